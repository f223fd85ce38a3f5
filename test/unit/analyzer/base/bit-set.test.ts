import assert from 'node:assert/strict';
import {
  BitMatrix,
  countBits,
  emptyMask,
  fullMask,
  MaskTable,
} from '../../../../server/src/analyzer/base/bit-set.ts';

describe('BitMatrix', () => {
  it('sets, tests and counts', () => {
    const matrix = new BitMatrix(3, 70);
    assert.equal(matrix.set(1, 31), true);
    assert.equal(matrix.set(1, 31), false);
    assert.equal(matrix.set(1, 69), true);
    assert.equal(matrix.test(1, 31), true);
    assert.equal(matrix.test(0, 31), false);
    assert.equal(matrix.test(2, 5), false);
    assert.equal(matrix.popcount(1), 2);
    assert.deepEqual(matrix.bits(1), [31, 69]);
    assert.equal(matrix.isEmptyRow(0), true);
  });

  it('joins rows and says whether they grew', () => {
    const matrix = new BitMatrix(2, 40);
    matrix.set(0, 31);
    matrix.set(0, 39);
    assert.equal(matrix.orRow(1, 0), true);
    assert.equal(matrix.orRow(1, 0), false);
    assert.deepEqual(matrix.bits(1), [31, 39]);
  });

  it('joins rows through a mask', () => {
    const matrix = new BitMatrix(2, 40);
    for (const bit of [0, 31, 39]) matrix.set(0, bit);
    const masks = new MaskTable(40);
    assert.equal(matrix.orRowMasked(1, 0, masks.words(masks.of([31, 38]))), true);
    assert.deepEqual(matrix.bits(1), [31]);
    assert.equal(matrix.orRowMasked(1, 0, masks.words(emptyMask)), false);
  });

  it('counts the bits of a word', () => {
    for (const [word, count] of [
      [0, 0],
      [0xffffffff, 32],
      [0x80000001, 2],
    ] as const) {
      assert.equal(countBits(word), count);
    }
  });
});

describe('MaskTable', () => {
  it('gives equal sets equal ids', () => {
    const table = new MaskTable(100);
    assert.equal(table.of([]), emptyMask);
    assert.equal(table.of(Array.from({ length: 100 }, (_, i) => i)), fullMask);
    assert.equal(table.of([3, 99]), table.of([99, 3, 3, 100, -1]));
    assert.deepEqual(table.bits(table.of([99, 3, 31, 32])), [3, 31, 32, 99]);
    assert.equal(table.bits(fullMask).length, 100);
    assert.equal(table.has(table.of([32]), 32), true);
    assert.equal(table.has(table.of([32]), 31), false);
    assert.equal(table.isEmpty(emptyMask), true);
    assert.equal(table.isEmpty(fullMask), false);
  });

  it('computes like sets do', () => {
    const width = 67;
    const table = new MaskTable(width);
    let seed = 5;
    const random = (): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return seed >> 8;
    };
    const sets = Array.from({ length: 20 }, (_, i) =>
      Array.from({ length: width }, (_, bit) => bit).filter(() => random() % 20 < i),
    );
    const all = Array.from({ length: width }, (_, bit) => bit);
    for (const a of [[], all, ...sets]) {
      for (const b of [[], all, ...sets]) {
        const x = table.of(a);
        const y = table.of(b);
        assert.equal(table.and(x, y), table.of(a.filter((bit) => b.includes(bit))));
        assert.equal(table.or(x, y), table.of([...a, ...b]));
        assert.equal(table.andNot(x, y), table.of(a.filter((bit) => !b.includes(bit))));
        assert.equal(table.and(x, y), table.and(y, x));
      }
    }
  });

  it('has width 0 and exact multiples of a word', () => {
    const none = new MaskTable(0);
    assert.equal(none.of([0]), emptyMask);
    assert.deepEqual(none.bits(fullMask), []);
    const word = new MaskTable(64);
    assert.equal(word.bits(fullMask).length, 64);
    assert.equal(word.andNot(fullMask, word.of([0])), word.of(Array.from({ length: 63 }, (_, i) => i + 1)));
  });
});
