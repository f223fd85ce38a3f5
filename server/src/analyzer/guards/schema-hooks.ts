/**
 * What hooks of a schema or model add to whatever it is asked: `schema.pre(/^find/, function () { this.where({ … }) })`,
 * plugins of Mongoose, hooks, scopes and the default scope of Sequelize.
 *
 * From the queries of models to the same queries with the conditions of the functions that run before them. A hook
 * belongs to a query if it is set on the schema or model that the query's receiver was made by. A condition that some
 * way through its function goes around is not counted, and the function is only named.
 */
import { argumentAt } from '../callgraph/call-arguments.ts';
import { queryChain } from '../callgraph/query-chain.ts';
import type { QuerySite } from '../callgraph/query-sites.ts';
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import { fieldName, methodName } from './condition-shapes.ts';
import { maySkip } from './endpoints/conditional.ts';
import {
  elementsOf,
  fieldsOf,
  nameOfValue,
  originOf,
  placeOf,
  returnedValue,
  textOf,
} from './endpoints/value-origin.ts';
import {
  type FilterPort,
  functionAt,
  type GuardInput,
  instructionsOf,
  portsOfQuery,
} from './guard-context.ts';
import type { ScopedQuery } from './scoped-clients.ts';

/** One function that runs before queries of a kind. */
interface Hook {
  /** Global function. */
  readonly f: number;
  /** Whether it runs before a query of this method. */
  readonly runsBefore: (method: string) => boolean;
}

/** Hooks by the value (global) of the schema, model or connection that they are set on. */
interface Hooks {
  readonly byOwner: ReadonlyMap<number, readonly Hook[]>;
  /** Schema of a model, by the call that made the model and by the model's name. */
  readonly schemaOfModel: ReadonlyMap<number | string, number>;
}

/** Conditions and functions that stand around one query. */
interface Added {
  readonly ports: readonly FilterPort[];
  readonly around: readonly number[];
  readonly isRead: boolean;
}

const settingCall = /^(?:pre|plugin|addHook|hook|beforeFind|beforeFindAfter\w+|beforeBulk\w+)$/;
/** Methods of a query, and of what `getQuery` gives, that add a condition. */
const narrowing = /^(?:where|find|findOne|and|setQuery|match|merge|equals|eq)$/;
const filterReader = /^(?:getQuery|getFilter)$/;
/** The middleware that Mongoose runs for methods by id. */
const methodBehind: ReadonlyMap<string, string> = new Map([
  ['findById', 'findOne'],
  ['findByIdAndUpdate', 'findOneAndUpdate'],
  ['findByIdAndDelete', 'findOneAndDelete'],
  ['findByIdAndRemove', 'findOneAndDelete'],
  ['findOneAndRemove', 'findOneAndDelete'],
]);

/** Whether functions may be set to run before queries of a schema. */
export function hasHooks(schema: string): boolean {
  return schema === 'mongoose' || schema === 'sequelize';
}

/** Whether a module may set hooks, or name a model: what queries of other modules may depend on. */
export function mayHook(module: ProgramModule): boolean {
  const isSetting = (name: string): boolean => name === 'model' || settingCall.test(name);
  const { ir } = module;
  if (!ir.strings.some(isSetting)) return false;
  if (ir.imports.some(({ name }) => isSetting(name))) return true;
  for (let i = ir.op.indexOf(Op.Call); i >= 0; i = ir.op.indexOf(Op.Call, i + 1))
    if (isSetting(methodName(module, i))) return true;
  return false;
}

/** The queries, those whose schema or model has hooks or scopes with what these add. */
export function withSchemaHooks(input: GuardInput, queries: readonly QuerySite[]): readonly QuerySite[] {
  if (!queries.some(({ model }) => hasHooks(model.schema))) return queries;
  const hooks = collectHooks(input);
  return queries.map((query) => {
    const added =
      query.model.schema === 'mongoose'
        ? addedByMongoose(input, hooks, query)
        : query.model.schema === 'sequelize'
          ? addedBySequelize(input, hooks, query)
          : undefined;
    if (!added || (added.ports.length === 0 && added.around.length === 0)) return query;
    const scoped: ScopedQuery = {
      ...query,
      ports: [...portsOfQuery(input.program, query), ...added.ports],
      around: added.around,
      isRead: added.isRead,
    };
    return scoped;
  });
}

