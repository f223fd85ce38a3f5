/**
 * Stage 2: precise propagation on what survived stage 1.
 *
 * Facts are (context, node, access path) with a mask of lanes, tabulated as in IFDS with the lanes as an IDE-style
 * value: every transfer function is "AND a mask", so all rules are solved in one pass and a callee is analyzed once
 * per entry fact, whoever asks (its tabulated exits are its summary). Masks in a context are absolute: the union of
 * what its callers bring; an exit is cut down again with the mask of each caller, which is exact because lanes do not
 * influence each other. The worklist is first-in first-out, cheap edges before doubtful ones, so the first way a lane
 * reaches a fact is a short and trustworthy one; that way is kept as the witness.
 */
import type { CancellationToken } from '../base/cancellation.ts';
import { throwIfCancelled } from '../base/cancellation.ts';
import { IntVector } from '../base/int-vector.ts';
import {
  maxContextsPerEntry,
  maxFactsPerValue,
  maxStepsPerFunction,
  maxStepsPerRun,
} from '../base/limits.ts';
import { CallTier } from '../callgraph/call-graph.ts';
import { type ConstantTable, constantOf, constantTableOf, isBlockDead, isEdgeDead } from '../ir/constants.ts';
import type { IrModule } from '../ir/module.ts';
import { BinOp, Flag, IterKind, Op, UnOp } from '../ir/opcode.ts';
import { phiOperands } from '../ir/operands.ts';
import { type DeadCode, findDeadCode, type KnownArgument } from '../ir/specialized-constants.ts';
import { usesOf } from '../ir/uses.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { ProgramSymbols } from '../program/symbols.ts';
import type { AccessStep } from '../rules/model.ts';
import { FactTable } from './fact-table.ts';
import { Harmless } from './harmless.ts';
import type { HelperChecks } from './helper-checks.ts';
import { isBehindHost } from './host-part.ts';
import type { LaneTable, Promotion } from './lanes.ts';
import type { PromotedStep } from './named-properties.ts';
import { anyPath, emptyPath, type PathTable } from './paths.ts';
import { moduleLookup } from './reach.ts';
import { valueChecksOf } from './value-checks.ts';
import {
  atInstruction,
  isCapturedName,
  LinkKind,
  type PathChange,
  rejectedName,
  type ValueFlowGraph,
} from './value-flow-graph.ts';

/** Where data of some lanes begins. */
export interface SolverSeed {
  readonly node: number;
  readonly path: number;
  readonly lanes: readonly number[];
  /** Index the caller knows the seed by. */
  readonly id: number;
}

/** How a fact came about. */
export interface Step {
  /** Fact it came from, -1 for a seed. */
  readonly from: number;
  /** Link taken, -1 for a step inside a function, -2 for a seed (then `id` is the seed). */
  readonly link: number;
  readonly id: number;
  /** Lanes this step brought. */
  readonly mask: number;
  /** Exit steps: the incoming call (fact in the caller) that was matched, -1 otherwise. */
  readonly caller: number;
}

/** The tabulated result. */
export interface Solution {
  readonly factCount: number;
  readonly contextCount: number;
  readonly steps: number;
  /** Functions (global) whose budget ran out. */
  readonly overBudget: readonly number[];
  contextOf(fact: number): number;
  nodeOf(fact: number): number;
  pathOf(fact: number): number;
  maskOf(fact: number): number;
  /** Facts at a node, in the order found. */
  factsAt(node: number): readonly number[];
  /** The first step that brought `lane` to `fact`; undefined if it is not there. */
  stepOf(fact: number, lane: number): Step | undefined;
  /** Whether the instruction of a global value ever runs when a fact is there. */
  isLive(fact: number, value: number): boolean;
  /** Facts in callers from which a context was entered. */
  incomingOf(context: number): readonly number[];
}

/** What the solver works on. */
export interface SolveInput {
  readonly program: Program;
  readonly symbols: ProgramSymbols;
  readonly graph: ValueFlowGraph;
  readonly lanes: LaneTable;
  readonly paths: PathTable;
  /** Mask per node from stage 1. */
  readonly alive: Int32Array;
  readonly seeds: readonly SolverSeed[];
  /** Mask of lanes that the rules' own sanitizers clear at a node. */
  readonly cleared: ReadonlyMap<number, number>;
  /** Extra steps of the rules' propagators. */
  readonly propagators: ReadonlyMap<number, readonly { readonly to: number; readonly mask: number }[]>;
  /** Names of properties → what is read by them. */
  readonly namedProperties: ReadonlyMap<number, readonly PromotedStep[]>;
  /** Lanes of rules for which only the host of an address matters. */
  readonly hostMask: number;
  /** Per combination of bits of `Harmless`: lanes for which such a value does no harm; empty: tests are not asked. */
  readonly harmlessMasks: readonly number[];
  /** Global value of the call of a call site. */
  readonly callOfSite: (site: number) => number;
  /** What calls of helpers that throw say about their arguments; undefined where tests are not asked. */
  readonly helperChecks: HelperChecks | undefined;
  /** Lanes that become others at a node. */
  readonly promotions: ReadonlyMap<number, readonly Promotion[]>;
}

/** Fields that identify or describe a record inside the system, and hold none of its data. */
const neutralField =
  /^(_?id|uuid|guid|key|ref|type|kind|status|state|version|length|size|count|total|index|(created|updated|deleted|modified)(At|On|By)?|constructor|isActive)$|(Id|ID|_id|Ref|Uuid|Count|At)$/;

