/**
 * For which records the handlers of an endpoint were made: `router.get('/:id', getOne(Patient))`, and the objects that they
 * call: `const patients = new Repository(Patient)`.
 *
 * One function answers for every type of records that its maker is told; which of them an endpoint is about is said by
 * the call whose result it is registered with, or by the objects whose methods lead to the query.
 */
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import type { QuerySite } from '../callgraph/query-sites.ts';
import { Op } from '../ir/opcode.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import { callBehind, elementsOf } from './endpoints/value-origin.ts';
import type { GuardInput } from './guard-context.ts';

/** Calls inside one another: `catchAsync(getOne(Patient))`. */
const maxDepth = 3;

/** Calls (global values) that made what an endpoint runs, as far as query `query` asks for it. */
export function makersBehind(
  input: GuardInput,
  { registration }: Endpoint,
  tree: ReadonlySet<number>,
  query: QuerySite,
): ReadonlySet<number> {
  const out = new Set<number>();
  const look = (value: number, depth: number) => {
    for (const element of elementsOf(input, value)) {
      const behind = callBehind(input, element);
      const module = input.moduleOf(behind);
      if (!module || out.has(behind)) continue;
      const op = module.ir.op[behind - module.valueBase];
      if (op === Op.New) out.add(behind);
      if (op !== Op.Call) continue;
      out.add(behind);
      if (depth >= maxDepth) continue;
      for (let k = 0; k < argumentCount(module, behind - module.valueBase); k++) {
        const argument = argumentAt(module, behind - module.valueBase, k);
        if (argument >= 0) look(module.valueBase + argument, depth + 1);
      }
    }
  };
  look(registration, 0);
  for (const receiver of receiversOf(input, tree, input.graph.functionOf(query.value), 0))
    look(receiver, maxDepth);
  return out;
}

/** Objects (global values) whose methods lead to a function in this endpoint; through others of the same object, too. */
function receiversOf(
  input: GuardInput,
  tree: ReadonlySet<number>,
  f: number,
  depth: number,
): readonly number[] {
  const { callGraph, graph } = input;
  const out: number[] = [];
  for (let k = callGraph.callerStart[f] ?? 0; k < (callGraph.callerStart[f + 1] ?? 0); k++) {
    const call = callGraph.sites[callGraph.callers[k] ?? 0] ?? -1;
    const module = call < 0 ? undefined : input.moduleOf(call);
    const caller = call < 0 ? -1 : graph.functionOf(call);
    if (!module || !tree.has(caller)) continue;
    const receiver = module.ir.b[call - module.valueBase] ?? -1;
    if (receiver < 0) continue;
    if (module.ir.op[receiver] !== Op.This) out.push(module.valueBase + receiver);
    else if (depth < maxDepth) out.push(...receiversOf(input, tree, caller, depth + 1));
  }
  return out;
}

/**
 * Whether query `q` is about the records that the handlers were made for. Where nobody says which they are, it may be
 * about any that a function was made for; of objects that are told apart by their types alone, only if there is one.
 */
export function isMadeFor(
  input: GuardInput,
  queries: readonly QuerySite[],
  q: number,
  makers: ReadonlySet<number>,
): boolean {
  const query = queries[q];
  if (!query?.makers || query.makers.some((call) => makers.has(call))) return true;
  const others = queries.filter((other) => other.value === query.value && other !== query);
  if (others.some((other) => other.makers?.some((call) => makers.has(call)) === true)) return false;
  return others.length === 0 || query.makers.some((call) => !makesObject(input, call));
}

function makesObject(input: GuardInput, call: number): boolean {
  const module = input.moduleOf(call);
  return module !== undefined && module.ir.op[call - module.valueBase] !== Op.Call;
}
