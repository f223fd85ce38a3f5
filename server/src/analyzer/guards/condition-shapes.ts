/**
 * Forms that conditions have, read off the instructions alone: names of methods and fields, sizes, constants, and what
 * a comparison says about whether there is something at all.
 */
import type { IrModule } from '../ir/module.ts';
import { CmpOp, Flag, Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import { equalityOf } from './role-tests.ts';

/** Whether the edge between two blocks is only taken when `value` is truthy (or falsy); undefined if it says neither. */
export function isKnownOnEdge(ir: IrModule, value: number, from: number, to: number): boolean | undefined {
  const last = (ir.blockStart[from + 1] ?? 0) - 1;
  if (ir.op[last] !== Op.Branch || ir.a[last] !== value) return undefined;
  const start = ir.successorStart[from] ?? 0;
  const isTrueEdge = ir.successors[start] === to;
  return isTrueEdge === (ir.successors[start + 1] === to) ? undefined : isTrueEdge;
}

/** Last name of a method call: `includes` of `list.includes(x)`; empty for other calls. */
export function methodName(module: ProgramModule, call: number): string {
  const callee = module.ir.a[call] ?? -1;
  return callee < 0 ? '' : fieldName(module, callee);
}

/** Field that a value is read from; empty if it is none. */
export function fieldName(module: ProgramModule, value: number): string {
  return value >= 0 && module.ir.op[value] === Op.Load
    ? (module.ir.strings[module.ir.b[value] ?? 0] ?? '')
    : '';
}

export function isSizeField(name: string): boolean {
  return /^(length|size|count|rowCount|total)$/.test(name);
}

/** Whether a value is a number of things: `rows.length`, `await db.relation.count(…)`. */
export function isCount(module: ProgramModule, value: number): boolean {
  const { ir } = module;
  let at = value;
  while (at >= 0 && (ir.op[at] === Op.Copy || ir.op[at] === Op.Await || ir.op[at] === Op.Pi))
    at = ir.a[at] ?? -1;
  if (at < 0) return false;
  if (ir.op[at] === Op.Load) return isSizeField(fieldName(module, at));
  if (ir.op[at] !== Op.Call) return true;
  return /count|indexOf|findIndex|size|localeCompare|compare/i.test(methodName(module, at));
}

export function isTruthyConstant(module: ProgramModule, value: number): boolean {
  const constant = module.ir.constants[module.ir.a[value] ?? 0];
  switch (constant?.kind) {
    case 'null':
    case 'undefined':
      return false;
    case 'boolean':
    case 'number':
    case 'string':
      return Boolean(constant.value);
    case 'bigint':
      return constant.value !== '0';
    default:
      return true;
  }
}

/**
 * What `tested <operator> other` being truthy (or falsy) says about whether there is something at all: `x !== null`,
 * `count > 0`, `list.indexOf(x) >= 0`, `ok === true`; undefined if it says nothing of the kind.
 */
export function emptinessOf(
  module: ProgramModule,
  other: number,
  operator: number,
  isTruthy: boolean,
  isSwapped: boolean,
  isNumber: boolean,
): boolean | undefined {
  const { ir } = module;
  let at = other;
  let isNegative = false;
  // `-1` is a minus before a one.
  if (ir.op[at] === Op.Un && (ir.flags[at] ?? 0) !== Flag.Optional) {
    at = ir.a[at] ?? -1;
    isNegative = true;
  }
  const constant = at >= 0 && ir.op[at] === Op.Const ? ir.constants[ir.a[at] ?? 0] : undefined;
  if (!constant) return undefined;
  const equality = equalityOf(operator);
  if (constant.kind === 'null' || constant.kind === 'undefined')
    return equality === undefined ? undefined : isTruthy !== (equality === 'equal');
  if (constant.kind === 'boolean' && equality !== undefined)
    return (isTruthy === (equality === 'equal')) === constant.value;
  if (constant.kind !== 'number' || !isNumber) return undefined;
  const bound = isNegative ? -constant.value : constant.value;
  if (equality !== undefined) {
    if (bound !== 0 && bound !== -1) return undefined;
    return isTruthy !== (equality === 'equal');
  }
  const isGreater = operator === CmpOp.Greater || operator === CmpOp.GreaterEqual;
  const says = isGreater !== isSwapped;
  return says === isTruthy;
}
