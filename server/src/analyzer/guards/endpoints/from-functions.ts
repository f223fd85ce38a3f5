/**
 * Endpoints that are functions handed to a library at a place that says so: resolvers in a map, procedures, listeners.
 */
import { Op } from '../../ir/opcode.ts';
import type { EndpointModel } from '../../rules/model.ts';
import type { Endpoint, EndpointInput } from './endpoint.ts';

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
  for (const [f, states] of [...callGraph.handed].sort(([a], [b]) => a - b)) {
    if (byFile.has(f)) continue;
    const model = states
      .map((id) => models.states[id]?.call?.endpoints.find(({ on }) => on === 'function'))
      .find((found): found is EndpointModel => found !== undefined);
    const module = program.modules[program.moduleOfFunction[f] ?? 0];
    const record = module?.ir.functions[f - module.functionBase];
    if (!model || !module || !record) continue;
    const first = record.params[0]?.value ?? record.firstInstruction;
    out.push({
      method: model.method,
      path: record.name.slice(record.name.lastIndexOf('.') + 1),
      framework: model.framework,
      registration: functionValue(input, f) ?? module.valueBase + first,
      chain: [],
      middleware: [],
      handlers: [f],
      doubts: [],
    });
  }
  return out;
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
