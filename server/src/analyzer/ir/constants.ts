/**
 * Sparse conditional constant propagation over one lowered file: from the IR to constants and dead edges.
 *
 * After Wegman and Zadeck, with small sets of constants instead of single ones. Every function is solved on its own,
 * outer before inner, so that constant cells of a scope are known in the closures below it. Unknown is always safe:
 * parameters, calls, `process.env`, loops that grow. A value or edge never gets better from visiting it again.
 */
import {
  blockSuccessors,
  normalSuccessorCount,
  predecessorIndexOf,
  reversePostorder,
  terminatorOf,
} from './cfg.ts';
import {
  constantReturn,
  foldGlobal,
  foldListMethod,
  foldTextMethod,
  neverReturns,
} from './constant-calls.ts';
import { fieldAbsent, isObjectValue, ObjectFields } from './constant-objects.ts';
import {
  ConstantSets,
  concatenate,
  evaluateBinary,
  evaluateComparison,
  evaluateUnary,
  textOf,
  truthiness,
  unknown,
  unreached,
} from './constant-values.ts';
import type { Constant, IrModule } from './module.ts';
import { CmpOp, Op, UnOp } from './opcode.ts';
import { callArguments, listAt, phiOperands } from './operands.ts';

/** The constants of one file. Plain data; asked through the functions below. */
export interface ConstantTable {
  /** Per instruction: 0 never computed, 1 unknown, else an index into {@link sets}. */
  readonly setOf: Int32Array;
  /** Each set has one to eight constants; entries 0 and 1 are empty. */
  readonly sets: readonly (readonly Constant[])[];
  /** Per slot of `IrModule.successors`: 1 when control never takes the edge. */
  readonly deadEdges: Uint8Array;
  /** Per block: 1 when control never reaches it. */
  readonly deadBlocks: Uint8Array;
}

/** Rounds over one function. Beyond it, nothing in the function counts as constant or dead. */
const maxRounds = 100;

/** The one constant the value always is, if it is one. */
export function constantOf(table: ConstantTable, value: number): Constant | undefined {
  const set = table.sets[table.setOf[value] ?? unknown];
  return set?.length === 1 ? set[0] : undefined;
}

/** All constants the value may be (at most eight); undefined when it may be anything or is never computed. */
export function constantsOf(table: ConstantTable, value: number): readonly Constant[] | undefined {
  const set = table.setOf[value] ?? unknown;
  return set === unknown || set === unreached ? undefined : table.sets[set];
}

/** Whether control never takes the edge; `successorIndex` counts from 0 within the block. */
export function isEdgeDead(
  ir: IrModule,
  table: ConstantTable,
  block: number,
  successorIndex: number,
): boolean {
  return table.deadEdges[(ir.successorStart[block] ?? 0) + successorIndex] === 1;
}

/** Whether control never reaches the block. */
export function isBlockDead(table: ConstantTable, block: number): boolean {
  return table.deadBlocks[block] === 1;
}

const solvedModules = new WeakMap<
  IrModule,
  { readonly ctx: ConstantContext; readonly table: ConstantTable }
>();

/** The constants of a file, made once per module object. */
export function constantTableOf(ir: IrModule): ConstantTable {
  return solvedModule(ir).table;
}

/** The same, with what is needed to solve one of its functions once more. */
export function solvedModule(ir: IrModule): { readonly ctx: ConstantContext; readonly table: ConstantTable } {
  const known = solvedModules.get(ir);
  if (known) return known;
  const solved = solveModule(ir);
  solvedModules.set(ir, solved);
  return solved;
}

/** Solves all functions of a file. */
export function propagateConstants(ir: IrModule): ConstantTable {
  return solveModule(ir).table;
}

