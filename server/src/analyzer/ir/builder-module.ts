/**
 * Collects the tables of one {@link IrModule} and lays finished functions out into them.
 *
 * Laying out: unreachable blocks go, the rest stands in reverse postorder with straight lines merged; trivial and
 * unused phis go; values are renumbered to module-wide indexes. Invariant: functions are finished in id order, so
 * that instructions and blocks of one function are contiguous.
 */
import { IntVector } from '../base/int-vector.ts';
import { Interner } from '../base/interner.ts';
import { type FunctionBuilder, forwardedPhi, grown, grownBytes, phiCopy } from './builder.ts';
import type { Constant, IrImport } from './module.ts';
import { definesValue, Flag, Op } from './opcode.ts';
import { type OperandKind, operandKinds } from './operands.ts';

/** Where a finished function stands. */
export interface FunctionRange {
  readonly firstInstruction: number;
  readonly instructionCount: number;
  readonly firstBlock: number;
  readonly blockCount: number;
}

/** A cell while its writes are still being collected. */
export interface CellDraft {
  readonly name: string;
  readonly functionId: number;
  readonly isConst: boolean;
  type: number;
  writeCount: number;
  singleValue: number;
}

// How an operand is renumbered, one digit per column and operation.
const keep = 0;
const value = 1;
const values = 2;
const template = 3;
/** A list whose entries stay as they are. */
const list = 4;

function treatmentOf(kind: OperandKind): number {
  switch (kind) {
    case 'value':
    case 'optional-value':
    case 'branch':
    case 'call':
      return value;
    case 'values':
      return values;
    case 'template':
      return template;
    case 'symbols':
    case 'decorated':
      return list;
    default:
      return keep;
  }
}

const treatA = Uint8Array.from(operandKinds, (kinds) => treatmentOf(kinds[0]));
const treatB = Uint8Array.from(operandKinds, (kinds) => treatmentOf(kinds[1]));
const treatC = Uint8Array.from(operandKinds, (kinds) => treatmentOf(kinds[2]));

/** See the head of this file. */
export class ModuleBuilder {
  strings = new Interner();
  constants: Constant[] = [];
  cells: CellDraft[] = [];
  imports: IrImport[] = [];
  /** Pairs (value, type) of finished functions. */
  readonly valueTypes = new IntVector(64);
  /** Pairs (temporary value, type) of the function being built. */
  readonly pendingTypes = new IntVector(16);
  /** The same for the type arguments of calls. */
  readonly typeArguments = new IntVector(16);
  readonly pendingTypeArguments = new IntVector(16);
  /** Final index of each temporary value of the function just finished, -1 if it is gone. */
  newIndex = new Int32Array(256);

  op = new Uint8Array(1024);
  flags = new Uint8Array(1024);
  a = new Int32Array(1024);
  b = new Int32Array(1024);
  c = new Int32Array(1024);
  position = new Int32Array(1024);
  length = new Int32Array(1024);
  name = new Int32Array(1024);
  functionOf = new Int32Array(1024);
  block = new Int32Array(1024);
  count = 0;
  readonly args = new IntVector(1024);
  readonly blockStart = new IntVector(256);
  readonly successorStart = new IntVector(256);
  readonly successors = new IntVector(256);
  readonly predecessorStart = new IntVector(256);
  readonly predecessors = new IntVector(256);
  readonly handler = new IntVector(256);

  readonly #stringConstants = new Map<string, number>();
  readonly #otherConstants = new Map<string, number>();

  // Scratch of finishFunction.
  #order = new Int32Array(64);
  #rank = new Int32Array(64);
  #place = new Int32Array(64);
  #newBlock = new Int32Array(64);
  #stack = new Int32Array(64);
  #nextEdge = new Int32Array(64);
  #live = new Uint8Array(256);
  readonly #phis: number[] = [];
  readonly #work: number[] = [];
  #end = 0;

