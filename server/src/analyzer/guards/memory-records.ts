/**
 * Records that a program keeps in memory: lists, maps and tables at the level of a module, as small services, mock
 * back ends and exercises have them.
 *
 * From the functions of endpoints to look-ups of such a store by a condition or a key, as queries: the values that are
 * compared stand for the filter, and the fields that its objects are made with for the schema. A store whose objects
 * have no field that is known as patient data gives nothing.
 */
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import type { QuerySite } from '../callgraph/query-sites.ts';
import { appendSeeds } from '../classification/append-seeds.ts';
import type { Classification } from '../classification/classification.ts';
import { createNameClassifier } from '../classification/classify-name.ts';
import type { Seed } from '../classification/seed-collector.ts';
import { elementSegment } from '../classification/seed-collector.ts';
import { Op } from '../ir/opcode.ts';
import { usesOf } from '../ir/uses.ts';
import type { ProgramModule } from '../program/program.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { RecordQuery } from '../rules/model.ts';
import { fieldName, methodName } from './condition-shapes.ts';
import { fieldsOf, nameOfValue, originOf } from './endpoints/value-origin.ts';
import type { FilterPort, FoundQuery, GuardInput } from './guard-context.ts';
import { functionAt, instructionsOf } from './guard-context.ts';
import { equalityOf } from './role-tests.ts';

/** A look-up, with what a model would say of it. */
export interface MemoryQuery extends FoundQuery {
  /** Names of the fields that objects of the store are made with. */
  readonly fields: readonly string[];
  /** Path from the value to one record. */
  readonly recordPath: readonly string[];
  /** Changes (global values of instructions) of the record that was found, by writing into it. */
  readonly writes: readonly number[];
}

/** Whether a query is a look-up in memory. */
export function isMemoryQuery(query: QuerySite | undefined): query is MemoryQuery {
  return query?.model.schema === memory;
}

/** Stands where a model names the language of a schema. */
const memory = 'memory';
/** Fields of a store that are looked at. */
const maxFields = 60;
const maxSteps = 20;

/** Collects the look-ups in these functions (global), in order of value. */
export function collectMemoryQueries(input: GuardInput, functions: ReadonlySet<number>): MemoryQuery[] {
  const found: { readonly store: string; readonly build: (fields: readonly string[]) => MemoryQuery }[] = [];
  for (const f of functions) {
    const at = functionAt(input.program, f);
    if (!at) continue;
    const { module } = at;
    const [first, end] = instructionsOf(module, at.local);
    for (let i = first; i < end; i++) {
      for (const lookup of lookupsAt(input, module, i)) {
        const { store, ports } = lookup;
        if (ports.length === 0) continue;
        const build = (fields: readonly string[]): MemoryQuery => ({
          site: -1,
          value: module.valueBase + lookup.value,
          module: module.index,
          model: modelOf(lookup.operation),
          resource: store.name,
          statement: undefined,
          filters: [],
          isProjected: false,
          ports,
          fields,
          recordPath: lookup.operation === 'list' ? [elementSegment] : [],
          writes: lookup.operation === 'read' ? writesTo(module, lookup.value) : [],
        });
        found.push({ store: store.key, build });
      }
    }
  }
  if (found.length === 0) return [];
  const fields = fieldsOfStores(input, new Set(found.map(({ store }) => store)));
  return found
    .flatMap(({ store, build }) => {
      const names = [...(fields.get(store) ?? [])].sort();
      return names.length > 1 ? [build(names)] : [];
    })
    .sort((a, b) => a.value - b.value);
}

function modelOf(operation: RecordQuery['operation']): RecordQuery {
  return {
    operation,
    resource: { from: 'receiver-member', argument: -1 },
    filters: [],
    projections: [],
    data: [],
    result: undefined,
    schema: memory,
  };
}

/** What the values of the look-ups are known to be, added to what is known of others. */
export function withMemoryRecords(
  classification: Classification,
  queries: readonly MemoryQuery[],
  catalog: DataTypeCatalog,
): Classification {
  if (queries.length === 0) return classification;
  const names = createNameClassifier(catalog);
  const seeds = queries.flatMap((query) =>
    query.fields.flatMap((field): readonly Seed[] => {
      const found = names.classify([query.resource.replace(/s$/i, ''), field]);
      if (!found) return [];
      const evidence = `field ${field} of the records in "${query.resource}"`;
      return [{ ...found, value: query.value, path: [...query.recordPath, field], evidence }];
    }),
  );
  return appendSeeds(classification, seeds);
}

