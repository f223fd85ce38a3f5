import assert from 'node:assert/strict';
import { printType } from '../../../../../server/src/analyzer/ir/print-module.ts';
import { type Lowered, lower } from './lowered.ts';

/** The declared types of the value of an expression. */
function typesOf(it: Lowered, value: number): string[] {
  const found: string[] = [];
  const { valueTypes } = it.ir;
  for (let i = 0; i + 1 < valueTypes.length; i += 2) {
    if (valueTypes[i] === value) found.push(printType(it.ir, valueTypes[i + 1] ?? -1));
  }
  return found;
}

describe('declared types', () => {
  it('are kept of parameters, variables and returns', () => {
    const it = lower(
      'function f(a: string, { b }: Dto, ...c: X[]): Promise<Y> { const d: Z = g(); return d; }',
    );
    const declared = it.function('f');
    assert.deepEqual(
      declared.params.map((param) => printType(it.ir, param.type)),
      ['string', 'Dto', '(X)[]'],
    );
    assert.equal(printType(it.ir, declared.returnType), 'Promise<Y>');
    assert.deepEqual(typesOf(it, it.valueOf('g()')), ['Z']);
  });

  it('are copies for assertions, nothing for const, any and non-null', () => {
    const it = lower(
      'function f(a) { return [a as Patient, <Patient>a, a as const, a as any, a!, a satisfies X]; }',
    );
    assert.deepEqual(typesOf(it, it.valueOf('a as Patient')), ['Patient']);
    assert.deepEqual(typesOf(it, it.valueOf('<Patient>a')), ['Patient']);
    const plain = it.valueOf('a!');
    for (const source of ['a as const', 'a as any', 'a satisfies X']) assert.equal(it.valueOf(source), plain);
    assert.deepEqual(typesOf(it, plain), []);
  });

  it('are bound to imports and declarations', () => {
    const it = lower(
      `import type { Patient } from 'p'; import * as fhir from 'f'; interface Local { id: string; tags?: string[]; m(x: number): void; [k: string]: unknown }
       type A = Local | Patient; export enum E { X } class K<T> extends B implements Local { f: T; }
       let a: fhir.R4.Bundle<Local>; a = g(); function g(x: Patient & Local, y: typeof conf, z: A['id']): asserts x is Local {} const conf = h();`,
    );
    const printed = it.ir.types.map((_, id) => printType(it.ir, id));
    for (const expected of [
      'Patient#import0',
      'fhir.R4.Bundle#import1<Local#0>',
      '(Local#0 | Patient#import0)',
      '(Patient#import0 & Local#0)',
      'asserts x is Local#0',
      'A#1["id"]',
    ]) {
      assert.ok(printed.includes(expected), `${expected} in ${printed.join(' ')}`);
    }
    assert.ok(printed.includes(`typeof conf %${it.valueOf('h()')}`), printed.join(' '));
    const [local, alias, enumeration, declared] = it.ir.typeDeclarations;
    assert.deepEqual(
      local?.members.map((member) => member.name),
      ['id', 'tags', 'm', '[index]'],
    );
    assert.equal(alias?.kind, 'alias');
    assert.equal(enumeration?.isExported, true);
    assert.equal(declared?.classId, 0);
    assert.deepEqual(declared?.typeParameters, ['T']);
  });

  it('are interned', () => {
    const it = lower('let a: Array<string>, b: Array<string>, c: Array< string >;');
    assert.equal(it.ir.types.length <= 2, true);
  });

  it('know exports in lists', () => {
    const it = lower('interface A {} export type { A }; interface B {}');
    assert.deepEqual(
      it.ir.typeDeclarations.map((declared) => declared.isExported),
      [true, false],
    );
  });

  it('are read from declaration files, whose code is not', () => {
    const it = lower(
      `import { X } from 'x'; export interface A { x: X } declare global { interface Request { user: User } } declare module 'm' { interface N {} } export declare function f(a: A): void; export const c: string;`,
      'types.d.ts',
    );
    assert.deepEqual(
      it.ir.typeDeclarations.map((declared) => declared.name),
      ['A', 'Request', 'N'],
    );
    assert.equal(it.ir.functions.length, 1);
  });

  it('of ambient declarations make no code', () => {
    const it = lower(
      `declare const a: string; declare function b(): void; declare class C {} declare namespace D { const e: number } declare enum E { A } use(a);`,
    );
    assert.deepEqual(it.ir.classes, []);
    assert.match(it.body(''), /global a/);
  });

  it('of cells are kept', () => {
    const it = lower('const a: Config = g(); function f() { return a; }');
    assert.equal(printType(it.ir, it.ir.cells[0]?.type ?? -1), 'Config');
  });
});

describe('enums and namespaces', () => {
  it('are objects with constant members', () => {
    const it = lower(`enum E { A, B = 5, C, D = 'd', F = A | B } use(E);`);
    const value = it.argument('use(E)', 0);
    const constants = ['A', 'B', 'C', 'D'].map((name) => {
      const [field = -1] = it.fieldOf(value, name);
      const constant = it.ir.constants[it.ir.a[field] ?? -1];
      return constant !== undefined && 'value' in constant ? constant.value : undefined;
    });
    assert.deepEqual(constants, [0, 5, 6, 'd']);
    assert.match(it.body(''), /bin %\d+ bitwise %\d+/);
  });

  it('run the body of a namespace in place and merge', () => {
    const it = lower(
      'namespace N { export const a = g(); const hidden = 1; } namespace N { export function b() {} } use(N);',
    );
    const value = it.argument('use(N)', 0);
    assert.deepEqual(it.fieldOf(value, 'a'), [it.valueOf('g()')]);
    assert.equal(it.fieldOf(value, 'b').length, 1);
    assert.equal(it.fieldOf(value, 'hidden').length, 0);
  });

  it('add members of a namespace to the function or class of the same name', () => {
    const it = lower('function f() {} namespace f { export const x = 1; } use(f);');
    assert.equal(it.fieldOf(it.argument('use(f)', 0), 'x').length, 1);
  });

  it('give import aliases the member they name', () => {
    const it = lower('namespace A.B { export const c = 1; } import X = A.B; use(X.c);');
    assert.match(it.body(''), /load %\d+ \.B {2}; name=X/);
  });
});
