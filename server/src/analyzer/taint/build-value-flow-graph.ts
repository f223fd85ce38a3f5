/**
 * Builds the value-flow graph of a linked program from IR, call graph and models.
 *
 * One pass over all instructions makes the links of calls, library models, cells, imports, class fields, exceptions
 * and accessors; steps inside a function are left to its def–use chains. The order of links follows the program, so
 * the graph is the same for the same program. Links are collected in vectors and put into compressed rows at the end.
 */
import type { CancellationToken } from '../base/cancellation.ts';
import { throwIfCancelled } from '../base/cancellation.ts';
import { IntVector } from '../base/int-vector.ts';
import {
  applyShift,
  argumentAt,
  argumentCount,
  decoratedFunction,
  receiverOf,
  stateOfArgument,
} from '../callgraph/call-arguments.ts';
import { type CallGraph, CallTier, type Settler, targetsOf } from '../callgraph/call-graph.ts';
import type { ImplicitCall } from '../callgraph/implicit-calls.ts';
import { Flag, isVersion, Op } from '../ir/opcode.ts';
import { listAt } from '../ir/operands.ts';
import type { KnownArgument } from '../ir/specialized-constants.ts';
import { usesOf } from '../ir/uses.ts';
import type { ExportTarget, Program, ProgramModule } from '../program/program.ts';
import type { ProgramSymbols } from '../program/symbols.ts';
import type { AccessStep, CallModel, ModelSet, PortPath } from '../rules/model.ts';
import { lastArgument } from '../rules/model-path.ts';
import type { ClearSpec } from '../rules/rule.ts';
import { type CalleePlace, ClosureLinks, callbackPlaceOf, calleePlaceOf } from './closure-links.ts';
import { FreshObjects, isThis } from './fresh-objects.ts';
import { HandedFunctions } from './handed-functions.ts';
import { HandlerChains } from './handler-chains.ts';
import { decidingParameters, knownArguments } from './known-arguments.ts';
import { LinkTable, stepsKey } from './link-table.ts';
import type { PathTable } from './paths.ts';
import { certainFields } from './replaced-fields.ts';
import { classOfUnknown } from './unknown-call.ts';
import {
  atInstruction,
  type HandedFunction,
  LinkKind,
  type PathChange,
  rejectedName,
  returnedName,
  type ValueFlowGraph,
  type VirtualArgument,
} from './value-flow-graph.ts';
import { definitionOf, mayBeNamespace } from './value-places.ts';

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

/** Builds the graph. */
export function buildValueFlowGraph(input: ValueFlowInput, cancel: CancellationToken): ValueFlowGraph {
  const builder = new GraphBuilder(input);
  for (const module of input.program.modules) {
    throwIfCancelled(cancel);
    builder.addModule(module);
  }
  return builder.finish();
}

/** Of a call edge whose arguments the library chooses. */
const noShift = -1000;
/** Elements of an array that `apply` hands on one by one. */
const maxSpreadArguments = 4;
const elementStep: AccessStep = { kind: 'element' };
const returnedStep: AccessStep = { kind: 'member', name: returnedName };
const rejectedStep: AccessStep = { kind: 'member', name: rejectedName };

class GraphBuilder {
  readonly #in: ValueFlowInput;
  readonly #valueCount: number;
  readonly #cellBase: number;
  readonly #returnBase: number;
  readonly #throwBase: number;
  readonly #selfBase: number;
  #nodeCount: number;
  readonly #links = new LinkTable();
  readonly #edgeIsFresh = new IntVector(256);
  readonly #edgeTier = new IntVector(256);
  readonly #edgeTarget = new IntVector(256);
  readonly #edgeThrough = new IntVector(256);
  /** Call (global value) and shift of an edge that is a plain call; -1 for callbacks and accessors. */
  readonly #edgeCall = new IntVector(256);
  readonly #edgeShift = new IntVector(256);
  readonly #decidingParameters = new Map<number, readonly number[]>();
  readonly #handed = new Map<number, HandedFunction[]>();
  readonly #handedFunctions: HandedFunctions;
  readonly #edgeIds = new Map<number, number>();
  readonly #classFields = new Map<string, number>();
  /** `identity of an object:@field` → node. */
  readonly #identityFields = new Map<string, number>();
  /** Cells that are written in more than one place, or through an alias. */
  readonly #looseCells = new Set<number>();
  readonly #helperFunction = new Map<number, number>();
  /** Per function: This, Arguments, Catch-less lookups made once. */
  readonly #thisValues = new Map<number, number[]>();
  readonly #argumentsValues = new Map<number, number[]>();
  readonly #paramPosts = new Map<number, { index: number; value: number }[]>();
  /** Posts of a call: global call value → (argument index, global Post value). */
  readonly #posts = new Map<number, { index: number; value: number }[]>();
  readonly #chains = new HandlerChains();
  /** Function that runs without a call → the objects (global values) that it runs on. */
  readonly #accessorsOf = new Map<number, number[]>();
  readonly #strongPosts = new Set<number>();
  readonly #replacedAtPost = new Map<number, readonly string[]>();
  readonly #virtualArguments: VirtualArgument[] = [];
  readonly #innerLinks = new Set<number>();
  /** `site:value of the argument:parameter` (or `:return`) → helper node of a library function called back. */
  readonly #virtualNodes = new Map<string, number>();
  readonly #fresh: FreshObjects;
  /** Call edge → where it has the function from. */
  readonly #calleePlaces = new Map<number, CalleePlace>();

