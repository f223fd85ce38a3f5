/**
 * Functions for staff or administrators, on patient data, that any caller who is logged in can use.
 *
 * What is such a function is told by its path (`/admin/…`, `…/merge`, `…/export`) in a program that tests roles
 * elsewhere, or by its neighbors: of the other ways in below the same path that change records, most test a role. A tie to the caller is no answer to this, but where the record is found by the caller alone it is their
 * own.
 */
import { isAboutAccounts, isOpenByNature } from '../authentication.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { GuardInput } from '../guard-context.ts';
import type { Judged } from '../judged.ts';
import { promisesRole } from '../role-tests.ts';
import { proversFor } from '../tie-verdict.ts';
import { type CheckInput, nameOfEndpoint, type Remark, remarkOn } from './remark.ts';

const administrative =
  /(^|[/._-])(admin|administration|administrator|backoffice|back-office|superuser|super-?admin|moderation|impersonat\w*|staff-only)([/._-]|$)/i;
const administrativeAction =
  /(^|[/._-])(merge|bulk-?(delete|update|export)|purge|anonymi[sz]e|reassign|unblock|export-?all|delete-?all|import)([/._-]|$)/i;
/** A gate whose code is not known, and of which it is not known that it only asks who is calling. */
const asksWhoOnly =
  /^(authenticate\w*|require_?(auth|login|user|session)\w*|is_?(authenticated|logged_?in)|ensure_?(authenticated|logged_?in)\w*|login_?required|initialize|jwt\w*|verify_?(token|jwt)\w*|(jwt)?auth_?guard.*|clerk\w*|protect(ed)?|session|csrf\w*|cors|helmet|json|urlencoded|.*(logger|limit|parser|valid|morgan|compress).*)(\(.*)?$/i;

/** Neighbors that test a role, from which on it is a habit. */
const minGuarded = 3;
const minShare = 0.75;

/** See the head of this file. */
export function openAdministration(about: CheckInput): readonly Remark[] {
  const { input, scope, solution, judged } = about;
  if (!solution) return [];
  const roleOf = new Map<Judged, boolean>();
  const hasRole = (one: Judged) => {
    const known = roleOf.get(one);
    if (known !== undefined) return known;
    const endpoint = scope.endpoints[one.endpoint];
    const prover =
      endpoint &&
      proversFor(solution, one.endpoint, endpoint, one.q)({ ties: false, roles: true, possible: false });
    const places = [one.anchor, solution.queries[one.q]?.value ?? -1];
    const isProven = () => places.some((place) => place >= 0 && prover?.proves(place) === true);
    const holds =
      one.verdict.guard === 'role' ||
      endpoint?.chain.some(isRoleGate) === true ||
      isConfigured(input, endpoint) ||
      isProven() ||
      // A gate that was made with other options elsewhere may be proven for none of them.
      (one.verdict.guard === 'tied' && prover?.met().some(({ kind }) => kind === 'role') === true);
    roleOf.set(one, holds);
    return holds;
  };
  const out: Remark[] = [];
  const done = new Set<number>();
  const prefixes = scope.endpoints.map(({ path }) => prefixOf(path));
  const prefixAt = (e: number) => prefixes[e] ?? '';
  const usesRoles = judged.some(hasRole) || scope.endpoints.some(({ chain }) => chain.some(isRoleGate));
  for (const one of judged) {
    const endpoint = scope.endpoints[one.endpoint];
    if (!endpoint || done.has(one.endpoint) || isOpenByNature(endpoint) || isAboutAccounts(endpoint))
      continue;
    if (about.authenticationOf(one.endpoint) !== 'seen' || hasRole(one) || hasUnknownGate(endpoint)) continue;
    const name = nameOfAction(endpoint);
    const isNamed = administrative.test(endpoint.path) || administrativeAction.test(name);
    // What ties the record to the caller is for everybody, and needs no role; reading says it by its name alone.
    if (!isNamed && (one.isRead || one.verdict.guard === 'tied')) continue;
    const near = neighborsOf(about, one, prefixAt)
      .filter((other) => other.verdict.guard !== 'tied' || hasRole(other))
      .map((other) => ({
        endpoint: other.endpoint,
        guarded: hasRole(other),
      }));
    const others = new Map<number, boolean>();
    for (const { endpoint: e, guarded } of near) others.set(e, (others.get(e) ?? false) || guarded);
    const guarded = [...others.values()].filter(Boolean).length;
    const isHabit = guarded >= minGuarded && guarded >= others.size * minShare;
    if (!isNamed && !isHabit) continue;
    done.add(one.endpoint);
    out.push(
      remarkOn(solution, one, {
        most: isNamed && (isHabit || usesRoles) ? 'high' : isNamed ? 'low' : 'medium',
        doubt: isNamed && !usesRoles ? 'nothing in the program tests roles: something before it may' : '',
        missing: ['no test of a role or permission stands before it'],
        siblings: isHabit
          ? `${guarded} of ${others.size} other ways in beside ${nameOfEndpoint(endpoint)} test a role`
          : '',
      }),
    );
  }
  return out;
}

/** Whether the project says that a role is tested before the endpoint, or that it is for everybody. */
function isConfigured({ configured }: GuardInput, endpoint: Endpoint | undefined): boolean {
  if (!endpoint) return false;
  return (
    configured.isPublicEndpoint(endpoint) ||
    configured.gatewayOf(endpoint).has('role') ||
    endpoint.chain.some((member) => configured.ensuredBy(member).includes('role'))
  );
}

function isRoleGate({ name, words }: Endpoint['chain'][number]): boolean {
  return promisesRole(name, words);
}

/** Whether something before the handler may test what it likes: its code is not known, and its name does not say. */
function hasUnknownGate({ chain, doubts }: Endpoint): boolean {
  return (
    doubts.length > 0 ||
    chain.some(
      ({ kind, name, functions }) =>
        kind !== 'mark' &&
        kind !== 'interceptor' &&
        functions.length === 0 &&
        !asksWhoOnly.test(name.replace(/^new /, '').replace(/^[\w.]*\.(?=\w+(\(|$))/, '')),
    )
  );
}

/** The end of the path that is no parameter. */
function nameOfAction({ path }: Endpoint): string {
  return `/${
    path
      .split('/')
      .filter((part) => part !== '' && !/^[:{[*$]/.test(part))
      .at(-1) ?? ''
  }`;
}

/** What other ways in below the same first part of the path do to the same records in the same way. */
function neighborsOf(
  { judged }: CheckInput,
  one: Judged,
  prefixAt: (endpoint: number) => string,
): readonly Judged[] {
  const prefix = prefixAt(one.endpoint);
  if (prefix === '') return [];
  return judged.filter(
    (other) =>
      other.endpoint !== one.endpoint && other.isRead === one.isRead && prefixAt(other.endpoint) === prefix,
  );
}

/** The path up to its first telling part: `/api/v1/patients`. */
function prefixOf(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  const end = parts.findIndex((part) => !/^(api|rest|v\d+|internal|app)$/i.test(part));
  return end < 0 ? '' : parts.slice(0, end + 1).join('/');
}
