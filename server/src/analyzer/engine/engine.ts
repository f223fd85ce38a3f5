/**
 * The façade: files, rules and configuration in, findings and coverage out. Nothing else of the analyzer is public.
 *
 * Holds the facts of every file by content hash; everything across files is derived anew from them after a change, so
 * an incremental result equals a cold one by construction. Does no IO and keeps no clock.
 */
import type { CancellationToken } from '../base/cancellation.ts';
import type { CoverageGap, Problem } from '../base/problem.ts';
import type { PlaceNote, PlaceQuestion } from '../findings/explain-place.ts';
import type { EndpointListing, Finding, GuardDecision } from '../findings/finding.ts';
import type { UsedMember } from '../findings/package-usage.ts';
import type { IdleSuppression } from '../findings/suppress.ts';
import type { GuardConfiguration } from '../guards/configured-guards.ts';
import type { ProjectVocabulary } from '../rules/extend-data-types.ts';
import type { CompiledRule, Severity } from '../rules/rule.ts';
import type { ProjectSink, ProjectSource } from '../taint/project-sites.ts';
import type { IndexedFile } from './index-file.ts';

export type { Assurance, GuardConfiguration } from '../guards/configured-guards.ts';

/** A file that was added, changed (text) or removed (text undefined). */
export interface FileChange {
  /** Workspace-relative path with forward slashes; the first segment is the root's name when there are several. */
  readonly path: string;
  readonly text: string | undefined;
}

/** A YAML file of knowledge: rule, model, data types, kinds. */
export interface KnowledgeFile {
  /** Relative to the knowledge root: `packs/privacy/phi-to-log.yaml`, `models/express.yaml`, `data-types/…`, `kinds.yaml`. */
  readonly path: string;
  readonly text: string;
}

/**
 * Knowledge that the build has compiled, for a start without YAML. Used part by part, and only if the texts given to the
 * engine are those it was made from. Each part is JSON text; it is absent when the build could not compile it cleanly.
 */
export interface PrecompiledKnowledge {
  /** What it was made from. */
  readonly files: readonly KnowledgeFile[];
  readonly kinds?: string;
  readonly dataTypes?: string;
  readonly models?: string;
  /** The rules of `packs/`. */
  readonly rules?: string;
}

/** A code file that has to be indexed. */
export interface FileToIndex {
  readonly path: string;
  readonly text: string;
}

/** What indexing made of a file. Plain data, fit for `postMessage`. */
export interface IndexedEntry {
  readonly path: string;
  /** UTF-16 units of the text it was made of. */
  readonly textLength: number;
  /** Digest of the rules it was made with. */
  readonly rulesDigest: string;
  readonly indexed: IndexedFile;
}

/** What an engine may be given when it is created. */
export interface EngineOptions {
  readonly precompiled?: PrecompiledKnowledge;
  /** Steps of following data in one run, at most; `maxStepsPerRun` unless a host has less time. */
  readonly maxSteps?: number;
  /** Whether files are going to change: what the next analysis may use again is kept. Costs memory. */
  readonly keepsRun?: boolean;
}

/** What the user's configuration (sekretess.yml, settings, flags) means for the analysis. */
export interface EngineConfiguration {
  /** Rule id → off, on (for optional rules), or another severity. */
  readonly rules: Readonly<Record<string, 'off' | 'on' | Severity>>;
  /** Kinds of sources that count as controlled by an attacker, like an incoming request. */
  readonly untrusted?: readonly string[];
  /** Whether test code is scanned by every rule. */
  readonly includeTests: boolean;
  /** Official test identity numbers, digits only, one per entry. */
  readonly testIdentityNumbers: readonly string[];
  /** Names of functions of the project that clear data: `module-or-any#name` → what they clear. */
  readonly sanitizers: readonly {
    readonly name: string;
    readonly types: readonly string[];
    readonly levels: readonly string[];
  }[];
  /** `YYYY-MM-DD`: suppressions that end before this day no longer hide. Empty = never expire (kept deterministic). */
  readonly today: string;
  /** Words and types of data that the project adds to the vocabulary. */
  readonly vocabulary?: ProjectVocabulary;
  /** Functions of the project whose results are data, and through which data leaves; names as in `sanitizers`. */
  readonly sources?: readonly ProjectSource[];
  readonly sinks?: readonly ProjectSink[];
  /** Whether findings say to whom data goes. */
  readonly wantsRecipients?: boolean;
  /** How the project says that its endpoints are guarded. */
  readonly guards?: GuardConfiguration;
  /** From the root of the repository to that of the paths here, ending in a slash: `paths` of own rules begin there. */
  readonly pathInRepository?: string;
  /** For tests of rules: they run on every file, whatever their `paths` say, and optional ones run too. */
  readonly isRuleTest?: boolean;
  /** Semgrep rules follow data as far as Semgrep CE does, and no further. */
  readonly semgrepCompat?: boolean;
  /** Findings say to whom data goes, and decisions carry the ways of identifier and record: what a map shows. */
  readonly wantsMap?: boolean;
  /** What `explain` needs is kept after an analysis; costs memory. */
  readonly isExplaining?: boolean;
}

