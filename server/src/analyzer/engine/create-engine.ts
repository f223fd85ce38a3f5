/**
 * The engine: keeps the facts of every file, and derives everything across files anew after a change of the code.
 *
 * A file is indexed again only if its text changed, or (patterns and literals) the rules did. Linking, call graph,
 * value flow and findings are computed from scratch from the facts, so that the result depends on the files alone,
 * not on the order of the changes that led to them. Where a change moved code without changing it, they are kept.
 */

import type { CancellationToken } from '../base/cancellation.ts';
import { throwIfCancelled } from '../base/cancellation.ts';
import { maxStepsPerRun } from '../base/limits.ts';
import type { Problem } from '../base/problem.ts';
import { KeptSeeds } from '../classification/kept-seeds.ts';
import { draftFindings, type FindingsInput, finishFindings } from '../findings/build-findings.ts';
import { draftFileMatches, type FindingDraft } from '../findings/draft-file-matches.ts';
import { earlyFindings } from '../findings/early-findings.ts';
import { explainPlace, type PlaceNote, type PlaceQuestion } from '../findings/explain-place.ts';
import type { EndpointListing, Finding, GuardDecision } from '../findings/finding.ts';
import { packageUsage, type UsedMember } from '../findings/package-usage.ts';
import { applySuppressions, type IdleSuppression } from '../findings/suppress.ts';
import { isSupportedPath } from '../frontends/javascript/triage.ts';
import { listEndpoints } from '../guards/endpoints/list-endpoints.ts';
import { draftOpenStores } from '../guards/open-stores.ts';
import { emptyModule } from '../ir/empty-module.ts';
import type { FileFacts } from '../ir/file-facts.ts';
import { wantsTexts } from '../matching/match-texts.ts';
import { createLinkCache, linkProgram } from '../program/link-program.ts';
import type { Program } from '../program/program.ts';
import { isSchemaPath, readSchemaFiles, type SchemaFiles } from '../program/schemas/schema-files.ts';
import { isConfigurationPath } from '../program/workspace-files.ts';
import type { TaintResult } from '../taint/analyze-taint.ts';
import { localFlowOf } from '../taint/local-flow.ts';
import type { ValueFlowGraph } from '../taint/value-flow-graph.ts';
import { analyzeProgram, carryOver, type ProgramRun, severitiesOf } from './analyze-program.ts';
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
import { KeptGuards } from './kept-guards.ts';
import { type Knowledge, KnowledgeLoader } from './load-knowledge.ts';
import { endpointGaps, reportCoverage } from './report-coverage.ts';

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

/** What an analysis that is on its way has found already. */
interface EarlyDrafts {
  readonly knowledge: Knowledge;
  /** Of all rules but those about guards; undefined as long as only the files were matched. */
  readonly flows: readonly FindingDraft[] | undefined;
}

