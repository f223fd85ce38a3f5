/**
 * Endpoints that decorators declare: methods of controllers and resolvers.
 *
 * The chain is global, then of the class, then of the method, outermost first; metadata is kept beside it as `mark`.
 * Decorators of the project are opened: `Auth()` that returns `applyDecorators(UseGuards(…), …)` counts as what it is
 * made of.
 */
import { argumentAt, argumentCount, decoratedFunction } from '../../callgraph/call-arguments.ts';
import { Op } from '../../ir/opcode.ts';
import type { ProgramModule } from '../../program/program.ts';
import { decoratedName, type EndpointModel } from '../../rules/model.ts';
import {
  type ChainMember,
  chainFunctions,
  type Endpoint,
  type EndpointInput,
  isHttpMethod,
} from './endpoint.ts';
import { joinRoute } from './route-path.ts';
import {
  elementsOf,
  fieldsOf,
  nameOfValue,
  returnedValue,
  runnableOf,
  textsOf,
  wordsOfValue,
} from './value-origin.ts';

/** One decorator of a library, with the call that made it. */
interface Applied {
  readonly model: EndpointModel;
  readonly module: ProgramModule;
  /** Local call, -1 for a decorator without one. */
  readonly call: number;
  /** The decorator as it is written there (global value); a decorator of the program may stand for several. */
  readonly written: number;
}

/** What is decorated: a class (`member` empty) or a method of it. */
interface Target {
  readonly module: ProgramModule;
  /** Local class. */
  readonly classId: number;
  /** Local function, -1 for the class itself. */
  readonly functionId: number;
  readonly applied: Applied[];
  /** Value of the decorator that is pointed at. */
  readonly anchor: number;
}

/** Decorators made of decorators that are opened. */
const maxDepth = 6;

/** All of them, by module and place. */
export function endpointsFromDecorators(input: EndpointInput): readonly Endpoint[] {
  const { program } = input;
  const out: Endpoint[] = [];
  const global = globalParts(input);
  for (const module of program.modules) {
    const targets = targetsOf(input, module);
    const classes = new Map(
      targets.filter(({ functionId }) => functionId < 0).map((target) => [target.classId, target]),
    );
    for (const target of targets) {
      if (target.functionId < 0) continue;
      const onClass = classes.get(target.classId)?.applied ?? [];
      const chain = [...global.chain, ...membersOf(input, onClass), ...membersOf(input, target.applied)];
      for (const route of target.applied) {
        if (!isRoute(route.model.method)) continue;
        out.push(...endpointsOf(input, target, route, onClass, chain, global));
      }
    }
  }
  return out;
}

function endpointsOf(
  input: EndpointInput,
  target: Target,
  route: Applied,
  onClass: readonly Applied[],
  chain: readonly ChainMember[],
  global: GlobalParts,
): readonly Endpoint[] {
  const { module, functionId } = target;
  const record = module.ir.functions[functionId];
  if (!record) return [];
  const { framework, method } = route.model;
  const isHere = route.call >= 0 && route.module === module;
  const isRouted = isHttpMethod(method) && !global.isPrefixKnown;
  const doubts = isRouted ? ['the prefix of the application is computed'] : [];
  return routesOf(input, route, onClass, global.prefix, record.name).map((path) => ({
    method,
    path,
    framework,
    registration: module.valueBase + (isHere ? route.call : target.anchor),
    chain,
    middleware: chainFunctions(chain),
    handlers: [module.functionBase + functionId],
    doubts,
  }));
}

/** Routes of HTTP have the prefixes of class and application; messages and resolvers their own name. */
function routesOf(
  input: EndpointInput,
  route: Applied,
  onClass: readonly Applied[],
  globalPrefix: string,
  name: string,
): readonly string[] {
  const ownName = name.slice(name.lastIndexOf('.') + 1);
  if (route.model.pathArgument < 0) return [ownName];
  const own = pathsOf(input, route);
  const group = onClass.find(
    ({ model }) => model.method === 'PREFIX' && model.framework === route.model.framework,
  );
  if (!isHttpMethod(route.model.method) && route.model.method !== 'SSE')
    return own.length > 0 ? own : [ownName];
  const prefixes = group ? pathsOf(input, group) : [];
  return (prefixes.length > 0 ? prefixes : ['']).flatMap((prefix) =>
    (own.length > 0 ? own : ['']).map((path) => joinRoute(globalPrefix, prefix, path)),
  );
}

