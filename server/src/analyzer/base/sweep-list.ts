/**
 * Numbers that wait to be looked at, taken in order, sweep after sweep: a worklist for propagation to a fixed point.
 *
 * Values of a function are numbered as they are computed, so data mostly goes from lower numbers to higher ones. Taken
 * in that order (or backward in the other), a number has what nearly all others bring it when its turn comes, and is looked
 * at once where a queue would have it several times. What is added behind the place of the sweep waits for the next one.
 */

/** See the head of this file. Holds each number at most once; ascending, it may be given larger ones than `count` - 1. */
export class SweepList {
  #bits: Uint32Array;
  readonly #isAscending: boolean;
  /** Word at which the sweep stands. */
  #at: number;
  #size = 0;

  constructor(count: number, isAscending: boolean) {
    this.#bits = new Uint32Array((count + 31) >>> 5);
    this.#isAscending = isAscending;
    this.#at = isAscending ? 0 : this.#bits.length - 1;
  }

  /** How many numbers wait. */
  get size(): number {
    return this.#size;
  }

  /** Adds a number that may be there already. */
  add(item: number): void {
    const word = item >>> 5;
    if (word >= this.#bits.length) this.#grow(word + 1);
    const bit = 1 << (item & 31);
    const old = this.#bits[word] ?? 0;
    if ((old & bit) !== 0) return;
    this.#bits[word] = old | bit;
    this.#size++;
  }

  /** Takes the next number; -1 when none is left. */
  next(): number {
    if (this.#size === 0) return -1;
    const bits = this.#bits;
    let at = this.#at;
    while (bits[at] === 0) {
      if (this.#isAscending) at = at + 1 === bits.length ? 0 : at + 1;
      else at = at === 0 ? bits.length - 1 : at - 1;
    }
    this.#at = at;
    this.#size--;
    const word = bits[at] ?? 0;
    // Where several of a word wait, the one that the sweep comes to first.
    const bit = this.#isAscending ? 31 - Math.clz32(word & -word) : 31 - Math.clz32(word);
    bits[at] = word & ~(1 << bit);
    return at * 32 + bit;
  }

  #grow(words: number): void {
    const next = new Uint32Array(Math.max(words, this.#bits.length * 2));
    next.set(this.#bits);
    this.#bits = next;
  }
}
