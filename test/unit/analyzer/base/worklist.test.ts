import assert from 'node:assert/strict';
import { Worklist } from '../../../../server/src/analyzer/base/worklist.ts';

describe('Worklist', () => {
  it('gives items in order, each once while it waits', () => {
    const list = new Worklist(3);
    assert.equal(list.push(2), true);
    assert.equal(list.push(0), true);
    assert.equal(list.push(2), false);
    assert.equal(list.length, 2);
    assert.equal(list.pop(), 2);
    assert.equal(list.has(2), false);
    assert.equal(list.push(2), true);
    assert.equal(list.push(1), true);
    assert.deepEqual([list.pop(), list.pop(), list.pop(), list.pop()], [0, 2, 1, -1]);
  });

  it('wraps around for a long time', () => {
    const list = new Worklist(2);
    for (let i = 0; i < 9; i++) {
      list.push(i % 2);
      list.push((i + 1) % 2);
      assert.equal(list.pop(), i % 2);
      assert.equal(list.pop(), (i + 1) % 2);
    }
    list.push(1);
    list.clear();
    assert.equal(list.has(1), false);
    assert.equal(list.pop(), -1);
  });
});
