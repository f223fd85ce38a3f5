/**
 * Copies by way of a text: `JSON.parse(JSON.stringify(x))` has the fields of x, as far as both calls stand in one function.
 *
 * From a call of `JSON.parse` to the value whose text it reads. With a function that replaces or revives values, what
 * comes out is anybody's guess and the text counts as a whole.
 */
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { callArguments } from '../ir/operands.ts';

/** Names followed from the text to the call that made it. */
const maxSteps = 20;

/** The value (file-local) that a call copies through a text, -1 if it is no such call. */
export function copiedThroughText(ir: IrModule, call: number): number {
  if (!isJsonCall(ir, call, 'parse')) return -1;
  const [text = -1, ...reviver] = callArguments(ir, call);
  if (reviver.length > 0) return -1;
  const made = madeBy(ir, text);
  if (made < 0 || ir.functionOf[made] !== ir.functionOf[call] || !isJsonCall(ir, made, 'stringify'))
    return -1;
  const [value = -1, replacer = -1] = callArguments(ir, made);
  return replacer < 0 || ir.op[replacer] === Op.Const ? value : -1;
}

function madeBy(ir: IrModule, text: number): number {
  let at = text;
  for (let steps = 0; steps < maxSteps && at >= 0; steps++) {
    const op = ir.op[at];
    if (op === Op.Call) return at;
    if (op !== Op.Copy && op !== Op.Pi && op !== Op.Post) return -1;
    at = ir.a[at] ?? -1;
  }
  return -1;
}

function isJsonCall(ir: IrModule, call: number, method: string): boolean {
  if (ir.op[call] !== Op.Call) return false;
  const callee = ir.a[call] ?? -1;
  if (callee < 0 || ir.op[callee] !== Op.Load || ir.strings[ir.b[callee] ?? -1] !== method) return false;
  const object = ir.a[callee] ?? -1;
  return object >= 0 && ir.op[object] === Op.Global && ir.strings[ir.a[object] ?? -1] === 'JSON';
}
