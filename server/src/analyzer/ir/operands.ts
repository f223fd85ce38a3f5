/**
 * Which columns of an instruction hold values, symbols, lists or ids: the table of opcode.ts as data.
 *
 * Everyone who walks uses of values goes through here, so a new operation is described once. Value operands are
 * reported in the order a, b, c, lists in place. Invariant: `Pi.b` (the branch) and `Post.b` (the call) name an
 * instruction, not a flow of its value, and are therefore no value operands.
 */
import { Op } from './opcode.ts';

/** What a column of an instruction holds. */
export type OperandKind =
  /** Unused. */
  | 'none'
  /** A value of the same function. */
  | 'value'
  /** A value, or -1. */
  | 'optional-value'
  /** List of values; entries may be -1 (array holes). */
  | 'values'
  /** List: sym, value, sym, …, sym. */
  | 'template'
  /** List of symbols. */
  | 'symbols'
  /** List [sym or -1, parameter index or -1]. */
  | 'decorated'
  | 'symbol'
  | 'optional-symbol'
  /** Index into constants, imports, functions, classes, cells. */
  | 'constant'
  | 'import'
  | 'function'
  | 'class'
  | 'cell'
  /** A Branch instruction of the same function. */
  | 'branch'
  /** A Call, New or Super instruction of the same function. */
  | 'call'
  /** A parameter or argument index, at least 0. */
  | 'index'
  /** The same, or -1. */
  | 'optional-index'
  /** A number from one of the operator tables, or 0/1. */
  | 'operator';

const none = 'none';

/** What columns a, b and c hold, by operation. */
export const operandKinds: readonly (readonly [OperandKind, OperandKind, OperandKind])[] =
  buildOperandKinds();

function buildOperandKinds(): (readonly [OperandKind, OperandKind, OperandKind])[] {
  const kinds: Record<keyof typeof Op, readonly [OperandKind, OperandKind, OperandKind]> = {
    Const: ['constant', none, none],
    Param: ['index', 'symbol', none],
    Arguments: [none, none, none],
    This: [none, none, none],
    Global: ['symbol', none, none],
    Import: ['import', none, none],
    Func: ['function', none, none],
    Class: ['class', none, none],
    Opaque: ['symbol', none, none],
    Phi: ['values', none, none],
    Copy: ['value', none, none],
    Pi: ['value', 'branch', 'operator'],
    Obj: [none, none, none],
    Arr: ['values', none, none],
    Load: ['value', 'symbol', none],
    Store: ['value', 'symbol', 'value'],
    LoadX: ['value', 'value', none],
    StoreX: ['value', 'value', 'value'],
    Spread: ['value', 'value', none],
    Rest: ['value', 'symbols', 'optional-index'],
    Del: ['value', 'optional-symbol', none],
    Post: ['value', 'call', 'optional-index'],
    Bin: ['value', 'value', 'operator'],
    Un: ['value', none, 'operator'],
    Cmp: ['value', 'value', 'operator'],
    Not: ['value', none, none],
    Tpl: ['template', none, none],
    Call: ['value', 'optional-value', 'values'],
    New: ['value', none, 'values'],
    Super: ['optional-value', none, 'values'],
    Deco: ['value', 'value', 'decorated'],
    Await: ['value', none, none],
    Yield: ['optional-value', 'operator', none],
    Iter: ['value', 'operator', none],
    Elems: ['value', none, none],
    CellGet: ['cell', none, none],
    CellSet: ['cell', 'value', none],
    Branch: ['value', none, none],
    Switch: ['value', none, 'values'],
    Ret: ['optional-value', none, none],
    Throw: ['value', none, none],
    Catch: [none, none, none],
    Export: ['symbol', 'value', none],
    ParamPost: ['optional-index', 'value', none],
    Unk: ['symbol', none, 'values'],
  };
  const table: (readonly [OperandKind, OperandKind, OperandKind])[] = [];
  for (const name of Object.keys(Op) as (keyof typeof Op)[]) table[Op[name]] = kinds[name];
  return table;
}

// How one column is walked; a byte per operation and column keeps the hot path free of strings.
const skip = 0;
const single = 1;
const list = 2;
const template = 3;
const walkTable: readonly Uint8Array[] = [0, 1, 2].map((column) =>
  Uint8Array.from(operandKinds, (kinds) => walkOf(kinds[column] ?? none)),
);
const [walkA = new Uint8Array(), walkB = new Uint8Array(), walkC = new Uint8Array()] = walkTable;

function walkOf(kind: OperandKind): number {
  switch (kind) {
    case 'value':
    case 'optional-value':
      return single;
    case 'values':
      return list;
    case 'template':
      return template;
    default:
      return skip;
  }
}

/** The columns of a module that hold operands. `IrModule` fits. */
export interface OperandTables {
  readonly op: Uint8Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly c: Int32Array;
  readonly args: Int32Array;
}

/**
 * Calls `visit` with every value operand of `instruction`, in order; a value used twice is visited twice.
 * Unknown operands (-1) are left out.
 */
export function forEachOperand(ir: OperandTables, instruction: number, visit: (value: number) => void): void {
  const op = ir.op[instruction] ?? 0;
  walkColumn(ir, walkA[op] ?? skip, ir.a[instruction] ?? -1, visit);
  walkColumn(ir, walkB[op] ?? skip, ir.b[instruction] ?? -1, visit);
  walkColumn(ir, walkC[op] ?? skip, ir.c[instruction] ?? -1, visit);
}

function walkColumn(ir: OperandTables, walk: number, operand: number, visit: (value: number) => void): void {
  if (walk === skip || operand < 0) return;
  if (walk === single) {
    visit(operand);
    return;
  }
  const first = operand + 1;
  const end = first + (ir.args[operand] ?? 0);
  const step = walk === template ? 2 : 1;
  for (let i = walk === template ? first + 1 : first; i < end; i += step) {
    const value = ir.args[i] ?? -1;
    if (value >= 0) visit(value);
  }
}

/** The entries of the list at `offset` of `args`, without copying; empty for offset -1. */
export function listAt(ir: Pick<OperandTables, 'args'>, offset: number): Int32Array {
  if (offset < 0) return ir.args.subarray(0, 0);
  return ir.args.subarray(offset + 1, offset + 1 + (ir.args[offset] ?? 0));
}

/**
 * The argument values of a Call, New or Super, without copying. Entry i is argument i, -1 if unknown; an entry may
 * be an Elems, after which positions are not fixed. Empty for every other operation.
 */
export function callArguments(ir: OperandTables, call: number): Int32Array {
  const op = ir.op[call] ?? -1;
  return isCall(op) ? listAt(ir, ir.c[call] ?? -1) : listAt(ir, -1);
}

/** Whether the operation passes arguments to a callee. */
export function isCall(op: number): boolean {
  return op === Op.Call || op === Op.New || op === Op.Super;
}

/** The incoming values of a Phi, one per predecessor in predecessor order, without copying. */
export function phiOperands(ir: OperandTables, phi: number): Int32Array {
  return ir.op[phi] === Op.Phi ? listAt(ir, ir.a[phi] ?? -1) : listAt(ir, -1);
}
