/**
 * The value-flow graph while it is built: its nodes, call edges and links, and what several kinds of link need.
 *
 * Nodes beyond the values are numbered in the order in which they are asked for, so the graph follows the program.
 */
import { IntVector } from '../base/int-vector.ts';
import { PairMap } from '../base/pair-map.ts';
import { argumentAt, argumentCount, methodsOfMade, pipedInto } from '../callgraph/call-arguments.ts';
import { type CallGraph, CallTier } from '../callgraph/call-graph.ts';
import type { ImplicitCall } from '../callgraph/implicit-calls.ts';
import { createShapeReader } from '../classification/object-shape.ts';
import { createLiteralReader, type LiteralReader } from '../classification/read-literal.ts';
import type { IrFunction, IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { createExportIndex } from '../program/exports.ts';
import type { ExportTarget, Program, ProgramModule } from '../program/program.ts';
import type { ProgramSymbols } from '../program/symbols.ts';
import type { AccessStep, ModelSet, PortPath } from '../rules/model.ts';
import { lastArgument, madeObject, ownReceiver } from '../rules/model-path.ts';
import { type CalleePlace, callbackPlaceOf } from './closure-links.ts';
import { FreshObjects } from './fresh-objects.ts';
import { HandedFunctions } from './handed-functions.ts';
import { HandlerChains } from './handler-chains.ts';
import { LinkTable, stepsKey } from './link-table.ts';
import type { PathTable } from './paths.ts';
import { prototypeGroupsOf, receiverFunction } from './prototype-groups.ts';
import { type ReturnedPlace, returnedPlaces } from './returned-places.ts';
import {
  type HandedFunction,
  LinkKind,
  type PathChange,
  rejectedName,
  returnedName,
  type VirtualArgument,
} from './value-flow-graph.ts';

/** What the builder needs. */
export interface ValueFlowInput {
  readonly program: Program;
  readonly symbols: ProgramSymbols;
  readonly callGraph: CallGraph;
  readonly models: ModelSet;
  readonly paths: PathTable;
  readonly importedValues: (module: number, importId: number) => readonly ExportTarget[];
  readonly resolveExport: (module: number, name: string) => readonly ExportTarget[];
  /** Global id of the workspace superclass, -1 if none. */
  readonly superclassOf: (classId: number) => number;
  /** Methods (global functions) that a name may mean on an instance of a class (global) or of one below it. */
  readonly methodsOf: (classId: number, name: string) => readonly number[];
}

/** Of a call edge whose arguments the library chooses. */
export const noShift = -1000;
/** Elements of an array that `apply` hands on one by one. */
export const maxSpreadArguments = 4;
export const elementStep: AccessStep = { kind: 'element' };
export const returnedStep: AccessStep = { kind: 'member', name: returnedName };
export const rejectedStep: AccessStep = { kind: 'member', name: rejectedName };

/** A class, or a group of functions without one (file-local); the other is -1. */
export interface ReceiverKind {
  readonly classId: number;
  readonly group: number;
}

/** See the head of this file. */
export class GraphDraft {
  readonly input: ValueFlowInput;
  readonly valueCount: number;
  readonly cellBase: number;
  readonly returnBase: number;
  readonly throwBase: number;
  readonly selfBase: number;
  nodeCount: number;
  readonly links = new LinkTable();
  readonly edgeIsFresh = new IntVector(256);
  readonly edgeTier = new IntVector(256);
  readonly edgeTarget = new IntVector(256);
  readonly edgeThrough = new IntVector(256);
  /** Call (global value) and shift of an edge that is a plain call; -1 for callbacks and accessors. */
  readonly edgeCall = new IntVector(256);
  readonly edgeShift = new IntVector(256);
  readonly decidingParameters = new Map<number, readonly number[]>();
  readonly handed = new Map<number, HandedFunction[]>();
  readonly handedFunctions: HandedFunctions;
  /** Call site (or a number above all of them, for accessors) and callee → call edge. */
  edgeIds = new PairMap(1024);
  /** Kind of object and field → node. */
  readonly classFields = new Map<string, number>();
  #literals: LiteralReader | undefined;
  readonly #sharedGroups = new Map<string, boolean>();
  /** `identity of an object:@field` → node. */
  readonly identityFields = new Map<string, number>();
  /** Node of a queue, topic or channel → what it is called in a path: `queue "letters"`. */
  readonly crossings = new Map<number, string>();
  /** Cells that are written in more than one place, or through an alias. */
  readonly looseCells = new Set<number>();
  readonly helperFunction = new Map<number, number>();
  /** Per function: This, Arguments, Catch-less lookups made once. */
  readonly thisValues = new Map<number, number[]>();
  readonly argumentsValues = new Map<number, number[]>();
  readonly paramPosts = new Map<number, { index: number; value: number }[]>();
  /** Posts of a call: global call value → (argument index, global Post value). */
  readonly posts = new Map<number, { index: number; value: number }[]>();
  readonly chains = new HandlerChains();
  /** Function that runs without a call → the objects (global values) that it runs on. */
  readonly accessorsOf = new Map<number, number[]>();
  readonly strongPosts = new Set<number>();
  /** Stores that call a setter: what they are given is where the setter puts it. */
  readonly setterStores = new Set<number>();
  readonly replacedAtPost = new Map<number, readonly string[]>();
  readonly virtualArguments: VirtualArgument[] = [];
  readonly innerLinks = new Set<number>();
  /** `site:value of the argument:parameter` (or `:return`) → helper node of a library function called back. */
  readonly virtualNodes = new Map<string, number>();
  readonly fresh: FreshObjects;
  readonly #returns = new Map<IrFunction, number>();
  readonly #placesOfResult = new Map<number, readonly ReturnedPlace[]>();
  /** Call edge → where it has the function from. */
  readonly calleePlaces = new Map<number, CalleePlace>();

  constructor(input: ValueFlowInput) {
    this.input = input;
    const { program } = input;
    this.valueCount = program.valueCount;
    this.cellBase = this.valueCount;
    this.returnBase = this.cellBase + program.cellCount;
    this.throwBase = this.returnBase + program.functionCount;
    this.selfBase = this.throwBase + program.functionCount;
    this.nodeCount = this.selfBase + program.functionCount;
    for (const module of program.modules) this.collect(module);
    for (const accessor of input.callGraph.accessors)
      append(this.accessorsOf, accessor.target, this.objectOf(accessor));
    this.handedFunctions = new HandedFunctions(input);
    this.fresh = new FreshObjects(program, input.callGraph, this.accessorsOf);
  }

  collect(module: ProgramModule): void {
    const { ir, valueBase, functionBase } = module;
    for (let i = 0; i < ir.op.length; i++) {
      const f = functionBase + (ir.functionOf[i] ?? 0);
      switch (ir.op[i]) {
        case Op.This:
          append(this.thisValues, f, valueBase + i);
          break;
        case Op.Arguments:
          append(this.argumentsValues, f, valueBase + i);
          break;
        case Op.ParamPost:
          append(this.paramPosts, f, { index: ir.a[i] ?? -1, value: valueBase + i });
          break;
        case Op.Post:
          append(this.posts, valueBase + (ir.b[i] ?? 0), { index: ir.c[i] ?? -1, value: valueBase + i });
          break;
        default:
          break;
      }
    }
  }

  /** All links are made: forgets what only making them needs. The graph goes on asking the rest of the draft. */
  forgetWays(): void {
    for (const map of [this.posts, this.paramPosts, this.argumentsValues, this.calleePlaces]) map.clear();
    this.virtualNodes.clear();
    this.edgeIds = new PairMap();
  }

  /** Node that receives what instruction i throws. */
  catchNode(module: ProgramModule, i: number, f: number): number {
    const { ir, valueBase } = module;
    const handler = ir.handler[ir.block[i] ?? 0] ?? -1;
    if (handler >= 0) {
      for (let k = ir.blockStart[handler] ?? 0; k < (ir.blockStart[handler + 1] ?? 0); k++) {
        if (ir.op[k] === Op.Catch) return valueBase + k;
      }
    }
    return this.throwBase + f;
  }

  classField(classId: number, field: string): number {
    return this.#fieldNode(`${classId}:${field}`);
  }

  /** The node of a field that all objects of one kind share. */
  receiverField(module: ProgramModule, { classId, group }: ReceiverKind, field: string): number {
    return classId >= 0
      ? this.classField(this.root(classId), field)
      : this.#fieldNode(`${module.index}/${group}:${field}`);
  }

  #fieldNode(key: string): number {
    const known = this.classFields.get(key);
    if (known !== undefined) return known;
    const node = this.nodeCount++;
    this.classFields.set(key, node);
    return node;
  }

  /** Reads what literals say; made when it is first needed. */
  literals(): LiteralReader {
    const { program } = this.input;
    this.#literals ??= createLiteralReader(program, createShapeReader(program, createExportIndex(program)));
    return this.#literals;
  }

  /** Node of a property of the global object. */
  globalProperty(name: string): number {
    return this.classField(-1, name);
  }

  /** What kind of object a value (file-local) is, if it is the receiver of a method, also in the functions inside of it. */
  receiverKind(module: ProgramModule, value: number): ReceiverKind | undefined {
    const { ir, classBase } = module;
    const f = receiverFunction(ir, value);
    if (f < 0) return undefined;
    const classId = ir.functions[f]?.classId ?? -1;
    if (classId >= 0) return { classId: classBase + classId, group: -1 };
    const group = prototypeGroupsOf(ir).groupOf[f] ?? -1;
    return group < 0 ? undefined : { classId: -1, group };
  }

  /** Whether any method of such objects is called on one that is not a fresh local, or is not called at all. */
  isShared(module: ProgramModule, { classId, group }: ReceiverKind): boolean {
    if (classId >= 0) return this.fresh.isShared(classId);
    const key = `${module.index}/${group}`;
    const known = this.#sharedGroups.get(key);
    if (known !== undefined) return known;
    const functions = prototypeGroupsOf(module.ir).members.get(group) ?? [];
    const shared = this.fresh.isAnyShared(functions.map((f) => module.functionBase + f));
    this.#sharedGroups.set(key, shared);
    return shared;
  }

  /** Fields are kept per root class of the hierarchy, since a subclass reads what its parents store. */
  root(classId: number): number {
    let root = classId;
    for (let depth = 0; depth < 64; depth++) {
      const parent = this.input.superclassOf(root);
      if (parent < 0 || parent === classId) break;
      root = parent;
    }
    return root;
  }

  edgeId(site: number, target: number, tier: number, through = -1, shift = noShift): number {
    const known = this.edgeIds.get(site, target, -1);
    if (known >= 0) {
      // What the library hands to a callback is not known.
      if (shift === noShift || this.edgeShift.get(known) !== shift) this.edgeCall.set(known, -1);
      return known;
    }
    this.edgeCall.push(shift === noShift ? -1 : (this.input.callGraph.sites[site] ?? -1));
    this.edgeShift.push(shift);
    // `this` of an arrow function is not what its call is made on: not the array whose `map` runs it.
    const { record } = this.functionAt(target);
    const isLexical = record?.kind === 'arrow' && record.classId < 0;
    this.edgeIsFresh.push(
      !isLexical && this.fresh.isFreshReceiver(site) ? 1 : this.fresh.isOwnReceiver(site) ? 2 : 0,
    );
    const id = this.edgeTier.push(tier);
    this.edgeTarget.push(target);
    this.edgeThrough.push(through);
    this.edgeIds.set(site, target, id);
    return id;
  }

  collectHanded(module: ProgramModule, i: number, edge: number, target: number, shift: number): void {
    if (this.handed.has(edge)) return;
    const rows = this.handedFunctions.rowsOf(module, i, target, shift);
    if (rows) this.handed.set(edge, rows);
  }

  /** `this` inside a function; as it leaves the function too, unless it says at every exit what became of it. */
  selfNodes(f: number): number[] {
    const own = this.thisValues.get(f) ?? [];
    const leaving = (this.paramPosts.get(f) ?? []).filter(({ index }) => index < 0).length;
    if (own.length > 0 && leaving > 0 && leaving >= this.#returnsOf(f)) return [...own];
    return [this.selfBase + f, ...own];
  }

  #returnsOf(f: number): number {
    const { owner, record } = this.functionAt(f);
    if (!owner || !record) return Number.POSITIVE_INFINITY;
    let count = 0;
    for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++)
      if (owner.ir.op[i] === Op.Ret) count++;
    return count;
  }

  /** One argument to the parameter at `index`, or into the rest parameter, or into `arguments`. */
  addArgument(
    from: number,
    target: number,
    index: number,
    edge: number,
    site: number,
    change: Omit<PathChange, 'unknownClass'> | undefined,
  ): void {
    const { owner, record } = this.functionAt(target);
    if (!owner || !record) return;
    const base = change ?? { from: [], to: [], mode: 'value' as const, clears: undefined };
    const last = record.params.length - 1;
    const rest = record.params[last];
    const param = record.params[index];
    if (param && !param.rest) {
      this.links.add(
        from,
        owner.valueBase + param.value,
        LinkKind.Enter,
        edge,
        change ? this.links.changeOf(base.from, base.to, base.mode) : -1,
        site,
      );
    } else if (rest?.rest && index >= last) {
      const step: AccessStep =
        index - last <= 9 ? { kind: 'member', name: String(index - last) } : elementStep;
      this.links.add(
        from,
        owner.valueBase + rest.value,
        LinkKind.Enter,
        edge,
        this.links.changeOf(base.from, [step, ...base.to], base.mode),
        site,
      );
    }
    for (const list of this.argumentsValues.get(target) ?? []) {
      const step: AccessStep = index <= 9 ? { kind: 'member', name: String(index) } : elementStep;
      this.links.add(
        from,
        list,
        LinkKind.Enter,
        edge,
        this.links.changeOf(base.from, [step, ...base.to], base.mode),
        site,
      );
    }
  }

  /** `f(...xs)` or `f.apply(self, xs)`: an element to every parameter from `index` on. */
  addSpreadArgument(from: number, target: number, index: number, edge: number, site: number): void {
    const { owner, record } = this.functionAt(target);
    if (!owner || !record) return;
    record.params.forEach((param, k) => {
      if (k < index) return;
      if (param.rest) {
        this.links.add(from, owner.valueBase + param.value, LinkKind.Enter, edge, -1, site);
        return;
      }
      const own: AccessStep = { kind: 'member', name: String(k - index) };
      this.links.add(
        from,
        owner.valueBase + param.value,
        LinkKind.Enter,
        edge,
        this.links.changeOf([own], [], 'value'),
        site,
      );
    });
    for (const list of this.argumentsValues.get(target) ?? [])
      this.links.add(from, list, LinkKind.Enter, edge, -1, site);
  }

  callbackParameters(module: ProgramModule, i: number, port: PortPath): number[] {
    const out: number[] = [];
    for (const { target } of this.callbacks(module, i, port)) {
      if (port.parameter === ownReceiver) {
        out.push(...(this.thisValues.get(target) ?? []));
        continue;
      }
      const { owner, record } = this.functionAt(target);
      const param = record?.params[port.parameter];
      if (owner && param) out.push(owner.valueBase + param.value);
    }
    return out;
  }

  virtualNode(argument: number, place: string, f: number, site: number): number {
    const key = `${site}:${argument}:${place}`;
    const known = this.virtualNodes.get(key);
    if (known !== undefined) return known;
    const node = this.nodeCount++;
    this.helperFunction.set(node, f);
    this.virtualNodes.set(key, node);
    return node;
  }

  callbacks(module: ProgramModule, i: number, port: PortPath): Callback[] {
    const out: Callback[] = [];
    if (port.argument === madeObject) {
      for (const target of methodsOfMade(module, i, port, this.input.methodsOf))
        out.push({ target, through: -1, argument: -1 });
      return out;
    }
    const count = argumentCount(module, i);
    const first = port.argument < 0 ? 0 : port.argument;
    const last = port.argument < 0 ? count - 1 : Math.min(port.argumentEnd, count - 1);
    for (let k = first; k <= last; k++) {
      const argument = argumentAt(module, i, k);
      if (argument < 0) continue;
      const through = port.callbackPath.length === 0 ? this.handedFunctions.slotOf(module, argument) : -1;
      for (const target of this.functionsAt(module, argument, port.callbackPath)) {
        if (!out.some((known) => known.target === target)) out.push({ target, through, argument: k });
      }
    }
    return out;
  }

  /** The edge by which a library's call runs a callback. */
  callbackEdge(module: ProgramModule, i: number, site: number, callback: Callback, port: PortPath): number {
    const { target, through, argument } = callback;
    const edge = this.edgeId(site, target, CallTier.Direct, through);
    if (argument >= 0 && !this.calleePlaces.has(edge))
      this.calleePlaces.set(edge, callbackPlaceOf(module, i, argument, port.callbackPath));
    this.collectHanded(module, i, edge, target, noShift);
    return edge;
  }

  /** Functions stored at a path below a value, as far as the object literal shows. */
  functionsAt(module: ProgramModule, value: number, path: readonly AccessStep[]): readonly number[] {
    const step = path[0];
    if (!step) return this.input.callGraph.functionsOf(module.valueBase + value);
    const { ir } = module;
    const out: number[] = [];
    let at = value;
    for (let steps = 0; steps < 100 && at >= 0; steps++) {
      if (ir.op[at] === Op.Store) {
        const name = ir.strings[ir.b[at] ?? 0] ?? '';
        if (step.kind !== 'member' || step.name === name)
          out.push(...this.functionsAt(module, ir.c[at] ?? -1, path.slice(1)));
        at = ir.a[at] ?? -1;
      } else if (ir.op[at] === Op.Copy || ir.op[at] === Op.Spread || ir.op[at] === Op.Post)
        at = ir.a[at] ?? -1;
      else break;
    }
    return out;
  }

  /** Nodes of a port that is not a callback. As a target, arguments and the receiver are their state after the call. */
  portNodes(module: ProgramModule, i: number, port: PortPath, isTarget: boolean): number[] {
    const { ir, valueBase } = module;
    switch (port.port) {
      case 'return':
        // What a library constructor gives a subclass is `this`.
        if (ir.op[i] === Op.Super) return this.selfNodes(module.functionBase + (ir.functionOf[i] ?? 0));
        return [valueBase + i];
      case 'callee': {
        const callee = ir.a[i] ?? -1;
        return callee < 0 ? [] : [valueBase + callee];
      }
      case 'piped': {
        const piped = pipedInto(module, i);
        return piped < 0 ? [] : [valueBase + piped];
      }
      case 'last': {
        const argument = argumentAt(module, i, argumentCount(module, i) - 1);
        return argument < 0 ? [] : [valueBase + argument];
      }
      case 'receiver':
      case 'argument': {
        if (isTarget) {
          const out: number[] = [];
          for (const post of this.posts.get(valueBase + i) ?? []) {
            if (
              port.port === 'receiver'
                ? post.index < 0
                : post.index >= 0 &&
                  (port.argument < 0 || (post.index >= port.argument && post.index <= port.argumentEnd))
            ) {
              out.push(post.value);
            }
          }
          return out;
        }
        if (port.port === 'receiver') {
          const receiver = ir.op[i] === Op.Call ? (ir.b[i] ?? -1) : -1;
          return receiver < 0 ? [] : [valueBase + receiver];
        }
        const out: number[] = [];
        const count = argumentCount(module, i);
        const first = port.argument < 0 ? 0 : port.argument;
        const last = port.argument < 0 ? count - 1 : Math.min(port.argumentEnd, count - 1);
        for (let k = first; k <= last; k++) {
          const argument = argumentAt(module, i, k);
          if (argument >= 0 && ir.op[argument] !== Op.Elems) out.push(valueBase + argument);
        }
        return out;
      }
      default:
        return [];
    }
  }

  /** Global value of the object that such a function runs on, -1 if it has none. */
  objectOf({ value, object, kind }: ImplicitCall): number {
    const { program, callGraph } = this.input;
    const module = program.modules[callGraph.moduleOfValue[value] ?? 0];
    if (!module) return -1;
    if (kind !== 'property') return object < this.valueCount ? object : -1;
    const local = module.ir.a[value - module.valueBase] ?? -1;
    return local < 0 ? -1 : module.valueBase + local;
  }

  accessorEdge(value: number, target: number, object: number): number {
    const place = this.input.callGraph.sites.length + value;
    const known = this.edgeIds.get(place, target, -1);
    if (known >= 0) return known;
    this.edgeCall.push(-1);
    this.edgeShift.push(noShift);
    this.edgeIsFresh.push(this.fresh.isFreshValue(object) ? 1 : 0);
    const id = this.edgeTier.push(CallTier.Direct);
    this.edgeTarget.push(target);
    this.edgeThrough.push(-1);
    this.edgeIds.set(place, target, id);
    return id;
  }

  /** How many instructions return from a function; counted once. */
  returnsIn({ op }: IrModule, record: IrFunction): number {
    let returns = this.#returns.get(record);
    if (returns === undefined) {
      returns = 0;
      for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++)
        if (op[i] === Op.Ret) returns++;
      this.#returns.set(record, returns);
    }
    return returns;
  }

  /** Where what a function gives back is kept; read once. */
  placesOfResult(functionId: number): readonly ReturnedPlace[] {
    let places = this.#placesOfResult.get(functionId);
    if (places === undefined) {
      const { owner } = this.functionAt(functionId);
      places = owner ? returnedPlaces(owner, functionId - owner.functionBase) : [];
      this.#placesOfResult.set(functionId, places);
    }
    return places;
  }

  functionAt(functionId: number) {
    const { program } = this.input;
    const owner = program.modules[program.moduleOfFunction[functionId] ?? 0];
    return { owner, record: owner?.ir.functions[functionId - owner.functionBase] };
  }
}

/** A function handed to a library's call as argument `argument`; `through` as for call edges. */
interface Callback {
  readonly target: number;
  readonly through: number;
  readonly argument: number;
}

export const receiverPort: PortPath = {
  port: 'receiver',
  argument: -1,
  argumentEnd: -1,
  parameter: -1,
  callbackPath: [],
  path: [],
};

function append<V>(map: Map<number, V[]>, key: number, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Whether a row says that all arguments, in their order, become parts of one object, as `Object.assign` does. */
export function mergesArguments(from: PortPath, to: PortPath): boolean {
  const isWhole = from.path.length === 0 && to.path.length === 0;
  const isOpen = from.port === 'argument' && (from.argument < 0 || from.argumentEnd >= lastArgument);
  return isWhole && isOpen && (to.port === 'return' || (to.port === 'argument' && to.argument === 0));
}

export function samePort(a: PortPath, b: PortPath): boolean {
  return a.port === b.port && a.argument === b.argument && stepsKey(a.path) === stepsKey(b.path);
}
