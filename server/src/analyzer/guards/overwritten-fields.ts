/**
 * Fields of the request that the chain before a handler overwrites with values of its own.
 *
 * `req.body.userId = tokens.get(token).id; next()`: behind it the field says who is calling, whatever the sender wrote.
 * It counts if every `next()` of the function comes after the write. Fields are named as `EndpointView.keysAt` names
 * them: `body.userId`.
 */
import { argumentCount } from '../callgraph/call-arguments.ts';
import { buildDominatorTree, instructionDominates } from '../ir/dominators.ts';
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import { functionAt, type GuardInput, instructionsOf } from './guard-context.ts';

const parts = /^(body|query|params|headers)$/;

/** Writes of the functions of a chain. `isForeign` tells whether a value (global) was brought by the request. */
export function overwrittenFields(
  input: GuardInput,
  functions: readonly number[],
  isForeign: (value: number) => boolean,
): ReadonlySet<string> {
  const out = new Set<string>();
  for (const f of functions) {
    const at = functionAt(input.program, f);
    if (!at) continue;
    const { module, local } = at;
    const { ir, valueBase } = module;
    const [first, end] = instructionsOf(module, local);
    const writes: { readonly key: string; readonly at: number }[] = [];
    const passes: number[] = [];
    for (let i = first; i < end; i++) {
      if (ir.op[i] === Op.Store) {
        const key = keyOf(module, i);
        if (key !== '' && !isForeign(valueBase + (ir.c[i] ?? 0))) writes.push({ key, at: i });
      } else if (ir.op[i] === Op.Call && argumentCount(module, i) === 0) {
        const site = input.callGraph.siteOfValue[valueBase + i] ?? -1;
        if (site >= 0 && /^(next|done)$/.test(input.callGraph.calleeName(site))) passes.push(i);
      }
    }
    if (writes.length === 0 || passes.length === 0) continue;
    const tree = buildDominatorTree(ir, local);
    for (const write of writes)
      if (passes.every((pass) => instructionDominates(ir, tree, write.at, pass))) out.add(write.key);
  }
  return out;
}

/** `body.userId` of `req.body.userId = …`; empty for other writes. */
function keyOf(module: ProgramModule, store: number): string {
  const { ir } = module;
  let at = ir.a[store] ?? -1;
  for (let steps = 0; at >= 0 && steps < 20; steps++) {
    const op = ir.op[at];
    if (op !== Op.Copy && op !== Op.Store && op !== Op.Post && op !== Op.Pi && op !== Op.StoreX) break;
    at = ir.a[at] ?? -1;
  }
  const part = at >= 0 && ir.op[at] === Op.Load ? (ir.strings[ir.b[at] ?? 0] ?? '') : '';
  const field = ir.strings[ir.b[store] ?? 0] ?? '';
  return parts.test(part) && field !== '' ? `${part}.${field}` : '';
}
