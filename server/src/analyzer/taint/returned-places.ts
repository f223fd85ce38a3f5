/**
 * Where what a function gives back is kept: a parameter, its receiver, or a variable of its module, and a path below.
 *
 * Whoever changes the result of such a call changes what is kept there: `cache.get().user = name`,
 * `Registry.instance().last = value`. From a function to its places, read off the versions of what it returns; what is
 * put together anew is kept nowhere.
 */
import { isVersion, Op } from '../ir/opcode.ts';
import { listAt } from '../ir/operands.ts';
import { usesOf } from '../ir/uses.ts';
import type { ProgramModule } from '../program/program.ts';
import type { AccessStep } from '../rules/model.ts';

/** See the head of this file. `index` is the parameter, or the variable of the module. */
export interface ReturnedPlace {
  readonly root: 'parameter' | 'receiver' | 'variable';
  readonly index: number;
  readonly path: readonly AccessStep[];
}

/** Steps back from what is returned, and places of one function. */
const maxSteps = 40;
const maxPlaces = 4;
/** Versions of one result. */
const maxVersions = 50;

/** The places of function `f` (file-local), each once. */
export function returnedPlaces(module: ProgramModule, f: number): readonly ReturnedPlace[] {
  const { ir } = module;
  const record = ir.functions[f];
  if (!record || record.isGenerator) return [];
  const out: ReturnedPlace[] = [];
  const end = record.firstInstruction + record.instructionCount;
  for (let i = record.firstInstruction; i < end && out.length < maxPlaces; i++)
    if (ir.op[i] === Op.Ret) collect(module, ir.a[i] ?? -1, [], out, new Set());
  return out;
}

function collect(
  module: ProgramModule,
  value: number,
  below: readonly AccessStep[],
  out: ReturnedPlace[],
  seen: Set<number>,
): void {
  const { ir } = module;
  let at = value;
  let path = below;
  const add = (root: ReturnedPlace['root'], index: number): void => {
    const isKnown = out.some((place) => place.root === root && place.index === index);
    if (!isKnown && out.length < maxPlaces) out.push({ root, index, path });
  };
  while (at >= 0 && seen.size < maxSteps && !seen.has(at)) {
    seen.add(at);
    switch (ir.op[at]) {
      case Op.Load:
        path = [{ kind: 'member', name: ir.strings[ir.b[at] ?? 0] ?? '' }, ...path];
        at = ir.a[at] ?? -1;
        break;
      case Op.LoadX:
        path = [{ kind: 'element' }, ...path];
        at = ir.a[at] ?? -1;
        break;
      case Op.Param:
        add('parameter', ir.a[at] ?? -1);
        return;
      case Op.This:
        add('receiver', -1);
        return;
      case Op.CellGet: {
        // A variable of a function is one for each of its calls.
        if (ir.cells[ir.a[at] ?? -1]?.functionId === 0) add('variable', ir.a[at] ?? -1);
        return;
      }
      case Op.Phi:
        for (const operand of listAt(ir, ir.a[at] ?? -1)) collect(module, operand, path, out, seen);
        return;
      default:
        if (ir.op[at] !== Op.Pi && ir.op[at] !== Op.Await && !isVersion(ir.op[at] ?? 0)) return;
        at = ir.a[at] ?? -1;
        break;
    }
  }
}

/** Values of a function that are a later state of what an instruction gave: after stores, and after calls. */
export function laterVersions({ ir }: ProgramModule, value: number): readonly number[] {
  const uses = usesOf(ir);
  const versions = [value];
  const changed: number[] = [];
  for (let k = 0; k < versions.length && versions.length < maxVersions; k++) {
    const at = versions[k] ?? 0;
    for (let u = uses.start[at] ?? 0; u < (uses.start[at + 1] ?? 0); u++) {
      const user = uses.users[u] ?? 0;
      const op = ir.op[user] ?? 0;
      if (ir.a[user] !== at || versions.includes(user)) continue;
      if (op !== Op.Await && op !== Op.Pi && !isVersion(op)) continue;
      versions.push(user);
      if (op !== Op.Copy && op !== Op.Await && op !== Op.Pi) changed.push(user);
    }
  }
  return changed;
}
