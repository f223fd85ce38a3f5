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

/** What is asked of a solution; callers of a context only where some of them are wanted rather than others. */
type TracedWays = Pick<Solution, 'stepOf' | 'nodeOf' | 'pathOf' | 'contextOf'> &
  Partial<Pick<Solution, 'incomingOf'>>;

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

function trace(
  graph: ValueFlowGraph,
  lanes: LaneTable,
  solution: TracedWays,
  fact: number,
  lane: number,
  isWanted: ((fact: number) => boolean) | undefined,
): Witness | undefined {
  const nodes: { node: number; path: number; link: number }[] = [];
  const calls: OpenCall[] = [];
  let at = fact;
  let seed = -1;
  let wanted = lane;
  for (let count = 0; count < maxWitnessSteps; count++) {
    let step = solution.stepOf(at, wanted);
    if (!step) {
      // Before a labelled source turned it into this lane, it was another.
      wanted = lanes.lanes[wanted]?.base ?? -1;
      step = wanted < 0 ? undefined : solution.stepOf(at, wanted);
    }
    if (!step) return undefined;
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
    if (step.link === -2) {
      seed = step.id;
      break;
    }
    at = from;
    if (at < 0) return undefined;
  }
  if (seed < 0) return undefined;
  nodes.reverse();
  let depth = 0;
  const steps = nodes.map(({ node, path, link }) => {
    if (link >= 0 && graph.kind[link] === LinkKind.Enter) depth++;
    else if (link >= 0 && graph.kind[link] === LinkKind.Exit) depth--;
    return { node, path, link, depth };
  });
  return { seed, steps };
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
