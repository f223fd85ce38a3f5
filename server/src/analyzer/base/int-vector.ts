/**
 * A growable `Int32Array`: the accumulator behind every flat table.
 *
 * Invariant: elements 0 … length-1 are valid; the backing array is at least that long.
 */
export class IntVector {
  #items: Int32Array;
  #length = 0;

  constructor(capacity = 16) {
    this.#items = new Int32Array(Math.max(4, capacity));
  }

  get length(): number {
    return this.#length;
  }

  /** Appends and returns the index of the new element. */
  push(value: number): number {
    if (this.#length === this.#items.length) this.#grow(this.#length + 1);
    this.#items[this.#length] = value;
    return this.#length++;
  }

  /** The element, or -1 outside the valid range. */
  get(index: number): number {
    return index < this.#length ? (this.#items[index] ?? -1) : -1;
  }

  set(index: number, value: number): void {
    if (index >= this.#length) {
      if (index >= this.#items.length) this.#grow(index + 1);
      this.#length = index + 1;
    }
    this.#items[index] = value;
  }

  pop(): number {
    return this.#length === 0 ? -1 : (this.#items[--this.#length] ?? -1);
  }

  /** Forgets all elements, keeps the memory. */
  clear(): void {
    this.#length = 0;
  }

  truncate(length: number): void {
    if (length < this.#length) this.#length = length;
  }

  /** A copy of the valid elements, exactly as long as there are elements. */
  toArray(): Int32Array {
    return this.#items.slice(0, this.#length);
  }

  /** The valid elements without copying; stale after the next push. */
  view(): Int32Array {
    return this.#items.subarray(0, this.#length);
  }

  /** Copies the valid elements to the beginning of `target`, which has room for them. */
  copyTo(target: Int32Array): void {
    const items = this.#items;
    const length = this.#length;
    if (length > 64) target.set(items.subarray(0, length));
    else for (let i = 0; i < length; i++) target[i] = items[i] ?? 0;
  }

  #grow(needed: number): void {
    const next = new Int32Array(Math.max(needed, this.#items.length * 2));
    next.set(this.#items.subarray(0, this.#length));
    this.#items = next;
  }
}
