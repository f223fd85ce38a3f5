/**
 * Whether a place of an endpoint runs only after a check: one that ties the record to the caller, or one of a role.
 *
 * Conditions are read backward from branches: comparisons of the two sides, membership, records that exist only if both
 * belong together, and calls of the workspace, whose results and normal ends are judged by the same means (the
 * post-conditions of helpers, bottom-up). Places are judged upward: what a function does is behind a check if its own
 * ways there are, or all calls of it in this endpoint, or the chain before the handler. A check that refuses nothing
 * takes no way away (see guarded-places.ts). Recursion proves nothing.
 */

import { argumentAt } from '../callgraph/call-arguments.ts';
import { Op } from '../ir/opcode.ts';
import { usesOf } from '../ir/uses.ts';
import type { ProgramModule } from '../program/program.ts';
import type { CheckContext, MetCheck } from './check-context.ts';
import { methodName } from './condition-shapes.ts';
import type { EndpointView } from './endpoint-view.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import type { FunctionPlaces } from './function-places.ts';
import { FunctionProofs } from './function-proofs.ts';
import { functionAt, instructionsOf } from './guard-context.ts';
import { touchLane } from './guard-flow.ts';
import { isEdgeReachedWithout, isReachedWithout } from './guarded-places.ts';
import { holdsByName } from './library-conditions.ts';
import { MetChecks } from './met-checks.ts';
import type { PlainCells } from './shared-proofs.ts';

/** What is proven for one endpoint and query at one level, whatever the place: kept for all places that are judged. */
export class LevelProofs {
  readonly checks: CheckContext;
  readonly met = new MetChecks();
  readonly functions: FunctionProofs;
  /** Whether every way through the chain before the handler passes a check; undefined before it was asked. */
  chain: boolean | undefined;

  constructor(
    view: EndpointView,
    checks: Omit<CheckContext, 'met'>,
    plainCells: (checks: CheckContext) => PlainCells,
  ) {
    const own = { ...checks, met: this.met };
    this.checks = own;
    const { level } = checks;
    const plain = plainCells(own);
    this.functions = new FunctionProofs(
      view.context.input,
      (leaf) => leaf(own),
      (f) => level.trusts === 'failures' && (level.failuresOf ?? f) === f,
      {
        look: (cell) => {
          const elsewhere = plain.look(cell);
          if (!elsewhere) this.met.repeat(cell);
          return elsewhere;
        },
        begin: (cell) => this.met.begin(cell),
        end: () => this.met.end(),
      },
    );
  }
}

/** What is kept of the chain, among the cells of functions. */
const chainCell = 'chain';

/** Judges one place, or several that are one, of one endpoint for one query. Of a level, one at a time is at work. */
export class TieProver {
  readonly #view: EndpointView;
  readonly #endpoint: Endpoint;
  readonly #level: LevelProofs;
  readonly #proofs: FunctionProofs;
  readonly #in: FunctionPlaces;
  readonly #places = new Map<number, boolean>();

  constructor(view: EndpointView, endpoint: Endpoint, level: LevelProofs, places: FunctionPlaces) {
    this.#in = places;
    this.#view = view;
    this.#endpoint = endpoint;
    this.#level = level;
    this.#proofs = level.functions;
    level.met.restart();
  }

  /** Checks that were met; those of a place that was proven are why. */
  met(): readonly MetCheck[] {
    return this.#level.met.all();
  }

  /** Whether the instruction (global value) runs only after a check. */
  proves(value: number): boolean {
    return this.chainHolds() || this.#placeHolds(value);
  }

  /** Whether the branch that brings a value over the edge between two blocks is taken only after a check. */
  provesEdge(module: ProgramModule, functionId: number, from: number, to: number): boolean {
    return !isEdgeReachedWithout(this.#proofs.reachOf(module, functionId), from, to);
  }

  /** Whether a list that query `q` read is narrowed down by a comparison with the caller: `list.filter(…)`. */
  filtersList(q: number): boolean {
    const { queries } = this.#view.context;
    const lane = touchLane(q, queries.length);
    for (const f of this.#view.tree)
      for (const { list, callbacks } of this.#in.filteredIn(f)) {
        if (!this.#view.lanesAt(list).has(lane)) continue;
        if (callbacks.every((callback) => this.#proofs.returnHolds(callback, true))) return true;
      }
    return false;
  }

  /** Whether every way through the chain before the handler passes a check. */
  chainHolds(): boolean {
    const level = this.#level;
    if (level.chain !== undefined) {
      level.met.repeat(chainCell);
      return level.chain;
    }
    level.chain = false;
    level.met.begin(chainCell);
    const anyOf = this.#endpoint.chain.filter(({ isAnyOf }) => isAnyOf === true);
    const isAlone = (f: number) => !anyOf.some(({ functions }) => functions.includes(f));
    level.chain =
      this.#endpoint.middleware.some((f) => isAlone(f) && this.#linkHolds(f)) ||
      anyOf.some(({ functions }) => functions.length > 0 && functions.every((f) => this.#linkHolds(f))) ||
      holdsByName(level.checks, this.#endpoint.chain);
    level.met.end();
    return level.chain;
  }

  /** Whether a member of the chain goes on only after a check. */
  #linkHolds(f: number): boolean {
    const passes = this.#in.passesOf(f);
    if (passes.length > 0) return passes.every((pass) => this.#placeHolds(pass, f));
    const at = functionAt(this.#view.context.input.program, f);
    const record = at?.module.ir.functions[at.local];
    if (!at || !record || record.params.length >= 4) return false;
    // A guard says yes by what it gives back; what a hook gives back is nobody's business.
    const isGuard = this.#endpoint.chain.some(
      ({ kind, functions }) => kind === 'guard' && functions.includes(f),
    );
    if (this.#proofs.endHolds(f) || (isGuard && this.#proofs.returnHolds(f, true))) return true;
    return !isGuard && this.#refuses(at.module, at.local);
  }

  /** Whether a hook that passes by ending sends an answer on every way that is not behind a check. */
  #refuses(module: ProgramModule, local: number): boolean {
    const reach = this.#proofs.reachOf(module, local);
    if (!reach.hasCuts) return false;
    const [first, end] = instructionsOf(module, local);
    for (let i = first; i < end; i++) {
      if (module.ir.op[i] !== Op.Ret || !isReachedWithout(module.ir, reach, i)) continue;
      if (!answersBefore(module, i)) return false;
    }
    return true;
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
    if (!isReachedWithout(module.ir, this.#proofs.reachOf(at.module, at.local), value - module.valueBase))
      return true;
    if (this.#isAnswerAfterCheck(module, value - module.valueBase)) return true;
    if (f === root || this.#endpoint.handlers.includes(f)) return false;
    const ways = this.#waysInto(f);
    return ways.length > 0 && ways.every((way) => this.#wayHolds(way, f, root));
  }

  /** `return this.service.find(id, user)`: what a promise brings is answered only after it was kept. */
  #isAnswerAfterCheck(module: ProgramModule, i: number): boolean {
    return module.ir.op[i] === Op.Ret && this.#proofs.awaitEnds(module, module.ir.a[i] ?? -1);
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
          if (targets.length > 0 && targets.every((target) => this.#proofs.endHolds(target))) return true;
        } else if (this.#proofs.callEnds(module, at)) return true;
        at = ir.b[at] ?? -1;
      }
    }
    return false;
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
