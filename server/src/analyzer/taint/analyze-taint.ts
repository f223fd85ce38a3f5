/**
 * The whole taint analysis: sites → stage 1 backward → classification on what matters → stage 1 forward → stage 2.
 *
 * Classification is asked only about values from which a privacy sink can be reached; patient-looking values are
 * everywhere, sinks are few.
 */
import type { CancellationToken } from '../base/cancellation.ts';
import type { Classification } from '../classification/classification.ts';
import { elementSegment, keySegment } from '../classification/seed-collector.ts';
import { usesOf } from '../ir/uses.ts';
import type { ProgramSymbols } from '../program/symbols.ts';
import { collectBarriers } from './collect-barriers.ts';
import { collectSinks } from './collect-sinks.ts';
import { collectSources } from './collect-sources.ts';
import { HelperChecks } from './helper-checks.ts';
import { type FoundWays, keepWays } from './kept-ways.ts';
import { buildLaneClasses, type ExtraStep, type ExtraSteps } from './lane-classes.ts';
import type { PromotedStep } from './named-properties.ts';
import { emptyPath, type PathTable } from './paths.ts';
import { type LaneSeed, reachBackward, reachForward } from './reach.ts';
import { createRedactions, missedSentence } from './redactions.ts';
import { solve } from './solve.ts';
import type { Solution } from './solve-input.ts';
import type { SinkSite, SitesInput, SourceSite } from './taint-sites.ts';
import { valueChecksOf } from './value-checks.ts';
import { rejectedName, type ValueFlowGraph } from './value-flow-graph.ts';

/** Data of some lanes that arrived at a sink. */
export interface SinkHit {
  /** Index into sinks. */
  readonly sink: number;
  readonly fact: number;
  /** Lanes that arrived. */
  readonly mask: number;
  /** What the settings of the logger or tracker miss of it, if it has any. */
  readonly missed?: string;
}

/** The result, with what is needed to explain it. */
export interface TaintResult {
  readonly sources: readonly SourceSite[];
  readonly sinks: readonly SinkSite[];
  readonly hits: readonly SinkHit[];
  /** What was found; of the facts only those on the ways to hits, unless the input asks for all of them. */
  readonly solution: FoundWays;
  /** Node → mask of lanes that sanitizers clear there. */
  readonly cleared: ReadonlyMap<number, number>;
  /** Extra steps of the rules' propagators. */
  readonly propagators: ReadonlyMap<number, readonly { readonly to: number }[]>;
  readonly survivors: number;
  readonly survivingFunctions: number;
}

/** What the analysis works on. */
export interface TaintInput extends SitesInput {
  readonly symbols: ProgramSymbols;
  readonly graph: ValueFlowGraph;
  readonly paths: PathTable;
  /** Classifies values; asked once, with a filter of what matters. */
  readonly classify: (isWanted: (value: number) => boolean) => Classification;
  /** Sink kinds the guard analysis needs, and the lanes they accept. */
  readonly guardKinds: ReadonlyMap<string, readonly number[]>;
  /** Steps of the precise stage, at most. */
  readonly maxSteps: number;
  /** Whether facts will be asked for that are on the way to no hit. */
  readonly keepsFacts: boolean;
}

