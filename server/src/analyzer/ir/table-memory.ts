/**
 * One piece of memory for all tables of a module, which live and die together: growing tables in, exact copies out.
 *
 * An allocation for each of the twenty tables of each of thousands of files costs more than copying what is in them, and
 * is more to look after for whoever collects garbage, or hands a module to another thread.
 */
import type { IntVector } from '../base/int-vector.ts';

/** See the head of this file. Whoever makes one knows how much will be copied. */
export class TableMemory {
  readonly #integers: Int32Array<ArrayBuffer>;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  #integer = 0;
  #byte = 0;

  constructor(integers: number, bytes: number) {
    const memory = new ArrayBuffer(integers * Int32Array.BYTES_PER_ELEMENT + bytes);
    this.#integers = new Int32Array(memory, 0, integers);
    this.#bytes = new Uint8Array(memory, integers * Int32Array.BYTES_PER_ELEMENT, bytes);
  }

  /** The first `count` integers of a table. */
  integers(source: Int32Array, count: number): Int32Array {
    const start = this.#integer;
    this.#integer += count;
    const target = this.#integers.subarray(start, start + count);
    copy(source, target, count);
    return target;
  }

  /** The first `count` bytes of a table. */
  bytes(source: Uint8Array, count: number): Uint8Array {
    const start = this.#byte;
    this.#byte += count;
    const target = this.#bytes.subarray(start, start + count);
    copy(source, target, count);
    return target;
  }

  /** All elements of a vector. */
  vector(source: IntVector): Int32Array {
    const start = this.#integer;
    this.#integer += source.length;
    const target = this.#integers.subarray(start, start + source.length);
    source.copyTo(target);
    return target;
  }
}

/** Up to here a loop is cheaper than asking for a view of the source and a copy. */
const shortCopy = 64;

function copy(source: Int32Array | Uint8Array, target: Int32Array | Uint8Array, count: number): void {
  if (count > shortCopy) target.set(source.subarray(0, count));
  else for (let i = 0; i < count; i++) target[i] = source[i] ?? 0;
}
