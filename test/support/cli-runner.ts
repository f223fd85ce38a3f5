/**
 * Runs the command line in this process, on real files in a folder of its own, with the fake engine.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import type { Engine, KnowledgeFile } from '../../server/src/analyzer/engine/engine.ts';
import type { OutputStream } from '../../server/src/cli/cli-environment.ts';
import { createCommands } from '../../server/src/cli/create-commands.ts';
import { runCli } from '../../server/src/cli/run-cli.ts';
import type { Host } from '../../server/src/hosts/host.ts';
import { nodeHost } from '../../server/src/hosts/node/node-host.ts';
import { createFakeEngine } from './fake-engine.ts';

/** What a run left behind. */
export interface CliRun {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a test may put in the place of the usual. */
export interface CliRunOptions {
  readonly variables?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
  readonly host?: Host;
  readonly createEngine?: () => Engine;
  readonly knowledge?: readonly KnowledgeFile[];
  /** Below the workspace. */
  readonly currentFolder?: string;
}

/** The rules that the fake engine knows. */
export const demoKnowledge: readonly KnowledgeFile[] = [
  { path: 'kinds.yaml', text: 'kinds:\n  - id: log\n    role: sink\n    sentence: Text written to a log.\n' },
  { path: 'packs/demo/demo-leak.yaml', text: 'rules:\n  - id: demo-leak\n' },
  { path: 'packs/demo/demo-hint.yaml', text: 'rules:\n  - id: demo-hint\n' },
  { path: 'packs/demo/demo-note.yaml', text: 'rules:\n  - id: demo-note\n' },
];

/** A folder with files that goes away with the test. */
export interface TemporaryWorkspace {
  readonly root: string;
  write(file: string, content: string | Uint8Array): void;
  run(args: readonly string[], options?: CliRunOptions): Promise<CliRun>;
  remove(): void;
}

/** Makes the folder. Real path, so that comparing places needs no care. */
export function createTemporaryWorkspace(
  files: Readonly<Record<string, string | Uint8Array>>,
): TemporaryWorkspace {
  const root = mkdtempSync(path.join(os.tmpdir(), 'sekretess-'));
  const write = (file: string, content: string | Uint8Array): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), content);
  };
  for (const [file, content] of Object.entries(files)) write(file, content);
  return {
    root,
    write,
    run: (args, options = {}) =>
      runInProcess(args, { ...options, folder: path.join(root, options.currentFolder ?? '') }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

async function runInProcess(
  args: readonly string[],
  options: CliRunOptions & { readonly folder: string },
): Promise<CliRun> {
  const stdout = memoryStream(options.isTerminal ?? false);
  const stderr = memoryStream(options.isTerminal ?? false);
  const exitCode = await runCli(
    args,
    {
      version: '1.2.3',
      currentFolder: options.folder,
      variables: options.variables ?? {},
      stdout: stdout.stream,
      stderr: stderr.stream,
      today: '2026-01-31',
      usage: () => ({ cpuMilliseconds: 1, peakMemoryMebibytes: 1 }),
    },
    {
      loadCommands: async () =>
        createCommands({
          host: options.host ?? nodeHost,
          createEngine: options.createEngine ?? createFakeEngine,
          knowledge: options.knowledge ?? demoKnowledge,
        }),
      startServer: async () => {
        stdout.stream.write('server started');
      },
    },
  );
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}

function memoryStream(isTerminal: boolean): { readonly stream: OutputStream; readonly text: () => string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString('utf8'));
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY: isTerminal }), text: () => chunks.join('') };
}
