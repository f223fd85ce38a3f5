/**
 * Which functions a call hands to the function it calls, as far as that tells its callers apart.
 *
 * A *slot* is a place from which a function takes what it calls: a parameter, a field of a parameter, a parameter of the
 * function around it that it captured, or the methods of its receiver. A call edge says for each slot of its callee
 * which functions it puts there, or which slot of its own function it hands on. Slots of the first kind are the index of
 * the parameter; the others are numbered from `firstNamedSlot` on.
 */
import { maxTokensPerValue } from '../base/limits.ts';
import { applyShift, argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import { type CallGraph, targetsOf } from '../callgraph/call-graph.ts';
import { Flag, isVersion, Op } from '../ir/opcode.ts';
import type { ExportTarget, Program, ProgramModule } from '../program/program.ts';
import { isThis } from './fresh-objects.ts';
import { type HandedFunction, noSlot } from './value-flow-graph.ts';
import { parameterBehind } from './value-places.ts';

/** What is asked of other parts of the program. */
export interface HandedInput {
  readonly program: Program;
  readonly callGraph: CallGraph;
  readonly importedValues: (module: number, importId: number) => readonly ExportTarget[];
  /** Methods (global functions) that a name may mean on an instance of a class (global) or of one below it. */
  readonly methodsOf: (classId: number, name: string) => readonly number[];
}

const firstNamedSlot = 1000;
/** Shifts below are those of calls that a library makes, whose arguments it chooses. */
const libraryShift = -1000;
/** Versions and names looked through to find what a value is. */
const maxSteps = 60;
/** Functions inside of functions, and methods that call methods, that are asked what they call. */
const maxSlotDepth = 8;

/** See the head of this file. */
export class HandedFunctions {
  readonly #in: HandedInput;
  readonly #slotIds = new Map<string, number>();
  readonly #slotKeys: string[] = [];
  readonly #slotsOf = new Map<number, readonly number[]>();
  /** Module → function → functions directly inside of it. */
  readonly #children = new Map<number, readonly (readonly number[])[]>();
  #depth = 0;

  constructor(input: HandedInput) {
    this.#in = input;
  }

  /** Slot that a value of a function is taken from, -1 if it is taken from none. */
  slotOf(module: ProgramModule, value: number): number {
    const parameter = parameterBehind(module, value, new Set());
    if (parameter >= 0) return parameter;
    const { ir } = module;
    const at = original(module, value);
    if (at < 0) return noSlot;
    if (ir.op[at] === Op.Load) {
      const object = ir.a[at] ?? -1;
      const name = ir.strings[ir.b[at] ?? 0] ?? '';
      if (isThis(module, object)) return this.#named(`this.${name}`);
      const part = original(module, object);
      if (part >= 0 && ir.op[part] === Op.Load && isThis(module, ir.a[part] ?? -1))
        return this.#named(`this.${ir.strings[ir.b[part] ?? 0] ?? ''}.${name}`);
      const holder = parameterBehind(module, original(module, object), new Set());
      return holder < 0 ? noSlot : this.#named(`${holder}.${name}`);
    }
    if (ir.op[at] !== Op.CellGet) return noSlot;
    const cell = ir.cells[ir.a[at] ?? 0];
    if (cell?.writeCount !== 1 || cell.functionId === 0) return noSlot;
    const captured = parameterBehind(module, cell.singleValue, new Set());
    if (captured >= 0) return this.#named(`captured:${module.functionBase + cell.functionId}:${captured}`);
    const kept = original(module, cell.singleValue);
    if (kept < 0 || ir.op[kept] !== Op.Load) return noSlot;
    const holder = parameterBehind(module, original(module, ir.a[kept] ?? -1), new Set());
    if (holder < 0) return noSlot;
    const name = ir.strings[ir.b[kept] ?? 0] ?? '';
    return this.#named(`captured:${module.functionBase + cell.functionId}:${holder}.${name}`);
  }

  /** What a call puts into the slots of its callee; undefined if nothing is known. */
  rowsOf(module: ProgramModule, call: number, target: number, shift: number): HandedFunction[] | undefined {
    const out: HandedFunction[] = [];
    for (const slot of this.#slotsCalledIn(target)) {
      const row = this.#rowOf(module, call, target, shift, slot);
      if (row && row.functions.length > 0) out.push(row);
    }
    return out.length === 0 ? undefined : out;
  }

  #rowOf(
    module: ProgramModule,
    call: number,
    target: number,
    shift: number,
    slot: number,
  ): HandedFunction | undefined {
    const key = slot < firstNamedSlot ? String(slot) : this.#keyOf(slot);
    if (key.startsWith('captured:')) return this.#capturedRow(module, call, target, slot, key);
    if (shift === applyShift || shift <= libraryShift) return undefined;
    if (key.startsWith('this.')) {
      const receiver = shift < 0 ? argumentAt(module, call, 0) : receiverOfCall(module, call);
      if (receiver < 0) return undefined;
      const [, field = '', method] = key.split('.');
      if (method !== undefined) return this.#heldRow(module, receiver, field, method, slot);
      const methods = this.#methodsBelow(module, receiver, field);
      if (isThis(module, receiver)) return this.#row(slot, slot, methods);
      const holder = parameterBehind(module, original(module, receiver), new Set());
      return this.#row(slot, holder < 0 ? noSlot : this.#named(`${holder}.${field}`), methods);
    }
    const [index, name] = splitKey(key);
    const argument = argumentAt(module, call, index - shift);
    if (argument < 0 || module.ir.op[argument] === Op.Elems) return undefined;
    return this.#argumentRow(module, argument, name, slot);
  }

  /** What a function around the callee was given when it made the callee. */
  #capturedRow(
    module: ProgramModule,
    call: number,
    target: number,
    slot: number,
    key: string,
  ): HandedFunction | undefined {
    const [, maker, place] = key.split(':');
    const makerId = Number(maker);
    const [index, name] = splitKey(place ?? '');
    const caller = module.functionBase + (module.ir.functionOf[call] ?? 0);
    // Inside of the maker the slot is its own parameter, or captured as well.
    if (caller === makerId) {
      const own = name === '' ? index : this.#named(`${index}.${name}`);
      return this.#row(slot, own, this.#everAt(makerId, index, name));
    }
    if (this.#isWithin(caller, makerId)) return this.#row(slot, slot, this.#everAt(makerId, index, name));
    const made = this.#makingCall(module, call, target, makerId);
    if (!made) return undefined;
    const argument = argumentAt(made.module, made.call, index);
    if (argument < 0 || made.module.ir.op[argument] === Op.Elems) return undefined;
    const row = this.#argumentRow(made.module, argument, name, slot);
    // Made in another function, of which this call knows nothing.
    const isSame =
      made.module === module && made.module.ir.functionOf[made.call] === module.ir.functionOf[call];
    return row && !isSame ? { ...row, outer: noSlot } : row;
  }

  #argumentRow(
    module: ProgramModule,
    argument: number,
    name: string,
    slot: number,
  ): HandedFunction | undefined {
    if (name === '')
      return this.#row(slot, this.slotOf(module, argument), this.#functionsAt(module, argument));
    const field = fieldOf(module, argument, name);
    if (field >= 0) return this.#row(slot, this.slotOf(module, field), this.#functionsAt(module, field));
    const holder = parameterBehind(module, original(module, argument), new Set());
    // An object of a class has its methods.
    const methods = this.#methodsBelow(module, argument, name);
    if (holder < 0) return this.#row(slot, noSlot, methods);
    const functions = this.#everAt(module.functionBase + (module.ir.functionOf[argument] ?? 0), holder, name);
    return this.#row(slot, this.#named(`${holder}.${name}`), functions.length > 0 ? functions : methods);
  }

  /** What an object calls as a method of what its constructor was given: `this.repository.find()`. */
  #heldRow(
    module: ProgramModule,
    receiver: number,
    field: string,
    name: string,
    slot: number,
  ): HandedFunction | undefined {
    const made = original(module, receiver);
    if (made < 0 || module.ir.op[made] !== Op.New) return undefined;
    const { callGraph, program } = this.#in;
    const [classId, ...others] = callGraph.instancesOf(module.valueBase + made);
    const owner = program.modules[program.moduleOfClass[classId ?? -1] ?? -1];
    const maker = owner?.ir.classes[(classId ?? 0) - owner.classBase]?.constructorId ?? -1;
    if (!owner || maker < 0 || others.length > 0) return undefined;
    const index = keptParameter(owner, maker, field);
    const argument = index < 0 ? -1 : argumentAt(module, made, index);
    if (argument < 0 || module.ir.op[argument] === Op.Elems) return undefined;
    const row = this.#argumentRow(module, argument, name, slot);
    return row && { ...row, outer: noSlot };
  }

  #row(slot: number, outer: number, functions: readonly number[]): HandedFunction | undefined {
    // A full set of functions is no set to go by.
    if (functions.length === 0 || functions.length >= maxTokensPerValue) return undefined;
    return { parameter: slot, outer, functions };
  }

  #functionsAt(module: ProgramModule, value: number): readonly number[] {
    const { callGraph, program } = this.#in;
    const functions = callGraph.functionsOf(module.valueBase + value);
    const constructors = callGraph.classesOf(module.valueBase + value).map((id) => {
      const owner = program.modules[program.moduleOfClass[id] ?? 0];
      return owner ? owner.functionBase + (owner.ir.classes[id - owner.classBase]?.constructorId ?? 0) : -1;
    });
    return constructors.length === 0 ? functions : [...functions, ...constructors.filter((id) => id >= 0)];
  }

  /** Functions that a parameter, or a field of it, is called as, whoever calls. */
  #everAt(functionId: number, index: number, name: string): readonly number[] {
    const { program, callGraph } = this.#in;
    const owner = program.modules[program.moduleOfFunction[functionId] ?? 0];
    const param = owner?.ir.functions[functionId - (owner?.functionBase ?? 0)]?.params[index];
    if (!owner || !param) return [];
    if (name === '') return callGraph.functionsOf(owner.valueBase + param.value);
    const { ir } = owner;
    for (let i = 0; i < ir.op.length; i++) {
      if (
        ir.op[i] === Op.Load &&
        (ir.strings[ir.b[i] ?? 0] ?? '') === name &&
        original(owner, ir.a[i] ?? -1) === param.value
      )
        return callGraph.functionsOf(owner.valueBase + i);
    }
    return [];
  }

  #methodsBelow(module: ProgramModule, receiver: number, name: string): readonly number[] {
    const classes = this.#in.callGraph.instancesOf(module.valueBase + receiver);
    const out = new Set<number>();
    for (const id of classes) {
      const methods = this.#in.methodsOf(id, name);
      // A field that holds a function may hold any.
      if (methods.length === 0) return [];
      for (const method of methods) out.add(method);
    }
    return [...out].sort((x, y) => x - y);
  }

  /** The one call of `maker` that made the function which a call runs. */
  #makingCall(
    module: ProgramModule,
    call: number,
    target: number,
    maker: number,
  ): { module: ProgramModule; call: number } | undefined {
    const { ir } = module;
    const count = argumentCount(module, call);
    const candidates = [ir.a[call] ?? -1];
    for (let k = 0; k < count; k++) candidates.push(argumentAt(module, call, k));
    for (const value of candidates) {
      if (value < 0) continue;
      const found = this.#madeBy(module, value, 0);
      if (!found) continue;
      const result = found.module.valueBase + found.call;
      const site = this.#in.callGraph.siteOfValue[result] ?? -1;
      const targets = site < 0 ? [] : targetsOf(this.#in.callGraph, site);
      if (
        targets.length === 1 &&
        targets[0] === maker &&
        this.#in.callGraph.functionsOf(result).includes(target)
      )
        return found;
    }
    return undefined;
  }

  #madeBy(
    module: ProgramModule,
    value: number,
    depth: number,
  ): { module: ProgramModule; call: number } | undefined {
    const { ir } = module;
    const at = original(module, value);
    if (at < 0 || depth > 5) return undefined;
    switch (ir.op[at]) {
      case Op.Call:
        return { module, call: at };
      case Op.CellGet: {
        const cell = ir.cells[ir.a[at] ?? 0];
        return cell?.writeCount === 1 ? this.#madeBy(module, cell.singleValue, depth + 1) : undefined;
      }
      case Op.Import: {
        const [target, ...others] = this.#in.importedValues(module.index, ir.a[at] ?? 0);
        const other = target?.kind === 'value' ? this.#in.program.modules[target.module] : undefined;
        if (!other || target?.kind !== 'value' || others.length > 0) return undefined;
        return this.#madeBy(other, target.value - other.valueBase, depth + 1);
      }
      default:
        return undefined;
    }
  }

  /** Slots of a function that it calls, or hands on where they may be called; those of closures in it that it captured. */
  #slotsCalledIn(target: number): readonly number[] {
    const known = this.#slotsOf.get(target);
    if (known) return known;
    if (this.#depth >= maxSlotDepth) return [];
    this.#slotsOf.set(target, []);
    this.#depth++;
    const list = this.#collectSlots(target);
    this.#depth--;
    this.#slotsOf.set(target, list);
    return list;
  }

  #collectSlots(target: number): number[] {
    const { program, callGraph } = this.#in;
    const out = new Set<number>();
    const owner = program.modules[program.moduleOfFunction[target] ?? 0];
    const record = owner?.ir.functions[target - owner.functionBase];
    if (owner && record) {
      const { ir } = owner;
      for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++) {
        if (ir.op[i] !== Op.Call && ir.op[i] !== Op.New) continue;
        const through = this.calledThrough(owner, i);
        const site = callGraph.siteOfValue[owner.valueBase + i] ?? -1;
        const targets = site < 0 ? [] : targetsOf(callGraph, site);
        if (through < firstNamedSlot || targets.length > 1) out.add(through);
        if (/^this\.[^.]+$/.test(this.#keyOf(through))) {
          // What those methods call on the same receiver.
          for (const method of targets.slice(0, maxTokensPerValue))
            for (const slot of this.#slotsCalledIn(method))
              if (this.#keyOf(slot).startsWith('this.')) out.add(slot);
        }
        const count = argumentCount(owner, i);
        for (let k = 0; k < count; k++) {
          const argument = argumentAt(owner, i, k);
          if (argument >= 0 && callGraph.functionsOf(owner.valueBase + argument).length > 0)
            out.add(this.slotOf(owner, argument));
        }
        if (targets.length <= maxTokensPerValue) this.#addHandedOn(owner, i, site, out);
      }
      for (const inner of this.#childrenOf(owner)[target - owner.functionBase] ?? []) {
        for (const slot of this.#slotsCalledIn(owner.functionBase + inner)) {
          const key = this.#keyOf(slot);
          if (!key.startsWith('captured:')) continue;
          const [, maker, place] = key.split(':');
          if (Number(maker) !== target) out.add(slot);
          else out.add(place?.includes('.') === true ? this.#named(place) : Number(place));
        }
      }
    }
    out.delete(noSlot);
    return [...out];
  }

  /** Methods of a parameter that a callee calls, where the parameter is handed on to it, as argument or receiver. */
  #addHandedOn(owner: ProgramModule, call: number, site: number, out: Set<number>): void {
    const { callGraph } = this.#in;
    const first = site < 0 ? 0 : (callGraph.targetStart[site] ?? 0);
    const last = site < 0 ? 0 : (callGraph.targetStart[site + 1] ?? 0);
    if (first === last) return;
    const holderOf = (value: number): number =>
      value < 0 || callGraph.instancesOf(owner.valueBase + value).length === 0
        ? -1
        : parameterBehind(owner, original(owner, value), new Set());
    const receiver = holderOf(receiverOfCall(owner, call));
    const count = argumentCount(owner, call);
    const holders = Array.from({ length: count }, (_, k) => holderOf(argumentAt(owner, call, k)));
    if (receiver < 0 && holders.every((holder) => holder < 0)) return;
    for (let k = first; k < last; k++) {
      const shift = callGraph.targetShift[k] ?? 0;
      if (shift !== 0) continue;
      for (const slot of this.#slotsCalledIn(callGraph.targets[k] ?? 0)) {
        const [place = '', name, more] = this.#keyOf(slot).split('.');
        if (name === undefined || more !== undefined || place.startsWith('captured')) continue;
        const holder = place === 'this' ? receiver : (holders[Number(place)] ?? -1);
        if (holder >= 0) out.add(this.#named(`${holder}.${name}`));
      }
    }
  }

  #keyOf(slot: number): string {
    return slot < firstNamedSlot ? '' : (this.#slotKeys[slot - firstNamedSlot] ?? '');
  }

  /** Slot of the function around a call that the callee is taken from. */
  calledThrough(module: ProgramModule, call: number): number {
    const { ir } = module;
    const callee = ir.a[call] ?? -1;
    if (callee < 0 || ir.op[call] === Op.Super) return noSlot;
    const slot = this.slotOf(module, callee);
    const name = ir.op[callee] === Op.Load ? (ir.strings[ir.b[callee] ?? 0] ?? '') : '';
    if (name !== 'call' && name !== 'apply' && name !== 'bind') return slot;
    return this.slotOf(module, ir.a[callee] ?? -1);
  }

  #childrenOf(module: ProgramModule): readonly (readonly number[])[] {
    const known = this.#children.get(module.index);
    if (known) return known;
    const out: number[][] = module.ir.functions.map(() => []);
    module.ir.functions.forEach(({ parent }, f) => {
      if (parent >= 0) out[parent]?.push(f);
    });
    this.#children.set(module.index, out);
    return out;
  }

  #isWithin(functionId: number, outer: number): boolean {
    const { program } = this.#in;
    const owner = program.modules[program.moduleOfFunction[functionId] ?? 0];
    if (!owner || program.moduleOfFunction[outer] !== owner.index) return false;
    let at = functionId - owner.functionBase;
    for (let depth = 0; at >= 0 && depth < 100; depth++) {
      if (owner.functionBase + at === outer) return true;
      at = owner.ir.functions[at]?.parent ?? -1;
    }
    return false;
  }

  #named(key: string): number {
    const known = this.#slotIds.get(key);
    if (known !== undefined) return known;
    const id = firstNamedSlot + this.#slotKeys.push(key) - 1;
    this.#slotIds.set(key, id);
    return id;
  }
}

