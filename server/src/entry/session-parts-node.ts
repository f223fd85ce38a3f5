/**
 * What an analysis is made of on Node: the engine, the compiled-in knowledge, the disk or the editor's files, and the clock.
 */
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { knowledge, precompiled } from 'sekretess:knowledge';
import { createEngine } from '../analyzer/engine/create-engine.ts';
import { createBrowserHost } from '../hosts/browser/browser-host.ts';
import { nodeHost, toLocation } from '../hosts/node/node-host.ts';
import type { SessionParts } from '../lsp/analysis/analysis-transport.ts';
import { createWorkspaceLoader, type RootAccess } from '../lsp/analysis/create-workspace-loader.ts';
import type { HostRequests } from '../lsp/analysis/host-requests.ts';
import { createRequestedFiles } from '../lsp/analysis/requested-files.ts';
import { createYieldingHost } from '../lsp/analysis/yielding-host.ts';
import { defaultSettings } from '../lsp/settings.ts';
import { languagesOfRules } from '../scan/rule-files.ts';

const host = createYieldingHost(nodeHost, nextTurn);

const knowledgePaths = knowledge.files.map((file) => file.path);

/** See the head of this file. */
export const nodeSessionParts: SessionParts = (requests) => ({
  likelyRequest: { roots: [], settings: defaultSettings, trusted: true },
  engine: createEngine({ precompiled, keepsRun: true }),
  knowledge: knowledge.files,
  loader: createWorkspaceLoader({
    accessTo: accessOver(requests),
    today: utcDay,
    knowledgePaths,
    languagesOf: (files) => languagesOfRules(createEngine({ precompiled }), knowledge.files, files),
  }),
  runtime: {
    now: () => nodeHost.now(),
    nextTurn,
    hasOwnThread: true,
  },
});

async function nextTurn(): Promise<void> {
  await setImmediate();
}

/** The disk, or, for a virtual file system, the editor. */
function accessOver(requests: HostRequests): (uri: string) => RootAccess {
  const served = createBrowserHost(createRequestedFiles(requests));
  return (uri) =>
    uri.startsWith('file:')
      ? { host, location: toLocation(fileURLToPath(uri)) }
      : { host: served, location: uri };
}

/** The same day as on the command line: suppressions must end at the same moment in both. */
function utcDay(): string {
  return new Date().toISOString().slice(0, 10);
}
