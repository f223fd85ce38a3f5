/**
 * Why something is, or is not, reported at a place: the question of `sekretess debug-flow`.
 *
 * Looks at what the last analysis found there: findings, sinks and sources whose syntax covers the place. For a sink
 * that nothing reached, the value-flow graph is walked backward, without fields and contexts, to the nearest sources
 * that the sink would take; from there the walk goes forward along the shortest way to the first node where the precise
 * stage no longer has the data. Without a source, the ends of the walk are named: that is where more would have to be
 * known. Bounded; explains, never changes anything.
 */
import { CallTier } from '../callgraph/call-graph.ts';
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import { localFlowOf } from '../taint/local-flow.ts';
import type { SinkSite, SourceSite } from '../taint/taint-sites.ts';
import type { FindingsInput } from './build-findings.ts';
import { nameOf } from './code-flow.ts';
import { explainCut } from './explain-cut.ts';
import type { Finding, SourceRange } from './finding.ts';
import { rangeOfValue } from './source-range.ts';

/** What is asked. Lines and columns 0-based. */
export interface PlaceQuestion {
  /** Workspace-relative. */
  readonly path: string;
  readonly line: number;
  readonly column: number | undefined;
  /** Only these rules; empty: all. */
  readonly ruleIds: readonly string[];
}

/** One sentence of the answer, with the place it is about. */
export interface PlaceNote {
  readonly kind:
    | 'reported'
    | 'suppressed'
    | 'file'
    | 'call'
    | 'sink'
    | 'source'
    | 'cut'
    | 'no-source'
    | 'end'
    | 'rule';
  readonly text: string;
  /** 0: about the place; deeper ones belong to the note above. */
  readonly depth: number;
  readonly location?: SourceRange;
  readonly ruleId?: string;
}

/** What the answer is made from. */
export interface ExplainInput extends FindingsInput {
  readonly findings: readonly Finding[];
}

/** Nodes that one backward walk may visit. */
const maxVisited = 60_000;

/** Sources, and ends of the walk, that are named for one sink. */
const maxNamed = 3;

/** See the head of this file. */
export function explainPlace(input: ExplainInput, question: PlaceQuestion): readonly PlaceNote[] {
  const module = input.program.modules.find(({ facts }) => facts.path === question.path);
  if (module === undefined)
    return [
      { kind: 'file', depth: 0, text: 'This file is not part of the analysis: see what was left out.' },
    ];
  const notes: PlaceNote[] = [];
  const { facts } = module;
  if (facts.triage !== 'code')
    notes.push({ kind: 'file', depth: 0, text: `This file was not analyzed as code (${facts.triage}).` });
  for (const { message, kind } of facts.gaps.filter(({ kind }) => kind !== 'unresolved-module'))
    notes.push({ kind: 'file', depth: 0, text: `Gap in this file (${kind}): ${message}` });
  if (facts.isTest && !input.includeTests)
    notes.push({
      kind: 'file',
      depth: 0,
      text: 'This is test code: only rules about fixtures look at it. Scan with --include-tests for all of them.',
    });
  for (const finding of input.findings)
    if (covers(finding.location, question) && isAsked(question, finding.ruleId))
      notes.push(noteOfFinding(finding));
  const sinks = input.taint.sinks.filter(
    (sink) => sink.specs.length > 0 && isAtPlace(input, module, sink.anchor, question, sink),
  );
  for (const sink of groupSinks(sinks)) notes.push(...explainSink(input, sink, question));
  notes.push(...explainSources(input, module, question));
  if (sinks.length === 0) notes.push(...explainCalls(input, module, question));
  return notes;
}

function isAsked({ ruleIds }: PlaceQuestion, ruleId: string): boolean {
  return ruleIds.length === 0 || ruleIds.includes(ruleId);
}

