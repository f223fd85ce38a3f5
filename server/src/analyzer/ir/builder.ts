/**
 * Builds the body of one function: instructions, blocks, and SSA form while the syntax is walked.
 *
 * SSA after Braun et al., CC 2013: a variable is an integer; reading one walks blocks backwards and makes phis on
 * demand. Structured source allows two shortcuts: a join remembers the block that dominates it and is skipped for
 * variables not written since, and a loop header asks the front end whether the loop writes the variable at all.
 * Invariants: edges start only in live blocks; a block is sealed when all its predecessors are known; phis that turn
 * out trivial forward to their operand. Values are temporary indexes until `finishFunction` lays the body out. One
 * builder serves all functions of a file, so that its memory is reused.
 */
import { Op } from './opcode.ts';

/** Temporary operation: a phi that turned out trivial; `a` is the value it stands for. */
export const forwardedPhi = 250;
/** Temporary operation: a trivial phi that others know as an object of its own; becomes a Copy of `a`. */
export const phiCopy = 251;

/** Joins deeper than this in one read are completed later, so that reads never exhaust the stack. */
const maxReadDepth = 200;

/** In place of a field: the container is a phi, one of whose operands the object is. */
export const mergedContainer = -4;
/** Containers remembered per object. */
export const maxContainers = 8;

/** Whether values of an operation can be objects whose content changes. */
export function mayBeObject(op: number): boolean {
  switch (op) {
    case Op.Const:
    case Op.Bin:
    case Op.Cmp:
    case Op.Not:
    case Op.Tpl:
    case Op.Un:
    case Op.Func:
    case Op.Class:
    case Op.Import:
    case Op.Global:
    case Op.Unk:
      return false;
    default:
      return true;
  }
}

/** Whether the loop whose body spans `start` … `end` of the source writes a variable of the front end. */
export type WritesBetween = (variable: number, start: number, end: number) => boolean;

/** See the head of this file. */
export class FunctionBuilder {
  // Instructions.
  op = new Uint8Array(256);
  flags = new Uint8Array(256);
  a = new Int32Array(256);
  b = new Int32Array(256);
  c = new Int32Array(256);
  /** Absolute offset in the file. */
  position = new Int32Array(256);
  length = new Int32Array(256);
  name = new Int32Array(256);
  block = new Int32Array(256);
  /** First version of the object that the value is, the value itself for anything else. */
  root = new Int32Array(256);
  /** SSA variable of the versions of the object first defined by this value, -1 before the first mutation. */
  version = new Int32Array(256);
  count = 0;

  // Operand lists: length, then entries.
  lists = new Int32Array(256);
  listLength = 0;

  // Blocks.
  blockCount = 0;
  firstIn = new Int32Array(64);
  lastIn = new Int32Array(64);
  inCount = new Int32Array(64);
  firstOut = new Int32Array(64);
  lastOut = new Int32Array(64);
  handlerOf = new Int32Array(64);
  skipTo = new Int32Array(64);
  sealed = new Uint8Array(64);
  loopStart = new Int32Array(64);
  loopEnd = new Int32Array(64);
  incomplete = new Int32Array(64);
  blockPosition = new Int32Array(64);

  // Edges. `edgeKind` is 1 for exception edges.
  edgeCount = 0;
  edgeFrom = new Int32Array(64);
  edgeTo = new Int32Array(64);
  edgeKind = new Uint8Array(64);
  nextIn = new Int32Array(64);
  nextOut = new Int32Array(64);

  // Where we are.
  current = 0;
  /** Whether the current block can never run; what is emitted there is dropped. */
  dead = false;
  /** Handler of the blocks started from now on, -1 outside of try. */
  handler = -1;
  /** Block in which the innermost try began, -1 outside. */
  tryEntry = -1;
  /** Number of instructions when the current block began. */
  blockBegin = 0;
  /** Headers of the loops around the current place. */
  loopHeaders: number[] = [];
  /** Where the statement being lowered stands; gives phis a place. */
  statementPosition = 0;
  /** Object versions made so far; tells whether something changed between two points. */
  versionCount = 0;

  // Variables: those of the front end first, then versions of objects.
  variableCount = 0;
  lastWrite = new Int32Array(64);
  variableName = new Int32Array(64);
  /** Root value of a version variable, -1 for a variable of the front end. */
  variableRoot = new Int32Array(64);

