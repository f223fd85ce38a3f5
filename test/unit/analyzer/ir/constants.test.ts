import assert from 'node:assert/strict';
import {
  constantOf,
  constantsOf,
  isBlockDead,
  isEdgeDead,
  propagateConstants,
} from '../../../../server/src/analyzer/ir/constants.ts';
import type { Constant } from '../../../../server/src/analyzer/ir/module.ts';
import { BinOp, CmpOp, Flag, UnOp } from '../../../../server/src/analyzer/ir/opcode.ts';
import { verifyModule } from '../../../../server/src/analyzer/ir/verify-module.ts';
import {
  type BlockSpec,
  buildIr,
  type InstructionSpec,
  labelsOf,
  type ModuleSpec,
} from '../../../support/build-ir.ts';

interface Solved {
  /** Constants of a label, sorted: `a|b`; `?` for unknown. */
  readonly of: (label: string) => string;
  readonly dead: (block: number) => boolean;
  readonly deadEdge: (block: number, n: number) => boolean;
}

function solve(spec: ModuleSpec | readonly BlockSpec[]): Solved {
  const ir = buildIr(spec);
  assert.deepEqual(verifyModule(ir), [], 'the test IR is well formed');
  const table = propagateConstants(ir);
  assert.doesNotThrow(() => structuredClone(table));
  const at = labelsOf(spec);
  return {
    of: (label) => {
      const found = constantsOf(table, at(label));
      const single = constantOf(table, at(label));
      assert.equal(single !== undefined, found?.length === 1);
      return found === undefined ? '?' : found.map(show).sort().join('|');
    },
    dead: (block) => isBlockDead(table, block),
    deadEdge: (block, n) => isEdgeDead(ir, table, block, n),
  };
}

function show(constant: Constant): string {
  return 'value' in constant ? JSON.stringify(constant.value) : constant.kind;
}

function straight(...code: InstructionSpec[]): readonly BlockSpec[] {
  return [{ name: 'b0', code: [...code, ['', 'Ret', -1]] }];
}

