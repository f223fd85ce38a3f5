/**
 * `$/progress` of a scan of the workspace: begins with its first report, ends with the result, can be cancelled.
 */
import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver';

/** See the head of this file. */
export class ScanProgress {
  readonly #connection: Connection;
  readonly #isSupported: boolean;
  readonly #onCancel: () => void;
  #reporter: WorkDoneProgressServerReporter | undefined;
  /** What the next report says; kept while the client is being asked for a token. */
  #latest: { readonly percent: number; readonly text: string } | undefined;
  #isCreating = false;

  constructor(connection: Connection, isSupported: boolean, onCancel: () => void) {
    this.#connection = connection;
    this.#isSupported = isSupported;
    this.#onCancel = onCancel;
  }

  /** Begins it if need be. */
  report(percent: number, text: string): void {
    if (!this.#isSupported) return;
    this.#latest = { percent, text };
    if (this.#reporter) this.#reporter.report(percent, text);
    else if (!this.#isCreating) void this.#begin();
  }

  /** Ends it; the next report begins another one. */
  done(): void {
    this.#latest = undefined;
    this.#reporter?.done();
    this.#reporter = undefined;
  }

  async #begin(): Promise<void> {
    this.#isCreating = true;
    try {
      const reporter = await this.#connection.window.createWorkDoneProgress();
      const latest = this.#latest;
      // A scan may be over before the client answers: begin and end belong together all the same.
      reporter.begin('Sekretess', latest?.percent ?? 100, latest?.text ?? '', true);
      if (latest === undefined) {
        reporter.done();
        return;
      }
      this.#reporter = reporter;
      reporter.token.onCancellationRequested(() => {
        if (this.#reporter !== reporter) return;
        this.done();
        this.#onCancel();
      });
    } catch {
      // The client refused a progress: the scan goes on without.
    } finally {
      this.#isCreating = false;
    }
  }
}
