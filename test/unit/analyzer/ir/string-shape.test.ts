import assert from 'node:assert/strict';
import { propagateConstants } from '../../../../server/src/analyzer/ir/constants.ts';
import { BinOp } from '../../../../server/src/analyzer/ir/opcode.ts';
import { StringShapes } from '../../../../server/src/analyzer/ir/string-shape.ts';
import {
  type BlockSpec,
  buildIr,
  type InstructionSpec,
  labelsOf,
  type ModuleSpec,
} from '../../../support/build-ir.ts';

function straight(...code: InstructionSpec[]): readonly BlockSpec[] {
  return [{ name: 'b0', code: [...code, ['', 'Ret', -1]] }];
}

/** Texts as they are, holes as `{n}` with the index of the value. */
function shapeOf(spec: ModuleSpec | readonly BlockSpec[], label: string): string {
  const ir = buildIr(spec);
  const parts = new StringShapes(ir, propagateConstants(ir)).of(labelsOf(spec)(label));
  return parts.map((it) => (it.kind === 'text' ? it.text : `{${it.value}}`)).join('');
}

describe('string shapes', () => {
  const url: readonly InstructionSpec[] = [
    ['%id', 'Global', 'id'],
    ['%host', 'Const', 'https://example.com'],
    ['%path', 'Tpl', ['/patients/', '%id', '']],
    ['%url', 'Bin', '%host', '%path', BinOp.Add],
  ];

  it('join templates, sums and constants', () => {
    assert.equal(shapeOf(straight(...url), '%url'), 'https://example.com/patients/{0}');
    assert.equal(shapeOf(straight(...url), '%id'), '{0}');
  });

  it('keep a sum without any text as one hole', () => {
    assert.equal(shapeOf(straight(['%a', 'Global', 'a'], ['%s', 'Bin', '%a', '%a', BinOp.Add]), '%s'), '{1}');
  });

  it('follow concat, join and String', () => {
    const code: readonly InstructionSpec[] = [
      ...url,
      ['%concat', 'Load', '%host', 'concat'],
      ['%c', 'Call', '%concat', '%host', ['%path']],
      ['%arr', 'Arr', ['%host', '%id']],
      ['%join', 'Load', '%arr', 'join'],
      ['%slash', 'Const', '/'],
      ['%j', 'Call', '%join', '%arr', ['%slash']],
      ['%String', 'Global', 'String'],
      ['%str', 'Call', '%String', -1, ['%url']],
    ];
    assert.equal(shapeOf(straight(...code), '%c'), 'https://example.com/patients/{0}');
    assert.equal(shapeOf(straight(...code), '%j'), 'https://example.com/{0}');
    assert.equal(shapeOf(straight(...code), '%str'), 'https://example.com/patients/{0}');
  });

  it('look through constant cells and nested literals', () => {
    const spec: ModuleSpec = {
      functions: [
        {
          blocks: straight(
            ...url,
            ['%api', 'Obj'],
            ['%api1', 'Store', '%api', 'url', '%url'],
            ['%config', 'Obj'],
            ['%config1', 'Store', '%config', 'api', '%api1'],
            ['', 'CellSet', 0, '%config1'],
          ),
        },
        {
          blocks: straight(
            ['%get', 'CellGet', 0],
            ['%inner', 'Load', '%get', 'api'],
            ['%load', 'Load', '%inner', 'url'],
            ['%text', 'Tpl', ['GET ', '%load', '']],
          ),
        },
      ],
      cells: [{ name: 'config' }],
    };
    assert.equal(shapeOf(spec, '%text'), 'GET https://example.com/patients/{0}');
  });

  it('stop at a bound', () => {
    const code: InstructionSpec[] = [
      ['%g', 'Global', 'g'],
      ['%v0', 'Tpl', ['a', '%g', '']],
    ];
    for (let i = 1; i < 100; i++) code.push([`%v${i}`, 'Tpl', ['x', `%v${i - 1}`, 'y', '%g', '']]);
    const shape = shapeOf(straight(...code), '%v99');
    assert.ok(shape.startsWith('xxx'));
    assert.ok(shape.length < 400);
  });
});
