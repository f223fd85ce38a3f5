/**
 * Whether the client that a query goes through presents the credentials of the caller, so that the service behind it
 * decides by them: a FHIR server by the launch, a database by its policies of rows.
 *
 * A client is followed back to the call that made it. What it was made with, or was told later, counts if models say
 * that it is a credential and it holds a value of the caller or of the request, or if it is the caller's session.
 */
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import { queryChain } from '../callgraph/query-chain.ts';
import type { QuerySite } from '../callgraph/query-sites.ts';
import { Op } from '../ir/opcode.ts';
import { isAtSink } from '../taint/analyze-taint.ts';
import { collectSinks } from '../taint/collect-sinks.ts';
import type { SinkSite } from '../taint/taint-sites.ts';
import { argumentsOf } from './check-context.ts';
import type { EndpointView } from './endpoint-view.ts';
import { fieldsOf, nameOfValue, originOf } from './endpoints/value-origin.ts';
import type { GuardInput } from './guard-context.ts';
import { requestLane, subjectLane } from './guard-flow.ts';

const session = 'client-session';
const credential = 'client-credential';
/** Headers that say to a service who is calling. */
const credentialHeader =
  /authori[sz]ation|cookie|token|api[-_]?key|(^|[-_])(user|subject|tenant|patient)([-_]?id)?$/i;

const serviceKey = /service_?(role|key)|admin_?key|secret_?key/i;

/** Places where clients are given what they present, by the call (global value) that gives it. */
export type CredentialSites = ReadonlyMap<number, readonly SinkSite[]>;

/** Collects these places from the models. */
export function collectCredentialSites(input: GuardInput): CredentialSites {
  const out = new Map<number, SinkSite[]>();
  for (const site of collectSinks(input, new Set([session, credential]), input.graph.virtualArguments)) {
    if (site.modelKind !== session && site.modelKind !== credential) continue;
    const known = out.get(site.anchor);
    if (known) known.push(site);
    else out.set(site.anchor, [site]);
  }
  return out;
}

/** Calls (global values) that made the clients which a query goes through; those that are not known are left out. */
export function clientsOf(input: GuardInput, query: QuerySite): readonly number[] {
  const module = input.program.modules[query.module];
  if (!module || query.site < 0) return [];
  const { roots } = queryChain(module, input.callGraph, input.models, query.value - module.valueBase);
  const out = new Set<number>();
  for (const root of roots) {
    // `smart(req, res).ready()`: what a client is asked of made it too.
    for (let at = module.valueBase + root, steps = 0; at >= 0 && steps < 4; steps++) {
      const made = originOf(input, at, 0);
      const owner = input.moduleOf(made);
      const op = owner?.ir.op[made - owner.valueBase];
      if (!owner || (op !== Op.Call && op !== Op.New)) break;
      out.add(made);
      const receiver = op === Op.Call ? (owner.ir.b[made - owner.valueBase] ?? -1) : -1;
      at = receiver < 0 ? -1 : owner.valueBase + receiver;
    }
  }
  return [...out];
}

/** The call (global) by which the client of a query was given the caller's credentials; -1 if there is none. */
export function actsAsCaller(view: EndpointView, sites: CredentialSites, query: QuerySite): number {
  const { input } = view.context;
  const sent = sentWithRequest(view, query);
  if (sent >= 0) return sent;
  if (sites.size === 0) return -1;
  const clients = clientsOf(input, query);
  if (clients.length === 0 || clients.some((client) => isOfService(input, client))) return -1;
  const given = clients.flatMap((client) => sites.get(client) ?? []);
  for (const site of given) if (isOfCaller(view, site)) return site.anchor;
  // `client.setAccessToken(token)`
  for (const [anchor, told] of sites) {
    const module = input.moduleOf(anchor);
    const receiver = module?.ir.b[anchor - module.valueBase] ?? -1;
    if (!module || receiver < 0 || !view.tree.has(input.graph.functionOf(anchor))) continue;
    if (!clients.includes(originOf(input, module.valueBase + receiver, 0))) continue;
    for (const site of told) if (isOfCaller(view, site)) return anchor;
  }
  return -1;
}

/** Whether a client is made with a key that goes past all policies, by its name: `SUPABASE_SERVICE_ROLE_KEY`. */
function isOfService(input: GuardInput, client: number): boolean {
  const module = input.moduleOf(client);
  if (!module) return false;
  return argumentsOf(module, client - module.valueBase).some((argument) =>
    serviceKey.test(nameOfValue(input, originOf(input, module.valueBase + argument, 0))),
  );
}

function isOfCaller(view: EndpointView, { node, path, isDeep, modelKind }: SinkSite): boolean {
  const { flow, input } = view.context;
  if (modelKind === session) return path.length === 0 || fieldsOf(input, node).has(path[0] ?? '');
  return [subjectLane, requestLane].some((lane) =>
    flow
      .factsOf(node, lane, view.tree)
      .some((fact) => isAtSink(input, { path, isDeep }, flow.solution.pathOf(fact))),
  );
}

/** A request of our own that carries a header with the caller's credentials; -1 if it does not. */
function sentWithRequest(view: EndpointView, query: QuerySite): number {
  const { input } = view.context;
  const module = input.program.modules[query.module];
  const local = query.value - (module?.valueBase ?? 0);
  if (!module || (module.ir.op[local] !== Op.Call && module.ir.op[local] !== Op.New)) return -1;
  for (let k = 0; k < argumentCount(module, local); k++) {
    const argument = argumentAt(module, local, k);
    if (argument < 0) continue;
    const port = { node: module.valueBase + argument, path: ['headers'] };
    for (const lane of [subjectLane, requestLane])
      for (const fact of view.factsBelow(port, lane))
        if (view.fieldsOf(fact, port).some((field) => credentialHeader.test(field))) return query.value;
  }
  return -1;
}
