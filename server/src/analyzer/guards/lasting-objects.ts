/**
 * Objects that outlive a request: services that are made once and handed to whoever asks for them.
 *
 * What the methods of such an object keep in its fields is in the nodes of its class's fields, and every `this.field`
 * reads it there. That every service holds the others, and brings them along as its receiver, adds nothing but ways: what
 * one request left in a log or a cache would be followed through all services for all endpoints. So their receivers are
 * closed to the guard flow, unless a field that their methods change is read from outside, or an object is used as a whole.
 *
 * A class counts if nobody but the code of modules makes objects of it, and a module does, or an endpoint is one of its
 * methods, or the constructor of another such class is given one. From IR and call graph.
 */
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import { type CallGraph, targetsOf } from '../callgraph/call-graph.ts';
import { Flag, isVersion, Op } from '../ir/opcode.ts';
import { usesOf } from '../ir/uses.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import { receiverFunction } from '../taint/prototype-groups.ts';
import { methodName } from './condition-shapes.ts';
import type { Endpoint } from './endpoints/endpoint.ts';

/** What is asked of. */
export interface LastingInput {
  readonly program: Program;
  readonly callGraph: CallGraph;
  readonly endpoints: readonly Endpoint[];
}

/** Nodes (1 for each) at which objects that outlive a request come to their methods, and leave them. */
export function lastingReceivers(input: LastingInput): Uint8Array {
  const { program } = input;
  const lasting = lastingClasses(input);
  const closed = new Uint8Array(program.valueCount);
  if (lasting.size === 0) return closed;
  const uses = fieldUses(input, lasting);
  for (const classId of readFromOutside(input, lasting, uses.changed)) uses.whole.add(classId);
  for (const module of program.modules)
    forEachReceiver(module, (value, classId, f) => {
      const op = module.ir.op[value];
      if (op !== Op.This && op !== Op.ParamPost) return;
      if (!lasting.has(classId) || uses.whole.has(classId)) return;
      // What a constructor makes is given to whoever asked for it.
      if (module.ir.classes[classId - module.classBase]?.constructorId !== f)
        closed[module.valueBase + value] = 1;
    });
  return closed;
}

/** Classes (global) whose objects outlive a request. */
function lastingClasses({ program, callGraph, endpoints }: LastingInput): ReadonlySet<number> {
  const { isMadeInside, isMadeByModule, parents } = makers(program, callGraph);
  const out = new Set<number>();
  const add = (classId: number) => {
    if (isMadeInside[classId] !== 1) out.add(classId);
  };
  for (let classId = 0; classId < program.classCount; classId++)
    if (isMadeByModule[classId] === 1) add(classId);
  for (const { handlers, middleware } of endpoints)
    for (const f of [...handlers, ...middleware]) add(classOfFunction(program, f));
  for (const { ir, classBase, valueBase } of program.modules)
    ir.classes.forEach(({ constructorId }, local) => {
      if (isMadeInside[classBase + local] === 1) return;
      for (const { value } of ir.functions[constructorId]?.params ?? [])
        for (const given of callGraph.instancesOf(valueBase + value)) add(given);
    });
  out.delete(-1);
  addParents(out, parents, isMadeInside);
  return out;
}

/** Who makes objects of classes, and which classes extend which. */
interface Makers {
  /** Per class: 1 if a function makes objects of it, other than the code of a module. */
  readonly isMadeInside: Uint8Array;
  readonly isMadeByModule: Uint8Array;
  /** Class → classes that it extends. */
  readonly parents: ReadonlyMap<number, readonly number[]>;
}