function noteOfFinding(finding: Finding): PlaceNote {
  const { ruleId, suppression, confidence, severity, location, confidenceReasons } = finding;
  if (suppression !== undefined)
    return {
      kind: 'suppressed',
      depth: 0,
      ruleId,
      location: suppression.location ?? location,
      text: `${ruleId} is suppressed by ${suppression.syntax}${suppression.reason === '' ? '' : `: ${suppression.reason}`}.`,
    };
  const why = confidenceReasons.length === 0 ? '' : ` (${confidenceReasons.join('; ')})`;
  return {
    kind: 'reported',
    depth: 0,
    ruleId,
    location,
    text: `${ruleId} is reported here, ${severity}, with ${confidence} confidence${why}.`,
  };
}

function covers(range: SourceRange, { path, line, column }: PlaceQuestion): boolean {
  if (range.path !== path || line < range.startLine || line > range.endLine) return false;
  if (column === undefined) return range.startLine === line;
  if (line === range.startLine && column < range.startColumn) return false;
  return line !== range.endLine || column <= range.endColumn;
}

function isAtPlace(
  input: ExplainInput,
  module: ProgramModule,
  node: number,
  question: PlaceQuestion,
  sink?: SinkSite,
): boolean {
  const { taint } = input;
  const match =
    sink?.match === undefined ? undefined : input.matches[sink.match.module]?.matches[sink.match.index];
  if (match !== undefined && taint.sinks.length > 0) {
    const own = input.program.modules[sink?.match?.module ?? -1];
    if (own !== module) return false;
  }
  const local = node - module.valueBase;
  if (local < 0 || local >= module.ir.op.length) return false;
  return covers(rangeOfValue(module, local), question);
}

interface SinkGroup {
  readonly anchor: number;
  readonly sinks: readonly SinkSite[];
}

/** Arguments of one call are one sink to a person. */
function groupSinks(sinks: readonly SinkSite[]): readonly SinkGroup[] {
  const groups = new Map<number, SinkSite[]>();
  for (const sink of sinks) groups.set(sink.anchor, [...(groups.get(sink.anchor) ?? []), sink]);
  return [...groups].map(([anchor, list]) => ({ anchor, sinks: list }));
}

function explainSink(input: ExplainInput, group: SinkGroup, question: PlaceQuestion): readonly PlaceNote[] {
  const { rules, lanes, taint, findings } = input;
  const location = locate(input, group.anchor);
  const byRule = new Map<number, { readonly lanes: Set<number>; readonly sinks: SinkSite[] }>();
  for (const sink of group.sinks)
    for (const { rule, spec } of sink.specs) {
      const entry = byRule.get(rule) ?? { lanes: new Set<number>(), sinks: [] };
      byRule.set(rule, entry);
      for (const lane of lanes.acceptsOfSink(rule, spec)) entry.lanes.add(lane);
      if (!entry.sinks.includes(sink)) entry.sinks.push(sink);
    }
  // Rules that have the same to say are told together.
  const told = new Map<string, { readonly ruleIds: string[]; readonly notes: readonly PlaceNote[] }>();
  for (const [index, { lanes: accepted, sinks }] of byRule) {
    const rule = rules[index];
    if (rule === undefined || !isAsked(question, rule.id)) continue;
    const isReported = findings.some(
      (finding) => finding.ruleId === rule.id && location !== undefined && covers(finding.location, question),
    );
    if (isReported) continue;
    const arrived = taint.hits.some(
      (hit) =>
        sinks.some((sink) => taint.sinks[hit.sink] === sink) &&
        lanes.masks.bits(hit.mask).some((lane) => accepted.has(lane)),
    );
    const own: readonly PlaceNote[] = arrived
      ? [
          {
            kind: 'rule',
            depth: 1,
            text: 'Data arrives, but the rule does not report it: a more specific rule reports it, or what arrives identifies nobody by itself.',
          },
        ]
      : explainMissing(input, sinks, accepted);
    const key = JSON.stringify([sinks[0]?.modelKind, own]);
    const known = told.get(key);
    if (known === undefined) told.set(key, { ruleIds: [rule.id], notes: own });
    else known.ruleIds.push(rule.id);
  }
  const kind = group.sinks[0]?.modelKind ?? '';
  return [...told.values()].flatMap(({ ruleIds, notes }): readonly PlaceNote[] => [
    {
      kind: 'sink',
      depth: 0,
      ...(ruleIds.length === 1 && ruleIds[0] !== undefined ? { ruleId: ruleIds[0] } : {}),
      ...(location === undefined ? {} : { location }),
      text: `${ruleIds.join(', ')} ${ruleIds.length === 1 ? 'has' : 'have'} a sink here (${kind === '' ? 'by a pattern' : `kind ${kind}`}), and ${ruleIds.length === 1 ? 'reports' : 'report'} nothing.`,
    },
    ...notes,
  ]);
}

