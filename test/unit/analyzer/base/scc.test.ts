import assert from 'node:assert/strict';
import { buildCsr } from '../../../../server/src/analyzer/base/csr.ts';
import { type Components, findComponents } from '../../../../server/src/analyzer/base/scc.ts';

function componentsOf(nodeCount: number, edges: readonly (readonly [number, number])[]): Components {
  const from = Int32Array.from(edges, (it) => it[0]);
  const to = Int32Array.from(edges, (it) => it[1]);
  const csr = buildCsr(nodeCount, from, to);
  return findComponents(csr.start, csr.target);
}

describe('findComponents', () => {
  it('finds cycles and numbers targets first', () => {
    const { component, count, start, member } = componentsOf(5, [
      [0, 1],
      [1, 2],
      [2, 1],
      [2, 3],
      [4, 4],
    ]);
    assert.equal(count, 4);
    assert.deepEqual([...component], [2, 1, 1, 0, 3]);
    assert.deepEqual([...member.subarray(start[1], start[2])], [1, 2]);
  });

  it('keeps the order on made-up graphs', () => {
    let seed = 3;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return (seed >> 8) % below;
    };
    for (let round = 0; round < 100; round++) {
      const count = 1 + random(12);
      const edges = Array.from({ length: random(24) }, (): [number, number] => [
        random(count),
        random(count),
      ]);
      const { component } = componentsOf(count, edges);
      const reach = Array.from({ length: count }, (_, n) => reachable(n, edges));
      for (let a = 0; a < count; a++) {
        for (let b = 0; b < count; b++) {
          const same = a === b || (reach[a]?.has(b) === true && reach[b]?.has(a) === true);
          assert.equal(component[a] === component[b], same);
        }
      }
      for (const [a, b] of edges) assert.ok((component[b] ?? 0) <= (component[a] ?? 0));
    }
  });

  it('survives a chain of a million nodes', () => {
    const count = 1_000_000;
    const from = Int32Array.from({ length: count - 1 }, (_, i) => i);
    const to = Int32Array.from({ length: count - 1 }, (_, i) => i + 1);
    const csr = buildCsr(count, from, to);
    const result = findComponents(csr.start, csr.target);
    assert.equal(result.count, count);
    assert.equal(result.component[count - 1], 0);
  });
});

function reachable(from: number, edges: readonly (readonly [number, number])[]): Set<number> {
  const seen = new Set<number>();
  const stack = [from];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (const [a, b] of edges) {
      if (a !== node || seen.has(b)) continue;
      seen.add(b);
      stack.push(b);
    }
  }
  return seen;
}
