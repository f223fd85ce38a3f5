/**
 * The side that owns the engine: takes messages in, keeps the engine up to date, posts results out.
 *
 * One loop analyzes as long as something is new: it waits one turn of the event loop (so that a burst of edits counts
 * once), gives the engine what was staged, runs it in slices, and posts what differs from the last result. Open
 * documents come first and win over the disk; the workspace joins when it has been read whole, so that no result is
 * made from half of it.
 */
import { type CancellationToken, CancelledError } from '../../analyzer/base/cancellation.ts';
import type { CoverageGap } from '../../analyzer/base/problem.ts';
import type { Engine, EngineChange, KnowledgeFile } from '../../analyzer/engine/engine.ts';
import type { Finding } from '../../analyzer/findings/finding.ts';
import { createPathMap, mapFinding } from '../../scan/map-paths.ts';
import { isOutside } from '../workspace-paths.ts';
import { summarizeCoverage } from './coverage-summary.ts';
import { areOthers, isEarlyCheckpoint } from './early-answer.ts';
import type { EpochCell } from './epoch.ts';
import type {
  AnalysisResult,
  DocumentText,
  FromAnalysis,
  IdleComment,
  ToAnalysis,
  WorkspaceRequest,
} from './messages.ts';
import { percentOfScan } from './percent-of-scan.ts';
import { createRehearsal, rehearse } from './rehearse.ts';
import { summarizeRules } from './rule-summary.ts';
import { sameData } from './same-data.ts';
import { shownFindings } from './shown-findings.ts';
import type { WorkspaceLoader, WorkspaceRules } from './workspace-loader.ts';

/** What the platform supplies. */
export interface AnalysisRuntime {
  /** Milliseconds of a clock that never goes back. Decides only when a slice ends. */
  now(): number;
  /** Resolves after the event loop has served whatever is waiting. */
  nextTurn(): Promise<void>;
  /** Whether nothing else runs on the thread of the analysis, so that what it does while nobody waits disturbs nobody. */
  readonly hasOwnThread: boolean;
}

/** What a session is made of. */
export interface AnalysisSessionOptions {
  readonly engine: Engine;
  /** The shipped rules, models and data types. */
  readonly knowledge: readonly KnowledgeFile[];
  readonly loader: WorkspaceLoader;
  readonly runtime: AnalysisRuntime;
  readonly epoch: EpochCell;
  readonly post: (message: FromAnalysis) => void;
  /**
   * What the first request is likely to be: then the rules are compiled at once, while the editor is still starting.
   * Undefined where that would keep the protocol from answering.
   */
  readonly likelyRequest: WorkspaceRequest | undefined;
}

/** Milliseconds after which a running analysis gives the event loop a turn. */
const sliceMilliseconds = 10;

const nothingUnread = { gaps: [], filesSkipped: 0 };

/** A scan of the workspace on its way. */
interface Load {
  isCancellationRequested: boolean;
}

/** See the head of this file. */
export class AnalysisSession {
  readonly #options: AnalysisSessionOptions;
  #receivedEpoch = 0;
  #request: WorkspaceRequest | undefined;
  #rules: WorkspaceRules | undefined;
  #unread: { readonly gaps: readonly CoverageGap[]; readonly filesSkipped: number } = nothingUnread;
  #scope: 'open-files' | 'workspace' = 'open-files';
  /** Path → the document in the editor. */
  readonly #documents = new Map<string, DocumentText>();
  /** Paths that the last scan found on disk. */
  #diskPaths: ReadonlySet<string> = new Set();
  /** What paths inside the engine begin with; see `LoadedWorkspace.prefix`. */
  #prefix = '';
  /** Paths inside the engine of configuration files above the workspace. */
  #contextPaths: readonly string[] = [];
  /** Path inside the engine → text (undefined: removed) that the engine has not been given yet. */
  readonly #staged = new Map<string, string | undefined>();
  #stagedChange: Omit<EngineChange, 'files'> = {};
  /** What the engine was last given besides files. Giving it again would compile all rules again. */
  #givenConfiguration: EngineChange['configuration'];
  /** Models of the workspace that the engine was last given. */
  #givenModels: readonly KnowledgeFile[] = [];
  /** Rule files of the workspace that the engine was last given. */
  #givenRuleFiles: readonly KnowledgeFile[] = [];
  #load: Load | undefined;
  /** Begins the scan that waits for the open files to be analyzed. */
  #waitingScan: (() => void) | undefined;
  /** Reads of the disk happen one after another, so that a later one wins. */
  #diskQueue: Promise<void> = Promise.resolve();
  #isScanAnnounced = false;
  #lastPercent = -1;
  #isDirty = false;
  #isRunning = false;
  #areRulesPosted = false;
  /** Whether the analysis of the workspace still has to be rehearsed, see rehearse.ts. */
  #isUnrehearsed = true;
  readonly #rehearsal = createRehearsal();
  /** Milliseconds that the last analysis of an edit took; undefined before the first. */
  #editMilliseconds: number | undefined;
  /** Path → the shown findings last posted; no empty lists. */
  #posted: ReadonlyMap<string, readonly Finding[]> = new Map();
  /** The same of what was posted before a result; the next result says all of these files again. */
  readonly #early = new Map<string, readonly Finding[]>();

