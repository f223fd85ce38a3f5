/**
 * From what arrived at sinks to findings: one per rule and sink, with all data types, the best way, and confidence.
 *
 * Plain matches and identifier literals become findings here too. Sorted by path, offset and rule id; fingerprints are
 * given out in that order.
 */
import type { CallGraph } from '../callgraph/call-graph.ts';
import type { IdentifierLiteral } from '../ir/file-facts.ts';
import { BinOp, Op } from '../ir/opcode.ts';
import { pathFilter } from '../matching/path-filter.ts';
import type { MatchFacts } from '../matching/rule-matches.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { CompiledRule, ConfidenceTier, Severity } from '../rules/rule.ts';
import type { SinkHit, TaintResult } from '../taint/analyze-taint.ts';
import type { LaneTable } from '../taint/lanes.ts';
import { nameOf as nameOfCallee } from '../taint/read-test.ts';
import { exportedPartKind, exportedWeakKind, type SinkSite, type SourceSite } from '../taint/taint-sites.ts';
import type { ValueFlowGraph } from '../taint/value-flow-graph.ts';
import { traceWitnesses, type Witness } from '../taint/witness.ts';
import { nameOf, type RenderedFlow, renderFlow } from './code-flow.ts';
import { draftFileMatches, type FindingDraft } from './draft-file-matches.ts';
import { fillMessage } from './fill-message.ts';
import type { Finding, FindingDataType, SourceRange } from './finding.ts';
import { createFingerprints } from './fingerprint.ts';
import { recipientOf } from './recipient.ts';
import { metavariablesOf, renderFixes } from './render-fix.ts';
import { rangeIn, rangeOfValue } from './source-range.ts';

/** What the builder needs. */
export interface FindingsInput {
  readonly program: Program;
  readonly callGraph: CallGraph;
  readonly graph: ValueFlowGraph;
  readonly lanes: LaneTable;
  readonly rules: readonly CompiledRule[];
  readonly catalog: DataTypeCatalog;
  readonly matches: readonly MatchFacts[];
  /** Identifier literals of each module, parallel to `program.modules`. */
  readonly literals: readonly (readonly IdentifierLiteral[])[];
  readonly taint: TaintResult;
  readonly moduleOf: (value: number) => ProgramModule | undefined;
  /** Rule id → severity that replaces the rule's own. */
  readonly severities: ReadonlyMap<string, Severity>;
  readonly includeTests: boolean;
  /** The text of an analyzed file. */
  readonly textOf: (path: string) => string;
  /** Whether findings say to whom data goes. */
  readonly wantsRecipients: boolean;
  /** Functions that the project says clear data. */
  readonly sanitizers: readonly {
    readonly name: string;
    readonly types: readonly string[];
    readonly levels: readonly string[];
  }[];
}

const tierRank: Readonly<Record<ConfidenceTier, number>> = { low: 0, medium: 1, high: 2 };
const levelRank: Readonly<Record<string, number>> = {
  acute: 5,
  direct: 4,
  special: 4,
  quasi: 2,
  pseudonym: 1,
};

/** The weaker of two tiers. */
export function weaker(a: ConfidenceTier, b: ConfidenceTier): ConfidenceTier {
  return tierRank[a] <= tierRank[b] ? a : b;
}

/** Drafts of all findings that flows, matches and literals give. */
export function draftFindings(input: FindingsInput): FindingDraft[] {
  return [...draftFlows(input), ...draftMatches(input), ...draftLiterals(input)];
}

/** Drops what a more specific finding replaces and what says the same twice, sorts, and gives out fingerprints. */
export function finishFindings(all: readonly FindingDraft[]): Finding[] {
  const drafts = withoutCopies(all);
  const kept = withoutSuperseded(drafts);
  kept.sort(
    (a, b) =>
      compareText(a.finding.location.path, b.finding.location.path) ||
      a.finding.location.start - b.finding.location.start ||
      compareText(a.finding.ruleId, b.finding.ruleId),
  );
  const fingerprintOf = createFingerprints();
  return kept.map(({ finding, sinkName, fingerprint }) => ({
    ...finding,
    fingerprint: fingerprint ?? fingerprintOf(finding.ruleId, finding.location.path, sinkName),
  }));
}

