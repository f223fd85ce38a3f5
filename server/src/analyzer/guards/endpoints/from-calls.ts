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
import { asksNobody } from '../caller-words.ts';
import { maySkip } from './conditional.ts';
import {
  answeredBefore,
  type ChainMember,
  chainFunctions,
  doubtsOfChain,
  type Endpoint,
  type EndpointInput,
} from './endpoint.ts';
import {
  collectRegistrations,
  firstParameter,
  isRoute,
  optionTexts,
  type Registration,
} from './registrations.ts';
import { roundsAround } from './rounds.ts';
import { joinRoute, routeOfFile } from './route-path.ts';
import { callBehind, fieldsOf, nameOfValue, placeOf, runnableOf, wordsOfValue } from './value-origin.ts';

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
      // Of a router that a loop makes, the routes of a round stand where it is mounted in that round.
      const [inside, at] = [registration, mount].map(({ round }) => roundsAround(input, round, router));
      if (inside !== at) continue;
      for (const outer of outsideOf(mount.router, mount, depth + 1)) {
        for (const path of mount.paths) {
          if (ways.length >= maxWays) break;
          ways.push({
            chain: [...outer.chain, ...certainMembers(mount)],
            prefix: outer.prefix + trimSlash(path) + own,
          });
        }
      }
    }
    if (ways.length === 0) ways.push({ chain: [], prefix: own });
    const before: ChainMember[] = [];
    for (const other of byRouter.get(router) ?? []) {
      const isUse = other.model.method === 'USE' && other.mounts.length === 0;
      const passesOn =
        isRoute(other.model.method) && sharesMethod(other, registration) && mayPassOn(input, other);
      if (!isUse && !passesOn) continue;
      const [own, its] = [registration, other].map(({ round }) => roundsAround(input, round, router));
      if (own !== its) continue;
      // In one module the order of the text decides; across modules the order is not known and counts as before.
      if (other.module === registration.module && other.call >= registration.call) continue;
      const isFor = (prefix: string, path: string) =>
        isUse || prefix.endsWith('*') ? covers(prefix, path) : prefix === path;
      if (!other.paths.some((prefix) => registration.paths.some((path) => isFor(prefix, path)))) continue;
      // A route that is registered twice: the first handler runs first, and the second only if it passes on.
      before.push(...certainMembers(other));
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
      const doubts = doubtsOf(registration, members, byRouter.get(registration.router) ?? []);
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
            doubts,
          });
        }
      }
    }
  }
  return endpoints;
}

/** What is not certain about a route. */
function doubtsOf(
  registration: Registration,
  chain: readonly ChainMember[],
  beside: readonly Registration[],
): readonly string[] {
  const { paths, isPathKnown, isMethodKnown } = registration;
  const isPartKnown = paths.some((path) => path !== '');
  const isSecond = beside.some(
    (other) =>
      other !== registration &&
      other.module === registration.module &&
      other.call < registration.call &&
      isRoute(other.model.method) &&
      other.isPathKnown &&
      sharesMethod(other, registration) &&
      other.paths.some((path) => path !== '' && paths.includes(path)),
  );
  return [
    ...(isPathKnown ? [] : [isPartKnown ? 'a part of the path is computed' : 'the path is computed']),
    ...(isMethodKnown ? [] : ['the method is computed']),
    ...(isSecond ? [answeredBefore] : []),
    ...doubtsOfChain(chain.filter(({ name }) => !asksNobody(name))),
  ];
}

function sharesMethod(a: Registration, b: Registration): boolean {
  return a.methods.some(
    (method) => method === 'ALL' || b.methods.includes(method) || b.methods.includes('ALL'),
  );
}

/** Whether the last function of a route takes what it may pass on with: `(req, res, next)`. */
function mayPassOn({ program }: EndpointInput, { members }: Registration): boolean {
  const functions = members.at(-1)?.functions ?? [];
  return functions.some((f) => {
    const module = program.modules[program.moduleOfFunction[f] ?? 0];
    const params = module?.ir.functions[f - module.functionBase]?.params ?? [];
    return /^_?next$/.test(params.at(-1)?.name ?? '');
  });
}

/** Members, not certain ones where the call that registers them may be skipped. */
function certainMembers({ module, call, members }: Registration): readonly ChainMember[] {
  return maySkip(module.ir, call) ? members.map((member) => ({ ...member, isCertain: false })) : members;
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