  constructor(input: ValueFlowInput) {
    this.#in = input;
    const { program } = input;
    this.#valueCount = program.valueCount;
    this.#cellBase = this.#valueCount;
    this.#returnBase = this.#cellBase + program.cellCount;
    this.#throwBase = this.#returnBase + program.functionCount;
    this.#selfBase = this.#throwBase + program.functionCount;
    this.#nodeCount = this.#selfBase + program.functionCount;
    for (const module of program.modules) this.#collect(module);
    for (const accessor of input.callGraph.accessors)
      append(this.#accessorsOf, accessor.target, this.#objectOf(accessor));
    this.#handedFunctions = new HandedFunctions(input);
    this.#fresh = new FreshObjects(program, input.callGraph, this.#accessorsOf);
  }

  #collect(module: ProgramModule): void {
    const { ir, valueBase, functionBase } = module;
    for (let i = 0; i < ir.op.length; i++) {
      const f = functionBase + (ir.functionOf[i] ?? 0);
      switch (ir.op[i]) {
        case Op.This:
          append(this.#thisValues, f, valueBase + i);
          break;
        case Op.Arguments:
          append(this.#argumentsValues, f, valueBase + i);
          break;
        case Op.ParamPost:
          append(this.#paramPosts, f, { index: ir.a[i] ?? -1, value: valueBase + i });
          break;
        case Op.Post:
          append(this.#posts, valueBase + (ir.b[i] ?? 0), { index: ir.c[i] ?? -1, value: valueBase + i });
          break;
        default:
          break;
      }
    }
  }

  addModule(module: ProgramModule): void {
    const { ir, valueBase, functionBase, cellBase } = module;
    const { callGraph } = this.#in;
    ir.cells.forEach((cell, id) => {
      if (cell.writeCount > 1) this.#looseCells.add(this.#cellBase + cellBase + id);
    });
    for (let i = 0; i < ir.op.length; i++) {
      const v = valueBase + i;
      const f = functionBase + (ir.functionOf[i] ?? 0);
      switch (ir.op[i]) {
        case Op.Import:
          for (const target of this.#in.importedValues(module.index, ir.a[i] ?? 0)) {
            if (target.kind === 'value') this.#links.add(target.value, v, LinkKind.Heap, -1, -1, -1);
          }
          break;
        case Op.ParamPost:
          if ((ir.a[i] ?? 0) < 0) this.#links.add(v, this.#selfBase + f, LinkKind.Move, -1, -1, -1);
          break;
        case Op.CellSet:
          if (((ir.flags[i] ?? 0) & Flag.Weak) !== 0)
            this.#looseCells.add(this.#cellBase + cellBase + (ir.a[i] ?? 0));
          break;
        case Op.Ret:
          if ((ir.a[i] ?? -1) >= 0)
            this.#links.add(
              valueBase + (ir.a[i] ?? 0),
              this.#returnBase + f,
              LinkKind.Move,
              -1,
              // What a generator returns is none of its elements.
              ir.functions[ir.functionOf[i] ?? 0]?.isGenerator === true
                ? this.#links.changeOf([], [returnedStep], 'value')
                : -1,
              atInstruction(v),
            );
          break;
        case Op.Deco:
          this.#addDecoration(module, i);
          break;
        case Op.Yield: {
          const change = (ir.b[i] ?? 0) === 1 ? -1 : this.#links.changeOf([], [elementStep], 'value');
          this.#links.add(
            valueBase + (ir.a[i] ?? 0),
            this.#returnBase + f,
            LinkKind.Move,
            -1,
            change,
            atInstruction(v),
          );
          if (change === -1) {
            const returned = this.#links.changeOf([returnedStep], [], 'value');
            this.#links.add(valueBase + (ir.a[i] ?? 0), v, LinkKind.Move, -1, returned, -1);
            this.#innerLinks.add(module.index);
          }
          break;
        }
        case Op.Throw:
          this.#links.add(
            valueBase + (ir.a[i] ?? 0),
            this.#catchNode(module, i, f),
            LinkKind.Move,
            -1,
            -1,
            atInstruction(v),
          );
          break;
        case Op.Await:
          // What the promise is rejected with is thrown here.
          this.#links.add(
            valueBase + (ir.a[i] ?? 0),
            this.#catchNode(module, i, f),
            LinkKind.Move,
            -1,
            this.#links.changeOf([rejectedStep], [], 'value'),
            -1,
          );
          break;
        case Op.Load:
          this.#addNamespaceLoad(module, i);
          this.#addThisLoad(module, i);
          break;
        case Op.Store:
          this.#addThisStore(module, i);
          this.#addImportChange(module, i);
          break;
        case Op.StoreX:
        case Op.Spread:
        case Op.Post:
          this.#addImportChange(module, i);
          break;
        case Op.Call:
        case Op.New:
        case Op.Super: {
          const site = callGraph.siteOfValue[v] ?? -1;
          if (site >= 0) this.#addCall(module, i, site, f);
          break;
        }
        default:
          break;
      }
    }
  }

