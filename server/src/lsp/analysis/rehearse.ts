/**
 * Analyzes again what has just been analyzed, while nobody waits: so that the first edits find compiled code.
 *
 * A JavaScript engine compiles what ran often, and after one analysis of a workspace most of ours has run once; without
 * this, the first ten edits take two to four times as long as those after them. What comes out is what is known
 * already. Ends when more runs gain little, when it has cost enough, or (with an exception) when something is new.
 */
import { type CancellationToken, CancelledError } from '../../analyzer/base/cancellation.ts';
import type { Engine } from '../../analyzer/engine/engine.ts';

/** Runs at most. */
const maxRuns = 16;
/** Runs that gains are not asked of: what is compiled meanwhile, beside them, shows only in later ones. */
const minRuns = 8;
/** Milliseconds that all runs together may take, before the last one begins. */
const maxMilliseconds = 12_000;
/** Of the fastest run so far: a run that took more gains nothing. */
const leastGain = 0.92;
/** Runs in a row without gain, after which it ends. */
const maxIdleRuns = 2;

/** Clock and turns of the event loop, as the session has them. */
export interface RehearsalRuntime {
  now(): number;
  nextTurn(): Promise<void>;
}

/** How far it has come; goes on from there when an edit came between. */
export interface Rehearsal {
  runs: number;
  /** What all runs have taken. */
  milliseconds: number;
  /** Milliseconds of the fastest run. */
  best: number;
  /** Runs in a row without gain. */
  idleRuns: number;
}

/** Nothing rehearsed yet. */
export function createRehearsal(): Rehearsal {
  return { runs: 0, milliseconds: 0, best: Number.POSITIVE_INFINITY, idleRuns: 0 };
}

/** See the head of this file. Throws CancelledError when the token is set; an edit counts as a run, too. */
export async function rehearse(
  engine: Engine,
  focus: readonly string[],
  token: CancellationToken,
  runtime: RehearsalRuntime,
  rehearsal: Rehearsal = createRehearsal(),
): Promise<void> {
  while (rehearsal.runs < maxRuns && (rehearsal.runs < minRuns || rehearsal.idleRuns < maxIdleRuns)) {
    if (rehearsal.milliseconds > maxMilliseconds) return;
    const begin = runtime.now();
    rehearsal.runs++;
    engine.forgetRun?.();
    const steps = engine.analyze(focus, token);
    try {
      for (let step = steps.next(); !step.done; step = steps.next()) {
        await runtime.nextTurn();
        if (token.isCancellationRequested) {
          steps.return();
          throw new CancelledError();
        }
      }
    } finally {
      rehearsal.milliseconds += runtime.now() - begin;
    }
    const took = runtime.now() - begin;
    rehearsal.idleRuns = took > rehearsal.best * leastGain ? rehearsal.idleRuns + 1 : 0;
    rehearsal.best = Math.min(rehearsal.best, took);
  }
}
