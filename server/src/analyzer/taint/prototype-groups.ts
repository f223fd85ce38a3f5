/**
 * Functions that are methods of one kind of object without a class: a function that makes objects and what is stored
 * into its prototype, and the methods of an object literal.
 *
 * From the IR of one file to a group for each such function; functions of a group share the fields of their receiver.
 * Reads `F.prototype.m = function`, `F.prototype = {…}`, `Object.assign(F.prototype, {…})`, `util.inherits(F, G)` and
 * `F.prototype = Object.create(G.prototype)`, under all names of a value. Made once per module object.
 */
import type { IrModule } from '../ir/module.ts';
import { isVersion, Op } from '../ir/opcode.ts';
import { listAt, phiOperands } from '../ir/operands.ts';
import { behindNames, nameOf } from './read-test.ts';

/** The groups of a file; functions are numbered as in the file. */
export interface PrototypeGroups {
  /** Function → group, -1 for functions of no group. */
  readonly groupOf: Int32Array;
  readonly members: ReadonlyMap<number, readonly number[]>;
}

const cache = new WeakMap<IrModule, PrototypeGroups>();

/** See the head of this file. */
export function prototypeGroupsOf(ir: IrModule): PrototypeGroups {
  const known = cache.get(ir);
  if (known) return known;
  const groups = readGroups(ir);
  cache.set(ir, groups);
  return groups;
}

/** Value → what {@link receiverFunction} says of it, {@link notAsked} before; an object has a version for each call it is in. */
const receivers = new WeakMap<IrModule, Int32Array>();
const notAsked = -2;

/**
 * The function (of the file) whose receiver a value is, under its names and in the functions inside of it; -1 for any
 * other value. Arrows have the receiver of what is around them.
 */
export function receiverFunction(ir: IrModule, value: number): number {
  let known = receivers.get(ir);
  if (known === undefined) {
    known = new Int32Array(ir.op.length).fill(notAsked);
    receivers.set(ir, known);
  }
  const passed: number[] = [];
  let at = value;
  let found = -1;
  while (at >= 0) {
    const answer = known[at] ?? -1;
    if (answer !== notAsked) {
      found = answer;
      break;
    }
    passed.push(at);
    // Whoever comes here again on this way went in a circle.
    known[at] = -1;
    const op = ir.op[at];
    const cell = op === Op.CellGet ? ir.cells[ir.a[at] ?? 0] : undefined;
    if (op === Op.This || cell?.name === 'this') {
      found = methodAround(ir, ir.functionOf[at] ?? -1);
      break;
    }
    if (cell) at = cell.singleValue ?? -1;
    else if (op === Op.Phi) {
      const first = phiOperands(ir, at)[0] ?? -1;
      at = first >= at ? -1 : first;
    } else at = isVersion(op) ? (ir.a[at] ?? -1) : -1;
  }
  for (const one of passed) known[one] = found;
  return found;
}

/** The function that has a receiver of its own: arrows have that of what is around them. */
function methodAround(ir: IrModule, functionId: number): number {
  let f = functionId;
  while (f >= 0 && ir.functions[f]?.kind === 'arrow' && (ir.functions[f]?.classId ?? -1) < 0)
    f = ir.functions[f]?.parent ?? -1;
  return f;
}

