/**
 * The endpoints of every fixture of test/rules/frameworks, as text: method, path, framework, handler, chain, doubts.
 *
 * `UPDATE_GOLDEN=1` rewrites the goldens; read them before you commit them.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { endpointsText } from '../../server/src/report/endpoint-list.ts';
import { createTextStyle } from '../../server/src/report/text-style.ts';
import { parseFixture } from '../support/fixture.ts';
import { assertGolden, findUnusedGoldens } from '../support/goldens.ts';
import { readRepositoryText, repositoryFiles } from '../support/repository.ts';
import { runEngine } from '../support/run-engine.ts';

const folder = path.join(import.meta.dirname, 'endpoints');
const ending = '.endpoints.txt';

describe('golden endpoints', () => {
  const used = new Set<string>();
  for (const file of repositoryFiles()) {
    if (!file.startsWith('test/rules/frameworks/')) continue;
    const name = path.posix.basename(file);
    it(name, () => {
      const { files } = parseFixture(name, readRepositoryText(file) ?? '');
      const engine = runEngine({ files, ruleFiles: [] });
      const golden = path.join(folder, name + ending);
      used.add(golden);
      assertGolden(golden, endpointsText(engine.endpoints?.() ?? [], createTextStyle(false, '')));
    });
  }

  it('has no golden without a fixture', () => {
    assert.deepEqual(findUnusedGoldens(folder, ending, used), []);
  });
});
