/**
 * Endpoints that calls register: `router.get(path, …)`, `app.use(…)`, `server.route({…})`, plugins with a prefix.
 *
 * Routers are told apart by the value that made them; what a router is mounted under, and the middleware registered
 * on it earlier, belong to the chain of its routes. A router that is mounted twice gives its routes twice.
 */
import { argumentAt, argumentCount } from '../../callgraph/call-arguments.ts';
import { Op } from '../../ir/opcode.ts';
import type { ProgramModule } from '../../program/program.ts';
import type { EndpointModel } from '../../rules/model.ts';
import { type ChainMember, chainFunctions, type Endpoint, type EndpointInput } from './endpoint.ts';
import { joinRoute, routeOfFile } from './route-path.ts';
import {
  callBehind,
  elementsOf,
  fieldsOf,
  nameOfValue,
  originOf,
  placeOf,
  runnableOf,
  textOf,
  textsOf,
  wordsOfValue,
} from './value-origin.ts';

interface Registration {
  readonly module: ProgramModule;
  readonly call: number;
  readonly value: number;
  readonly model: EndpointModel;
  /** In upper case; several where a list of methods is given. */
  readonly methods: readonly string[];
  /** Origin of the router it is registered on. */
  readonly router: number;
  /** Never empty; the empty text when none is known. */
  readonly paths: readonly string[];
  readonly isPathKnown: boolean;
  readonly members: readonly ChainMember[];
  /** Origins of routers given as handlers, and the first parameters of plugins. */
  readonly mounts: readonly number[];
}

/** What stands before the routes of a router, one way of getting there. */
interface Outside {
  readonly chain: readonly ChainMember[];
  readonly prefix: string;
}

/** Mounts inside of mounts, and ways to one router, that are looked at. */
const maxMountDepth = 8;
const maxWays = 8;

/** All of them, in order of registration. */
export function endpointsFromCalls(input: EndpointInput): readonly Endpoint[] {
  const registrations = collectRegistrations(input);
  const byRouter = groupBy(registrations, ({ router }) => [router]);
  const mountsOf = groupBy(registrations, ({ mounts }) => mounts);
  const folders = mountsByFile(input);
  const groups = groupsOf(input, registrations);
  const exported = new Map<ProgramModule, ReadonlyMap<number, string>>();
  const outsideOf = (router: number, registration: Registration, depth: number): readonly Outside[] => {
    if (depth > maxMountDepth) return [{ chain: [], prefix: '' }];
    const own = prefixOfRouter(input, router, byRouter.get(router) ?? []);
    const ways: Outside[] = [
      ...(folders.get(router) ?? []).map((prefix) => ({ chain: [], prefix: prefix + own })),
    ];
    for (const mount of mountsOf.get(router) ?? []) {
      for (const outer of outsideOf(mount.router, mount, depth + 1)) {
        for (const path of mount.paths) {
          if (ways.length >= maxWays) break;
          ways.push({
            chain: [...outer.chain, ...mount.members],
            prefix: outer.prefix + trimSlash(path) + own,
          });
        }
      }
    }
    if (ways.length === 0) ways.push({ chain: [], prefix: own });
    const before: ChainMember[] = [];
    for (const other of byRouter.get(router) ?? []) {
      if (other.model.method !== 'USE' || other.mounts.length > 0) continue;
      // In one module the order of the text decides; across modules the order is not known and counts as before.
      if (other.module === registration.module && other.call >= registration.call) continue;
      if (!other.paths.some((prefix) => registration.paths.some((path) => covers(prefix, path)))) continue;
      before.push(...other.members);
    }
    return ways.map(({ chain, prefix }) => ({ chain: [...chain, ...before], prefix }));
  };
  const endpoints: Endpoint[] = [];
  for (const registration of registrations) {
    if (!isRoute(registration.model.method)) continue;
    const handler = registration.members.at(-1);
    if (!handler) continue;
    for (const { chain, prefix } of outsideOf(registration.router, registration, 0)) {
      const steps = stepsBefore(input, registration);
      const members = [...chain, ...steps, ...registration.members.slice(0, -1)];
      const named = registration.model.pathArgument < 0 ? namesOf(groups, exported, registration) : [];
      for (const path of named.length > 0 ? named : registration.paths) {
        for (const method of registration.methods) {
          endpoints.push({
            method,
            path: prefix === '' && path === '' ? '' : pathText(prefix, path),
            framework: registration.model.framework,
            registration: registration.value,
            chain: members,
            middleware: chainFunctions(members),
            handlers: handler.functions,
            doubts: registration.isPathKnown ? [] : ['the path is computed'],
          });
        }
      }
    }
  }
  return endpoints;
}

