/** The heart of the tests: every file of test/fixtures is run through the whole engine and held against its comments. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkFindings } from '../support/check-findings.ts';
import { annotateFixture, parseFixture } from '../support/fixture.ts';
import { readRepositoryText, repositoryFiles, repositoryRoot } from '../support/repository.ts';
import { reportedFindings, runEngine } from '../support/run-engine.ts';
import assert from 'node:assert/strict';

const rules = readFileSync(path.join(repositoryRoot, 'test/fixtures-runner/fixture-rules.yaml'), 'utf8');

describe('fixtures', () => {
  for (const file of repositoryFiles()) {
    if (!file.startsWith('test/fixtures/')) continue;
    it(file.slice('test/fixtures/'.length), () => {
      const fixture = parseFixture(path.posix.basename(file), readRepositoryText(file) ?? '');
      const engine = runEngine({ files: fixture.files, ruleFiles: [{ path: 'fixture-rules.yaml', text: rules }] });
      assert.deepEqual(engine.problems(), []);
      const internal = engine.coverage().gaps.filter(({ kind }) => kind === 'internal-error');
      assert.deepEqual(internal, []);
      assert.deepEqual(checkFindings(reportedFindings(engine), annotateFixture(fixture), { ruleIds: ['demo'] }), []);
    });
  }
});
