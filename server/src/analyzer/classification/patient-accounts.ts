/**
 * Which applications say that patients have accounts.
 *
 * A role that is compared with, kept or asked for, a portal, a record of a patient that is tied to an account, an account
 * with data of health or that records of health belong to. Without any of that, accounts are those of staff.
 */
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { callArguments, listAt } from '../ir/operands.ts';
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
  const ofKeepers = new Set(
    schemas
      .filter(({ models }) => models.some((model) => keepsPatients(model, names)))
      .map(({ path }) => applicationOf(path)),
  );
  const withPatients = new Set(
    schemas
      .filter(({ models }) => models.some((model) => isPatientOfItsOwn(model, names, catalog)))
      .map(({ path }) => applicationOf(path)),
  );
  for (const { path, models } of schemas) {
    const application = applicationOf(path);
    const isAuthor = (field: string): boolean =>
      models.filter(({ fields }) => fields.some(({ name }) => name === field)).length > maxOwnedTables;
    const isKept = ofKeepers.has(application);
    if (isKept || models.some((model) => isWrittenByAccount(model, isAuthor, names, catalog)))
      ofWriters.add(application);
    if (
      !found.has(application) &&
      !isKept &&
      models.some((model) =>
        tiesPatientToAccount(model, isAuthor, names, catalog, withPatients.has(application)),
      )
    )
      found.add(application);
  }
  for (const { ir, facts } of program.modules) {
    const application = applicationOf(ir.path);
    if (found.has(application) || facts.isTest) continue;
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
  const roles = new Set<number>();
  const others = new Set<number>();
  ir.constants.forEach((constant, id) => {
    if (constant.kind !== 'string' || constant.value.length >= 20) return;
    // The heading of a page, or a kind of record.
    if (patientRole.test(constant.value) && !/^Patients?$/.test(constant.value)) roles.add(id);
    else if (otherRole.test(constant.value)) others.add(id);
  });
  const isNamed = ir.strings.some((text) => text === 'PATIENT' || text === 'ROLE_PATIENT');
  if (!isNamed && roles.size === 0) return false;
  const isAboutRoles =
    ir.strings.some((text) => text.length < 40 && roleName.test(text)) ||
    ir.cells.some(({ name }) => roleName.test(name)) ||
    ir.typeDeclarations.some(({ name }) => roleName.test(name));
  return isAboutRoles && (isNamed || standsBeside(ir, roles, others) || isUsedAsRole(ir, roles));
}

/** Fields of entries of a choice: `{ value: 'patient', label: 'I am a patient' }`. */
const choiceField = /^(?:value|id|key|code|slug)$/;

/** Whether a text stands in one list, one declared type or one choice with roles of others. */
function standsBeside(ir: IrModule, roles: ReadonlySet<number>, others: ReadonlySet<number>): boolean {
  const isOf = (set: ReadonlySet<number>, value: number): boolean =>
    ir.op[value] === Op.Const && set.has(ir.a[value] ?? -1);
  const chosen = new Map<number, number>();
  for (let value = 0; value < ir.op.length; value++) {
    if (ir.op[value] === Op.Arr) {
      const elements = [...listAt(ir, ir.a[value] ?? -1)];
      if (elements.some((one) => isOf(roles, one)) && elements.some((one) => isOf(others, one))) return true;
    } else if (ir.op[value] === Op.Store) {
      const field = ir.b[value] ?? -1;
      const stored = ir.c[value] ?? -1;
      const kind = isOf(roles, stored) ? 1 : isOf(others, stored) ? 2 : 0;
      if (kind === 0 || !choiceField.test(ir.strings[field] ?? '')) continue;
      const kinds = (chosen.get(field) ?? 0) | kind;
      if (kinds === 3) return true;
      chosen.set(field, kinds);
    }
  }
  return ir.types.some(
    (type) =>
      type.kind === 'union' &&
      hasLiteral(ir, type.members, patientRole) &&
      hasLiteral(ir, type.members, otherRole),
  );
}

function hasLiteral(ir: IrModule, members: readonly number[], pattern: RegExp): boolean {
  return members.some((member) => {
    const type = ir.types[member];
    return type?.kind === 'literal' && pattern.test(type.value);
  });
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
  const has = (category: string): boolean => hasCategory(name, fields, category, names, catalog);
  return (
    accounts.length > 0 &&
    accounts.every((field) => isAuthor(field.name)) &&
    has('name') &&
    has('contact') &&
    !fields.some((field) => /^password/i.test(field.name))
  );
}

/** An account that has many patients is that of who keeps them. */
function keepsPatients({ name, fields }: SchemaModel, names: NameClassifier): boolean {
  return (
    isAccountName(name) &&
    fields.some(
      ({ isList, isRelation, type }) => isList && isRelation && names.classifyRecordName(type) !== undefined,
    )
  );
}

/** A record of a patient that has a name and an address itself, and belongs to no account. */
function isPatientOfItsOwn(
  { name, fields }: SchemaModel,
  names: NameClassifier,
  catalog: DataTypeCatalog,
): boolean {
  return (
    names.classifyRecordName(name) !== undefined &&
    hasCategory(name, fields, 'name', names, catalog) &&
    hasCategory(name, fields, 'contact', names, catalog) &&
    !fields.some((field) => isAccountField(field) || /^password/i.test(field.name))
  );
}

function hasCategory(
  name: string,
  fields: readonly SchemaField[],
  category: string,
  names: NameClassifier,
  catalog: DataTypeCatalog,
): boolean {
  return fields.some(
    (field) => catalog.types[names.classify([name, field.name])?.type ?? -1]?.category === category,
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
  hasPatients: boolean,
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
  // Where patients have a record of their own, the birth date of an account is that of whoever signs in.
  return ties(isPatient) || (!hasPatients && fields.some(isOfHealth));
}
