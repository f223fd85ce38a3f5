/**
 * Package names with `*` for the rest of a segment: `@medplum/*`, `fhir-works-on-aws-*`.
 *
 * A pattern also matches subpaths of what it names (`fhir/r4` matches `fhir/r4/index`). No regular expressions.
 */

const matchers = new WeakMap<readonly string[], (name: string) => boolean>();

/** A function that tells whether a package is one of the patterns; answers are remembered, as long as the list lives. */
export function createGlobMatcher(patterns: readonly string[]): (name: string) => boolean {
  const known = matchers.get(patterns);
  if (known !== undefined) return known;
  const made = makeMatcher(patterns);
  matchers.set(patterns, made);
  return made;
}

function makeMatcher(patterns: readonly string[]): (name: string) => boolean {
  const memo = new Map<string, boolean>();
  return (name) => {
    const known = memo.get(name);
    if (known !== undefined) return known;
    const isMatch = name !== '' && patterns.some((pattern) => matches(pattern, name));
    memo.set(name, isMatch);
    return isMatch;
  };
}

function matches(pattern: string, name: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return name === pattern || name.startsWith(`${pattern}/`);
  return name.startsWith(pattern.slice(0, star)) && name.endsWith(pattern.slice(star + 1));
}