/** A store: a value at the level of a module. */
interface Store {
  readonly key: string;
  readonly name: string;
}

interface Lookup {
  readonly store: Store;
  /** File-local value of the record or list, or of what changes the store. */
  readonly value: number;
  readonly operation: RecordQuery['operation'];
  readonly ports: readonly FilterPort[];
}

function lookupsAt(input: GuardInput, module: ProgramModule, i: number): readonly Lookup[] {
  const { ir, valueBase } = module;
  if (ir.op[i] === Op.LoadX) {
    const store = storeOf(input, module, ir.a[i] ?? -1);
    const index = ir.b[i] ?? -1;
    // A position that was looked for stands for what it was found by.
    if (!store || index < 0 || isCallOf(module, index, /^find(Last)?Index$/)) return [];
    return [
      { store, value: i, operation: 'read', ports: [{ node: valueBase + index, path: [], column: 'id' }] },
    ];
  }
  const receiver = ir.op[i] === Op.Call ? (ir.b[i] ?? -1) : -1;
  const method = receiver < 0 ? '' : methodName(module, i);
  if (!/^(find|findLast|filter|findIndex|findLastIndex|get)$/.test(method)) return [];
  const store = storeOf(input, module, receiver);
  const argument = argumentAt(module, i, 0);
  if (!store || argument < 0) return [];
  if (method === 'get')
    return [
      { store, value: i, operation: 'read', ports: [{ node: valueBase + argument, path: [], column: 'id' }] },
    ];
  const { ports, isExcluding } = comparedIn(input, valueBase + argument);
  if (/Index$/.test(method)) return atPosition(module, i).map((use) => ({ store, ports, ...use }));
  if (method !== 'filter') return isExcluding ? [] : [{ store, value: i, operation: 'read', ports }];
  if (!isExcluding) return [{ store, value: i, operation: 'list', ports }];
  // `list = list.filter((one) => one.id !== id)`
  return isPutBack(module, i, store) ? [{ store, value: i, operation: 'delete', ports }] : [];
}

function isPutBack(module: ProgramModule, value: number, store: Store): boolean {
  const { ir } = module;
  const { start, users } = usesOf(ir);
  for (let k = start[value] ?? 0; k < (start[value + 1] ?? 0); k++) {
    const user = users[k] ?? -1;
    if (ir.op[user] === Op.CellSet && store.key === `${module.index}:${ir.a[user] ?? 0}`) return true;
  }
  return false;
}

/** What is done at a position of a list that was looked for. */
function atPosition(
  module: ProgramModule,
  index: number,
): readonly { readonly value: number; readonly operation: RecordQuery['operation'] }[] {
  const { ir } = module;
  const out: { value: number; operation: RecordQuery['operation'] }[] = [];
  const { start, users } = usesOf(ir);
  const work = [index];
  const seen = new Set(work);
  while (work.length > 0) {
    const value = work.pop() ?? -1;
    for (let k = start[value] ?? 0; k < (start[value + 1] ?? 0); k++) {
      const user = users[k] ?? -1;
      if (seen.has(user)) continue;
      seen.add(user);
      const op = ir.op[user];
      if (op === Op.Copy || op === Op.Pi) work.push(user);
      else if (op === Op.LoadX && ir.b[user] === value) out.push({ value: user, operation: 'read' });
      else if (op === Op.StoreX && ir.b[user] === value) out.push({ value: user, operation: 'update' });
      else if (op === Op.Call && methodName(module, user) === 'splice')
        out.push({ value: user, operation: 'delete' });
    }
  }
  return out;
}

/** Values that the elements are compared with in the condition of a look-up. */
function comparedIn(
  input: GuardInput,
  callback: number,
): { readonly ports: readonly FilterPort[]; readonly isExcluding: boolean } {
  const ports: FilterPort[] = [];
  let isExcluding = false;
  for (const f of input.callGraph.functionsOf(callback)) {
    const at = functionAt(input.program, f);
    if (!at) continue;
    const { ir, valueBase } = at.module;
    const [first, end] = instructionsOf(at.module, at.local);
    for (let i = first; i < end; i++) {
      const equality = ir.op[i] === Op.Cmp ? equalityOf(ir.c[i] ?? 0) : undefined;
      if (equality === undefined) continue;
      for (const [own, other] of [
        [ir.a[i] ?? -1, ir.b[i] ?? -1],
        [ir.b[i] ?? -1, ir.a[i] ?? -1],
      ] as const) {
        const column = fieldOfElement(at.module, own);
        if (column === '' || other < 0 || ir.op[other] === Op.Const) continue;
        if (equality === 'unequal') isExcluding = true;
        ports.push({ node: valueBase + other, path: [], column });
        break;
      }
    }
  }
  return { ports, isExcluding };
}

