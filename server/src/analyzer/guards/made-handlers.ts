/**
 * For which records the handlers of an endpoint were made: `router.get('/:id', getOne(Patient))`.
 *
 * One function answers for every type of records that its maker is told; which of them an endpoint is about is said by
 * the call whose result it is registered with.
 */
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import type { QuerySite } from '../callgraph/query-sites.ts';
import { Op } from '../ir/opcode.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import { callBehind, elementsOf } from './endpoints/value-origin.ts';
import type { GuardInput } from './guard-context.ts';

/** Calls inside one another: `catchAsync(getOne(Patient))`. */
const maxDepth = 3;

/** Calls (global values) whose results an endpoint is registered with. */
export function makersBehind(input: GuardInput, { registration }: Endpoint): ReadonlySet<number> {
  const out = new Set<number>();
  const look = (value: number, depth: number) => {
    for (const element of elementsOf(input, value)) {
      const behind = callBehind(input, element);
      const module = input.moduleOf(behind);
      if (!module || module.ir.op[behind - module.valueBase] !== Op.Call || out.has(behind)) continue;
      out.add(behind);
      if (depth >= maxDepth) continue;
      for (let k = 0; k < argumentCount(module, behind - module.valueBase); k++) {
        const argument = argumentAt(module, behind - module.valueBase, k);
        if (argument >= 0) look(module.valueBase + argument, depth + 1);
      }
    }
  };
  look(registration, 0);
  return out;
}

/** Whether query `q` is about the records that the handlers were made for; yes where that is not said. */
export function isMadeFor(queries: readonly QuerySite[], q: number, makers: ReadonlySet<number>): boolean {
  const query = queries[q];
  if (!query?.makers || query.makers.some((call) => makers.has(call))) return true;
  return !queries.some(
    (other) => other.value === query.value && other.makers?.some((call) => makers.has(call)) === true,
  );
}
