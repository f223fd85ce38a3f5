/** Generic patterns: tokens, gaps, brackets, metavariables. */
import assert from 'node:assert/strict';
import { defaultGenericOptions } from '../../../../server/src/analyzer/matching/generic-options.ts';
import {
  compileGenericPattern,
  findGeneric,
  tokenizeGeneric,
} from '../../../../server/src/analyzer/matching/generic-pattern.ts';

function find(pattern: string, text: string, options = defaultGenericOptions): string[] {
  const compiled = compileGenericPattern(pattern);
  assert.ok(compiled);
  return findGeneric(compiled, tokenizeGeneric(text, options), options).map(({ start, end }) =>
    text.slice(start, end),
  );
}

describe('findGeneric', () => {
  it('compares tokens, white space aside', () => {
    assert.deepEqual(find('a.b( c )', 'x a.b(c) a . b\n(c) ab(c)'), ['a.b(c)', 'a . b\n(c)']);
  });

  it('does not take parts of words', () => {
    assert.deepEqual(find('key', 'monkey key keys'), ['key']);
  });

  it('takes brackets for tokens like others', () => {
    assert.deepEqual(find('f(...)', 'f(a, (b), c) d)'), ['f(a, (b)']);
    assert.deepEqual(find('f(... z)', 'f(a) z)'), ['f(a) z)']);
    assert.deepEqual(find('s {\n  ...\n}', 's {\n  t {\n  }\n}\n}'), ['s {\n  t {\n  }\n}']);
  });

  it('lets ... reach ten lines and no further', () => {
    assert.deepEqual(find('a ... b', `a${'\n'.repeat(10)}b`).length, 1);
    assert.deepEqual(find('a ... b', `a${'\n'.repeat(11)}b`), []);
    assert.deepEqual(
      find('a ... b', `a${'\n'.repeat(11)}b`, { ...defaultGenericOptions, maxSpan: 11 }).length,
      1,
    );
  });

  it('binds one word, and the same word again', () => {
    assert.deepEqual(find('$X = $X', 'a = b c = c'), ['c = c']);
    assert.deepEqual(find('say $...TEXT ;', 'say one, two; say'), ['say one, two;']);
  });

  it('tells capital letters from small ones', () => {
    assert.deepEqual(find('FROM node', 'from Node FROM node'), ['FROM node']);
  });

  it('takes comments for blanks where asked to', () => {
    const text = 'a /* b */ c\na // b\n c\na # b\n c';
    const withStyle = (commentStyle: 'none' | 'c' | 'cpp' | 'shell') =>
      find('a c', text, { ...defaultGenericOptions, commentStyle });
    assert.deepEqual(withStyle('none'), []);
    assert.deepEqual(withStyle('c'), ['a /* b */ c']);
    assert.deepEqual(withStyle('cpp'), ['a /* b */ c', 'a // b\n c']);
    assert.deepEqual(withStyle('shell'), ['a # b\n c']);
    assert.deepEqual(find('b', 'x /* b', { ...defaultGenericOptions, commentStyle: 'c' }), ['b']);
  });

  it('says when nothing is left to look for', () => {
    assert.equal(compileGenericPattern('... ...'), undefined);
  });
});
