/**
 * Ties between record and caller in every shape: the files of cases/, each put on top of one small app (shared/),
 * run with the shipped rules and held against their comments. Only rules of the access pack are asked about.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { checkFindings } from '../support/check-findings.ts';
import { annotateFixture, parseFixture } from '../support/fixture.ts';
import { readRepositoryText, repositoryFiles } from '../support/repository.ts';
import { reportedFindings, runEngine } from '../support/run-engine.ts';

const cases = 'test/guards/cases/';
const shared = 'test/guards/shared/';

describe('guards', () => {
  const files = repositoryFiles();
  const app = files
    .filter((file) => file.startsWith(shared))
    .map((file) => ({ path: file.slice(shared.length), text: readRepositoryText(file) ?? '' }));
  const ruleIds = files.flatMap((file) => /^rules\/packs\/access\/(.+)\.yaml$/.exec(file)?.[1] ?? []);
  for (const file of files) {
    if (!file.startsWith(cases)) continue;
    it(file.slice(cases.length), () => {
      const fixture = parseFixture(path.posix.basename(file), readRepositoryText(file) ?? '');
      const engine = runEngine({ files: [...app, ...fixture.files] });
      assert.deepEqual(
        engine.coverage().gaps.filter(({ kind }) => kind === 'internal-error' || kind === 'syntax-error'),
        [],
      );
      const reported = reportedFindings(engine).filter(({ ruleId }) => ruleIds.includes(ruleId));
      assert.deepEqual(checkFindings(reported, annotateFixture(fixture), { ruleIds }), []);
    });
  }
});
