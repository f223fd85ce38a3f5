/**
 * The result of the guard analysis, kept while only modules change that it says nothing about.
 *
 * The modules of a program fall into parts that nothing leads out of: no import, no call, no flow of values, also not
 * through the heap. A part without a way in, a query of records and a value that says who is calling is *quiet*: with
 * it or without it, every endpoint is judged alike. So if all that changed, by what the kept seeds compare, was quiet
 * before and is quiet now, and the endpoints are the same, the result is that of a cold run. What the guard analysis
 * asks of all modules at once (imported packages, extensions of clients) is compared beside.
 */
import { collectQuerySites } from '../callgraph/query-sites.ts';
import type { KeptSeeds } from '../classification/kept-seeds.ts';
import type { GuardResult } from '../guards/analyze-guards.ts';
import type { GuardInput } from '../guards/guard-context.ts';
import { isScopingText } from '../guards/scoped-clients.ts';
import type { FileFacts } from '../ir/file-facts.ts';
import type { Program } from '../program/program.ts';
import { isMessageSchema } from '../program/schema.ts';
import { modelSources } from '../taint/collect-sources.ts';
import { collectMentioned } from './mentioned-paths.ts';

/** What a program says to the guard analysis, as far as it is compared. */
interface Ground {
  /** Number of the analysis, as the kept seeds count. */
  readonly run: number;
  /** Compared one by one, by identity. */
  readonly settings: readonly unknown[];
  /** By module. */
  readonly facts: readonly FileFacts[];
  readonly isQuiet: Uint8Array;
  /** By module: packages that it imports. */
  readonly imports: readonly string[];
  readonly endpoints: string;
}

interface Judgement extends Ground {
  readonly result: GuardResult;
  /** Files that the result names places in; found out when it is asked for first. */
  mentioned: ReadonlySet<string> | undefined;
}

/** See the head of this file. Owned by one engine. */
export class KeptGuards {
  #last: Judgement | undefined;
  /** Of the analysis that runs. */
  #ground: Ground | undefined;

  /** Forgets everything. */
  clear(): void {
    this.#last = undefined;
  }

  /** What was found the last time, if a cold run would find the same; begins the analysis that {@link keep} ends. */
  begin(input: GuardInput, settings: readonly unknown[], seeds: KeptSeeds): GuardResult | undefined {
    const last = this.#last;
    // If the analysis is cancelled, nothing is known of the next one.
    this.#last = undefined;
    this.#ground = undefined;
    const { modules, schemas } = input.program;
    // What a message holds is read off all modules, wherever the query is.
    if (schemas.some(isMessageSchema)) return undefined;
    const ground = {
      run: seeds.runs,
      settings,
      facts: modules.map(({ facts }) => facts),
      isQuiet: quietModules(input),
      imports: modules.map(({ ir }) => ir.imports.map(({ specifier }) => specifier).join()),
      endpoints: describeEndpoints(input),
    };
    this.#ground = ground;
    return last !== undefined && holdsStill(last, ground, seeds.changed) ? last.result : undefined;
  }

  /** Keeps what was found, or was found before. */
  keep(result: GuardResult): void {
    this.#last = this.#ground && { ...this.#ground, result, mentioned: undefined };
    this.#ground = undefined;
  }
}

function holdsStill(before: Judgement, now: Ground, changed: Uint8Array | undefined): boolean {
  const { overBudget, cutAt, drafts, decisions } = before.result;
  // Where work ran out, it may run out elsewhere now.
  if (!changed || now.run !== before.run + 1 || overBudget.length > 0 || cutAt >= 0) return false;
  if (before.endpoints !== now.endpoints || before.facts.length !== now.facts.length) return false;
  if (before.settings.some((setting, k) => setting !== now.settings[k])) return false;
  before.mentioned ??= collectMentioned([drafts.map(({ finding }) => finding), decisions], new Set());
  for (const [index, facts] of now.facts.entries()) {
    const known = before.facts[index];
    if (known === undefined || known.path !== facts.path) return false;
    if (known === facts && changed[index] === 0) continue;
    if (before.isQuiet[index] === 0 || now.isQuiet[index] === 0) return false;
    if (before.imports[index] !== now.imports[index] || before.mentioned.has(facts.path)) return false;
  }
  return true;
}

