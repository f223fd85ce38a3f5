/**
 * Which check answers what a rule requires, and findings made of what the checks say.
 *
 * A check runs once, however many rules ask; a rule takes of its remarks those about the data types and operations that
 * it names. Remarks about no record concern every rule that asks.
 */
import type { FindingDraft } from '../../findings/draft-file-matches.ts';
import type { CompiledRule, GuardRequirement } from '../../rules/rule.ts';
import { concerns } from '../concerned-rules.ts';
import { draftFinding } from '../draft-finding.ts';
import type { Judged } from '../judged.ts';
import { openAdministration } from './administrative-functions.ts';
import { unauditedRecords } from './audit-trail.ts';
import { sharedCaches } from './cached-records.ts';
import { claimedCallers } from './claimed-callers.ts';
import { checksFailingOpen } from './failing-open.ts';
import { ownershipFromRequest } from './ownership-writes.ts';
import { cacheableAnswers } from './public-caching.ts';
import type { Check, CheckInput } from './remark.ts';
import { linksWithoutLogin } from './secret-links.ts';
import { endlessSessions, keptSessions } from './sessions.ts';
import { sharedStores } from './shared-stores.ts';

const checks: Partial<Record<GuardRequirement, Check>> = {
  role: openAdministration,
  tenant: sharedStores,
  audit: unauditedRecords,
  'closed-failure': checksFailingOpen,
  'known-caller': claimedCallers,
  'fixed-owner': ownershipFromRequest,
  'private-caching': cacheableAnswers,
  'caller-in-key': sharedCaches,
  'ending-link': linksWithoutLogin,
  'new-session': keptSessions,
  'ended-session': endlessSessions,
};

const noFunctions: ReadonlySet<number> = new Set();

/** Findings of the rules that ask for more than ties and authentication; what they replace goes into `replaced`. */
export function draftRemarks(
  rules: readonly CompiledRule[],
  about: CheckInput,
  replaced: Set<Judged>,
): readonly FindingDraft[] {
  const out = new Map<string, FindingDraft>();
  const memo = new Map<Check, ReturnType<Check>>();
  const { input, scope, solution } = about;
  for (const rule of rules) {
    for (const word of rule.guard?.require ?? []) {
      const check = checks[word];
      if (!check || !rule.guard) continue;
      const remarks = memo.get(check) ?? check(about);
      memo.set(check, remarks);
      for (const remark of remarks) {
        const endpoint = scope.endpoints[remark.endpoint];
        if (!endpoint) continue;
        if (remark.operation !== '' && !concerns(rule.guard, remark.operation, remark.types)) continue;
        const draft = draftFinding({
          ...remark,
          input,
          flow: solution?.flow,
          rule,
          endpoint,
          query: solution?.queries[remark.q],
          tree: solution?.viewOf(remark.endpoint).tree ?? noFunctions,
        });
        if (remark.replaces && draft.finding.confidence !== 'low') replaced.add(remark.replaces);
        const { location } = draft.finding;
        const key = `${rule.id}\n${location.path}\n${location.start}`;
        if (!out.has(key)) out.set(key, draft);
      }
    }
  }
  return [...out.values()];
}
