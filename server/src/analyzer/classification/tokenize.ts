/**
 * From an identifier to folded tokens: `patientSSN` → patient, ssn; `e_post-adress2` → e, post, adress2.
 *
 * Tokens end at characters that are neither letter nor digit, at a change from lower to upper case, and before the
 * last capital of a run that a lower-case letter follows (`HIVStatus` → hiv, status). Digits stay with the letters
 * before them (`icd10`), because many words of the vocabulary end in one. A plural s behind capitals stays too
 * (`patientIDs` → patient, ids). Memoized: programs use few names, often.
 */
import { foldText } from '../rules/fold-word.ts';

/** Names remembered before the memory is emptied; bounds what a hostile workspace can make us hold. */
const maxRemembered = 200_000;

const remembered = new Map<string, readonly string[]>();
const noTokens: readonly string[] = [];

/** The folded tokens of a name, in order. Never throws; a name without letters or digits has none. */
export function tokenizeName(name: string): readonly string[] {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const tokens = split(name);
  if (remembered.size >= maxRemembered) remembered.clear();
  remembered.set(name, tokens);
  return tokens;
}

const unitKind = { other: 0, lower: 1, upper: 2, digit: 3 } as const;

function split(name: string): readonly string[] {
  if (name.length > 200) return noTokens;
  const tokens: string[] = [];
  let start = -1;
  let previous: number = unitKind.other;
  for (let i = 0; i < name.length; i++) {
    const kind = kindOf(name, i);
    if (kind === unitKind.other) {
      if (start >= 0) tokens.push(foldText(name.slice(start, i)));
      start = -1;
    } else if (start < 0) start = i;
    else if (kind === unitKind.upper && (previous !== unitKind.upper || endsCapitals(name, i))) {
      tokens.push(foldText(name.slice(start, i)));
      start = i;
    }
    previous = kind;
  }
  if (start >= 0) tokens.push(foldText(name.slice(start)));
  return tokens.length === 0 ? noTokens : tokens;
}

/** Whether the capital at `i`, inside a run of capitals, begins the next word. */
function endsCapitals(name: string, i: number): boolean {
  if (i + 1 >= name.length || kindOf(name, i + 1) !== unitKind.lower) return false;
  const isPlural = name[i + 1] === 's' && (i + 2 >= name.length || kindOf(name, i + 2) !== unitKind.lower);
  return !isPlural;
}

function kindOf(name: string, index: number): number {
  const unit = name.charCodeAt(index);
  if (unit >= 97 && unit <= 122) return unitKind.lower;
  if (unit >= 65 && unit <= 90) return unitKind.upper;
  if (unit >= 48 && unit <= 57) return unitKind.digit;
  if (unit < 128) return unitKind.other;
  const letter = name.charAt(index);
  const lower = letter.toLowerCase();
  if (lower !== letter) return unitKind.upper;
  if (letter.toUpperCase() !== letter) return unitKind.lower;
  // Combining marks and letters without case go with what stands before them.
  return /[\p{L}\p{M}\p{N}]/u.test(letter) ? unitKind.lower : unitKind.other;
}
