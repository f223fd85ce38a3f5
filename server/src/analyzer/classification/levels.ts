/**
 * How bad the levels of the vocabulary are, alone and together.
 *
 * Health data beside an identifier is worse than each alone, because together they say who has what; the rank of a
 * pair says so. Severity of a finding may rise with it, never fall.
 */
import type { DataLevel, DataType, DataTypeCatalog } from '../rules/data-type.ts';

/** Rank of a level; higher is worse. */
export const levelRanks: Readonly<Record<DataLevel, number>> = {
  pseudonym: 1,
  quasi: 2,
  direct: 4,
  special: 4,
  acute: 5,
};

/** All levels, worst first; equal ranks in alphabetical order. */
export const levelsByRank: readonly DataLevel[] = ['acute', 'direct', 'special', 'quasi', 'pseudonym'];

/** The worst level of some data types; undefined if there are none. */
export function worstLevel(types: Iterable<Pick<DataType, 'level'>>): DataLevel | undefined {
  let worst: DataLevel | undefined;
  for (const { level } of types)
    if (worst === undefined || levelsByRank.indexOf(level) < levelsByRank.indexOf(worst)) worst = level;
  return worst;
}

/** What data types say together. */
export type CoOccurrence =
  /** Who, and what they suffer from. */
  | 'identity-and-health'
  | 'identity'
  | 'health'
  /** Only data that identifies nobody alone. */
  | 'neither';

/** Whether some data types hold an identity, health data, or both. Staff identities count as nobody's. */
export function coOccurrenceOf(types: Iterable<Pick<DataType, 'level' | 'neverPatient'>>): CoOccurrence {
  let hasIdentity = false;
  let hasHealth = false;
  for (const { level, neverPatient } of types) {
    if (neverPatient) continue;
    if (level === 'direct') hasIdentity = true;
    if (level === 'special' || level === 'acute') hasHealth = true;
  }
  if (hasIdentity && hasHealth) return 'identity-and-health';
  return hasIdentity ? 'identity' : hasHealth ? 'health' : 'neither';
}

/** Rank of data types together: the worst of them, one more when they tie an identity to health data. 0 for none. */
export function combinedRank(types: readonly Pick<DataType, 'level' | 'neverPatient'>[]): number {
  const worst = worstLevel(types);
  if (worst === undefined) return 0;
  return levelRanks[worst] + (coOccurrenceOf(types) === 'identity-and-health' ? 1 : 0);
}

/** Whether two levels are selected together: `x-data` names levels, types or both; empty selects everything. */
export function matchesSelector(
  type: Pick<DataType, 'id' | 'level'>,
  selector: { readonly types: readonly string[]; readonly levels: readonly string[] },
): boolean {
  const isLevel = selector.levels.length === 0 || selector.levels.includes(type.level);
  const isType =
    selector.types.length === 0 || selector.types.some((pattern) => matchesTypePattern(type.id, pattern));
  return isLevel && isType;
}

/** `clin.*` matches `clin.lab`; anything else matches itself. */
export function matchesTypePattern(id: string, pattern: string): boolean {
  return pattern.endsWith('.*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern;
}

/** The data types of a mask of indices, in order of the catalog. */
export function typesAt(catalog: DataTypeCatalog, indices: Iterable<number>): readonly DataType[] {
  const types = [...new Set(indices)].sort((a, b) => a - b).map((index) => catalog.types[index]);
  return types.filter((type): type is DataType => type !== undefined);
}
