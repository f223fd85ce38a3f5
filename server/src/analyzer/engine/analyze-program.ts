/**
 * One analysis of a linked program: call graph, value flow, taint and guards, in this order.
 *
 * Everything is derived anew from facts and matches. What came out can be carried over to the same program with its
 * code at other places: then only what shows places is made again.
 */
import type { CancellationToken } from '../base/cancellation.ts';
import { buildCallGraph } from '../callgraph/build-call-graph.ts';
import { relateProgram } from '../callgraph/program-relations.ts';
import { createProgramClassifier } from '../classification/classify-program.ts';
import type { KeptSeeds } from '../classification/kept-seeds.ts';
import { elementSegment, keySegment } from '../classification/seed-collector.ts';
import type { FindingsInput } from '../findings/build-findings.ts';
import { analyzeGuards, type GuardResult } from '../guards/analyze-guards.ts';
import { configuredGuards } from '../guards/configured-guards.ts';
import { collectEndpoints } from '../guards/endpoints/collect-endpoints.ts';
import type { GuardInput } from '../guards/guard-context.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { ProgramSymbols } from '../program/symbols.ts';
import type { Severity } from '../rules/rule.ts';
import { analyzeTaint, type TaintResult } from '../taint/analyze-taint.ts';
import { buildValueFlowGraph } from '../taint/build-value-flow-graph.ts';
import { exportedParameters } from '../taint/exported-parameters.ts';
import { buildLanes, type LaneTable } from '../taint/lanes.ts';
import { PathTable } from '../taint/paths.ts';
import { moduleLookup } from '../taint/reach.ts';
import { isCapturedName, isEntryName, keysName, rejectedName } from '../taint/value-flow-graph.ts';
import type { AnalysisProgress, EngineConfiguration } from './engine.ts';
import { isIdleText } from './idle-texts.ts';
import type { IndexedFile } from './index-file.ts';
import type { KeptGuards } from './kept-guards.ts';
import type { Knowledge } from './load-knowledge.ts';
import { collectMentioned } from './mentioned-paths.ts';
import { isSameProgram } from './same-program.ts';

/** What is analyzed, and with what. */
export interface ProgramInput {
  readonly program: Program;
  /** Path → what is known of the file alone. */
  readonly files: ReadonlyMap<string, IndexedFile>;
  readonly knowledge: Knowledge;
  readonly configuration: EngineConfiguration;
  readonly maxSteps: number;
  readonly textOf: (path: string) => string;
  /** Seeds of the analysis before; undefined if nothing is kept. */
  readonly seeds: KeptSeeds | undefined;
  /** What the guard analysis found before; undefined if nothing is kept. */
  readonly keptGuards: KeptGuards | undefined;
  /** Told when all but the guards is known, before they are judged. */
  readonly onFlows?: (findings: FindingsInput) => void;
}

/** What came out. */
export interface ProgramRun {
  readonly input: ProgramInput;
  readonly findings: FindingsInput;
  /** What the guard analysis needs besides. */
  readonly guardParts: Omit<GuardInput, keyof FindingsInput>;
  readonly guards: GuardResult;
}

/** Masks that a table may hold before it is made anew: each run adds those that it meets. */
const maxMasks = 200_000;
const laneTables = new WeakMap<Knowledge, LaneTable>();

/** The lanes of the rules, the same table for all runs: what it has learned of masks is of use to the next. */
function lanesOf(knowledge: Knowledge): LaneTable {
  const known = laneTables.get(knowledge);
  if (known && known.masks.size <= maxMasks) return known;
  const made = buildLanes(knowledge.rules, knowledge.catalog);
  laneTables.set(knowledge, made);
  return made;
}

