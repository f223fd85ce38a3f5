/**
 * The instruction set: 44 language-neutral operations on SSA values.
 *
 * A value *is* the module-wide index of the instruction that defines it; -1 stands for "unknown". Each instruction
 * has three operands `a`, `b`, `c` and a flag byte, whose meaning the table below fixes. "list" is an offset into
 * `IrModule.args`, where a length n is followed by n entries. "sym" is an index into `IrModule.strings`.
 *
 * | op        | a                | b               | c                      | result |
 * |-----------|------------------|-----------------|------------------------|--------|
 * | Const     | constant index   |                 |                        | the constant (`IrModule.constants[a]`) |
 * | Param     | parameter index  | name sym        |                        | argument a; flag `Rest` for `...xs` |
 * | Arguments |                  |                 |                        | the `arguments` object |
 * | This      |                  |                 |                        | receiver |
 * | Global    | name sym         |                 |                        | unbound name: `console`, `fetch`, `process` |
 * | Import    | import index     |                 |                        | `IrModule.imports[a]` |
 * | Func      | function index   |                 |                        | closure of a function of this module |
 * | Class     | class index      |                 |                        | class of this module |
 * | Opaque    | reason sym       |                 |                        | unknown value; a coverage gap exists |
 * | Phi       | list of values   |                 |                        | one entry per predecessor, in that order |
 * | Copy      | value            |                 |                        | the same value under another name |
 * | Pi        | value            | branch instr    | 1 true edge, 0 false   | the value, known to have passed a condition |
 * | Obj       |                  |                 |                        | fresh object; fields come as Store/Spread on it |
 * | Arr       | list of values   |                 |                        | fresh array; entries may be Elems |
 * | Load      | object           | field sym       |                        | object.field; flag `Optional` for `?.` |
 * | Store     | object           | field sym       | value                  | next version of the object |
 * | LoadX     | object           | index value     |                        | object[index] with unknown index |
 * | StoreX    | object           | index value     | value                  | next version of the object |
 * | Spread    | object           | source value    |                        | next version: all fields of source copied |
 * | Rest      | source           | list of syms    | first array index or -1| source without the excluded fields |
 * | Del       | object           | field sym       |                        | next version without the field (-1: unknown field) |
 * | Post      | object           | call instr      | argument index, -1 receiver | next version: as the call left it |
 * | Bin       | left             | right           | operator (`BinOp`)     | arithmetic, bit operations, `+` |
 * | Un        | value            |                 | operator (`UnOp`)      | `-x`, `typeof x`, `void x` … |
 * | Cmp       | left             | right           | operator (`CmpOp`)     | boolean |
 * | Not       | value            |                 |                        | boolean |
 * | Tpl       | list             |                 |                        | template: entries alternate sym, value, sym, …, sym |
 * | Call      | callee           | receiver or -1  | list of arguments      | result; flags Optional, Tag, Jsx |
 * | New       | callee           |                 | list of arguments      | the new object |
 * | Super     | callee or -1     |                 | list of arguments      | `super(…)` |
 * | Deco      | class value      | decorator value | list [member sym or -1, parameter index or -1] | none |
 * | Await     | value            |                 |                        | the awaited value |
 * | Yield     | value            | 1 for `yield*`  |                        | what `next(v)` sends in |
 * | Iter      | value            | kind (`IterKind`) |                      | one element (or key) of the value |
 * | Elems     | value            |                 |                        | `...value` as an argument or array element |
 * | CellGet   | cell index       |                 |                        | content of a captured or module variable |
 * | CellSet   | cell index       | value           |                        | none; flag `Weak` for a write-back after mutation |
 * | Branch    | condition        |                 |                        | ends the block; successors: true, false |
 * | Switch    | discriminant     |                 | list of case values    | ends the block; successors: cases in order, then default |
 * | Ret       | value or -1      |                 |                        | ends the block |
 * | Throw     | value            |                 |                        | ends the block |
 * | Catch     |                  |                 |                        | the caught exception |
 * | Export    | name sym         | value           |                        | none; name `=` for `module.exports = value` |
 * | ParamPost | parameter index, -1 receiver | value |                      | none; the object passed in, as it is at this exit |
 * | Unk       | kind sym         |                 | list of values         | depends on every operand |
 *
 * Objects are versioned: Store, StoreX, Spread, Del and Post give a new version, and every later use of any variable
 * that holds the object uses the newest version. A version whose instruction carries flag `Weak` does not hide what
 * earlier versions held (write-backs through aliases).
 */
