/**
 * Fields that a method reads from what all objects of its class share, so that nothing need be brought to it by receiver.
 *
 * What a method stores in `this` is in the node of the class's field, and every `this.field` reads it there. An object that
 * many services hold would bring the same again to each of its methods, with a context for each field below it. That is
 * left out where the method takes its receiver apart by field and nothing else: the object as a whole goes nowhere, here
 * or in the methods that are called on it in turn. Answers are kept per receiver.
 */
import { PairMap } from '../base/pair-map.ts';
import type { CallGraph } from '../callgraph/call-graph.ts';
import type { IrModule } from '../ir/module.ts';
import { isVersion, Op } from '../ir/opcode.ts';
import { listAt, phiOperands } from '../ir/operands.ts';
import { usesOf } from '../ir/uses.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { ProgramSymbols } from '../program/symbols.ts';
import { ClosedFields } from './closed-fields.ts';
import type { FreshObjects } from './fresh-objects.ts';
import { carries } from './local-flow.ts';
import { receiverFunction } from './prototype-groups.ts';

/** Versions of an object that are gone through. */
const maxVersions = 1000;

/** Stands for a node that was not looked for yet. */
const unknown = -2;

/** What is asked of. */
export interface SharedFieldsInput {
  readonly program: Program;
  readonly symbols: ProgramSymbols;
  readonly callGraph: CallGraph;
  readonly fresh: FreshObjects;
  /** Global id of the class that the fields of a class are kept at. */
  readonly root: (classId: number) => number;
  /** `class:field` → node. */
  readonly classFields: ReadonlyMap<string, number>;
  /** Function (global) → its receivers (global values). */
  readonly thisValues: ReadonlyMap<number, readonly number[]>;
}

/** See the head of this file. */
export class SharedFields {
  readonly #in: SharedFieldsInput;
  readonly #closed: ClosedFields;
  /** Receiver → field (symbol) → node; null where the class shares nothing, or the receiver is taken as a whole. */
  readonly #fields = new Map<number, Map<number, number> | null>();
  /** Receiver → root class, -1 if it is to be left alone. */
  readonly #classes = new Map<number, number>();
  readonly #isTakenApart = new Map<number, boolean>();
  /** Version of an object (global value) → whether it was read from a field of a receiver. */
  readonly #held = new Map<number, boolean>();
  /** Version of a receiver (global value) → whether its function takes it apart, and it is a service. */
  readonly #ownApart = new Map<number, boolean>();
  /** Receiver → whether it is a service. */
  readonly #services = new Map<number, boolean>();
  /** Function and field (symbol) → node, see {@link leftIn}. */
  readonly #closedNodes = new PairMap();
  /** Access (global value) → functions that it runs. */
  #accessors: ReadonlyMap<number, readonly number[]> | undefined;

  constructor(input: SharedFieldsInput) {
    this.#in = input;
    this.#closed = new ClosedFields(input);
  }

  /** The node that a receiver (global value) reads a field from whoever the object is; -1 if there is none. */
  nodeOf(receiver: number, symbol: number): number {
    let fields = this.#fields.get(receiver);
    if (fields === undefined) {
      fields = this.#classOf(receiver) < 0 || !this.#isApart(receiver) ? null : new Map();
      this.#fields.set(receiver, fields);
    }
    if (fields === null) return -1;
    let node = fields.get(symbol);
    if (node === undefined) {
      const name = this.#in.symbols.interner.text(symbol);
      node = this.#in.classFields.get(`${this.#classOf(receiver)}:${name}`) ?? -1;
      fields.set(symbol, node);
    }
    return node;
  }