function readGroups(ir: IrModule): PrototypeGroups {
  /** Function or object literal (behind the functions) → the one that it belongs to. */
  const parent = new Map<number, number>();
  const members: { readonly owner: number; readonly f: number }[] = [];
  const keyOfLiteral = (value: number): number => ir.functions.length + value;
  const find = (key: number): number => {
    let at = key;
    for (let next = parent.get(at); next !== undefined && next !== at; next = parent.get(at)) at = next;
    return at;
  };
  const join = (key: number, other: number): void => {
    const [a, b] = [find(key), find(other)];
    if (a !== b) parent.set(b, a);
  };
  for (let i = 0; i < ir.op.length; i++) {
    if (ir.op[i] === Op.Store) {
      const content = ir.c[i] ?? -1;
      const object = rootOf(ir, ir.a[i] ?? -1);
      const owner = madeBy(ir, object);
      if (owner >= 0 || ir.op[object] === Op.Obj) {
        const f = ir.op[content] === Op.Func ? (ir.a[content] ?? -1) : -1;
        if (f >= 0 && ir.functions[f]?.kind !== 'arrow')
          members.push({ owner: owner >= 0 ? owner : keyOfLiteral(object), f });
      }
      if (ir.strings[ir.b[i] ?? 0] !== 'prototype' || ir.op[object] !== Op.Func) continue;
      const from = rootOf(ir, content);
      if (ir.op[from] === Op.Obj) join(ir.a[object] ?? 0, keyOfLiteral(from));
      const made = prototypeArgument(ir, from);
      if (made >= 0) join(made, ir.a[object] ?? 0);
    } else if (ir.op[i] === Op.Call) joinArguments(ir, i, join, keyOfLiteral);
  }
  const groupOf = new Int32Array(ir.functions.length).fill(-1);
  const lists = new Map<number, number[]>();
  const add = (group: number, f: number): void => {
    if ((groupOf[f] ?? 0) >= 0 || (ir.functions[f]?.classId ?? -1) >= 0) return;
    groupOf[f] = group;
    const list = lists.get(group);
    if (list) list.push(f);
    else lists.set(group, [f]);
  };
  for (const { owner, f } of members) {
    const group = find(owner);
    add(group, f);
    if (owner < ir.functions.length) add(group, owner);
    if (group < ir.functions.length) add(group, group);
  }
  return { groupOf, members: lists };
}

/** `Object.assign(F.prototype, {…})`, `util.inherits(F, G)`. */
function joinArguments(
  ir: IrModule,
  call: number,
  join: (key: number, other: number) => void,
  keyOfLiteral: (value: number) => number,
): void {
  const name = nameOf(ir, call);
  if (/create_?class/i.test(name)) {
    // `_createClass(F, [{key: 'm', value: function}])`
    const [owner = -1, list = -1] = listAt(ir, ir.c[call] ?? 0).map((one) => rootOf(ir, one));
    if (ir.op[owner] !== Op.Func || ir.op[list] !== Op.Arr) return;
    for (const item of listAt(ir, ir.a[list] ?? 0)) join(ir.a[owner] ?? 0, keyOfLiteral(rootOf(ir, item)));
    return;
  }
  if (name !== 'assign' && name !== 'extend' && name !== 'inherits') return;
  const [first = -1, second = -1] = listAt(ir, ir.c[call] ?? 0).map((one) => rootOf(ir, one));
  if (name === 'inherits') {
    if (ir.op[first] === Op.Func && ir.op[second] === Op.Func) join(ir.a[second] ?? 0, ir.a[first] ?? 0);
    return;
  }
  const owner = madeBy(ir, first);
  if (owner >= 0 && ir.op[second] === Op.Obj) join(owner, keyOfLiteral(second));
}

/** The function whose prototype a value is; -1 if it is none. */
function madeBy(ir: IrModule, object: number): number {
  if (object < 0 || ir.op[object] !== Op.Load || ir.strings[ir.b[object] ?? 0] !== 'prototype') return -1;
  const owner = rootOf(ir, ir.a[object] ?? -1);
  return owner >= 0 && ir.op[owner] === Op.Func ? (ir.a[owner] ?? -1) : -1;
}

/** G of `Object.create(G.prototype)` and `new G()`. */
function prototypeArgument(ir: IrModule, value: number): number {
  if (ir.op[value] === Op.New) {
    const callee = rootOf(ir, ir.a[value] ?? -1);
    return ir.op[callee] === Op.Func ? (ir.a[callee] ?? -1) : -1;
  }
  if (ir.op[value] !== Op.Call || nameOf(ir, value) !== 'create') return -1;
  return madeBy(ir, rootOf(ir, listAt(ir, ir.c[value] ?? 0)[0] ?? -1));
}

/** A value under its first name and version. */
function rootOf(ir: IrModule, value: number): number {
  let at = behindNames(ir, value);
  for (let steps = 0; steps < 500 && at >= 0 && isVersion(ir.op[at]); steps++)
    at = behindNames(ir, ir.a[at] ?? -1);
  return at;
}
