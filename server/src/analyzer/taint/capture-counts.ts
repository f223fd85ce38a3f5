/**
 * How much the functions that a function makes share of its variables: what it would cost to tell its callers apart.
 *
 * From the code of a file to one number a function: pairs of a variable that it declares and a function inside of it that
 * uses the variable, or contains one that does. Depends on the code alone.
 */
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';

const known = new WeakMap<IrModule, Int32Array>();

/** By function (file-local), kept as long as the code is. */
export function captureCounts(ir: IrModule): Int32Array {
  const before = known.get(ir);
  if (before) return before;
  const counts = new Int32Array(ir.functions.length);
  const pairs = new Set<number>();
  for (let i = 0; i < ir.op.length; i++) {
    const op = ir.op[i];
    if (op !== Op.CellGet && op !== Op.CellSet) continue;
    const cell = ir.a[i] ?? 0;
    const owner = ir.cells[cell]?.functionId ?? 0;
    if (owner === 0) continue;
    for (let f = ir.functionOf[i] ?? 0; f >= 0 && f !== owner; f = ir.functions[f]?.parent ?? -1) {
      const pair = cell * ir.functions.length + f;
      if (pairs.has(pair)) break;
      pairs.add(pair);
      counts[owner] = (counts[owner] ?? 0) + 1;
    }
  }
  known.set(ir, counts);
  return counts;
}
