import assert from 'node:assert/strict';
import { Flag, Op } from '../../../../../server/src/analyzer/ir/opcode.ts';
import { type Lowered, lower } from './lowered.ts';

function cell(it: Lowered, name: string) {
  const found = it.ir.cells.find((candidate) => candidate.name === name);
  assert.ok(found !== undefined, `cell ${name} exists`);
  return found;
}

function cellReads(it: Lowered, functionName: string, name: string): number {
  const id = it.ir.functions.indexOf(it.function(functionName));
  const index = it.ir.cells.findIndex((candidate) => candidate.name === name);
  let count = 0;
  for (let i = 0; i < it.ir.op.length; i++) {
    if (it.ir.op[i] === Op.CellGet && it.ir.a[i] === index && it.ir.functionOf[i] === id) count++;
  }
  return count;
}

describe('captured variables', () => {
  it('stay SSA in the owner when they are written once', () => {
    const it = lower('function f() { const x = g(); use(x); return () => x; }');
    assert.equal(cellReads(it, 'f', 'x'), 0);
    assert.equal(cell(it, 'x').writeCount, 1);
    assert.equal(cell(it, 'x').isConst, true);
    assert.equal(cell(it, 'x').singleValue, it.valueOf('g()'));
  });

  it('stay SSA in the owner when only the owner writes them, and are cells inside', () => {
    const twice = lower(
      'function f(c) { let x = 1; if (c) x = 2; return [x, function inner() { return x; }]; }',
    );
    assert.equal(cellReads(twice, 'f', 'x'), 0);
    assert.equal(cellReads(twice, 'inner', 'x'), 1);
    assert.equal(cell(twice, 'x').writeCount, 2);
    assert.equal(cell(twice, 'x').singleValue, -1);
  });

  it('are cells everywhere when they are written inside', () => {
    const inside = lower('function f() { let x; g(() => { x = 1; }); return x; }');
    assert.equal(cellReads(inside, 'f', 'x'), 1);
    assert.equal(cell(inside, 'x').writeCount, 1);
  });

  it('are read through the cell after an inner function may have changed their content', () => {
    const it = lower(
      'function f() { const list = []; use(list); xs.forEach((x) => list.push(x)); return list; }',
    );
    assert.equal(cellReads(it, 'f', 'list'), 1);
    const hoisted = lower('function f() { const o = {}; set(1); return o; function set(x) { o.x = x; } }');
    assert.equal(cellReads(hoisted, 'f', 'o'), 1);
  });

  it('show inner functions what the owner changes later', () => {
    const it = lower('const config = {}; config.key = secret; function f() { return config.key; }');
    const index = it.ir.cells.findIndex((candidate) => candidate.name === 'config');
    const weak = [...it.ir.op].filter(
      (op, i) => op === Op.CellSet && it.ir.a[i] === index && ((it.ir.flags[i] ?? 0) & Flag.Weak) !== 0,
    );
    assert.equal(weak.length, 1);
  });

  it('are read once at the entry where nobody writes them again', () => {
    const it = lower('const a = g(); function f() { return [a.x, a.y, a.z]; }');
    assert.equal(cellReads(it, 'f', 'a'), 1);
  });

  it('pass this and arguments into arrow functions', () => {
    const it = lower('class C { m(x) { return () => this.x + arguments[0]; } }');
    assert.deepEqual(
      it.ir.cells.map((candidate) => candidate.name),
      ['this', 'arguments'],
    );
    assert.match(it.body(''), /func|class/);
    const self = lower('function f() { return function () { return this; }; }');
    assert.deepEqual(self.ir.cells, []);
  });

  it('give this of module level arrows a cell too', () => {
    const it = lower('export const f = () => this.x;');
    assert.equal(cell(it, 'this').functionId, 0);
  });

  it('tell the caller about parameters that inner functions change', () => {
    const it = lower('function f(list, x) { x.forEach((y) => list.push(y)); }');
    assert.match(it.body('f'), /cellget.*parampost 0/s);
  });

  it('are imports without a cell', () => {
    const it = lower(`import { a } from 'a'; export function f() { return () => a(); }`);
    assert.deepEqual(it.ir.cells, []);
    assert.equal([...it.ir.op].filter((op) => op === Op.Import).length, 2);
  });

  it('resolve shadowed and block scoped names', () => {
    const it = lower(
      `function f(x) { { const x = 'inner'; use(x); } use(x); return function x() { return x; }; }`,
    );
    const inner = it.argument('use(x)', 0);
    assert.equal(it.ir.op[inner], Op.Const);
    const outer = it.valueOf('x', it.text.slice(0, it.text.lastIndexOf('use(x)') + 4).split('x').length - 1);
    assert.equal(it.ir.op[outer], Op.Param);
    assert.match(it.body('x'), /func f\d x.*ret %0/s);
  });

  it('keep a variable of a loop that closures capture', () => {
    const it = lower(
      'function f(xs) { for (const x of xs) { later(() => use(x)); } for (let i = 0; i < 3; i++) later(() => i); }',
    );
    assert.equal(cell(it, 'x').writeCount, 1);
    assert.equal(cell(it, 'i').writeCount, 2);
  });

  it('report computed writes into shared objects', () => {
    const it = lower(
      'const cache = {}; function set(k, v) { cache[k] = v; } function local(k) { const o = {}; o[k] = 1; }',
    );
    assert.deepEqual(it.gapKinds(), ['dynamic-property-write']);
  });
});
