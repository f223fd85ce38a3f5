/**
 * Reading and writing of variables: SSA values, cells, imports, globals, `this`.
 *
 * A captured variable lives in a cell; its declaring function keeps it in SSA form beside that while it is written
 * only once. Imports, globals and cells that nobody writes again are read once, at the entry of the function.
 */
import type ts from 'typescript';
import { cellContainer, currentVersion, readNewest, rememberPublished } from '../../ir/builder-objects.ts';
import { Op } from '../../ir/opcode.ts';
import type { Variable } from './binding.ts';
import { Kind } from './kinds.ts';
import type { ExpressionLowering, Lowering } from './lowering.ts';
import { startOf, textOf } from './syntax.ts';

/** The variable that the identifier, `this` or `super` refers to; undefined for globals. */
export function variableOf(l: Lowering, node: ts.Node): Variable | undefined {
  const id = (l.variableAt[node.end] ?? 0) - 1;
  return id < 0 ? undefined : l.binding.variables[id];
}

/** What the variable holds here; `position` may be later in the file than `node`. */
export function readVariable(
  l: Lowering,
  variable: Variable,
  node: ts.Node,
  position: number = node.pos,
): number {
  const f = l.f;
  if (variable.kind === 'import') return readImport(l, variable, node);
  if (variable.functionId !== l.fn.id) return readCell(l, variable, node);
  if (!variable.isSsaInOwner) return readCell(l, variable, node);
  if (mayBeChangedInside(variable, position)) return readCell(l, variable, node);
  if (variable.kind === 'this' || variable.kind === 'arguments' || variable.kind === 'self')
    return currentVersion(f, readSpecial(l, variable, node));
  if (isStraight(variable)) {
    const value = l.valueOf[variable.id] ?? -1;
    return value < 0 ? f.undefinedValue() : currentVersion(f, value);
  }
  return readNewest(f, variable.id);
}

/** Whether an inner function that already exists may have changed the content of the object. */
function mayBeChangedInside(variable: Variable, position: number): boolean {
  if (!variable.innerMutation || position < variable.mutationStart || variable.isPrimitive) return false;
  // Inner functions call methods of `this` all the time; only their assignments are worth losing track of it.
  return variable.kind !== 'this' || variable.innerAssignment;
}

function isStraight(variable: Variable): boolean {
  return variable.isStraight && variable.writes <= 1;
}

/** `this` of the function being lowered, even if its source never says so. */
export function readThis(l: Lowering, node: ts.Node): number {
  const { thisVariable } = l.fn;
  if (thisVariable !== undefined) return currentVersion(l.f, readSpecial(l, thisVariable, node));
  if (l.ownThis < 0) {
    const start = startOf(l.text, node);
    l.ownThis = l.f.emitAtEntry(Op.This, -1, -1, 0, start, 0);
  }
  return currentVersion(l.f, l.ownThis);
}

/** `this`, `arguments` or the own name of the function being lowered. */
function readSpecial(l: Lowering, variable: Variable, node: ts.Node): number {
  const known = l.valueOf[variable.id] ?? -1;
  if (known >= 0) return known;
  const isSelf = variable.kind === 'self';
  const op = isSelf ? Op.Func : variable.kind === 'this' ? Op.This : Op.Arguments;
  const start = startOf(l.text, node);
  const value = l.f.emitAtEntry(op, isSelf ? l.fn.id : -1, -1, 0, start, node.end - start);
  l.valueOf[variable.id] = value;
  return value;
}

function readImport(l: Lowering, variable: Variable, node: ts.Node): number {
  const known = l.importValues.get(variable.importId);
  if (known !== undefined) return currentVersion(l.f, known);
  return makeImport(l, variable, startOf(l.text, node), node.end);
}

/** Emits the Import of a binding at the entry of the function. */
export function makeImport(l: Lowering, variable: Variable, start: number, end: number): number {
  const value = l.f.emitAtEntry(Op.Import, variable.importId, -1, 0, start, end - start);
  l.f.name[value] = l.sym(variable.name);
  l.importValues.set(variable.importId, value);
  return value;
}

