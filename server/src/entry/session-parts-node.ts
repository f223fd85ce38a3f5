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
import { localDay } from '../lsp/local-day.ts';

/** See the head of this file. */
export const nodeSessionParts: SessionParts = () => ({
  engine: createEngine(),
  knowledge: knowledge.files,
  loader: createWorkspaceLoader({ accessTo, today: localDay }),
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
