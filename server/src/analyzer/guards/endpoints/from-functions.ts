/**
 * Endpoints that are functions handed to a library at a place that says so: resolvers in a map, procedures, listeners.
 *
 * Those in an object that a file of a route exports (actions of a page) are called after the route, and what runs
 * before it runs before them.
 */
import { Op } from '../../ir/opcode.ts';
import type { EndpointModel } from '../../rules/model.ts';
import { type ChainMember, chainFunctions, type Endpoint, type EndpointInput } from './endpoint.ts';
import { collectFileMiddleware } from './file-middleware.ts';
import { collectResolverGuards } from './resolver-guards.ts';
import { routeOfFile } from './route-path.ts';

/** All of them, by function. */
export function endpointsFromFunctions(input: EndpointInput): readonly Endpoint[] {
  const { program, callGraph, models } = input;
  const out: Endpoint[] = [];
  // What a file is known for by its name is listed there, with its route.
  const byFile = new Set(
    callGraph.entryPoints.flatMap(({ target, model }) =>
      target.kind === 'value' && model.method !== 'GROUP' ? callGraph.functionsOf(target.value) : [],
    ),
  );
  const routes = routesOfGroups(input);
  const guardsOf = collectResolverGuards(input);
  for (const [f, states] of [...callGraph.handed].sort(([a], [b]) => a - b)) {
    if (byFile.has(f)) continue;
    const model = states
      .map((id) => models.states[id]?.call?.endpoints.find(({ on }) => on === 'function'))
      .find((found): found is EndpointModel => found !== undefined);
    const module = program.modules[program.moduleOfFunction[f] ?? 0];
    const record = module?.ir.functions[f - module.functionBase];
    if (!model || !module || !record) continue;
    const first = record.params[0]?.value ?? record.firstInstruction;
    const name = record.name.slice(record.name.lastIndexOf('.') + 1);
    const route = routes.get(module.index);
    const isRouted = route?.framework === model.framework;
    const chain = isRouted ? route.chain : isResolver(model) ? guardsOf(typeOf(model), name) : [];
    out.push({
      method: model.method,
      path: !isRouted ? name : name === 'default' ? route.path : `${route.path}?/${name}`,
      framework: model.framework,
      registration: functionValue(input, f) ?? module.valueBase + first,
      chain,
      middleware: chainFunctions(chain),
      handlers: [f],
      doubts: [],
    });
  }
  return out;
}

function isResolver({ framework }: EndpointModel): boolean {
  return framework === 'graphql';
}

/** The type whose field a resolver is of. */
function typeOf({ method }: EndpointModel): string {
  return method.slice(0, 1) + method.slice(1).toLowerCase();
}

/** Module → the route of an object of ways in that it exports. */
function routesOfGroups(
  input: EndpointInput,
): ReadonlyMap<
  number,
  { readonly path: string; readonly framework: string; readonly chain: readonly ChainMember[] }
> {
  const { callGraph, program } = input;
  const groups = callGraph.entryPoints.filter(({ model }) => model.method === 'GROUP');
  if (groups.length === 0) return new Map();
  const middlewareOf = collectFileMiddleware(input);
  return new Map(
    groups.flatMap(({ module, model }) => {
      const file = program.modules[module]?.facts.path ?? '';
      const path = routeOfFile(file, model)?.path;
      if (path === undefined) return [];
      const chain = middlewareOf(model.framework, file, path);
      return [[module, { path, framework: model.framework, chain }] as const];
    }),
  );
}

/** The value that makes the closure of a function. */
function functionValue(input: EndpointInput, f: number): number | undefined {
  const module = input.program.modules[input.program.moduleOfFunction[f] ?? 0];
  if (!module) return undefined;
  return makersOf(module.ir.op, module.ir.a, module.functionBase, module.valueBase).get(f);
}

const cache = new WeakMap<Uint8Array, ReadonlyMap<number, number>>();

/** Function → the value that makes it, per module. */
function makersOf(
  op: Uint8Array,
  a: Int32Array,
  functionBase: number,
  valueBase: number,
): ReadonlyMap<number, number> {
  const known = cache.get(op);
  if (known) return known;
  const out = new Map<number, number>();
  for (let i = 0; i < op.length; i++)
    if (op[i] === Op.Func) out.set(functionBase + (a[i] ?? 0), valueBase + i);
  cache.set(op, out);
  return out;
}
