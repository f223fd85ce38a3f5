/**
 * Calls that register something on a router: routes, middleware, sub-routers, plugins, with what they are given.
 *
 * From call sites whose library place says so to registrations, one for each round in which the call runs
 * (`rounds.ts`). A list of middleware that is put together under a condition is no certain part of a chain.
 */
import { argumentAt, argumentCount } from '../../callgraph/call-arguments.ts';
import { Op } from '../../ir/opcode.ts';
import type { ProgramModule } from '../../program/program.ts';
import type { EndpointModel } from '../../rules/model.ts';
import { type ChainMember, type EndpointInput, isHttpMethod } from './endpoint.ts';
import { onlyRound, patternIn, type Round, roundsAround, roundsOf, textIn, valueIn } from './rounds.ts';
import {
  elementsOf,
  fieldsOf,
  nameOfValue,
  originOf,
  placeOf,
  runnableOf,
  textsOf,
  wordsOfValue,
} from './value-origin.ts';

/** One call that registers, in one round. */
export interface Registration {
  readonly module: ProgramModule;
  readonly call: number;
  readonly value: number;
  readonly model: EndpointModel;
  /** In upper case; several where a list of methods is given. */
  readonly methods: readonly string[];
  readonly isMethodKnown: boolean;
  /** Origin of the router it is registered on. */
  readonly router: number;
  /** Never empty; the empty text when none is known. */
  readonly paths: readonly string[];
  readonly isPathKnown: boolean;
  readonly members: readonly ChainMember[];
  /** Origins of routers given as handlers, and the first parameters of plugins. */
  readonly mounts: readonly number[];
  /** What loop variables and parameters around the call are. */
  readonly round: Round;
}

/** All of them, in order of the calls. */
export function collectRegistrations(input: EndpointInput): readonly Registration[] {
  const { program, callGraph, models } = input;
  const out: Registration[] = [];
  for (let site = 0; site < callGraph.sites.length; site++) {
    const value = callGraph.sites[site] ?? 0;
    const module = program.modules[callGraph.moduleOfValue[value] ?? 0];
    if (!module) continue;
    for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
      const model = models.states[callGraph.states[k] ?? 0]?.call?.endpoints.find(({ on }) => on === 'call');
      if (!model) continue;
      out.push(...registrationsAt(input, module, value - module.valueBase, model));
      break;
    }
  }
  return out;
}

/** One for each round in which the call says something else. */
function registrationsAt(
  input: EndpointInput,
  module: ProgramModule,
  call: number,
  model: EndpointModel,
): readonly Registration[] {
  const { ir, valueBase } = module;
  const values = [
    ir.op[call] === Op.Call ? (ir.b[call] ?? -1) : -1,
    keyOfMethod(module, call),
    ...Array.from({ length: argumentCount(module, call) }, (_, k) => argumentAt(module, call, k)),
  ].flatMap((local) => (local < 0 ? [] : [valueBase + local]));
  const out = new Map<string, Registration>();
  for (const round of roundsOf(input, values)) {
    const isOptions = model.optionsArgument >= 0 && model.method !== 'PREFIX';
    const found = isOptions
      ? fromOptions(input, module, call, model, round)
      : [fromArguments(input, module, call, model, round)];
    for (const one of found) {
      const { methods, router, paths, members, mounts } = one;
      // A router that is made in each round is another one each time.
      const around = [router, ...mounts].map((made) => roundsAround(input, round, made));
      const key = JSON.stringify([methods, router, paths, members, mounts, around]);
      if (!out.has(key)) out.set(key, one);
    }
  }
  return [...out.values()];
}

/** The computed name of the method that is called (`router[method](…)`), local; -1 if it is written out. */
function keyOfMethod({ ir }: ProgramModule, call: number): number {
  let at = ir.op[call] === Op.Call ? (ir.a[call] ?? -1) : -1;
  for (let steps = 0; at >= 0 && steps < 8 && ir.op[at] === Op.Copy; steps++) at = ir.a[at] ?? -1;
  return at >= 0 && ir.op[at] === Op.LoadX ? (ir.b[at] ?? -1) : -1;
}