  constructor(options: AnalysisSessionOptions) {
    this.#options = options;
    this.#stagedChange = { knowledge: options.knowledge };
    if (options.likelyRequest === undefined) return;
    const { configuration } = options.loader.initial(options.likelyRequest);
    this.#givenConfiguration = configuration;
    this.#stagedChange = {};
    options.engine.applyChange({ knowledge: options.knowledge, configuration });
    // Asking for the rules compiles them.
    options.engine.rules();
  }

  /** Takes one message, except answers of the host, which go to whoever asked. */
  receive(message: Exclude<ToAnalysis, { kind: 'host-answer' }>): void {
    this.#receivedEpoch = message.epoch;
    switch (message.kind) {
      case 'open':
        this.#open(message.request);
        break;
      case 'documents':
        this.#changeDocuments(message.changed, message.closed);
        break;
      case 'files':
        this.#rereadFromDisk(message.paths);
        break;
      case 'stop':
        this.#stop();
        break;
    }
    this.#analyzeSoon();
  }

  #open(request: WorkspaceRequest): void {
    this.#request = request;
    if (this.#load) this.#load.isCancellationRequested = true;
    this.#load = undefined;
    if (this.#scope === 'open-files') this.#useRules(this.#options.loader.initial(request));
    if (request.settings.scan === 'openFiles' || request.roots.length === 0) {
      this.#leaveWorkspace();
      this.#useRules(this.#options.loader.initial(request));
      return;
    }
    const load: Load = { isCancellationRequested: false };
    this.#load = load;
    this.#isScanAnnounced = true;
    this.#lastPercent = -1;
    this.#postProgress('reading', 0, 'reading');
    this.#waitingScan = () => this.#queueDiskWork(() => this.#readWorkspace(request, load));
    // Open files first: with none, or with results already, there is nothing to wait for.
    if (this.#documents.size === 0 || this.#scope === 'workspace') this.#beginScan();
  }

  #beginScan(): void {
    const begin = this.#waitingScan;
    this.#waitingScan = undefined;
    begin?.();
  }

  async #readWorkspace(request: WorkspaceRequest, load: Load): Promise<void> {
    if (load.isCancellationRequested) return;
    const loaded = await this.#options.loader.load(
      request,
      (done, total) => {
        if (!load.isCancellationRequested)
          this.#postProgress(
            'reading',
            percentOfScan('reading', done, total),
            `${done} of ${total} files read`,
          );
      },
      load,
    );
    if (load.isCancellationRequested) return;
    this.#load = undefined;
    const found = new Set(loaded.files.map((file) => file.path));
    this.#usePrefix(loaded.prefix);
    for (const path of this.#diskPaths)
      if (!found.has(path) && !this.#documents.has(path)) this.#stage(path, undefined);
    for (const { path, text } of loaded.files) if (!this.#documents.has(path)) this.#stage(path, text);
    this.#diskPaths = found;
    this.#useContextFiles(loaded.contextFiles);
    this.#unread = loaded;
    this.#scope = loaded.isListed ? 'workspace' : 'open-files';
    this.#useRules(loaded.rules);
    if (!loaded.isListed) {
      this.#isScanAnnounced = false;
      this.#options.post({ kind: 'stopped', reason: 'unreadable' });
    }
    this.#analyzeSoon();
  }

  #stage(path: string, text: string | undefined): void {
    this.#staged.set(isOutside(path) ? path : this.#prefix + path, text);
  }

  /** Gives every file another path inside the engine, if the root of the analysis has moved. */
  #usePrefix(prefix: string): void {
    if (prefix === this.#prefix) return;
    for (const path of [...this.#diskPaths, ...this.#documents.keys()]) this.#stage(path, undefined);
    this.#prefix = prefix;
    this.#diskPaths = new Set();
    for (const { path, text } of this.#documents.values()) this.#stage(path, text);
  }

  #useContextFiles(files: readonly { readonly path: string; readonly text: string }[]): void {
    for (const path of this.#contextPaths) this.#staged.set(path, undefined);
    for (const { path, text } of files) this.#staged.set(path, text);
    this.#contextPaths = files.map(({ path }) => path);
  }

  #useRules(rules: WorkspaceRules): void {
    this.#rules = rules;
    const { configuration } = rules;
    this.#areRulesPosted = false;
    const models = rules.models ?? [];
    if (!sameData(models, this.#givenModels)) {
      this.#givenModels = models;
      this.#stagedChange = { ...this.#stagedChange, knowledge: [...this.#options.knowledge, ...models] };
    }
    const ruleFiles = rules.ruleFiles ?? [];
    if (!sameData(ruleFiles, this.#givenRuleFiles)) {
      this.#givenRuleFiles = ruleFiles;
      this.#stagedChange = {
        ...this.#stagedChange,
        ruleFiles: ruleFiles.length === 0 ? undefined : { files: ruleFiles, includeDefaultRules: true },
      };
    }
    if (sameData(configuration, this.#givenConfiguration)) return;
    this.#givenConfiguration = configuration;
    this.#stagedChange = { ...this.#stagedChange, configuration };
  }

  #changeDocuments(changed: readonly DocumentText[], closed: readonly string[]): void {
    for (const document of changed) {
      this.#documents.set(document.path, document);
      this.#stage(document.path, document.text);
    }
    for (const path of closed) {
      this.#documents.delete(path);
      if (!this.#diskPaths.has(path)) this.#stage(path, undefined);
    }
    const onDisk = closed.filter((path) => this.#diskPaths.has(path));
    if (onDisk.length > 0) this.#rereadFromDisk(onDisk);
  }

  #rereadFromDisk(paths: readonly string[]): void {
    const request = this.#request;
    if (request === undefined) return;
    this.#queueDiskWork(async () => {
      if (this.#scope !== 'workspace' || this.#load !== undefined) return;
      const changes = await this.#options.loader.reread(request, paths);
      // A scan that began meanwhile reads everything anyway.
      if (this.#load !== undefined || this.#request !== request) return;
      if (changes === 'reload') {
        this.#open(request);
        return;
      }
      const diskPaths = new Set(this.#diskPaths);
      for (const { path, text } of changes) {
        if (text === undefined) diskPaths.delete(path);
        else diskPaths.add(path);
        if (!this.#documents.has(path)) this.#stage(path, text);
      }
      this.#diskPaths = diskPaths;
      this.#analyzeSoon();
    });
  }

  #stop(): void {
    if (this.#load === undefined && !this.#isScanAnnounced) return;
    if (this.#load) this.#load.isCancellationRequested = true;
    this.#load = undefined;
    this.#isScanAnnounced = false;
    this.#leaveWorkspace();
    this.#options.post({ kind: 'stopped', reason: 'request' });
  }

  #leaveWorkspace(): void {
    for (const path of this.#diskPaths) if (!this.#documents.has(path)) this.#stage(path, undefined);
    this.#diskPaths = new Set();
    this.#useContextFiles([]);
    this.#unread = nothingUnread;
    this.#scope = 'open-files';
  }

  #queueDiskWork(work: () => Promise<void>): void {
    this.#diskQueue = this.#diskQueue.then(work).catch((error: unknown) => {
      if (isCancellation(error)) return;
      this.#isScanAnnounced = false;
      this.#load = undefined;
      this.#postFailure(error);
    });
  }

  #analyzeSoon(): void {
    this.#isDirty = true;
    if (this.#isRunning || this.#rules === undefined) return;
    this.#isRunning = true;
    void this.#analyzeWhileDirty();
  }

  async #analyzeWhileDirty(): Promise<void> {
    while (this.#isDirty) {
      await this.#options.runtime.nextTurn();
      this.#isDirty = false;
      try {
        await this.#analyzeOnce();
      } catch (error) {
        // The message that made this analysis stale sets the flag again when it arrives.
        if (!isCancellation(error)) this.#postFailure(error);
      }
      // Also after a failure, and when somebody types on and on: the workspace must have its turn.
      this.#beginScan();
      if (!this.#isDirty) await this.#rehearse();
    }
    this.#isRunning = false;
  }

  /** Once, after the first result of the workspace, if a document is open: somebody is going to edit it. */
  async #rehearse(): Promise<void> {
    const { engine, runtime } = this.#options;
    if (!this.#isUnrehearsed || !runtime.hasOwnThread) return;
    if (this.#scope !== 'workspace' || this.#isScanAnnounced || this.#documents.size === 0) return;
    this.#isUnrehearsed = false;
    try {
      await rehearse(engine, this.#focus(), this.#token(), runtime, this.#rehearsal);
    } catch (error) {
      // Nobody waited for it: what is new is analyzed next, and a bug shows there.
      this.#isUnrehearsed = isCancellation(error);
    }
  }

  /** Set as soon as a message is on its way. */
  #token(): CancellationToken {
    const { epoch } = this.#options;
    const receivedEpoch = this.#receivedEpoch;
    return {
      get isCancellationRequested() {
        return epoch.read() !== receivedEpoch;
      },
    };
  }

  /** Open documents, as the engine names them. */
  #focus(): readonly string[] {
    return [...this.#documents.keys()].map((path) => this.#inEngine(path)).sort();
  }

  #inEngine(path: string): string {
    return isOutside(path) ? path : this.#prefix + path;
  }

  /** The document that was edited, if nothing else is new to the engine. */
  #editedDocument(): DocumentText | undefined {
    if (this.#scope !== 'workspace' || this.#isScanAnnounced || this.#staged.size !== 1) return undefined;
    if (Object.keys(this.#stagedChange).length > 0) return undefined;
    return [...this.#documents.values()].find(({ path }) => this.#staged.has(this.#inEngine(path)));
  }

  async #analyzeOnce(): Promise<void> {
    const { engine, runtime } = this.#options;
    const begin = runtime.now();
    const token = this.#token();
    const versions = [...this.#documents.values()].map(({ path, version }) => [path, version] as const);
    const scope = this.#scope;
    const edited = this.#editedDocument();
    this.#giveStagedToEngine();
    await this.#runInSlices(token, edited);
    const milliseconds = runtime.now() - begin;
    if (edited) this.#editMilliseconds = milliseconds;
    this.#postResult(scope, versions, milliseconds, engine);
  }

  #giveStagedToEngine(): void {
    const files = [...this.#staged].map(([path, text]) => ({ path, text }));
    const change = { ...this.#stagedChange, ...(files.length > 0 ? { files } : {}) };
    // A result that was on its way when the rules changed may have posted those before.
    if (Object.keys(this.#stagedChange).length > 0) this.#areRulesPosted = false;
    this.#staged.clear();
    this.#stagedChange = {};
    if (Object.keys(change).length > 0) this.#options.engine.applyChange(change);
  }

  async #runInSlices(token: CancellationToken, edited: DocumentText | undefined): Promise<void> {
    const { engine, runtime } = this.#options;
    const steps = engine.analyze(this.#focus(), token);
    let sliceEnd = runtime.now() + sliceMilliseconds;
    const { best } = this.#rehearsal;
    const expected = this.#editMilliseconds ?? (Number.isFinite(best) ? best : 0);
    for (let step = steps.next(); !step.done; step = steps.next()) {
      const { stage, done, total } = step.value;
      if (this.#scope === 'workspace')
        this.#postProgress('analyzing', percentOfScan(stage, done, total), stage);
      if (runtime.now() >= sliceEnd) {
        await runtime.nextTurn();
        sliceEnd = runtime.now() + sliceMilliseconds;
      }
      if (token.isCancellationRequested) {
        steps.return();
        throw new CancelledError();
      }
      if (edited && isEarlyCheckpoint(step.value, expected)) this.#postEarly(edited);
    }
  }

  /** Posts what is certain of a document already, if that is something else than what is shown. */
  #postEarly({ path, version }: DocumentText): void {
    const { engine } = this.#options;
    const rules = this.#rules;
    const found = engine.earlyFindings?.(this.#inEngine(path));
    if (rules === undefined || found === undefined) return;
    const toPath = createPathMap(this.#prefix);
    const map = (name: string): string => (isOutside(name) ? name : toPath(name));
    const mapped = this.#prefix === '' ? found : found.map((finding) => mapFinding(finding, map));
    const { byPath } = shownFindings(rules.suppress(mapped, false).findings, { ...rules, isWhole: true });
    const findings = byPath.get(path) ?? [];
    if (!areOthers(this.#early.get(path) ?? this.#posted.get(path) ?? [], findings)) return;
    this.#early.set(path, findings);
    this.#options.post({ kind: 'early', path, version, findings });
  }

  #postResult(
    scope: 'open-files' | 'workspace',
    versions: readonly (readonly [string, number])[],
    milliseconds: number,
    engine: Engine,
  ): void {
    const rules = this.#rules;
    if (rules === undefined) return;
    const toPath = createPathMap(this.#prefix);
    const map = (path: string): string => (isOutside(path) ? path : toPath(path));
    const isWhole = scope === 'workspace';
    const found =
      this.#prefix === '' ? engine.findings() : engine.findings().map((finding) => mapFinding(finding, map));
    const { findings, problems } = rules.suppress(found, isWhole);
    const { byPath, suppressed } = shownFindings(findings, { ...rules, isWhole });
    const paths = [...new Set([...byPath.keys(), ...this.#posted.keys(), ...this.#early.keys()])].sort();
    const changed = paths
      .filter((path) => this.#early.has(path) || !sameData(byPath.get(path), this.#posted.get(path)))
      .map((path) => ({ path, findings: byPath.get(path) ?? [] }));
    this.#posted = byPath;
    this.#early.clear();
    if (isWhole) this.#isScanAnnounced = false;
    const knowledgePaths = new Set(this.#options.knowledge.map((file) => file.path));
    const ruleFields: Pick<AnalysisResult, 'rules' | 'configurationFiles'> = this.#areRulesPosted
      ? {}
      : {
          rules: summarizeRules(engine.rules(), knowledgePaths),
          configurationFiles: rules.configurationFiles,
        };
    this.#areRulesPosted = true;
    this.#options.post({
      kind: 'result',
      scope,
      versions,
      changed,
      suppressed,
      coverage: summarizeCoverage(engine.coverage(), this.#unread),
      statistics: engine.statistics(),
      problems: [...rules.problems, ...problems, ...engine.problems()].map(
        ({ path, severity, message, line, column }) => ({
          path,
          severity,
          message,
          line,
          column,
        }),
      ),
      idleComments: isWhole ? toIdleComments(engine, map) : [],
      ...ruleFields,
      milliseconds,
    });
  }

  /** Only while a scan is announced, and only when the percentage moved on. */
  #postProgress(phase: 'reading' | 'analyzing', percent: number, text: string): void {
    if (!this.#isScanAnnounced || percent <= this.#lastPercent) return;
    this.#lastPercent = percent;
    this.#options.post({ kind: 'progress', phase, percent, text });
  }

  #postFailure(error: unknown): void {
    const known = error instanceof Error ? error : new Error(String(error));
    this.#options.post({ kind: 'failed', message: known.message, stack: known.stack ?? '' });
  }
}

function toIdleComments(engine: Engine, toPath: (path: string) => string): readonly IdleComment[] {
  return (engine.idleSuppressions?.() ?? []).map(({ location, ruleIds, why }) => {
    const rules = ruleIds.length > 0 ? ruleIds.join(', ') : 'any rule';
    const message =
      why === 'expired'
        ? `This suppression of ${rules} has ended. Remove it, or give it another last day.`
        : `This suppression hides nothing: there is no finding of ${rules} here. Remove it.`;
    return { location: { ...location, path: toPath(location.path) }, message };
  });
}

/** Bundles do not share classes, so the name decides. */
function isCancellation(error: unknown): boolean {
  return error instanceof Error && error.name === 'CancelledError';
}
