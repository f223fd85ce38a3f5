/**
 * The engine: keeps the facts of every file, and derives everything across files anew after a change.
 *
 * A file is indexed again only if its text changed, or (patterns and literals) the rules did. Linking, call graph,
 * value flow and findings are computed from scratch from the facts, so that the result depends on the files alone,
 * not on the order of the changes that led to them.
 */

import type { CancellationToken } from '../base/cancellation.ts';
import { throwIfCancelled } from '../base/cancellation.ts';
import { maxStepsPerRun } from '../base/limits.ts';
import type { CoverageGap, Problem } from '../base/problem.ts';
import { buildCallGraph } from '../callgraph/build-call-graph.ts';
import type { CallGraph } from '../callgraph/call-graph.ts';
import { CallTier } from '../callgraph/call-graph.ts';
import { relateProgram } from '../callgraph/program-relations.ts';
import { classifyProgram } from '../classification/classify-program.ts';
import { elementSegment, keySegment } from '../classification/seed-collector.ts';
import { draftFindings, finishFindings } from '../findings/build-findings.ts';
import { draftFileMatches } from '../findings/draft-file-matches.ts';
import { explainPlace, type PlaceNote, type PlaceQuestion } from '../findings/explain-place.ts';
import type { EndpointListing, Finding, GuardDecision } from '../findings/finding.ts';
import { packageUsage, type UsedMember } from '../findings/package-usage.ts';
import { applySuppressions, type IdleSuppression } from '../findings/suppress.ts';
import { isSupportedPath } from '../frontends/javascript/triage.ts';
import { analyzeGuards } from '../guards/analyze-guards.ts';
import { configuredGuards } from '../guards/configured-guards.ts';
import { collectEndpoints } from '../guards/endpoints/collect-endpoints.ts';
import { listEndpoints } from '../guards/endpoints/list-endpoints.ts';
import { emptyModule } from '../ir/empty-module.ts';
import type { FileFacts } from '../ir/file-facts.ts';
import type { IrModule } from '../ir/module.ts';
import { wantsTexts } from '../matching/match-texts.ts';
import { createLinkCache, linkProgram } from '../program/link-program.ts';
import type { Program } from '../program/program.ts';
import { isSchemaPath, readSchemaFiles } from '../program/schemas/schema-files.ts';
import { type ConfigurationFile, isConfigurationPath } from '../program/workspace-files.ts';
import type { Severity } from '../rules/rule.ts';
import { analyzeTaint, type TaintResult } from '../taint/analyze-taint.ts';
import { buildValueFlowGraph } from '../taint/build-value-flow-graph.ts';
import { exportedParameters } from '../taint/exported-parameters.ts';
import { buildLanes } from '../taint/lanes.ts';
import { localFlowOf } from '../taint/local-flow.ts';
import { PathTable } from '../taint/paths.ts';
import { moduleLookup } from '../taint/reach.ts';
import { isCapturedName, isEntryName, rejectedName, type ValueFlowGraph } from '../taint/value-flow-graph.ts';
import {
  type AnalysisProgress,
  type Coverage,
  type Engine,
  type EngineChange,
  type EngineConfiguration,
  type EngineOptions,
  type EngineStatistics,
  type FileToIndex,
  type IndexedEntry,
  type KnowledgeFile,
  noCoverage,
  noStatistics,
} from './engine.ts';
import { type IndexContext, type IndexedFile, indexFile, indexText } from './index-file.ts';
import { type Knowledge, KnowledgeLoader } from './load-knowledge.ts';

/** A configuration that changes nothing. */
export const defaultConfiguration: EngineConfiguration = {
  rules: {},
  includeTests: false,
  testIdentityNumbers: [],
  sanitizers: [],
  today: '',
};

/** Creates an empty engine. */
export function createEngine(options: EngineOptions = {}): Engine {
  return new AnalysisEngine(options);
}

interface CodeFile {
  readonly text: string;
  indexed: IndexedFile | undefined;
  /** Digest of the rules the matches belong to. */
  rulesDigest: string;
}

