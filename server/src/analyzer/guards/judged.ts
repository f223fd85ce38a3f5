/**
 * Every record that an endpoint hands out or changes, with what stands between it and the caller: judged once, before
 * any rule asks.
 *
 * From the solved flow to a list in the order of endpoints and queries. What the list could not hold, because the work
 * ran out, is named by its handlers.
 */
import type { CancellationToken } from '../base/cancellation.ts';
import { throwIfCancelled } from '../base/cancellation.ts';
import { maxGuardWork } from '../base/limits.ts';
import type { GuardDecision } from '../findings/finding.ts';
import type { Assurance, ConfiguredGuards } from './configured-guards.ts';
import type { ExposedType, Verdict } from './draft-finding.ts';
import type { JudgedRecord } from './guard-decision.ts';
import { resourceKey } from './guard-scope.ts';
import { type GuardSolution, isChange, isMade } from './guard-solution.ts';
import { isMadeFor, makersBehind } from './made-handlers.ts';
import { queriesIn } from './queries-in.ts';
import type { Sibling } from './siblings.ts';
import { tieJudge } from './tie-verdict.ts';

/** One record that one endpoint exposes at one place, or changes. */
export type Judged = Sibling & JudgedRecord;

/** What operation a judged record is subject to: one that was loaded first is changed by what is called later. */
export function operationOf(solution: GuardSolution, { q, isRead }: Judged): GuardDecision['operation'] {
  const query = solution.queries[q];
  if (!query) return 'read';
  return isRead || isChange(query) || isMade(query) ? query.model.operation : 'update';
}

/** Judges all endpoints; handlers (global functions) that no work was left for go into `overBudget`. */
export function judgeAll(
  solution: GuardSolution,
  cancel: CancellationToken,
  overBudget: Set<number>,
): Judged[] {
  const out: Judged[] = [];
  let work = 0;
  const { input, queries } = solution;
  solution.endpoints.forEach((one, endpoint) => {
    throwIfCancelled(cancel);
    const tree = solution.treeOf(endpoint);
    const gateway = input.configured.gatewayOf(one);
    for (const q of queriesIn(queries, input.graph, tree)) {
      const query = queries[q];
      if (!query) continue;
      if (solution.heldTypes(q).length === 0) continue;
      if (query.makers && !isMadeFor(input, queries, q, makersBehind(input, one, tree, query))) continue;
      if (work > maxGuardWork) {
        for (const handler of solution.endpoints[endpoint]?.handlers ?? []) overBudget.add(handler);
        continue;
      }
      const view = solution.viewOf(endpoint);
      // Many places may hand out the same record: what functions prove is found once for all of them.
      const judgeTie = tieJudge(solution, endpoint, q);
      const request = solution.requestInFilter(q, view);
      const add = (anchor: number, exposed: number, types: readonly ExposedType[], isRead: boolean) => {
        if (types.length === 0) return undefined;
        work += tree.size;
        const places = anchor === query.value ? [anchor] : [anchor, query.value];
        const verdict =
          answered(input.configured, query.resource) ?? liftedByGateway(gateway, judgeTie(places));
        out.push({
          endpoint,
          group: `${resourceKey(query)} ${isRead ? 'read' : isMade(query) ? 'make' : 'change'}`,
          isTied: verdict.guard === 'tied',
          column: verdict.guard === 'tied' ? (view.callerColumns(q)[0] ?? '') : '',
          q,
          anchor,
          exposed,
          types,
          request,
          isRead,
          verdict,
        });
        return verdict.guard;
      };
      if (isChange(query) || isMade(query)) {
        if (request.facts.length > 0) add(query.value, -1, solution.ownTypes(q), false);
        continue;
      }
      for (const exposure of solution.exposures(q, tree))
        add(exposure.anchor, exposure.facts[0] ?? -1, solution.exposedTypes(q, exposure), true);
      if (request.facts.length === 0) continue;
      // A record that is saved in several places is changed once: the first of them that nothing guards says it.
      for (const change of solution.changesOf(q, tree))
        if (add(change, -1, solution.ownTypes(q), false) === 'none') break;
    }
  });
  return out;
}

/** What the configuration has decided about a record already. */
function answered({ isPublicResource }: ConfiguredGuards, resource: string): Verdict | undefined {
  return isPublicResource(resource)
    ? {
        guard: 'tied',
        found: [{ text: `${resource} is public, says the configuration`, value: -1 }],
        possible: [],
        missing: [],
      }
    : undefined;
}

/** A role that something in front of the program tests is as good as one that the program tests. */
function liftedByGateway(gateway: ReadonlySet<Assurance>, verdict: Verdict): Verdict {
  return verdict.guard === 'none' && gateway.has('role')
    ? {
        ...verdict,
        guard: 'role',
        found: [{ text: 'the gateway tests a role, says the configuration', value: -1 }],
        possible: [],
      }
    : verdict;
}
