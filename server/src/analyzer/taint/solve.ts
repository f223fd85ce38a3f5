/**
 * Stage 2: precise propagation on what survived stage 1.
 *
 * Facts are (context, node, access path) with a mask of lanes, tabulated as in IFDS with the lanes as an IDE-style
 * value: every transfer function is "AND a mask", so all rules are solved in one pass and a callee is analyzed once
 * per entry fact, whoever asks (its tabulated exits are its summary). Masks in a context are absolute: the union of
 * what its callers bring; an exit is cut down again with the mask of each caller, which is exact because lanes do not
 * influence each other. The worklist is first-in first-out, cheap edges before doubtful ones, so the first way a lane
 * reaches a fact is a short and trustworthy one; that way is kept as the witness.
 *
 * What an instruction does is in local-steps.ts, what tests clear in checked-lanes.ts, whose calls are told apart in
 * context-table.ts; here are the worklist, the links between functions, and the facts.
 */
import type { CancellationToken } from '../base/cancellation.ts';
import { throwIfCancelled } from '../base/cancellation.ts';
import { maxFactsPerValue, maxStepsInOrder, maxStepsPerFunction } from '../base/limits.ts';
import { PairMap } from '../base/pair-map.ts';
import { SweepList } from '../base/sweep-list.ts';
import { CallTier } from '../callgraph/call-graph.ts';
import { isBlockDead } from '../ir/constants.ts';
import { Op } from '../ir/opcode.ts';
import { CheckedLanes } from './checked-lanes.ts';
import { ContextTable, contextFree, contextThisHeap } from './context-table.ts';
import { FactTable } from './fact-table.ts';
import { findIdleVersions, type IdleVersions } from './idle-versions.ts';
import { JoinedLanes } from './joined-lanes.ts';
import type { Promotion } from './lanes.ts';
import { LinkChanges } from './link-changes.ts';
import { LocalSteps } from './local-steps.ts';
import { type ModuleView, ModuleViews } from './module-views.ts';
import type { PromotedStep } from './named-properties.ts';
import { anyPath, emptyPath } from './paths.ts';
import type { Solution, SolveInput } from './solve-input.ts';
import { StepLog, seedLink } from './step-log.ts';
import { atInstruction, LinkKind } from './value-flow-graph.ts';

export type { Solution, SolveInput, SolverSeed } from './solve-input.ts';

/** A node with more links than this gets an index of its exits by call edge. */
const maxScannedLinks = 8;

/** Facts that room is made for at first: so many for each place that survived stage 1, up to a limit. */
const factsPerNode = 6;
const maxExpectedFacts = 2 ** 21;