  /** Begins a new file. Tables handed out before stay what they were. */
  reset(): void {
    this.strings = new Interner();
    this.constants = [];
    this.cells = [];
    this.imports = [];
    this.count = 0;
    this.valueTypes.clear();
    this.pendingTypes.clear();
    this.typeArguments.clear();
    this.pendingTypeArguments.clear();
    this.args.clear();
    this.blockStart.clear();
    this.successorStart.clear();
    this.successors.clear();
    this.predecessorStart.clear();
    this.predecessors.clear();
    this.handler.clear();
    this.#stringConstants.clear();
    this.#otherConstants.clear();
  }

  /** The symbol of a text. */
  sym(text: string): number {
    return this.strings.intern(text);
  }

  /** Index of a string constant. */
  stringConstant(text: string): number {
    let index = this.#stringConstants.get(text);
    if (index === undefined) {
      index = this.constants.push({ kind: 'string', value: text }) - 1;
      this.#stringConstants.set(text, index);
    }
    return index;
  }

  /** Index of any other constant; `key` tells it apart from all others. */
  constant(key: string, item: Constant): number {
    let index = this.#otherConstants.get(key);
    if (index === undefined) {
      index = this.constants.push(item) - 1;
      this.#otherConstants.set(key, index);
    }
    return index;
  }

  /** Index of the constant `undefined`. */
  undefinedConstant(): number {
    return this.constant('undefined', { kind: 'undefined' });
  }

  /** Moves the body that `f` holds into the tables. `start` is the offset that positions become relative to. */
  finishFunction(f: FunctionBuilder, id: number, start: number): FunctionRange {
    const reachable = this.#orderBlocks(f);
    if (reachable < f.blockCount && this.#hasDeadCode(f)) this.#replaceLostValues(f);
    this.#simplifyPhis(f);
    this.#markLive(f);
    const firstBlock = this.blockStart.length;
    const firstInstruction = this.count;
    const blockCount = this.#numberBlocks(f, reachable, firstBlock);
    this.#numberInstructions(f, reachable);
    this.#copyInstructions(f, id, start, firstBlock, blockCount);
    this.#copyEdges(f, reachable, firstBlock);
    this.#copyTypes(f);
    return {
      firstInstruction,
      instructionCount: this.count - firstInstruction,
      firstBlock,
      blockCount,
    };
  }

  /** Reachable blocks in reverse postorder into #order, their places into #rank (-1 if unreachable). */
  #orderBlocks(f: FunctionBuilder): number {
    const count = f.blockCount;
    if (this.#order.length < count + 1) {
      const size = Math.max(count + 1, this.#order.length * 2);
      this.#order = new Int32Array(size);
      this.#rank = new Int32Array(size);
      this.#place = new Int32Array(size);
      this.#newBlock = new Int32Array(size);
      this.#stack = new Int32Array(size);
      this.#nextEdge = new Int32Array(size);
    }
    const order = this.#order;
    const rank = this.#rank;
    const stack = this.#stack;
    const nextEdge = this.#nextEdge;
    rank.fill(-1, 0, count);
    let depth = 0;
    let finished = count;
    stack[depth++] = 0;
    rank[0] = 0;
    // Later successors first, so that the first successor comes to stand right behind its block.
    nextEdge[0] = reverseOut(f, 0);
    while (depth > 0) {
      const at = stack[depth - 1] ?? 0;
      const edge = nextEdge[at] ?? -1;
      if (edge < 0) {
        depth--;
        order[--finished] = at;
        continue;
      }
      nextEdge[at] = f.nextOut[edge] ?? -1;
      const to = f.edgeTo[edge] ?? 0;
      if ((rank[to] ?? -1) >= 0) continue;
      rank[to] = 0;
      nextEdge[to] = reverseOut(f, to);
      stack[depth++] = to;
    }
    const reachable = count - finished;
    order.copyWithin(0, finished, count);
    for (let i = 0; i < reachable; i++) rank[order[i] ?? 0] = i;
    for (let i = 0; i < count; i++) restoreOut(f, i);
    return reachable;
  }

  #hasDeadCode(f: FunctionBuilder): boolean {
    const rank = this.#rank;
    for (let i = 0; i < f.count; i++) if ((rank[f.block[i] ?? 0] ?? -1) < 0) return true;
    return false;
  }

