/**
 * Whether the filter of a query binds the record to the caller on every way that leads to it.
 *
 * Read backward through the objects that the filter is made of: a condition that is added in one branch only, a spread
 * that may be empty, an alternative (`OR`) without the caller, or a value of the request that takes the caller's place
 * (`req.query.user ?? me.id`) leaves a way open. Ways that only a lifted role takes are no hole. What is not understood
 * counts by what the data flow says may be there.
 */
import { argumentAt } from '../callgraph/call-arguments.ts';
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import type { EndpointView } from './endpoint-view.ts';
import { isExcludingField, isVisibilityField, junctionOf } from './filter-words.ts';
import { type FilterPort, functionAt, instructionsOf } from './guard-context.ts';
import { subjectLane } from './guard-flow.ts';

/** Whether the edge between two blocks of a function is taken by callers of a lifted role only. */
export type IsLifted = (module: ProgramModule, functionId: number, from: number, to: number) => boolean;

const maxDepth = 60;

/** Whether the filter of query `q`, which a value of the caller reaches, holds one whatever way is taken. */
export function isAlwaysTied(view: EndpointView, q: number, isLifted: IsLifted): boolean {
  const reader = new FilterReader(view, q, isLifted);
  return reader.isTied();
}

class FilterReader {
  readonly #view: EndpointView;
  readonly #q: number;
  readonly #isLifted: IsLifted;
  /** Whether any value of the caller was met: ways that are all a role's tie nothing. */
  #isMet = false;

  constructor(view: EndpointView, q: number, isLifted: IsLifted) {
    this.#view = view;
    this.#q = q;
    this.#isLifted = isLifted;
  }

