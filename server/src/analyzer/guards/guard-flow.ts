/**
 * Which request values, caller values and records reach which places, for the guard analysis.
 *
 * One precise run of the taint solver with lanes of its own: lane 0 what the request controls, lane 1 who is calling,
 * and two lanes per record query (its patient data; anything it read). Asked afterwards for values *as one endpoint sees them*: a fact counts for an
 * endpoint only if the place where its context begins runs in that endpoint's call tree.
 */

import { MaskTable } from '../base/bit-set.ts';
import type { CancellationToken } from '../base/cancellation.ts';
import type { QuerySite } from '../callgraph/query-sites.ts';
import type { Classification } from '../classification/classification.ts';
import type { Program } from '../program/program.ts';
import type { ProgramSymbols } from '../program/symbols.ts';
import { pathOf } from '../taint/analyze-taint.ts';
import type { Lane, LaneTable } from '../taint/lanes.ts';
import { emptyPath, type PathTable } from '../taint/paths.ts';
import { type LaneSeed, type Promotions, reachBackward, reachForward } from '../taint/reach.ts';
import { contextFree, contextThisHeap, type Solution, type SolverSeed, solve } from '../taint/solve.ts';
import type { ValueFlowGraph } from '../taint/value-flow-graph.ts';

/** Lane of what the request controls. */
export const requestLane = 0;
/** Lane of values of the authenticated caller. */
export const subjectLane = 1;
/** Lane of the record that query `index` reads. */
export function recordLane(index: number): number {
  return 2 + index;
}

/** Lane of anything that query `index` of `count` read, also fields that are no patient data: what checks compare. */
export function touchLane(index: number, count: number): number {
  return 2 + count + index;
}

/** A place where a lane begins. */
export interface GuardSource {
  readonly node: number;
  readonly path: readonly string[];
  readonly lane: number;
  /** Data type of a record field (DataType.index), -1 otherwise. */
  readonly type: number;
  readonly evidence: string;
}

/** The solved flow. */
export interface GuardFlow {
  readonly graph: ValueFlowGraph;
  readonly lanes: LaneTable;
  readonly paths: PathTable;
  readonly solution: Solution;
  readonly sources: readonly GuardSource[];
  /** Facts at a node that carry `lane` and concern the functions of `tree`. */
  factsOf(node: number, lane: number, tree: ReadonlySet<number>): readonly number[];
  /** Whether a fact carries `lane` and concerns the functions of `tree`. */
  isSeenBy(fact: number, lane: number, tree: ReadonlySet<number>): boolean;
  /** Lanes at a node, as the functions of `tree` see it. */
  lanesAt(node: number, tree: ReadonlySet<number>): ReadonlySet<number>;
}

/** What the run needs. */
export interface GuardFlowInput {
  readonly program: Program;
  readonly symbols: ProgramSymbols;
  readonly graph: ValueFlowGraph;
  readonly paths: PathTable;
  readonly queries: readonly QuerySite[];
  readonly classification: Classification;
  /** Values of the request and of the caller. */
  readonly sources: readonly GuardSource[];
  /** Nodes somebody will ask about. */
  readonly asked: ReadonlySet<number>;
}

const noPromotions: Promotions = new Map();
const none = new Map<number, { to: number; mask: number }[]>();

/** Runs the solver. */
export function solveGuardFlow(input: GuardFlowInput, cancel: CancellationToken): GuardFlow {
  const { program, graph, queries, classification } = input;
  const laneCount = 2 + 2 * queries.length;
  const lanes = plainLanes(laneCount);
  const sources: GuardSource[] = [...input.sources];
  const queryOf = new Map(queries.map((query, index) => [query.value, index]));
  const seeded = new Set<number>();
  for (let k = 0; k < classification.value.length; k++) {
    const index = queryOf.get(classification.value[k] ?? -1);
    if (index === undefined) continue;
    seeded.add(index);
    sources.push({
      node: classification.value[k] ?? 0,
      path: classification.paths[classification.path[k] ?? 0] ?? [],
      lane: recordLane(index),
      type: classification.type[k] ?? -1,
      evidence: classification.evidences[classification.evidence[k] ?? 0] ?? '',
    });
  }
  queries.forEach((query, index) => {
    sources.push({
      node: query.value,
      path: [],
      lane: touchLane(index, queries.length),
      type: -1,
      evidence: `record of ${query.resource}`,
    });
    // A record whose fields are not known is followed as a whole.
    if (!seeded.has(index))
      sources.push({
        node: query.value,
        path: [],
        lane: recordLane(index),
        type: -1,
        evidence: `record of ${query.resource}`,
      });
  });
  const alive = reachCoarsely(input, lanes, sources, laneCount, cancel);
  const seeds: SolverSeed[] = sources.map((source, id) => ({
    node: source.node,
    path: source.path.length === 0 ? emptyPath : pathOf(input, source.path),
    lanes: [source.lane],
    id,
  }));
  const solution = solve(
    {
      program,
      symbols: input.symbols,
      graph,
      lanes,
      paths: input.paths,
      alive,
      seeds,
      cleared: new Map(),
      propagators: none,
      promotions: noPromotions,
      hostMask: 0,
      harmlessMasks: [],
      helperChecks: undefined,
      callOfSite: () => -1,
    },
    cancel,
  );
  const rootsOf = createRoots(graph, lanes, solution);
  const functionOfQuery = queries.map(({ value }) => graph.functionOf(value));
  const concerns = (fact: number, lane: number, tree: ReadonlySet<number>): boolean => {
    // What another endpoint read never comes here, however many helpers the two share.
    if (lane > subjectLane && !tree.has(functionOfQuery[(lane - 2) % queries.length] ?? -1)) return false;
    for (const root of rootsOf(fact, lane)) if (root < 0 || tree.has(root)) return true;
    return false;
  };
  return {
    graph,
    lanes,
    paths: input.paths,
    solution,
    sources,
    factsOf: (node, lane, tree) =>
      solution
        .factsAt(node)
        .filter(
          (fact) =>
            lanes.masks.has(solution.maskOf(fact), lane) &&
            !input.paths.hasCaptured(solution.pathOf(fact)) &&
            concerns(fact, lane, tree),
        ),
    isSeenBy: (fact, lane, tree) =>
      lanes.masks.has(solution.maskOf(fact), lane) && concerns(fact, lane, tree),
    lanesAt: (node, tree) => {
      const out = new Set<number>();
      for (const fact of solution.factsAt(node)) {
        if (input.paths.hasCaptured(solution.pathOf(fact))) continue;
        for (const lane of lanes.masks.bits(solution.maskOf(fact)))
          if (!out.has(lane) && concerns(fact, lane, tree)) out.add(lane);
      }
      return out;
    },
  };
}