class AnalysisEngine implements Engine {
  readonly #code = new Map<string, CodeFile>();
  /** Files that are no code, for rules about texts and data. */
  readonly #texts = new Map<string, CodeFile>();
  readonly #configurationFiles = new Map<string, string>();
  readonly #schemaFiles = new Map<string, string>();
  readonly #linkCache = createLinkCache();
  readonly #knowledgeLoader: KnowledgeLoader;
  readonly #maxSteps: number;
  #knowledgeFiles: readonly KnowledgeFile[] = [];
  #ruleFiles: EngineChange['ruleFiles'];
  #configuration = defaultConfiguration;
  #knowledge: Knowledge | undefined;
  #findings: readonly Finding[] = [];
  #explain: ((question: PlaceQuestion) => readonly PlaceNote[]) | undefined;
  #endpoints: readonly EndpointListing[] = [];
  #decisions: readonly GuardDecision[] = [];
  #usageOf: ((name: string) => readonly UsedMember[]) | undefined;
  #idleSuppressions: readonly IdleSuppression[] = [];
  #coverage = noCoverage;
  #statistics = noStatistics;

  constructor({ precompiled, maxSteps = maxStepsPerRun }: EngineOptions) {
    this.#maxSteps = maxSteps;
    this.#knowledgeLoader = new KnowledgeLoader(precompiled);
  }

  applyChange(change: EngineChange): void {
    for (const { path, text } of change.files ?? []) this.#applyFile(path, text);
    if (change.knowledge) this.#knowledgeFiles = change.knowledge;
    if ('ruleFiles' in change) this.#ruleFiles = change.ruleFiles;
    if (change.configuration) this.#configuration = change.configuration;
    if (change.knowledge || 'ruleFiles' in change || change.configuration) this.#knowledge = undefined;
  }

