import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertGolden, findUnusedGoldens } from '../../support/goldens.ts';

describe('goldens', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'golden-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('match whatever the line ends are', () => {
    const path = join(folder, 'a.txt');
    writeFileSync(path, 'one\r\ntwo\r\n');
    writeFileSync(`${path}.actual`, 'stale');
    assertGolden(path, 'one\ntwo\n', {});
    assert.equal(existsSync(`${path}.actual`), false);
  });

  it('leave the new text beside them and show the difference', () => {
    const path = join(folder, 'a.txt');
    writeFileSync(path, 'one\ntwo\nthree\n');
    assert.throws(
      () => assertGolden(path, 'one\n2\nthree\n', {}),
      (error: Error) =>
        /from line 2 on:\n {2}one\n- two\n\+ 2\n/.test(error.message) &&
        /UPDATE_GOLDEN=1/.test(error.message),
    );
    assert.equal(readFileSync(`${path}.actual`, 'utf8'), 'one\n2\nthree\n');
  });

  it('fail when they do not exist, and are written on request', () => {
    const path = join(folder, 'deep/er/a.txt');
    assert.throws(() => assertGolden(join(folder, 'b.txt'), 'x', {}), /does not exist/);
    assertGolden(path, 'x\n', { UPDATE_GOLDEN: '1' });
    assertGolden(path, 'x\n', {});
    assert.deepEqual(findUnusedGoldens(folder, '.txt', new Set()), [path]);
    assert.deepEqual(findUnusedGoldens(folder, '.txt', new Set([path])), []);
  });
});
