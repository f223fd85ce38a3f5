/**
 * From a fact at a sink back to the source: the steps that first brought a lane there.
 *
 * Calls are matched: a way that left a callee goes back in at the same call. The result is in flow order.
 */
import type { LaneTable } from './lanes.ts';
import type { Solution } from './solve-input.ts';
import { LinkKind, type ValueFlowGraph } from './value-flow-graph.ts';

/** One raw step, in flow order. */
export interface WitnessStep {
  /** Node the data is at after the step. */
  readonly node: number;
  readonly path: number;
  /** Link taken to get here, -1 for a step inside a function or the source. */
  readonly link: number;
  /** Call depth relative to the source. */
  readonly depth: number;
}

/** A way from a source to a fact. */
export interface Witness {
  /** Seed id it starts from. */
  readonly seed: number;
  readonly steps: readonly WitnessStep[];
}

const maxWitnessSteps = 4000;
/** More than there are, so that two of them make one number. */
const maxFacts = 2 ** 26;

/** What is asked of a solution; callers of a context only where some of them are wanted rather than others. */
type TracedWays = Pick<Solution, 'stepOf' | 'nodeOf' | 'pathOf' | 'contextOf'> &
  Partial<Pick<Solution, 'incomingOf' | 'stepsOf'>>;

/** A call that the way left, going backwards, and has to go back in at. */
interface OpenCall {
  /** Fact in the caller that entered the callee. */
  readonly caller: number;
  readonly edge: number;
  /** Context of the callee. */
  readonly context: number;
}

/**
 * The way by which `lane` first came to `fact`; undefined if it is not there.
 *
 * Where a callee was entered by several callers and the way does not say by which, a caller that `isWanted` is taken
 * before the first one: a way of one endpoint should not begin in another.
 */
export function traceWitness(
  graph: ValueFlowGraph,
  lanes: LaneTable,
  solution: TracedWays,
  fact: number,
  lane: number,
  isWanted?: (fact: number) => boolean,
): Witness | undefined {
  const wanted = isWanted && trace(graph, lanes, solution, fact, lane, isWanted);
  return wanted ?? trace(graph, lanes, solution, fact, lane, undefined);
}

/**
 * The ways by which several lanes first came to a fact; without those that are not there. Lanes that came together are
 * followed together: dozens of data types take one way through a program that hands around whole records.
 */
export function traceWitnesses(
  graph: ValueFlowGraph,
  lanes: LaneTable,
  solution: TracedWays,
  fact: number,
  wanted: readonly number[],
): ReadonlyMap<number, Witness> {
  return traceAll(graph, lanes, solution, fact, wanted, undefined);
}

function trace(
  graph: ValueFlowGraph,
  lanes: LaneTable,
  solution: TracedWays,
  fact: number,
  lane: number,
  isWanted: ((fact: number) => boolean) | undefined,
): Witness | undefined {
  return traceAll(graph, lanes, solution, fact, [lane], isWanted).get(lane);
}

/** A way that is being followed back, and the lanes that came by it. */
interface OpenWay {
  at: number;
  /** What was asked for → what it was here: before a labelled source turned it into this lane, it was another. */
  lanes: ReadonlyMap<number, number>;
  readonly nodes: { node: number; path: number; link: number }[];
  readonly calls: OpenCall[];
  /** Facts that it has passed, each with the call that it will go back in at: one helper may be called twice. */
  readonly passed: Set<number>;
}

function traceAll(
  graph: ValueFlowGraph,
  lanes: LaneTable,
  solution: TracedWays,
  fact: number,
  wanted: readonly number[],
  isWanted: ((fact: number) => boolean) | undefined,
): Map<number, Witness> {
  const found = new Map<number, Witness>();
  const open: OpenWay[] = [
    { at: fact, lanes: new Map(wanted.map((lane) => [lane, lane])), nodes: [], calls: [], passed: new Set() },
  ];
  for (let way = open.pop(); way; way = open.pop()) {
    const seed = followBack(graph, lanes, solution, way, isWanted, open);
    if (seed < 0) continue;
    const witness = { seed, steps: inFlowOrder(graph, way.nodes) };
    for (const lane of way.lanes.keys()) found.set(lane, witness);
  }
  return found;
}

