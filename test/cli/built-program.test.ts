/** The built program: what only the bundles can show. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '../support/repository.ts';

describe('the built program', function () {
  this.timeout(60_000);

  const program = path.join(repositoryRoot, 'dist', 'server', 'cli.js');
  const scan = (...args: readonly string[]) => {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [program, 'scan', path.join(repositoryRoot, 'test', 'projects', 'provsvar'), '-f', 'json', ...args],
      { encoding: 'utf8' },
    );
    assert.doesNotMatch(stderr, /internal error/i);
    return JSON.parse(stdout) as {
      readonly statistics: { readonly analysis: { readonly knowledgeFilesParsed: number } };
    };
  };
  before(function () {
    if (!existsSync(program)) this.skip();
  });

  it('starts from compiled knowledge, without parsing YAML', () => {
    assert.equal(scan('--stats').statistics.analysis.knowledgeFilesParsed, 0);
  });

  it('prints the same bytes with any number of threads', () => {
    const project = path.join(repositoryRoot, 'test', 'projects', 'provsvar');
    const [alone, ...others] = ['1', '2', '3'].map((threads) => {
      const { status, stdout } = spawnSync(process.execPath, [program, 'scan', project, '-f', 'json', '-q'], {
        encoding: 'utf8',
        env: { ...process.env, SEKRETESS_THREADS: threads },
      });
      assert.equal(status, 1);
      return stdout;
    });
    assert.ok(alone !== undefined && alone.length > 1000);
    for (const other of others) assert.equal(other, alone);
  });

  it('draws the exposure map as one page, and compares a map with itself', () => {
    const project = path.join(repositoryRoot, 'test', 'projects', 'provsvar');
    const map = (...args: readonly string[]) =>
      spawnSync(process.execPath, [program, 'map', project, '-q', ...args], { encoding: 'utf8' });
    const page = map('-f', 'html');
    assert.equal(page.status, 0);
    assert.match(page.stdout, /^<!doctype html>\n<html lang="en">/);
    assert.match(page.stdout, /GET \/api\/lookup\/:personnummer/);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'sekretess-'));
    try {
      const file = path.join(folder, 'map.json');
      assert.equal(map('-f', 'json', '-o', file).status, 0);
      assert.equal(map('--diff', file).stdout, 'Nothing changed.\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
