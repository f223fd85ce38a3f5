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
  readonly #from = new IntVector(1024);
  readonly #link = new IntVector(1024);
  /** The caller of an exit step, the seed of a first one; no step is both. */
  readonly #other = new IntVector(1024);
  readonly #mask = new IntVector(1024);
  readonly #next = new IntVector(1024);

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
    for (let at = first; at >= 0; at = this.#next.get(at)) {
      const mask = this.#mask.get(at);
      if (!isWanted(mask)) continue;
      const link = this.#link.get(at);
      const other = this.#other.get(at);
      return {
        from: this.#from.get(at),
        link,
        id: link === seedLink ? other : -1,
        mask,
        caller: link === seedLink ? -1 : other,
      };
    }
    return undefined;
  }
}

/** Stands in the column of links for the beginning of a seed. */
export const seedLink = -2;
