/**
 * Which query each row of a classification speaks of.
 *
 * Most calls are one query. A call in a function that is made for several types of records is one for each of them, and
 * its rows say by their first step which of them they mean.
 */
import type { QuerySite } from '../callgraph/query-sites.ts';
import { toldStep } from '../callgraph/told-records.ts';
import type { Classification } from '../classification/classification.ts';

/** One row: its index, the index of the query, and the path below what the query gives. */
export interface AttributedRow {
  readonly row: number;
  readonly q: number;
  readonly path: readonly string[];
}

/** The rows that speak of the queries, in their order. */
export function attributedRows(
  queries: readonly QuerySite[],
  classification: Classification,
): readonly AttributedRow[] {
  const plain = new Map<number, number>();
  const told = new Map<string, number>();
  queries.forEach(({ value, makers, resource }, q) => {
    if (makers) told.set(`${value} ${resource}`, q);
    else plain.set(value, q);
  });
  const out: AttributedRow[] = [];
  for (let row = 0; row < classification.value.length; row++) {
    const value = classification.value[row] ?? -1;
    const path = classification.paths[classification.path[row] ?? 0] ?? [];
    const step = path[0] ?? '';
    const isTold = step.startsWith(toldStep);
    const q = isTold ? told.get(`${value} ${step.slice(toldStep.length)}`) : plain.get(value);
    if (q !== undefined) out.push({ row, q, path: isTold ? path.slice(1) : path });
  }
  return out;
}
