/**
 * The language server and a scripted editor in one process, with an engine and a workspace of the test's own.
 */
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import type { EngineConfiguration } from '../../server/src/analyzer/engine/engine.ts';
import { type StartAnalysis, startLocalAnalysis } from '../../server/src/lsp/analysis/analysis-transport.ts';
import type { WorkspaceRequest } from '../../server/src/lsp/analysis/messages.ts';
import type { WorkspaceLoader, WorkspaceRules } from '../../server/src/lsp/analysis/workspace-loader.ts';
import { startServer } from '../../server/src/lsp/start-server.ts';
import { Editor, type EditorOptions } from './lsp-client.ts';
import { createMarkerEngine, type MarkerEngine } from './marker-engine.ts';

/** A workspace in memory, by workspace path. A test may change it and then say that files changed. */
export type MemoryWorkspace = Map<string, string>;

/** What a test wants to be different. */
export interface InProcessOptions extends Omit<EditorOptions, 'input' | 'output'> {
  readonly files?: MemoryWorkspace;
  readonly engine?: MarkerEngine;
  /** Awaited before each load ends: holds a scan open until the test lets it go. */
  readonly beforeLoaded?: () => Promise<void>;
  /** Milliseconds of the clock; it stands still by itself. */
  readonly now?: () => number;
  /** Wraps the analysis, to break it. */
  readonly wrap?: (start: StartAnalysis) => StartAnalysis;
}

/** A running pair. */
export interface InProcess {
  readonly editor: Editor;
  readonly engine: MarkerEngine;
  readonly files: MemoryWorkspace;
  readonly requests: readonly WorkspaceRequest[];
}

/** Starts the server; the editor has yet to say `initialize`. */
export function startInProcess(options: InProcessOptions = {}): InProcess {
  const toServer = new PassThrough();
  const toEditor = new PassThrough();
  const files = options.files ?? new Map<string, string>();
  const engine = options.engine ?? createMarkerEngine();
  const requests: WorkspaceRequest[] = [];
  const loader = memoryLoader(files, requests, options.beforeLoaded ?? (async () => undefined));
  const start = startLocalAnalysis(() => ({
    likelyRequest: undefined,
    engine,
    knowledge: [],
    loader,
    runtime: {
      now: options.now ?? (() => 0),
      nextTurn: async () => {
        await setImmediate();
      },
      hasOwnThread: false,
    },
  }));
  startServer(createConnection(ProposedFeatures.all, toServer, toEditor), {
    startAnalysis: options.wrap ? options.wrap(start) : start,
    documentation: undefined,
    version: '0.0.0-test',
  });
  const editor = new Editor({ ...options, input: toEditor, output: toServer, isInProcess: true });
  return { editor, engine, files, requests };
}

function memoryLoader(
  files: MemoryWorkspace,
  requests: WorkspaceRequest[],
  beforeLoaded: () => Promise<void>,
): WorkspaceLoader {
  return {
    initial: rulesOf,
    async load(request, report) {
      requests.push(request);
      report(0, files.size);
      await beforeLoaded();
      report(files.size, files.size);
      const texts = [...files].map(([path, text]) => ({ path, text }));
      return {
        rules: rulesOf(request),
        isListed: true,
        files: texts,
        prefix: '',
        contextFiles: [],
        gaps: [],
        filesSkipped: 0,
      };
    },
    reread: async (_request, paths) =>
      paths.includes('sekretess.yml') ? 'reload' : paths.map((path) => ({ path, text: files.get(path) })),
  };
}

function rulesOf({ settings, trusted }: WorkspaceRequest): WorkspaceRules {
  const configuration: EngineConfiguration = {
    rules: settings.rules,
    includeTests: settings.includeTests,
    testIdentityNumbers: [],
    sanitizers: [],
    today: '',
  };
  return {
    configuration,
    shown: settings,
    honorsSuppressions: trusted,
    suppress: (findings) => ({ findings, problems: [] }),
    problems: [],
    configurationFiles: trusted ? [{ prefix: '', path: 'sekretess.yml', above: '', text: undefined }] : [],
  };
}