function collectHooks(input: GuardInput): Hooks {
  const byOwner = new Map<number, Hook[]>();
  const plugins: { readonly owner: number; readonly f: number }[] = [];
  const schemaOfModel = new Map<number | string, number>();
  for (const value of input.callGraph.sites) {
    const place = placeOf(input, value);
    if (place?.module.ir.op[place.local] !== Op.Call || place.module.facts.isTest) continue;
    const { module, local } = place;
    const callee = module.ir.a[local] ?? -1;
    const isImported = callee >= 0 && module.ir.op[callee] === Op.Import;
    const name = isImported ? nameOfValue(input, module.valueBase + callee) : methodName(module, local);
    if (name === 'model') addModel(module, local, value);
    if (!settingCall.test(name) || (module.ir.b[local] ?? -1) < 0) continue;
    const owner = originOf(input, module.valueBase + (module.ir.b[local] ?? -1), 0);
    const given = handedFunctions(input, module, local);
    for (const f of given) {
      if (name === 'plugin') plugins.push({ owner, f });
      else push(owner, { f, runsBefore: whenOf(input, module, local, name) });
    }
  }
  // What a plugin sets on the schema it is given is set on that schema.
  for (const { owner, f } of plugins) {
    const at = functionAt(input.program, f);
    const parameter = at?.module.ir.functions[at.local]?.params[0]?.value ?? -1;
    if (!at || parameter < 0) continue;
    for (const hook of byOwner.get(originOf(input, at.module.valueBase + parameter, 0)) ?? [])
      push(owner, hook);
  }
  return { byOwner, schemaOfModel };

  function push(owner: number, hook: Hook): void {
    const known = byOwner.get(owner);
    if (known) known.push(hook);
    else byOwner.set(owner, [hook]);
  }

  function addModel(module: ProgramModule, local: number, value: number): void {
    const [named, schema] = [argumentAt(module, local, 0), argumentAt(module, local, 1)];
    if (schema < 0) return;
    const origin = originOf(input, module.valueBase + schema, 0);
    schemaOfModel.set(value, origin);
    const text = named < 0 ? undefined : textOf(input, module.valueBase + named);
    if (text !== undefined) schemaOfModel.set(text.toLowerCase(), origin);
  }
}

/** Functions among the arguments of a call. */
function handedFunctions(input: GuardInput, module: ProgramModule, call: number): readonly number[] {
  const out: number[] = [];
  for (let k = 0; k < 3; k++) {
    const argument = argumentAt(module, call, k);
    if (argument >= 0) out.push(...input.callGraph.functionsOf(module.valueBase + argument));
  }
  return out;
}

/** When a hook runs, by what it is set for: a method, a list of them, the beginning of their names. */
function whenOf(input: GuardInput, module: ProgramModule, call: number, name: string): Hook['runsBefore'] {
  const first = argumentAt(module, call, 0);
  if (name !== 'pre' && name !== 'addHook' && name !== 'hook') return (method) => runsBefore(name, method);
  const place = first < 0 ? undefined : placeOf(input, originOf(input, module.valueBase + first, 0));
  const constant =
    place?.module.ir.op[place.local] === Op.Const
      ? place.module.ir.constants[place.module.ir.a[place.local] ?? 0]
      : undefined;
  if (constant?.kind === 'regexp') {
    const words = constant.value.match(/[A-Za-z]+/g) ?? [];
    const isStart = constant.value.startsWith('^');
    return (method) =>
      words.some((word) => (isStart ? method.startsWith(word) : method.includes(word))) || words.length === 0;
  }
  const names =
    first < 0 ? [] : elementsOf(input, module.valueBase + first).flatMap((one) => textOf(input, one) ?? []);
  return (method) => names.some((one) => one === method || runsBefore(one, method));
}

/** Whether a hook of Sequelize runs before a method. */
function runsBefore(hook: string, method: string): boolean {
  if (/^beforeFind/.test(hook)) return method.startsWith('find');
  if (hook === 'beforeCount') return method === 'count';
  if (hook === 'beforeBulkUpdate') return method === 'update';
  return hook === 'beforeBulkDestroy' && method === 'destroy';
}

function addedByMongoose(input: GuardInput, hooks: Hooks, query: QuerySite): Added | undefined {
  if (hooks.byOwner.size === 0) return undefined;
  const schemas = new Set<number>();
  for (const root of rootsOf(input, query)) {
    const schema = hooks.schemaOfModel.get(root);
    if (schema !== undefined) schemas.add(schema);
  }
  if (schemas.size === 0) {
    const named = hooks.schemaOfModel.get(query.resource.toLowerCase());
    if (named !== undefined) schemas.add(named);
  }
  const asked = lastName(input, query);
  const method = methodBehind.get(asked) ?? asked;
  const found = [...hooks.byOwner].flatMap(([owner, list]) =>
    schemas.has(owner) || nameOfValue(input, owner) === 'mongoose' ? list : [],
  );
  return joined(found.filter((hook) => hook.runsBefore(method)).map((hook) => addedByQueryHook(input, hook)));
}

