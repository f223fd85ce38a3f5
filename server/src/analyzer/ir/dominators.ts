/**
 * Dominators and post-dominators of one function's blocks.
 *
 * After Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm". Queries take module-wide block indexes and
 * cost O(1) through an interval numbering of the tree. Exception edges count as edges, so a block of a `try` body
 * dominates the handler only if every exception passes it.
 */
import { blockPredecessors, blockSuccessors, reversePostorder } from './cfg.ts';
import type { IrModule } from './module.ts';

/** A dominator or post-dominator tree. Arrays are indexed by block - firstBlock. */
export interface DominatorTree {
  readonly firstBlock: number;
  readonly blockCount: number;
  /**
   * Module-wide index of the immediate (post-)dominator. -1 for the root, for blocks that the entry does not reach,
   * and, in a post-dominator tree, for blocks whose only common end is the end of the function.
   */
  readonly immediate: Int32Array;
  /** Order in which a walk of the tree enters and leaves a block; -1 for blocks outside the tree. */
  readonly enter: Int32Array;
  readonly leave: Int32Array;
}

/** The dominator tree of a function, rooted at its entry. */
export function buildDominatorTree(ir: IrModule, functionId: number): DominatorTree {
  const declared = ir.functions[functionId];
  const firstBlock = declared?.firstBlock ?? 0;
  const blockCount = declared?.blockCount ?? 0;
  const order = reversePostorder(ir, functionId).map((block) => block - firstBlock);
  const immediate = solve(blockCount, order, (node) =>
    toLocal(blockPredecessors(ir, node + firstBlock), firstBlock),
  );
  return finish(firstBlock, blockCount, blockCount, immediate);
}

/**
 * The post-dominator tree of a function. All returns, throws and dead ends meet in one virtual end. Blocks that never
 * reach an end (an endless loop) are outside the tree.
 */
export function buildPostDominatorTree(ir: IrModule, functionId: number): DominatorTree {
  const declared = ir.functions[functionId];
  const firstBlock = declared?.firstBlock ?? 0;
  const blockCount = declared?.blockCount ?? 0;
  // Node `blockCount` is the virtual end.
  const ends: number[] = [];
  for (let local = 0; local < blockCount; local++) {
    if (blockSuccessors(ir, local + firstBlock).length === 0) ends.push(local);
  }
  const isEnd = new Set(ends);
  const predecessorsOf = (node: number): ArrayLike<number> =>
    node === blockCount ? ends : toLocal(blockPredecessors(ir, node + firstBlock), firstBlock);
  const successorsOf = (node: number): ArrayLike<number> =>
    isEnd.has(node) ? [blockCount] : toLocal(blockSuccessors(ir, node + firstBlock), firstBlock);
  const order = postorderReversed(blockCount + 1, blockCount, predecessorsOf);
  const immediate = solve(blockCount + 1, order, successorsOf);
  return finish(firstBlock, blockCount, blockCount + 1, immediate);
}

/**
 * Whether block `a` dominates block `b` (post-dominates, in a post-dominator tree); every block dominates itself.
 * True if `b` is outside the tree: what never runs, or never ends, contradicts nothing.
 */
export function dominates(tree: DominatorTree, a: number, b: number): boolean {
  if (a === b) return true;
  const enterB = tree.enter[b - tree.firstBlock] ?? -1;
  if (enterB < 0) return true;
  const enterA = tree.enter[a - tree.firstBlock] ?? -1;
  if (enterA < 0) return false;
  return (
    enterA <= enterB && (tree.leave[a - tree.firstBlock] ?? -1) >= (tree.leave[b - tree.firstBlock] ?? -1)
  );
}

/**
 * Whether instruction `a` runs before every run of instruction `b` of the same function; an instruction does not
 * dominate itself. `tree` is the dominator tree of that function.
 */
export function instructionDominates(ir: IrModule, tree: DominatorTree, a: number, b: number): boolean {
  const blockA = ir.block[a] ?? -1;
  const blockB = ir.block[b] ?? -1;
  return blockA === blockB ? a < b : dominates(tree, blockA, blockB);
}

