/** Analyzing again while nobody waits: how often, and how it stops. */
import assert from 'node:assert/strict';
import { CancelledError, neverCancelled } from '../../../../server/src/analyzer/base/cancellation.ts';
import { createRehearsal, rehearse } from '../../../../server/src/lsp/analysis/rehearse.ts';
import { createMarkerEngine, type MarkerEngine } from '../../../support/marker-engine.ts';

/** An engine whose runs take the given milliseconds of a clock that only it moves. */
function timed(milliseconds: readonly number[]): {
  readonly engine: MarkerEngine;
  readonly now: () => number;
} {
  let clock = 0;
  const engine = createMarkerEngine(() => {
    clock += milliseconds[Math.min(engine.begun(), milliseconds.length) - 1] ?? 0;
  });
  engine.applyChange({ files: [{ path: 'a.ts', text: 'x' }] });
  return { engine, now: () => clock };
}

const nextTurn = async (): Promise<void> => undefined;

describe('rehearse', () => {
  it('goes on for eight runs, whatever they gain', async () => {
    const { engine, now } = timed([100, 110, 120, 130]);
    await rehearse(engine, [], neverCancelled, { now, nextTurn });
    assert.equal(engine.finished(), 8);
  });

  it('goes on after that as long as runs get faster', async () => {
    const { engine, now } = timed([900, 800, 700, 600, 500, 400, 300, 200, 100, 99, 101, 100]);
    await rehearse(engine, [], neverCancelled, { now, nextTurn });
    assert.equal(engine.finished(), 11);
  });

  it('begins no run after it has cost enough', async () => {
    const { engine, now } = timed([7000, 5500, 100]);
    await rehearse(engine, [], neverCancelled, { now, nextTurn });
    assert.equal(engine.finished(), 2);
  });

  it('never runs more than sixteen times', async () => {
    const { engine, now } = timed(Array.from({ length: 20 }, (_, run) => 4000 / 2 ** run));
    await rehearse(engine, [], neverCancelled, { now, nextTurn });
    assert.equal(engine.finished(), 16);
  });

  it('stops at once when something is new', async () => {
    const { engine, now } = timed([100]);
    const token = { isCancellationRequested: false };
    const turn = async (): Promise<void> => {
      token.isCancellationRequested = engine.begun() === 2;
    };
    await assert.rejects(rehearse(engine, [], token, { now, nextTurn: turn }), CancelledError);
    assert.equal(engine.begun(), 2);
    assert.equal(engine.finished(), 1);
  });

  it('goes on where it was when an edit came between', async () => {
    const { engine, now } = timed([100]);
    const token = { isCancellationRequested: false };
    const turn = async (): Promise<void> => {
      token.isCancellationRequested = engine.begun() === 5;
    };
    const rehearsal = createRehearsal();
    await assert.rejects(rehearse(engine, [], token, { now, nextTurn: turn }, rehearsal), CancelledError);
    await rehearse(engine, [], neverCancelled, { now, nextTurn }, rehearsal);
    assert.equal(engine.begun(), 8);
    await rehearse(engine, [], neverCancelled, { now, nextTurn }, rehearsal);
    assert.equal(engine.begun(), 8);
  });
});