  #applyFile(path: string, text: string | undefined): void {
    if (isSupportedPath(path)) {
      if (text === undefined) this.#code.delete(path);
      else if (this.#code.get(path)?.text !== text)
        this.#code.set(path, { text, indexed: undefined, rulesDigest: '' });
      return;
    }
    if (text === undefined) this.#texts.delete(path);
    else if (this.#texts.get(path)?.text !== text)
      this.#texts.set(path, { text, indexed: undefined, rulesDigest: '' });
    if (isConfigurationPath(path)) {
      if (text === undefined) this.#configurationFiles.delete(path);
      else this.#configurationFiles.set(path, text);
    } else if (isSchemaPath(path)) {
      if (text === undefined) this.#schemaFiles.delete(path);
      else this.#schemaFiles.set(path, text);
    }
  }

  *analyze(focus: readonly string[], token: CancellationToken): Generator<AnalysisProgress, void> {
    const knowledge = this.#loadKnowledge();
    yield* this.#indexFiles(focus, knowledge, token);
    const files = [...this.#code.values()].flatMap(({ indexed }) => (indexed ? [indexed] : []));
    const texts = this.#indexTexts(knowledge, token);
    if (!this.#isWholeWanted(knowledge)) {
      this.#finishMatches(files, texts, knowledge);
      return;
    }
    const byPath = new Map(files.map((file) => [file.facts.path, file]));
    yield { stage: 'link', done: 0, total: 1 };
    throwIfCancelled(token);
    const configurationFiles: ConfigurationFile[] = [...this.#configurationFiles].map(([path, text]) => ({
      path,
      text,
    }));
    const { schemas, gaps: schemaGaps } = readSchemaFiles(this.#schemaFiles);
    // Tests call production code with data of their own; unless they are scanned themselves, they lead nowhere.
    const { includeTests } = this.#configuration;
    const program = linkProgram(
      files.map(({ facts }) =>
        facts.isTest && !includeTests ? { ...facts, ir: emptyModuleOf(facts) } : facts,
      ),
      configurationFiles,
      schemas,
      this.#linkCache,
    );
    const relations = relateProgram(program);
    const { symbols, exports, types, hierarchy, superclassOf } = relations;
    yield { stage: 'call-graph', done: 0, total: 1 };
    const callGraph = buildCallGraph(relations.callGraphInput(knowledge.models), token);
    yield { stage: 'reach', done: 0, total: 1 };
    const lanes = buildLanes(knowledge.rules, knowledge.catalog);
    const intern = (text: string) => symbols.interner.intern(text);
    const paths = new PathTable(
      intern(elementSegment),
      intern(keySegment),
      intern('<record>'),
      (symbol) => {
        const name = symbols.interner.text(symbol);
        return name === rejectedName || isMeasure(name);
      },
      (symbol) => isArrayIndex(symbols.interner.text(symbol)),
      (symbol) => isCapturedName(symbols.interner.text(symbol)),
      (symbol) => isEntryName(symbols.interner.text(symbol)),
    );
    const graph = buildValueFlowGraph(
      {
        program,
        symbols,
        callGraph,
        models: knowledge.models,
        paths,
        importedValues: exports.importedValues,
        resolveExport: exports.resolveExport,
        superclassOf,
        methodsOf: (classId, name) => hierarchy.methodsOf(classId, name),
      },
      token,
    );
    const matches = program.modules.map(
      ({ facts }) => byPath.get(facts.path)?.matches ?? { path: facts.path, rulesDigest: '', matches: [] },
    );
    const sites = {
      program,
      callGraph,
      models: knowledge.models,
      catalog: knowledge.catalog,
      rules: knowledge.rules,
      lanes,
      matches,
      sanitizers: this.#configuration.sanitizers,
      untrusted: this.#configuration.untrusted ?? [],
      exportedParameters: exportedParameters(
        program,
        callGraph,
        exports,
        this.#configuration.untrusted?.includes('exported-api') === true,
      ),
      projectSources: this.#configuration.sources ?? [],
      projectSinks: this.#configuration.sinks ?? [],
    };
    const classify = (isWanted: (value: number) => boolean) =>
      classifyProgram({
        program,
        callGraph,
        models: knowledge.models,
        catalog: knowledge.catalog,
        resolveType: types.resolveType,
        membersOf: types.membersOf,
        exports,
        includeTests: this.#configuration.includeTests,
        isWanted,
      });
    const running = analyzeTaint(
      { ...sites, symbols, graph, paths, classify, guardKinds: new Map(), maxSteps: this.#maxSteps },
      token,
    );
    let taint: TaintResult | undefined;
    while (!taint) {
      const next = running.next();
      if (next.done) taint = next.value;
      else yield { stage: next.value, done: 0, total: 1 };
    }
    const moduleOf = moduleLookup(program);
    const severities = severitiesOf(this.#configuration);
    const findingsInput = {
      program,
      callGraph,
      graph,
      lanes,
      rules: knowledge.rules,
      catalog: knowledge.catalog,
      matches,
      literals: program.modules.map(({ facts }) => byPath.get(facts.path)?.literals ?? []),
      taint,
      moduleOf,
      severities,
      includeTests: this.#configuration.includeTests,
      wantsRecipients: this.#configuration.wantsRecipients === true || this.#configuration.wantsMap === true,
      textOf: (path: string) => this.#textOf(path),
      sanitizers: this.#configuration.sanitizers,
    };
    yield { stage: 'guards', done: 0, total: 1 };
    const endpoints = collectEndpoints({
      program,
      callGraph,
      models: knowledge.models,
      importedValues: exports.importedValues,
    });
    const guards = analyzeGuards(
      {
        ...findingsInput,
        models: knowledge.models,
        symbols,
        paths,
        classify,
        endpoints,
        configured: configuredGuards({ program, callGraph }, this.#configuration.guards),
        wantsWays: this.#configuration.wantsMap === true,
        importedValues: exports.importedValues,
      },
      token,
    );
    yield { stage: 'findings', done: 0, total: 1 };
    const finished = finishFindings([
      ...draftFindings(findingsInput),
      ...guards.drafts,
      ...draftFileMatches(texts, findingsInput),
    ]);
    const facts: ReadonlyMap<string, FileFacts> = new Map(
      [...files, ...texts].map((file) => [file.facts.path, file.facts]),
    );
    const { findings, idle } = applySuppressions(finished, facts, this.#configuration.today);
    this.#findings = findings;
    this.#explain =
      this.#configuration.isExplaining === true
        ? (question) => explainPlace({ ...findingsInput, findings }, question)
        : undefined;
    this.#decisions = guards.decisions;
    this.#endpoints = listEndpoints(program, endpoints);
    this.#usageOf =
      this.#configuration.isExplaining === true
        ? (name) => packageUsage(program, callGraph, name)
        : undefined;
    this.#idleSuppressions = idle;
    const overBudget = {
      functions: [...new Set([...taint.solution.overBudget, ...guards.overBudget])],
      runs: [taint.solution.cutAt, guards.cutAt].filter((f) => f >= 0),
    };
    this.#coverage = this.#report(program, callGraph, overBudget, files, [
      ...schemaGaps,
      ...endpointGaps(this.#endpoints),
    ]);
    this.#statistics = statisticsOf(program, graph, taint);
  }

  /** Whether anything is asked for that the matches of single files do not answer. */
  #isWholeWanted(knowledge: Knowledge): boolean {
    // Without rules, it is the ways in or an explanation that somebody wants.
    if (knowledge.rules.length === 0 || this.#configuration.isExplaining === true) return true;
    return !knowledge.rules.every(({ mode }, index) => isMatchedOnly(mode, index, knowledge));
  }

  #indexContext(knowledge: Knowledge): IndexContext {
    return {
      wantsCode: this.#isWholeWanted(knowledge),
      rules: knowledge.prepared,
      rulesDigest: knowledge.rulesDigest,
      catalog: knowledge.catalog,
      testIdentityNumbers: new Set(this.#configuration.testIdentityNumbers),
      wantsLiterals: knowledge.rules.some(({ mode }) => mode === 'literal'),
    };
  }

  *#indexFiles(
    focus: readonly string[],
    knowledge: Knowledge,
    token: CancellationToken,
  ): Generator<AnalysisProgress, void> {
    const context = this.#indexContext(knowledge);
    const first = new Set(focus);
    // The order by path stays among equals.
    const dirty = this.#unindexed(knowledge).sort(([a], [b]) => Number(first.has(b)) - Number(first.has(a)));
    let done = 0;
    if (dirty.length > 0) yield { stage: 'index', done, total: dirty.length };
    for (const [path, file] of dirty) {
      throwIfCancelled(token);
      file.indexed = indexFile(path, file.text, context);
      file.rulesDigest = knowledge.rulesDigest;
      done++;
      if (done % 8 === 0 || done === dirty.length) yield { stage: 'index', done, total: dirty.length };
    }
  }

  /** Code files without facts, with matches of other rules, or without code that is wanted now; by path. */
  #unindexed(knowledge: Knowledge): [string, CodeFile][] {
    const wantsCode = this.#isWholeWanted(knowledge);
    return [...this.#code]
      .filter(
        ([, file]) =>
          !file.indexed || file.rulesDigest !== knowledge.rulesDigest || (wantsCode && !file.indexed.isWhole),
      )
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  }

  #textOf(path: string): string {
    return this.#code.get(path)?.text ?? this.#texts.get(path)?.text ?? '';
  }

  /** Files that are no code, matched; none unless a rule asks for texts or data. */
  #indexTexts(knowledge: Knowledge, token: CancellationToken): readonly IndexedFile[] {
    if (!wantsTexts(knowledge.prepared)) return [];
    const context = this.#indexContext(knowledge);
    return [...this.#texts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, file]) => {
        if (file.indexed && file.rulesDigest === knowledge.rulesDigest) return file.indexed;
        throwIfCancelled(token);
        file.rulesDigest = knowledge.rulesDigest;
        file.indexed = indexText(path, file.text, context);
        return file.indexed;
      });
  }

