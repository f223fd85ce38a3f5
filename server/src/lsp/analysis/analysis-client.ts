/**
 * The protocol thread's hold on the analysis: posts changes, and starts another analysis when one ends by itself.
 *
 * Edits of one turn of the event loop are posted together. What a new analysis must know (the workspace, the open
 * documents) is kept here, so that a crash costs time and nothing else; after some crashes in a row it stays down
 * until the next change of the workspace or an explicit scan.
 */
import type { AnalysisTransport, StartAnalysis } from './analysis-transport.ts';
import type { DocumentText, FromAnalysis, ToAnalysis, WorkspaceRequest } from './messages.ts';

/** Crashes without a result in between after which no new analysis is started by itself. */
const maxCrashes = 3;

/** A message without its epoch, which is assigned when it is posted. */
type Order<T = ToAnalysis> = T extends { readonly epoch: number } ? Omit<T, 'epoch'> : never;

/** What the server is told. */
export interface AnalysisClientListener {
  readonly message: (message: FromAnalysis) => void;
  /** The analysis ended by itself. `isFinal`: no other one was started. */
  readonly crashed: (reason: string, isFinal: boolean) => void;
}

/** See the head of this file. */
export class AnalysisClient {
  readonly #start: StartAnalysis;
  readonly #listener: AnalysisClientListener;
  #transport: AnalysisTransport | undefined;
  #crashes = 0;
  #request: WorkspaceRequest | undefined;
  readonly #documents = new Map<string, DocumentText>();
  /** Documents changed and closed in this turn. */
  readonly #changed = new Set<string>();
  readonly #closed = new Set<string>();
  #isFlushQueued = false;
  #isDisposed = false;

  constructor(start: StartAnalysis, listener: AnalysisClientListener) {
    this.#start = start;
    this.#listener = listener;
  }

  /** Begins before there is anything to do: an analysis takes its time to load. */
  start(): void {
    if (this.#transport === undefined) this.#transport = this.#startTransport();
  }

  /** Scans the workspace anew. */
  open(request: WorkspaceRequest): void {
    this.#request = request;
    this.#crashes = 0;
    if (this.#transport === undefined) {
      this.#restart();
      return;
    }
    this.flush();
    this.#send({ kind: 'open', request });
  }

  changeDocument(document: DocumentText): void {
    this.#documents.set(document.path, document);
    this.#changed.add(document.path);
    this.#closed.delete(document.path);
    this.#flushSoon();
  }

  closeDocument(path: string): void {
    this.#documents.delete(path);
    this.#changed.delete(path);
    this.#closed.add(path);
    this.#flushSoon();
  }

  filesChanged(paths: readonly string[]): void {
    if (paths.length > 0) this.#send({ kind: 'files', paths });
  }

  /** Ends the scan of the workspace. */
  stopScan(): void {
    this.#send({ kind: 'stop' });
  }

  /** Answers a `host-request`. */
  answerHost(id: number, answer: { readonly value: unknown } | { readonly error: string }): void {
    this.#transport?.post({ kind: 'host-answer', id, ...answer });
  }

  /** Posts what is waiting for the end of the turn. */
  flush(): void {
    const changed = [...this.#changed].flatMap((path) => this.#documents.get(path) ?? []);
    const closed = [...this.#closed];
    this.#changed.clear();
    this.#closed.clear();
    if (changed.length + closed.length > 0) this.#send({ kind: 'documents', changed, closed });
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#transport?.dispose();
    this.#transport = undefined;
  }

  #flushSoon(): void {
    if (this.#isFlushQueued) return;
    this.#isFlushQueued = true;
    queueMicrotask(() => {
      this.#isFlushQueued = false;
      this.flush();
    });
  }

  #send(order: Order): void {
    const transport = this.#transport;
    if (transport === undefined) return;
    transport.post({ ...order, epoch: transport.epoch.advance() });
  }

  #restart(): void {
    const request = this.#request;
    if (this.#isDisposed) return;
    this.#transport = this.#startTransport();
    this.#changed.clear();
    this.#closed.clear();
    this.#send({ kind: 'documents', changed: [...this.#documents.values()], closed: [] });
    if (request !== undefined) this.#send({ kind: 'open', request });
  }

  #startTransport(): AnalysisTransport {
    let transport: AnalysisTransport | undefined;
    transport = this.#start({
      message: (message) => {
        if (this.#transport !== transport) return;
        if (message.kind === 'result') this.#crashes = 0;
        this.#listener.message(message);
      },
      exit: (reason) => {
        if (this.#transport === transport) this.#crashed(reason);
      },
    });
    return transport;
  }

  #crashed(reason: string): void {
    this.#transport = undefined;
    this.#crashes++;
    const isFinal = this.#crashes >= maxCrashes;
    this.#listener.crashed(reason, isFinal);
    if (!isFinal) this.#restart();
  }
}
