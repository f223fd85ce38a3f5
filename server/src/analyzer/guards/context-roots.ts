/**
 * Whose facts are whose: the functions in which the context of a fact begins, where callers hold the data without having
 * been handed it.
 *
 * A function that many call has one context for the same argument of all of them, whatever each of them hands over; so
 * for what the request and the caller bring, only callers count that bring just that. The sets of all contexts are found
 * together, callers before callees, and are interned: to ask for one endpoint is to look up one pair of sets.
 */
import { emptyMask, MaskTable } from '../base/bit-set.ts';
import { findComponents } from '../base/scc.ts';
import { contextFree, contextThisHeap } from '../taint/context-table.ts';
import type { LaneTable } from '../taint/lanes.ts';
import type { Solution } from '../taint/solve.ts';
import type { ValueFlowGraph } from '../taint/value-flow-graph.ts';

/** Lanes of which each counts its own callers; all others count every caller. */
const ownLanes = 2;

/** See the head of this file. */
export class ContextRoots {
  readonly #graph: ValueFlowGraph;
  readonly #lanes: LaneTable;
  readonly #solution: Solution;
  /** Facts in callers, in rows by context. */
  readonly #start: Int32Array;
  readonly #callers: Int32Array;
  /** Function (global) that is a root → its bit. */
  readonly #bitOf = new Map<number, number>();
  readonly #sets: MaskTable;
  /** Lane, and one for all others → set of each context. */
  readonly #roots: (Int32Array | undefined)[] = [];
  readonly #ofTree = new WeakMap<ReadonlySet<number>, number>();

  constructor(graph: ValueFlowGraph, lanes: LaneTable, solution: Solution) {
    this.#graph = graph;
    this.#lanes = lanes;
    this.#solution = solution;
    const callers: number[] = [];
    this.#start = new Int32Array(solution.contextCount + 1);
    for (let context = 0; context < solution.contextCount; context++) {
      for (const caller of solution.incomingOf(context)) {
        callers.push(caller);
        if (!isShared(solution.contextOf(caller))) continue;
        const f = graph.functionOf(solution.nodeOf(caller));
        if (!this.#bitOf.has(f)) this.#bitOf.set(f, this.#bitOf.size);
      }
      this.#start[context + 1] = callers.length;
    }
    this.#callers = Int32Array.from(callers);
    this.#sets = new MaskTable(this.#bitOf.size);
  }

  /** Whether what a fact carries of a lane comes from the functions of `tree`, or from nobody known. */
  isOf(fact: number, lane: number, tree: ReadonlySet<number>): boolean {
    const context = this.#solution.contextOf(fact);
    const roots = isShared(context) ? emptyMask : (this.#rootsFor(lane)[context] ?? emptyMask);
    if (roots === emptyMask) {
      // Data that a callback brought along was handed over by nobody: it is at home where it is.
      const f = this.#graph.functionOf(this.#solution.nodeOf(fact));
      return f < 0 || tree.has(f);
    }
    return !this.#sets.isEmpty(this.#sets.and(roots, this.#setOf(tree)));
  }

  #setOf(tree: ReadonlySet<number>): number {
    let set = this.#ofTree.get(tree);
    if (set === undefined) {
      const bits: number[] = [];
      for (const [f, bit] of this.#bitOf) if (f < 0 || tree.has(f)) bits.push(bit);
      set = this.#sets.of(bits);
      this.#ofTree.set(tree, set);
    }
    return set;
  }

  #rootsFor(lane: number): Int32Array {
    const group = Math.min(lane, ownLanes);
    const known = this.#roots[group];
    if (known) return known;
    const roots = this.#findRoots(group);
    this.#roots[group] = roots;
    return roots;
  }

  #findRoots(group: number): Int32Array {
    const solution = this.#solution;
    const { masks } = this.#lanes;
    const count = solution.contextCount;
    const start = new Int32Array(count + 1);
    const outer: number[] = [];
    const own = new Int32Array(count);
    for (let context = 0; context < count; context++) {
      const bits: number[] = [];
      let last = -1;
      for (let k = this.#start[context] ?? 0; k < (this.#start[context + 1] ?? 0); k++) {
        const caller = this.#callers[k] ?? 0;
        if (group < ownLanes && !masks.has(solution.maskOf(caller), group)) continue;
        const from = solution.contextOf(caller);
        if (isShared(from)) bits.push(this.#bitOf.get(this.#graph.functionOf(solution.nodeOf(caller))) ?? -1);
        else if (from !== last) {
          outer.push(from);
          last = from;
        }
      }
      own[context] = this.#sets.of(bits);
      start[context + 1] = outer.length;
    }
    const target = Int32Array.from(outer);
    const parts = findComponents(start, target);
    const ofPart = new Int32Array(parts.count);
    // Components that one leads to have lower numbers.
    for (let part = 0; part < parts.count; part++) {
      let set = emptyMask;
      for (let k = parts.start[part] ?? 0; k < (parts.start[part + 1] ?? 0); k++) {
        const context = parts.member[k] ?? 0;
        set = this.#sets.or(set, own[context] ?? emptyMask);
        for (let n = start[context] ?? 0; n < (start[context + 1] ?? 0); n++)
          set = this.#sets.or(set, ofPart[parts.component[target[n] ?? 0] ?? 0] ?? emptyMask);
      }
      ofPart[part] = set;
    }
    return Int32Array.from(parts.component, (part) => ofPart[part] ?? emptyMask);
  }
}

/** Whether a context is no call of a function: what is there is at home where it is. */
function isShared(context: number): boolean {
  return context === contextFree || context === contextThisHeap;
}