describe('propagateConstants', () => {
  it('folds straight-line code', () => {
    const result = solve(
      straight(
        ['%a', 'Const', 'https://'],
        ['%n', 'Const', 3],
        ['%s', 'Bin', '%a', '%n', BinOp.Add],
        ['%t', 'Tpl', ['x', '%s', 'y', '%n', '']],
        ['%ty', 'Un', '%t', undefined, UnOp.TypeOf],
        ['%cmp', 'Cmp', '%n', '%n', CmpOp.Less],
        ['%not', 'Not', '%cmp'],
        ['%copy', 'Copy', '%t'],
        ['%len', 'Load', '%a', 'length'],
        ['%g', 'Global', 'process'],
        ['%env', 'Load', '%g', 'env'],
        ['%mode', 'Load', '%env', 'NODE_ENV'],
        ['%sum', 'Bin', '%a', '%mode', BinOp.Add],
        ['%void', 'Un', '%g', undefined, UnOp.Void],
        ['%u', 'Global', 'undefined'],
      ),
    );
    assert.equal(result.of('%s'), '"https://3"');
    assert.equal(result.of('%t'), '"xhttps://3y3"');
    assert.equal(result.of('%ty'), '"string"');
    assert.equal(result.of('%not'), 'true');
    assert.equal(result.of('%copy'), result.of('%t'));
    assert.equal(result.of('%len'), '8');
    assert.equal(result.of('%mode'), '?', 'the environment is unknown');
    assert.equal(result.of('%sum'), '?');
    assert.equal(result.of('%void'), 'undefined');
    assert.equal(result.of('%u'), 'undefined');
  });

  const ifOn = (condition: InstructionSpec): readonly BlockSpec[] => [
    {
      name: 'b0',
      to: ['b1', 'b2'],
      code: [condition, ['%x', 'Const', 'x'], ['%y', 'Const', 'y'], ['', 'Branch', '%c']],
    },
    { name: 'b1', to: ['b3'], code: [] },
    { name: 'b2', to: ['b3'], code: [] },
    {
      name: 'b3',
      code: [
        ['%phi', 'Phi', ['%x', '%y']],
        ['', 'Ret', '%phi'],
      ],
    },
  ];

  it('cuts `if (false)` and keeps an unknown condition', () => {
    const cut = solve(ifOn(['%c', 'Const', false]));
    assert.equal(cut.deadEdge(0, 0), true);
    assert.equal(cut.deadEdge(0, 1), false);
    assert.equal(cut.dead(1), true);
    assert.equal(cut.dead(2), false);
    assert.equal(cut.of('%phi'), '"y"');
    const open = solve(ifOn(['%c', 'Global', 'c']));
    assert.equal(open.dead(1), false);
    assert.equal(open.of('%phi'), '"x"|"y"');
    const object = solve(ifOn(['%c', 'Obj']));
    assert.equal(object.dead(2), true, 'a fresh object is truthy');
  });

  it('tells two edges to one block apart', () => {
    const result = solve([
      {
        name: 'b0',
        to: ['b1', 'b1'],
        code: [
          ['%c', 'Const', true],
          ['%x', 'Const', 'x'],
          ['%y', 'Const', 'y'],
          ['', 'Branch', '%c'],
        ],
      },
      {
        name: 'b1',
        code: [
          ['%phi', 'Phi', ['%x', '%y']],
          ['', 'Ret', '%phi'],
        ],
      },
    ]);
    assert.equal(result.of('%phi'), '"x"');
  });

  it('never leaves `while (true)`', () => {
    const result = solve([
      { name: 'b0', to: ['b1'], code: [['%c', 'Const', true]] },
      { name: 'b1', to: ['b2', 'b3'], code: [['', 'Branch', '%c']] },
      { name: 'b2', to: ['b1'], code: [] },
      { name: 'b3', code: [['', 'Ret', -1]] },
    ]);
    assert.equal(result.dead(3), true);
    assert.equal(result.dead(2), false);
  });

  it('gives up on what a loop changes', () => {
    const result = solve([
      {
        name: 'b0',
        to: ['b1'],
        code: [
          ['%zero', 'Const', ''],
          ['%one', 'Const', 'a'],
          ['%same', 'Const', 7],
          ['%g', 'Global', 'g'],
        ],
      },
      {
        name: 'b1',
        to: ['b2', 'b3'],
        code: [
          ['%i', 'Phi', ['%zero', '%next']],
          ['', 'Branch', '%g'],
        ],
      },
      { name: 'b2', to: ['b1'], code: [['%next', 'Bin', '%i', '%one', BinOp.Add]] },
      {
        name: 'b3',
        code: [
          ['%after', 'Copy', '%same'],
          ['', 'Ret', '%i'],
        ],
      },
    ]);
    assert.equal(result.of('%i'), '?');
    assert.equal(result.of('%after'), '7');
  });

  it('keeps a value that a loop only copies round', () => {
    const result = solve([
      {
        name: 'b0',
        to: ['b1'],
        code: [
          ['%zero', 'Const', 0],
          ['%false', 'Const', false],
          ['%g', 'Global', 'g'],
          ['%five', 'Const', 5],
        ],
      },
      {
        name: 'b1',
        to: ['b2', 'b5'],
        code: [
          ['%i', 'Phi', ['%zero', '%j']],
          ['', 'Branch', '%g'],
        ],
      },
      { name: 'b2', to: ['b3', 'b4'], code: [['', 'Branch', '%i']] },
      { name: 'b3', to: ['b4'], code: [] },
      { name: 'b4', to: ['b1'], code: [['%j', 'Phi', ['%i', '%five']]] },
      { name: 'b5', code: [['', 'Ret', '%i']] },
    ]);
    assert.equal(result.of('%i'), '0', 'the assignment of 5 is never reached');
    assert.equal(result.dead(3), true);
  });

  it('cuts a switch on a constant', () => {
    const result = solve([
      {
        name: 'b0',
        to: ['b1', 'b2', 'b3'],
        code: [
          ['%d', 'Const', 'b'],
          ['%a', 'Const', 'a'],
          ['%b', 'Const', 'b'],
          ['', 'Switch', '%d', undefined, ['%a', '%b']],
        ],
      },
      { name: 'b1', code: [['', 'Ret', -1]] },
      { name: 'b2', code: [['', 'Ret', -1]] },
      { name: 'b3', code: [['', 'Ret', -1]] },
    ]);
    assert.deepEqual([1, 2, 3].map(result.dead), [true, false, true]);
  });

  it('knows a value behind an equality test', () => {
    const result = solve([
      {
        name: 'b0',
        to: ['b1', 'b2'],
        code: [
          ['%g', 'Global', 'g'],
          ['%a', 'Const', 'a'],
          ['%c', 'Cmp', '%g', '%a', CmpOp.StrictEqual],
          ['#br', 'Branch', '%c'],
        ],
      },
      {
        name: 'b1',
        code: [
          ['%pi', 'Pi', '%g', '#br', 1],
          ['', 'Ret', '%pi'],
        ],
      },
      {
        name: 'b2',
        code: [
          ['%no', 'Pi', '%g', '#br', 0],
          ['', 'Ret', '%no'],
        ],
      },
    ]);
    assert.equal(result.of('%pi'), '"a"');
    assert.equal(result.of('%no'), '?');
  });

  it('keeps handlers alive', () => {
    const result = solve([
      {
        name: 'b0',
        to: ['b1', 'b2'],
        handler: 'b2',
        code: [
          ['%f', 'Global', 'f'],
          ['%r', 'Call', '%f', -1, []],
        ],
      },
      { name: 'b1', code: [['', 'Ret', -1]] },
      {
        name: 'b2',
        code: [
          ['%e', 'Catch'],
          ['', 'Ret', -1],
        ],
      },
    ]);
    assert.equal(result.dead(2), false);
    assert.equal(result.of('%e'), '?');
  });
});