/**
 * Drafts without those for which a more specific rule speaks at the same place. What is only shown on request
 * (low confidence) hides nothing that is shown by default.
 */
function withoutSuperseded(drafts: readonly FindingDraft[]): FindingDraft[] {
  const surest = new Map<string, ConfidenceTier>();
  for (const { finding, rule } of drafts) {
    for (const other of rule.supersedes) {
      const key = `${other}\n${finding.location.path}\n${finding.location.start}`;
      const known = surest.get(key);
      if (known === undefined || tierRank[known] < tierRank[finding.confidence])
        surest.set(key, finding.confidence);
    }
  }
  return drafts.filter(({ finding }) => {
    const other = surest.get(`${finding.ruleId}\n${finding.location.path}\n${finding.location.start}`);
    return other === undefined || (other === 'low' && finding.confidence !== 'low');
  });
}

/** One draft for each rule, place and message: copies of a `finally` block repeat what they hold. */
function withoutCopies(drafts: readonly FindingDraft[]): FindingDraft[] {
  const known = new Map<string, FindingDraft>();
  for (const draft of drafts) {
    const { ruleId, location, message } = draft.finding;
    const key = [ruleId, location.path, location.start, location.length, message].join('\n');
    if (!known.has(key)) known.set(key, draft);
  }
  return [...known.values()];
}

function draftFlows(input: FindingsInput): FindingDraft[] {
  const { taint, rules, lanes } = input;
  // All hits of one rule at one place are one finding. The place is one in the text: code of a `finally` block is
  // lowered once for every way into it, and these copies are one line to whoever reads the finding.
  const groups = new Map<string, { rule: number; hits: SinkHit[] }>();
  for (const hit of taint.hits) {
    const sink = taint.sinks[hit.sink];
    if (!sink) continue;
    for (const { rule, spec } of sink.specs) {
      if (lanes.masks.isEmpty(lanes.masks.and(hit.mask, lanes.masks.of(lanes.acceptsOfSink(rule, spec)))))
        continue;
      const place = placeOf(input, sink);
      if (!place) continue;
      const key = `${rule}:${place.path}:${place.start}:${place.length}`;
      const group = groups.get(key);
      if (group) group.hits.push(hit);
      else groups.set(key, { rule, hits: [hit] });
    }
  }
  const drafts: FindingDraft[] = [];
  for (const { rule: ruleIndex, hits } of groups.values()) {
    const rule = rules[ruleIndex];
    if (!rule || !isAbout(rule, input, hits)) continue;
    const draft = draftFlow(input, rule, ruleIndex, hits);
    if (draft) drafts.push(draft);
  }
  return drafts;
}

const pathFilters = new WeakMap<CompiledRule, (path: string) => boolean>();

/** Whether the file in which a flow ends is one that the rule is about. */
function isAbout(rule: CompiledRule, input: FindingsInput, hits: readonly SinkHit[]): boolean {
  if (rule.include.length === 0 && rule.exclude.length === 0) return true;
  let filter = pathFilters.get(rule);
  if (filter === undefined) {
    filter = pathFilter(rule);
    pathFilters.set(rule, filter);
  }
  const module = input.moduleOf(input.taint.sinks[hits[0]?.sink ?? -1]?.anchor ?? -1);
  return module === undefined || filter(module.ir.path);
}

/** Where the finding of a sink is shown: what the rule matched, else the syntax of the anchor. */
function placeOf(input: FindingsInput, sink: SinkSite): SourceRange | undefined {
  const module = input.moduleOf(sink.anchor);
  if (!module) return undefined;
  const match = sink.match ? input.matches[sink.match.module]?.matches[sink.match.index] : undefined;
  return match
    ? rangeIn(module.facts, match.start, match.end - match.start)
    : rangeOfValue(module, sink.anchor - module.valueBase);
}

/** Ways to one sink that are compared, of one lane. The solver finds short and trustworthy ones first. */
const maxTracedHits = 4;

interface LaneFlow {
  readonly lane: number;
  readonly flow: RenderedFlow;
  readonly seed: number;
  readonly confidence: ConfidenceTier;
}

