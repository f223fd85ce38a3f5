/** Generic patterns inside strings. */
import assert from 'node:assert/strict';
import { genericToRegex } from '../../../../server/src/analyzer/matching/generic-pattern.ts';
import { assertMarked } from './match-cases.ts';

describe('generic patterns in metavariable-pattern', () => {
  const rows: readonly (readonly [pattern: string, code: readonly string[]])[] = [
    ['<$TAG ...', ['> foo("<b>x");', '> foo("< b");', '  foo("b");', '  foo(b);']],
    ['... </$TAG', ['> foo("x</b>");', '  foo("x<b>");']],
    ['<$T> ... </$T>', ['> foo("<b>x</b>");', '  foo("<b>x</i>");']],
    [
      'select $X from',
      ['> foo("select  a from b");', '  foo("selecta from b");', '  foo("select a, b from c");'],
    ],
  ];
  for (const [pattern, code] of rows)
    it(pattern, () => {
      const condition = { metavariable: '$S', language: 'generic', pattern };
      assertMarked({ patterns: [{ pattern: 'foo($S)' }, { 'metavariable-pattern': condition }] }, code);
    });
  it('quotes punctuation', () =>
    assert.equal(genericToRegex('a.b(...)'), 'a\\s*\\.\\s*b\\s*\\([\\s\\S]{0,1000}?\\)'));
});
