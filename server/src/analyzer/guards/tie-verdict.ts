/**
 * What stands between the caller and one record: a tie, only a role, or nothing, with sentences for the reader.
 */
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import type { QuerySite } from '../callgraph/query-sites.ts';
import { Op } from '../ir/opcode.ts';
import { actsAsCaller } from './acting-clients.ts';
import { areOfAdmins } from './admin-roles.ts';
import type { MetCheck, ProofLevel } from './check-context.ts';
import type { Verdict } from './draft-finding.ts';
import type { EndpointView } from './endpoint-view.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import { isAlwaysTied } from './filter-ties.ts';
import type { GuardSolution } from './guard-solution.ts';
import { isCommonRole, roleTextOf, roleTextsOf } from './role-tests.ts';
import { rowRuleOf } from './row-policies.ts';
import { hasUnreadScope } from './scoped-clients.ts';
import { LevelProofs, TieProver } from './tie-prover.ts';

/** Judges, for endpoint `e` and query `q`, whether places (global values) are reached without a tie to the record. */
export function tieJudge(
  solution: GuardSolution,
  e: number,
  q: number,
): (places: readonly number[]) => Verdict {
  const endpoint = solution.endpoints[e];
  const site = solution.queries[q];
  if (!endpoint || !site) return () => ({ guard: 'none', found: [], possible: [], missing: [] });
  const view = solution.viewOf(e);
  const newLevel = levelsFor(solution, e, endpoint, q);
  const levels = new Map<string, LevelProofs>();
  const proverOf = (level: ProofLevel) => {
    const key = `${level.ties} ${level.roles} ${level.possible}`;
    const proofs = levels.get(key) ?? newLevel(level);
    levels.set(key, proofs);
    return new TieProver(view, endpoint, proofs, solution.proofs.places);
  };
  return (places) => judgeTie(solution, endpoint, site, q, view, proverOf, places);
}

function judgeTie(
  solution: GuardSolution,
  endpoint: Endpoint,
  site: QuerySite,
  q: number,
  view: EndpointView,
  proverOf: (level: ProofLevel) => TieProver,
  places: readonly number[],
): Verdict {
  const { resource, value: query } = site;
  const prove = (level: ProofLevel) => {
    const prover = proverOf(level);
    return { holds: places.some((place) => place >= 0 && prover.proves(place)), met: prover.met() };
  };
  const both: ProofLevel = { ties: true, roles: true, possible: false };
  const isInFilter = view.isFoundByCaller(q);
  if (isInFilter) {
    const lifted = proverOf(both);
    if (isAlwaysTied(view, q, (module, f, from, to) => lifted.provesEdge(module, f, from, to)))
      return tied([{ text: 'the query filter holds a value of the caller', value: query }]);
  }
  if (view.isFoundBySecret(q))
    return tied([{ text: 'the record is found by a secret that its holder was given', value: query }]);
  const client = actsAsCaller(view, solution.credentials, site);
  const byRows = client >= 0 && site.model.schema === 'supabase';
  if (client >= 0 && !byRows)
    return tied([{ text: 'the service behind it decides by the credentials of the caller', value: client }]);
  const rows = byRows ? rowRuleOf(solution.input.program, resource, site.model.operation) : undefined;
  if (rows?.kind === 'caller') return tied([{ text: rows.text, value: client }]);
  // Policies of rows decide about such a client, but what they say is not known.
  const policies = byRows && (!rows || rows.kind === 'unknown') ? ['policies of the database'] : [];
  // Nor what a client does to a question, where the question does not show it.
  if (hasUnreadScope(site)) policies.push('what the client adds to its queries');
  const missing = [
    ...missingTies(resource, [...view.filterKeys(q)], isInFilter),
    ...(rows?.kind === 'anybody' ? [rows.text] : []),
  ];
  if (rows?.kind === 'role')
    return { guard: 'role', found: [{ text: rows.text, value: client }], possible: [], missing };
  const either = prove(both);
  if (!either.holds) {
    if (proverOf({ ties: true, roles: false, possible: false }).filtersList(q))
      return tied([{ text: 'the records are filtered by a comparison with the caller', value: query }]);
    const possible = prove({ ties: true, roles: true, possible: true });
    const names = possible.met.flatMap(({ kind, name }) => (kind === 'possible' ? [name] : []));
    return {
      guard: 'none',
      found: [],
      possible: [...policies, ...(possible.holds ? new Set(names) : [])],
      missing,
    };
  }
  const ties = prove({ ties: true, roles: false, possible: false });
  if (ties.holds) return tied(factsOf(ties.met));
  if (prove({ ties: false, roles: true, possible: false }).holds)
    return {
      guard: 'role',
      found: factsOf(either.met),
      possible: [],
      missing,
      ...(areOfAdmins(solution.input, endpoint, either.met) ? { maySeeAll: true } : {}),
    };
  // Beside a tie, only the roles lift that may see every record, if the project says which these are.
  if (solution.input.configured.hasAdminRoles && !areOfAdmins(solution.input, endpoint, either.met))
    return { guard: 'role', found: factsOf(either.met), possible: [], missing };
  return tied(factsOf(either.met));
}

