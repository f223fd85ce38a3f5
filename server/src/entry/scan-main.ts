/**
 * The commands of the command line that need the engine, on Node's files. Loaded by cli.ts on demand, as a bundle of
 * its own, so that `--help` does not pay for it.
 */
import { knowledge, precompiled } from 'sekretess:knowledge';
import { createEngine } from '../analyzer/engine/create-engine.ts';
import type { CliCommands } from '../cli/cli-environment.ts';
import { createCommands } from '../cli/create-commands.ts';
import { nodeHost } from '../hosts/node/node-host.ts';
import { keepYoungObjectsYoung } from '../hosts/node/tune-heap.ts';

keepYoungObjectsYoung();

/** See the head of this file. */
export const commands: CliCommands = createCommands({
  host: nodeHost,
  createEngine: () => createEngine({ precompiled }),
  knowledge: knowledge.files,
});
