/** Statements without the call or assignment that a pattern is about are passed over; no other ones are. */
import assert from 'node:assert/strict';
import { matchOn } from './match-cases.ts';

const linesOf = (pattern: string, ...code: readonly string[]) => matchOn({ pattern }, code.join('\n')).lines;

describe('statement anchors', () => {
  it('finds assignments wherever a statement holds them', () => {
    const code = [
      'x = 1;',
      'const x = 2;',
      'let y = 1, x = 3;',
      'call(x = 4);',
      'y = x = 5;',
      'y = 6;',
      'call(x);',
      'return x = 7;',
      'x += 8;',
      'const f = () => (x = 9);',
    ];
    assert.deepEqual(linesOf('x = $V;', ...code), [1, 2, 3, 4, 5, 8, 9, 10]);
    assert.deepEqual(linesOf('$X = 6;', ...code), [6]);
    assert.deepEqual(
      linesOf('$X = $Y;\n$X = $Z;', 'a = 1;', 'a = 2;', 'b(a);', 'let c = 3;', 'd(c = 4);'),
      [1, 4],
    );
  });
  it('finds assignments to imported names', () => {
    assert.deepEqual(linesOf('exec = $V;', 'import exec from "exec";', 'exec = 1;', 'other = 1;'), [2]);
    assert.deepEqual(
      linesOf('lib = $V;', 'const local = require("./lib.js");', 'local = 1;', 'other = 1;'),
      [2],
    );
  });
  it('finds calls of what a metavariable stands for', () => {
    const pattern = '$F = make();\n...\n$F(...);';
    assert.deepEqual(linesOf(pattern, 'const f = make();', 'g();', 'use(1, f(2));'), [1]);
    assert.deepEqual(linesOf(pattern, 'const f = make();', 'g();', 'use(1, f);'), []);
    assert.deepEqual(linesOf(pattern, 'const f = make();', 'if (a) { (f as any)(); }'), [1]);
    assert.deepEqual(linesOf(pattern, 'const f = make();', 'f`text`;'), [1]);
    assert.deepEqual(linesOf(pattern, 'a.b = make();', 'a.b();'), [1]);
    assert.deepEqual(linesOf(pattern, 'a.b = make();', 'b();'), []);
  });
  it('looks for runs only where something else was found, and finds them all', () => {
    const lines = matchOn(
      {
        patterns: [
          { 'pattern-inside': '$X = open();\n...\nuse($X, ...);\n' },
          { pattern: 'use($X, "=~/secret/")' },
        ],
      },
      [
        'function f() {',
        '  const a = open();',
        '  use(a, "secret");',
        '}',
        'const b = open();',
        'if (b) { use(b, "a secret"); }',
        'use(c, "secret");',
      ].join('\n'),
    ).lines;
    assert.deepEqual(lines, [3, 6]);
  });
});
