import assert from 'node:assert/strict';
import { PairMap } from '../../../../server/src/analyzer/base/pair-map.ts';

describe('PairMap', () => {
  it('keeps what was set, through growth, and tells pairs apart', () => {
    const map = new PairMap(2);
    const expected = new Map<string, number>();
    for (let k = 0; k < 5000; k++) {
      const a = (k * 7919) % 611;
      const b = (k * 104_729) % 977;
      map.set(a, b, k);
      expected.set(`${a} ${b}`, k);
    }
    for (const [key, value] of expected) {
      const [a = 0, b = 0] = key.split(' ').map(Number);
      assert.equal(map.get(a, b, -1), value);
    }
    assert.equal(map.size, expected.size);
    assert.equal(map.get(7, 100_000, -5), -5);
    map.set(0, 0, 12);
    map.set(0, 0, 13);
    assert.equal(map.get(0, 0, -1), 13);
    assert.equal(map.get(0, 1_000_000, -1), -1);
  });
});
