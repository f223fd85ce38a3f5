/**
 * Versions of objects that differ in nothing from the one before, so that stage 2 need not carry its facts over to them.
 *
 * Lowering makes a version after every call that an object is handed to, and writes it back into whatever holds the
 * object, since any call may change it. Most do not. A version is idle if no link of the graph brings anything to it but
 * from functions that hand back their parameter as it was; what is written back unchanged is idle too. Found by taking
 * all for idle and striking out what is not, until nothing changes. Idle versions are other names of the version before.
 */
import { Flag, Op } from '../ir/opcode.ts';
import { usesOf } from '../ir/uses.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import { LinkKind, type ValueFlowGraph } from './value-flow-graph.ts';

/** Which values (global) are other names of one value. */
export interface IdleVersions {
  /** Value → the value that it is another name of; itself if it is none, -1 for a mark that brings nothing. */
  readonly nameOf: Int32Array;
  /** Value → next other name of the same value under which something happens to it, -1 after the last. */
  readonly next: Int32Array;
}

/** What is asked of. */
export interface IdleInput {
  readonly program: Program;
  readonly graph: ValueFlowGraph;
  /** Mask per node from stage 1; what is not alive is not asked about. */
  readonly alive: Int32Array;
  /** Nodes at which something of its own begins or ends. */
  readonly isOwn: Uint8Array;
}

/** See the head of this file. */
export function findIdleVersions(input: IdleInput): IdleVersions {
  const search = new Search(input);
  search.run();
  return search.result();
}

class Search {
  readonly #in: IdleInput;
  readonly #nameOf: Int32Array;
  /** Candidates, ascending, and the module of each. */
  #candidates: number[] = [];
  #modules: ProgramModule[] = [];
  /** Parameters → whether nothing but calls brings anything to them. */
  readonly #onlyEntered = new Map<number, boolean>();

  constructor(input: IdleInput) {
    this.#in = input;
    this.#nameOf = new Int32Array(input.graph.valueCount);
    for (let v = 0; v < this.#nameOf.length; v++) this.#nameOf[v] = v;
    for (const module of input.program.modules) this.#collect(module);
  }

  run(): void {
    for (let isChanged = true; isChanged; ) {
      // An operand stands before what it is used in, so one pass names all.
      for (let k = 0; k < this.#candidates.length; k++) this.#name(k);
      isChanged = this.#strikeOut();
    }
  }

  result(): IdleVersions {
    const nameOf = this.#nameOf;
    const next = new Int32Array(nameOf.length).fill(-1);
    const last = new Map<number, number>();
    for (let k = 0; k < this.#candidates.length; k++) {
      const v = this.#candidates[k] ?? 0;
      const name = nameOf[v] ?? -1;
      if (name < 0 || name === v || !this.#isFollowed(this.#modules[k], v)) continue;
      next[last.get(name) ?? name] = v;
      last.set(name, v);
    }
    return { nameOf, next };
  }

  #collect(module: ProgramModule): void {
    const { ir, valueBase } = module;
    const { alive, isOwn, graph } = this.#in;
    for (let i = 0; i < ir.op.length; i++) {
      const v = valueBase + i;
      if (alive[v] === 0 || isOwn[v] === 1 || graph.replacedAtPost.has(v)) continue;
      // What a library call clears for good is not passed around it either.
      if (graph.strongPosts.has(v) && graph.backStart[v] === graph.backStart[v + 1]) continue;
      const op = ir.op[i];
      if (op === Op.ParamPost ? !this.#onlyLeaves(v) : !isWrittenBack(module, i) || this.#leaves(v)) continue;
      this.#candidates.push(v);
      this.#modules.push(module);
    }
  }

  #name(k: number): void {
    const v = this.#candidates[k] ?? 0;
    const module = this.#modules[k];
    if (!module) return;
    const i = v - module.valueBase;
    const operand = module.ir.op[i] === Op.ParamPost ? module.ir.b[i] : module.ir.a[i];
    const base = module.valueBase + (operand ?? 0);
    this.#nameOf[v] = this.#nameOf[base] ?? base;
  }

  /** Takes out what turned out to bring something; whether there was any. */
  #strikeOut(): boolean {
    const kept: number[] = [];
    const modules: ProgramModule[] = [];
    const before = this.#candidates.length;
    const struck: number[] = [];
    for (let k = 0; k < before; k++) {
      const v = this.#candidates[k] ?? 0;
      const module = this.#modules[k];
      if (!module) continue;
      if (!this.#isIdle(module, v)) {
        struck.push(v);
        continue;
      }
      kept.push(v);
      modules.push(module);
    }
    for (const v of struck) this.#nameOf[v] = v;
    this.#candidates = kept;
    this.#modules = modules;
    if (struck.length > 0) return true;
    // Marks at the exit of a function that hand back what came in bring nothing.
    for (let k = 0; k < kept.length; k++) {
      const i = (kept[k] ?? 0) - (modules[k]?.valueBase ?? 0);
      if (modules[k]?.ir.op[i] === Op.ParamPost) this.#nameOf[kept[k] ?? 0] = -1;
    }
    return false;
  }

  #isIdle(module: ProgramModule, v: number): boolean {
    const { ir, valueBase } = module;
    const i = v - valueBase;
    switch (ir.op[i]) {
      case Op.Post:
        return this.#bringsNothing(v);
      case Op.ParamPost:
        return this.#isParameter(module, i);
      default:
        return this.#bringsNothing(v) && this.#isPutBack(module, i);
    }
  }

