/**
 * Calls of functions of the workspace that hand a statement on to a database: `db.query(text, values)`.
 *
 * The text is known where the wrapper is called, not where the driver is, so those calls are the queries. From the
 * driver's calls, as the models describe them, to a query row for each call of a wrapper, with the arguments and the
 * shape of the result as its caller sees them. Wrappers of wrappers are followed a few levels.
 */
import { Op } from '../ir/opcode.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { AccessStep, ModelSet, PortPath, RecordQuery } from '../rules/model.ts';
import { argumentAt } from './call-arguments.ts';
import type { CallGraph } from './call-graph.ts';
import { gatherersOf } from './gathered-queries.ts';
import { isRecordQuery, queriesOf } from './query-chain.ts';
import { shapedText } from './statement-text.ts';

/** The parts of a call graph that are needed. */
export type CallTables = Pick<
  CallGraph,
  | 'sites'
  | 'siteOfValue'
  | 'targetStart'
  | 'targets'
  | 'targetShift'
  | 'stateStart'
  | 'states'
  | 'callerStart'
  | 'callers'
  | 'moduleOfValue'
>;

const maxLevels = 3;
const maxSteps = 12;

/** A parameter of a function: global function and index. */
export interface ParameterRef {
  readonly f: number;
  readonly index: number;
}

/** See the head of this file. */
export interface WrappedQueries {
  /** Query rows of the calls (global values) of wrappers. */
  readonly rows: ReadonlyMap<number, readonly RecordQuery[]>;
  /** Calls (global values) inside of wrappers that hand on what their callers ask for: those are the queries. */
  readonly handedOn: ReadonlySet<number>;
}

/** Finds all of them. */
export function collectWrappedQueries(program: Program, graph: CallTables, models: ModelSet): WrappedQueries {
  const out = new Map<number, readonly RecordQuery[]>();
  /** Calls inside of wrappers, with the wrapper. */
  const inner: (readonly [number, number])[] = [];
  const wrappers = new Map<number, RecordQuery>();
  let level: (readonly [number, RecordQuery])[] = [];
  const moduleAt = (value: number) => program.modules[graph.moduleOfValue[value] ?? 0];
  const inspect = (value: number, model: RecordQuery) => {
    const module = moduleAt(value);
    if (!module) return;
    const call = value - module.valueBase;
    const { value: written, filled } = unshaped(module, argumentAt(module, call, model.resource.argument));
    const text = parameterOf(module, written);
    if (!text) {
      for (const [f, row] of gatherersOf(module, call, written, model)) {
        if (wrappers.has(f)) continue;
        wrappers.set(f, row);
        level.push([f, row]);
      }
      return;
    }
    inner.push([value, text.f]);
    if (wrappers.has(text.f)) return;
    const wrapper = asSeenByCallers(module, call, text, filled, model);
    wrappers.set(text.f, wrapper);
    level.push([text.f, wrapper]);
  };
  for (const value of graph.sites) {
    const model = queriesOf(graph, models, value).find(isRecordQuery);
    if (model?.resource.from === 'sql-text') inspect(value, model);
  }
  for (let depth = 0; depth < maxLevels && level.length > 0; depth++) {
    const found = level;
    level = [];
    for (const [f, wrapper] of found) {
      for (let k = graph.callerStart[f] ?? 0; k < (graph.callerStart[f + 1] ?? 0); k++) {
        const site = graph.callers[k] ?? 0;
        const value = graph.sites[site] ?? 0;
        if (out.has(value) || isShifted(graph, site)) continue;
        out.set(value, [wrapper]);
        inspect(value, wrapper);
      }
    }
  }
  const isKnownByCallers = (f: number) => {
    const from = graph.callerStart[f] ?? 0;
    const end = graph.callerStart[f + 1] ?? 0;
    for (let k = from; k < end; k++) if (!out.has(graph.sites[graph.callers[k] ?? 0] ?? -1)) return false;
    return end > from;
  };
  return {
    rows: out,
    handedOn: new Set(inner.flatMap(([value, f]) => (isKnownByCallers(f) ? [value] : []))),
  };
}

/** Whether a call hands its arguments on in other places, as `apply` does. */
export function isShifted(graph: CallTables, site: number): boolean {
  for (let k = graph.targetStart[site] ?? 0; k < (graph.targetStart[site + 1] ?? 0); k++)
    if ((graph.targetShift[k] ?? 0) !== 0) return true;
  return false;
}

/** A text before it was trimmed and its placeholders were filled, and what filled them: `mysql.format(text.trim(), values)`. */
function unshaped(
  module: ProgramModule,
  value: number,
): { readonly value: number; readonly filled: readonly number[] } {
  const { ir } = module;
  const filled: number[] = [];
  let at = value;
  for (let steps = 0; at >= 0 && steps < maxSteps; steps++) {
    const shaped = shapedText(module, at);
    if (shaped) {
      if (shaped.values >= 0) filled.push(shaped.values);
      at = shaped.text;
    } else if (ir.op[at] === Op.Copy || ir.op[at] === Op.Pi || ir.op[at] === Op.Post) at = ir.a[at] ?? -1;
    else {
      // A variable of the function around it, which holds the shaped text.
      const single = ir.op[at] === Op.CellGet ? (ir.cells[ir.a[at] ?? 0]?.singleValue ?? -1) : -1;
      if (single < 0 || ir.op[single] !== Op.Call) break;
      at = single;
    }
  }
  return { value: at, filled };
}

