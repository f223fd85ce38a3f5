import assert from 'node:assert/strict';
import { decideExitCode } from '../../../server/src/cli/exit-code.ts';

const clean = { findingsAtGate: 0, isCoverageMissed: false, hasUserProblems: false, hasOwnProblems: false };

describe('decideExitCode', () => {
  it('lets 2 and 3 win over 1, and 1 over 4', () => {
    const missed = { ...clean, isCoverageMissed: true };
    const found = { ...missed, findingsAtGate: 3 };
    const wrong = { ...found, hasUserProblems: true };
    const broken = { ...wrong, hasOwnProblems: true };
    assert.deepEqual([clean, missed, found, wrong, broken].map(decideExitCode), [0, 4, 1, 2, 3]);
  });
});
