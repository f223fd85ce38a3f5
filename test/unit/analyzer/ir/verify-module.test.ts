import assert from 'node:assert/strict';
import type { IrModule } from '../../../../server/src/analyzer/ir/module.ts';
import { Flag, Op } from '../../../../server/src/analyzer/ir/opcode.ts';
import { verifyModule } from '../../../../server/src/analyzer/ir/verify-module.ts';
import { type BlockSpec, buildIr, type ModuleSpec } from '../../../support/build-ir.ts';

const good: readonly BlockSpec[] = [
  {
    name: 'b0',
    to: ['b1', 'b2'],
    code: [
      ['%c', 'Global', 'c'],
      ['%one', 'Const', 1],
      ['%two', 'Const', 2],
      ['', 'Branch', '%c'],
    ],
  },
  { name: 'b1', to: ['b3'], code: [['%pi', 'Pi', '%c', '#3', 1]] },
  { name: 'b2', to: ['b3', 'b4'], handler: 'b4', code: [['%call', 'Call', '%c', -1, ['%one', '%two']]] },
  {
    name: 'b3',
    code: [
      ['%phi', 'Phi', ['%one', '%call']],
      ['', 'Ret', '%phi'],
    ],
  },
  {
    name: 'b4',
    code: [
      ['%e', 'Catch'],
      ['', 'Throw', '%e'],
    ],
  },
];

function fails(
  change: (ir: IrModule) => Partial<IrModule>,
  expected: RegExp,
  spec: ModuleSpec | readonly BlockSpec[] = good,
): void {
  const ir = buildIr(spec);
  const messages = verifyModule({ ...ir, ...change(ir) });
  assert.match(messages.join('\n'), expected);
}

function failsAsWritten(spec: ModuleSpec | readonly BlockSpec[], expected: RegExp): void {
  fails(() => ({}), expected, spec);
}

function patched(column: Int32Array, index: number, value: number): Int32Array {
  const copy = column.slice();
  copy[index] = value;
  return copy;
}

