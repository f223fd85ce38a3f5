/**
 * Access paths as interned lists: which field below a value holds the data.
 *
 * Path 0 is the value itself (and everything read from it); path 1 is "somewhere below, we no longer know where".
 * Any other path is a head (symbol) in front of another path. Reading a field pops a head, writing one pushes it.
 * Invariant: no path is longer than `maxAccessPathLength`; a longer one ends in path 1.
 */
import { maxAccessPathLength, maxFieldRepetition } from '../base/limits.ts';

/** The value itself. */
export const emptyPath = 0;
/** Anywhere below the value. */
export const anyPath = 1;

/** Interns paths of one analysis. */
export class PathTable {
  #head: number[] = [-1, -1];
  #tail: number[] = [-1, -1];
  #depth: number[] = [0, 0];
  readonly #ids = new Map<number, number>();
  /** Symbol of "some position of a list": no field of that name, whatever the name. */
  readonly element: number;
  /** Symbol of "some key": a field of any name, and a position too. */
  readonly key: number;
  /** Symbol of "unknown fields of a whole record": survives as part of the object, never by reading a field. */
  readonly record: number;
  /** Fields that hold nothing of the object itself, such as its length, or what a promise would be rejected with. */
  readonly #isMeasure: (symbol: number) => boolean;
  readonly #isIndex: (symbol: number) => boolean;

  constructor(
    element: number,
    key: number,
    record: number,
    isMeasure: (symbol: number) => boolean,
    isIndex: (symbol: number) => boolean,
  ) {
    this.element = element;
    this.key = key;
    this.record = record;
    this.#isMeasure = isMeasure;
    this.#isIndex = isIndex;
  }

  /** `head` in front of `path`. */
  push(head: number, path: number): number {
    const depth = (this.#depth[path] ?? 0) + 1;
    if (depth > maxAccessPathLength) return this.push(head, this.#cut(path, maxAccessPathLength - 1));
    if (depth > maxFieldRepetition && this.#count(head, path) >= maxFieldRepetition)
      return this.push(head, this.#cut(path, 1));
    const key = path * 16_777_216 + head;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#head.length;
    this.#head.push(head);
    this.#tail.push(path);
    this.#depth.push(depth);
    this.#ids.set(key, id);
    return id;
  }

  #count(head: number, path: number): number {
    let count = 0;
    for (let at = path; at > anyPath; at = this.#tail[at] ?? 0) if (this.#head[at] === head) count++;
    return count;
  }

  head(path: number): number {
    return this.#head[path] ?? -1;
  }

  tail(path: number): number {
    return this.#tail[path] ?? -1;
  }

  /** What is left after reading field `field`; -1 if the data is elsewhere. */
  load(path: number, field: number): number {
    if (path <= anyPath) return this.#isMeasure(field) ? -1 : path;
    const head = this.#head[path] ?? -1;
    if (head === field) return this.#tail[path] ?? -1;
    const mayBeField =
      head === this.key ? !this.#isMeasure(field) : head === this.element && this.#isIndex(field);
    return mayBeField ? (this.#tail[path] ?? -1) : -1;
  }

  /** What is left after reading an element or an unknown key. */
  loadUnknown(path: number): number {
    if (path <= anyPath) return path;
    return this.#head[path] === this.record ? -1 : (this.#tail[path] ?? -1);
  }

  /** What is left after iterating: elements and indices only. */
  loadElement(path: number): number {
    if (path <= anyPath) return path;
    return this.startsWithElement(path) ? (this.#tail[path] ?? -1) : -1;
  }

  /** Whether the head is, or may be, a position of a list. */
  startsWithElement(path: number): boolean {
    if (path <= anyPath) return false;
    const head = this.#head[path] ?? -1;
    return head === this.element || head === this.key || this.#isIndex(head);
  }

  /** The heads, outermost first; a trailing path 1 is not in the list. */
  heads(path: number): number[] {
    const out: number[] = [];
    for (let at = path; at > anyPath; at = this.#tail[at] ?? 0) out.push(this.#head[at] ?? -1);
    return out;
  }

  get size(): number {
    return this.#head.length;
  }

  /** The first `length` heads, then path 1. */
  #cut(path: number, length: number): number {
    if (length === 0 || path <= anyPath) return anyPath;
    return this.push(this.#head[path] ?? -1, this.#cut(this.#tail[path] ?? 0, length - 1));
  }
}
