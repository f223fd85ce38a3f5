/**
 * What all parts of the guard analysis share: the program, the solved flow, the queries and the values they filter by.
 */

import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import { type QuerySite, sqlStatementOf } from '../callgraph/query-sites.ts';
import type { Classification } from '../classification/classification.ts';
import type { FindingsInput } from '../findings/build-findings.ts';
import { Op } from '../ir/opcode.ts';
import type { ExportTarget, Program, ProgramModule } from '../program/program.ts';
import type { ProgramSymbols } from '../program/symbols.ts';
import type { ModelSet } from '../rules/model.ts';
import type { PathTable } from '../taint/paths.ts';
import { namesOf } from '../taint/taint-sites.ts';
import type { ConfiguredGuards } from './configured-guards.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import type { GuardFlow } from './guard-flow.ts';
import type { RequestWays } from './request-ways.ts';
import { readSqlConditions } from './sql-conditions.ts';

/** What the analysis needs beyond what findings need. */
export interface GuardInput extends FindingsInput {
  readonly models: ModelSet;
  readonly symbols: ProgramSymbols;
  readonly paths: PathTable;
  readonly classify: (isWanted: (value: number) => boolean) => Classification;
  readonly endpoints: readonly Endpoint[];
  /** What the configuration says about guards. */
  readonly configured: ConfiguredGuards;
  /** Whether decisions carry the ways of identifier and record. */
  readonly wantsWays: boolean;
  readonly importedValues: (module: number, importId: number) => readonly ExportTarget[];
}

/** A value that decides which records a query concerns. */
export interface FilterPort {
  /** Global value. */
  readonly node: number;
  /** Field names below it. */
  readonly path: readonly string[];
  /** Column that a value put into SQL text is compared with; absent where the path says it. */
  readonly column?: string;
  /** Global value of the call of a chain that it is given to: `builder.andWhere(…)`; absent where it is the query's own. */
  readonly call?: number;
}

/** A query that was found by how the code is written, not by a model; it brings its filter along. */
export interface FoundQuery extends QuerySite {
  readonly ports: readonly FilterPort[];
}

/** Values at the places that a query filters by, whoever found it. */
export function portsOfQuery(program: Program, query: QuerySite | FoundQuery): readonly FilterPort[] {
  return 'ports' in query ? query.ports : filterPortsOf(program, query);
}

/** See the head of this file. */
export interface GuardContext {
  readonly input: GuardInput;
  readonly flow: GuardFlow;
  /** By which names values were read from the request. */
  readonly ways: RequestWays;
  readonly queries: readonly QuerySite[];
  /** Parallel to queries. */
  readonly filters: readonly (readonly FilterPort[])[];
  /** Query of each call that is one, by global value. */
  readonly queryOfValue: ReadonlyMap<number, number>;
}

/** Module, local function index and record of a global function. */
export function functionAt(
  program: Program,
  f: number,
): { readonly module: ProgramModule; readonly local: number } | undefined {
  const module = program.modules[program.moduleOfFunction[f] ?? 0];
  const local = f - (module?.functionBase ?? 0);
  return module?.ir.functions[local] ? { module, local } : undefined;
}

/** Instructions of a function as a half-open range of module-wide indexes. */
export function instructionsOf(module: ProgramModule, local: number): readonly [number, number] {
  const record = module.ir.functions[local];
  const first = record?.firstInstruction ?? 0;
  return [first, first + (record?.instructionCount ?? 0)];
}

/** Values at the places that a query filters by. */
function filterPortsOf(program: Program, query: QuerySite): readonly FilterPort[] {
  const module = program.modules[query.module];
  if (!module) return [];
  return query.statement ? sqlPorts(module, query, query.statement) : modelPorts(module, query.filters);
}

function modelPorts(module: ProgramModule, filters: QuerySite['filters']): FilterPort[] {
  const out: FilterPort[] = [];
  for (const { call, port } of filters) {
    if (port.port !== 'argument') continue;
    const count = argumentCount(module, call);
    const last = port.argument < 0 ? count - 1 : Math.min(port.argumentEnd, count - 1);
    for (let k = Math.max(0, port.argument); k <= last; k++) {
      const argument = argumentAt(module, call, k);
      if (argument < 0) continue;
      const path = namesOf(port.path);
      const at = module.valueBase + call;
      out.push({ node: module.valueBase + argument, path, call: at });
      for (const result of conditionsGiven(module, argument, path))
        out.push({ node: module.valueBase + result, path: [], call: at });
    }
  }
  return out;
}

