/**
 * What a function may give back, told apart: its own parameters as they are, and everything else.
 *
 * Read off the values of one body, through names, versions and joins. Bounded; what is not looked at counts as else.
 */
import { isVersion, Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';

/** Parts of one returned value. */
export interface ReturnedParts {
  /** Indices of parameters. */
  readonly parameters: readonly number[];
  /** File-local values of anything else. */
  readonly others: readonly number[];
}

const maxValues = 40;

/** Parts of the file-local value that a `return` names. */
export function returnedParts({ ir }: ProgramModule, value: number): ReturnedParts {
  const parameters: number[] = [];
  const others: number[] = [];
  const seen = new Set<number>();
  const work = [value];
  const from = ir.functionOf[value] ?? 0;
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    if (at < 0 || seen.has(at)) continue;
    seen.add(at);
    const op = ir.op[at];
    if (seen.size > maxValues) others.push(at);
    else if (op === Op.Await || isVersion(op)) work.push(ir.a[at] ?? -1);
    else if (op === Op.Phi) {
      const list = ir.a[at] ?? 0;
      for (let k = 1; k <= (ir.args[list] ?? 0); k++) work.push(ir.args[list + k] ?? -1);
    } else if (op === Op.Param && !(ir.functions[from]?.params[ir.a[at] ?? 0]?.rest ?? true)) {
      parameters.push(ir.a[at] ?? 0);
    } else if (op === Op.CellGet) {
      const cell = ir.cells[ir.a[at] ?? 0];
      const isOwn = cell?.writeCount === 1 && cell.functionId === from;
      if (isOwn && ir.op[cell.singleValue] === Op.Param) work.push(cell.singleValue);
      else others.push(at);
    } else others.push(at);
  }
  return { parameters, others };
}
