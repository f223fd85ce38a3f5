/**
 * What an analysis needs from the outside to get at the files of a workspace, whatever holds them.
 *
 * The implementation over the hosts is `create-workspace-loader.ts`; tests have one in memory.
 */
import type { CancellationToken } from '../../analyzer/base/cancellation.ts';
import type { CoverageGap } from '../../analyzer/base/problem.ts';
import type { EngineConfiguration, FileChange, KnowledgeFile } from '../../analyzer/engine/engine.ts';
import type { Finding } from '../../analyzer/findings/finding.ts';
import type { ConfidenceTier, Severity } from '../../scan/options.ts';
import type { ConfigurationFile, FileProblem, WorkspaceRequest } from './messages.ts';

/** How the analysis is configured, and what of its results is shown. */
export interface WorkspaceRules {
  readonly configuration: EngineConfiguration;
  /** Models of the workspace, beside the shipped ones. Absent: none. */
  readonly models?: readonly KnowledgeFile[];
  /** Rule files of the workspace, which run beside the shipped rules. Absent: none. */
  readonly ruleFiles?: readonly KnowledgeFile[];
  /** Least severity and confidence that is shown. */
  readonly shown: { readonly severity: Severity; readonly minConfidence: ConfidenceTier };
  /** Whether suppressions hide findings. */
  readonly honorsSuppressions: boolean;
  /** Marks what the configuration suppresses. `isWhole`: the findings are those of the whole workspace. */
  readonly suppress: (
    findings: readonly Finding[],
    isWhole: boolean,
  ) => { readonly findings: readonly Finding[]; readonly problems: readonly FileProblem[] };
  readonly problems: readonly FileProblem[];
  /** Where suppressions of files can be written; empty in a workspace that is not trusted. */
  readonly configurationFiles: readonly ConfigurationFile[];
}

/** Everything a scan starts from. */
export interface LoadedWorkspace {
  readonly rules: WorkspaceRules;
  /** False where no root could be listed at all: then nothing is known but the open files. */
  readonly isListed: boolean;
  /** Files with their texts; no path twice. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /**
   * From the root of the analysis to the workspace's folder, ending in a slash; empty when they are the same. Paths
   * inside the engine begin with it, so that configuration files above the folder have paths too.
   */
  readonly prefix: string;
  /** Configuration files above the folder; these paths are relative to the root of the analysis. */
  readonly contextFiles: readonly { readonly path: string; readonly text: string }[];
  /** Of listing and reading. */
  readonly gaps: readonly CoverageGap[];
  /** Files of supported kinds that should be analyzed and could not be read. */
  readonly filesSkipped: number;
}

/** See the head of this file. One analysis uses one loader. */
export interface WorkspaceLoader {
  /** What holds before anything was read: for the open files alone. Reads no file. */
  initial(request: WorkspaceRequest): WorkspaceRules;
  /** Lists and reads the workspace. May throw `CancelledError`. `report` gets files read so far, and of how many. */
  load(
    request: WorkspaceRequest,
    report: (done: number, total: number) => void,
    token: CancellationToken,
  ): Promise<LoadedWorkspace>;
  /**
   * Reads files again after a change on disk, leaving out those that a scan would leave out. `reload`: the change
   * concerns what is scanned or how, so that only a new load is right.
   */
  reread(request: WorkspaceRequest, paths: readonly string[]): Promise<readonly FileChange[] | 'reload'>;
}
