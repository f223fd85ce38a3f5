/**
 * Clients that add conditions to whatever they are asked: extensions and middleware of Prisma
 * (`prisma.$extends({ query: { $allModels: { $allOperations({ args, query }) { … } } } })`, `prisma.$use(…)`).
 *
 * From the queries of models to the same queries with the filters of the functions that run around them. Such a function
 * goes on by calling what it was handed, with what it made of the question. Where it goes on in several ways, what each
 * of them asks is not read, and the function is only named.
 */
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import { targetsOf } from '../callgraph/call-graph.ts';
import { queryChain } from '../callgraph/query-chain.ts';
import type { QuerySite } from '../callgraph/query-sites.ts';
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import { methodName } from './condition-shapes.ts';
import { fieldsOf, originOf } from './endpoints/value-origin.ts';
import {
  type FilterPort,
  type FoundQuery,
  functionAt,
  type GuardInput,
  instructionsOf,
  portsOfQuery,
} from './guard-context.ts';

/** A query that is asked through such a client. */
export interface ScopedQuery extends FoundQuery {
  /** Functions (global) that run around it. */
  readonly around: readonly number[];
  /** Whether all conditions that they add are among the ports. */
  readonly isRead?: boolean;
}

/** How a function around queries is written. */
interface Scope {
  readonly f: number;
  /** Path of the filter in what it goes on with. */
  readonly path: readonly string[];
}

const schema = 'prisma';

/** The queries, those that are asked through such a client with what it adds. */
export function withScopes(input: GuardInput, queries: readonly QuerySite[]): readonly QuerySite[] {
  const models = queries.filter(({ model }) => model.schema === schema);
  if (models.length === 0 || !mayScope(input)) return queries;
  const hooks = middlewareOf(input);
  return queries.map((query) => {
    if (query.model.schema !== schema || query.resource === '') return query;
    const scopes = clientsOf(input, query).flatMap((client) => [
      ...extensionsOf(input, client, query),
      ...(hooks.get(client) ?? []),
    ]);
    if (scopes.length === 0) return query;
    const added = scopes.flatMap((scope) => portOf(input, scope) ?? []);
    const scoped: ScopedQuery = {
      ...query,
      ports: [...portsOfQuery(input.program, query), ...added],
      around: scopes.map(({ f }) => f),
    };
    return scoped;
  });
}

/** Functions (global) that run around a query; none if it is asked plainly. */
export function functionsAround(query: QuerySite): readonly number[] {
  return 'around' in query ? (query as ScopedQuery).around : [];
}

/** Whether functions around a query may add conditions that are not known. */
export function hasUnreadScope(query: QuerySite): boolean {
  const { around, isRead } = query as Partial<ScopedQuery>;
  return around !== undefined && around.length > 0 && isRead !== true;
}

function mayScope({ program }: GuardInput): boolean {
  return program.modules.some(({ ir }) => ir.strings.some(isScopingText));
}

/** Whether a text names a method that puts something around the queries of a client. */
export function isScopingText(text: string): boolean {
  return text === '$extends' || text === '$use';
}

/** Values (global) that the client of a query is, outermost first: each that an extension was put on too. */
function clientsOf(input: GuardInput, query: QuerySite): readonly number[] {
  const module = input.program.modules[query.module];
  if (!module) return [];
  const { roots } = queryChain(module, input.callGraph, input.models, query.value - module.valueBase);
  const out = new Set<number>();
  for (const root of roots) {
    const holder = module.ir.op[root] === Op.Load ? (module.ir.a[root] ?? -1) : root;
    let at = holder < 0 ? -1 : madeAt(input, module.valueBase + holder);
    for (let steps = 0; at >= 0 && steps < 6 && !out.has(at); steps++) {
      out.add(at);
      const owner = input.moduleOf(at);
      const local = at - (owner?.valueBase ?? 0);
      if (!owner || owner.ir.op[local] !== Op.Call || methodName(owner, local) !== '$extends') break;
      at = madeAt(input, owner.valueBase + (owner.ir.b[local] ?? -1));
    }
  }
  return [...out];
}

/** The value that a client was made at: the call that extended it, if one did. */
function madeAt(input: GuardInput, value: number): number {
  let at = value;
  for (let steps = 0; steps < 30; steps++) {
    const module = input.moduleOf(at);
    const local = at - (module?.valueBase ?? 0);
    if (!module) return at;
    const { ir, valueBase } = module;
    let next = -1;
    switch (ir.op[local]) {
      case Op.Copy:
      case Op.Post:
      case Op.Pi:
      case Op.Await:
        next = valueBase + (ir.a[local] ?? -1);
        break;
      case Op.CellGet: {
        const single = ir.cells[ir.a[local] ?? 0]?.singleValue ?? -1;
        next = single < 0 ? -1 : valueBase + single;
        break;
      }
      case Op.Import: {
        const targets = input.importedValues(module.index, ir.a[local] ?? 0);
        const target = targets.find((one) => one.kind === 'value');
        next = target?.kind === 'value' ? target.value : -1;
        break;
      }
      case Op.Call:
        if (methodName(module, local) === '$extends') return at;
        next = onlyResult(input, at);
        break;
      // One of several clients is none that is known.
      case Op.Phi:
        return at;
      default:
        break;
    }
    if (next < 0) return originOf(input, at, 0);
    at = next;
  }
  return at;
}

