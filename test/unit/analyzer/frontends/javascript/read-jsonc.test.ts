import assert from 'node:assert/strict';
import { readJsonc } from '../../../../../server/src/analyzer/frontends/javascript/read-jsonc.ts';

describe('read-jsonc', () => {
  it('reads comments, trailing commas and a byte order mark', () => {
    const text = '\uFEFF{ // one\n "a": [1, 2,], /* two */ "b": {"c": "//", }, }';
    assert.deepEqual(readJsonc('tsconfig.json', text), {
      value: { a: [1, 2], b: { c: '//' } },
      error: '',
      line: 0,
    });
    assert.deepEqual(readJsonc('tsconfig.json', '').value, {});
  });

  it('returns what it could recover beside the first error', () => {
    const { value, error, line } = readJsonc('package.json', '{\n "a": 1\n "b": 2 }');
    assert.deepEqual(value, { a: 1, b: 2 });
    assert.equal(error, "',' expected");
    assert.equal(line, 3);
  });

  it('never throws', () => {
    assert.notEqual(readJsonc('x.json', '['.repeat(200_000)).error, '');
    assert.notEqual(readJsonc('x.json', ' '.repeat(1_000_001)).error, '');
    assert.notEqual(readJsonc('x.json', '\u0000}}]').error, '');
  });
});
