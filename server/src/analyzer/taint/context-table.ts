/**
 * The contexts of stage 2: for whom a function is analyzed, who called it so, and what left it.
 *
 * A context is an entry (node and path), what the callers handed to parameters that are called (its *signature*), and
 * what never runs for their arguments. Contexts are numbered in the order found and never removed; beyond
 * `maxContextsPerEntry` those of an entry are merged. A second kind belongs to data that a callback brought
 * into the function it was handed to: it goes on only to callers that handed over this callback.
 */
import { maxContextsPerEntry } from '../base/limits.ts';
import { PairMap } from '../base/pair-map.ts';
import { type DeadCode, findDeadCode, type KnownArgument } from '../ir/specialized-constants.ts';
import type { Program } from '../program/program.ts';
import { FactLists, IncomingFacts } from './fact-lists.ts';
import { anyPath, type PathTable } from './paths.ts';
import type { ValueFlowGraph } from './value-flow-graph.ts';

/** Facts that belong to no particular caller. */
export const contextFree = 0;
/** Facts read from a field of a shared `this`. */
export const contextThisHeap = 1;

/** Calls with known arguments that make a difference, in one run; the others are taken as any call. */
const maxSpecializations = 4096;
/** More signatures than this share a number, and contexts, with others. */
const maxSignatures = 65_536;

interface Signature {
  /** Parameter → functions that may be behind it; absent where anything may. */
  readonly handed: ReadonlyMap<number, ReadonlySet<number>>;
}

/** See the head of this file. */
export class ContextTable {
  readonly #program: Program;
  readonly #graph: ValueFlowGraph;
  readonly #paths: PathTable;
  readonly #ids = new Map<number, Map<number, number>>();
  readonly #functions: number[] = [-1, -1];
  /** Per context: index into signatures, 0 none. */
  readonly #signature: number[] = [0, 0];
  readonly #signatures: Signature[] = [{ handed: new Map() }];
  readonly #signatureIds = new Map<string, number>([['', 0]]);
  /** Own signature and edge → signature of the callee. */
  readonly #signatureOverEdge = new PairMap();
  /** Per context and edge: facts in callers that entered. */
  readonly incoming = new IncomingFacts();
  /** Per context: facts from which something leaves it, each once, in the order found. */
  exits = new FactLists();
  readonly #steps: number[] = [0, 0];
  /** Per context: what never runs for its callers (index into deadCode), 0 for nothing special. */
  readonly #dead: number[] = [0, 0];
  readonly #deadCode: ({ readonly module: number; readonly code: DeadCode } | undefined)[] = [undefined];
  readonly #deadByEdge = new Map<number, number>();
  readonly #deadByKey = new Map<string, number>();
  /** Contexts of data that a callback brought into the function it was handed to: parameter and callback. */
  readonly #parameter: number[] = [-1, -1];
  readonly #callback: number[] = [-1, -1];
  readonly #handedIds = new PairMap();

  constructor(program: Program, graph: ValueFlowGraph, paths: PathTable) {
    this.#program = program;
    this.#graph = graph;
    this.#paths = paths;
  }

  get size(): number {
    return this.#functions.length;
  }

  /** Function (global) of a context, -1 if it has none. */
  functionOf(context: number): number {
    return this.#functions[context] ?? -1;
  }

