/**
 * Which fields a function takes away from what it is given: `(event) => { delete event.user; return event; }`.
 *
 * Deleted fields, fields that a constant replaces, and fields that an object with fewer fields replaces, on all ways. A function
 * that always gives back nothing removes everything. Functions may stand in calls that put them together, such as
 * `combine(redact(), json())`, where `redact` was made of a function.
 */

import type { LiteralReader } from '../classification/read-literal.ts';
import { Op } from '../ir/opcode.ts';
import { callArguments } from '../ir/operands.ts';
import type { ProgramModule } from '../program/program.ts';
import { isRemovedAlways } from './certain-removals.ts';
import { removedOfKeys } from './key-walkers.ts';

/** Fields that are removed. */
export interface Removal {
  /** Names from the outside in; `*` is any. */
  readonly steps: readonly string[];
  /** Whether the steps may begin anywhere. */
  readonly isAnywhere: boolean;
  /** Fields below the steps that stay. */
  readonly except: readonly string[];
  /** Set where keys are compared without case: as wholes, or by a part of them. */
  readonly compared?: 'whole' | 'part';
}

/** Calls inside one another that are looked into for functions. */
const maxDepth = 5;
/** Steps back from a store to the parameter. */
const maxSteps = 50;

/** What the functions in a value remove from their first parameter. */
export function removedBy(literals: LiteralReader, value: number): readonly Removal[] {
  const functions = new Map<number, { readonly module: ProgramModule; readonly index: number }>();
  collectFunctions(literals, value, 0, functions);
  return [...functions.values()].flatMap(({ module, index }) => removedIn(literals, module, index));
}

/** What serializers leave out: `{ patient: (p) => ({ id: p.id }) }` removes all below `patient` but its id. */
export function serializedBy(literals: LiteralReader, value: number): readonly Removal[] {
  return [...(literals.shapeOf(value)?.fields ?? [])].flatMap(([field, serializer]): readonly Removal[] => {
    const place = literals.placeOf(serializer);
    if (place === undefined || place.module.ir.op[place.local] !== Op.Func) return [];
    const kept = keptBy(literals, place.module, place.module.ir.a[place.local] ?? -1);
    return kept === undefined ? [] : [{ steps: [field], isAnywhere: false, except: [...kept] }];
  });
}

/** Fields of its parameter that a function puts into what it gives; undefined if it may give others too. */
function keptBy(literals: LiteralReader, module: ProgramModule, index: number): Set<string> | undefined {
  const { ir, valueBase } = module;
  const record = ir.functions[index];
  if (record === undefined) return undefined;
  const kept = new Set<string>();
  const keep = (value: number): boolean => {
    if (literals.constantAt(value) !== undefined) return true;
    const local = value - valueBase;
    const name = ir.op[local] === Op.Load ? ir.strings[ir.b[local] ?? -1] : undefined;
    const path = name === undefined ? undefined : pathOf(module, ir.a[local] ?? -1, 0);
    if (path === undefined || name === undefined) return false;
    kept.add(path[0] ?? name);
    return true;
  };
  const end = record.firstInstruction + record.instructionCount;
  for (let at = record.firstInstruction; at < end; at++) {
    if (ir.op[at] !== Op.Ret) continue;
    const given = valueBase + (ir.a[at] ?? -1);
    const shape = literals.shapeOf(given);
    const values = shape === undefined ? [given] : [...shape.fields.values()];
    if (shape?.isComplete === false || !values.every(keep)) return undefined;
  }
  return kept;
}

function collectFunctions(
  literals: LiteralReader,
  value: number,
  depth: number,
  into: Map<number, { readonly module: ProgramModule; readonly index: number }>,
): void {
  const place = depth > maxDepth ? undefined : literals.placeOf(value);
  if (place === undefined) return;
  const { module, local } = place;
  const { ir, valueBase } = module;
  if (ir.op[local] === Op.Func) into.set(valueBase + local, { module, index: ir.a[local] ?? -1 });
  if (ir.op[local] !== Op.Call) return;
  for (const argument of callArguments(ir, local))
    if (argument >= 0) collectFunctions(literals, valueBase + argument, depth + 1, into);
  collectFunctions(literals, valueBase + (ir.a[local] ?? -1), depth + 1, into);
}

/** What one function removes from its first parameter. */
export function removedIn(literals: LiteralReader, module: ProgramModule, index: number): readonly Removal[] {
  const { ir, valueBase } = module;
  const record = ir.functions[index];
  if (record === undefined) return [];
  const found = new Map<string, { readonly removal: Removal; readonly blocks: Set<number> }>();
  const remove = (at: number, steps: readonly string[], except: readonly string[] = []): void => {
    const key = JSON.stringify([steps, except]);
    const known = found.get(key);
    const block = ir.block[at] ?? -1;
    if (known !== undefined) known.blocks.add(block);
    else found.set(key, { removal: { steps, isAnywhere: false, except }, blocks: new Set([block]) });
  };
  const givesNothing = (returned: number): boolean => {
    const constant = literals.constantAt(valueBase + returned);
    return constant?.kind === 'null' || constant?.kind === 'undefined';
  };
  const end = record.firstInstruction + record.instructionCount;
  let returns = 0;
  let empty = 0;
  for (let at = record.firstInstruction; at < end; at++) {
    const op = ir.op[at];
    if (op === Op.Ret) {
      returns++;
      if (givesNothing(ir.a[at] ?? -1)) empty++;
    }
    if (op !== Op.Del && op !== Op.Store) continue;
    const name = ir.strings[ir.b[at] ?? -1];
    const path = name === undefined ? undefined : pathOf(module, ir.a[at] ?? -1, 0);
    if (path === undefined || name === undefined) continue;
    if (op === Op.Del) remove(at, [...path, name]);
    else {
      const stored = valueBase + (ir.c[at] ?? -1);
      const shape = literals.shapeOf(stored);
      if (literals.constantAt(stored) !== undefined) remove(at, [...path, name]);
      else if (shape?.isComplete === true) remove(at, [...path, name], [...shape.fields.keys()]);
    }
  }
  const input = { ir, functionId: index, pathOf: (value: number) => pathOf(module, value, 0), givesNothing };
  const always = [...found.values()]
    .filter(({ removal, blocks }) => isRemovedAlways(input, removal.steps, blocks))
    .map(({ removal }) => removal);
  if (returns > 0 && returns === empty) always.push({ steps: [], isAnywhere: false, except: [] });
  return [...always, ...removedOfKeys(literals, module, index)];
}

/** Names from the first parameter to an object, through versions of the objects on the way. */
function pathOf(module: ProgramModule, object: number, depth: number): readonly string[] | undefined {
  const { ir } = module;
  let at = object;
  for (let step = depth; step < maxSteps && at >= 0; step++) {
    const a = ir.a[at] ?? -1;
    switch (ir.op[at]) {
      case Op.Param:
        return a === 0 ? [] : undefined;
      case Op.Load: {
        const outer = pathOf(module, a, step + 1);
        const name = ir.strings[ir.b[at] ?? -1];
        return outer === undefined || name === undefined ? undefined : [...outer, name];
      }
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
      case Op.Store:
      case Op.Del:
        at = a;
        break;
      case Op.Phi: {
        const list = ir.a[at] ?? -1;
        const count = ir.args[list] ?? 0;
        const first = Array.from({ length: count }, (_, k) => ir.args[list + 1 + k] ?? -1).find(
          (entry) => entry >= 0 && entry < at,
        );
        at = first ?? -1;
        break;
      }
      default:
        return undefined;
    }
  }
  return undefined;
}