/** The backward walk of one rule. */
function explainMissing(
  input: ExplainInput,
  sinks: readonly SinkSite[],
  accepted: ReadonlySet<number>,
): readonly PlaceNote[] {
  const walk = walkBack(
    input,
    sinks.map(({ node }) => node),
  );
  const sources = input.taint.sources
    .map((source, id) => ({ source, id, distance: walk.distance.get(source.node) }))
    .filter(
      (entry): entry is { source: SourceSite; id: number; distance: number } =>
        entry.distance !== undefined && entry.source.lanes.some((lane) => accepted.has(lane)),
    )
    .sort((a, b) => a.distance - b.distance || a.id - b.id);
  const notes: PlaceNote[] = [];
  const told = new Set<string>();
  for (const { source } of sources) {
    if (told.size >= maxNamed) break;
    const lane = source.lanes.find((candidate) => accepted.has(candidate)) ?? -1;
    const location = locate(input, source.node);
    const way: number[] = [];
    for (let at: number | undefined = source.node; at !== undefined; at = walk.next.get(at)) way.push(at);
    const cut = explainCut(input, way, lane);
    const text = `${describeSource(input, source)} could come here, but does not:`;
    const key = `${text}\n${cut.text}`;
    if (told.has(key)) continue;
    told.add(key);
    notes.push({ kind: 'source', depth: 1, text, ...(location === undefined ? {} : { location }) });
    notes.push({ kind: 'cut', depth: 2, ...cut });
  }
  if (sources.length > 0) return notes;
  notes.push({
    kind: 'no-source',
    depth: 1,
    text: walk.isWhole
      ? 'Nothing that the rule takes for a source leads here. What comes here begins at:'
      : 'No source was found on the way back before the walk became too long. Nearest ends:',
  });
  const ends = walk.ends.flatMap((node) => describeEnd(input, node) ?? []);
  const seen = new Set<string>();
  for (const end of ends) {
    const key = `${end.text}\n${end.location?.path}:${end.location?.startLine}`;
    if (seen.has(key) || seen.size >= 2 * maxNamed) continue;
    seen.add(key);
    notes.push({ kind: 'end', depth: 2, ...end });
  }
  if (ends.length === 0)
    notes.push({ kind: 'end', depth: 2, text: 'constants of the code, which carry no data.' });
  return notes;
}

interface BackwardWalk {
  /** Steps from a node to the nearest sink. */
  readonly distance: ReadonlyMap<number, number>;
  /** The node after it on a shortest way to the sink. */
  readonly next: ReadonlyMap<number, number>;
  /** Nodes that nothing leads to, nearest first. */
  readonly ends: readonly number[];
  readonly isWhole: boolean;
}

function walkBack(input: ExplainInput, starts: readonly number[]): BackwardWalk {
  const { graph } = input;
  const distance = new Map<number, number>(starts.map((node) => [node, 0]));
  const next = new Map<number, number>();
  const ends: number[] = [];
  let queue = [...starts];
  while (queue.length > 0 && distance.size < maxVisited) {
    const batch = queue;
    queue = [];
    for (const node of batch) {
      const before = predecessors(input, node);
      if (before.length === 0) ends.push(node);
      for (const from of before) {
        if (distance.has(from)) continue;
        distance.set(from, (distance.get(node) ?? 0) + 1);
        next.set(from, node);
        queue.push(from);
      }
    }
  }
  return { distance, next, ends, isWhole: queue.length === 0 && graph.nodeCount > 0 };
}