/** One call of {@link Engine.applyChange}. */
export interface EngineChange {
  readonly files?: readonly FileChange[];
  /** Replaces all knowledge when present. */
  readonly knowledge?: readonly KnowledgeFile[];
  /** Rule files of the user; when present only these run (plus `knowledge` rules if `includeDefaultRules`). */
  readonly ruleFiles?:
    | { readonly files: readonly KnowledgeFile[]; readonly includeDefaultRules: boolean }
    | undefined;
  readonly configuration?: EngineConfiguration;
}

/** Where an analysis stands. */
export interface AnalysisProgress {
  readonly stage: 'index' | 'link' | 'call-graph' | 'classify' | 'reach' | 'trace' | 'guards' | 'findings';
  readonly done: number;
  readonly total: number;
}

/** What was and was not analyzed. */
export interface Coverage {
  readonly files: number;
  readonly lines: number;
  readonly filesWithProblems: number;
  /** Files of supported kinds that were not analyzed as code: minified, tables, too large, unreadable. */
  readonly filesSkipped: number;
  readonly functions: number;
  readonly functionsOverBudget: number;
  readonly calls: number;
  readonly callsResolved: number;
  readonly callsExternal: number;
  readonly callsUnresolved: number;
  /** Packages without a model, most-called first. */
  readonly unmodelledPackages: readonly { readonly name: string; readonly calls: number }[];
  readonly gaps: readonly CoverageGap[];
}

/** Steps and sizes of the last run, for `--stats` and the benchmark. Milliseconds are the host's business. */
export interface EngineStatistics {
  readonly instructions: number;
  readonly values: number;
  readonly edges: number;
  readonly condensedNodes: number;
  readonly condensedEdges: number;
  readonly survivors: number;
  readonly survivingFunctions: number;
  readonly pathEdges: number;
  readonly summaries: number;
  /**
   * Knowledge and rule files whose YAML this engine had to parse so far. 0 after a start with precompiled knowledge; a
   * change of the configuration adds none.
   */
  readonly knowledgeFilesParsed?: number;
}

/** See the head of this file. */
export interface Engine {
  applyChange(change: EngineChange): void;
  /** Brings results up to date. Yields at checkpoints; throws CancelledError when the token is set. */
  analyze(focus: readonly string[], token: CancellationToken): Generator<AnalysisProgress, void>;
  /** Lets go of what `keepsRun` keeps: the next analysis derives everything anew, also where nothing has changed. */
  forgetRun?(): void;
  /** Findings of the last finished analysis, suppressed ones included; of one file when a path is given. */
  findings(path?: string): readonly Finding[];
  /**
   * Asked at checkpoints of an analysis: the findings of an edited code file as far as they are certain by then, the rest
   * as it was, moved with the text. Undefined if there is nothing to say before the end.
   */
  earlyFindings?(path: string): readonly Finding[] | undefined;
  /** Suppression comments of the last finished analysis that hide nothing; sorted by path and place. */
  idleSuppressions?(): readonly IdleSuppression[];
  /** Ways in of the last finished analysis; sorted by path and place. */
  endpoints?(): readonly EndpointListing[];
  /** What was decided about the records of each endpoint; empty without a guard rule. */
  guardDecisions?(): readonly GuardDecision[];
  coverage(): Coverage;
  /** Why something is, or is not, reported at a place. Answers only after an analysis with `isExplaining`. */
  explain?(question: PlaceQuestion): readonly PlaceNote[];
  /** How the code uses a package. Answers only after an analysis with `isExplaining`. */
  packageUsage?(name: string): readonly UsedMember[];
  /** Code files that the next analysis would have to index, by path. */
  unindexed?(): readonly FileToIndex[];
  /** Indexes files, for this engine or for another one with the same knowledge and configuration. */
  index?(files: readonly FileToIndex[]): readonly IndexedEntry[];
  /** Takes what {@link index} made, here or elsewhere, of the texts that this engine has now; the rest is left. */
  takeIndexed?(entries: readonly IndexedEntry[]): void;
  statistics(): EngineStatistics;
  /** Rules in force, sorted by id. */
  rules(): readonly CompiledRule[];
  /** Problems of rule, model, data-type files. */
  problems(): readonly Problem[];
}

/** Coverage of an engine that has looked at nothing. */
export const noCoverage: Coverage = {
  files: 0,
  lines: 0,
  filesWithProblems: 0,
  filesSkipped: 0,
  functions: 0,
  functionsOverBudget: 0,
  calls: 0,
  callsResolved: 0,
  callsExternal: 0,
  callsUnresolved: 0,
  unmodelledPackages: [],
  gaps: [],
};

/** Statistics of an engine that has looked at nothing. */
export const noStatistics: EngineStatistics = {
  instructions: 0,
  values: 0,
  edges: 0,
  condensedNodes: 0,
  condensedEdges: 0,
  survivors: 0,
  survivingFunctions: 0,
  pathEdges: 0,
  summaries: 0,
};
