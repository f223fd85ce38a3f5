import assert from 'node:assert/strict';
import {
  buildDominatorTree,
  buildPostDominatorTree,
  dominates,
  instructionDominates,
} from '../../../../server/src/analyzer/ir/dominators.ts';
import { type BlockSpec, buildIr } from '../../../support/build-ir.ts';

/** Blocks from `a: b c` lines; two successors make a Branch. */
function graph(...edges: string[]): ReturnType<typeof buildIr> {
  const blocks = edges.map((line, i): BlockSpec => {
    const [name = '', ...to] = line.split(' ');
    const code: BlockSpec['code'][number][] = i === 0 ? [['%c', 'Global', 'c']] : [];
    if (to.length === 2) code.push(['', 'Branch', '%c']);
    if (to.length === 0) code.push(['', 'Ret', -1]);
    return { name, to, code };
  });
  return buildIr(blocks);
}

/** Dominance by definition: no path from `from` to b without a. */
function dominatesByPaths(edges: readonly number[][], from: number, a: number, b: number): boolean {
  if (a === b) return true;
  const seen = new Set([from]);
  const stack = from === a ? [] : [from];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node === b) return false;
    for (const next of edges[node] ?? []) {
      if (next === a || seen.has(next)) continue;
      seen.add(next);
      stack.push(next);
    }
  }
  return true;
}

describe('dominators', () => {
  it('of a diamond meet at its head', () => {
    const ir = graph('a b c', 'b d', 'c d', 'd');
    const tree = buildDominatorTree(ir, 0);
    assert.deepEqual([...tree.immediate], [-1, 0, 0, 0]);
    assert.equal(dominates(tree, 0, 3), true);
    assert.equal(dominates(tree, 1, 3), false);
    const post = buildPostDominatorTree(ir, 0);
    assert.deepEqual([...post.immediate], [3, 3, 3, -1]);
    assert.equal(dominates(post, 3, 0), true);
    assert.equal(dominates(post, 1, 0), false);
  });

  it('let unreached blocks contradict nothing', () => {
    const tree = buildDominatorTree(graph('a b', 'b', 'dead b'), 0);
    assert.equal(dominates(tree, 2, 1), false);
    assert.equal(dominates(tree, 1, 2), true);
    assert.equal(tree.immediate[2], -1);
  });

  it('of an endless loop leave the loop outside the post-dominator tree', () => {
    const post = buildPostDominatorTree(graph('a b', 'b b'), 0);
    assert.equal(post.enter[1], -1);
    assert.equal(dominates(post, 0, 1), true);
  });

  it('order instructions', () => {
    const ir = buildIr([
      {
        name: 'b0',
        to: ['b1'],
        code: [
          ['%x', 'Const', 1],
          ['%y', 'Const', 2],
        ],
      },
      { name: 'b1', code: [['', 'Ret', '%x']] },
    ]);
    const tree = buildDominatorTree(ir, 0);
    assert.equal(instructionDominates(ir, tree, 0, 1), true);
    assert.equal(instructionDominates(ir, tree, 1, 0), false);
    assert.equal(instructionDominates(ir, tree, 1, 1), false);
    assert.equal(instructionDominates(ir, tree, 1, 2), true);
    assert.equal(instructionDominates(ir, tree, 2, 1), false);
  });

  it('agree with the definition on made-up graphs', () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return (seed >> 8) % below;
    };
    for (let round = 0; round < 200; round++) {
      const count = 2 + random(9);
      const edges = Array.from({ length: count }, () =>
        Array.from({ length: random(3) }, () => 1 + random(count - 1)),
      );
      const ir = graph(...edges.map((to, n) => [`n${n}`, ...to.map((it) => `n${it}`)].join(' ')));
      const tree = buildDominatorTree(ir, 0);
      const post = buildPostDominatorTree(ir, 0);
      const reversed: number[][] = Array.from({ length: count + 1 }, () => []);
      edges.forEach((to, n) => {
        for (const it of to.length === 0 ? [count] : to) reversed[it]?.push(n);
      });
      for (let a = 0; a < count; a++) {
        for (let b = 0; b < count; b++) {
          assert.equal(
            dominates(tree, a, b),
            dominatesByPaths(edges, 0, a, b),
            `${JSON.stringify(edges)} ${a} ${b}`,
          );
          assert.equal(
            dominates(post, a, b),
            dominatesByPaths(reversed, count, a, b),
            `post ${JSON.stringify(edges)} ${a} ${b}`,
          );
        }
      }
    }
  });

  it('survive a chain of 50,000 blocks', () => {
    const blocks = Array.from({ length: 50_000 }, (_, i) => `n${i} n${i + 1}`);
    const tree = buildDominatorTree(graph(...blocks, 'n50000'), 0);
    assert.equal(dominates(tree, 1, 49_999), true);
  });
});
