/** What is left when the steps of a run are used up is said, never dropped in silence. */
import assert from 'node:assert/strict';
import { neverCancelled } from '../../../../server/src/analyzer/base/cancellation.ts';
import { createEngine } from '../../../../server/src/analyzer/engine/create-engine.ts';
import { loadKnowledge } from '../../../support/knowledge.ts';

const functions = Array.from(
  { length: 50 },
  (_, k) => `function f${k}(value) {\n  return f${k + 1}(value);\n}`,
);
const text = [
  ...functions,
  'function f50(value) {',
  '  console.log(value);',
  '}',
  'export function show(patient: { personnummer: string }) {',
  '  f0(patient.personnummer);',
  '}',
].join('\n');

function run(options: Parameters<typeof createEngine>[0]) {
  const engine = createEngine(options);
  engine.applyChange({ files: [{ path: 'a.ts', text }], knowledge: loadKnowledge().files });
  for (const _ of engine.analyze([], neverCancelled)) {
    // Only the result counts.
  }
  return {
    found: engine.findings().map(({ ruleId }) => ruleId),
    gaps: engine
      .coverage()
      .gaps.filter(({ kind }) => kind === 'budget')
      .map(({ path, message }) => `${path}: ${message}`),
    overBudget: engine.coverage().functionsOverBudget,
  };
}

describe('steps of a run', () => {
  it('suffice for a program of this size', () => {
    assert.deepEqual(run({}), { found: ['phi-to-log'], gaps: [], overBudget: 0 });
  });

  it('are a gap when they are used up, at the place that was followed last', () => {
    const { found, gaps, overBudget } = run({ maxSteps: 30 });
    assert.deepEqual(found, []);
    assert.equal(gaps.length, 1);
    assert.match(
      gaps[0] ?? '',
      /^a\.ts: The budget for following data through the whole program ran out, at last in "f\d+"/,
    );
    assert.equal(overBudget, 1);
  });
});
