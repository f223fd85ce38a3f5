/**
 * Links for variables that inner functions capture, so that each closure sees the variables of its own maker.
 *
 * What a variable holds is a field of every closure that captures it (`%name#cell` below the function value) and goes
 * wherever the closure goes: through parameters, results, objects. A call of the closure takes it back out, as one more
 * argument, so the callers of the maker stay apart as they do for arguments. Writes leave the closure over the same
 * calls. A closure whose calls are not all known keeps reading the one cell of its variable, whoever made it; so do
 * closures of functions that are entered in one place only, where nothing is to be told apart, and of those that make
 * more closures over more variables than can be told apart.
 */
import { maxFollowedCaptures } from '../base/limits.ts';
import { PairMap } from '../base/pair-map.ts';
import { argumentAt } from '../callgraph/call-arguments.ts';
import type { CallGraph } from '../callgraph/call-graph.ts';
import type { IrModule } from '../ir/module.ts';
import { Flag, Op } from '../ir/opcode.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { AccessStep } from '../rules/model.ts';
import { captureCounts } from './capture-counts.ts';
import type { LinkTable } from './link-table.ts';
import { capturedName, type HandedFunction, LinkKind } from './value-flow-graph.ts';

/** What the links are made of. */
export interface ClosureInput {
  readonly program: Program;
  readonly callGraph: CallGraph;
  readonly links: LinkTable;
  /** A new node that belongs to a function. */
  readonly newNode: (functionId: number) => number;
  readonly edgeCount: number;
  readonly edgeTarget: (edge: number) => number;
  /** Parameter of the calling function that the callee was called through, -1 if it was not. */
  readonly edgeThrough: (edge: number) => number;
  readonly handed: ReadonlyMap<number, readonly HandedFunction[]>;
  /** Global value of the object after a method call, -1 if there is none. */
  readonly receiverAfter: (call: number) => number;
  /** Told of modules (by index) whose links begin or end at values that a condensation may drop. */
  readonly onModule: (module: number) => void;
}

/** Where a call edge has the function from: a value, and the fields below it. */
export interface CalleePlace {
  readonly node: number;
  readonly path: readonly AccessStep[];
  /** Global value of the call. */
  readonly call: number;
}

/** How many callers up a function is asked whether it is entered in more than one place. */
const maxCallerDepth = 3;
/** Functions that a closure is handed through, from its maker to its call, for what it writes. */
const maxHandingDepth = 3;

/** See the head of this file. */
export class ClosureLinks {
  readonly #in: ClosureInput;
  readonly #places: ReadonlyMap<number, CalleePlace>;
  /** Function → call edges into it. */
  readonly #edgesInto = new Map<number, number[]>();
  readonly #nodes = new VariableNodes();
  readonly #writtenNodes = new VariableNodes();
  readonly #manyWays = new Map<number, boolean>();
  readonly #isFollowed = new Map<number, boolean>();
  readonly #isTracked = new Map<number, boolean>();
  /** Library call and change of path → functions that settle it. */
  readonly #settled = new Map<string, Set<number>>();
  readonly #loose = new Set<number>();

  constructor(input: ClosureInput, places: ReadonlyMap<number, CalleePlace>) {
    this.#in = input;
    this.#places = places;
    for (let edge = 0; edge < input.edgeCount; edge++) {
      const target = input.edgeTarget(edge);
      const known = this.#edgesInto.get(target);
      if (known) known.push(edge);
      else this.#edgesInto.set(target, [edge]);
    }
  }

  /** Whether a variable (global cell) is followed as a field of closures. */
  isTracked(module: ProgramModule, cell: number): boolean {
    const id = module.cellBase + cell;
    const known = this.#isTracked.get(id);
    if (known !== undefined) return known;
    const owner = module.ir.cells[cell]?.functionId ?? 0;
    const tracked =
      owner > 0 &&
      (captureCounts(module.ir)[owner] ?? 0) <= maxFollowedCaptures &&
      this.#isEnteredManyWays(module.functionBase + owner, 0);
    this.#isTracked.set(id, tracked);
    return tracked;
  }

