/**
 * Which applications say that patients have accounts.
 *
 * A role that is compared with, kept or asked for, a portal, a record of a patient that is tied to an account, an account
 * with data of health or that records of health belong to. Without any of that, accounts are those of staff.
 */
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { callArguments } from '../ir/operands.ts';
import type { Program } from '../program/program.ts';
import type { DataSchema, SchemaField, SchemaModel } from '../program/schema.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import { createApplications } from './applications.ts';
import type { NameClassifier } from './classify-name.ts';
import { tokenizeName } from './tokenize.ts';

/** A role, or what stands for one. */
const roleName = /(?:role|user_?type|account_?type|user_?kind)/i;
const patientRole = /^(?:role_)?patients?$/i;
/** Roles that stand beside that of patients. */
const otherRole =
  /^(?:role_)?(?:admin|doctor|nurse|staff|practitioner|clinician|provider|receptionist|therapist|caregiver|pharmacist|physician)s?$/i;
/** `created_by`, `assignedTo`: who dealt with a record, not whose it is. */
const deed =
  /(?:[_a-z]by|[_a-z]By|created|updated|modified|assigned|registered|handled)(?:_?id|Id)?$|^(?:creator|author|assignee)/i;
/** Folders and files of what patients use themselves. */
const patientPlace = /patient[-_ ]?(?:portal|auth|login|account|app|user|signup|registration)|my-?health/i;

/**
 * Which applications say that patients have accounts: a role, a portal, a record of a patient that is tied to an
 * account, an account with data of health or that records of health belong to.
 */
export function createPatientAccounts(
  program: Program,
  schemas: readonly DataSchema[],
  names: NameClassifier,
  catalog: DataTypeCatalog,
): (path: string) => boolean {
  const applicationOf = createApplications(program, catalog);
  const found = new Set<string>();
  /** Applications whose users are those who write about patients. */
  const ofWriters = new Set<string>();
  for (const { path, models } of schemas) {
    const application = applicationOf(path);
    const isAuthor = (field: string): boolean =>
      models.filter(({ fields }) => fields.some(({ name }) => name === field)).length > maxOwnedTables;
    if (models.some((model) => isWrittenByAccount(model, isAuthor, names, catalog)))
      ofWriters.add(application);
    if (
      !found.has(application) &&
      models.some((model) => tiesPatientToAccount(model, isAuthor, names, catalog))
    )
      found.add(application);
  }
  for (const { ir } of program.modules) {
    const application = applicationOf(ir.path);
    if (found.has(application) || isTest(ir.path)) continue;
    if (patientPlace.test(ir.path) || (!ofWriters.has(application) && hasPatientRole(ir)))
      found.add(application);
  }
  return (path) => found.has(applicationOf(path));
}

const patientRoles = new WeakMap<IrModule, boolean>();

/** Looked for once per module object. */
function hasPatientRole(ir: IrModule): boolean {
  let has = patientRoles.get(ir);
  if (has === undefined) {
    has = findPatientRole(ir);
    patientRoles.set(ir, has);
  }
  return has;
}

function findPatientRole(ir: IrModule): boolean {
  const isRole = (text: string): boolean => text.length < 20 && text !== 'Patient' && patientRole.test(text);
  const isNamed = ir.strings.some((text) => text === 'PATIENT' || text === 'ROLE_PATIENT');
  const roles = new Set<number>();
  let isOneOfRoles = isNamed;
  ir.constants.forEach((constant, id) => {
    if (constant.kind !== 'string' || constant.value.length >= 20) return;
    if (isRole(constant.value)) roles.add(id);
    else if (otherRole.test(constant.value)) isOneOfRoles = true;
  });
  if (!isNamed && roles.size === 0) return false;
  const isAboutRoles =
    ir.strings.some((text) => text.length < 40 && roleName.test(text)) ||
    ir.cells.some(({ name }) => roleName.test(name)) ||
    ir.typeDeclarations.some(({ name }) => roleName.test(name));
  return isAboutRoles && (isOneOfRoles || isUsedAsRole(ir, roles));
}

