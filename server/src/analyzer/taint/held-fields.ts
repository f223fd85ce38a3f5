/**
 * Fields of services that others read and write: `this.session.user` where `session` was injected, or imported.
 *
 * A service is an object of a class that nobody makes inside of a function: a container makes it, or its module does when
 * it is loaded. There is one of it, so what anybody puts into a field of it, anybody reads there: by its methods, which
 * the graph has a node for already, and from outside. Who holds a service got it in the constructor, by `inject(…)`, or
 * by an import; what else has a class may be a record, of which there are many.
 */
import type { CallGraph } from '../callgraph/call-graph.ts';
import { targetsOf } from '../callgraph/call-graph.ts';
import type { IrModule } from '../ir/module.ts';
import { Flag, isVersion, Op } from '../ir/opcode.ts';
import { constructorFieldsOf } from '../program/constructor-fields.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { GraphDraft } from './graph-draft.ts';
import { atInstruction, LinkKind } from './value-flow-graph.ts';
import { parameterBehind } from './value-places.ts';

const maxVersions = 60;
const maxParents = 8;

/** Root classes of objects that are made inside of functions, but where `isLeftOut` says so of a `new` of a class (global). */
export function madeInside(
  program: Program,
  callGraph: CallGraph,
  root: (classId: number) => number,
  isLeftOut: (module: ProgramModule, i: number, classId: number) => boolean = () => false,
): ReadonlySet<number> {
  const classOfConstructor = new Map<number, number>();
  for (const { ir, classBase, functionBase } of program.modules)
    ir.classes.forEach(({ constructorId }, local) => {
      classOfConstructor.set(functionBase + constructorId, classBase + local);
    });
  const made = new Set<number>();
  for (const module of program.modules) {
    const { ir, valueBase } = module;
    for (let i = ir.op.indexOf(Op.New); i >= 0; i = ir.op.indexOf(Op.New, i + 1)) {
      if (ir.functions[ir.functionOf[i] ?? 0]?.parent === -1) continue;
      const site = callGraph.siteOfValue[valueBase + i] ?? -1;
      if (site < 0) continue;
      for (const target of targetsOf(callGraph, site)) {
        const classId = classOfConstructor.get(target);
        if (classId !== undefined && !isLeftOut(module, i, classId)) made.add(root(classId));
      }
    }
  }
  return made;
}

/** Adds the links between fields of services and who reads or writes them from outside. */
export function addHeldFields(draft: GraphDraft): void {
  const { program, callGraph } = draft.input;
  if (!program.modules.some(({ ir }) => ir.classes.length > 0)) return;
  const made = madeInside(program, callGraph, (classId) => draft.root(classId));
  const names = fieldNames(program);
  // What is written counts for all who read, whatever file comes first.
  for (const op of [Op.Store, Op.Load]) {
    for (const module of program.modules) {
      const { ir } = module;
      const isField = ir.strings.map((text) => names.has(text));
      for (let i = ir.op.indexOf(op); i >= 0; i = ir.op.indexOf(op, i + 1)) {
        if (isField[ir.b[i] ?? -1] !== true) continue;
        for (const root of servicesAt(draft, module, ir.a[i] ?? -1, made)) addField(draft, module, i, root);
      }
    }
  }
}

function addField(draft: GraphDraft, module: ProgramModule, i: number, root: number): void {
  const { ir, valueBase } = module;
  const name = ir.strings[ir.b[i] ?? -1] ?? '';
  if (ir.op[i] === Op.Store) {
    const isWeak = ((ir.flags[i] ?? 0) & Flag.Weak) !== 0;
    const change = isWeak ? draft.links.changeOf([], [], 'below') : -1;
    const content = valueBase + (ir.c[i] ?? 0);
    draft.links.add(
      content,
      draft.classField(root, name),
      LinkKind.Heap,
      -1,
      change,
      atInstruction(valueBase + i),
    );
  } else {
    const node = draft.classFields.get(`${root}:${name}`);
    if (node === undefined) return;
    draft.links.add(node, valueBase + i, LinkKind.Heap, -1, -1, -1);
  }
  draft.innerLinks.add(module.index);
}

/** Names that the classes of one module declare for fields: all that it says to others here. */
export function fieldNamesOf({ classes }: IrModule): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { members } of classes)
    for (const { kind, name, isStatic } of members) if (kind === 'field' && !isStatic) names.add(name);
  return names;
}

/** Names that classes declare for fields. */
function fieldNames(program: Program): ReadonlySet<string> {
  return new Set(program.modules.flatMap(({ ir }) => (ir.classes.length === 0 ? [] : [...fieldNamesOf(ir)])));
}

/** Root classes of the service that a value is; none if it is, or may be, something else. */
function servicesAt(
  draft: GraphDraft,
  module: ProgramModule,
  value: number,
  made: ReadonlySet<number>,
): readonly number[] {
  const { ir, valueBase } = module;
  let at = value;
  for (let steps = 0; steps < maxVersions && at >= 0 && isVersion(ir.op[at]); steps++) at = ir.a[at] ?? -1;
  if (at < 0 || !isHeld(draft, module, at, made)) return [];
  const roots = new Set<number>();
  for (const classId of draft.input.callGraph.instancesOf(valueBase + at)) {
    const root = draft.root(classId);
    // An object that another module made is one, whatever else there is of its class.
    if (made.has(root) && ir.op[at] !== Op.Import) return [];
    roots.add(root);
  }
  return [...roots];
}

function isHeld(draft: GraphDraft, module: ProgramModule, value: number, made: ReadonlySet<number>): boolean {
  const { ir } = module;
  if (ir.op[value] === Op.Import) return true;
  if (ir.op[value] !== Op.Load) return false;
  const holder = draft.receiverKind(module, ir.a[value] ?? -1);
  if (holder === undefined || holder.classId < 0 || made.has(draft.root(holder.classId))) return false;
  return isInjected(draft, holder.classId, ir.strings[ir.b[value] ?? -1] ?? '');
}

/** Whether a constructor of a class (global) or one above it keeps in a field what it was given, or what `inject` gave. */
function isInjected(draft: GraphDraft, classId: number, field: string): boolean {
  const { program } = draft.input;
  let at = classId;
  for (let depth = 0; depth < maxParents && at >= 0; depth++) {
    const owner = program.modules[program.moduleOfClass[at] ?? -1];
    if (!owner) return false;
    const kept = constructorFieldsOf(owner.ir, at - owner.classBase).find(({ name }) => name === field);
    if (kept) return parameterBehind(owner, kept.value, new Set()) >= 0 || isInjection(owner.ir, kept.value);
    at = draft.input.superclassOf(at);
  }
  return false;
}

/** `inject(Session)`. */
function isInjection(ir: IrModule, value: number): boolean {
  if (ir.op[value] !== Op.Call) return false;
  const callee = ir.a[value] ?? -1;
  return ir.op[callee] === Op.Import && ir.imports[ir.a[callee] ?? -1]?.name === 'inject';
}
