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
  /** Per path: whether a captured variable of a closure is on it. */
  #captured: boolean[] = [false, false];
  /** Per path: whether its head is one. */
  #startsCaptured: boolean[] = [false, false];
  /** Per path: number of heads up to the last captured variable. */
  #prefix: number[] = [0, 0];
  readonly #ids = new Map<number, number>();
  /** Symbol of "some position of a list": no field of that name, whatever the name. */
  readonly element: number;
  /** Symbol of "some key": a field of any name, and a position too. */
  readonly key: number;
  /** Symbol of "unknown fields of a whole record": survives as part of the object, never by reading a field. */
  readonly record: number;
  /** Fields that hold nothing of the object itself, such as its length, or what a promise would be rejected with. */
  readonly #isMeasure: (symbol: number) => boolean;
  /** Symbol of the names of an object: none of its fields. */
  readonly #keys: number;
  readonly #isIndex: (symbol: number) => boolean;
  /** Variables that a closure captured: fields that nothing but its call reads. */
  readonly #isCaptured: (symbol: number) => boolean;
  /** Entries of keyed collections: elements of unknown position whose key is known. */
  readonly #isEntry: (symbol: number) => boolean;

  constructor(
    element: number,
    key: number,
    record: number,
    isMeasure: (symbol: number) => boolean,
    isIndex: (symbol: number) => boolean,
    isCaptured: (symbol: number) => boolean = () => false,
    isEntry: (symbol: number) => boolean = () => false,
    keys = -1,
  ) {
    this.#keys = keys;
    this.element = element;
    this.key = key;
    this.record = record;
    this.#isMeasure = isMeasure;
    this.#isIndex = isIndex;
    this.#isCaptured = isCaptured;
    this.#isEntry = isEntry;
  }

  /** `head` in front of `path`; -1 where a captured variable would lie too deep, or in itself. */
  push(head: number, path: number): number {
    const depth = (this.#depth[path] ?? 0) + 1;
    if (this.hasCaptured(path)) {
      // What lies behind a captured variable was cut when it was put there.
      if ((this.#prefix[path] ?? 0) >= maxAccessPathLength - 1) return -1;
      if (this.#isCaptured(head) && this.#count(head, path) > 0) return -1;
    } else if (depth > maxAccessPathLength && !this.#isCaptured(head))
      return this.push(head, this.#cut(path, maxAccessPathLength - 1));
    else if (depth > maxFieldRepetition && this.#count(head, path) >= maxFieldRepetition)
      return this.push(head, this.#cut(path, 1));
    const key = path * 16_777_216 + head;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#head.length;
    this.#head.push(head);
    this.#tail.push(path);
    this.#depth.push(depth);
    const startsCaptured = this.#isCaptured(head);
    this.#startsCaptured.push(startsCaptured);
    const captured = startsCaptured || this.hasCaptured(path);
    this.#captured.push(captured);
    this.#prefix.push(captured ? (this.#prefix[path] ?? 0) + 1 : 0);
    this.#ids.set(key, id);
    return id;
  }

  #count(head: number, path: number): number {
    let count = 0;
    for (let at = path; at > anyPath; at = this.#tail[at] ?? 0) if (this.#head[at] === head) count++;
    return count;
  }

  /** Whether the data is in a variable that a closure at the value, or below it, captured. */
  hasCaptured(path: number): boolean {
    return this.#captured[path] === true;
  }

  /** The path as far as the last captured variable on it and `kept` heads more, and anywhere below that. */
  afterCaptured(path: number, kept: number): number {
    if (!this.hasCaptured(path)) return this.#cut(path, kept);
    return this.push(this.#head[path] ?? -1, this.afterCaptured(this.#tail[path] ?? 0, kept));
  }

  /** The first `kept` fields of a path, counted from behind captured variables, and anywhere below. */
  merged(path: number, kept: 0 | 1): number {
    if (this.hasCaptured(path)) return this.afterCaptured(path, kept);
    return kept === 0 ? anyPath : this.push(this.head(path), anyPath);
  }

  head(path: number): number {
    return this.#head[path] ?? -1;
  }

  tail(path: number): number {
    return this.#tail[path] ?? -1;
  }

  /** What is left after reading field `field`; -1 if the data is elsewhere. */
  load(path: number, field: number): number {
    if (path <= anyPath) return field === this.#keys || this.#isMeasure(field) ? -1 : path;
    const head = this.#head[path] ?? -1;
    if (head === field) return this.#tail[path] ?? -1;
    return this.#mayBe(head, field) ? (this.#tail[path] ?? -1) : -1;
  }

  /** Whether what is kept under `head` may be what is read by another name. */
  #mayBe(head: number, field: number): boolean {
    if (field === this.#keys || head === this.#keys) return false;
    if (head === this.key) return !this.#isMeasure(field) && !this.#isCaptured(field);
    if (head === this.element) return this.#isIndex(field) || this.#isEntry(field);
    if (this.#isEntry(head)) return this.#isIndex(field);
    return this.#isIndex(head) && this.#isEntry(field);
  }

  /** Whether the head is an entry of a keyed collection under a known key. */
  startsWithEntry(path: number): boolean {
    return path > anyPath && this.#isEntry(this.#head[path] ?? -1);
  }

  /** What is left after reading an element or an unknown key. */
  loadUnknown(path: number): number {
    if (path <= anyPath) return path;
    const head = this.#head[path] ?? -1;
    if (head === this.record || head === this.#keys || this.#startsCaptured[path] === true) return -1;
    return this.#tail[path] ?? -1;
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
    return head === this.element || head === this.key || this.#isIndex(head) || this.#isEntry(head);
  }

  /** The heads, outermost first; a trailing path 1 is not in the list. */
  heads(path: number): number[] {
    const out: number[] = [];
    for (let at = path; at > anyPath; at = this.#tail[at] ?? 0) out.push(this.#head[at] ?? -1);
    return out;
  }

  /** Whether what lies below the last head was cut off. */
  isCut(path: number): boolean {
    let at = path;
    while (at > anyPath) at = this.#tail[at] ?? 0;
    return at === anyPath && path !== anyPath;
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
