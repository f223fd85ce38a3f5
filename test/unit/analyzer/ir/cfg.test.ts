import assert from 'node:assert/strict';
import {
  blockPredecessors,
  blockSuccessors,
  isExceptionEdge,
  normalSuccessorCount,
  predecessorIndexOf,
  reversePostorder,
  terminatorOf,
} from '../../../../server/src/analyzer/ir/cfg.ts';
import { buildIr } from '../../../support/build-ir.ts';

const loop = buildIr([
  { name: 'entry', to: ['head'], code: [['%c', 'Global', 'c']] },
  { name: 'exit', code: [['', 'Ret', '%c']] },
  { name: 'head', to: ['body', 'exit', 'caught'], handler: 'caught', code: [['', 'Branch', '%c']] },
  { name: 'body', to: ['head'], code: [] },
  { name: 'caught', to: ['exit'], code: [['%e', 'Catch']] },
  { name: 'dead', to: ['exit'], code: [] },
]);

describe('cfg', () => {
  it('reads edges and terminators', () => {
    assert.deepEqual([...blockSuccessors(loop, 2)], [3, 1, 4]);
    assert.deepEqual([...blockPredecessors(loop, 2)], [0, 3]);
    assert.equal(terminatorOf(loop, 0), -1);
    assert.equal(terminatorOf(loop, 3), -1);
    assert.equal(terminatorOf(loop, 2), 2);
    assert.equal(normalSuccessorCount(loop, 2), 2);
    assert.equal(isExceptionEdge(loop, 2, 1), false);
    assert.equal(isExceptionEdge(loop, 2, 2), true);
  });

  it('orders reached blocks before their successors', () => {
    const order = [...reversePostorder(loop, 0)];
    assert.equal(order[0], 0);
    assert.equal(order.length, 5, 'the dead block is left out');
    assert.ok(order.indexOf(2) < order.indexOf(3));
    assert.ok(order.indexOf(4) < order.indexOf(1));
  });

  it('tells parallel edges apart', () => {
    const ir = buildIr([
      {
        name: 'b0',
        to: ['b1', 'b1'],
        code: [
          ['%c', 'Global', 'c'],
          ['', 'Branch', '%c'],
        ],
      },
      { name: 'b1', code: [['', 'Ret', -1]] },
    ]);
    assert.equal(predecessorIndexOf(ir, 0, 0), 0);
    assert.equal(predecessorIndexOf(ir, 0, 1), 1);
    assert.equal(predecessorIndexOf(ir, 0, 2), -1);
  });
});
