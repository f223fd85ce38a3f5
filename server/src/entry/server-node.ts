/**
 * The language server on Node: speaks over `--stdio`, `--node-ipc`, `--socket=N` or `--pipe=NAME`, as its arguments
 * say, and leaves the analysis to a worker thread.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { version } from 'sekretess:knowledge';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import type { AnalysisListener, AnalysisTransport } from '../lsp/analysis/analysis-transport.ts';
import { createSharedEpoch } from '../lsp/analysis/epoch.ts';
import type { FromAnalysis } from '../lsp/analysis/messages.ts';
import { startServer } from '../lsp/start-server.ts';

/** Bytes that the epoch needs. */
const epochBytes = 4;

function startAnalysis(listener: AnalysisListener): AnalysisTransport {
  const memory = new SharedArrayBuffer(epochBytes);
  const worker = new Worker(path.join(__dirname, 'worker-node.js'), { workerData: memory });
  let problem = 'The analysis ended';
  let isDisposed = false;
  worker.on('message', (message: FromAnalysis) => listener.message(message));
  worker.on('error', (error: Error) => {
    problem = `The analysis ended with an error: ${error.message}`;
  });
  worker.on('exit', () => {
    if (!isDisposed) listener.exit(problem);
  });
  return {
    epoch: createSharedEpoch(memory),
    post: (message) => worker.postMessage(message),
    dispose() {
      isDisposed = true;
      void worker.terminate();
    },
  };
}

/** The pages of the rules stand beside the bundle, in the extension as in the npm package. */
function findDocumentation(): string | undefined {
  const folder = path.join(__dirname, '..', '..', 'docs', 'rules');
  return existsSync(folder) ? pathToFileURL(folder).href : undefined;
}

startServer(createConnection(ProposedFeatures.all), {
  startAnalysis,
  documentation: findDocumentation(),
  version,
});