function makers(program: Program, callGraph: CallGraph): Makers {
  const isMadeInside = new Uint8Array(program.classCount);
  const isMadeByModule = new Uint8Array(program.classCount);
  const parents = new Map<number, readonly number[]>();
  for (const { ir, classBase, functionBase, valueBase } of program.modules)
    ir.classes.forEach(({ constructorId, superValue }, local) => {
      const f = functionBase + constructorId;
      for (let k = callGraph.callerStart[f] ?? 0; k < (callGraph.callerStart[f + 1] ?? 0); k++) {
        const call = callGraph.sites[callGraph.callers[k] ?? 0] ?? 0;
        const module = program.modules[callGraph.moduleOfValue[call] ?? 0];
        if (module?.ir.op[call - module.valueBase] !== Op.New) continue;
        const isOfModule = module.ir.functionOf[call - module.valueBase] === 0;
        (isOfModule ? isMadeByModule : isMadeInside)[classBase + local] = 1;
      }
      if (superValue >= 0) parents.set(classBase + local, callGraph.classesOf(valueBase + superValue));
    });
  return { isMadeInside, isMadeByModule, parents };
}

/** Classes that nothing but such classes extends; one that something else extends is none, whoever else is. */
function addParents(lasting: Set<number>, parents: Makers['parents'], isMadeInside: Uint8Array): void {
  const children = new Map<number, number[]>();
  for (const [child, extended] of parents)
    for (const parent of extended) {
      const known = children.get(parent);
      if (known) known.push(child);
      else children.set(parent, [child]);
    }
  for (let before = -1; before !== lasting.size; ) {
    before = lasting.size;
    for (const [parent, below] of children)
      if (isMadeInside[parent] !== 1 && below.every((child) => lasting.has(child))) lasting.add(parent);
  }
  for (let before = -1; before !== lasting.size; ) {
    before = lasting.size;
    for (const [parent, below] of children)
      if (below.some((child) => !lasting.has(child))) lasting.delete(parent);
  }
}

/** The class (global) of a function (global), -1 if it is no method. */
function classOfFunction(program: Program, f: number): number {
  const module = program.modules[program.moduleOfFunction[f] ?? 0];
  const classId = module?.ir.functions[f - module.functionBase]?.classId ?? -1;
  return module && classId >= 0 ? module.classBase + classId : -1;
}

/** Calls back for every value that is the receiver of a method, a version or a mark of it: with class (global) and function. */
function forEachReceiver(
  { ir, classBase }: ProgramModule,
  visit: (value: number, classId: number, f: number) => void,
): void {
  if (ir.classes.length === 0) return;
  for (let i = 0; i < ir.op.length; i++) {
    const op = ir.op[i];
    const mark = op === Op.ParamPost && (ir.a[i] ?? 0) < 0 ? (ir.b[i] ?? -1) : -1;
    const isCandidate = op === Op.This || op === Op.CellGet || op === Op.Phi || isVersion(op);
    if (!isCandidate && mark < 0) continue;
    const f = receiverFunction(ir, mark < 0 ? i : mark);
    const classId = f < 0 ? -1 : (ir.functions[f]?.classId ?? -1);
    if (classId >= 0) visit(i, classBase + classId, f);
  }
}

/** How methods use their receiver. */
interface FieldUses {
  /** Class → names of fields that its methods store into. */
  readonly changed: ReadonlyMap<number, ReadonlySet<string>>;
  /** Classes of which an object is handed on or copied as a whole. */
  readonly whole: Set<number>;
}

function fieldUses(input: LastingInput, lasting: ReadonlySet<number>): FieldUses {
  const changed = new Map<number, Set<string>>();
  const whole = new Set<number>();
  for (const module of input.program.modules) {
    const { ir } = module;
    forEachReceiver(module, (value, classId, f) => {
      if (!lasting.has(classId)) return;
      const isConstructor = ir.classes[classId - module.classBase]?.constructorId === f;
      if (ir.op[value] === Op.Store && !isConstructor && isChange(input, module, value, lasting)) {
        const names = changed.get(classId) ?? new Set();
        changed.set(classId, names.add(ir.strings[ir.b[value] ?? 0] ?? ''));
      }
      if (!isConstructor && !isUsedByField(input, module, value)) whole.add(classId);
    });
  }
  return { changed, whole };
}

