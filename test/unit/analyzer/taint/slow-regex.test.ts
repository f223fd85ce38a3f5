import assert from 'node:assert/strict';
import { regexCost } from '../../../../server/src/analyzer/taint/slow-regex.ts';

const cases: readonly (readonly [RegExp, string])[] = [
  [/^(a+)+$/, 'exponential'],
  [/^(\w+\s?)*$/, 'exponential'],
  [/^(a|a)*$/, 'exponential'],
  [/^(\w|\d)+$/, 'exponential'],
  [
    /^([a-zA-Z0-9])(([-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$/,
    'exponential',
  ],
  [/\s+$/, 'polynomial'],
  [/^\s+|\s+$/g, 'polynomial'],
  [/^\s+/, 'linear'],
  [/\s+/, 'linear'],
  [/<!--[\s\S]*?-->/, 'polynomial'],
  [/^\s*,\s*$/, 'linear'],
  [/\s*,\s*/, 'polynomial'],
  [/^\d+\.\d+$/, 'linear'],
  [/^.*a.*b.*c$/, 'polynomial'],
  [/^[^@]+@[^@]+$/, 'linear'],
  [/^[\w.]+@[\w.]+\.\w+$/, 'linear'],
  [/(.|\n)+/, 'linear'],
  [/^(?:a|b)*$/, 'linear'],
  [/^([a-z]+-)*[a-z]+$/, 'linear'],
  [/^(\d{4})-(\d{2})$/, 'linear'],
  [/[a-z]+/g, 'linear'],
  [/[^a-z]/g, 'linear'],
  [/^https?:\/\/[^/]+\/.*$/, 'linear'],
  [/\/+$/, 'polynomial'],
  [/^"(?:[^"\\]|\\.)*"/, 'linear'],
  [/^(?:[^"\\]|\\\\|\\.)*"$/, 'exponential'],
  [/^(([^<>()]+(\.[^<>()]+)*)|(".+"))@x$/, 'exponential'],
  [/a{2,}b/, 'polynomial'],
  [/^\w+$/, 'linear'],
  [/^#?([a-f\d]{2})([a-f\d]{2})$/i, 'linear'],
  [/\{\{(.+?)\}\}/g, 'polynomial'],
  [/\$\{([^}]+)\}/, 'polynomial'],
  [/^[\s\S]*$/, 'linear'],
  [/(a*)*b/, 'exponential'],
];

describe('regexCost', () => {
  for (const [expression, cost] of cases)
    it(`${expression} is ${cost}`, () => {
      assert.equal(regexCost(expression.source, expression.flags), cost);
    });

  it('is bounded', () => {
    const long = `^(?:${'(a|b)*'.repeat(400)})$`;
    const deep = `${'('.repeat(500)}a*${')'.repeat(500)}b`;
    assert.equal(regexCost(long, ''), 'linear');
    assert.equal(regexCost(deep, ''), 'linear');
    assert.equal(regexCost('(a{1,', ''), 'linear');
    assert.equal(regexCost('[a*', ''), 'linear');
  });
});
