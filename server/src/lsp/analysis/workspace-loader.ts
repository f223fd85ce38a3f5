/**
 * What an analysis needs from the outside to get at the files of a workspace, whatever holds them.
 *
 * The implementation over the hosts is `create-workspace-loader.ts`; tests have one in memory.
 */
import type { CancellationToken } from '../../analyzer/base/cancellation.ts';
import type { EngineConfiguration, FileChange, KnowledgeFile } from '../../analyzer/engine/engine.ts';
import type { ConfidenceTier, Severity } from '../../scan/options.ts';
import type { FileProblem, WorkspaceRequest } from './messages.ts';

/** Everything a scan starts from. */
export interface LoadedWorkspace {
  /** Files with their texts; no path twice. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly configuration: EngineConfiguration;
  /** Rule files that the workspace's configuration names. */
  readonly ruleFiles:
    | { readonly files: readonly KnowledgeFile[]; readonly includeDefaultRules: boolean }
    | undefined;
  /** Least severity and confidence that is shown. */
  readonly shown: { readonly severity: Severity; readonly minConfidence: ConfidenceTier };
  /** Whether suppressions hide findings. */
  readonly honorsSuppressions: boolean;
  /** Which rules are off for a path, by the configuration. */
  readonly isRuleOff: (ruleId: string, path: string) => boolean;
  readonly problems: readonly FileProblem[];
  /** Files of supported kinds that could not be read, or were left out for their size. */
  readonly filesSkipped: number;
}

/** See the head of this file. One analysis uses one loader. */
export interface WorkspaceLoader {
  /** What holds before anything was read: for the open files alone. Reads no file. */
  initial(request: WorkspaceRequest): Omit<LoadedWorkspace, 'files' | 'filesSkipped'>;
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
