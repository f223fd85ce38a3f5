/**
 * Which request values, caller values and records reach which places, for the guard analysis.
 *
 * One precise run of the taint solver with lanes of its own: lane 0 what the request controls, lane 1 who is calling,
 * and two lanes per record query (its patient data; anything it read). Asked afterwards for values *as one endpoint sees them*: a fact counts for an
 * endpoint only if the place where its context begins runs in that endpoint's call tree.
 */

import { emptyMask, MaskTable } from '../base/bit-set.ts';
import type { CancellationToken } from '../base/cancellation.ts';
import { maxStepsPerRun } from '../base/limits.ts';
import type { QuerySite } from '../callgraph/query-sites.ts';
import type { Classification } from '../classification/classification.ts';
import { isOfAccountOnly } from '../classification/whose.ts';
import type { Program } from '../program/program.ts';
import type { ProgramSymbols } from '../program/symbols.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import { pathOf } from '../taint/analyze-taint.ts';
import type { Promotions } from '../taint/lane-classes.ts';
import type { Lane, LaneTable } from '../taint/lanes.ts';
import { emptyPath, type PathTable } from '../taint/paths.ts';
import { type Solution, type SolveInput, type SolverSeed, solve } from '../taint/solve.ts';
import type { ValueFlowGraph } from '../taint/value-flow-graph.ts';
import { traceWitness, type Witness } from '../taint/witness.ts';
import { attributedRows } from './attributed-rows.ts';
import { ContextRoots } from './context-roots.ts';
import { GuardBit, guardReach } from './guard-reach.ts';

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

/** What of all kinds of lanes may be at a node, whoever asks: bits of {@link GuardFlow.heldAt}. */
export const heldRequest = 1;
export const heldSubject = 2;
export const heldTouch = 4;
const heldIsKnown = 128;

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
  /** Whether the request, the caller and what queries read may be at a node, for whichever endpoint. */
  heldAt(node: number): number;
}

/** What the run needs. */
export interface GuardFlowInput {
  readonly program: Program;
  readonly symbols: ProgramSymbols;
  readonly graph: ValueFlowGraph;
  readonly paths: PathTable;
  readonly queries: readonly QuerySite[];
  readonly classification: Classification;
  readonly catalog: DataTypeCatalog;
  /** Values of the request and of the caller. */
  readonly sources: readonly GuardSource[];
  /** Functions (global) of the endpoints. */
  readonly functions: ReadonlySet<number>;
  /** The same of all endpoints, those left out included. */
  readonly serving: ReadonlySet<number>;
  /** Nodes of filters and conditions: somebody will ask about the request, the caller and what queries read there. */
  readonly checks: ReadonlySet<number>;
  /** Nodes of responses: somebody will ask about patient data there. */
  readonly responses: ReadonlySet<number>;
  /** Nodes (1 for each) that nothing passes. */
  readonly closed: Uint8Array;
}

const noPromotions: Promotions = new Map();
const noSteps: SolveInput['namedProperties'] = new Map();
const none = new Map<number, { to: number; mask: number }[]>();

