// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the samples are code.
import assert from 'node:assert/strict';
import { assertLines, lower } from './lowered.ts';

describe('lowering of expressions', () => {
  it('keeps all literal parts of templates, also empty ones', () => {
    const it = lower('function f(a, b) { return `x${a}${b} y`; }');
    assertLines(it.body('f'), '%2 = tpl "x" %0 "" %1 " y"\nret %2');
  });

  it('makes a template without substitutions a constant', () => {
    assertLines(lower('function f() { return `a\\n`; }').body('f'), '%0 = const "a\\n"\nret %0');
  });

  it('lowers every kind of literal', () => {
    const it = lower(
      'function f() { return [1, 0x10, 1e3, -2, 12n, "s", true, null, /a\\/b/gi, undefined]; }',
    );
    const constants = it.ir.constants.map((constant) => JSON.stringify(constant));
    for (const expected of [
      '{"kind":"number","value":16}',
      '{"kind":"number","value":1000}',
      '{"kind":"number","value":-2}',
      '{"kind":"bigint","value":"12"}',
      '{"kind":"regexp","value":"a\\\\/b","flags":"gi"}',
      '{"kind":"null"}',
      '{"kind":"undefined"}',
    ]) {
      assert.ok(constants.includes(expected), expected);
    }
  });

  it('gives a short circuit branches and a phi', () => {
    const it = lower('function f(a, b) { return a && b; }');
    assertLines(
      it.body('f'),
      `%2 = unk falsy ()
       branch %0 true: b1, false: b2
       %4 = phi b0: %2, b1: %1
       ret %4`,
    );
    assertLines(lower('function f(a, b) { return a || b; }').body('f'), 'branch %0 true: b2, false: b1');
    assertLines(
      lower('function f(a, b) { return a ?? b; }').body('f'),
      '%2 = const null\n%3 = cmp %0 == %2\nbranch %3 true: b1, false: b2',
    );
  });

  it('turns conditions into jumps, without phis', () => {
    const it = lower('function f(a, b, c) { if (a && !(b || c)) return 1; return 2; }');
    assert.doesNotMatch(it.body('f'), /phi|not/);
    assertLines(
      it.body('f'),
      'branch %0 true: b1, false: b4\nbranch %1 true: b4, false: b2\nbranch %2 true: b4, false: b3',
    );
  });

  it('keeps a simple negation as Not', () => {
    assertLines(
      lower('function f(a) { if (!a) return 1; }').body('f'),
      '%1 = not %0\nbranch %1 true: b1, false: b2',
    );
  });

  it('needs no phi for a short circuit whose value nobody wants', () => {
    assert.doesNotMatch(lower('function f(a) { a && g(); }').body('f'), /phi/);
  });

  it('joins the values of a conditional', () => {
    assertLines(
      lower('function f(c, a, b) { return c ? a : b; }').body('f'),
      '%4 = phi b1: %1, b2: %2\nret %4',
    );
  });

  it('marks every link behind ?. as optional, without blocks', () => {
    const it = lower('function f(a) { return a?.b.c(1)?.[0]; }');
    assertLines(
      it.body('f'),
      `%1 = load %0 .b [optional]
       %2 = load %1 .c [optional]
       %4 = call %2 (%3) on %1 [optional]
       %7 = load %4 .0 [optional]`,
    );
    assert.equal(it.function('f').blockCount, 1);
  });

  it('assigns logically only where the left side asks for it', () => {
    const it = lower('function f(a, b) { a ??= b; return a; }');
    assertLines(it.body('f'), 'branch %3 true: b1, false: b2\n%6 = phi b0: %0, b1: %5\nret %6');
    const member = lower('function f(o, b) { o.x ||= b; return o; }');
    assertLines(member.body('f'), '%2 = load %0 .x\nbranch %2 true: b2, false: b1\n%4 = store %0 .x = %1');
  });

  it('lowers operators and comparisons', () => {
    const it = lower(
      'function f(a, b) { return [a + b, a - b, a | b, a == b, a !== b, a < b, a in b, a instanceof b, typeof a, void a, ~a, +a]; }',
    );
    assertLines(
      it.body('f'),
      `%2 = bin %0 + %1
       %3 = bin %0 subtract %1
       %4 = bin %0 bitwise %1
       %5 = cmp %0 == %1
       %6 = cmp %0 !== %1
       %7 = cmp %0 < %1
       %8 = cmp %0 in %1
       %9 = cmp %0 instanceof %1
       %10 = un typeof %0
       %11 = un void %0
       %12 = un ~ %0
       %13 = un + %0`,
    );
  });

  it('walks long chains of operators without recursion', () => {
    const it = lower(
      `function f(a) { return ${Array.from({ length: 5000 }, (_, i) => `a + ${i}`).join(' +\n')}; }`,
    );
    assert.deepEqual(it.gaps, []);
  });

  it('increments variables and members', () => {
    assertLines(
      lower('function f(i, o) { const before = i++; ++o.n; return [i, before]; }').body('f'),
      `%2 = un increment %0
       %3 = copy %0
       %4 = load %1 .n
       %5 = un increment %4
       %6 = store %1 .n = %5
       %7 = arr [%2, %3]`,
    );
  });

  it('evaluates a comma and yields its right side', () => {
    assertLines(lower('function f(a, b) { return (a(), b); }').body('f'), '%2 = call %0 ()\nret %1');
  });

  it('lowers calls with spread arguments, receivers and new', () => {
    const it = lower('function f(o, xs) { o.m(1, ...xs); new o.C(xs); (0, o.g)(); o["h"](); }');
    assertLines(
      it.body('f'),
      `%4 = elems %1
       %5 = call %2 (%3, %4) on %0
       %7 = load %6 .C
       %8 = new %7 (%1)
       %9 = post %1 after %8 argument 0`,
    );
    assert.match(it.body('f'), /call %\d+ \(\)\n/);
    assert.match(it.body('f'), /load %\d+ \.h/);
    assert.match(it.body('f'), /call %\d+ \(\) on %\d+/);
  });

  it('lowers tagged templates with their literal parts as argument 0', () => {
    const it = lower('function f(sql, id) { return sql`select ${id} x`; }');
    assertLines(
      it.body('f'),
      '%2 = const "select "\n%3 = const " x"\n%4 = arr [%2, %3]\n%5 = call %0 (%4, %1) [tag]',
    );
  });

  it('lowers await, yield and delete', () => {
    const it = lower(
      'async function* f(p, o) { const x = await p; const y = yield x; yield* y; delete o.a; delete o[y]; return o; }',
    );
    assertLines(
      it.body('f'),
      `%2 = await %0
       %3 = yield %2
       %4 = yield * %3
       %5 = del %1 .a
       %7 = del %5 [?]
       ret %7`,
    );
    assert.equal(it.function('f').isAsync, true);
    assert.equal(it.function('f').isGenerator, true);
  });

  it('treats constant keys as fields and other keys as indexes', () => {
    const it = lower(`const KEY = 'secret'; function f(o, k) { return [o['a'], o[0], o[KEY], o[k]]; }`);
    assertLines(it.body('f'), '%3 = load %0 .a\n%4 = load %0 .0\n%5 = load %0 .secret\n%6 = loadx %0 [%1]');
  });

  it('reports eval, Function and Proxy, and keeps the calls', () => {
    const it = lower(`eval(x); new Function('a'); Function('b'); new Proxy({}, {});`);
    assert.deepEqual(it.gapKinds(), ['eval', 'eval', 'eval', 'proxy']);
  });

  it('reports functions of libraries and of the language that are replaced', () => {
    const it = lower(`
      import axios from 'axios'; import { own } from './own'; import { Model } from 'orm';
      console.log = (...values) => send(values);
      axios.get = function () {};
      Model.prototype.save = async () => {};
      window.fetch = () => {};
      globalThis.console.error = () => {};
      XMLHttpRequest.prototype.open = function () {};
      own.method = () => {};
      window.onload = () => {};
      const mine = {}; mine.log = () => {};
      function Mine() {} Mine.prototype.log = function () {};
      console.level = 3;
    `);
    assert.deepEqual(
      it.gapKinds().filter((kind) => kind === 'replaced-function').length,
      6,
      'the first six and none of the others',
    );
  });

  it('gives the names of variables and properties to fresh values, and copies the rest', () => {
    const it = lower(
      'function f(p) { const pnr = p; const q = g(); const o = { a: h() }; return [pnr, q, o]; }',
    );
    assert.match(it.body('f'), /copy %0 {2}; name=pnr/);
    assert.match(it.body('f'), /call %\d+ \(\) {2}; name=q/);
    assert.match(it.body('f'), /call %\d+ \(\) {2}; name=a/);
  });
});

