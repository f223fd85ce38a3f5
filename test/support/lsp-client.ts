/**
 * A scripted editor: speaks LSP with a server over two streams and keeps what the server said, so that a test can wait
 * for an event, whether it has happened or will. Nothing here sleeps.
 */
import {
  CancellationTokenSource,
  type ClientCapabilities,
  createMessageConnection,
  type Diagnostic,
  type InitializeResult,
  type MessageConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-protocol/node';

/** What a server said without being asked, or asked of the editor. */
export interface ServerMessage {
  readonly method: string;
  // The shape depends on the method; each test knows its own.
  readonly params: unknown;
}

/** What the editor is. */
export interface EditorOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly capabilities?: ClientCapabilities;
  readonly folders?: readonly { readonly uri: string; readonly name: string }[];
  /** Answers to requests of the server, by method. */
  readonly answers?: Readonly<Record<string, (params: unknown) => unknown>>;
  readonly initializationOptions?: unknown;
  /** A server in this process must neither watch this process nor end it. */
  readonly isInProcess?: boolean;
}

/** Capabilities of an editor that gets diagnostics pushed, such as Neovim 0.7. */
export const pushCapabilities: ClientCapabilities = {
  textDocument: {
    publishDiagnostics: {
      relatedInformation: true,
      codeDescriptionSupport: true,
      tagSupport: { valueSet: [1, 2] },
    },
    hover: { contentFormat: ['markdown'] },
  },
};

/** Capabilities of an editor that pulls, such as VS Code. */
export const pullCapabilities: ClientCapabilities = {
  textDocument: {
    ...pushCapabilities.textDocument,
    diagnostic: { dynamicRegistration: false },
  },
  workspace: {
    diagnostics: { refreshSupport: true },
    workspaceFolders: true,
    workspaceEdit: { documentChanges: true, resourceOperations: ['create'], snippetEditSupport: true },
  },
  window: { workDoneProgress: true },
};

/** See the head of this file. */
export class Editor {
  readonly connection: MessageConnection;
  readonly messages: ServerMessage[] = [];
  #listeners: (() => void)[] = [];
  readonly #options: EditorOptions;

  constructor(options: EditorOptions) {
    this.#options = options;
    this.connection = createMessageConnection(
      new StreamMessageReader(options.input),
      new StreamMessageWriter(options.output),
    );
    this.connection.onNotification((method, params) => this.#record({ method, params }));
    this.connection.onRequest((method, params) => {
      this.#record({ method, params });
      return options.answers?.[method]?.(params) ?? null;
    });
    this.connection.onUnhandledProgress(({ token, value }) =>
      this.#record({ method: '$/progress', params: { token, value } }),
    );
    this.connection.listen();
  }

  /** `initialize` and `initialized`. */
  async start(): Promise<InitializeResult> {
    const { capabilities, folders, initializationOptions } = this.#options;
    const result: InitializeResult = await this.connection.sendRequest('initialize', {
      processId: this.#options.isInProcess ? null : process.pid,
      rootUri: folders?.[0]?.uri ?? null,
      workspaceFolders: folders ?? null,
      capabilities: capabilities ?? pushCapabilities,
      initializationOptions,
    });
    await this.connection.sendNotification('initialized', {});
    return result;
  }

  async open(uri: string, text: string, version = 1, languageId = 'typescript'): Promise<void> {
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version, text },
    });
  }

  async change(
    uri: string,
    version: number,
    ...contentChanges: readonly TextDocumentContentChangeEvent[]
  ): Promise<void> {
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges,
    });
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** The first message, past or future, that fits; `from` skips that many. */
  async message(fits: (message: ServerMessage) => boolean, from = 0): Promise<ServerMessage> {
    for (;;) {
      const found = this.messages.slice(from).find(fits);
      if (found) return found;
      await new Promise<void>((resolve) => this.#listeners.push(resolve));
    }
  }

  /** Published diagnostics of a file that fit. */
  async diagnostics(
    uri: string,
    fits: (diagnostics: readonly Diagnostic[], version: number | undefined) => boolean,
  ): Promise<readonly Diagnostic[]> {
    const { params } = await this.message(({ method, params }) => {
      if (method !== 'textDocument/publishDiagnostics') return false;
      const published = params as PublishDiagnosticsParams;
      return published.uri === uri && fits(published.diagnostics, published.version);
    });
    return (params as PublishDiagnosticsParams).diagnostics;
  }

  /** Sends a request and cancels it at once. */
  async requestAndCancel(method: string, params: unknown): Promise<unknown> {
    const source = new CancellationTokenSource();
    const answer = this.connection.sendRequest(method, params, source.token);
    source.cancel();
    return answer;
  }

  async shutdown(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    if (this.#options.isInProcess) this.connection.dispose();
    else await this.connection.sendNotification('exit');
  }

  #record(message: ServerMessage): void {
    this.messages.push(message);
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}