  /** Returns to be emitted at the end: block, value, position, length. */
  readonly returns: number[] = [];
  /** Parameters and receiver that have versions: index or -1, root value. */
  readonly mutatedParams: number[] = [];
  /** If root r maps to c, the object r was stored into the containers of c: pairs of container root, field. */
  readonly containers = new Map<number, number[]>();

  #writesBetween: WritesBetween = () => true;
  #frontEndVariables = 0;
  #undefinedConstant = -1;
  #undefinedValue = -1;
  #unknownIndexSym = -1;
  #unknownIndex = -1;
  #readDepth = 0;
  readonly #pending: number[] = [];
  /** Phis of variables that were made since somebody looked: the objects they merge may have changed before that. */
  readonly newPhis: number[] = [];

  // Definitions: open addressing over (block, variable), cleared by raising the generation.
  #slots = 1024;
  #used = 0;
  #generation = 1;
  #slotBlock = new Int32Array(1024);
  #slotVariable = new Int32Array(1024);
  #slotValue = new Int32Array(1024);
  #slotGeneration = new Int32Array(1024);

  /** Declares the variables of the file: ids 0 … count - 1, none written, without names. */
  setVariables(count: number, writesBetween: WritesBetween): void {
    this.#writesBetween = writesBetween;
    this.#frontEndVariables = count;
    this.#ensureVariables(count);
    this.lastWrite.fill(-1, 0, count);
    this.variableName.fill(-1, 0, count);
    this.variableRoot.fill(-1, 0, count);
  }

  /** Begins a new body: block 0 for what belongs to the entry, block 1 for the code. */
  begin(undefinedConstant: number, unknownIndexSym: number, position: number): void {
    this.count = 0;
    this.listLength = 0;
    this.blockCount = 0;
    this.edgeCount = 0;
    this.handler = -1;
    this.tryEntry = -1;
    if (this.loopHeaders.length > 0) this.loopHeaders = [];
    this.variableCount = this.#frontEndVariables;
    // Emptying what is empty costs as much as emptying what is not.
    if (this.returns.length > 0) this.returns.length = 0;
    if (this.mutatedParams.length > 0) this.mutatedParams.length = 0;
    if (this.containers.size > 0) this.containers.clear();
    this.versionCount = 0;
    this.#generation++;
    this.#used = 0;
    if (this.#pending.length > 0) this.#pending.length = 0;
    if (this.newPhis.length > 0) this.newPhis.length = 0;
    this.#readDepth = 0;
    this.#undefinedConstant = undefinedConstant;
    this.#undefinedValue = -1;
    this.#unknownIndexSym = unknownIndexSym;
    this.#unknownIndex = -1;
    this.statementPosition = position;
    this.dead = false;
    this.newBlock(-1);
    this.sealed[0] = 1;
    this.current = 0;
    const body = this.newBlock(-1);
    this.#addEdge(0, body, 0);
    this.start(body);
  }

  /** Appends an instruction to the current block. */
  emit(op: number, a: number, b: number, c: number, flags: number, position: number, length: number): number {
    const i = this.count++;
    if (i >= this.op.length) this.#growInstructions();
    this.op[i] = op;
    this.flags[i] = flags;
    this.a[i] = a;
    this.b[i] = b;
    this.c[i] = c;
    this.position[i] = position;
    this.length[i] = length;
    this.name[i] = -1;
    this.block[i] = this.current;
    this.root[i] = i;
    this.version[i] = -1;
    return i;
  }

  /** Appends an instruction to the entry, where it dominates everything. */
  emitAtEntry(op: number, a: number, b: number, flags: number, position: number, length: number): number {
    const i = this.emit(op, a, b, -1, flags, position, length);
    this.block[i] = 0;
    return i;
  }

  /** The constant `undefined` of this function. */
  undefinedValue(): number {
    if (this.#undefinedValue < 0) {
      this.#undefinedValue = this.emitAtEntry(
        Op.Const,
        this.#undefinedConstant,
        -1,
        0,
        this.statementPosition,
        0,
      );
    }
    return this.#undefinedValue;
  }

  /** Whether the value is the constant that {@link undefinedValue} shares. */
  isUndefinedValue(value: number): boolean {
    return value >= 0 && value === this.#undefinedValue;
  }