  /** Uses of values that only unreachable code defines become uses of one unknown value. */
  #replaceLostValues(f: FunctionBuilder): void {
    const rank = this.#rank;
    const isLost = (item: number): boolean => {
      const at = f.resolve(item);
      return at >= 0 && (rank[f.block[at] ?? 0] ?? -1) < 0;
    };
    let unknown = -1;
    const count = f.count;
    for (let i = 0; i < count; i++) {
      if ((rank[f.block[i] ?? 0] ?? -1) < 0) continue;
      const op = f.op[i] ?? 0;
      if (op === Op.Phi) {
        this.#dropDeadOperands(f, i);
      }
      forEachUse(f, i, (item, replace) => {
        if (item < 0 || !isLost(item)) return;
        if (unknown < 0) {
          unknown = f.emitAtEntry(Op.Unk, this.sym('unreachable'), -1, 0, f.position[i] ?? 0, 0);
          f.c[unknown] = f.beginList(0);
        }
        replace(unknown);
      });
    }
  }

  /** Takes the entries for unreachable predecessors out of a phi. */
  #dropDeadOperands(f: FunctionBuilder, phi: number): void {
    const offset = f.a[phi] ?? -1;
    if (offset < 0) return;
    let n = 0;
    let kept = 0;
    for (let edge = f.firstIn[f.block[phi] ?? 0] ?? -1; edge >= 0; edge = f.nextIn[edge] ?? -1) {
      const item = f.lists[offset + 1 + n++] ?? -1;
      if ((this.#rank[f.edgeFrom[edge] ?? 0] ?? -1) < 0) continue;
      f.lists[offset + 1 + kept++] = item;
    }
    f.lists[offset] = kept;
  }

  #simplifyPhis(f: FunctionBuilder): void {
    const phis = this.#phis;
    if (phis.length > 0) phis.length = 0;
    for (let i = 0; i < f.count; i++) {
      const op = f.op[i];
      if ((op === Op.Phi || op === phiCopy) && (this.#rank[f.block[i] ?? 0] ?? -1) >= 0) phis.push(i);
    }
    let changed = phis.length > 0;
    while (changed) {
      changed = false;
      for (const phi of phis) {
        if (f.op[phi] === Op.Phi && f.simplifyPhi(phi)) changed = true;
      }
    }
  }

  /** Phis that nothing but phis uses stay 0 in #live. */
  #markLive(f: FunctionBuilder): void {
    if (this.#live.length < f.count) this.#live = new Uint8Array(Math.max(f.count, this.#live.length * 2));
    const live = this.#live;
    live.fill(0, 0, f.count);
    if (this.#phis.length === 0) return;
    for (let i = 0; i < f.count; i++) {
      const op = f.op[i] ?? 0;
      if (op === Op.Phi || op === phiCopy || op === forwardedPhi) continue;
      if ((this.#rank[f.block[i] ?? 0] ?? -1) < 0) continue;
      this.#markOperand(f, treatA[op] ?? keep, f.a[i] ?? -1);
      this.#markOperand(f, treatB[op] ?? keep, f.b[i] ?? -1);
      this.#markOperand(f, treatC[op] ?? keep, f.c[i] ?? -1);
    }
    const work = this.#work;
    for (let at = work.pop(); at !== undefined; at = work.pop()) {
      this.#markOperand(f, f.op[at] === phiCopy ? value : values, f.a[at] ?? -1);
    }
  }

  #markOperand(f: FunctionBuilder, treatment: number, operand: number): void {
    if (operand < 0) return;
    if (treatment === value) this.#mark(f, operand);
    else if (treatment === values || treatment === template) {
      const step = treatment === template ? 2 : 1;
      const end = operand + (f.lists[operand] ?? 0);
      for (let at = operand + step; at <= end; at += step) this.#mark(f, f.lists[at] ?? -1);
    }
  }

  #mark(f: FunctionBuilder, item: number): void {
    const at = f.resolve(item);
    if (at < 0 || this.#live[at] === 1) return;
    const op = f.op[at];
    if (op !== Op.Phi && op !== phiCopy) return;
    this.#live[at] = 1;
    this.#work.push(at);
  }

  /** Gives reachable blocks their final numbers; a block with one way in and out joins the block before it. */
  #numberBlocks(f: FunctionBuilder, reachable: number, firstBlock: number): number {
    let next = firstBlock - 1;
    for (let i = 0; i < reachable; i++) {
      const block = this.#order[i] ?? 0;
      if (i === 0 || !this.#joinsPrevious(f, block)) next++;
      this.#newBlock[block] = next;
    }
    return next + 1 - firstBlock;
  }

  #joinsPrevious(f: FunctionBuilder, block: number): boolean {
    const edge = f.firstIn[block] ?? -1;
    if (f.inCount[block] !== 1 || edge < 0 || f.edgeKind[edge] !== 0) return false;
    const from = f.edgeFrom[edge] ?? 0;
    if (f.firstOut[from] !== edge || (f.nextOut[edge] ?? -1) >= 0) return false;
    if ((f.handlerOf[from] ?? -1) >= 0 || (f.handlerOf[block] ?? -1) >= 0) return false;
    return (this.#rank[from] ?? -1) + 1 === this.#rank[block];
  }

  /** Final places of all instructions: by block, phis first, then in the order of emission. */
  #numberInstructions(f: FunctionBuilder, reachable: number): void {
    if (this.newIndex.length < f.count) {
      this.newIndex = new Int32Array(Math.max(f.count, this.newIndex.length * 2));
    }
    const rank = this.#rank;
    const place = this.#place;
    const live = this.#live;
    const newIndex = this.newIndex;
    const { op: ops, block: blocks, count } = f;
    place.fill(0, 0, reachable + 1);
    newIndex.fill(-1, 0, count);
    for (let i = 0; i < count; i++) {
      const at = rank[blocks[i] ?? 0] ?? -1;
      if (at < 0 || isGone(ops[i] ?? 0, live, i)) continue;
      place[at + 1] = (place[at + 1] ?? 0) + 1;
    }
    let total = this.count;
    for (let i = 0; i <= reachable; i++) {
      total += place[i] ?? 0;
      place[i] = total;
    }
    this.#end = total;
    // Phis are few and known; instructions that became another's name are found on the way.
    let hasForwarded = false;
    for (let pass = 0; pass < 2; pass++) {
      const wanted = pass === 0 ? Op.Phi : phiCopy;
      for (const i of this.#phis) {
        if (ops[i] !== wanted || live[i] !== 1) continue;
        const at = rank[blocks[i] ?? 0] ?? 0;
        const index = place[at] ?? 0;
        newIndex[i] = index;
        place[at] = index + 1;
      }
    }
    for (let i = 0; i < count; i++) {
      const op = ops[i] ?? 0;
      if (op === Op.Phi || op >= forwardedPhi) {
        if (op === forwardedPhi) hasForwarded = true;
        continue;
      }
      const at = rank[blocks[i] ?? 0] ?? -1;
      if (at < 0) continue;
      const index = place[at] ?? 0;
      newIndex[i] = index;
      place[at] = index + 1;
    }
    if (!hasForwarded) return;
    for (let i = 0; i < count; i++) {
      if (ops[i] !== forwardedPhi) continue;
      const at = f.resolve(i);
      newIndex[i] = at < 0 ? -1 : (newIndex[at] ?? -1);
    }
  }

  #copyInstructions(
    f: FunctionBuilder,
    id: number,
    start: number,
    firstBlock: number,
    blockCount: number,
  ): void {
    const first = this.count;
    const last = this.#end;
    this.#ensure(last);
    // The arrays by themselves: read from the builders in the loop, they would be loaded again for every instruction.
    const { newIndex, op: ops, flags, a, b, c, position, length, name, block: blocks } = this;
    const { op: fromOp, flags: fromFlags, a: fromA, b: fromB, c: fromC } = f;
    const { position: fromPosition, length: fromLength, name: fromName, block: fromBlock } = f;
    const newBlock = this.#newBlock;
    for (let i = 0; i < f.count; i++) {
      let op = fromOp[i] ?? 0;
      if (op === forwardedPhi) continue;
      const to = newIndex[i] ?? -1;
      if (to < 0) continue;
      if (op === phiCopy) op = Op.Copy;
      ops[to] = op;
      flags[to] = fromFlags[i] ?? 0;
      a[to] = this.#operand(f, treatA[op] ?? keep, fromA[i] ?? -1);
      b[to] = op === Op.Phi ? -1 : this.#operand(f, treatB[op] ?? keep, fromB[i] ?? -1);
      c[to] = op === Op.Phi ? -1 : this.#operand(f, treatC[op] ?? keep, fromC[i] ?? -1);
      position[to] = (fromPosition[i] ?? 0) - start;
      length[to] = fromLength[i] ?? 0;
      name[to] = fromName[i] ?? -1;
      blocks[to] = newBlock[fromBlock[i] ?? 0] ?? 0;
    }
    this.functionOf.fill(id, first, last);
    let at = first;
    for (let block = firstBlock; block < firstBlock + blockCount; block++) {
      this.blockStart.push(at);
      while (at < last && blocks[at] === block) at++;
    }
    this.count = last;
    for (let i = first; i < last; i++) {
      if (ops[i] === Op.CellSet) this.#countCellWrite(i);
    }
  }

  #countCellWrite(i: number): void {
    if (((this.flags[i] ?? 0) & Flag.Weak) !== 0) return;
    const draft = this.cells[this.a[i] ?? -1];
    if (draft === undefined) return;
    draft.writeCount++;
    draft.singleValue = draft.writeCount === 1 ? (this.b[i] ?? -1) : -1;
  }

  #operand(f: FunctionBuilder, treatment: number, operand: number): number {
    if (operand < 0 || treatment === keep) return operand;
    return treatment === value ? (this.newIndex[operand] ?? -1) : this.#copyList(f, treatment, operand);
  }

  #copyList(f: FunctionBuilder, treatment: number, operand: number): number {
    const length = f.lists[operand] ?? 0;
    const offset = this.args.push(length);
    for (let i = 1; i <= length; i++) {
      const entry = f.lists[operand + i] ?? -1;
      const isValue = treatment === values || (treatment === template && i % 2 === 0);
      this.args.push(isValue && entry >= 0 ? (this.newIndex[entry] ?? -1) : entry);
    }
    return offset;
  }

  /** Edges between the blocks that remain. Normal successors first, the exception edge last. */
  #copyEdges(f: FunctionBuilder, reachable: number, firstBlock: number): void {
    const order = this.#order;
    const newBlock = this.#newBlock;
    const rank = this.#rank;
    let i = 0;
    let block = firstBlock;
    while (i < reachable) {
      const first = order[i] ?? 0;
      while (i + 1 < reachable && newBlock[order[i + 1] ?? 0] === block) i++;
      const last = order[i] ?? 0;
      i++;
      block++;
      this.handler.push((f.handlerOf[last] ?? -1) < 0 ? -1 : (newBlock[f.handlerOf[last] ?? 0] ?? -1));
      this.successorStart.push(this.successors.length);
      for (let kind = 0; kind < 2; kind++) {
        for (let edge = f.firstOut[last] ?? -1; edge >= 0; edge = f.nextOut[edge] ?? -1) {
          if (f.edgeKind[edge] === kind) this.successors.push(newBlock[f.edgeTo[edge] ?? 0] ?? -1);
        }
      }
      this.predecessorStart.push(this.predecessors.length);
      for (let edge = f.firstIn[first] ?? -1; edge >= 0; edge = f.nextIn[edge] ?? -1) {
        const from = f.edgeFrom[edge] ?? 0;
        if ((rank[from] ?? -1) >= 0) this.predecessors.push(newBlock[from] ?? -1);
      }
    }
  }

  #copyTypes(f: FunctionBuilder): void {
    this.#copyPairs(f, this.pendingTypes, this.valueTypes);
    this.#copyPairs(f, this.pendingTypeArguments, this.typeArguments);
  }

  #copyPairs(f: FunctionBuilder, pending: IntVector, finished: IntVector): void {
    for (let i = 0; i + 1 < pending.length; i += 2) {
      const item = this.newIndex[pending.get(i)] ?? -1;
      if (item >= 0 && f.count > 0 && definesValue(this.op[item] ?? 0)) {
        finished.push(item);
        finished.push(pending.get(i + 1));
      }
    }
    pending.clear();
  }

  #ensure(count: number): void {
    if (count <= this.op.length) return;
    const size = Math.max(count, this.op.length * 2);
    this.op = grownBytes(this.op, size);
    this.flags = grownBytes(this.flags, size);
    this.a = grown(this.a, size);
    this.b = grown(this.b, size);
    this.c = grown(this.c, size);
    this.position = grown(this.position, size);
    this.length = grown(this.length, size);
    this.name = grown(this.name, size);
    this.functionOf = grown(this.functionOf, size);
    this.block = grown(this.block, size);
  }
}

