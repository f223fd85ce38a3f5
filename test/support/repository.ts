/**
 * Where the repository lies, and what belongs to it: for tests that read its own files.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository, as an absolute path. */
export const repositoryRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Every file that is or would be committed: tracked, or new and not ignored. Relative to the root, with forward
 * slashes, sorted. Empty where there is no git (an unpacked archive).
 */
export function repositoryFiles(): readonly string[] {
  try {
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: repositoryRoot,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const isPresent = (file: string): boolean => {
      const absolute = path.join(repositoryRoot, file);
      return file !== '' && existsSync(absolute) && statSync(absolute).isFile();
    };
    return [...new Set(listed.split('\0'))].filter(isPresent).sort();
  } catch {
    return [];
  }
}

/** The text of a file of the repository; undefined when it is not text. */
export function readRepositoryText(file: string): string | undefined {
  const bytes = readFileSync(path.join(repositoryRoot, file));
  return bytes.includes(0) ? undefined : bytes.toString('utf8');
}