/** Follows a way back to its seed, -1 if there is none; lanes that came another way are put aside in `open`. */
function followBack(
  graph: ValueFlowGraph,
  { lanes, masks }: LaneTable,
  solution: TracedWays,
  way: OpenWay,
  isWanted: ((fact: number) => boolean) | undefined,
  open: OpenWay[],
): number {
  const { nodes, calls, passed } = way;
  while (nodes.length < maxWitnessSteps) {
    const { at } = way;
    const [[asked, here] = [-1, -1]] = way.lanes;
    let step = solution.stepOf(at, here);
    let lane = here;
    if (!step) {
      lane = lanes[here]?.base ?? -1;
      step = lane < 0 ? undefined : solution.stepOf(at, lane);
    }
    // Where lanes were put aside and taken up again, the first step may lead back into the way: then another is taken.
    const call = (calls.at(-1)?.caller ?? -1) + 1;
    passed.add(at * maxFacts + call);
    if (step && passed.has(step.from * maxFacts + call))
      step = solution
        .stepsOf?.(at)
        .find(({ mask, from }) => masks.has(mask, lane) && !passed.has(from * maxFacts + call));
    if (way.lanes.size > 1) {
      // Each lane is in one step of a fact.
      const together = new Map([[asked, lane]]);
      const apart = new Map<number, number>();
      for (const [other, now] of way.lanes)
        if (other !== asked) (step && masks.has(step.mask, now) ? together : apart).set(other, now);
      if (apart.size > 0) {
        open.push({ at, lanes: apart, nodes: nodes.slice(), calls: calls.slice(), passed: new Set(passed) });
        way.lanes = together;
      }
    }
    if (!step) return -1;
    if (lane !== here) way.lanes = new Map([...way.lanes].map(([k, now]) => [k, k === asked ? lane : now]));
    const node = solution.nodeOf(at);
    let link = step.link >= 0 ? step.link : -1;
    let from = step.from;
    if (link >= 0)
      switch (graph.kind[link]) {
        case LinkKind.Exit:
          if (step.caller < 0) break;
          calls.push({
            caller: step.caller,
            edge: graph.edge[link] ?? -1,
            context: solution.contextOf(from),
          });
          break;
        case LinkKind.Enter: {
          const call = calls.at(-1);
          const entered =
            call?.context === solution.contextOf(at)
              ? calls.pop()?.caller
              : isWanted && !isWanted(from) && solution.incomingOf?.(solution.contextOf(at)).find(isWanted);
          if (typeof entered !== 'number') break;
          // The first way in was that of another call.
          link = enterLink(
            graph,
            solution.nodeOf(entered),
            node,
            call?.caller === entered ? call.edge : -1,
            link,
          );
          from = entered;
          break;
        }
        case LinkKind.Heap:
        case LinkKind.ThisHeap:
          // What was put there was put there by any call.
          calls.length = 0;
          break;
        default:
      }
    nodes.push({ node, path: solution.pathOf(at), link });
    if (step.link === -2) return step.id;
    if (from < 0) return -1;
    way.at = from;
  }
  return -1;
}

function inFlowOrder(graph: ValueFlowGraph, nodes: OpenWay['nodes']): WitnessStep[] {
  let depth = 0;
  return nodes.reverse().map(({ node, path, link }) => {
    if (link >= 0 && graph.kind[link] === LinkKind.Enter) depth++;
    else if (link >= 0 && graph.kind[link] === LinkKind.Exit) depth--;
    return { node, path, link, depth };
  });
}

/** The link by which a value of a caller enters a callee, over `edge` unless that is -1; `other` if there is none. */
function enterLink(graph: ValueFlowGraph, from: number, to: number, edge: number, other: number): number {
  const end = graph.start[from + 1] ?? 0;
  for (let link = graph.start[from] ?? 0; link < end; link++)
    if (
      graph.kind[link] === LinkKind.Enter &&
      graph.to[link] === to &&
      (edge < 0 || graph.edge[link] === edge)
    )
      return link;
  return other;
}