/** Texts of the path argument, or of the path field of an options object there. */
function pathsOf(input: EndpointInput, { model, module, call }: Omit<Applied, 'written'>): readonly string[] {
  const local = call < 0 ? -1 : argumentAt(module, call, model.pathArgument);
  if (local < 0) return [];
  const value = module.valueBase + local;
  const texts = textsOf(input, value);
  if (texts.length > 0) return texts;
  const fields = fieldsOf(input, value);
  for (const field of model.fields.path) {
    const found = fields.get(field);
    if (found !== undefined) return textsOf(input, found);
  }
  return [];
}

/** Guards, interceptors and metadata among the decorators of one target, in the order they are written. */
function membersOf(input: EndpointInput, applied: readonly Applied[]): readonly ChainMember[] {
  return applied.flatMap(({ model, module, call, written }) => {
    const kind = kindOf(model.method);
    if (kind === undefined) return [];
    if (kind === 'mark')
      return [
        {
          kind,
          name: nameOfValue(input, written) || (call < 0 ? '' : nameOfValue(input, module.valueBase + call)),
          functions: [],
          words: [
            ...wordsOfValue(input, written),
            ...(call < 0 || written === module.valueBase + call
              ? []
              : wordsOfValue(input, module.valueBase + call).slice(1)),
          ],
        },
      ];
    return call < 0 ? [] : argumentMembers(input, module, call, model, kind);
  });
}

function argumentMembers(
  input: EndpointInput,
  module: ProgramModule,
  call: number,
  model: EndpointModel,
  kind: ChainMember['kind'],
): readonly ChainMember[] {
  const out: ChainMember[] = [];
  const count = argumentCount(module, call);
  for (let n = model.handlersFrom; n < count; n++) {
    const argument = argumentAt(module, call, n);
    if (argument < 0) continue;
    for (const value of elementsOf(input, module.valueBase + argument))
      out.push({
        kind,
        name: nameOfValue(input, value),
        functions: runnableOf(input, value, model.classMethods),
        words: wordsOfValue(input, value),
      });
  }
  return out;
}

/** What holds for every controller. */
interface GlobalParts {
  readonly chain: readonly ChainMember[];
  readonly prefix: string;
  readonly isPrefixKnown: boolean;
}

/** Stands for a prefix that is set, but computed. */
const unknownPrefix = '?';

/** What holds for every controller: calls on the application, and providers of the library's tokens. */
function globalParts(input: EndpointInput): GlobalParts {
  const { program, callGraph, models } = input;
  const chain: ChainMember[] = [];
  let prefix = '';
  for (let site = 0; site < callGraph.sites.length; site++) {
    const value = callGraph.sites[site] ?? 0;
    const module = program.modules[callGraph.moduleOfValue[value] ?? 0];
    for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
      const model = models.states[callGraph.states[k] ?? 0]?.call?.endpoints.find(({ on }) => on === 'call');
      const kind = model ? kindOf(model.method) : undefined;
      if (!module || !model) continue;
      const call = value - module.valueBase;
      if (kind !== undefined) chain.push(...argumentMembers(input, module, call, model, kind));
      else if (model.method === 'PREFIX' && model.optionsArgument < 0 && prefix === '')
        prefix = pathsOf(input, { model, module, call })[0] ?? unknownPrefix;
    }
  }
  for (const module of program.modules) chain.push(...providersIn(input, module));
  const isKnown = prefix !== unknownPrefix;
  return { chain, prefix: isKnown ? prefix : '', isPrefixKnown: isKnown };
}

/** `{provide: APP_GUARD, useClass: RolesGuard}`. */
function providersIn(input: EndpointInput, module: ProgramModule): readonly ChainMember[] {
  const { ir, valueBase } = module;
  const out: ChainMember[] = [];
  const provide = ir.strings.indexOf('provide');
  if (provide < 0) return out;
  for (let i = 0; i < ir.op.length; i++) {
    if (ir.op[i] !== Op.Store || ir.b[i] !== provide) continue;
    const model = input.callGraph
      .statesOf(valueBase + (ir.c[i] ?? 0))
      .flatMap((id) => input.models.states[id]?.call?.endpoints ?? [])
      .find(({ on }) => on === 'provider');
    const kind = model ? kindOf(model.method) : undefined;
    if (!model || kind === undefined) continue;
    const fields = fieldsOf(input, valueBase + newestVersion(ir.op, ir.a, i));
    for (const field of model.fields.handler) {
      const value = fields.get(field);
      if (value === undefined) continue;
      const functions = runnableOf(input, value, model.classMethods);
      out.push({ kind, name: nameOfValue(input, value), functions, words: [] });
    }
  }
  return out;
}

