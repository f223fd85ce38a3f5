/**
 * Functions that keep a statement for later: `transaction.addQuery(text, values)`, which puts `{ text, values }` on a list.
 *
 * The driver is given fields of what stands on the list, so the statements are known where they are put there. From a
 * call that takes its text from a field to the functions of the same file that store a parameter of theirs in a field of
 * that name, with the parameters that go with it. What such a query gives comes out elsewhere and is not followed.
 */
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import type { PortPath, RecordQuery } from '../rules/model.ts';
import { argumentAt, argumentCount } from './call-arguments.ts';

/** A function (global) that keeps statements, and the query its callers ask for. */
export type Gatherer = readonly [number, RecordQuery];

const maxSteps = 12;

/** The functions whose callers gave the statement that `call` runs, whose text is the file-local value `text`. */
export function gatherersOf(
  module: ProgramModule,
  call: number,
  text: number,
  model: RecordQuery,
): readonly Gatherer[] {
  const name = fieldOf(module, text);
  if (name === undefined) return [];
  const others = model.filters.flatMap((port) => {
    const value =
      port.port === 'argument' && port.argument >= 0 ? argumentAt(module, call, port.argument) : -1;
    return fieldOf(module, value) ?? [];
  });
  const { ir, functionBase } = module;
  const out: Gatherer[] = [];
  for (let i = 0; i < ir.op.length; i++) {
    if (ir.op[i] !== Op.Store || ir.strings[ir.b[i] ?? 0] !== name) continue;
    const f = ir.functionOf[i] ?? -1;
    const kept = ir.c[i] ?? -1;
    // A method that is handed the statement, and does nothing with it but keep it.
    if (ir.op[kept] !== Op.Param || !isPutOnList(module, i, f)) continue;
    out.push([
      functionBase + f,
      {
        ...model,
        resource: { ...model.resource, argument: ir.a[kept] ?? 0 },
        filters: others.flatMap((field) => parametersKeptAs(module, f, field)),
        projections: [],
        data: [],
        result: undefined,
      },
    ]);
  }
  return out;
}

/** Name of the field that a value is read from; undefined if it is not. */
function fieldOf({ ir }: ProgramModule, value: number): string | undefined {
  let at = value;
  for (let steps = 0; at >= 0 && steps < maxSteps; steps++) {
    if (ir.op[at] === Op.Load) return ir.strings[ir.b[at] ?? 0];
    if (ir.op[at] !== Op.Copy && ir.op[at] !== Op.Pi && ir.op[at] !== Op.Post) return undefined;
    at = ir.a[at] ?? -1;
  }
  return undefined;
}

/** Whether function `f` pushes an object made by the store `i`, or built on it, onto a list. */
function isPutOnList(module: ProgramModule, i: number, f: number): boolean {
  const { ir } = module;
  const { firstInstruction = 0, instructionCount = 0 } = ir.functions[f] ?? {};
  for (let call = i + 1; call < firstInstruction + instructionCount; call++) {
    if (ir.op[call] !== Op.Call) continue;
    const callee = ir.a[call] ?? -1;
    if (
      ir.op[callee] !== Op.Load ||
      !/^(push|unshift|add|enqueue)$/.test(ir.strings[ir.b[callee] ?? 0] ?? '')
    )
      continue;
    for (let k = 0; k < argumentCount(module, call); k++) {
      let at = argumentAt(module, call, k);
      for (let steps = 0; at > i && steps < maxSteps && ir.op[at] === Op.Store; steps++) at = ir.a[at] ?? -1;
      if (at === i) return true;
    }
  }
  return false;
}

/** Parameters of function `f` that it stores in a field of that name. */
function parametersKeptAs({ ir }: ProgramModule, f: number, field: string): readonly PortPath[] {
  const { firstInstruction = 0, instructionCount = 0 } = ir.functions[f] ?? {};
  const out: PortPath[] = [];
  for (let i = firstInstruction; i < firstInstruction + instructionCount; i++) {
    const kept = ir.c[i] ?? -1;
    if (ir.op[i] !== Op.Store || ir.strings[ir.b[i] ?? 0] !== field || ir.op[kept] !== Op.Param) continue;
    const argument = ir.a[kept] ?? 0;
    out.push({
      port: 'argument',
      argument,
      argumentEnd: argument,
      parameter: -1,
      callbackPath: [],
      path: [],
    });
  }
  return out;
}
