/**
 * Whose data is, where a name alone does not tell: `user.email`, a bare `firstName`.
 *
 * In a file about staff it is that of staff. Where patients are records of their own without an account, the e-mail
 * address of an account is that of somebody who works with the program; files about patients are left alone.
 */
import type { DataSchema, SchemaField } from '../program/schema.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { NameClassifier } from './classify-name.ts';
import { tokenizeName } from './tokenize.ts';

/** What is known about the people of a program. */
export interface People {
  readonly catalog: DataTypeCatalog;
  /** Whether accounts are those of people who work with the program: patients are records of their own. */
  readonly areAccountsOfStaff: boolean;
}

/** What is known about the people of a module. */
export interface Place {
  /** Whether the module deals with health records, by its imports or its path. */
  readonly isHealthModule: boolean;
  /** Whether the module deals with staff, by its name. */
  readonly isStaffModule: boolean;
}

/** Data as a name or a declared type says it. */
interface Told {
  readonly type: number;
  readonly confidence: number;
  readonly isAnybodys?: boolean;
}

/** What staff has too. */
const personalCategories: ReadonlySet<string> = new Set(['name', 'contact', 'demographic']);
/** Most that is said of the address of an account of staff: less than findings ask for. */
const staffAccount = 50;

/** The same data, as that of staff where it is nobody's in particular. */
export function inPlace<T extends Told>({ catalog, areAccountsOfStaff }: People, place: Place, told: T): T {
  const type = catalog.types[told.type];
  if (told.isAnybodys !== true || type === undefined || !personalCategories.has(type.category)) return told;
  const staff = catalog.byId.get('rel.caregiver_staff');
  if (place.isStaffModule && staff !== undefined) return { ...told, type: staff.index };
  if (areAccountsOfStaff && !place.isHealthModule && type.id === 'contact.email')
    return { ...told, confidence: Math.min(told.confidence, staffAccount) };
  return told;
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

/** Whether the store has patients with names of their own and accounts without a tie between the two. */
export function hasPatientsOfTheirOwn(schemas: readonly DataSchema[], names: NameClassifier): boolean {
  const models = schemas.flatMap((schema) => schema.models);
  const isPatient = (name: string): boolean => names.classifyRecordName(name) !== undefined;
  const isAccount = (name: string): boolean => /^(?:user|account)s?$/i.test(name);
  const patients = models.filter(
    ({ name, fields }) =>
      isPatient(name) &&
      fields.some((field) => /^(?:first|last|given|family|birth|date_?of_?birth)/i.test(field.name)),
  );
  const accounts = models.filter(
    ({ name, fields }) => isAccount(name) && fields.some((field) => field.name === 'email'),
  );
  const isTied = (fields: readonly SchemaField[], to: (name: string) => boolean): boolean =>
    fields.some(({ name, type }) => to(type) || to(name.replace(/_?id$/i, '')));
  return (
    patients.length > 0 &&
    accounts.length > 0 &&
    !patients.some(({ fields }) => isTied(fields, isAccount)) &&
    !accounts.some(({ fields }) => isTied(fields, isPatient))
  );
}
