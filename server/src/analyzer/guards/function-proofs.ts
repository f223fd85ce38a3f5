/**
 * What functions prove by themselves: whether they end, or give back something truthy, only after a check, and which of
 * their blocks are reached without one.
 *
 * Read off the code and the call graph; whatever depends on endpoint and record is asked through `ask`. Each answer is
 * a *cell* and is found once; a `watch` is told of every look at one and may know the answer from elsewhere (see
 * shared-proofs.ts). Recursion proves nothing.
 */

import { argumentAt } from '../callgraph/call-arguments.ts';
import { targetsOf } from '../callgraph/call-graph.ts';
import { Op } from '../ir/opcode.ts';
import { usesOf } from '../ir/uses.ts';
import type { ProgramModule } from '../program/program.ts';
import type { FunctionJudge, Leaf } from './check-context.ts';
import { methodName } from './condition-shapes.ts';
import { functionAt, type GuardInput, instructionsOf } from './guard-context.ts';
import { isEdgeReachedWithout, isReachedWithout, type Reach, reachWithout } from './guarded-places.ts';
import { endsAsDeclared, endsOfLibrary } from './library-conditions.ts';
import { endsByName } from './role-conditions.ts';
import { TieConditions } from './tie-conditions.ts';

/** Cells of a function: its number here plus `cellsOfFunction` times its global id. Texts have cells of their own. */
export const CellKind = { Reach: 0, End: 1, ReturnsFalsy: 2, ReturnsTruthy: 3 } as const;
export const cellsOfFunction = 4;

/** Which answer about which function; a string for one about a text that it gives back. */
export type Cell = number | string;

/** Who follows which cells are looked at, and may know an answer. */
export interface ProofWatch {
  /** A cell is looked at: who has its answer already, undefined if it must be found here. */
  look(cell: Cell): FunctionJudge | undefined;
  /** Its answer begins to be found, and is found. */
  begin(cell: Cell): void;
  end(): void;
}

/** See the head of this file. */
export class FunctionProofs implements FunctionJudge {
  readonly #input: GuardInput;
  readonly #ask: (leaf: Leaf) => boolean;
  readonly #ignoresFailures: (f: number) => boolean;
  readonly #watch: ProofWatch;
  readonly #conditions: TieConditions;
  readonly #reach = new Map<number, Reach | 'pending'>();
  readonly #draftReach = new Map<number, Reach>();
  /** Ends and returns by cell. */
  readonly #answers = new Map<Cell, boolean>();

  constructor(
    input: GuardInput,
    ask: (leaf: Leaf) => boolean,
    ignoresFailures: (f: number) => boolean,
    watch: ProofWatch,
  ) {
    this.#input = input;
    this.#ask = ask;
    this.#ignoresFailures = ignoresFailures;
    this.#watch = watch;
    this.#conditions = new TieConditions(input, ask, this);
  }