  isTied(): boolean {
    const { filters } = this.#view.context;
    const ports = filters[this.#q] ?? [];
    return ports.some((port) => this.#isAlwaysAsked(port) && this.#portHolds(port)) && this.#isMet;
  }

  /** Whether a condition that is added to a builder is added whatever way leads to the query, but those of lifted roles. */
  #isAlwaysAsked({ call = -1 }: FilterPort): boolean {
    const { input, queries } = this.#view.context;
    const query = queries[this.#q]?.value ?? -1;
    const module = input.moduleOf(query);
    if (call < 0 || call === query || !module || input.moduleOf(call) !== module) return true;
    const { ir, valueBase } = module;
    const [f, added, asked] = [
      ir.functionOf[call - valueBase] ?? -1,
      ir.block[call - valueBase] ?? -1,
      ir.block[query - valueBase] ?? -1,
    ];
    const entry = ir.functions[f]?.firstBlock ?? -1;
    if (f !== ir.functionOf[query - valueBase] || added === asked || added === entry) return true;
    const stack = [entry];
    const seen = new Set<number>([added, entry]);
    while (stack.length > 0) {
      const at = stack.pop() ?? -1;
      if (at === asked) return false;
      for (let k = ir.successorStart[at] ?? 0; k < (ir.successorStart[at + 1] ?? 0); k++) {
        const next = ir.successors[k] ?? -1;
        if (seen.has(next) || this.#isLifted(module, f, at, next)) continue;
        seen.add(next);
        stack.push(next);
      }
    }
    return true;
  }

  #portHolds(port: FilterPort): boolean {
    const module = this.#view.context.input.moduleOf(port.node);
    if (!module) return false;
    const value = port.node - module.valueBase;
    if (port.path.length === 0 && !isMadeHere(module, value)) return this.#value(module, value, 0, new Set());
    return this.#filter(module, value, port.path, 0, new Set());
  }

  /** Whether the conditions of the object at `value`, below `path`, always name the caller. */
  #filter(
    module: ProgramModule,
    value: number,
    path: readonly string[],
    depth: number,
    seen: Set<number>,
  ): boolean {
    const { ir, valueBase } = module;
    if (value < 0 || depth > maxDepth) return false;
    const next = (other: number, below = path) => this.#filter(module, other, below, depth + 1, seen);
    switch (ir.op[value]) {
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
      case Op.Await:
        return next(ir.a[value] ?? -1);
      case Op.Phi:
        return this.#phi(module, value, seen, (operand) => next(operand));
      case Op.Store: {
        const name = ir.strings[ir.b[value] ?? 0] ?? '';
        const earlier = ir.a[value] ?? -1;
        if (path.length > 0) return name === path[0] ? next(ir.c[value] ?? -1, path.slice(1)) : next(earlier);
        return this.#condition(module, name, ir.c[value] ?? -1, depth, seen) || next(earlier);
      }
      case Op.StoreX: {
        const name = symbolName(module, ir.b[value] ?? -1);
        if (path.length > 0) return next(ir.a[value] ?? -1);
        return this.#condition(module, name, ir.c[value] ?? -1, depth, seen) || next(ir.a[value] ?? -1);
      }
      case Op.Spread: {
        const spread = ir.b[value] ?? -1;
        // `{ owner: me.id, ...req.query }`: the request has the last word.
        return next(spread) || (!this.#isWholeRequest(module, spread) && next(ir.a[value] ?? -1));
      }
      case Op.Obj:
      case Op.Const:
      case Op.Unk:
        return false;
      case Op.CellGet: {
        const single = ir.cells[ir.a[value] ?? 0]?.singleValue ?? -1;
        return single >= 0 ? next(single) : this.#mayHold(module, value, path);
      }
      case Op.Param:
        return this.#parameter(module, value, path, seen, (owner, argument) =>
          this.#filter(owner, argument, path, depth + 1, seen),
        );
      case Op.Call: {
        const returned = this.#returned(valueBase + value);
        if (returned.length === 0 || seen.has(valueBase + value)) return this.#mayHold(module, value, path);
        seen.add(valueBase + value);
        return returned.every(([owner, result]) => this.#filter(owner, result, path, depth + 1, seen));
      }
      default:
        return this.#mayHold(module, value, path);
    }
  }

  /** Whether a value is the query or the body of a request as it came, with fields of any name. */
  #isWholeRequest(module: ProgramModule, value: number): boolean {
    const { ir, valueBase } = module;
    let at = value;
    for (let steps = 0; at >= 0 && steps < 20; steps++) {
      const op = ir.op[at];
      if (op === Op.CellGet) at = ir.cells[ir.a[at] ?? 0]?.singleValue ?? -1;
      else if (op === Op.Copy || op === Op.Pi || op === Op.Post) at = ir.a[at] ?? -1;
      else break;
    }
    // What a parameter of a declared form holds was chosen by that form.
    if (at < 0 || ir.op[at] !== Op.Load) return false;
    const keys = this.#view.keysAt(valueBase + at);
    return keys.size > 0 && [...keys].every((key) => key.endsWith('.*'));
  }

  /** One key of a filter object with its value. */
  #condition(module: ProgramModule, name: string, value: number, depth: number, seen: Set<number>): boolean {
    if (isExcludingField(name)) return false;
    const junction = junctionOf(name);
    if (junction === undefined) return this.#value(module, value, depth + 1, seen);
    const { ir } = module;
    let at = value;
    while (at >= 0 && (ir.op[at] === Op.Copy || ir.op[at] === Op.Post || ir.op[at] === Op.Pi))
      at = ir.a[at] ?? -1;
    if (at < 0 || ir.op[at] !== Op.Arr) return this.#mayHold(module, value, []);
    const list = ir.a[at] ?? 0;
    const elements = Array.from({ length: ir.args[list] ?? 0 }, (_, k) => ir.args[list + 1 + k] ?? -1);
    const holds = (element: number) => this.#filter(module, element, [], depth + 1, seen);
    if (junction === 'all') return elements.some(holds);
    return elements.length > 0 && elements.every((element) => isVisible(module, element) || holds(element));
  }

