/**
 * Fields that are certainly replaced on the way to a value, read off the versions of an object in one function.
 *
 * Data that is somewhere below an object is not in a field that was stored after it; and what is spread or assigned over
 * an object replaces the fields that it certainly has. Bounded walks over versions; what is not understood replaces nothing.
 */
import type { IrModule } from '../ir/module.ts';
import { Flag, Op } from '../ir/opcode.ts';

/** Versions looked at. */
const maxVersions = 60;

/** Whether what a Load reads was stored by itself in this function, and not as part of a whole. */
export function isReplaced(ir: IrModule, load: number): boolean {
  const field = ir.b[load] ?? -1;
  let at = ir.a[load] ?? -1;
  for (let steps = 0; steps < maxVersions && at >= 0; steps++) {
    switch (ir.op[at]) {
      case Op.Store:
        if (ir.b[at] === field) return ((ir.flags[at] ?? 0) & Flag.Weak) === 0;
        at = ir.a[at] ?? -1;
        break;
      case Op.Copy:
      case Op.Pi:
        at = ir.a[at] ?? -1;
        break;
      default:
        return false;
    }
  }
  return false;
}

/** Names (symbols of the file) of fields that an object literal certainly has; empty for anything else. */
export function certainFields(ir: IrModule, object: number): readonly number[] {
  const out: number[] = [];
  let at = object;
  for (let steps = 0; steps < maxVersions && at >= 0; steps++) {
    switch (ir.op[at]) {
      case Op.Obj:
        return out;
      case Op.Store:
        if (!out.includes(ir.b[at] ?? -1)) out.push(ir.b[at] ?? -1);
        at = ir.a[at] ?? -1;
        break;
      // What is spread into it adds fields, and takes none away.
      case Op.Spread:
      case Op.StoreX:
      case Op.Copy:
        at = ir.a[at] ?? -1;
        break;
      default:
        return [];
    }
  }
  return [];
}