/** Runs the analysis; yields between its stages. */
export function* analyzeTaint(
  input: TaintInput,
  cancel: CancellationToken,
): Generator<'classify' | 'reach' | 'trace', TaintResult> {
  const { program, graph, lanes } = input;
  const sinks = collectSinks(input, new Set(input.guardKinds.keys()), graph.virtualArguments);
  const { cleared, propagators, namedProperties, promotions, hostMask, harmlessMasks } =
    collectBarriers(input);
  const steps = joinSteps(propagators, namedProperties);
  const acceptedBy = createAccepted(input);
  const accepted = sinks.map(acceptedBy);
  yield 'reach';
  const classes = buildLaneClasses(lanes, accepted, promotions, steps);
  const sinkSeeds: LaneSeed[] = sinks.map((sink, index) => ({
    node: sink.node,
    classes: classes.classesOf(accepted[index] ?? []),
  }));
  const backward = reachBackward(program, graph, classes, sinkSeeds, classes.steps, cancel);
  yield 'classify';
  const classification = input.classify(backward.isWanted);
  const sources = collectSources(input, classification).map((source) =>
    exceptCleared(source, cleared, lanes),
  );
  yield 'reach';
  const sourceSeeds: LaneSeed[] = sources.map((source) => ({
    node: source.node,
    classes: classes.classesOf(source.lanes),
  }));
  const reach = reachForward(program, graph, classes, sourceSeeds, backward, classes.steps, cancel);
  yield 'trace';
  const helpers = new HelperChecks(program, input.callGraph);
  const solution = solve(
    {
      program,
      symbols: input.symbols,
      graph,
      lanes,
      paths: input.paths,
      alive: reach.alive,
      seeds: sources.map((source, id) => ({
        node: source.node,
        path: pathOf(input, source.path),
        lanes: source.lanes,
        id,
      })),
      cleared,
      propagators,
      namedProperties,
      promotions,
      hostMask,
      harmlessMasks,
      helperChecks: helpers,
      callOfSite: (site) => input.callGraph.sites[site] ?? -1,
      maxSteps: input.maxSteps,
      gathersLanes: false,
      sharesFields: true,
    },
    cancel,
  );
  const hits: SinkHit[] = [];
  const redactions = createRedactions(input);
  sinks.forEach((sink, index) => {
    const facts = solution.factsAt(sink.node);
    if (facts.length === 0) return;
    const mask = lanes.masks.of(accepted[index] ?? []);
    const harmless = harmlessMasks[harmlessBitsAt(input, helpers, sink)] ?? 0;
    for (const fact of facts) {
      if (!isAtSink(input, sink, solution.pathOf(fact)) || !runs(input, solution, fact, sink)) continue;
      const arrived = lanes.masks.and(
        lanes.masks.andNot(maskAtSink(input, solution, fact, sink), harmless),
        mask,
      );
      if (lanes.masks.isEmpty(arrived)) continue;
      const names = input.paths.heads(solution.pathOf(fact)).map((head) => input.symbols.interner.text(head));
      const redacted = sink.match === undefined ? redactions?.(sink, names) : undefined;
      if (redacted?.isRemoved === true) continue;
      const isMissed = redacted !== undefined && redacted.removals.length > 0;
      const missed = isMissed ? missedSentence(redacted.removals, names) : undefined;
      hits.push({ sink: index, fact, mask: arrived, ...(missed === undefined ? {} : { missed }) });
    }
  });
  return {
    sources,
    sinks,
    hits,
    solution: input.keepsFacts
      ? solution
      : keepWays(
          solution,
          hits.map(({ fact }) => fact),
          (mask, lane) => lanes.masks.has(mask, lane),
        ),
    cleared,
    propagators,
    survivors: reach.survivors,
    survivingFunctions: reach.survivingFunctions,
  };
}

/** Lanes that a sink takes. Sinks of one kind share the list of those who ask for it, and so what they take. */
function createAccepted({ guardKinds, lanes }: TaintInput): (sink: SinkSite) => readonly number[] {
  const known = new Map<string, Map<SinkSite['specs'], readonly number[]>>();
  return ({ modelKind, specs }) => {
    let ofKind = known.get(modelKind);
    if (ofKind === undefined) {
      ofKind = new Map();
      known.set(modelKind, ofKind);
    }
    let accepted = ofKind.get(specs);
    if (accepted === undefined) {
      const bits = new Set<number>(guardKinds.get(modelKind) ?? []);
      for (const { rule, spec } of specs) for (const lane of lanes.acceptsOfSink(rule, spec)) bits.add(lane);
      accepted = [...bits];
      ofKind.set(specs, accepted);
    }
    return accepted;
  };
}

/**
 * Whether the sink is ever reached with a fact, as far as conditions that are known decide it. What a pattern chose may
 * be used in several places; the one that the match is about is the last instruction before the end of its statement.
 */
function runs(input: TaintInput, solution: Solution, fact: number, sink: SinkSite): boolean {
  if (!solution.isLive(fact, sink.anchor)) return false;
  if (sink.match === undefined) return true;
  const module = input.program.modules[sink.match.module];
  const match = input.matches[sink.match.module]?.matches[sink.match.index];
  if (!module || !match) return true;
  const { ir, valueBase } = module;
  const uses = usesOf(ir);
  const local = sink.node - valueBase;
  let isDead = false;
  for (let k = uses.start[local] ?? 0; k < (uses.start[local + 1] ?? 0); k++) {
    const user = uses.users[k] ?? 0;
    const start = (ir.functions[ir.functionOf[user] ?? 0]?.start ?? 0) + (ir.position[user] ?? 0);
    // Only uses around the match itself tell where it stands.
    if (start > match.start || start + (ir.length[user] ?? 0) < match.end) continue;
    if (solution.isLive(fact, valueBase + user)) return true;
    isDead = true;
  }
  return !isDead;
}

