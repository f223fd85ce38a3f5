/**
 * The elements of a list that a program writes as a literal: `['id', 'name']`, by itself, in a constant variable, frozen.
 *
 * From a value to the values of the elements; undefined where it is no such list, or where a method that changes lists
 * is called on it. A list that is handed to a function is taken to come back as it was: lists of names are not written to.
 */
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { listAt } from '../ir/operands.ts';

/** Versions and names followed to the literal. */
const maxSteps = 40;

const changing = new Set(['push', 'unshift', 'splice', 'pop', 'shift', 'fill', 'copyWithin', 'length']);

/** Elements (file-local values) of the list that a value is. */
export function literalBehind(ir: IrModule, value: number): readonly number[] | undefined {
  let at = value;
  for (let steps = 0; steps < maxSteps && at >= 0; steps++) {
    switch (ir.op[at]) {
      case Op.Arr: {
        const elements = listAt(ir, ir.a[at] ?? -1);
        return elements.some((element) => ir.op[element] === Op.Elems) ? undefined : [...elements];
      }
      case Op.Copy:
      case Op.Pi:
        at = ir.a[at] ?? -1;
        break;
      case Op.Post:
        if ((ir.c[at] ?? -1) < 0 && changing.has(methodOf(ir, ir.b[at] ?? -1))) return undefined;
        at = ir.a[at] ?? -1;
        break;
      case Op.CellGet: {
        const cell = ir.a[at] ?? -1;
        const declared = ir.cells[cell];
        if (declared?.isConst !== true || declared.writeCount !== 1 || changedCells(ir).has(cell))
          return undefined;
        at = declared.singleValue;
        break;
      }
      case Op.Call:
        if (methodOf(ir, at) !== 'freeze') return undefined;
        at = ir.args[(ir.c[at] ?? -1) + 1] ?? -1;
        break;
      default:
        return undefined;
    }
  }
  return undefined;
}

/** Name of the method that a call calls, empty if it calls none. */
function methodOf(ir: IrModule, call: number): string {
  const callee = ir.a[call] ?? -1;
  return callee >= 0 && ir.op[callee] === Op.Load ? (ir.strings[ir.b[callee] ?? -1] ?? '') : '';
}

const known = new WeakMap<IrModule, ReadonlySet<number>>();

/** Variables whose list is changed somewhere by a method or a store. */
function changedCells(ir: IrModule): ReadonlySet<number> {
  const found = known.get(ir);
  if (found) return found;
  const out = new Set<number>();
  for (let i = 0; i < ir.op.length; i++) {
    if (ir.op[i] !== Op.CellSet) continue;
    const cell = ir.a[i] ?? -1;
    const written = ir.b[i] ?? -1;
    const op = ir.op[written];
    if (op === Op.Store || op === Op.StoreX) out.add(cell);
    else if (op === Op.Post && (ir.c[written] ?? -1) < 0 && changing.has(methodOf(ir, ir.b[written] ?? -1)))
      out.add(cell);
  }
  known.set(ir, out);
  return out;
}