/** The parameter that a value is, also where it was captured by a function inside. */
export function parameterOf(module: ProgramModule, value: number): ParameterRef | undefined {
  const { ir, functionBase } = module;
  let at = value;
  for (let steps = 0; at >= 0 && steps < maxSteps; steps++) {
    switch (ir.op[at]) {
      case Op.Param:
        return { f: functionBase + (ir.functionOf[at] ?? 0), index: ir.a[at] ?? 0 };
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
        at = ir.a[at] ?? -1;
        break;
      case Op.CellGet:
        at = ir.cells[ir.a[at] ?? 0]?.singleValue ?? -1;
        break;
      case Op.Phi: {
        // `values = []`: the default in place of a missing argument.
        const list = ir.a[at] ?? 0;
        for (let k = 1; k <= (ir.args[list] ?? 0); k++) {
          const operand = ir.args[list + k] ?? -1;
          if (ir.op[operand] === Op.Param || ir.op[operand] === Op.Pi) at = operand;
        }
        if (ir.op[at] === Op.Phi) return undefined;
        break;
      }
      default:
        return undefined;
    }
  }
  return undefined;
}

/** The row of a driver's call in terms of the parameters and the result of the wrapper around it. */
function asSeenByCallers(
  module: ProgramModule,
  call: number,
  text: ParameterRef,
  filled: readonly number[],
  model: RecordQuery,
): RecordQuery {
  const filters: PortPath[] = [];
  for (const values of filled) {
    const value = parameterOf(module, values);
    if (value?.f === text.f)
      filters.push({
        port: 'argument',
        argument: value.index,
        argumentEnd: value.index,
        parameter: -1,
        callbackPath: [],
        path: [],
      });
  }
  for (const port of model.filters) {
    if (port.port !== 'argument' || port.argument < 0) continue;
    const value = parameterOf(module, argumentAt(module, call, port.argument));
    if (value?.f === text.f) filters.push({ ...port, argument: value.index, argumentEnd: value.index });
  }
  const { result } = model;
  return {
    ...model,
    resource: { ...model.resource, argument: text.index },
    filters,
    result: result && {
      ...result,
      path: resultPath(module, call, text.f - module.functionBase, result.path),
    },
  };
}

/** What is left of the way from the result to the rows where the wrapper hands on only a part of the result. */
function resultPath(
  module: ProgramModule,
  call: number,
  functionId: number,
  steps: readonly AccessStep[],
): readonly AccessStep[] {
  const { ir } = module;
  const record = ir.functions[functionId];
  const first = record?.firstInstruction ?? 0;
  for (let i = first; i < first + (record?.instructionCount ?? 0); i++) {
    if (ir.op[i] !== Op.Ret) continue;
    const loads = loadsFrom(ir, ir.a[i] ?? -1, call);
    if (loads) return steps.slice(Math.min(loads.length, matching(loads, steps)));
  }
  // A promise that is settled in a callback: drivers hand the rows to it, or an object of which the rows are taken.
  const head = steps[0];
  if (head?.kind !== 'member' || ir.functionOf[call] === functionId) return steps;
  if (/^\d+$/.test(head.name)) return steps.slice(1);
  const isTaken = ir.op.some(
    (op, i) => op === Op.Load && ir.strings[ir.b[i] ?? 0] === head.name && isInside(module, i, functionId),
  );
  return isTaken ? steps.slice(1) : steps;
}

/** Fields that were read on the way from a call to a value, outermost first; undefined if it does not come from there. */
function loadsFrom(ir: ProgramModule['ir'], value: number, call: number): readonly string[] | undefined {
  const loads: string[] = [];
  let at = value;
  for (let steps = 0; at >= 0 && steps < maxSteps; steps++) {
    if (at === call) return loads.reverse();
    switch (ir.op[at]) {
      case Op.Load:
        loads.push(ir.strings[ir.b[at] ?? 0] ?? '');
        break;
      case Op.LoadX:
        loads.push('0');
        break;
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
      case Op.Await:
        break;
      default:
        return undefined;
    }
    at = ir.a[at] ?? -1;
  }
  return undefined;
}

/** The steps that are left from a value to the rows that a call gives; undefined if it does not come from there. */
export function remainingPath(
  ir: ProgramModule['ir'],
  value: number,
  call: number,
  steps: readonly AccessStep[],
): readonly AccessStep[] | undefined {
  const loads = loadsFrom(ir, value, call);
  return loads && steps.slice(Math.min(loads.length, matching(loads, steps)));
}

/** How many of the steps the loads have taken already. */
function matching(loads: readonly string[], steps: readonly AccessStep[]): number {
  let count = 0;
  for (const step of steps) {
    const load = loads[count];
    if (load === undefined) break;
    if (step.kind === 'member' ? step.name !== load : !/^\d+$/.test(load)) break;
    count++;
  }
  return count;
}

function isInside(module: ProgramModule, i: number, functionId: number): boolean {
  let at = module.ir.functionOf[i] ?? -1;
  for (let depth = 0; at >= 0 && depth < maxSteps; depth++) {
    if (at === functionId) return true;
    at = module.ir.functions[at]?.parent ?? -1;
  }
  return false;
}