  /** Node that receives what instruction i throws. */
  #catchNode(module: ProgramModule, i: number, f: number): number {
    const { ir, valueBase } = module;
    const handler = ir.handler[ir.block[i] ?? 0] ?? -1;
    if (handler >= 0) {
      for (let k = ir.blockStart[handler] ?? 0; k < (ir.blockStart[handler + 1] ?? 0); k++) {
        if (ir.op[k] === Op.Catch) return valueBase + k;
      }
    }
    return this.#throwBase + f;
  }

  /** `lib.name` of a workspace module that was imported or required as a whole. */
  #addNamespaceLoad(module: ProgramModule, i: number): void {
    const { ir, valueBase } = module;
    const object = ir.a[i] ?? -1;
    if (object < 0 || !mayBeNamespace(ir.op[object] ?? 0)) return;
    for (const other of this.#in.callGraph.namespacesOf(valueBase + object)) {
      for (const target of this.#in.resolveExport(other, ir.strings[ir.b[i] ?? 0] ?? '')) {
        if (target.kind === 'value') this.#links.add(target.value, valueBase + i, LinkKind.Heap, -1, -1, -1);
      }
      this.#innerLinks.add(module.index);
    }
  }

  /** An object of another module was changed here: its own module and all other importers see it. */
  #addImportChange(module: ProgramModule, i: number): void {
    const { ir, valueBase } = module;
    let root = ir.a[i] ?? -1;
    for (let steps = 0; steps < 100 && root >= 0 && isVersion(ir.op[root] ?? 0); steps++)
      root = ir.a[root] ?? -1;
    if (root < 0 || ir.op[root] !== Op.Import) return;
    for (const target of this.#in.importedValues(module.index, ir.a[root] ?? 0)) {
      if (target.kind === 'value') {
        this.#links.add(valueBase + i, target.value, LinkKind.Heap, -1, -1, -1);
        this.#innerLinks.add(module.index);
        this.#innerLinks.add(target.module);
      }
    }
  }

  #classField(classId: number, field: string): number {
    const key = `${classId}:${field}`;
    const known = this.#classFields.get(key);
    if (known !== undefined) return known;
    const node = this.#nodeCount++;
    this.#classFields.set(key, node);
    return node;
  }

  /** Class whose methods the enclosing function of instruction i belongs to, arrows included. */
  #enclosingClass(module: ProgramModule, i: number): number {
    let f = module.ir.functionOf[i] ?? 0;
    for (let depth = 0; depth < 50; depth++) {
      const record = module.ir.functions[f];
      if (!record) return -1;
      if (record.classId >= 0) return module.classBase + record.classId;
      if (record.kind !== 'arrow' || record.parent < 0) return -1;
      f = record.parent;
    }
    return -1;
  }

  #addThisStore(module: ProgramModule, i: number): void {
    const { ir, valueBase } = module;
    const classId = this.#enclosingClass(module, i);
    if (classId < 0 || !isThis(module, ir.a[i] ?? -1)) return;
    if (!this.#fresh.isShared(classId)) return;
    const node = this.#classField(this.#root(classId), ir.strings[ir.b[i] ?? 0] ?? '');
    this.#links.add(valueBase + (ir.c[i] ?? 0), node, LinkKind.Heap, -1, -1, -1);
  }

  #addThisLoad(module: ProgramModule, i: number): void {
    const { ir, valueBase } = module;
    const classId = this.#enclosingClass(module, i);
    if (classId < 0 || !isThis(module, ir.a[i] ?? -1)) return;
    const node = this.#classField(this.#root(classId), ir.strings[ir.b[i] ?? 0] ?? '');
    this.#links.add(node, valueBase + i, LinkKind.ThisHeap, -1, -1, -1);
  }

  /** Fields are kept per root class of the hierarchy, since a subclass reads what its parents store. */
  #root(classId: number): number {
    let root = classId;
    for (let depth = 0; depth < 64; depth++) {
      const parent = this.#in.superclassOf(root);
      if (parent < 0 || parent === classId) break;
      root = parent;
    }
    return root;
  }

  #addCall(module: ProgramModule, i: number, site: number, f: number): void {
    const { ir, valueBase } = module;
    const { callGraph, models } = this.#in;
    this.#addSent(module, i);
    const isJsx = ((ir.flags[i] ?? 0) & Flag.Jsx) !== 0;
    const first = callGraph.targetStart[site] ?? 0;
    const last = callGraph.targetStart[site + 1] ?? 0;
    for (let k = first; k < last; k++)
      this.#addTarget(module, i, site, f, callGraph.targets[k] ?? 0, callGraph.targetShift[k] ?? 0);
    if (isJsx && first === last) {
      const props = argumentAt(module, i, 0);
      for (const classId of this.#in.callGraph.classesOf(valueBase + (ir.a[i] ?? 0))) {
        if (props >= 0)
          this.#links.add(
            valueBase + props,
            this.#classField(this.#root(classId), 'props'),
            LinkKind.Heap,
            -1,
            -1,
            -1,
          );
      }
      // An element holds what it was made with; who renders it to a text shows it.
      if (props >= 0)
        this.#links.add(
          valueBase + props,
          valueBase + i,
          LinkKind.Move,
          -1,
          this.#links.changeOf([], [{ kind: 'member', name: 'props' }], 'value'),
          site,
        );
      if ((callGraph.stateStart[site] ?? 0) === (callGraph.stateStart[site + 1] ?? 0)) return;
    }
    this.#markStrongPosts(module, i, site);
    this.#addShifted(module, i, site, f);
    // What is bound went into the function where it was bound; the bound function stands for what comes out.
    const callee = ir.a[i] ?? -1;
    if (callee >= 0 && callGraph.boundCalls.has(valueBase + i)) {
      this.#links.add(valueBase + callee, valueBase + i, LinkKind.Move, -1, -1, site);
    }
    let hasModel = callGraph.shiftedStates.has(valueBase + i);
    let isSink = false;
    for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
      const state = models.states[callGraph.states[k] ?? 0];
      if (!state) continue;
      if (state.call) {
        if (state.call.endpoints.length > 0)
          this.#collectHandlers(
            module,
            i,
            state.call.endpoints.some(({ method }) => method === 'USE' || method === 'PARAM'),
          );
        hasModel = true;
        this.#addModel(module, i, site, f, state.call);
      }
      const count = argumentCount(module, i);
      for (let n = 0; n < count && !isSink; n++) {
        const next = models.states[stateOfArgument(state, n)];
        if (next && next.id > 0 && hasSinks(models, next.id, 0)) isSink = true;
      }
    }
    if (hasModel || isSink) this.#addQuietCallbacks(module, i, site);
    if (first < last || hasModel || isSink) return;
    if (callGraph.tier[site] === CallTier.External || callGraph.tier[site] === CallTier.Unresolved) {
      this.#addUnknown(module, i, site, f);
    }
  }

  /** `generator.next(v)`: v is what the generator's `yield` gives. */
  #addSent(module: ProgramModule, i: number): void {
    const { ir, valueBase } = module;
    const callee = ir.a[i] ?? -1;
    const sent = argumentAt(module, i, 0);
    if (sent < 0 || callee < 0 || ir.op[callee] !== Op.Load || ir.strings[ir.b[callee] ?? 0] !== 'next')
      return;
    const made = definitionOf(module, ir.b[i] ?? -1);
    const site = made < 0 ? -1 : (this.#in.callGraph.siteOfValue[valueBase + made] ?? -1);
    if (site < 0) return;
    for (const target of targetsOf(this.#in.callGraph, site)) {
      const { owner, record } = this.#function(target);
      if (!owner || !record?.isGenerator) continue;
      for (let k = record.firstInstruction; k < record.firstInstruction + record.instructionCount; k++) {
        if (owner.ir.op[k] !== Op.Yield || owner.ir.b[k] === 1) continue;
        this.#links.add(valueBase + sent, owner.valueBase + k, LinkKind.Heap, -1, -1, -1);
      }
    }
  }

  /** Callbacks that a library runs without handing them anything: what they captured goes in all the same. */
  #addQuietCallbacks(module: ProgramModule, i: number, site: number): void {
    const { ir, valueBase } = module;
    const count = argumentCount(module, i);
    for (let k = 0; k < count; k++) {
      const argument = argumentAt(module, i, k);
      const op = argument < 0 ? Op.Const : ir.op[argument];
      if (op !== Op.Func && op !== Op.CellGet && op !== Op.Copy && op !== Op.Phi && op !== Op.Call) continue;
      for (const target of this.#in.callGraph.functionsOf(valueBase + argument)) {
        const edge = this.#edgeId(
          site,
          target,
          CallTier.Direct,
          this.#handedFunctions.slotOf(module, argument),
        );
        if (!this.#calleePlaces.has(edge)) this.#calleePlaces.set(edge, callbackPlaceOf(module, i, k, []));
        this.#collectHanded(module, i, edge, target, noShift);
      }
    }
  }

  /** An argument that every possible callee gives back on every exit has no other way around the call. */
  #markStrongPosts(module: ProgramModule, i: number, site: number): void {
    const { callGraph } = this.#in;
    const posts = this.#posts.get(module.valueBase + i);
    const first = callGraph.targetStart[site] ?? 0;
    const last = callGraph.targetStart[site + 1] ?? 0;
    if (!posts || first === last || (callGraph.tier[site] ?? 9) > CallTier.Flow) return;
    if ((callGraph.stateStart[site] ?? 0) < (callGraph.stateStart[site + 1] ?? 0)) return;
    for (const post of posts) {
      let isStrong = post.index >= 0;
      for (let k = first; k < last && isStrong; k++) {
        const shift = callGraph.targetShift[k] ?? 0;
        isStrong = shift !== applyShift && this.#givesBack(callGraph.targets[k] ?? 0, post.index + shift);
      }
      if (isStrong) this.#strongPosts.add(post.value);
    }
  }

  #givesBack(target: number, parameter: number): boolean {
    const { owner, record } = this.#function(target);
    if (!owner || !record || record.isAsync || record.isGenerator || record.params[parameter]?.rest !== false)
      return false;
    let returns = 0;
    for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++) {
      if (owner.ir.op[i] === Op.Ret) returns++;
    }
    const posts = (this.#paramPosts.get(target) ?? []).filter(({ index }) => index === parameter).length;
    return returns > 0 && posts >= returns;
  }

  /** Functions that a registration hands over, in the order in which they run. */
  #collectHandlers(module: ProgramModule, i: number, isMiddleware: boolean): void {
    const { ir, valueBase } = module;
    const chain: number[] = [];
    const collect = (value: number) => {
      for (const target of this.#in.callGraph.functionsOf(valueBase + value)) chain.push(target);
      if (ir.op[value] !== Op.Arr) return;
      for (const element of listAt(ir, ir.a[value] ?? -1)) if (element >= 0) collect(element);
    };
    for (let k = 0; k < argumentCount(module, i); k++) {
      const argument = argumentAt(module, i, k);
      if (argument >= 0) collect(argument);
    }
    this.#chains.add(chain, isMiddleware);
  }

  /** A parameter is what its decorator stands for: `createParamDecorator(factory)` gives what the factory returns. */
  #addDecoration(module: ProgramModule, i: number): void {
    const { ir, valueBase } = module;
    const list = ir.c[i] ?? -1;
    const parameter = ir.args[list + 2] ?? -1;
    if (parameter < 0) return;
    const f = decoratedFunction(module, i, ir.args[list + 1] ?? -1);
    const param = ir.functions[f]?.params[parameter];
    if (param)
      this.#links.add(valueBase + (ir.b[i] ?? 0), valueBase + param.value, LinkKind.Heap, -1, -1, -1);
  }

  #edgeId(site: number, target: number, tier: number, through = -1, shift = noShift): number {
    const key = site * 16_777_216 + target;
    const known = this.#edgeIds.get(key);
    if (known !== undefined) {
      // What the library hands to a callback is not known.
      if (shift === noShift || this.#edgeShift.get(known) !== shift) this.#edgeCall.set(known, -1);
      return known;
    }
    this.#edgeCall.push(shift === noShift ? -1 : (this.#in.callGraph.sites[site] ?? -1));
    this.#edgeShift.push(shift);
    this.#edgeIsFresh.push(this.#fresh.isFreshReceiver(site) ? 1 : this.#fresh.isOwnReceiver(site) ? 2 : 0);
    const id = this.#edgeTier.push(tier);
    this.#edgeTarget.push(target);
    this.#edgeThrough.push(through);
    this.#edgeIds.set(key, id);
    return id;
  }

  #collectHanded(module: ProgramModule, i: number, edge: number, target: number, shift: number): void {
    if (this.#handed.has(edge)) return;
    const rows = this.#handedFunctions.rowsOf(module, i, target, shift);
    if (rows) this.#handed.set(edge, rows);
  }

  #addTarget(module: ProgramModule, i: number, site: number, f: number, target: number, shift: number): void {
    const { ir, valueBase } = module;
    const { callGraph } = this.#in;
    const u = valueBase + i;
    const edge = this.#edgeId(
      site,
      target,
      callGraph.tier[site] ?? 0,
      this.#handedFunctions.calledThrough(module, i),
      shift,
    );
    this.#collectHanded(module, i, edge, target, shift);
    const place = calleePlaceOf(module, i, target, callGraph);
    if (place) this.#calleePlaces.set(edge, place);
    const count = argumentCount(module, i);
    for (let k = 0; k < count; k++) {
      const argument = argumentAt(module, i, k);
      if (argument < 0) continue;
      if (shift === applyShift) {
        if (k === 1) this.#addSpreadArgument(valueBase + argument, target, 0, edge, site);
        continue;
      }
      const isSpread = ir.op[argument] === Op.Elems;
      if (isSpread) this.#addSpreadArgument(valueBase + argument, target, k + shift, edge, site);
      else if (k + shift >= 0)
        this.#addArgument(valueBase + argument, target, k + shift, edge, site, undefined);
    }
    const receiver = shift < 0 ? argumentAt(module, i, 0) : ir.op[i] === Op.Call ? (ir.b[i] ?? -1) : -1;
    if (receiver >= 0) {
      for (const self of this.#thisValues.get(target) ?? [])
        this.#links.add(valueBase + receiver, self, LinkKind.Enter, edge, -1, site);
    }
    if (ir.op[i] !== Op.Super) this.#links.add(this.#returnBase + target, u, LinkKind.Exit, edge, -1, site);
    // A promise that nobody awaits is not thrown.
    if (this.#function(target).record?.isAsync) {
      this.#links.add(
        this.#throwBase + target,
        u,
        LinkKind.Exit,
        edge,
        this.#links.changeOf([], [rejectedStep], 'value'),
        site,
      );
    } else
      this.#links.add(this.#throwBase + target, this.#catchNode(module, i, f), LinkKind.Exit, edge, -1, site);
    const posts = this.#posts.get(u) ?? [];
    // The receiver as the callee left it: the new object, `this` after super(…), or the object it was called on.
    const self = this.#selfBase + target;
    if (ir.op[i] === Op.New) this.#links.add(self, u, LinkKind.Exit, edge, -1, site);
    else if (ir.op[i] === Op.Super) {
      for (const own of this.#selfNodes(f)) this.#links.add(self, own, LinkKind.Exit, edge, -1, site);
    }
    for (const out of posts) {
      if (out.index === (shift < 0 ? 0 : -1)) this.#links.add(self, out.value, LinkKind.Exit, edge, -1, site);
    }
    for (const post of this.#paramPosts.get(target) ?? []) {
      for (const out of posts) {
        if (post.index >= 0 && out.index >= 0 && out.index + shift === post.index) {
          this.#links.add(post.value, out.value, LinkKind.Exit, edge, -1, site);
        }
      }
    }
  }

  /** `this` inside a function, and as it leaves the function. */
  #selfNodes(f: number): number[] {
    return [this.#selfBase + f, ...(this.#thisValues.get(f) ?? [])];
  }

  /** One argument to the parameter at `index`, or into the rest parameter, or into `arguments`. */
  #addArgument(
    from: number,
    target: number,
    index: number,
    edge: number,
    site: number,
    change: Omit<PathChange, 'unknownClass'> | undefined,
  ): void {
    const { owner, record } = this.#function(target);
    if (!owner || !record) return;
    const base = change ?? { from: [], to: [], mode: 'value' as const, clears: undefined };
    const last = record.params.length - 1;
    const rest = record.params[last];
    const param = record.params[index];
    if (param && !param.rest) {
      this.#links.add(
        from,
        owner.valueBase + param.value,
        LinkKind.Enter,
        edge,
        change ? this.#links.changeOf(base.from, base.to, base.mode) : -1,
        site,
      );
    } else if (rest?.rest && index >= last) {
      const step: AccessStep =
        index - last <= 9 ? { kind: 'member', name: String(index - last) } : elementStep;
      this.#links.add(
        from,
        owner.valueBase + rest.value,
        LinkKind.Enter,
        edge,
        this.#links.changeOf(base.from, [step, ...base.to], base.mode),
        site,
      );
    }
    for (const list of this.#argumentsValues.get(target) ?? []) {
      const step: AccessStep = index <= 9 ? { kind: 'member', name: String(index) } : elementStep;
      this.#links.add(
        from,
        list,
        LinkKind.Enter,
        edge,
        this.#links.changeOf(base.from, [step, ...base.to], base.mode),
        site,
      );
    }
  }

  /** `f(...xs)` or `f.apply(self, xs)`: an element to every parameter from `index` on. */
  #addSpreadArgument(from: number, target: number, index: number, edge: number, site: number): void {
    const { owner, record } = this.#function(target);
    if (!owner || !record) return;
    record.params.forEach((param, k) => {
      if (k < index) return;
      if (param.rest) {
        this.#links.add(from, owner.valueBase + param.value, LinkKind.Enter, edge, -1, site);
        return;
      }
      const own: AccessStep = { kind: 'member', name: String(k - index) };
      this.#links.add(
        from,
        owner.valueBase + param.value,
        LinkKind.Enter,
        edge,
        this.#links.changeOf([own], [], 'value'),
        site,
      );
    });
    for (const list of this.#argumentsValues.get(target) ?? [])
      this.#links.add(from, list, LinkKind.Enter, edge, -1, site);
  }

  #callbackParameters(module: ProgramModule, i: number, port: PortPath): number[] {
    const out: number[] = [];
    for (const { target } of this.#callbacks(module, i, port)) {
      const { owner, record } = this.#function(target);
      const param = record?.params[port.parameter];
      if (owner && param) out.push(owner.valueBase + param.value);
    }
    return out;
  }

  /** What `resolve`, the setter of a state and the like are called with arrives at the call that made them. */
  #addSettled(closures: ClosureLinks): void {
    const { program, callGraph } = this.#in;
    for (const { call, settler } of callGraph.settled) {
      const module = program.modules[callGraph.moduleOfValue[call] ?? 0];
      const { called } = settler.transfer.from;
      const argument = module && called ? argumentAt(module, call - module.valueBase, called.argument) : -1;
      if (!module || !called || argument < 0) continue;
      const sources = called.returns
        ? callGraph.functionsOf(module.valueBase + argument).map((target) => this.#returnBase + target)
        : [module.valueBase + argument];
      for (const source of sources) this.#addSettling(source, settler, closures);
    }
  }

  #addSettling(source: number, { origin, transfer }: Settler, closures: ClosureLinks | undefined): void {
    const owner = this.#in.program.modules[this.#in.callGraph.moduleOfValue[origin] ?? 0];
    if (!owner) return;
    const i = origin - owner.valueBase;
    const change = this.#links.changeOf([], transfer.to.path, transfer.mode);
    const targets =
      transfer.to.port === 'callback-parameter'
        ? this.#callbackParameters(owner, i, transfer.to)
        : this.#portNodes(owner, i, transfer.to, true);
    if (closures?.addSettling(origin, source, targets, change) === true) return;
    for (const target of targets) this.#links.add(source, target, LinkKind.Heap, -1, change, -1);
  }

  /** `log.call(self, x)`, `log.apply(self, xs)`, `log.bind(self, x)`: the library function is called with x. */
  #addShifted(module: ProgramModule, i: number, site: number, f: number): void {
    const u = module.valueBase + i;
    for (const { state, shift, isBinding } of this.#in.callGraph.shiftedStates.get(u) ?? []) {
      const result = isBinding ? -1 : u;
      if (shift === applyShift) {
        const array = argumentAt(module, i, 1);
        if (array < 0) continue;
        for (let k = 0; k < maxSpreadArguments; k++) {
          const node = this.#virtualNode(u, `${state}:${k}`, f, site);
          const change = this.#links.changeOf([{ kind: 'member', name: String(k) }], [], 'value');
          this.#links.add(module.valueBase + array, node, LinkKind.Move, -1, change, site);
          this.#addVirtualState(state, node, k, result, u, site);
        }
        continue;
      }
      for (let k = 0; k < argumentCount(module, i); k++) {
        const argument = argumentAt(module, i, k);
        if (argument < 0 || k + shift < 0) continue;
        const node = this.#virtualNode(u, `${state}:${k + shift}`, f, site);
        const isSpread = module.ir.op[argument] === Op.Elems;
        const change = isSpread ? this.#links.changeOf([elementStep], [], 'value') : -1;
        this.#links.add(module.valueBase + argument, node, LinkKind.Move, -1, change, site);
        this.#addVirtualState(state, node, k + shift, result, u, site);
      }
    }
  }

  /** `.catch(f)` and the second argument of `.then`: what a promise is rejected with arrives as their parameter. */
  #addRejections(module: ProgramModule, i: number, site: number, f: number): void {
    const { ir } = module;
    const callee = ir.a[i] ?? -1;
    const name = callee >= 0 && ir.op[callee] === Op.Load ? (ir.strings[ir.b[callee] ?? 0] ?? '') : '';
    if (name !== 'then' && name !== 'catch' && name !== 'finally') return;
    const rejected: PortPath = { ...receiverPort, path: [rejectedStep] };
    const handler = name === 'then' ? 1 : 0;
    if (name !== 'finally') {
      const parameter: PortPath = {
        ...receiverPort,
        port: 'callback-parameter',
        argument: handler,
        argumentEnd: handler,
        parameter: 0,
      };
      this.#addTransfer(module, i, site, f, rejected, parameter, 'value', undefined);
    }
    const isHandled = name !== 'finally' && argumentCount(module, i) > handler;
    if (!isHandled)
      this.#addTransfer(module, i, site, f, rejected, { ...rejected, port: 'return' }, 'value', undefined);
    for (let k = 0; k <= handler; k++) {
      const callbackPort: PortPath = {
        ...receiverPort,
        port: 'callback-parameter',
        argument: k,
        argumentEnd: k,
        parameter: 0,
      };
      for (const callback of this.#callbacks(module, i, callbackPort)) {
        const { target } = callback;
        const edge = this.#callbackEdge(module, i, site, callback, callbackPort);
        const change = this.#links.changeOf([], [rejectedStep], 'value');
        this.#links.add(this.#throwBase + target, module.valueBase + i, LinkKind.Exit, edge, change, site);
      }
    }
  }

  #addModel(module: ProgramModule, i: number, site: number, f: number, call: CallModel): void {
    this.#addRejections(module, i, site, f);
    for (const transfer of call.transfers) {
      if (transfer.from.called) continue;
      if (call.clears.some((row) => samePort(row.from, transfer.from) && samePort(row.to, transfer.to)))
        continue;
      this.#addTransfer(module, i, site, f, transfer.from, transfer.to, transfer.mode, undefined);
    }
    for (const row of call.clears) {
      const same = call.transfers.find(({ from, to }) => samePort(row.from, from) && samePort(row.to, to));
      this.#addTransfer(module, i, site, f, row.from, row.to, same?.mode ?? 'taint', row.clears);
    }
  }

  #addTransfer(
    module: ProgramModule,
    i: number,
    site: number,
    f: number,
    from: PortPath,
    to: PortPath,
    mode: PathChange['mode'],
    clears: ClearSpec | undefined,
  ): void {
    if (from.port === 'argument') {
      // `push(...rows)`: the argument is an element of the array, not the array.
      const last =
        from.argument < 0
          ? argumentCount(module, i) - 1
          : Math.min(from.argumentEnd, argumentCount(module, i) - 1);
      for (let k = Math.max(0, from.argument); k <= last; k++) {
        const argument = argumentAt(module, i, k);
        if (argument < 0 || module.ir.op[argument] !== Op.Elems || to.port === 'callback-parameter') continue;
        const change = this.#links.changeOf([elementStep, ...from.path], to.path, mode, clears);
        for (const target of this.#portNodes(module, i, to, true)) {
          this.#links.add(module.valueBase + argument, target, LinkKind.Move, -1, change, site);
        }
      }
    }
    if (isIdentityField(from) || isIdentityField(to)) {
      this.#addIdentityTransfer(module, i, from, to, mode);
      return;
    }
    const fromCallback = from.port === 'callback-return';
    const toCallback = to.port === 'callback-parameter';
    if (fromCallback && toCallback) {
      // Out of one callback and into the same or another: by way of a helper node in the caller.
      const helper = this.#nodeCount++;
      this.#helperFunction.set(helper, f);
      for (const callback of this.#callbacks(module, i, from)) {
        const { target } = callback;
        const edge = this.#callbackEdge(module, i, site, callback, from);
        this.#links.add(
          this.#returnBase + target,
          helper,
          LinkKind.Exit,
          edge,
          this.#links.changeOf(from.path, [], 'value'),
          site,
        );
      }
      for (const callback of this.#callbacks(module, i, to)) {
        const { target } = callback;
        const edge = this.#callbackEdge(module, i, site, callback, to);
        this.#addArgument(helper, target, to.parameter, edge, site, { from: [], to: to.path, mode, clears });
      }
      return;
    }
    if (fromCallback) {
      for (const argument of this.#libraryCallbacks(module, i, from)) {
        const result = this.#virtualNode(argument, 'return', f, site);
        const back = this.#links.changeOf(from.path, to.path, mode, clears);
        for (const node of this.#portNodes(module, i, to, true))
          this.#links.add(result, node, LinkKind.Move, -1, back, site);
      }
      const change = this.#links.changeOf(from.path, to.path, mode, clears);
      for (const callback of this.#callbacks(module, i, from)) {
        const { target } = callback;
        const edge = this.#callbackEdge(module, i, site, callback, from);
        for (const node of this.#portNodes(module, i, to, true)) {
          this.#links.add(this.#returnBase + target, node, LinkKind.Exit, edge, change, site);
        }
      }
      return;
    }
    const sources = this.#portNodes(module, i, from, false);
    if (sources.length === 0) return;
    if (toCallback) {
      for (const argument of this.#libraryCallbacks(module, i, to)) {
        const node = this.#virtualNode(argument, String(to.parameter), f, site);
        const change = this.#links.changeOf(from.path, to.path, mode, clears);
        for (const source of sources) this.#links.add(source, node, LinkKind.Move, -1, change, site);
        this.#addVirtualCall(argument, node, to.parameter, f, site);
      }
      for (const callback of this.#callbacks(module, i, to)) {
        const { target } = callback;
        const edge = this.#callbackEdge(module, i, site, callback, to);
        for (const source of sources)
          this.#addArgument(source, target, to.parameter, edge, site, {
            from: from.path,
            to: to.path,
            mode,
            clears,
          });
        // What the callback throws, the caller gets.
        this.#links.add(
          this.#throwBase + target,
          this.#catchNode(module, i, f),
          LinkKind.Exit,
          edge,
          -1,
          site,
        );
        this.#addCallbackPosts(module, i, target, edge, site);
      }
      return;
    }
    if (mode === 'value' && to.port === 'return' && to.path.length === 0)
      this.#addChangesOfResult(module, i, sources, from.path);
    const isMerge = mode === 'value' && !clears && mergesArguments(from, to);
    for (const source of sources) {
      const replaced = isMerge ? this.#replacedLater(module, i, source) : [];
      const change = this.#links.changeOf(from.path, to.path, mode, clears, 'plain', replaced);
      for (const target of this.#portNodes(module, i, to, true)) {
        if (source === target) continue;
        this.#links.add(source, target, LinkKind.Move, -1, change, site);
        if (!isMerge || to.port !== 'argument') continue;
        const before = this.#replacedAtPost.get(target) ?? [];
        this.#replacedAtPost.set(target, [...before, ...this.#replacedLater(module, i, -1)]);
      }
    }
  }

  /** Fields that arguments behind `source` certainly have; of all but the first for -1. */
  #replacedLater(module: ProgramModule, i: number, source: number): readonly string[] {
    const out = new Set<string>();
    let isBehind = source < 0;
    for (let k = 0; k < argumentCount(module, i); k++) {
      const argument = argumentAt(module, i, k);
      if (isBehind && k > 0)
        for (const field of certainFields(module.ir, argument)) out.add(module.ir.strings[field] ?? '');
      if (module.valueBase + argument === source) isBehind = true;
    }
    return [...out].sort();
  }

  /**
   * A field whose name begins with `@` belongs to the object itself, whoever holds it: the value of a React context,
   * what a subject emits. It is a node of the object's identity, reached through the heap.
   */
  #addIdentityTransfer(
    module: ProgramModule,
    i: number,
    from: PortPath,
    to: PortPath,
    mode: PathChange['mode'],
  ): void {
    const own = (port: PortPath) => (isIdentityField(port) ? { ...port, path: port.path.slice(1) } : port);
    const change = this.#links.changeOf(own(from).path, own(to).path, mode);
    const sources = isIdentityField(from)
      ? this.#identityNodes(module, i, from)
      : from.port === 'callback-return'
        ? this.#callbacks(module, i, from).map(({ target }) => this.#returnBase + target)
        : this.#portNodes(module, i, from, false);
    const targets = isIdentityField(to)
      ? this.#identityNodes(module, i, to)
      : to.port === 'callback-parameter'
        ? this.#callbackParameters(module, i, to)
        : this.#portNodes(module, i, to, true);
    for (const source of sources)
      for (const target of targets) this.#links.add(source, target, LinkKind.Heap, -1, change, -1);
  }

  #identityNodes(module: ProgramModule, i: number, port: PortPath): number[] {
    const step = port.path[0];
    const out: number[] = [];
    const receiver = port.port === 'receiver' ? receiverOf(module, i) : -1;
    const values =
      receiver >= 0
        ? [module.valueBase + receiver]
        : this.#portNodes(module, i, { ...port, path: [] }, false);
    for (const value of values) {
      for (const identity of this.#in.callGraph.identitiesOf(value)) {
        const key = `${identity}:${step?.kind === 'member' ? step.name : ''}`;
        let node = this.#identityFields.get(key);
        if (node === undefined) {
          node = this.#nodeCount++;
          this.#identityFields.set(key, node);
        }
        out.push(node);
      }
    }
    return out;
  }

  /** What a library call gives out is still part of what it was called on: `map.get(id).name = x` changes the map. */
  #addChangesOfResult(
    module: ProgramModule,
    i: number,
    owners: readonly number[],
    path: readonly AccessStep[],
  ): void {
    const { ir, valueBase } = module;
    const versions = [i];
    const uses = usesOf(ir);
    for (let k = 0; k < versions.length && versions.length < 50; k++) {
      const at = versions[k] ?? 0;
      for (let u = uses.start[at] ?? 0; u < (uses.start[at + 1] ?? 0); u++) {
        const user = uses.users[u] ?? 0;
        if (ir.a[user] !== at || !isVersion(ir.op[user] ?? 0) || versions.includes(user)) continue;
        versions.push(user);
        if (ir.op[user] === Op.Copy) continue;
        const change = this.#links.changeOf([], path, 'value');
        for (const owner of owners) this.#links.add(valueBase + user, owner, LinkKind.Move, -1, change, -1);
      }
    }
  }

  /** Arguments (global values) of a callback port that are functions of a library, or of nobody we know. */
  #libraryCallbacks(module: ProgramModule, i: number, port: PortPath): number[] {
    if (port.callbackPath.length > 0) return [];
    const { ir, valueBase } = module;
    const out: number[] = [];
    const count = argumentCount(module, i);
    const last = port.argument < 0 ? count - 1 : Math.min(port.argumentEnd, count - 1);
    for (let k = Math.max(0, port.argument); k <= last; k++) {
      const argument = argumentAt(module, i, k);
      if (argument < 0 || this.#in.callGraph.functionsOf(valueBase + argument).length > 0) continue;
      const op = ir.op[argument];
      if (op === Op.Load || op === Op.Global || op === Op.Import || op === Op.Call)
        out.push(valueBase + argument);
    }
    return out;
  }

  #virtualNode(argument: number, place: string, f: number, site: number): number {
    const key = `${site}:${argument}:${place}`;
    const known = this.#virtualNodes.get(key);
    if (known !== undefined) return known;
    const node = this.#nodeCount++;
    this.#helperFunction.set(node, f);
    this.#virtualNodes.set(key, node);
    return node;
  }

  /** The call that the library makes of a library function: its own model, or an unknown call. */
  #addVirtualCall(argument: number, node: number, parameter: number, f: number, site: number): void {
    const { callGraph, models } = this.#in;
    const result = this.#virtualNode(argument, 'return', f, site);
    let isKnown = false;
    for (const id of callGraph.statesOf(argument)) {
      if (!models.states[id]) continue;
      if (this.#addVirtualState(id, node, parameter, result, argument, site)) isKnown = true;
    }
    for (const { state, shift } of callGraph.boundStatesOf(argument)) {
      this.#addVirtualState(state, node, parameter + shift, result, argument, site);
      isKnown = true;
    }
    for (const settler of callGraph.settlersOf(argument)) {
      isKnown = true;
      if (settler.transfer.from.called?.argument === parameter) this.#addSettling(node, settler, undefined);
    }
    if (!isKnown)
      this.#links.add(node, result, LinkKind.Move, -1, this.#links.changeOf([], [], 'unknown'), site);
  }

  /** Data at `node` is argument `argument` of the library function `id`; whether that has a model of its calls. */
  #addVirtualState(
    id: number,
    node: number,
    argument: number,
    result: number,
    anchor: number,
    site: number,
  ): boolean {
    const state = this.#in.models.states[id];
    if (!state) return false;
    if (!this.#virtualArguments.some((known) => known.node === node && known.state === id))
      this.#virtualArguments.push({ node, state: id, argument, anchor });
    if (result < 0) return state.call !== undefined;
    for (const { from, to, mode } of state.call?.transfers ?? []) {
      const isMeant =
        from.port === 'argument' &&
        (from.argument < 0 || (from.argument <= argument && argument <= from.argumentEnd));
      if (isMeant && to.port === 'return' && !from.called)
        this.#links.add(
          node,
          result,
          LinkKind.Move,
          -1,
          this.#links.changeOf(from.path, to.path, mode),
          site,
        );
    }
    return state.call !== undefined;
  }

  /** A callback that changes the elements it is given changes the receiver's elements. */
  #addCallbackPosts(module: ProgramModule, i: number, target: number, edge: number, site: number): void {
    for (const post of this.#paramPosts.get(target) ?? []) {
      if (post.index !== 0) continue;
      for (const node of this.#portNodes(module, i, { ...receiverPort }, true)) {
        this.#links.add(
          post.value,
          node,
          LinkKind.Exit,
          edge,
          this.#links.changeOf([], [elementStep], 'value'),
          site,
        );
      }
    }
  }

  #callbacks(module: ProgramModule, i: number, port: PortPath): Callback[] {
    const out: Callback[] = [];
    const count = argumentCount(module, i);
    const first = port.argument < 0 ? 0 : port.argument;
    const last = port.argument < 0 ? count - 1 : Math.min(port.argumentEnd, count - 1);
    for (let k = first; k <= last; k++) {
      const argument = argumentAt(module, i, k);
      if (argument < 0) continue;
      const through = port.callbackPath.length === 0 ? this.#handedFunctions.slotOf(module, argument) : -1;
      for (const target of this.#functionsAt(module, argument, port.callbackPath)) {
        if (!out.some((known) => known.target === target)) out.push({ target, through, argument: k });
      }
    }
    return out;
  }

  /** The edge by which a library's call runs a callback. */
  #callbackEdge(module: ProgramModule, i: number, site: number, callback: Callback, port: PortPath): number {
    const { target, through, argument } = callback;
    const edge = this.#edgeId(site, target, CallTier.Direct, through);
    if (!this.#calleePlaces.has(edge))
      this.#calleePlaces.set(edge, callbackPlaceOf(module, i, argument, port.callbackPath));
    this.#collectHanded(module, i, edge, target, noShift);
    return edge;
  }

  /** Functions stored at a path below a value, as far as the object literal shows. */
  #functionsAt(module: ProgramModule, value: number, path: readonly AccessStep[]): readonly number[] {
    const step = path[0];
    if (!step) return this.#in.callGraph.functionsOf(module.valueBase + value);
    const { ir } = module;
    const out: number[] = [];
    let at = value;
    for (let steps = 0; steps < 100 && at >= 0; steps++) {
      if (ir.op[at] === Op.Store) {
        const name = ir.strings[ir.b[at] ?? 0] ?? '';
        if (step.kind !== 'member' || step.name === name)
          out.push(...this.#functionsAt(module, ir.c[at] ?? -1, path.slice(1)));
        at = ir.a[at] ?? -1;
      } else if (ir.op[at] === Op.Copy || ir.op[at] === Op.Spread || ir.op[at] === Op.Post)
        at = ir.a[at] ?? -1;
      else break;
    }
    return out;
  }

  /** Nodes of a port that is not a callback. As a target, arguments and the receiver are their state after the call. */
  #portNodes(module: ProgramModule, i: number, port: PortPath, isTarget: boolean): number[] {
    const { ir, valueBase } = module;
    switch (port.port) {
      case 'return':
        // What a library constructor gives a subclass is `this`.
        if (ir.op[i] === Op.Super) return this.#selfNodes(module.functionBase + (ir.functionOf[i] ?? 0));
        return [valueBase + i];
      case 'callee': {
        const callee = ir.a[i] ?? -1;
        return callee < 0 ? [] : [valueBase + callee];
      }
      case 'receiver':
      case 'argument': {
        if (isTarget) {
          const out: number[] = [];
          for (const post of this.#posts.get(valueBase + i) ?? []) {
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

  /** A call nobody can look into: data goes to the result, into the receiver, and into callbacks. */
  #addUnknown(module: ProgramModule, i: number, site: number, f: number): void {
    const { ir, valueBase } = module;
    const { callGraph } = this.#in;
    const u = valueBase + i;
    const unknownClass = classOfUnknown(callGraph.calleeName(site));
    const change = this.#links.changeOf([], [], 'unknown', undefined, unknownClass);
    const receiver = ir.op[i] === Op.Call ? (ir.b[i] ?? -1) : -1;
    const inputs: number[] = [];
    const count = argumentCount(module, i);
    for (let k = 0; k < count; k++) {
      const argument = argumentAt(module, i, k);
      if (argument >= 0) inputs.push(valueBase + argument);
    }
    const callbacks: number[] = [];
    const places: CalleePlace[] = [];
    for (let k = 0; k < count; k++) {
      const argument = argumentAt(module, i, k);
      if (argument < 0) continue;
      for (const target of callGraph.functionsOf(valueBase + argument)) {
        callbacks.push(target);
        places.push(callbackPlaceOf(module, i, k, []));
      }
      for (const target of this.#functionsAt(module, argument, [elementStep])) {
        if (callbacks.includes(target)) continue;
        callbacks.push(target);
        places.push(callbackPlaceOf(module, i, k, [elementStep]));
      }
    }
    const posts = this.#posts.get(u) ?? [];
    for (const input of inputs) {
      this.#links.add(input, u, LinkKind.Move, -1, change, site);
      for (const post of posts)
        if (post.index < 0) this.#links.add(input, post.value, LinkKind.Move, -1, change, site);
    }
    if (receiver >= 0) {
      this.#links.add(valueBase + receiver, u, LinkKind.Move, -1, change, site);
      inputs.push(valueBase + receiver);
    }
    for (const [index, target] of callbacks.entries()) {
      const edge = this.#edgeId(site, target, CallTier.Name);
      const place = places[index];
      if (place && !this.#calleePlaces.has(edge)) this.#calleePlaces.set(edge, place);
      const params = this.#function(target).record?.params.length ?? 0;
      for (const input of inputs) {
        if (callGraph.functionsOf(input).length > 0) continue;
        for (let k = 0; k < params; k++) {
          this.#addArgument(input, target, k, edge, site, {
            from: [],
            to: [],
            mode: 'unknown',
            clears: undefined,
          });
        }
      }
      this.#links.add(this.#returnBase + target, u, LinkKind.Exit, edge, change, site);
      this.#links.add(this.#throwBase + target, this.#catchNode(module, i, f), LinkKind.Exit, edge, -1, site);
    }
  }

  finish(): ValueFlowGraph {
    const { program, callGraph } = this.#in;
    this.#chains.link({
      functionAt: (id) => this.#function(id),
      paramPosts: this.#paramPosts,
      throwNode: (id) => this.#throwBase + id,
      newNode: () => this.#nodeCount++,
      links: this.#links,
    });
    for (const accessor of callGraph.accessors) {
      if (accessor.kind === 'property') this.#addAccessor(accessor);
      else this.#addImplicit(accessor);
      this.#innerLinks.add(callGraph.moduleOfValue[accessor.value] ?? 0);
    }
    const lastField = this.#nodeCount;
    const closures = this.#closureLinks();
    this.#addSettled(closures);
    this.#addCells(closures);
    const hasAccessors = new Uint8Array(program.modules.length);
    for (const index of this.#innerLinks) hasAccessors[index] = 1;
    const links = this.#links.toRows(this.#nodeCount);
    const helperFunction = this.#helperFunction;
    const looseCells = this.#looseCells;
    const firstField = this.#selfBase + program.functionCount;
    const valueCount = this.#valueCount;
    const returnBase = this.#returnBase;
    const throwBase = this.#throwBase;
    const selfBase = this.#selfBase;
    const functionCount = program.functionCount;
    return {
      nodeCount: this.#nodeCount,
      valueCount,
      ...links,
      changes: this.#links.changes,
      edgeIsFresh: Uint8Array.from(this.#edgeIsFresh.view()),
      edgeTier: Uint8Array.from(this.#edgeTier.view()),
      edgeTarget: this.#edgeTarget.toArray(),
      edgeThrough: this.#edgeThrough.toArray(),
      handed: this.#handed,
      siteValue: (site) => callGraph.sites[site] ?? -1,
      knownArguments: (edge) => this.#knownArguments(edge),
      functionOf: (node) => {
        if (node < valueCount) {
          const module = program.modules[callGraph.moduleOfValue[node] ?? 0];
          return module ? module.functionBase + (module.ir.functionOf[node - module.valueBase] ?? 0) : -1;
        }
        if (node >= returnBase && node < throwBase) return node - returnBase;
        if (node >= throwBase && node < selfBase) return node - throwBase;
        if (node >= selfBase && node < selfBase + functionCount) return node - selfBase;
        return helperFunction.get(node) ?? -1;
      },
      returnNode: (functionId) => returnBase + functionId,
      throwNode: (functionId) => throwBase + functionId,
      linkCount: this.#links.count,
      virtualArguments: this.#virtualArguments,
      strongPosts: this.#strongPosts,
      replacedAtPost: this.#replacedAtPost,
      isLoose: (node) =>
        looseCells.has(node) || (node >= firstField && node < lastField) || closures.isLoose(node),
      hasAccessors,
    };
  }

  #closureLinks(): ClosureLinks {
    const { program, callGraph } = this.#in;
    return new ClosureLinks(
      {
        program,
        callGraph,
        links: this.#links,
        newNode: (functionId) => {
          const node = this.#nodeCount++;
          this.#helperFunction.set(node, functionId);
          return node;
        },
        edgeCount: this.#edgeTarget.length,
        edgeTarget: (edge) => this.#edgeTarget.get(edge),
        edgeThrough: (edge) => this.#edgeThrough.get(edge),
        handed: this.#handed,
        receiverAfter: (call) => this.#posts.get(call)?.find(({ index }) => index < 0)?.value ?? -1,
        onModule: (index) => {
          this.#innerLinks.add(index);
        },
      },
      this.#calleePlaces,
    );
  }

  /** Captured variables: as fields of the closures where that tells callers apart, as one node for all otherwise. */
  #addCells(closures: ClosureLinks): void {
    const { program } = this.#in;
    for (const module of program.modules) {
      const { ir, valueBase, cellBase } = module;
      for (let i = 0; i < ir.op.length; i++) {
        if (ir.op[i] !== Op.CellGet && ir.op[i] !== Op.CellSet) continue;
        const cell = ir.a[i] ?? 0;
        if (closures.isTracked(module, cell)) continue;
        const node = this.#cellBase + cellBase + cell;
        if (ir.op[i] === Op.CellGet) this.#links.add(node, valueBase + i, LinkKind.Heap, -1, -1, -1);
        else
          this.#links.add(
            valueBase + (ir.b[i] ?? 0),
            node,
            LinkKind.Heap,
            -1,
            -1,
            atInstruction(valueBase + i),
          );
      }
      closures.addModule(module);
    }
  }

  #knownArguments(edge: number): readonly KnownArgument[] {
    const { program, callGraph } = this.#in;
    const call = this.#edgeCall.get(edge);
    const shift = this.#edgeShift.get(edge);
    if (call < 0 || shift === applyShift) return [];
    const target = this.#edgeTarget.get(edge);
    let parameters = this.#decidingParameters.get(target);
    if (!parameters) {
      const { owner, record } = this.#function(target);
      parameters = owner && record ? decidingParameters(owner, record) : [];
      this.#decidingParameters.set(target, parameters);
    }
    const module = program.modules[callGraph.moduleOfValue[call] ?? 0];
    if (!module || parameters.length === 0) return [];
    return knownArguments(module, call - module.valueBase, shift, parameters);
  }

  /** A property access that runs a getter or setter is a call. */
  #addAccessor(accessor: ImplicitCall): void {
    const { value, target } = accessor;
    const { program, callGraph } = this.#in;
    const module = program.modules[callGraph.moduleOfValue[value] ?? 0];
    if (!module) return;
    const local = value - module.valueBase;
    const { ir, valueBase } = module;
    // Accessors have no call site; numbers above the sites keep their edges apart.
    const edge = this.#accessorEdge(value, target, this.#objectOf(accessor));
    const object = ir.a[local] ?? -1;
    if (object >= 0) {
      for (const self of this.#thisValues.get(target) ?? [])
        this.#links.add(valueBase + object, self, LinkKind.Enter, edge, -1, -1);
    }
    if (ir.op[local] === Op.Load) {
      this.#links.add(this.#returnBase + target, value, LinkKind.Exit, edge, -1, -1);
    } else if (ir.op[local] === Op.Store) {
      this.#addArgument(valueBase + (ir.c[local] ?? 0), target, 0, edge, -1, undefined);
      this.#links.add(this.#selfBase + target, value, LinkKind.Exit, edge, -1, -1);
    }
  }

  /** What iterating an object, or making a text of it, runs. */
  #addImplicit(accessor: ImplicitCall): void {
    const { value, target, object, kind } = accessor;
    const { program, callGraph } = this.#in;
    const module = program.modules[callGraph.moduleOfValue[value] ?? 0];
    if (!module) return;
    const op = module.ir.op[value - module.valueBase];
    const edge = this.#accessorEdge(value, target, this.#objectOf(accessor));
    // Where the nodes of the call graph are values, they are those of this graph.
    if (object < this.#valueCount) {
      for (const self of this.#thisValues.get(target) ?? [])
        this.#links.add(object, self, LinkKind.Enter, edge, -1, -1);
    }
    const isSpread = op === Op.Elems;
    const result: AccessStep[] = isSpread ? [elementStep] : [];
    const from = this.#returnBase + target;
    if (kind === 'text') {
      this.#links.add(from, value, LinkKind.Exit, edge, this.#links.changeOf([], [], 'taint'), -1);
      return;
    }
    const held: AccessStep = kind === 'next' ? { kind: 'member', name: 'value' } : elementStep;
    const change = this.#links.changeOf([held], result, 'value');
    if (op !== Op.Yield) {
      this.#links.add(from, value, LinkKind.Exit, edge, change, -1);
      return;
    }
    const f = module.functionBase + (module.ir.functionOf[value - module.valueBase] ?? 0);
    const yielded = this.#links.changeOf([held], [elementStep], 'value');
    this.#links.add(from, this.#returnBase + f, LinkKind.Exit, edge, yielded, -1);
  }

  /** Global value of the object that such a function runs on, -1 if it has none. */
  #objectOf({ value, object, kind }: ImplicitCall): number {
    const { program, callGraph } = this.#in;
    const module = program.modules[callGraph.moduleOfValue[value] ?? 0];
    if (!module) return -1;
    if (kind !== 'property') return object < this.#valueCount ? object : -1;
    const local = module.ir.a[value - module.valueBase] ?? -1;
    return local < 0 ? -1 : module.valueBase + local;
  }

  #accessorEdge(value: number, target: number, object: number): number {
    const key = (this.#in.callGraph.sites.length + value) * 16_777_216 + target;
    const known = this.#edgeIds.get(key);
    if (known !== undefined) return known;
    this.#edgeCall.push(-1);
    this.#edgeShift.push(noShift);
    this.#edgeIsFresh.push(this.#fresh.isFreshValue(object) ? 1 : 0);
    const id = this.#edgeTier.push(CallTier.Direct);
    this.#edgeTarget.push(target);
    this.#edgeThrough.push(-1);
    this.#edgeIds.set(key, id);
    return id;
  }

  #function(functionId: number) {
    const { program } = this.#in;
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

