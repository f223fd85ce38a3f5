import assert from 'node:assert/strict';
import { keepWays } from '../../../../server/src/analyzer/taint/kept-ways.ts';
import { type Step, seedLink } from '../../../../server/src/analyzer/taint/step-log.ts';

const step = (from: number, mask: number, caller = -1): Step => ({ from, link: -1, id: -1, mask, caller });
const seed = (id: number, mask: number): Step => ({ from: -1, link: seedLink, id, mask, caller: -1 });

/** Facts 0 … 5 at nodes 10 … 15; 5 comes from 3, which left a callee that 1 had entered. Masks are bits here. */
const steps: readonly (readonly Step[])[] = [
  [seed(7, 1)],
  [step(0, 1), step(4, 2)],
  [step(0, 1)],
  [step(2, 1, 1)],
  [seed(8, 2)],
  [step(3, 1)],
];

function ways(facts: readonly number[]) {
  const solution = {
    factCount: steps.length,
    contextCount: 2,
    overBudget: [3],
    cutAt: -1,
    contextOf: (fact: number) => 30 + fact,
    nodeOf: (fact: number) => 10 + fact,
    pathOf: (fact: number) => 20 + fact,
    maskOf: () => 3,
    stepsOf: (fact: number) => steps[fact] ?? [],
  };
  return keepWays(solution, facts, (mask, lane) => ((mask >> lane) & 1) === 1);
}

describe('kept-ways', () => {
  it('keeps what a fact came from and what its steps were matched with', () => {
    const kept = ways([5, 5]);
    for (const fact of [0, 1, 2, 3, 4, 5]) {
      assert.equal(kept.nodeOf(fact), 10 + fact);
      assert.equal(kept.contextOf(fact), 30 + fact);
      assert.equal(kept.pathOf(fact), 20 + fact);
      assert.deepEqual(kept.factsAt(10 + fact), [fact]);
    }
    assert.deepEqual(kept.stepOf(3, 0), step(2, 1, 1));
    assert.deepEqual(kept.stepOf(0, 0), seed(7, 1));
  });

  it('gives the first step with a lane', () => {
    const kept = ways([1]);
    assert.deepEqual(kept.stepOf(1, 0), step(0, 1));
    assert.deepEqual(kept.stepOf(1, 1), step(4, 2));
    assert.equal(kept.stepOf(1, 2), undefined);
  });

  it('forgets the rest, and remembers how much there was', () => {
    const kept = ways([2]);
    assert.deepEqual(kept.factsAt(15), []);
    assert.equal(kept.nodeOf(5), -1);
    assert.equal(kept.stepOf(5, 0), undefined);
    assert.equal(kept.factCount, 6);
    assert.deepEqual(kept.overBudget, [3]);
  });
});