/**
 * Whether a store into a field may change what is read there. A call of a method writes back the object it was made on,
 * which counts if the method puts something into a list or a map, or belongs to an object that may be no lasting one.
 */
function isChange(
  input: LastingInput,
  module: ProgramModule,
  store: number,
  lasting: ReadonlySet<number>,
): boolean {
  const { ir } = module;
  let value = ir.c[store] ?? -1;
  if (((ir.flags[store] ?? 0) & Flag.Weak) === 0) return true;
  for (let steps = 0; value >= 0 && ir.op[value] === Op.Post && steps < 200; steps++) {
    const call = ir.b[value] ?? -1;
    if (putting.test(methodName(module, call))) return true;
    if (targetsAt(input, module, call).some((f) => !lasting.has(classOfFunction(input.program, f))))
      return true;
    value = ir.a[value] ?? -1;
  }
  return value < 0 || ir.op[value] !== Op.Load;
}

/** Methods by which lists, maps and sets are filled. */
const putting = /^(push|unshift|splice|fill|set|add|append|assign)$/;

/** Functions (global) of the program that a call (of the file) may run. */
function targetsAt(
  { callGraph }: LastingInput,
  { valueBase }: ProgramModule,
  call: number,
): readonly number[] {
  const site = callGraph.siteOfValue[valueBase + call] ?? -1;
  return site < 0 ? [] : targetsOf(callGraph, site);
}

/**
 * Whether nothing is done with a receiver but to read and store fields, to call methods, and to give it back: who has it
 * then knows its class. A library that it is handed to keeps nothing of a request in it.
 */
function isUsedByField(input: LastingInput, module: ProgramModule, value: number): boolean {
  const { ir } = module;
  const { start, users } = usesOf(ir);
  for (let k = start[value] ?? 0; k < (start[value + 1] ?? 0); k++) {
    const user = users[k] ?? 0;
    switch (ir.op[user]) {
      case Op.Load:
      case Op.Post:
      case Op.Copy:
      case Op.Pi:
      case Op.Phi:
      case Op.ParamPost:
      case Op.Ret:
      case Op.Branch:
      case Op.Not:
      case Op.Cmp:
        break;
      case Op.Store:
        if (ir.c[user] === value) return false;
        break;
      case Op.CellSet:
        if (ir.cells[ir.a[user] ?? 0]?.name !== 'this') return false;
        break;
      case Op.Call: {
        if (binding.test(methodName(module, user)) || targetsAt(input, module, user).length === 0) break;
        for (let n = 0; n < argumentCount(module, user); n++)
          if (argumentAt(module, user, n) === value) return false;
        break;
      }
      default:
        return false;
    }
  }
  return true;
}

/** What makes a function run on an object, as a call of its method does. */
const binding = /^(bind|call|apply)$/;

/** Classes of which a changed field is read on another object than the receiver. */
function readFromOutside(
  { program, callGraph }: LastingInput,
  lasting: ReadonlySet<number>,
  changed: FieldUses['changed'],
): ReadonlySet<number> {
  const out = new Set<number>();
  const names = new Set([...changed.values()].flatMap((some) => [...some]));
  for (const { ir, valueBase, functionBase } of program.modules)
    for (let i = 0; i < ir.op.length; i++) {
      if (ir.op[i] !== Op.Load) continue;
      const name = ir.strings[ir.b[i] ?? 0] ?? '';
      const object = ir.a[i] ?? -1;
      if (object < 0 || !names.has(name) || receiverFunction(ir, object) >= 0) continue;
      const own = classOfFunction(program, functionBase + (ir.functionOf[i] ?? 0));
      for (const classId of callGraph.instancesOf(valueBase + object))
        if (classId !== own && lasting.has(classId) && changed.get(classId)?.has(name)) out.add(classId);
    }
  return out;
}