function solveModule(ir: IrModule): { readonly ctx: ConstantContext; readonly table: ConstantTable } {
  const ctx: ConstantContext = {
    ir,
    sets: new ConstantSets(),
    state: new Int32Array(ir.op.length),
    liveEdges: new Uint8Array(ir.successors.length),
    liveBlocks: new Uint8Array(ir.handler.length),
    deadEnds: new Uint8Array(ir.handler.length),
    fields: new ObjectFields(ir),
    solved: new Uint8Array(ir.functions.length),
    literalSets: new Int32Array(ir.constants.length),
    parameters: new Map(),
    parameterField: () => unknown,
  };
  for (const functionId of outerFirst(ir)) {
    solveFunction(ctx, functionId);
    ctx.solved[functionId] = 1;
  }
  const table = {
    setOf: ctx.state.slice(),
    sets: ctx.sets.toTable(),
    deadEdges: ctx.liveEdges.map((it) => 1 - it),
    deadBlocks: ctx.liveBlocks.map((it) => 1 - it),
  };
  return { ctx, table };
}

/** What solving works on. */
export interface ConstantContext {
  readonly ir: IrModule;
  readonly sets: ConstantSets;
  /** Per instruction: the set found so far. */
  readonly state: Int32Array;
  readonly liveEdges: Uint8Array;
  readonly liveBlocks: Uint8Array;
  /** Per block: 2 when a call in it does not come back, 1 when none is so, 0 when not asked. */
  readonly deadEnds: Uint8Array;
  readonly fields: ObjectFields;
  /** Per function: 1 when its part of `state` is final. */
  readonly solved: Uint8Array;
  /** Per constant of the file: its singleton, 0 when not made yet. */
  readonly literalSets: Int32Array;
  /** Parameters (local values) whose arguments are known, and the set of each. */
  readonly parameters: Map<number, number>;
  /** What a field of such an argument holds. */
  parameterField: (object: Constant, field: string) => number;
}

/** Function ids with every parent before its children. */
function outerFirst(ir: IrModule): number[] {
  const children: number[][] = ir.functions.map(() => []);
  const order: number[] = [];
  ir.functions.forEach((it, id) => {
    if (it.parent >= 0 && it.parent !== id && children[it.parent] !== undefined)
      children[it.parent]?.push(id);
    else order.push(id);
  });
  for (let i = 0; i < order.length; i++) order.push(...(children[order[i] ?? -1] ?? []));
  return order;
}

/** Computes the part of `ctx` that is about one function; it must be empty there. */
export function solveFunction(ctx: ConstantContext, functionId: number): void {
  const { ir } = ctx;
  const order = reversePostorder(ir, functionId);
  const entry = order[0];
  if (entry === undefined) return;
  const isCyclic = hasBackEdge(ir, order);
  ctx.liveBlocks[entry] = 1;
  for (let round = 0; round < maxRounds; round++) {
    let changed = false;
    for (const block of order) {
      if (ctx.liveBlocks[block] === 1 && visitBlock(ctx, block)) changed = true;
    }
    // Without a way back, one round has seen every operand before its use.
    if (changed && isCyclic) continue;
    if (!openStuckBranches(ctx, order)) return;
  }
  giveUp(ctx, order);
}

function hasBackEdge(ir: IrModule, order: Int32Array): boolean {
  const seen = new Set<number>();
  for (const block of order) {
    seen.add(block);
    for (const target of blockSuccessors(ir, block)) if (seen.has(target)) return true;
  }
  return false;
}

/** Computes the block once more; true if a value or an edge changed. */
function visitBlock(ctx: ConstantContext, block: number): boolean {
  const { ir, state, sets } = ctx;
  let changed = false;
  const end = ir.blockStart[block + 1] ?? 0;
  for (let i = ir.blockStart[block] ?? 0; i < end; i++) {
    const before = state[i] ?? unreached;
    if (before === unknown) continue;
    const after = sets.union(before, evaluate(ctx, i, block));
    if (after === before) continue;
    state[i] = after;
    changed = true;
  }
  return markEdges(ctx, block) || changed;
}

/** A condition that was never computed in a block that runs cannot be trusted: both ways are open. */
function openStuckBranches(ctx: ConstantContext, order: Int32Array): boolean {
  let changed = false;
  for (const block of order) {
    const terminator = terminatorOf(ctx.ir, block);
    if (ctx.liveBlocks[block] === 0 || terminator < 0) continue;
    const op = ctx.ir.op[terminator];
    if (op !== Op.Branch && op !== Op.Switch) continue;
    if (stateOf(ctx, ctx.ir.a[terminator] ?? -1) !== unreached) continue;
    for (let n = 0; n < blockSuccessors(ctx.ir, block).length; n++)
      changed = openEdge(ctx, block, n) || changed;
  }
  return changed;
}

