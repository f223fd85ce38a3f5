/** The small language of `metavariable-comparison`. */
import assert from 'node:assert/strict';
import {
  type ComparisonValue,
  holds,
  parseComparison,
} from '../../../../server/src/analyzer/matching/compare-metavariables.ts';
import { compileSafeRegex } from '../../../../server/src/analyzer/rules/safe-regex.ts';

const values: Readonly<Record<string, ComparisonValue>> = { $N: 11, $S: 'abc', $T: '13', $B: true };

function check(text: string): boolean | string {
  const parsed = parseComparison(text);
  if (!parsed.ok) return parsed.reason;
  return holds(parsed.comparison, {
    valueOf: (name) => values[name],
    contentOf: (name) => {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    },
    today: '2024-06-01',
    textOf: (name) => (name === '$CODE' ? 'a.b' : undefined),
    regex: (source) => {
      const compiled = compileSafeRegex(source, { multiline: true });
      return compiled.ok ? compiled.regex : undefined;
    },
  });
}

const holding = [
  '$N > 10',
  '$N >= 11 and $N <= 11',
  'not $N == 12',
  '$N != 12 or $MISSING',
  '$N * 2 + 1 == 23',
  '($N - 1) / 2 == 5',
  '$N // 2 == 5',
  '$N % 3 == 2',
  '-3 % 5 == 2',
  '2 ** 3 ** 2 == 512',
  '$N & 3 == 3',
  '1 << 4 == 16',
  '0x10 == 16',
  '$S == "abc"',
  "$S == 'abc'",
  '"b" in $S',
  '$S in ["ab", "abc"]',
  'strptime("2024-05-31") < today()',
  'int("0x1f") == 31',
  '$N not in [1]',
  'int($T) > 12',
  'str($N) == "11"',
  'str($CODE) == "a.b"',
  'len($S) == 3',
  're.match("a.c", $S)',
  're.search("^b|c$", $S)',
  're.match("a\\.b", str($CODE))',
  'max(1, $N) == 11',
  '$B == True',
  '$B',
];

const failing = [
  '$N > 11',
  '$MISSING > 1',
  '$S > 1',
  'int($S) > 1',
  'int($N) > 1',
  '$N in [10, 11]',
  'strptime("31.5.2024") < today()',
  '$N / 0 == 1',
  're.match("b", $S)',
  '[]',
  '""',
];

describe('metavariable-comparison', () => {
  for (const text of holding) it(`holds: ${text}`, () => assert.equal(check(text), true));
  for (const text of failing) it(`does not hold: ${text}`, () => assert.equal(check(text), false));
  it('says why a comparison cannot be read', () => {
    assert.equal(check('$N >'), 'it ends where a value is expected');
    assert.equal(check('$N > 1)'), '")" is not expected there');
    assert.equal(check('($N > 1'), 'a ")" is missing');
    assert.match(String(check('exec("x")')), /"exec" is not known; use int, float/);
    assert.match(String(check('__import__')), /is not known/);
    assert.match(String(check(`${'('.repeat(1000)}1${')'.repeat(1000)}`)), /nested too deeply/);
  });
});
