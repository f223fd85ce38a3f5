/** The built program: what only the bundles can show. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
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
});
