/**
 * The text that stands for a loop variable: the first of a list of texts that a loop or `forEach` goes through
 * (`for (const kind of ['Patient', 'Observation'])`). What is registered in such a loop is about all of them alike.
 */
import { IterKind, Op } from '../ir/opcode.ts';
import { usesOf } from '../ir/uses.ts';
import type { ProgramModule } from '../program/program.ts';
import { behindCopies } from './behind-copies.ts';
import { argumentAt } from './call-arguments.ts';

/** `value` is file-local; undefined if it is no variable of a loop over texts that are written out. */
export function firstTextOfLoop(module: ProgramModule, value: number): string | undefined {
  const { ir } = module;
  const at = behindCopies(module, value);
  if (at < 0) return undefined;
  if (ir.op[at] === Op.Iter && ir.b[at] === IterKind.Of) return firstText(module, ir.a[at] ?? -1);
  if (ir.op[at] !== Op.Param || ir.a[at] !== 0) return undefined;
  const f = ir.functionOf[at] ?? -1;
  const made = ir.op.findIndex((op, i) => op === Op.Func && ir.a[i] === f);
  if (made < 0) return undefined;
  const { start, users } = usesOf(ir);
  for (let k = start[made] ?? 0; k < (start[made + 1] ?? 0); k++) {
    const call = users[k] ?? -1;
    const callee = ir.op[call] === Op.Call ? (ir.a[call] ?? -1) : -1;
    const isLoop =
      callee >= 0 &&
      ir.op[callee] === Op.Load &&
      /^(?:forEach|map)$/.test(ir.strings[ir.b[callee] ?? 0] ?? '');
    if (isLoop && argumentAt(module, call, 0) === made) return firstText(module, ir.b[call] ?? -1);
  }
  return undefined;
}

function firstText(module: ProgramModule, list: number): string | undefined {
  const { ir } = module;
  const at = behindCopies(module, list);
  if (at < 0 || ir.op[at] !== Op.Arr) return undefined;
  const elements = ir.a[at] ?? 0;
  const first = (ir.args[elements] ?? 0) > 0 ? (ir.args[elements + 1] ?? -1) : -1;
  const constant = first >= 0 && ir.op[first] === Op.Const ? ir.constants[ir.a[first] ?? 0] : undefined;
  return constant?.kind === 'string' ? constant.value : undefined;
}
