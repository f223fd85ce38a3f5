/**
 * The epoch: a number that grows with every change the protocol thread announces.
 *
 * An analysis remembers the epoch it began with and is out of date as soon as the cell shows another one. Over shared
 * memory the worker sees that in the middle of a slice, before the message itself arrives.
 */

/** See the head of this file. */
export interface EpochCell {
  read(): number;
  /** Increments; returns the new epoch. Only the protocol thread calls this. */
  advance(): number;
}

/** For an analysis on the same thread. */
export function createLocalEpoch(): EpochCell {
  let epoch = 0;
  return {
    read: () => epoch,
    advance: () => ++epoch,
  };
}

/** For an analysis on another thread. `memory` holds at least four bytes. */
export function createSharedEpoch(memory: SharedArrayBuffer): EpochCell {
  const cell = new Int32Array(memory, 0, 1);
  return {
    read: () => Atomics.load(cell, 0),
    advance: () => Atomics.add(cell, 0, 1) + 1,
  };
}