function splitKey(key: string): [index: number, name: string] {
  const dot = key.indexOf('.');
  return dot < 0 ? [Number(key), ''] : [Number(key.slice(0, dot)), key.slice(dot + 1)];
}

function receiverOfCall({ ir }: ProgramModule, call: number): number {
  return ir.op[call] === Op.Call ? (ir.b[call] ?? -1) : -1;
}

/** The value behind its names and versions, a change of its fields aside. */
function original({ ir }: ProgramModule, value: number): number {
  let at = value;
  for (let steps = 0; steps < maxSteps && at >= 0; steps++) {
    const op = ir.op[at];
    if (op !== Op.Await && !isVersion(op)) return at;
    at = ir.a[at] ?? -1;
  }
  return -1;
}

/** The parameter that a constructor keeps in a field of `this`, and nothing else; -1 if there is none. */
function keptParameter(owner: ProgramModule, maker: number, field: string): number {
  const { ir } = owner;
  let found = -1;
  for (let i = 0; i < ir.op.length; i++) {
    if (ir.op[i] !== Op.Store || (ir.strings[ir.b[i] ?? 0] ?? '') !== field) continue;
    // An object that a call may have changed is put back where it was.
    if (ir.op[ir.c[i] ?? -1] === Op.Post || !isThis(owner, ir.a[i] ?? -1)) continue;
    const kept = ir.functionOf[i] === maker ? parameterBehind(owner, ir.c[i] ?? -1, new Set()) : -1;
    if (kept < 0 || found >= 0) return -1;
    found = kept;
  }
  return found;
}

/** What an object literal holds in a field, -1 if that is not certain. */
function fieldOf({ ir }: ProgramModule, object: number, name: string): number {
  let at = object;
  for (let steps = 0; steps < maxSteps && at >= 0; steps++) {
    switch (ir.op[at]) {
      case Op.Store:
        if ((ir.strings[ir.b[at] ?? 0] ?? '') === name)
          return ((ir.flags[at] ?? 0) & Flag.Weak) === 0 ? (ir.c[at] ?? -1) : -1;
        at = ir.a[at] ?? -1;
        break;
      case Op.Copy:
      case Op.Post:
        at = ir.a[at] ?? -1;
        break;
      default:
        return -1;
    }
  }
  return -1;
}
