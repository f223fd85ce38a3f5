import assert from 'node:assert/strict';
import { FactLists, IncomingFacts } from '../../../../server/src/analyzer/taint/fact-lists.ts';

function factsOf(lists: FactLists, list: number): number[] {
  const out: number[] = [];
  for (let at = lists.firstOf(list); at >= 0; at = lists.after(at)) out.push(lists.factAt(at));
  return out;
}

describe('fact-lists', () => {
  it('keeps lists apart, each in the order of adding', () => {
    const lists = new FactLists();
    lists.add(5, 50);
    lists.add(2, 20);
    lists.add(5, 51);
    assert.deepEqual(factsOf(lists, 5), [50, 51]);
    assert.deepEqual(factsOf(lists, 2), [20]);
    assert.deepEqual(factsOf(lists, 3), []);
    assert.deepEqual(factsOf(lists, 99), []);
    assert.deepEqual(factsOf(lists, -1), []);
  });

  it('tells where a list ends while it grows', () => {
    const lists = new FactLists();
    lists.add(0, 7);
    const last = lists.lastOf(0);
    lists.add(0, 8);
    assert.equal(lists.factAt(last), 7);
    assert.equal(lists.factAt(lists.after(last)), 8);
    assert.equal(lists.lastOf(1), -1);
  });

  it('finds callers by context and edge', () => {
    const incoming = new IncomingFacts();
    incoming.add(3, 9, 100);
    incoming.add(3, 4, 200);
    incoming.add(3, 9, 101);
    incoming.add(8, 9, 300);
    assert.deepEqual(factsOf(incoming.facts, incoming.listOver(3, 9)), [100, 101]);
    assert.deepEqual(factsOf(incoming.facts, incoming.listOver(3, 5)), []);
  });

  it('gives the callers of a context edge by edge, the first edge first', () => {
    const incoming = new IncomingFacts();
    incoming.add(3, 9, 100);
    incoming.add(3, 4, 200);
    incoming.add(3, 9, 101);
    incoming.add(8, 9, 300);
    assert.deepEqual(incoming.of(3), [100, 101, 200]);
    assert.deepEqual(incoming.of(8), [300]);
    assert.deepEqual(incoming.of(1), []);
  });
});
