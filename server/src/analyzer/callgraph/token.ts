/**
 * Tokens: what a value may be, as far as calls and library models need to know.
 *
 * A token is a small integer, kind in the low four bits, so that sets of tokens are plain integer lists.
 */

/** Kinds of token; the id that goes with it stands behind. */
export const TokenKind = {
  /** A function (global function id). */
  Func: 0,
  /** A class itself (global class id). */
  Class: 1,
  /** An object made by `new C()` (global class id). */
  Instance: 2,
  /**
   * An object or array literal (global value of its allocation), the prototype of a function (valueCount + function), or
   * an array that is only declared (valueCount + functionCount + node). See {@link ownerOfObject}.
   */
  Obj: 3,
  /** A library place (model state). */
  State: 4,
  /** A module namespace (module index). */
  Module: 5,
  /** Something of a package without a model (package index). */
  External: 6,
  /** An object whose declared type is a class, so subclasses count too (global class id). */
  Typed: 7,
  /** An object whose declared type is an interface that this class implements (global class id). */
  Implementer: 8,
  /** A method of values of unknown type, such as `map` (model state). Counts only if nothing better is known. */
  AnyState: 9,
  /** `f.call`, `f.apply`, `f.bind` (global function id). */
  FuncCall: 10,
  FuncApply: 11,
  FuncBind: 12,
  /** A bound or promisified function (index into the list of bound functions). */
  Bound: 13,
  /** A library function that is called in a roundabout way: `log.call`, `log.apply`, `log.bind`, or bound (index into the list of forms). */
  StateForm: 14,
  /** A function whose calls hand their argument to a place of another call: `resolve`, a state setter (index into the list of settlers). */
  Settler: 15,
} as const;

/** Packs a token. */
export function makeToken(kind: number, id: number): number {
  return id * 16 + kind;
}

/** One of {@link TokenKind}. */
export function tokenKind(token: number): number {
  return token & 15;
}

/** The id that goes with the kind. */
export function tokenId(token: number): number {
  return token >> 4;
}

/** Of the object of a token: its value or function (global); both -1 if it is an element of what is only declared. */
export function ownerOfObject(
  { valueCount, functionCount }: { readonly valueCount: number; readonly functionCount: number },
  id: number,
): { readonly value: number; readonly f: number } {
  if (id < valueCount) return { value: id, f: -1 };
  if (id < valueCount + functionCount) return { value: -1, f: id - valueCount };
  const node = id - valueCount - functionCount;
  return { value: node < valueCount ? node : -1, f: -1 };
}

const noTokens: readonly number[] = [];

/** Sets of tokens per node, as linked lists in two integer vectors; nodes are dense and may grow. */
export class TokenSets {
  #head: Int32Array;
  #count: Uint8Array;
  #token: Int32Array = new Int32Array(1024);
  #next: Int32Array = new Int32Array(1024);
  #size = 0;
  /** How many sets refused a token because they were full. */
  saturated = 0;

  constructor(nodes: number) {
    this.#head = new Int32Array(nodes + 1024).fill(-1);
    this.#count = new Uint8Array(nodes + 1024);
  }

  /** Adds and tells whether the token is new; a full set stays as it is. */
  add(node: number, token: number, limit: number): boolean {
    if (node >= this.#head.length) this.#grow(node + 1);
    for (let at = this.#head[node] ?? -1; at >= 0; at = this.#next[at] ?? -1) {
      if (this.#token[at] === token) return false;
    }
    const count = this.#count[node] ?? 0;
    if (count >= limit) {
      this.saturated++;
      return false;
    }
    if (this.#size === this.#token.length) {
      const token2 = new Int32Array(this.#size * 2);
      token2.set(this.#token);
      this.#token = token2;
      const next2 = new Int32Array(this.#size * 2);
      next2.set(this.#next);
      this.#next = next2;
    }
    const at = this.#size++;
    this.#token[at] = token;
    this.#next[at] = this.#head[node] ?? -1;
    this.#head[node] = at;
    this.#count[node] = count + 1;
    return true;
  }

  /** Whether the node has any token. */
  isEmpty(node: number): boolean {
    return node >= this.#head.length || (this.#head[node] ?? -1) < 0;
  }

  /** The row of the newest token of a node, -1 if it has none; its older ones follow with {@link next}. */
  first(node: number): number {
    return node >= this.#head.length ? -1 : (this.#head[node] ?? -1);
  }

  /** The row of the next older token, -1 behind the oldest. */
  next(row: number): number {
    return this.#next[row] ?? -1;
  }

  /** The token of a row. */
  tokenAt(row: number): number {
    return this.#token[row] ?? 0;
  }

  /** The tokens of a node, newest first. A copy: safe to add while iterating. */
  list(node: number): readonly number[] {
    if (this.isEmpty(node)) return noTokens;
    const out: number[] = [];
    for (let at = this.#head[node] ?? -1; at >= 0; at = this.#next[at] ?? -1) out.push(this.#token[at] ?? 0);
    return out;
  }

  #grow(needed: number): void {
    const size = Math.max(needed, this.#head.length * 2);
    const head = new Int32Array(size).fill(-1);
    head.set(this.#head);
    this.#head = head;
    const count = new Uint8Array(size);
    count.set(this.#count);
    this.#count = count;
  }
}

/** Whether a token stands for something with fields of its own. */
export function isContainer(token: number): boolean {
  switch (tokenKind(token)) {
    case TokenKind.Obj:
    case TokenKind.Func:
    case TokenKind.Class:
    case TokenKind.Instance:
    case TokenKind.Typed:
    case TokenKind.Implementer:
      return true;
    default:
      return false;
  }
}
