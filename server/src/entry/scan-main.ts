/**
 * The commands of the command line that need the engine, on Node's files. Loaded by cli.ts on demand, as a bundle of
 * its own, so that `--help` does not pay for it. The same bundle runs in the threads that help with indexing.
 */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { knowledge, precompiled } from 'sekretess:knowledge';
import { createEngine } from '../analyzer/engine/create-engine.ts';
import type { CliCommands } from '../cli/cli-environment.ts';
import { createCommands } from '../cli/create-commands.ts';
import { nodeHost } from '../hosts/node/node-host.ts';
import { indexHelpersOf, isIndexHelper, serveIndexing } from './index-helpers-node.ts';

/** See the head of this file. */
export const commands: CliCommands = createCommands({
  host: nodeHost,
  createEngine: () => createEngine({ precompiled }),
  knowledge: knowledge.files,
  startIndexHelpers: indexHelpersOf(__filename),
});

if (!isMainThread && parentPort !== null && isIndexHelper(workerData))
  serveIndexing(parentPort, createEngine({ precompiled }), workerData);
