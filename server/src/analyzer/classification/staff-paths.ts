/**
 * Which files are about those who work there, or are used by them, by their paths.
 *
 * A file or folder that is called after staff is about them, unless it is called after patients or shows other people. A
 * folder of what staff uses (`admin/`) is about them only where it is about their own accounts; elsewhere it says no
 * more than who is signed in.
 */
import type { DataTypeCatalog, DataTypeHints } from '../rules/data-type.ts';
import { tokenizeName } from './tokenize.ts';

/** Names of files that say nothing; the folder does. */
const plainFile =
  /^(?:page|route|layout|index|actions?|client|server|new|edit|create|update|view|list|form|details?|main|utils|helpers|types|service|controller|api)$/i;
/** Scripts for those who run the application: `scripts/create-admin.js`. */
const adminScript = /(?:^|\/)scripts?\/[^/]*(?:admin|master|superuser)/i;

/** What administrators see around their pages, and forms of an organization about itself: `AdminHeader`, `RegisterClinic`. */
const ownOfStaff =
  /(?:^|\/)(?:(?:super-?)?admin[-_]?(?:header|layout|sidebar|nav(?:bar)?|topbar|login|profile|settings)|(?:register|onboard|create|add|edit|invite)[-_]?(?:clinic|hospital|pharmacy|practice|organi[sz]ation|company|laboratory|vendor|supplier)|(?:clinic|hospital|pharmacy|practice|organi[sz]ation|company|vendor)[-_]?(?:onboarding|sign-?up|invites?|settings|profile))/i;

/** Whether one of the words, or two of them together (`sign-up`), belongs to a set. */
export function saysOneOf(words: readonly string[], set: ReadonlySet<string>): boolean {
  return words.some((word, at) => set.has(word) || set.has(`${word}${words[at + 1] ?? ''}`));
}

/** Whether a word is one of who signs in and is no patient, in the singular or the plural. */
function isOfStaff(word: string, { staffPlaces, staffSigns }: DataTypeHints): boolean {
  return [word, word.replace(/s$/, '')].some((form) => staffPlaces.has(form) || staffSigns.has(form));
}

/**
 * `doctor/profile/edit.tsx`, `admin/secure-login/route.ts`, `partner-auth.ts`: what is kept of those who sign in there is
 * their own.
 */
function isOwnPageOfStaff(path: string, { hints, personOwners }: DataTypeCatalog): boolean {
  if (hints === undefined) return false;
  const segments = path
    .slice(-300)
    .replace(/\.[^./]*$/, '')
    .split('/')
    .map((segment) => tokenizeName(segment.slice(0, 100)));
  return segments.some((words, at) => {
    const isHere = words.some((word) => isOfStaff(word, hints));
    if (!isHere) return false;
    const [before, next] = [segments[at - 1] ?? [], segments[at + 1] ?? []];
    const isOwn = (page: readonly string[]): boolean =>
      saysOneOf(page, hints.ownPages) && !page.some((word) => personOwners.has(word.replace(/s$/, '')));
    if (words.some((word) => personOwners.has(word))) return false;
    return isOwn(words) || (words.length === 1 && isOwn(next)) || (before.length === 1 && isOwn(before));
  });
}

/** Whether a path lies in a folder of what staff uses: `app/api/admin/summary/route.ts`. */
export function isUsedByStaff(path: string, { hints }: DataTypeCatalog): boolean {
  if (hints === undefined) return false;
  const folders = path.slice(-300).split('/').slice(0, -1);
  return folders.some((folder) => {
    const name = folder.replace(/[()]/g, '').toLowerCase();
    return hints.staffPlaces.has(name) || hints.staffSigns.has(name);
  });
}

/** `reset-doctor-password.ts`, `doctors/[id]/page.tsx`; not where patients are shown, as on a dashboard of doctors. */
export function isStaffPath(path: string, catalog: DataTypeCatalog): boolean {
  const { hints, personOwners, healthOwners } = catalog;
  if (hints === undefined) return false;
  if (adminScript.test(path) || ownOfStaff.test(path)) return true;
  if (isOwnPageOfStaff(path, catalog)) return true;
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
