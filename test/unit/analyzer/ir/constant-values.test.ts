import assert from 'node:assert/strict';
import {
  ConstantSets,
  concatenate,
  evaluateBinary,
  evaluateComparison,
  evaluateUnary,
  maxConstantsPerValue,
  maxFoldedLength,
  textOf,
  truthiness,
  unknown,
  unreached,
} from '../../../../server/src/analyzer/ir/constant-values.ts';
import type { Constant } from '../../../../server/src/analyzer/ir/module.ts';
import { BinOp, CmpOp, UnOp } from '../../../../server/src/analyzer/ir/opcode.ts';

type Plain = string | number | boolean | null | undefined;

function constant(value: Plain): Constant {
  if (value === null) return { kind: 'null' };
  switch (typeof value) {
    case 'string':
      return { kind: 'string', value };
    case 'number':
      return { kind: 'number', value };
    case 'boolean':
      return { kind: 'boolean', value };
    default:
      return { kind: 'undefined' };
  }
}

const samples: readonly Plain[] = [
  '',
  'a',
  '1',
  '10',
  0,
  1,
  -1,
  10,
  Number.NaN,
  true,
  false,
  null,
  undefined,
];
const regexp: Constant = { kind: 'regexp', value: 'a', flags: 'g' };
const bigint: Constant = { kind: 'bigint', value: '5' };

describe('constant arithmetic', () => {
  it('agrees with the language on primitives', () => {
    const operators: readonly [number, (a: never, b: never) => boolean][] = [
      // biome-ignore lint/suspicious/noDoubleEquals: the operator under test.
      [CmpOp.LooseEqual, (a, b) => a == b],
      // biome-ignore lint/suspicious/noDoubleEquals: the operator under test.
      [CmpOp.LooseNotEqual, (a, b) => a != b],
      [CmpOp.StrictEqual, (a, b) => a === b],
      [CmpOp.StrictNotEqual, (a, b) => a !== b],
      [CmpOp.Less, (a, b) => a < b],
      [CmpOp.LessEqual, (a, b) => a <= b],
      [CmpOp.Greater, (a, b) => a > b],
      [CmpOp.GreaterEqual, (a, b) => a >= b],
    ];
    for (const left of samples) {
      assert.equal(truthiness(constant(left)), Boolean(left));
      assert.equal(textOf(constant(left)), `${left}`);
      const type = evaluateUnary(UnOp.TypeOf, constant(left));
      assert.deepEqual(type, constant(typeof left));
      assert.deepEqual(evaluateUnary(UnOp.BitNot, constant(left)), constant(~(left as number)));
      for (const right of samples) {
        for (const [operator, expected] of operators) {
          const folded = evaluateComparison(operator, constant(left), constant(right));
          const message = `${left} ${operator} ${right}`;
          assert.deepEqual(folded, constant(expected(left as never, right as never)), message);
        }
        const sum = (left as string) + (right as string);
        assert.deepEqual(evaluateBinary(BinOp.Add, constant(left), constant(right)), constant(sum));
      }
    }
  });

  it('does not guess', () => {
    assert.equal(evaluateBinary(BinOp.Bitwise, constant(1), constant(2)), undefined);
    assert.equal(evaluateUnary(UnOp.Increment, constant(1)), undefined);
    assert.equal(evaluateComparison(CmpOp.StrictEqual, regexp, regexp), undefined);
    assert.equal(evaluateComparison(CmpOp.LooseEqual, bigint, constant(5)), undefined);
    assert.equal(evaluateComparison(CmpOp.In, constant('a'), constant('b')), undefined);
    assert.equal(truthiness(bigint), undefined);
    assert.equal(truthiness(regexp), true);
    assert.equal(concatenate('a'.repeat(maxFoldedLength), 'b'), undefined);
    assert.deepEqual(evaluateBinary(BinOp.Add, constant('n='), bigint), constant('n=5'));
  });
});

describe('ConstantSets', () => {
  it('is a lattice of bounded height', () => {
    const sets = new ConstantSets();
    let all = unreached;
    for (let i = 0; i < maxConstantsPerValue; i++) all = sets.union(all, sets.singleton(constant(i)));
    assert.equal(sets.members(all).length, maxConstantsPerValue);
    assert.equal(sets.union(all, sets.singleton(constant(3))), all);
    assert.equal(sets.union(all, sets.singleton(constant('more'))), unknown);
    assert.equal(sets.union(unknown, all), unknown);
    assert.equal(sets.union(unreached, all), all);
  });

  it('intersects, unknown being neutral', () => {
    const sets = new ConstantSets();
    const [a, b, c] = ['a', 'b', 'c'].map((text) => sets.singleton(constant(text)));
    assert.ok(a !== undefined && b !== undefined && c !== undefined);
    assert.equal(sets.intersection(sets.union(a, b), sets.union(b, c)), b);
    assert.equal(sets.intersection(a, b), unreached);
    assert.equal(sets.intersection(unknown, b), b);
  });

  it('maps pairs', () => {
    const sets = new ConstantSets();
    const left = sets.union(sets.singleton(constant('a')), sets.singleton(constant('b')));
    const right = sets.union(sets.singleton(constant(1)), sets.singleton(constant(2)));
    const both = sets.map2(left, right, (x, y) => concatenate(textOf(x), textOf(y)));
    assert.deepEqual(sets.members(both).map(textOf).sort(), ['a1', 'a2', 'b1', 'b2']);
    assert.equal(
      sets.map2(left, unknown, (x) => x),
      unknown,
    );
    assert.equal(
      sets.map2(unreached, unknown, (x) => x),
      unreached,
    );
    assert.equal(
      sets.map(left, () => undefined),
      unknown,
    );
  });
});
