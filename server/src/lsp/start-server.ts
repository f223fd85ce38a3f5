/**
 * The language server: one connection, the open documents, and an analysis that somebody else runs.
 *
 * Knows neither Node nor the browser. Every request is fenced: a bug in one answer is logged and answered with nothing;
 * it does not take the others down.
 */
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Connection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileOperationPatternKind,
  type Hover,
  type HoverParams,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type {
  ListRulesCommand,
  RuleListEntry,
  ScanCommand,
  TrustGrantedMethod,
} from '../protocol/commands.ts';
import type { InitializationOptions } from '../protocol/initialization.ts';
import type { ServerState, StatusMethod } from '../protocol/status.ts';
import { scannedFileKind } from '../scan/file-kinds.ts';
import { AnalysisClient } from './analysis/analysis-client.ts';
import type { StartAnalysis } from './analysis/analysis-transport.ts';
import type { AnalysisResult, ConfigurationFile, FromAnalysis, RuleSummary } from './analysis/messages.ts';
import {
  type ClientFeatures,
  readClientFeatures,
  readInitializationOptions,
  readWorkspaceFolders,
} from './client-features.ts';
import { fixesOf } from './code-actions.ts';
import { Diagnostics } from './diagnostics.ts';
import { FindingStore } from './finding-store.ts';
import { printHover } from './hover.ts';
import { ScanProgress } from './scan-progress.ts';
import { defaultSettings, type ResolvedSettings, resolveSettings } from './settings.ts';
import { toStatus } from './status.ts';
import { diagnosticSource, pageOfRule, toRange } from './to-lsp.ts';
import { isOutside, WorkspacePaths } from './workspace-paths.ts';

/** What the platform supplies. */
export interface ServerPlatform {
  readonly startAnalysis: StartAnalysis;
  /** URI of the folder with the rules' pages, for clients that name none; undefined where there is no disk. */
  readonly documentation: string | undefined;
  /** For `serverInfo`. */
  readonly version: string;
}

/** Files whose change on disk matters: code, its schemas, and what decides how it is read. */
const watchedGlobs = [
  '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}',
  '**/*.{prisma,sql,graphql,graphqls,gql,proto}',
  // For rules of the workspace about files that are no code, and those rules themselves.
  '**/*.{yaml,yml,json,html}',
  '**/Dockerfile*',
  '**/{.gitignore,.semgrepignore,.sekretessignore}',
] as const;

/** A watcher of files is not told of the files in a folder that goes. */
const anyFolder = { filters: [{ pattern: { glob: '**/*', matches: FileOperationPatternKind.folder } }] };

const scanCommand: ScanCommand = 'sekretess.server.scan';
const listRulesCommand: ListRulesCommand = 'sekretess.server.listRules';

/** Registers everything on the connection and listens. */
export function startServer(connection: Connection, platform: ServerPlatform): void {
  new Server(connection, platform).listen();
}

class Server {
  readonly #connection: Connection;
  readonly #platform: ServerPlatform;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #store = new FindingStore();
  readonly #analysis: AnalysisClient;
  #features: ClientFeatures = readClientFeatures({});
  #options: InitializationOptions = {};
  #paths = new WorkspacePaths([]);
  #settings: ResolvedSettings = defaultSettings;
  #isTrusted = true;
  #diagnostics: Diagnostics;
  #progress: ScanProgress;
  #state: ServerState = 'starting';
  #failure = '';
  #lastResult: AnalysisResult | undefined;
  #rules: ReadonlyMap<string, RuleSummary> = new Map();
  /** Whether a rule in force looks at files that are no code. */
  #readsTexts = false;
  #configurationFiles: readonly ConfigurationFile[] = [];

