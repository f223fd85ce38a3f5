/**
 * Functions that return only if a test of their argument holds: `assertName(x)` throws for everything else.
 *
 * From the tests inside such a function to what is known of the argument behind every call of it, for the instructions
 * that the call dominates. A function counts if it throws somewhere and all its returns lie behind the test. Helpers of
 * helpers are not followed.
 */
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import type { CallGraph } from '../callgraph/call-graph.ts';
import { buildDominatorTree, type DominatorTree, instructionDominates } from '../ir/dominators.ts';
import { Op } from '../ir/opcode.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import { valueChecksOf } from './value-checks.ts';

interface GuardingCall {
  readonly call: number;
  /** Bits of `Harmless`. */
  readonly bits: number;
}

/** Callees of one call that are asked. */
const maxTargets = 4;
/** Functions longer than this are no checks. */
const maxInstructions = 2000;

/** See the head of this file. */
export class HelperChecks {
  readonly #program: Program;
  readonly #callGraph: CallGraph;
  /** Module → value under its first name → calls that test it. */
  readonly #calls = new Map<number, ReadonlyMap<number, readonly GuardingCall[]>>();
  readonly #onReturn = new Map<number, readonly number[]>();
  readonly #trees = new Map<number, DominatorTree>();

  constructor(program: Program, callGraph: CallGraph) {
    this.#program = program;
    this.#callGraph = callGraph;
  }

  /** Bits that are known of a local value where an instruction uses it. */
  before(module: ProgramModule, value: number, user: number): number {
    let calls = this.#calls.get(module.index);
    if (!calls) {
      calls = this.#collect(module);
      this.#calls.set(module.index, calls);
    }
    if (calls.size === 0) return 0;
    const { ir } = module;
    let bits = 0;
    for (const guard of calls.get(firstName(module, value)) ?? []) {
      const f = ir.functionOf[guard.call] ?? 0;
      if (f !== ir.functionOf[user]) continue;
      const key = module.functionBase + f;
      let tree = this.#trees.get(key);
      if (!tree) {
        tree = buildDominatorTree(ir, f);
        this.#trees.set(key, tree);
      }
      if (instructionDominates(ir, tree, guard.call, user)) bits |= guard.bits;
    }
    return bits;
  }

  #collect(module: ProgramModule): Map<number, GuardingCall[]> {
    const out = new Map<number, GuardingCall[]>();
    const { ir } = module;
    for (let call = 0; call < ir.op.length; call++) {
      if (ir.op[call] !== Op.Call) continue;
      for (let k = 0; k < argumentCount(module, call); k++) {
        const argument = argumentAt(module, call, k);
        const bits = argument < 0 ? 0 : this.#afterCall(module, call, k);
        if (bits === 0) continue;
        const key = firstName(module, argument);
        out.set(key, [...(out.get(key) ?? []), { call, bits }]);
      }
    }
    return out;
  }

  #afterCall(module: ProgramModule, call: number, argument: number): number {
    const { siteOfValue, targetStart, targets, targetShift } = this.#callGraph;
    const site = siteOfValue[module.valueBase + call] ?? -1;
    const first = targetStart[site] ?? 0;
    const last = targetStart[site + 1] ?? 0;
    if (site < 0 || first === last || last - first > maxTargets) return 0;
    let bits = -1;
    for (let k = first; k < last && bits !== 0; k++)
      bits &= this.#returnsOf(targets[k] ?? 0)[argument + (targetShift[k] ?? 0)] ?? 0;
    return bits < 0 ? 0 : bits;
  }

  /** Per parameter: what is known of it whenever the function returns. */
  #returnsOf(target: number): readonly number[] {
    const known = this.#onReturn.get(target);
    if (known) return known;
    const found = this.#readReturns(target);
    this.#onReturn.set(target, found);
    return found;
  }

  #readReturns(target: number): readonly number[] {
    const module = this.#program.modules[this.#program.moduleOfFunction[target] ?? 0];
    const record = module?.ir.functions[target - module.functionBase];
    if (!module || !record || record.isGenerator || record.instructionCount > maxInstructions) return [];
    const { ir } = module;
    const returns: number[] = [];
    let hasThrow = false;
    for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++) {
      if (ir.op[i] === Op.Throw) hasThrow = true;
      if (ir.op[i] === Op.Ret) returns.push(ir.block[i] ?? -1);
    }
    if (!hasThrow || returns.length === 0) return [];
    const checks = valueChecksOf(ir);
    return record.params.map((param) =>
      returns.reduce((bits, block) => bits & checks.at(param.value, block), -1),
    );
  }
}

/** A value before the calls that it was handed to. */
function firstName({ ir }: ProgramModule, value: number): number {
  let at = value;
  while (at >= 0 && (ir.op[at] === Op.Copy || ir.op[at] === Op.Post || ir.op[at] === Op.Pi))
    at = ir.a[at] ?? -1;
  return at;
}
