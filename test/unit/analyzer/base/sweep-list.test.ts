/**
 * The worklist that is taken in order, sweep after sweep.
 */
import assert from 'node:assert/strict';
import { SweepList } from '../../../../server/src/analyzer/base/sweep-list.ts';

function takeAll(list: SweepList): number[] {
  const taken: number[] = [];
  for (let item = list.next(); item >= 0; item = list.next()) taken.push(item);
  return taken;
}

describe('SweepList', () => {
  it('gives each number once, in order', () => {
    for (const isAscending of [true, false]) {
      const list = new SweepList(100, isAscending);
      for (const item of [64, 3, 99, 31, 3, 32, 0, 64]) list.add(item);
      const ordered = [0, 3, 31, 32, 64, 99];
      assert.deepEqual(takeAll(list), isAscending ? ordered : ordered.reverse());
    }
  });

  it('leaves what is added behind the place to the next sweep', () => {
    const list = new SweepList(200, true);
    for (const item of [10, 150]) list.add(item);
    assert.equal(list.next(), 10);
    assert.equal(list.next(), 150);
    for (const item of [5, 160]) list.add(item);
    assert.deepEqual(takeAll(list), [160, 5]);
  });

  it('does the same backward', () => {
    const list = new SweepList(200, false);
    list.add(150);
    assert.equal(list.next(), 150);
    for (const item of [5, 199]) list.add(item);
    assert.deepEqual(takeAll(list), [5, 199]);
  });

  it('takes a number again that was added again', () => {
    const list = new SweepList(1, true);
    list.add(0);
    assert.equal(list.next(), 0);
    assert.equal(list.next(), -1);
    list.add(0);
    assert.deepEqual(takeAll(list), [0]);
  });

  it('makes room for larger numbers', () => {
    const list = new SweepList(1, true);
    for (const item of [500, 0, 70]) list.add(item);
    assert.equal(list.size, 3);
    assert.deepEqual(takeAll(list), [0, 70, 500]);
    assert.equal(list.size, 0);
  });

  it('is empty without room', () => {
    assert.equal(new SweepList(0, false).next(), -1);
  });
});
