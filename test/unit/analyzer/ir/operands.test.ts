import assert from 'node:assert/strict';
import { Op, opNames } from '../../../../server/src/analyzer/ir/opcode.ts';
import {
  callArguments,
  forEachOperand,
  listAt,
  operandKinds,
  phiOperands,
} from '../../../../server/src/analyzer/ir/operands.ts';
import { buildIr } from '../../../support/build-ir.ts';

function operandsOf(ir: ReturnType<typeof buildIr>, instruction: number): number[] {
  const found: number[] = [];
  forEachOperand(ir, instruction, (value) => found.push(value));
  return found;
}

describe('operands', () => {
  it('describe every operation', () => {
    for (const name of opNames) assert.equal(operandKinds[Op[name as keyof typeof Op]]?.length, 3, name);
  });

  it('are visited in order, lists in place, unknown ones left out', () => {
    const ir = buildIr([
      {
        name: 'b0',
        code: [
          ['%f', 'Global', 'f'],
          ['%x', 'Const', 1],
          ['%y', 'Const', 2],
          ['%call', 'Call', '%f', '%x', ['%y', -1, '%x']],
          ['%bare', 'Call', '%f', -1, []],
          ['%post', 'Post', '%x', '%call', 0],
          ['%tpl', 'Tpl', ['a', '%x', 'b', '%y', 'c']],
          ['%store', 'StoreX', '%x', '%y', '%call'],
          ['%rest', 'Rest', '%x', ['name'], -1],
          ['', 'Ret', -1],
        ],
      },
    ]);
    assert.deepEqual(operandsOf(ir, 3), [0, 1, 2, 1]);
    assert.deepEqual(operandsOf(ir, 4), [0]);
    assert.deepEqual(operandsOf(ir, 5), [1], 'the call of a Post is no value operand');
    assert.deepEqual(operandsOf(ir, 6), [1, 2]);
    assert.deepEqual(operandsOf(ir, 7), [1, 2, 3]);
    assert.deepEqual(operandsOf(ir, 8), [1]);
    assert.deepEqual(operandsOf(ir, 9), []);
    assert.deepEqual([...callArguments(ir, 3)], [2, -1, 1]);
    assert.deepEqual([...callArguments(ir, 6)], []);
    assert.deepEqual([...phiOperands(ir, 3)], []);
    assert.deepEqual([...listAt(ir, -1)], []);
  });
});
