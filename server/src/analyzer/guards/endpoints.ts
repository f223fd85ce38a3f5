/**
 * The ways into a program: routes with their ordered chains of handlers.
 *
 * Found from the calls that models mark as registrations. Routers are told apart by the call that made them; what a
 * router is mounted under, and the middleware registered on it earlier, belong to the chain of its routes.
 */
import type { CallGraph } from '../callgraph/call-graph.ts';
import { argumentAt, argumentCount } from '../callgraph/token-flow.ts';
import { Op } from '../ir/opcode.ts';
import type { ExportTarget, Program, ProgramModule } from '../program/program.ts';
import type { EndpointModel, ModelSet } from '../rules/model.ts';

/** One way in. Function ids are global. */
export interface Endpoint {
  readonly method: string;
  /** Path pattern with the prefixes of the mounts; empty when unknown. */
  readonly path: string;
  readonly framework: string;
  /** Global value of the registering call. */
  readonly registration: number;
  /** Everything that runs before the handler, outermost first. */
  readonly middleware: readonly number[];
  /** The last function given; several when it is not certain which. */
  readonly handlers: readonly number[];
}

/** What discovery needs. */
export interface EndpointInput {
  readonly program: Program;
  readonly callGraph: CallGraph;
  readonly models: ModelSet;
  readonly importedValues: (module: number, importId: number) => readonly ExportTarget[];
}

interface Registration {
  readonly module: ProgramModule;
  readonly call: number;
  readonly value: number;
  readonly model: EndpointModel;
  /** Origin of the router it is registered on. */
  readonly router: number;
  readonly path: string;
  readonly groups: readonly (readonly number[])[];
  /** Origins of routers given as handlers. */
  readonly mounts: readonly number[];
}

/** All endpoints, in order of registration. */
export function collectEndpoints(input: EndpointInput): Endpoint[] {
  const registrations = collectRegistrations(input);
  const byRouter = new Map<number, Registration[]>();
  for (const registration of registrations) {
    const list = byRouter.get(registration.router);
    if (list) list.push(registration);
    else byRouter.set(registration.router, [registration]);
  }
  const mountsOf = new Map<number, Registration[]>();
  for (const registration of registrations) {
    for (const mounted of registration.mounts) {
      const list = mountsOf.get(mounted);
      if (list) list.push(registration);
      else mountsOf.set(mounted, [registration]);
    }
  }
  const before = (
    router: number,
    registration: Registration,
    depth: number,
  ): { middleware: number[]; prefix: string } => {
    if (depth > 8) return { middleware: [], prefix: '' };
    const middleware: number[] = [];
    let prefix = '';
    const mount = mountsOf.get(router)?.[0];
    if (mount) {
      const outer = before(mount.router, mount, depth + 1);
      prefix = outer.prefix + trimSlash(mount.path);
      middleware.push(...outer.middleware, ...mount.groups.flat());
    }
    for (const other of byRouter.get(router) ?? []) {
      if (other.model.method !== 'USE' || other.mounts.length > 0) continue;
      // In one module the order of the text decides; across modules the order is not known and counts as before.
      if (other.module === registration.module && other.call >= registration.call) continue;
      if (!covers(other.path, registration.path)) continue;
      middleware.push(...other.groups.flat());
    }
    return { middleware, prefix };
  };
  const endpoints: Endpoint[] = [];
  for (const registration of registrations) {
    if (!isRoute(registration.model.method)) continue;
    const handlers = registration.groups.at(-1) ?? [];
    if (handlers.length === 0) continue;
    const { middleware, prefix } = before(registration.router, registration, 0);
    endpoints.push({
      method: registration.model.method,
      path: prefix + registration.path || registration.path,
      framework: registration.model.framework,
      registration: registration.value,
      middleware: [...middleware, ...registration.groups.slice(0, -1).flat()],
      handlers,
    });
  }
  return endpoints;
}

function collectRegistrations(input: EndpointInput): Registration[] {
  const { program, callGraph, models } = input;
  const out: Registration[] = [];
  for (let site = 0; site < callGraph.sites.length; site++) {
    const value = callGraph.sites[site] ?? 0;
    const module = program.modules[callGraph.moduleOfValue[value] ?? 0];
    if (!module) continue;
    const call = value - module.valueBase;
    for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
      const model = models.states[callGraph.states[k] ?? 0]?.call?.endpoints[0];
      if (!model) continue;
      const count = argumentCount(module, call);
      const groups: number[][] = [];
      const mounts: number[] = [];
      const path =
        model.pathArgument >= 0
          ? (textOf(module, argumentAt(module, call, model.pathArgument)) ?? '')
          : routePath(input, module, call, 0);
      const first = path === '' && model.method === 'USE' ? 0 : model.handlersFrom;
      for (let n = first; n < count; n++) {
        const argument = argumentAt(module, call, n);
        if (argument < 0 || textOf(module, argument) !== undefined) continue;
        for (const element of elementsOf(module, argument)) {
          const functions = callGraph.functionsOf(module.valueBase + element);
          if (functions.length > 0) groups.push([...functions]);
          else if (model.method === 'USE') {
            const origin = originOf(input, module.valueBase + element, 0);
            if (origin >= 0) mounts.push(origin);
          }
        }
      }
      const receiver = module.ir.op[call] === Op.Call ? (module.ir.b[call] ?? -1) : -1;
      out.push({
        module,
        call,
        value,
        model,
        router: receiver < 0 ? -1 : originOf(input, module.valueBase + receiver, 0),
        path,
        groups,
        mounts,
      });
      break;
    }
  }
  return out;
}