function collectRegistrations(input: EndpointInput): readonly Registration[] {
  const { program, callGraph, models } = input;
  const out: Registration[] = [];
  for (let site = 0; site < callGraph.sites.length; site++) {
    const value = callGraph.sites[site] ?? 0;
    const module = program.modules[callGraph.moduleOfValue[value] ?? 0];
    if (!module) continue;
    for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
      const model = models.states[callGraph.states[k] ?? 0]?.call?.endpoints.find(({ on }) => on === 'call');
      if (!model) continue;
      const call = value - module.valueBase;
      if (model.optionsArgument >= 0 && model.method !== 'PREFIX')
        out.push(...fromOptions(input, module, call, model));
      else out.push(fromArguments(input, module, call, model));
      break;
    }
  }
  return out;
}

function fromArguments(
  input: EndpointInput,
  module: ProgramModule,
  call: number,
  model: EndpointModel,
): Registration {
  const argument = (k: number): number => {
    const local = argumentAt(module, call, k);
    return local < 0 ? -1 : module.valueBase + local;
  };
  const isMount = model.method === 'MOUNT';
  const given = model.pathArgument < 0 ? -1 : argument(model.pathArgument);
  const texts = isMount
    ? mountPrefixes(input, model, given, argument(model.handlersFrom))
    : given < 0
      ? []
      : textsOf(input, given);
  const chained = model.pathArgument >= 0 ? [] : routePaths(input, module, call, 0);
  const paths = texts.length > 0 ? texts : chained;
  const count = argumentCount(module, call);
  const isOptionalPath = paths.length === 0 && model.method === 'USE';
  const members: ChainMember[] = [];
  const mounts: number[] = [];
  for (let n = isOptionalPath ? 0 : model.handlersFrom; n < count; n++) {
    const value = argument(n);
    if (value < 0 || textOf(input, value) !== undefined) continue;
    for (const element of elementsOf(input, value)) {
      if (isMount) {
        for (const f of pluginFunctions(input, element, model)) mounts.push(firstParameter(input, f));
        continue;
      }
      const functions = runnableOf(input, element, model.classMethods);
      const isUse = model.method === 'USE';
      const origin = isUse && functions.length === 0 ? originOf(input, element, 0) : -1;
      if (origin >= 0 && isRouterLike(input, origin)) mounts.push(origin);
      else if (functions.length === 0 && model.fields.chain.length + model.fields.handler.length > 0)
        members.push(...optionMembers(input, element, model));
      else if (functions.length > 0 || mayBeHandler(input, element))
        members.push({
          kind: kindOf(model),
          name: nameOfValue(input, element),
          functions,
          words: wordsOfValue(input, element),
        });
    }
  }
  const receiver = module.ir.op[call] === Op.Call ? (module.ir.b[call] ?? -1) : -1;
  return {
    module,
    call,
    value: module.valueBase + call,
    model,
    methods: [model.method],
    router: receiver < 0 ? -1 : originOf(input, module.valueBase + receiver, 0),
    paths: paths.length > 0 ? paths : [''],
    isPathKnown: paths.length > 0 || given < 0 || model.method === 'USE',
    members,
    mounts: mounts.filter((mount) => mount >= 0),
  };
}

/** `server.route({method, path, handler})`, or a list of such objects. */
function fromOptions(
  input: EndpointInput,
  module: ProgramModule,
  call: number,
  model: EndpointModel,
): readonly Registration[] {
  const local = argumentAt(module, call, model.optionsArgument);
  if (local < 0) return [];
  const receiver = module.ir.op[call] === Op.Call ? (module.ir.b[call] ?? -1) : -1;
  const router = receiver < 0 ? -1 : originOf(input, module.valueBase + receiver, 0);
  return elementsOf(input, module.valueBase + local).map((options) => {
    const methods = optionTexts(input, options, model.fields.method).map((text) => text.toUpperCase());
    const paths = optionTexts(input, options, model.fields.path);
    return {
      module,
      call,
      value: module.valueBase + call,
      model,
      methods: methods.length > 0 ? methods.map((word) => (word === '*' ? 'ALL' : word)) : ['ALL'],
      router,
      paths: paths.length > 0 ? paths : [''],
      isPathKnown: paths.length > 0,
      members: optionMembers(input, options, model),
      mounts: [],
    };
  });
}

