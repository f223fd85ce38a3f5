/**
 * The IR of small fixtures, one construct each, as text: printed, verified, compared with `<fixture>.ir.txt`.
 *
 * `UPDATE_GOLDEN=1` rewrites the goldens; read them before you commit them.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildLineStarts } from '../../server/src/analyzer/base/line-index.ts';
import { lowerModule } from '../../server/src/analyzer/frontends/javascript/lower-module.ts';
import { parseModule } from '../../server/src/analyzer/frontends/javascript/parse.ts';
import { propagateConstants } from '../../server/src/analyzer/ir/constants.ts';
import { printModule } from '../../server/src/analyzer/ir/print-module.ts';
import { verifyModule } from '../../server/src/analyzer/ir/verify-module.ts';
import { assertGolden, findUnusedGoldens } from '../support/goldens.ts';

const folder = join(import.meta.dirname, 'ir');
const ending = '.ir.txt';
const fixtures = readdirSync(folder)
  .filter((name) => /\.(?:ts|tsx|js|jsx)$/.test(name))
  .sort();

describe('golden IR', () => {
  const used = new Set<string>();
  for (const name of fixtures) {
    it(name, () => {
      const text = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
      const { ir, gaps } = lower(name, text);
      assert.deepEqual(verifyModule(ir), []);
      assert.doesNotThrow(() => structuredClone(ir));
      assert.doesNotThrow(() => propagateConstants(ir));
      const notes = gaps.map((gap) => `gap ${gap.kind} @${gap.start ?? '?'}+${gap.length ?? '?'}: ${gap.message}\n`);
      const golden = join(folder, name + ending);
      used.add(golden);
      const printed = printModule(ir, { positions: true, lineStarts: buildLineStarts(text) });
      assertGolden(golden, printed + (notes.length === 0 ? '' : `\n${notes.join('')}`));
    });
  }

  it('has no golden without a fixture', () => {
    assert.deepEqual(findUnusedGoldens(folder, ending, used), []);
  });
});

function lower(path: string, text: string): ReturnType<typeof lowerModule> {
  return lowerModule(parseModule(path, text));
}
