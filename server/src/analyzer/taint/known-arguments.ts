/**
 * Which arguments of a call are known when the function is entered, and decide which way control takes there.
 *
 * An argument that is left out, a constant, an object literal with constant fields. Parameters that no condition depends
 * on are left out of account, so that calls differ only where it matters.
 */
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import type { Constant, IrFunction } from '../ir/module.ts';
import { Flag, isVersion, Op, UnOp } from '../ir/opcode.ts';
import { isCall } from '../ir/operands.ts';
import type { KnownArgument } from '../ir/specialized-constants.ts';
import { usesOf } from '../ir/uses.ts';
import type { ProgramModule } from '../program/program.ts';

/** Values looked at for one parameter. */
const maxUses = 60;

/** Indices of the parameters that a condition of the function depends on. */
export function decidingParameters(owner: ProgramModule, record: IrFunction): number[] {
  const out: number[] = [];
  record.params.forEach((param, index) => {
    if (!param.rest && decides(owner, param.value)) out.push(index);
  });
  return out;
}

function decides({ ir }: ProgramModule, value: number): boolean {
  const uses = usesOf(ir);
  const seen = [value];
  for (let n = 0; n < seen.length && n < maxUses; n++) {
    const at = seen[n] ?? 0;
    for (let k = uses.start[at] ?? 0; k < (uses.start[at + 1] ?? 0); k++) {
      const user = uses.users[k] ?? 0;
      switch (ir.op[user]) {
        case Op.Branch:
        case Op.Switch:
          return true;
        case Op.Un:
          if (ir.c[user] === UnOp.TypeOf && !seen.includes(user)) seen.push(user);
          break;
        case Op.Copy:
        case Op.Pi:
        case Op.Phi:
        case Op.Not:
        case Op.Cmp:
        case Op.Load:
          if (!seen.includes(user)) seen.push(user);
          break;
        default:
          break;
      }
    }
  }
  return false;
}

/** The arguments of call instruction `call` that are known, of those at `parameters`. */
export function knownArguments(
  module: ProgramModule,
  call: number,
  shift: number,
  parameters: readonly number[],
): KnownArgument[] {
  const { ir } = module;
  const out: KnownArgument[] = [];
  if (!isCall(ir.op[call] ?? -1)) return out;
  const count = argumentCount(module, call);
  let firstSpread = count;
  for (let k = count - 1; k >= 0; k--) {
    const argument = argumentAt(module, call, k);
    if (argument < 0 || ir.op[argument] === Op.Elems) firstSpread = k;
  }
  for (const parameter of parameters) {
    const k = parameter - shift;
    if (k < 0) continue;
    if (k >= count) {
      if (firstSpread === count) out.push({ parameter, kind: 'constant', constant: { kind: 'undefined' } });
      continue;
    }
    if (k >= firstSpread) continue;
    const known = describe(module, argumentAt(module, call, k), parameter);
    if (known) out.push(known);
  }
  return out;
}

function describe(module: ProgramModule, value: number, parameter: number): KnownArgument | undefined {
  const { ir } = module;
  const constant = constantAt(module, value);
  if (constant) return { parameter, kind: 'constant', constant };
  const fields = new Map<string, Constant>();
  const written = new Set<string>();
  let isComplete = true;
  let at = value;
  for (let steps = 0; steps < 100 && at >= 0; steps++) {
    const op = ir.op[at] ?? -1;
    switch (op) {
      case Op.Obj:
        return {
          parameter,
          kind: 'object',
          fields,
          present: isComplete ? written : undefined,
          isFunction: false,
        };
      case Op.Arr:
      case Op.Func:
      case Op.Class:
      case Op.New:
        return {
          parameter,
          kind: 'object',
          fields: new Map(),
          present: undefined,
          isFunction: op === Op.Func || op === Op.Class,
        };
      case Op.Store: {
        const name = ir.strings[ir.b[at] ?? 0] ?? '';
        const content = constantAt(module, ir.c[at] ?? -1);
        // Only what is certainly the last word about a field counts.
        const isLast = isComplete && !written.has(name) && ((ir.flags[at] ?? 0) & Flag.Weak) === 0;
        written.add(name);
        if (!isLast) break;
        if (content) fields.set(name, content);
        break;
      }
      default:
        if (!isVersion(op)) return undefined;
        if (op !== Op.Copy) isComplete = false;
        break;
    }
    at = ir.a[at] ?? -1;
  }
  return undefined;
}

function constantAt({ ir }: ProgramModule, value: number): Constant | undefined {
  let at = value;
  for (let steps = 0; steps < 10 && at >= 0; steps++) {
    switch (ir.op[at]) {
      case Op.Const:
        return ir.constants[ir.a[at] ?? -1];
      case Op.Copy:
      case Op.Pi:
        at = ir.a[at] ?? -1;
        break;
      case Op.CellGet: {
        const cell = ir.cells[ir.a[at] ?? -1];
        if (!cell?.isConst || cell.writeCount !== 1 || ir.op[cell.singleValue] !== Op.Const) return undefined;
        at = cell.singleValue;
        break;
      }
      default:
        return undefined;
    }
  }
  return undefined;
}
