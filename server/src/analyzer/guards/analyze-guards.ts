/**
 * The guard analysis: records that an endpoint hands out or changes although nothing ties them to the caller.
 *
 * Every endpoint and query of patient data in its call tree is judged once: does a value of the request select the
 * record, does it reach a response (or is it changed), and is there a tie: a value of the caller in the filter, or a
 * check that compares the two and stands on every way (tie-verdict.ts). Then each rule takes what it asks for.
 * Authentication alone is no tie; a role lowers confidence; a call that saw both sides but is not understood lowers it
 * too and is named, and never silences.
 */
import type { CancellationToken } from '../base/cancellation.ts';
import { throwIfCancelled } from '../base/cancellation.ts';
import { maxGuardWork } from '../base/limits.ts';
import { collectQuerySites } from '../callgraph/query-sites.ts';
import { createNameClassifier } from '../classification/classify-name.ts';
import type { FindingDraft } from '../findings/build-findings.ts';
import type { GuardDecision } from '../findings/finding.ts';
import type { CompiledRule, ConfidenceTier, GuardSpec } from '../rules/rule.ts';
import { selectsType } from '../taint/lanes.ts';
import { type Authentication, authenticationOf, isAboutAccounts, isOpenByNature } from './authentication.ts';
import type { Assurance, ConfiguredGuards } from './configured-guards.ts';
import { draftFinding, type ExposedType, type Verdict } from './draft-finding.ts';
import { isIdentifierField } from './filter-words.ts';
import type { GuardInput } from './guard-context.ts';
import { decisionOf, type JudgedRecord } from './guard-decision.ts';
import { subjectLane } from './guard-flow.ts';
import { findGuardScope, resourceKey } from './guard-scope.ts';
import { GuardSolution, isChange } from './guard-solution.ts';
import { type Sibling, siblingsOf } from './siblings.ts';
import { judgeTie } from './tie-verdict.ts';

/** What the analysis says. */
export interface GuardResult {
  /** Findings of all guard rules. */
  readonly drafts: readonly FindingDraft[];
  /** Everything that was judged, in the order of the endpoints. */
  readonly decisions: readonly GuardDecision[];
  /** Handlers (global functions) of which not every record was judged, ascending. */
  readonly overBudget: readonly number[];
  /** The function (global) in which the budget of following requests and callers ended; -1 if it did not. */
  readonly cutAt: number;
}

const nothing: GuardResult = { drafts: [], decisions: [], overBudget: [], cutAt: -1 };

/** Judges all endpoints. Nothing is done without a guard rule. */
export function analyzeGuards(input: GuardInput, cancel: CancellationToken): GuardResult {
  const rules = input.rules.filter((rule) => rule.mode === 'guard' && rule.guard);
  if (rules.length === 0) return nothing;
  const { endpoints } = input;
  if (endpoints.length === 0) return nothing;
  const queries = collectQuerySites(input.program, input.callGraph, input.models).filter(
    ({ model }) => model.operation !== 'create',
  );
  const scope = findGuardScope(input, endpoints, queries);
  if (scope.queries.length === 0) return nothing;
  const solution = new GuardSolution(input, scope, cancel);
  const overBudget = new Set<number>();
  const judged = judgeAll(solution, cancel, overBudget);
  // One finding per rule, place and record; several endpoints may share a place.
  const drafts = new Map<string, FindingDraft>();
  const report = new RuleReport(solution, judged);
  for (const one of judged) {
    for (const draft of report.draftsOf(rules, one)) {
      const { location } = draft.finding;
      const key = `${draft.rule.id}\n${location.path}\n${location.start}\n${one.group}`;
      if (!drafts.has(key)) drafts.set(key, draft);
    }
  }
  return {
    drafts: [...drafts.values()],
    decisions: judged.flatMap(
      (one) =>
        decisionOf(
          solution,
          {
            ...one,
            siblings: input.wantsWays ? report.siblingsOf(one) : '',
            authentication: report.authenticationOf(one.endpoint),
          },
          input.wantsWays,
        ) ?? [],
    ),
    overBudget: [...overBudget].sort((a, b) => a - b),
    cutAt: solution.flow.solution.cutAt,
  };
}

/** One record that one endpoint exposes at one place, or changes. */
type Judged = Sibling & JudgedRecord;

