/** The instruction that a value comes from, seen through copies and variables that are written once. */
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';

const maxSteps = 60;

/** `value` is file-local; -1 if there is none, or if it stands behind more than 60 copies. */
export function behindCopies({ ir }: ProgramModule, value: number): number {
  let at = value;
  for (let steps = 0; at >= 0 && steps < maxSteps; steps++) {
    const op = ir.op[at];
    if (op === Op.Copy || op === Op.Pi || op === Op.Post) at = ir.a[at] ?? -1;
    else if (op === Op.CellGet) at = ir.cells[ir.a[at] ?? 0]?.singleValue ?? -1;
    else return at;
  }
  return -1;
}
