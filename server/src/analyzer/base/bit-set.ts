/**
 * Sets of small integers as bits: a dense matrix for the solver's states, and interned immutable masks.
 *
 * Bits outside the given width are never set. Masks are ids; equal sets have equal ids, and an operation on two ids
 * is one map lookup once its result is known.
 */
import { PairMap } from './pair-map.ts';

/** `rows` bit sets of equal width in one array. */
export class BitMatrix {
  readonly rows: number;
  readonly bitsPerRow: number;
  readonly wordsPerRow: number;
  readonly #words: Uint32Array;

  constructor(rows: number, bitsPerRow: number) {
    this.rows = rows;
    this.bitsPerRow = bitsPerRow;
    this.wordsPerRow = (bitsPerRow + 31) >>> 5;
    this.#words = new Uint32Array(rows * this.wordsPerRow);
  }

  test(row: number, bit: number): boolean {
    return (((this.#words[row * this.wordsPerRow + (bit >>> 5)] ?? 0) >>> (bit & 31)) & 1) === 1;
  }

  /** Sets a bit; true if it was not set. */
  set(row: number, bit: number): boolean {
    const index = row * this.wordsPerRow + (bit >>> 5);
    const before = this.#words[index] ?? 0;
    this.#words[index] = before | (1 << (bit & 31));
    return this.#words[index] !== before;
  }

  /** Adds the bits of row `source` to row `target`; true if `target` grew. */
  orRow(target: number, source: number): boolean {
    const width = this.wordsPerRow;
    let to = target * width;
    let from = source * width;
    let grown = 0;
    for (const end = to + width; to < end; to++, from++) {
      const before = this.#words[to] ?? 0;
      const added = (this.#words[from] ?? 0) & ~before;
      if (added === 0) continue;
      this.#words[to] = before | added;
      grown = 1;
    }
    return grown === 1;
  }

  /** Adds to row `target` the bits of row `source` that `mask` (words of this width) has; true if `target` grew. */
  orRowMasked(target: number, source: number, mask: Uint32Array): boolean {
    const width = this.wordsPerRow;
    let grown = 0;
    for (let word = 0; word < width; word++) {
      const before = this.#words[target * width + word] ?? 0;
      const added = (this.#words[source * width + word] ?? 0) & (mask[word] ?? 0) & ~before;
      if (added === 0) continue;
      this.#words[target * width + word] = before | added;
      grown = 1;
    }
    return grown === 1;
  }

  /** How many bits of the row are set. */
  popcount(row: number): number {
    let count = 0;
    const end = (row + 1) * this.wordsPerRow;
    for (let i = row * this.wordsPerRow; i < end; i++) count += countBits(this.#words[i] ?? 0);
    return count;
  }

  isEmptyRow(row: number): boolean {
    const end = (row + 1) * this.wordsPerRow;
    for (let i = row * this.wordsPerRow; i < end; i++) if (this.#words[i] !== 0) return false;
    return true;
  }

  /** The set bits of the row, ascending. */
  bits(row: number): number[] {
    return bitsOf(this.row(row));
  }

  /** The words of a row, not a copy. */
  row(row: number): Uint32Array {
    return this.#words.subarray(row * this.wordsPerRow, (row + 1) * this.wordsPerRow);
  }
}

/** The mask without bits. */
export const emptyMask = 0;
/** The mask with every bit of its table. In a table of width 0 it is never given out: there all is empty. */
export const fullMask = 1;

/** More masks than this do not fit into memory anyway. */
const idLimit = 2 ** 26;

// Operations on two masks.
const operationAnd = 0;
const operationOr = 1;
const operationAndNot = 2;

/** Interned bit masks of one width. */
export class MaskTable {
  readonly width: number;
  readonly #wordCount: number;
  readonly #masks: Uint32Array[] = [];
  /** Content hash → ids with it. */
  readonly #idsByHash = new Map<number, number[]>();
  readonly #memos = [new PairMap(), new PairMap(), new PairMap()] as const;
  /** Result of the operation at hand, before it is interned. */
  readonly #scratch: Uint32Array;

  constructor(width: number) {
    this.width = width;
    this.#wordCount = (width + 31) >>> 5;
    this.#scratch = new Uint32Array(this.#wordCount);
    const full = new Uint32Array(this.#wordCount).fill(0xffffffff);
    if ((width & 31) !== 0) full[this.#wordCount - 1] = 2 ** (width & 31) - 1;
    this.intern(new Uint32Array(this.#wordCount));
    // Pushed by hand: in a table of width 0 it equals the empty mask, and still has to take its place.
    if (width === 0) this.#masks.push(full);
    else this.intern(full);
  }

  /** How many masks there are; ids run from 0 to size - 1. */
  get size(): number {
    return this.#masks.length;
  }

  /** The mask with exactly these bits; bits outside the width are ignored. */
  of(bits: Iterable<number>): number {
    const words = new Uint32Array(this.#wordCount);
    for (const bit of bits) {
      if (bit >= 0 && bit < this.width) words[bit >>> 5] = (words[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
    return this.intern(words);
  }

  and(a: number, b: number): number {
    if (a === b || b === fullMask) return a;
    if (a === fullMask) return b;
    if (a === emptyMask || b === emptyMask) return emptyMask;
    return a < b ? this.#memoized(operationAnd, a, b) : this.#memoized(operationAnd, b, a);
  }

  or(a: number, b: number): number {
    if (a === b || b === emptyMask) return a;
    if (a === emptyMask) return b;
    if (a === fullMask || b === fullMask) return fullMask;
    return a < b ? this.#memoized(operationOr, a, b) : this.#memoized(operationOr, b, a);
  }

  /** The bits of `a` that `b` does not have. */
  andNot(a: number, b: number): number {
    if (a === b || b === fullMask || a === emptyMask) return emptyMask;
    if (b === emptyMask) return a;
    return this.#memoized(operationAndNot, a, b);
  }

  isEmpty(mask: number): boolean {
    return mask === emptyMask || this.width === 0;
  }

  has(mask: number, bit: number): boolean {
    return (((this.#masks[mask]?.[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1;
  }

  /** The bits of the mask, ascending. */
  bits(mask: number): number[] {
    return bitsOf(this.words(mask));
  }

  /** The words of the mask; do not write to them. Empty for an id that was never given out. */
  words(mask: number): Uint32Array {
    return this.#masks[mask] ?? new Uint32Array(0);
  }

  /** The id of the mask with these words, which the table keeps: do not write to them afterwards. */
  intern(words: Uint32Array): number {
    return this.#idOf(words, false);
  }

  #idOf(words: Uint32Array, isScratch: boolean): number {
    let hash = 0x9e3779b9;
    for (let i = 0; i < words.length; i++)
      hash = Math.imul(((hash << 13) | (hash >>> 19)) ^ (words[i] ?? 0), 0x85ebca6b);
    const candidates = this.#idsByHash.get(hash);
    if (candidates !== undefined)
      for (const id of candidates) if (equalWords(this.words(id), words)) return id;
    const id = this.#masks.length;
    if (id >= idLimit) throw new Error(`A mask table holds at most ${idLimit} masks.`);
    this.#masks.push(isScratch ? words.slice() : words);
    if (candidates === undefined) this.#idsByHash.set(hash, [id]);
    else candidates.push(id);
    return id;
  }

  #memoized(operation: 0 | 1 | 2, a: number, b: number): number {
    const memo = this.#memos[operation];
    const known = memo.get(a, b, -1);
    if (known >= 0) return known;
    const left = this.words(a);
    const right = this.words(b);
    const out = this.#scratch;
    for (let i = 0; i < out.length; i++) {
      const x = left[i] ?? 0;
      const y = right[i] ?? 0;
      out[i] = operation === operationAnd ? x & y : operation === operationOr ? x | y : x & ~y;
    }
    const id = this.#idOf(out, true);
    memo.set(a, b, id);
    return id;
  }
}

function equalWords(a: Uint32Array, b: Uint32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function bitsOf(words: Uint32Array): number[] {
  const bits: number[] = [];
  for (let i = 0; i < words.length; i++) {
    for (let word = words[i] ?? 0; word !== 0; word &= word - 1)
      bits.push(i * 32 + 31 - Math.clz32(word & -word));
  }
  return bits;
}

/** Number of set bits of a 32-bit word. */
export function countBits(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