function toLocal(blocks: Int32Array, firstBlock: number): Int32Array {
  return blocks.map((block) => block - firstBlock);
}

function postorderReversed(
  nodeCount: number,
  root: number,
  targetsOf: (node: number) => ArrayLike<number>,
): Int32Array {
  const seen = new Uint8Array(nodeCount);
  const order: number[] = [];
  const stack: { node: number; targets: ArrayLike<number>; next: number }[] = [];
  const enter = (node: number): void => {
    seen[node] = 1;
    stack.push({ node, targets: targetsOf(node), next: 0 });
  };
  enter(root);
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const target = frame.targets[frame.next++];
    if (target === undefined) {
      order.push(frame.node);
      stack.pop();
    } else if (target >= 0 && target < nodeCount && seen[target] === 0) enter(target);
  }
  return Int32Array.from(order.reverse());
}

/** Immediate dominators by node; the root has itself, unreached nodes -1. `order[0]` is the root. */
function solve(
  nodeCount: number,
  order: Int32Array,
  predecessorsOf: (node: number) => ArrayLike<number>,
): Int32Array {
  const rank = new Int32Array(nodeCount).fill(-1);
  for (let i = 0; i < order.length; i++) rank[order[i] ?? 0] = i;
  // By rank: the immediate dominator's rank.
  const immediate = new Int32Array(order.length).fill(-1);
  if (order.length > 0) immediate[0] = 0;
  const predecessors = Array.from(order, (node) => ranksOf(predecessorsOf(node), rank));
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = 1; i < order.length; i++) {
      let next = -1;
      for (const from of predecessors[i] ?? []) {
        if ((immediate[from] ?? -1) < 0) continue;
        next = next < 0 ? from : intersect(immediate, next, from);
      }
      if (next === (immediate[i] ?? -1)) continue;
      immediate[i] = next;
      changed = true;
    }
  }
  const byNode = new Int32Array(nodeCount).fill(-1);
  for (let i = 0; i < order.length; i++) byNode[order[i] ?? 0] = order[immediate[i] ?? 0] ?? -1;
  return byNode;
}

function ranksOf(nodes: ArrayLike<number>, rank: Int32Array): number[] {
  const ranks: number[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const it = rank[nodes[i] ?? -1] ?? -1;
    if (it >= 0) ranks.push(it);
  }
  return ranks;
}

function intersect(immediate: Int32Array, first: number, second: number): number {
  let a = first;
  let b = second;
  while (a !== b) {
    while (a > b) a = immediate[a] ?? 0;
    while (b > a) b = immediate[b] ?? 0;
  }
  return a;
}

function finish(
  firstBlock: number,
  blockCount: number,
  nodeCount: number,
  byNode: Int32Array,
): DominatorTree {
  const enter = new Int32Array(blockCount).fill(-1);
  const leave = new Int32Array(blockCount).fill(-1);
  const children: number[][] = Array.from({ length: nodeCount }, () => []);
  let root = -1;
  for (let node = 0; node < nodeCount; node++) {
    const parent = byNode[node] ?? -1;
    if (parent === node) root = node;
    else if (parent >= 0) children[parent]?.push(node);
  }
  if (root >= 0) numberTree(children, root, enter, leave);
  const immediate = new Int32Array(blockCount).fill(-1);
  for (let local = 0; local < blockCount; local++) {
    const parent = byNode[local] ?? -1;
    if (parent >= 0 && parent !== local && parent < blockCount) immediate[local] = parent + firstBlock;
  }
  return { firstBlock, blockCount, immediate, enter, leave };
}

function numberTree(children: readonly number[][], root: number, enter: Int32Array, leave: Int32Array): void {
  let clock = 0;
  const stack = [root];
  const next = new Int32Array(children.length);
  enter[root] = clock++;
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    const child = children[node]?.[next[node] ?? 0];
    if (child === undefined) {
      leave[node] = clock++;
      stack.pop();
      continue;
    }
    next[node] = (next[node] ?? 0) + 1;
    enter[child] = clock++;
    stack.push(child);
  }
}
