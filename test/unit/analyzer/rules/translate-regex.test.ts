/** PCRE expressions match in JavaScript what they match in PCRE, or are refused; none of them can hang. */
import assert from 'node:assert/strict';
import { analyzeRegex } from '../../../../server/src/analyzer/rules/regex-safety.ts';
import { compileSafeRegex } from '../../../../server/src/analyzer/rules/safe-regex.ts';
import { translateRegex } from '../../../../server/src/analyzer/rules/translate-regex.ts';

/** Texts of all matches. */
function matchesOf(pcre: string, text: string): readonly string[] {
  const compiled = compileSafeRegex(pcre, { multiline: true });
  assert.ok(compiled.ok, compiled.ok ? '' : compiled.reason);
  return compiled.regex.findAll(text).map(({ start, end }) => text.slice(start, end));
}

const reasonOf = (pcre: string): string => {
  const compiled = compileSafeRegex(pcre, { multiline: true });
  return compiled.ok ? '' : compiled.reason;
};

const rows: readonly (readonly [pcre: string, text: string, matches: readonly string[]])[] = [
  ['a+', 'aa b a', ['aa', 'a']],
  ['(?i)ab', 'AB ab', ['AB', 'ab']],
  ['a(?i)b', 'aB AB ab', ['aB', 'ab']],
  ['a(?i:b)c', 'aBc aBC', ['aBc']],
  ['a(?i:[b-d])', 'aC aE', ['aC']],
  ['(?s)a.b', 'a\nb', ['a\nb']],
  ['a.b', 'a\nb axb', ['axb']],
  ['^b$', 'a\nb\nc', ['b']],
  ['\\Ab', 'b\nb', ['b']],
  ['b\\Z', 'b\nb\n', ['b']],
  ['b\\z', 'b\nb', ['b']],
  ['[[:alpha:]]+', 'ab1', ['ab']],
  ['[[:digit:]x]+', '1x2y', ['1x2']],
  ['\\h+', 'a \tb', [' \t']],
  ['\\Qa.b\\E', 'a.b axb', ['a.b']],
  ['(?<n>a)\\k<n>', 'aa a', ['aa']],
  ['(?P<n>a)(?P=n)', 'aa', ['aa']],
  ['(a)\\1', 'aa', ['aa']],
  ['(?#comment)a', 'a', ['a']],
  ['(?x) a  b # tail', 'ab', ['ab']],
  ['a{2}', 'aaa', ['aa']],
  ['a{,2}b', 'aab', ['aab']],
  ['a{', 'a{', ['a{']],
  ['\\x41\\x{42}', 'AB', ['AB']],
  ['\\p{L}+', 'åä1', ['åä']],
  ['[^\\]]+', 'a]b', ['a', 'b']],
  ['[]a]+', ']a', [']a']],
  ['\\/\\-\\_', '/-_', ['/-_']],
  ['(?<!a)b', 'ab b', ['b']],
  ['a(?=b)', 'ab ac', ['a']],
  ['\\bfoo\\b', 'foo food', ['foo']],
  ['x*', 'ab', ['', '', '']],
  ['(?:a|ab)(?:c|bcd)(d*)', 'abcd', ['abcd']],
];

