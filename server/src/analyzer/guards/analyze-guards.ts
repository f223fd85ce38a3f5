/**
 * The guard analysis, first version: records that an endpoint hands out by an identifier of the request, although
 * nothing ties them to the caller.
 *
 * For every endpoint and every query of patient data in its call tree: does a value of the request reach the filter;
 * does the record reach a response; and is there a tie: a value of the caller in the filter (or in the filter of a
 * record that the filter is derived from), or a check that compares caller and record or identifier and runs before
 * the exposure. Authentication alone ("is there a user?") and role tests are no ties. A call that saw both sides but
 * is not understood lowers confidence and is named; it never silences.
 */
import type { CancellationToken } from '../base/cancellation.ts';
import { throwIfCancelled } from '../base/cancellation.ts';
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import { CallTier } from '../callgraph/call-graph.ts';
import { collectQuerySites, type QuerySite } from '../callgraph/query-sites.ts';
import type { Classification } from '../classification/classification.ts';
import { createNameClassifier } from '../classification/classify-name.ts';
import { elementSegment, keySegment } from '../classification/seed-collector.ts';
import {
  type FindingDraft,
  type FindingsInput,
  fillMessage,
  sortDataTypes,
} from '../findings/build-findings.ts';
import { nameOf, renderFlow } from '../findings/code-flow.ts';
import type { EndpointRef, FindingDataType, FlowStep } from '../findings/finding.ts';
import { rangeOfValue } from '../findings/source-range.ts';
import { buildDominatorTree, type DominatorTree, instructionDominates } from '../ir/dominators.ts';
import { CmpOp, Op } from '../ir/opcode.ts';
import { usesOf } from '../ir/uses.ts';
import type { ExportTarget } from '../program/program.ts';
import type { ProgramSymbols } from '../program/symbols.ts';
import type { DataType } from '../rules/data-type.ts';
import type { ModelSet, PortPath } from '../rules/model.ts';
import type { CompiledRule, ConfidenceTier } from '../rules/rule.ts';
import { isAtSink } from '../taint/analyze-taint.ts';
import { selectsType } from '../taint/lanes.ts';
import type { PathTable } from '../taint/paths.ts';
import { collectSinks, modelSources, namesOf, type SinkSite } from '../taint/taint-sites.ts';
import { traceWitness } from '../taint/witness.ts';
import { createCallTree } from './call-tree.ts';
import { collectEndpoints } from './endpoints/collect-endpoints.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import {
  type GuardFlow,
  type GuardSource,
  recordLane,
  requestLane,
  solveGuardFlow,
  subjectLane,
  touchLane,
} from './guard-flow.ts';

/** What the analysis needs beyond what findings need. */
export interface GuardInput extends FindingsInput {
  readonly models: ModelSet;
  readonly symbols: ProgramSymbols;
  readonly paths: PathTable;
  readonly classify: (isWanted: (value: number) => boolean) => Classification;
  readonly importedValues: (module: number, importId: number) => readonly ExportTarget[];
}

/** Findings of all guard rules. */
export function analyzeGuards(input: GuardInput, cancel: CancellationToken): readonly FindingDraft[] {
  const rules = input.rules.filter((rule) => rule.mode === 'guard' && rule.guard);
  if (rules.length === 0) return [];
  const endpoints = collectEndpoints(input);
  if (endpoints.length === 0) return [];
  const queries = collectQuerySites(input.program, input.callGraph, input.models).filter(
    ({ model }) => model.operation !== 'create',
  );
  if (queries.length === 0) return [];
  const analysis = new GuardAnalysis(input, endpoints, queries, cancel);
  return analysis.run(rules);
}

/** A value that a filter port takes. */
interface FilterPort {
  readonly node: number;
  readonly path: readonly string[];
}

/** An exposure of a record in one endpoint. */
interface Exposure {
  readonly sink: SinkSite;
  readonly facts: readonly number[];
}

