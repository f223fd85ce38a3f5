/**
 * Edges between the nodes of the token flow: each once, in the order in which they were added, in flat columns.
 */
import { IntVector } from '../base/int-vector.ts';
import { PairMap } from '../base/pair-map.ts';

/** See the head of this file. */
export class TokenEdges {
  readonly #known: PairMap;
  readonly #target = new IntVector(4096);
  readonly #next = new IntVector(4096);
  readonly #first = new IntVector();
  readonly #last = new IntVector();

  /** `nodes` is how many there are to begin with; more may come. */
  constructor(nodes: number) {
    this.#known = new PairMap(Math.max(1024, nodes >> 2));
  }

  /** Adds an edge; false if it is there. */
  add(from: number, to: number): boolean {
    if (this.#known.get(from, to, 0) === 1) return false;
    this.#known.set(from, to, 1);
    const edge = this.#target.push(to);
    this.#next.push(-1);
    // Rows are stored plus one, so that what was never set reads as no edge.
    const last = Math.max(0, this.#last.get(from)) - 1;
    if (last < 0) this.#first.set(from, edge + 1);
    else this.#next.set(last, edge);
    this.#last.set(from, edge + 1);
    return true;
  }

  /** The first edge of a node, -1 if it has none. */
  first(node: number): number {
    return Math.max(0, this.#first.get(node)) - 1;
  }

  /** The edge after one of the same node, -1 if it is the last. */
  next(edge: number): number {
    return this.#next.get(edge);
  }

  target(edge: number): number {
    return this.#target.get(edge);
  }
}
