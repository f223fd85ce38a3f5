/**
 * What bundling puts in the place of the members of constant tables.
 */
import assert from 'node:assert/strict';
import ts from 'typescript';
import { constantTables, inlineConstants } from '../../../scripts/inline-constants.mjs';

describe('constants put in place when bundling', () => {
  const tables = constantTables(`
export const Color = {
  /** The first, of course. */
  Red: 0,
  Green: 1, // or so
  Bit: 1 << 3,
} as const;
export const Kind = { Identifier: ts.SyntaxKind.Identifier } as const;
export const Text = { A: 'a', B: 1 } as const;
export const Mixed = { A: 1, B: other } as const;
`);

  it('knows tables whose members are all numbers', () => {
    assert.deepEqual([...tables.keys()], ['Color', 'Kind']);
    assert.deepEqual(
      [...(tables.get('Color') ?? [])],
      [
        ['Red', 0],
        ['Green', 1],
        ['Bit', 8],
      ],
    );
    assert.equal(tables.get('Kind')?.get('Identifier'), ts.SyntaxKind.Identifier);
  });

  it('puts numbers where a table is imported', () => {
    const text = "import {\n  Color,\n  type Shade,\n} from './color.ts';\nuse(Color.Green, Color.Bit);\n";
    assert.match(inlineConstants(text, tables), /^use\(1, 8\);$/m);
  });

  it('puts numbers below the declaration', () => {
    const text = 'export const Color = { Red: 0, Green: 1 } as const;\nconst first = Color.Red;\n';
    assert.match(inlineConstants(text, tables), /^const first = 0;$/m);
  });

  it('puts numbers for what TypeScript says of nodes, in code and not in types of it', () => {
    const text =
      'const isOptional = (node.flags & ts.NodeFlags.OptionalChain) !== 0;\nlet kind: ts.SyntaxKind;\n';
    const flag = ts.NodeFlags.OptionalChain;
    const expected = `const isOptional = (node.flags & ${flag}) !== 0;\nlet kind: ts.SyntaxKind;\n`;
    assert.equal(inlineConstants(text, tables), expected);
  });

  it('leaves other things of the same name, unknown members and the table itself', () => {
    const elsewhere = "import type { Color } from './color.ts';\nuse(Color.Red);\n";
    assert.equal(inlineConstants(elsewhere, tables), elsewhere);
    const text =
      "import { Color } from './color.ts';\nuse(theme.Color.Red, Color.Blue, MyColor.Red, Object.keys(Color));\n";
    assert.equal(inlineConstants(text, tables), text);
  });
});