describe('regular expressions of rules', () => {
  for (const [pcre, text, matches] of rows)
    it(`${pcre} on ${JSON.stringify(text)}`, () => assert.deepEqual(matchesOf(pcre, text), matches));

  it('lets a reference to a group that is still open match nothing, as PCRE has it', () => {
    const compiled = compileSafeRegex('((a)\\1|b)', { multiline: true });
    assert.ok(compiled.ok);
    assert.equal(compiled.regex.find('a'), undefined);
    assert.equal(compiled.regex.find('b')?.start, 0);
    const closed = compileSafeRegex('(a)\\1', { multiline: true });
    assert.equal(closed.ok && closed.regex.find('xaa')?.start, 1);
  });

  it('tells where groups begin', () => {
    const compiled = compileSafeRegex('key: (?P<V>\\w+)', { multiline: true });
    assert.equal(compiled.ok && compiled.regex.findAll('a key: b')[0]?.groupStarts?.V, 7);
  });

  it('refuses what JavaScript cannot do, with a reason', () => {
    assert.match(reasonOf('a++'), /possessive quantifier/);
    assert.match(reasonOf('(?>a)'), /atomic group/);
    assert.match(reasonOf('(?R)'), /recursive/);
    assert.match(reasonOf('(?(1)a|b)'), /conditional group/);
    assert.match(reasonOf('a\\Kb'), /"\\K"/);
    assert.match(reasonOf('(?|a|b)'), /branch-reset/);
    assert.match(reasonOf('(*SKIP)a'), /backtracking verb|follows nothing/);
    assert.match(reasonOf('a('), /unclosed parenthesis/);
    assert.match(reasonOf('a)'), /unmatched closing parenthesis/);
    assert.match(reasonOf('[a'), /unclosed character class/);
    assert.match(reasonOf('*a'), /follows nothing/);
    assert.match(reasonOf('a\\'), /ends in a backslash/);
    assert.match(reasonOf('[[:nothing:]]'), /unknown class/);
    assert.match(reasonOf('a'.repeat(20_001)), /longer than/);
  });

  it('tells dangerous expressions from harmless ones', () => {
    const costOf = (source: string) => analyzeRegex(source, '').cost;
    for (const source of ['abc', '=a*b', '=\\s*["\']', '(?:ab|cd)*', 'x(?:\\w+\\.)*y', '[A-Z]\\d+'])
      assert.equal(costOf(source), 'linear', source);
    for (const source of ['\\w+\\w+x', 'a.*b.*c', '\\d+[0-9a-f]+z'])
      assert.equal(costOf(source), 'polynomial', source);
    for (const source of ['(a+)+', '(a|a)*', '(a|ab)*c', '(?:\\w+\\s?)*x', '((ab)*)*'])
      assert.equal(costOf(source), 'exponential', source);
  });

  it('runs dangerous expressions in bounded time', () => {
    const text = 'a'.repeat(50_000);
    const started = process.hrtime.bigint();
    assert.deepEqual(matchesOf('(a+)+$x', text), []);
    assert.deepEqual(matchesOf('(?:a|a)*b', text), []);
    assert.deepEqual(matchesOf('a*a*a*b', text), []);
    assert.deepEqual(matchesOf('.*,.*,.*,x', text), []);
    assert.ok(process.hrtime.bigint() - started < 5_000_000_000n);
  });

  it('refuses exponential expressions that no linear engine can run', () => {
    assert.match(reasonOf('(a+)+(?=b)'), /exponential time/);
    assert.match(reasonOf('(\\w+\\s?)+\\1'), /exponential time/);
  });

  it('knows substrings that every match has', () => {
    const literalsOf = (pcre: string) => {
      const compiled = compileSafeRegex(pcre, { multiline: true });
      return compiled.ok ? compiled.regex.literals.groups : [];
    };
    assert.deepEqual(literalsOf('\\bpassword\\s*='), [['password']]);
    assert.deepEqual(literalsOf('a|b'), []);
    assert.deepEqual(literalsOf('spawn|exec(File)?'), [['spawn', 'exec']]);
    assert.deepEqual(literalsOf('spawn|x?'), []);
    assert.deepEqual(literalsOf('^(.*/)?(bash|zsh)x1$'), [['x1'], ['bash', 'zsh']]);
    assert.deepEqual(literalsOf('(?:a1|b2)?long'), [['long']]);
    assert.deepEqual(literalsOf('(?i)passWord'), [['password']]);
    assert.deepEqual(literalsOf('x?abc+'), [['ab']]);
  });

  it('binds groups', () => {
    const compiled = compileSafeRegex('(?P<K>\\w+)=(\\w+)?', { multiline: true });
    assert.ok(compiled.ok);
    const [match] = compiled.regex.findAll('a=');
    assert.deepEqual([match?.groups, match?.named.K], [['a=', 'a', undefined], 'a']);
    assert.equal(compiled.regex.matchStart(' a=b'), undefined);
    assert.equal(compiled.regex.find(' a=b')?.start, 1);
  });

  it('gives the offset of what it refuses', () => {
    const translation = translateRegex('ab++', { multiline: true });
    assert.deepEqual(translation.ok ? -1 : translation.offset, 3);
  });
});