export const Op = {
  Const: 0,
  Param: 1,
  Arguments: 2,
  This: 3,
  Global: 4,
  Import: 5,
  Func: 6,
  Class: 7,
  Opaque: 8,
  Phi: 9,
  Copy: 10,
  Pi: 11,
  Obj: 12,
  Arr: 13,
  Load: 14,
  Store: 15,
  LoadX: 16,
  StoreX: 17,
  Spread: 18,
  Rest: 19,
  Del: 20,
  Post: 21,
  Bin: 22,
  Un: 23,
  Cmp: 24,
  Not: 25,
  Tpl: 26,
  Call: 27,
  New: 28,
  Super: 29,
  Deco: 30,
  Await: 31,
  Yield: 32,
  Iter: 33,
  Elems: 34,
  CellGet: 35,
  CellSet: 36,
  Branch: 37,
  Switch: 38,
  Ret: 39,
  Throw: 40,
  Catch: 41,
  Export: 42,
  ParamPost: 43,
  Unk: 44,
} as const;

/** One of the numbers of {@link Op}. */
export type Op = (typeof Op)[keyof typeof Op];

/** Names of the operations in number order, for the printer. */
export const opNames: readonly string[] = Object.keys(Op);

/** Bits of the flag byte. */
export const Flag = {
  /** `?.`: the receiver may be null without an exception. */
  Optional: 1,
  /** The call is a tagged template; argument 0 is the array of literal parts. */
  Tag: 2,
  /** The call is a JSX element: callee = component, argument 0 = props object (children under `children`). */
  Jsx: 4,
  /** Rest parameter. */
  Rest: 8,
  /** A write-back through an alias: adds, never hides. */
  Weak: 16,
  /** `await` was applied by the loop (`for await`). */
  Async: 32,
  /** A host JSX element: callee is a Const with the tag name (`div`, `a`, `img`). Set together with Jsx. */
  HostElement: 64,
} as const;

/** Operators of `Bin`. */
export const BinOp = {
  Add: 0,
  /** `**` */
  Power: 1,
  Bitwise: 2,
  Comma: 3,
  Subtract: 4,
  Multiply: 5,
  Divide: 6,
  Remainder: 7,
} as const;

/** Operators of `Un`. */
export const UnOp = { Minus: 0, Plus: 1, BitNot: 2, TypeOf: 3, Void: 4, Delete: 5, Increment: 6 } as const;

/** Operators of `Cmp`. Equality is even for the positive, odd for the negated form. */
export const CmpOp = {
  LooseEqual: 0,
  LooseNotEqual: 1,
  StrictEqual: 2,
  StrictNotEqual: 3,
  Less: 4,
  LessEqual: 5,
  Greater: 6,
  GreaterEqual: 7,
  In: 8,
  InstanceOf: 9,
} as const;

/** Kinds of `Iter`. */
export const IterKind = { Of: 0, In: 1, Await: 2, Destructure: 3 } as const;

/** Whether an instruction of this operation ends its block. */
export function isTerminator(op: number): boolean {
  return op === Op.Branch || op === Op.Switch || op === Op.Ret || op === Op.Throw;
}

/** Whether an instruction of this operation defines a value that others may use. */
export function definesValue(op: number): boolean {
  switch (op) {
    case Op.Deco:
    case Op.CellSet:
    case Op.Branch:
    case Op.Switch:
    case Op.Ret:
    case Op.Throw:
    case Op.Export:
    case Op.ParamPost:
      return false;
    default:
      return true;
  }
}

/** Whether the operation gives the same object again, perhaps changed: its next version, held by operand a. */
export function isVersion(op: number | undefined): boolean {
  switch (op) {
    case Op.Store:
    case Op.StoreX:
    case Op.Spread:
    case Op.Del:
    case Op.Post:
    case Op.Copy:
    case Op.Pi:
      return true;
    default:
      return false;
  }
}
