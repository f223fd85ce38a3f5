/**
 * The table that an id of Convex is of: `args.id` in `query({ args: { id: v.id('patients') }, handler: (ctx, args) => … })`.
 *
 * What a function is given says so, in the object that the function stands in. Read from the code of one module; bounded.
 */
import { Op } from '../ir/opcode.ts';
import { usesOf } from '../ir/uses.ts';
import type { ProgramModule } from '../program/program.ts';
import { behindCopies } from './behind-copies.ts';
import { argumentAt } from './call-arguments.ts';
import { statementOf } from './statement-text.ts';

/** How a model names the schema of Convex. */
export const convexSchema = 'convex';

const maxSteps = 60;

/** The table that a value (file-local) is an id in; empty if that is not known. */
export function tableOfId(module: ProgramModule, value: number): string {
  const { ir } = module;
  let at = behindCopies(module, value);
  const field = ir.op[at] === Op.Load ? (ir.strings[ir.b[at] ?? 0] ?? '') : '';
  at = field === '' ? -1 : behindCopies(module, ir.a[at] ?? -1);
  if (at < 0 || ir.op[at] !== Op.Param || ir.a[at] !== 1) return '';
  const f = ir.functionOf[at] ?? -1;
  for (let i = 0; i < ir.op.length; i++) {
    if (ir.op[i] !== Op.Func || ir.a[i] !== f) continue;
    const { start, users } = usesOf(ir);
    for (let k = start[i] ?? 0; k < (start[i + 1] ?? 0); k++) {
      const object = users[k] ?? -1;
      if (ir.op[object] !== Op.Store || ir.c[object] !== i) continue;
      const given = storedBefore(module, object, 'args');
      const validator = given < 0 ? -1 : storedBefore(module, given, field);
      if (validator >= 0) return tableOf(module, validator, 0);
    }
  }
  return '';
}

/** What an object literal holds under a name, up to the version `object`; -1 if it holds nothing. */
function storedBefore(module: ProgramModule, object: number, name: string): number {
  const { ir } = module;
  let at = behindCopies(module, object);
  for (let steps = 0; at >= 0 && steps < maxSteps && ir.op[at] === Op.Store; steps++) {
    if (ir.strings[ir.b[at] ?? 0] === name) return ir.c[at] ?? -1;
    at = behindCopies(module, ir.a[at] ?? -1);
  }
  return -1;
}

/** `v.id('patients')`, `v.optional(v.id('patients'))` */
function tableOf(module: ProgramModule, validator: number, depth: number): string {
  const { ir } = module;
  const call = behindCopies(module, validator);
  if (call < 0 || ir.op[call] !== Op.Call || depth > 3) return '';
  const callee = ir.a[call] ?? -1;
  const argument = argumentAt(module, call, 0);
  if (callee < 0 || argument < 0 || ir.op[callee] !== Op.Load) return '';
  if (ir.strings[ir.b[callee] ?? 0] !== 'id') return tableOf(module, argument, depth + 1);
  return statementOf(module, argument)?.text ?? '';
}