/** Calls with known arguments that make a difference, in one run; the others are taken as any call. */
const maxSpecializations = 4096;

function keyOf(argument: KnownArgument): string {
  if (argument.kind === 'constant') return `${argument.parameter}=${JSON.stringify(argument.constant)}`;
  const fields = [...argument.fields].map(([name, constant]) => `${name}:${JSON.stringify(constant)}`).sort();
  const present = argument.present ? [...argument.present].sort().join() : '*';
  return `${argument.parameter}=${argument.isFunction ? 'f' : ''}{${fields.join()}|${present}}`;
}

/** Facts that belong to no particular caller. */
export const contextFree = 0;
/** Facts read from a field of a shared `this`. */
export const contextThisHeap = 1;

/** A call cannot change a value itself, only what is below it: writing an argument back brings nothing new. */
function isUnchanged(ir: IrModule, store: number, path: number): boolean {
  if (((ir.flags[store] ?? 0) & Flag.Weak) === 0 || path !== emptyPath) return false;
  const value = ir.c[store] ?? -1;
  return ir.op[value] === Op.Post && (ir.c[value] ?? -1) >= 0;
}

/** Runs stage 2. Throws CancelledError when the token is set. */
export function solve(input: SolveInput, cancel: CancellationToken): Solution {
  const solver = new Solver(input, cancel);
  solver.run();
  return solver.result();
}

class Solver {
  readonly #in: SolveInput;
  readonly #cancel: CancellationToken;
  readonly #moduleOf: (value: number) => ProgramModule | undefined;
  readonly #facts: FactTable;
  // Steps, linked lists per fact, oldest first.
  readonly #stepFrom = new IntVector(1024);
  readonly #stepLink = new IntVector(1024);
  readonly #stepSeed = new IntVector(1024);
  readonly #stepMask = new IntVector(1024);
  readonly #stepCaller = new IntVector(1024);
  readonly #stepNext = new IntVector(1024);
  // Contexts.
  readonly #contextIds = new Map<number, Map<number, number>>();
  readonly #contextFunction: number[] = [-1, -1];
  /** Per context: which functions its callers handed to parameters that are called (index into signatures, 0 none). */
  readonly #contextSignature: number[] = [0, 0];
  readonly #signatures: ReadonlyMap<number, ReadonlySet<number>>[] = [new Map()];
  readonly #signatureIds = new Map<string, number>([['', 0]]);
  /** Per context: edge → facts in callers. */
  readonly #incoming: (Map<number, number[]> | undefined)[] = [undefined, undefined];
  readonly #exits: (Set<number> | undefined)[] = [undefined, undefined];
  readonly #contextSteps: number[] = [0, 0];
  /** Per context: what never runs for its callers (index into deadCode), 0 for nothing special. */
  readonly #contextDead: number[] = [0, 0];
  readonly #deadCode: ({ readonly module: number; readonly code: DeadCode } | undefined)[] = [undefined];
  readonly #deadByEdge = new Map<number, number>();
  readonly #deadByKey = new Map<string, number>();
  /** Contexts of data that a callback brought into the function it was handed to: parameter and callback. */
  readonly #contextParameter: number[] = [-1, -1];
  readonly #contextCallback: number[] = [-1, -1];
  readonly #handedIds = new Map<string, number>();
  // Two worklists: trusted and doubtful.
  #now: number[] = [];
  #later: number[] = [];
  readonly #overBudget = new Set<number>();
  readonly #changeMasks: number[];
  readonly #privacy: number;
  /** Lanes of rules for which a number does no harm. */
  readonly #numberCleared: number;
  readonly #rejected: number;
  /** Per symbol: 1 neutral, 2 not, 0 not asked yet. */
  readonly #neutral: number[] = [];
  #steps = 0;
  /** Mask → with the lanes that its own may become. */
  readonly #promoted = new Map<number, number>();

