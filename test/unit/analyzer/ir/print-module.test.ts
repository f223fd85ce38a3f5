import assert from 'node:assert/strict';
import type { IrModule } from '../../../../server/src/analyzer/ir/module.ts';
import { Flag } from '../../../../server/src/analyzer/ir/opcode.ts';
import { printFunction, printModule, printType } from '../../../../server/src/analyzer/ir/print-module.ts';
import { buildIr } from '../../../support/build-ir.ts';

const ir = buildIr([
  {
    name: 'b0',
    to: ['b1', 'b2'],
    code: [
      ['%c', 'Global', 'console'],
      ['%s', 'Const', 'a "b"'],
      ['%o', 'Obj'],
      ['%st', 'Store', '%o', 'the name', '%s', Flag.Weak],
      ['%ld', 'Load', '%st', 'name', undefined, Flag.Optional],
      ['%eq', 'Cmp', '%ld', '%s', 2],
      ['', 'Branch', '%eq'],
    ],
  },
  {
    name: 'b1',
    to: ['b2'],
    code: [
      ['%pi', 'Pi', '%ld', '#6', 1],
      ['%t', 'Tpl', ['x', '%pi', '']],
    ],
  },
  {
    name: 'b2',
    code: [
      ['%phi', 'Phi', ['%s', '%t']],
      ['%call', 'Call', '%c', '%o', ['%phi', -1]],
      ['%post', 'Post', '%st', '%call', -1],
      ['%rest', 'Rest', '%post', ['a', 'b'], 2],
      ['', 'Switch', '%phi', undefined, ['%s']],
    ],
  },
]);

describe('printModule', () => {
  it('prints one line per instruction', () => {
    assert.equal(
      printFunction(ir, 0),
      [
        'f0 module (anonymous)()',
        '  b0: to b1, b2',
        '    %0 = global console',
        '    %1 = const "a \\"b\\""',
        '    %2 = obj',
        '    %3 = store %2 ["the name"] = %1 [weak]',
        '    %4 = load %3 .name [optional]',
        '    %5 = cmp %4 === %1',
        '    branch %5 true: b1, false: b2',
        '  b1: from b0 to b2',
        '    %7 = pi %4 when true at b0',
        '    %8 = tpl "x" %7 ""',
        '  b2: from b0, b1',
        '    %9 = phi b0: %1, b1: %8',
        '    %10 = call %0 (%9, ?) on %2',
        '    %11 = post %3 after %10 receiver',
        '    %12 = rest %11 without (.a, .b) from 2',
        '    switch %9 case %1: b?, default: b?',
        '',
      ].join('\n'),
    );
  });

  it('prints names and positions when asked', () => {
    const named: IrModule = {
      ...ir,
      name: ir.name.with(1, 0),
      position: ir.position.with(1, 12),
      length: ir.length.with(1, 3),
    };
    assert.match(printFunction(named, 0), /%1 = const "a \\"b\\"" {2}; name=console\n/);
    assert.match(printFunction(named, 0, { positions: true }), /name=console @12\+3\n/);
    const lineStarts = Int32Array.of(0, 10);
    assert.match(printFunction(named, 0, { positions: true, lineStarts }), /name=console @2:3\n/);
  });

  it('prints tables, and out-of-range indexes without throwing', () => {
    const broken: IrModule = {
      ...ir,
      a: ir.a.with(0, 999),
      imports: [
        { specifier: 'express', name: 'default', kind: 'esm', isTypeOnly: false, start: 0, length: 0 },
      ],
      reExports: [{ name: '*', specifier: './x', importedName: '*' }],
      cells: [{ name: 'n', functionId: 0, writeCount: 1, singleValue: 3, isConst: true, type: 0 }],
      types: [
        { kind: 'array', element: 1 },
        { kind: 'reference', name: 'Patient', importId: 0, declarationId: -1, args: [0] },
      ],
    };
    const text = printModule(broken);
    assert.match(text, /global <bad symbol 999>/);
    assert.match(text, /^import 0: default from "express" esm$/m);
    assert.match(text, /^re-export \* as \* from "\.\/x"$/m);
    assert.match(text, /^cell 0: const n of f0, written once: %3 : /m);
    assert.ok(printType(broken, 0).length < 300, 'a cyclic type is cut');
    assert.equal(printType(broken, 7), '<bad type 7>');
    assert.equal(printFunction(ir, 9), '<bad function 9>\n');
  });
});