function fromArguments(
  input: EndpointInput,
  module: ProgramModule,
  call: number,
  model: EndpointModel,
  round: Round,
): Registration {
  const argument = (k: number): number => {
    const local = argumentAt(module, call, k);
    return local < 0 ? -1 : module.valueBase + local;
  };
  const isMount = model.method === 'MOUNT';
  const given = model.pathArgument < 0 ? -1 : argument(model.pathArgument);
  const texts = isMount
    ? mountPrefixes(input, model, given, argument(model.handlersFrom), round)
    : given < 0
      ? []
      : textsIn(input, round, given);
  const chained = model.pathArgument >= 0 ? [] : routePaths(input, module, call, 0);
  const known = texts.length > 0 ? texts : chained;
  const pattern = known.length > 0 || given < 0 ? undefined : patternIn(input, round, given);
  const paths = pattern === undefined ? known : [pattern];
  const count = argumentCount(module, call);
  const isOptionalPath = paths.length === 0 && model.method === 'USE';
  const members: ChainMember[] = [];
  const mounts: number[] = [];
  for (let n = isOptionalPath ? 0 : model.handlersFrom; n < count; n++) {
    const written = argument(n);
    if (written < 0 || textIn(input, round, written) !== undefined) continue;
    const value = valueIn(input, round, written);
    if (!isMount && isComputedList(input, value)) {
      members.push(computedList(input, value));
      continue;
    }
    for (const element of elementsOf(input, listOf(input, value))) {
      if (isMount) {
        for (const f of pluginFunctions(input, element, model)) mounts.push(firstParameter(input, f));
        continue;
      }
      const functions = runnableOf(input, element, model.classMethods);
      const isUse = model.method === 'USE';
      const origin = isUse && functions.length === 0 ? originOf(input, element, 0) : -1;
      if (origin >= 0 && isRouterLike(input, origin)) mounts.push(origin);
      else if (functions.length === 0 && model.fields.chain.length + model.fields.handler.length > 0)
        members.push(...optionMembers(input, element, model, round));
      else if (functions.length > 0 || mayBeHandler(input, element))
        members.push({
          kind: kindOf(model),
          name: nameOfValue(input, element),
          functions,
          words: wordsOfValue(input, element),
        });
    }
  }
  const key = keyOfMethod(module, call);
  const word = key < 0 ? undefined : textIn(input, round, module.valueBase + key)?.toUpperCase();
  const isMethodKnown = key < 0 || (word !== undefined && isHttpMethod(word));
  return {
    module,
    call,
    value: module.valueBase + call,
    model,
    methods: [key < 0 ? model.method : isMethodKnown ? (word ?? 'ALL') : 'ALL'],
    isMethodKnown,
    router: routerOf(input, module, call, round),
    paths: paths.length > 0 ? paths : [''],
    isPathKnown: (paths.length > 0 && pattern === undefined) || given < 0 || model.method === 'USE',
    members,
    mounts: mounts.filter((mount) => mount >= 0),
    round,
  };
}

function routerOf(input: EndpointInput, module: ProgramModule, call: number, round: Round): number {
  const receiver = module.ir.op[call] === Op.Call ? (module.ir.b[call] ?? -1) : -1;
  return receiver < 0 ? -1 : originOf(input, valueIn(input, round, module.valueBase + receiver), 0);
}

/** The text in a round, or all texts of a list. */
function textsIn(input: EndpointInput, round: Round, value: number): readonly string[] {
  const text = textIn(input, round, value);
  return text === undefined ? textsOf(input, valueIn(input, round, value)) : [text];
}

/** Whether a value is a list of which it is not certain what is in it: chosen, or spread from something unknown. */
function isComputedList(input: EndpointInput, value: number): boolean {
  const place = placeOf(input, variableBehind(input, value));
  if (!place) return false;
  const { ir, valueBase } = place.module;
  switch (ir.op[place.local]) {
    case Op.Elems: {
      const list = placeOf(input, variableBehind(input, valueBase + (ir.a[place.local] ?? 0)));
      return list === undefined || list.module.ir.op[list.local] !== Op.Arr;
    }
    case Op.Phi: {
      const list = ir.a[place.local] ?? 0;
      for (let k = 1; k <= (ir.args[list] ?? 0); k++) {
        const operand = placeOf(input, variableBehind(input, valueBase + (ir.args[list + k] ?? 0)));
        if (operand && operand.module.ir.op[operand.local] === Op.Arr) return true;
      }
      return false;
    }
    case Op.Call: {
      // `base.concat(extra)`, `list.filter(Boolean)`.
      const callee = ir.a[place.local] ?? -1;
      return (
        callee >= 0 &&
        ir.op[callee] === Op.Load &&
        /^(?:concat|filter|flat|slice|reverse)$/.test(ir.strings[ir.b[callee] ?? 0] ?? '') &&
        input.callGraph.functionsOf(value).length === 0
      );
    }
    default:
      return false;
  }
}

