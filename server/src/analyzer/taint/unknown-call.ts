/**
 * What the name of a function that nobody can look into says about what it gives back.
 *
 * Only a hint: a name lowers confidence or stops what is no data any more (`isValid`), it never proves that data is
 * clean.
 */

/** What the name of an unknown function says about it. */
export type UnknownClass = 'plain' | 'predicate' | 'hiding' | 'hash';

const predicateName =
  /^(is|has|can|should|was|are|does|count|size|length|index|compare|equals?|exists?|contains?|includes?|test)([A-Z_]|$)/;
const hidingName =
  /(redact|mask|encrypt|encipher|cipher|tokeni[sz]e|anonymi[sz]e|pseudonymi[sz]e|de_?identif|scrub|sanitiz|obfuscat)/i;
const hashName = /(hash|digest|sha\d|md5|checksum)/i;

/** What the last name of a callee says about what it gives back. */
export function classOfUnknown(callee: string): UnknownClass {
  const name = callee.slice(callee.lastIndexOf('.') + 1);
  if (predicateName.test(name)) return 'predicate';
  if (hashName.test(name)) return 'hash';
  if (hidingName.test(name)) return 'hiding';
  return 'plain';
}