function giveUp(ctx: ConstantContext, order: Int32Array): void {
  const { ir } = ctx;
  for (const block of order) {
    ctx.liveBlocks[block] = 1;
    ctx.liveEdges.fill(1, ir.successorStart[block] ?? 0, ir.successorStart[block + 1] ?? 0);
    ctx.state.fill(unknown, ir.blockStart[block] ?? 0, ir.blockStart[block + 1] ?? 0);
  }
}

/** The set of a value; an operand that is not known is unknown. */
function stateOf(ctx: ConstantContext, value: number): number {
  return value < 0 ? unknown : (ctx.state[value] ?? unknown);
}

function evaluate(ctx: ConstantContext, i: number, block: number): number {
  const { ir, sets } = ctx;
  const a = ir.a[i] ?? -1;
  const b = ir.b[i] ?? -1;
  const c = ir.c[i] ?? -1;
  switch (ir.op[i]) {
    case Op.Const:
      return literalSet(ctx, a);
    case Op.Param:
      return ctx.parameters.get(i) ?? unknown;
    case Op.Global:
      return ir.strings[a] === 'undefined' ? sets.singleton({ kind: 'undefined' }) : unknown;
    case Op.Phi:
      return evaluatePhi(ctx, i, block);
    case Op.Copy:
    case Op.Await:
      return stateOf(ctx, a);
    case Op.Pi:
      return evaluatePi(ctx, a, b, c === 1);
    case Op.Bin:
      return sets.map2(stateOf(ctx, a), stateOf(ctx, b), (left, right) => evaluateBinary(c, left, right));
    case Op.Un:
      return evaluateUn(ctx, a, c);
    case Op.Cmp:
      return evaluateCmp(ctx, a, b, c);
    case Op.Not: {
      const truth = truthOf(ctx, a);
      if (truth === 'unreached') return unreached;
      return truth === 'both' ? unknown : sets.singleton({ kind: 'boolean', value: truth === 'never' });
    }
    case Op.Tpl:
      return evaluateTemplate(ctx, a);
    case Op.Load:
      return evaluateField(ctx, i, a, ir.strings[b] ?? '');
    case Op.LoadX: {
      const [index, ...more] = sets.members(stateOf(ctx, b));
      const field = index === undefined || more.length > 0 ? undefined : textOf(index);
      return field === undefined ? unknown : evaluateField(ctx, i, a, field);
    }
    case Op.CellGet:
      return evaluateCell(ctx, i, a);
    case Op.Call:
      return evaluateCall(ctx, i, a);
    default:
      return unknown;
  }
}

/** Calls of constants, and of functions that always give the same one. */
function evaluateCall(ctx: ConstantContext, call: number, callee: number): number {
  const { ir, sets } = ctx;
  const target = functionBehind(ir, callee);
  if (target >= 0) {
    const constant = constantReturn(ir, target);
    return constant === undefined ? unknown : literalSet(ctx, constant);
  }
  const isMethod = ir.op[callee] === Op.Load;
  const receiver = isMethod ? (ir.a[callee] ?? -1) : -1;
  if (!isMethod && ir.op[callee] !== Op.Global) return unknown;
  const args: Constant[] = [];
  for (const argument of callArguments(ir, call)) {
    const set = stateOf(ctx, argument);
    const [only, ...others] = sets.members(set);
    if (set === unreached) return unreached;
    if (only === undefined || others.length > 0) return unknown;
    args.push(only);
  }
  const name = ir.strings[(isMethod ? ir.b[callee] : ir.a[callee]) ?? 0] ?? '';
  const folded = (result: Constant | undefined): number =>
    result === undefined ? unknown : sets.singleton(result);
  if (!isMethod) return folded(foldGlobal(name, args));
  if (ir.op[receiver] === Op.Global)
    return folded(foldGlobal(`${ir.strings[ir.a[receiver] ?? 0] ?? ''}.${name}`, args));
  const set = stateOf(ctx, receiver);
  if (set === unreached) return unreached;
  if (set !== unknown)
    return sets.map(set, (it) => (it.kind === 'string' ? foldTextMethod(it.value, name, args) : undefined));
  const elements = elementsOf(ctx, receiver, call);
  return elements === undefined ? unknown : folded(foldListMethod(elements, name, args));
}

