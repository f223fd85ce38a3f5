/** Rules that hold for every file of the repository. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readRepositoryText, repositoryFiles, repositoryRoot } from '../support/repository.ts';

/** Inputs of tests: code as other people write it. Our house rules do not hold there. */
const testInput = /^test\/(fixtures\/|(golden|rules|projects)\/[^/]+\/)/;
const isCode = /\.([cm]?[jt]sx?)$/;

/** Every line of the files that matches, as `file:line: text`. Lines count from 1. */
function linesMatching(files: readonly string[], pattern: RegExp): readonly string[] {
  return files.flatMap((file) => {
    const lines = (readRepositoryText(file) ?? '').split('\n');
    return lines.flatMap((line, index) =>
      pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
    );
  });
}

describe('repository', () => {
  const files = repositoryFiles();
  const ourCode = files.filter((file) => isCode.test(file) && !testInput.test(file));

  it('contains no path of the machine it was made on', () => {
    const isTemporary = repositoryRoot.startsWith(os.tmpdir());
    const roots = [repositoryRoot, os.homedir(), ...(isTemporary ? [] : [path.dirname(repositoryRoot)])]
      .filter((folder) => folder.length > 1)
      .map((folder) => folder.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    assert.deepEqual(linesMatching(files, new RegExp(`(^|[^\\w./-])(${roots.join('|')})/`)), []);
  });

  it('contains no host name of a package registry', () => {
    const hosts =
      /\b(registry|npm|packages|artifactory|nexus|mirror)\.[a-z0-9-]+\.(org|com|net|io|dev|internal|local|lan)\b/i;
    assert.deepEqual(
      linesMatching(
        files.filter((file) => !testInput.test(file)),
        hosts,
      ),
      [],
    );
  });

  it('has no note of something left to do without the number of its issue', () => {
    assert.deepEqual(
      linesMatching(ourCode, new RegExp(`\\b(${['TO', 'DO'].join('')}|FIX${''}ME)\\b(?!\\(#\\d+\\))`)),
      [],
    );
  });

  it('has no exclusive test', () => {
    const tests = ourCode.filter((file) => file.endsWith('.test.ts'));
    assert.deepEqual(linesMatching(tests, /\b(describe|it)\.only\(/), []);
  });

  it('has no declaration file beside its source', () => {
    const sources = new Set(files);
    const beside = files.filter(
      (file) => file.endsWith('.d.ts') && sources.has(file.replace(/\.d\.ts$/, '.ts')),
    );
    assert.deepEqual(beside, []);
  });

  it('has no output of a failed golden test left', () => {
    const left = readdirSync(path.join(repositoryRoot, 'test'), { recursive: true, encoding: 'utf8' });
    assert.deepEqual(
      left.filter((file) => file.endsWith('.actual')),
      [],
    );
  });

  it('is free of files over 1 MiB', () => {
    const large = files.filter((file) => (readRepositoryText(file)?.length ?? 0) > 1024 * 1024);
    assert.deepEqual(large, []);
  });

  it('lists every known miss of a test in docs/known-misses.md', () => {
    const annotated = files.filter(
      (file) => testInput.test(file) && /\btodoruleid:/.test(readRepositoryText(file) ?? ''),
    );
    const page = 'docs/known-misses.md';
    const text = existsSync(path.join(repositoryRoot, page)) ? (readRepositoryText(page) ?? '') : '';
    assert.deepEqual(
      annotated.filter((file) => !text.includes(file)),
      [],
    );
  });
});
