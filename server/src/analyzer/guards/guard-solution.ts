/**
 * The solved flow of all endpoints, and what is asked of it: which records reach which responses, which values of the
 * request select them, and what each endpoint sees.
 */
import { emptyMask } from '../base/bit-set.ts';
import type { CancellationToken } from '../base/cancellation.ts';
import { throwIfCancelled } from '../base/cancellation.ts';
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import { targetsOf } from '../callgraph/call-graph.ts';
import type { QuerySite } from '../callgraph/query-sites.ts';
import { Op } from '../ir/opcode.ts';
import { usesOf } from '../ir/uses.ts';
import { isAtSink } from '../taint/analyze-taint.ts';
import { collectSinks } from '../taint/collect-sinks.ts';
import { modelSources } from '../taint/collect-sources.ts';
import { anyPath } from '../taint/paths.ts';
import { namesOf, type SinkSite } from '../taint/taint-sites.ts';
import { traceWitness } from '../taint/witness.ts';
import { type CredentialSites, collectCredentialSites } from './acting-clients.ts';
import { argumentsOf } from './check-context.ts';
import type { ExposedType } from './draft-finding.ts';
import { EndpointView } from './endpoint-view.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import {
  type FilterPort,
  functionAt,
  type GuardContext,
  type GuardInput,
  instructionsOf,
  portsOfQuery,
} from './guard-context.ts';
import {
  type GuardFlow,
  type GuardSource,
  recordLane,
  requestLane,
  solveGuardFlow,
  subjectLane,
  touchLane,
} from './guard-flow.ts';
import type { GuardScope } from './guard-scope.ts';
import { lastingReceivers } from './lasting-objects.ts';
import { collectLoadedChanges, type LoadedChange } from './loaded-changes.ts';
import { collectSessionLookups, isMemoryQuery } from './memory-records.ts';
import { RequestWays } from './request-ways.ts';
import { ProofShare } from './shared-proofs.ts';
import { isOfStaff } from './staff-words.ts';

/** Functions that a place is followed up through. */
const maxSharedDepth = 4;

/** What of the request selects a record. */
export interface RequestInFilter {
  readonly facts: readonly number[];
  /** Fields or columns that are compared with it. */
  readonly fields: readonly string[];
}

/** An exposure of a record in one endpoint. */
export interface Exposure {
  /** Global value of the place. */
  readonly anchor: number;
  readonly facts: readonly number[];
}

/** See the head of this file. */
export class GuardSolution {
  readonly input: GuardInput;
  readonly #scope: GuardScope;
  readonly endpoints: readonly Endpoint[];
  readonly queries: readonly QuerySite[];
  readonly #filters: readonly (readonly FilterPort[])[];
  readonly #responses: readonly SinkSite[];
  readonly flow: GuardFlow;
  /** Where clients are given what they present. */
  readonly credentials: CredentialSites;
  /** Query and fact → index of the source its data begins at, -1 unknown. */
  readonly #seedOf = new Map<number, number>();
  /** Function → number of endpoints that run it. */
  readonly #useCount = new Map<number, number>();
  /** Context → facts in callers; asked again and again. */
  readonly #incomingOf = new Map<number, readonly number[]>();
  readonly #views = new Map<number, EndpointView>();
  readonly #context: GuardContext;
  /** What functions prove for every endpoint alike. */
  readonly proofs: ProofShare;
  readonly #changes: readonly LoadedChange[];
  #changesOfLane: ReadonlyMap<number, readonly LoadedChange[]> | undefined;
  #responsesOfLane: ReadonlyMap<number, readonly SinkSite[]> | undefined;

