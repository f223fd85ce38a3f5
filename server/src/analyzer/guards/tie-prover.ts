/**
 * Whether a place of an endpoint runs only after a check: one that ties the record to the caller, or one of a role.
 *
 * Conditions are read backward from branches: comparisons of the two sides, membership, records that exist only if both
 * belong together, and calls of the workspace, whose results and normal ends are judged by the same means (the
 * post-conditions of helpers, bottom-up). Places are judged upward: what a function does is behind a check if its own
 * ways there are, or all calls of it in this endpoint, or the chain before the handler. A check that refuses nothing
 * takes no way away (see guarded-places.ts). Recursion proves nothing.
 */

import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import { targetsOf } from '../callgraph/call-graph.ts';
import { Op } from '../ir/opcode.ts';
import { usesOf } from '../ir/uses.ts';
import type { ProgramModule } from '../program/program.ts';
import type { CheckContext, MetCheck, ProofLevel } from './check-context.ts';
import { methodName } from './condition-shapes.ts';
import type { EndpointView } from './endpoint-view.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import { functionAt, instructionsOf } from './guard-context.ts';
import { touchLane } from './guard-flow.ts';
import { isEdgeReachedWithout, isReachedWithout, type Reach, reachWithout } from './guarded-places.ts';
import { endsAsDeclared, endsOfLibrary, holdsByName } from './library-conditions.ts';
import { endsByName } from './role-conditions.ts';
import { TieConditions } from './tie-conditions.ts';

/** Judges places of one endpoint for one query. */
export class TieProver {
  readonly #view: EndpointView;
  readonly #endpoint: Endpoint;
  readonly #checks: CheckContext;
  readonly #conditions: TieConditions;
  readonly #reach = new Map<number, Reach | 'pending'>();
  readonly #draftReach = new Map<number, Reach>();
  readonly #returns = new Map<number, boolean>();
  readonly #ends = new Map<number, boolean>();
  readonly #places = new Map<number, boolean>();
  /** Function, comparison and text → whether it is given back only after a check. */
  readonly #texts = new Map<string, boolean>();
  readonly #ignoresFailures: (f: number) => boolean;
  #chain: boolean | undefined;

  constructor(
    view: EndpointView,
    endpoint: Endpoint,
    q: number,
    level: ProofLevel,
    hasCommonRoleInChain: boolean,
  ) {
    this.#view = view;
    this.#endpoint = endpoint;
    this.#ignoresFailures = (f) => level.trusts === 'failures' && (level.failuresOf ?? f) === f;
    const judge = {
      returnHolds: (f: number, isTruthy: boolean, field?: string) => this.#returnHolds(f, isTruthy, field),
      returnsTextAfter: (f: number, text: string, isEqual: boolean, field: string) =>
        this.#returnsTextAfter(f, text, isEqual, field),
      reachOf: (module: ProgramModule, functionId: number) => this.#reachOf(module, functionId),
    };
    this.#checks = { view, q, level, hasCommonRoleInChain, judge, met: new Map() };
    this.#conditions = new TieConditions(this.#checks);
  }

