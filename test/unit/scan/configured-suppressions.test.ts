/** `suppressions` of sekretess.yml: what they hide, what they need, and when they are reported. */
import assert from 'node:assert/strict';
import type { Finding } from '../../../server/src/analyzer/findings/finding.ts';
import { parseConfiguration } from '../../../server/src/scan/configuration.ts';
import { suppressConfigured } from '../../../server/src/scan/configured-suppressions.ts';

function findingAt(path: string, ruleId = 'r'): Finding {
  const location = { path, start: 0, length: 1, startLine: 0, startColumn: 0, endLine: 0, endColumn: 1 };
  return {
    ruleId,
    message: '',
    severity: 'high',
    confidence: 'high',
    confidenceReasons: [],
    location,
    evidence: { kind: 'match' },
    dataTypes: [],
    fingerprint: '',
    fixes: [],
    isTest: false,
  };
}

function suppress(text: string, paths: readonly string[], today = '', folder = '/w', isWhole = true) {
  const { settings, problems } = parseConfiguration('sekretess.yml', text);
  assert.deepEqual(problems, []);
  const { findings, problems: unused } = suppressConfigured(
    paths.map((path) => findingAt(path)),
    { settings, folder, name: 'sekretess.yml' },
    '/w',
    { today, isWhole },
  );
  return { hidden: findings.filter((it) => it.suppression).map((it) => it.location.path), unused, findings };
}

describe('suppressConfigured', () => {
  it('hides a rule in the files of a pattern, and says why', () => {
    const text = 'suppressions:\n  - {rule: r, path: src/legacy/, reason: goes in May}\n';
    const { hidden, unused, findings } = suppress(text, [
      'src/legacy/a.ts',
      'src/b.ts',
      '../src/legacy/c.ts',
    ]);
    assert.deepEqual(hidden, ['src/legacy/a.ts']);
    assert.deepEqual(unused, []);
    assert.deepEqual(findings[0]?.suppression, { syntax: 'configuration', reason: 'goes in May', until: '' });
  });

  it('means paths relative to its own folder', () => {
    const text = 'suppressions:\n  - {rule: r, path: /w/a.ts, reason: x}\n';
    assert.deepEqual(suppress(text, ['a.ts', 'w/a.ts'], '', '/').hidden, ['a.ts']);
  });

  it('ends after its last day', () => {
    const text = 'suppressions:\n  - {rule: r, path: a.ts, reason: x, until: 2026-03-31}\n';
    assert.deepEqual(suppress(text, ['a.ts'], '2026-03-31').hidden, ['a.ts']);
    assert.deepEqual(suppress(text, ['a.ts'], '2026-04-01').hidden, []);
  });

  it('is reported when it hides nothing, unless only a part was scanned', () => {
    const text = 'suppressions:\n  - {rule: other, path: a.ts, reason: x}\n';
    const [problem] = suppress(text, ['a.ts']).unused;
    assert.deepEqual([problem?.severity, problem?.line], ['warning', 2]);
    assert.match(problem?.message ?? '', /hides nothing/);
    assert.deepEqual(suppress(text, ['a.ts'], '', '/w', false).unused, []);
  });

  it('needs a rule, a path, a reason, and a day that is one', () => {
    const problemsOf = (entry: string) =>
      parseConfiguration('sekretess.yml', `suppressions:\n  - ${entry}\n`).problems.map(
        ({ message }) => message,
      );
    assert.match(problemsOf('{rule: r, path: a.ts}')[0] ?? '', /no "reason", so it hides nothing/);
    assert.match(problemsOf('{path: a.ts, reason: x}')[0] ?? '', /no "rule"/);
    assert.match(problemsOf('{rule: r, path: a, reason: x, until: soon}')[0] ?? '', /"soon" is not a day/);
  });
});
