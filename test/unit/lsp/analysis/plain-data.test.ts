/** Small pure parts of the analysis: equality of plain data, and the percentage of a scan. */
import assert from 'node:assert/strict';
import { percentOfScan } from '../../../../server/src/lsp/analysis/percent-of-scan.ts';
import { sameData } from '../../../../server/src/lsp/analysis/same-data.ts';

describe('sameData', () => {
  it('compares structure', () => {
    assert.ok(sameData({ a: [1, { b: 'x' }] }, { a: [1, { b: 'x' }] }));
    assert.ok(sameData({ a: undefined }, {}));
    assert.ok(sameData({}, { a: undefined }));
    assert.ok(sameData(undefined, undefined));
    for (const [left, right] of [
      [1, '1'],
      [null, {}],
      [undefined, []],
      [[], {}],
      [[1], [1, 2]],
      [{ a: 1 }, { a: 1, b: 2 }],
      [{ a: 1, b: 2 }, { a: 1 }],
      [{ a: { b: 1 } }, { a: { b: 2 } }],
    ])
      assert.equal(sameData(left, right), false, JSON.stringify([left, right]));
  });
});

describe('percentOfScan', () => {
  it('grows from 0 to 100 over the stages', () => {
    const stages = [
      'reading',
      'index',
      'link',
      'call-graph',
      'classify',
      'reach',
      'trace',
      'guards',
      'findings',
    ] as const;
    const seen = stages.flatMap((stage) => [0, 1, 2].map((done) => percentOfScan(stage, done, 2)));
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
    );
    assert.deepEqual([seen[0], seen.at(-1)], [0, 100]);
    assert.equal(percentOfScan('index', 5, 0), 20);
    assert.equal(percentOfScan('index', 9, 3), 60);
  });
});