/** The function of this file that a value certainly is, -1 if there is none. */
function functionBehind(ir: IrModule, value: number): number {
  if (ir.op[value] === Op.Func) return ir.a[value] ?? -1;
  const cell = ir.op[value] === Op.CellGet ? ir.cells[ir.a[value] ?? -1] : undefined;
  if (cell?.isConst !== true || cell.writeCount !== 1) return -1;
  return ir.op[cell.singleValue] === Op.Func ? (ir.a[cell.singleValue] ?? -1) : -1;
}

/** The constants in a list literal that nobody has changed before `at`. */
function elementsOf(ctx: ConstantContext, list: number, at: number): Constant[] | undefined {
  const values = ctx.fields.elements(list);
  if (values === undefined || !ctx.fields.isUntouched(list, at)) return undefined;
  const out: Constant[] = [];
  for (const value of values) {
    const content = contentOf(ctx, at, value);
    const [only, ...others] = content === unknown ? [] : ctx.sets.members(content);
    if (only === undefined || others.length > 0) return undefined;
    out.push(only);
  }
  return out;
}

function literalSet(ctx: ConstantContext, constant: number): number {
  const known = ctx.literalSets[constant] ?? 0;
  if (known !== 0) return known;
  const literal = ctx.ir.constants[constant];
  const set = literal === undefined ? unknown : ctx.sets.singleton(literal);
  ctx.literalSets[constant] = set;
  return set;
}

function evaluatePhi(ctx: ConstantContext, phi: number, block: number): number {
  const { ir } = ctx;
  const operands = phiOperands(ir, phi);
  const first = ir.predecessorStart[block] ?? 0;
  let result = unreached;
  for (let n = 0; n < operands.length && result !== unknown; n++) {
    const from = ir.predecessors[first + n] ?? -1;
    if (ctx.liveBlocks[from] === 1 && isEntryLive(ctx, from, block, n)) {
      result = ctx.sets.union(result, stateOf(ctx, operands[n] ?? -1));
    }
  }
  return result;
}

/** Whether the edge behind entry n of the block's predecessors is live. */
function isEntryLive(ctx: ConstantContext, from: number, block: number, n: number): boolean {
  const first = ctx.ir.successorStart[from] ?? 0;
  const end = ctx.ir.successorStart[from + 1] ?? 0;
  const edges: number[] = [];
  for (let edge = first; edge < end; edge++) if (ctx.ir.successors[edge] === block) edges.push(edge);
  const live = edges.filter((edge) => ctx.liveEdges[edge] === 1);
  if (live.length === 0 || live.length === edges.length) return live.length > 0;
  // Several edges between the two blocks, some dead: find out which one entry n is.
  return live.some((edge) => predecessorIndexOf(ctx.ir, from, edge - first) === n);
}

/** Behind `x === 'a'` on the true edge, x is `'a'`. */
function evaluatePi(ctx: ConstantContext, value: number, branch: number, onTrue: boolean): number {
  const { ir } = ctx;
  const own = stateOf(ctx, value);
  const condition = ir.a[branch] ?? -1;
  if (ir.op[condition] !== Op.Cmp) return own;
  const isEquality = onTrue
    ? ir.c[condition] === CmpOp.StrictEqual
    : ir.c[condition] === CmpOp.StrictNotEqual;
  if (!isEquality) return own;
  const left = ir.a[condition] ?? -1;
  const right = ir.b[condition] ?? -1;
  if (left !== value && right !== value) return own;
  return ctx.sets.intersection(own, stateOf(ctx, left === value ? right : left));
}

function evaluateUn(ctx: ConstantContext, operand: number, operator: number): number {
  if (operator === UnOp.Void) return ctx.sets.singleton({ kind: 'undefined' });
  const set = stateOf(ctx, operand);
  if (operator === UnOp.TypeOf && set === unknown) {
    const name = typeNameOf(ctx.ir, operand);
    return name === '' ? unknown : ctx.sets.singleton({ kind: 'string', value: name });
  }
  return ctx.sets.map(set, (constant) => evaluateUnary(operator, constant));
}

