/**
 * From letters to the folded letters in which the data vocabulary is compared.
 *
 * Lower case; å ä á → a, ö ø → o, æ → ae, ß → ss, every other diacritic dropped. Invariant: folding twice changes
 * nothing, and ASCII text is only lower-cased.
 */

const special: ReadonlyMap<string, string> = new Map([
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['ß', 'ss'],
  ['ð', 'd'],
  ['þ', 'th'],
  ['ł', 'l'],
]);

/** The folded form of `text`. */
export function foldText(text: string): string {
  const lower = text.toLowerCase();
  if (isAscii(lower)) return lower;
  return lower
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[æœøßðþł]/g, (letter) => special.get(letter) ?? letter);
}

/** The tokens of a vocabulary entry, written with `_` or blanks between them: `date_of_birth`. */
export function toTokenSequence(entry: string): readonly string[] {
  return foldText(entry)
    .split(/[\s_-]+/)
    .filter((token) => token !== '');
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}
