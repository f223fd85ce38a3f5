/**
 * Whose data is, where a name alone does not tell: `user.email`, a bare `firstName`.
 *
 * In a file about staff it is that of staff. Where nothing in the application says that patients have accounts, the name and
 * address of an account say little by themselves; files about patients are left alone.
 */
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import type { DataTypeCatalog, DataTypeHints } from '../rules/data-type.ts';
import { saysOneOf } from './staff-paths.ts';
import { tokenizeName } from './tokenize.ts';
import { calleeNameOf } from './value-names.ts';

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
  /** Whether the module lies in a folder of what staff uses, so that who is signed in works there. */
  readonly isUsedByStaff: boolean;
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
  readonly isOfCaller?: boolean;
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
  const isOfStaff = place.isStaffModule || (place.isUsedByStaff && told.isOfCaller === true);
  if (isOfStaff && staff !== undefined) return { ...told, type: staff.index };
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

/** Whether a path says that people are let in here: `auth/`, `login.ts`, `users.js`, `sign-up/`. */
export function isAccountPath(path: string, { hints }: DataTypeCatalog): boolean {
  const words = tokenizeName(path.slice(-200));
  return (
    words.some((word) => hints?.accountPlaces.has(word) === true || /^(?:user|account)s?$/.test(word)) ||
    (hints !== undefined && saysOneOf(words, hints.accountDeeds))
  );
}

/**
 * Whether a function lets people in or asks them in: it is called so, takes a password beside a name, or calls an
 * identity provider; so do functions inside it. Not where its name speaks of patients.
 */
export function isAccountFunction(ir: IrModule, functionId: number, catalog: DataTypeCatalog): boolean {
  const { hints, personOwners } = catalog;
  if (hints === undefined) return false;
  const askers = functionsOfProviders(ir, hints);
  let at = functionId;
  for (let step = 0; step < 6 && at >= 0; step++) {
    const record = ir.functions[at];
    const words = tokenizeName(record?.name ?? '');
    if (words.some((word) => personOwners.has(word))) return false;
    const isCalledSo =
      words.some((word) => hints.accountPlaces.has(word)) ||
      saysOneOf(words, hints.accountDeeds) ||
      askers.has(at);
    const takesPassword = record?.params.some(({ value }) =>
      /^(?:password|passwd|plainPassword|rawPassword)$/i.test(ir.strings[ir.b[value] ?? -1] ?? ''),
    );
    if (isCalledSo || takesPassword === true) return true;
    at = record?.parent ?? -1;
  }
  return false;
}

const askersOf = new WeakMap<IrModule, WeakMap<DataTypeHints, ReadonlySet<number>>>();

/** Functions that call an identity provider about accounts; found once per module object and vocabulary. */
function functionsOfProviders(ir: IrModule, hints: DataTypeHints): ReadonlySet<number> {
  let known = askersOf.get(ir);
  if (known === undefined) {
    known = new WeakMap();
    askersOf.set(ir, known);
  }
  let found = known.get(hints);
  if (found === undefined) {
    const made = new Set<number>();
    for (let value = 0; value < ir.op.length; value++)
      if (ir.op[value] === Op.Call && hints.accountCalls.has(calleeNameOf(ir, ir.a[value] ?? -1)))
        made.add(ir.functionOf[value] ?? -1);
    found = made;
    known.set(hints, made);
  }
  return found;
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