  constructor(connection: Connection, platform: ServerPlatform) {
    this.#connection = connection;
    this.#platform = platform;
    this.#analysis = new AnalysisClient(platform.startAnalysis, {
      message: (message) => this.#receive(message),
      crashed: (reason, isFinal) => this.#analysisCrashed(reason, isFinal),
    });
    this.#diagnostics = this.#createDiagnostics();
    this.#progress = this.#createProgress();
  }

  listen(): void {
    const connection = this.#connection;
    this.#analysis.start();
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => this.#fence('initialized', () => this.#initialized(), undefined));
    connection.onShutdown(() => this.#analysis.dispose());
    connection.onDidChangeConfiguration(({ settings }) =>
      this.#fence('didChangeConfiguration', () => this.#configurationChanged(settings), undefined),
    );
    connection.onDidChangeWatchedFiles(({ changes }) =>
      this.#analysis.filesChanged(changes.map(({ uri }) => this.#paths.toPath(uri))),
    );
    connection.workspace.onDidRenameFiles(() => this.#openWorkspace());
    connection.workspace.onDidDeleteFiles(() => this.#openWorkspace());
    connection.onHover((params) => this.#fence('hover', async () => this.#hover(params), null));
    connection.onCodeAction((params) =>
      this.#fence('codeAction', async () => this.#codeActions(params), [] as CodeAction[]),
    );
    connection.onExecuteCommand(({ command }) =>
      this.#fence('executeCommand', async () => this.#execute(command), null),
    );
    const trustGranted: TrustGrantedMethod = 'sekretess/trustGranted';
    connection.onNotification(trustGranted, () => {
      this.#isTrusted = true;
      this.#openWorkspace();
    });
    this.#listenToDocuments();
    this.#listenToPulls();
    connection.listen();
  }

  #initialize(params: InitializeParams): InitializeResult {
    this.#features = readClientFeatures(params.capabilities);
    this.#options = readInitializationOptions(params);
    this.#isTrusted = this.#options.trusted ?? true;
    this.#paths = new WorkspacePaths(readWorkspaceFolders(params));
    this.#diagnostics = this.#createDiagnostics();
    this.#progress = this.#createProgress();
    const canPull = this.#features.diagnosticMode === 'pull';
    return {
      serverInfo: { name: 'sekretess', version: this.#platform.version },
      capabilities: {
        positionEncoding: 'utf-16',
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        executeCommandProvider: { commands: [scanCommand, listRulesCommand] },
        workspace: {
          workspaceFolders: { supported: true, changeNotifications: true },
          fileOperations: { didRename: anyFolder, didDelete: anyFolder },
        },
        ...(canPull
          ? {
              diagnosticProvider: {
                identifier: diagnosticSource,
                interFileDependencies: true,
                workspaceDiagnostics: true,
              },
            }
          : {}),
      },
    };
  }

  async #initialized(): Promise<void> {
    const { watchesConfiguration, watchesFiles, workspaceFolders } = this.#features;
    const registrations: Promise<unknown>[] = [];
    if (watchesConfiguration) {
      const section = { section: 'sekretess' };
      registrations.push(this.#connection.client.register(DidChangeConfigurationNotification.type, section));
    }
    if (watchesFiles) {
      const watchers = watchedGlobs.map((globPattern) => ({ globPattern }));
      registrations.push(
        this.#connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }),
      );
    }
    if (workspaceFolders)
      this.#connection.workspace.onDidChangeWorkspaceFolders(() =>
        this.#fence('didChangeWorkspaceFolders', () => this.#workspaceFoldersChanged(), undefined),
      );
    await this.#readSettings();
    this.#openWorkspace();
    await Promise.all(registrations);
  }

  #listenToDocuments(): void {
    this.#documents.onDidChangeContent(({ document }) => {
      const path = this.#pathOf(document);
      if (this.#isLeftAlone(path)) return;
      this.#diagnostics.documentChanged(path);
      this.#analysis.changeDocument({ path, version: document.version, text: document.getText() });
    });
    this.#documents.onDidClose(({ document }) => {
      const path = this.#pathOf(document);
      if (!this.#isLeftAlone(path)) this.#analysis.closeDocument(path);
      this.#diagnostics.documentClosed(path);
      this.#paths.close(path);
    });
    this.#documents.onDidSave(({ document }) => {
      const path = this.#pathOf(document);
      const isConfiguration = this.#configurationFiles.some((file) => file.path === path);
      if (isConfiguration && !this.#features.watchesFiles) this.#analysis.filesChanged([path]);
    });
    this.#documents.listen(this.#connection);
  }

  /** Whether a document is no code while no rule looks at such files: then edits of it change nothing. */
  #isLeftAlone(path: string): boolean {
    return !this.#readsTexts && !isAlwaysRead(path);
  }

  /** Rules came that look at other files than code, or went: what is open of these files is given or taken back. */
  #useRules(rules: readonly RuleSummary[]): void {
    this.#rules = new Map(rules.map((rule) => [rule.id, rule]));
    const readsTexts = rules.some((rule) => rule.readsTexts);
    if (readsTexts === this.#readsTexts) return;
    for (const document of this.#documents.all()) {
      const path = this.#pathOf(document);
      if (isAlwaysRead(path)) continue;
      if (readsTexts)
        this.#analysis.changeDocument({ path, version: document.version, text: document.getText() });
      else this.#analysis.closeDocument(path);
    }
    this.#readsTexts = readsTexts;
  }

  #listenToPulls(): void {
    const { diagnostics } = this.#connection.languages;
    diagnostics.on(async ({ textDocument, previousResultId }, token) => {
      const document = this.#documents.get(textDocument.uri);
      const path = document ? this.#pathOf(document) : this.#paths.toPath(textDocument.uri);
      return this.#diagnostics.pullDocument(path, previousResultId, token);
    });
    diagnostics.onWorkspace((params, token, _progress, stream) =>
      this.#diagnostics.pullWorkspace(params, (uri) => this.#paths.toPath(uri), token, stream),
    );
  }

  #openWorkspace(): void {
    this.#setState('analyzing');
    this.#analysis.open({
      roots: this.#paths.roots,
      settings: this.#settings,
      trusted: this.#isTrusted,
    });
  }

  async #readSettings(): Promise<void> {
    if (!this.#features.configuration) return;
    this.#useSettings(await this.#connection.workspace.getConfiguration('sekretess'));
  }

  #useSettings(section: unknown): void {
    const { settings, problems } = resolveSettings(section);
    this.#settings = settings;
    for (const problem of problems) this.#connection.console.warn(problem);
  }

  async #configurationChanged(pushed: unknown): Promise<void> {
    if (this.#features.configuration) await this.#readSettings();
    else if (typeof pushed === 'object' && pushed !== null && 'sekretess' in pushed)
      this.#useSettings(pushed.sekretess);
    this.#openWorkspace();
  }

  /** Paths depend on the set of folders, so everything that is open gets its path anew. */
  async #workspaceFoldersChanged(): Promise<void> {
    const folders = (await this.#connection.workspace.getWorkspaceFolders()) ?? [];
    for (const document of this.#documents.all()) this.#analysis.closeDocument(this.#pathOf(document));
    this.#paths = new WorkspacePaths(folders);
    for (const document of this.#documents.all()) {
      const path = this.#paths.open(document.uri, document.languageId);
      this.#diagnostics.documentChanged(path);
      this.#analysis.changeDocument({ path, version: document.version, text: document.getText() });
    }
    this.#openWorkspace();
  }

  #receive(message: FromAnalysis): void {
    switch (message.kind) {
      case 'progress':
        this.#progress.report(message.percent, message.text);
        this.#setState(message.phase);
        break;
      case 'result':
        this.#takeResult(message);
        break;
      case 'early':
        this.#diagnostics.earlyArrived(message);
        break;
      case 'stopped':
        this.#progress.done();
        this.#setState('analyzing');
        this.#connection.console.info(
          message.reason === 'request'
            ? 'The scan of the workspace was stopped. The open files stay analyzed.'
            : 'The folder of the workspace cannot be opened, so only the open files are analyzed.',
        );
        break;
      case 'failed':
        this.#fail(message.message, message.stack);
        break;
      case 'host-request':
        void this.#askClient(message.id, message.method, message.params);
        break;
    }
  }

  #takeResult(result: AnalysisResult): void {
    this.#lastResult = result;
    if (result.rules) {
      this.#useRules(result.rules);
      this.#configurationFiles = result.configurationFiles ?? [];
      for (const { severity, path, line, message } of result.problems)
        this.#connection.console[severity === 'error' ? 'error' : 'warn'](`${path}:${line}: ${message}`);
    }
    const changed = this.#store.update(result);
    this.#diagnostics.resultArrived(changed);
    if (result.scope === 'workspace') {
      this.#progress.done();
      this.#setState('ready');
    } else if (this.#state !== 'reading') this.#setState('partial');
    else this.#sendStatus();
    this.#connection.console.log(
      `Analyzed (${result.scope}) in ${Math.round(result.milliseconds)} ms; ${changed.length} files changed.`,
    );
  }

  #fail(message: string, details: string): void {
    this.#failure = message;
    this.#progress.done();
    this.#setState('failed');
    this.#connection.console.error(`The analysis failed: ${message}\n${details}`);
    this.#diagnostics.answerWithWhatIsKnown();
  }

  #analysisCrashed(reason: string, isFinal: boolean): void {
    const next = isFinal
      ? 'It is not started again. Scan the workspace or restart the server to try once more.'
      : 'It is started again.';
    this.#fail(`${reason}. ${next}`, '');
  }

  async #askClient(id: number, method: string, params: unknown): Promise<void> {
    try {
      if (this.#options.servesFiles !== true) throw new Error('the editor does not serve files');
      this.#analysis.answerHost(id, { value: await this.#connection.sendRequest(method, params) });
    } catch (error) {
      this.#analysis.answerHost(id, { error: error instanceof Error ? error.message : String(error) });
    }
  }

  #hover({ textDocument, position }: HoverParams): Hover | null {
    const document = this.#documents.get(textDocument.uri);
    if (!document) return null;
    const path = this.#pathOf(document);
    if (this.#store.analyzedVersion(path) !== document.version) return null;
    const offset = document.offsetAt(position);
    const found = this.#store.findings(path).filter(({ location }) => {
      const { start, end } = toRange(location);
      return document.offsetAt(start) <= offset && offset <= document.offsetAt(end);
    });
    const [first] = found;
    if (first === undefined) return null;
    const texts = found.map((finding) =>
      printHover(finding, {
        rule: this.#rules.get(finding.ruleId),
        format: this.#features.hoverFormat,
        uriOf: (other) => this.#paths.toUri(other),
        page: this.#pageOf(finding.ruleId),
      }),
    );
    const value = texts.join(this.#features.hoverFormat === 'markdown' ? '\n\n---\n\n' : '\n\n');
    return { contents: { kind: this.#features.hoverFormat, value }, range: toRange(first.location) };
  }

  #codeActions({ textDocument, range, context }: CodeActionParams): CodeAction[] {
    const document = this.#documents.get(textDocument.uri);
    const wanted = context.only?.some((kind) => CodeActionKind.QuickFix.startsWith(kind)) ?? true;
    if (!document || !wanted) return [];
    const path = this.#pathOf(document);
    if (this.#store.analyzedVersion(path) !== document.version) return [];
    const from = document.offsetAt(range.start);
    const to = document.offsetAt(range.end);
    return this.#store
      .findings(path)
      .filter(({ location }) => {
        const { start, end } = toRange(location);
        return document.offsetAt(start) <= to && from <= document.offsetAt(end);
      })
      .flatMap((finding) =>
        fixesOf(finding, context.diagnostics.find(isAbout(finding.ruleId, finding.fingerprint)), {
          uri: document.uri,
          version: document.version,
          text: document.getText(),
          allowsJsx: !/\.[cm]?ts$/.test(path),
          uriOf: (other) => this.#paths.toUri(other),
          configurationFile: this.#configurationFileOf(path),
          client: this.#features,
        }),
      );
  }

  /** As the editor has it, if it is open there. */
  #configurationFileOf(path: string): ConfigurationFile | undefined {
    if (isOutside(path)) return undefined;
    const file = this.#configurationFiles.find(({ prefix }) => path.startsWith(prefix));
    const uri = file && this.#paths.toUri(file.path);
    const open = uri === undefined ? undefined : this.#documents.get(uri);
    return file && open ? { ...file, text: open.getText() } : file;
  }

  #execute(command: string): readonly RuleListEntry[] | null {
    switch (command) {
      case scanCommand:
        this.#openWorkspace();
        return null;
      case listRulesCommand:
        return [...this.#rules.values()].map(({ id, severity, message }) => ({
          id,
          severity,
          message,
          documentation: this.#pageOf(id) ?? '',
        }));
      default:
        return null;
    }
  }

  #pageOf(ruleId: string): string | undefined {
    return pageOfRule(this.#options.documentation ?? this.#platform.documentation, this.#rules.get(ruleId));
  }

  #pathOf(document: TextDocument): string {
    return this.#paths.open(document.uri, document.languageId);
  }

  #setState(state: ServerState): void {
    this.#state = state;
    this.#sendStatus();
  }

  #sendStatus(): void {
    if (this.#options.wantsStatus !== true) return;
    const method: StatusMethod = 'sekretess/status';
    const status = toStatus({
      state: this.#state,
      failure: this.#failure,
      findings: this.#store.allFindings(),
      suppressed: this.#lastResult?.suppressed ?? 0,
      coverage: this.#lastResult?.coverage,
      problems: this.#lastResult?.problems ?? [],
    });
    void this.#connection.sendNotification(method, status);
  }

  #createDiagnostics(): Diagnostics {
    const openVersions = (): ReadonlyMap<string, number> =>
      new Map(
        this.#documents
          .all()
          .map((document) => [this.#pathOf(document), document.version] as const)
          .filter(([path]) => !this.#isLeftAlone(path)),
      );
    return new Diagnostics({
      connection: this.#connection,
      store: this.#store,
      context: {
        uriOf: (path) => this.#paths.toUri(path),
        pageOf: (ruleId) => this.#pageOf(ruleId),
        client: this.#features,
      },
      openVersion: (path) => openVersions().get(path),
      openPaths: () => [...openVersions().keys()],
      mode: this.#features.diagnosticMode,
    });
  }

  #createProgress(): ScanProgress {
    return new ScanProgress(this.#connection, this.#features.workDoneProgress, () =>
      this.#analysis.stopScan(),
    );
  }

  async #fence<T>(what: string, answer: () => Promise<T>, fallback: T): Promise<T> {
    try {
      return await answer();
    } catch (error) {
      const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#connection.console.error(`${what} failed: ${details}`);
      return fallback;
    }
  }
}

function isAbout(ruleId: string, fingerprint: string): (diagnostic: Diagnostic) => boolean {
  return ({ code, data }) => {
    if (code !== ruleId) return false;
    // Some clients drop `data`; then the rule must do.
    const known =
      typeof data === 'object' && data !== null && 'fingerprint' in data ? data.fingerprint : undefined;
    return known === undefined || known === fingerprint;
  };
}

/** Code, and the configuration, whose problems are shown whatever the rules are. */
function isAlwaysRead(path: string): boolean {
  return scannedFileKind(path) === 'code' || /(?:^|\/)sekretess\.ya?ml$/.test(path);
}
