import assert from 'node:assert/strict';
import { Op } from '../../../../../server/src/analyzer/ir/opcode.ts';
import { callArguments, phiOperands } from '../../../../../server/src/analyzer/ir/operands.ts';
import { assertLines, type Lowered, lower } from './lowered.ts';

/** The texts of the string constants that a value may be, through phis and copies. */
function textsOf(it: Lowered, value: number): string[] {
  const found = new Set<string>();
  const seen = new Set<number>();
  const walk = (at: number): void => {
    if (at < 0 || seen.has(at)) return;
    seen.add(at);
    const { ir } = it;
    if (ir.op[at] === Op.Phi) for (const operand of phiOperands(ir, at)) walk(operand);
    else if (ir.op[at] === Op.Copy || ir.op[at] === Op.Post) walk(ir.a[at] ?? -1);
    else if (ir.op[at] === Op.Const) {
      const constant = ir.constants[ir.a[at] ?? -1];
      found.add(
        constant !== undefined && 'value' in constant ? String(constant.value) : String(constant?.kind),
      );
    } else found.add('?');
  };
  walk(value);
  return [...found].sort();
}

/** What `use` is called with, call by call in the order of the instructions. */
function usesOf(it: Lowered): string[][] {
  const uses: string[][] = [];
  const { ir } = it;
  for (let i = 0; i < ir.op.length; i++) {
    const callee = ir.a[i] ?? -1;
    if (ir.op[i] !== Op.Call || ir.op[callee] !== Op.Global || ir.strings[ir.a[callee] ?? -1] !== 'use')
      continue;
    uses.push(textsOf(it, callArguments(ir, i)[0] ?? -1));
  }
  return uses;
}

describe('lowering of conditions and switch', () => {
  it('joins variables behind if', () => {
    const it = lower(`function f(c) { let x = 'a'; if (c) x = 'b'; else if (c > 1) x = 'c'; use(x); }`);
    assert.deepEqual(usesOf(it), [['a', 'b', 'c']]);
  });

  it('goes through long else-if chains flatly', () => {
    const chain = Array.from({ length: 1000 }, (_, i) => `if (x === ${i}) { y = '${i}'; }`).join('\nelse ');
    const it = lower(`function f(x) { let y; ${chain} use(y); }`);
    assert.deepEqual(it.gaps, []);
    assert.equal(usesOf(it)[0]?.length, 1001);
  });

  it('falls through cases, and to the end without a default', () => {
    const it = lower(
      `function f(v) { let x = '0'; switch (v) { case 1: x = '1'; case 2: use(x); break; case 3: x = '3'; } use(x); }`,
    );
    assert.deepEqual(usesOf(it), [
      ['0', '1'],
      ['0', '1', '3'],
    ]);
  });

  it('goes to a default in the middle', () => {
    const it = lower(`function f(v) { switch (v) { case 1: a(); default: b(); case 2: c(); } d(); }`);
    assertLines(it.body('f'), 'switch %0 case %5: b1, case %6: b3, default: b2');
  });

  it('keeps a switch with only a default', () => {
    const it = lower(`function f(v) { switch (v) { default: use('x'); } switch (v) {} }`);
    assert.deepEqual(usesOf(it), [['x']]);
  });

  it('scopes declarations of cases', () => {
    const it = lower(`function f(v) { switch (v) { case 1: const x = 'a'; break; case 2: use(x); } }`);
    assert.equal(usesOf(it).length, 1);
  });
});

describe('lowering of loops', () => {
  it('makes phis only for variables that the loop writes', () => {
    const it = lower('function f(a, b) { let i = 0; while (i < 9) { i = i + a; } return [i, b]; }');
    assert.equal((it.body('f').match(/phi/g) ?? []).length, 1);
  });

  it('sees the variable of the last iteration in for loops', () => {
    const it = lower(
      `function f(n) { let last = 'none'; for (let i = 0; i < n; i++) { use(last); last = 'some'; } use(last); }`,
    );
    assert.deepEqual(usesOf(it), [
      ['none', 'some'],
      ['none', 'some'],
    ]);
    assert.match(it.body('f'), /phi b0: %\d+, b2: %\d+ {2}; name=i/);
  });

  it('runs the body of do at least once', () => {
    const it = lower(
      `function f(n) { let x = 'a'; do { use(x); x = 'b'; if (n) continue; x = 'c'; } while (n--); use(x); }`,
    );
    assert.deepEqual(usesOf(it), [
      ['a', 'b', 'c'],
      ['b', 'c'],
    ]);
  });

  it('iterates over values, keys and streams', () => {
    const it = lower(
      'async function f(xs, o, s) { for (const x of xs) x(); for (k in o) k(); for await (const c of s) c(); }',
    );
    assert.match(it.body('f'), /iter of %0/);
    assert.match(it.body('f'), /iter in %1/);
    assert.match(it.body('f'), /iter await %2 \[async\]/);
  });

  it('destructures what it iterates', () => {
    const it = lower('function f(m) { for (const [k, { v }] of m) use(k, v); }');
    assert.match(it.body('f'), /iter of %\d+.*load %\d+ \.0.*load %\d+ \.1.*load %\d+ \.v/s);
  });

  it('jumps to labels', () => {
    const it = lower(
      `function f(a, b) { let x = 'a'; outer: for (const p of a) { for (const q of b) { if (q) { x = 'b'; continue outer; } if (p) { x = 'c'; break outer; } x = 'd'; } } use(x); }`,
    );
    assert.deepEqual(usesOf(it), [['a', 'b', 'c', 'd']]);
  });

  it('breaks out of labeled blocks', () => {
    const it = lower(`function f(c) { let x = 'a'; done: { if (c) break done; x = 'b'; } use(x); }`);
    assert.deepEqual(usesOf(it), [['a', 'b']]);
  });

  it('treats a constant condition like any other', () => {
    const it = lower('function f() { while (true) { if (g()) break; } return 1; }');
    assert.match(it.body('f'), /branch %\d+ true: b\d, false: b\d/);
  });

  it('resets let without initializer in every iteration', () => {
    const it = lower(`function f(n) { while (n--) { let x; use(x); x = 'a'; } }`);
    assert.deepEqual(usesOf(it), [['undefined']]);
  });
});

