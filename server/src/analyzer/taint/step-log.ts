/**
 * How facts came about: for each fact the steps that brought it lanes, oldest first, in flat columns.
 *
 * Only a step that brings a lane for the first time is written down, so the first step with a lane is the witness for it.
 */
import { IntVector } from '../base/int-vector.ts';

/** How a fact came about. */
export interface Step {
  /** Fact it came from, -1 for a seed. */
  readonly from: number;
  /** Link taken, -1 for a step inside a function, -2 for a seed (then `id` is the seed). */
  readonly link: number;
  readonly id: number;
  /** Lanes this step brought. */
  readonly mask: number;
  /** Exit steps: the incoming call (fact in the caller) that was matched, -1 otherwise. */
  readonly caller: number;
}

/** See the head of this file. */
export class StepLog {
  readonly #from: IntVector;
  readonly #link: IntVector;
  /** The caller of an exit step, the seed of a first one; no step is both. */
  readonly #other: IntVector;
  readonly #mask: IntVector;
  readonly #next: IntVector;

  /** `capacity`: steps that there is room for at first. */
  constructor(capacity: number) {
    this.#from = new IntVector(capacity);
    this.#link = new IntVector(capacity);
    this.#other = new IntVector(capacity);
    this.#mask = new IntVector(capacity);
    this.#next = new IntVector(capacity);
  }

  /** Appends a step and returns its index; `last` is the latest step of the same fact, -1 if there is none. */
  push(from: number, link: number, other: number, mask: number, last: number): number {
    const step = this.#from.push(from);
    this.#link.push(link);
    this.#other.push(other);
    this.#mask.push(mask);
    this.#next.push(-1);
    if (last >= 0) this.#next.set(last, step);
    return step;
  }

  /** The first step from `first` on that `isWanted` says yes to, by its mask. */
  find(first: number, isWanted: (mask: number) => boolean): Step | undefined {
    for (let at = first; at >= 0; at = this.#next.get(at))
      if (isWanted(this.#mask.get(at))) return this.#at(at);
    return undefined;
  }

  /** All steps of the fact whose first one is `first`, oldest first. */
  all(first: number): readonly Step[] {
    const out: Step[] = [];
    for (let at = first; at >= 0; at = this.#next.get(at)) out.push(this.#at(at));
    return out;
  }

  #at(step: number): Step {
    const link = this.#link.get(step);
    const other = this.#other.get(step);
    return {
      from: this.#from.get(step),
      link,
      id: link === seedLink ? other : -1,
      mask: this.#mask.get(step),
      caller: link === seedLink ? -1 : other,
    };
  }
}

/** Stands in the column of links for the beginning of a seed. */
export const seedLink = -2;