  /**
   * The node that methods read a field from which function `f` left in its receiver, if nobody else will: the receiver is
   * a service that the caller holds in a field of its own, or the caller's own receiver (`after` is what it is after the
   * call), and nothing but methods reads the field. -1 otherwise.
   */
  leftIn(after: number, f: number, symbol: number, isOwn: boolean): number {
    let node = this.#closedNodes.get(f, symbol, unknown);
    if (node === unknown) {
      node = this.#closedNode(f, symbol);
      this.#closedNodes.set(f, symbol, node);
    }
    if (node < 0) return -1;
    return (isOwn ? this.#isOwnApart(after) : this.#isHeld(after)) ? node : -1;
  }

  /** The node of a field that a function leaves in its receiver, if nothing but methods reads it; -1 otherwise. */
  #closedNode(f: number, symbol: number): number {
    const [receiver] = this.#in.thisValues.get(f) ?? none;
    const root = receiver === undefined ? -1 : this.#classOf(receiver);
    if (root < 0 || !this.#closed.isClosed(root, symbol)) return -1;
    return this.#in.classFields.get(`${root}:${this.#in.symbols.interner.text(symbol)}`) ?? -1;
  }

  /** Whether a receiver is a service, no method of which is called on an object that is known to be another. */
  isOfService(receiver: number): boolean {
    let isService = this.#services.get(receiver);
    if (isService === undefined) {
      const root = this.#classOf(receiver);
      isService = root >= 0 && !this.#closed.isMade(root) && !this.#closed.isCalledFresh(root);
      this.#services.set(receiver, isService);
    }
    return isService;
  }

  /** Whether the receiver that a version is one of is used by field only in its own function. */
  #isOwnApart(version: number): boolean {
    let isApart = this.#ownApart.get(version);
    if (isApart === undefined) {
      isApart = this.#isOfOwnApart(version);
      this.#ownApart.set(version, isApart);
    }
    return isApart;
  }

  #isOfOwnApart(version: number): boolean {
    const module = this.#moduleOf(version);
    const f = module ? receiverFunction(module.ir, version - module.valueBase) : -1;
    if (!module || f < 0) return false;
    const receivers = this.#in.thisValues.get(module.functionBase + f) ?? none;
    return (
      receivers.length > 0 &&
      receivers.every((receiver) => this.isOfService(receiver) && this.#isApart(receiver))
    );
  }

