/**
 * Strongly connected components of a graph in compressed sparse rows.
 *
 * Tarjan's algorithm with an explicit stack, so deep graphs are no problem. Components are numbered in reverse
 * topological order: an edge between two components always leads to the lower number (callees before callers).
 */

/** The components of a graph. */
export interface Components {
  /** Component of each node. */
  readonly component: Int32Array;
  readonly count: number;
  /** Nodes grouped by component: members of c are `member[start[c] … start[c + 1] - 1]`, ascending. */
  readonly start: Int32Array;
  readonly member: Int32Array;
}

/** Components of the graph whose node n has targets `target[start[n] … start[n + 1] - 1]`. */
export function findComponents(start: Int32Array, target: Int32Array): Components {
  const nodeCount = start.length - 1;
  const component = new Int32Array(nodeCount).fill(-1);
  // 0 means unvisited; visit numbers begin with 1.
  const visited = new Int32Array(nodeCount);
  const low = new Int32Array(nodeCount);
  const nextEdge = new Int32Array(nodeCount);
  const path = new Int32Array(nodeCount);
  const open = new Int32Array(nodeCount);
  let openCount = 0;
  let clock = 0;
  let count = 0;
  for (let root = 0; root < nodeCount; root++) {
    if ((visited[root] ?? 0) !== 0) continue;
    let depth = 0;
    path[0] = root;
    visited[root] = low[root] = ++clock;
    nextEdge[root] = start[root] ?? 0;
    open[openCount++] = root;
    while (depth >= 0) {
      const node = path[depth] ?? 0;
      const edge = nextEdge[node] ?? 0;
      if (edge < (start[node + 1] ?? 0)) {
        nextEdge[node] = edge + 1;
        const to = target[edge] ?? 0;
        if ((visited[to] ?? 0) === 0) {
          visited[to] = low[to] = ++clock;
          nextEdge[to] = start[to] ?? 0;
          open[openCount++] = to;
          path[++depth] = to;
        } else if ((component[to] ?? 0) < 0) low[node] = Math.min(low[node] ?? 0, visited[to] ?? 0);
        continue;
      }
      if (low[node] === visited[node]) {
        let member = -1;
        do {
          member = open[--openCount] ?? -1;
          component[member] = count;
        } while (member !== node);
        count++;
      }
      depth--;
      if (depth >= 0) {
        const parent = path[depth] ?? 0;
        low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
      }
    }
  }
  return groupMembers(component, count);
}

function groupMembers(component: Int32Array, count: number): Components {
  const start = new Int32Array(count + 1);
  for (const c of component) start[c + 1] = (start[c + 1] ?? 0) + 1;
  for (let c = 0; c < count; c++) start[c + 1] = (start[c + 1] ?? 0) + (start[c] ?? 0);
  const next = start.slice(0, count);
  const member = new Int32Array(component.length);
  for (let node = 0; node < component.length; node++) {
    const c = component[node] ?? 0;
    const slot = next[c] ?? 0;
    member[slot] = node;
    next[c] = slot + 1;
  }
  return { component, count, start, member };
}