/** Runs the solver. */
export function solveGuardFlow(input: GuardFlowInput, cancel: CancellationToken): GuardFlow {
  const { program, graph, queries, classification } = input;
  const laneCount = 2 + 2 * queries.length;
  const lanes = plainLanes(laneCount);
  const sources: GuardSource[] = [...input.sources];
  for (const { row: k, q, path } of attributedRows(queries, classification)) {
    const category = input.catalog.types[classification.type[k] ?? -1]?.category ?? '';
    if (isOfAccountOnly(category, classification.confidence[k] ?? 0)) continue;
    sources.push({
      node: classification.value[k] ?? 0,
      path,
      lane: recordLane(q),
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
  });
  const alive = reachCoarsely(input, lanes, sources, cancel);
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
      namedProperties: noSteps,
      promotions: noPromotions,
      hostMask: 0,
      harmlessMasks: [],
      helperChecks: undefined,
      callOfSite: () => -1,
      maxSteps: maxStepsPerRun,
      gathersLanes: true,
    },
    cancel,
  );
  const kindsOfLane = (lane: number) => {
    if (lane <= subjectLane) return lane === requestLane ? heldRequest : heldSubject;
    return lane >= touchLane(0, queries.length) ? heldTouch : 0;
  };
  const kindsOfMask = new Map<number, number>();
  const heldIn = (mask: number): number => {
    let kinds = kindsOfMask.get(mask);
    if (kinds === undefined) {
      kinds = lanes.masks.bits(mask).reduce((found, lane) => found | kindsOfLane(lane), 0);
      kindsOfMask.set(mask, kinds);
    }
    return kinds;
  };
  const held = new Uint8Array(graph.nodeCount);
  const functionOfQuery = queries.map(({ value }) => graph.functionOf(value));
  const roots = new ContextRoots(graph, lanes, solution);
  const concerns = (fact: number, lane: number, tree: ReadonlySet<number>): boolean => {
    // What another endpoint read never comes here, however many helpers the two share.
    if (lane > subjectLane && !tree.has(functionOfQuery[(lane - 2) % queries.length] ?? -1)) return false;
    return roots.isOf(fact, lane, tree);
  };
  const { masks } = lanes;
  const requestMask = masks.of([requestLane]);
  const subjectMask = masks.of([subjectLane]);
  const own = masks.or(requestMask, subjectMask);
  /** Lanes of what runs in a tree. */
  const readMasks = new WeakMap<ReadonlySet<number>, number>();
  const readMaskOf = (tree: ReadonlySet<number>): number => {
    let mask = readMasks.get(tree);
    if (mask === undefined) {
      mask = masks.of(
        functionOfQuery.flatMap((f, q) => (tree.has(f) ? [recordLane(q), touchLane(q, queries.length)] : [])),
      );
      readMasks.set(tree, mask);
    }
    return mask;
  };
  const setOfMask = new Map<number, ReadonlySet<number>>();
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
    heldAt: (node) => {
      let kinds = held[node] ?? 0;
      if (kinds === 0) {
        kinds = heldIsKnown;
        for (const fact of solution.factsAt(node))
          if (!input.paths.hasCaptured(solution.pathOf(fact))) kinds |= heldIn(solution.maskOf(fact));
        held[node] = kinds;
      }
      return kinds;
    },
    lanesAt: (node, tree) => {
      let found = emptyMask;
      const facts = solution.factsAt(node);
      const readMask = facts.length > 0 ? readMaskOf(tree) : emptyMask;
      for (const fact of facts) {
        const fresh = masks.andNot(solution.maskOf(fact), found);
        if (fresh === emptyMask || input.paths.hasCaptured(solution.pathOf(fact))) continue;
        const read = masks.and(fresh, readMask);
        if (read !== emptyMask && roots.isOf(fact, touchLane(0, queries.length), tree))
          found = masks.or(found, read);
        if (masks.and(fresh, own) === emptyMask) continue;
        if (masks.has(fresh, requestLane) && roots.isOf(fact, requestLane, tree))
          found = masks.or(found, requestMask);
        if (masks.has(fresh, subjectLane) && roots.isOf(fact, subjectLane, tree))
          found = masks.or(found, subjectMask);
      }
      let set = setOfMask.get(found);
      if (!set) {
        set = new Set(masks.bits(found));
        setOfMask.set(found, set);
      }
      return set;
    },
  };
}

/** The way of a lane to a fact as the functions of `tree` see it: calls of theirs before calls of others. */
export function witnessIn(
  { graph, lanes, solution, isSeenBy }: GuardFlow,
  tree: ReadonlySet<number>,
  fact: number,
  lane: number,
): Witness | undefined {
  if (fact < 0) return undefined;
  return traceWitness(graph, lanes, solution, fact, lane, (caller) => isSeenBy(caller, lane, tree));
}

/**
 * The first stage, with one bit for all records: what of a record may arrive where is a question for the second, and
 * thousands of lanes cost the first stage more than they save. Masks of `lanes` per node.
 */
function reachCoarsely(
  input: GuardFlowInput,
  lanes: LaneTable,
  sources: readonly GuardSource[],
  cancel: CancellationToken,
): Int32Array {
  const { program, graph, functions, serving, checks, responses } = input;
  const count = input.queries.length;
  const bitOf = (lane: number) => {
    if (lane === requestLane) return GuardBit.Request;
    if (lane === subjectLane) return GuardBit.Subject;
    return lane < touchLane(0, count) ? GuardBit.Record : GuardBit.Touch;
  };
  const reached = guardReach(
    {
      program,
      graph,
      functions,
      serving,
      checks,
      responses,
      closed: input.closed,
      sources: sources.map(({ node, lane }) => ({ node, bit: bitOf(lane) })),
    },
    cancel,
  );
  const lanesOfBit = new Map<number, number[]>();
  for (const { index } of lanes.lanes) {
    const known = lanesOfBit.get(bitOf(index));
    if (known) known.push(index);
    else lanesOfBit.set(bitOf(index), [index]);
  }
  const masks = Array.from({ length: 16 }, (_, bits) =>
    lanes.masks.of([...lanesOfBit].flatMap(([bit, of]) => ((bits & bit) === 0 ? [] : of))),
  );
  const alive = new Int32Array(reached.length);
  for (let node = 0; node < alive.length; node++) alive[node] = masks[reached[node] ?? 0] ?? 0;
  return alive;
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