/** 1 for each module that is part of nothing the guard analysis looks at. */
function quietModules({ program, callGraph, graph, models, endpoints }: GuardInput): Uint8Array {
  const { modules, moduleOfFunction, moduleOfValue } = program;
  const parts = new Parts(modules.length + graph.nodeCount - graph.valueCount);
  const partOf = (node: number): number =>
    node < graph.valueCount ? (moduleOfValue[node] ?? 0) : modules.length + node - graph.valueCount;
  for (let node = graph.valueCount; node < graph.nodeCount; node++) {
    const f = graph.functionOf(node);
    if (f >= 0) parts.join(partOf(node), moduleOfFunction[f] ?? 0);
  }
  for (let node = 0; node < graph.nodeCount; node++)
    for (let k = graph.start[node] ?? 0, end = graph.start[node + 1] ?? 0; k < end; k++)
      parts.join(partOf(node), partOf(graph.to[k] ?? 0));
  for (const { index, importTargets, reExportTargets } of modules)
    for (const target of [...importTargets, ...reExportTargets]) {
      if (target.kind === 'module') parts.join(index, target.module);
      else if (target.kind === 'modules') for (const module of target.modules) parts.join(index, module);
    }
  callGraph.sites.forEach((value, site) => {
    for (let k = callGraph.targetStart[site] ?? 0; k < (callGraph.targetStart[site + 1] ?? 0); k++)
      parts.join(moduleOfValue[value] ?? 0, moduleOfFunction[callGraph.targets[k] ?? 0] ?? 0);
  });
  const isLoud = new Uint8Array(parts.size);
  const raise = (module: number | undefined): void => {
    if (module !== undefined && module >= 0) isLoud[parts.of(module)] = 1;
  };
  for (const { registration, chain, middleware, handlers } of endpoints) {
    raise(moduleOfValue[registration]);
    for (const f of [...middleware, ...handlers, ...chain.flatMap((member) => member.functions)])
      raise(moduleOfFunction[f]);
  }
  for (const { module } of collectQuerySites(program, callGraph, models)) raise(module);
  for (const module of modules) {
    if (isLoud[parts.of(module.index)] === 1) continue;
    const isOfCaller = modelSources({ program, callGraph, models }, module).some(
      ({ fact }) => fact.kind === 'subject',
    );
    if (isOfCaller || module.ir.strings.some(isScopingText)) raise(module.index);
  }
  return Uint8Array.from(modules, ({ index }) => (isLoud[parts.of(index)] === 1 ? 0 : 1));
}

/** Endpoints as text, with ids that stay the same while other modules grow. */
function describeEndpoints({ program, endpoints }: GuardInput): string {
  const functionIn = (f: number) => localId(program, program.moduleOfFunction[f], 'functionBase', f);
  const described = endpoints.map(({ registration, chain, middleware, handlers, ...plain }) => [
    plain,
    localId(program, program.moduleOfValue[registration], 'valueBase', registration),
    chain.map(({ functions, ...member }) => [member, functions.map(functionIn)]),
    middleware.map(functionIn),
    handlers.map(functionIn),
  ]);
  return JSON.stringify(described);
}

function localId(
  program: Program,
  index: number | undefined,
  base: 'functionBase' | 'valueBase',
  id: number,
): readonly [string, number] {
  const module = program.modules[index ?? -1];
  return [module?.facts.path ?? '', id - (module?.[base] ?? 0)];
}

/** Things that belong together, by pairs (union–find with halved paths). */
class Parts {
  readonly #parent: Int32Array;

  constructor(count: number) {
    this.#parent = Int32Array.from({ length: count }, (_, k) => k);
  }

  get size(): number {
    return this.#parent.length;
  }

  /** The member that stands for the part of `one`. */
  of(one: number): number {
    let at = one;
    for (;;) {
      const above = this.#parent[at] ?? at;
      if (above === at) return at;
      const next = this.#parent[above] ?? above;
      this.#parent[at] = next;
      at = next;
    }
  }

  join(one: number, other: number): void {
    if (one === other) return;
    const a = this.of(one);
    const b = this.of(other);
    if (a !== b) this.#parent[Math.max(a, b)] = Math.min(a, b);
  }
}
