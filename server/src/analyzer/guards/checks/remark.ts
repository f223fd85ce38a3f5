/**
 * What the checks beside the proof of ties share: what they look at, and what they say.
 *
 * A check goes through what was judged, or through the endpoints, and gives remarks; a rule that asks for what the check
 * is about makes findings of them. What a check is not sure about it says with low confidence, or not at all.
 */
import type { QuerySite } from '../../callgraph/query-sites.ts';
import type { ConfidenceTier } from '../../rules/rule.ts';
import { type Authentication, authenticationOf } from '../authentication.ts';
import type { ExposedType, Verdict } from '../draft-finding.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { GuardInput } from '../guard-context.ts';
import type { GuardScope } from '../guard-scope.ts';
import type { GuardSolution } from '../guard-solution.ts';
import type { Judged } from '../judged.ts';
import { operationOf } from '../judged.ts';

/** What the checks look at. */
export interface CheckInput {
  readonly input: GuardInput;
  readonly scope: GuardScope;
  /** The solved flow of the endpoints with patient data; undefined if there is none. */
  readonly solution: GuardSolution | undefined;
  readonly judged: readonly Judged[];
  /** Calls that make records. */
  readonly creates: readonly QuerySite[];
  /** Functions (global) in which a value of the caller begins. */
  readonly callers: ReadonlySet<number>;
  /** Whether anything on the way to the handler of an endpoint asks who is calling. */
  authenticationOf(endpoint: number): Authentication;
}

/** One thing that a check says about one endpoint. */
export interface Remark {
  readonly endpoint: number;
  /** The query that it is about, -1 if about none. */
  readonly q: number;
  /** Global value of the place. */
  readonly anchor: number;
  /** Fact of the identifier in the filter, -1 if there is none. */
  readonly request: number;
  /** Fact of the record at the place, -1 if it does not leave there. */
  readonly exposed: number;
  /** What happens to the record; empty if it is about none. */
  readonly operation: string;
  /** How the record is named; empty if it is about none. */
  readonly resource: string;
  readonly types: readonly ExposedType[];
  readonly verdict: Verdict;
  readonly most: ConfidenceTier;
  /** Why it is not surer; may be empty. */
  readonly doubt: string;
  /** What other endpoints do; may be empty. */
  readonly siblings: string;
  /** The judged record about which the remark says all there is to say: rules about ties are silent on it. */
  readonly replaces?: Judged;
}

/** One check. */
export type Check = (about: CheckInput) => readonly Remark[];

/** Puts together what checks look at. */
export function checkInputOf(
  about: Omit<CheckInput, 'authenticationOf' | 'callers'>,
  callers: ReadonlySet<number>,
): CheckInput {
  const memo = new Map<number, Authentication>();
  /** Function → whether it asks who is calling; endpoints share functions. */
  const asking = new Map<number, boolean>();
  const { input, scope } = about;
  return {
    ...about,
    callers,
    authenticationOf: (e) => {
      const known = memo.get(e);
      if (known !== undefined) return known;
      const endpoint = scope.endpoints[e];
      const { gatewayOf, ensuredBy } = input.configured;
      const isGuarded =
        endpoint !== undefined &&
        (gatewayOf(endpoint).size > 0 || endpoint.chain.some((member) => ensuredBy(member).length > 0));
      const asked = () =>
        endpoint
          ? authenticationOf(input, endpoint, scope.trees[e] ?? new Set(), callers, asking)
          : 'unknown';
      const found = isGuarded ? 'seen' : asked();
      memo.set(e, found);
      return found;
    },
  };
}

/** A remark about a judged record; what differs is given. */
export function remarkOn(
  solution: GuardSolution,
  judged: Judged,
  more: Partial<Remark> & { readonly missing: readonly string[] },
): Remark {
  const { missing, ...rest } = more;
  return {
    endpoint: judged.endpoint,
    q: judged.q,
    anchor: judged.anchor,
    request: judged.request.facts[0] ?? -1,
    exposed: judged.exposed,
    operation: operationOf(solution, judged),
    resource: solution.queries[judged.q]?.resource ?? '',
    types: judged.types,
    verdict: { guard: judged.verdict.guard, found: judged.verdict.found, possible: [], missing },
    most: 'medium',
    doubt: '',
    siblings: '',
    ...rest,
  };
}

/** A remark about an endpoint and a place in it, without a record. */
export function remarkAt(
  endpoint: number,
  anchor: number,
  more: Partial<Remark> & { readonly missing: readonly string[] },
): Remark {
  const { missing, ...rest } = more;
  return {
    endpoint,
    q: -1,
    anchor,
    request: -1,
    exposed: -1,
    operation: '',
    resource: '',
    types: [],
    verdict: { guard: 'none', found: [], possible: [], missing },
    most: 'medium',
    doubt: '',
    siblings: '',
    ...rest,
  };
}

/** How an endpoint is named in a sentence. */
export function nameOfEndpoint(endpoint: Endpoint | undefined): string {
  return endpoint ? `${endpoint.method} ${endpoint.path}`.trim() : '';
}
