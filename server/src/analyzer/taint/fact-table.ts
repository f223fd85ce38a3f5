/**
 * The facts of stage 2 in typed arrays, with an open-addressing index on (context, node, path).
 *
 * Facts are numbered in the order found and never removed. Facts of one node form a list in that order. The columns
 * grow by doubling, so adding a fact costs a probe and a few stores, and no object.
 */

const empty = -1;

/** See the head of this file. */
export class FactTable {
  /** Context, node, path and mask of each fact side by side: who looks up one of them needs the others. */
  #rows: Int32Array;
  #capacity: number;
  /** Mask at the time the fact was last processed. */
  done: Int32Array;
  firstStep: Int32Array;
  lastStep: Int32Array;
  isQueued: Uint8Array;
  #nextAtNode: Int32Array;
  readonly #firstAtNode: Int32Array;
  readonly #lastAtNode: Int32Array;
  #index = new Int32Array(4096).fill(empty);
  #size = 0;
  // How many facts a (context, node) has, for widening.
  #widthKeys = new Int32Array(4096 * 2);
  #widths = new Int32Array(4096);
  #widthCount = 0;

  /** `capacity`: facts that there is room for at first. */
  constructor(nodeCount: number, capacity = 1024) {
    this.#capacity = Math.max(1024, capacity);
    this.#rows = new Int32Array(4 * this.#capacity);
    this.done = new Int32Array(this.#capacity);
    this.firstStep = new Int32Array(this.#capacity);
    this.lastStep = new Int32Array(this.#capacity);
    this.isQueued = new Uint8Array(this.#capacity);
    this.#nextAtNode = new Int32Array(this.#capacity);
    this.#firstAtNode = new Int32Array(nodeCount).fill(empty);
    this.#lastAtNode = new Int32Array(nodeCount).fill(empty);
  }

  get size(): number {
    return this.#size;
  }

  contextOf(fact: number): number {
    return this.#rows[fact * 4] ?? 0;
  }

  nodeOf(fact: number): number {
    return this.#rows[fact * 4 + 1] ?? 0;
  }

  pathOf(fact: number): number {
    return this.#rows[fact * 4 + 2] ?? 0;
  }

  /** Mask of the lanes alive (id of the mask table). */
  maskOf(fact: number): number {
    return this.#rows[fact * 4 + 3] ?? 0;
  }

  setMask(fact: number, mask: number): void {
    this.#rows[fact * 4 + 3] = mask;
  }

  /** The fact with this key, -1 if there is none. */
  find(context: number, node: number, path: number): number {
    const index = this.#index;
    const rows = this.#rows;
    const bits = index.length - 1;
    for (let at = hash(context, node, path) & bits; ; at = (at + 1) & bits) {
      const fact = index[at] ?? empty;
      if (fact === empty) return index.length === 0 ? this.#findAtNode(context, node, path) : empty;
      const row = fact * 4;
      if (rows[row + 1] === node && rows[row + 2] === path && rows[row] === context) return fact;
    }
  }

  /** The same without the index, which is gone when the table is sealed. */
  #findAtNode(context: number, node: number, path: number): number {
    for (let fact = this.#firstAtNode[node] ?? empty; fact !== empty; fact = this.#nextAtNode[fact] ?? empty)
      if (this.pathOf(fact) === path && this.contextOf(fact) === context) return fact;
    return empty;
  }

  /** Adds a fact that is not there yet, without lanes. */
  add(context: number, node: number, path: number): number {
    if (this.#size === this.#capacity) this.#grow();
    if (this.#size * 2 >= this.#index.length) this.#rehash();
    const fact = this.#size++;
    const row = fact * 4;
    this.#rows[row] = context;
    this.#rows[row + 1] = node;
    this.#rows[row + 2] = path;
    this.firstStep[fact] = empty;
    this.lastStep[fact] = empty;
    this.#nextAtNode[fact] = empty;
    const last = this.#lastAtNode[node] ?? empty;
    if (last === empty) this.#firstAtNode[node] = fact;
    else this.#nextAtNode[last] = fact;
    this.#lastAtNode[node] = fact;
    this.#place(fact);
    return fact;
  }

  /** Counts one more fact of (context, node) and tells how many there are now. */
  countAt(context: number, node: number): number {
    if (this.#widthCount * 2 >= this.#widths.length) this.#growWidths();
    const at = this.#widthSlot(context, node);
    if (this.#widths[at] === 0) {
      this.#widthCount++;
      this.#widthKeys[at * 2] = context;
      this.#widthKeys[at * 2 + 1] = node;
    }
    const count = (this.#widths[at] ?? 0) + 1;
    this.#widths[at] = count;
    return count;
  }

  /** No fact comes any more: forgets what only adding and looking up quickly need. */
  seal(): void {
    this.#index = new Int32Array(0);
    this.#widthKeys = new Int32Array(0);
    this.#widths = new Int32Array(0);
    this.done = new Int32Array(0);
    this.isQueued = new Uint8Array(0);
    this.lastStep = new Int32Array(0);
  }

  /** Facts of a node, in the order found. */
  at(node: number): number[] {
    const out: number[] = [];
    for (let fact = this.#firstAtNode[node] ?? empty; fact !== empty; fact = this.#nextAtNode[fact] ?? empty)
      out.push(fact);
    return out;
  }

  #place(fact: number): void {
    const bits = this.#index.length - 1;
    let at = hash(this.contextOf(fact), this.nodeOf(fact), this.pathOf(fact)) & bits;
    while (this.#index[at] !== empty) at = (at + 1) & bits;
    this.#index[at] = fact;
  }

  #rehash(): void {
    this.#index = new Int32Array(this.#index.length * 2).fill(empty);
    for (let fact = 0; fact < this.#size; fact++) this.#place(fact);
  }

  #widthSlot(context: number, node: number): number {
    const bits = this.#widths.length - 1;
    let at = hash(context, node, 0) & bits;
    while (
      this.#widths[at] !== 0 &&
      (this.#widthKeys[at * 2] !== context || this.#widthKeys[at * 2 + 1] !== node)
    )
      at = (at + 1) & bits;
    return at;
  }

  #growWidths(): void {
    const keys = this.#widthKeys;
    const widths = this.#widths;
    this.#widthKeys = new Int32Array(keys.length * 2);
    this.#widths = new Int32Array(widths.length * 2);
    for (let k = 0; k < widths.length; k++) {
      if (widths[k] === 0) continue;
      const context = keys[k * 2] ?? 0;
      const node = keys[k * 2 + 1] ?? 0;
      const at = this.#widthSlot(context, node);
      this.#widthKeys[at * 2] = context;
      this.#widthKeys[at * 2 + 1] = node;
      this.#widths[at] = widths[k] ?? 0;
    }
  }

  #grow(): void {
    const length = this.#capacity * 2;
    this.#capacity = length;
    this.#rows = enlarged(this.#rows, length * 4);
    this.done = enlarged(this.done, length);
    this.firstStep = enlarged(this.firstStep, length);
    this.lastStep = enlarged(this.lastStep, length);
    this.#nextAtNode = enlarged(this.#nextAtNode, length);
    const queued = new Uint8Array(length);
    queued.set(this.isQueued);
    this.isQueued = queued;
  }
}

function enlarged(column: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const next = new Int32Array(length);
  next.set(column);
  return next;
}

/** Mixes three small integers; after the finalizer of MurmurHash3 (Austin Appleby, public domain). */
function hash(a: number, b: number, c: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}
