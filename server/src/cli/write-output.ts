/**
 * Writing: to streams whose reader may go away, and to files that must be whole or absent.
 */
import { accessSync, constants, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../scan/user-error.ts';
import type { OutputStream } from './cli-environment.ts';

const watched = new WeakSet<OutputStream>();

/**
 * Writes text and waits until it is taken. A reader that has gone away (`sekretess scan | head`) is not an error: the
 * rest is dropped, and the exit code stays.
 */
export function writeText(stream: OutputStream, text: string): Promise<void> {
  if (text === '') return Promise.resolve();
  // A stream reports a broken pipe as an event too, which would otherwise end the process.
  if (!watched.has(stream)) {
    watched.add(stream);
    stream.on('error', () => undefined);
  }
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error === null || error === undefined || isGone(error)) resolve();
      else
        reject(
          new UserError(
            `The output could not be written: ${error.message}. What was found is lost. Make room, or name a file with --output.`,
          ),
        );
    });
  });
}

function isGone(error: Error): boolean {
  const code = 'code' in error ? error.code : '';
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' || code === 'ERR_STREAM_WRITE_AFTER_END';
}

/** Why a report could not be written to `file` (a clause); undefined when it could. Asked before the long work. */
export function whyNotWritable(file: string): string | undefined {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isDirectory()) return 'it is a folder';
    const folder = path.dirname(file);
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
      return `the folder "${folder}" does not exist`;
    accessSync(stats !== undefined && !stats.isFile() ? file : folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'the system gave no reason';
  }
}

/** Writes the file whole or not at all: readers never see half of it. Throws what the system throws. */
export function writeFileAtomically(file: string, text: string): void {
  const stats = statSync(file, { throwIfNoEntry: false });
  // A device or a pipe (/dev/stdout) is written to, never replaced.
  if (stats !== undefined && !stats.isFile()) {
    writeFileSync(file, text);
    return;
  }
  const target = stats === undefined ? file : realpathSync(file);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, stats === undefined ? {} : { mode: stats.mode });
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
