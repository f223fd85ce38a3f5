/**
 * The modules of a program that the guard analysis says the same about, whatever stands in them.
 *
 * The *region* is what the analysis looks at: modules with a way in, a query of records or a value of a request or a
 * caller, and with each module what it imports, what it calls, and what flows into it through the heap or back from a
 * call. What others hand to it is left out: the flow of requests does not come from functions that serve none. But who
 * calls a function, and what objects it is called on, is asked of the callers too; so modules that touch the region are
 * none of those that are free, nor is what they call. All others neither call the region nor share an object with it.
 */
import { IntVector } from '../base/int-vector.ts';
import { collectQuerySites } from '../callgraph/query-sites.ts';
import { ownerOfObject, TokenKind, tokenId, tokenKind } from '../callgraph/token.ts';
import type { GuardInput } from '../guards/guard-context.ts';
import { hasHooks, mayHook } from '../guards/schema-hooks.ts';
import { isScopingText } from '../guards/scoped-clients.ts';
import type { ImportTarget } from '../program/program.ts';
import { modelSources } from '../taint/collect-sources.ts';
import { LinkKind } from '../taint/value-flow-graph.ts';

/** 1 for each module (by index) that is free, see the head of this file. */
export function freeModules(input: GuardInput): Uint8Array {
  const { program } = input;
  const { modules } = program;
  const needs = new Pairs();
  const touches = new Pairs();
  const calls = new Pairs();
  collectLinks(input, needs, touches);
  collectCalls(input, calls);
  for (const { index, importTargets, reExportTargets } of modules)
    for (const target of [...importTargets, ...reExportTargets])
      for (const other of modulesOf(target)) needs.add(index, other);
  needs.addAll(calls);
  const partCount = modules.length + input.graph.nodeCount - input.graph.valueCount;
  const region = new Uint8Array(partCount);
  spread(region, seedsOf(input), needs.rows(partCount));
  const near = new Uint8Array(partCount);
  const border: number[] = [];
  const touch = (part: number, other: number): void => {
    if (part < modules.length && region[part] === 0 && region[other] === 1) border.push(part);
  };
  touches.addAll(calls);
  touches.forEach((a, b) => {
    touch(a, b);
    touch(b, a);
  });
  for (const { index } of modules)
    if (region[index] === 0 && knowsRegion(input, index, region)) border.push(index);
  spread(near, border, calls.rows(partCount));
  return Uint8Array.from(modules, ({ index }) => (region[index] === 1 || near[index] === 1 ? 0 : 1));
}

/** Modules that the analysis begins at. */
function seedsOf({ program, callGraph, models, endpoints }: GuardInput): readonly number[] {
  const { modules, moduleOfFunction, moduleOfValue } = program;
  const seeds = new Set<number>();
  for (const { registration, chain, middleware, handlers } of endpoints) {
    seeds.add(moduleOfValue[registration] ?? -1);
    for (const f of [...middleware, ...handlers, ...chain.flatMap((member) => member.functions)])
      seeds.add(moduleOfFunction[f] ?? -1);
  }
  let areHooked = false;
  for (const { module, model } of collectQuerySites(program, callGraph, models)) {
    seeds.add(module);
    areHooked ||= hasHooks(model.schema);
  }
  for (const module of modules) {
    if (seeds.has(module.index)) continue;
    const isSource = modelSources({ program, callGraph, models }, module).some(
      ({ fact }) => fact.kind === 'subject' || fact.kind === 'remote',
    );
    const isAsked = module.ir.strings.some(isScopingText) || (areHooked && mayHook(module));
    if (isSource || isAsked) seeds.add(module.index);
  }
  return [...seeds].filter((module) => module >= 0);
}

/** Flows between parts: modules, and behind them the nodes of the heap. */
function collectLinks({ program, graph }: GuardInput, needs: Pairs, touches: Pairs): void {
  const { modules, moduleOfFunction, moduleOfValue } = program;
  const partOf = (node: number): number => {
    if (node < graph.valueCount) return moduleOfValue[node] ?? 0;
    const f = graph.functionOf(node);
    return f >= 0 ? (moduleOfFunction[f] ?? 0) : modules.length + node - graph.valueCount;
  };
  const { start, to, kind } = graph;
  for (let node = 0; node < graph.nodeCount; node++) {
    const end = start[node + 1] ?? 0;
    let k = start[node] ?? 0;
    if (k === end) continue;
    const from = partOf(node);
    for (; k < end; k++) {
      const part = partOf(to[k] ?? 0);
      if (part === from) continue;
      touches.add(from, part);
      if (part >= modules.length) needs.add(from, part);
      if (kind[k] !== LinkKind.Enter) needs.add(part, from);
    }
  }
}

