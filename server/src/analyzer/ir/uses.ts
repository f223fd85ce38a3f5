/**
 * Def–use chains of one module: for each value, the instructions that have it as an operand.
 *
 * Compressed rows over file-local values; within a row ascending. An instruction that uses a value twice stands twice.
 */
import type { IrModule } from './module.ts';
import { Op } from './opcode.ts';

/** users[start[v] … start[v + 1] - 1] are the instructions that use value v. */
export interface Uses {
  readonly start: Int32Array;
  readonly users: Int32Array;
}

const cache = new WeakMap<IrModule, Uses>();

/** The chains of `ir`, made once per module object. */
export function usesOf(ir: IrModule): Uses {
  const known = cache.get(ir);
  if (known) return known;
  const uses = buildUses(ir);
  cache.set(ir, uses);
  return uses;
}

function buildUses(ir: IrModule): Uses {
  const count = ir.op.length;
  const start = new Int32Array(count + 2);
  eachUse(ir, (value) => {
    start[value + 2] = (start[value + 2] ?? 0) + 1;
  });
  for (let i = 2; i < start.length; i++) start[i] = (start[i] ?? 0) + (start[i - 1] ?? 0);
  const users = new Int32Array(start[count + 1] ?? 0);
  eachUse(ir, (value, user) => {
    const at = start[value + 1] ?? 0;
    users[at] = user;
    start[value + 1] = at + 1;
  });
  return { start: start.subarray(0, count + 1), users };
}

function eachUse(ir: IrModule, visit: (value: number, user: number) => void): void {
  const { op, a, b, c, args } = ir;
  const one = (value: number | undefined, user: number) => {
    if (value !== undefined && value >= 0) visit(value, user);
  };
  const list = (offset: number | undefined, user: number) => {
    if (offset === undefined || offset < 0) return;
    const length = args[offset] ?? 0;
    for (let k = 1; k <= length; k++) one(args[offset + k], user);
  };
  for (let i = 0; i < op.length; i++) {
    switch (op[i]) {
      case Op.Phi:
      case Op.Arr:
        list(a[i], i);
        break;
      case Op.Unk:
        list(c[i], i);
        break;
      case Op.Tpl: {
        const offset = a[i] ?? 0;
        const length = args[offset] ?? 0;
        for (let k = 2; k <= length; k += 2) one(args[offset + k], i);
        break;
      }
      case Op.Copy:
      case Op.Pi:
      case Op.Load:
      case Op.Rest:
      case Op.Del:
      case Op.Post:
      case Op.Un:
      case Op.Not:
      case Op.Await:
      case Op.Yield:
      case Op.Iter:
      case Op.Elems:
      case Op.Branch:
      case Op.Ret:
      case Op.Throw:
        one(a[i], i);
        break;
      case Op.Store:
        one(a[i], i);
        one(c[i], i);
        break;
      case Op.LoadX:
      case Op.Spread:
      case Op.Bin:
      case Op.Cmp:
      case Op.Deco:
        one(a[i], i);
        one(b[i], i);
        break;
      case Op.StoreX:
        one(a[i], i);
        one(b[i], i);
        one(c[i], i);
        break;
      case Op.Call:
        one(a[i], i);
        one(b[i], i);
        list(c[i], i);
        break;
      case Op.New:
      case Op.Super:
        one(a[i], i);
        list(c[i], i);
        break;
      case Op.CellSet:
      case Op.Export:
      case Op.ParamPost:
        one(b[i], i);
        break;
      case Op.Switch:
        one(a[i], i);
        list(c[i], i);
        break;
      default:
        break;
    }
  }
}
