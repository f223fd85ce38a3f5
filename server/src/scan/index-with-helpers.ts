/**
 * Indexes the files of an engine together with helpers on other threads, before the analysis.
 *
 * What is made of a file depends on its text and the rules alone, so it does not matter who makes it: the result is the
 * same with any number of helpers. This thread takes files from the front of the list while helpers are given batches
 * from its end. A helper that dies loses nothing but time: what it has not delivered, the analysis indexes itself.
 */
import { type CancellationToken, throwIfCancelled } from '../analyzer/base/cancellation.ts';
import type { Engine, EngineChange, FileToIndex, IndexedEntry } from '../analyzer/engine/engine.ts';

/** Somebody who indexes files on another thread. */
export interface IndexHelper {
  /** False once it has ended: what it has not delivered never comes. */
  readonly isAlive: boolean;
  /** Gives it a batch of files. */
  post(files: readonly FileToIndex[]): void;
  /** What it made of batches since the last call, batch by batch. Gives the event loop a turn first. */
  collect(): Promise<readonly (readonly IndexedEntry[])[]>;
  /** Resolves when something has arrived, or it has ended. */
  arrival(): Promise<void>;
  dispose(): void;
}

/** Starts as many helpers as that much code is worth, maybe none. They are given what the engine was given. */
export type StartIndexHelpers = (
  files: readonly FileToIndex[],
  change: Omit<EngineChange, 'files'>,
) => readonly IndexHelper[];

/** UTF-16 units in one batch, about: some tenths of a second of work. */
const batchLength = 200_000;
/** Batches a helper has at most, so that it has another one while the last one is on its way. */
const maxBatches = 2;
/** Files of its own after which this thread looks at what has arrived. */
const filesBetweenLooks = 8;

/** See the head of this file. Ends the helpers in any case. */
export async function indexWithHelpers(
  engine: Engine,
  files: readonly FileToIndex[],
  helpers: readonly IndexHelper[],
  token: CancellationToken,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const batchesOut = new Map<IndexHelper, number>();
  let low = 0;
  let high = files.length;
  let done = 0;
  const serve = (helper: IndexHelper): void => {
    while (helper.isAlive && low < high && (batchesOut.get(helper) ?? 0) < maxBatches) {
      const end = high;
      for (let length = 0; high > low && length < batchLength; high--)
        length += files[high - 1]?.text.length ?? 0;
      helper.post(files.slice(high, end));
      batchesOut.set(helper, (batchesOut.get(helper) ?? 0) + 1);
    }
  };
  const take = async (helper: IndexHelper): Promise<void> => {
    for (const entries of await helper.collect()) {
      engine.takeIndexed?.(entries);
      done += entries.length;
      batchesOut.set(helper, (batchesOut.get(helper) ?? 0) - 1);
    }
    serve(helper);
  };
  const waiting = (): readonly IndexHelper[] =>
    helpers.filter((helper) => helper.isAlive && (batchesOut.get(helper) ?? 0) > 0);
  try {
    helpers.forEach(serve);
    while (low < high) {
      throwIfCancelled(token);
      const own = files.slice(low, Math.min(high, low + filesBetweenLooks));
      low += own.length;
      engine.takeIndexed?.(engine.index?.(own) ?? []);
      done += own.length;
      for (const helper of helpers) await take(helper);
      onProgress(done, files.length);
    }
    for (let rest = waiting(); rest.length > 0; rest = waiting()) {
      throwIfCancelled(token);
      await Promise.race(rest.map((helper) => helper.arrival()));
      for (const helper of rest) await take(helper);
      onProgress(done, files.length);
    }
  } finally {
    for (const helper of helpers) helper.dispose();
  }
}
