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
  const rows = new Int32Array(solution.factCount).fill(-1);
  const kept: number[] = [];
  const keep = (fact: number): void => {
    if (fact < 0 || rows[fact] !== -1) return;
    rows[fact] = kept.length;
    kept.push(fact);
  };
  for (const fact of facts) keep(fact);
  for (const fact of kept)
    for (const step of solution.stepsOf(fact)) {
      keep(step.from);
      keep(step.caller);
    }
  const context = new Int32Array(kept.length);
  const node = new Int32Array(kept.length);
  const path = new Int32Array(kept.length);
  const mask = new Int32Array(kept.length);
  const first = new Int32Array(kept.length);
  const factsOfNode = new Map<number, number[]>();
  const log = new StepLog(kept.length);
  kept.forEach((fact, row) => {
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
  });
  const at = (column: Int32Array, fact: number): number => column[rows[fact] ?? -1] ?? -1;
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