function isGone(op: number, live: Uint8Array, i: number): boolean {
  if (op === forwardedPhi) return true;
  return (op === Op.Phi || op === phiCopy) && live[i] !== 1;
}

/** Turns the list of edges out of a block around, and returns its first. */
function reverseOut(f: FunctionBuilder, block: number): number {
  let previous = -1;
  for (let edge = f.firstOut[block] ?? -1; edge >= 0; ) {
    const next = f.nextOut[edge] ?? -1;
    f.nextOut[edge] = previous;
    previous = edge;
    edge = next;
  }
  f.firstOut[block] = previous;
  f.lastIn[block] = -2;
  return previous;
}

function restoreOut(f: FunctionBuilder, block: number): void {
  if (f.lastIn[block] === -2) reverseOut(f, block);
}

/** Calls `visit` with every value operand; the second argument replaces it. */
function forEachUse(
  f: FunctionBuilder,
  i: number,
  visit: (item: number, replace: (item: number) => void) => void,
): void {
  const op = f.op[i] ?? 0;
  if (op === phiCopy || op === forwardedPhi) {
    visit(f.a[i] ?? -1, (item) => {
      f.a[i] = item;
    });
    return;
  }
  visitColumn(f, f.a, treatA[op] ?? keep, i, visit);
  visitColumn(f, f.b, treatB[op] ?? keep, i, visit);
  visitColumn(f, f.c, treatC[op] ?? keep, i, visit);
}

function visitColumn(
  f: FunctionBuilder,
  column: Int32Array,
  treatment: number,
  i: number,
  visit: (item: number, replace: (item: number) => void) => void,
): void {
  const operand = column[i] ?? -1;
  if (operand < 0) return;
  if (treatment === value) {
    visit(operand, (item) => {
      column[i] = item;
    });
  } else if (treatment === values || treatment === template) {
    const length = f.lists[operand] ?? 0;
    for (let n = 1; n <= length; n++) {
      if (treatment === template && n % 2 === 1) continue;
      const at = operand + n;
      visit(f.lists[at] ?? -1, (item) => {
        f.lists[at] = item;
      });
    }
  }
}