class AnalysisEngine implements Engine {
  readonly #code = new Map<string, CodeFile>();
  /** Files that are no code, for rules about texts and data. */
  readonly #texts = new Map<string, CodeFile>();
  readonly #configurationFiles = new Map<string, string>();
  readonly #schemaFiles = new Map<string, string>();
  readonly #linkCache = createLinkCache();
  readonly #knowledgeLoader: KnowledgeLoader;
  readonly #options: EngineOptions;
  /** What was read of the schema files, until one changes. */
  #schemas: SchemaFiles | undefined;
  /** The last analysis of the whole program, if it is kept. */
  #run: ProgramRun | undefined;
  /** Seeds of modules that did not change; only where runs are kept. */
  readonly #seeds: KeptSeeds | undefined;
  /** What the guard analysis found the last time; only where runs are kept. */
  readonly #keptGuards: KeptGuards | undefined;
  #knowledgeFiles: readonly KnowledgeFile[] = [];
  #ruleFiles: EngineChange['ruleFiles'];
  #configuration = defaultConfiguration;
  #knowledge: Knowledge | undefined;
  #findings: readonly Finding[] = [];
  /** Path → text at the last finished analysis, of code files that changed since. */
  readonly #textsBefore = new Map<string, string>();
  /** What is certain while an analysis is on its way; undefined otherwise. */
  #early: EarlyDrafts | undefined;
  #explain: ((question: PlaceQuestion) => readonly PlaceNote[]) | undefined;
  #endpoints: readonly EndpointListing[] = [];
  #decisions: readonly GuardDecision[] = [];
  #usageOf: ((name: string) => readonly UsedMember[]) | undefined;
  #idleSuppressions: readonly IdleSuppression[] = [];
  #coverage = noCoverage;
  #statistics = noStatistics;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#seeds = options.keepsRun === true ? new KeptSeeds() : undefined;
    this.#keptGuards = options.keepsRun === true ? new KeptGuards() : undefined;
    this.#knowledgeLoader = new KnowledgeLoader(options.precompiled);
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
      const known = this.#code.get(path);
      if (text === undefined) this.#code.delete(path);
      else if (known?.text !== text) {
        if (known && !this.#textsBefore.has(path)) this.#textsBefore.set(path, known.text);
        this.#code.set(path, { text, indexed: undefined, rulesDigest: '' });
      }
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
      this.#schemas = undefined;
    }
  }

  *analyze(focus: readonly string[], token: CancellationToken): Generator<AnalysisProgress, void> {
    try {
      yield* this.#analyze(focus, token);
      this.#textsBefore.clear();
    } finally {
      this.#early = undefined;
    }
  }

  *#analyze(focus: readonly string[], token: CancellationToken): Generator<AnalysisProgress, void> {
    const knowledge = this.#loadKnowledge();
    yield* this.#indexFiles(focus, knowledge, token);
    const files = [...this.#code.values()].flatMap(({ indexed }) => (indexed ? [indexed] : []));
    const texts = this.#indexTexts(knowledge, token);
    if (!this.#isWholeWanted(knowledge)) {
      this.#finishMatches(files, texts, knowledge);
      return;
    }
    this.#early = { knowledge, flows: undefined };
    yield { stage: 'link', done: 0, total: 1 };
    throwIfCancelled(token);
    const input = {
      program: this.#link(files),
      files: new Map(files.map((file) => [file.facts.path, file])),
      knowledge,
      configuration: this.#configuration,
      maxSteps: this.#options.maxSteps ?? maxStepsPerRun,
      textOf: (path: string) => this.#textOf(path),
      seeds: this.#seeds,
      keptGuards: this.#keptGuards,
      onFlows: (found: FindingsInput) => {
        this.#early = { knowledge, flows: draftFindings(found) };
      },
    };
    // Let go before anything new is made, so that there is never more than one in memory.
    const kept = this.#run;
    this.#run = undefined;
    const run = (kept && carryOver(kept, input, token)) ?? (yield* analyzeProgram(input, token));
    if (this.#options.keepsRun === true) this.#run = run;
    const drafts = this.#early.flows ?? draftFindings(run.findings);
    this.#early = undefined;
    yield { stage: 'findings', done: 0, total: 1 };
    this.#finish(run, drafts, files, texts);
  }

  /** What an analysis found, as it is asked for. */
  #finish(
    { findings: input, guards, guardParts }: ProgramRun,
    drafts: readonly FindingDraft[],
    files: readonly IndexedFile[],
    texts: readonly IndexedFile[],
  ): void {
    const { program, callGraph, graph, taint } = input;
    const finished = finishFindings([
      ...drafts,
      ...guards.drafts,
      ...draftOpenStores(input),
      ...draftFileMatches(texts, input),
    ]);
    const facts: ReadonlyMap<string, FileFacts> = new Map(
      [...files, ...texts].map((file) => [file.facts.path, file.facts]),
    );
    const { findings, idle } = applySuppressions(finished, facts, this.#configuration.today);
    this.#findings = findings;
    this.#explain =
      this.#configuration.isExplaining === true
        ? (question) => explainPlace({ ...input, findings }, question)
        : undefined;
    this.#decisions = guards.decisions;
    this.#endpoints = listEndpoints(program, guardParts.endpoints);
    this.#usageOf =
      this.#configuration.isExplaining === true
        ? (name) => packageUsage(program, callGraph, name)
        : undefined;
    this.#idleSuppressions = idle;
    const overBudget = {
      functions: [...new Set([...taint.solution.overBudget, ...guards.overBudget])],
      runs: [taint.solution.cutAt, guards.cutAt].filter((f) => f >= 0),
    };
    this.#coverage = reportCoverage({
      program,
      callGraph,
      overBudget,
      files,
      otherGaps: [...this.#readSchemas().gaps, ...endpointGaps(this.#endpoints)],
    });
    this.#statistics = statisticsOf(program, graph, taint);
  }

  #link(files: readonly IndexedFile[]): Program {
    const { includeTests } = this.#configuration;
    return linkProgram(
      // Tests call production code with data of their own; unless they are scanned themselves, they lead nowhere.
      files.map(({ facts }) => (facts.isTest && !includeTests ? leaveOutCode(facts) : facts)),
      [...this.#configurationFiles].map(([path, text]) => ({ path, text })),
      this.#readSchemas().schemas,
      this.#linkCache,
    );
  }

  #readSchemas(): SchemaFiles {
    this.#schemas ??= readSchemaFiles(this.#schemaFiles);
    return this.#schemas;
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

  forgetRun(): void {
    this.#run = undefined;
    this.#keptGuards?.clear();
  }

  findings(path?: string): readonly Finding[] {
    return path === undefined
      ? this.#findings
      : this.#findings.filter(({ location }) => location.path === path);
  }

  earlyFindings(path: string): readonly Finding[] | undefined {
    const file = this.#code.get(path);
    const textBefore = this.#textsBefore.get(path);
    if (!this.#early || !file?.indexed || textBefore === undefined) return undefined;
    const { knowledge, flows } = this.#early;
    const modes = new Map(knowledge.rules.map((rule, index) => [rule.id, { mode: rule.mode, index }]));
    const drafts =
      flows?.filter(({ finding }) => finding.location.path === path) ??
      draftFileMatches([file.indexed], {
        rules: knowledge.rules,
        severities: severitiesOf(this.#configuration),
        includeTests: this.#configuration.includeTests,
        textOf: (name) => this.#textOf(name),
      });
    return earlyFindings({
      facts: file.indexed.facts,
      text: file.text,
      textBefore,
      before: this.findings(path),
      drafts,
      isFinal: (id) => {
        const rule = modes.get(id);
        if (!rule) return false;
        return flows ? rule.mode !== 'guard' : isMatchedOnly(rule.mode, rule.index, knowledge);
      },
      rules: new Map(knowledge.rules.map((rule) => [rule.id, rule])),
      today: this.#configuration.today,
    });
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
}

/** Whether a rule is answered by the matches of single files. */
function isMatchedOnly(mode: string, index: number, { prepared }: Knowledge): boolean {
  return mode === 'search' || (mode === 'taint' && prepared.locals.has(index));
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

const withoutCode = new WeakMap<FileFacts, FileFacts>();

/** The facts of a file with an empty module in place of its code; the same object each time, so that links stay cached. */
function leaveOutCode(facts: FileFacts): FileFacts {
  const known = withoutCode.get(facts);
  if (known) return known;
  const made = { ...facts, ir: emptyModule(facts.path) };
  withoutCode.set(facts, made);
  return made;
}