/** Chain and handler that fields of an object name; the handler last. */
function optionMembers(input: EndpointInput, options: number, model: EndpointModel): readonly ChainMember[] {
  const members: ChainMember[] = [];
  const add = (field: string, kind: ChainMember['kind']): void => {
    const value = fieldAt(input, options, field);
    if (value === undefined) return;
    for (const element of elementsOf(input, value)) {
      const inner = fieldAt(input, element, 'method');
      const functions = runnableOf(input, inner ?? element, model.classMethods);
      if (functions.length > 0 || mayBeHandler(input, element))
        members.push({
          kind,
          name: nameOfValue(input, element),
          functions,
          words: wordsOfValue(input, element),
        });
    }
  };
  for (const field of model.fields.chain) add(field, 'middleware');
  for (const field of model.fields.handler) add(field, 'middleware');
  return members;
}

function optionTexts(input: EndpointInput, options: number, fields: readonly string[]): readonly string[] {
  if (options < 0) return [];
  for (const field of fields) {
    const value = fieldAt(input, options, field);
    const texts = value === undefined ? [] : textsOf(input, value);
    if (texts.length > 0) return texts;
  }
  return [];
}

/** `options.pre` below an object. */
function fieldAt(input: EndpointInput, object: number, path: string): number | undefined {
  let at: number | undefined = object;
  for (const name of path.split('.')) {
    if (at === undefined) return undefined;
    at = fieldsOf(input, at).get(name);
  }
  return at;
}

/** `router.route('/a').get(…).post(…)`: the path stands in the call that the chain begins with. */
function routePaths(
  input: EndpointInput,
  module: ProgramModule,
  call: number,
  depth: number,
): readonly string[] {
  const { ir } = module;
  const receiver = ir.op[call] === Op.Call ? (ir.b[call] ?? -1) : -1;
  if (receiver < 0 || ir.op[receiver] !== Op.Call || depth > 20) return [];
  const site = input.callGraph.siteOfValue[module.valueBase + receiver] ?? -1;
  for (let k = input.callGraph.stateStart[site] ?? 0; k < (input.callGraph.stateStart[site + 1] ?? 0); k++) {
    const model = input.models.states[input.callGraph.states[k] ?? 0]?.call?.endpoints[0];
    const local = model ? argumentAt(module, receiver, model.pathArgument) : -1;
    if (model && model.pathArgument >= 0) return local < 0 ? [] : textsOf(input, module.valueBase + local);
  }
  return routePaths(input, module, receiver, depth + 1);
}

/** `new Router({prefix})` and `router.prefix('/a')`. */
function prefixOfRouter(input: EndpointInput, router: number, registered: readonly Registration[]): string {
  let prefix = '';
  const site = router < 0 ? -1 : (input.callGraph.siteOfValue[router] ?? -1);
  const module = router < 0 ? undefined : input.program.modules[input.callGraph.moduleOfValue[router] ?? 0];
  for (
    let k = site < 0 ? 0 : (input.callGraph.stateStart[site] ?? 0);
    site >= 0 && module && k < (input.callGraph.stateStart[site + 1] ?? 0);
    k++
  ) {
    const model = input.models.states[input.callGraph.states[k] ?? 0]?.call?.endpoints.find(
      ({ method }) => method === 'PREFIX',
    );
    if (!model || model.optionsArgument < 0) continue;
    const local = argumentAt(module, router - module.valueBase, model.optionsArgument);
    if (local >= 0)
      prefix += trimSlash(optionTexts(input, module.valueBase + local, model.fields.path)[0] ?? '');
    break;
  }
  for (const { model, paths } of registered)
    if (model.method === 'PREFIX' && model.optionsArgument < 0) prefix += trimSlash(paths[0] ?? '');
  return prefix;
}

/** What stands for a path where the framework has none: its place in groups, or the name it is exported by. */
function namesOf(
  groups: ReturnType<typeof groupsOf>,
  exported: Map<ProgramModule, ReadonlyMap<number, string>>,
  { module, value, call, paths }: Registration,
): readonly string[] {
  const inGroups = groups.pathsOf(value);
  if (inGroups.length > 0 || paths.some((path) => path !== '')) return inGroups;
  const known = exported.get(module) ?? exportsOf(module);
  exported.set(module, known);
  const name = known.get(call);
  return name === undefined ? [] : [name];
}