  /** Whether a node stands for a variable that several places write, among functions that share it. */
  isLoose(node: number): boolean {
    return this.#loose.has(node);
  }

  /** Adds the links of the tracked variables of a module. */
  addModule(module: ProgramModule): void {
    const { ir, cellBase, functionBase, valueBase } = module;
    /** Cell → functions that use it, and those around them up to its owner. */
    const users = new Map<number, Set<number>>();
    const writers = new Map<number, Set<number>>();
    const within = (functions: Map<number, Set<number>>, cell: number, f: number, owner: number) => {
      let known = functions.get(cell);
      if (!known) {
        known = new Set();
        functions.set(cell, known);
      }
      for (let at = f; at >= 0 && !known.has(at); at = ir.functions[at]?.parent ?? -1) {
        known.add(at);
        if (at === owner) break;
      }
    };
    for (let i = 0; i < ir.op.length; i++) {
      const op = ir.op[i];
      if (op !== Op.CellGet && op !== Op.CellSet) continue;
      const cell = ir.a[i] ?? 0;
      if (!this.isTracked(module, cell)) continue;
      const owner = ir.cells[cell]?.functionId ?? 0;
      const f = ir.functionOf[i] ?? 0;
      const node = this.#node(functionBase + f, cellBase + cell);
      within(users, cell, f, owner);
      if ((ir.cells[cell]?.writeCount ?? 0) > 1) this.#loose.add(node);
      if (op === Op.CellGet) this.#in.links.add(node, valueBase + i, LinkKind.Move, -1, -1, -1);
      else {
        const change = writtenBack(ir, i) ? this.#in.links.changeOf([], [], 'below') : -1;
        const written = f === owner ? node : this.#written(functionBase + f, cellBase + cell);
        this.#in.links.add(
          valueBase + (ir.b[i] ?? 0),
          written,
          LinkKind.Move,
          -1,
          change,
          -2 - (valueBase + i),
        );
        if (f !== owner) within(writers, cell, f, owner);
      }
    }
    if (users.size === 0) return;
    this.#in.onModule(module.index);
    const closures: number[] = [];
    for (let i = 0; i < ir.op.length; i++) if (ir.op[i] === Op.Func) closures.push(i);
    for (const [cell, functions] of users) {
      const owner = ir.cells[cell]?.functionId ?? 0;
      for (const i of closures) {
        const inner = ir.a[i] ?? 0;
        const outer = ir.functionOf[i] ?? 0;
        if (inner === owner || !functions.has(inner) || !functions.has(outer)) continue;
        // Nothing would take it back out.
        if (!this.#isFollowedEverywhere(functionBase + inner)) continue;
        const to: AccessStep[] = [capturedStep(module, cell)];
        this.#in.links.add(
          this.#node(functionBase + outer, cellBase + cell),
          valueBase + i,
          LinkKind.Move,
          -1,
          this.#in.links.changeOf([], to, 'value'),
          -1,
        );
      }
      for (const f of functions) if (f !== owner) this.#addEntries(module, cell, f);
      this.#addExits(
        module,
        owner,
        cellBase + cell,
        capturedStep(module, cell),
        writers.get(cell) ?? new Set(),
      );
    }
  }

  /**
   * What a closure hands to a function that its maker got from a library (`resolve`) arrives at the maker's own call,
   * as if it were written to a variable of the maker. False if it cannot be followed so.
   */
  addSettling(origin: number, source: number, targets: readonly number[], change: number): boolean {
    const { program, callGraph, links } = this.#in;
    const module = program.modules[callGraph.moduleOfValue[origin] ?? 0];
    if (!module || source >= program.valueCount || callGraph.moduleOfValue[source] !== module.index)
      return false;
    const { ir, functionBase, valueBase } = module;
    const owner = ir.functionOf[origin - valueBase] ?? 0;
    const f = ir.functionOf[source - valueBase] ?? 0;
    if (owner === 0 || this.#sharing(module, functionBase + f, owner) < 0) return false;
    if (!this.#isEnteredManyWays(functionBase + owner, 0)) return false;
    const id = `${origin}:${change}`;
    const settled = f === owner ? this.#node(functionBase + f, id) : this.#written(functionBase + f, id);
    links.add(source, settled, LinkKind.Move, -1, -1, -1);
    const isFirst = !this.#settled.has(id);
    if (isFirst) {
      this.#settled.set(id, new Set([owner]));
      for (const target of targets)
        links.add(this.#node(functionBase + owner, id), target, LinkKind.Move, -1, change, -1);
    }
    const known = this.#settled.get(id) ?? new Set();
    if (!known.has(f)) {
      known.add(f);
      this.#addExits(module, owner, id, undefined, new Set([f]));
    }
    this.#in.onModule(module.index);
    return true;
  }

  /** What the variable holds comes into a closure with every call of it, or from the one cell. */
  #addEntries(module: ProgramModule, cell: number, f: number): void {
    const { links } = this.#in;
    const target = module.functionBase + f;
    const node = this.#node(target, module.cellBase + cell);
    if (!this.#isFollowedEverywhere(target)) {
      const owner = module.functionBase + (module.ir.cells[cell]?.functionId ?? 0);
      links.add(this.#node(owner, module.cellBase + cell), node, LinkKind.Heap, -1, -1, -1);
      return;
    }
    for (const edge of this.#edgesInto.get(target) ?? []) {
      const place = this.#places.get(edge);
      if (!place) continue;
      const change = links.changeOf([...place.path, capturedStep(module, cell)], [], 'field');
      links.add(place.node, node, LinkKind.Enter, edge, change, this.#siteOf(place));
      this.#in.onModule(this.#in.callGraph.moduleOfValue[place.call] ?? 0);
    }
  }

  /** What a closure writes goes back over the calls of it, to functions that share the variable. */
  #addExits(
    module: ProgramModule,
    owner: number,
    id: string | number,
    captured: AccessStep | undefined,
    writers: ReadonlySet<number>,
  ): void {
    const { functionBase } = module;
    const { links } = this.#in;
    const ownerNode = this.#node(functionBase + owner, id);
    const arrival = (caller: number) =>
      caller === functionBase + owner ? ownerNode : this.#written(caller, id);
    const work = [...writers].filter((f) => f !== owner);
    const seen = new Set(work);
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      const target = functionBase + next;
      const node = this.#written(target, id);
      if (!this.#isFollowedEverywhere(target)) {
        links.add(node, ownerNode, LinkKind.Heap, -1, -1, -1);
        continue;
      }
      let isLost = false;
      for (const edge of this.#edgesInto.get(target) ?? []) {
        const place = this.#places.get(edge);
        if (!place) continue;
        const caller = this.#functionOf(place.call);
        const sharing = this.#sharing(module, caller, owner);
        if (sharing >= 0) {
          links.add(node, arrival(caller), LinkKind.Exit, edge, -1, this.#siteOf(place));
          if (sharing !== owner && !seen.has(sharing)) {
            seen.add(sharing);
            work.push(sharing);
          }
          continue;
        }
        const object = this.#in.receiverAfter(place.call);
        if (object >= 0 && captured && this.#isMethod(place)) {
          // The other closures in the object share the variable.
          const change = links.changeOf([], [{ kind: 'key' }, captured], 'value');
          links.add(node, object, LinkKind.Exit, edge, change, this.#siteOf(place));
          this.#in.onModule(this.#in.callGraph.moduleOfValue[place.call] ?? 0);
          continue;
        }
        const through = this.#in.edgeThrough(edge);
        const back =
          through < 0 ? undefined : this.#callersThatHand(module, caller, through, target, owner, 0);

        if (!back) {
          isLost = true;
          continue;
        }
        for (const caller of this.#addExitThrough(id, node, edge, place, back, arrival)) {
          const local = caller - functionBase;
          if (local === owner || seen.has(local)) continue;
          seen.add(local);
          work.push(local);
        }
      }
      if (isLost) links.add(node, ownerNode, LinkKind.Heap, -1, -1, -1);
    }
  }

  /** Gives back the functions that share the variable and were reached. */
  #addExitThrough(
    id: string | number,
    from: number,
    edge: number,
    place: CalleePlace,
    back: readonly Handing[],
    arrival: (caller: number) => number,
  ): number[] {
    const { links } = this.#in;
    const between = this.#node(this.#functionOf(place.call), id);
    links.add(from, between, LinkKind.Exit, edge, -1, this.#siteOf(place));
    const out: number[] = [];
    for (const { edge: outer, place: outerPlace, further } of back) {
      if (further) out.push(...this.#addExitThrough(id, between, outer, outerPlace, further, arrival));
      else {
        const caller = this.#functionOf(outerPlace.call);
        out.push(caller);
        links.add(between, arrival(caller), LinkKind.Exit, outer, -1, this.#siteOf(outerPlace));
      }
    }
    return out;
  }

  /** Calls by which `callee` was given the closure as a parameter; undefined if some of them are not known. */
  #callersThatHand(
    module: ProgramModule,
    callee: number,
    parameter: number,
    closure: number,
    owner: number,
    depth: number,
  ): Handing[] | undefined {
    const out: Handing[] = [];
    for (const edge of this.#edgesInto.get(callee) ?? []) {
      const row = this.#in.handed.get(edge)?.find((handed) => handed.parameter === parameter);
      if (!row?.functions.includes(closure)) continue;
      const place = this.#places.get(edge);
      if (!place) return undefined;
      const caller = this.#functionOf(place.call);
      if (this.#sharing(module, caller, owner) >= 0) out.push({ edge, place, further: undefined });
      else {
        if (row.outer < 0 || depth >= maxHandingDepth || caller === callee) return undefined;
        const further = this.#callersThatHand(module, caller, row.outer, closure, owner, depth + 1);
        if (!further) return undefined;
        out.push({ edge, place, further });
      }
    }
    return out.length === 0 ? undefined : out;
  }

  /** File-local number of a function that is `owner` or inside of it, -1 for any other. */
  #sharing(module: ProgramModule, functionId: number, owner: number): number {
    const local = functionId - module.functionBase;
    if (local < 0 || local >= module.ir.functions.length) return -1;
    for (let at = local, depth = 0; at >= 0 && depth < 100; depth++) {
      if (at === owner) return local;
      at = module.ir.functions[at]?.parent ?? -1;
    }
    return -1;
  }

  /** Whether a call reads the closure out of the object that it is a method of. */
  #isMethod({ node, call }: CalleePlace): boolean {
    const module = this.#in.program.modules[this.#in.callGraph.moduleOfValue[call] ?? 0];
    if (!module || node < module.valueBase || node >= module.valueBase + module.ir.op.length) return false;
    return (
      module.ir.op[call - module.valueBase] === Op.Call && module.ir.op[node - module.valueBase] === Op.Load
    );
  }

  #isEnteredManyWays(functionId: number, depth: number): boolean {
    const known = this.#manyWays.get(functionId);
    if (known !== undefined) return known;
    const edges = this.#edgesInto.get(functionId) ?? [];
    let many = edges.length > 1;
    if (!many && edges.length === 1 && depth < maxCallerDepth) {
      const place = this.#places.get(edges[0] ?? 0);
      if (place) many = this.#isEnteredManyWays(this.#functionOf(place.call), depth + 1);
    }
    if (depth === 0) this.#manyWays.set(functionId, many);
    return many;
  }

  /** Whether all calls of a function are known, and with each of them where it has the function from. */
  #isFollowedEverywhere(functionId: number): boolean {
    const known = this.#isFollowed.get(functionId);
    if (known !== undefined) return known;
    const { program } = this.#in;
    const edges = this.#edgesInto.get(functionId) ?? [];
    const owner = program.modules[program.moduleOfFunction[functionId] ?? 0];
    const record = owner?.ir.functions[functionId - owner.functionBase];
    const is =
      edges.length > 0 &&
      record !== undefined &&
      record.classId < 0 &&
      edges.every((edge) => this.#places.has(edge));
    this.#isFollowed.set(functionId, is);
    return is;
  }

  #siteOf({ call }: CalleePlace): number {
    return this.#in.callGraph.siteOfValue[call] ?? -1;
  }

  #functionOf(value: number): number {
    const module = this.#in.program.modules[this.#in.callGraph.moduleOfValue[value] ?? 0];
    return module ? module.functionBase + (module.ir.functionOf[value - module.valueBase] ?? 0) : -1;
  }

  /** What a function that is not the owner of a variable puts into it: read there, and by others when it returns. */
  #written(functionId: number, cell: string | number): number {
    const known = this.#writtenNodes.get(functionId, cell);
    if (known >= 0) return known;
    const made = this.#in.newNode(functionId);
    this.#writtenNodes.set(functionId, cell, made);
    this.#in.links.add(made, this.#node(functionId, cell), LinkKind.Move, -1, -1, -1);
    return made;
  }

  #node(functionId: number, cell: string | number): number {
    const known = this.#nodes.get(functionId, cell);
    if (known >= 0) return known;
    const node = this.#in.newNode(functionId);
    this.#nodes.set(functionId, cell, node);
    return node;
  }
}