/** Nodes from which data may come to `node` in one step. */
function predecessors({ graph, moduleOf, taint }: ExplainInput, node: number): readonly number[] {
  const before: number[] = [];
  for (let k = graph.backStart[node] ?? 0; k < (graph.backStart[node + 1] ?? 0); k++)
    before.push(graph.backFrom[k] ?? 0);
  if (node < graph.valueCount) {
    const module = moduleOf(node);
    if (module !== undefined) {
      const flow = localFlowOf(module.ir);
      const local = node - module.valueBase;
      for (let k = flow.backStart[local] ?? 0; k < (flow.backStart[local + 1] ?? 0); k++)
        before.push(module.valueBase + (flow.backTarget[k] ?? 0));
    }
  }
  for (const [from, steps] of taint.propagators) if (steps.some(({ to }) => to === node)) before.push(from);
  return before;
}

type Told = Pick<PlaceNote, 'text' | 'location'>;

/** What stands at an end of the walk; undefined for what can carry no data. */
function describeEnd(input: ExplainInput, node: number): Told | undefined {
  const { graph, callGraph, moduleOf } = input;
  if (node >= graph.valueCount) return undefined;
  const module = moduleOf(node);
  if (module === undefined) return undefined;
  const { ir } = module;
  const local = node - module.valueBase;
  const location = rangeOfValue(module, local);
  const name = nameOf(module, node);
  switch (ir.op[local]) {
    case Op.Param: {
      const record = ir.functions[ir.functionOf[local] ?? 0];
      const of = record === undefined || record.name === '' ? 'a function' : `"${record.name}"`;
      return {
        location,
        text: `parameter "${name}" of ${of}: no known call hands over such data.`,
      };
    }
    case Op.Call:
    case Op.New: {
      const site = callGraph.siteOfValue[node] ?? -1;
      return { location, text: describeCall(input, site) };
    }
    case Op.Global:
      return { location, text: `the global "${name === '' ? globalName(module, local) : name}".` };
    case Op.Import: {
      const row = ir.imports[ir.a[local] ?? -1];
      return { location, text: `"${row?.name ?? name}" imported from "${row?.specifier ?? ''}".` };
    }
    case Op.CellGet:
      return { location, text: `the variable "${name}", to which nothing is known to be written.` };
    case Op.Opaque:
      return { location, text: 'code that is not understood (a coverage gap).' };
    case Op.This:
      return { location, text: 'the object that the method is called on.' };
    default:
      return undefined;
  }
}

function globalName({ ir }: ProgramModule, local: number): string {
  return ir.strings[ir.a[local] ?? -1] ?? '';
}

/** What is known about a call, as a sentence. */
function describeCall(input: ExplainInput, site: number): string {
  const { callGraph } = input;
  if (site < 0) return 'a call.';
  const name = callGraph.calleeName(site);
  const called = name === '' ? 'what is called here' : `"${name}"`;
  const targets = targetsOf(input, site);
  if (targets.length > 0) return `${called} is ${targets.slice(0, maxNamed).join(', ')}.`;
  const id = callGraph.externalPackage[site] ?? -1;
  const packageName = id < 0 ? '' : (callGraph.packageNames[id] ?? '');
  const plain = packageName.replace(/^global:/, '');
  const isGlobal = plain !== packageName;
  if (packageName !== '' && callGraph.modelledPackages.has(packageName))
    return `${called} belongs to ${isGlobal ? `the global "${plain}"` : `the package "${plain}"`}; its model says nothing here that a rule asks for.`;
  if (isGlobal) return `${called} is a global of which nothing is known.`;
  if (packageName !== '')
    return `${called} belongs to the package "${plain}", which has no model, so nothing is known of what it does with data. Describe it: sekretess model init ${plain}`;
  if (callGraph.tier[site] === CallTier.Unresolved)
    return `${called} could not be found, so it is unknown what it does.`;
  return `${called} is known, and nothing about it is asked for by a rule.`;
}

