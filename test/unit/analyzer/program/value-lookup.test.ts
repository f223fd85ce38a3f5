import assert from 'node:assert/strict';
import { Op } from '../../../../server/src/analyzer/ir/opcode.ts';
import {
  cellAt,
  classAt,
  classMadeBy,
  constantOf,
  declaredTypeOf,
  flagsOf,
  functionAt,
  functionMadeBy,
  functionOfValue,
  lengthOfValue,
  localValueOf,
  moduleOfValue,
  nameOfValue,
  opOf,
  startOfValue,
} from '../../../../server/src/analyzer/program/value-lookup.ts';
import { IrStub, linkStubs } from './ir-stub.ts';

describe('value-lookup', () => {
  const a = new IrStub('a.ts');
  const greeting = a.text('hello');
  a.cell('c', greeting);
  const b = new IrStub('b.ts');
  b.func(1);
  b.class('B');
  b.openConstructor([{ name: 'x', type: -1 }]);
  const type = b.primitive('string');
  b.annotate(0, type);
  b.annotate(2, type);
  const empty = new IrStub('a-empty.ts');
  const program = linkStubs([a, b, empty, new IrStub('z.ts')]);
  // a-empty.ts, a.ts, b.ts, z.ts

  it('finds the module of a value, also beside modules without instructions', () => {
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((value) => moduleOfValue(program, value)),
      [1, 1, 2, 2, 2],
    );
    assert.equal(moduleOfValue(program, -1), -1);
    assert.equal(moduleOfValue(program, 5), -1);
    assert.equal(localValueOf(program, 3), 1);
  });

  it('reads instructions by global id', () => {
    assert.equal(opOf(program, 2), Op.Func);
    assert.equal(opOf(program, 99), -1);
    assert.equal(flagsOf(program, 2), 0);
    assert.deepEqual(constantOf(program, 0), { kind: 'string', value: 'hello' });
    assert.equal(constantOf(program, 2), undefined);
    assert.equal(functionMadeBy(program, 2), 3);
    assert.equal(functionMadeBy(program, 3), -1);
    assert.equal(classMadeBy(program, 3), 0);
    assert.equal(classMadeBy(program, 2), -1);
    assert.equal(functionOfValue(program, 4), 3);
    assert.equal(functionOfValue(program, 0), 1);
    assert.equal(startOfValue(program, 4), 102);
    assert.equal(lengthOfValue(program, 4), 1);
    assert.equal(nameOfValue(program, 4), '');
  });

  it('reads functions, classes, cells and annotations', () => {
    assert.equal(functionAt(program, 3)?.kind, 'constructor');
    assert.equal(functionAt(program, 77), undefined);
    assert.equal(classAt(program, 0)?.name, 'B');
    assert.equal(cellAt(program, 0)?.name, 'c');
    assert.equal(cellAt(program, 1), undefined);
    const { ir } = b.facts();
    assert.deepEqual(
      [0, 1, 2, 3].map((value) => declaredTypeOf(ir, value)),
      [type, -1, type, -1],
    );
  });
});