/** `id` of `u.id`, `String(u.id)`, `u._id.toString()`, where `u` is the element; empty if the value is nothing such. */
function fieldOfElement(module: ProgramModule, value: number): string {
  const { ir } = module;
  let at = value;
  let field = '';
  for (let steps = 0; at >= 0 && steps < maxSteps; steps++) {
    switch (ir.op[at]) {
      case Op.Load:
        field = fieldName(module, at);
        at = ir.a[at] ?? -1;
        break;
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
      case Op.Un:
        at = ir.a[at] ?? -1;
        break;
      case Op.Call:
        at = (ir.b[at] ?? -1) >= 0 ? (ir.b[at] ?? -1) : argumentAt(module, at, 0);
        break;
      case Op.Param:
        return (ir.a[at] ?? -1) === 0 ? field : '';
      default:
        return '';
    }
  }
  return '';
}

/** The store that a value is; undefined if it does not outlive a call. */
function storeOf(input: GuardInput, module: ProgramModule, value: number): Store | undefined {
  if (value < 0) return undefined;
  const { ir, valueBase } = module;
  let at = value;
  for (
    let steps = 0;
    steps < maxSteps && (ir.op[at] === Op.Copy || ir.op[at] === Op.Post || ir.op[at] === Op.Pi);
    steps++
  )
    at = ir.a[at] ?? -1;
  if (at < 0) return undefined;
  const name = nameOfValue(input, valueBase + at).replace(/^.*\./, '');
  if (ir.op[at] === Op.CellGet) {
    const cell = ir.cells[ir.a[at] ?? 0];
    if (cell?.functionId !== 0) return undefined;
    // A variable that is written anew (`list = list.filter(…)`) is the store itself.
    if (cell.singleValue < 0) return { key: `${module.index}:${ir.a[at] ?? 0}`, name: cell.name };
  }
  const origin = originOf(input, valueBase + at, 0);
  const home = input.moduleOf(origin);
  const local = origin - (home?.valueBase ?? 0);
  if (!home || (home.ir.functionOf[local] ?? -1) !== 0 || name === '') return undefined;
  switch (home.ir.op[local]) {
    case Op.Arr:
    case Op.Obj:
      return { key: String(origin), name };
    case Op.New:
      return /^(Map|Set|Array)$/.test(nameOfValue(input, home.valueBase + (home.ir.a[local] ?? 0)))
        ? { key: String(origin), name }
        : undefined;
    default:
      return undefined;
  }
}

/** Names of the fields of the objects that are put into these stores anywhere. */
function fieldsOfStores(
  input: GuardInput,
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const out = new Map<string, Set<string>>();
  const add = (key: string, value: number) => {
    const names = out.get(key) ?? new Set<string>();
    out.set(key, names);
    for (const name of fieldsOf(input, value).keys()) if (names.size < maxFields) names.add(name);
  };
  const addElements = (key: string, value: number) => {
    const origin = originOf(input, value, 0);
    const module = input.moduleOf(origin);
    const local = origin - (module?.valueBase ?? 0);
    if (module?.ir.op[local] === Op.Arr) {
      const list = module.ir.a[local] ?? 0;
      for (let k = 1; k <= (module.ir.args[list] ?? 0); k++)
        add(key, module.valueBase + (module.ir.args[list + k] ?? 0));
    } else if (module?.ir.op[local] === Op.Obj)
      for (const field of fieldsOf(input, value).values()) add(key, field);
  };
  for (const key of wanted) if (!key.includes(':')) addElements(key, newest(input, Number(key)));
  for (const module of input.program.modules) {
    const { ir, valueBase } = module;
    for (let i = 0; i < ir.op.length; i++) {
      if (ir.op[i] === Op.CellSet) {
        const key = `${module.index}:${ir.a[i] ?? 0}`;
        if (wanted.has(key)) addElements(key, valueBase + (ir.b[i] ?? 0));
      } else if (ir.op[i] === Op.StoreX) {
        const store = storeOf(input, module, ir.a[i] ?? -1);
        if (store && wanted.has(store.key)) add(store.key, valueBase + (ir.c[i] ?? 0));
      } else if (
        ir.op[i] === Op.Call &&
        (ir.b[i] ?? -1) >= 0 &&
        /^(push|unshift|set|add)$/.test(methodName(module, i))
      ) {
        const store = storeOf(input, module, ir.b[i] ?? -1);
        const argument = argumentAt(module, i, argumentCount(module, i) - 1);
        if (store && wanted.has(store.key) && argument >= 0) add(store.key, valueBase + argument);
      }
    }
  }
  return out;
}

