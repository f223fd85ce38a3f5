/**
 * Whose data is, where a name alone does not tell: `user.email`, a bare `firstName`.
 *
 * In a file about staff it is that of staff. Where nothing in the application says that patients have accounts, the name and
 * address of an account say little by themselves; files about patients are left alone.
 */
import type { IrModule } from '../ir/module.ts';
import type { Program } from '../program/program.ts';
import type { DataSchema, SchemaField, SchemaModel } from '../program/schema.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import { createApplications } from './applications.ts';
import type { NameClassifier } from './classify-name.ts';
import { tokenizeName } from './tokenize.ts';

/** What is known about the people of a program. */
export interface People {
  readonly catalog: DataTypeCatalog;
  /** Whether something in the application a file belongs to says that accounts are, or may be, those of patients. */
  readonly mayPatientsHaveAccounts: (path: string) => boolean;
  /** Whether the application a file belongs to has accounts, and says nothing of patients or of health. */
  readonly hasAccountsOnly: (path: string) => boolean;
}

/** What is known about the people of a module. */
export interface Place {
  /** Whether the module deals with health records, by its imports or its path. */
  readonly isHealthModule: boolean;
  /** Whether the module deals with staff, by its name. */
  readonly isStaffModule: boolean;
  /** Whether the module lets people in, by its path. */
  readonly isAccountModule: boolean;
  /** Types of data that the module is called after. */
  readonly topics: ReadonlySet<number>;
}

/** Data as a name or a declared type says it. */
interface Told {
  readonly type: number;
  readonly confidence: number;
  readonly evidence: string;
  readonly isAnybodys?: boolean;
  readonly isOfAccount?: boolean;
}

/** What staff has too. */
const personalCategories: ReadonlySet<string> = new Set(['name', 'contact', 'demographic']);
/** Most that is said of the address of an account where nothing says that patients have one: low. */
const accountConfidence = 56;
const accountReason = "that of an account, and nothing says that it is a patient's";
/** What a row of accounts has of whoever signs in. */
const accountCategories: ReadonlySet<string> = new Set(['name', 'contact']);

/** The same data, as that of staff or of some account where it is nobody's in particular. */
export function inPlace<T extends Told>(
  people: People,
  place: Place & { readonly ir: { readonly path: string } },
  told: T,
  isInAccount = false,
): T {
  const { catalog } = people;
  const type = catalog.types[told.type];
  if (told.isAnybodys !== true || type === undefined || !personalCategories.has(type.category)) return told;
  const staff = catalog.byId.get('rel.caregiver_staff');
  if (place.isStaffModule && staff !== undefined) return { ...told, type: staff.index };
  const isAccount =
    told.isOfAccount === true ||
    place.isAccountModule ||
    isInAccount ||
    isToolPath(place.ir.path) ||
    people.hasAccountsOnly(place.ir.path);
  return isAccount && !place.isHealthModule ? ofAccount(people, place.ir.path, told) : told;
}

/** The name or the address of an account says little by itself, unless patients have accounts. */
export function ofAccount<T extends Told>(people: People, path: string, told: T): T {
  const category = people.catalog.types[told.type]?.category ?? '';
  if (!accountCategories.has(category) || people.mayPatientsHaveAccounts(path)) return told;
  return {
    ...told,
    confidence: Math.min(told.confidence, accountConfidence),
    evidence: `${told.evidence}: ${accountReason}`,
  };
}

/** Whether a path is that of a command for whoever develops: a name or an address there is theirs. */
function isToolPath(path: string): boolean {
  return /(?:^|\/)(?:cli|codegen|scaffold|generators?)\//.test(path);
}

/** Whether a path says that people are let in here: `auth/`, `login.ts`, `users.js`. */
export function isAccountPath(path: string, { hints }: DataTypeCatalog): boolean {
  return tokenizeName(path.slice(-200)).some(
    (token) => hints?.accountPlaces.has(token) === true || /^(?:user|account)s?$/.test(token),
  );
}

