/**
 * What other endpoints do with the same record: how many that read (or change) it are tied to the caller, and by what.
 *
 * An application that ties a record nearly everywhere meant to tie it here too; where it never does, the record may be
 * nobody's.
 */

/** A judged endpoint and record. */
export interface Sibling {
  readonly endpoint: number;
  /** Resource and whether it is read or changed. */
  readonly group: string;
  readonly isTied: boolean;
  /** Field of the record that the caller's value is compared with in the filter; empty if the tie is another. */
  readonly column: string;
}

/** What the endpoints beside one do. */
export interface SiblingEvidence {
  readonly others: number;
  readonly tied: number;
  /** For the reader; empty if nothing can be said. */
  readonly sentence: string;
}

/** Fewer endpoints than this are no habit. */
const minSiblings = 3;

/** Looks up the endpoints beside `endpoint` in its group. */
export function siblingsOf(
  all: readonly Sibling[],
  endpoint: number,
  group: string,
  resource: string,
): SiblingEvidence {
  const tiedBy = new Map<number, string>();
  const others = new Set<number>();
  for (const sibling of all) {
    if (sibling.group !== group || sibling.endpoint === endpoint) continue;
    others.add(sibling.endpoint);
    if (sibling.isTied && (tiedBy.get(sibling.endpoint) ?? '') === '')
      tiedBy.set(sibling.endpoint, sibling.column);
  }
  const tied = tiedBy.size;
  if (tied === 0 || others.size < minSiblings - 1) return { others: others.size, tied, sentence: '' };
  const counts = new Map<string, number>();
  for (const column of tiedBy.values()) if (column !== '') counts.set(column, (counts.get(column) ?? 0) + 1);
  const most = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
  const by = most ? `, ${most[1] === tied ? 'all' : String(most[1])} of them by "${most[0]}"` : '';
  const verb = /\w+$/.exec(group)?.[0] ?? 'change';
  return {
    others: others.size,
    tied,
    sentence: `${tied} of ${others.size} other endpoints that ${verb} ${resource} tie it to the caller${by}`,
  };
}
