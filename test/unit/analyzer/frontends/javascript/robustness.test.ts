// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the samples are code.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { buildLineStarts } from '../../../../../server/src/analyzer/base/line-index.ts';
import {
  type LoweredModule,
  lowerModule,
} from '../../../../../server/src/analyzer/frontends/javascript/lower-module.ts';
import { parseModule } from '../../../../../server/src/analyzer/frontends/javascript/parse.ts';
import { readSuppressions } from '../../../../../server/src/analyzer/frontends/javascript/suppressions.ts';
import { verifyModule } from '../../../../../server/src/analyzer/ir/verify-module.ts';

const folder = new URL('../../../../../server/src/analyzer/frontends/javascript/', import.meta.url);
const samples = readdirSync(folder)
  .filter((name) => name.startsWith('lower-'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));

const mixed = `
import React, { useState } from 'react';
export default class Patient<T> extends Base implements Record {
  @Field() private readonly name?: string = load();
  static #count = 0;
  constructor(@Inject(Db) private db: Db, { a = 1, ...rest }: Options = {}) { super(a); this.rest = rest; }
  async *all(filter?: (p: Patient<T>) => boolean) { outer: for await (const p of this.db.find\`x\${filter}\`) { try { if (filter?.(p) ?? true) yield p; else continue outer; } catch ({ message }) { throw new Error(message); } finally { this.db.close(); } } }
  get label() { return this.name!.trim() satisfies string; }
}
enum Kind { A, B = 1 << 2, C = 'c' }
namespace N { export const x = 1; }
export const View = ({ patient: { id, ...p }, children }: Props) => <><Row key={id} {...p} on={() => setX(x => x + 1)}>text {id}</Row>{children}</>;
label: do { switch (x) { case 1: { let y = x++; break label; } default: delete x.y; } } while (x ||= f());
module.exports = { get a() { return 1; }, set a(v) {}, async *b() { yield* c; }, ['d' + e]: /x/g, f };
[a, b.c, ...d] = [b.c, a]; ({ a, b: { c: e.f = 1 } = {}, ...g } = h);
`;

function lowerAndVerify(text: string, path = 'a.tsx'): LoweredModule {
  const lowered = lowerModule(parseModule(path, text));
  assert.deepEqual(verifyModule(lowered.ir).slice(0, 3), [], text.slice(0, 2000));
  assert.deepEqual(
    lowered.gaps.filter((gap) => gap.kind === 'internal-error'),
    [],
    text.slice(0, 2000),
  );
  readSuppressions(text, buildLineStarts(text));
  return lowered;
}

/** A small deterministic sequence of numbers below `bound`. */
function makeRandom(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % bound;
  };
}

describe('lowering never fails', () => {
  it('on its own source', () => {
    for (const text of samples) {
      const { gaps } = lowerAndVerify(text, 'a.ts');
      assert.deepEqual(
        gaps.filter((gap) => gap.kind !== 'dynamic-property-write'),
        [],
      );
    }
  });

  it('on truncated code', () => {
    for (let end = 0; end < mixed.length; end += 3) lowerAndVerify(mixed.slice(0, end));
  }).timeout(60_000);

  it('on code with pieces cut out, doubled and swapped', () => {
    const random = makeRandom(7);
    const sources = [mixed, ...samples.filter((text) => text.length < 6000)];
    for (let round = 0; round < 400; round++) {
      let text = sources[round % sources.length] ?? mixed;
      for (let i = 0; i < 1 + (round % 5); i++) {
        const from = random(text.length);
        const to = Math.min(text.length, from + random(30));
        const at = random(text.length);
        switch (random(3)) {
          case 0:
            text = text.slice(0, from) + text.slice(to);
            break;
          case 1:
            text = text.slice(0, at) + text.slice(from, to) + text.slice(at);
            break;
          default:
            text = text.slice(0, from) + '(){}[]<>.,;:?=`"\'/\\$ \n'.charAt(random(22)) + text.slice(to);
        }
      }
      lowerAndVerify(text, round % 2 === 0 ? 'a.tsx' : 'a.ts');
    }
  }).timeout(60_000);

  it('on tokens in any order', () => {
    const random = makeRandom(99);
    const tokens =
      'a b c x 1 "s" `t` `${ } if else for while do of in let const var function class extends super this new return yield await async try catch finally throw switch case default break continue ( ) { } [ ] , ; : ? ?. ?? => = += ||= ... . ! - + ++ typeof delete import export from as type interface enum namespace declare @ # < > </ /> & | /re/ get set static'.split(
        ' ',
      );
    for (let round = 0; round < 600; round++) {
      const text = Array.from({ length: 5 + random(60) }, () => tokens[random(tokens.length)]).join(' ');
      lowerAndVerify(text, ['a.ts', 'a.tsx', 'a.js', 'a.d.ts'][round % 4]);
    }
  }).timeout(60_000);

  it('on code nested too deeply', () => {
    const bombs: [string, string][] = [
      ['(', ')'],
      ['[', ']'],
      ['{a:', '}'],
      ['!', ''],
      ['f(', ')'],
      ['x=>', ''],
      ['a?b:', ''],
      ['a?.[', ']'],
      ['`${', '}`'],
      ['function(){return ', '}'],
      ['class{m(){return ', '}}'],
      ['-', ''],
      ['typeof ', ''],
      ['new ', ''],
      ['<a>', '</a>'],
    ];
    for (const [open, close] of bombs) {
      for (const depth of [300, 500, 1000, 20_000]) {
        const nested = `\n${open}`.repeat(depth) + (close === '' ? 'x' : '') + close.repeat(depth);
        const { gaps } = lowerModule(
          parseModule('a.tsx', `const x = ${nested};\nfunction kept() { return 1; }`),
        );
        if (depth >= 1000) assert.ok(gaps.length > 0, `${open} ${depth}`);
      }
    }
    const statements = ['{', 'if (a) {', 'for (;;) {', 'try {', 'while (a) {', 'switch (a) { case 1:'];
    for (const open of statements) {
      const text = `function f() { ${`\n${open}`.repeat(3000)} x; `;
      lowerModule(parseModule('a.ts', text));
    }
  }).timeout(60_000);

  it('keeps the functions around an open bracket', () => {
    const lowered = lowerAndVerify(
      'export function a(req) { return req.body; }\nfunction b() { logger.info(\n}\nexport function c(x) { return x.y; }\n',
      'a.ts',
    );
    const names = lowered.ir.functions.map((it) => it.name);
    for (const name of ['a', 'b', 'c']) assert.ok(names.includes(name), name);
    assert.ok(lowered.gaps.some((gap) => gap.kind === 'syntax-error' && gap.start !== undefined));
  });

  it('on a byte order mark, CRLF, lone surrogates, a shebang and odd spaces', () => {
    const text =
      '\ufeff#!/usr/bin/env node\r\nconst a =\u00a0"\ud800";\r\nfunction f() {\r\n\treturn a;\u2028}\r\n';
    const lowered = lowerAndVerify(text, 'a.js');
    assert.equal(lowered.ir.functions.length, 2);
    lowerAndVerify('#!/bin/x\nf();', 'a.js');
    lowerAndVerify('', 'a.ts');
    lowerAndVerify('\0\0\0', 'a.ts');
  });

  it('on a chain of a thousand calls and an expression of ten thousand terms', () => {
    lowerAndVerify(`const q = builder\n${'  .where(a)\n'.repeat(1000)};`, 'a.ts');
    lowerAndVerify(`const q = ${"a ||\n 'x' +\n".repeat(5000)} b;`, 'a.ts');
  });
});