/** What the one function that a call reaches gives back at its one end; -1 if there are several. */
function onlyResult({ callGraph, program }: GuardInput, call: number): number {
  const site = callGraph.siteOfValue[call] ?? -1;
  const targets = site < 0 ? [] : targetsOf(callGraph, site);
  const at = targets.length === 1 ? functionAt(program, targets[0] ?? -1) : undefined;
  if (!at) return -1;
  const { ir, valueBase } = at.module;
  const [first, end] = instructionsOf(at.module, at.local);
  let result = -1;
  for (let i = first; i < end; i++) {
    if (ir.op[i] !== Op.Ret || (ir.a[i] ?? -1) < 0) continue;
    if (result >= 0) return -1;
    result = valueBase + (ir.a[i] ?? 0);
  }
  return result;
}

/** What the extension that made a client runs around such queries. */
function extensionsOf(input: GuardInput, client: number, query: QuerySite): readonly Scope[] {
  const module = input.moduleOf(client);
  const local = client - (module?.valueBase ?? 0);
  if (module?.ir.op[local] !== Op.Call || methodName(module, local) !== '$extends') return [];
  const given = argumentAt(module, local, 0);
  const extension = given < 0 ? -1 : definedAs(input, module.valueBase + given);
  const asked = lastName(input, query);
  const out: Scope[] = [];
  const models = below(input, extension, 'query');
  for (const [name, operations] of models) {
    if (name === '$allOperations') add(operations);
    if (name !== '$allModels' && name.toLowerCase() !== query.resource.toLowerCase()) continue;
    for (const [operation, f] of fieldsOf(input, operations))
      if (operation === '$allOperations' || operation === asked) add(f);
  }
  return out;

  function add(value: number): void {
    for (const f of input.callGraph.functionsOf(value)) out.push({ f, path: ['where'] });
  }
}

/** `Prisma.defineExtension({ … })` is what it was given. */
function definedAs(input: GuardInput, value: number): number {
  const origin = originOf(input, value, 0);
  const module = input.moduleOf(origin);
  const local = origin - (module?.valueBase ?? 0);
  if (module?.ir.op[local] !== Op.Call || methodName(module, local) !== 'defineExtension') return value;
  const given = argumentAt(module, local, 0);
  return given < 0 ? value : module.valueBase + given;
}

function below(input: GuardInput, value: number, name: string): ReadonlyMap<string, number> {
  const field = value < 0 ? undefined : fieldsOf(input, value).get(name);
  return field === undefined ? new Map() : fieldsOf(input, field);
}

/** Functions that were handed to `$use`, by the client. */
function middlewareOf(input: GuardInput): ReadonlyMap<number, readonly Scope[]> {
  const out = new Map<number, Scope[]>();
  for (const value of input.callGraph.sites) {
    const module = input.moduleOf(value);
    const local = value - (module?.valueBase ?? 0);
    if (module?.ir.op[local] !== Op.Call || methodName(module, local) !== '$use') continue;
    const client = originOf(input, module.valueBase + (module.ir.b[local] ?? -1), 0);
    const given = argumentAt(module, local, 0);
    if (given < 0) continue;
    const known = out.get(client) ?? [];
    out.set(client, known);
    for (const f of input.callGraph.functionsOf(module.valueBase + given))
      known.push({ f, path: ['args', 'where'] });
  }
  return out;
}

/** The filter that a function goes on with; undefined if it goes on in several ways, or none is seen. */
function portOf(input: GuardInput, { f, path }: Scope): FilterPort | undefined {
  const at = functionAt(input.program, f);
  if (!at) return undefined;
  const { module, local } = at;
  const [first, end] = instructionsOf(module, local);
  const found: FilterPort[] = [];
  for (let i = first; i < end; i++) {
    if (module.ir.op[i] !== Op.Call || argumentCount(module, i) === 0) continue;
    if (isHandedIn(module, module.ir.a[i] ?? -1, path.length > 1))
      found.push({ node: module.valueBase + argumentAt(module, i, 0), path });
  }
  return found.length === 1 ? found[0] : undefined;
}

/** Whether a callee is what the function was handed to go on with: `query` of what it gets, or its second parameter. */
function isHandedIn({ ir }: ProgramModule, callee: number, isSecond: boolean): boolean {
  let name = '';
  for (let at = callee, steps = 0; at >= 0 && steps < 12; steps++) {
    if (ir.op[at] === Op.Param)
      return isSecond ? ir.a[at] === 1 && name === '' : ir.a[at] === 0 && name === 'query';
    if (ir.op[at] === Op.Load) {
      if (name !== '') return false;
      name = ir.strings[ir.b[at] ?? 0] ?? '';
    } else if (ir.op[at] !== Op.Copy && ir.op[at] !== Op.Pi && ir.op[at] !== Op.Post) return false;
    at = ir.a[at] ?? -1;
  }
  return false;
}

function lastName(input: GuardInput, query: QuerySite): string {
  const name = query.site < 0 ? '' : input.callGraph.calleeName(query.site);
  return name.slice(name.lastIndexOf('.') + 1);
}
