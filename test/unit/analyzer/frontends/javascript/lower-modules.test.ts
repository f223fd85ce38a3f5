// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the samples are code.
import assert from 'node:assert/strict';
import { Op } from '../../../../../server/src/analyzer/ir/opcode.ts';
import { type Lowered, lower } from './lowered.ts';

function exportsOf(it: Lowered): string[] {
  const { ir } = it;
  const found: string[] = [];
  for (let i = 0; i < ir.op.length; i++) {
    if (ir.op[i] === Op.Export) found.push(ir.strings[ir.a[i] ?? -1] ?? '');
  }
  return found.sort();
}

function importsOf(it: Lowered): string[] {
  return it.ir.imports.map(
    (item) => `${item.name} ${item.specifier} ${item.kind}${item.isTypeOnly ? ' type' : ''}`,
  );
}

describe('imports', () => {
  it('are read from every form', () => {
    const it = lower(
      `import 'side'; import a from 'a'; import * as b from 'b'; import c, { d, e as f, type G } from 'c';
       import type { H } from 'h'; import i = require('i'); import { default as j } from 'j'; import data from './d.json' with { type: 'json' };`,
    );
    assert.deepEqual(importsOf(it), [
      '* side esm',
      'default a esm',
      '* b esm',
      'default c esm',
      'd c esm',
      'e c esm',
      'G c esm type',
      'H h esm type',
      '* i import-equals',
      'default j esm',
      'default ./d.json esm',
    ]);
    assert.equal(it.text.slice(it.ir.imports[1]?.start, (it.ir.imports[1]?.start ?? 0) + 3), `'a'`);
  });

  it('are read from require and import calls, also with a constant beginning', () => {
    const it = lower(
      `const a = require('a'); const { b } = require('b'); import('c'); import(\`./d/\${x}\`); require('./e/' + x); require(x); import(x);`,
      'test.js',
    );
    assert.deepEqual(importsOf(it), [
      '* a require',
      '* b require',
      '* c dynamic',
      '* ./d/* dynamic',
      '* ./e/* require',
    ]);
    assert.deepEqual(it.gapKinds(), ['unresolved-module', 'unresolved-module']);
    assert.equal(it.ir.op[it.valueOf(`require('a')`)], Op.Import);
  });

  it('are not made of a require that the file declares', () => {
    assert.deepEqual(importsOf(lower(`define(function (require) { return require('x'); });`)), []);
  });

  it('know import.meta and new.target', () => {
    const it = lower('function f() { return [import.meta.url, new.target]; }');
    assert.match(it.body('f'), /global import\.meta/);
    assert.match(it.body('f'), /global new\.target/);
  });
});

describe('exports', () => {
  it('are read from every form', () => {
    const it = lower(
      `export const a = 1, { b, c: [d] } = o; export function e() {} export class F {} export enum G { A } export default e;
       const h = 1; export { h, h as i, h as 'j k' }; export namespace N { export const x = 1; } export type T = string; export interface I {}`,
    );
    assert.deepEqual(exportsOf(it), ['F', 'G', 'N', 'a', 'b', 'd', 'default', 'e', 'h', 'i', 'j k']);
    assert.equal(it.ir.isEsModule, true);
  });

  it('of defaults without a name', () => {
    assert.deepEqual(exportsOf(lower('export default function () {}')), ['default']);
    assert.deepEqual(exportsOf(lower('export default class {}')), ['default']);
    assert.deepEqual(exportsOf(lower('export default () => 1')), ['default']);
    assert.deepEqual(exportsOf(lower('export = x;')), ['=']);
  });

  it('from other modules are re-exports, imported names included', () => {
    const it = lower(
      `import { p } from 'p'; export * from 'a'; export * as b from 'b'; export { c as d, default } from 'c'; export { p as q };`,
    );
    assert.deepEqual(it.ir.reExports, [
      { name: '*', specifier: 'a', importedName: '*' },
      { name: 'b', specifier: 'b', importedName: '*' },
      { name: 'd', specifier: 'c', importedName: 'c' },
      { name: 'default', specifier: 'c', importedName: 'default' },
      { name: 'q', specifier: 'p', importedName: 'p' },
    ]);
    assert.deepEqual(exportsOf(it), []);
  });

  it('carry the value at the end of the module', () => {
    const it = lower('export let a = 1; a = g(); export const o = {}; o.x = h();');
    const { ir } = it;
    const exported = [...ir.op].flatMap((op, i) => (op === Op.Export ? [ir.b[i] ?? -1] : []));
    assert.equal(exported[0], it.valueOf('g()'));
    assert.deepEqual(it.fieldOf(exported[1] ?? -1, 'x'), [it.valueOf('h()')]);
  });

  it('of CommonJS are read inside functions too', () => {
    const it = lower(
      `module.exports = { a: 1 }; exports.b = 2; module.exports.c = 3; function f() { exports['d'] = 4; } const o = {}; module.exports = o; o.late = 1;`,
      'test.js',
    );
    assert.deepEqual(exportsOf(it), ['=', '=', '=', 'b', 'c', 'd']);
    assert.equal(it.ir.isEsModule, false);
  });

  it('are not made of a module that the file declares', () => {
    assert.deepEqual(exportsOf(lower('function f(module) { module.exports = 1; }', 'test.js')), []);
  });
});

describe('the module', () => {
  it('keeps its directives', () => {
    assert.deepEqual(lower(`'use client'; "use strict"; f(); 'not one';`).ir.directives, [
      'use client',
      'use strict',
    ]);
  });

  it('begins with function 0 and keeps functions contiguous', () => {
    const it = lower('const a = () => { const b = () => 1; return b; }; function c() {}');
    assert.deepEqual(
      it.ir.functions.map((item) => `${item.name} in ${item.parent}`),
      [' in -1', 'a in 0', 'b in 1', 'c in 0'],
    );
  });

  it('names functions after what they are bound to', () => {
    const it = lower(
      `const a = function () {}; x.b = () => 1; const o = { c: () => 1, d() {} }; exports.e = function () {}; (() => 1)(); const [f = () => 1] = y; function g(h = () => 2) {} z = (class { i = () => 1; });`,
      'test.js',
    );
    const names = it.ir.functions.map((item) => item.name);
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'z.i']) assert.ok(names.includes(name), name);
  });

  it('survives structuredClone', () => {
    const { ir } = lower('export class A { m(p: string) { return `x${p}`; } }');
    assert.deepEqual(structuredClone(ir), ir);
  });

  it('is the same every time', () => {
    const text =
      'export const f = async (req) => { try { for (const x of req) await x; } finally { g(); } };';
    assert.deepEqual(lower(text).ir, lower(text).ir);
  });
});
