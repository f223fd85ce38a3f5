/**
 * Edges between the nodes of the token flow: each once, in the order in which they were added, in flat columns.
 *
 * Most nodes have few edges, and looking through those costs less than a hash table that no cache holds; only what
 * follows the first few of a node is looked up in one.
 */
import { IntVector } from '../base/int-vector.ts';
import { PairMap } from '../base/pair-map.ts';

/** Edges of one node that are looked through. */
const fewEdges = 8;

/** See the head of this file. */
export class TokenEdges {
  /** Edges of nodes that have many, from the one after the first few on. */
  readonly #known: PairMap;
  readonly #target = new IntVector(4096);
  readonly #next = new IntVector(4096);
  /** Rows plus one, so that what was never set reads as no edge. */
  #first: Int32Array;
  #last: Int32Array;

  /** `nodes` is how many there are to begin with; more may come. */
  constructor(nodes: number) {
    this.#known = new PairMap(1024);
    this.#first = new Int32Array(nodes + (nodes >> 2) + 64);
    this.#last = new Int32Array(this.#first.length);
  }

  /** Adds an edge; false if it is there. */
  add(from: number, to: number): boolean {
    if (from >= this.#first.length) this.#grow(from + 1);
    let seen = 0;
    for (let at = (this.#first[from] ?? 0) - 1; at >= 0 && seen < fewEdges; at = this.#next.get(at)) {
      if (this.#target.get(at) === to) return false;
      seen++;
    }
    if (seen === fewEdges) {
      if (this.#known.get(from, to, 0) === 1) return false;
      this.#known.set(from, to, 1);
    }
    const edge = this.#target.push(to);
    this.#next.push(-1);
    const last = (this.#last[from] ?? 0) - 1;
    if (last < 0) this.#first[from] = edge + 1;
    else this.#next.set(last, edge);
    this.#last[from] = edge + 1;
    return true;
  }

  /** The first edge of a node, -1 if it has none. */
  first(node: number): number {
    return (this.#first[node] ?? 0) - 1;
  }

  /** The edge after one of the same node, -1 if it is the last. */
  next(edge: number): number {
    return this.#next.get(edge);
  }

  target(edge: number): number {
    return this.#target.get(edge);
  }

  #grow(needed: number): void {
    const size = Math.max(needed, this.#first.length * 2);
    const first = new Int32Array(size);
    first.set(this.#first);
    this.#first = first;
    const last = new Int32Array(size);
    last.set(this.#last);
    this.#last = last;
  }
}
