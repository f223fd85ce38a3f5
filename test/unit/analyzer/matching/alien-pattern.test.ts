/** Generic patterns of the engine aliengrep: brackets, lines, words, and options that cannot be meant. */
import assert from 'node:assert/strict';
import {
  compileAlienPattern,
  findAlien,
  tokenizeAlien,
} from '../../../../server/src/analyzer/matching/alien-pattern.ts';
import { readGenericOptions } from '../../../../server/src/analyzer/matching/generic-options.ts';
import { MatchBudgetError } from '../../../../server/src/analyzer/matching/match-context.ts';

function find(pattern: string, text: string, options: Readonly<Record<string, unknown>> = {}): string[] {
  const read = readGenericOptions({ generic_engine: 'aliengrep', ...options });
  assert.ok(typeof read !== 'string' && read.engine === 'aliengrep');
  const compiled = compileAlienPattern(pattern, read);
  assert.ok(compiled);
  return findAlien(compiled, tokenizeAlien(text, read), read).map(({ start, end }) => text.slice(start, end));
}

describe('findAlien', () => {
  it('skips pairs of brackets as one, and takes single ones for characters', () => {
    assert.deepEqual(find('f(...)', 'f(a, (b), c) d)'), ['f(a, (b), c)']);
    assert.deepEqual(find('f(... x ...)', 'f(a, (x))'), []);
    assert.deepEqual(find('a ... b', 'a ( b ) b; a ( b'), ['a ( b ) b', 'a ( b']);
    assert.deepEqual(find('x ... x', 'x <x> x', { generic_extra_braces: [['<', '>']] }), ['x <x> x']);
    assert.deepEqual(find('x ... x', 'x (x) x', { generic_braces: [['<', '>']] }), ['x (x']);
  });

  it('stays on the line where it is told to, but for long gaps', () => {
    const single = { generic_multiline: false };
    assert.deepEqual(find('a ... b', 'a\nb'), ['a\nb']);
    assert.deepEqual(find('a ... b', 'a\nb', single), []);
    assert.deepEqual(find('a .... b', 'a\nx b', single), ['a\nx b']);
    assert.deepEqual(find('a ...', 'a b \nc', single), ['a b ']);
    assert.deepEqual(find('a\nb', 'a b a \n b', single), ['a \n b']);
  });

  it('reads words as it is told to', () => {
    assert.deepEqual(find('k = $V;', 'k = a-b;'), []);
    assert.deepEqual(find('k = $V;', 'k = a-b;', { generic_extra_word_characters: ['-'] }), ['k = a-b;']);
    assert.deepEqual(find('KEY $X $X', 'key a A', { generic_caseless: true }), ['key a A']);
    assert.deepEqual(find('$X = $X', 'a = b c = c'), ['c = c']);
  });

  it('ends a search that takes too long', () => {
    assert.throws(() => find('a ... b ... c ... d ... e', `e ${'a b c d '.repeat(5_000)}`), MatchBudgetError);
    assert.deepEqual(find('( ... zz', `${'('.repeat(50_000)} zz`).length, 1);
  });

  it('says which options cannot be meant', () => {
    assert.match(String(readGenericOptions({ generic_engine: 'other' })), /spacegrep and aliengrep/);
    assert.match(String(readGenericOptions({ generic_comment_style: 'lisp' })), /c, cpp and shell/);
    const words = { generic_engine: 'aliengrep', generic_extra_braces: [['BEGIN', 'END']] };
    assert.match(String(readGenericOptions(words)), /pairs of single characters/);
  });
});