  /**
   * Whether a link or a use leads on from a version. An object that is handed to hundreds of calls has hundreds of versions,
   * of which each fact about it would ask each.
   */
  #isFollowed(module: ProgramModule | undefined, v: number): boolean {
    const { graph, alive } = this.#in;
    for (let k = graph.start[v] ?? 0; k < (graph.start[v + 1] ?? 0); k++)
      if (alive[graph.to[k] ?? 0] !== 0) return true;
    if (!module) return true;
    const { ir, valueBase } = module;
    const uses = usesOf(ir);
    const local = v - valueBase;
    for (let k = uses.start[local] ?? 0; k < (uses.start[local + 1] ?? 0); k++) {
      const user = valueBase + (uses.users[k] ?? 0);
      if (alive[user] !== 0 && this.#nameOf[user] === user) return true;
    }
    return false;
  }

  /** Whether all that arrives over links is what functions hand back as they got it. */
  #bringsNothing(v: number): boolean {
    const { graph } = this.#in;
    for (let k = graph.backStart[v] ?? 0; k < (graph.backStart[v + 1] ?? 0); k++) {
      const from = graph.backFrom[k] ?? 0;
      if (this.#in.alive[from] === 0) continue;
      if (from >= graph.valueCount || this.#nameOf[from] === from || !this.#isExitMark(from)) return false;
    }
    return true;
  }

  #isExitMark(v: number): boolean {
    const module = this.#moduleOf(v);
    return module?.ir.op[v - module.valueBase] === Op.ParamPost;
  }

  #moduleOf(v: number): ProgramModule | undefined {
    const { modules } = this.#in.program;
    let low = 0;
    let high = modules.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((modules[middle]?.valueBase ?? 0) <= v) low = middle;
      else high = middle - 1;
    }
    return modules[low];
  }

  /** Whether what leaves at the mark is the parameter, or the receiver, and nothing but calls brings anything to that. */
  #isParameter({ ir, valueBase }: ProgramModule, mark: number): boolean {
    const name = this.#nameOf[valueBase + (ir.b[mark] ?? 0)] ?? -1;
    const parameter = name - valueBase;
    const index = ir.a[mark] ?? -1;
    const isSame =
      index < 0 ? ir.op[parameter] === Op.This : ir.op[parameter] === Op.Param && ir.a[parameter] === index;
    if (!isSame || this.#in.isOwn[name] === 1) return false;
    const known = this.#onlyEntered.get(name);
    if (known !== undefined) return known;
    const answer = this.#isOnlyEntered(name);
    this.#onlyEntered.set(name, answer);
    return answer;
  }

  #isOnlyEntered(parameter: number): boolean {
    const { graph } = this.#in;
    for (let k = graph.backStart[parameter] ?? 0; k < (graph.backStart[parameter + 1] ?? 0); k++) {
      const from = graph.backFrom[k] ?? 0;
      for (let n = graph.start[from] ?? 0; n < (graph.start[from + 1] ?? 0); n++)
        if (graph.to[n] === parameter && graph.kind[n] !== LinkKind.Enter) return false;
    }
    return true;
  }

  /** Whether what is stored was read from the same place of the same object, and nothing else brings it anything. */
  #isPutBack({ ir, valueBase }: ProgramModule, store: number): boolean {
    const name = this.#nameOf[valueBase + (ir.c[store] ?? 0)] ?? -1;
    const read = name - valueBase;
    const { graph, isOwn } = this.#in;
    if (read < 0 || isOwn[name] === 1 || (graph.backStart[name] ?? 0) !== (graph.backStart[name + 1] ?? 0))
      return false;
    const isSamePlace =
      ir.op[store] === Op.Store
        ? ir.op[read] === Op.Load && ir.b[read] === ir.b[store]
        : ir.op[read] === Op.Iter || (ir.op[read] === Op.LoadX && ir.b[read] === ir.b[store]);
    const object = this.#nameOf[valueBase + (ir.a[read] ?? 0)];
    return isSamePlace && object === this.#nameOf[valueBase + (ir.a[store] ?? 0)];
  }

  /** Whether a link out of the function begins here. */
  #leaves(v: number): boolean {
    const { graph } = this.#in;
    for (let k = graph.start[v] ?? 0; k < (graph.start[v + 1] ?? 0); k++)
      if (graph.kind[k] === LinkKind.Exit) return true;
    return false;
  }

  /** Whether nobody reads what leaves at a mark but versions after the calls. */
  #onlyLeaves(v: number): boolean {
    const { graph } = this.#in;
    for (let k = graph.start[v] ?? 0; k < (graph.start[v + 1] ?? 0); k++) {
      const to = graph.to[k] ?? 0;
      if (graph.kind[k] === LinkKind.Exit) {
        const module = to < graph.valueCount ? this.#moduleOf(to) : undefined;
        if (module?.ir.op[to - module.valueBase] !== Op.Post) return false;
      } else if (graph.start[to] !== graph.start[to + 1]) return false;
    }
    return true;
  }
}

/** A version after a call, or one into which such a version was put back. */
function isWrittenBack({ ir }: ProgramModule, i: number): boolean {
  const op = ir.op[i];
  if (op === Op.Post) return (ir.a[i] ?? -1) >= 0;
  return (
    (op === Op.Store || op === Op.StoreX) && ((ir.flags[i] ?? 0) & Flag.Weak) !== 0 && (ir.c[i] ?? -1) >= 0
  );
}
