/**
 * Places where a record that was loaded earlier is changed or removed: `record.save()`, `repository.remove(record)`.
 *
 * From the functions of endpoints to calls by the names that object-relational mappers use for it, each with the value
 * that must be a loaded record. Whether it is one is for the data flow to say; a call of a function of the workspace is
 * followed into instead.
 */
import { argumentAt } from '../callgraph/call-arguments.ts';
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import { methodName } from './condition-shapes.ts';
import { functionAt, type GuardInput, instructionsOf } from './guard-context.ts';

/** See the head of this file. Global values. */
export interface LoadedChange {
  readonly call: number;
  readonly record: number;
}

const onRecord =
  /^(save|remove|deleteOne|updateOne|replaceOne|destroy|softDelete|softRemove|restore|update|delete|patch|decrement|increment)$/;
const withRecord =
  /^(save|remove|softRemove|delete|persist|persistAndFlush|removeAndFlush|recover|upsert|merge)$/;
const keeper = /repo|repository|manager|\bem\b|orm|model|dao|store|collection|datasource|connection/i;

/** Collects the places in these functions (global), in order of value. */
export function collectLoadedChanges(input: GuardInput, functions: ReadonlySet<number>): LoadedChange[] {
  const out: LoadedChange[] = [];
  const { callGraph, program } = input;
  for (const f of functions) {
    const at = functionAt(program, f);
    if (!at) continue;
    const { module } = at;
    const [first, end] = instructionsOf(module, at.local);
    for (let i = first; i < end; i++) {
      const receiver = module.ir.op[i] === Op.Call ? (module.ir.b[i] ?? -1) : -1;
      if (receiver < 0) continue;
      const method = methodName(module, i);
      const site = callGraph.siteOfValue[module.valueBase + i] ?? -1;
      if (site < 0 || (callGraph.targetStart[site] ?? 0) < (callGraph.targetStart[site + 1] ?? 0)) continue;
      const call = module.valueBase + i;
      const argument = argumentAt(module, i, 0);
      // What a store is given it holds, so that a store looks like the records in it.
      if (isKeeper(module, receiver) || keeper.test(callGraph.calleeName(site))) {
        if (argument >= 0 && withRecord.test(method)) out.push({ call, record: module.valueBase + argument });
      } else if (onRecord.test(method)) out.push({ call, record: module.valueBase + receiver });
    }
  }
  return out.sort((a, b) => a.call - b.call || a.record - b.record);
}

/** Whether a value outlives the call of an endpoint: a variable of a module, an import, a field of `this`. */
function isKeeper({ ir }: ProgramModule, value: number): boolean {
  let at = value;
  for (let steps = 0; at >= 0 && steps < 20; steps++) {
    switch (ir.op[at]) {
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
      case Op.Store:
      case Op.Load:
        at = ir.a[at] ?? -1;
        break;
      case Op.CellGet:
        return ir.cells[ir.a[at] ?? 0]?.functionId === 0;
      case Op.Import:
      case Op.Global:
      case Op.This:
      case Op.Class:
        return true;
      default:
        return false;
    }
  }
  return false;
}
