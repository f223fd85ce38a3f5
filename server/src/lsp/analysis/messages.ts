/**
 * What the protocol thread and the analysis say to each other: plain data, fit for `postMessage`.
 *
 * In Node the analysis is a worker thread, in a browser it runs in slices on the protocol's own thread; the messages
 * are the same. Files are named by workspace path everywhere here; only the protocol side knows URIs of documents.
 */
import type { EngineStatistics } from '../../analyzer/engine/engine.ts';
import type { Finding, SourceRange } from '../../analyzer/findings/finding.ts';
import type { CoverageSummary } from '../../protocol/status.ts';
import type { ResolvedSettings } from '../settings.ts';

/** A workspace folder. */
export interface WorkspaceRoot {
  /** What its files' workspace paths begin with: empty for a single root, else `name/`. */
  readonly prefix: string;
  /** URI of the folder, without a slash at the end. */
  readonly uri: string;
}

/** What to scan, and how. */
export interface WorkspaceRequest {
  readonly roots: readonly WorkspaceRoot[];
  readonly settings: ResolvedSettings;
  readonly trusted: boolean;
}

/** An open document as it is in the editor. */
export interface DocumentText {
  readonly path: string;
  readonly version: number;
  readonly text: string;
}

/**
 * Orders to the analysis. Whoever posts one that carries an `epoch` advances the epoch cell first: an analysis that
 * runs sees it at its next checkpoint, stops, and starts again when the message itself has arrived.
 */
export type ToAnalysis =
  /** Reads and analyzes everything anew. Results of before stay until the new ones are there. */
  | { readonly kind: 'open'; readonly epoch: number; readonly request: WorkspaceRequest }
  /** Opened or changed documents with their whole text (copying a text costs less than merging edits twice). */
  | {
      readonly kind: 'documents';
      readonly epoch: number;
      readonly changed: readonly DocumentText[];
      readonly closed: readonly string[];
    }
  /** Files that were created, changed or deleted on disk. */
  | { readonly kind: 'files'; readonly epoch: number; readonly paths: readonly string[] }
  /** Ends the scan of the workspace; the open files stay analyzed. */
  | { readonly kind: 'stop'; readonly epoch: number }
  | { readonly kind: 'host-answer'; readonly id: number; readonly value?: unknown; readonly error?: string };

/** What hovers, quick fixes and the list of rules need to know about a rule. */
export interface RuleSummary {
  readonly id: string;
  readonly severity: string;
  readonly message: string;
  /** Metadata texts; empty when the rule has none. */
  readonly why: string;
  readonly fix: string;
  readonly legal: readonly string[];
  readonly cwe: readonly string[];
  /** Whether it comes with Sekretess, and so has a page. */
  readonly shipped: boolean;
  /** Whether it looks at files that are no code. */
  readonly readsTexts: boolean;
}

/** A problem of a file of the workspace that is not code, such as `sekretess.yml`. Lines and columns count from 1. */
export interface FileProblem {
  readonly path: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** A suppression comment that hides nothing (any more). */
export interface IdleComment {
  readonly location: SourceRange;
  readonly message: string;
}

/** The configuration file of one root. */
export interface ConfigurationFile {
  /** What the paths of the root's files begin with. */
  readonly prefix: string;
  /** Workspace path of the file, which need not exist. */
  readonly path: string;
  /** From the folder of the file to the root, ending in a slash; empty when they are the same. */
  readonly above: string;
  /** Its text; undefined when there is no file yet. */
  readonly text: string | undefined;
}

/** The outcome of one analysis. */
export interface AnalysisResult {
  readonly kind: 'result';
  /** `open-files`: nothing but the open documents was known; what needs the whole workspace is left out. */
  readonly scope: 'open-files' | 'workspace';
  /** Path → version, of every open document that the analysis saw. */
  readonly versions: readonly (readonly [string, number])[];
  /** Files whose shown findings differ from the last result, with all their shown findings; sorted by path. */
  readonly changed: readonly { readonly path: string; readonly findings: readonly Finding[] }[];
  readonly suppressed: number;
  readonly coverage: CoverageSummary;
  readonly statistics: EngineStatistics;
  readonly problems: readonly FileProblem[];
  /** Empty as long as only the open files are known: what such a comment hides may need the others. */
  readonly idleComments: readonly IdleComment[];
  /** Present when they may differ from the last result. Sorted by id. */
  readonly rules?: readonly RuleSummary[];
  /** Present when `rules` is. */
  readonly configurationFiles?: readonly ConfigurationFile[];
  /** Milliseconds the analysis took, waiting included. */
  readonly milliseconds: number;
}

/** What is certain of one edited document before its analysis has ended; a result follows. */
export interface EarlyResult {
  readonly kind: 'early';
  readonly path: string;
  readonly version: number;
  /** All shown findings of the file. */
  readonly findings: readonly Finding[];
}

/** Messages from the analysis. */
export type FromAnalysis =
  | AnalysisResult
  | EarlyResult
  /** While the workspace is scanned. Percent counts from 0 to 100 over reading and analyzing together. */
  | {
      readonly kind: 'progress';
      readonly phase: 'reading' | 'analyzing';
      readonly percent: number;
      readonly text: string;
    }
  /** The scan of the workspace was stopped on request, or found no folder that it could open. */
  | { readonly kind: 'stopped'; readonly reason: 'request' | 'unreadable' }
  /** A bug of ours ended an analysis or a scan; the results of before stay. */
  | { readonly kind: 'failed'; readonly message: string; readonly stack: string }
  | { readonly kind: 'host-request'; readonly id: number; readonly method: string; readonly params: unknown };
