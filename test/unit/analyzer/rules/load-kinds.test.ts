/** The registry of kinds: good rows are read, bad rows are named with their place. */
import assert from 'node:assert/strict';
import { loadKinds } from '../../../../server/src/analyzer/rules/load-kinds.ts';
import { loadKnowledge } from '../../../support/knowledge.ts';

const load = (text: string) => loadKinds({ path: 'kinds.yaml', text });
const first = (text: string): string => {
  const [problem] = load(text).problems;
  return problem === undefined ? '' : `${problem.line}:${problem.column} ${problem.message}`;
};

describe('loadKinds', () => {
  it('reads the shipped registry', () => {
    const text = loadKnowledge().files.find(({ path }) => path === 'kinds.yaml')?.text ?? '';
    const { kinds, problems } = load(text);
    assert.deepEqual(problems, []);
    assert.equal(kinds.get('log')?.role, 'sink');
  });

  it('names each mistake', () => {
    assert.match(first('kind: []'), /^1:1 There is no list `kinds:`/);
    assert.match(first('kinds:\n- log'), /^2:3 A kind must be a map/);
    assert.match(first('kinds:\n- role: sink\n  sentence: S.'), /^2:3 This kind has no id/);
    assert.match(
      first('kinds:\n- id: log\n  role: sunk\n  sentence: S.'),
      /^2:3 Kind "log" has no valid role/,
    );
    assert.match(first('kinds:\n- id: log\n  role: sink'), /^2:3 Kind "log" has no sentence/);
    assert.match(
      first('kinds:\n- id: log\n  role: sink\n  sentence: S.\n  more: 1'),
      /^5:3 "more" is no key of a kind/,
    );
    assert.match(
      first('kinds:\n- {id: a, role: sink, sentence: S.}\n- {id: a, role: source, sentence: T.}'),
      /^3:3 Kind "a" is registered twice; the first row counts/,
    );
  });
});
