/**
 * Places in functions that proofs of many endpoints begin at: calls by which a chain goes on, and lists that are narrowed
 * down. Each function is searched once.
 */
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import { Op } from '../ir/opcode.ts';
import { methodName } from './condition-shapes.ts';
import { functionAt, type GuardContext, instructionsOf } from './guard-context.ts';
import { heldTouch } from './guard-flow.ts';

/** `list.filter(…)` of what a query may have read. Global ids. */
export interface FilteredList {
  readonly list: number;
  readonly callbacks: readonly number[];
}

/** See the head of this file. */
export class FunctionPlaces {
  readonly #context: GuardContext;
  readonly #passes = new Map<number, readonly number[]>();
  readonly #filtered = new Map<number, readonly FilteredList[]>();

  constructor(context: GuardContext) {
    this.#context = context;
  }

  /** Calls of `next()` in a function and the functions written in it. */
  passesOf(f: number): readonly number[] {
    let passes = this.#passes.get(f);
    if (!passes) {
      passes = this.#findPasses(f);
      this.#passes.set(f, passes);
    }
    return passes;
  }

  /** Lists of records that a function narrows down by a function of its own. */
  filteredIn(f: number): readonly FilteredList[] {
    let filtered = this.#filtered.get(f);
    if (!filtered) {
      filtered = this.#findFiltered(f);
      this.#filtered.set(f, filtered);
    }
    return filtered;
  }

  #findPasses(f: number): readonly number[] {
    const { input } = this.#context;
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
        } else if (ir.op[i] === Op.Call) {
          const count = argumentCount(at.module, i);
          const site = input.callGraph.siteOfValue[valueBase + i] ?? -1;
          if (site < 0 || (count > 0 && count < 3)) continue;
          // A wrapper of a resolver hands on what it was given: `next(root, args, ctx, info)`.
          const passing = count === 0 ? /^(next|done)$/ : /^(next|resolve|resolver)$/;
          if (passing.test(input.callGraph.calleeName(site))) out.push(valueBase + i);
        }
      }
    }
    return out;
  }

  #findFiltered(f: number): readonly FilteredList[] {
    const { input, flow } = this.#context;
    const out: FilteredList[] = [];
    const at = functionAt(input.program, f);
    if (!at) return out;
    const { ir, valueBase } = at.module;
    const [first, end] = instructionsOf(at.module, at.local);
    for (let i = first; i < end; i++) {
      const list = ir.op[i] === Op.Call && methodName(at.module, i) === 'filter' ? (ir.b[i] ?? -1) : -1;
      if (list < 0 || (flow.heldAt(valueBase + list) & heldTouch) === 0) continue;
      const callbacks = input.callGraph.functionsOf(valueBase + argumentAt(at.module, i, 0));
      if (callbacks.length > 0) out.push({ list: valueBase + list, callbacks });
    }
    return out;
  }
}