/** Lanes of a fact as the sink sees them: uses of a joined value know which ways led to them. */
function maskAtSink(input: TaintInput, solution: Solution, fact: number, sink: SinkSite): number {
  const module = input.program.modules[sink.match?.module ?? -1];
  const match = module && input.matches[module.index]?.matches[sink.match?.index ?? -1];
  if (!module || !match) return solution.maskAt(fact, sink.anchor);
  const { ir, valueBase } = module;
  const uses = usesOf(ir);
  const local = sink.node - valueBase;
  let seen: number | undefined;
  for (let k = uses.start[local] ?? 0; k < (uses.start[local + 1] ?? 0); k++) {
    const user = uses.users[k] ?? 0;
    const start = (ir.functions[ir.functionOf[user] ?? 0]?.start ?? 0) + (ir.position[user] ?? 0);
    if (start > match.start || start + (ir.length[user] ?? 0) < match.end) continue;
    const mask = solution.maskAt(fact, valueBase + user);
    seen = seen === undefined ? mask : input.lanes.masks.or(seen, mask);
  }
  return seen ?? solution.maskOf(fact);
}

/** What tests before the call of a sink say about the value that is given to it. */
function harmlessBitsAt(input: TaintInput, helpers: HelperChecks, { node, anchor, match }: SinkSite): number {
  const module = input.program.modules[input.callGraph.moduleOfValue[anchor] ?? -1];
  if (module === undefined) return 0;
  const { ir, valueBase } = module;
  const value = node - valueBase;
  if (value < 0 || value >= ir.op.length) return 0;
  const checks = valueChecksOf(ir);
  const site = match && input.matches[match.module]?.matches[match.index];
  const at = (user: number) => checks.at(value, ir.block[user] ?? -1) | helpers.before(module, value, user);
  if (!site) return at(anchor - valueBase);
  // A pattern names the value; where it stands is the instruction around the matched text.
  const uses = usesOf(ir);
  let bits: number = -1;
  for (let k = uses.start[value] ?? 0; k < (uses.start[value + 1] ?? 0); k++) {
    const user = uses.users[k] ?? 0;
    const start = (ir.functions[ir.functionOf[user] ?? 0]?.start ?? 0) + (ir.position[user] ?? 0);
    if (start <= site.start && start + (ir.length[user] ?? 0) >= site.end) bits &= at(user);
  }
  return bits < 0 ? 0 : bits;
}

/** A library's source that a rule names as a sanitizer is none for that rule: `req.hostname`, in rules about hosts. */
function exceptCleared(
  source: SourceSite,
  cleared: ReadonlyMap<number, number>,
  { masks }: TaintInput['lanes'],
): SourceSite {
  const mask = source.origin.kind === 'model' ? (cleared.get(source.node) ?? 0) : 0;
  if (masks.isEmpty(mask)) return source;
  return {
    ...source,
    lanes: source.lanes.filter((lane) => masks.isEmpty(masks.and(masks.of([lane]), mask))),
  };
}

/** All steps that rules add to those of the program. */
function joinSteps(
  propagators: ReadonlyMap<number, readonly { readonly to: number }[]>,
  named: ReadonlyMap<number, readonly PromotedStep[]>,
): ExtraSteps {
  if (named.size === 0) return propagators;
  const out = new Map<number, readonly ExtraStep[]>(propagators);
  for (const [from, steps] of named) out.set(from, [...(out.get(from) ?? []), ...steps]);
  return out;
}

/** Interns a list of field names as a path. */
export function pathOf(
  input: { readonly symbols: ProgramSymbols; readonly paths: PathTable },
  names: readonly string[],
): number {
  let path = emptyPath;
  for (let k = names.length - 1; k >= 0; k--)
    path = input.paths.push(input.symbols.interner.intern(names[k] ?? ''), path);
  return path;
}

/** Whether data at `path` below the sink's value is data the sink takes. */
export function isAtSink(
  input: { readonly symbols: ProgramSymbols; readonly paths: PathTable },
  sink: Pick<SinkSite, 'path' | 'isDeep'>,
  path: number,
): boolean {
  // What a promise was rejected with does not go where its value goes.
  if (input.paths.head(path) === input.symbols.interner.find(rejectedName)) return false;
  // What a closure captured is not where the closure goes.
  if (input.paths.hasCaptured(path)) return false;
  let rest = path;
  for (const name of sink.path) {
    if (rest <= 1) return true;
    rest =
      name === elementSegment || name === keySegment
        ? input.paths.loadUnknown(rest)
        : input.paths.load(rest, input.symbols.interner.intern(name));
    if (rest < 0) return false;
  }
  return sink.isDeep || rest <= 1;
}
