/**
 * Links for objects that one module makes and exports, and other modules change.
 *
 * A change of an imported object arrives where its own module keeps it: at the exported value, and in the variables of
 * that module that hold it or a part of it. All importers read it from there. Imports are followed as they are written:
 * by name, as a namespace, and taken apart (`const { rows } = require('./state')`). Bounded walks over versions.
 */

import type { IrModule } from '../ir/module.ts';
import { isVersion, Op } from '../ir/opcode.ts';
import type { ExportTarget, ProgramModule } from '../program/program.ts';
import type { AccessStep } from '../rules/model.ts';
import type { GraphDraft } from './graph-draft.ts';
import { LinkKind } from './value-flow-graph.ts';

/** Versions, stores of an exported object and variables in it that are looked at. */
const maxSteps = 100;

/** What a changed object is: what an import gives, or a property of that. */
interface Origin {
  readonly importId: number;
  /** Property of what was imported, -1 for the whole. */
  readonly field: number;
}

/** Instruction `i` makes a new version of an object; if the object is another module's, that module sees the change. */
export function addImportChange(draft: GraphDraft, module: ProgramModule, i: number): void {
  const { ir, valueBase } = module;
  const origin = originOf(ir, ir.a[i] ?? -1);
  if (!origin) return;
  const name = ir.strings[origin.field];
  for (const target of draft.input.importedValues(module.index, origin.importId)) {
    if (target.kind === 'namespace') {
      if (name !== undefined) {
        for (const found of draft.input.resolveExport(target.module, name))
          addBack(draft, module, valueBase + i, found, []);
      } else if (ir.op[i] === Op.Store) {
        for (const found of draft.input.resolveExport(target.module, ir.strings[ir.b[i] ?? 0] ?? ''))
          addBack(draft, module, valueBase + (ir.c[i] ?? 0), found, []);
      }
    } else {
      const path: AccessStep[] = name === undefined ? [] : [{ kind: 'member', name }];
      addBack(draft, module, valueBase + i, target, path);
    }
  }
}

/** Where an object comes from, if from an import: behind its versions, and a variable that is set once. */
function originOf(ir: IrModule, value: number): Origin | undefined {
  let at = value;
  let field = -1;
  for (let steps = 0; steps < maxSteps && at >= 0; steps++) {
    const op = ir.op[at] ?? -1;
    if (op === Op.Import) return { importId: ir.a[at] ?? 0, field };
    if (op === Op.CellGet) {
      // Parts of what a variable holds are written back to it anyway.
      const cell = ir.cells[ir.a[at] ?? -1];
      if (cell?.functionId !== 0 || cell.writeCount !== 1) return undefined;
      at = cell.singleValue;
    } else if (op === Op.Load) {
      if (field >= 0) return undefined;
      field = ir.b[at] ?? -1;
      at = ir.a[at] ?? -1;
    } else if (isVersion(op)) at = ir.a[at] ?? -1;
    else return undefined;
  }
  return undefined;
}

/** Data of `from` is at `path` of what was exported. */
function addBack(
  draft: GraphDraft,
  module: ProgramModule,
  from: number,
  target: ExportTarget,
  path: readonly AccessStep[],
): void {
  if (target.kind !== 'value') return;
  const owner = draft.input.program.modules[target.module];
  if (!owner || from === target.value) return;
  const change = draft.links.changeOf([], path, 'value');
  draft.links.add(from, target.value, LinkKind.Heap, -1, change, -1);
  draft.innerLinks.add(module.index);
  draft.innerLinks.add(target.module);
  if (target.module === module.index) return;
  const budget = { steps: maxSteps };
  addToHolders(draft, owner, from, target.value - owner.valueBase, [], path, budget);
}

/** The same for the variables of the module that hold the exported value, or what it was put together of. */
function addToHolders(
  draft: GraphDraft,
  owner: ProgramModule,
  from: number,
  value: number,
  taken: readonly AccessStep[],
  path: readonly AccessStep[],
  budget: { steps: number },
): void {
  const { ir } = owner;
  let at = value;
  while (at >= 0 && budget.steps-- > 0) {
    const op = ir.op[at] ?? -1;
    if (op === Op.CellGet) {
      addToCell(draft, owner, from, ir.a[at] ?? -1, taken, path);
      return;
    }
    if (op === Op.Store && taken.length === 0) {
      const name = ir.strings[ir.b[at] ?? 0] ?? '';
      const [first, ...rest] = path;
      const content = ir.c[at] ?? -1;
      if (first === undefined)
        addToHolders(draft, owner, from, content, [{ kind: 'member', name }], [], budget);
      else if (first.kind === 'member' && first.name === name)
        addToHolders(draft, owner, from, content, [], rest, budget);
    }
    for (const cell of cellsHolding(ir).get(at) ?? []) addToCell(draft, owner, from, cell, taken, path);
    if (!isVersion(op)) return;
    at = ir.a[at] ?? -1;
  }
}

function addToCell(
  draft: GraphDraft,
  owner: ProgramModule,
  from: number,
  cell: number,
  taken: readonly AccessStep[],
  path: readonly AccessStep[],
): void {
  // A variable of a function is one for each of its calls.
  if (owner.ir.cells[cell]?.functionId !== 0) return;
  const node = draft.cellBase + owner.cellBase + cell;
  const mode = path.length > 0 ? 'value' : taken.length > 0 ? 'field' : 'below';
  draft.links.add(from, node, LinkKind.Heap, -1, draft.links.changeOf(taken, path, mode), -1);
  draft.looseCells.add(node);
}

const holding = new WeakMap<IrModule, ReadonlyMap<number, readonly number[]>>();

/** Value → variables of the module that are set to it. */
function cellsHolding(ir: IrModule): ReadonlyMap<number, readonly number[]> {
  const known = holding.get(ir);
  if (known) return known;
  const found = new Map<number, number[]>();
  for (let i = ir.op.indexOf(Op.CellSet); i >= 0; i = ir.op.indexOf(Op.CellSet, i + 1)) {
    const value = ir.b[i] ?? -1;
    if (value < 0 || (ir.functionOf[i] ?? 0) !== 0) continue;
    const cells = found.get(value);
    if (cells) cells.push(ir.a[i] ?? -1);
    else found.set(value, [ir.a[i] ?? -1]);
  }
  holding.set(ir, found);
  return found;
}