  /** Whether a version of an object is of one that was read from a field of a receiver. */
  #isHeld(version: number): boolean {
    const known = this.#held.get(version);
    if (known !== undefined) return known;
    const module = this.#moduleOf(version);
    const isHeld = module !== undefined && isReadFromReceiver(module.ir, version - module.valueBase);
    this.#held.set(version, isHeld);
    return isHeld;
  }

  #moduleOf(value: number): ProgramModule | undefined {
    return this.#in.program.modules[this.#in.program.moduleOfValue[value] ?? -1];
  }

  /** Root of the class whose receiver a value is, -1 unless its objects share their fields. */
  #classOf(receiver: number): number {
    const known = this.#classes.get(receiver);
    if (known !== undefined) return known;
    let root = -1;
    const module = this.#moduleOf(receiver);
    const f = module ? receiverFunction(module.ir, receiver - module.valueBase) : -1;
    const local = module?.ir.functions[f]?.classId ?? -1;
    if (module && local >= 0 && module.ir.op[receiver - module.valueBase] === Op.This) {
      const classId = module.classBase + local;
      if (this.#in.fresh.isShared(classId)) root = this.#in.root(classId);
    }
    this.#classes.set(receiver, root);
    return root;
  }

  /** Whether a receiver is used by field only, by the methods called on it too. */
  #isApart(receiver: number): boolean {
    const known = this.#isTakenApart.get(receiver);
    if (known !== undefined) return known;
    // All receivers that are asked about on the way; each is apart if none of them is taken as a whole.
    const seen = new Set([receiver]);
    for (const self of seen) {
      const isApart = this.#isTakenApart.get(self) ?? this.#isUsedByField(self, seen);
      if (!isApart) {
        this.#isTakenApart.set(self, false);
        this.#isTakenApart.set(receiver, false);
        return false;
      }
    }
    for (const self of seen) this.#isTakenApart.set(self, true);
    return true;
  }

  /** The same for the function of a receiver alone; receivers of what it calls on it are added to `seen`. */
  #isUsedByField(receiver: number, seen: Set<number>): boolean {
    const module = this.#moduleOf(receiver);
    if (module === undefined) return false;
    const { ir, valueBase } = module;
    const uses = usesOf(ir);
    const values = new Set([receiver - valueBase]);
    for (const value of values) {
      for (let k = uses.start[value] ?? 0; k < (uses.start[value + 1] ?? 0); k++) {
        const user = uses.users[k] ?? 0;
        switch (ir.op[user]) {
          case Op.Load:
            if (!this.#addAll(this.#accessorsOf(valueBase + user), seen)) return false;
            break;
          case Op.Store:
            if (ir.c[user] === value || !this.#addAll(this.#accessorsOf(valueBase + user), seen))
              return false;
            values.add(user);
            break;
          case Op.StoreX:
            if (ir.a[user] !== value || ir.b[user] === value || ir.c[user] === value) return false;
            values.add(user);
            break;
          case Op.Del:
          case Op.Post:
          case Op.Copy:
          case Op.Pi:
          case Op.Phi:
            values.add(user);
            break;
          case Op.ParamPost:
            break;
          case Op.CellSet: {
            const cell = ir.a[user] ?? -1;
            if (ir.cells[cell]?.name !== 'this') return false;
            for (let at = 0; at < ir.op.length; at++)
              if (ir.op[at] === Op.CellGet && ir.a[at] === cell) values.add(at);
            break;
          }
          case Op.Call:
            if (!this.#isReceiverOnly(module, user, value, seen)) return false;
            break;
          case Op.New:
          case Op.Super:
          case Op.Ret:
          case Op.Throw:
          case Op.Yield:
          case Op.Export:
          case Op.Deco:
            return false;
          default:
            if (carries(ir, user, value)) return false;
            break;
        }
      }
    }
    return true;
  }

  /** Whether a value is nothing but the receiver of a call, which certainly runs methods of the program. */
  #isReceiverOnly({ ir, valueBase }: ProgramModule, call: number, value: number, seen: Set<number>): boolean {
    const { callGraph } = this.#in;
    if (ir.a[call] === value || ir.b[call] !== value || listAt(ir, ir.c[call] ?? -1).includes(value))
      return false;
    const site = callGraph.siteOfValue[valueBase + call] ?? -1;
    if (site < 0 || (callGraph.stateStart[site] ?? 0) < (callGraph.stateStart[site + 1] ?? 0)) return false;
    const first = callGraph.targetStart[site] ?? 0;
    const last = callGraph.targetStart[site + 1] ?? 0;
    return first < last && this.#addAll([...callGraph.targets.subarray(first, last)], seen);
  }

  /** Adds the receivers of functions; false if one of them is no method of a class. */
  #addAll(functions: readonly number[], seen: Set<number>): boolean {
    for (const f of functions) {
      for (const self of this.#in.thisValues.get(f) ?? []) {
        if (this.#classOf(self) < 0) return false;
        seen.add(self);
      }
    }
    return true;
  }

  #accessorsOf(access: number): readonly number[] {
    if (this.#accessors === undefined) {
      const accessors = new Map<number, number[]>();
      for (const { value, target } of this.#in.callGraph.accessors) {
        const list = accessors.get(value);
        if (list) list.push(target);
        else accessors.set(value, [target]);
      }
      this.#accessors = accessors;
    }
    return this.#accessors.get(access) ?? none;
  }
}

const none: readonly number[] = [];

/** Whether a value is read from a field of a receiver, whichever way led to it; nothing at all is in none of them. */
function isReadFromReceiver(ir: IrModule, value: number): boolean {
  const seen = new Set([value]);
  let isRead = false;
  for (const start of seen) {
    let at = start;
    for (let steps = 0; steps < maxVersions && at >= 0 && isVersion(ir.op[at]); steps++) at = ir.a[at] ?? -1;
    if (at < 0 || seen.size > maxVersions) return false;
    switch (ir.op[at]) {
      case Op.Phi:
        for (const operand of phiOperands(ir, at)) if (operand >= 0) seen.add(operand);
        break;
      case Op.Const:
        break;
      case Op.Load:
        if (receiverFunction(ir, ir.a[at] ?? -1) < 0) return false;
        isRead = true;
        break;
      default:
        return false;
    }
  }
  return isRead;
}
