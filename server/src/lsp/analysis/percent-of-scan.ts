/**
 * Where a scan stands, as one percentage over reading and all stages of the analysis.
 *
 * The shares are rough measurements of a cold scan. Whole numbers, never falling from stage to stage.
 */
import type { AnalysisProgress } from '../../analyzer/engine/engine.ts';

/** Stage → the percentages it begins and ends at. */
const shares: Readonly<Record<'reading' | AnalysisProgress['stage'], readonly [number, number]>> = {
  reading: [0, 20],
  index: [20, 60],
  link: [60, 65],
  'call-graph': [65, 75],
  classify: [75, 80],
  reach: [80, 85],
  trace: [85, 93],
  guards: [93, 97],
  findings: [97, 100],
};

/** @returns 0 to 100. `total` 0 counts as the begin of the stage. */
export function percentOfScan(
  stage: 'reading' | AnalysisProgress['stage'],
  done: number,
  total: number,
): number {
  const [begin, end] = shares[stage];
  if (total <= 0) return begin;
  return Math.floor(begin + (end - begin) * Math.min(1, done / total));
}