function typeNameOf(ir: IrModule, value: number): string {
  switch (ir.op[value]) {
    case Op.Func:
    case Op.Class:
      return 'function';
    case Op.Obj:
    case Op.Arr:
      return 'object';
    case Op.Tpl:
      return 'string';
    case Op.Cmp:
    case Op.Not:
      return 'boolean';
    default:
      return '';
  }
}

function evaluateCmp(ctx: ConstantContext, left: number, right: number, operator: number): number {
  const { sets } = ctx;
  const a = stateOf(ctx, left);
  const b = stateOf(ctx, right);
  if (a === unknown || b === unknown) {
    const isOther = isNullishSet(ctx, a === unknown ? b : a);
    if (isOther && isObjectValue(ctx.ir, a === unknown ? left : right)) {
      if (operator === CmpOp.LooseEqual || operator === CmpOp.StrictEqual) return booleanSet(ctx, false);
      if (operator === CmpOp.LooseNotEqual || operator === CmpOp.StrictNotEqual) return booleanSet(ctx, true);
    }
  }
  return sets.map2(a, b, (x, y) => evaluateComparison(operator, x, y));
}

function isNullishSet(ctx: ConstantContext, set: number): boolean {
  const members = ctx.sets.members(set);
  return members.length > 0 && members.every((it) => it.kind === 'null' || it.kind === 'undefined');
}

function booleanSet(ctx: ConstantContext, value: boolean): number {
  return ctx.sets.singleton({ kind: 'boolean', value });
}

function evaluateTemplate(ctx: ConstantContext, offset: number): number {
  const { ir, sets } = ctx;
  const entries = listAt(ir, offset);
  let result = sets.singleton({ kind: 'string', value: ir.strings[entries[0] ?? -1] ?? '' });
  for (let n = 1; n + 1 < entries.length && result !== unknown; n += 2) {
    const tail = ir.strings[entries[n + 1] ?? -1] ?? '';
    result = sets.map2(result, stateOf(ctx, entries[n] ?? -1), (head, hole) => {
      const joined = concatenate(textOf(head), textOf(hole));
      return joined === undefined ? undefined : concatenate(textOf(joined), tail);
    });
  }
  return result;
}

function evaluateField(ctx: ConstantContext, load: number, object: number, field: string): number {
  const set = stateOf(ctx, object);
  if (set === unreached) return unreached;
  if (set !== unknown) {
    const [only, ...others] = ctx.sets.members(set);
    if (only?.kind === 'regexp' && others.length === 0) return ctx.parameterField(only, field);
    if (field !== 'length') return unknown;
    return ctx.sets.map(set, (it) =>
      it.kind === 'string' ? { kind: 'number', value: it.value.length } : undefined,
    );
  }
  if (field === 'length') {
    const count = ctx.fields.elements(object)?.length;
    const isCertain = count !== undefined && ctx.fields.isUntouched(object, load);
    return isCertain ? ctx.sets.singleton({ kind: 'number', value: count }) : unknown;
  }
  const found = ctx.fields.find(object, field);
  if (found === fieldAbsent || found < 0) return unknown;
  const content = contentOf(ctx, load, found);
  if (content === unknown || content === unreached) return content;
  return ctx.fields.isUntouched(object, load) ? content : unknown;
}

/** The set of a value that may lie in an outer function. */
function contentOf(ctx: ConstantContext, reader: number, value: number): number {
  if (ctx.ir.functionOf[value] === ctx.ir.functionOf[reader]) return stateOf(ctx, value);
  if (ctx.solved[ctx.ir.functionOf[value] ?? -1] !== 1) return unknown;
  const set = stateOf(ctx, value);
  return set === unreached ? unknown : set;
}

function evaluateCell(ctx: ConstantContext, read: number, cell: number): number {
  const declared = ctx.ir.cells[cell];
  if (declared === undefined || !declared.isConst || declared.writeCount !== 1) return unknown;
  const value = declared.singleValue;
  const isOwn = ctx.ir.functionOf[value] === ctx.ir.functionOf[read];
  // A read that stands before the write was visited with nothing there; it would throw when run.
  if (isOwn && value > read) return unknown;
  return contentOf(ctx, read, value);
}

