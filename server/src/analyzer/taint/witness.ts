/**
 * From a fact at a sink back to the source: the steps that first brought a lane there.
 *
 * Calls are matched: a way that left a callee goes back in at the same call. The result is in flow order.
 */
import type { LaneTable } from './lanes.ts';
import type { Solution } from './solve.ts';
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

/** The way by which `lane` first came to `fact`; undefined if it is not there. */
export function traceWitness(
  graph: ValueFlowGraph,
  lanes: LaneTable,
  solution: Solution,
  fact: number,
  lane: number,
): Witness | undefined {
  const nodes: { node: number; path: number; link: number }[] = [];
  const callers: number[] = [];
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
    nodes.push({
      node: solution.nodeOf(at),
      path: solution.pathOf(at),
      link: step.link >= 0 ? step.link : -1,
    });
    if (step.link === -2) {
      seed = step.id;
      break;
    }
    const kind = step.link >= 0 ? graph.kind[step.link] : -1;
    if (kind === LinkKind.Exit && step.caller >= 0) {
      callers.push(step.caller);
      at = step.from;
    } else if (kind === LinkKind.Enter && callers.length > 0) {
      at = callers.pop() ?? step.from;
    } else at = step.from;
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
