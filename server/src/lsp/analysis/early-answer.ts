/**
 * When an edit is answered before its analysis has ended, and whether there is anything to say.
 *
 * From the checkpoints of an analysis to at most two answers about the edited document: what its own text shows, and
 * what flows through the workspace, before the ways in are judged. Only where somebody would wait for the whole, and
 * only if a finding comes or goes: moved ones the editor moves by itself.
 */
import type { AnalysisProgress } from '../../analyzer/engine/engine.ts';
import type { Finding } from '../../analyzer/findings/finding.ts';

/** Milliseconds of an analysis that nobody minds to wait for. */
const leastMilliseconds = 150;

/** Whether there may be something to say at a checkpoint of an analysis that takes about so many milliseconds. */
export function isEarlyCheckpoint({ stage }: AnalysisProgress, expected: number): boolean {
  return expected >= leastMilliseconds && (stage === 'link' || stage === 'guards');
}

/** Whether other findings are shown now than before, wherever they stand. */
export function areOthers(before: readonly Finding[], now: readonly Finding[]): boolean {
  const known = new Set(before.map(({ fingerprint }) => fingerprint));
  return now.length !== before.length || now.some(({ fingerprint }) => !known.has(fingerprint));
}
