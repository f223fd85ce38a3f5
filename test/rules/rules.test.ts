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
  const shipped = runEngine({ files: [] }).rules();
  for (const file of repositoryFiles()) {
    if (!/^test\/rules\/[^/]+\//.test(file)) continue;
    it(file.slice('test/rules/'.length), () => {
      const id = path.posix.parse(file).name;
      // An optional rule runs on its own target; a rule that would replace the findings of this one does not.
      const rules = Object.fromEntries([
        [id, 'on' as const],
        ...shipped.filter(({ supersedes }) => supersedes.includes(id)).map((rule) => [rule.id, 'off'] as const),
      ]);
      const fixture = parseFixture(path.posix.basename(file), readRepositoryText(file) ?? '');
      const engine = runEngine({ files: fixture.files, configuration: { rules } });
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
