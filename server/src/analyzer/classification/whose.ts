/**
 * Whose data is, where a name alone does not tell: `user.email`, a bare `firstName`.
 *
 * In a file about staff it is that of staff. Where nothing in the application says that patients have accounts, the name and
 * address of an account say little by themselves; files about patients are left alone.
 */
import type { IrModule } from '../ir/module.ts';
import type { DataTypeCatalog, DataTypeHints } from '../rules/data-type.ts';
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
  /** Whether the module deals with patients or what is the matter with them, by its imports or its path. */
  readonly isPatientModule: boolean;
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
const accountCategories: ReadonlySet<string> = new Set(['name', 'contact', 'demographic']);

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
  return isAccount && !place.isPatientModule ? ofAccount(people, place.ir.path, told) : told;
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

/** Whether what was told is no more than the name or the address of an account, of which nothing says that it is a patient's. */
export function isOfAccountOnly(category: string, confidence: number): boolean {
  return accountCategories.has(category) && confidence <= accountConfidence;
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

/** Names of files that say nothing; the folder does. */
const plainFile =
  /^(?:page|route|layout|index|actions?|client|server|new|edit|create|update|view|list|form|details?|main|utils|helpers|types|service|controller|api)$/i;
/** Scripts for those who run the application: `scripts/create-admin.js`. */
const adminScript = /(?:^|\/)scripts?\/[^/]*(?:admin|master|superuser)/i;

/** What administrators see around their pages, and forms of an organization about itself: `AdminHeader`, `RegisterClinic`. */
const ownOfStaff =
  /(?:^|\/)(?:(?:super-?)?admin[-_]?(?:header|layout|sidebar|nav(?:bar)?|topbar|login|profile|settings)|(?:register|onboard|create|add|edit|invite)[-_]?(?:clinic|hospital|pharmacy|practice|organi[sz]ation|company|laboratory|vendor|supplier)|(?:clinic|hospital|pharmacy|practice|organi[sz]ation|company|vendor)[-_]?(?:onboarding|sign-?up|invites?|settings|profile))/i;

/** Folders of what somebody sees of themselves. */
const ownPage = /^\(?(?:my-?)?(?:profiles?|account|onboarding|sign-?up|register|registration)(?:[-_.]|$)/i;

/** `doctor/profile/edit.tsx`: the profile that doctors see below a folder of theirs is their own. */
function isOwnPageOfStaff(path: string, { staffPlaces }: DataTypeHints): boolean {
  const segments = path.slice(-300).split('/');
  return segments.some(
    (segment, at) =>
      staffPlaces.has(segment.replace(/[()]/g, '').toLowerCase().replace(/s$/, '')) &&
      ownPage.test(segments[at + 1] ?? ''),
  );
}

/** `reset-doctor-password.ts`, `doctors/[id]/page.tsx`; not where patients are shown, as on a dashboard of doctors. */
export function isStaffPath(path: string, { hints, personOwners, healthOwners }: DataTypeCatalog): boolean {
  if (hints === undefined) return false;
  if (adminScript.test(path) || ownOfStaff.test(path)) return true;
  if (isOwnPageOfStaff(path, hints)) return true;
  const segments = path
    .slice(-300)
    .replace(/\.[^./]*$/, '')
    .split('/');
  const says = (segment: string): boolean => !plainFile.test(segment) && !/^[[(]/.test(segment);
  const at = segments.findLastIndex(says);
  const isFolder = at < segments.length - 1;
  const words = tokenizeName((segments[at] ?? '').slice(0, 100)).map((token) => [
    token,
    token.replace(/s$/, ''),
  ]);
  const isOneOf = (set: ReadonlySet<string>, at: number): boolean =>
    words[at]?.some((form) => set.has(form)) === true;
  let isStaff = false;
  for (let at = 0; at < words.length; at++) {
    // A folder `doctor` is what doctors use, one called `doctors` is about them.
    const isMany = !isFolder || words[at]?.[0] !== words[at]?.[1] || words[at]?.[0] === 'staff';
    if (isOneOf(hints.staffPlaces, at) && isMany) isStaff = true;
    // The lab of a lab-tech belongs to the tech.
    const isOthers = isOneOf(healthOwners, at) && !isOneOf(hints.staffPlaces, at + 1);
    if (isOthers || isOneOf(hints.staffViews, at) || isOneOf(personOwners, at)) return false;
  }
  return isStaff;
}

/** Whether a function is about somebody who works there, by its name: `createDoctor`, `enforceAdmin`. */
export function isStaffFunction(ir: IrModule, functionId: number, catalog: DataTypeCatalog): boolean {
  let at = functionId;
  for (let step = 0; step < 3 && at >= 0; step++) {
    const record = ir.functions[at];
    const words = tokenizeName(record?.name ?? '').map((token) => token.replace(/s$/, ''));
    if (words.some((word) => catalog.personOwners.has(word) || catalog.healthOwners.has(word))) return false;
    if (words.some((word) => /^(?:super)?admin$/.test(word) || catalog.hints?.staffPlaces.has(word) === true))
      return true;
    at = record?.parent ?? -1;
  }
  return false;
}
