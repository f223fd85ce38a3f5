/** Runs one of our own programs with the Node that runs us, from the root of the repository. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository, as an absolute path. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/**
 * @param {string[]} args What follows `node` on the command line.
 * @returns {number} The exit code; 1 when a signal ended the program.
 */
export function runNode(args) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
}

/**
 * Like `runNode`, but a failure ends this process with the same exit code.
 * @param {string[]} args
 */
export function runNodeOrExit(args) {
  const exitCode = runNode(args);
  if (exitCode !== 0) process.exit(exitCode);
}