function collectCalls({ program, callGraph }: GuardInput, calls: Pairs): void {
  const { sites, targets, targetStart } = callGraph;
  for (let site = 0; site < sites.length; site++) {
    const from = program.moduleOfValue[sites[site] ?? 0] ?? 0;
    for (let k = targetStart[site] ?? 0; k < (targetStart[site + 1] ?? 0); k++) {
      const part = program.moduleOfFunction[targets[k] ?? 0] ?? 0;
      if (part !== from) calls.add(from, part);
    }
  }
}

function modulesOf(target: ImportTarget): readonly number[] {
  return target.kind === 'module' ? [target.module] : target.kind === 'modules' ? target.modules : [];
}

/** Whether values of a module may be functions, classes or objects of the region. */
function knowsRegion({ program, callGraph }: GuardInput, index: number, region: Uint8Array): boolean {
  const { tokens } = callGraph;
  const module = program.modules[index];
  if (!module) return false;
  for (let value = module.valueBase; value < module.valueBase + module.ir.op.length; value++) {
    for (let row = tokens.isEmpty(value) ? -1 : tokens.first(value); row >= 0; row = tokens.next(row)) {
      const token = tokens.tokenAt(row);
      const id = tokenId(token);
      let owner = -1;
      switch (tokenKind(token)) {
        case TokenKind.Func:
        case TokenKind.FuncCall:
        case TokenKind.FuncApply:
        case TokenKind.FuncBind:
          owner = program.moduleOfFunction[id] ?? -1;
          break;
        case TokenKind.Class:
        case TokenKind.Instance:
        case TokenKind.Typed:
        case TokenKind.Implementer:
          owner = program.moduleOfClass[id] ?? -1;
          break;
        case TokenKind.Obj: {
          const of = ownerOfObject(program, id);
          owner = (of.f < 0 ? program.moduleOfValue[of.value] : program.moduleOfFunction[of.f]) ?? -1;
          break;
        }
        default:
          break;
      }
      if (owner >= 0 && region[owner] === 1) return true;
    }
  }
  return false;
}

/** Marks what is reached from `seeds` over rows of pairs. */
function spread(isIn: Uint8Array, seeds: readonly number[], { start, to }: Rows): void {
  const stack = [...seeds];
  for (const seed of stack) isIn[seed] = 1;
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (let k = start[at] ?? 0; k < (start[at + 1] ?? 0); k++) {
      const next = to[k] ?? 0;
      if (isIn[next] === 1) continue;
      isIn[next] = 1;
      stack.push(next);
    }
  }
}

/** Pairs by their first member. */
interface Rows {
  readonly start: Int32Array;
  readonly to: Int32Array;
}

/** Pairs of numbers in the order in which they came; those that repeat the one before are left out. */
class Pairs {
  readonly #first = new IntVector(1024);
  readonly #second = new IntVector(1024);

  add(a: number, b: number): void {
    const last = this.#first.length - 1;
    if (last >= 0 && this.#first.get(last) === a && this.#second.get(last) === b) return;
    this.#first.push(a);
    this.#second.push(b);
  }

  addAll(others: Pairs): void {
    others.forEach((a, b) => {
      this.add(a, b);
    });
  }

  forEach(visit: (a: number, b: number) => void): void {
    for (let k = 0; k < this.#first.length; k++) visit(this.#first.get(k), this.#second.get(k));
  }

  rows(count: number): Rows {
    const start = new Int32Array(count + 1);
    this.forEach((a) => {
      start[a + 1] = (start[a + 1] ?? 0) + 1;
    });
    for (let k = 0; k < count; k++) start[k + 1] = (start[k + 1] ?? 0) + (start[k] ?? 0);
    const next = start.slice();
    const to = new Int32Array(this.#second.length);
    this.forEach((a, b) => {
      const at = next[a] ?? 0;
      next[a] = at + 1;
      to[at] = b;
    });
    return { start, to };
  }
}
