/**
 * Ties between record and caller in every shape: the files of cases/, each put on top of one small app (shared/),
 * run with the shipped rules and held against their comments. Only rules of the access pack are asked about.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import type { EngineConfiguration } from '../../server/src/analyzer/engine/engine.ts';
import { parseConfiguration } from '../../server/src/scan/configuration.ts';
import { projectConfiguration } from '../../server/src/scan/project-configuration.ts';
import { checkFindings } from '../support/check-findings.ts';
import { annotateFixture, type Fixture, parseFixture } from '../support/fixture.ts';
import { readRepositoryText, repositoryFiles } from '../support/repository.ts';
import { reportedFindings, runEngine } from '../support/run-engine.ts';

const cases = 'test/guards/cases/';
const shared = 'test/guards/shared/';

/** What a fixture's own sekretess.yml means; it must be without problems. */
function configurationIn({ files }: Fixture): Partial<EngineConfiguration> {
  const file = files.find(({ path: name }) => name === 'sekretess.yml');
  const { settings, problems } = parseConfiguration('sekretess.yml', file?.text ?? '');
  assert.deepEqual(problems, []);
  return projectConfiguration([settings]);
}

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
      const engine = runEngine({ files: [...app, ...fixture.files], configuration: configurationIn(fixture) });
      assert.deepEqual(
        engine.coverage().gaps.filter(({ kind }) => kind === 'internal-error' || kind === 'syntax-error'),
        [],
      );
      const reported = reportedFindings(engine).filter(({ ruleId }) => ruleIds.includes(ruleId));
      assert.deepEqual(checkFindings(reported, annotateFixture(fixture), { ruleIds }), []);
    });
    if (!file.startsWith(`${cases}configured`)) continue;
    it(`${file.slice(cases.length)}: each line is silent by declaration alone`, () => {
      const fixture = parseFixture(path.posix.basename(file), readRepositoryText(file) ?? '');
      const engine = runEngine({ files: [...app, ...fixture.files] });
      const reported = new Set(reportedFindings(engine, 'low').map(({ ruleId, line }) => `${ruleId} ${line}`));
      const [main] = annotateFixture(fixture);
      const quiet = main?.expected.annotations.filter(
        ({ kind, ruleId, line, reason }) => kind === 'ok' && reason === '' && !reported.has(`${ruleId} ${line}`),
      );
      assert.deepEqual(
        quiet?.map(({ line }) => line),
        [],
      );
    });
  }
});
