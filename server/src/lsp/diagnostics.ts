/**
 * Brings diagnostics to the client: pushed, or pulled where the client can pull and be told to pull again.
 *
 * Pushed diagnostics always belong to the version that the client has: what was analyzed for an older one waits for the
 * next result. A pull of a document waits for the analysis of exactly its version; a pull of the workspace stays open
 * and streams what changes. A client has one of the two, never both, or it would show everything twice.
 */
import type {
  CancellationToken,
  Connection,
  Diagnostic,
  DocumentDiagnosticReport,
  ResultProgressReporter,
  WorkspaceDiagnosticParams,
  WorkspaceDiagnosticReport,
  WorkspaceDiagnosticReportPartialResult,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { EarlyResult } from './analysis/messages.ts';
import type { FindingStore } from './finding-store.ts';
import { type DiagnosticContext, toDiagnostic, toIdleDiagnostic, toProblemDiagnostic } from './to-lsp.ts';
import { isOutside } from './workspace-paths.ts';

/** What diagnostics need from the rest of the server. */
export interface DiagnosticsOptions {
  readonly connection: Connection;
  readonly store: FindingStore;
  readonly context: DiagnosticContext;
  /** The version of a path that is open; undefined otherwise. */
  readonly openVersion: (path: string) => number | undefined;
  readonly openPaths: () => readonly string[];
  readonly mode: 'push' | 'pull';
}

/** A pull of one document that waits for its analysis. */
interface Waiting {
  readonly path: string;
  readonly resolve: () => void;
}

/** See the head of this file. */
export class Diagnostics {
  readonly #options: DiagnosticsOptions;
  /** Paths of which the client does not know the latest. */
  readonly #unpushed = new Set<string>();
  #waiting: readonly Waiting[] = [];
  /** Path → revision that the last answered pull of the open document had. */
  readonly #pulled = new Map<string, number>();
  /** Each called once after the next result. */
  #resultListeners: (() => void)[] = [];

  constructor(options: DiagnosticsOptions) {
    this.#options = options;
  }

  /**
   * A document was opened or edited: its diagnostics are due even if they stay the same, because the editor may have
   * dropped or moved what it showed.
   */
  documentChanged(path: string): void {
    this.#unpushed.add(path);
  }

  /** A document is being closed. What is not part of the workspace has nothing to show any more. */
  documentClosed(path: string): void {
    this.#unpushed.delete(path);
    this.#pulled.delete(path);
    const { connection, context, mode } = this.#options;
    const uri = context.uriOf(path);
    if (mode === 'push' && isOutside(path) && uri !== undefined)
      void connection.sendDiagnostics({ uri, diagnostics: [] });
    this.#wakeWaiting();
  }

  /** A result has been taken into the store. */
  resultArrived(changed: readonly string[]): void {
    for (const path of changed) this.#unpushed.add(path);
    this.#wakeWaiting();
    if (this.#options.mode === 'push') this.#push();
    else this.#refreshIfStale();
    const listeners = this.#resultListeners;
    this.#resultListeners = [];
    for (const listener of listeners) listener();
  }

  /** What is known of a document before its result; nothing if the client has another version by now. */
  earlyArrived(early: EarlyResult): void {
    const { openVersion, store } = this.#options;
    if (openVersion(early.path) === early.version && store.updateEarly(early))
      this.resultArrived([early.path]);
  }

  /** No result will come for now: whoever waits gets what there is. */
  answerWithWhatIsKnown(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve } of waiting) resolve();
  }

  /** Answers `textDocument/diagnostic`. */
  async pullDocument(
    path: string,
    previousResultId: string | undefined,
    token: CancellationToken,
  ): Promise<DocumentDiagnosticReport> {
    await this.#untilAnalyzed(path, token);
    const { store } = this.#options;
    const revision = store.revision(path);
    this.#pulled.set(path, revision);
    const resultId = String(revision);
    if (previousResultId === resultId) return { kind: 'unchanged', resultId };
    return { kind: 'full', resultId, items: this.#diagnosticsOf(path) };
  }

  /** Answers `workspace/diagnostic`: ends when it is cancelled, or, without a stream, at the first difference. */
  async pullWorkspace(
    params: WorkspaceDiagnosticParams,
    pathOf: (uri: string) => string,
    token: CancellationToken,
    stream: ResultProgressReporter<WorkspaceDiagnosticReportPartialResult> | undefined,
  ): Promise<WorkspaceDiagnosticReport> {
    const known = new Map(params.previousResultIds.map(({ uri, value }) => [pathOf(uri), Number(value)]));
    for (;;) {
      const items = this.#workspaceReports(known);
      if (items.length > 0 && stream === undefined) return { items };
      if (items.length > 0) stream?.report({ items });
      await this.#untilResult(token);
    }
  }

  #workspaceReports(known: Map<string, number>): WorkspaceDocumentDiagnosticReport[] {
    const { store, context, openVersion } = this.#options;
    return store.paths().flatMap((path): WorkspaceDocumentDiagnosticReport[] => {
      const revision = store.revision(path);
      const uri = context.uriOf(path);
      if (uri === undefined || known.get(path) === revision) return [];
      const version = openVersion(path) ?? null;
      if (version !== null && store.analyzedVersion(path) !== version) return [];
      known.set(path, revision);
      return [{ kind: 'full', uri, version, resultId: String(revision), items: this.#diagnosticsOf(path) }];
    });
  }

  #diagnosticsOf(path: string): Diagnostic[] {
    const { store, context } = this.#options;
    return [
      ...store.findings(path).map((finding) => toDiagnostic(finding, context)),
      ...store.idleComments(path).map((comment) => toIdleDiagnostic(comment, context)),
      ...store.problems(path).map(toProblemDiagnostic),
    ];
  }

  #push(): void {
    const { connection, context, openVersion, store } = this.#options;
    for (const path of [...this.#unpushed].sort()) {
      const uri = context.uriOf(path);
      const version = openVersion(path);
      if (version !== undefined && store.analyzedVersion(path) !== version) continue;
      this.#unpushed.delete(path);
      if (uri === undefined) continue;
      const diagnostics = this.#diagnosticsOf(path);
      void connection.sendDiagnostics({ uri, ...(version === undefined ? {} : { version }), diagnostics });
    }
  }

  #refreshIfStale(): void {
    const { connection, openPaths, store } = this.#options;
    const isStale = openPaths().some((path) => {
      const pulled = this.#pulled.get(path);
      return pulled !== undefined && pulled !== store.revision(path);
    });
    // The answer carries nothing; a client that is going away may refuse it.
    if (isStale) connection.languages.diagnostics.refresh().catch(() => undefined);
  }

  #isAnalyzed(path: string): boolean {
    const version = this.#options.openVersion(path);
    return version === undefined || this.#options.store.analyzedVersion(path) === version;
  }

  #wakeWaiting(): void {
    const ready = this.#waiting.filter(({ path }) => this.#isAnalyzed(path));
    this.#waiting = this.#waiting.filter((waiting) => !ready.includes(waiting));
    for (const { resolve } of ready) resolve();
  }

  async #untilAnalyzed(path: string, token: CancellationToken): Promise<void> {
    if (this.#isAnalyzed(path)) return;
    await rejectWhenCancelled(token, (resolve) => {
      const waiting = { path, resolve };
      this.#waiting = [...this.#waiting, waiting];
      return () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
      };
    });
  }

  async #untilResult(token: CancellationToken): Promise<void> {
    await rejectWhenCancelled(token, (resolve) => {
      this.#resultListeners.push(resolve);
      return () => {
        this.#resultListeners = this.#resultListeners.filter((listener) => listener !== resolve);
      };
    });
  }
}

/** Waits for `resolve` to be called, or fails as LSP wants it when the request is cancelled. */
function rejectWhenCancelled(
  token: CancellationToken,
  subscribe: (resolve: () => void) => () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelled = (): ResponseError<void> =>
      new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
    if (token.isCancellationRequested) {
      reject(cancelled());
      return;
    }
    const unsubscribe = subscribe(() => {
      listener.dispose();
      resolve();
    });
    const listener = token.onCancellationRequested(() => {
      listener.dispose();
      unsubscribe();
      reject(cancelled());
    });
  });
}
