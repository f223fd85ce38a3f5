/**
 * Graphs over dense integers as compressed sparse rows.
 *
 * Invariant: the targets of node n are `target[start[n] … start[n + 1] - 1]`, in the order in which the edges were
 * given, so the result depends on nothing but the input.
 */

/** See the head of this file. */
export interface Csr {
  /** One entry per node and one past the end. */
  readonly start: Int32Array;
  readonly target: Int32Array;
  /** For each slot of `target`, the index of the edge in the input: finds labels kept beside the edges. */
  readonly edge: Int32Array;
}

/** Rows from edge lists by counting sort: edge i runs from `from[i]` to `to[i]`, nodes are 0 … nodeCount - 1. */
export function buildCsr(nodeCount: number, from: Int32Array, to: Int32Array): Csr {
  const start = new Int32Array(nodeCount + 1);
  for (let i = 0; i < from.length; i++) {
    const row = (from[i] ?? 0) + 1;
    start[row] = (start[row] ?? 0) + 1;
  }
  for (let node = 0; node < nodeCount; node++) start[node + 1] = (start[node + 1] ?? 0) + (start[node] ?? 0);
  const next = start.slice(0, nodeCount);
  const target = new Int32Array(from.length);
  const edge = new Int32Array(from.length);
  for (let i = 0; i < from.length; i++) {
    const row = from[i] ?? 0;
    const slot = next[row] ?? 0;
    next[row] = slot + 1;
    target[slot] = to[i] ?? 0;
    edge[slot] = i;
  }
  return { start, target, edge };
}

/** The same edges the other way round. `edge` keeps the indexes of the original input. */
export function reverseCsr(csr: Csr): Csr {
  const nodeCount = csr.start.length - 1;
  const from = new Int32Array(csr.target.length);
  for (let node = 0; node < nodeCount; node++) {
    from.fill(node, csr.start[node] ?? 0, csr.start[node + 1] ?? 0);
  }
  const reversed = buildCsr(nodeCount, csr.target, from);
  return { ...reversed, edge: reversed.edge.map((slot) => csr.edge[slot] ?? 0) };
}

/** The targets of a node, without copying. */
export function targetsOf(csr: Pick<Csr, 'start' | 'target'>, node: number): Int32Array {
  return csr.target.subarray(csr.start[node] ?? 0, csr.start[node + 1] ?? 0);
}