/** `router.route('/a').get(…).post(…)`: the path stands in the call that the chain begins with. */
function routePath(input: EndpointInput, module: ProgramModule, call: number, depth: number): string {
  const { ir } = module;
  const receiver = ir.op[call] === Op.Call ? (ir.b[call] ?? -1) : -1;
  if (receiver < 0 || ir.op[receiver] !== Op.Call || depth > 20) return '';
  const site = input.callGraph.siteOfValue[module.valueBase + receiver] ?? -1;
  for (let k = input.callGraph.stateStart[site] ?? 0; k < (input.callGraph.stateStart[site + 1] ?? 0); k++) {
    const model = input.models.states[input.callGraph.states[k] ?? 0]?.call?.endpoints[0];
    if (model && model.pathArgument >= 0)
      return textOf(module, argumentAt(module, receiver, model.pathArgument)) ?? '';
  }
  return routePath(input, module, receiver, depth + 1);
}

/** The members of an array literal, or the value itself. */
function elementsOf(module: ProgramModule, value: number): number[] {
  const { ir } = module;
  if (ir.op[value] !== Op.Arr) return [value];
  const list = ir.a[value] ?? 0;
  const out: number[] = [];
  for (let k = 1; k <= (ir.args[list] ?? 0); k++) out.push(ir.args[list + k] ?? -1);
  return out.filter((element) => element >= 0);
}

/** The value that an object was made by, followed through versions, variables, imports and unique callers. */
export function originOf(input: EndpointInput, value: number, depth: number): number {
  const { program, callGraph } = input;
  if (depth > 30) return value;
  const module = program.modules[callGraph.moduleOfValue[value] ?? 0];
  if (!module) return value;
  const { ir, valueBase, functionBase } = module;
  const local = value - valueBase;
  const next = (other: number) => (other < 0 ? value : originOf(input, valueBase + other, depth + 1));
  switch (ir.op[local]) {
    case Op.Copy:
    case Op.Post:
    case Op.Store:
    case Op.Pi:
    case Op.Await:
      return next(ir.a[local] ?? -1);
    case Op.Phi:
      return next(ir.args[(ir.a[local] ?? 0) + 1] ?? -1);
    case Op.CellGet:
      return next(ir.cells[ir.a[local] ?? 0]?.singleValue ?? -1);
    case Op.Import: {
      const targets = input.importedValues(module.index, ir.a[local] ?? 0);
      const target = targets.find((candidate) => candidate.kind === 'value');
      return target?.kind === 'value' ? originOf(input, target.value, depth + 1) : value;
    }
    case Op.Call: {
      // `router.get(…).post(…)` and `app.route(path).get(…)` go on with the same router; a factory with its result.
      const callee = ir.a[local] ?? -1;
      if (callee >= 0 && ir.op[callee] === Op.Load) {
        const name = ir.strings[ir.b[callee] ?? 0] ?? '';
        const receiver = ir.b[local] ?? -1;
        if (receiver >= 0 && /^(get|post|put|patch|delete|all|use|route)$/.test(name)) return next(receiver);
      }
      const site = callGraph.siteOfValue[value] ?? -1;
      const target =
        site >= 0 && (callGraph.targetStart[site + 1] ?? 0) - (callGraph.targetStart[site] ?? 0) === 1
          ? (callGraph.targets[callGraph.targetStart[site] ?? 0] ?? -1)
          : -1;
      return target >= 0 ? returnedOrigin(input, target, depth, value) : value;
    }
    case Op.Param: {
      const f = functionBase + (ir.functionOf[local] ?? 0);
      const start = callGraph.callerStart[f] ?? 0;
      if ((callGraph.callerStart[f + 1] ?? 0) - start !== 1) return value;
      const site = callGraph.callers[start] ?? 0;
      const caller = callGraph.sites[site] ?? 0;
      const owner = program.modules[callGraph.moduleOfValue[caller] ?? 0];
      const argument = owner ? argumentAt(owner, caller - owner.valueBase, ir.a[local] ?? 0) : -1;
      return owner && argument >= 0 ? originOf(input, owner.valueBase + argument, depth + 1) : value;
    }
    default:
      return value;
  }
}

function returnedOrigin(input: EndpointInput, target: number, depth: number, fallback: number): number {
  const { program } = input;
  const module = program.modules[program.moduleOfFunction[target] ?? 0];
  const record = module?.ir.functions[target - (module?.functionBase ?? 0)];
  if (!module || !record) return fallback;
  const { ir } = module;
  for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++) {
    if (ir.op[i] === Op.Ret && (ir.a[i] ?? -1) >= 0)
      return originOf(input, module.valueBase + (ir.a[i] ?? 0), depth + 1);
  }
  return fallback;
}

function textOf(module: ProgramModule, value: number): string | undefined {
  if (value < 0) return undefined;
  const constant =
    module.ir.op[value] === Op.Const ? module.ir.constants[module.ir.a[value] ?? 0] : undefined;
  return constant?.kind === 'string' ? constant.value : undefined;
}

/** Registrations of middleware, parameters and sub-routers are no way in by themselves. */
function isRoute(method: string): boolean {
  return method !== 'USE' && method !== 'PARAM' && method !== 'ROUTE';
}

function trimSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

/** Whether middleware registered under `prefix` runs for `path`. */
function covers(prefix: string, path: string): boolean {
  const trimmed = trimSlash(prefix);
  return trimmed === '' || path === trimmed || path.startsWith(`${trimmed}/`);
}
