/**
 * Which objects are made where they are used, so that nobody else can hold them.
 *
 * A method called on such an object leaves its fields to the caller alone; any other receiver shares its fields with all
 * objects of its class. From IR and call graph; answers are kept per class and function.
 */
import type { CallGraph } from '../callgraph/call-graph.ts';
import type { IrClass } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import type { Program, ProgramModule } from '../program/program.ts';

/** See the head of this file. */
export class FreshObjects {
  readonly #program: Program;
  readonly #callGraph: CallGraph;
  /** Function that runs without a call → the objects (global values) that it runs on. */
  readonly #accessorsOf: ReadonlyMap<number, readonly number[]>;
  readonly #gives = new Map<number, 'this' | 'fresh' | 'other'>();
  readonly #classHasSharedReceiver = new Map<number, boolean>();

  constructor(program: Program, callGraph: CallGraph, accessorsOf: ReadonlyMap<number, readonly number[]>) {
    this.#program = program;
    this.#callGraph = callGraph;
    this.#accessorsOf = accessorsOf;
  }

  /** Whether any method of the class is called on an object that is not a fresh local, or is not called at all. */
  isShared(classId: number): boolean {
    const known = this.#classHasSharedReceiver.get(classId);
    if (known !== undefined) return known;
    const program = this.#program;
    const module = program.modules[program.moduleOfClass[classId] ?? 0];
    const record = module?.ir.classes[classId - (module?.classBase ?? 0)];
    const shared =
      module !== undefined &&
      record !== undefined &&
      this.isAnyShared(methodsOrMaker(record).map((functionId) => module.functionBase + functionId));
    this.#classHasSharedReceiver.set(classId, shared);
    return shared;
  }

  /** The same for functions that are methods of one kind of object. */
  isAnyShared(functions: readonly number[]): boolean {
    const callGraph = this.#callGraph;
    for (const f of functions) {
      const first = callGraph.callerStart[f] ?? 0;
      const last = callGraph.callerStart[f + 1] ?? 0;
      const accessed = this.#accessorsOf.get(f);
      if (first === last && !accessed) return true;
      if (accessed?.some((value) => !this.isFreshValue(value))) return true;
      for (let k = first; k < last; k++) if (!this.isFreshReceiver(callGraph.callers[k] ?? 0)) return true;
    }
    return false;
  }

  /** Whether the receiver of a site is an object made in the same function. */
  isFreshReceiver(site: number): boolean {
    const program = this.#program;
    const callGraph = this.#callGraph;
    const value = callGraph.sites[site] ?? 0;
    const module = program.modules[callGraph.moduleOfValue[value] ?? 0];
    if (!module) return false;
    const local = value - module.valueBase;
    if (module.ir.op[local] !== Op.Call) return true;
    return this.#isFresh(module, module.ir.b[local] ?? -1, 0);
  }

  /** Whether the receiver of a site is that of the function around it. */
  isOwnReceiver(site: number): boolean {
    const value = this.#callGraph.sites[site] ?? 0;
    const module = this.#program.modules[this.#callGraph.moduleOfValue[value] ?? 0];
    if (!module) return false;
    const { ir } = module;
    const local = value - module.valueBase;
    if (ir.op[local] !== Op.Call) return false;
    const callee = ir.a[local] ?? -1;
    const object = callee >= 0 && ir.op[callee] === Op.Load ? (ir.a[callee] ?? -1) : -1;
    const isSuper = object >= 0 && ir.op[object] === Op.Global && ir.strings[ir.a[object] ?? 0] === 'super';
    return isSuper || isThis(module, ir.b[local] ?? -1);
  }

  /** Whether a file-local value is an object made in its own function, or given out fresh by a function it calls. */
  #isFresh(module: ProgramModule, value: number, depth: number): boolean {
    const { ir } = module;
    if (value < 0 || depth > 40) return false;
    switch (ir.op[value]) {
      case Op.New:
      case Op.Obj:
      case Op.Arr:
        return true;
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
      case Op.Store:
      case Op.StoreX:
      case Op.Spread:
      case Op.Del:
        return this.#isFresh(module, ir.a[value] ?? -1, depth + 1);
      case Op.Phi: {
        const offset = ir.a[value] ?? 0;
        const length = ir.args[offset] ?? 0;
        for (let k = 1; k <= length; k++) {
          const operand = ir.args[offset + k] ?? -1;
          if (operand < value && !this.#isFresh(module, operand, depth + 1)) return false;
        }
        return length > 0;
      }
      case Op.Call: {
        const callGraph = this.#callGraph;
        const site = callGraph.siteOfValue[module.valueBase + value] ?? -1;
        const first = callGraph.targetStart[site] ?? 0;
        const last = callGraph.targetStart[site + 1] ?? 0;
        if (site < 0 || first === last) return false;
        for (let k = first; k < last; k++) {
          const gives = this.#givesOf(callGraph.targets[k] ?? 0);
          const isSame = gives === 'this' && this.#isFresh(module, ir.b[value] ?? -1, depth + 1);
          if (gives !== 'fresh' && !isSame) return false;
        }
        return true;
      }
      default:
        return false;
    }
  }

  /** What a function returns: its receiver (chained setters), a fresh object (factories), or anything. */
  #givesOf(target: number): 'this' | 'fresh' | 'other' {
    const known = this.#gives.get(target);
    if (known) return known;
    // Recursion counts as anything.
    this.#gives.set(target, 'other');
    const owner = this.#program.modules[this.#program.moduleOfFunction[target] ?? 0];
    const record = owner?.ir.functions[target - owner.functionBase];
    let gives: 'this' | 'fresh' | 'other' | undefined;
    if (owner && record) {
      for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++) {
        if (owner.ir.op[i] !== Op.Ret) continue;
        const returned = owner.ir.a[i] ?? -1;
        const one = isThis(owner, returned) ? 'this' : this.#isFresh(owner, returned, 0) ? 'fresh' : 'other';
        gives = gives === undefined || gives === one ? one : 'other';
      }
    }
    this.#gives.set(target, gives ?? 'other');
    return gives ?? 'other';
  }

  /** Whether a global value is an object made in the function around it. */
  isFreshValue(value: number): boolean {
    const module = this.#program.modules[this.#callGraph.moduleOfValue[value] ?? -1];
    return module !== undefined && this.#isFresh(module, value - module.valueBase, 0);
  }
}

/** Whether a file-local value is `this` or a version of it. */
export function isThis(module: ProgramModule, value: number): boolean {
  const { ir } = module;
  let at = value;
  for (let steps = 0; steps < 200 && at >= 0; steps++) {
    switch (ir.op[at]) {
      case Op.This:
        return true;
      case Op.Store:
      case Op.StoreX:
      case Op.Spread:
      case Op.Post:
      case Op.Del:
      case Op.Copy:
      case Op.Pi:
        at = ir.a[at] ?? -1;
        break;
      case Op.Phi: {
        const offset = ir.a[at] ?? 0;
        const next = ir.args[offset + 1] ?? -1;
        if (next >= at) return false;
        at = next;
        break;
      }
      case Op.CellGet:
        return ir.cells[ir.a[at] ?? 0]?.name === 'this';
      default:
        return false;
    }
  }
  return false;
}

/** Methods of a class; of one without any, what makes its objects. */
function methodsOrMaker({ members, constructorId }: IrClass): readonly number[] {
  const methods = members.flatMap(({ functionId }) => (functionId < 0 ? [] : [functionId]));
  return methods.length === 0 && constructorId >= 0 ? [constructorId] : methods;
}