/** Exported values that are calls → their names. */
function exportsOf({ ir }: ProgramModule): ReadonlyMap<number, string> {
  const out = new Map<number, string>();
  for (let i = 0; i < ir.op.length; i++) {
    if (ir.op[i] !== Op.Export) continue;
    const value = ir.b[i] ?? -1;
    const behind = ir.op[value] === Op.CellGet ? (ir.cells[ir.a[value] ?? 0]?.singleValue ?? -1) : value;
    out.set(behind, ir.strings[ir.a[i] ?? 0] ?? '');
  }
  return out;
}

/** Plugins in files that a framework mounts by a convention: first parameter → prefixes. */
function mountsByFile(input: EndpointInput): ReadonlyMap<number, readonly string[]> {
  const out = new Map<number, string[]>();
  for (const { module, target, model } of input.callGraph.entryPoints) {
    if (model.method !== 'MOUNT' || target.kind !== 'value') continue;
    const route = routeOfFile(input.program.modules[module]?.facts.path ?? '', model);
    for (const f of input.callGraph.functionsOf(target.value)) {
      const router = firstParameter(input, f);
      if (router < 0) continue;
      const prefix = trimSlash(route?.path ?? '');
      out.set(router, [...(out.get(router) ?? []), prefix]);
    }
  }
  return out;
}

/** Middleware in the chain of calls that the registration ends (`procedure.use(…).input(…).query(…)`). */
function stepsBefore(input: EndpointInput, { module, call }: Registration): readonly ChainMember[] {
  const out: ChainMember[] = [];
  let at = receiverOf(module, call);
  for (let depth = 0; at >= 0 && depth < 40; depth++) {
    const place = placeOf(input, callBehind(input, at));
    if (!place || place.module.ir.op[place.local] !== Op.Call) break;
    const model = endpointModelAt(input, place.module.valueBase + place.local);
    if (model?.method === 'STEP') {
      const argument = argumentAt(place.module, place.local, model.handlersFrom);
      if (argument >= 0) {
        const value = place.module.valueBase + argument;
        const functions = runnableOf(input, value, model.classMethods);
        out.unshift({
          kind: 'middleware',
          name: nameOfValue(input, value),
          functions,
          words: wordsOfValue(input, value),
        });
      }
    }
    at = receiverOf(place.module, place.local);
  }
  return out;
}

/** Objects of named ways in (`router({list: …, nested: router(…)})`): from a registration to its dotted names. */
function groupsOf(
  input: EndpointInput,
  registrations: readonly Registration[],
): { readonly pathsOf: (value: number) => readonly string[] } {
  const parents = new Map<number, { readonly group: number; readonly name: string }[]>();
  const add = (child: number, group: number, name: string): void => {
    const list = parents.get(child);
    if (list) list.push({ group, name });
    else parents.set(child, [{ group, name }]);
  };
  for (const { module, call, value, model } of registrations) {
    if (model.method !== 'GROUP') continue;
    const count = argumentCount(module, call);
    for (let n = 0; n < count; n++) {
      const local = argumentAt(module, call, n);
      if (local < 0) continue;
      const argument = module.valueBase + local;
      const fields = fieldsOf(input, argument);
      if (fields.size === 0) add(callBehind(input, argument), value, '');
      for (const [name, field] of fields) addNamed(input, field, value, name, add, 0);
    }
  }
  const pathsOf = (value: number, depth = 0): readonly string[] => {
    if (depth > maxMountDepth) return [];
    return (parents.get(value) ?? []).slice(0, maxWays).flatMap(({ group, name }) => {
      const outer = pathsOf(group, depth + 1);
      return (outer.length > 0 ? outer : ['']).map((prefix) =>
        [prefix, name].filter((part) => part !== '').join('.'),
      );
    });
  };
  return { pathsOf: (value) => pathsOf(value) };
}

/** A member of a group is a call, or a plain object of more members. */
function addNamed(
  input: EndpointInput,
  field: number,
  group: number,
  name: string,
  add: (child: number, group: number, name: string) => void,
  depth: number,
): void {
  const behind = callBehind(input, field);
  const place = placeOf(input, behind);
  if (place?.module.ir.op[place.local] === Op.Call || depth > 4) add(behind, group, name);
  else
    for (const [inner, value] of fieldsOf(input, field))
      addNamed(input, value, group, `${name}.${inner}`, add, depth + 1);
}

function receiverOf(module: ProgramModule, call: number): number {
  const receiver = module.ir.op[call] === Op.Call ? (module.ir.b[call] ?? -1) : -1;
  return receiver < 0 ? -1 : module.valueBase + receiver;
}