describe('lowering of destructuring', () => {
  it('keeps field precision in parameters', () => {
    const it = lower('function f({ id, name: { first }, ...rest }) { return [id, first, rest]; }');
    assertLines(
      it.body('f'),
      `%1 = load %0 .id
       %2 = load %0 .name
       %3 = load %2 .first
       %4 = rest %0 without (.id, .name)`,
    );
  });

  it('branches on undefined for defaults', () => {
    const it = lower('function f({ a = g() } = {}) { return a; }');
    assert.equal((it.body('f').match(/===/g) ?? []).length, 2);
    assert.equal((it.body('f').match(/phi/g) ?? []).length, 2);
  });

  it('loads array elements under their index, and the rest from it on', () => {
    const it = lower('function f(xs) { const [a, , b = 1, ...c] = xs; return [a, b, c]; }');
    assert.match(it.body('f'), /load %0 \.0.*load %0 \.2.*rest %0 without \(\) from 3/s);
  });

  it('destructures in assignments, to names and members', () => {
    const it = lower(
      'function f(o, x, t) { ({ a: x, b: o.c = 1, ...t } = g()); [x, o[0]] = t; return [o, x, t]; }',
    );
    assert.match(it.body('f'), /load %\d+ \.a/);
    assert.match(it.body('f'), /store %\d+ \.c/);
    assert.match(it.body('f'), /rest %\d+ without \(\.a, \.b\)/);
    assert.match(it.body('f'), /store %\d+ \.0/);
  });

  it('swaps', () => {
    const it = lower('function f(a, b) { [a, b] = [b, a]; return a; }');
    assertLines(it.body('f'), '%2 = arr [%1, %0]\n%3 = load %2 .0\n%4 = load %2 .1\nret %3');
  });
});

