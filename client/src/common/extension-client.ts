/**
 * One run of the language server after another, and what the window shows of it. Knows neither Node nor the browser:
 * those give it a function that makes a client.
 *
 * The output channel, the status bar item and the commands live as long as the extension; a restart replaces only the
 * client. Starts and stops never overlap.
 */
import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import type { TrustGrantedMethod } from '../../../server/src/protocol/commands.ts';
import type { InitializationOptions } from '../../../server/src/protocol/initialization.ts';
import type { StatusMethod, StatusParams } from '../../../server/src/protocol/status.ts';
import { registerCommands } from './commands.ts';
import { serveFiles } from './serve-files.ts';
import { StatusItem } from './status-item.ts';

/** A client with what must go after it has stopped. */
export interface CreatedClient {
  readonly client: BaseLanguageClient;
  /** Ends the server if it has not ended by itself. */
  readonly release: () => void;
}

/** Makes a client that is not started yet. A platform makes a new server, or worker, for each. */
export type CreateClient = (options: LanguageClientOptions) => CreatedClient;

/** What other extensions, and our tests, may see of a running extension. */
export interface ExtensionApi {
  /** The last status the server sent. */
  readonly status: () => StatusParams | undefined;
}

/** Files that are no code, and that rules are written for. Others are read when they are saved. */
const textLanguages = ['yaml', 'json', 'jsonc', 'html', 'dockerfile'] as const;

/** Languages that are analyzed, in files of every scheme. */
const languages = [
  'javascript',
  'javascriptreact',
  'typescript',
  'typescriptreact',
  'vue',
  'svelte',
  'ejs',
] as const;

/** See the head of this file. */
export class ExtensionClient {
  readonly #context: vscode.ExtensionContext;
  readonly #createClient: CreateClient;
  readonly #output: vscode.LogOutputChannel;
  readonly #statusItem = new StatusItem();
  #created: CreatedClient | undefined;
  #status: StatusParams | undefined;
  /** The start or stop on its way; the next one waits for it. */
  #transition: Promise<void> = Promise.resolve();

  constructor(context: vscode.ExtensionContext, createClient: CreateClient) {
    this.#context = context;
    this.#createClient = createClient;
    this.#output = vscode.window.createOutputChannel('Sekretess', { log: true });
    context.subscriptions.push(
      this.#output,
      this.#statusItem,
      ...registerCommands({
        client: () => this.#created?.client,
        restart: () => this.restart(),
        showOutput: () => this.#output.show(true),
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        const method: TrustGrantedMethod = 'sekretess/trustGranted';
        void this.#created?.client.sendNotification(method);
      }),
    );
  }

  /** Starts the server; resolves when it has answered `initialize`. */
  start(): Promise<void> {
    return this.#enqueue(async () => {
      this.#statusItem.showStarting();
      const created = this.#createClient(this.#clientOptions());
      const { client } = created;
      this.#created = created;
      const method: StatusMethod = 'sekretess/status';
      client.onNotification(method, (status: StatusParams) => {
        this.#status = status;
        this.#statusItem.show(status);
      });
      serveFiles(client);
      try {
        await client.start();
      } catch (error) {
        this.#statusItem.showStopped();
        throw error;
      }
    });
  }

  /** Stops the server, if one runs. */
  stop(): Promise<void> {
    return this.#enqueue(async () => {
      const created = this.#created;
      this.#created = undefined;
      this.#status = undefined;
      this.#statusItem.showStopped();
      try {
        await created?.client.dispose();
      } finally {
        created?.release();
      }
    });
  }

  /** A new server, with the same window. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** See {@link ExtensionApi}. */
  api(): ExtensionApi {
    return { status: () => this.#status };
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const result = this.#transition.then(work);
    this.#transition = result.catch((error: unknown) => {
      this.#output.error(error instanceof Error ? error : String(error));
    });
    return result;
  }

  #clientOptions(): LanguageClientOptions {
    const initializationOptions: InitializationOptions = {
      trusted: vscode.workspace.isTrusted,
      documentation: vscode.Uri.joinPath(this.#context.extensionUri, 'docs', 'rules').toString(),
      servesFiles: true,
      wantsStatus: true,
    };
    return {
      documentSelector: [
        ...languages.map((language) => ({ language })),
        // For rules of the workspace about files that are no code.
        ...textLanguages.map((language) => ({ language })),
        // For the problems of the configuration, and to write into it while it is open.
        { pattern: '**/sekretess.yml' },
      ],
      outputChannel: this.#output,
      initializationOptions,
      diagnosticPullOptions: { onChange: true, onTabs: true },
      markdown: { isTrusted: false, supportHtml: false },
    };
  }
}