/** Who proves, for one endpoint and record, that checks of some level stand before a place; each anew. */
export function proversFor(
  solution: GuardSolution,
  e: number,
  endpoint: Endpoint,
  q: number,
): (level: ProofLevel) => TieProver {
  const newLevel = levelsFor(solution, e, endpoint, q);
  return (level) => new TieProver(solution.viewOf(e), endpoint, newLevel(level), solution.proofs.places);
}

function levelsFor(
  solution: GuardSolution,
  e: number,
  endpoint: Endpoint,
  q: number,
): (level: ProofLevel) => LevelProofs {
  const view = solution.viewOf(e);
  let hasCommonRole: boolean | undefined;
  const levelWith = (level: ProofLevel, isCallerKnown: () => boolean) => {
    hasCommonRole ??= namesCommonRole(solution, endpoint);
    const checks = { view, q, level, hasCommonRoleInChain: hasCommonRole, isCallerKnown };
    return new LevelProofs(view, checks, (own) => solution.proofs.plainCells(e, own));
  };
  let isKnown: boolean | undefined;
  const isCallerKnown = () => {
    isKnown ??= new TieProver(
      view,
      endpoint,
      levelWith(anyCaller, () => false),
      solution.proofs.places,
    ).chainHolds();
    return isKnown;
  };
  return (level) => levelWith(level, isCallerKnown);
}

const anyCaller: ProofLevel = { ties: false, roles: false, possible: false, callers: true };

function tied(found: Verdict['found']): Verdict {
  return { guard: 'tied', found, possible: [], missing: [] };
}

/** Whether a role that everybody has stands among the arguments of what the endpoint is registered with. */
function namesCommonRole({ input }: GuardSolution, endpoint: Endpoint): boolean {
  const { registration } = endpoint;
  if (endpoint.chain.some(({ words }) => words.some(isCommonRole))) return true;
  const module = input.moduleOf(registration);
  if (!module) return false;
  const { ir, valueBase } = module;
  const count = argumentCount(module, registration - valueBase);
  for (let k = 0; k < count; k++) {
    const argument = argumentAt(module, registration - valueBase, k);
    if (argument < 0 || ir.op[argument] !== Op.Call) continue;
    for (let n = 0; n < argumentCount(module, argument); n++) {
      const value = argumentAt(module, argument, n);
      const texts = roleTextsOf(module, value) ?? [roleTextOf(module, value)];
      if (texts.some((text) => text !== undefined && isCommonRole(text))) return true;
    }
  }
  return false;
}

function functionText(name: string): string {
  return name === '' ? 'the handler' : `"${name}"`;
}

/** What would have tied the record, for the message. */
function missingTies(resource: string, keys: readonly string[], isSometimes: boolean): readonly string[] {
  const named = keys.filter((key) => !key.includes('*')).sort();
  const filter =
    named.length > 0
      ? `${resource} is found by ${named.map((key) => `"${key}"`).join(', ')} of the request alone`
      : `no value of the caller takes part in the filter of ${resource}`;
  if (isSometimes)
    return [
      `a value of the caller takes part in the filter of ${resource} on some ways only`,
      'no check that comes first and refuses covers the others',
    ];
  return [filter, 'no check that comes first and refuses compares it with the caller'];
}

/** Checks as sentences with places. */
export function factsOf(met: readonly MetCheck[]): Verdict['found'] {
  return met.map((check) => ({ text: sentenceOfCheck(check), value: check.value }));
}

/** A check as one sentence. */
function sentenceOfCheck({ kind, name }: MetCheck): string {
  switch (kind) {
    case 'comparison':
      return `a comparison with the caller in ${functionText(name)}`;
    case 'membership':
      return `a membership check in ${functionText(name)}`;
    case 'relation':
      return `a record of the relation between caller and record is looked at in ${functionText(name)}`;
    case 'secret':
      return `a secret of the record is compared in ${functionText(name)}`;
    case 'policy':
      return `the policy call "${name}"`;
    case 'declared':
      return `"${name}", a check by declaration of the project`;
    case 'role':
      return `a test of the role "${name}"`;
    case 'caller':
      return 'a test of whether somebody is logged in';
    case 'possible':
      return `"${name}", whose code is not known`;
  }
}