  /** A value that stands for an index nobody knows. */
  unknownIndex(): number {
    if (this.#unknownIndex < 0) {
      const empty = this.beginList(0);
      this.#unknownIndex = this.emitAtEntry(Op.Unk, this.#unknownIndexSym, -1, 0, this.statementPosition, 0);
      this.c[this.#unknownIndex] = empty;
    }
    return this.#unknownIndex;
  }

  /** Reserves a list of `length` entries and returns its offset; entries follow at offset + 1. */
  beginList(length: number): number {
    const offset = this.listLength;
    const end = offset + length + 1;
    if (end > this.lists.length) {
      const next = new Int32Array(Math.max(end, this.lists.length * 2));
      next.set(this.lists);
      this.lists = next;
    }
    this.lists[offset] = length;
    this.listLength = end;
    return offset;
  }

  /** A list with the given entries. */
  list(entries: readonly number[]): number {
    const offset = this.beginList(entries.length);
    for (let i = 0; i < entries.length; i++) this.lists[offset + 1 + i] = entries[i] ?? -1;
    return offset;
  }

  // --- Blocks ---------------------------------------------------------------------------------------------------

  /** A new block. `skip` is a block that dominates it, created before everything between the two; -1 if unknown. */
  newBlock(skip: number): number {
    const block = this.blockCount++;
    if (block >= this.firstIn.length) this.#growBlocks();
    this.firstIn[block] = -1;
    this.lastIn[block] = -1;
    this.inCount[block] = 0;
    this.firstOut[block] = -1;
    this.lastOut[block] = -1;
    this.handlerOf[block] = -1;
    this.skipTo[block] = skip;
    this.sealed[block] = 0;
    this.loopStart[block] = -1;
    this.loopEnd[block] = -1;
    this.incomplete[block] = -1;
    this.blockPosition[block] = this.statementPosition;
    return block;
  }

  /** Goes on in `block`, whose predecessors are all known. */
  start(block: number): void {
    this.seal(block);
    this.#enter(block);
  }

  /** Goes on in a loop header; it must be sealed after the last jump back. The loop writes what stands in the range. */
  startLoop(block: number, loopStart: number, loopEnd: number): void {
    this.loopStart[block] = loopStart;
    this.loopEnd[block] = loopEnd;
    this.loopHeaders.push(block);
    this.#enter(block);
  }

  /** Leaves the innermost loop and seals its header. */
  endLoop(): void {
    const header = this.loopHeaders.pop();
    if (header !== undefined) this.seal(header);
  }

  /** A block together with a jump to it: the rest of the current block. */
  split(): void {
    if (this.dead) return;
    const next = this.newBlock(-1);
    this.jump(next);
    this.start(next);
  }

  /** Ends the current block with a jump. */
  jump(target: number): void {
    if (!this.dead) this.#addEdge(this.current, target, 0);
    this.dead = true;
  }

  /** Ends the current block with a Branch. The targets must differ. */
  branch(condition: number, whenTrue: number, whenFalse: number, position: number, length: number): number {
    const i = this.emit(Op.Branch, condition, -1, -1, 0, position, length);
    if (!this.dead) {
      this.#addEdge(this.current, whenTrue, 0);
      this.#addEdge(this.current, whenFalse, 0);
    }
    this.dead = true;
    return i;
  }

  /** Ends the current block with a Switch; one target per case value, then the default. */
  switch(
    discriminant: number,
    cases: number,
    targets: readonly number[],
    position: number,
    length: number,
  ): void {
    this.emit(Op.Switch, discriminant, -1, cases, 0, position, length);
    if (!this.dead) for (const target of targets) this.#addEdge(this.current, target, 0);
    this.dead = true;
  }

  /** Ends the current block with a Throw. */
  throw(value: number, position: number, length: number): void {
    this.emit(Op.Throw, value, -1, -1, 0, position, length);
    this.dead = true;
  }

  /** Ends the current block with a Ret, which is emitted when the body is complete. */
  return(value: number, position: number, length: number): void {
    if (!this.dead) this.returns.push(this.current, value, position, length);
    this.dead = true;
  }

  /** After code that ended its block: goes on in a block that never runs. */
  startDead(): void {
    const block = this.newBlock(-1);
    this.sealed[block] = 1;
    this.current = block;
    this.dead = true;
    this.blockBegin = this.count;
  }

  /** Source block of the first edge into `block`, -1 if none. */
  firstPredecessor(block: number): number {
    const edge = this.firstIn[block] ?? -1;
    return edge < 0 ? -1 : (this.edgeFrom[edge] ?? -1);
  }

  #enter(block: number): void {
    this.current = block;
    this.dead = (this.inCount[block] ?? 0) === 0;
    this.blockBegin = this.count;
    this.handlerOf[block] = this.handler;
    if (this.handler >= 0 && !this.dead) this.#addEdge(block, this.handler, 1);
  }

