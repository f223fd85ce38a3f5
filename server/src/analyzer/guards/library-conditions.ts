/**
 * Conditions that calls outside of the workspace establish: declared checks, policy libraries, and calls that saw both
 * sides and may be the missing check.
 *
 * What the configuration declares is believed where it was given the record or the request; what is not understood is
 * only ever possible.
 */
import { targetsOf } from '../callgraph/call-graph.ts';
import type { ProgramModule } from '../program/program.ts';
import { argumentsOf, type CheckContext, hasBothSides, isCaller, note } from './check-context.ts';
import { type Assurance, isAsyncCall } from './configured-guards.ts';
import type { ChainMember } from './endpoints/endpoint.ts';
import { policyCallOf } from './policy-libraries.ts';
import { guardOfMarks, promisesRole } from './role-tests.ts';
import { tellsDatabase } from './session-settings.ts';

/** Members of the chain whose code is not known, and metadata: what their names promise of roles. */
export function holdsByName(checks: CheckContext, chain: readonly ChainMember[]): boolean {
  for (const member of chain)
    if (countsAsDeclared(checks, checks.view.context.input.configured.ensuredBy(member), -1, member.name))
      return true;
  if (!checks.level.roles) return false;
  const found =
    chain.find(({ functions, name, words }) => functions.length === 0 && promisesRole(name, words)) ??
    guardOfMarks(chain);
  if (!found) return false;
  note(checks, 'role', -1, found.name);
  return true;
}

/** Whether a function that the configuration declares to be a check was given the record, or the request; or the database. */
export function endsAsDeclared(
  checks: CheckContext,
  module: ProgramModule,
  i: number,
  isAwaited: boolean,
): boolean {
  const { input } = checks.view.context;
  if (tellsDatabase(checks, module, i)) return true;
  const site = input.callGraph.siteOfValue[module.valueBase + i] ?? -1;
  const ensures = input.configured.ensuredAt(site);
  if (ensures.length === 0 || (!isAwaited && isAsyncCall(input, site))) return false;
  const given = [module.ir.b[i] ?? -1, ...argumentsOf(module, i)].filter((value) => value >= 0);
  const group = checks.view.groupOf(checks.q);
  const isMeant = given.some(
    (value) =>
      checks.view.isOfRecord(module.valueBase + value, group) ||
      checks.view.isRequested(module.valueBase + value),
  );
  return (
    (isMeant || given.length === 0) &&
    countsAsDeclared(checks, ensures, module.valueBase + i, input.callGraph.calleeName(site))
  );
}

/** Whether an unknown call of this kind counts as a check, by what it was given or by what it promises. */
export function endsOfLibrary(checks: CheckContext, module: ProgramModule, i: number, name: string): boolean {
  const { queries, queryOfValue } = checks.view.context;
  const value = module.valueBase + i;
  if (isCaller(checks, module, i)) return true;
  if (checks.level.ties) {
    const q = queryOfValue.get(value);
    if (
      q !== undefined &&
      /OrThrow|OrFail|OrError|orFail$/.test(name) &&
      checks.view.isRelationQuery(q, checks.q)
    ) {
      note(checks, 'relation', value, queries[q]?.resource ?? name);
      return true;
    }
    if (/throwUnlessCan$/.test(name) || policyCall(checks, module, i, name) === 'refusal') {
      note(checks, 'policy', value, name);
      return true;
    }
  }
  if (!checks.level.possible || !isPossible(checks, module, i, name)) return false;
  note(checks, 'possible', value, name);
  return true;
}

/** Calls of policy libraries that decide about the record they are given. */
export function isPolicy(checks: CheckContext, site: number): boolean {
  const { callGraph, models } = checks.view.context.input;
  const name = callGraph.calleeName(site);
  if (!/(^|\.)(can|cannot)$/i.test(name)) return false;
  const id = callGraph.externalPackage[site] ?? -1;
  if (id >= 0 && (callGraph.packageNames[id] ?? '').startsWith('@casl/')) return true;
  for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++)
    if (models.states[callGraph.states[k] ?? 0]?.package.startsWith('@casl/')) return true;
  return false;
}

/** How a call of a policy engine that was given the caller and the record decides. */
export function policyCall(
  checks: CheckContext,
  module: ProgramModule,
  i: number,
  name: string,
): ReturnType<typeof policyCallOf> {
  const { callGraph, program } = checks.view.context.input;
  const site = callGraph.siteOfValue[module.valueBase + i] ?? -1;
  const id = site < 0 ? -1 : (callGraph.externalPackage[site] ?? -1);
  const kind = policyCallOf(program, name, id < 0 ? '' : (callGraph.packageNames[id] ?? ''));
  return kind !== undefined && hasBothSides(checks, module, i) ? kind : undefined;
}

/** Whether what is ensured by declaration counts here. */
function countsAsDeclared(
  checks: CheckContext,
  ensures: readonly Assurance[],
  value: number,
  name: string,
): boolean {
  const isTie = checks.level.ties && ensures.some((one) => one === 'tie' || one === 'tenant');
  const isRole = checks.level.roles && ensures.includes('role');
  if (isTie || isRole) note(checks, isTie ? 'declared' : 'role', value, name);
  return isTie || isRole;
}

/** What is written, drawn or made into something else refuses nothing. */
const makesSomething = /^(?:set|render|draw|print|format|convert|fill)(?![a-z])/;

/** An unknown call that was given both sides and could refuse. */
export function isPossible(checks: CheckContext, module: ProgramModule, i: number, name: string): boolean {
  const { input } = checks.view.context;
  const { callGraph, models } = input;
  const site = callGraph.siteOfValue[module.valueBase + i] ?? -1;
  if (site < 0 || targetsOf(callGraph, site).length > 0) return false;
  for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++)
    if ((callGraph.states[k] ?? 0) > 0 && models.states[callGraph.states[k] ?? 0]) return false;
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (
    /log|audit|track|emit|notify|send|info|debug|warn|error|push|publish|record|create|insert|save/i.test(
      last,
    ) ||
    makesSomething.test(last)
  )
    return false;
  // What a policy engine says is known, and this is not it.
  return policyCall(checks, module, i, name) === undefined && hasBothSides(checks, module, i);
}
