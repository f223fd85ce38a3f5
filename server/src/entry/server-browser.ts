/**
 * The language server in a web worker: no disk, no threads. Files are asked of the editor, and the analysis runs in
 * slices between messages. Uses nothing but `self`, timers and TextDecoder.
 */
import { knowledge, precompiled, version } from 'sekretess:knowledge';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';
import { createEngine } from '../analyzer/engine/create-engine.ts';
import { createBrowserHost } from '../hosts/browser/browser-host.ts';
import { type SessionParts, startLocalAnalysis } from '../lsp/analysis/analysis-transport.ts';
import { createWorkspaceLoader } from '../lsp/analysis/create-workspace-loader.ts';
import { createRequestedFiles } from '../lsp/analysis/requested-files.ts';
import { startServer } from '../lsp/start-server.ts';
import { languagesOfRules } from '../scan/rule-files.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;

const knowledgePaths = knowledge.files.map((file) => file.path);

const sessionParts: SessionParts = (requests) => {
  const host = createBrowserHost(createRequestedFiles(requests));
  return {
    likelyRequest: undefined,
    engine: createEngine({ precompiled, keepsRun: true }),
    knowledge: knowledge.files,
    loader: createWorkspaceLoader({
      accessTo: (uri) => ({ host, location: uri }),
      today: utcDay,
      knowledgePaths,
      languagesOf: (files) => languagesOfRules(createEngine({ precompiled }), knowledge.files, files),
    }),
    runtime: { now: () => Date.now(), nextTurn, hasOwnThread: false },
  };
};

/** The same day as on the command line: suppressions must end at the same moment in both. */
function utcDay(): string {
  return new Date().toISOString().slice(0, 10);
}

/** Timers of a worker wait some milliseconds when they nest; a message to oneself does not. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof MessageChannel === 'undefined') {
      setTimeout(resolve, 0);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

startServer(
  createConnection(ProposedFeatures.all, new BrowserMessageReader(scope), new BrowserMessageWriter(scope)),
  { startAnalysis: startLocalAnalysis(sessionParts), documentation: undefined, version },
);