function draftFlow(
  input: FindingsInput,
  rule: CompiledRule,
  ruleIndex: number,
  hits: readonly SinkHit[],
): FindingDraft | undefined {
  const { taint, lanes, graph, callGraph, moduleOf } = input;
  const first = taint.sinks[hits[0]?.sink ?? -1];
  if (!first) return undefined;
  const module = moduleOf(first.anchor);
  const location = placeOf(input, first);
  if (!module || !location) return undefined;
  if (module.facts.isTest && !rule.onTests && !input.includeTests) return undefined;
  const site = callGraph.siteOfValue[first.anchor] ?? -1;
  const sinkName = site >= 0 ? callGraph.calleeName(site) : nameOf(module, first.anchor);
  const accepted = new Set(
    first.specs
      .filter(({ rule: r }) => r === ruleIndex)
      .flatMap(({ spec }) => lanes.acceptsOfSink(ruleIndex, spec)),
  );
  if (!mayBeWorthReporting(input, rule, hits, accepted)) return undefined;
  const flows = new Map<number, LaneFlow>();
  const traced = new Map<number, number>();
  for (const hit of hits) {
    const sink = taint.sinks[hit.sink];
    if (!sink) continue;
    const asked = lanes.masks
      .bits(hit.mask)
      .filter((lane) => accepted.has(lane) && (traced.get(lane) ?? 0) < maxTracedHits);
    for (const lane of asked) traced.set(lane, (traced.get(lane) ?? 0) + 1);
    const witnesses = traceWitnesses(graph, lanes, taint.solution, hit.fact, asked);
    for (const lane of asked) {
      const witness = witnesses.get(lane);
      if (!witness) continue;
      const source = taint.sources[witness.seed];
      if (!source || !isBuiltIfAsked(input, lane, witness)) continue;
      const sourceText = describeSource(input, witness.seed);
      const flow = renderFlow(
        input,
        witness,
        sourceText,
        `reaches ${sinkName === '' ? 'the sink' : `"${sinkName}"`}`,
        sink.anchor,
        rule.family,
        dataTypeOf(lanes, lane),
      );
      let confidence = weaker(flow.confidence, sink.confidence);
      if (source.origin.kind === 'data') {
        confidence = weaker(
          confidence,
          source.origin.confidence >= 80 ? 'high' : source.origin.confidence >= 60 ? 'medium' : 'low',
        );
      }
      // Who calls a library may have checked what it gives.
      if (isExported(source))
        confidence = weaker(confidence, kindOf(input, lane) === exportedWeakKind ? 'low' : 'medium');
      const known = flows.get(lane);
      const better =
        !known ||
        tierRank[confidence] > tierRank[known.confidence] ||
        (confidence === known.confidence && flow.steps.length < known.flow.steps.length);
      if (better) flows.set(lane, { lane, flow, seed: witness.seed, confidence });
    }
  }
  if (flows.size === 0) return undefined;
  const all = [...flows.values()].sort(
    (a, b) =>
      tierRank[b.confidence] - tierRank[a.confidence] ||
      laneRank(lanes, b.lane) - laneRank(lanes, a.lane) ||
      a.flow.steps.length - b.flow.steps.length ||
      a.lane - b.lane,
  );
  const best = all[0] as LaneFlow;
  // Types that are less sure than the finding itself would only make it look worse than it is.
  const dataTypes = dataTypesOf(input, all).filter(
    ({ confidence }) => tierRank[confidence] >= tierRank[best.confidence],
  );
  // What only quasi-identifies, or is a pseudonym, is not reported alone unless the rule names it.
  if (dataTypes.length > 0 && !isWorthReporting(rule, dataTypes)) return undefined;
  const reasons = [...best.flow.reasons];
  const bestSource = taint.sources[best.seed];
  if (bestSource?.origin.kind === 'data' && bestSource.origin.confidence < 80)
    reasons.push(bestSource.origin.evidence);
  const match = first.match ? input.matches[first.match.module]?.matches[first.match.index] : undefined;
  const recipient = input.wantsRecipients
    ? { kind: first.modelKind, callee: sinkName, ...recipientOf(callGraph, module, first.anchor) }
    : undefined;
  return {
    rule,
    sinkName,
    finding: {
      ruleId: rule.id,
      message: [
        fillMessage(
          rule.message,
          { dataTypes, source: describeSource(input, best.seed), sink: sinkName, endpoint: '' },
          match,
        ),
        ...hits.flatMap(({ missed }) => missed ?? []).slice(0, 1),
      ].join(' '),
      severity: severityOf(input, rule, dataTypes),
      confidence: best.confidence,
      confidenceReasons: reasons,
      location,
      evidence: { kind: 'flow', steps: best.flow.steps },
      dataTypes,
      ...(recipient === undefined ? {} : { recipient }),
      fixes: match ? renderFixes(rule, match, location, input.textOf(module.facts.path)) : [],
      ...(match ? { metavariables: metavariablesOf(match, input.textOf(module.facts.path)) } : {}),
      isTest: module.facts.isTest,
    },
  };
}

