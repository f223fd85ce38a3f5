/**
 * The program as users start it: `dist/server/cli.js` in a process of its own, on files in a folder of its own.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createTemporaryWorkspace } from './cli-runner.ts';
import { repositoryRoot } from './repository.ts';

const program = path.join(repositoryRoot, 'dist', 'server', 'cli.js');

/** Whether the program was built. `npm test` builds it first. */
export function isBuilt(): boolean {
  return existsSync(program);
}

/** A folder with files, in which the built program runs. */
export interface BuiltWorkspace {
  readonly root: string;
  write(file: string, content: string | Uint8Array): void;
  run(...args: readonly string[]): {
    readonly exitCode: number | null;
    readonly stdout: string;
    readonly stderr: string;
  };
  remove(): void;
}

/** Makes the folder. */
export function createBuiltWorkspace(files: Readonly<Record<string, string | Uint8Array>>): BuiltWorkspace {
  const { root, write, remove } = createTemporaryWorkspace(files);
  return {
    root,
    write,
    remove,
    run(...args) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: '1', SOURCE_DATE_EPOCH: '1767225600' },
      });
      return { exitCode: status, stdout, stderr };
    },
  };
}