/** Analyzes a program from scratch. */
export function* analyzeProgram(
  input: ProgramInput,
  token: CancellationToken,
): Generator<AnalysisProgress, ProgramRun> {
  const { program, knowledge, configuration, maxSteps } = input;
  const { models, catalog, rules } = knowledge;
  const relations = relateProgram(program);
  const { symbols, exports, types, hierarchy, superclassOf } = relations;
  const { importedValues } = exports;
  yield { stage: 'call-graph', done: 0, total: 1 };
  const callGraph = buildCallGraph(relations.callGraphInput(models), token);
  yield { stage: 'reach', done: 0, total: 1 };
  const lanes = lanesOf(knowledge);
  const paths = createPaths(symbols);
  const methodsOf = (classId: number, name: string) => hierarchy.methodsOf(classId, name);
  const { resolveExport } = exports;
  const graph = buildValueFlowGraph(
    { program, symbols, callGraph, models, paths, importedValues, resolveExport, superclassOf, methodsOf },
    token,
  );
  const matches = matchesOf(input);
  const classify = createProgramClassifier({
    program,
    callGraph,
    models,
    catalog,
    resolveType: types.resolveType,
    membersOf: types.membersOf,
    exports,
    includeTests: configuration.includeTests,
    kept: input.seeds,
  });
  const running = analyzeTaint(
    {
      program,
      callGraph,
      models,
      catalog,
      rules,
      lanes,
      matches,
      sanitizers: configuration.sanitizers,
      untrusted: configuration.untrusted ?? [],
      exportedParameters: exportedParameters(
        program,
        callGraph,
        exports,
        configuration.untrusted?.includes('exported-api') === true,
      ),
      projectSources: configuration.sources ?? [],
      projectSinks: configuration.sinks ?? [],
      symbols,
      graph,
      paths,
      classify,
      guardKinds: new Map(),
      maxSteps,
      keepsFacts: configuration.isExplaining === true,
    },
    token,
  );
  let taint: TaintResult | undefined;
  while (!taint) {
    const next = running.next();
    if (next.done) taint = next.value;
    else yield { stage: next.value, done: 0, total: 1 };
  }
  const findings: FindingsInput = {
    program,
    callGraph,
    graph,
    lanes,
    rules,
    catalog,
    matches,
    literals: literalsOf(input),
    taint,
    moduleOf: moduleLookup(program),
    severities: severitiesOf(configuration),
    includeTests: configuration.includeTests,
    wantsRecipients: configuration.wantsRecipients === true || configuration.wantsMap === true,
    textOf: input.textOf,
    sanitizers: configuration.sanitizers,
  };
  const guardParts = {
    models,
    symbols,
    paths,
    classify,
    endpoints: collectEndpoints({ program, callGraph, models, importedValues }),
    configured: configuredGuards({ program, callGraph }, configuration.guards),
    wantsWays: configuration.wantsMap === true,
    importedValues,
  };
  const guardInput = { ...findings, ...guardParts };
  const { keptGuards, seeds } = input;
  let guards = seeds && keptGuards?.begin(guardInput, [knowledge, configuration], seeds);
  if (!guards) {
    input.onFlows?.(findings);
    yield { stage: 'guards', done: 0, total: 1 };
    guards = analyzeGuards(guardInput, token);
  }
  keptGuards?.keep(guards);
  return { input, findings, guardParts, guards };
}

/**
 * What came out of `before` for the program of `input`, if that is the same one with its code at other places; undefined
 * if it is another one.
 */
export function carryOver(
  before: ProgramRun,
  input: ProgramInput,
  token: CancellationToken,
): ProgramRun | undefined {
  const { program, knowledge, configuration } = input;
  if (before.input.knowledge !== knowledge || before.input.configuration !== configuration) return undefined;
  const matches = matchesOf(input);
  const { callGraph } = before.findings;
  const isIdle = (module: ProgramModule, value: number) =>
    isIdleText(callGraph, knowledge.models, module, value);
  if (!isSameProgram(before.findings, { program, matches }, isIdle)) return undefined;
  const findings: FindingsInput = {
    ...before.findings,
    program,
    matches,
    literals: literalsOf(input),
    moduleOf: moduleLookup(program),
    textOf: input.textOf,
  };
  const moved = new Set(
    program.modules.flatMap(({ facts }, index) =>
      facts === before.findings.program.modules[index]?.facts ? [] : [facts.path],
    ),
  );
  const { drafts, decisions } = before.guards;
  const mentioned = collectMentioned([drafts.map(({ finding }) => finding), decisions], new Set());
  const areGuardsMoved = [...moved].some((path) => mentioned.has(path));
  const { guardParts } = before;
  return {
    input,
    findings,
    guardParts,
    guards: areGuardsMoved ? analyzeGuards({ ...findings, ...guardParts }, token) : before.guards,
  };
}

function matchesOf({ program, files }: ProgramInput): FindingsInput['matches'] {
  return program.modules.map(
    ({ facts }) => files.get(facts.path)?.matches ?? { path: facts.path, rulesDigest: '', matches: [] },
  );
}

function literalsOf({ program, files }: ProgramInput): FindingsInput['literals'] {
  return program.modules.map(({ facts }) => files.get(facts.path)?.literals ?? []);
}

/** Severities that the configuration gives to rules. */
export function severitiesOf({ rules }: EngineConfiguration): ReadonlyMap<string, Severity> {
  return new Map(
    Object.entries(rules).flatMap(([id, value]) =>
      value === 'off' || value === 'on' ? [] : [[id, value] as const],
    ),
  );
}

function createPaths({ interner }: ProgramSymbols): PathTable {
  return new PathTable(
    interner.intern(elementSegment),
    interner.intern(keySegment),
    interner.intern('<record>'),
    (symbol) => {
      const name = interner.text(symbol);
      return name === rejectedName || isMeasure(name);
    },
    (symbol) => isArrayIndex(interner.text(symbol)),
    (symbol) => isCapturedName(interner.text(symbol)),
    (symbol) => isEntryName(interner.text(symbol)),
    interner.intern(keysName),
  );
}

/** Properties that say how much there is, and nothing of what there is. */
function isMeasure(name: string): boolean {
  return name === 'length' || name === 'size' || name === 'byteLength';
}

function isArrayIndex(text: string): boolean {
  return /^\d{1,9}$/.test(text);
}
