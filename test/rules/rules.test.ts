/**
 * Every shipped rule on its target: test/rules/<pack>/<rule-id>.<ext> is run with all shipped rules, models and data
 * types, and held against its comments. Strict: a finding of any shipped rule that no comment names is a failure.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { checkFindings } from '../support/check-findings.ts';
import { annotateFixture, parseFixture } from '../support/fixture.ts';
import { readRepositoryText, repositoryFiles } from '../support/repository.ts';
import { reportedFindings, runEngine } from '../support/run-engine.ts';

describe('rules', () => {
  for (const file of repositoryFiles()) {
    if (!/^test\/rules\/[^/]+\//.test(file)) continue;
    it(file.slice('test/rules/'.length), () => {
      const fixture = parseFixture(path.posix.basename(file), readRepositoryText(file) ?? '');
      const engine = runEngine({ files: fixture.files });
      assert.deepEqual(
        engine.problems().filter(({ severity }) => severity === 'error'),
        [],
      );
      assert.deepEqual(
        engine.coverage().gaps.filter(({ kind }) => kind === 'internal-error' || kind === 'syntax-error'),
        [],
      );
      const ruleIds = engine.rules().map(({ id }) => id);
      assert.deepEqual(checkFindings(reportedFindings(engine), annotateFixture(fixture), { ruleIds }), []);
    });
  }
});
