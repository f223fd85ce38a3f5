/**
 * The result of the guard analysis, kept while only modules change that it says nothing about.
 *
 * Which these are is found anew after each edit (guard-region.ts). If all that changed, by what the kept seeds compare,
 * was free before and is free now, and the endpoints are the same, the result is that of a cold run. What the guard
 * analysis asks of all modules at once (imported packages, names of fields that are read, queries that are handed on)
 * is compared beside.
 */
import type { KeptSeeds } from '../classification/kept-seeds.ts';
import type { GuardResult } from '../guards/analyze-guards.ts';
import type { GuardInput } from '../guards/guard-context.ts';
import type { FileFacts } from '../ir/file-facts.ts';
import type { IrModule } from '../ir/module.ts';
import type { Program } from '../program/program.ts';
import { isMessageSchema } from '../program/schema.ts';
import { openReadsOf } from '../taint/closed-fields.ts';
import { fieldNamesOf } from '../taint/held-fields.ts';
import { freeModules } from './guard-region.ts';
import { collectMentioned } from './mentioned-paths.ts';

/** What a program says to the guard analysis, as far as it is compared. */
interface Ground {
  /** Number of the analysis, as the kept seeds count. */
  readonly run: number;
  /** Compared one by one, by identity. */
  readonly settings: readonly unknown[];
  /** By module. */
  readonly facts: readonly FileFacts[];
  readonly isFree: Uint8Array;
  /** By module: packages that it imports. */
  readonly imports: readonly string[];
  readonly endpoints: string;
  readonly handedOn: string;
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
      isFree: freeModules(input),
      imports: modules.map(({ ir }) => ir.imports.map(({ specifier }) => specifier).join()),
      endpoints: describeEndpoints(input),
      handedOn: describeHandedOn(input),
    };
    this.#ground = ground;
    return last !== undefined && holdsStill(last, ground, seeds) ? last.result : undefined;
  }

  /** Keeps what was found, or was found before. */
  keep(result: GuardResult): void {
    this.#last = this.#ground && { ...this.#ground, result, mentioned: undefined };
    this.#ground = undefined;
  }
}

function holdsStill(before: Judgement, now: Ground, { changed, outdated }: KeptSeeds): boolean {
  const { overBudget, cutAt, drafts, decisions } = before.result;
  // Where work ran out, it may run out elsewhere now.
  if (!changed || now.run !== before.run + 1 || overBudget.length > 0 || cutAt >= 0) return false;
  if (before.endpoints !== now.endpoints || before.handedOn !== now.handedOn) return false;
  if (before.facts.length !== now.facts.length) return false;
  if (before.settings.some((setting, k) => setting !== now.settings[k])) return false;
  before.mentioned ??= collectMentioned([drafts.map(({ finding }) => finding), decisions], new Set());
  for (const [index, facts] of now.facts.entries()) {
    const known = before.facts[index];
    if (known === undefined || known.path !== facts.path) return false;
    if (now.isFree[index] === 0 && outdated[index] === 1) return false;
    if (known === facts && changed[index] === 0) continue;
    if (before.isFree[index] === 0 || now.isFree[index] === 0) return false;
    if (before.imports[index] !== now.imports[index] || before.mentioned.has(facts.path)) return false;
  }
  return namesSameFields(before, now);
}

/**
 * Whether all modules together read fields of the same names (closed-fields.ts asks that about classes), and declare
 * fields of the same names (held-fields.ts), as far as modules that are not free know them.
 */
function namesSameFields(before: Ground, now: Ground): boolean {
  const reads = otherNames(before, now, openReadsOf);
  const declared = otherNames(before, now, fieldNamesOf);
  if (reads.size === 0 && declared.size === 0) return true;
  return !now.facts.some(
    ({ ir }, index) =>
      now.isFree[index] === 0 &&
      ir.strings.some((name) => declared.has(name) || (ir.classes.length > 0 && reads.has(name))),
  );
}

/** Names that a module says no more, or newly, and no module says that stayed as it was. */
function otherNames(
  before: Ground,
  now: Ground,
  namesOf: (ir: IrModule) => ReadonlySet<string>,
): ReadonlySet<string> {
  const other = new Set<string>();
  now.facts.forEach(({ ir }, index) => {
    const known = before.facts[index]?.ir;
    if (known === undefined || known === ir) return;
    const old = namesOf(known);
    const names = namesOf(ir);
    for (const name of old) if (!names.has(name)) other.add(name);
    for (const name of names) if (!old.has(name)) other.add(name);
  });
  now.facts.forEach(({ ir }, index) => {
    if (other.size === 0 || ir !== before.facts[index]?.ir) return;
    const names = namesOf(ir);
    for (const name of other) if (names.has(name)) other.delete(name);
  });
  return other;
}

/** Queries that are handed on, as text. */
function describeHandedOn({ program, callGraph }: GuardInput): string {
  const places = [...callGraph.handedOnQueries]
    .sort((a, b) => a - b)
    .map((value) => localId(program, program.moduleOfValue[value], 'valueBase', value));
  return JSON.stringify(places);
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