describe('constant cells', () => {
  const spec = (isConst: boolean): ModuleSpec => ({
    functions: [
      { blocks: straight(['%base', 'Const', 'https://example.com'], ['', 'CellSet', 0, '%base']) },
      {
        blocks: straight(
          ['%get', 'CellGet', 0],
          ['%p', 'Const', '/p'],
          ['%url', 'Bin', '%get', '%p', BinOp.Add],
        ),
      },
    ],
    cells: [{ name: 'base', isConst }],
  });

  it('are known in inner functions', () => {
    assert.equal(solve(spec(true)).of('%url'), '"https://example.com/p"');
  });

  it('are unknown when the variable can change', () => {
    assert.equal(solve(spec(false)).of('%url'), '?');
  });

  it('are unknown before their write', () => {
    const result = solve({
      functions: [{ blocks: straight(['%get', 'CellGet', 0], ['%x', 'Const', 1], ['', 'CellSet', 0, '%x']) }],
      cells: [{ name: 'x' }],
    });
    assert.equal(result.of('%get'), '?');
  });
});

describe('fields of literals', () => {
  const literal: readonly InstructionSpec[] = [
    ['%o', 'Obj'],
    ['%on', 'Const', 'on'],
    ['%off', 'Const', 'off'],
    ['%o1', 'Store', '%o', 'On', '%on'],
    ['%o2', 'Store', '%o1', 'Off', '%off'],
  ];

  it('are known while the object is only read', () => {
    const result = solve(
      straight(
        ...literal,
        ['%x', 'Load', '%o2', 'On'],
        ['%key', 'Const', 'Off'],
        ['%y', 'LoadX', '%o2', '%key'],
        ['%z', 'Load', '%o2', 'toString'],
        ['%copy', 'Obj'],
        ['%copy1', 'Spread', '%copy', '%o2'],
        ['%w', 'Load', '%copy1', 'On'],
      ),
    );
    assert.equal(result.of('%x'), '"on"');
    assert.equal(result.of('%y'), '"off"');
    assert.equal(result.of('%z'), '?');
    assert.equal(result.of('%w'), '"on"');
  });

  it('of arrays are known up to a spread element', () => {
    const result = solve(
      straight(
        ['%a', 'Const', 'a'],
        ['%g', 'Global', 'g'],
        ['%es', 'Elems', '%g'],
        ['%arr', 'Arr', ['%a', '%es', '%a']],
        ['%first', 'Load', '%arr', '0'],
        ['%third', 'Load', '%arr', '2'],
      ),
    );
    assert.equal(result.of('%first'), '"a"');
    assert.equal(result.of('%third'), '?');
  });

  it('are unknown once the object got away, known before', () => {
    const result = solve(
      straight(
        ...literal,
        ['%before', 'Load', '%o2', 'On'],
        ['%g', 'Global', 'g'],
        ['%held', 'Store', '%g', 'held', '%o2'],
        ['%after', 'Load', '%o2', 'On'],
      ),
    );
    assert.equal(result.of('%before'), '"on"');
    assert.equal(result.of('%after'), '?');
  });

  it('are unknown before the escape when a loop leads back', () => {
    const result = solve([
      { name: 'b0', to: ['b1'], code: [...literal, ['%g', 'Global', 'g']] },
      {
        name: 'b1',
        to: ['b1', 'b2'],
        code: [
          ['%x', 'Load', '%o2', 'On'],
          ['%held', 'Store', '%g', 'held', '%o2'],
          ['', 'Branch', '%g'],
        ],
      },
      { name: 'b2', code: [['', 'Ret', -1]] },
    ]);
    assert.equal(result.of('%x'), '?');
  });

  it('survive reading built-ins, but no unknown call', () => {
    const call = (method: string): readonly BlockSpec[] =>
      straight(
        ...literal,
        ['%g', 'Global', 'Object'],
        ['%f', 'Load', '%g', method],
        ['%call', 'Call', '%f', '%g', ['%o2']],
        ['%post', 'Post', '%o2', '%call', 0],
        ['%x', 'Load', '%post', 'On'],
      );
    assert.equal(solve(call('values')).of('%x'), '"on"');
    assert.equal(solve(call('assign')).of('%x'), '?');
  });

  const inCell = (use: readonly InstructionSpec[], enums: readonly string[] = []): ModuleSpec => ({
    functions: [
      { blocks: straight(...literal, ['', 'CellSet', 0, '%o2'], ...use) },
      { blocks: straight(['%get', 'CellGet', 0], ['%x', 'Load', '%get', 'Off']) },
    ],
    cells: [{ name: 'Status' }],
    enums,
  });

  it('of a constant cell are known when nobody writes', () => {
    assert.equal(solve(inCell([])).of('%x'), '"off"');
  });

  it('of a constant cell are unknown after a write anywhere', () => {
    assert.equal(solve(inCell([['%w', 'Store', '%o2', 'Off', '%on']])).of('%x'), '?');
    assert.equal(
      solve(
        inCell([
          ['%read', 'CellGet', 0],
          ['%w', 'Store', '%read', 'Off', '%on'],
          ['', 'CellSet', 0, '%w', undefined, Flag.Weak],
        ]),
      ).of('%x'),
      '?',
    );
  });

  const handedOver = (...after: InstructionSpec[]): ModuleSpec => ({
    functions: [
      { blocks: straight(...literal, ['', 'CellSet', 0, '%o2']) },
      {
        blocks: [
          {
            name: 'b0',
            to: ['b1', 'b2'],
            code: [
              ['%get', 'CellGet', 0],
              ['%f', 'Global', 'f'],
              ['', 'Branch', '%f'],
            ],
          },
          {
            name: 'b1',
            to: ['b2'],
            code: [
              ['%l', 'Load', '%get', 'Off'],
              ['%call', 'Call', '%f', -1, ['%l']],
              ['%post', 'Post', '%l', '%call', 0],
              ['%back', 'Store', '%get', 'Off', '%post', Flag.Weak],
              ['', 'CellSet', 0, '%back', undefined, Flag.Weak],
            ],
          },
          {
            name: 'b2',
            code: [
              ['%phi', 'Phi', ['%get', '%back']],
              ['%x', 'Load', '%phi', 'Off'],
              ...after,
              ['', 'Ret', -1],
            ],
          },
        ],
      },
    ],
    cells: [{ name: 'Status' }],
  });

  it('survive that a call was handed one of them, and merges', () => {
    assert.equal(solve(handedOver()).of('%x'), '"off"');
  });

  it('are unknown when the merged object gets away', () => {
    assert.equal(solve(handedOver(['', 'Call', '%f', -1, ['%phi']])).of('%x'), '?');
  });

  it('of exported objects are unknown, of exported enums known', () => {
    assert.equal(solve(inCell([['', 'Export', 'Status', '%o2']])).of('%x'), '?');
    assert.equal(solve(inCell([['', 'Export', 'Status', '%o2']], ['Status'])).of('%x'), '"off"');
  });
});
