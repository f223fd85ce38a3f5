/**
 * Which fields a function takes away that walks over the keys of what it is given: it compares each key with a list
 * or with parts of names, and puts a text in the place of the value.
 *
 * `if (hidden.has(key.toLowerCase()) || key.includes('phone')) copy[key] = '[removed]'`. Such a function removes
 * fields at any depth. What it is given to, such as the formatter of a logger, may call it for its result.
 */
import type { LiteralReader } from '../classification/read-literal.ts';
import { calleeNameOf } from '../classification/value-names.ts';
import { Op } from '../ir/opcode.ts';
import { callArguments, phiOperands } from '../ir/operands.ts';
import type { ProgramModule } from '../program/program.ts';
import type { Removal } from './removed-fields.ts';

/** Functions that give what another one gives. */
const maxDepth = 3;
/** Names of one list; longer ones are cut. */
const maxNames = 500;

/** What the function, or one whose result it gives back, removes of the keys it walks over. */
export function removedOfKeys(
  literals: LiteralReader,
  module: ProgramModule,
  index: number,
  depth = 0,
): readonly Removal[] {
  const { ir, valueBase } = module;
  const record = ir.functions[index];
  if (record === undefined || depth > maxDepth) return [];
  const names: Removal[] = [];
  const inner: Removal[] = [];
  let isReplacing = false;
  const end = record.firstInstruction + record.instructionCount;
  for (let at = record.firstInstruction; at < end; at++) {
    if (ir.op[at] === Op.StoreX && literals.constantAt(valueBase + (ir.c[at] ?? -1)) !== undefined)
      isReplacing = true;
    if (ir.op[at] === Op.Call) names.push(...comparedNames(literals, module, at));
    if (ir.op[at] !== Op.Ret) continue;
    const made = ir.a[at] ?? -1;
    if (made < 0 || ir.op[made] !== Op.Call) continue;
    const place = literals.placeOf(valueBase + (ir.a[made] ?? -1));
    if (place !== undefined && place.module.ir.op[place.local] === Op.Func)
      inner.push(...removedOfKeys(literals, place.module, place.module.ir.a[place.local] ?? -1, depth + 1));
  }
  return isReplacing ? [...names, ...inner] : inner;
}

/** `hidden.has(key)`, `hidden.includes(key)`: names of the list. `key.includes('phone')`: a part of names. */
function comparedNames(literals: LiteralReader, module: ProgramModule, call: number): readonly Removal[] {
  const { ir, valueBase } = module;
  const callee = ir.a[call] ?? -1;
  if (ir.op[callee] !== Op.Load || !/^(?:has|includes)$/.test(calleeNameOf(ir, callee))) return [];
  const list = namesOf(literals, valueBase + (ir.a[callee] ?? -1));
  if (list !== undefined) return list.map((name) => removal(name, 'whole'));
  const part = literals.textAt(valueBase + (callArguments(ir, call)[0] ?? -1));
  return part === undefined || part === '' ? [] : [removal(part, 'part')];
}

/** The texts of `['a', 'b']` or `new Set(['a', 'b'])`. */
function namesOf(literals: LiteralReader, value: number): readonly string[] | undefined {
  let place = literals.placeOf(value);
  // In a loop, the list is what it was before, or what a call in the loop left of it.
  for (let step = 0; step < maxDepth && place?.module.ir.op[place.local] === Op.Phi; step++) {
    const { ir, valueBase } = place.module;
    const phi = place.local;
    const before = phiOperands(ir, phi).find((entry) => entry >= 0 && entry < phi) ?? -1;
    place = literals.placeOf(before < 0 ? -1 : valueBase + before);
  }
  if (place === undefined) return undefined;
  const { ir, valueBase } = place.module;
  const isSet = ir.op[place.local] === Op.New && calleeNameOf(ir, ir.a[place.local] ?? -1) === 'Set';
  const given = isSet ? valueBase + (callArguments(ir, place.local)[0] ?? -1) : valueBase + place.local;
  return literals
    .elementsOf(given)
    ?.slice(0, maxNames)
    .flatMap((entry) => literals.textAt(entry) ?? []);
}

function removal(name: string, compared: 'whole' | 'part'): Removal {
  return { steps: [name.toLowerCase()], isAnywhere: true, except: [], compared };
}