  /** The results when every rule is answered file by file: nothing is linked. */
  #finishMatches(files: readonly IndexedFile[], texts: readonly IndexedFile[], knowledge: Knowledge): void {
    const severities = severitiesOf(this.#configuration);
    const { includeTests } = this.#configuration;
    const all = [...files, ...texts];
    const finished = finishFindings(
      draftFileMatches(all, {
        rules: knowledge.rules,
        severities,
        includeTests,
        textOf: (path: string) => this.#textOf(path),
      }),
    );
    const facts: ReadonlyMap<string, FileFacts> = new Map(all.map((file) => [file.facts.path, file.facts]));
    const { findings, idle } = applySuppressions(finished, facts, this.#configuration.today);
    this.#findings = findings;
    this.#idleSuppressions = idle;
    this.#endpoints = [];
    this.#decisions = [];
    this.#explain = undefined;
    this.#usageOf = undefined;
    this.#statistics = noStatistics;
    const code = files.filter(({ facts: one }) => one.triage === 'code');
    const gaps = all.flatMap(({ facts: one, matchGaps }) => [...one.gaps, ...matchGaps]);
    this.#coverage = {
      ...noCoverage,
      files: files.length,
      lines: code.reduce((sum, { facts: one }) => sum + one.lineStarts.length, 0),
      filesWithProblems: files.filter(({ facts: one }) =>
        one.gaps.some(({ kind }) => kind === 'syntax-error' || kind === 'internal-error'),
      ).length,
      filesSkipped: files.length - code.length,
      functions: code.reduce((sum, { functionCount }) => sum + functionCount, 0),
      gaps: gaps.sort((a, b) =>
        a.path < b.path ? -1 : a.path > b.path ? 1 : (a.start ?? -1) - (b.start ?? -1),
      ),
    };
  }

