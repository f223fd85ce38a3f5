/**
 * Which functions run when an endpoint is called: its chain, what these call, and the closures in them.
 */

import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import type { CallGraph } from '../callgraph/call-graph.ts';
import { Op } from '../ir/opcode.ts';
import type { Program } from '../program/program.ts';

/** Direct callees, callbacks handed out, and closures of each function; memoized per analysis. */
export interface CallTree {
  /** All functions (global) reachable from these, the start included. */
  reachableFrom(functions: readonly number[]): ReadonlySet<number>;
}

/** Creates the index. */
export function createCallTree(program: Program, callGraph: CallGraph): CallTree {
  const memo = new Map<number, readonly number[]>();
  const stepsOf = (f: number): readonly number[] => {
    const known = memo.get(f);
    if (known) return known;
    const out = new Set<number>();
    const module = program.modules[program.moduleOfFunction[f] ?? 0];
    const record = module?.ir.functions[f - (module?.functionBase ?? 0)];
    if (module && record) {
      const { ir, valueBase, functionBase } = module;
      for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++) {
        if (ir.op[i] === Op.Func) out.add(functionBase + (ir.a[i] ?? 0));
        const site = callGraph.siteOfValue[valueBase + i] ?? -1;
        if (site < 0) continue;
        for (let k = callGraph.targetStart[site] ?? 0; k < (callGraph.targetStart[site + 1] ?? 0); k++)
          out.add(callGraph.targets[k] ?? 0);
        const count = argumentCount(module, i);
        for (let n = 0; n < count; n++) {
          const argument = argumentAt(module, i, n);
          if (argument >= 0)
            for (const target of callGraph.functionsOf(valueBase + argument)) out.add(target);
        }
      }
    }
    const list = [...out];
    memo.set(f, list);
    return list;
  };
  return {
    reachableFrom: (functions) => {
      const seen = new Set<number>(functions);
      const stack = [...functions];
      while (stack.length > 0) {
        for (const next of stepsOf(stack.pop() ?? 0)) {
          if (seen.has(next)) continue;
          seen.add(next);
          stack.push(next);
        }
      }
      return seen;
    },
  };
}
