/**
 * What an analysis is made of on Node: the engine, the compiled-in knowledge, the disk, and the clock.
 */
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { knowledge } from 'sekretess:knowledge';
import { createEngine } from '../analyzer/engine/create-engine.ts';
import { nodeHost, toLocation } from '../hosts/node/node-host.ts';
import type { SessionParts } from '../lsp/analysis/analysis-transport.ts';
import { createWorkspaceLoader, type RootAccess } from '../lsp/analysis/create-workspace-loader.ts';

const knowledgePaths = knowledge.files.map((file) => file.path);

/** See the head of this file. */
export const nodeSessionParts: SessionParts = () => ({
  engine: createEngine(),
  knowledge: knowledge.files,
  loader: createWorkspaceLoader({ accessTo, today: utcDay, knowledgePaths }),
  runtime: {
    now: () => nodeHost.now(),
    nextTurn: async () => {
      await setImmediate();
    },
  },
});

function accessTo(uri: string): RootAccess | undefined {
  return uri.startsWith('file:') ? { host: nodeHost, location: toLocation(fileURLToPath(uri)) } : undefined;
}

/** The same day as on the command line: suppressions must end at the same moment in both. */
function utcDay(): string {
  return new Date().toISOString().slice(0, 10);
}