  unindexed(): readonly FileToIndex[] {
    return this.#unindexed(this.#loadKnowledge()).map(([path, { text }]) => ({ path, text }));
  }

  index(files: readonly FileToIndex[]): readonly IndexedEntry[] {
    const knowledge = this.#loadKnowledge();
    const { rulesDigest } = knowledge;
    const context = this.#indexContext(knowledge);
    return files.map(({ path, text }) => ({
      path,
      textLength: text.length,
      rulesDigest,
      indexed: indexFile(path, text, context),
    }));
  }

  takeIndexed(entries: readonly IndexedEntry[]): void {
    const current = this.#loadKnowledge().rulesDigest;
    for (const { path, textLength, rulesDigest, indexed } of entries) {
      const file = this.#code.get(path);
      if (!file || file.text.length !== textLength || rulesDigest !== current) continue;
      file.indexed = indexed;
      file.rulesDigest = rulesDigest;
    }
  }

  findings(path?: string): readonly Finding[] {
    return path === undefined
      ? this.#findings
      : this.#findings.filter(({ location }) => location.path === path);
  }

  explain(question: PlaceQuestion): readonly PlaceNote[] {
    return this.#explain?.(question) ?? [];
  }

  packageUsage(name: string): readonly UsedMember[] {
    return this.#usageOf?.(name) ?? [];
  }

  idleSuppressions(): readonly IdleSuppression[] {
    return this.#idleSuppressions;
  }

  guardDecisions(): readonly GuardDecision[] {
    return this.#decisions;
  }

  endpoints(): readonly EndpointListing[] {
    return this.#endpoints;
  }

  coverage(): Coverage {
    return this.#coverage;
  }

  statistics(): EngineStatistics {
    return { ...this.#statistics, knowledgeFilesParsed: this.#knowledgeLoader.filesParsed };
  }

  rules(): Knowledge['rules'] {
    return this.#loadKnowledge().rules;
  }

  problems(): readonly Problem[] {
    return this.#loadKnowledge().problems;
  }

  #loadKnowledge(): Knowledge {
    this.#knowledge ??= this.#knowledgeLoader.load({
      files: this.#knowledgeFiles,
      ruleFiles: this.#ruleFiles,
      configuration: this.#configuration,
    });
    return this.#knowledge;
  }

  #report(
    program: Program,
    callGraph: CallGraph,
    overBudget: OverBudget,
    files: readonly IndexedFile[],
    otherGaps: readonly CoverageGap[],
  ): Coverage {
    const gaps: CoverageGap[] = [...program.gaps, ...otherGaps];
    let lines = 0;
    let skipped = 0;
    const withProblems = new Set<string>();
    for (const { facts, matchGaps } of files) {
      gaps.push(...facts.gaps, ...matchGaps);
      if (facts.gaps.some(({ kind }) => kind === 'syntax-error' || kind === 'internal-error'))
        withProblems.add(facts.path);
      if (facts.triage === 'code') lines += facts.lineStarts.length;
      else skipped++;
    }
    for (const f of overBudget.functions)
      gaps.push(
        ...budgetGap(
          program,
          f,
          (name) => `The budget for following data through ${name} ran out; flows through it may be missing.`,
        ),
      );
    for (const f of overBudget.runs)
      gaps.push(
        ...budgetGap(
          program,
          f,
          (name) =>
            `The budget for following data through the whole program ran out, at last in ${name}; long or entangled flows may be missing anywhere. Scanning parts of it one by one follows them further.`,
        ),
      );
    const byTier = callGraph.counts.byTier;
    const calls = new Map<string, number>();
    for (let site = 0; site < callGraph.sites.length; site++) {
      const id = callGraph.externalPackage[site] ?? -1;
      const name = id < 0 ? '' : (callGraph.packageNames[id] ?? '');
      if (name === '' || name.startsWith('global:') || callGraph.modelledPackages.has(name)) continue;
      calls.set(name, (calls.get(name) ?? 0) + 1);
    }
    const external = byTier[CallTier.External] ?? 0;
    const unresolved = byTier[CallTier.Unresolved] ?? 0;
    gaps.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : (a.start ?? -1) - (b.start ?? -1)));
    return {
      files: files.length,
      lines,
      filesWithProblems: withProblems.size,
      filesSkipped: skipped,
      functions: program.functionCount,
      functionsOverBudget: overBudget.functions.length + overBudget.runs.length,
      calls: callGraph.counts.calls,
      callsResolved: callGraph.counts.calls - external - unresolved,
      callsExternal: external,
      callsUnresolved: unresolved,
      unmodelledPackages: [...calls]
        .map(([name, count]) => ({ name, calls: count }))
        .sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1))
        .slice(0, 20),
      gaps,
    };
  }
}

