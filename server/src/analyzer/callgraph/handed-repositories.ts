/**
 * Calls of functions of the workspace that are handed the repository they query: `paginate(this.patients, input)`.
 *
 * Inside, nobody knows which records are meant; whoever calls does. From the queries of the models whose receiver, or
 * whose record type, is a parameter to a query row for each call of the function around: what is handed in names the
 * records, the arguments that take part in the filter select them, and they come out where the function puts them.
 */

import { Op } from '../ir/opcode.ts';
import { forEachOperand } from '../ir/operands.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { AccessStep, ModelSet, PortPath, QueryModel, RecordQuery } from '../rules/model.ts';
import { argumentAt, argumentCount } from './call-arguments.ts';
import { isRecordQuery, queriesOf } from './query-chain.ts';
import {
  type CallTables,
  isShifted,
  parameterOf,
  remainingPath,
  type WrappedQueries,
} from './wrapped-queries.ts';

/** Functions that hand a repository on to one another. */
const maxLevels = 2;
/** Instructions that are met on the way back from one filter, or from one result. */
const maxSteps = 400;

/** A query inside of a function that is handed what it queries. */
interface HandedQuery {
  readonly f: number;
  /** Parameter that names the records. */
  readonly index: number;
  readonly row: RecordQuery;
}

/** Finds all of them. Calls that are `known` as queries already stay what they are. */
export function collectHandedRepositories(
  program: Program,
  graph: CallTables,
  models: ModelSet,
  known: ReadonlyMap<number, readonly RecordQuery[]>,
): WrappedQueries {
  const rows = new Map<number, readonly RecordQuery[]>();
  const inner: (readonly [number, number])[] = [];
  let level = new Map<number, HandedQuery>();
  const add = (value: number, found: HandedQuery) => {
    inner.push([value, found.f]);
    const before = level.get(found.f);
    level.set(found.f, before ? merged(before, found) : found);
  };
  for (const value of graph.sites) {
    if (known.has(value)) continue;
    const model = queriesOf(graph, models, value).find(isRecordQuery);
    const module = program.modules[graph.moduleOfValue[value] ?? 0];
    if (!module || !model || model.resource.from === 'sql-text' || model.operation === 'create') continue;
    const found = handedIn(module, graph, models, value - module.valueBase, model);
    if (found) add(value, found);
  }
  for (let depth = 0; depth < maxLevels && level.size > 0; depth++) {
    const before = level;
    level = new Map();
    for (const { f, index, row } of before.values()) {
      for (let k = graph.callerStart[f] ?? 0; k < (graph.callerStart[f + 1] ?? 0); k++) {
        const site = graph.callers[k] ?? 0;
        const value = graph.sites[site] ?? 0;
        const module = program.modules[graph.moduleOfValue[value] ?? 0];
        if (!module || rows.has(value) || known.has(value) || isShifted(graph, site)) continue;
        rows.set(value, [row]);
        const call = value - module.valueBase;
        const outer = parameterOf(module, argumentAt(module, call, index));
        if (outer)
          add(value, { f: outer.f, index: outer.index, row: asSeenByCallers(module, call, outer, row, []) });
      }
    }
  }
  const isKnownByCallers = (f: number) => {
    const from = graph.callerStart[f] ?? 0;
    const end = graph.callerStart[f + 1] ?? 0;
    for (let k = from; k < end; k++) if (!rows.has(graph.sites[graph.callers[k] ?? 0] ?? -1)) return false;
    return end > from;
  };
  return { rows, handedOn: new Set(inner.flatMap(([value, f]) => (isKnownByCallers(f) ? [value] : []))) };
}

/** Of a function that changes a record and reads it again, callers see the change with what is given back. */
function merged(first: HandedQuery, second: HandedQuery): HandedQuery {
  if (first.index !== second.index && first.row.schema !== second.row.schema) return first;
  const isChange = ({ row }: HandedQuery) => row.operation === 'update' || row.operation === 'delete';
  const [main, other] = !isChange(first) && isChange(second) ? [second, first] : [first, second];
  return { ...main, row: { ...main.row, result: main.row.result ?? other.row.result } };
}

