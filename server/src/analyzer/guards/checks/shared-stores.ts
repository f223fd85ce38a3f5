/**
 * Stores that several tenants share and that a query goes into without the tenant, although others name it.
 *
 * A record type belongs to tenants if most endpoints that touch it filter by one column of the caller's tenant. What
 * finds such records without it, for a role or for everyone, reaches into the records of all tenants: the role says
 * what somebody is, not in whose house. What the request names is for the rules about ties.
 */
import type { ConfidenceTier } from '../../rules/rule.ts';
import { resourceKey } from '../guard-scope.ts';
import type { GuardSolution } from '../guard-solution.ts';
import type { Judged } from '../judged.ts';
import { type CheckInput, type Remark, remarkOn } from './remark.ts';

/** Columns that say in whose house a record is. */
const tenantColumn =
  /^(tenant|org|organi[sz]ation|clinic|hospital|practice|care_?unit|unit|facility|company|customer|cx|account|workspace|site|region|department|vardenhet|vardgivare)_?(id|uuid|key|code|no|number)?$/i;
/** Ways of those who run the whole, for whom there is no tenant. */
const ofOperators = /super|platform|system|internal|operator|root|global|tenants?(\/|$)/i;

/** Fewer endpoints than this are no habit. */
const minTied = 2;
const minShare = 0.6;

/** See the head of this file. */
export function sharedStores({ scope, solution, judged }: CheckInput): readonly Remark[] {
  if (!solution) return [];
  const groups = new Map<string, Judged[]>();
  for (const one of judged) {
    const key = resourceKey(solution.queries[one.q]);
    const known = groups.get(key);
    if (known) known.push(one);
    else groups.set(key, [one]);
  }
  const out: Remark[] = [];
  for (const [key, records] of groups) {
    if (key === '') continue;
    const habit = habitOf(solution, records);
    if (!habit) continue;
    for (const one of records) {
      const { verdict, endpoint, request } = one;
      if (verdict.guard === 'tied' || verdict.maySeeAll === true || verdict.possible.length > 0) continue;
      // What the request names and nothing ties is said by the rules about ties.
      if (verdict.guard === 'none' && request.facts.length > 0) continue;
      if (tenantColumns(solution, one).size > 0 || isOfTenant(solution, one)) continue;
      const place = scope.endpoints[endpoint];
      const isOperators = ofOperators.test(place?.path ?? '');
      const most: ConfidenceTier = isOperators ? 'low' : habit.tied > minTied ? 'high' : 'medium';
      out.push(
        remarkOn(solution, one, {
          most,
          doubt: isOperators
            ? 'the path is one of those who run the whole, for whom there may be no tenant'
            : '',
          missing: [`no "${habit.column}" of the caller takes part in the filter`],
          siblings: `${habit.tied} of ${habit.others} endpoints with ${solution.queries[one.q]?.resource ?? 'it'} filter by "${habit.column}" of the caller`,
          replaces: one,
        }),
      );
    }
  }
  return out;
}

/** The column of the tenant that most endpoints of a record type filter by; undefined if there is no such habit. */
function habitOf(
  solution: GuardSolution,
  records: readonly Judged[],
): { readonly column: string; readonly tied: number; readonly others: number } | undefined {
  const byColumn = new Map<string, Set<number>>();
  const concerned = new Set<number>();
  for (const one of records) {
    const columns = tenantColumns(solution, one);
    // What is tied in another way says nothing about tenants.
    if (columns.size > 0 || one.verdict.guard !== 'tied') concerned.add(one.endpoint);
    for (const column of columns) {
      const endpoints = byColumn.get(column) ?? new Set<number>();
      byColumn.set(column, endpoints);
      endpoints.add(one.endpoint);
    }
  }
  const others = concerned.size;
  const most = [...byColumn].sort((a, b) => b[1].size - a[1].size || (a[0] < b[0] ? -1 : 1))[0];
  if (!most || most[1].size < minTied || most[1].size < (others - 1) * minShare) return undefined;
  return { column: most[0], tied: most[1].size, others };
}

/** Columns of the tenant that a value of the caller is compared with in the filter. */
function tenantColumns(solution: GuardSolution, { endpoint, q }: Judged): ReadonlySet<string> {
  return new Set(
    solution
      .viewOf(endpoint)
      .callerColumns(q)
      .filter((column) => tenantColumn.test(column)),
  );
}

/** Whether the record is found by another that was found by the caller. */
function isOfTenant(solution: GuardSolution, { endpoint, q }: Judged): boolean {
  return solution.viewOf(endpoint).isFoundByCaller(q);
}