  /** Blocks of a function (local) that are reached without a check. */
  reachOf(module: ProgramModule, local: number): Reach {
    const f = module.functionBase + local;
    const cell = f * cellsOfFunction + CellKind.Reach;
    const elsewhere = this.#watch.look(cell);
    if (elsewhere) return elsewhere.reachOf(module, local);
    const known = this.#reach.get(f);
    if (known !== undefined && known !== 'pending') return known;
    if (known === 'pending') {
      const draft = this.#draftReach.get(f);
      if (draft) return draft;
      return reachWithout(module.ir, local, provesNothing, this.#ignoresFailures(f));
    }
    this.#reach.set(f, 'pending');
    this.#watch.begin(cell);
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
    this.#watch.end();
    return reach;
  }

  /** Whether the function ends without an exception only after a check. */
  endHolds(f: number): boolean {
    const cell = f * cellsOfFunction + CellKind.End;
    const elsewhere = this.#watch.look(cell);
    if (elsewhere) return elsewhere.endHolds(f);
    const known = this.#answers.get(cell);
    if (known !== undefined) return known;
    this.#answers.set(cell, false);
    this.#watch.begin(cell);
    const at = functionAt(this.#input.program, f);
    let holds = false;
    if (at) {
      const reach = this.reachOf(at.module, at.local);
      holds = reach.hasCuts;
      const [first, end] = instructionsOf(at.module, at.local);
      for (let i = first; i < end && holds; i++) {
        if (at.module.ir.op[i] === Op.Ret && isReachedWithout(at.module.ir, reach, i)) holds = false;
      }
    }
    this.#answers.set(cell, holds);
    this.#watch.end();
    return holds;
  }

  /** Whether the function gives back something truthy (or falsy) only after a check. */
  returnHolds(f: number, isTruthy: boolean, field = ''): boolean {
    if (field !== '') return this.#returnHoldsAnew(f, isTruthy, field);
    const cell = f * cellsOfFunction + (isTruthy ? CellKind.ReturnsTruthy : CellKind.ReturnsFalsy);
    const elsewhere = this.#watch.look(cell);
    if (elsewhere) return elsewhere.returnHolds(f, isTruthy);
    const known = this.#answers.get(cell);
    if (known !== undefined) return known;
    this.#answers.set(cell, false);
    this.#watch.begin(cell);
    const holds = this.#returnHoldsAnew(f, isTruthy, '');
    this.#answers.set(cell, holds);
    this.#watch.end();
    return holds;
  }

  #returnHoldsAnew(f: number, isTruthy: boolean, field: string): boolean {
    const at = functionAt(this.#input.program, f);
    let holds = false;
    if (at) {
      const { module, local } = at;
      const reach = this.reachOf(module, local);
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
    return holds;
  }

  /** Whether the function gives back a text, or anything but it, only after a check. */
  returnsTextAfter(f: number, text: string, isEqual: boolean, field: string): boolean {
    const cell = `${f}:${field}${isEqual ? '=' : '!'}${text}`;
    const elsewhere = this.#watch.look(cell);
    if (elsewhere) return elsewhere.returnsTextAfter(f, text, isEqual, field);
    const known = this.#answers.get(cell);
    if (known !== undefined) return known;
    this.#answers.set(cell, false);
    this.#watch.begin(cell);
    const at = functionAt(this.#input.program, f);
    let holds = false;
    if (at) {
      const { module, local } = at;
      const reach = this.reachOf(module, local);
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
    this.#answers.set(cell, holds);
    this.#watch.end();
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
    if (ir.op[i] === Op.Await) return this.awaitEnds(module, ir.a[i] ?? -1);
    return this.callEnds(module, i);
  }

  /** Whether what is waited for comes only after a check: `await check()`, `await Promise.all([check(), …])`. */
  awaitEnds(module: ProgramModule, awaited: number, depth = 0): boolean {
    const { ir } = module;
    if (awaited < 0 || depth > 4) return false;
    if (ir.op[awaited] === Op.Copy) return this.awaitEnds(module, ir.a[awaited] ?? -1, depth + 1);
    if (ir.op[awaited] !== Op.Call) return false;
    if (this.callEnds(module, awaited, true)) return true;
    if (methodName(module, awaited) !== 'all') return false;
    const list = argumentAt(module, awaited, 0);
    if (list < 0 || ir.op[list] !== Op.Arr) return false;
    const from = ir.a[list] ?? 0;
    for (let k = 1; k <= (ir.args[from] ?? 0); k++)
      if (this.awaitEnds(module, ir.args[from + k] ?? -1, depth + 1)) return true;
    return false;
  }

  /** Whether a call ends without an exception only after a check. */
  callEnds(module: ProgramModule, i: number, isAwaited = false): boolean {
    const { callGraph, models, program } = this.#input;
    const value = module.valueBase + i;
    const site = callGraph.siteOfValue[value] ?? -1;
    if (site < 0) return false;
    for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
      if (models.states[callGraph.states[k] ?? 0]?.call?.neverReturns) return true;
    }
    if (!isTested(module, i) && this.#ask((checks) => endsAsDeclared(checks, module, i, isAwaited)))
      return true;
    const name = callGraph.calleeName(site);
    const targets = targetsOf(callGraph, site);
    if (targets.length > 0) {
      const holds = targets.every((target) => {
        const at = functionAt(program, target);
        const isAsync = at?.module.ir.functions[at.local]?.isAsync === true;
        return (isAwaited || !isAsync) && this.endHolds(target);
      });
      // A check that gives its answer back says nothing by ending: only one whose answer nobody takes must throw.
      return holds || (!isUsed(module, i) && this.#ask((checks) => endsByName(checks, module, i, name)));
    }
    return this.#ask((checks) => endsOfLibrary(checks, module, i, name));
  }
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