/** Stands for what may run there; by itself it promises nothing. */
function computedList(input: EndpointInput, value: number): ChainMember {
  const inner = listOf(input, value);
  return { kind: 'middleware', name: nameOfValue(input, inner), functions: [], words: [], isCertain: false };
}

/** The list that is spread as arguments; else the value itself. */
function listOf(input: EndpointInput, value: number): number {
  const place = placeOf(input, value);
  if (!place || place.module.ir.op[place.local] !== Op.Elems) return value;
  return place.module.valueBase + (place.module.ir.a[place.local] ?? 0);
}

/** What a variable holds, through copies and what earlier calls left of it. */
function variableBehind(input: EndpointInput, value: number): number {
  let at = value;
  for (let steps = 0; steps < 20; steps++) {
    const place = placeOf(input, at);
    if (!place) return at;
    const { ir, valueBase } = place.module;
    const op = ir.op[place.local];
    if (op === Op.CellGet) {
      const single = ir.cells[ir.a[place.local] ?? 0]?.singleValue ?? -1;
      if (single < 0) return at;
      at = valueBase + single;
    } else if (op === Op.Copy || op === Op.Post || op === Op.Pi || op === Op.StoreX)
      at = valueBase + (ir.a[place.local] ?? 0);
    else if (op === Op.Import) {
      const origin = originOf(input, at, 0);
      if (origin === at) return at;
      at = origin;
    } else return at;
  }
  return at;
}

/** `server.route({method, path, handler})`, or a list of such objects. */
function fromOptions(
  input: EndpointInput,
  module: ProgramModule,
  call: number,
  model: EndpointModel,
  round: Round,
): readonly Registration[] {
  const local = argumentAt(module, call, model.optionsArgument);
  if (local < 0) return [];
  const router = routerOf(input, module, call, round);
  return elementsOf(input, valueIn(input, round, module.valueBase + local)).map((options) => {
    const methods = optionTexts(input, options, model.fields.method, round).map((text) => text.toUpperCase());
    const isMethodGiven = model.fields.method.some((field) => fieldAt(input, options, field) !== undefined);
    const paths = optionTexts(input, options, model.fields.path, round);
    const pattern = paths.length > 0 ? undefined : optionPattern(input, options, model.fields.path, round);
    return {
      module,
      call,
      value: module.valueBase + call,
      model,
      methods: methods.length > 0 ? methods.map((word) => (word === '*' ? 'ALL' : word)) : ['ALL'],
      isMethodKnown: methods.length > 0 || !isMethodGiven,
      router,
      paths: paths.length > 0 ? paths : [pattern ?? ''],
      isPathKnown: paths.length > 0,
      members: optionMembers(input, options, model, round),
      mounts: [],
      round,
    };
  });
}

function optionPattern(
  input: EndpointInput,
  options: number,
  fields: readonly string[],
  round: Round,
): string | undefined {
  for (const field of fields) {
    const value = fieldAt(input, options, field);
    if (value !== undefined) return patternIn(input, round, value);
  }
  return undefined;
}

/** Chain and handler that fields of an object name; the handler last. */
function optionMembers(
  input: EndpointInput,
  options: number,
  model: EndpointModel,
  round: Round,
): readonly ChainMember[] {
  const members: ChainMember[] = [];
  const add = (field: string, kind: ChainMember['kind']): void => {
    const written = fieldAt(input, options, field);
    if (written === undefined) return;
    const value = valueIn(input, round, written);
    if (isComputedList(input, value)) {
      members.push(computedList(input, value));
      return;
    }
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

/** Texts of the first of these fields that has one. */
export function optionTexts(
  input: EndpointInput,
  options: number,
  fields: readonly string[],
  round: Round = onlyRound,
): readonly string[] {
  if (options < 0) return [];
  for (const field of fields) {
    const value = fieldAt(input, options, field);
    const texts = value === undefined ? [] : textsIn(input, round, value);
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

/** The prefix stands in the options beside the plugin, or beside it in one object (`{plugin, routes: {prefix}}`). */
function mountPrefixes(
  input: EndpointInput,
  model: EndpointModel,
  options: number,
  plugin: number,
  round: Round,
): readonly string[] {
  const texts = optionTexts(input, options, model.fields.path, round);
  return texts.length > 0 ? texts : optionTexts(input, plugin, model.fields.path, round);
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

/** The first parameter of a function: what a plugin registers on. */
export function firstParameter(input: EndpointInput, f: number): number {
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
export function isRoute(method: string): boolean {
  return !/^(USE|STEP|GROUP|PARAM|ROUTE|MOUNT|PREFIX|GUARD|INTERCEPT|MARK)$/.test(method);
}