/** The newest version of an object literal in the code that follows it. */
function newest(input: GuardInput, value: number): number {
  const module = input.moduleOf(value);
  if (!module || module.ir.op[value - module.valueBase] !== Op.Obj) return value;
  const { ir, valueBase } = module;
  let at = value - valueBase;
  for (let i = at + 1; i < ir.op.length; i++)
    if ((ir.op[i] === Op.Store || ir.op[i] === Op.StoreX || ir.op[i] === Op.Spread) && ir.a[i] === at) at = i;
  return valueBase + at;
}

function isCallOf(module: ProgramModule, value: number, methods: RegExp): boolean {
  const { ir } = module;
  let at = value;
  for (let steps = 0; steps < maxSteps && (ir.op[at] === Op.Copy || ir.op[at] === Op.Pi); steps++)
    at = ir.a[at] ?? -1;
  return at >= 0 && ir.op[at] === Op.Call && methods.test(methodName(module, at));
}

/** Writes into a record that was found, and what assigns to it as a whole. Global values. */
function writesTo(module: ProgramModule, record: number): readonly number[] {
  const { ir, valueBase } = module;
  const { start, users } = usesOf(ir);
  const out: number[] = [];
  const work = [record];
  const seen = new Set(work);
  for (let steps = 0; steps < 200 && work.length > 0; steps++) {
    const value = work.pop() ?? -1;
    for (let k = start[value] ?? 0; k < (start[value + 1] ?? 0); k++) {
      const user = users[k] ?? -1;
      if (seen.has(user)) continue;
      seen.add(user);
      const op = ir.op[user];
      if (op === Op.Copy || op === Op.Pi || op === Op.Post) work.push(user);
      else if ((op === Op.Store || op === Op.StoreX) && ir.a[user] === value) out.push(valueBase + user);
      else if (
        op === Op.Call &&
        methodName(module, user) === 'assign' &&
        argumentAt(module, user, 0) === value
      )
        out.push(valueBase + user);
    }
  }
  return out.sort((a, b) => a - b).slice(0, 1);
}

/**
 * Values (global) that a program looks up in memory by a credential of the request: `sessions[req.cookies.sid]`,
 * `tokens.get(token)`. Who presents the credential is who they are of.
 */
export function collectSessionLookups(input: GuardInput, functions: ReadonlySet<number>): number[] {
  const out: number[] = [];
  for (const f of functions) {
    const at = functionAt(input.program, f);
    if (!at) continue;
    const { module } = at;
    const { ir, valueBase } = module;
    const [first, end] = instructionsOf(module, at.local);
    for (let i = first; i < end; i++) {
      const isGet = ir.op[i] === Op.Call && methodName(module, i) === 'get';
      if (!isGet && ir.op[i] !== Op.LoadX) continue;
      const key = isGet ? argumentAt(module, i, 0) : (ir.b[i] ?? -1);
      if (!isCredential(module, key)) continue;
      if (storeOf(input, module, (isGet ? ir.b[i] : ir.a[i]) ?? -1)) out.push(valueBase + i);
    }
  }
  return out;
}

/** Whether a value was taken out of a cookie or a header, and not under the name of what anybody could claim to be. */
function isCredential(module: ProgramModule, value: number): boolean {
  const { ir } = module;
  let at = value;
  let name = '';
  for (let steps = 0; at >= 0 && steps < maxSteps; steps++) {
    switch (ir.op[at]) {
      case Op.Load:
        if (/^(cookies|signedCookies|headers)$/.test(fieldName(module, at)))
          return !/user|role|^id$|email|tenant|patient/i.test(name);
        name = fieldName(module, at) || name;
        at = ir.a[at] ?? -1;
        break;
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
      case Op.LoadX:
        at = ir.a[at] ?? -1;
        break;
      case Op.CellGet:
        at = ir.cells[ir.a[at] ?? 0]?.singleValue ?? -1;
        break;
      case Op.Call:
        at = ir.b[at] ?? -1;
        break;
      default:
        return false;
    }
  }
  return false;
}