/** Whether a text is compared with a role, kept as one or handed to a call that asks for one. */
function isUsedAsRole(ir: IrModule, texts: ReadonlySet<number>): boolean {
  const isText = (value: number): boolean => ir.op[value] === Op.Const && texts.has(ir.a[value] ?? -1);
  const nameOf = (value: number): string =>
    ir.strings[
      (ir.op[value] === Op.Load || ir.op[value] === Op.Param ? ir.b[value] : ir.name[value]) ?? -1
    ] ?? '';
  for (let value = 0; value < ir.op.length; value++) {
    const [a, b] = [ir.a[value] ?? -1, ir.b[value] ?? -1];
    switch (ir.op[value]) {
      case Op.Cmp:
        if ((isText(a) && roleName.test(nameOf(b))) || (isText(b) && roleName.test(nameOf(a)))) return true;
        break;
      case Op.Store: {
        const field = ir.strings[b] ?? '';
        if (isText(ir.c[value] ?? -1) && (roleName.test(field) || patientRole.test(field))) return true;
        break;
      }
      case Op.Const:
        if (isText(value) && roleName.test(nameOf(value))) return true;
        break;
      case Op.CellSet:
        if (isText(b) && roleName.test(ir.cells[a]?.name ?? '')) return true;
        break;
      case Op.Call:
        if (
          /role|allow|authori[sz]e|permit|guard|restrict/i.test(nameOf(a)) &&
          [...callArguments(ir, value)].some(isText)
        )
          return true;
        break;
      default:
        break;
    }
  }
  return false;
}

function isStaffWord(text: string, { hints }: DataTypeCatalog): boolean {
  return tokenizeName(text).some((token) => hints?.staffOwners.has(token) === true);
}

function isTest(path: string): boolean {
  return /(?:^|\/)(?:tests?|__tests__|spec|cypress)\//.test(path);
}

/** Tables that refer to a user by the same column before it says who wrote the row, and not whose it is. */
const maxOwnedTables = 7;

/** `patient.user_id`, as most tables have it: whoever has a name and an address here already needs no account for them. */
function isWrittenByAccount(
  { name, fields }: SchemaModel,
  isAuthor: (field: string) => boolean,
  names: NameClassifier,
  catalog: DataTypeCatalog,
): boolean {
  if (names.classifyRecordName(name) === undefined) return false;
  const accounts = fields.filter(isAccountField);
  const has = (category: string): boolean =>
    fields.some(
      (field) => catalog.types[names.classify([name, field.name])?.type ?? -1]?.category === category,
    );
  return (
    accounts.length > 0 &&
    accounts.every((field) => isAuthor(field.name)) &&
    has('name') &&
    has('contact') &&
    !fields.some((field) => /^password/i.test(field.name))
  );
}

function isAccountName(text: string): boolean {
  return /^(?:user|account)s?$/i.test(text);
}

/** Whether a field refers to an account, and not to the one who dealt with the record. */
function isAccountField({ name, type }: SchemaField): boolean {
  return !deed.test(name) && (isAccountName(type) || isAccountName(name.replace(/_?id$/i, '')));
}

function tiesPatientToAccount(
  model: SchemaModel,
  isAuthor: (field: string) => boolean,
  names: NameClassifier,
  catalog: DataTypeCatalog,
): boolean {
  const { name, fields } = model;
  const isPatient = (text: string): boolean => names.classifyRecordName(text) !== undefined;
  const isAccount = isAccountName;
  const ties = (to: (text: string) => boolean): boolean =>
    fields.some(
      (field) => !deed.test(field.name) && (to(field.type) || to(field.name.replace(/_?id$/i, ''))),
    );
  // The patient of an appointment is a user.
  if (fields.some((field) => isPatient(field.name) && isAccount(field.type))) return true;
  if (isPatient(name))
    return (
      fields.some((field) => /^password/i.test(field.name)) ||
      (fields.some(isAccountField) && !isWrittenByAccount(model, isAuthor, names, catalog))
    );
  const isOfHealth = (field: SchemaField): boolean => {
    const type = catalog.types[names.classify([name, field.name])?.type ?? -1];
    return type?.level === 'special' || type?.level === 'acute' || type?.id === 'demo.birthdate';
  };
  // A diary that belongs to whoever signed in, and to no patient beside.
  const isOwn = ties(isAccount) && !ties((text) => isPatient(text) || isStaffWord(text, catalog));
  if (!isAccount(name)) return isOwn && fields.filter(isOfHealth).length > 1;
  return ties(isPatient) || fields.some(isOfHealth);
}