type Truth = 'unreached' | 'always' | 'never' | 'both';

function truthOf(ctx: ConstantContext, value: number): Truth {
  const set = stateOf(ctx, value);
  if (set === unreached) return 'unreached';
  if (set === unknown) return value >= 0 && isObjectValue(ctx.ir, value) ? 'always' : 'both';
  const truths = new Set(ctx.sets.members(set).map(truthiness));
  if (truths.size !== 1) return 'both';
  if (truths.has(true)) return 'always';
  return truths.has(false) ? 'never' : 'both';
}

/** Opens the edges that the end of the block can take; true if one was closed before. */
function markEdges(ctx: ConstantContext, block: number): boolean {
  const { ir } = ctx;
  const count = blockSuccessors(ir, block).length;
  const terminator = terminatorOf(ir, block);
  let changed = false;
  const open = (n: number): void => {
    changed = openEdge(ctx, block, n) || changed;
  };
  if (hasDeadEnd(ctx, block)) {
    for (let n = normalSuccessorCount(ir, block); n < count; n++) open(n);
    return changed;
  }
  const normal = terminator < 0 ? 0 : markedByTerminator(ctx, terminator, open);
  // What is left are the exception edge, and the one successor of a block without terminator.
  for (let n = normal; n < count; n++) open(n);
  return changed;
}

/** Whether some call in the block does not come back. */
function hasDeadEnd({ ir, deadEnds }: ConstantContext, block: number): boolean {
  const known = deadEnds[block] ?? 0;
  if (known !== 0) return known === 2;
  let found = false;
  for (let i = ir.blockStart[block] ?? 0; i < (ir.blockStart[block + 1] ?? 0) && !found; i++)
    found = ir.op[i] === Op.Call && neverReturns(ir, functionBehind(ir, ir.a[i] ?? -1));
  deadEnds[block] = found ? 2 : 1;
  return found;
}

/** Opens the live successors of a terminator, and says how many successors it has, the exception edge not counted. */
function markedByTerminator(ctx: ConstantContext, terminator: number, open: (n: number) => void): number {
  const { ir } = ctx;
  switch (ir.op[terminator]) {
    case Op.Branch: {
      const truth = truthOf(ctx, ir.a[terminator] ?? -1);
      if (truth === 'always' || truth === 'both') open(0);
      if (truth === 'never' || truth === 'both') open(1);
      return 2;
    }
    case Op.Switch: {
      const cases = listAt(ir, ir.c[terminator] ?? -1);
      for (const n of liveCases(ctx, ir.a[terminator] ?? -1, cases)) open(n);
      return cases.length + 1;
    }
    default:
      return 0;
  }
}

/** Indexes of cases (default = number of cases) that some constant of the discriminant can select. */
function liveCases(ctx: ConstantContext, discriminant: number, cases: Int32Array): number[] {
  const set = stateOf(ctx, discriminant);
  if (set === unreached) return [];
  const all = Array.from({ length: cases.length + 1 }, (_, n) => n);
  if (set === unknown) return all;
  const live = new Set<number>();
  for (const constant of ctx.sets.members(set)) {
    let isTaken = false;
    for (let n = 0; n < cases.length && !isTaken; n++) {
      const candidates = ctx.sets.members(stateOf(ctx, cases[n] ?? -1));
      const answers = candidates.map((it) => evaluateComparison(CmpOp.StrictEqual, constant, it));
      const never = answers.length > 0 && answers.every((it) => it?.kind === 'boolean' && !it.value);
      if (!never) live.add(n);
      isTaken = answers.length === 1 && answers[0]?.kind === 'boolean' && answers[0].value;
    }
    if (!isTaken) live.add(cases.length);
  }
  return [...live];
}

function openEdge(ctx: ConstantContext, block: number, n: number): boolean {
  const edge = (ctx.ir.successorStart[block] ?? 0) + n;
  if (ctx.liveEdges[edge] !== 0) return false;
  ctx.liveEdges[edge] = 1;
  ctx.liveBlocks[ctx.ir.successors[edge] ?? -1] = 1;
  return true;
}