/** Ways in of which something is not certain: nothing says that they are safe. */
function endpointGaps(endpoints: readonly EndpointListing[]): readonly CoverageGap[] {
  return endpoints.flatMap(({ method, path, location, doubts }) =>
    doubts.length === 0
      ? []
      : [
          {
            kind: 'uncertain-endpoint' as const,
            path: location.path,
            start: location.start,
            length: location.length,
            message: `${method} ${path === '' ? '?' : path}: ${doubts.join('; ')}.`,
          },
        ],
  );
}

/** Whether a rule is answered by the matches of single files. */
function isMatchedOnly(mode: string, index: number, { prepared }: Knowledge): boolean {
  return mode === 'search' || (mode === 'taint' && prepared.locals.has(index));
}

/** Severities that the configuration gives to rules. */
function severitiesOf({ rules }: EngineConfiguration): ReadonlyMap<string, Severity> {
  return new Map(
    Object.entries(rules).flatMap(([id, value]) =>
      value === 'off' || value === 'on' ? [] : [[id, value] as const],
    ),
  );
}

function statisticsOf(program: Program, graph: ValueFlowGraph, taint: TaintResult): EngineStatistics {
  return {
    instructions: program.valueCount,
    values: program.valueCount,
    edges: graph.linkCount,
    condensedNodes: program.modules.reduce((sum, { ir }) => sum + localFlowOf(ir).keptCount, 0),
    condensedEdges: program.modules.reduce((sum, { ir }) => sum + localFlowOf(ir).keptTarget.length, 0),
    survivors: taint.survivors,
    survivingFunctions: taint.survivingFunctions,
    pathEdges: taint.solution.factCount,
    summaries: taint.solution.contextCount,
  };
}

const emptyModules = new WeakMap<FileFacts, IrModule>();

/** An empty module in place of the code of a file; the same object each time, so that links stay cached. */
function emptyModuleOf(facts: FileFacts): IrModule {
  const known = emptyModules.get(facts);
  if (known) return known;
  const made = emptyModule(facts.path);
  emptyModules.set(facts, made);
  return made;
}

/** Properties that say how much there is, and nothing of what there is. */
function isMeasure(name: string): boolean {
  return name === 'length' || name === 'size' || name === 'byteLength';
}

function isArrayIndex(text: string): boolean {
  return /^\d{1,9}$/.test(text);
}

/** Functions (global) at which a budget ended: their own, or that of a whole run. */
interface OverBudget {
  readonly functions: readonly number[];
  readonly runs: readonly number[];
}

/** A gap at a function; none if the function is not in the program. */
function budgetGap(program: Program, f: number, message: (name: string) => string): CoverageGap[] {
  const module = program.modules[program.moduleOfFunction[f] ?? 0];
  const record = module?.ir.functions[f - (module?.functionBase ?? 0)];
  if (!module || !record) return [];
  return [
    {
      kind: 'budget',
      path: module.facts.path,
      start: record.start,
      length: record.end - record.start,
      message: message(record.name === '' ? 'a function' : `"${record.name}"`),
    },
  ];
}
