/**
 * `sekretess/status`: what the server is doing and what it has found, for a status bar.
 *
 * Sent from the server to a client that set `wantsStatus`, after each change. Plain data, complete each time.
 */

/** Method name. */
export type StatusMethod = 'sekretess/status';

/** `partial`: only the open files were analyzed. `failed`: the last analysis ended with a bug of ours. */
export type ServerState = 'starting' | 'reading' | 'analyzing' | 'ready' | 'partial' | 'failed';

/** Shown findings by severity, over all analyzed files. */
export interface FindingCounts {
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  /** Hidden by a suppression. */
  readonly suppressed: number;
}

/** What was and was not analyzed, in short. */
export interface CoverageSummary {
  readonly files: number;
  readonly lines: number;
  readonly filesWithProblems: number;
  readonly filesSkipped: number;
  readonly functions: number;
  readonly functionsOverBudget: number;
  readonly calls: number;
  readonly callsUnresolved: number;
  /** Kind of gap → how many; sorted by count, largest first. */
  readonly gaps: readonly { readonly kind: string; readonly count: number }[];
  /** Packages without a model, most-called first; at most ten. */
  readonly unmodelledPackages: readonly string[];
}

/** Parameters of the notification. */
export interface StatusParams {
  readonly state: ServerState;
  /** One sentence for a person. */
  readonly message: string;
  readonly findings: FindingCounts;
  /** Absent before the first result. */
  readonly coverage?: CoverageSummary;
  /** Problems of rule, model and configuration files, worst first; at most ten. */
  readonly problems: readonly string[];
}