describe('lowering of try', () => {
  it('shows the handler every intermediate value', () => {
    const it = lower(
      `function f() { let x = 'a'; try { x = 'b'; g(); x = 'c'; h(); x = 'd'; } catch { use(x); } }`,
    );
    assert.deepEqual(usesOf(it), [['a', 'b', 'c', 'd']]);
  });

  it('does not show values that the try cannot have', () => {
    const it = lower(`function f() { let x = 'a'; try { g(); } catch (e) { use(x); } x = 'z'; }`);
    assert.deepEqual(usesOf(it), [['a']]);
  });

  it('binds what was caught', () => {
    const it = lower('function f() { try { g(); } catch ({ message }) { h(message); } }');
    assert.match(it.body('f'), /catch.*load %\d+ \.message/s);
  });

  it('gives every block of the try an exception edge', () => {
    const it = lower('function f(c) { try { if (c) g(); else h(); } catch { k(); } }');
    const { ir } = it;
    const handlers = new Set(ir.handler);
    assert.equal(handlers.size, 2);
  });

  it('runs finally on every way out', () => {
    const it = lower('function f(c) { try { if (c) return g(); } finally { done(); } after(); }');
    // Normal end, exception, return.
    const doneCalls = it
      .body('f')
      .split('\n')
      .filter((line) => line.includes('call') && line.includes('()')).length;
    assert.equal(doneCalls, 5);
    assert.match(it.body('f'), /throw/);
  });

  it('returns the value computed before finally', () => {
    const it = lower(`function f() { let x = 'a'; try { return x; } finally { x = 'b'; } }`);
    const ret = [...it.ir.op].findIndex((op, i) => op === Op.Ret && it.ir.functionOf[i] === 1);
    assert.deepEqual(textsOf(it, it.ir.a[ret] ?? -1), ['a']);
  });

  it('lets a return in finally win', () => {
    const it = lower(`function f() { try { return 'a'; } finally { return 'b'; } }`);
    const returned = [...it.ir.op].flatMap((op, i) =>
      op === Op.Ret && it.ir.functionOf[i] === 1 ? textsOf(it, it.ir.a[i] ?? -1) : [],
    );
    assert.deepEqual(new Set(returned), new Set(['b']));
  });

  it('runs finally on break and continue', () => {
    const it = lower(
      `function f(xs) { let x = 'a'; for (const y of xs) { try { if (y) break; if (x) continue; } finally { x = 'f'; } } use(x); }`,
    );
    assert.deepEqual(usesOf(it), [['a', 'f']]);
  });

  it('shares deeply nested finally blocks instead of copying them', () => {
    let text = 'g();';
    for (let i = 0; i < 60; i++) text = `try { if (c) return 1; }\nfinally { ${text} }`;
    const it = lower(`function f(c) { ${text} }`);
    assert.ok(it.function('f').blockCount < 8000, String(it.function('f').blockCount));
    assert.deepEqual(it.gaps, []);
  });

  it('joins what stands behind try and catch', () => {
    const it = lower(
      `function f() { let x = 'a'; try { x = 'b'; } catch { x = 'c'; } finally { g(); } use(x); }`,
    );
    assert.deepEqual(usesOf(it), [['b', 'c']]);
  });
});

describe('lowering of odd statements', () => {
  it('reports with, and makes names inside depend on its object', () => {
    const it = lower('function f(o, x) { with (o) { g(x); } }', 'test.js');
    assert.deepEqual(it.gapKinds(), ['with-statement']);
    assert.match(it.body('f'), /unk with \(%\d+, %0\)/);
  });

  it('drops what stands behind a return, but lowers its functions', () => {
    const it = lower('function f() { return g(); function g() { return 1; } h(function inner() {}); }');
    assert.doesNotMatch(it.body('f'), /inner/);
    assert.equal(it.function('inner').kind, 'function');
  });

  it('hoists functions to the start of their scope', () => {
    const it = lower(`function f(c) { use(g); { use(h); function h() {} } function g() {} }`);
    assert.match(it.body('f'), /func f2 h|func f\d g/);
    assert.doesNotMatch(it.body('f'), /const undefined/);
  });

  it('hoists var and leaves it undefined before', () => {
    const it = lower(`function f() { use(x); if (a) { var x = 'a'; } use(x); }`);
    assert.deepEqual(usesOf(it), [['undefined'], ['a', 'undefined']]);
  });
});