const receiverPort: PortPath = {
  port: 'receiver',
  argument: -1,
  argumentEnd: -1,
  parameter: -1,
  callbackPath: [],
  path: [],
};

function isIdentityField(port: PortPath): boolean {
  const step = port.path[0];
  return step?.kind === 'member' && step.name.startsWith('@');
}

function append<V>(map: Map<number, V[]>, key: number, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Whether a row says that all arguments, in their order, become parts of one object, as `Object.assign` does. */
function mergesArguments(from: PortPath, to: PortPath): boolean {
  const isWhole = from.path.length === 0 && to.path.length === 0;
  const isOpen = from.port === 'argument' && (from.argument < 0 || from.argumentEnd >= lastArgument);
  return isWhole && isOpen && (to.port === 'return' || (to.port === 'argument' && to.argument === 0));
}

function samePort(a: PortPath, b: PortPath): boolean {
  return a.port === b.port && a.argument === b.argument && stepsKey(a.path) === stepsKey(b.path);
}

/** Whether a model state, or anything below it, is a sink. */
function hasSinks(models: ModelSet, stateId: number, depth: number): boolean {
  const state = models.states[stateId];
  if (!state || depth > 4) return false;
  if (state.sinks.length > 0) return true;
  for (const next of state.members.values()) if (hasSinks(models, next, depth + 1)) return true;
  if (state.element > 0 && hasSinks(models, state.element, depth + 1)) return true;
  return state.anyMember > 0 && hasSinks(models, state.anyMember, depth + 1);
}
