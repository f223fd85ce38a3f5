/**
 * Whether the receiver of a call is a list, where nothing else is known of it.
 *
 * A map, a set and a list all have `forEach` and `entries`, and what they hand over as the second or the first of two is a
 * key, a value or a number. A literal is certainly a list; a declared type, the call that made the value and the name of
 * a number that counts (`(row, index) => …`) make it a likely one.
 */
import type { IrModule } from '../ir/module.ts';
import { isVersion, Op } from '../ir/opcode.ts';
import { callArguments, phiOperands } from '../ir/operands.ts';
import { usesOf } from '../ir/uses.ts';

/** Methods that lists share with other collections, and that hand over something else there. */
const sharedMethods: ReadonlySet<string> = new Set(['forEach', 'entries', 'values', 'keys']);
/** Methods whose result is a list, whatever they are called on, if it has one of the shared methods. */
const listMakers: ReadonlySet<string> = new Set([
  ...['map', 'filter', 'flatMap', 'flat', 'slice', 'splice', 'sort', 'reverse', 'concat', 'split', 'fill'],
  ...['toSorted', 'toReversed', 'toSpliced'],
]);
/** What the number of an entry is called. */
const numberName = /^_?(?:i|j|k|n|ix|idx|indx|index|pos)$|(?:Index|Idx|_index|_idx)$/;
const maxSteps = 50;

/** Whether a value is an array literal, or one with positions set since. */
export function isArrayLiteral(ir: IrModule, value: number): boolean {
  let at = value;
  for (let steps = 0; steps < maxSteps && at >= 0; steps++) {
    const op = ir.op[at];
    if (op === Op.Arr) return true;
    if (op === Op.Store || !isVersion(op)) return false;
    at = ir.a[at] ?? -1;
  }
  return false;
}

/** Whether the receiver of a call of a shared method is a list more likely than not. */
export function isLikelyList(ir: IrModule, call: number, receiver: number, method: string): boolean {
  if (!sharedMethods.has(method)) return false;
  return isMadeAsList(ir, receiver) || countsEntries(ir, call, method);
}

function isMadeAsList(ir: IrModule, value: number): boolean {
  let at = value;
  for (let steps = 0; steps < maxSteps && at >= 0; steps++) {
    const a = ir.a[at] ?? -1;
    switch (ir.op[at]) {
      case Op.Arr:
        return true;
      case Op.Param: {
        const type = ir.types[ir.functions[ir.functionOf[at] ?? -1]?.params[a]?.type ?? -1];
        return type?.kind === 'array' || type?.kind === 'tuple';
      }
      case Op.Call:
        return ir.op[a] === Op.Load && listMakers.has(ir.strings[ir.b[a] ?? -1] ?? '');
      case Op.Phi:
        // `rows ?? []`
        return [...phiOperands(ir, at)].some((entry) => entry >= 0 && ir.op[entry] === Op.Arr);
      case Op.CellGet:
        at = ir.cells[a]?.singleValue ?? -1;
        break;
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
      case Op.Await:
        at = a;
        break;
      default:
        return false;
    }
  }
  return false;
}

/** `forEach((row, index) => …)`, `for (const [i, row] of rows.entries())`. */
function countsEntries(ir: IrModule, call: number, method: string): boolean {
  const nameOf = (value: number, symbol: number | undefined): boolean =>
    value >= 0 && numberName.test(ir.strings[symbol ?? -1] ?? '');
  if (method === 'forEach') {
    const callback = callArguments(ir, call)[0] ?? -1;
    const body = ir.op[callback] === Op.Func ? ir.functions[ir.a[callback] ?? -1] : undefined;
    const second = body?.params[1]?.value ?? -1;
    return nameOf(second, ir.b[second]);
  }
  if (method !== 'entries') return false;
  const { start, users } = usesOf(ir);
  const usersOf = (value: number): Int32Array => users.subarray(start[value] ?? 0, start[value + 1] ?? 0);
  const isCounted = (entry: number): boolean =>
    ir.op[entry] === Op.Iter &&
    usersOf(entry).some(
      (part) =>
        ir.op[part] === Op.Load && ir.strings[ir.b[part] ?? -1] === '0' && nameOf(part, ir.name[part]),
    );
  // What a loop goes through is joined with itself.
  return usersOf(call).some((user) =>
    ir.op[user] === Op.Phi ? usersOf(user).some(isCounted) : isCounted(user),
  );
}