function joined(all: readonly Added[]): Added {
  return {
    ports: all.flatMap(({ ports }) => ports),
    around: all.flatMap(({ around }) => around),
    isRead: all.every(({ isRead }) => isRead),
  };
}

/** Conditions that a function adds to the query it is called on: `this.where({ … })`. */
function addedByQueryHook(input: GuardInput, { f }: Hook): Added {
  const at = functionAt(input.program, f);
  const ports: FilterPort[] = [];
  let isRead = true;
  if (!at) return { ports, around: [f], isRead };
  const { module, local } = at;
  const { ir, valueBase } = module;
  const [first, end] = instructionsOf(module, local);
  for (let i = first; i < end; i++) {
    if (ir.op[i] === Op.Store && isFilterOfThis(module, ir.a[i] ?? -1))
      add(i, { node: valueBase + (ir.c[i] ?? -1), path: [], column: ir.strings[ir.b[i] ?? 0] ?? '' });
    if (ir.op[i] !== Op.Call || !isOfThis(module, ir.b[i] ?? -1)) continue;
    const method = methodName(module, i);
    const [one, two] = [argumentAt(module, i, 0), argumentAt(module, i, 1)];
    if (one < 0) continue;
    if (method === 'unshift') add(i, { node: valueBase + one, path: ['$match'] });
    else if (narrowing.test(method)) add(i, { node: valueBase + (two < 0 ? one : two), path: [] });
  }
  return { ports, around: [f], isRead };

  function add(i: number, port: FilterPort): void {
    if (maySkip(ir, i)) isRead = false;
    else ports.push(port);
  }
}

/** Whether a value is `this`, or what calls on it give. */
function isOfThis(module: ProgramModule, value: number): boolean {
  const { ir } = module;
  let at = value;
  for (let steps = 0; at >= 0 && steps < 20; steps++) {
    const op = ir.op[at];
    if (op === Op.This) return true;
    if (op === Op.Call) at = ir.b[at] ?? -1;
    else if (op === Op.Copy || op === Op.Post || op === Op.Pi) at = ir.a[at] ?? -1;
    else return false;
  }
  return false;
}

/** `this.getQuery()`, `this.getFilter()`, `this._conditions`, or a newer version of one. */
function isFilterOfThis(module: ProgramModule, value: number): boolean {
  const { ir } = module;
  let at = value;
  for (let steps = 0; at >= 0 && steps < 20; steps++) {
    const op = ir.op[at];
    if (op === Op.Call) return filterReader.test(methodName(module, at)) && isOfThis(module, ir.b[at] ?? -1);
    if (op === Op.Load) return fieldName(module, at) === '_conditions' && isOfThis(module, ir.a[at] ?? -1);
    if (op !== Op.Copy && op !== Op.Post && op !== Op.Pi && op !== Op.Store) return false;
    at = ir.a[at] ?? -1;
  }
  return false;
}

function addedBySequelize(input: GuardInput, hooks: Hooks, query: QuerySite): Added {
  const method = lastName(input, query);
  const roots = rootsOf(input, query);
  const options = roots.flatMap((root) => optionsOfModel(input, root));
  const asked = scopesAsked(input, query);
  const all: Added[] = [];
  for (const [owner, list] of hooks.byOwner) {
    const place = placeOf(input, owner);
    // Hooks of a connection run for all of its models.
    const isConnection = place?.module.ir.op[place.local] === Op.New;
    if (!roots.includes(owner) && !isConnection) continue;
    for (const hook of list) if (hook.runsBefore(method)) all.push(addedByOptionsHook(input, hook.f));
  }
  for (const option of options) {
    const set = option.get('hooks');
    for (const [name, value] of set === undefined ? [] : fieldsOf(input, set))
      if (runsBefore(name, method))
        for (const one of elementsOf(input, value))
          for (const f of input.callGraph.functionsOf(one)) all.push(addedByOptionsHook(input, f));
    const standing = option.get('defaultScope');
    if (standing !== undefined && !asked.isUnscoped) all.push(whereOf(input, standing));
    const named = option.get('scopes');
    if (named !== undefined)
      for (const [name, scope] of fieldsOf(input, named))
        if (asked.names.has(name)) all.push(whereOf(input, scope));
  }
  return joined([...all, { ports: asked.given, around: [], isRead: true }]);
}

/** Options of a model: of `define(name, columns, options)`, or of `X.init(columns, options)` for a class. */
function optionsOfModel(input: GuardInput, root: number): readonly ReadonlyMap<string, number>[] {
  const place = placeOf(input, root);
  if (!place) return [];
  const { module, local } = place;
  if (module.ir.op[local] === Op.Call) {
    const given = argumentAt(module, local, 2);
    return given < 0 ? [] : [fieldsOf(input, module.valueBase + given)];
  }
  if (module.ir.op[local] !== Op.Class) return [];
  const out: ReadonlyMap<string, number>[] = [];
  for (let i = 0; i < module.ir.op.length; i++) {
    if (module.ir.op[i] !== Op.Call || methodName(module, i) !== 'init') continue;
    if (originOf(input, module.valueBase + (module.ir.b[i] ?? -1), 0) !== root) continue;
    const given = argumentAt(module, i, 1);
    if (given >= 0) out.push(fieldsOf(input, module.valueBase + given));
  }
  return out;
}

