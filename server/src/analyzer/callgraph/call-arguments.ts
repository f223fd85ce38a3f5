/**
 * Reads on call instructions that everyone who follows calls needs: arguments, what a model says of them, `super`.
 */
import type { IrModule } from '../ir/module.ts';
import { Flag, Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import type { ModelState, PortPath } from '../rules/model.ts';

/** The shift of `f.apply(thisValue, arguments)`: argument 1 is an array of all parameters. */
export const applyShift = -128;

/** Global value of the `extends` expression of the class whose constructor holds a `super(…)` call, -1 if unknown. */
export function superValueOf(module: ProgramModule, user: number): number {
  const { ir, valueBase } = module;
  let f = ir.functionOf[user] ?? 0;
  for (let depth = 0; depth < 20; depth++) {
    const record = ir.functions[f];
    if (!record) return -1;
    if (record.classId >= 0) {
      const superValue = ir.classes[record.classId]?.superValue ?? -1;
      return superValue < 0 ? -1 : valueBase + superValue;
    }
    f = record.parent;
    if (f < 0) return -1;
  }
  return -1;
}

/** State of the value given as argument k, -1 if the model says nothing. */
export function stateOfArgument(state: ModelState, k: number): number {
  const exact = state.arguments.get(k);
  if (exact !== undefined) return exact;
  for (const rest of state.restArguments) if (k >= rest.from) return rest.state;
  return -1;
}

/** Number of arguments of a call instruction. */
export function argumentCount(module: ProgramModule, user: number): number {
  const offset = module.ir.c[user] ?? -1;
  return offset < 0 ? 0 : (module.ir.args[offset] ?? 0);
}

/** File-local value of argument k, -1 if there is none. */
export function argumentAt(module: ProgramModule, user: number, k: number): number {
  const offset = module.ir.c[user] ?? -1;
  if (offset < 0 || k >= (module.ir.args[offset] ?? 0)) return -1;
  return module.ir.args[offset + 1 + k] ?? -1;
}

/** File-local value a method is called on; of a component such as `Context.Provider`, what it is read from. -1 if none. */
export function receiverOf(module: ProgramModule, user: number): number {
  const { ir } = module;
  if (ir.op[user] !== Op.Call) return -1;
  const receiver = ir.b[user] ?? -1;
  if (receiver >= 0) return receiver;
  const callee = ir.a[user] ?? -1;
  const isComponent = ((ir.flags[user] ?? 0) & Flag.Jsx) !== 0;
  return isComponent && callee >= 0 && ir.op[callee] === Op.Load ? (ir.a[callee] ?? -1) : -1;
}

/**
 * Local function that a `Deco` instruction is about: the method or accessor named `member`, the constructor for a
 * parameter without one; -1 for a class, a field or an unknown name.
 */
export function decoratedFunction(module: ProgramModule, user: number, member: number): number {
  const { ir } = module;
  let at = ir.a[user] ?? -1;
  for (let depth = 0; depth < 10_000 && at >= 0 && ir.op[at] !== Op.Class; depth++) at = ir.a[at] ?? -1;
  const record = at < 0 ? undefined : ir.classes[ir.a[at] ?? -1];
  if (!record) return -1;
  if (member < 0) {
    const list = ir.c[user] ?? -1;
    return (ir.args[list + 2] ?? -1) >= 0 ? record.constructorId : -1;
  }
  const name = ir.strings[member] ?? '';
  return record.members.find((it) => it.name === name && it.functionId >= 0)?.functionId ?? -1;
}

/** File-local value that is piped into what a call makes (`map(f)` in `a.pipe(filter(g), map(f))`), -1 if nothing is. */
export function pipedInto(module: ProgramModule, user: number): number {
  const { ir } = module;
  let piped = pipedValues.get(ir);
  if (piped === undefined) {
    piped = new Map();
    for (let i = 0; i < ir.op.length; i++) {
      if (ir.op[i] !== Op.Call) continue;
      const callee = ir.a[i] ?? -1;
      if (callee < 0 || ir.op[callee] !== Op.Load || ir.strings[ir.b[callee] ?? 0] !== 'pipe') continue;
      let before = ir.b[i] ?? -1;
      for (let k = 0; k < argumentCount(module, i); k++) {
        const argument = argumentAt(module, i, k);
        if (argument < 0) break;
        if (before >= 0) piped.set(argument, before);
        // What a function makes of it is not seen here: it is taken to hand it on.
        if (ir.op[argument] === Op.Call) before = argument;
      }
    }
    pipedValues.set(ir, piped);
  }
  return piped.get(user) ?? -1;
}

/** Methods that a class of the program adds to what a library's constructor makes, seen from its `super(…)` call. */
export function methodsOfMade(
  { ir, classBase }: ProgramModule,
  user: number,
  { callbackPath }: PortPath,
  methodsOf: (classId: number, name: string) => readonly number[],
): readonly number[] {
  const [step] = callbackPath;
  const classId = ir.functions[ir.functionOf[user] ?? -1]?.classId ?? -1;
  if (ir.op[user] !== Op.Super || classId < 0 || step?.kind !== 'member') return [];
  return methodsOf(classBase + classId, step.name);
}

/** By module: what is piped into the arguments of each `pipe`. */
const pipedValues = new WeakMap<IrModule, Map<number, number>>();