/** What a filter that is written as a function gives back: `where: (t, { eq }) => eq(t.id, id)`. */
function conditionsGiven(module: ProgramModule, argument: number, path: readonly string[]): number[] {
  const { ir } = module;
  let at = argument;
  let depth = 0;
  for (let steps = 0; at >= 0 && steps < 200; steps++) {
    const op = ir.op[at];
    const name = path[depth];
    if (op === Op.Func) break;
    if (op === Op.Store && name !== undefined && ir.strings[ir.b[at] ?? 0] === name) {
      at = ir.c[at] ?? -1;
      depth++;
    } else if (op === Op.Store || op === Op.Copy || op === Op.Post) at = ir.a[at] ?? -1;
    else return [];
  }
  if (at < 0 || ir.op[at] !== Op.Func || depth < path.length) return [];
  const [first, end] = instructionsOf(module, ir.a[at] ?? -1);
  const out: number[] = [];
  for (let i = first; i < end; i++) if (ir.op[i] === Op.Ret && (ir.a[i] ?? -1) >= 0) out.push(ir.a[i] ?? -1);
  return out;
}

/** Of what is put into SQL text, that which stands in its conditions; all of it if the text is not known. */
function sqlPorts(
  module: ProgramModule,
  query: QuerySite,
  text: NonNullable<QuerySite['statement']>,
): FilterPort[] {
  const { ir, valueBase } = module;
  const statement = sqlStatementOf(module, text.call, text.model);
  const bound: FilterPort[] = [
    ...modelPorts(module, query.filters),
    ...(statement?.filled ?? []).map((value) => ({ node: valueBase + value, path: [] })),
  ];
  const conditions = statement && readSqlConditions(statement.text);
  if (!statement || !conditions) return bound;
  const out: FilterPort[] = [];
  /** Column of each value that is bound by its position. */
  const byPosition = new Map(conditions.numbered);
  statement.holes.forEach((value, hole) => {
    const column = conditions.holes.get(hole);
    if (column === undefined) return;
    if (value >= 0) out.push({ node: valueBase + value, path: [], column });
    else byPosition.set(statement.holes.slice(0, hole).filter((other) => other < 0).length, column);
  });
  const placeholders = statement.holes.filter((value) => value < 0).length || conditions.numbered.size;
  const isSpread = placeholders > 0 && bound.length >= placeholders;
  bound.forEach((port, position) => {
    const value = madeAt(module, port.node - valueBase);
    if (conditions.named.size > 0) {
      for (const [name, column] of conditions.named)
        out.push({ node: port.node, path: [...port.path, name], column });
    } else if (value >= 0 && ir.op[value] === Op.Arr && port.path.length === 0) {
      const list = ir.a[value] ?? 0;
      for (const [index, column] of byPosition) {
        const element = index < (ir.args[list] ?? 0) ? (ir.args[list + 1 + index] ?? -1) : -1;
        if (element >= 0) out.push({ node: valueBase + element, path: [], column });
      }
    } else if (isSpread && port.path.length === 0) {
      // `statement.get(id, owner)`: one argument for each placeholder.
      const column = byPosition.get(position);
      if (column !== undefined) out.push({ ...port, column });
    } else if (port.path.length > 0 && byPosition.size > 0 && byPosition.size <= maxPositions) {
      for (const [index, column] of byPosition)
        out.push({ node: port.node, path: [...port.path, String(index)], column });
    } else out.push(port);
  });
  return out;
}

/** Elements of a list that are told apart. */
const maxPositions = 10;

/** The instruction that made a value, behind copies and single-assigned variables; -1 if there is none. */
function madeAt(module: ProgramModule, value: number): number {
  const { ir } = module;
  let at = value;
  for (let steps = 0; at >= 0 && steps < 20; steps++) {
    const op = ir.op[at];
    if (op === Op.Copy || op === Op.Post || op === Op.Pi) at = ir.a[at] ?? -1;
    else if (op === Op.CellGet) at = ir.cells[ir.a[at] ?? 0]?.singleValue ?? -1;
    else return at;
  }
  return at;
}