/** Nodes by function and variable (a global cell), or what stands for one. */
class VariableNodes {
  readonly #ofCell = new PairMap(256);
  readonly #ofOther = new Map<string, number>();

  /** -1 if there is none. */
  get(functionId: number, variable: string | number): number {
    return typeof variable === 'number' && functionId >= 0
      ? this.#ofCell.get(functionId, variable, -1)
      : (this.#ofOther.get(`${functionId}:${variable}`) ?? -1);
  }

  set(functionId: number, variable: string | number, node: number): void {
    if (typeof variable === 'number' && functionId >= 0) this.#ofCell.set(functionId, variable, node);
    else this.#ofOther.set(`${functionId}:${variable}`, node);
  }
}

interface Handing {
  readonly edge: number;
  readonly place: CalleePlace;
  readonly further: Handing[] | undefined;
}

function capturedStep(module: ProgramModule, cell: number): AccessStep {
  return { kind: 'member', name: capturedName(module.ir.cells[cell]?.name ?? '', module.cellBase + cell) };
}

/** Where a plain call has a function from; undefined if the callee's value does not say so itself. */
export function calleePlaceOf(
  module: ProgramModule,
  call: number,
  target: number,
  callGraph: CallGraph,
): CalleePlace | undefined {
  const { ir, valueBase } = module;
  const callee = ir.a[call] ?? -1;
  if (callee < 0 || ir.op[call] === Op.Super) return undefined;
  const isIt = (value: number) => callGraph.functionsOf(valueBase + value).includes(target);
  if (isIt(callee)) return { node: valueBase + callee, path: [], call: valueBase + call };
  // `f.call(self, x)`: the function is what `call` is read from.
  const object = ir.op[callee] === Op.Load ? (ir.a[callee] ?? -1) : -1;
  if (object >= 0 && isIt(object)) return { node: valueBase + object, path: [], call: valueBase + call };
  return undefined;
}

/** Where a library's call has a callback from: the argument that it was handed. */
export function callbackPlaceOf(
  module: ProgramModule,
  call: number,
  argument: number,
  path: readonly AccessStep[],
): CalleePlace {
  const value = argumentAt(module, call, argument);
  return { node: module.valueBase + value, path, call: module.valueBase + call };
}

/** Whether a write only puts a variable back after its value was handed to a call, which cannot change the value itself. */
export function writtenBack(ir: IrModule, set: number): boolean {
  const value = ir.b[set] ?? -1;
  return ((ir.flags[set] ?? 0) & Flag.Weak) !== 0 && ir.op[value] === Op.Post && (ir.c[value] ?? -1) >= 0;
}