function isExported({ origin }: SourceSite): boolean {
  return origin.kind === 'model' && origin.modelKind === 'exported-api';
}

/** The kind of source that a lane is for; empty for data types and patterns. */
function kindOf({ lanes }: Pick<FindingsInput, 'lanes'>, lane: number): string {
  const origin = lanes.lanes[lane]?.origin;
  return origin?.kind === 'model' ? origin.modelKind : '';
}

/** Functions that put texts and paths together. */
const puttingTogether =
  /^(?:join|concat|format|resolve|replace|replaceAll|push|unshift|repeat|padStart|padEnd)$/;

/** See `exportedKinds`: whether the value was put together with other text on its way, if the rule asks for that. */
function isBuiltIfAsked(
  { lanes, moduleOf, graph }: FindingsInput,
  lane: number,
  { steps }: Witness,
): boolean {
  const kind = kindOf({ lanes }, lane);
  if (kind !== exportedPartKind && kind !== exportedWeakKind) return true;
  return steps.some(({ node }) => {
    const module = node < graph.valueCount ? moduleOf(node) : undefined;
    if (!module) return false;
    const { ir, valueBase } = module;
    const at = node - valueBase;
    switch (ir.op[at]) {
      case Op.Tpl:
        return true;
      case Op.Bin:
        return ir.c[at] === BinOp.Add;
      case Op.Call:
        return puttingTogether.test(nameOfCallee(ir, at));
      default:
        return false;
    }
  });
}

/** The id of the data type that a lane carries, if it carries one. */
function dataTypeOf(lanes: LaneTable, lane: number): string | undefined {
  const origin = lanes.lanes[lane]?.origin;
  return origin?.kind === 'data' ? origin.type.id : undefined;
}

function laneRank(lanes: LaneTable, lane: number): number {
  const origin = lanes.lanes[lane]?.origin;
  return origin?.kind === 'data' ? (levelRank[origin.type.level] ?? 0) : 3;
}

function dataTypesOf(input: FindingsInput, flows: readonly LaneFlow[]): FindingDataType[] {
  const out = new Map<string, FindingDataType>();
  for (const { lane, seed, confidence } of flows) {
    const origin = input.lanes.lanes[lane]?.origin;
    const source = input.taint.sources[seed];
    if (source?.origin.kind === 'record') {
      for (const row of source.origin.types) {
        const type = input.catalog.types[row.type];
        if (type && !out.has(type.id))
          out.set(type.id, {
            type: type.id,
            label: type.label,
            level: type.level,
            confidence,
            evidence: row.evidence,
          });
      }
    }
    if (origin?.kind !== 'data' || source?.origin.kind !== 'data') continue;
    const { type } = origin;
    const known = out.get(type.id);
    if (known && tierRank[known.confidence] >= tierRank[confidence]) continue;
    out.set(type.id, {
      type: type.id,
      label: type.label,
      level: type.level,
      confidence,
      evidence: source.origin.evidence,
    });
  }
  return sortDataTypes([...out.values()]);
}

/** Worst level first, then by id. */
export function sortDataTypes(types: readonly FindingDataType[]): FindingDataType[] {
  return [...types].sort(
    (a, b) => (levelRank[b.level] ?? 0) - (levelRank[a.level] ?? 0) || compareText(a.type, b.type),
  );
}

function isWorthReporting(rule: CompiledRule, types: readonly Pick<FindingDataType, 'level'>[]): boolean {
  if (types.some((type) => (levelRank[type.level] ?? 0) >= 4)) return true;
  const named = rule.taint?.sources.some(
    (spec) => spec.data && (spec.data.types.length > 0 || spec.data.levels.length > 0),
  );
  return named === true;
}

