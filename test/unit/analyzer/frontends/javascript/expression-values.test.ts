// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the samples are code.
import assert from 'node:assert/strict';
import { Op } from '../../../../../server/src/analyzer/ir/opcode.ts';
import { lower } from './lowered.ts';

describe('expression values', () => {
  it('finds names, parentheses, members and calls', () => {
    const it = lower('function f(a) {\n  return use( (a) , /* c */ a.b, g(a).c );\n}');
    assert.equal(it.valueOf('(a)', 1), it.function('f').params[0]?.value);
    assert.equal(it.ir.op[it.valueOf('a.b')], Op.Load);
    assert.equal(it.ir.op[it.valueOf('g(a)')], Op.Call);
    assert.equal(it.ir.op[it.valueOf('g')], Op.Global);
    assert.equal(it.ir.op[it.valueOf('use( (a) , /* c */ a.b, g(a).c )')], Op.Call);
    assert.equal(it.valueOf('a.b, g'), -1);
  });

  it('finds declared names, parameters and assignment targets', () => {
    const it = lower(
      'function f(first, { second }) { const third = g(); let fourth; fourth = h(); o.fifth = i(); }',
    );
    assert.equal(it.valueOf('first'), it.function('f').params[0]?.value);
    assert.equal(it.ir.op[it.valueOf('second')], Op.Load);
    assert.equal(it.valueOf('third'), it.valueOf('g()'));
    assert.equal(it.valueOf('fourth', 1), it.valueOf('h()'));
    assert.equal(it.valueOf('o.fifth'), it.valueOf('i()'));
    assert.equal(it.valueOf('o.fifth = i()'), it.valueOf('i()'));
  });

  it('finds this, arguments and the inside of templates, JSX and object literals', () => {
    const it = lower('class C { m(x) { return <p k={x.y}>{`${this.z}`}{[{ x }]}</p>; } }', 'a.tsx');
    assert.equal(it.ir.op[it.valueOf('this')], Op.This);
    assert.equal(it.ir.op[it.valueOf('x.y')], Op.Load);
    assert.equal(it.ir.op[it.valueOf('{x.y}')], Op.Load);
    assert.equal(it.ir.op[it.valueOf('`${this.z}`')], Op.Tpl);
    assert.equal(it.ir.op[it.valueOf('{ x }')], Op.Store);
    assert.equal(it.ir.op[it.valueOf('<p k={x.y}>{`${this.z}`}{[{ x }]}</p>')], Op.Call);
  });

  it('finds instructions by the syntax they stand for', () => {
    const it = lower('function f(o, a) { o.x = a; if (a > 1) return a; throw a; }');
    const find = (source: string): number => {
      const start = it.text.indexOf(source);
      return it.ir.op[it.expressionValues.lookupInstruction(start, start + source.length)] ?? -1;
    };
    assert.equal(find('o.x = a'), Op.Store);
    assert.equal(find('a > 1'), Op.Cmp);
    assert.equal(find('throw a;'), Op.Throw);
  });

  it('prefers the copy of a finally block that runs normally', () => {
    const it = lower('function f() { try { g(); } finally { h(k); } }');
    assert.equal(it.ir.op[it.valueOf('h(k)')], Op.Call);
  });

  it('knows nothing of code that never runs', () => {
    const it = lower('function f() { return 1; g(); }');
    assert.equal(it.valueOf('g()'), -1);
  });

  it('gives positions relative to the function', () => {
    const it = lower('const x = 1;\nfunction f(a) { return a.b; }');
    const load = it.valueOf('a.b');
    const declared = it.function('f');
    assert.equal(declared.start, 13);
    assert.equal(declared.start + (it.ir.position[load] ?? 0), it.text.indexOf('a.b'));
    assert.equal(it.ir.length[load], 3);
  });
});