/** The condition of a scope: an object, or a function that gives one. */
function whereOf(input: GuardInput, scope: number): Added {
  const functions = input.callGraph.functionsOf(scope);
  if (functions.length === 0) return { ports: [{ node: scope, path: ['where'] }], around: [], isRead: true };
  const results = functions.flatMap((f) => {
    const result = returnedValue(input, f);
    return result < 0 ? [] : [{ node: result, path: ['where'] }];
  });
  return { ports: results, around: functions, isRead: true };
}

/** Scopes that the chain of a query asks for, and what it gives to them: `X.scope({ method: ['of', id] })`. */
function scopesAsked(
  input: GuardInput,
  query: QuerySite,
): {
  readonly names: ReadonlySet<string>;
  readonly given: readonly FilterPort[];
  readonly isUnscoped: boolean;
} {
  const names = new Set<string>();
  const given: FilterPort[] = [];
  let isUnscoped = false;
  const module = input.program.modules[query.module];
  let at = module?.ir.b[query.value - (module?.valueBase ?? 0)] ?? -1;
  for (let steps = 0; module && at >= 0 && steps < 20; steps++) {
    const { ir, valueBase } = module;
    if (ir.op[at] === Op.Copy || ir.op[at] === Op.Post || ir.op[at] === Op.Await) at = ir.a[at] ?? -1;
    else if (ir.op[at] === Op.CellGet) at = ir.cells[ir.a[at] ?? 0]?.singleValue ?? -1;
    else if (ir.op[at] === Op.Call) {
      const method = methodName(module, at);
      // A scope that is named takes the place of the standing one, unless that is named too.
      if (method === 'unscoped' || method === 'scope') isUnscoped = true;
      const argument = method === 'scope' ? argumentAt(module, at, 0) : -1;
      for (const one of argument < 0 ? [] : elementsOf(input, valueBase + argument)) {
        const text = textOf(input, one);
        if (text !== undefined) {
          names.add(text);
          if (text === 'defaultScope') isUnscoped = false;
          continue;
        }
        const call = fieldsOf(input, one).get('method');
        const [name, ...values] = call === undefined ? [] : elementsOf(input, call);
        if (name !== undefined) for (const node of values) given.push({ node, path: [] });
      }
      at = ir.b[at] ?? -1;
    } else break;
  }
  return { names, given, isUnscoped };
}

/** Conditions that a function puts into the options it is given: `options.where = { … }`. */
function addedByOptionsHook(input: GuardInput, f: number): Added {
  const at = functionAt(input.program, f);
  const ports: FilterPort[] = [];
  let isRead = true;
  if (!at) return { ports, around: [f], isRead };
  const { module, local } = at;
  const { ir, valueBase } = module;
  const [first, end] = instructionsOf(module, local);
  for (let i = first; i < end; i++) {
    if (
      ir.op[i] !== Op.Store ||
      ir.strings[ir.b[i] ?? 0] !== 'where' ||
      !isFirstParameter(module, ir.a[i] ?? -1)
    )
      continue;
    if (maySkip(ir, i)) isRead = false;
    else ports.push({ node: valueBase + (ir.c[i] ?? -1), path: [] });
  }
  return { ports, around: [f], isRead };
}

function isFirstParameter(module: ProgramModule, value: number): boolean {
  const { ir } = module;
  let at = value;
  for (let steps = 0; at >= 0 && steps < 40; steps++) {
    const op = ir.op[at];
    if (op === Op.Param) return ir.a[at] === 0;
    if (op !== Op.Store && op !== Op.Copy && op !== Op.Post && op !== Op.Pi && op !== Op.Spread) return false;
    at = ir.a[at] ?? -1;
  }
  return false;
}

/** What made the model that a query is asked of (global values). */
function rootsOf(input: GuardInput, query: QuerySite): readonly number[] {
  const module = input.program.modules[query.module];
  if (!module) return [];
  const { roots } = queryChain(module, input.callGraph, input.models, query.value - module.valueBase);
  return roots.map((root) => originOf(input, module.valueBase + root, 0));
}

function lastName(input: GuardInput, query: QuerySite): string {
  const name = query.site < 0 ? '' : input.callGraph.calleeName(query.site);
  return name.slice(name.lastIndexOf('.') + 1);
}