/** The last of the stores that follow each other on one object literal. */
function newestVersion(op: Uint8Array, a: Int32Array, store: number): number {
  let newest = store;
  for (let i = store + 1; i < op.length && i < store + 40; i++)
    if ((op[i] === Op.Store || op[i] === Op.Spread) && a[i] === newest) newest = i;
  return newest;
}

// Reading ------------------------------------------------------------------------------------------------------

/** What is decorated in a module, in order of the text, with all decorators in force. */
function targetsOf(input: EndpointInput, module: ProgramModule): readonly Target[] {
  const { ir, valueBase } = module;
  const targets = new Map<string, Target>();
  for (let i = 0; i < ir.op.length; i++) {
    if (ir.op[i] !== Op.Deco) continue;
    const list = ir.c[i] ?? -1;
    if ((ir.args[list + 2] ?? -1) >= 0) continue;
    const classId = classOf(module, i);
    const member = ir.args[list + 1] ?? -1;
    const functionId = member < 0 ? -1 : decoratedFunction(module, i, member);
    if (classId < 0 || (member >= 0 && functionId < 0)) continue;
    const written = valueBase + (ir.b[i] ?? 0);
    const applied = openDecorator(input, written, 0).map((one) => ({ ...one, written }));
    if (applied.length === 0) continue;
    const key = `${classId}:${functionId}`;
    const known = targets.get(key);
    if (known) known.applied.push(...applied);
    else targets.set(key, { module, classId, functionId, applied: [...applied], anchor: ir.b[i] ?? 0 });
  }
  return [...targets.values()];
}

function classOf(module: ProgramModule, decoration: number): number {
  const { ir } = module;
  let at = ir.a[decoration] ?? -1;
  for (let depth = 0; depth < 10_000 && at >= 0 && ir.op[at] !== Op.Class; depth++) at = ir.a[at] ?? -1;
  return at < 0 ? -1 : (ir.a[at] ?? -1);
}

/** The library decorators that a decorator value stands for. */
function openDecorator(
  input: EndpointInput,
  value: number,
  depth: number,
): readonly Omit<Applied, 'written'>[] {
  const { program, callGraph, models } = input;
  const module = program.modules[callGraph.moduleOfValue[value] ?? 0];
  if (!module || depth > maxDepth) return [];
  const site = callGraph.siteOfValue[value] ?? -1;
  if (site < 0) {
    // A decorator kept in a variable, or used without a call.
    for (const id of callGraph.statesOf(value)) {
      const model = models.states[id]?.call?.endpoints.find(({ on }) => on === 'decorator');
      if (model) return [{ model, module, call: -1 }];
    }
    return [];
  }
  const call = value - module.valueBase;
  for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
    const state = models.states[callGraph.states[k] ?? 0];
    const model = state?.call?.endpoints.find(({ on }) => on === 'decorator');
    if (model) return [{ model, module, call }];
    if (state?.members.has(decoratedName)) return [];
  }
  const out: Omit<Applied, 'written'>[] = [];
  for (let k = callGraph.targetStart[site] ?? 0; k < (callGraph.targetStart[site + 1] ?? 0); k++) {
    const returned = returnedValue(input, callGraph.targets[k] ?? 0);
    if (returned >= 0) out.push(...openDecorator(input, returned, depth + 1));
  }
  // A library call that takes decorators and gives one (`applyDecorators`).
  if (out.length === 0) {
    const count = argumentCount(module, call);
    for (let n = 0; n < count; n++) {
      const argument = argumentAt(module, call, n);
      if (argument < 0) continue;
      for (const element of elementsOf(input, module.valueBase + argument))
        if ((callGraph.siteOfValue[element] ?? -1) >= 0)
          out.push(...openDecorator(input, element, depth + 1));
    }
  }
  return out;
}

function kindOf(method: string): ChainMember['kind'] | undefined {
  if (method === 'GUARD') return 'guard';
  if (method === 'INTERCEPT') return 'interceptor';
  return method === 'MARK' ? 'mark' : undefined;
}

function isRoute(method: string): boolean {
  return method !== 'PREFIX' && kindOf(method) === undefined;
}
