/**
 * The guard analysis: records that an endpoint hands out or changes although nothing ties them to the caller.
 *
 * Every endpoint and query of patient data in its call tree is judged once (judged.ts): does a value of the request
 * select the record, does it reach a response (or is it changed), and is there a tie: a value of the caller in the
 * filter, or a check that compares the two and stands on every way (tie-verdict.ts). Then each rule takes what it asks
 * for: ties and authentication (rule-report.ts), or one of the checks beside them (checks/).
 * Authentication alone is no tie; a role lowers confidence; a call that saw both sides but is not understood lowers it
 * too and is named, and never silences.
 */
import type { CancellationToken } from '../base/cancellation.ts';
import { collectQuerySites } from '../callgraph/query-sites.ts';
import type { FindingDraft } from '../findings/draft-file-matches.ts';
import type { GuardDecision } from '../findings/finding.ts';
import { draftRemarks } from './checks/all-checks.ts';
import { checkInputOf } from './checks/remark.ts';
import type { GuardInput } from './guard-context.ts';
import { decisionOf } from './guard-decision.ts';
import { findGuardScope } from './guard-scope.ts';
import { GuardSolution } from './guard-solution.ts';
import { type Judged, judgeAll } from './judged.ts';
import { RuleReport } from './rule-report.ts';

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
  const { handedOnQueries } = input.callGraph;
  const all = collectQuerySites(input.program, input.callGraph, input.models).filter(
    ({ value }) => !handedOnQueries.has(value),
  );
  const creates = all.filter(({ model }) => model.operation === 'create');
  const scope = findGuardScope(
    input,
    endpoints,
    all.filter(({ model }) => model.operation !== 'create'),
    creates,
  );
  const solution = scope.queries.length === 0 ? undefined : new GuardSolution(input, scope, cancel);
  const overBudget = new Set<number>();
  const judged = solution ? judgeAll(solution, cancel, overBudget) : [];
  // The checks beside ties look at what makes records by themselves.
  const makesRecord = ({ group }: Judged) => group.endsWith(' make');
  const about = checkInputOf(
    { input, scope, solution, judged: judged.filter((one) => !makesRecord(one)), creates },
    solution?.callerFunctions() ?? new Set(),
  );
  const replaced = new Set<Judged>();
  const remarks = draftRemarks(rules, about, replaced);
  // One finding per rule, place and record; several endpoints may share a place, and the one that is surest speaks.
  const drafts = new Map<string, FindingDraft>();
  const report = solution && new RuleReport(solution, { ...about, judged });
  for (const one of judged) {
    if (replaced.has(one)) continue;
    for (const draft of report?.draftsOf(rules, one) ?? []) {
      const { location } = draft.finding;
      const key = `${draft.rule.id}\n${location.path}\n${location.start}\n${one.group}`;
      const known = drafts.get(key);
      if (!known || isSurer(draft, known)) drafts.set(key, draft);
    }
  }
  return {
    drafts: [...drafts.values(), ...remarks],
    decisions: judged.flatMap((one) => {
      if (!solution || !report) return [];
      const siblings = input.wantsWays ? report.siblingsOf(one) : '';
      const authentication = about.authenticationOf(one.endpoint);
      return decisionOf(solution, { ...one, siblings, authentication }, input.wantsWays) ?? [];
    }),
    overBudget: [...overBudget].sort((a, b) => a - b),
    cutAt: solution?.flow.solution.cutAt ?? -1,
  };
}

const tiers = ['low', 'medium', 'high'];

function isSurer({ finding }: FindingDraft, than: FindingDraft): boolean {
  return tiers.indexOf(finding.confidence) > tiers.indexOf(than.finding.confidence);
}
