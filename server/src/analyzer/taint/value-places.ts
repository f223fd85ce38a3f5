/**
 * Where a value goes inside its own module, read off the IR alone: its versions, its reads, its calls.
 *
 * Bounded walks over operands and def–use chains; no fact of other modules is needed.
 */
import { isVersion, Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';

/** The parameter that a value is under any of its names; in a loop, the phi of a parameter and its own versions. */
export function parameterBehind(module: ProgramModule, value: number, seen: Set<number>): number {
  const { ir } = module;
  let at = value;
  while (at >= 0 && (ir.op[at] === Op.Copy || ir.op[at] === Op.Post)) at = ir.a[at] ?? -1;
  if (at < 0) return -1;
  if (ir.op[at] === Op.Param) return ir.a[at] ?? -1;
  if (ir.op[at] !== Op.Phi || seen.has(at) || seen.size > 20) return -1;
  seen.add(at);
  const list = ir.a[at] ?? 0;
  let found = -1;
  for (let k = 1; k <= (ir.args[list] ?? 0); k++) {
    let operand = ir.args[list + k] ?? -1;
    while (operand >= 0 && (ir.op[operand] === Op.Copy || ir.op[operand] === Op.Post))
      operand = ir.a[operand] ?? -1;
    if (operand < 0 || seen.has(operand)) continue;
    const parameter = parameterBehind(module, operand, seen);
    if (parameter < 0 || (found >= 0 && parameter !== found)) return -1;
    found = parameter;
  }
  return found;
}

/** The value behind a file-local value's names and versions, through a variable that is written once; -1 if there is none. */
export function definitionOf({ ir }: ProgramModule, value: number): number {
  let at = value;
  for (let steps = 0; steps < 60 && at >= 0; steps++) {
    const op = ir.op[at];
    if (op === Op.CellGet) {
      const cell = ir.cells[ir.a[at] ?? 0];
      if (cell?.writeCount !== 1) return at;
      at = cell.singleValue;
    } else if (op === Op.Await || isVersion(op)) at = ir.a[at] ?? -1;
    else return at;
  }
  return -1;
}

/** Operations through which the namespace of a module travels inside a function. */
export function mayBeNamespace(op: number): boolean {
  return (
    op === Op.Import ||
    op === Op.Copy ||
    op === Op.CellGet ||
    op === Op.Await ||
    op === Op.Post ||
    op === Op.Param ||
    op === Op.Phi ||
    op === Op.Store
  );
}

/** Calls of a function value inside its module: directly, or in closures that captured it. */
export function callsOf(module: ProgramModule, value: number): number[] {
  const { ir } = module;
  const values = new Set<number>([value]);
  const cells = new Set<number>();
  for (let i = 0; i < ir.op.length; i++) {
    if (ir.op[i] === Op.CellSet && values.has(ir.b[i] ?? -1)) cells.add(ir.a[i] ?? -1);
    if (ir.op[i] === Op.Copy && values.has(ir.a[i] ?? -1)) values.add(i);
  }
  const out: number[] = [];
  for (let i = 0; i < ir.op.length; i++) {
    if (ir.op[i] === Op.CellGet && cells.has(ir.a[i] ?? -1)) values.add(i);
    if (ir.op[i] === Op.Call && values.has(ir.a[i] ?? -1)) out.push(i);
  }
  return out;
}