  /** Checks that were met; those of a place that was proven are why. */
  met(): readonly MetCheck[] {
    return [...this.#checks.met.values()];
  }

  /** Whether the instruction (global value) runs only after a check. */
  proves(value: number): boolean {
    return this.#chainHolds() || this.#placeHolds(value);
  }

  /** Blocks of a function (global) that are reached without a check. */
  reachIn(f: number): Reach | undefined {
    const at = functionAt(this.#view.context.input.program, f);
    return at && this.#reachOf(at.module, at.local);
  }

  /** Whether the branch that brings a value over the edge between two blocks is taken only after a check. */
  provesEdge(module: ProgramModule, functionId: number, from: number, to: number): boolean {
    return !isEdgeReachedWithout(this.#reachOf(module, functionId), from, to);
  }

  /** Whether a list that query `q` read is narrowed down by a comparison with the caller: `list.filter(…)`. */
  filtersList(q: number): boolean {
    const { input, queries } = this.#view.context;
    const lane = touchLane(q, queries.length);
    for (const f of this.#view.tree) {
      const at = functionAt(input.program, f);
      if (!at) continue;
      const { ir, valueBase } = at.module;
      const [first, end] = instructionsOf(at.module, at.local);
      for (let i = first; i < end; i++) {
        const receiver = ir.op[i] === Op.Call && methodName(at.module, i) === 'filter' ? (ir.b[i] ?? -1) : -1;
        if (receiver < 0 || !this.#view.lanesAt(valueBase + receiver).has(lane)) continue;
        const callbacks = this.#functionsOf(at.module, argumentAt(at.module, i, 0));
        if (callbacks.length > 0 && callbacks.every((callback) => this.#returnHolds(callback, true)))
          return true;
      }
    }
    return false;
  }

  /** Whether every way through the chain before the handler passes a check. */
  #chainHolds(): boolean {
    if (this.#chain === undefined) {
      this.#chain = false;
      this.#chain =
        this.#endpoint.middleware.some((f) => this.#linkHolds(f)) ||
        holdsByName(this.#checks, this.#endpoint.chain);
    }
    return this.#chain;
  }

  /** Whether a member of the chain goes on only after a check. */
  #linkHolds(f: number): boolean {
    const passes = this.#passesOf(f);
    if (passes.length > 0) return passes.every((pass) => this.#placeHolds(pass, f));
    const at = functionAt(this.#view.context.input.program, f);
    const record = at?.module.ir.functions[at.local];
    if (!at || !record || record.params.length >= 4) return false;
    // A guard says yes by what it gives back; what a hook gives back is nobody's business.
    const isGuard = this.#endpoint.chain.some(
      ({ kind, functions }) => kind === 'guard' && functions.includes(f),
    );
    if (this.#endHolds(f) || (isGuard && this.#returnHolds(f, true))) return true;
    return !isGuard && this.#refuses(at.module, at.local);
  }

  /** Whether a hook that passes by ending sends an answer on every way that is not behind a check. */
  #refuses(module: ProgramModule, local: number): boolean {
    const reach = this.#reachOf(module, local);
    if (!reach.hasCuts) return false;
    const [first, end] = instructionsOf(module, local);
    for (let i = first; i < end; i++) {
      if (module.ir.op[i] !== Op.Ret || !isReachedWithout(module.ir, reach, i)) continue;
      if (!answersBefore(module, i)) return false;
    }
    return true;
  }

  /** Calls of `next()` in a function and the functions written in it. */
  #passesOf(f: number): number[] {
    const { input } = this.#view.context;
    const out: number[] = [];
    const stack = [f];
    const seen = new Set<number>(stack);
    while (stack.length > 0) {
      const at = functionAt(input.program, stack.pop() ?? 0);
      if (!at) continue;
      const { ir, valueBase, functionBase } = at.module;
      const [first, end] = instructionsOf(at.module, at.local);
      for (let i = first; i < end; i++) {
        if (ir.op[i] === Op.Func) {
          const inner = functionBase + (ir.a[i] ?? 0);
          if (!seen.has(inner)) {
            seen.add(inner);
            stack.push(inner);
          }
        } else if (ir.op[i] === Op.Call && argumentCount(at.module, i) === 0) {
          const site = input.callGraph.siteOfValue[valueBase + i] ?? -1;
          if (site >= 0 && /^(next|done)$/.test(input.callGraph.calleeName(site))) out.push(valueBase + i);
        }
      }
    }
    return out;
  }

  /** Upward: the place in its function, else all that leads into the function. `root` ends the walk. */
  #placeHolds(value: number, root = -1): boolean {
    const key = value * 2 + (root >= 0 ? 1 : 0);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    // A way that leads back here adds no other way in.
    this.#places.set(key, true);
    const holds = this.#placeHoldsAnew(value, root);
    this.#places.set(key, holds);
    return holds;
  }

  #placeHoldsAnew(value: number, root: number): boolean {
    const { input, flow } = this.#view.context;
    const module = input.moduleOf(value);
    const f = flow.graph.functionOf(value);
    const at = f < 0 ? undefined : functionAt(input.program, f);
    if (!module || !at) return false;
    if (!isReachedWithout(module.ir, this.#reachOf(at.module, at.local), value - module.valueBase))
      return true;
    if (f === root || this.#endpoint.handlers.includes(f)) return false;
    const ways = this.#waysInto(f);
    return ways.length > 0 && ways.every((way) => this.#wayHolds(way, f, root));
  }

  #wayHolds(way: number, f: number, root: number): boolean {
    if (this.#placeHolds(way, root)) return true;
    const { input } = this.#view.context;
    const module = input.moduleOf(way);
    // `load().then(check).then(f)`: f runs only if what stands before it in the chain ended.
    return module !== undefined && this.#earlierStepHolds(module, way - module.valueBase, f);
  }

  /** Calls of a function in this endpoint; if there are none, the places where it is made. */
  #waysInto(f: number): number[] {
    const { input, flow } = this.#view.context;
    const { callGraph, program } = input;
    const calls: number[] = [];
    for (let k = callGraph.callerStart[f] ?? 0; k < (callGraph.callerStart[f + 1] ?? 0); k++) {
      const value = callGraph.sites[callGraph.callers[k] ?? 0] ?? -1;
      if (value >= 0 && this.#view.tree.has(flow.graph.functionOf(value))) calls.push(value);
    }
    if (calls.length > 0) return calls;
    const at = functionAt(program, f);
    const parent = at?.module.ir.functions[at.local]?.parent ?? -1;
    if (!at || parent < 0 || !this.#view.tree.has(at.module.functionBase + parent)) return [];
    const [first, end] = instructionsOf(at.module, parent);
    const made: number[] = [];
    for (let i = first; i < end; i++) {
      if (at.module.ir.op[i] === Op.Func && at.module.ir.a[i] === at.local)
        made.push(at.module.valueBase + i);
    }
    return made;
  }

  /** `made` is the Func instruction of `f`: is it given to a `then` behind a step that ends only after a check? */
  #earlierStepHolds(module: ProgramModule, made: number, f: number): boolean {
    const { ir } = module;
    if (ir.op[made] !== Op.Func) return false;
    const uses = usesOf(ir);
    for (let k = uses.start[made] ?? 0; k < (uses.start[made + 1] ?? 0); k++) {
      const call = uses.users[k] ?? 0;
      if (ir.op[call] !== Op.Call || argumentAt(module, call, 0) !== made) continue;
      for (let at = ir.b[call] ?? -1, depth = 0; at >= 0 && depth < 12; depth++) {
        if (ir.op[at] !== Op.Call) break;
        const step = argumentAt(module, at, 0);
        if (methodName(module, at) === 'then' && step >= 0) {
          const targets = this.#functionsOf(module, step).filter((target) => target !== f);
          if (targets.length > 0 && targets.every((target) => this.#endHolds(target))) return true;
        } else if (this.#callEnds(module, at)) return true;
        at = ir.b[at] ?? -1;
      }
    }
    return false;
  }

  #reachOf(module: ProgramModule, local: number): Reach {
    const f = module.functionBase + local;
    const known = this.#reach.get(f);
    if (known !== undefined && known !== 'pending') return known;
    if (known === 'pending') {
      const draft = this.#draftReach.get(f);
      if (draft) return draft;
      return reachWithout(module.ir, local, provesNothing, this.#ignoresFailures(f));
    }
    this.#reach.set(f, 'pending');
    const establisher = {
      holdsWhen: (value: number, isTruthy: boolean) => this.#conditions.holds(module, value, isTruthy),
      holdsInCase: (instruction: number, index: number) =>
        this.#conditions.holdsInCase(module, instruction, index),
      holdsAfter: (instruction: number) => this.#holdsAfter(module, instruction),
    };
    let reach = reachWithout(module.ir, local, establisher, this.#ignoresFailures(f));
    // Variables set behind checks are known only once the ways to these are.
    for (let round = 0; round < 2 && reach.hasCuts; round++) {
      this.#draftReach.set(f, reach);
      reach = reachWithout(module.ir, local, establisher, this.#ignoresFailures(f));
    }
    this.#draftReach.delete(f);
    this.#reach.set(f, reach);
    return reach;
  }

  /** Whether the function ends without an exception only after a check. */
  #endHolds(f: number): boolean {
    const known = this.#ends.get(f);
    if (known !== undefined) return known;
    this.#ends.set(f, false);
    const at = functionAt(this.#view.context.input.program, f);
    let holds = false;
    if (at) {
      const reach = this.#reachOf(at.module, at.local);
      holds = reach.hasCuts;
      const [first, end] = instructionsOf(at.module, at.local);
      for (let i = first; i < end && holds; i++) {
        if (at.module.ir.op[i] === Op.Ret && isReachedWithout(at.module.ir, reach, i)) holds = false;
      }
    }
    this.#ends.set(f, holds);
    return holds;
  }

  /** Whether the function gives back something truthy (or falsy) only after a check. */
  #returnHolds(f: number, isTruthy: boolean, field = ''): boolean {
    const memo = f * 2 + (isTruthy ? 1 : 0);
    const known = field === '' ? this.#returns.get(memo) : undefined;
    if (known !== undefined) return known;
    if (field === '') this.#returns.set(memo, false);
    const at = functionAt(this.#view.context.input.program, f);
    let holds = false;
    if (at) {
      const { module, local } = at;
      const reach = this.#reachOf(module, local);
      const [first, end] = instructionsOf(module, local);
      holds = true;
      let count = 0;
      for (let i = first; i < end && holds; i++) {
        if (module.ir.op[i] !== Op.Ret) continue;
        count++;
        if (!isReachedWithout(module.ir, reach, i)) continue;
        const value = module.ir.a[i] ?? -1;
        if (value < 0) holds = isTruthy;
        else if (field === '') holds = this.#conditions.holds(module, value, isTruthy);
        else holds = this.#fieldHolds(module, value, field, isTruthy);
      }
      if (count === 0) holds = false;
    }
    if (field === '') this.#returns.set(memo, holds);
    return holds;
  }

  /** Whether the function gives back a text, or anything but it, only after a check. */
  #returnsTextAfter(f: number, text: string, isEqual: boolean, field: string): boolean {
    const key = `${f}:${field}${isEqual ? '=' : '!'}${text}`;
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    this.#texts.set(key, false);
    const at = functionAt(this.#view.context.input.program, f);
    let holds = false;
    if (at) {
      const { module, local } = at;
      const reach = this.#reachOf(module, local);
      const [first, end] = instructionsOf(module, local);
      holds = reach.hasCuts;
      for (let i = first; i < end && holds; i++)
        if (module.ir.op[i] === Op.Ret && isReachedWithout(module.ir, reach, i))
          holds = !this.#mayBeText(
            module,
            fieldValue(module, module.ir.a[i] ?? -1, field),
            reach,
            text,
            isEqual,
            0,
          );
    }
    this.#texts.set(key, holds);
    return holds;
  }

  /** Whether a value may be the text (or anything but it) on a way without a check. */
  #mayBeText(
    module: ProgramModule,
    value: number,
    reach: Reach,
    text: string,
    isEqual: boolean,
    depth: number,
  ): boolean {
    const { ir } = module;
    if (value < 0 || depth > 20) return true;
    if (ir.op[value] === Op.Copy)
      return this.#mayBeText(module, ir.a[value] ?? -1, reach, text, isEqual, depth + 1);
    if (ir.op[value] === Op.Phi) {
      const block = ir.block[value] ?? -1;
      const list = ir.a[value] ?? 0;
      const first = ir.predecessorStart[block] ?? 0;
      for (let k = 0; k < (ir.args[list] ?? 0); k++) {
        const operand = ir.args[list + 1 + k] ?? -1;
        const from = ir.predecessors[first + k] ?? -1;
        if (operand === value || !isEdgeReachedWithout(reach, from, block)) continue;
        if (this.#mayBeText(module, operand, reach, text, isEqual, depth + 1)) return true;
      }
      return false;
    }
    const constant = ir.op[value] === Op.Const ? ir.constants[ir.a[value] ?? 0] : undefined;
    if (!constant) return true;
    return (constant.kind === 'string' && constant.value === text) === isEqual;
  }

  /** The same for a field of an object literal: `return { allowed: a.id === b.id }`. */
  #fieldHolds(module: ProgramModule, value: number, field: string, isTruthy: boolean): boolean {
    const { ir } = module;
    for (let at = value, depth = 0; at >= 0 && depth < 200; depth++) {
      if (ir.op[at] === Op.Store && ir.strings[ir.b[at] ?? 0] === field)
        return this.#conditions.holds(module, ir.c[at] ?? -1, isTruthy);
      if (ir.op[at] === Op.Obj) return isTruthy;
      if (ir.op[at] === Op.Const) return isTruthy;
      if (ir.op[at] !== Op.Store && ir.op[at] !== Op.Copy && ir.op[at] !== Op.Post) return false;
      at = ir.a[at] ?? -1;
    }
    return false;
  }

  #holdsAfter(module: ProgramModule, i: number): boolean {
    const { ir } = module;
    if (ir.op[i] === Op.Await) return this.#awaitEnds(module, ir.a[i] ?? -1, 0);
    return this.#callEnds(module, i);
  }

  /** `await check()`, `await Promise.all([check(), …])`. */
  #awaitEnds(module: ProgramModule, awaited: number, depth: number): boolean {
    const { ir } = module;
    if (awaited < 0 || depth > 4) return false;
    if (ir.op[awaited] === Op.Copy) return this.#awaitEnds(module, ir.a[awaited] ?? -1, depth + 1);
    if (ir.op[awaited] !== Op.Call) return false;
    if (this.#callEnds(module, awaited, true)) return true;
    if (methodName(module, awaited) !== 'all') return false;
    const list = argumentAt(module, awaited, 0);
    if (list < 0 || ir.op[list] !== Op.Arr) return false;
    const from = ir.a[list] ?? 0;
    for (let k = 1; k <= (ir.args[from] ?? 0); k++)
      if (this.#awaitEnds(module, ir.args[from + k] ?? -1, depth + 1)) return true;
    return false;
  }

  /** Whether a call ends without an exception only after a check. */
  #callEnds(module: ProgramModule, i: number, isAwaited = false): boolean {
    const { callGraph, models, program } = this.#view.context.input;
    const value = module.valueBase + i;
    const site = callGraph.siteOfValue[value] ?? -1;
    if (site < 0) return false;
    for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
      if (models.states[callGraph.states[k] ?? 0]?.call?.neverReturns) return true;
    }
    if (!isTested(module, i) && endsAsDeclared(this.#checks, module, i, isAwaited)) return true;
    const targets = targetsOf(this.#view.context.input.callGraph, site);
    if (targets.length > 0) {
      const holds = targets.every((target) => {
        const at = functionAt(program, target);
        const isAsync = at?.module.ir.functions[at.local]?.isAsync === true;
        return (isAwaited || !isAsync) && this.#endHolds(target);
      });
      // A check that gives its answer back says nothing by ending: only one whose answer nobody takes must throw.
      return holds || (!isUsed(module, i) && endsByName(this.#checks, module, i, callGraph.calleeName(site)));
    }
    return endsOfLibrary(this.#checks, module, i, callGraph.calleeName(site));
  }

  #functionsOf(module: ProgramModule, value: number): readonly number[] {
    return this.#view.context.input.callGraph.functionsOf(module.valueBase + value);
  }
}

/** `return reply.code(403).send()`, `reply.send(…); return reply;`: the hook has answered the request itself. */
function answersBefore(module: ProgramModule, ret: number): boolean {
  const { ir } = module;
  const start = ir.blockStart[ir.block[ret] ?? 0] ?? ret;
  for (let i = ret - 1; i >= start; i--)
    if (ir.op[i] === Op.Call && sending.test(methodName(module, i)) && isOfReply(module, ir.b[i] ?? -1))
      return true;
  return false;
}

const sending = /^(send|json|end|redirect|render|forbidden|unauthorized|notFound|badRequest|sendStatus)$/;

/** Whether a value is the second parameter of its function, or what calls on it give back. */
function isOfReply({ ir }: ProgramModule, value: number): boolean {
  let at = value;
  for (let steps = 0; at >= 0 && steps < 20; steps++) {
    const op = ir.op[at];
    if (op === Op.Param) return ir.a[at] === 1;
    if (op === Op.Call) at = ir.b[at] ?? -1;
    else if (op === Op.Copy || op === Op.Post || op === Op.Pi) at = ir.a[at] ?? -1;
    else return false;
  }
  return false;
}

/** The value of a field of an object literal, -1 if it is not known; the value itself if no field is named. */
function fieldValue({ ir }: ProgramModule, value: number, field: string): number {
  if (field === '') return value;
  for (let at = value, steps = 0; at >= 0 && steps < 200; steps++) {
    if (ir.op[at] === Op.Store && ir.strings[ir.b[at] ?? 0] === field) return ir.c[at] ?? -1;
    if (ir.op[at] !== Op.Store && ir.op[at] !== Op.Copy && ir.op[at] !== Op.Post) return -1;
    at = ir.a[at] ?? -1;
  }
  return -1;
}

/** Whether the result of a call, awaited or not, is looked at. */
function isUsed({ ir }: ProgramModule, call: number): boolean {
  const { start, users } = usesOf(ir);
  const work = [call];
  for (let value = work.pop(); value !== undefined; value = work.pop()) {
    for (let k = start[value] ?? 0; k < (start[value + 1] ?? 0); k++) {
      const user = users[k] ?? -1;
      if (ir.op[user] !== Op.Await) return true;
      work.push(user);
    }
  }
  return false;
}

/** Whether the result of a call, awaited or not, decides where control goes: then its end alone says nothing. */
function isTested({ ir }: ProgramModule, call: number): boolean {
  const { start, users } = usesOf(ir);
  const work = [call];
  const seen = new Set(work);
  for (let value = work.pop(); value !== undefined; value = work.pop()) {
    for (let k = start[value] ?? 0; k < (start[value + 1] ?? 0); k++) {
      const user = users[k] ?? -1;
      switch (ir.op[user]) {
        case Op.Branch:
        case Op.Switch:
        case Op.Ret:
          return true;
        case Op.Await:
        case Op.Copy:
        case Op.Not:
        case Op.Cmp:
        case Op.Phi:
          if (!seen.has(user)) work.push(user);
          seen.add(user);
          break;
        default:
          break;
      }
    }
  }
  return false;
}

const provesNothing = { holdsWhen: () => false, holdsInCase: () => false, holdsAfter: () => false };