  #addEdge(from: number, to: number, kind: number): void {
    const edge = this.edgeCount++;
    if (edge >= this.edgeFrom.length) this.#growEdges();
    this.edgeFrom[edge] = from;
    this.edgeTo[edge] = to;
    this.edgeKind[edge] = kind;
    this.nextIn[edge] = -1;
    this.nextOut[edge] = -1;
    const lastIn = this.lastIn[to] ?? -1;
    if (lastIn < 0) this.firstIn[to] = edge;
    else this.nextIn[lastIn] = edge;
    this.lastIn[to] = edge;
    this.inCount[to] = (this.inCount[to] ?? 0) + 1;
    const lastOut = this.lastOut[from] ?? -1;
    if (lastOut < 0) this.firstOut[from] = edge;
    else this.nextOut[lastOut] = edge;
    this.lastOut[from] = edge;
  }

  /** Says that all predecessors of `block` are known. */
  seal(block: number): void {
    if (this.sealed[block] === 1) return;
    this.sealed[block] = 1;
    let phi = this.incomplete[block] ?? -1;
    this.incomplete[block] = -1;
    while (phi >= 0) {
      const next = this.b[phi] ?? -1;
      this.b[phi] = -1;
      this.#fillPhi(phi);
      phi = next;
    }
    this.#drainPending();
  }

  // --- Variables ------------------------------------------------------------------------------------------------

  /** A new version variable for the object `root`, current where `root` is defined. */
  newVersionVariable(root: number): number {
    const variable = this.variableCount++;
    this.#ensureVariables(variable + 1);
    const block = this.block[root] ?? 0;
    this.lastWrite[variable] = block;
    this.variableName[variable] = this.name[root] ?? -1;
    this.variableRoot[variable] = root;
    this.version[root] = variable;
    this.#define(block, variable, root);
    return variable;
  }

  /** A variable of our own, such as the value that a return carries through finally. */
  newVariable(name: number): number {
    const variable = this.variableCount++;
    this.#ensureVariables(variable + 1);
    this.lastWrite[variable] = -1;
    this.variableName[variable] = name;
    this.variableRoot[variable] = -1;
    return variable;
  }

  /** Whether a variable of this builder is one that the front end declared. */
  isFrontEndVariable(variable: number): boolean {
    return variable < this.#frontEndVariables;
  }

  /**
   * From here on the variable holds `value`. If the handler of a try can see the variable, a block that may already
   * have thrown is ended first, so that the handler sees the earlier value too.
   */
  writeVariable(variable: number, value: number, isVisibleToHandler: boolean): void {
    if (isVisibleToHandler && this.handler >= 0 && this.count > this.blockBegin) this.split();
    this.#define(this.current, variable, value);
    if ((this.lastWrite[variable] ?? -1) < this.current) this.lastWrite[variable] = this.current;
  }

  /** What the variable holds at the end of what is known of `block`. */
  readVariable(variable: number, block: number): number {
    let at = block;
    for (;;) {
      const known = this.#lookup(at, variable);
      if (known >= 0) {
        const value = this.resolve(known);
        if (at !== block) this.#define(block, variable, value);
        return value;
      }
      if ((this.loopStart[at] ?? -1) >= 0 && !this.#loopWrites(variable, at)) {
        at = this.firstPredecessor(at);
        if (at < 0) return this.undefinedValue();
        continue;
      }
      if (this.sealed[at] === 0) {
        const phi = this.#newPhi(at, variable);
        this.b[phi] = this.incomplete[at] ?? -1;
        this.incomplete[at] = phi;
        this.#define(at, variable, phi);
        if ((this.variableRoot[variable] ?? -1) < 0) {
          // What comes in from before the loop is known already.
          const before = this.firstPredecessor(at);
          if (before >= 0) this.noteMerge(phi, this.readVariable(variable, before));
          this.newPhis.push(phi);
        }
        return phi;
      }
      const predecessors = this.inCount[at] ?? 0;
      if (predecessors === 0) return this.undefinedValue();
      if (predecessors === 1) {
        at = this.firstPredecessor(at);
        continue;
      }
      const skip = this.skipTo[at] ?? -1;
      if (skip < 0 || (this.lastWrite[variable] ?? -1) > skip) break;
      at = skip;
    }
    const phi = this.#newPhi(at, variable);
    this.#define(at, variable, phi);
    if (this.#readDepth >= maxReadDepth) {
      this.#pending.push(phi);
      return phi;
    }
    this.#readDepth++;
    const value = this.#fillPhi(phi);
    this.#readDepth--;
    if (at !== block) this.#define(block, variable, value);
    if (this.#readDepth === 0) this.#drainPending();
    return this.resolve(value);
  }

  /** The value that `value` stands for, trivial phis skipped. */
  resolve(value: number): number {
    let at = value;
    while (this.op[at] === forwardedPhi) at = this.a[at] ?? -1;
    return at;
  }

  /** The value that first defined the object which `value` is a version of. */
  rootOf(value: number): number {
    let at = this.resolve(value);
    for (;;) {
      const root = this.resolve(this.root[at] ?? at);
      if (root === at) return at;
      at = root;
    }
  }

  /** Remembers that `container` may be, or hold under `field`, the object that `value` is. */
  rememberContainer(value: number, container: number, field: number): void {
    const root = this.rootOf(value);
    const known = this.containers.get(root);
    if (known === undefined) this.containers.set(root, [container, field]);
    else if (known.length < maxContainers * 2) known.push(container, field);
  }

  /** Remembers of which objects a value is one: what happens to them happens to it. */
  noteMerge(phi: number, operand: number): void {
    const root = this.rootOf(operand);
    if (root !== phi && mayBeObject(this.op[root] ?? 0)) this.rememberContainer(root, phi, mergedContainer);
  }

  /** Whether `block` is known to stand on every way to the current place. Only walks dominators that are at hand. */
  dominatesCurrent(block: number): boolean {
    let at = this.current;
    while (at > block) {
      const isHeader = (this.loopStart[at] ?? -1) >= 0;
      const next = isHeader || this.inCount[at] === 1 ? this.firstPredecessor(at) : (this.skipTo[at] ?? -1);
      if (next < 0 || next >= at) return false;
      at = next;
    }
    return at === block;
  }

  #loopWrites(variable: number, header: number): boolean {
    if (variable >= this.#frontEndVariables) return true;
    return this.#writesBetween(variable, this.loopStart[header] ?? 0, this.loopEnd[header] ?? 0);
  }

  #newPhi(block: number, variable: number): number {
    const phi = this.emit(Op.Phi, -1, -1, variable, 0, this.blockPosition[block] ?? 0, 0);
    this.block[phi] = block;
    this.name[phi] = this.variableName[variable] ?? -1;
    const root = this.variableRoot[variable] ?? -1;
    if (root >= 0) this.root[phi] = root;
    return phi;
  }

  #fillPhi(phi: number): number {
    const block = this.block[phi] ?? 0;
    const variable = this.c[phi] ?? 0;
    const offset = this.beginList(this.inCount[block] ?? 0);
    let n = 0;
    for (let edge = this.firstIn[block] ?? -1; edge >= 0; edge = this.nextIn[edge] ?? -1) {
      const value = this.readVariable(variable, this.edgeFrom[edge] ?? 0);
      this.lists[offset + 1 + n++] = value;
    }
    this.a[phi] = offset;
    if (this.simplifyPhi(phi)) return this.resolve(phi);
    if ((this.variableRoot[variable] ?? -1) < 0) {
      this.#takeNewestVersions(phi, offset);
      for (let i = 1; i <= n; i++) this.noteMerge(phi, this.lists[offset + i] ?? -1);
      this.newPhis.push(phi);
    }
    return phi;
  }

  /** A merge of different objects takes each as it is at the end of its predecessor. */
  #takeNewestVersions(phi: number, offset: number): void {
    let n = 0;
    for (let edge = this.firstIn[this.block[phi] ?? 0] ?? -1; edge >= 0; edge = this.nextIn[edge] ?? -1) {
      n++;
      const root = this.rootOf(this.lists[offset + n] ?? -1);
      const version = this.version[root] ?? -1;
      if (version < 0 || root === phi) continue;
      const newest = this.readVariable(version, this.edgeFrom[edge] ?? 0);
      // Unchanged: keep the name (Copy) under which the variable holds it.
      if (newest !== root) this.lists[offset + n] = newest;
    }
  }

  /** Forwards a phi all of whose operands are one value (or itself). Returns whether it did. */
  simplifyPhi(phi: number): boolean {
    const offset = this.a[phi] ?? 0;
    const count = this.lists[offset] ?? 0;
    let same = -1;
    for (let i = 1; i <= count; i++) {
      const value = this.resolve(this.lists[offset + i] ?? -1);
      if (value === same || value === phi) continue;
      if (same >= 0) return false;
      same = value;
    }
    if (same < 0) same = this.undefinedValue();
    this.op[phi] = (this.version[phi] ?? -1) >= 0 ? phiCopy : forwardedPhi;
    this.a[phi] = same;
    this.c[phi] = -1;
    return true;
  }

  #drainPending(): void {
    while (this.#readDepth === 0) {
      const phi = this.#pending.pop();
      if (phi === undefined) return;
      this.#readDepth++;
      this.#fillPhi(phi);
      this.#readDepth--;
    }
  }

  #lookup(block: number, variable: number): number {
    const mask = this.#slots - 1;
    let slot = slotOf(block, variable) & mask;
    while (this.#slotGeneration[slot] === this.#generation) {
      if (this.#slotBlock[slot] === block && this.#slotVariable[slot] === variable)
        return this.#slotValue[slot] ?? -1;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  #define(block: number, variable: number, value: number): void {
    if (this.#used * 2 >= this.#slots) this.#growSlots();
    const mask = this.#slots - 1;
    let slot = slotOf(block, variable) & mask;
    while (this.#slotGeneration[slot] === this.#generation) {
      if (this.#slotBlock[slot] === block && this.#slotVariable[slot] === variable) {
        this.#slotValue[slot] = value;
        return;
      }
      slot = (slot + 1) & mask;
    }
    this.#slotGeneration[slot] = this.#generation;
    this.#slotBlock[slot] = block;
    this.#slotVariable[slot] = variable;
    this.#slotValue[slot] = value;
    this.#used++;
  }

  #growSlots(): void {
    const blocks = this.#slotBlock;
    const variables = this.#slotVariable;
    const values = this.#slotValue;
    const generations = this.#slotGeneration;
    const old = this.#generation;
    this.#slots *= 2;
    this.#slotBlock = new Int32Array(this.#slots);
    this.#slotVariable = new Int32Array(this.#slots);
    this.#slotValue = new Int32Array(this.#slots);
    this.#slotGeneration = new Int32Array(this.#slots);
    this.#generation = 1;
    this.#used = 0;
    for (let i = 0; i < generations.length; i++) {
      if (generations[i] === old) this.#define(blocks[i] ?? 0, variables[i] ?? 0, values[i] ?? 0);
    }
  }

  #ensureVariables(count: number): void {
    if (count <= this.lastWrite.length) return;
    const size = Math.max(count, this.lastWrite.length * 2);
    this.lastWrite = grown(this.lastWrite, size);
    this.variableName = grown(this.variableName, size);
    this.variableRoot = grown(this.variableRoot, size);
  }

  #growInstructions(): void {
    const size = this.op.length * 2;
    this.op = grownBytes(this.op, size);
    this.flags = grownBytes(this.flags, size);
    this.a = grown(this.a, size);
    this.b = grown(this.b, size);
    this.c = grown(this.c, size);
    this.position = grown(this.position, size);
    this.length = grown(this.length, size);
    this.name = grown(this.name, size);
    this.block = grown(this.block, size);
    this.root = grown(this.root, size);
    this.version = grown(this.version, size);
  }

  #growBlocks(): void {
    const size = this.firstIn.length * 2;
    this.firstIn = grown(this.firstIn, size);
    this.lastIn = grown(this.lastIn, size);
    this.inCount = grown(this.inCount, size);
    this.firstOut = grown(this.firstOut, size);
    this.lastOut = grown(this.lastOut, size);
    this.handlerOf = grown(this.handlerOf, size);
    this.skipTo = grown(this.skipTo, size);
    this.sealed = grownBytes(this.sealed, size);
    this.loopStart = grown(this.loopStart, size);
    this.loopEnd = grown(this.loopEnd, size);
    this.incomplete = grown(this.incomplete, size);
    this.blockPosition = grown(this.blockPosition, size);
  }

  #growEdges(): void {
    const size = this.edgeFrom.length * 2;
    this.edgeFrom = grown(this.edgeFrom, size);
    this.edgeTo = grown(this.edgeTo, size);
    this.edgeKind = grownBytes(this.edgeKind, size);
    this.nextIn = grown(this.nextIn, size);
    this.nextOut = grown(this.nextOut, size);
  }
}

function slotOf(block: number, variable: number): number {
  const mixed = Math.imul(block, 0x9e3779b1) ^ Math.imul(variable, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** A copy with room for `size` elements. */
export function grown(items: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const next = new Int32Array(size);
  next.set(items);
  return next;
}

/** A copy with room for `size` elements. */
export function grownBytes(items: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(size);
  next.set(items);
  return next;
}
