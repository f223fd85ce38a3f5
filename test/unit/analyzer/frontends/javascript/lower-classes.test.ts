import assert from 'node:assert/strict';
import { Op } from '../../../../../server/src/analyzer/ir/opcode.ts';
import { listAt } from '../../../../../server/src/analyzer/ir/operands.ts';
import { assertLines, lower } from './lowered.ts';

describe('lowering of classes', () => {
  it('lists members with their functions', () => {
    const it = lower(
      `class C { a = 1; static b; #c; declare d: string; get e() { return 1; } set e(v) {} m() {} static async s() {} ['x' + y]() {} constructor(private p, q) {} }`,
    );
    const [declared] = it.ir.classes;
    assert.ok(declared !== undefined);
    assert.deepEqual(
      declared.members.map((member) => `${member.isStatic ? 'static ' : ''}${member.kind} ${member.name}`),
      [
        'field a',
        'static field b',
        'field #c',
        'field d',
        'getter e',
        'setter e',
        'method m',
        'static method s',
        'method [computed]',
        'field p',
      ],
    );
    assert.equal(it.ir.functions[declared.constructorId]?.name, 'C.constructor');
    assert.equal(it.function('C.s').isStatic, true);
    assert.equal(it.function('C.m').classId, 0);
  });

  it('initializes parameter properties and fields at the start of the constructor', () => {
    const it = lower('class C { a = g(); constructor(private readonly b, c) { use(this); } }');
    assertLines(it.body('C.constructor'), '%5 = store %2 .b = %0\n%6 = call %3 ()\n%7 = store %5 .a = %6');
  });

  it('initializes them after super in a derived class', () => {
    const it = lower('class C extends B { a = 1; constructor(x) { super(x); this.b = x; } }');
    assert.match(it.body('C.constructor'), /super \? \(%0\).*\.a =.*\.b =/s);
  });

  it('makes up constructors', () => {
    const derived = lower('class C extends B { a = 1; }');
    assert.match(derived.body('C.constructor'), /arguments.*elems.*super \? \(%\d+\).*\.a =/s);
    assert.equal(derived.ir.classes[0]?.superValue, derived.valueOf('B', 0));
    const plain = lower('class C { a = 1; }');
    assert.match(plain.body('C.constructor'), /this.*store %\d+ \.a/s);
    assert.equal(plain.ir.classes[0]?.superValue, -1);
  });

  it('lowers arrow functions in fields with the this of the constructor', () => {
    const it = lower('class C { h = () => this.x; }');
    assert.equal(it.function('C.h').parent, it.ir.classes[0]?.constructorId);
    assert.equal(it.ir.cells[0]?.name, 'this');
  });

  it('stores static fields on the class value and runs static blocks in place', () => {
    const it = lower('class C { static a = 1; static { this.b = C.a; } } use(C);');
    const value = it.argument('use(C)', 0);
    assert.equal(it.fieldOf(value, 'a').length, 1);
    assert.equal(it.fieldOf(value, 'b').length, 1);
  });

  it('shows static fields to functions that see the class through a cell', () => {
    const it = lower('class C { static a = 1; } function f() { return C.a; }');
    assert.match(it.body(''), /cellset 0 C = %\d+ \[weak\]/);
  });

  it('calls members of the base class with this as receiver', () => {
    const it = lower('class C extends B { m(x) { return super.m(x); } get v() { return super.v; } }');
    assertLines(it.body('C.m'), '%1 = global super\n%3 = load %1 .m\n%4 = call %3 (%0) on %2');
    assertLines(it.body('C.v'), '%1 = load %0 .v');
  });

  it('applies decorators to class, members and parameters', () => {
    const it = lower(`@A() class C { @B x; @D() m(@E('e') p, @F q) {} constructor(@G() g) {} }`);
    const { ir } = it;
    const decorated: string[] = [];
    for (let i = 0; i < ir.op.length; i++) {
      if (ir.op[i] !== Op.Deco) continue;
      const [member = -1, parameter = -1] = listAt(ir, ir.c[i] ?? -1);
      decorated.push(`${member < 0 ? '' : ir.strings[member]} ${parameter}`);
    }
    assert.deepEqual(decorated, ['x -1', 'm -1', 'm 0', 'm 1', ' 0', ' -1']);
  });

  it('knows class expressions by the name they are bound to', () => {
    const it = lower(
      'const A = class {}; const B = class Inner { m() { return Inner; } }; export default class { n() {} }',
    );
    assert.deepEqual(
      it.ir.classes.map((declared) => declared.name),
      ['A', 'Inner', 'default'],
    );
  });

  it('leaves out overloads and abstract methods without a body', () => {
    const it = lower(
      'abstract class C { m(a: string): void; m(a: number): void; m(a: any) {} abstract n(): void; }',
    );
    assert.deepEqual(
      it.ir.classes[0]?.members.map((member) => [member.name, member.functionId >= 0]),
      [
        ['m', true],
        ['n', false],
      ],
    );
    assert.equal(it.ir.classes[0]?.isAbstract, true);
  });

  it('keeps a class in code that never runs', () => {
    const it = lower('function f() { return 1; class C { m() {} } }');
    assert.equal(it.function('C.m').classId, 0);
  });

  it('copies a class with a finally block only once', () => {
    const it = lower('function f() { try { g(); } finally { class C { m() {} } use(C); } }');
    assert.equal(it.ir.classes.length, 1);
  });
});