describe('lowering of object and array literals', () => {
  it('stores fields in order, spreads in between', () => {
    const it = lower(`function f(a, b, k) { return { x: a, ...b, 'y-z': 1, [k]: 2, ['w']: 3, k }; }`);
    assertLines(
      it.body('f'),
      `%3 = obj
       %4 = store %3 .x = %0
       %5 = spread %4 ...%1
       %7 = store %5 ["y-z"] = %6
       %9 = storex %7 [%2] = %8
       %11 = store %9 .w = %10
       %12 = store %11 .k = %2
       ret %12`,
    );
  });

  it('calls getters and stores methods', () => {
    const it = lower(
      'function f() { return { get g() { return 1; }, set s(v) {}, m() {}, async *n() {} }; }',
    );
    assertLines(
      it.body('f'),
      '%1 = func f2 g\n%2 = call %1 () on %0\n%3 = store %0 ["get g"] = %1\n%4 = store %3 .g = %2',
    );
    assert.match(it.body('f'), /store %\d+ \["set s"\]/);
    assert.match(it.body('f'), /store %\d+ \.m/);
    assert.equal(it.function('n').isAsync && it.function('n').isGenerator, true);
  });

  it('keeps holes and spreads of arrays', () => {
    const it = lower('function f(xs) { return [1, , ...xs]; }');
    assert.match(it.body('f'), /arr \[%\d+, %\d+, %\d+\]/);
    assert.match(it.body('f'), /elems %0/);
  });
});