  constructor(input: SolveInput, cancel: CancellationToken) {
    this.#in = input;
    this.#cancel = cancel;
    this.#moduleOf = moduleLookup(input.program);
    this.#facts = new FactTable(input.graph.nodeCount);
    const { lanes } = input;
    const injection = lanes.familyMask.get('injection') ?? 0;
    this.#rejected = input.symbols.interner.intern(rejectedName);
    this.#numberCleared = lanes.masks.andNot(
      injection,
      lanes.masks.of(lanes.lanes.filter(({ rule }) => rule < 0).map(({ index }) => index)),
    );
    this.#privacy = lanes.familyMask.get('privacy') ?? 0;
    this.#changeMasks = input.graph.changes.map((change) => {
      let keep = 1;
      if (change.clears) keep = lanes.masks.andNot(keep, lanes.clearMask(change.clears));
      // What a predicate gives back is a fact about the data, not the data.
      if (change.unknownClass === 'predicate') keep = 0;
      if (change.unknownClass === 'hash') keep = lanes.masks.andNot(keep, injection);
      return keep;
    });
  }

  run(): void {
    for (const seed of this.#in.seeds) {
      const mask = this.#in.lanes.masks.of(seed.lanes);
      this.#add(contextFree, seed.node, seed.path, mask, -1, -2, seed.id, -1, false);
    }
    while (this.#now.length > 0 || this.#later.length > 0) {
      if (this.#now.length === 0) {
        this.#now = this.#later;
        this.#later = [];
      }
      const batch = this.#now;
      this.#now = [];
      for (const fact of batch) {
        this.#facts.isQueued[fact] = 0;
        if ((++this.#steps & 0xfff) === 0) throwIfCancelled(this.#cancel);
        if (this.#steps > maxStepsPerRun) {
          this.#overBudget.add(this.#in.graph.functionOf(this.#facts.node[fact] ?? 0));
          return;
        }
        this.#process(fact);
      }
    }
  }

  #process(fact: number): void {
    const mask = this.#facts.mask[fact] ?? 0;
    if (mask === this.#facts.done[fact]) return;
    this.#facts.done[fact] = mask;
    const context = this.#facts.context[fact] ?? 0;
    const node = this.#facts.node[fact] ?? 0;
    const path = this.#facts.path[fact] ?? 0;
    if (context > contextThisHeap) {
      const used = (this.#contextSteps[context] ?? 0) + 1;
      this.#contextSteps[context] = used;
      if (used > maxStepsPerFunction) {
        this.#overBudget.add(this.#contextFunction[context] ?? -1);
        return;
      }
    }
    if (node < this.#in.graph.valueCount) {
      const module = this.#moduleOf(node);
      if (module) this.#processUses(module, fact, context, node, path, mask);
    }
    const { graph, lanes } = this.#in;
    for (let k = graph.start[node] ?? 0; k < (graph.start[node + 1] ?? 0); k++)
      this.#follow(fact, k, context, path, mask);
    for (const step of this.#in.propagators.get(node) ?? []) {
      this.#add(context, step.to, emptyPath, lanes.masks.and(mask, step.mask), fact, -1, -1, -1, false);
    }
    for (const step of this.#in.namedProperties.get(node) ?? [])
      this.#readByName(step, fact, context, node, mask);
  }

  /** What is read by a name has the lanes that those of the name become, unless a test of the name came first. */
  #readByName({ to, promotion }: PromotedStep, fact: number, context: number, node: number, mask: number) {
    const module = this.#moduleOf(node);
    if (!module || this.#in.alive[to] === 0) return;
    const user = to - module.valueBase;
    if (this.#isDead(module, user, context)) return;
    const { masks } = this.#in.lanes;
    const left = this.#unchecked(module, node - module.valueBase, user, mask);
    const promoted = promotion.to.filter((_, index) => masks.has(left, promotion.from[index] ?? -1));
    if (promoted.length > 0) this.#add(context, to, emptyPath, masks.of(promoted), fact, -1, -1, -1, false);
  }

  /** Steps inside a function. */
  #processUses(
    module: ProgramModule,
    fact: number,
    context: number,
    node: number,
    path: number,
    mask: number,
  ): void {
    const { ir, valueBase } = module;
    const local = node - valueBase;
    const uses = usesOf(ir);
    let previous = -1;
    for (let k = uses.start[local] ?? 0; k < (uses.start[local + 1] ?? 0); k++) {
      const user = uses.users[k] ?? 0;
      if (user === previous) continue;
      previous = user;
      const to = valueBase + user;
      if (this.#in.alive[to] === 0 || this.#isDead(module, user, context)) continue;
      // What joins in a Phi was last seen at the end of the block that it comes from.
      const left =
        ir.op[user] === Op.Phi
          ? this.#uncheckedInPhi(module, local, user, mask)
          : this.#unchecked(module, local, user, mask);
      if (!this.#in.lanes.masks.isEmpty(left)) this.#use(module, fact, context, path, left, local, user, to);
    }
  }

  #use(
    module: ProgramModule,
    fact: number,
    context: number,
    path: number,
    mask: number,
    value: number,
    user: number,
    to: number,
  ): void {
    const { ir } = module;
    const { paths } = this.#in;
    const step = (next: number, kept = mask) => {
      if (next >= 0) this.#add(context, to, next, kept, fact, -1, -1, -1, false);
    };
    switch (ir.op[user]) {
      case Op.Phi:
        if (this.#mayMerge(module, user, value, context)) step(path);
        break;
      case Op.Post:
        if (!this.#in.graph.strongPosts.has(to)) step(path);
        break;
      case Op.Await:
        // What a promise was rejected with is no value: it is thrown, or caught by a callback.
        if (paths.head(path) !== this.#rejected) step(path);
        break;
      case Op.Copy:
      case Op.Pi:
      case Op.Elems:
      case Op.ParamPost:
        step(path);
        break;
      case Op.Load: {
        const field = this.#symbol(module, ir.b[user] ?? 0);
        const next = paths.load(path, field);
        // `patient.id`: a key or a state of the whole, not the data that the whole is known to hold.
        const kept =
          path <= anyPath && this.#isNeutral(field) ? this.#in.lanes.masks.andNot(mask, this.#privacy) : mask;
        if (next >= 0) this.#add(context, to, next, kept, fact, -1, -1, -1, false);
        break;
      }
      case Op.LoadX:
        if (ir.a[user] === value) {
          const field = this.#constantField(module, ir.b[user] ?? -1);
          step(field < 0 ? paths.loadUnknown(path) : paths.load(path, field));
        }
        break;
      case Op.Iter:
        if (ir.b[user] === IterKind.In) step(path <= anyPath ? path : -1);
        else step(paths.loadElement(path));
        break;
      case Op.Store: {
        const field = this.#symbol(module, ir.b[user] ?? 0);
        if (ir.c[user] === value && !isUnchanged(ir, user, path)) step(paths.push(field, path));
        if (ir.a[user] === value) {
          const isStrong = ((ir.flags[user] ?? 0) & 16) === 0;
          if (!isStrong || path <= anyPath || paths.head(path) !== field) step(path);
        }
        break;
      }
      case Op.StoreX:
        if (ir.c[user] === value && !isUnchanged(ir, user, path)) {
          const field = this.#constantField(module, ir.b[user] ?? -1);
          step(paths.push(field < 0 ? paths.key : field, path));
        }
        if (ir.a[user] === value) step(path);
        break;
      case Op.Spread:
        if (ir.a[user] === value) step(path);
        if (ir.b[user] === value) step(path === emptyPath ? anyPath : path);
        break;
      case Op.Rest: {
        if (path <= anyPath) {
          step(path);
          break;
        }
        const head = paths.head(path);
        if ((ir.c[user] ?? -1) >= 0) {
          step(this.#restOfArray(path, ir.c[user] ?? 0));
          break;
        }
        const list = ir.b[user] ?? -1;
        const count = list < 0 ? 0 : (ir.args[list] ?? 0);
        let excluded = false;
        for (let k = 1; k <= count; k++)
          if (this.#symbol(module, ir.args[list + k] ?? 0) === head) excluded = true;
        if (!excluded) step(path);
        break;
      }
      case Op.Del:
        if (
          path <= anyPath ||
          (ir.b[user] ?? -1) < 0 ||
          paths.head(path) !== this.#symbol(module, ir.b[user] ?? 0)
        )
          step(path);
        break;
      case Op.Arr: {
        const list = ir.a[user] ?? 0;
        const count = ir.args[list] ?? 0;
        let afterSpread = false;
        for (let k = 1; k <= count; k++) {
          const element = ir.args[list + k] ?? -1;
          const isSpread = element >= 0 && ir.op[element] === Op.Elems;
          if (element === value) {
            if (isSpread) {
              const inner = paths.loadElement(path);
              if (inner >= 0) step(paths.push(paths.element, inner));
            } else if (afterSpread || k > 10) step(paths.push(paths.element, path));
            else step(paths.push(this.#in.symbols.interner.intern(String(k - 1)), path));
          }
          if (isSpread) afterSpread = true;
        }
        break;
      }
      case Op.Bin:
        // The difference of two dates is no date, and nobody's name survives a division.
        if ((ir.c[user] ?? 0) !== BinOp.Add) {
          if (path <= anyPath)
            this.#add(
              context,
              to,
              emptyPath,
              this.#in.lanes.masks.and(mask, this.#in.lanes.numericMask),
              fact,
              -1,
              -1,
              -1,
              false,
            );
        } else if (path <= anyPath || paths.startsWithElement(path))
          step(emptyPath, this.#behindHost(module, user, value, mask));
        break;
      case Op.Tpl:
      case Op.Unk:
        // A text made of an object shows its elements if it is an array, and nothing of its fields otherwise.
        if (path <= anyPath || paths.startsWithElement(path))
          step(emptyPath, this.#behindHost(module, user, value, mask));
        else if (ir.op[user] === Op.Unk && !paths.hasCaptured(path)) step(anyPath);
        break;
      case Op.Un:
        if (
          ir.c[user] !== UnOp.TypeOf &&
          ir.c[user] !== UnOp.Void &&
          ir.c[user] !== UnOp.Delete &&
          path <= anyPath
        )
          step(emptyPath, this.#in.lanes.masks.andNot(mask, this.#numberCleared));
        break;
      default:
        break;
    }
  }

  #uncheckedInPhi(module: ProgramModule, value: number, phi: number, mask: number): number {
    const { ir } = module;
    const { masks } = this.#in.lanes;
    const first = ir.predecessorStart[ir.block[phi] ?? 0] ?? 0;
    let left = 0;
    phiOperands(ir, phi).forEach((operand, n) => {
      if (operand === value)
        left = masks.or(
          left,
          this.#uncheckedInBlock(module, value, ir.predecessors[first + n] ?? 0, -1, mask),
        );
    });
    return left;
  }

  /** What is left of the lanes that only the host of an address matters for, where a value comes behind it. */
  #behindHost(module: ProgramModule, user: number, value: number, mask: number): number {
    const { lanes, hostMask } = this.#in;
    if (lanes.masks.isEmpty(lanes.masks.and(mask, hostMask))) return mask;
    return isBehindHost(module.ir, this.#constants(module), user, value)
      ? lanes.masks.andNot(mask, hostMask)
      : mask;
  }

  /** What is left of the lanes of a value where an instruction uses it, after the tests that came before. */
  #unchecked(module: ProgramModule, value: number, user: number, mask: number): number {
    return this.#uncheckedInBlock(module, value, module.ir.block[user] ?? 0, user, mask);
  }

  #uncheckedInBlock(module: ProgramModule, value: number, block: number, user: number, mask: number): number {
    const { lanes, harmlessMasks, helperChecks } = this.#in;
    if (lanes.masks.isEmpty(lanes.masks.and(mask, harmlessMasks[Harmless.All] ?? 0))) return mask;
    const behindCalls = user < 0 ? 0 : (helperChecks?.before(module, value, user) ?? 0);
    const bits = valueChecksOf(module.ir).at(value, block) | behindCalls;
    return bits === 0 ? mask : lanes.masks.andNot(mask, harmlessMasks[bits] ?? 0);
  }

  /** The same for what leaves over a link: into a call, or out of the function by a return or a variable. */
  #uncheckedOverLink(node: number, link: number, to: number, mask: number): number {
    const { graph, lanes, harmlessMasks } = this.#in;
    if (lanes.masks.isEmpty(lanes.masks.and(mask, harmlessMasks[Harmless.All] ?? 0))) return mask;
    const module = node < graph.valueCount ? this.#moduleOf(node) : undefined;
    if (!module) return mask;
    const { ir, valueBase } = module;
    const site = graph.site[link] ?? -1;
    if (site >= 0) {
      const call = this.#in.callOfSite(site) - valueBase;
      if (call < 0 || call >= ir.op.length) return mask;
      const left = this.#unchecked(module, node - valueBase, call, mask);
      if (to !== valueBase + call) return left;
      const bits = valueChecksOf(ir).ofResult(call);
      return bits === 0 ? left : lanes.masks.andNot(left, harmlessMasks[bits] ?? 0);
    }
    const uses = usesOf(ir);
    let left = 0;
    let leaves = false;
    for (let k = uses.start[node - valueBase] ?? 0; k < (uses.start[node - valueBase + 1] ?? 0); k++) {
      const user = uses.users[k] ?? 0;
      if (ir.op[user] !== Op.Ret && ir.op[user] !== Op.CellSet) continue;
      leaves = true;
      left = lanes.masks.or(left, this.#unchecked(module, node - valueBase, user, mask));
    }
    return leaves ? left : mask;
  }

  /** A step over a link of the graph. */
  #follow(fact: number, link: number, context: number, path: number, whole: number): void {
    const { graph, lanes } = this.#in;
    const to = graph.to[link] ?? 0;
    if (this.#in.alive[to] === 0) return;
    const mask = this.#uncheckedOverLink(this.#facts.node[fact] ?? 0, link, to, whole);
    const changeId = graph.change[link] ?? -1;
    let next = path;
    let alive = mask;
    let isDoubtful = false;
    if (changeId >= 0) {
      const change = graph.changes[changeId];
      if (!change) return;
      next = this.#apply(change, path);
      if (next < 0) return;
      alive = lanes.masks.and(mask, this.#changeMasks[changeId] ?? 1);
      isDoubtful = change.mode === 'unknown';
    }
    const edge = graph.edge[link] ?? -1;
    if (edge >= 0 && (graph.edgeTier[edge] ?? 0) >= CallTier.Name) isDoubtful = true;
    if (lanes.masks.isEmpty(alive)) return;
    if (graph.kind[link] !== LinkKind.Exit && !this.#runs(graph.site[link] ?? -1, context)) return;
    switch (graph.kind[link]) {
      case LinkKind.Enter:
        if (!this.#mayEnter(context, edge)) return;
        this.#enter(fact, link, edge, to, next, alive, isDoubtful);
        break;
      case LinkKind.Exit:
        if (context === contextFree) {
          this.#add(this.#broughtBy(edge, -1, -1), to, next, alive, fact, link, -1, -1, isDoubtful);
        } else if ((this.#contextCallback[context] ?? -1) >= 0) {
          const outer = this.#leaveHanded(context, edge);
          if (outer >= 0) this.#add(outer, to, next, alive, fact, link, -1, -1, isDoubtful);
        } else if (context === contextThisHeap) {
          const receiver = graph.edgeIsFresh[edge] ?? 0;
          if (receiver !== 1) {
            const outer = receiver === 2 ? contextThisHeap : contextFree;
            this.#add(outer, to, next, alive, fact, link, -1, -1, isDoubtful);
          }
        } else {
          let exits = this.#exits[context];
          if (!exits) {
            exits = new Set();
            this.#exits[context] = exits;
          }
          exits.add(fact);
          for (const caller of this.#incoming[context]?.get(edge) ?? []) {
            this.#add(
              this.#facts.context[caller] ?? 0,
              to,
              next,
              lanes.masks.and(alive, this.#withPromoted(this.#facts.mask[caller] ?? 0)),
              fact,
              link,
              -1,
              caller,
              isDoubtful,
            );
          }
        }
        break;
      case LinkKind.Move:
        this.#add(context, to, next, alive, fact, link, -1, -1, isDoubtful);
        break;
      case LinkKind.Heap:
        this.#add(contextFree, to, next, alive, fact, link, -1, -1, isDoubtful);
        break;
      case LinkKind.ThisHeap:
        this.#add(contextThisHeap, to, next, alive, fact, link, -1, -1, isDoubtful);
        break;
      default:
        break;
    }
  }

  /** Whether the call of a site, or the instruction of a link, ever runs, as far as a context of its function knows. */
  #runs(site: number, context: number): boolean {
    if (site === -1) return true;
    const value = site < 0 ? atInstruction(site) : this.#in.graph.siteValue(site);
    const module = this.#moduleOf(value);
    return !module || !this.#isDead(module, value - module.valueBase, context);
  }

  /**
   * The context of data that leaves a callback without having been handed to it: the calling function got the callback
   * through a parameter, so the data goes on only to callers that handed over this callback.
   */
  #broughtBy(edge: number, parameter: number, callback: number): number {
    const { graph } = this.#in;
    const through = parameter >= 0 ? parameter : edge < 0 ? -1 : (graph.edgeThrough[edge] ?? -1);
    if (through < 0) return contextFree;
    const target = callback >= 0 ? callback : (graph.edgeTarget[edge] ?? -1);
    const key = `${through}:${target}`;
    const known = this.#handedIds.get(key);
    if (known !== undefined) return known;
    const context = this.#newContext(-1, 0);
    this.#contextParameter[context] = through;
    this.#contextCallback[context] = target;
    this.#handedIds.set(key, context);
    return context;
  }

  /** Where such data is after leaving over `edge`; -1 if that caller handed over something else. */
  #leaveHanded(context: number, edge: number): number {
    const parameter = this.#contextParameter[context] ?? -1;
    const callback = this.#contextCallback[context] ?? -1;
    const row = this.#in.graph.handed.get(edge)?.find((handed) => handed.parameter === parameter);
    if (!row) return contextFree;
    if (!row.functions.includes(callback)) return -1;
    return row.outer >= 0 ? this.#broughtBy(edge, row.outer, callback) : contextFree;
  }

  #newContext(functionId: number, signature: number): number {
    const context = this.#contextFunction.length;
    this.#contextFunction.push(functionId);
    this.#contextSignature.push(signature);
    this.#contextSteps.push(0);
    this.#contextDead.push(0);
    this.#contextParameter.push(-1);
    this.#contextCallback.push(-1);
    return context;
  }

  /** Whether a callee reached through a parameter is one that this context's callers handed over. */
  #mayEnter(context: number, edge: number): boolean {
    const through = this.#in.graph.edgeThrough[edge] ?? -1;
    if (through < 0) return true;
    const handed = this.#signatures[this.#contextSignature[context] ?? 0]?.get(through);
    return handed === undefined || handed.has(this.#in.graph.edgeTarget[edge] ?? -1);
  }

  /** The functions that a call hands to its callee, as its own context knows them. */
  #signatureOf(context: number, edge: number): number {
    const rows = this.#in.graph.handed.get(edge);
    if (!rows) return 0;
    const own = this.#signatures[this.#contextSignature[context] ?? 0];
    const signature = new Map<number, ReadonlySet<number>>();
    let key = '';
    for (const { parameter, outer, functions } of rows) {
      const known = outer >= 0 ? own?.get(outer) : undefined;
      const list = known ? [...known].sort((x, y) => x - y) : functions;
      signature.set(parameter, known ?? new Set(functions));
      key += `${parameter}:${list.join()};`;
    }
    const id = this.#signatureIds.get(key);
    if (id !== undefined) return id;
    this.#signatures.push(signature);
    this.#signatureIds.set(key, this.#signatures.length - 1);
    return this.#signatures.length - 1;
  }

  #enter(
    fact: number,
    link: number,
    edge: number,
    to: number,
    entryPath: number,
    mask: number,
    isDoubtful: boolean,
  ): void {
    let byPath = this.#contextIds.get(to);
    if (!byPath) {
      byPath = new Map();
      this.#contextIds.set(to, byPath);
    }
    let signature = this.#signatureOf(this.#facts.context[fact] ?? 0, edge);
    let path = entryPath;
    let dead = this.#deadOver(edge);
    let key = (path * maxSpecializations + dead) * 65_536 + signature;
    if (!byPath.has(key) && byPath.size >= maxContextsPerEntry) {
      signature = 0;
      dead = 0;
      // Fields are merged last: whoever reads one of them would get all the others.
      if (path > anyPath && byPath.size >= 2 * maxContextsPerEntry)
        path = this.#merged(path, byPath.size < 4 * maxContextsPerEntry ? 1 : 0);
      key = path * maxSpecializations * 65_536;
    }
    let context = byPath.get(key);
    if (context === undefined) {
      context = this.#newContext(this.#in.graph.functionOf(to), signature);
      this.#contextDead[context] = dead;
      byPath.set(key, context);
    }
    let incoming = this.#incoming[context];
    if (!incoming) {
      incoming = new Map();
      this.#incoming[context] = incoming;
    }
    const callers = incoming.get(edge);
    if (!callers) incoming.set(edge, [fact]);
    else if (!callers.includes(fact)) callers.push(fact);
    this.#add(context, to, path, mask, fact, link, -1, -1, isDoubtful);
    // What is already known to leave the callee leaves to this caller too, or with more lanes than before.
    const exits = this.#exits[context];
    if (!exits) return;
    const { graph, lanes } = this.#in;
    for (const exit of [...exits]) {
      const node = this.#facts.node[exit] ?? 0;
      for (let k = graph.start[node] ?? 0; k < (graph.start[node + 1] ?? 0); k++) {
        if (graph.kind[k] !== LinkKind.Exit || graph.edge[k] !== edge) continue;
        const target = graph.to[k] ?? 0;
        if (this.#in.alive[target] === 0) continue;
        const changeId = graph.change[k] ?? -1;
        let next = this.#facts.path[exit] ?? 0;
        let alive = lanes.masks.and(
          this.#facts.mask[exit] ?? 0,
          this.#withPromoted(this.#facts.mask[fact] ?? 0),
        );
        let doubtful = isDoubtful;
        if (changeId >= 0) {
          const change = graph.changes[changeId];
          if (!change) continue;
          next = this.#apply(change, next);
          if (next < 0) continue;
          alive = lanes.masks.and(alive, this.#changeMasks[changeId] ?? 1);
          doubtful ||= change.mode === 'unknown';
        }
        this.#add(this.#facts.context[fact] ?? 0, target, next, alive, exit, k, -1, fact, doubtful);
      }
    }
  }

  /** The path after a change; -1 if the data is not there. */
  #apply(change: PathChange, path: number): number {
    const { paths } = this.#in;
    let rest = path;
    if (change.mode === 'field' && path <= anyPath) return -1;
    for (const step of change.from) {
      // A model's element may stand for a value under an unknown key too; any depth leaves the path as it is.
      if (step.kind === 'any') continue;
      if (step.kind === 'element' || step.kind === 'key') rest = paths.loadUnknown(rest);
      else if (rest <= anyPath && isCapturedName(step.name)) return -1;
      else rest = paths.load(rest, this.#in.symbols.interner.intern(step.name));
      if (rest < 0) return -1;
    }
    // What a closure captured is no part of what is made of the closure.
    if ((change.mode === 'unknown' || change.mode === 'taint') && paths.hasCaptured(rest)) return -1;
    if (change.mode === 'unknown') rest = emptyPath;
    else if (change.mode === 'taint') rest = emptyPath;
    for (let k = change.to.length - 1; k >= 0; k--) {
      const step = change.to[k] as AccessStep;
      if (step.kind === 'any') rest = rest === emptyPath ? anyPath : rest;
      else if (step.kind === 'element') rest = paths.push(paths.element, rest);
      else if (step.kind === 'key') rest = paths.push(paths.key, rest);
      else rest = paths.push(this.#in.symbols.interner.intern(step.name), rest);
      if (rest < 0) return -1;
    }
    return rest;
  }

  #add(
    context: number,
    node: number,
    path: number,
    mask: number,
    from: number,
    link: number,
    seed: number,
    caller: number,
    isDoubtful: boolean,
  ): void {
    const { masks } = this.#in.lanes;
    const promotions = this.#in.promotions.get(node);
    const promoted = promotions ? this.#promote(mask, promotions) : mask;
    let alive = masks.and(promoted, this.#in.alive[node] ?? 0);
    const cleared = this.#in.cleared.get(node);
    if (cleared !== undefined && link !== -2) alive = masks.andNot(alive, cleared);
    if (masks.isEmpty(alive)) return;
    const facts = this.#facts;
    let fact = facts.find(context, node, path);
    if (fact < 0) {
      let kept = path;
      if (path > anyPath) {
        // Data that is known to be anywhere below (or to be the value itself) is also where this path says.
        for (const wider of [emptyPath, anyPath]) {
          const known = facts.find(context, node, wider);
          if (known >= 0 && masks.isEmpty(masks.andNot(alive, facts.mask[known] ?? 0))) return;
        }
        kept = this.#widen(context, node, path);
        if (kept !== path) fact = facts.find(context, node, kept);
      }
      if (fact < 0) fact = facts.add(context, node, kept);
    }
    const old = this.#facts.mask[fact] ?? 0;
    const grown = masks.or(old, alive);
    if (grown === old) return;
    this.#facts.mask[fact] = grown;
    const step = this.#stepFrom.push(from);
    this.#stepLink.push(link);
    this.#stepSeed.push(seed);
    this.#stepMask.push(masks.andNot(grown, old));
    this.#stepCaller.push(caller);
    this.#stepNext.push(-1);
    const last = facts.lastStep[fact] ?? -1;
    if (last < 0) facts.firstStep[fact] = step;
    else this.#stepNext.set(last, step);
    facts.lastStep[fact] = step;
    if (facts.isQueued[fact] === 1) return;
    facts.isQueued[fact] = 1;
    if (isDoubtful) this.#later.push(fact);
    else this.#now.push(fact);
  }

  /** What a caller's lanes may have become inside of the function it called, by names of properties. */
  #withPromoted(mask: number): number {
    const known = this.#promoted.get(mask);
    if (known !== undefined) return known;
    const { masks } = this.#in.lanes;
    let out = mask;
    const [step] = this.#in.namedProperties.values().next().value ?? [];
    step?.promotion.from.forEach((lane, index) => {
      if (masks.has(mask, lane)) out = masks.or(out, masks.of([step.promotion.to[index] ?? lane]));
    });
    this.#promoted.set(mask, out);
    return out;
  }

  /** The mask with the lanes that required labels turn its lanes into. */
  #promote(mask: number, promotions: readonly Promotion[]): number {
    const { masks } = this.#in.lanes;
    const bits = masks.bits(mask);
    const out = new Set(bits);
    for (const { from, to } of promotions) {
      from.forEach((lane, index) => {
        if (masks.has(mask, lane)) out.add(to[index] ?? lane);
      });
    }
    return out.size === bits.length ? mask : masks.of([...out]);
  }

  /** The path itself while there are few at the node; then only its head, then "anywhere below". */
  #widen(context: number, node: number, path: number): number {
    const count = this.#facts.countAt(context, node);
    if (count <= (maxFactsPerValue * 3) / 4) return path;
    return this.#merged(path, count <= maxFactsPerValue ? 1 : 0);
  }

  /** The first `kept` fields of a path, counted from behind captured variables, and anywhere below. */
  #merged(path: number, kept: number): number {
    const { paths } = this.#in;
    if (paths.hasCaptured(path)) return paths.afterCaptured(path, kept);
    return kept === 0 ? anyPath : paths.push(paths.head(path), anyPath);
  }

  /** Path in `[, , ...rest]`, which begins at element `first`; -1 if the data lies before it. */
  #restOfArray(path: number, first: number): number {
    const { paths, symbols } = this.#in;
    if (!paths.startsWithElement(path)) return -1;
    const head = paths.head(path);
    if (head === paths.element || head === paths.key) return path;
    const index = Number(symbols.interner.text(head)) - first;
    return index < 0 ? -1 : paths.push(symbols.interner.intern(String(index)), paths.tail(path));
  }

  /** Constants of a module, found when the first fact arrives in it. */
  #constants(module: ProgramModule): ConstantTable {
    return constantTableOf(module.ir);
  }

  /** Whether an instruction never runs, or not for the callers of a context. */
  #isDead(module: ProgramModule, instruction: number, context: number): boolean {
    const block = module.ir.block[instruction] ?? -1;
    return isBlockDead(this.#constants(module), block) || this.#isDeadHere(module, block, context);
  }

  #isDeadHere(module: ProgramModule, block: number, context: number): boolean {
    const dead = this.#deadCode[this.#contextDead[context] ?? 0];
    return dead?.module === module.index && dead.code.deadBlocks[block - dead.code.firstBlock] === 1;
  }

  /** Index of what never runs in the callee when it is called over an edge, 0 when nothing more than always. */
  #deadOver(edge: number): number {
    const known = this.#deadByEdge.get(edge);
    if (known !== undefined) return known;
    const { graph, program } = this.#in;
    const target = graph.edgeTarget[edge] ?? -1;
    const args = graph.knownArguments(edge);
    let id = 0;
    if (args.length > 0) {
      const key = `${target}|${args.map(keyOf).join()}`;
      const same = this.#deadByKey.get(key);
      const owner = program.modules[program.moduleOfFunction[target] ?? 0];
      if (same !== undefined) id = same;
      else if (owner && this.#deadCode.length < maxSpecializations) {
        const code = findDeadCode(owner.ir, target - owner.functionBase, args);
        if (code) id = this.#deadCode.push({ module: owner.index, code }) - 1;
        this.#deadByKey.set(key, id);
      }
    }
    this.#deadByEdge.set(edge, id);
    return id;
  }

  /** Whether an operand of a phi arrives over an edge that control can take. */
  #mayMerge(module: ProgramModule, phi: number, value: number, context: number): boolean {
    const { ir } = module;
    const table = this.#constants(module);
    const dead = this.#deadCode[this.#contextDead[context] ?? 0];
    const here = dead?.module === module.index ? dead.code : undefined;
    const block = ir.block[phi] ?? -1;
    const list = ir.a[phi] ?? 0;
    const first = ir.predecessorStart[block] ?? 0;
    for (let k = 0; k < (ir.args[list] ?? 0); k++) {
      if (ir.args[list + 1 + k] !== value) continue;
      const predecessor = ir.predecessors[first + k] ?? -1;
      if (isBlockDead(table, predecessor)) continue;
      if (here && here.deadBlocks[predecessor - here.firstBlock] === 1) continue;
      const start = ir.successorStart[predecessor] ?? 0;
      for (let n = start; n < (ir.successorStart[predecessor + 1] ?? 0); n++) {
        if (ir.successors[n] !== block || isEdgeDead(ir, table, predecessor, n - start)) continue;
        if (here?.deadEdges[n - here.firstEdge] !== 1) return true;
      }
    }
    return false;
  }

  /** Symbol of the field that a constant index means, -1 if it is not constant. */
  #constantField(module: ProgramModule, index: number): number {
    const constant = index < 0 ? undefined : constantOf(this.#constants(module), index);
    if (constant?.kind !== 'string' && constant?.kind !== 'number') return -1;
    return this.#in.symbols.interner.intern(String(constant.value));
  }

  #isNeutral(symbol: number): boolean {
    let known = this.#neutral[symbol] ?? 0;
    if (known === 0) {
      known = neutralField.test(this.#in.symbols.interner.text(symbol)) ? 1 : 2;
      this.#neutral[symbol] = known;
    }
    return known === 1;
  }

  #symbol(module: ProgramModule, local: number): number {
    return this.#in.symbols.map[module.index]?.[local] ?? -1;
  }

  result(): Solution {
    const facts = this.#facts;
    return {
      factCount: facts.size,
      contextCount: this.#contextFunction.length,
      steps: this.#steps,
      overBudget: [...this.#overBudget].sort((x, y) => x - y),
      contextOf: (fact) => facts.context[fact] ?? 0,
      nodeOf: (fact) => facts.node[fact] ?? 0,
      pathOf: (fact) => facts.path[fact] ?? 0,
      maskOf: (fact) => facts.mask[fact] ?? 0,
      factsAt: (node) => facts.at(node),
      stepOf: (fact, lane) => {
        for (let at = facts.firstStep[fact] ?? -1; at >= 0; at = this.#stepNext.get(at)) {
          if (!this.#in.lanes.masks.has(this.#stepMask.get(at), lane)) continue;
          return {
            from: this.#stepFrom.get(at),
            link: this.#stepLink.get(at),
            id: this.#stepSeed.get(at),
            mask: this.#stepMask.get(at),
            caller: this.#stepCaller.get(at),
          };
        }
        return undefined;
      },
      isLive: (fact, value) => {
        const module = this.#moduleOf(value);
        return !module || !this.#isDead(module, value - module.valueBase, facts.context[fact] ?? 0);
      },
      incomingOf: (context) => [...(this.#incoming[context]?.values() ?? [])].flat(),
    };
  }
}
