/**
 * Whether a node has something in common with any of some ranges: asked of most nodes of a file for every taint rule, so
 * that what can neither start, end nor change a flow is passed over.
 *
 * Ranges are joined where they meet; the answer is one binary search.
 */
import type ts from 'typescript';

/** Half-open, in UTF-16 offsets. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Answers for a node with the white space and comments before it. */
export type Overlap = (node: ts.Node) => boolean;

/** See the head of this file. */
export function overlapWith(ranges: readonly Range[]): Overlap {
  if (ranges.length === 0) return () => false;
  const sorted = [...ranges].sort((left, right) => left.start - right.start);
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { start, end } of sorted) {
    const last = ends.length - 1;
    const lastEnd = ends[last];
    if (lastEnd !== undefined && start <= lastEnd) ends[last] = Math.max(lastEnd, end);
    else {
      starts.push(start);
      ends.push(end);
    }
  }
  return ({ pos, end }) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) < end) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (ends[low - 1] ?? 0) > pos;
  };
}
