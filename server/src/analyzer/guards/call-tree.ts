/**
 * Which functions run when an endpoint is called: its chain, what these call, and the closures in them.
 *
 * A wrapper such as `asyncHandler(fn)` calls what it was given, and the call graph knows one function for all its uses:
 * where such a call may reach a function that this endpoint was registered with, it reaches no other. What a wrapper is
 * given is taken to run, also where the call graph has lost count of its uses. The wrapped function may stand elsewhere:
 * in a variable, an exported object or a static field of a class.
 */
import { maxTokensPerValue } from '../base/limits.ts';
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import { Op } from '../ir/opcode.ts';
import type { EndpointInput } from './endpoints/endpoint.ts';
import { callBehind, elementsOf } from './endpoints/value-origin.ts';

/** Direct callees, callbacks handed out, and closures of each function; memoized per analysis. */
export interface CallTree {
  /** All functions (global) reachable from these, the start included; `handed` are those given to its wrappers. */
  reachableFrom(functions: readonly number[], handed: ReadonlySet<number>): ReadonlySet<number>;
  /** Functions that stand as arguments of wrappers in a registration (global value). */
  handedIn(registration: number): ReadonlySet<number>;
}

/** Wrappers around one another. */
const maxWrappers = 8;

/** What one place of a function leads to. */
type Step = readonly number[];

/** Creates the index. */
export function createCallTree(input: EndpointInput): CallTree {
  const { program, callGraph } = input;
  const memo = new Map<number, readonly Step[]>();
  const stepsOf = (f: number): readonly Step[] => {
    const known = memo.get(f);
    if (known) return known;
    const out: Step[] = [];
    const single = new Set<number>();
    const module = program.modules[program.moduleOfFunction[f] ?? 0];
    const record = module?.ir.functions[f - (module?.functionBase ?? 0)];
    if (module && record) {
      const { ir, valueBase, functionBase } = module;
      for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++) {
        if (ir.op[i] === Op.Func) single.add(functionBase + (ir.a[i] ?? 0));
        const site = callGraph.siteOfValue[valueBase + i] ?? -1;
        if (site < 0) continue;
        const targets = callGraph.targets.subarray(
          callGraph.targetStart[site] ?? 0,
          callGraph.targetStart[site + 1] ?? 0,
        );
        if (targets.length > 1) out.push([...targets]);
        else for (const target of targets) single.add(target);
        const count = argumentCount(module, i);
        for (let n = 0; n < count; n++) {
          const argument = argumentAt(module, i, n);
          if (argument >= 0)
            for (const target of callGraph.functionsOf(valueBase + argument)) single.add(target);
        }
      }
    }
    for (const target of single) out.push([target]);
    memo.set(f, out);
    return out;
  };
  return {
    reachableFrom: (functions, handed) => {
      const seen = new Set<number>([...functions, ...handed]);
      const stack = [...seen];
      while (stack.length > 0) {
        for (const step of stepsOf(stack.pop() ?? 0)) {
          const isWrapped =
            step.length > 1 &&
            handed.size > 0 &&
            (step.length >= maxTokensPerValue || step.some((next) => handed.has(next)));
          for (const next of step) {
            if (seen.has(next) || (isWrapped && !handed.has(next))) continue;
            seen.add(next);
            stack.push(next);
          }
        }
      }
      return seen;
    },
    handedIn: (registration) => {
      const out = new Set<number>();
      collectHanded(input, registration, 0, out);
      return out;
    },
  };
}

/** Functions among the arguments of the calls that a value is made of, wherever these stand. */
function collectHanded(input: EndpointInput, value: number, depth: number, out: Set<number>): void {
  if (depth > maxWrappers) return;
  const { program, callGraph } = input;
  for (const element of elementsOf(input, value)) {
    const behind = callBehind(input, element);
    const module = program.modules[callGraph.moduleOfValue[behind] ?? -1];
    if (!module || module.ir.op[behind - module.valueBase] !== Op.Call) continue;
    const count = argumentCount(module, behind - module.valueBase);
    for (let k = 0; k < count; k++) {
      const argument = argumentAt(module, behind - module.valueBase, k);
      if (argument < 0) continue;
      // What a registration is given itself runs anyway; what a wrapper is given, only here.
      if (depth > 0) for (const f of callGraph.functionsOf(module.valueBase + argument)) out.add(f);
      collectHanded(input, module.valueBase + argument, depth + 1, out);
    }
  }
}
