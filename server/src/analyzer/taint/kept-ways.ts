/**
 * What is left of a solution of stage 2 when nobody will ask but how its hits came about.
 *
 * Of the facts of a large program one in thirty lies on the way to a hit; the others were needed to find that out, and are most
 * of what the analysis holds while guards are judged after it. Kept are the given facts and those that their steps
 * came from or were matched with, under their numbers, so that whoever asks for a way gets the same one.
 */
import type { Solution } from './solve-input.ts';
import { StepLog, seedLink } from './step-log.ts';

/** The part of a solution that is asked after the run. */
export type FoundWays = Pick<
  Solution,
  | 'factCount'
  | 'contextCount'
  | 'overBudget'
  | 'cutAt'
  | 'contextOf'
  | 'nodeOf'
  | 'pathOf'
  | 'maskOf'
  | 'factsAt'
  | 'stepOf'
>;

/** What the ways are taken from. */
type Ways = Omit<FoundWays, 'factsAt' | 'stepOf'> & Pick<Solution, 'stepsOf'>;

/** The ways to some facts. `hasLane`: whether a mask has a lane. */
export function keepWays(
  solution: Ways,
  facts: Iterable<number>,
  hasLane: (mask: number, lane: number) => boolean,
): FoundWays {
  const rowOf = new Map<number, number>();
  for (const fact of facts) if (!rowOf.has(fact)) rowOf.set(fact, rowOf.size);
  // A map is walked in the order of insertion, what is added on the way included.
  for (const fact of rowOf.keys())
    for (const step of solution.stepsOf(fact))
      for (const before of [step.from, step.caller])
        if (before >= 0 && !rowOf.has(before)) rowOf.set(before, rowOf.size);
  const context = new Int32Array(rowOf.size);
  const node = new Int32Array(rowOf.size);
  const path = new Int32Array(rowOf.size);
  const mask = new Int32Array(rowOf.size);
  const first = new Int32Array(rowOf.size);
  const factsOfNode = new Map<number, number[]>();
  const log = new StepLog(rowOf.size);
  for (const [fact, row] of rowOf) {
    context[row] = solution.contextOf(fact);
    node[row] = solution.nodeOf(fact);
    path[row] = solution.pathOf(fact);
    mask[row] = solution.maskOf(fact);
    first[row] = -1;
    let last = -1;
    for (const step of solution.stepsOf(fact)) {
      const other = step.link === seedLink ? step.id : step.caller;
      last = log.push(step.from, step.link, other, step.mask, last);
      if (first[row] === -1) first[row] = last;
    }
    const known = factsOfNode.get(node[row] ?? 0);
    if (known) known.push(fact);
    else factsOfNode.set(node[row] ?? 0, [fact]);
  }
  const at = (column: Int32Array, fact: number): number => column[rowOf.get(fact) ?? -1] ?? -1;
  const { factCount, contextCount, overBudget, cutAt } = solution;
  return {
    factCount,
    contextCount,
    overBudget,
    cutAt,
    contextOf: (fact) => at(context, fact),
    nodeOf: (fact) => at(node, fact),
    pathOf: (fact) => at(path, fact),
    maskOf: (fact) => Math.max(0, at(mask, fact)),
    factsAt: (place) => factsOfNode.get(place) ?? [],
    stepOf: (fact, lane) => log.find(at(first, fact), (one) => hasLane(one, lane)),
  };
}
