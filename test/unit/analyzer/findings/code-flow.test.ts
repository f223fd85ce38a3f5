import assert from 'node:assert/strict';
import { runEngine } from '../../../support/run-engine.ts';

/** The one finding of a program. */
function findingOf(text: string) {
  const [finding, ...others] = runEngine({ files: [{ path: 'a.ts', text }] }).findings();
  assert.ok(finding);
  assert.equal(others.length, 0);
  return finding;
}

/** A personnummer is handed through `count` functions before it is logged. */
function chain(count: number): string {
  const steps = Array.from(
    { length: count },
    (_, k) => `function f${k}(v: string) { ${k + 1 < count ? `f${k + 1}(v);` : 'console.log(v);'} }`,
  );
  return `${steps.join('\n')}\nexport function begin(p: { personnummer: string }) { f0(p.personnummer); }`;
}

describe('confidence of a way', () => {
  it('falls with the number of calls on it', () => {
    assert.equal(findingOf(chain(8)).confidence, 'high');
    const doubtful = findingOf(chain(11));
    assert.equal(doubtful.confidence, 'medium');
    assert.deepEqual(doubtful.confidenceReasons, ['enters and leaves functions 11 times']);
    assert.equal(findingOf(chain(13)).confidence, 'low');
  });

  it('falls where a call may go to many functions', () => {
    const table = (count: number): string => {
      const handlers = Array.from({ length: count }, (_, k) =>
        k === 0 ? 'h0: (v: string) => { console.log(v); }' : `h${k}: (v: string) => v.length`,
      );
      return `const handlers: Record<string, (v: string) => unknown> = { ${handlers.join(', ')} };
export function run(key: string, p: { personnummer: string }) { handlers[key](p.personnummer); }`;
    };
    assert.equal(findingOf(table(3)).confidence, 'high');
    const guessed = findingOf(table(9));
    assert.equal(guessed.confidence, 'medium');
    assert.deepEqual(guessed.confidenceReasons, ['a call may go to any of 9 functions']);
  });
});
