/**
 * Rules that exercise the keys of Semgrep's language, against the lines that Semgrep itself reported.
 *
 * \`answers.json\` is written by \`scripts/conformance.ts rules=test/golden/semgrep --record …\`, never by hand.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readCases } from '../../scripts/conformance/cases.ts';
import { askOurs } from '../../scripts/conformance/ours.ts';
import { repositoryRoot } from '../support/repository.ts';
import { runEngine } from '../support/run-engine.ts';

const folder = path.join(repositoryRoot, 'test', 'golden', 'semgrep');
const { answers } = JSON.parse(readFileSync(path.join(folder, 'answers.json'), 'utf8')) as {
  readonly answers: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
};

describe('rules of Semgrep', () => {
  const cases = readCases([{ kind: 'rules', path: folder }]);
  const targets = [...new Set(cases.flatMap((one) => one.targets))];
  let ours: ReturnType<typeof askOurs>;

  before(() => {
    ours = askOurs(cases, targets);
  });

  it('has an answer for every rule, and a rule for every answer', () => {
    assert.deepEqual(cases.map(({ name }) => name).sort(), Object.keys(answers).sort());
  });

  for (const { id, name, targets: own } of cases)
    it(name, () => {
      assert.equal(ours.broken[id], undefined);
      for (const target of own) {
        const lines = ours.ranges.filter((range) => range.id === id && range.path === target);
        const found = [...new Set(lines.map(({ line }) => line))].sort((a, b) => a - b);
        assert.deepEqual(found, answers[name]?.[path.basename(target)]);
      }
    });
});

describe('rules of Semgrep that only single functions can answer, without --semgrep-compat', () => {
  const names = ['se-source-only', 'se-source-call-only', 'se-san-true', 'match-on-source', 'focus-on-source'];
  const cases = readCases([{ kind: 'rules', path: folder }]).filter(({ name }) =>
    names.some((one) => name === `options-taint.yaml#${one}`),
  );
  const target = path.join(folder, 'options-taint.js');
  const engine = runEngine({
    files: [{ path: 'options-taint.js', text: readFileSync(target, 'utf8') }],
    ruleFiles: cases.map(({ id, rule }) => ({
      path: `${id}.json`,
      text: JSON.stringify({ rules: [rule] }),
    })),
  });
  for (const { id, name } of cases)
    it(name, () => {
      const lines = engine.findings().filter(({ ruleId }) => ruleId === id);
      const found = [...new Set(lines.map(({ location }) => location.startLine + 1))].sort((a, b) => a - b);
      assert.deepEqual(found, answers[name]?.['options-taint.js']);
    });
});