  /** Counts one more step and tells how many there are now. */
  countStep(context: number): number {
    const used = (this.#steps[context] ?? 0) + 1;
    this.#steps[context] = used;
    return used;
  }

  /** What never runs in a module for the callers of a context; undefined when it is no more than always. */
  deadCodeIn(module: number, context: number): DeadCode | undefined {
    const dead = this.#dead[context] ?? 0;
    if (dead === 0) return undefined;
    const found = this.#deadCode[dead];
    return found?.module === module ? found.code : undefined;
  }

  /** The context in which a call edge enters node `to`, and the path that data has there. */
  enter(outer: number, edge: number, to: number, entryPath: number): { context: number; path: number } {
    let byKey = this.#ids.get(to);
    if (!byKey) {
      byKey = new Map();
      this.#ids.set(to, byKey);
    }
    let signature = this.#signatureOver(outer, edge);
    let path = entryPath;
    let dead = this.#deadOver(edge);
    let key = (path * maxSpecializations + dead) * maxSignatures + signature;
    if (!byKey.has(key) && byKey.size >= maxContextsPerEntry) {
      signature = 0;
      dead = 0;
      // Fields are merged last: whoever reads one of them would get all the others.
      if (path > anyPath && byKey.size >= 2 * maxContextsPerEntry)
        path = this.#paths.merged(path, byKey.size < 4 * maxContextsPerEntry ? 1 : 0);
      key = path * maxSpecializations * maxSignatures;
    }
    let context = byKey.get(key);
    if (context === undefined) {
      context = this.#add(this.#graph.functionOf(to), signature);
      this.#dead[context] = dead;
      byKey.set(key, context);
    }
    return { context, path };
  }

  /** No context comes any more: forgets what only entering and leaving need. */
  seal(): void {
    this.#ids.clear();
    this.exits = new FactLists();
    this.#steps.length = 0;
  }

  /** Whether a callee reached through a parameter is one that this context's callers handed over. */
  mayEnter(context: number, edge: number): boolean {
    const through = this.#graph.edgeThrough[edge] ?? -1;
    if (through < 0) return true;
    const handed = this.#signatures[this.#signature[context] ?? 0]?.handed.get(through);
    return handed === undefined || handed.has(this.#graph.edgeTarget[edge] ?? -1);
  }

  /** Whether the context is one of data that a callback brought along. */
  isBrought(context: number): boolean {
    return (this.#callback[context] ?? -1) >= 0;
  }

  /**
   * The context of data that leaves a callback without having been handed to it: the calling function got the callback
   * through a parameter, so the data goes on only to callers that handed over this callback.
   */
  broughtOver(edge: number): number {
    const through = edge < 0 ? -1 : (this.#graph.edgeThrough[edge] ?? -1);
    return through < 0 ? contextFree : this.#broughtBy(through, this.#graph.edgeTarget[edge] ?? -1);
  }

  /** Where such data is after leaving over `edge`; -1 if that caller handed over something else. */
  leaveBrought(context: number, edge: number): number {
    const parameter = this.#parameter[context] ?? -1;
    const callback = this.#callback[context] ?? -1;
    const row = this.#graph.handed.get(edge)?.find((handed) => handed.parameter === parameter);
    if (!row) return contextFree;
    if (!row.functions.includes(callback)) return -1;
    return row.outer >= 0 ? this.#broughtBy(row.outer, callback) : contextFree;
  }

  #broughtBy(parameter: number, callback: number): number {
    const known = this.#handedIds.get(parameter, callback, -1);
    if (known >= 0) return known;
    const context = this.#add(-1, 0);
    this.#parameter[context] = parameter;
    this.#callback[context] = callback;
    this.#handedIds.set(parameter, callback, context);
    return context;
  }

  #add(functionId: number, signature: number): number {
    const context = this.#functions.length;
    this.#functions.push(functionId);
    this.#signature.push(signature);
    this.#steps.push(0);
    this.#dead.push(0);
    this.#parameter.push(-1);
    this.#callback.push(-1);
    return context;
  }

  /** The functions that a call hands to its callee, as its own context knows them. */
  #signatureOver(context: number, edge: number): number {
    const rows = this.#graph.handed.get(edge);
    if (!rows) return 0;
    const own = this.#signature[context] ?? 0;
    const known = this.#signatureOverEdge.get(own, edge, -1);
    if (known >= 0) return known;
    const outer = this.#signatures[own]?.handed;
    const handed = new Map<number, ReadonlySet<number>>();
    let key = '';
    for (const row of rows) {
      const passedOn = row.outer >= 0 ? outer?.get(row.outer) : undefined;
      const list = passedOn ? [...passedOn].sort((x, y) => x - y) : row.functions;
      handed.set(row.parameter, passedOn ?? new Set(row.functions));
      key += `${row.parameter}:${list.join()};`;
    }
    let id = this.#signatureIds.get(key);
    if (id === undefined) {
      id = this.#signatures.push({ handed }) - 1;
      this.#signatureIds.set(key, id);
    }
    this.#signatureOverEdge.set(own, edge, id);
    return id;
  }

  /** Index of what never runs in the callee when it is called over an edge, 0 when nothing more than always. */
  #deadOver(edge: number): number {
    const known = this.#deadByEdge.get(edge);
    if (known !== undefined) return known;
    const target = this.#graph.edgeTarget[edge] ?? -1;
    const args = this.#graph.knownArguments(edge);
    let id = 0;
    if (args.length > 0) {
      const key = `${target}|${args.map(keyOf).join()}`;
      const same = this.#deadByKey.get(key);
      const owner = this.#program.modules[this.#program.moduleOfFunction[target] ?? 0];
      if (same !== undefined) id = same;
      else if (owner && this.#deadCode.length < maxSpecializations) {
        const code = findDeadCode(owner.ir, target - owner.functionBase, args);
        if (code) id = this.#deadCode.push({ module: owner.index, code }) - 1;
        this.#deadByKey.set(key, id);
      }
    }
    this.#deadByEdge.set(edge, id);
    return id;
  }
}

function keyOf(argument: KnownArgument): string {
  if (argument.kind === 'constant') return `${argument.parameter}=${JSON.stringify(argument.constant)}`;
  const fields = [...argument.fields].map(([name, constant]) => `${name}:${JSON.stringify(constant)}`).sort();
  const present = argument.present ? [...argument.present].sort().join() : '*';
  return `${argument.parameter}=${argument.isFunction ? 'f' : ''}{${fields.join()}|${present}}`;
}
