/**
 * Helpers that index files, on Node: worker threads that run the same bundle as the command line.
 *
 * One for each core beside the one that scans, up to a few, and none for little code: a thread has to load and compile
 * the analyzer before it is of use. `SEKRETESS_THREADS` says how many threads index, this one included.
 */
import os from 'node:os';
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { type MessagePort, Worker } from 'node:worker_threads';
import type { Engine, EngineChange, FileToIndex, IndexedEntry } from '../analyzer/engine/engine.ts';
import type { IndexHelper, StartIndexHelpers } from '../scan/index-with-helpers.ts';

/** UTF-16 units of code that are worth a thread: what it takes to load and compile the analyzer once more is a second or two. */
const lengthWorthThread = 10_000_000;
/** Threads at most; more gain little, since one of them puts everything together. */
const maxThreads = 4;

/** What a thread of this bundle is told when it is to index files. */
interface HelperData {
  readonly task: 'index';
  readonly change: Omit<EngineChange, 'files'>;
}

/** Whether a thread was started to index files. */
export function isIndexHelper(data: unknown): data is HelperData {
  return typeof data === 'object' && data !== null && 'task' in data && data.task === 'index';
}

/** The other end: indexes what comes, until it is ended. */
export function serveIndexing(
  port: Pick<MessagePort, 'on' | 'postMessage'>,
  engine: Engine,
  { change }: HelperData,
): void {
  engine.applyChange(change);
  port.on('message', (files: readonly FileToIndex[]) => {
    const entries = engine.index?.(files) ?? [];
    port.postMessage(entries, buffersOf(entries));
  });
}

/** Buffers that nobody here needs any more: handed over instead of copied. */
function buffersOf(entries: readonly IndexedEntry[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { indexed } of entries)
    for (const part of [...Object.values(indexed.facts.ir), indexed.facts.lineStarts])
      if (ArrayBuffer.isView(part) && part.buffer instanceof ArrayBuffer && part.byteLength > 0)
        buffers.add(part.buffer);
  return [...buffers];
}

/** Starts threads of the bundle `file`. */
export function indexHelpersOf(file: string): StartIndexHelpers {
  return (files, change) =>
    Array.from({ length: threadsFor(files) - 1 }, () => startHelper(file, { task: 'index', change }));
}

function threadsFor(files: readonly FileToIndex[]): number {
  const wanted = Number.parseInt(process.env.SEKRETESS_THREADS ?? '', 10);
  if (wanted >= 1) return Math.min(wanted, 64);
  const length = files.reduce((sum, { text }) => sum + text.length, 0);
  return Math.max(1, Math.min(os.availableParallelism(), maxThreads, Math.ceil(length / lengthWorthThread)));
}

function startHelper(file: string, data: HelperData): IndexHelper {
  const worker = new Worker(file, { workerData: data });
  // A thread that hangs must not keep the process from ending.
  worker.unref();
  let isAlive = true;
  let arrived: (readonly IndexedEntry[])[] = [];
  let wake: () => void = () => undefined;
  worker.on('message', (entries: readonly IndexedEntry[]) => {
    arrived.push(entries);
    wake();
  });
  const end = (): void => {
    isAlive = false;
    wake();
  };
  // An error of ours, or no memory left: the scan goes on without it.
  worker.on('error', end);
  worker.on('messageerror', end);
  worker.on('exit', end);
  return {
    get isAlive() {
      return isAlive;
    },
    post: (batch) => worker.postMessage(batch),
    async collect() {
      await setImmediate();
      const taken = arrived;
      arrived = [];
      return taken;
    },
    async arrival() {
      if (arrived.length > 0 || !isAlive) return;
      worker.ref();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      worker.unref();
    },
    dispose() {
      void worker.terminate();
    },
  };
}