/** Lanes that the first stage tells apart: the request, the caller, any record. */
const coarseCount = 3;

/**
 * The first stage with one lane for all records: what of a record may arrive where is a question for the second, and
 * thousands of lanes cost the first stage more than they save. Masks of `lanes` per node.
 */
function reachCoarsely(
  input: GuardFlowInput,
  lanes: LaneTable,
  sources: readonly GuardSource[],
  laneCount: number,
  cancel: CancellationToken,
): Int32Array {
  const { program, graph } = input;
  const coarse = plainLanes(coarseCount);
  const every = [requestLane, subjectLane, coarseCount - 1];
  const sinkSeeds: LaneSeed[] = [...input.asked].map((node) => ({ node, lanes: every }));
  const backward = reachBackward(program, graph, coarse, sinkSeeds, none, noPromotions, cancel);
  const reach = reachForward(
    program,
    graph,
    coarse,
    sources.map(({ node, lane }) => ({ node, lanes: [Math.min(lane, coarseCount - 1)] })),
    backward,
    none,
    noPromotions,
    cancel,
  );
  const records = Array.from({ length: laneCount - 2 }, (_, k) => k + 2);
  const fine = new Map<number, number>();
  return reach.alive.map((mask) => {
    let wide = fine.get(mask);
    if (wide === undefined) {
      const bits = coarse.masks.bits(mask);
      wide = lanes.masks.of(bits.flatMap((bit) => (bit === coarseCount - 1 ? records : [bit])));
      fine.set(mask, wide);
    }
    return wide;
  });
}

/**
 * Functions in which the context of a fact begins: where callers hold the data without having been handed it.
 *
 * A function that many call has one context for the same argument of all of them, whatever each of them hands over; so
 * for what the request and the caller bring, only callers count that bring just that.
 */
function createRoots(
  graph: ValueFlowGraph,
  lanes: LaneTable,
  solution: Solution,
): (fact: number, lane: number) => readonly number[] {
  const memo = new Map<number, readonly number[]>();
  const rootsOfContext = (context: number, lane: number): readonly number[] => {
    const key = context * (subjectLane + 2) + Math.min(lane, subjectLane + 1);
    const known = memo.get(key);
    if (known) return known;
    const seen = new Set<number>([context]);
    const stack = [context];
    const out = new Set<number>();
    while (stack.length > 0) {
      for (const caller of solution.incomingOf(stack.pop() ?? 0)) {
        if (lane <= subjectLane && !lanes.masks.has(solution.maskOf(caller), lane)) continue;
        const outer = solution.contextOf(caller);
        if (outer === contextFree || outer === contextThisHeap)
          out.add(graph.functionOf(solution.nodeOf(caller)));
        else if (!seen.has(outer)) {
          seen.add(outer);
          stack.push(outer);
        }
      }
    }
    const list = [...out];
    memo.set(key, list);
    return list;
  };
  return (fact, lane) => {
    const context = solution.contextOf(fact);
    if (context === contextFree || context === contextThisHeap)
      return [graph.functionOf(solution.nodeOf(fact))];
    const roots = rootsOfContext(context, lane);
    // Data that a callback brought along was handed over by nobody: it is at home where it is.
    return roots.length > 0 ? roots : [graph.functionOf(solution.nodeOf(fact))];
  };
}

/** Lanes without rules: nothing clears them. */
function plainLanes(count: number): LaneTable {
  const lanes: Lane[] = Array.from({ length: count }, (_, index) => ({
    index,
    origin: {
      kind: 'model',
      modelKind: index === requestLane ? 'remote' : index === subjectLane ? 'subject' : 'record',
    },
    rule: -1,
    family: 'guard',
    base: -1,
  }));
  return {
    lanes,
    masks: new MaskTable(count),
    accepts: [],
    lanesOfType: [],
    lanesOfKind: new Map(),
    lanesOfSpec: new Map(),
    promotions: new Map(),
    acceptsOfSink: () => [],
    privateMask: [],
    familyMask: new Map(),
    numericMask: 1,
    clearMask: () => 0,
  };
}
