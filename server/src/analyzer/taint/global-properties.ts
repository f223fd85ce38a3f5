/**
 * Properties of the global object: from reads and writes of `globalThis.x`, `window.x`, `self.x` and `global.x` to links
 * through one node per name, whatever the function and file. A name that nothing declares is such a property too, where
 * the program writes it (`people = found` without a keyword).
 */
import type { IrModule } from '../ir/module.ts';
import { Flag, isVersion, Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import type { GraphDraft, ValueFlowInput } from './graph-draft.ts';
import { atInstruction, LinkKind } from './value-flow-graph.ts';

const globalObjects = new Set(['globalThis', 'window', 'self', 'global']);

/** Per module: whether it names the global object at all. */
const namesGlobalObject = new WeakMap<IrModule, boolean>();

/** `globalThis.x = v`: every reader of that property sees it, in whatever function and file. */
export function addGlobalStore(draft: GraphDraft, module: ProgramModule, i: number): void {
  const { ir, valueBase } = module;
  if (((ir.flags[i] ?? 0) & Flag.Weak) !== 0 || !isGlobalObject(module, ir.a[i] ?? -1)) return;
  const name = ir.strings[ir.b[i] ?? 0] ?? '';
  // Where a page goes when `window.location` is written is the platform's own.
  if (draft.input.models.globals.has(name)) return;
  const node = draft.globalProperty(name);
  draft.links.add(valueBase + (ir.c[i] ?? 0), node, LinkKind.Heap, -1, -1, atInstruction(valueBase + i));
  draft.innerLinks.add(module.index);
}

/** Names of properties of the global object that the program writes, but those that the platform has. */
export function writtenGlobals({ program, models }: ValueFlowInput): ReadonlySet<string> {
  const out = new Set<string>();
  for (const module of program.modules) {
    const { ir } = module;
    if (!isNaming(ir)) continue;
    for (let i = 0; i < ir.op.length; i++) {
      if (ir.op[i] !== Op.Store || !isGlobalObject(module, ir.a[i] ?? -1)) continue;
      const name = ir.strings[ir.b[i] ?? 0] ?? '';
      if (!models.globals.has(name) && !globalObjects.has(name)) out.add(name);
    }
  }
  return out;
}

/** `people`, which nothing declares: what any function wrote there. */
export function addGlobalName(
  draft: GraphDraft,
  module: ProgramModule,
  i: number,
  written: ReadonlySet<string>,
): void {
  const name = module.ir.strings[module.ir.a[i] ?? 0] ?? '';
  if (!written.has(name)) return;
  draft.links.add(draft.globalProperty(name), module.valueBase + i, LinkKind.Heap, -1, -1, -1);
  draft.innerLinks.add(module.index);
}

/** `globalThis.x`: what any function wrote there. */
export function addGlobalLoad(draft: GraphDraft, module: ProgramModule, i: number): void {
  const { ir, valueBase } = module;
  const object = ir.a[i] ?? -1;
  if (!isGlobalObject(module, object)) return;
  // Behind a write of the same function, its own versions say what is there.
  for (let at = object; at >= 0 && ir.op[at] !== Op.Global; at = ir.a[at] ?? -1)
    if (ir.op[at] === Op.Store && ir.b[at] === ir.b[i]) return;
  const node = draft.globalProperty(ir.strings[ir.b[i] ?? 0] ?? '');
  draft.links.add(node, valueBase + i, LinkKind.Heap, -1, -1, -1);
  draft.innerLinks.add(module.index);
}

function isGlobalObject({ ir }: ProgramModule, value: number): boolean {
  if (!isNaming(ir)) return false;
  let at = value;
  for (let steps = 0; steps < 50 && at >= 0 && isVersion(ir.op[at] ?? 0); steps++) at = ir.a[at] ?? -1;
  return at >= 0 && ir.op[at] === Op.Global && globalObjects.has(ir.strings[ir.a[at] ?? 0] ?? '');
}

function isNaming(ir: IrModule): boolean {
  let isNamed = namesGlobalObject.get(ir);
  if (isNamed === undefined) {
    isNamed = ir.strings.some((it) => globalObjects.has(it));
    namesGlobalObject.set(ir, isNamed);
  }
  return isNamed;
}