describe('verifyModule', () => {
  it('accepts a good module', () => {
    assert.deepEqual(verifyModule(buildIr(good)), []);
  });

  it('checks the tables', () => {
    fails((ir) => ({ name: ir.name.slice(1) }), /Column name has/);
    fails((ir) => ({ block: patched(ir.block, 0, 1) }), /Instruction 0 lies in b0 but says b1/);
    fails((ir) => ({ functionOf: patched(ir.functionOf, 0, 1) }), /lies in f0 but says f1/);
    fails(
      (ir) => ({ functions: ir.functions.map((it) => ({ ...it, blockCount: 4 })) }),
      /belongs to no function/,
    );
    fails(() => ({ functions: [] }), /no function 0/);
  });

  it('checks edges', () => {
    fails((ir) => ({ predecessors: patched(ir.predecessors, 0, 2) }), /times more among/);
    fails((ir) => ({ handler: patched(ir.handler, 2, -1) }), /exception edge but no handler/);
    failsAsWritten([{ name: 'b0', to: ['b0'], code: [] }], /entry b0 of f0 has predecessors/);
    failsAsWritten([{ name: 'b0', code: [] }], /no terminator and has 0 successors/);
    failsAsWritten(
      [
        {
          name: 'b0',
          to: ['b1'],
          code: [
            ['%c', 'Global', 'c'],
            ['', 'Branch', '%c'],
          ],
        },
        { name: 'b1', code: [['', 'Ret', -1]] },
      ],
      /ends with Branch and has 1 successors, not 2/,
    );
  });

  it('checks operands', () => {
    fails((ir) => ({ a: patched(ir.a, 0, 99) }), /operand a = 99: 99 is no symbol/);
    fails((ir) => ({ a: patched(ir.a, 1, 99) }), /no such constant/);
    fails((ir) => ({ a: patched(ir.a, 3, 3) }), /Branch \(#3\) defines no value/);
    fails((ir) => ({ b: patched(ir.b, 4, 2) }), /not a Branch/);
    fails((ir) => ({ c: patched(ir.c, 5, 1000) }), /no such list/);
    fails((ir) => ({ args: patched(ir.args, 0, 1000) }), /the list claims 1000 entries/);
    fails((ir) => ({ name: patched(ir.name, 0, 50) }), /its name 50 is no symbol/);
    fails((ir) => ({ op: ir.op.with(0, 200) }), /unknown operation 200/);
    fails((ir) => ({ flags: ir.flags.with(1, Flag.Jsx) }), /flag Jsx does not belong here/);
    failsAsWritten(
      [
        {
          name: 'b0',
          code: [
            ['%x', 'Un', -1, undefined, 0],
            ['', 'Ret', '%x'],
          ],
        },
      ],
      /-1 is no value/,
    );
    failsAsWritten(
      [
        {
          name: 'b0',
          code: [
            ['%x', 'Const', 1],
            ['%y', 'Cmp', '%x', '%x', 77],
            ['', 'Ret', '%x'],
          ],
        },
      ],
      /unknown operator 77/,
    );
  });

  it('checks that values stay in their function', () => {
    failsAsWritten(
      {
        functions: [
          {
            blocks: [
              {
                name: 'b0',
                code: [
                  ['%x', 'Const', 1],
                  ['', 'Ret', -1],
                ],
              },
            ],
          },
          { blocks: [{ name: 'b0', code: [['', 'Ret', '%x']] }] },
        ],
      },
      /%0 is a value of f0, not of f1/,
    );
  });

  it('checks dominance and the order inside blocks', () => {
    failsAsWritten(
      [
        {
          name: 'b0',
          code: [
            ['%x', 'Not', '%y'],
            ['%y', 'Const', 1],
            ['', 'Ret', '%x'],
          ],
        },
      ],
      /does not dominate this use/,
    );
    failsAsWritten(
      [
        {
          name: 'b0',
          to: ['b1', 'b2'],
          code: [
            ['%c', 'Global', 'c'],
            ['', 'Branch', '%c'],
          ],
        },
        { name: 'b1', to: ['b2'], code: [['%x', 'Const', 1]] },
        {
          name: 'b2',
          code: [
            ['%phi', 'Phi', ['%x', '%c']],
            ['', 'Ret', '%phi'],
          ],
        },
      ],
      /%2 of b1 does not dominate the end of b0/,
    );
    failsAsWritten(
      [
        {
          name: 'b0',
          code: [
            ['', 'Ret', -1],
            ['%x', 'Const', 1],
          ],
          to: [],
        },
      ],
      /no terminator/,
    );
    failsAsWritten(
      [
        {
          name: 'b0',
          code: [
            ['', 'Ret', -1],
            ['', 'Ret', -1],
          ],
        },
      ],
      /a terminator stands before the end of its block/,
    );
  });

  it('checks phis', () => {
    const [b0, b1, b2, b3, b4] = good;
    assert.ok(b0 && b1 && b2 && b3 && b4);
    failsAsWritten(
      [
        b0,
        b1,
        b2,
        {
          ...b3,
          code: [
            ['%phi', 'Phi', ['%one', '%one']],
            ['', 'Ret', '%phi'],
          ],
        },
        b4,
      ],
      /a trivial phi/,
    );
    failsAsWritten(
      [
        b0,
        b1,
        b2,
        {
          ...b3,
          code: [
            ['%phi', 'Phi', ['%one']],
            ['', 'Ret', '%phi'],
          ],
        },
        b4,
      ],
      /1 entries for 2 predecessors/,
    );
    failsAsWritten(
      [
        b0,
        b1,
        b2,
        {
          ...b3,
          code: [
            ['%k', 'Const', 4],
            ['%phi', 'Phi', ['%one', '%call']],
            ['', 'Ret', '%phi'],
          ],
        },
        b4,
      ],
      /a phi stands behind other instructions/,
    );
  });

  it('checks cells and value types', () => {
    const spec: ModuleSpec = {
      functions: [
        {
          blocks: [
            {
              name: 'b0',
              code: [
                ['%x', 'Const', 1],
                ['', 'CellSet', 0, '%x'],
                ['', 'Ret', -1],
              ],
            },
          ],
        },
      ],
      cells: [{ name: 'limit' }],
    };
    assert.deepEqual(verifyModule(buildIr(spec)), []);
    fails(
      (ir) => ({ cells: ir.cells.map((it) => ({ ...it, writeCount: 2 })) }),
      /claims 2 writes, has 1/,
      spec,
    );
    fails((ir) => ({ flags: ir.flags.with(1, Flag.Weak) }), /claims 1 writes, has 0/, spec);
    fails(
      () => ({ types: [{ kind: 'primitive', name: 'string' }], valueTypes: Int32Array.of(2, 0, 1, 0) }),
      /valueTypes is not sorted at %1/,
    );
  });

  it('checks functions, parameters and classes', () => {
    fails(
      (ir) => ({
        functions: ir.functions.map((it) => ({
          ...it,
          params: [{ name: 'x', value: 0, rest: false, type: -1 }],
        })),
      }),
      /Parameter 0 of f0 is %0, not its Param/,
    );
    fails(
      () => ({
        classes: [
          {
            name: 'C',
            superValue: -1,
            implements: [],
            members: [],
            constructorId: 0,
            value: 0,
            isAbstract: false,
            start: 0,
            end: 0,
          },
        ],
      }),
      /Class 0 has constructor f0, which is none/,
    );
  });

  it('covers every operation of the table', () => {
    assert.equal(Object.keys(Op).length, 45);
  });
});