/**
 * Whether any of the lanes could make a finding that is worth reporting: known before a single way is traced, which is
 * what costs. Only lanes of data types can be too little; whole records bring types of their own.
 */
function mayBeWorthReporting(
  { lanes }: FindingsInput,
  rule: CompiledRule,
  hits: readonly SinkHit[],
  accepted: ReadonlySet<number>,
): boolean {
  const types: Pick<FindingDataType, 'level'>[] = [];
  for (const { mask } of hits) {
    for (const lane of lanes.masks.bits(mask)) {
      const origin = lanes.lanes[lane]?.origin;
      if (!accepted.has(lane) || !origin) continue;
      if (origin.kind !== 'data') return true;
      types.push(origin.type);
    }
  }
  return isWorthReporting(rule, types);
}

/** The rule's severity; identity together with health data is one step worse. */
function severityOf(input: FindingsInput, rule: CompiledRule, types: readonly FindingDataType[]): Severity {
  const chosen = input.severities.get(rule.id);
  if (chosen) return chosen;
  const identity = types.some((type) => type.level === 'direct' && type.confidence !== 'low');
  const health = types.some(
    (type) => (type.level === 'special' || type.level === 'acute') && type.confidence !== 'low',
  );
  if (!identity || !health) return rule.severity;
  const steps: readonly Severity[] = ['low', 'medium', 'high', 'critical'];
  return steps[Math.min(3, steps.indexOf(rule.severity) + 1)] ?? rule.severity;
}

function describeSource(input: FindingsInput, seed: number): string {
  const source = input.taint.sources[seed];
  if (!source) return 'data';
  switch (source.origin.kind) {
    case 'data':
      return source.origin.evidence;
    case 'model':
      return isExported(source) ? source.origin.label : `${source.origin.label} comes from outside`;
    case 'record':
      return `a whole record of ${source.origin.resource}`;
    case 'match': {
      const name = nameOf(input.moduleOf(source.node), source.node);
      return name === '' ? 'the source' : `"${name}"`;
    }
  }
}

function draftMatches(input: FindingsInput): FindingDraft[] {
  return draftFileMatches(
    input.program.modules.flatMap(({ facts, index }) => {
      const matches = input.matches[index];
      return matches === undefined ? [] : [{ facts, matches }];
    }),
    input,
  );
}

function draftLiterals(input: FindingsInput): FindingDraft[] {
  const rules = input.rules.filter((rule) => rule.mode === 'literal');
  if (rules.length === 0) return [];
  const drafts: FindingDraft[] = [];
  for (const module of input.program.modules) drafts.push(...literalsOfFile(input, rules, module));
  return drafts;
}

function literalsOfFile(
  input: FindingsInput,
  rules: readonly CompiledRule[],
  { facts, index }: ProgramModule,
): FindingDraft[] {
  const drafts: FindingDraft[] = [];
  for (const literal of input.literals[index] ?? []) {
    for (const rule of rules) {
      if (rule.literals && rule.literals.length > 0 && !rule.literals.includes(literal.type)) continue;
      const type = input.catalog.byId.get(literal.type);
      const confidence: ConfidenceTier =
        literal.confidence >= 0.8 ? 'high' : literal.confidence >= 0.6 ? 'medium' : 'low';
      const dataTypes: FindingDataType[] = [
        {
          type: literal.type,
          label: type?.label ?? literal.type,
          level: type?.level ?? 'direct',
          confidence,
          evidence: literal.evidence,
        },
      ];
      drafts.push({
        rule,
        sinkName: literal.type,
        finding: {
          ruleId: rule.id,
          message: fillMessage(rule.message, { dataTypes, source: '', sink: '', endpoint: '' }, undefined),
          severity: input.severities.get(rule.id) ?? rule.severity,
          confidence,
          confidenceReasons: [literal.evidence],
          location: rangeIn(facts, literal.start, literal.length),
          evidence: { kind: 'match' },
          dataTypes,
          fixes: [],
          isTest: facts.isTest,
        },
      });
    }
  }
  return drafts;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
