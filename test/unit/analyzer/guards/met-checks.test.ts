import assert from 'node:assert/strict';
import { type CheckContext, note } from '../../../../server/src/analyzer/guards/check-context.ts';
import { MetChecks } from '../../../../server/src/analyzer/guards/met-checks.ts';

/** Notes a check as conditions do, and names of those that were met. */
function recorder(): {
  readonly met: MetChecks;
  readonly see: (value: number) => void;
  readonly names: () => string;
} {
  const met = new MetChecks();
  const checks = { met } as unknown as CheckContext;
  return {
    met,
    see: (value) => note(checks, 'role', value, `r${value}`),
    names: () =>
      met
        .all()
        .map(({ name }) => name)
        .join(' '),
  };
}

describe('MetChecks', () => {
  it('says again what was met for an answer that another place uses', () => {
    const { met, see, names } = recorder();
    see(1);
    met.begin(7);
    see(2);
    met.begin(8);
    see(3);
    met.end();
    see(4);
    met.end();
    assert.equal(names(), 'r1 r2 r3 r4');
    met.restart();
    assert.equal(names(), '');
    met.repeat(8);
    assert.equal(names(), 'r3');
    met.repeat(7);
    assert.equal(names(), 'r3 r2 r4');
  });

  it('keeps with an answer what was met before it too, and says nothing of answers that are still open', () => {
    const { met, see, names } = recorder();
    see(2);
    met.begin(7);
    met.repeat(7);
    see(2);
    met.begin(8);
    met.repeat(7);
    met.end();
    met.end();
    assert.equal(names(), 'r2');
    met.restart();
    met.repeat(8);
    assert.equal(names(), '');
    met.repeat(7);
    assert.equal(names(), 'r2');
  });
});
