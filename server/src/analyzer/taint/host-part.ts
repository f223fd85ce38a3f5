/**
 * Whether a value that is put into an address comes behind the host, where it cannot choose who is asked.
 *
 * Looks at the text in front of the value in one template or sum, constants folded, what is not known as one unknown
 * character. A host is closed by a slash, a question mark or a hash behind it. A single slash at the very beginning
 * closes nothing, since a second one may follow in the value.
 */
import type { ConstantTable } from '../ir/constants.ts';
import type { IrModule } from '../ir/module.ts';
import { BinOp, Op } from '../ir/opcode.ts';
import { listAt } from '../ir/operands.ts';
import { StringShapes } from '../ir/string-shape.ts';

/** Stands for a part of the text that is not known. */
const unknownPart = '\uFFFC';

const shapesOfModule = new WeakMap<IrModule, StringShapes>();

/** Whether operand `value` of the sum or template `user` stands behind the host of the text. */
export function isBehindHost(ir: IrModule, constants: ConstantTable, user: number, value: number): boolean {
  const shapes = shapesOfModule.get(ir) ?? new StringShapes(ir, constants);
  shapesOfModule.set(ir, shapes);
  switch (ir.op[user]) {
    case Op.Bin:
      return ir.c[user] === BinOp.Add && ir.a[user] !== value && closesHost(textOf(shapes, ir.a[user] ?? -1));
    case Op.Tpl: {
      let before = '';
      for (const [n, entry] of listAt(ir, ir.a[user] ?? 0).entries()) {
        // Entries alternate between literal text and value.
        if (n % 2 === 0) before += ir.strings[entry] ?? '';
        else if (entry === value) return closesHost(before);
        else before += textOf(shapes, entry);
      }
      return false;
    }
    default:
      return false;
  }
}

/** Whether what follows this text can no longer change the host. */
function closesHost(before: string): boolean {
  if (before === '/') return false;
  return /[/?#]/.test(before.replace(/^(?:[a-z][a-z0-9+.-]*:|\uFFFC+:?)?\/\//i, ''));
}

function textOf(shapes: StringShapes, value: number): string {
  return shapes
    .of(value)
    .map((part) => (part.kind === 'text' ? part.text : unknownPart))
    .join('');
}