/** Ties and doubts of one query in one endpoint. */
interface Verdict {
  readonly isTied: boolean;
  readonly found: readonly string[];
  readonly possible: readonly string[];
  readonly hasRoleCheck: boolean;
}

class GuardAnalysis {
  readonly #in: GuardInput;
  readonly #endpoints: readonly Endpoint[];
  readonly #queries: readonly QuerySite[];
  readonly #filters: readonly (readonly FilterPort[])[];
  readonly #responses: readonly SinkSite[];
  #flow: GuardFlow;
  /** Query and fact → index of the source its data begins at, -1 unknown. */
  readonly #seedOf = new Map<number, number>();
  readonly #trees: readonly ReadonlySet<number>[];
  readonly #classification: Classification;
  readonly #nationalId: (name: string) => boolean;
  readonly #dominators = new Map<string, DominatorTree>();

  constructor(
    input: GuardInput,
    endpoints: readonly Endpoint[],
    queries: readonly QuerySite[],
    cancel: CancellationToken,
  ) {
    this.#in = input;
    this.#endpoints = endpoints;
    this.#queries = queries;
    const tree = createCallTree(input.program, input.callGraph);
    this.#trees = endpoints.map((endpoint) =>
      tree.reachableFrom([...endpoint.middleware, ...endpoint.handlers]),
    );
    this.#filters = queries.map((query) =>
      query.filters.flatMap(({ call, port }) => this.#filterPorts(query, call, port)),
    );
    this.#responses = collectSinks(
      input,
      new Set(['response', 'response.selected']),
      input.graph.virtualArguments,
    ).filter(({ modelKind }) => modelKind.startsWith('response'));
    const wanted = new Set(queries.map(({ value }) => value));
    this.#classification = input.classify((value) => wanted.has(value));
    const classifier = createNameClassifier(input.catalog);
    this.#nationalId = (name) => {
      const evidence = classifier.classify([name]);
      return evidence !== undefined && (input.catalog.types[evidence.type]?.id.startsWith('nid.') ?? false);
    };
    throwIfCancelled(cancel);
    const asked = new Set<number>();
    for (const ports of this.#filters) for (const { node } of ports) asked.add(node);
    for (const { node } of this.#responses) asked.add(node);
    const sources = this.#callerAndRequest();
    const flowOf = (nodes: ReadonlySet<number>) =>
      solveGuardFlow(
        {
          program: input.program,
          symbols: input.symbols,
          graph: input.graph,
          paths: input.paths,
          queries,
          classification: this.#classification,
          sources,
          asked: nodes,
        },
        cancel,
      );
    // First what is exposed at all; then, only for those endpoints, what is checked on the way.
    this.#flow = flowOf(asked);
    const checked = new Set<number>();
    endpoints.forEach((_, e) => {
      if (this.#hasCandidate(e)) for (const f of this.#trees[e] ?? []) checked.add(f);
    });
    // Without a value of the caller anywhere, no check can tie a record to the caller.
    if (checked.size === 0 || !sources.some(({ lane }) => lane === subjectLane)) return;
    for (const f of checked) this.#askChecks(f, asked);
    this.#flow = flowOf(asked);
    this.#seedOf.clear();
  }

  /** Whether some record that a value of the request selects is exposed by endpoint `e`. */
  #hasCandidate(e: number): boolean {
    const tree = this.#trees[e] ?? new Set<number>();
    return this.#queries.some(
      (query, q) =>
        tree.has(this.#in.graph.functionOf(query.value)) &&
        this.#requestInFilter(q, tree).facts.length > 0 &&
        this.#exposures(q, tree).some(({ facts }) =>
          facts.some((fact) => (this.#sourceOf(q, fact)?.type ?? -1) >= 0),
        ),
    );
  }

  run(rules: readonly CompiledRule[]): FindingDraft[] {
    // One finding per rule, sink and record; several endpoints may share a sink.
    const drafts = new Map<string, FindingDraft>();
    this.#endpoints.forEach((endpoint, e) => {
      this.#queries.forEach((query, q) => {
        for (const draft of this.#judge(rules, endpoint, e, query, q)) {
          const { location } = draft.finding;
          const key = `${draft.rule.id}\n${location.path}\n${location.start}\n${query.resource}`;
          if (!drafts.has(key)) drafts.set(key, draft);
        }
      });
    });
    return [...drafts.values()];
  }

  #judge(
    rules: readonly CompiledRule[],
    endpoint: Endpoint,
    e: number,
    query: QuerySite,
    q: number,
  ): FindingDraft[] {
    const tree = this.#trees[e] ?? new Set<number>();
    if (!tree.has(this.#in.graph.functionOf(query.value))) return [];
    const request = this.#requestInFilter(q, tree);
    if (request.facts.length === 0) return [];
    const exposures = this.#exposures(q, tree);
    if (exposures.length === 0) return [];
    const out: FindingDraft[] = [];
    for (const exposure of exposures) {
      const types = this.#exposedTypes(q, exposure);
      const fitting = rules.filter((rule) => this.#fits(rule, query, types, request.fields));
      if (fitting.length === 0) continue;
      const verdict = this.#verdict(endpoint, tree, q, exposure);
      if (verdict.isTied) continue;
      for (const rule of fitting)
        out.push(this.#draft(rule, endpoint, query, q, request.facts, exposure, types, verdict));
    }
    return out;
  }

  #fits(
    rule: CompiledRule,
    query: QuerySite,
    types: readonly { readonly type: DataType }[],
    fields: readonly string[],
  ): boolean {
    const guard = rule.guard;
    if (!guard) return false;
    const { operation } = query.model;
    if (
      !guard.operations.includes(operation === 'list' ? 'list' : operation) &&
      !(operation === 'list' && guard.operations.includes('read'))
    )
      return false;
    if (!types.some(({ type }) => selectsType(guard.resource, type))) return false;
    const isNational = fields.some((field) => this.#nationalId(field));
    if (guard.identifier === 'national-id') return isNational;
    return isNational || fields.length === 0 || fields.some(isIdentifierField);
  }

  /** Values of the request and of the caller, from the models. */
  #callerAndRequest(): GuardSource[] {
    const out: GuardSource[] = [];
    for (const module of this.#in.program.modules) {
      for (const { value, fact } of modelSources(this.#in, module)) {
        const lane = fact.kind === 'remote' ? requestLane : fact.kind === 'subject' ? subjectLane : -1;
        if (lane >= 0)
          out.push({ node: value, path: namesOf(fact.path), lane, type: -1, evidence: fact.label });
      }
    }
    return out;
  }

  #filterPorts(query: QuerySite, call: number, port: PortPath): FilterPort[] {
    const module = this.#in.program.modules[query.module];
    if (!module || port.port !== 'argument') return [];
    const count = argumentCount(module, call);
    const out: FilterPort[] = [];
    const last = port.argument < 0 ? count - 1 : Math.min(port.argumentEnd, count - 1);
    for (let k = Math.max(0, port.argument); k <= last; k++) {
      const argument = argumentAt(module, call, k);
      if (argument >= 0) out.push({ node: module.valueBase + argument, path: namesOf(port.path) });
    }
    return out;
  }

  /** Comparisons and calls of a function are where checks happen. */
  #askChecks(f: number, asked: Set<number>): void {
    const { program } = this.#in;
    const module = program.modules[program.moduleOfFunction[f] ?? 0];
    const record = module?.ir.functions[f - (module?.functionBase ?? 0)];
    if (!module || !record) return;
    const { ir, valueBase } = module;
    for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++) {
      if (ir.op[i] === Op.Cmp) {
        for (const operand of [ir.a[i] ?? -1, ir.b[i] ?? -1])
          if (operand >= 0) asked.add(valueBase + operand);
      } else if (ir.op[i] === Op.Call) {
        const count = argumentCount(module, i);
        for (let k = 0; k < count; k++) {
          const argument = argumentAt(module, i, k);
          if (argument >= 0) asked.add(valueBase + argument);
        }
        const receiver = ir.b[i] ?? -1;
        if (receiver >= 0) asked.add(valueBase + receiver);
      }
    }
  }

  /** Facts of the request in the filter of query q, and the filter fields they reach. */
  #requestInFilter(
    q: number,
    tree: ReadonlySet<number>,
  ): { readonly facts: readonly number[]; readonly fields: readonly string[] } {
    const facts: number[] = [];
    const fields = new Set<string>();
    for (const port of this.#filters[q] ?? []) {
      for (const fact of this.#flow.factsOf(port.node, requestLane, tree)) {
        if (!this.#isBelow(fact, port)) continue;
        facts.push(fact);
        const heads = this.#in.paths
          .heads(this.#flow.solution.pathOf(fact))
          .map((symbol) => this.#in.symbols.interner.text(symbol));
        const field = heads
          .slice(port.path.length)
          .filter((head) => !isOperatorField(head))
          .at(-1);
        if (field !== undefined) fields.add(field);
      }
    }
    return { facts, fields: [...fields] };
  }

  #isBelow(fact: number, port: FilterPort): boolean {
    return isAtSink(this.#in, { path: port.path, isDeep: true }, this.#flow.solution.pathOf(fact));
  }

  #exposures(q: number, tree: ReadonlySet<number>): Exposure[] {
    const byAnchor = new Map<number, { sink: SinkSite; facts: number[] }>();
    for (const sink of this.#responses) {
      if (!tree.has(this.#in.graph.functionOf(sink.anchor))) continue;
      const facts = this.#flow
        .factsOf(sink.node, recordLane(q), tree)
        .filter((fact) => isAtSink(this.#in, sink, this.#flow.solution.pathOf(fact)));
      if (facts.length === 0) continue;
      const known = byAnchor.get(sink.anchor);
      if (known) known.facts.push(...facts);
      else byAnchor.set(sink.anchor, { sink, facts: [...facts] });
    }
    return [...byAnchor.values()];
  }

  #exposedTypes(
    q: number,
    exposure: Exposure,
  ): { readonly type: DataType; readonly evidence: string; readonly confidence: ConfidenceTier }[] {
    const out = new Map<string, { type: DataType; evidence: string; confidence: ConfidenceTier }>();
    for (const fact of exposure.facts) {
      const source = this.#sourceOf(q, fact);
      const type = source && source.type >= 0 ? this.#in.catalog.types[source.type] : undefined;
      // A key inside the system is what the request named; it is not what is exposed.
      if (source && type && type.level !== 'pseudonym' && !out.has(type.id))
        out.set(type.id, { type, evidence: source.evidence, confidence: 'high' });
    }
    return [...out.values()];
  }

  /** Where the record data of a fact begins; remembered, since endpoints share sinks. */
  #sourceOf(q: number, fact: number): GuardSource | undefined {
    const key = q * 67_108_864 + fact;
    const known = this.#seedOf.get(key);
    if (known !== undefined) return this.#flow.sources[known];
    const { graph, lanes, solution } = this.#flow;
    const seed = traceWitness(graph, lanes, solution, fact, recordLane(q))?.seed ?? -1;
    this.#seedOf.set(key, seed);
    return this.#flow.sources[seed];
  }

  #verdict(endpoint: Endpoint, tree: ReadonlySet<number>, q: number, exposure: Exposure): Verdict {
    const found: string[] = [];
    if (this.#isFilterTied(q, tree, new Set())) found.push('the query filter holds a value of the caller');
    const checks = this.#checks(endpoint, tree, q, exposure);
    found.push(...checks.found);
    return { isTied: found.length > 0, found, possible: checks.possible, hasRoleCheck: checks.hasRoleCheck };
  }

  /** Whether a value of the caller, or a record found by one, takes part in the filter. */
  #isFilterTied(q: number, tree: ReadonlySet<number>, seen: Set<number>): boolean {
    if (seen.has(q)) return false;
    seen.add(q);
    for (const port of this.#filters[q] ?? []) {
      if (this.#flow.factsOf(port.node, subjectLane, tree).some((fact) => this.#isBelow(fact, port)))
        return true;
      for (const lane of this.#flow.lanesAt(port.node, tree)) {
        const other = lane - touchLane(0, this.#queries.length);
        if (
          other >= 0 &&
          other !== q &&
          this.#flow.factsOf(port.node, lane, tree).some((fact) => this.#isBelow(fact, port)) &&
          this.#isFilterTied(other, tree, seen)
        )
          return true;
      }
    }
    return false;
  }

  /** Comparisons, existence checks and calls that saw caller and record (or identifier), before the exposure. */
  #checks(
    endpoint: Endpoint,
    tree: ReadonlySet<number>,
    q: number,
    exposure: Exposure,
  ): { found: string[]; possible: string[]; hasRoleCheck: boolean } {
    const found: string[] = [];
    const possible: string[] = [];
    let hasRoleCheck = false;
    const both = (lanes: ReadonlySet<number>) =>
      lanes.has(requestLane) || lanes.has(touchLane(q, this.#queries.length));
    for (const f of tree) {
      const { program, callGraph } = this.#in;
      const module = program.modules[program.moduleOfFunction[f] ?? 0];
      const record = module?.ir.functions[f - (module?.functionBase ?? 0)];
      if (!module || !record) continue;
      const { ir, valueBase } = module;
      for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++) {
        if (ir.op[i] === Op.Cmp) {
          if ((ir.c[i] ?? 0) > CmpOp.StrictNotEqual) continue;
          const left = this.#flow.lanesAt(valueBase + (ir.a[i] ?? 0), tree);
          const right = this.#flow.lanesAt(valueBase + (ir.b[i] ?? 0), tree);
          const isTie = (left.has(subjectLane) && both(right)) || (right.has(subjectLane) && both(left));
          if (isTie && this.#runsBefore(endpoint, f, valueBase + i, exposure))
            found.push(`a comparison with the caller in ${functionText(record.name)}`);
          else if (
            (left.has(subjectLane) || right.has(subjectLane)) &&
            this.#isRole(module.index, ir.a[i] ?? -1, ir.b[i] ?? -1)
          )
            hasRoleCheck = true;
          continue;
        }
        if (ir.op[i] !== Op.Call) continue;
        const site = callGraph.siteOfValue[valueBase + i] ?? -1;
        const other = this.#queries.findIndex(({ value }) => value === valueBase + i);
        if (other >= 0 && other !== q) {
          if (
            this.#isExistenceCheck(other, tree, q) &&
            this.#runsBefore(endpoint, f, valueBase + i, exposure)
          ) {
            found.push(
              `an existence check on ${this.#queries[other]?.resource ?? 'a relation'} in ${functionText(record.name)}`,
            );
          }
          continue;
        }
        if (site < 0 || other >= 0) continue;
        const lanes = new Set<number>();
        const count = argumentCount(module, i);
        for (let k = 0; k < count; k++) {
          const argument = argumentAt(module, i, k);
          if (argument >= 0)
            for (const lane of this.#flow.lanesAt(valueBase + argument, tree)) lanes.add(lane);
        }
        const receiver = ir.b[i] ?? -1;
        if (receiver >= 0) for (const lane of this.#flow.lanesAt(valueBase + receiver, tree)) lanes.add(lane);
        if (!lanes.has(subjectLane) || !both(lanes)) continue;
        const name = callGraph.calleeName(site);
        const tier = callGraph.tier[site] ?? CallTier.Unresolved;
        if (
          /^(includes|has|equals|some|every|find|timingSafeEqual)$/.test(
            name.slice(name.lastIndexOf('.') + 1),
          )
        ) {
          if (this.#runsBefore(endpoint, f, valueBase + i, exposure))
            found.push(`a membership check "${name}" in ${functionText(record.name)}`);
        } else if (
          tier >= CallTier.External &&
          !this.#isModelled(site) &&
          this.#runsBefore(endpoint, f, valueBase + i, exposure)
        )
          possible.push(name);
      }
    }
    return { found, possible: [...new Set(possible)], hasRoleCheck };
  }

  /** A membership record: found by caller and identifier together, and its existence is looked at. */
  #isExistenceCheck(other: number, tree: ReadonlySet<number>, q: number): boolean {
    let subject = false;
    let identifier = false;
    for (const port of this.#filters[other] ?? []) {
      const lanes = this.#flow.lanesAt(port.node, tree);
      if (lanes.has(subjectLane)) subject = true;
      if (lanes.has(requestLane) || lanes.has(touchLane(q, this.#queries.length))) identifier = true;
    }
    if (!subject || !identifier) return false;
    const query = this.#queries[other];
    return query !== undefined && this.#isTested(query.value, 0);
  }

  /** Whether a value decides a branch, or is returned to somebody who may. */
  #isTested(value: number, depth: number): boolean {
    const { program, callGraph } = this.#in;
    const module = program.modules[callGraph.moduleOfValue[value] ?? 0];
    if (!module || depth > 12) return false;
    const { ir, valueBase } = module;
    const uses = usesOf(ir);
    const local = value - valueBase;
    for (let k = uses.start[local] ?? 0; k < (uses.start[local + 1] ?? 0); k++) {
      const user = uses.users[k] ?? 0;
      switch (ir.op[user]) {
        case Op.Branch:
        case Op.Ret:
          return true;
        case Op.Not:
        case Op.Cmp:
        case Op.Await:
        case Op.Copy:
        case Op.Phi:
        case Op.Un:
        case Op.Load:
        case Op.Post:
          if (user > local && this.#isTested(valueBase + user, depth + 1)) return true;
          break;
        case Op.Call:
          if (this.#isTested(valueBase + user, depth + 1)) return true;
          break;
        default:
          break;
      }
    }
    return false;
  }

  /** Whether an instruction of function f has run whenever the exposure is reached in this endpoint. */
  #runsBefore(endpoint: Endpoint, f: number, check: number, exposure: Exposure): boolean {
    if (endpoint.middleware.includes(f)) return true;
    const { graph, program, callGraph } = this.#in;
    const anchor = exposure.sink.anchor;
    const home = graph.functionOf(anchor);
    if (f === home) return this.#dominates(check, anchor);
    // In a function that the exposing function calls: the call must come first. Elsewhere we cannot tell the order.
    const module = program.modules[program.moduleOfFunction[home] ?? 0];
    const record = module?.ir.functions[home - (module?.functionBase ?? 0)];
    if (!module || !record) return true;
    let calls = 0;
    for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++) {
      const site = callGraph.siteOfValue[module.valueBase + i] ?? -1;
      if (site < 0) continue;
      for (let k = callGraph.targetStart[site] ?? 0; k < (callGraph.targetStart[site + 1] ?? 0); k++) {
        if (callGraph.targets[k] !== f) continue;
        calls++;
        if (this.#dominates(module.valueBase + i, anchor)) return true;
      }
    }
    return calls === 0;
  }

  #dominates(a: number, b: number): boolean {
    const { program, callGraph } = this.#in;
    const module = program.modules[callGraph.moduleOfValue[a] ?? 0];
    if (!module || module.index !== callGraph.moduleOfValue[b]) return true;
    const local = a - module.valueBase;
    const f = module.ir.functionOf[local] ?? 0;
    if (f !== module.ir.functionOf[b - module.valueBase]) return true;
    const key = `${module.index}:${f}`;
    let tree = this.#dominators.get(key);
    if (!tree) {
      tree = buildDominatorTree(module.ir, f);
      this.#dominators.set(key, tree);
    }
    // A comparison in one arm of `a || b` does not dominate by itself; the branch it belongs to does.
    return (
      instructionDominates(module.ir, tree, local, b - module.valueBase) ||
      this.#isPartOfDominatingTest(module.index, local, b - module.valueBase, tree)
    );
  }

  /** `if (x && rec.owner !== me) deny`: the test as a whole comes first, although this part is skipped sometimes. */
  #isPartOfDominatingTest(
    moduleIndex: number,
    check: number,
    exposure: number,
    tree: DominatorTree,
  ): boolean {
    const module = this.#in.program.modules[moduleIndex];
    if (!module) return false;
    const { ir } = module;
    const block = ir.block[check] ?? -1;
    for (let k = ir.predecessorStart[block] ?? 0; k < (ir.predecessorStart[block + 1] ?? 0); k++) {
      const last = (ir.blockStart[(ir.predecessors[k] ?? 0) + 1] ?? 0) - 1;
      const condition = ir.op[last] === Op.Branch ? (ir.a[last] ?? -1) : -1;
      if (
        condition >= 0 &&
        instructionDominates(ir, tree, last, exposure) &&
        this.#exits(moduleIndex, block, exposure)
      )
        return true;
    }
    return false;
  }

  /** Whether the block can leave the function (throw or return) without passing the exposure. */
  #exits(moduleIndex: number, block: number, exposure: number): boolean {
    const module = this.#in.program.modules[moduleIndex];
    if (!module) return false;
    const { ir } = module;
    const target = ir.block[exposure] ?? -1;
    const seen = new Set<number>([block]);
    const stack = [block];
    while (stack.length > 0) {
      const at = stack.pop() ?? 0;
      const last = (ir.blockStart[at + 1] ?? 0) - 1;
      if (ir.op[last] === Op.Throw || ir.op[last] === Op.Ret) return true;
      for (let k = ir.successorStart[at] ?? 0; k < (ir.successorStart[at + 1] ?? 0); k++) {
        const next = ir.successors[k] ?? 0;
        if (next === target || seen.has(next)) continue;
        seen.add(next);
        stack.push(next);
      }
    }
    return false;
  }

  #isRole(moduleIndex: number, left: number, right: number): boolean {
    const module = this.#in.program.modules[moduleIndex];
    if (!module) return false;
    return [left, right].some((value) =>
      /role|admin|scope|permission|behorighet|roll/i.test(nameOf(module, module.valueBase + value)),
    );
  }

  #isModelled(site: number): boolean {
    const { callGraph, models } = this.#in;
    for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
      if ((callGraph.states[k] ?? 0) > 0 && models.states[callGraph.states[k] ?? 0]) return true;
    }
    return false;
  }

  #draft(
    rule: CompiledRule,
    endpoint: Endpoint,
    query: QuerySite,
    q: number,
    request: readonly number[],
    exposure: Exposure,
    types: readonly {
      readonly type: DataType;
      readonly evidence: string;
      readonly confidence: ConfidenceTier;
    }[],
    verdict: Verdict,
  ): FindingDraft {
    const { moduleOf, callGraph } = this.#in;
    const anchor = exposure.sink.anchor;
    const module = moduleOf(anchor);
    const site = callGraph.siteOfValue[anchor] ?? -1;
    const sinkName = site >= 0 ? callGraph.calleeName(site) : 'response';
    const dataTypes: FindingDataType[] = sortDataTypes(
      types.map(({ type, evidence, confidence }) => ({
        type: type.id,
        label: type.label,
        level: type.level,
        confidence,
        evidence,
      })),
    );
    const steps: FlowStep[] = [];
    const reasons: string[] = [];
    let confidence: ConfidenceTier = 'high';
    const inward = traceWitness(
      this.#flow.graph,
      this.#flow.lanes,
      this.#flow.solution,
      request[0] ?? -1,
      requestLane,
    );
    if (inward) {
      const source = this.#flow.sources[inward.seed];
      const flow = renderFlow(
        this.#in,
        inward,
        `${source?.evidence ?? 'a value of the request'} comes from outside`,
        `selects the ${query.resource} record`,
        query.value,
        rule.family,
      );
      steps.push(...flow.steps);
      reasons.push(...flow.reasons);
      if (flow.confidence !== 'high') confidence = flow.confidence;
    }
    const outward = traceWitness(
      this.#flow.graph,
      this.#flow.lanes,
      this.#flow.solution,
      exposure.facts[0] ?? -1,
      recordLane(q),
    );
    if (outward) {
      const flow = renderFlow(
        this.#in,
        outward,
        `record of ${query.resource} is read`,
        `is sent by "${sinkName}"`,
        anchor,
        rule.family,
      );
      steps.push(...flow.steps);
      reasons.push(...flow.reasons);
      if (flow.confidence === 'low') confidence = 'low';
      else if (flow.confidence === 'medium' && confidence === 'high') confidence = 'medium';
    }
    if (verdict.possible.length > 0) {
      confidence = 'low';
      reasons.unshift(
        `${verdict.possible.map((name) => `"${name}"`).join(', ')} saw the caller and the record, but is not understood: it may be the missing check`,
      );
    } else if (verdict.hasRoleCheck) {
      if (confidence === 'high') confidence = 'medium';
      reasons.push('the role of the caller is tested, which says what they are, not whose record this is');
    }
    const handler = endpoint.handlers[0] ?? -1;
    const owner = this.#in.program.modules[this.#in.program.moduleOfFunction[handler] ?? 0];
    const registration = moduleOf(endpoint.registration);
    const fallback = module ? rangeOfValue(module, anchor - module.valueBase) : undefined;
    const endpointRef: EndpointRef = {
      method: endpoint.method,
      path: endpoint.path,
      framework: endpoint.framework,
      handler: registration
        ? rangeOfValue(registration, endpoint.registration - registration.valueBase)
        : (fallback ?? emptyRange(owner?.facts.path ?? '')),
    };
    return {
      rule,
      sinkName: `${sinkName} ${query.resource}`,
      finding: {
        ruleId: rule.id,
        message: fillMessage(
          rule.message,
          {
            dataTypes,
            source: query.resource,
            sink: sinkName,
            endpoint: `${endpoint.method} ${endpoint.path}`,
          },
          undefined,
        ),
        severity: this.#in.severities.get(rule.id) ?? rule.severity,
        confidence,
        confidenceReasons: [...new Set(reasons)],
        location: fallback ?? emptyRange(''),
        evidence: {
          kind: 'facts',
          endpoint: endpointRef,
          steps,
          tiesFound: verdict.found,
          tiesMissing: [
            `no value of the caller takes part in the filter of ${query.resource}, nor in a check before the response`,
          ],
          siblings: [],
        },
        dataTypes,
        endpoint: endpointRef,
        fixes: [],
        isTest: module?.facts.isTest ?? false,
      },
    };
  }
}

function emptyRange(path: string) {
  return { path, start: 0, length: 0, startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
}

function functionText(name: string): string {
  return name === '' ? 'the handler' : `"${name}"`;
}

/** Words of query languages inside a filter object, not names of fields. */
function isOperatorField(name: string): boolean {
  return (
    name === elementSegment ||
    name === keySegment ||
    name.startsWith('$') ||
    /^(equals|in|is|some|every|AND|OR|NOT|has|not|mode)$/.test(name)
  );
}

/** Names of fields that select one record or one person. */
function isIdentifierField(name: string): boolean {
  return (
    /^(id|_id|uuid|guid|key|email|phone|mrn|token|slug|code)$/i.test(name) ||
    /(Id|ID|_id|Uuid|uuid|Guid|Number|nummer|Nr)$/.test(name) ||
    name === '0' ||
    /^\d+$/.test(name)
  );
}