function countAlive(alive: Int32Array): number {
  let count = 0;
  for (const mask of alive) if (mask !== 0) count++;
  return count;
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
  readonly #views: ModuleViews;
  readonly #contexts: ContextTable;
  readonly #checked: CheckedLanes;
  readonly #joined: JoinedLanes;
  readonly #local: LocalSteps;
  readonly #changes: LinkChanges;
  readonly #facts: FactTable;
  readonly #idle: IdleVersions;
  readonly #log: StepLog;
  // Two worklists: trusted and doubtful.
  #now: number[] = [];
  #later: number[] = [];
  /** Facts that were followed before, where lanes are gathered. */
  readonly #again = new SweepList(1024, true);
  readonly #overBudget = new Set<number>();
  #cutAt = -1;
  /** Fact and Enter link → the context it entered, and the path there. */
  #entered = new PairMap(1024);
  #enteredPath = new PairMap(1024);
  /** Facts from which something leaves their context: given to it already. */
  #isExit = new Uint8Array(1024);
  /** Per context: union of the masks of its exits. */
  readonly #exitMask: number[] = [];
  /** Node with many links → call edge → its Exit links. */
  readonly #exitLinks = new Map<number, ReadonlyMap<number, readonly number[]>>();
  /** Nodes at which a promotion, a sanitizer or a propagator stands. */
  readonly #isSpecial: Uint8Array;
  // The fact that is being processed.
  #fact = -1;
  #context = 0;
  #before = 0;
  #steps = 0;
  /** Mask → with the lanes that its own may become. */
  readonly #promoted = new Map<number, number>();
  /** Node of the heap → union of the masks of its facts. */
  readonly #fieldMask = new Map<number, number>();
  /** Facts at joins whose uses see more although the fact did not grow. */
  readonly #askedAgain = new Set<number>();
  /** Whether the fact that is being processed is one of them. */
  #isAskedAgain = false;

  constructor(input: SolveInput, cancel: CancellationToken) {
    this.#in = input;
    this.#cancel = cancel;
    const { graph, lanes, paths, symbols, program } = input;
    this.#views = new ModuleViews(program, symbols);
    this.#contexts = new ContextTable(program, graph, paths);
    this.#checked = new CheckedLanes(input, this.#views);
    // Facts are some times as many as the places that they may be at; growing copies, and pages nobody touches cost nothing.
    const expected = Math.min(maxExpectedFacts, factsPerNode * countAlive(input.alive));
    this.#facts = new FactTable(graph.nodeCount, expected);
    this.#log = new StepLog(2 * expected);
    this.#isSpecial = new Uint8Array(graph.nodeCount);
    for (const special of [input.cleared, input.propagators, input.namedProperties, input.promotions])
      for (const node of special.keys()) this.#isSpecial[node] = 1;
    this.#idle = findIdleVersions({ program, graph, alive: input.alive, isOwn: this.#ownNodes() });
    this.#joined = new JoinedLanes(input, this.#views, this.#facts, this.#idle.nameOf);
    this.#local = new LocalSteps(
      input,
      this.#checked,
      (to, path, mask) => this.#add(this.#context, to, path, mask, this.#fact, -1, -1, false),
      (phi, path) => this.#askAgain(phi, path),
    );
    this.#changes = new LinkChanges(graph, lanes, paths, symbols);
  }

  /** Nodes at which something begins or ends that is no matter of the versions before and after. */
  #ownNodes(): Uint8Array {
    const { seeds, propagators, namedProperties } = this.#in;
    const own = this.#isSpecial.slice();
    for (const { node } of seeds) own[node] = 1;
    for (const steps of [...propagators.values(), ...namedProperties.values()])
      for (const { to } of steps) own[to] = 1;
    return own;
  }

  run(): void {
    for (const seed of this.#in.seeds) {
      const mask = this.#in.lanes.masks.of(seed.lanes);
      this.#add(contextFree, seed.node, seed.path, mask, -1, seedLink, seed.id, false);
    }
    for (;;) {
      if (this.#now.length === 0 && this.#again.size > 0) {
        if (!this.#take(this.#again.next())) return;
        continue;
      }
      if (this.#now.length === 0) {
        if (this.#later.length === 0) return;
        this.#now = this.#later;
        this.#later = [];
      }
      const batch = this.#now;
      this.#now = [];
      for (const fact of batch) if (!this.#take(fact)) return;
    }
  }

  /** Follows a fact; false when the budget of the run is used up. */
  #take(fact: number): boolean {
    this.#facts.isQueued[fact] = 0;
    if ((++this.#steps & 0xfff) === 0) throwIfCancelled(this.#cancel);
    if (this.#steps > this.#in.maxSteps) {
      this.#cutAt = this.#in.graph.functionOf(this.#facts.nodeOf(fact));
      return false;
    }
    this.#process(fact);
    return true;
  }

  #process(fact: number): void {
    const facts = this.#facts;
    const mask = facts.maskOf(fact);
    const before = facts.done[fact] ?? 0;
    this.#isAskedAgain = mask === before;
    if (this.#isAskedAgain && !this.#askedAgain.delete(fact)) return;
    facts.done[fact] = mask;
    const context = facts.contextOf(fact);
    const node = facts.nodeOf(fact);
    const path = facts.pathOf(fact);
    if (context > contextThisHeap && this.#contexts.countStep(context) > maxStepsPerFunction) {
      this.#overBudget.add(this.#contexts.functionOf(context));
      return;
    }
    this.#fact = fact;
    this.#context = context;
    this.#before = before;
    const { graph, lanes } = this.#in;
    const view = node < graph.valueCount ? this.#views.of(node) : undefined;
    const isClearable = this.#checked.mayClear(mask, view);
    const isJoin = view !== undefined && view.ir.op[node - view.valueBase] === Op.Phi;
    for (let name = node; name >= 0; name = view ? (this.#idle.next[name] ?? -1) : -1) {
      if (view) this.#processUses(view, context, node, name, path, mask, isClearable, isJoin);
      const end = graph.start[name + 1] ?? 0;
      for (let k = graph.start[name] ?? 0; k < end; k++) {
        const seen = isJoin ? this.#joined.overLink(node, k, context, path, mask) : mask;
        if (!lanes.masks.isEmpty(seen)) this.#follow(fact, name, k, context, path, seen, isClearable);
      }
    }
    if (this.#isSpecial[node] === 0) return;
    for (const step of this.#in.propagators.get(node) ?? [])
      if (step.isWhole !== true || path === emptyPath)
        this.#add(context, step.to, emptyPath, lanes.masks.and(mask, step.mask), fact, -1, -1, false);
    for (const step of this.#in.namedProperties.get(node) ?? [])
      this.#readByName(step, fact, context, node, mask);
  }

  /** What is read by a name has the lanes that those of the name become, unless a test of the name came first. */
  #readByName(
    { to, promotion }: PromotedStep,
    fact: number,
    context: number,
    node: number,
    mask: number,
  ): void {
    const view = this.#views.of(node);
    if (!view || this.#in.alive[to] === 0 || !this.#isRun(to, context)) return;
    const { masks } = this.#in.lanes;
    const left = this.#checked.mayClear(mask, view)
      ? this.#checked.atUse(view, node - view.valueBase, to - view.valueBase, mask)
      : mask;
    const promoted = promotion.to.filter((_, index) => masks.has(left, promotion.from[index] ?? -1));
    if (promoted.length > 0) this.#add(context, to, emptyPath, masks.of(promoted), fact, -1, -1, false);
  }

  /** Steps inside a function, of a value that is known by `name` where it is used. */
  #processUses(
    view: ModuleView,
    context: number,
    node: number,
    name: number,
    path: number,
    mask: number,
    isClearable: boolean,
    isJoin: boolean,
  ): void {
    const { ir, valueBase, uses, constants } = view;
    const { alive, lanes } = this.#in;
    const { nameOf } = this.#idle;
    const local = name - valueBase;
    const dead = this.#contexts.deadCodeIn(view.index, context);
    let previous = -1;
    const end = uses.start[local + 1] ?? 0;
    for (let k = uses.start[local] ?? 0; k < end; k++) {
      const user = uses.users[k] ?? 0;
      if (user === previous) continue;
      previous = user;
      if (alive[valueBase + user] === 0 || nameOf[valueBase + user] !== valueBase + user) continue;
      const block = ir.block[user] ?? -1;
      if (isBlockDead(constants, block) || dead?.deadBlocks[block - dead.firstBlock] === 1) continue;
      let left = isClearable ? this.#checked.atUse(view, local, user, mask) : mask;
      if (isJoin)
        left = this.#joined.atUse(view, context, path, left, { phi: node - valueBase, name: local, user });
      // What is kept under a computed name belongs to the object that keeps it, and is read back as its own.
      if (ir.op[user] === Op.StoreX && ir.c[user] === local) left = this.#withoutPrototypes(left);
      if (!lanes.masks.isEmpty(left)) this.#local.use(view, path, left, local, user, dead);
    }
  }

  #withoutPrototypes(mask: number): number {
    if (this.#in.namedProperties.size === 0) return mask;
    const { masks } = this.#in.lanes;
    const [step] = this.#in.namedProperties.values().next().value ?? [];
    return step === undefined ? mask : masks.andNot(mask, masks.of(step.promotion.to));
  }

  /** Over one way into a join came what may be news to uses that do not see the others. Once, so that loops of joins end. */
  #askAgain(phi: number, path: number): void {
    if (this.#isAskedAgain) return;
    const fact = this.#facts.find(this.#context, phi, path);
    if (fact < 0 || this.#facts.isQueued[fact] === 1) return;
    this.#askedAgain.add(fact);
    this.#facts.isQueued[fact] = 1;
    this.#now.push(fact);
  }

  /** A step over a link of the graph. */
  #follow(
    fact: number,
    name: number,
    link: number,
    context: number,
    path: number,
    whole: number,
    isClearable: boolean,
  ): void {
    const { graph, lanes } = this.#in;
    const to = graph.to[link] ?? 0;
    if (this.#in.alive[to] === 0) return;
    let alive = isClearable ? this.#checked.overLink(name, link, to, whole) : whole;
    const changeId = graph.change[link] ?? -1;
    let next = path;
    let isDoubtful = false;
    if (changeId >= 0) {
      next = this.#changes.apply(changeId, path);
      if (next < 0) return;
      alive = lanes.masks.and(alive, this.#changes.masks[changeId] ?? 1);
      isDoubtful = this.#changes.isUnknown(changeId);
    }
    const edge = graph.edge[link] ?? -1;
    if (edge >= 0 && (graph.edgeTier[edge] ?? 0) >= CallTier.Name) isDoubtful = true;
    if (lanes.masks.isEmpty(alive)) return;
    const kind = graph.kind[link];
    if (kind !== LinkKind.Exit && !this.#runs(graph.site[link] ?? -1, context)) return;
    switch (kind) {
      case LinkKind.Enter:
        if (this.#contexts.mayEnter(context, edge) && !this.#isReadFromClass(edge, to, next, alive))
          this.#enter(fact, link, context, to, next, alive, isDoubtful);
        break;
      case LinkKind.Exit:
        if (this.#isKeptByClass(this.#facts.nodeOf(fact), to, edge, next, alive)) break;
        this.#exit(fact, link, context, to, next, alive, isDoubtful);
        break;
      case LinkKind.Move:
        this.#add(context, to, next, alive, fact, link, -1, isDoubtful);
        break;
      case LinkKind.Heap:
        this.#add(contextFree, to, next, alive, fact, link, -1, isDoubtful);
        break;
      case LinkKind.ThisHeap:
        this.#add(contextThisHeap, to, next, alive, fact, link, -1, isDoubtful);
        break;
      default:
        break;
    }
  }

  /** Whether what a receiver brings in a field is where the callee reads it from whoever the object is. */
  #isReadFromClass(edge: number, to: number, path: number, mask: number): boolean {
    const { graph, paths, sharesFields } = this.#in;
    if (!sharesFields || path <= anyPath || paths.hasCaptured(path)) return false;
    const receiver = graph.edgeIsFresh[edge];
    if (receiver === 1 || (receiver === 2 && !graph.sharedFields.isOfService(to))) return false;
    const field = graph.sharedFields.nodeOf(to, paths.head(path));
    return field >= 0 && this.#isAtField(field, paths.tail(path), mask);
  }

  /** Whether what a method left in a field of its receiver is where all methods read it, and nobody else will. */
  #isKeptByClass(from: number, to: number, edge: number, path: number, mask: number): boolean {
    const { graph, paths, sharesFields } = this.#in;
    if (!sharesFields || path <= anyPath || !graph.isSelf(from) || paths.hasCaptured(path)) return false;
    const receiver = graph.edgeIsFresh[edge];
    if (receiver === 1) return false;
    const target = graph.edgeTarget[edge] ?? -1;
    const field = graph.sharedFields.leftIn(to, target, paths.head(path), receiver === 2);
    return field >= 0 && this.#isAtField(field, paths.tail(path), mask);
  }

  /** Whether data is known to be at a path below a field that objects share, or, where the path was cut, somewhere below. */
  #isAtField(field: number, path: number, mask: number): boolean {
    if (
      this.#isKnown(contextFree, field, path, mask) ||
      this.#isKnown(contextFree, field, emptyPath, mask) ||
      this.#isKnown(contextFree, field, anyPath, mask)
    )
      return true;
    if (!this.#in.paths.isCut(path)) return false;
    const { masks } = this.#in.lanes;
    return masks.isEmpty(masks.andNot(mask, this.#fieldMask.get(field) ?? 0));
  }

  /** Whether the call of a site, or the instruction of a link, ever runs, as far as a context of its function knows. */
  #runs(site: number, context: number): boolean {
    if (site === -1) return true;
    return this.#isRun(site < 0 ? atInstruction(site) : this.#in.graph.siteValue(site), context);
  }

  #isRun(value: number, context: number): boolean {
    const view = this.#views.of(value);
    if (!view) return true;
    const block = view.ir.block[value - view.valueBase] ?? -1;
    if (isBlockDead(view.constants, block)) return false;
    const dead = this.#contexts.deadCodeIn(view.index, context);
    return dead?.deadBlocks[block - dead.firstBlock] !== 1;
  }

  /** Out of a callee, to callers that are known so far. */
  #exit(
    fact: number,
    link: number,
    context: number,
    to: number,
    path: number,
    mask: number,
    isDoubtful: boolean,
  ): void {
    const { graph, lanes } = this.#in;
    const edge = graph.edge[link] ?? -1;
    if (context === contextFree) {
      this.#add(this.#contexts.broughtOver(edge), to, path, mask, fact, link, -1, isDoubtful);
    } else if (this.#contexts.isBrought(context)) {
      const outer = this.#contexts.leaveBrought(context, edge);
      if (outer >= 0) this.#add(outer, to, path, mask, fact, link, -1, isDoubtful);
    } else if (context === contextThisHeap) {
      const receiver = graph.edgeIsFresh[edge] ?? 0;
      if (receiver === 1) return;
      const outer = receiver === 2 ? contextThisHeap : contextFree;
      this.#add(outer, to, path, mask, fact, link, -1, isDoubtful);
    } else {
      this.#markExit(context, fact);
      const { incoming } = this.#contexts;
      const list = incoming.listOver(context, edge);
      const facts = this.#facts;
      // What is found on the way may enter again over this edge; it then brings what is known here itself.
      const last = incoming.facts.lastOf(list);
      for (let at = incoming.facts.firstOf(list); at >= 0; at = at === last ? -1 : incoming.facts.after(at)) {
        const caller = incoming.facts.factAt(at);
        const alive = lanes.masks.and(mask, this.#withPromoted(facts.maskOf(caller)));
        this.#add(facts.contextOf(caller), to, path, alive, fact, link, caller, isDoubtful);
      }
    }
  }

  #markExit(context: number, fact: number): void {
    if (fact >= this.#isExit.length) {
      const grown = new Uint8Array(Math.max(fact + 1, this.#isExit.length * 2));
      grown.set(this.#isExit);
      this.#isExit = grown;
    }
    if (this.#isExit[fact] === 0) {
      this.#isExit[fact] = 1;
      this.#contexts.exits.add(context, fact);
    }
    this.#exitMask[context] = this.#in.lanes.masks.or(this.#exitMask[context] ?? 0, this.#facts.maskOf(fact));
  }

  /** Into a callee. */
  #enter(
    fact: number,
    link: number,
    outer: number,
    to: number,
    entryPath: number,
    mask: number,
    isDoubtful: boolean,
  ): void {
    const { graph, lanes } = this.#in;
    const edge = graph.edge[link] ?? -1;
    let context = this.#entered.get(fact, link, -1);
    let path = entryPath;
    const isFirst = context < 0;
    if (isFirst) {
      const entry = this.#contexts.enter(outer, edge, to, entryPath);
      context = entry.context;
      path = entry.path;
      this.#entered.set(fact, link, context);
      if (path !== entryPath) this.#enteredPath.set(fact, link, path);
      if (!this.#hasEnteredBeside(fact, link, edge, context))
        this.#contexts.incoming.add(context, edge, fact);
    } else path = this.#enteredPath.get(fact, link, entryPath);
    this.#add(context, to, path, mask, fact, link, -1, isDoubtful);
    // What is already known to leave the callee leaves to this caller too, or with more lanes than before.
    const { exits } = this.#contexts;
    const last = exits.lastOf(context);
    if (last < 0) return;
    const now = this.#withPromoted(this.#facts.maskOf(fact));
    const fresh = isFirst ? now : lanes.masks.andNot(now, this.#withPromoted(this.#before));
    if (lanes.masks.isEmpty(lanes.masks.and(fresh, this.#exitMask[context] ?? 0))) return;
    for (let at = exits.firstOf(context); at >= 0; at = at === last ? -1 : exits.after(at))
      this.#leaveTo(fact, edge, exits.factAt(at), isDoubtful);
  }

  /** Whether the fact has entered the context over another link of the same call. */
  #hasEnteredBeside(fact: number, link: number, edge: number, context: number): boolean {
    const { graph } = this.#in;
    const node = this.#facts.nodeOf(fact);
    const end = graph.start[node + 1] ?? 0;
    for (let k = graph.start[node] ?? 0; k < end; k++)
      if (k !== link && graph.edge[k] === edge && this.#entered.get(fact, k, -1) === context) return true;
    return false;
  }

  /** What leaves a callee from fact `exit`, for the caller in which `fact` entered it over `edge`. */
  #leaveTo(fact: number, edge: number, exit: number, isDoubtful: boolean): void {
    const { graph } = this.#in;
    const node = this.#facts.nodeOf(exit);
    const start = graph.start[node] ?? 0;
    const end = graph.start[node + 1] ?? 0;
    if (end - start > maxScannedLinks) {
      for (const k of this.#exitLinksOf(node).get(edge) ?? []) this.#leaveOver(fact, exit, k, isDoubtful);
      return;
    }
    for (let k = start; k < end; k++)
      if (graph.kind[k] === LinkKind.Exit && graph.edge[k] === edge)
        this.#leaveOver(fact, exit, k, isDoubtful);
  }

  #leaveOver(fact: number, exit: number, link: number, isDoubtful: boolean): void {
    const { graph, lanes } = this.#in;
    const facts = this.#facts;
    const target = graph.to[link] ?? 0;
    if (this.#in.alive[target] === 0) return;
    const changeId = graph.change[link] ?? -1;
    let next = facts.pathOf(exit);
    let alive = lanes.masks.and(facts.maskOf(exit), this.#withPromoted(facts.maskOf(fact)));
    let doubtful = isDoubtful;
    if (changeId >= 0) {
      next = this.#changes.apply(changeId, next);
      if (next < 0) return;
      alive = lanes.masks.and(alive, this.#changes.masks[changeId] ?? 1);
      doubtful ||= this.#changes.isUnknown(changeId);
    }
    if (this.#isKeptByClass(facts.nodeOf(exit), target, graph.edge[link] ?? -1, next, alive)) return;
    this.#add(facts.contextOf(fact), target, next, alive, exit, link, fact, doubtful);
  }

  #exitLinksOf(node: number): ReadonlyMap<number, readonly number[]> {
    const known = this.#exitLinks.get(node);
    if (known) return known;
    const { graph } = this.#in;
    const byEdge = new Map<number, number[]>();
    for (let k = graph.start[node] ?? 0; k < (graph.start[node + 1] ?? 0); k++) {
      if (graph.kind[k] !== LinkKind.Exit) continue;
      const edge = graph.edge[k] ?? -1;
      const links = byEdge.get(edge);
      if (links) links.push(k);
      else byEdge.set(edge, [k]);
    }
    this.#exitLinks.set(node, byEdge);
    return byEdge;
  }

  /** Adds lanes to a fact. `other` is the caller that an exit was matched with, or the seed; -1 otherwise. */
  #add(
    context: number,
    at: number,
    path: number,
    mask: number,
    from: number,
    link: number,
    other: number,
    isDoubtful: boolean,
  ): void {
    const { masks } = this.#in.lanes;
    const node = this.#nodeOf(at);
    if (node < 0) return;
    let alive = this.#in.alive[node] ?? 0;
    if (alive === 0) return;
    if (this.#isSpecial[node] === 0) alive = masks.and(mask, alive);
    else {
      const promotions = this.#in.promotions.get(node);
      alive = masks.and(promotions ? this.#promote(mask, promotions) : mask, alive);
      const cleared = this.#in.cleared.get(node);
      if (cleared !== undefined && link !== seedLink) alive = masks.andNot(alive, cleared);
    }
    if (masks.isEmpty(alive)) return;
    const facts = this.#facts;
    if (this.#isKnownToAll(context, node, path, alive)) return;
    let fact = facts.find(context, node, path);
    if (fact < 0) {
      let kept = path;
      if (path > anyPath) {
        // Data that is known to be anywhere below (or to be the value itself) is also where this path says.
        if (this.#isKnown(context, node, emptyPath, alive) || this.#isKnown(context, node, anyPath, alive))
          return;
        kept = this.#widen(context, node, path);
        if (kept < 0) kept = path;
        if (kept !== path) fact = facts.find(context, node, kept);
      }
      if (fact < 0) fact = facts.add(context, node, kept);
    }
    const old = facts.maskOf(fact);
    const grown = masks.or(old, alive);
    if (grown === old) return;
    facts.setMask(fact, grown);
    if (node >= this.#in.graph.valueCount)
      this.#fieldMask.set(node, masks.or(this.#fieldMask.get(node) ?? 0, grown));
    const last = facts.lastStep[fact] ?? -1;
    const step = this.#log.push(from, link, other, masks.andNot(grown, old), last);
    if (last < 0) facts.firstStep[fact] = step;
    facts.lastStep[fact] = step;
    if (facts.isQueued[fact] === 1) return;
    facts.isQueued[fact] = 1;
    if (this.#gathersLanes && (facts.done[fact] ?? 0) !== 0) this.#again.add(fact);
    else if (isDoubtful) this.#later.push(fact);
    else this.#now.push(fact);
  }

  /** Whether lanes that come to a fact later wait until nothing new is found. */
  get #gathersLanes(): boolean {
    return this.#in.gathersLanes || this.#steps > maxStepsInOrder;
  }

  /** The node that facts of a node are kept at; -1 if they are not kept, since they are known elsewhere. */
  #nodeOf(node: number): number {
    return node < this.#in.graph.valueCount ? (this.#idle.nameOf[node] ?? -1) : node;
  }

  /**
   * Whether data that belongs to some callers is known to be there for all of them, in a run that is long. What follows from
   * it follows from that too, for more callers. But the way that is known may begin at a source that is less sure, so runs
   * that come to their end anyway follow both.
   */
  #isKnownToAll(context: number, node: number, path: number, mask: number): boolean {
    if (this.#in.sharesFields !== true || this.#steps <= maxStepsInOrder) return false;
    if (context <= contextThisHeap || this.#contexts.isBrought(context)) return false;
    return this.#isKnown(contextFree, node, path, mask);
  }

  #isKnown(context: number, node: number, path: number, mask: number): boolean {
    const { masks } = this.#in.lanes;
    const known = this.#facts.find(context, node, path);
    return known >= 0 && masks.isEmpty(masks.andNot(mask, this.#facts.maskOf(known)));
  }

  /** What a caller's lanes may have become inside of the function it called, by names of properties. */
  #withPromoted(mask: number): number {
    if (this.#in.namedProperties.size === 0) return mask;
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
    return this.#in.paths.merged(path, count <= maxFactsPerValue ? 1 : 0);
  }

  /** What was found. The solver ends here: what only the run needs is forgotten, the witnesses stay. */
  result(): Solution {
    const facts = this.#facts;
    facts.seal();
    this.#contexts.seal();
    this.#entered = new PairMap();
    this.#enteredPath = new PairMap();
    this.#exitLinks.clear();
    this.#isExit = new Uint8Array(0);
    this.#now = [];
    this.#later = [];
    const { masks } = this.#in.lanes;
    return {
      factCount: facts.size,
      contextCount: this.#contexts.size,
      steps: this.#steps,
      overBudget: [...this.#overBudget].sort((x, y) => x - y),
      cutAt: this.#cutAt,
      contextOf: (fact) => facts.contextOf(fact),
      nodeOf: (fact) => facts.nodeOf(fact),
      pathOf: (fact) => facts.pathOf(fact),
      maskOf: (fact) => facts.maskOf(fact),
      factsAt: (node) => {
        const at = this.#nodeOf(node);
        return at < 0 ? [] : facts.at(at);
      },
      stepOf: (fact, lane) => this.#log.find(facts.firstStep[fact] ?? -1, (mask) => masks.has(mask, lane)),
      stepsOf: (fact) => this.#log.all(facts.firstStep[fact] ?? -1),
      isLive: (fact, value) => this.#isRun(value, facts.contextOf(fact)),
      maskAt: (fact, value) => this.#joined.ofFact(fact, value),
      incomingOf: (context) => this.#contexts.incoming.of(context),
    };
  }
}
