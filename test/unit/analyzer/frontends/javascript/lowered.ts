/**
 * Lowers a snippet for a test: checks every invariant and prints functions in a form that does not depend on numbering.
 */
import assert from 'node:assert/strict';
import {
  type LoweredModule,
  lowerModule,
} from '../../../../../server/src/analyzer/frontends/javascript/lower-module.ts';
import { parseModule } from '../../../../../server/src/analyzer/frontends/javascript/parse.ts';
import type { IrFunction } from '../../../../../server/src/analyzer/ir/module.ts';
import { Op } from '../../../../../server/src/analyzer/ir/opcode.ts';
import { callArguments, phiOperands } from '../../../../../server/src/analyzer/ir/operands.ts';
import { printFunction, printModule } from '../../../../../server/src/analyzer/ir/print-module.ts';
import { verifyModule } from '../../../../../server/src/analyzer/ir/verify-module.ts';

/** A lowered snippet with questions that tests ask. */
export interface Lowered extends LoweredModule {
  readonly text: string;
  /** The instructions of a function, one a line, values as %n from 0, blocks as b0…; names as remarks. */
  body(name: string): string;
  function(name: string): IrFunction;
  /** The value that the nth occurrence of `source` evaluates to. */
  valueOf(source: string, nth?: number): number;
  /** The value of argument `index` of the first call written `source`. */
  argument(source: string, index: number): number;
  /** All values that may be the content of field `name` of `object`, newest store first, through versions and phis. */
  fieldOf(object: number, name: string): number[];
  gapKinds(): string[];
}

/** Lowers `text` as the file `path` and verifies the result. */
export function lower(text: string, path = 'test.ts'): Lowered {
  const lowered = lowerModule(parseModule(path, text));
  const { ir } = lowered;
  assert.deepEqual(verifyModule(ir), [], printModule(ir));
  const find = (name: string): number => {
    const id = ir.functions.findIndex((it) => it.name === name && it.kind !== 'module');
    return name === '' ? 0 : id;
  };
  const lookup = (source: string, nth = 0): number => {
    let start = -1;
    for (let i = 0; i <= nth; i++) start = text.indexOf(source, start + 1);
    assert.notEqual(start, -1, `"${source}" occurs`);
    return lowered.expressionValues.lookup(start, start + source.length);
  };
  return {
    ...lowered,
    text,
    body(name) {
      const id = find(name);
      assert.notEqual(id, -1, `function ${name} exists`);
      const it = ir.functions[id];
      assert.ok(it !== undefined);
      return printFunction(ir, id)
        .split('\n')
        .slice(1)
        .map((line) => line.trim())
        .join('\n')
        .replace(/%(\d+)/g, (_, digits: string) => `%${Number(digits) - it.firstInstruction}`)
        .replace(/\bb(\d+)\b/g, (_, digits: string) => `b${Number(digits) - it.firstBlock}`)
        .trim();
    },
    function(name) {
      const it = ir.functions[find(name)];
      assert.ok(it !== undefined, `function ${name} exists`);
      return it;
    },
    valueOf: lookup,
    argument(source, index) {
      const call = lookup(source);
      return callArguments(ir, call)[index] ?? -1;
    },
    fieldOf(object, name) {
      const found: number[] = [];
      const seen = new Set<number>();
      const walk = (value: number): void => {
        if (value < 0 || seen.has(value)) return;
        seen.add(value);
        switch (ir.op[value]) {
          case Op.Store:
            if (ir.strings[ir.b[value] ?? -1] === name) {
              found.push(ir.c[value] ?? -1);
              if (((ir.flags[value] ?? 0) & 16) === 0) return;
            }
            walk(ir.a[value] ?? -1);
            return;
          case Op.StoreX:
          case Op.Spread:
          case Op.Del:
          case Op.Post:
          case Op.Copy:
            walk(ir.a[value] ?? -1);
            return;
          case Op.Phi:
            for (const operand of phiOperands(ir, value)) walk(operand);
            return;
          default:
        }
      };
      walk(object);
      return found;
    },
    gapKinds: () => lowered.gaps.map((gap) => gap.kind),
  };
}

/** Asserts that the text has the lines, in this order, other lines in between allowed. */
export function assertLines(actual: string, expected: string): void {
  const lines = actual.split('\n');
  let at = 0;
  for (const line of expected.split('\n').map((it) => it.trim())) {
    if (line === '') continue;
    const index = lines.findIndex((it, i) => i >= at && it.replace(/ {2};.*/, '') === line);
    assert.notEqual(index, -1, `expected "${line}" in:\n${actual}`);
    at = index + 1;
  }
}