/** Whether a function lets people in: it is called so, or takes a password beside a name; so do functions inside it. */
export function isAccountFunction(ir: IrModule, functionId: number, { hints }: DataTypeCatalog): boolean {
  let at = functionId;
  for (let step = 0; step < 6 && at >= 0; step++) {
    const record = ir.functions[at];
    const isCalledSo = tokenizeName(record?.name ?? '').some(
      (token) => hints?.accountPlaces.has(token) === true,
    );
    const takesPassword = record?.params.some(({ value }) =>
      /^(?:password|passwd|plainPassword|rawPassword)$/i.test(ir.strings[ir.b[value] ?? -1] ?? ''),
    );
    if (isCalledSo || takesPassword === true) return true;
    at = record?.parent ?? -1;
  }
  return false;
}

/** `reset-doctor-password.ts`; not where patients are shown, as on a dashboard of doctors. */
export function isStaffPath(path: string, { hints, personOwners, healthOwners }: DataTypeCatalog): boolean {
  if (hints === undefined) return false;
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  const words = tokenizeName(name.slice(0, 100)).map((token) => [token, token.replace(/s$/, '')]);
  const isOneOf = (set: ReadonlySet<string>, at: number): boolean =>
    words[at]?.some((form) => set.has(form)) === true;
  let isStaff = false;
  for (let at = 0; at < words.length; at++) {
    if (isOneOf(hints.staffPlaces, at)) isStaff = true;
    // The lab of a lab-tech belongs to the tech.
    const isOthers = isOneOf(healthOwners, at) && !isOneOf(hints.staffPlaces, at + 1);
    if (isOthers || isOneOf(hints.staffViews, at) || isOneOf(personOwners, at)) return false;
  }
  return isStaff;
}

/** A role, or what stands for one. */
const roleName = /(?:role|user_?type|account_?type|user_?kind)/i;
const patientRole = /^(?:role_)?patients?$/i;
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
  for (const { path, models } of schemas) {
    const application = applicationOf(path);
    if (!found.has(application) && models.some((model) => tiesPatientToAccount(model, names, catalog)))
      found.add(application);
  }
  for (const { ir } of program.modules) {
    const application = applicationOf(ir.path);
    if (!found.has(application) && !isTest(ir.path) && (patientPlace.test(ir.path) || hasPatientRole(ir)))
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
  if (!isNamed && !ir.constants.some((constant) => constant.kind === 'string' && isRole(constant.value)))
    return false;
  return (
    ir.strings.some((text) => text.length < 40 && roleName.test(text)) ||
    ir.cells.some(({ name }) => roleName.test(name)) ||
    ir.typeDeclarations.some(({ name }) => roleName.test(name))
  );
}

function isStaffWord(text: string, { hints }: DataTypeCatalog): boolean {
  return tokenizeName(text).some((token) => hints?.staffOwners.has(token) === true);
}

function isTest(path: string): boolean {
  return /(?:^|\/)(?:tests?|__tests__|spec|cypress)\//.test(path);
}

function tiesPatientToAccount(
  { name, fields }: SchemaModel,
  names: NameClassifier,
  catalog: DataTypeCatalog,
): boolean {
  const isPatient = (text: string): boolean => names.classifyRecordName(text) !== undefined;
  const isAccount = (text: string): boolean => /^(?:user|account)s?$/i.test(text);
  const ties = (to: (text: string) => boolean): boolean =>
    fields.some((field) => to(field.type) || to(field.name.replace(/_?id$/i, '')));
  // The patient of an appointment is a user.
  if (fields.some((field) => isPatient(field.name) && isAccount(field.type))) return true;
  if (isPatient(name)) return ties(isAccount) || fields.some((field) => /^password/i.test(field.name));
  const isOfHealth = (field: SchemaField): boolean => {
    const type = catalog.types[names.classify([name, field.name])?.type ?? -1];
    return type?.level === 'special' || type?.level === 'acute' || type?.id === 'demo.birthdate';
  };
  // A diary that belongs to whoever signed in, and to no patient beside.
  const isOwn = ties(isAccount) && !ties((text) => isPatient(text) || isStaffWord(text, catalog));
  if (!isAccount(name)) return isOwn && fields.filter(isOfHealth).length > 1;
  return ties(isPatient) || fields.some(isOfHealth);
}