/** The query as callers see it, if what it queries is a parameter. */
function handedIn(
  module: ProgramModule,
  graph: CallTables,
  models: ModelSet,
  call: number,
  model: RecordQuery,
): HandedQuery | undefined {
  const { ir, valueBase } = module;
  const links: { readonly call: number; readonly model: QueryModel }[] = [];
  let named = model.resource.from === 'argument' ? argumentAt(module, call, model.resource.argument) : -1;
  let at = named >= 0 ? -1 : (ir.b[call] ?? -1);
  for (let steps = 0; at >= 0 && steps < 40; steps++) {
    if (ir.op[at] === Op.Copy || ir.op[at] === Op.Pi || ir.op[at] === Op.Post) at = ir.a[at] ?? -1;
    else if (ir.op[at] === Op.Call) {
      for (const link of queriesOf(graph, models, valueBase + at)) {
        if (link.operation !== 'refine') continue;
        links.push({ call: at, model: link });
        if (link.resource.from === 'argument' && named < 0)
          named = argumentAt(module, at, link.resource.argument);
      }
      at = ir.b[at] ?? -1;
    } else break;
  }
  const parameter = parameterOf(module, named >= 0 ? named : at);
  // What a function captured of the one that made it is told by who makes it (told-records.ts).
  if (!parameter || parameter.f !== module.functionBase + (ir.functionOf[call] ?? 0)) return undefined;
  const row = asSeenByCallers(module, call, parameter, model, links);
  const isRead = model.operation === 'read' || model.operation === 'list';
  return isRead && !row.result ? undefined : { f: parameter.f, index: parameter.index, row };
}

function asSeenByCallers(
  module: ProgramModule,
  call: number,
  { f, index }: { readonly f: number; readonly index: number },
  model: RecordQuery,
  links: readonly { readonly call: number; readonly model: QueryModel }[],
): RecordQuery {
  const path = model.result && returnedPath(module, call, f - module.functionBase, model.result.path);
  return {
    ...model,
    resource: { from: 'argument', argument: index },
    filters: filterParameters(module, f, [{ call, model }, ...links])
      .filter((k) => k !== index)
      .map(
        (k): PortPath => ({
          port: 'argument',
          argument: k,
          argumentEnd: k,
          parameter: -1,
          callbackPath: [],
          path: [],
        }),
      ),
    projections: [],
    data: [],
    result: model.result && path && { ...model.result, path },
  };
}

/** Parameters of function `f` that take part in a filter; all of them where that is not seen. */
function filterParameters(
  module: ProgramModule,
  f: number,
  links: readonly { readonly call: number; readonly model: QueryModel }[],
): readonly number[] {
  const { ir, functionBase } = module;
  const seen = new Set<number>();
  const found = new Set<number>();
  let isClear = true;
  const stack = links.flatMap(({ call, model }) =>
    model.filters.flatMap((port) => (port.port === 'argument' ? argumentsAt(module, call, port) : [])),
  );
  for (let steps = 0; stack.length > 0; steps++) {
    const value = stack.pop() ?? -1;
    if (value < 0 || seen.has(value)) continue;
    seen.add(value);
    if (steps > maxSteps) isClear = false;
    if (!isClear) break;
    const op = ir.op[value];
    if (op === Op.Param && functionBase + (ir.functionOf[value] ?? 0) === f) found.add(ir.a[value] ?? 0);
    else if (op === Op.CellGet) {
      const single = ir.cells[ir.a[value] ?? 0]?.singleValue ?? -1;
      if (single < 0) isClear = false;
      stack.push(single);
    } else if (op === Op.Func) isClear = false;
    forEachOperand(ir, value, (operand) => stack.push(operand));
  }
  if (isClear && found.size > 0) return [...found].sort((x, y) => x - y);
  return (ir.functions[f - functionBase]?.params ?? []).map((_, k) => k);
}

function argumentsAt(module: ProgramModule, call: number, port: PortPath): readonly number[] {
  const last = port.argument < 0 ? argumentCount(module, call) - 1 : port.argumentEnd;
  const out: number[] = [];
  for (let k = Math.max(0, port.argument); k <= Math.min(last, argumentCount(module, call) - 1); k++)
    out.push(argumentAt(module, call, k));
  return out;
}

/** Where in what the function gives back the records are; undefined if they are not seen there. */
function returnedPath(
  module: ProgramModule,
  call: number,
  functionId: number,
  steps: readonly AccessStep[],
): readonly AccessStep[] | undefined {
  const { ir } = module;
  const record = ir.functions[functionId];
  const first = record?.firstInstruction ?? 0;
  for (let i = first; i < first + (record?.instructionCount ?? 0); i++) {
    if (ir.op[i] !== Op.Ret) continue;
    const stack = [ir.a[i] ?? -1];
    for (let count = 0; stack.length > 0 && count < maxSteps; count++) {
      const at = stack.pop() ?? -1;
      const whole = at < 0 ? undefined : remainingPath(ir, at, call, steps);
      if (whole) return whole;
      switch (ir.op[at]) {
        case Op.Store: {
          const part = remainingPath(ir, ir.c[at] ?? -1, call, steps);
          if (part) return [{ kind: 'member', name: ir.strings[ir.b[at] ?? 0] ?? '' }, ...part];
          stack.push(ir.a[at] ?? -1);
          break;
        }
        case Op.Copy:
        case Op.Pi:
        case Op.Post:
        case Op.Await:
          stack.push(ir.a[at] ?? -1);
          break;
        default:
          break;
      }
    }
  }
  return undefined;
}
