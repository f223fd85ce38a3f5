/**
 * Taint inside single functions passes over code in which nothing is tainted yet and no source stands. What such code
 * leaves behind must be the same: functions that were used, ways that end, what is known at the top of the file.
 */
import assert from 'node:assert/strict';
import { runEngine } from '../../../support/run-engine.ts';

const rule = {
  id: 'flow',
  mode: 'taint',
  message: 'm',
  languages: ['js'],
  severity: 'ERROR',
  'pattern-sources': [{ pattern: 'source(...)' }],
  'pattern-sinks': [{ pattern: 'sink(...)' }],
};

const linesOf = (code: readonly string[], changes: Readonly<Record<string, unknown>> = {}) => {
  const engine = runEngine({
    files: [{ path: 'a.js', text: code.join('\n') }],
    ruleFiles: [{ path: 'r.json', text: JSON.stringify({ rules: [{ ...rule, ...changes }] }) }],
    configuration: { semgrepCompat: true },
  });
  assert.deepEqual(engine.problems(), []);
  return engine.findings().map(({ location }) => location.startLine + 1);
};

describe('taint inside single functions', () => {
  it('runs functions that nobody used with what is known at the end', () => {
    assert.deepEqual(
      linesOf(['function f() {', 'let x;', 'const show = () => sink(x);', 'x = source();', '}']),
      [3],
    );
    assert.deepEqual(
      linesOf(['function f() {', 'let x;', 'const show = () => sink(x);', 'show();', 'x = source();', '}']),
      [],
    );
    assert.deepEqual(
      linesOf([
        'function f() {',
        'let x;',
        'const show = () => sink(x);',
        'const all = () => show();',
        'x = source();',
        'all();',
        '}',
      ]),
      [3],
    );
    assert.deepEqual(
      linesOf([
        'function f() {',
        'let x;',
        'const show = () => sink(x);',
        'const all = () => show();',
        'all();',
        'x = source();',
        '}',
      ]),
      [],
    );
  });
  it('knows sources in functions that are used later', () => {
    assert.deepEqual(
      linesOf([
        'function f() {',
        'let x;',
        'const fill = () => { x = source(); };',
        'sink(x);',
        'fill();',
        'sink(x);',
        '}',
      ]),
      [6],
    );
  });
  it('ends ways before the first source, and goes round loops', () => {
    assert.deepEqual(
      linesOf([
        'function f(a) {',
        'let x;',
        'while (a) {',
        'sink(x);',
        'x = source();',
        '}',
        'sink(x);',
        '}',
      ]),
      [4, 7],
    );
    assert.deepEqual(linesOf(['function f(a) {', 'return a;', 'const x = source();', 'sink(x);', '}']), []);
    assert.deepEqual(
      linesOf(['function f(a) {', 'if (a) { throw a; }', 'const x = source();', 'sink(x);', '}']),
      [4],
    );
  });
  it('knows variables at the top of the file in functions without a source', () => {
    assert.deepEqual(linesOf(['const x = source();', 'function f() { sink(x); }', 'sink(x);']), [2, 3]);
    assert.deepEqual(linesOf(['function f() { sink(x); }', 'function g() { const x = source(); }']), []);
    assert.deepEqual(linesOf(['class A {', 'field = source();', 'm() { sink(this.field); }', '}']), [3]);
  });
  it('forgets what was overwritten, and keeps it where ways meet', () => {
    assert.deepEqual(
      linesOf([
        'function f(a) {',
        'let x = source();',
        'if (a) x = 1;',
        'sink(x);',
        'x = { y: 1 };',
        'sink(x);',
        'x.y = source();',
        'sink(x.z);',
        'sink(x.y);',
        '}',
      ]),
      [4, 9],
    );
  });
  it('sees what propagators bring from before', () => {
    const changes = { 'pattern-propagators': [{ pattern: '$TO.push($FROM)', from: '$FROM', to: '$TO' }] };
    assert.deepEqual(
      linesOf(['function f() {', 'const list = [];', 'list.push(source());', 'sink(list);', '}'], changes),
      [4],
    );
    assert.deepEqual(
      linesOf(['function f() {', 'const list = [];', 'sink(list);', 'list.push(source());', '}'], changes),
      [],
    );
  });
  it('asks for the labels of sinks only where sources can give them', () => {
    const changes = {
      'pattern-sources': [
        { pattern: 'source(...)', label: 'IN' },
        { pattern: 'clean(...)', label: 'CLEAN' },
      ],
      'pattern-sinks': [{ pattern: 'sink(...)', requires: 'IN and not CLEAN' }],
    };
    assert.deepEqual(
      linesOf(['sink(source(1));', 'sink(clean(source(1)));', 'sink(clean(1));'], changes),
      [1],
    );
    assert.deepEqual(linesOf(['sink(clean(1));'], changes), []);
  });
});