function targetsOf({ callGraph, program }: ExplainInput, site: number): readonly string[] {
  const names: string[] = [];
  for (let k = callGraph.targetStart[site] ?? 0; k < (callGraph.targetStart[site + 1] ?? 0); k++) {
    const id = callGraph.targets[k] ?? -1;
    const module = program.modules[program.moduleOfFunction[id] ?? -1];
    const record = module?.ir.functions[id - module.functionBase];
    if (module === undefined || record === undefined) continue;
    const line = 1 + lineOf(module.facts.lineStarts, record.start);
    names.push(
      `${record.name === '' ? 'a function' : `"${record.name}"`} of the code (${module.facts.path}:${line})`,
    );
  }
  return names;
}

function lineOf(starts: Int32Array, offset: number): number {
  let line = 0;
  while (line + 1 < starts.length && (starts[line + 1] ?? 0) <= offset) line++;
  return line;
}

/** For a place without a sink: what is called there. */
function explainCalls(
  input: ExplainInput,
  module: ProgramModule,
  question: PlaceQuestion,
): readonly PlaceNote[] {
  const notes: PlaceNote[] = [];
  for (let site = 0; site < input.callGraph.sites.length; site++) {
    const value = input.callGraph.sites[site] ?? -1;
    if (!isAtPlace(input, module, value, question)) continue;
    const location = locate(input, value);
    notes.push({
      kind: 'call',
      depth: 0,
      text: `No sink of a rule is here: ${describeCall(input, site)}`,
      ...(location === undefined ? {} : { location }),
    });
  }
  if (notes.length === 0)
    notes.push({
      kind: 'call',
      depth: 0,
      text: 'Nothing is called at this place, and no rule has a sink here.',
    });
  return notes;
}

/** Data that begins at the place. */
function explainSources(
  input: ExplainInput,
  module: ProgramModule,
  question: PlaceQuestion,
): readonly PlaceNote[] {
  const seen = new Set<string>();
  const notes: PlaceNote[] = [];
  for (const source of input.taint.sources) {
    if (!isAtPlace(input, module, source.node, question)) continue;
    const text = describeSource(input, source);
    if (seen.has(text)) continue;
    seen.add(text);
    const reaches = input.findings.filter(
      ({ evidence, ruleId }) =>
        evidence.kind === 'flow' &&
        covers(evidence.steps[0]?.location ?? noRange, question) &&
        isAsked(question, ruleId),
    );
    const places = reaches.map(
      ({ ruleId, location }) => `${ruleId} at ${location.path}:${location.startLine + 1}`,
    );
    const location = locate(input, source.node);
    notes.push({
      kind: 'source',
      depth: 0,
      text:
        places.length === 0
          ? `${text} begins here, and reaches no sink that asks for it.`
          : `${text} begins here, and is reported: ${[...new Set(places)].slice(0, 5).join(', ')}.`,
      ...(location === undefined ? {} : { location }),
    });
  }
  return notes;
}

const noRange: SourceRange = {
  path: '',
  start: 0,
  length: 0,
  startLine: -1,
  startColumn: 0,
  endLine: -1,
  endColumn: 0,
};

function describeSource(input: ExplainInput, source: SourceSite): string {
  const { origin } = source;
  switch (origin.kind) {
    case 'data': {
      const type = input.catalog.types[origin.type];
      return `${type?.label ?? 'data'} (${type?.id ?? ''}: ${origin.evidence})`;
    }
    case 'model':
      return `${origin.label} (kind ${origin.modelKind})`;
    case 'record':
      return `a record of ${origin.resource}`;
    case 'match': {
      const name = nameOf(input.moduleOf(source.node), source.node);
      return name === ''
        ? `what a source pattern of ${input.rules[origin.rule]?.id ?? 'a rule'} matches`
        : `"${name}"`;
    }
  }
}

function locate({ graph, moduleOf }: ExplainInput, node: number): SourceRange | undefined {
  if (node < 0 || node >= graph.valueCount) return undefined;
  const module = moduleOf(node);
  return module === undefined ? undefined : rangeOfValue(module, node - module.valueBase);
}
