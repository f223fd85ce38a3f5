/**
 * Lanes that the first stage need not tell apart: those that exactly the same sinks take.
 *
 * Sixty data types that every rule about patient data takes are one class, so stage 1 moves a word where it moved six.
 * Nothing gets lost or added behind it: where a lane can get to is asked again, lane by lane, in stage 2, and what of
 * it is wanted at a place is the same for all lanes of a class. A lane that becomes another at some node has a class of
 * its own.
 */
import type { LaneTable, Promotion } from './lanes.ts';

/** Lanes that become others at a node. */
export type Promotions = ReadonlyMap<number, readonly Promotion[]>;

/** A step that a rule adds; with a promotion, only lanes that become others take it. */
export interface ExtraStep {
  readonly to: number;
  readonly promotion?: Promotion;
}

/** Extra steps that rules add: from node → to nodes. */
export type ExtraSteps = ReadonlyMap<number, readonly ExtraStep[]>;

/** See the head of this file. */
export interface LaneClasses {
  readonly count: number;
  /** Classes of lanes, each once, ascending. */
  classesOf(lanes: readonly number[]): readonly number[];
  /** The mask (of the lane table) of all lanes of these classes, given as the words of a bit set. */
  maskOf(words: Uint32Array): number;
  /** Promotions between lanes as promotions between their classes. */
  readonly promotions: Promotions;
  /** Extra steps with promotions between classes. */
  readonly steps: ExtraSteps;
}

/** Groups the lanes by what takes them. `accepted` lists the lanes that each sink takes. */
export function buildLaneClasses(
  table: LaneTable,
  accepted: readonly (readonly number[])[],
  promotions: Promotions,
  steps: ExtraSteps,
): LaneClasses {
  const laneCount = table.lanes.length;
  const takers: number[][] = Array.from({ length: laneCount }, () => []);
  const seen = new Set<string>();
  for (const lanes of new Set(accepted)) {
    const key = lanes.join();
    if (seen.has(key)) continue;
    seen.add(key);
    for (const lane of lanes) takers[lane]?.push(seen.size);
  }
  const isAlone = new Set<number>();
  for (const list of steps.values())
    for (const { promotion } of list)
      for (const lane of promotion ? [...promotion.from, ...promotion.to] : []) isAlone.add(lane);
  for (const list of promotions.values())
    for (const { from, to } of list) for (const lane of [...from, ...to]) isAlone.add(lane);
  const ids = new Map<string, number>();
  const classOf = new Int32Array(laneCount);
  const members: number[][] = [];
  for (let lane = 0; lane < laneCount; lane++) {
    const key = isAlone.has(lane) ? `lane ${lane}` : (takers[lane]?.join() ?? '');
    let id = ids.get(key);
    if (id === undefined) {
      id = members.push([]) - 1;
      ids.set(key, id);
    }
    classOf[lane] = id;
    members[id]?.push(lane);
  }
  const masks = new Map<string, number>();
  const known = new Map<readonly number[], readonly number[]>();
  const ofClasses = ({ from, to }: Promotion): Promotion => ({
    from: from.map((lane) => classOf[lane] ?? 0),
    to: to.map((lane) => classOf[lane] ?? 0),
  });
  return {
    count: members.length,
    classesOf: (lanes) => {
      let classes = known.get(lanes);
      if (classes === undefined) {
        classes = [...new Set(lanes.map((lane) => classOf[lane] ?? 0))].sort((a, b) => a - b);
        known.set(lanes, classes);
      }
      return classes;
    },
    maskOf: (words) => {
      const key = words.join();
      let mask = masks.get(key);
      if (mask === undefined) {
        mask = table.masks.of(
          members.flatMap((lanes, id) => (((words[id >>> 5] ?? 0) >>> (id & 31)) & 1 ? lanes : [])),
        );
        masks.set(key, mask);
      }
      return mask;
    },
    promotions: new Map([...promotions].map(([node, list]) => [node, list.map(ofClasses)])),
    steps: new Map(
      [...steps].map(([node, list]) => [
        node,
        list.map(({ to, promotion }) => (promotion ? { to, promotion: ofClasses(promotion) } : { to })),
      ]),
    ),
  };
}
