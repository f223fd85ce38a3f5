/**
 * What was judged about one record of one endpoint, as plain data for people and programs outside of the analyzer.
 *
 * Made for every judged record, also where nothing is reported. The ways (of the identifier in, of the record out) are
 * traced only when somebody will look at them.
 */
import { sortDataTypes } from '../findings/build-findings.ts';
import { renderFlow } from '../findings/code-flow.ts';
import type { FlowStep, GuardDecision } from '../findings/finding.ts';
import { rangeOfValue } from '../findings/source-range.ts';
import type { Authentication } from './authentication.ts';
import type { ExposedType, Verdict } from './draft-finding.ts';
import { recordLane, requestLane, witnessIn } from './guard-flow.ts';
import { type GuardSolution, isChange, isMade, type RequestInFilter } from './guard-solution.ts';

/** One record that one endpoint exposes at one place, or changes. */
export interface JudgedRecord {
  readonly endpoint: number;
  readonly q: number;
  /** Global value of the response, or of the query that changes. */
  readonly anchor: number;
  /** Fact of the record there, -1 if it does not leave. */
  readonly exposed: number;
  readonly types: readonly ExposedType[];
  /** Whether it is handed out; else it is changed or removed. */
  readonly isRead: boolean;
  readonly request: RequestInFilter;
  readonly verdict: Verdict;
}

/** The decision; undefined where a place of it is not known. */
export function decisionOf(
  solution: GuardSolution,
  judged: JudgedRecord & { readonly siblings: string; readonly authentication: Authentication },
  wantsWays: boolean,
): GuardDecision | undefined {
  const endpoint = solution.endpoints[judged.endpoint];
  const query = solution.queries[judged.q];
  const rangeOf = (value: number) => {
    const module = value < 0 ? undefined : solution.input.moduleOf(value);
    return module && rangeOfValue(module, value - module.valueBase);
  };
  const location = endpoint && rangeOf(endpoint.registration);
  const asked = query && rangeOf(query.value);
  const place = rangeOf(judged.anchor);
  if (!endpoint || !query || !location || !asked || !place) return undefined;
  const { guard, found, missing, possible } = judged.verdict;
  return {
    method: endpoint.method,
    path: endpoint.path,
    framework: endpoint.framework,
    location,
    authentication: judged.authentication,
    resource: query.resource,
    operation: judged.isRead || isChange(query) || isMade(query) ? query.model.operation : 'update',
    query: asked,
    place,
    identifiers: [...solution.viewOf(judged.endpoint).filterKeys(judged.q)].sort(),
    dataTypes: sortDataTypes(
      judged.types.map(({ type, evidence, confidence }) => ({
        type: type.id,
        label: type.label,
        level: type.level,
        confidence,
        evidence,
      })),
    ),
    verdict: guard,
    ...answerOf(solution, judged),
    found: found.map(({ text, value }) => ({ text, location: rangeOf(value) })),
    missing,
    possible,
    siblings: judged.siblings,
    ways: wantsWays ? waysOf(solution, judged) : [],
  };
}

/** What the configuration answers about the endpoint or its records. */
function answerOf(solution: GuardSolution, { endpoint, q }: JudgedRecord): Pick<GuardDecision, 'answer'> {
  const { isPublicEndpoint, isPublicResource, gatewayOf } = solution.input.configured;
  const one = solution.endpoints[endpoint];
  if (!one) return {};
  const resource = solution.queries[q]?.resource ?? '';
  const answer = (kind: 'public' | 'tied', text: string) => ({
    answer: { kind, text: `${text}, says the configuration` },
  });
  if (isPublicEndpoint(one)) return answer('public', 'the endpoint is public on purpose');
  if (isPublicResource(resource)) return answer('public', `${resource} is public`);
  const gateway = gatewayOf(one);
  return gateway.has('tie') || gateway.has('tenant')
    ? answer('tied', 'the gateway ties records to the caller')
    : {};
}

/** From the request to the query, then from the record to the place where it leaves. */
function waysOf(solution: GuardSolution, judged: JudgedRecord): readonly FlowStep[] {
  const { input, flow, queries } = solution;
  const query = queries[judged.q];
  if (!query) return [];
  const { tree } = solution.viewOf(judged.endpoint);
  const way = (fact: number, lane: number, from: string | undefined, to: string, anchor: number) => {
    const witness = witnessIn(flow, tree, fact, lane);
    if (!witness) return [];
    const begin = `${flow.sources[witness.seed]?.evidence ?? 'a value of the request'} comes from outside`;
    return renderFlow(input, witness, from ?? begin, to, anchor, 'guard').steps;
  };
  const [request = -1] = judged.request.facts;
  return [
    ...way(request, requestLane, undefined, `selects the ${query.resource} record`, query.value),
    ...way(
      judged.exposed,
      recordLane(judged.q),
      `record of ${query.resource} is read`,
      'is handed out',
      judged.anchor,
    ),
  ];
}