  constructor(input: GuardInput, scope: GuardScope, cancel: CancellationToken) {
    const { endpoints, queries } = scope;
    this.input = input;
    this.#scope = scope;
    this.endpoints = endpoints;
    this.queries = queries;
    for (const functions of scope.trees)
      for (const f of functions) this.#useCount.set(f, (this.#useCount.get(f) ?? 0) + 1);
    this.#filters = queries.map((query) => portsOfQuery(input.program, query));
    this.#responses = collectSinks(
      input,
      new Set(['response', 'response.selected']),
      input.graph.virtualArguments,
    ).filter(
      ({ modelKind, anchor }) =>
        modelKind.startsWith('response') && scope.functions.has(input.graph.functionOf(anchor)),
    );
    throwIfCancelled(cancel);
    const checks = new Set<number>();
    for (const ports of this.#filters) for (const { node } of ports) checks.add(node);
    this.#changes = [
      ...collectLoadedChanges(input, scope.functions),
      ...queries
        .filter(isMemoryQuery)
        .flatMap(({ value, writes }) => writes.map((call) => ({ call, record: value }))),
    ];
    for (const { record } of this.#changes) checks.add(record);
    this.credentials = collectCredentialSites(input);
    for (const sites of this.credentials.values()) for (const { node } of sites) checks.add(node);
    for (const query of queries) for (const node of argumentsOfCall(input, query.value)) checks.add(node);
    const sources = this.#callerAndRequest();
    // Without a value of the caller anywhere, no check can tie a record to the caller.
    for (const { node, lane } of sources)
      if (lane === subjectLane && scope.functions.has(input.graph.functionOf(node))) checks.add(node);
    if (sources.some(({ lane }) => lane === subjectLane))
      for (const f of scope.functions) this.#askChecks(f, checks);
    this.flow = solveGuardFlow(
      {
        program: input.program,
        symbols: input.symbols,
        graph: input.graph,
        paths: input.paths,
        queries,
        classification: scope.classification,
        catalog: input.catalog,
        sources,
        functions: scope.functions,
        serving: new Set(this.#useCount.keys()),
        checks,
        responses: new Set(this.#responses.map(({ node }) => node)),
        closed: lastingReceivers({ ...input, endpoints }),
      },
      cancel,
    );
    this.#context = {
      input,
      flow: this.flow,
      ways: new RequestWays(input, this.flow),
      queries,
      filters: this.#filters,
      queryOfValue: new Map(queries.map(({ value }, q) => [value, q])),
    };
    this.proofs = new ProofShare(this.#context);
  }

  /** Values of the request and of the caller, from the models. */
  #callerAndRequest(): GuardSource[] {
    const out: GuardSource[] = collectSessionLookups(this.input, this.#scope.functions).map((node) => ({
      node,
      path: [],
      lane: subjectLane,
      type: -1,
      evidence: 'who presents a credential',
    }));
    for (const module of this.input.program.modules) {
      for (const { value, fact } of modelSources(this.input, module)) {
        const lane = fact.kind === 'remote' ? requestLane : fact.kind === 'subject' ? subjectLane : -1;
        if (lane >= 0)
          out.push({ node: value, path: namesOf(fact.path), lane, type: -1, evidence: fact.label });
      }
    }
    return out;
  }

  /** What conditions are made of, and what calls are given. */
  #askChecks(f: number, asked: Set<number>): void {
    const at = functionAt(this.input.program, f);
    if (!at) return;
    const { ir, valueBase } = at.module;
    const ask = (value: number | undefined) => {
      if (value !== undefined && value >= 0) asked.add(valueBase + value);
    };
    const [first, end] = instructionsOf(at.module, at.local);
    for (let i = first; i < end; i++) {
      switch (ir.op[i]) {
        case Op.Cmp:
          ask(ir.a[i]);
          ask(ir.b[i]);
          break;
        case Op.Branch:
        case Op.Switch:
        case Op.Not:
        case Op.Ret:
        case Op.Await:
          ask(ir.a[i]);
          break;
        case Op.Phi:
          for (let k = 1; k <= (ir.args[ir.a[i] ?? 0] ?? 0); k++) ask(ir.args[(ir.a[i] ?? 0) + k]);
          break;
        case Op.Store:
          ask(ir.c[i]);
          break;
        case Op.Call:
          ask(ir.b[i]);
          for (let k = 0; k < argumentCount(at.module, i); k++) ask(argumentAt(at.module, i, k));
          break;
        default:
          break;
      }
    }
  }

  /**
   * Facts of the request in the filter of query q, and the filter fields they reach; of a record that is found by
   * another record, those by which that one is found.
   */
  requestInFilter(q: number, view: EndpointView): RequestInFilter {
    const facts: number[] = [];
    const fields = new Set<string>();
    // Breadth first, each record once: every way back to it is as long or longer.
    const depthOf = new Map([[q, 0]]);
    for (const [at, depth] of depthOf) {
      const before = facts.length;
      for (const port of this.#filters[at] ?? []) {
        for (const fact of view.factsBelow(port, requestLane)) {
          facts.push(fact);
          const field = view.columnOf(fact, port);
          if (field !== undefined) fields.add(field);
        }
      }
      if (facts.length > before || depth > maxSharedDepth) continue;
      for (const other of view.recordsInFilter(at)) {
        // What was just made is found because it was made.
        const query = this.queries[other];
        if (!query || isMade(query) || depthOf.has(other) || view.isFoundByCaller(other)) continue;
        depthOf.set(other, depth + 1);
      }
    }
    return { facts, fields: [...fields] };
  }

  /** Calls (global values) by which an endpoint changes or removes the record that query `q` loaded. */
  changesOf(q: number, tree: ReadonlySet<number>): readonly number[] {
    const lane = touchLane(q, this.queries.length);
    const isRecord = (node: number) =>
      this.flow.factsOf(node, lane, tree).some((fact) => this.flow.solution.pathOf(fact) <= anyPath);
    this.#changesOfLane ??= this.#byLane(this.#changes, ({ record }) => record);
    const out = (this.#changesOfLane.get(lane) ?? []).filter(
      ({ call, record }) => tree.has(this.input.graph.functionOf(call)) && isRecord(record),
    );
    return [...new Set(out.map(({ call }) => call))];
  }

  /** Places where an endpoint hands out the record of query `q`: its responses, or its calls of what others use too. */
  exposures(q: number, tree: ReadonlySet<number>): Exposure[] {
    const byAnchor = new Map<number, number[]>();
    // A record without patient data exposes nothing, wherever it goes.
    if (this.heldTypes(q).length === 0) return [];
    const lane = recordLane(q);
    const seen = new Set<number>();
    this.#responsesOfLane ??= this.#byLane(this.#responses, ({ node }) => node);
    for (const sink of this.#responsesOfLane.get(lane) ?? []) {
      if (!tree.has(this.input.graph.functionOf(sink.anchor))) continue;
      for (const fact of this.flow.factsOf(sink.node, lane, tree)) {
        if (!isAtSink(this.input, sink, this.flow.solution.pathOf(fact))) continue;
        for (const [anchor, at] of this.#ownPlaces(sink.anchor, fact, lane, tree, seen, 0)) {
          const known = byAnchor.get(anchor);
          if (known) known.push(at);
          else byAnchor.set(anchor, [at]);
        }
      }
    }
    return [...byAnchor].map(([anchor, facts]) => ({ anchor, facts }));
  }

  /** Places by the lanes that any endpoint sees at their nodes, in their order. */
  #byLane<T>(places: readonly T[], nodeOf: (place: T) => number): ReadonlyMap<number, readonly T[]> {
    const { lanes, solution } = this.flow;
    const out = new Map<number, T[]>();
    for (const place of places) {
      let mask = emptyMask;
      for (const fact of solution.factsAt(nodeOf(place))) mask = lanes.masks.or(mask, solution.maskOf(fact));
      for (const lane of lanes.masks.bits(mask)) {
        const known = out.get(lane);
        if (known) known.push(place);
        else out.set(lane, [place]);
      }
    }
    return out;
  }

  /**
   * A response in a function that several endpoints use (`sendSuccess(res, data)`) belongs to none of them: the call
   * that brings the record there does. Pairs of the place and the fact there; facts of `seen` were asked about before.
   */
  #ownPlaces(
    anchor: number,
    fact: number,
    lane: number,
    tree: ReadonlySet<number>,
    seen: Set<number>,
    depth: number,
  ): readonly (readonly [number, number])[] {
    const { graph, solution } = this.flow;
    const f = graph.functionOf(anchor);
    // Many ways lead through the same call; where it was brought from is asked once.
    if (seen.has(fact)) return [];
    seen.add(fact);
    if (depth > maxSharedDepth) return [[anchor, fact]];
    const inner = this.#handedPlaces(anchor, lane, tree);
    if (inner.length > 0) return inner;
    if ((this.#useCount.get(f) ?? 0) < 2) return [[anchor, fact]];
    const out: (readonly [number, number])[] = [];
    for (const caller of this.#incoming(solution.contextOf(fact))) {
      if (!this.flow.isSeenBy(caller, lane, tree)) continue;
      const call = this.#callWith(solution.nodeOf(caller), f);
      if (call >= 0) out.push(...this.#ownPlaces(call, caller, lane, tree, seen, depth + 1));
    }
    return out.length > 0 ? out : [[anchor, fact]];
  }

  /**
   * `withUser((_, args, ctx) => …)`: what a wrapper gives back is what the functions give back that were handed to it,
   * of which each is of one endpoint. Pairs as above.
   */
  #handedPlaces(
    anchor: number,
    lane: number,
    tree: ReadonlySet<number>,
  ): readonly (readonly [number, number])[] {
    const { callGraph, program } = this.input;
    const module = this.input.moduleOf(anchor);
    if (module?.ir.op[anchor - module.valueBase] !== Op.Ret) return [];
    let at = module.ir.a[anchor - module.valueBase] ?? -1;
    while (at >= 0 && (module.ir.op[at] === Op.Await || module.ir.op[at] === Op.Copy))
      at = module.ir.a[at] ?? -1;
    const site = at < 0 ? -1 : (callGraph.siteOfValue[module.valueBase + at] ?? -1);
    const out: (readonly [number, number])[] = [];
    const targets = site < 0 ? [] : targetsOf(callGraph, site);
    if (targets.length < 2) return [];
    for (const target of targets) {
      const found =
        tree.has(target) && this.#useCount.get(target) === 1 ? functionAt(program, target) : undefined;
      if (!found) continue;
      const { ir, valueBase } = found.module;
      const [first, end] = instructionsOf(found.module, found.local);
      for (let i = first; i < end; i++) {
        const returned = ir.op[i] === Op.Ret ? (ir.a[i] ?? -1) : -1;
        const fact = returned < 0 ? undefined : this.flow.factsOf(valueBase + returned, lane, tree)[0];
        if (fact !== undefined) out.push([valueBase + i, fact]);
      }
    }
    return out;
  }

  #incoming(context: number): readonly number[] {
    let callers = this.#incomingOf.get(context);
    if (!callers) {
      callers = this.flow.solution.incomingOf(context);
      this.#incomingOf.set(context, callers);
    }
    return callers;
  }

  /** The call of function `f` that is given the value (global), -1 if there is none. */
  #callWith(value: number, f: number): number {
    const { callGraph } = this.input;
    const module = this.input.moduleOf(value);
    if (!module) return -1;
    const uses = usesOf(module.ir);
    const local = value - module.valueBase;
    for (let k = uses.start[local] ?? 0; k < (uses.start[local + 1] ?? 0); k++) {
      const user = uses.users[k] ?? 0;
      const site = callGraph.siteOfValue[module.valueBase + user] ?? -1;
      if (site < 0) continue;
      for (let n = callGraph.targetStart[site] ?? 0; n < (callGraph.targetStart[site + 1] ?? 0); n++)
        if (callGraph.targets[n] === f) return module.valueBase + user;
    }
    return -1;
  }

  /** Data types of the record that reach the response. */
  exposedTypes(q: number, exposure: Exposure): ExposedType[] {
    const out = new Map<string, ExposedType>();
    for (const fact of exposure.facts) {
      const source = this.#sourceOf(q, fact);
      const type = source && source.type >= 0 ? this.input.catalog.types[source.type] : undefined;
      // A key inside the system is what the request named; it is not what is exposed.
      if (!source || !type || type.level === 'pseudonym' || out.has(type.id)) continue;
      if (!isOfStaff(source.path, this.queries[q]?.resource ?? ''))
        out.set(type.id, { type, evidence: source.evidence, confidence: 'high' });
    }
    return [...out.values()];
  }

  /** Where the record data of a fact begins; remembered, since endpoints share sinks. */
  #sourceOf(q: number, fact: number): GuardSource | undefined {
    const key = q * 67_108_864 + fact;
    const known = this.#seedOf.get(key);
    if (known !== undefined) return this.flow.sources[known];
    const { graph, lanes, solution } = this.flow;
    const seed = traceWitness(graph, lanes, solution, fact, recordLane(q))?.seed ?? -1;
    this.#seedOf.set(key, seed);
    return this.flow.sources[seed];
  }

  /** What endpoint `e` sees. */
  viewOf(e: number): EndpointView {
    let view = this.#views.get(e);
    if (!view) {
      view = new EndpointView(
        this.#context,
        this.#scope.trees[e] ?? new Set(),
        this.endpoints[e]?.middleware ?? [],
      );
      this.#views.set(e, view);
    }
    return view;
  }

  /** Functions of endpoint `e`. */
  treeOf(e: number): ReadonlySet<number> {
    return this.#scope.trees[e] ?? new Set();
  }

  /** Functions (global) in which a value of the caller begins. */
  callerFunctions(): ReadonlySet<number> {
    const { graph, sources } = this.flow;
    return new Set(
      sources.flatMap(({ node, lane }) => (lane === subjectLane ? [graph.functionOf(node)] : [])),
    );
  }

  /** Data types that records of the resource of query `q` are known to hold, from all reads of it. */
  heldTypes(q: number): readonly ExposedType[] {
    return this.#scope.heldTypes(this.queries[q]);
  }

  /** The same without what reads of it took out of joined tables: to change a holiday changes nobody's name. */
  ownTypes(q: number): readonly ExposedType[] {
    const resource = this.queries[q]?.resource.toLowerCase();
    return this.heldTypes(q).filter(({ evidence }) => {
      const table = joinedColumn.exec(evidence)?.[1];
      return table === undefined || table.toLowerCase() === resource;
    });
  }
}

/** How what is known of a column of SQL begins. */
const joinedColumn = /^column (\w+)\./;

/** Arguments (global values) of a call. */
function argumentsOfCall(input: GuardInput, call: number): readonly number[] {
  const module = input.moduleOf(call);
  return module ? argumentsOf(module, call - module.valueBase).map((value) => module.valueBase + value) : [];
}

/** Whether a query changes or removes records. */
export function isChange({ model }: QuerySite): boolean {
  return model.operation === 'update' || model.operation === 'delete';
}

/** Whether a query makes records. */
export function isMade({ model }: QuerySite): boolean {
  return model.operation === 'create';
}