/** The row of the models about a call, if one is. */
function endpointModelAt(input: EndpointInput, value: number): EndpointModel | undefined {
  const { callGraph, models } = input;
  const site = callGraph.siteOfValue[value] ?? -1;
  if (site < 0) return undefined;
  for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
    const model = models.states[callGraph.states[k] ?? 0]?.call?.endpoints.find(({ on }) => on === 'call');
    if (model) return model;
  }
  return undefined;
}

/** The prefix stands in the options beside the plugin, or beside it in one object (`{plugin, routes: {prefix}}`). */
function mountPrefixes(
  input: EndpointInput,
  model: EndpointModel,
  options: number,
  plugin: number,
): readonly string[] {
  const texts = optionTexts(input, options, model.fields.path);
  return texts.length > 0 ? texts : optionTexts(input, plugin, model.fields.path);
}

/** A plugin is a function, or an object with one. */
function pluginFunctions(input: EndpointInput, value: number, model: EndpointModel): readonly number[] {
  const direct = runnableOf(input, value, model.classMethods);
  if (direct.length > 0) return direct;
  return model.fields.handler.flatMap((field) => {
    const inner = fieldAt(input, value, field);
    return inner === undefined ? [] : input.callGraph.functionsOf(inner);
  });
}

function firstParameter(input: EndpointInput, f: number): number {
  const module = input.program.modules[input.program.moduleOfFunction[f] ?? 0];
  const param = module?.ir.functions[f - module.functionBase]?.params[0];
  return module && param ? module.valueBase + param.value : -1;
}

/** Something that was made by a call or handed over: not a text, a number or a literal. */
function isRouterLike(input: EndpointInput, origin: number): boolean {
  const module = input.program.modules[input.callGraph.moduleOfValue[origin] ?? 0];
  if (!module || input.callGraph.statesOf(origin).length === 0) return false;
  return registersOn(input, origin);
}

/** Whether the library place of a value has members that register. */
function registersOn(input: EndpointInput, value: number): boolean {
  return input.callGraph
    .statesOf(value)
    .some((id) =>
      [...(input.models.states[id]?.members.values() ?? [])].some((member) =>
        input.models.states[member]?.call?.endpoints.some(
          ({ on, method }) => on === 'call' && isRoute(method),
        ),
      ),
    );
}

/** A value that is no function of the program may still be one: a call's result, an import, a member of one. */
function mayBeHandler(input: EndpointInput, value: number): boolean {
  const module = input.program.modules[input.callGraph.moduleOfValue[value] ?? 0];
  switch (module?.ir.op[value - module.valueBase]) {
    case Op.Call:
    case Op.New:
    case Op.Import:
    case Op.Load:
    case Op.LoadX:
    case Op.CellGet:
    case Op.Param:
    case Op.Iter:
    case Op.Phi:
    case Op.Post:
    case Op.Copy:
      return true;
    default:
      return false;
  }
}

function kindOf(model: EndpointModel): ChainMember['kind'] {
  if (model.method === 'GUARD') return 'guard';
  return model.method === 'INTERCEPT' ? 'interceptor' : 'middleware';
}

/** Registrations of middleware, parameters and sub-routers are no way in by themselves. */
function isRoute(method: string): boolean {
  return !/^(USE|STEP|GROUP|PARAM|ROUTE|MOUNT|PREFIX|GUARD|INTERCEPT|MARK)$/.test(method);
}

function trimSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

/** A path that is not written as a path (`users:list`) is left as it is. */
function pathText(prefix: string, path: string): string {
  if (prefix === '' && !path.startsWith('/')) return path;
  if (prefix !== '' && (path === '' || path === '/')) return joinRoute(prefix);
  return path.startsWith('/') || path === '' ? prefix + path : joinRoute(prefix, path);
}

/** Whether middleware registered under `prefix` runs for `path`. */
function covers(prefix: string, path: string): boolean {
  const trimmed = trimSlash(prefix.replace(/\/?\*$/, ''));
  return trimmed === '' || path === trimmed || path.startsWith(`${trimmed}/`);
}

function groupBy<T>(items: readonly T[], keysOf: (item: T) => readonly number[]): ReadonlyMap<number, T[]> {
  const out = new Map<number, T[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const list = out.get(key);
      if (list) list.push(item);
      else out.set(key, [item]);
    }
  }
  return out;
}
