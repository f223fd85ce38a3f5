/**
 * Which of the queries of a program run in the functions of one endpoint.
 *
 * Endpoints and queries grow with the program, so looking at each query for each endpoint would cost their product:
 * the queries of a function are put together once.
 */
import type { QuerySite } from '../callgraph/query-sites.ts';
import type { ValueFlowGraph } from '../taint/value-flow-graph.ts';

const byFunction = new WeakMap<readonly QuerySite[], ReadonlyMap<number, readonly number[]>>();

/** Indexes of the queries in the functions (global) of `tree`, ascending. */
export function queriesIn(
  queries: readonly QuerySite[],
  graph: ValueFlowGraph,
  tree: ReadonlySet<number>,
): readonly number[] {
  let known = byFunction.get(queries);
  if (known === undefined) {
    known = groupByFunction(queries, graph);
    byFunction.set(queries, known);
  }
  const found: number[] = [];
  if (known.size < tree.size) {
    for (const [f, list] of known) if (tree.has(f)) found.push(...list);
  } else for (const f of tree) found.push(...(known.get(f) ?? []));
  return found.sort((a, b) => a - b);
}

function groupByFunction(
  queries: readonly QuerySite[],
  graph: ValueFlowGraph,
): ReadonlyMap<number, readonly number[]> {
  const out = new Map<number, number[]>();
  queries.forEach(({ value }, q) => {
    const f = graph.functionOf(value);
    const list = out.get(f);
    if (list) list.push(q);
    else out.set(f, [q]);
  });
  return out;
}
