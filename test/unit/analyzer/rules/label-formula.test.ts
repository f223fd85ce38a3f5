/** Conditions over labels: which hold for a value, and which can hold at all. */
import assert from 'node:assert/strict';
import {
  holdsForLabels,
  mayHold,
  parseLabelFormula,
} from '../../../../server/src/analyzer/rules/label-formula.ts';

const ask = (text: string, labels: readonly string[], of: typeof holdsForLabels): boolean => {
  const parsed = parseLabelFormula(text);
  assert.ok(parsed.ok);
  return of(parsed.formula, new Set(labels));
};

describe('conditions over labels', () => {
  const cases: readonly (readonly [string, readonly string[], boolean, boolean])[] = [
    // text, labels, holds for a value with all of them, may hold for a value with some of them
    ['A', ['A'], true, true],
    ['A', ['B'], false, false],
    ['A and not B', ['A', 'B'], false, true],
    ['A and not B', ['B'], false, false],
    ['not A', ['A'], false, true],
    ['not (A or True)', ['A'], false, false],
    ['not (A and False)', [], true, true],
    ['not not A', ['B'], false, false],
    ['A or (B and C)', ['B', 'C'], true, true],
    ['A or (B and C)', ['C'], false, false],
  ];
  for (const [text, labels, holds, may] of cases)
    it(`${text} of ${labels.join(', ') || 'none'}`, () => {
      assert.equal(ask(text, labels, holdsForLabels), holds);
      assert.equal(ask(text, labels, mayHold), may);
    });
});
