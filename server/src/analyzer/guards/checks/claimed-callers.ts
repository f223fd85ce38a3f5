/**
 * Records that are tied to somebody whom only the request names, although the program knows who is calling.
 *
 * Two shapes: the filter holds a field of the request that is called like an attribute of the caller (`userId` of the
 * body, `x-tenant-id`); or a check stands before the record that would hold if what the request says of the caller were
 * so. A program that knows no caller at all has nothing better, and is the matter of other rules.
 */
import { isAboutAccounts } from '../authentication.ts';
import { speaksOfCallers } from '../caller-words.ts';
import { claimOfIdentity } from '../claimed-identity.ts';
import { requestLane } from '../guard-flow.ts';
import type { Judged } from '../judged.ts';
import { factsOf, proversFor } from '../tie-verdict.ts';
import { calleeAt, instructionsIn } from './instructions.ts';
import { type CheckInput, type Remark, remarkOn } from './remark.ts';

/** See the head of this file. */
export function claimedCallers(about: CheckInput): readonly Remark[] {
  const { scope, solution, judged, callers } = about;
  if (!solution || callers.size === 0) return [];
  const out: Remark[] = [];
  for (const one of judged) {
    const endpoint = scope.endpoints[one.endpoint];
    if (one.verdict.guard !== 'none' || !endpoint || isAboutAccounts(endpoint)) continue;
    if (!knowsCaller(about, one.endpoint)) continue;
    const claim = claimInFilter(about, one);
    if (claim !== undefined) {
      out.push(
        remarkOn(solution, one, {
          most: 'high',
          missing: [`"${claim}" is what the request says of the caller; whoever sends it chooses it`],
        }),
      );
      continue;
    }
    const proverOf = proversFor(solution, one.endpoint, endpoint, one.q);
    const prover = proverOf({ ties: true, roles: true, possible: false, trusts: 'claims' });
    const places = [one.anchor, solution.queries[one.q]?.value ?? -1];
    if (!places.some((place) => place >= 0 && prover.proves(place)) || prover.met().length === 0) continue;
    const met = factsOf(prover.met());
    out.push(
      remarkOn(solution, one, {
        most: 'high',
        verdict: {
          guard: 'none',
          found: met,
          possible: [],
          missing: ['what is compared is what the request says of the caller; whoever sends it chooses it'],
        },
        missing: [],
      }),
    );
  }
  return out;
}

/**
 * A field by which the request says who is calling, compared with a column that says whose the record is: one that is
 * called like the claim, or one that other endpoints compare with the caller.
 */
function claimInFilter({ solution, judged }: CheckInput, one: Judged): string | undefined {
  if (!solution) return undefined;
  const view = solution.viewOf(one.endpoint);
  const tying = new Set(
    judged.filter(({ group, column }) => group === one.group && column !== '').map(({ column }) => column),
  );
  const found: string[] = [];
  for (const port of view.context.filters[one.q] ?? []) {
    for (const fact of view.factsBelow(port, requestLane)) {
      const column = view.columnOf(fact, port) ?? '';
      if (isKeyColumn(column)) continue;
      for (const key of view.keysOfFact(fact)) {
        const claim = claimOfIdentity(key);
        if (claim === 'sure' || (claim === 'possible' && tying.has(column))) found.push(key);
      }
    }
  }
  return found.sort()[0];
}

/** Whether a column names the record itself, not whose it is. */
function isKeyColumn(column: string): boolean {
  return /^(id|_id|pk|uuid)$/i.test(column) || column === '';
}

/** Whether the way to an endpoint establishes who is calling: in its code, or by what stands before it. */
function knowsCaller({ input, scope, callers }: CheckInput, e: number): boolean {
  const endpoint = scope.endpoints[e];
  const tree = scope.trees[e] ?? new Set<number>();
  if ([...tree].some((f) => callers.has(f))) return true;
  if (endpoint?.chain.some(({ name }) => speaksOfCallers(name)) === true) return true;
  for (const placed of instructionsIn(input, endpoint?.middleware ?? []))
    if (speaksOfCallers(calleeAt(input, placed))) return true;
  return false;
}
