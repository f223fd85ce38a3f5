/**
 * A first-in-first-out worklist over the integers 0 … size - 1.
 *
 * Invariant: an item is in the list at most once; pushing it again while it waits changes nothing. So the ring
 * buffer never needs more than `size` slots.
 */
export class Worklist {
  readonly #queue: Int32Array;
  readonly #waiting: Uint8Array;
  #head = 0;
  #count = 0;

  constructor(size: number) {
    this.#queue = new Int32Array(Math.max(1, size));
    this.#waiting = new Uint8Array(Math.max(1, size));
  }

  /** How many items wait. */
  get length(): number {
    return this.#count;
  }

  /** Adds an item behind all others; true if it was not waiting already. */
  push(item: number): boolean {
    if (this.#waiting[item] !== 0) return false;
    this.#waiting[item] = 1;
    let tail = this.#head + this.#count;
    if (tail >= this.#queue.length) tail -= this.#queue.length;
    this.#queue[tail] = item;
    this.#count++;
    return true;
  }

  /** Takes the item that waited longest; -1 when none waits. */
  pop(): number {
    if (this.#count === 0) return -1;
    const item = this.#queue[this.#head] ?? -1;
    this.#head = this.#head + 1 === this.#queue.length ? 0 : this.#head + 1;
    this.#count--;
    this.#waiting[item] = 0;
    return item;
  }

  /** Whether the item waits. */
  has(item: number): boolean {
    return this.#waiting[item] === 1;
  }

  /** Forgets all waiting items, keeps the memory. */
  clear(): void {
    while (this.pop() >= 0);
  }
}
