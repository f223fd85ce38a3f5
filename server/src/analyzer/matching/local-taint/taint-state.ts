/**
 * What is tainted at one point of a function: variables, fields below them, and control.
 *
 * A cell is the taint of a value itself and of the fields that differ from it. A field that is not listed has the taint
 * of the value around it. Cells and sets are never changed once made; states are copied where ways part. A variable that
 * is not listed is clean, and clean ones are not listed: most are, and most states are empty.
 */
import type { FormulaMatch } from '../formula-ranges.ts';

/** A label that a source gave a value. One object for each source match and label. */
export interface Taint {
  readonly label: string;
  readonly source: FormulaMatch;
}

/** Some taints. */
export type Taints = ReadonlySet<Taint>;

/** None. */
export const noTaints: Taints = new Set();

/** See the head of this file. */
export interface Cell {
  readonly taints: Taints;
  /** Undefined when no field differs. Elements under any index are field {@link anyIndex}. */
  readonly fields: ReadonlyMap<string, Cell> | undefined;
}

/** A value without taint. */
export const cleanCell: Cell = { taints: noTaints, fields: undefined };

/** The field that stands for every index. */
export const anyIndex = '[]';

/** Longest path below a variable that is kept; what lies deeper counts as the last field kept. */
export const maxPathLength = 6;

/** What a variable is known by: its declaration, or the name of one without. */
export type VariableKey = object | string;

/** Taint at one point. States that are copies of one another share their variables until one is written. */
export interface TaintState {
  /** Written by {@link setVariable} alone. */
  variables: ReadonlyMap<VariableKey, Cell>;
  /** The same object as `variables`; undefined while another state has it, too. */
  own: Map<VariableKey, Cell> | undefined;
  control: Taints;
}

/** What a variable holds from here on. */
export function setVariable(state: TaintState, key: VariableKey, cell: Cell): void {
  const isClean = cell === cleanCell || gather(cell).size === 0;
  if (isClean && !state.variables.has(key)) return;
  if (state.own === undefined) {
    state.own = new Map(state.variables);
    state.variables = state.own;
  }
  if (isClean) state.own.delete(key);
  else state.own.set(key, cell);
}

/** Whether nothing at all is tainted. */
export function isCleanState(state: TaintState): boolean {
  return state.variables.size === 0 && state.control.size === 0;
}

/** A state of its own with the same content. */
export function copyState(state: TaintState): TaintState {
  state.own = undefined;
  return { variables: state.variables, own: undefined, control: state.control };
}

/** Both sets; one of them itself where it holds the other. */
export function union(left: Taints, right: Taints): Taints {
  if (right.size === 0 || left === right) return left;
  if (left.size === 0) return right;
  let result: Set<Taint> | undefined;
  for (const taint of right) {
    if (left.has(taint)) continue;
    result ??= new Set(left);
    result.add(taint);
  }
  return result ?? left;
}

/** A value with these taints and no fields of its own. */
export function cellOf(taints: Taints): Cell {
  return taints.size === 0 ? cleanCell : { taints, fields: undefined };
}

/** The cell with further taints on the value itself. */
export function addTaints(cell: Cell, taints: Taints): Cell {
  const all = union(cell.taints, taints);
  return all === cell.taints ? cell : { taints: all, fields: cell.fields };
}

/** The cell with further taints on the value and on every field that differs. */
export function addTaintsBelow(cell: Cell, taints: Taints): Cell {
  if (cell.fields === undefined) return addTaints(cell, taints);
  const fields = new Map([...cell.fields].map(([name, field]) => [name, addTaintsBelow(field, taints)]));
  return { taints: union(cell.taints, taints), fields };
}

/** The taints of the value and of everything below it. */
export function gather(cell: Cell): Taints {
  let result = cell.taints;
  if (cell.fields !== undefined)
    for (const field of cell.fields.values()) result = union(result, gather(field));
  return result;
}

/** The field of a value. An unknown index may be any field. */
export function fieldOf(cell: Cell, name: string): Cell {
  const field = cell.fields?.get(name);
  if (name === anyIndex && cell.fields !== undefined) {
    let result = field ?? cellOf(cell.taints);
    for (const [other, value] of cell.fields) if (other !== name) result = joinCells(result, value);
    return result;
  }
  return field ?? cellOf(cell.taints);
}

/** The cell with another value at a path below it. */
export function withField(cell: Cell, path: readonly string[], value: Cell, at = 0): Cell {
  const name = path[at];
  if (name === undefined) return value;
  const fields = new Map(cell.fields);
  fields.set(name, withField(cell.fields?.get(name) ?? cellOf(cell.taints), path, value, at + 1));
  return { taints: cell.taints, fields };
}

/** What a value may be that is one of two. */
export function joinCells(left: Cell, right: Cell): Cell {
  if (left === right) return left;
  const taints = union(left.taints, right.taints);
  if (left.fields === undefined && right.fields === undefined)
    return taints === left.taints ? left : cellOf(taints);
  const fields = new Map<string, Cell>();
  const inherit = (cell: Cell, name: string): Cell => cell.fields?.get(name) ?? cellOf(cell.taints);
  for (const name of new Set([...(left.fields?.keys() ?? []), ...(right.fields?.keys() ?? [])]))
    fields.set(name, joinCells(inherit(left, name), inherit(right, name)));
  return { taints, fields };
}

/** What holds where two ways meet; undefined is a way that does not get there. */
export function joinStates(
  left: TaintState | undefined,
  right: TaintState | undefined,
): TaintState | undefined {
  if (left === undefined || left === right) return right;
  if (right === undefined) return left;
  const result = copyState(left);
  result.control = union(left.control, right.control);
  if (left.variables === right.variables) return result;
  for (const [key, cell] of right.variables) {
    const known = left.variables.get(key);
    if (known !== cell) setVariable(result, key, known === undefined ? cell : joinCells(known, cell));
  }
  return result;
}

/** Whether both states say the same. */
export function isSameState(left: TaintState, right: TaintState): boolean {
  if (left.control.size !== right.control.size || left.variables.size !== right.variables.size) return false;
  if (left.variables === right.variables) return true;
  for (const [key, cell] of left.variables) {
    const other = right.variables.get(key);
    if (other === undefined || !isSameCell(cell, other)) return false;
  }
  return true;
}

function isSameCell(left: Cell, right: Cell): boolean {
  if (left === right) return true;
  if (left.taints.size !== right.taints.size || (left.fields?.size ?? 0) !== (right.fields?.size ?? 0))
    return false;
  for (const taint of left.taints) if (!right.taints.has(taint)) return false;
  for (const [name, cell] of left.fields ?? []) {
    const other = right.fields?.get(name);
    if (other === undefined || !isSameCell(cell, other)) return false;
  }
  return true;
}
