/**
 * The `exports` and `imports` maps of package.json: from a subpath to the files it may stand for.
 *
 * Unlike a runtime, which picks one target for one set of conditions, this lists every target, the ones nearest to
 * source code first; the caller takes the first that exists. Keys and targets come from the scanned workspace: they
 * are compared as text, never as regular expressions, and nesting is bounded.
 */
import { asObject, ownValue } from './json-value.ts';

/** Conditions in the order in which they are tried; all others come after, as written. */
const conditionOrder: readonly string[] = [
  'source',
  'development',
  'types',
  'import',
  'module',
  'require',
  'node',
  'default',
];

const maxNesting = 12;
const maxTargets = 64;

/**
 * Targets of `subpath` (`.` or `./x`) in an `exports` value, as written, with `*` filled in. Empty when the package
 * does not export the subpath.
 */
export function exportTargets(exportsValue: unknown, subpath: string): readonly string[] {
  const map = asObject(exportsValue);
  const keys = Object.keys(map);
  if (keys.length > 0 && keys.every((key) => key.startsWith('.'))) return mapTargets(map, subpath);
  // A string, a list or a set of conditions speaks about the package itself.
  return subpath === '.' ? targetsOf(exportsValue, '') : [];
}

/** Targets of `specifier` (`#x`) in an `imports` value: relative paths or names of packages. */
export function importTargets(importsValue: unknown, specifier: string): readonly string[] {
  return mapTargets(asObject(importsValue), specifier);
}

function mapTargets(map: Readonly<Record<string, unknown>>, key: string): readonly string[] {
  if (!key.includes('*') && Object.hasOwn(map, key)) return targetsOf(ownValue(map, key), '');
  let best = '';
  let filling = '';
  for (const pattern of Object.keys(map)) {
    const filled = matchPattern(pattern, key);
    if (filled === undefined) continue;
    if (prefixLength(pattern) <= prefixLength(best) && best !== '') continue;
    best = pattern;
    filling = filled;
  }
  return best === '' ? [] : targetsOf(ownValue(map, best), filling);
}

function prefixLength(pattern: string): number {
  const star = pattern.indexOf('*');
  return star < 0 ? pattern.length : star;
}

/** What the `*` of the pattern stands for. A key that ends in a slash is the old way to write `/*`. */
function matchPattern(pattern: string, key: string): string | undefined {
  const star = pattern.indexOf('*');
  if (star < 0) {
    return pattern.endsWith('/') && key.startsWith(pattern) ? key.slice(pattern.length) : undefined;
  }
  const suffix = pattern.slice(star + 1);
  if (!key.startsWith(pattern.slice(0, star)) || !key.endsWith(suffix)) return undefined;
  return key.length < star + suffix.length ? undefined : key.slice(star, key.length - suffix.length);
}

function targetsOf(value: unknown, filling: string): readonly string[] {
  const targets: string[] = [];
  collect(value, filling, targets, 0);
  return targets;
}

function collect(value: unknown, filling: string, targets: string[], depth: number): void {
  if (depth > maxNesting || targets.length >= maxTargets) return;
  if (typeof value === 'string') {
    const target = value.endsWith('/') ? value + filling : value.replaceAll('*', () => filling);
    if (!targets.includes(target)) targets.push(target);
  } else if (Array.isArray(value)) {
    for (const entry of value) collect(entry, filling, targets, depth + 1);
  } else {
    const conditions = asObject(value);
    for (const key of Object.keys(conditions).sort((a, b) => rankOf(a) - rankOf(b))) {
      collect(ownValue(conditions, key), filling, targets, depth + 1);
    }
  }
}

/** A condition of one's own such as `@acme/source` leads to sources, which is why it is there. */
function rankOf(condition: string): number {
  if (condition.includes('source')) return 0;
  const known = conditionOrder.indexOf(condition);
  return known < 0 ? conditionOrder.length : known;
}