function readCell(l: Lowering, variable: Variable, node: ts.Node): number {
  const f = l.f;
  const cell = variable.cell;
  if (cell < 0) return l.opaque('unbound', node);
  const isOwner = variable.functionId === l.fn.id;
  const isSettled =
    !isOwner &&
    variable.writes <= 1 &&
    (variable.isPrimitive || variable.mutator === -1 || variable.mutator === l.fn.id);
  if (!isSettled) {
    const value = l.emit(Op.CellGet, cell, -1, -1, 0, node);
    f.name[value] = l.sym(variable.name);
    if (variable.isPrimitive) l.primitives.add(value);
    return value;
  }
  let value = l.cellValues.get(cell);
  if (value === undefined) {
    const start = startOf(l.text, node);
    value = f.emitAtEntry(Op.CellGet, cell, -1, 0, start, node.end - start);
    f.name[value] = l.sym(variable.name);
    if (variable.isPrimitive) l.primitives.add(value);
    l.cellValues.set(cell, value);
  }
  return currentVersion(f, value);
}

/** Makes the variable hold `value` from here on. `node` is what the write stands for. */
export function writeVariable(l: Lowering, variable: Variable, value: number, node: ts.Node): void {
  const f = l.f;
  if (variable.kind === 'import') return;
  const isOwner = variable.functionId === l.fn.id;
  if (isOwner && variable.isSsaInOwner) {
    if (isStraight(variable)) l.valueOf[variable.id] = value;
    else {
      f.variableName[variable.id] = l.sym(variable.name);
      f.writeVariable(variable.id, value, true);
    }
  }
  if (variable.cell < 0) return;
  l.emit(Op.CellSet, variable.cell, value, -1, 0, node);
  rememberPublished(f, value, cellContainer, variable.cell);
}

/** The name as nothing in the file declares it. One instruction a function, at its entry. */
export function readGlobal(l: Lowering, name: string, node: ts.Node): number {
  const sym = l.sym(name);
  const known = l.globalValues.get(sym);
  if (known !== undefined) return currentVersion(l.f, known);
  const start = startOf(l.text, node);
  const value = l.f.emitAtEntry(Op.Global, sym, -1, 0, start, node.end - start);
  l.globalValues.set(sym, value);
  return value;
}

/** Writes an undeclared name: a property of the global object. */
export function isUndeclared(l: Lowering, node: ts.Node, name: string): boolean {
  return (
    node.kind === Kind.Identifier &&
    (l.variableAt[node.end] ?? 0) === 0 &&
    textOf(node as ts.Identifier) === name
  );
}

/** Reads the name a shorthand property or export speaks of. */
export function readNamed(l: Lowering, name: ts.Identifier): number {
  const variable = variableOf(l, name);
  if (variable !== undefined) return readVariable(l, variable, name);
  const text = textOf(name);
  return text === 'undefined' ? l.f.undefinedValue() : readGlobal(l, text, name);
}

const lowerIdentifier: ExpressionLowering = (l: Lowering, node: ts.Identifier): number => {
  const variable = variableOf(l, node);
  let value: number;
  if (variable !== undefined) value = readVariable(l, variable, node);
  else {
    const name = textOf(node);
    if (name === '') return l.opaque('missing', node);
    value = name === 'undefined' ? l.f.undefinedValue() : readGlobal(l, name, node);
  }
  if (l.binding.withNames.size === 0 || !l.binding.withNames.has(node.end)) return value;
  // The name may be a property of the object of the with statement instead.
  const operands = [value, ...l.withObjects];
  return l.emit(Op.Unk, l.sym('with'), -1, l.f.list(operands), 0, node);
};

const lowerThis: ExpressionLowering = (l: Lowering, node: ts.Node): number => {
  const variable = variableOf(l, node);
  return variable === undefined ? l.opaque('unbound', node) : readVariable(l, variable, node);
};

/** Expressions that name something. */
export const referenceLowerings: readonly (readonly [ts.SyntaxKind, ExpressionLowering])[] = [
  [Kind.Identifier, lowerIdentifier],
  [Kind.ThisKeyword, lowerThis],
];
