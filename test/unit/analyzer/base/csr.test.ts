import assert from 'node:assert/strict';
import { buildCsr, reverseCsr, targetsOf } from '../../../../server/src/analyzer/base/csr.ts';

describe('csr', () => {
  const csr = buildCsr(4, Int32Array.of(2, 0, 2, 0, 3), Int32Array.of(1, 3, 0, 2, 3));

  it('groups edges by source in input order', () => {
    assert.deepEqual([...csr.start], [0, 2, 2, 4, 5]);
    assert.deepEqual([...csr.target], [3, 2, 1, 0, 3]);
    assert.deepEqual([...csr.edge], [1, 3, 0, 2, 4]);
    assert.deepEqual([...targetsOf(csr, 2)], [1, 0]);
    assert.deepEqual([...targetsOf(csr, 1)], []);
  });

  it('turns edges round and keeps their numbers', () => {
    const reversed = reverseCsr(csr);
    assert.deepEqual([...targetsOf(reversed, 3)], [0, 3]);
    assert.deepEqual([...reversed.edge.subarray(reversed.start[3], reversed.start[4])], [1, 4]);
    assert.deepEqual([...targetsOf(reversed, 0)], [2]);
  });

  it('knows the empty graph', () => {
    const empty = buildCsr(0, new Int32Array(0), new Int32Array(0));
    assert.deepEqual([...empty.start], [0]);
    assert.deepEqual([...reverseCsr(empty).start], [0]);
  });
});
