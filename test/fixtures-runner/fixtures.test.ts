/** The heart of the tests: every file of test/fixtures is run through the whole engine and held against its comments. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkFindings } from '../support/check-findings.ts';
import { annotateFixture, parseFixture } from '../support/fixture.ts';
import { readRepositoryText, repositoryFiles, repositoryRoot } from '../support/repository.ts';
import { reportedFindings, runEngine } from '../support/run-engine.ts';

const rules = readFileSync(path.join(repositoryRoot, 'test/fixtures-runner/fixture-rules.yaml'), 'utf8');

describe('fixtures', () => {
  for (const file of repositoryFiles()) {
    if (!file.startsWith('test/fixtures/')) continue;
    it(file.slice('test/fixtures/'.length), () => {
      const fixture = parseFixture(path.posix.basename(file), readRepositoryText(file) ?? '');
      const engine = runEngine({
        files: fixture.files,
        ruleFiles: [{ path: 'fixture-rules.yaml', text: rules }],
      });
      assert.deepEqual(engine.problems(), []);
      const internal = engine.coverage().gaps.filter(({ kind }) => kind === 'internal-error');
      assert.deepEqual(internal, []);
      const places = engine
        .findings()
        .map(({ ruleId, location }) => `${ruleId} ${location.path} ${location.start}`);
      assert.equal(new Set(places).size, places.length, 'one place is reported once');
      // What must be found may be found with any confidence; what must not, only below the default.
      const annotated = annotateFixture(fixture);
      const isExpected = (file: string, line: number): boolean =>
        annotated.some(
          ({ path: name, expected }) =>
            name === file && expected.annotations.some((it) => it.line === line && it.kind !== 'ok'),
        );
      const shown = reportedFindings(engine);
      const unsure = reportedFindings(engine, 'low').filter(
        (finding) =>
          isExpected(finding.path, finding.line) &&
          !shown.some(({ path: file, line }) => file === finding.path && line === finding.line),
      );
      assert.deepEqual(
        checkFindings([...shown, ...unsure], annotated, { ruleIds: ['demo', 'injected'] }),
        [],
      );
    });
  }
});
