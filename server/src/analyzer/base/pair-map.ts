/**
 * A map from two small integers to a third, in one typed array: for memo tables that are asked millions of times.
 *
 * Keys and values are 32-bit integers, keys not negative. Entries are never removed. Open addressing with linear
 * probing, at most half full, so a look-up touches one or two cache lines and makes no object.
 */

const absent = -1;

/** See the head of this file. */
export class PairMap {
  /** Triples of first key, second key and value; the first key of a free slot is -1. */
  #slots: Int32Array;
  #bits: number;
  #size = 0;

  constructor(capacity = 64) {
    let length = 16;
    while (length < capacity * 2) length *= 2;
    this.#bits = length - 1;
    this.#slots = new Int32Array(length * 3).fill(absent);
  }

  get size(): number {
    return this.#size;
  }

  /** The value of a pair; `otherwise` if there is none. */
  get(a: number, b: number, otherwise: number): number {
    const slots = this.#slots;
    for (let at = hash(a, b) & this.#bits; ; at = (at + 1) & this.#bits) {
      const first = slots[at * 3];
      if (first === absent) return otherwise;
      if (first === a && slots[at * 3 + 1] === b) return slots[at * 3 + 2] ?? otherwise;
    }
  }

  /** Sets the value of a pair. */
  set(a: number, b: number, value: number): void {
    if ((this.#size + 1) * 2 > this.#bits + 1) this.#grow();
    const slots = this.#slots;
    let at = hash(a, b) & this.#bits;
    while (slots[at * 3] !== absent && (slots[at * 3] !== a || slots[at * 3 + 1] !== b))
      at = (at + 1) & this.#bits;
    if (slots[at * 3] === absent) this.#size++;
    slots[at * 3] = a;
    slots[at * 3 + 1] = b;
    slots[at * 3 + 2] = value;
  }

  #grow(): void {
    const old = this.#slots;
    this.#bits = this.#bits * 2 + 1;
    this.#slots = new Int32Array((this.#bits + 1) * 3).fill(absent);
    this.#size = 0;
    for (let k = 0; k < old.length; k += 3)
      if (old[k] !== absent) this.set(old[k] ?? 0, old[k + 1] ?? 0, old[k + 2] ?? 0);
  }
}

/** Mixes two small integers; after the finalizer of MurmurHash3 (Austin Appleby, public domain). */
function hash(a: number, b: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}