  /** Whether a value is always the caller's. */
  #value(module: ProgramModule, value: number, depth: number, seen: Set<number>): boolean {
    const { ir } = module;
    if (value < 0 || depth > maxDepth) return false;
    const next = (other: number) => this.#value(module, other, depth + 1, seen);
    switch (ir.op[value]) {
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
        return next(ir.a[value] ?? -1);
      case Op.Phi:
        return this.#phi(module, value, seen, next);
      case Op.Store:
      case Op.StoreX:
      case Op.Spread:
        return this.#filter(module, value, [], depth + 1, seen);
      case Op.Arr: {
        const list = ir.a[value] ?? 0;
        // A list of allowed values: what is written out is nobody's choice.
        const elements = Array.from({ length: ir.args[list] ?? 0 }, (_, k) => ir.args[list + 1 + k] ?? -1);
        const chosen = elements.filter((element) => ir.op[element] !== Op.Const);
        return chosen.length > 0 && chosen.every(next);
      }
      case Op.Obj:
      case Op.Const:
      case Op.Unk:
        return false;
      case Op.CellGet: {
        const single = ir.cells[ir.a[value] ?? 0]?.singleValue ?? -1;
        return single >= 0 ? next(single) : this.#leaf(module, value);
      }
      case Op.Param:
        return this.#parameter(module, value, [], seen, (owner, argument) =>
          this.#value(owner, argument, depth + 1, seen),
        );
      default:
        return this.#leaf(module, value);
    }
  }

  #leaf(module: ProgramModule, value: number): boolean {
    const holds = this.#view.isOfCaller(module.valueBase + value, this.#q);
    if (holds) this.#isMet = true;
    return holds;
  }

  #mayHold(module: ProgramModule, value: number, path: readonly string[]): boolean {
    const port = { node: module.valueBase + value, path };
    const holds =
      this.#view.factsBelow(port, subjectLane).length > 0 ||
      (path.length === 0 && this.#view.isOfCaller(port.node, this.#q));
    if (holds) this.#isMet = true;
    return holds;
  }

  /** All operands that come over ways which more than a lifted role takes. */
  #phi(module: ProgramModule, phi: number, seen: Set<number>, holds: (operand: number) => boolean): boolean {
    const { ir, valueBase } = module;
    if (seen.has(valueBase + phi)) return true;
    seen.add(valueBase + phi);
    const block = ir.block[phi] ?? -1;
    const list = ir.a[phi] ?? 0;
    const first = ir.predecessorStart[block] ?? 0;
    for (let k = 0; k < (ir.args[list] ?? 0); k++) {
      const operand = ir.args[list + 1 + k] ?? -1;
      const from = ir.predecessors[first + k] ?? -1;
      if (operand === phi || this.#isLifted(module, ir.functionOf[phi] ?? 0, from, block)) continue;
      if (!holds(operand)) return false;
    }
    return true;
  }

  /** What the callers in this endpoint hand over; what is known of the parameter itself if there are none. */
  #parameter(
    module: ProgramModule,
    value: number,
    path: readonly string[],
    seen: Set<number>,
    holds: (owner: ProgramModule, argument: number) => boolean,
  ): boolean {
    const { input, flow } = this.#view.context;
    const { callGraph } = input;
    const { ir, valueBase, functionBase } = module;
    const f = functionBase + (ir.functionOf[value] ?? 0);
    if (seen.has(valueBase + value)) return true;
    seen.add(valueBase + value);
    let count = 0;
    for (let k = callGraph.callerStart[f] ?? 0; k < (callGraph.callerStart[f + 1] ?? 0); k++) {
      const call = callGraph.sites[callGraph.callers[k] ?? 0] ?? -1;
      const owner = input.moduleOf(call);
      if (!owner || !this.#view.tree.has(flow.graph.functionOf(call))) continue;
      const argument = argumentAt(owner, call - owner.valueBase, ir.a[value] ?? 0);
      if (argument < 0) return this.#mayHold(module, value, path);
      count++;
      if (!holds(owner, argument)) return false;
    }
    return count > 0 || this.#mayHold(module, value, path);
  }

  /** What the functions of the workspace that a call reaches give back. */
  #returned(call: number): readonly (readonly [ProgramModule, number])[] {
    const { callGraph, program } = this.#view.context.input;
    const site = callGraph.siteOfValue[call] ?? -1;
    const out: [ProgramModule, number][] = [];
    if (site < 0) return out;
    for (let k = callGraph.targetStart[site] ?? 0; k < (callGraph.targetStart[site + 1] ?? 0); k++) {
      const at = functionAt(program, callGraph.targets[k] ?? 0);
      if (!at) continue;
      const [first, end] = instructionsOf(at.module, at.local);
      for (let i = first; i < end; i++) {
        const result = at.module.ir.op[i] === Op.Ret ? (at.module.ir.a[i] ?? -1) : -1;
        if (result >= 0) out.push([at.module, result]);
      }
    }
    return out;
  }
}

/** Whether a value is an object that is put together in the same function. */
function isMadeHere(module: ProgramModule, value: number): boolean {
  const op = module.ir.op[value];
  return (
    op === Op.Store ||
    op === Op.StoreX ||
    op === Op.Spread ||
    op === Op.Obj ||
    op === Op.Phi ||
    op === Op.Copy
  );
}

/** An alternative that everybody may see: `{ isPublic: true }`. */
function isVisible(module: ProgramModule, element: number): boolean {
  const { ir } = module;
  for (let at = element, steps = 0; at >= 0 && steps < 20; steps++) {
    if (ir.op[at] === Op.Store && isVisibilityField(ir.strings[ir.b[at] ?? 0] ?? '')) return true;
    if (ir.op[at] !== Op.Store && ir.op[at] !== Op.Copy && ir.op[at] !== Op.Spread) return false;
    at = ir.a[at] ?? -1;
  }
  return false;
}

/** `Op.or` in `{ [Op.or]: […] }`. */
function symbolName(module: ProgramModule, index: number): string {
  const { ir } = module;
  let at = index;
  while (at >= 0 && ir.op[at] === Op.Copy) at = ir.a[at] ?? -1;
  return at >= 0 && ir.op[at] === Op.Load ? (ir.strings[ir.b[at] ?? 0] ?? '') : '';
}