function judgeAll(solution: GuardSolution, cancel: CancellationToken, overBudget: Set<number>): Judged[] {
  const out: Judged[] = [];
  let work = 0;
  const { input, queries } = solution;
  solution.endpoints.forEach((one, endpoint) => {
    throwIfCancelled(cancel);
    const tree = solution.treeOf(endpoint);
    const gateway = input.configured.gatewayOf(one);
    queries.forEach((query, q) => {
      if (!tree.has(input.graph.functionOf(query.value))) return;
      if (solution.heldTypes(q).length === 0) return;
      if (work > maxGuardWork) {
        for (const handler of solution.endpoints[endpoint]?.handlers ?? []) overBudget.add(handler);
        return;
      }
      const view = solution.viewOf(endpoint);
      const request = solution.requestInFilter(q, view);
      const add = (anchor: number, exposed: number, types: readonly ExposedType[], isRead: boolean) => {
        if (types.length === 0) return undefined;
        work += tree.size;
        const places = anchor === query.value ? [anchor] : [anchor, query.value];
        const verdict =
          answered(input.configured, query.resource) ??
          liftedByGateway(gateway, judgeTie(solution, endpoint, q, places));
        out.push({
          endpoint,
          group: `${resourceKey(query)} ${isRead ? 'read' : 'change'}`,
          isTied: verdict.guard === 'tied',
          column: verdict.guard === 'tied' ? columnOfCaller(solution, endpoint, q) : '',
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
      if (isChange(query)) {
        if (request.facts.length > 0) add(query.value, -1, solution.heldTypes(q), false);
        return;
      }
      for (const exposure of solution.exposures(q, tree))
        add(exposure.anchor, exposure.facts[0] ?? -1, solution.exposedTypes(q, exposure), true);
      if (request.facts.length === 0) return;
      // A record that is saved in several places is changed once: the first of them that nothing guards says it.
      for (const change of solution.changesOf(q, tree))
        if (add(change, -1, solution.heldTypes(q), false) === 'none') break;
    });
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

/** Field that a value of the caller is compared with in the filter of a query. */
function columnOfCaller(solution: GuardSolution, endpoint: number, q: number): string {
  const view = solution.viewOf(endpoint);
  for (const port of view.context.filters[q] ?? []) {
    for (const fact of view.factsBelow(port, subjectLane)) {
      const column = view.columnOf(fact, port);
      if (column !== undefined) return column;
    }
  }
  return '';
}

/** What the rules say about what was judged. */
class RuleReport {
  readonly #solution: GuardSolution;
  readonly #judged: readonly Judged[];
  readonly #isNationalId: (name: string) => boolean;
  readonly #authentication = new Map<number, Authentication>();
  readonly #callers: ReadonlySet<number>;
  /** Function → whether it asks who is calling; endpoints share functions. */
  readonly #asking = new Map<number, boolean>();

  constructor(solution: GuardSolution, judged: readonly Judged[]) {
    this.#solution = solution;
    this.#judged = judged;
    this.#callers = solution.callerFunctions();
    const { catalog } = solution.input;
    const classifier = createNameClassifier(catalog);
    this.#isNationalId = (name) => {
      const evidence = classifier.classify([name]);
      return evidence !== undefined && (catalog.types[evidence.type]?.id.startsWith('nid.') ?? false);
    };
  }

  draftsOf(rules: readonly CompiledRule[], judged: Judged): FindingDraft[] {
    const out: FindingDraft[] = [];
    const { input, flow, endpoints, queries } = this.#solution;
    const endpoint = endpoints[judged.endpoint];
    const query = queries[judged.q];
    if (!endpoint || !query) return out;
    for (const rule of rules) {
      const spec = rule.guard;
      // A record that was loaded first is changed by what is called later, not by its query.
      const operation = judged.isRead || isChange(query) ? query.model.operation : 'update';
      if (!spec || !this.#concerns(spec, operation, judged.types)) continue;
      const confidence = this.#confidenceOf(spec, judged);
      if (confidence === undefined) continue;
      const isAccount = isAboutAccounts(endpoint) && !spec.require.includes('authentication');
      out.push(
        draftFinding({
          input,
          flow,
          rule,
          endpoint,
          query,
          q: judged.q,
          request: judged.request.facts[0] ?? -1,
          anchor: judged.anchor,
          exposed: judged.exposed,
          types: judged.types,
          verdict: judged.verdict,
          most: isAccount ? 'low' : confidence,
          doubt: isAccount ? 'the path is one of signing in, where callers prove who they are' : '',
          siblings: this.siblingsOf(judged),
        }),
      );
    }
    return out;
  }

  /** What the endpoints beside it do with the same record; may be empty. */
  siblingsOf({ endpoint, group, q }: Judged): string {
    const resource = this.#solution.queries[q]?.resource ?? '';
    return siblingsOf(this.#judged, endpoint, group, resource).sentence;
  }

  #concerns(spec: GuardSpec, operation: string, types: readonly ExposedType[]): boolean {
    const known = spec.operations as readonly string[];
    return (
      (known.includes(operation) || (operation === 'list' && known.includes('read'))) &&
      types.some(({ type }) => selectsType(spec.resource, type))
    );
  }

  /** The most that can be said for a rule about what was judged; undefined if it has nothing to say. */
  #confidenceOf(spec: GuardSpec, judged: Judged): ConfidenceTier | undefined {
    if (spec.require.includes('authentication')) return this.#withoutAuthentication(judged);
    if (judged.verdict.guard === 'tied' || judged.verdict.maySeeAll === true) return undefined;
    const { facts, fields } = judged.request;
    const isNational = fields.some((field) => this.#isNationalId(field));
    const isSelected =
      facts.length > 0 &&
      (isNational || fields.length === 0 || fields.some(isIdentifierField) || this.#namesRecord(judged));
    switch (spec.identifier) {
      case 'national-id':
        return isNational ? 'high' : undefined;
      case 'none':
        return isSelected ? undefined : this.#withoutScope(judged);
      case 'any':
        return isSelected ? 'high' : undefined;
    }
  }

  /** Whether the request calls what it selects by an identifier, whatever the column is called: `{ patient: params.id }`. */
  #namesRecord({ endpoint, q }: Judged): boolean {
    const keys = this.#solution.viewOf(endpoint).filterKeys(q);
    return [...keys].some((key) => isIdentifierField(key.slice(key.lastIndexOf('.') + 1)));
  }

  /** A list that is the same for whoever asks: said aloud only if others narrow the same records down. */
  #withoutScope(judged: Judged): ConfidenceTier | undefined {
    const { endpoint, q, group, verdict } = judged;
    const view = this.#solution.viewOf(endpoint);
    if (this.#solution.queries[q]?.model.operation !== 'list' || verdict.guard !== 'none') return undefined;
    if (view.isFoundByCaller(q) || view.isFoundByRecord(q)) return undefined;
    // Where the caller is not known as a person, as with keys of other services, there is nothing to narrow down by.
    if (![...view.tree].some((f) => this.#callers.has(f))) return undefined;
    const { others, tied } = siblingsOf(this.#judged, endpoint, group, '');
    return others >= 2 && tied * 2 >= others ? 'medium' : 'low';
  }

  /** Said aloud only if most of the program asks who is calling. */
  #withoutAuthentication(judged: Judged): ConfidenceTier | undefined {
    const { endpoints } = this.#solution;
    const endpoint = endpoints[judged.endpoint];
    if (!endpoint || isOpenByNature(endpoint) || this.authenticationOf(judged.endpoint) !== 'none')
      return undefined;
    const seen = endpoints.filter((_, e) => this.authenticationOf(e) === 'seen').length;
    return seen * 2 >= endpoints.length ? 'medium' : 'low';
  }

  /** Whether endpoint `e` asks who is calling; remembered. */
  authenticationOf(e: number): Authentication {
    const known = this.#authentication.get(e);
    if (known !== undefined) return known;
    const { input, endpoints } = this.#solution;
    const endpoint = endpoints[e];
    const { gatewayOf, ensuredBy } = input.configured;
    const isGuarded =
      endpoint !== undefined &&
      (gatewayOf(endpoint).size > 0 || endpoint.chain.some((member) => ensuredBy(member).length > 0));
    const found = isGuarded
      ? 'seen'
      : endpoint
        ? authenticationOf(input, endpoint, this.#solution.treeOf(e), this.#callers, this.#asking)
        : 'unknown';
    this.#authentication.set(e, found);
    return found;
  }
}
