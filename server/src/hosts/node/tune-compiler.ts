/**
 * How V8 is asked to compile while a workspace is scanned once.
 *
 * A scan runs much code for a short time: thousands of functions of the parser and the analysis get warm, and optimizing
 * them as eagerly as a program that runs for hours took a third of all CPU time, much of it thrown away again because
 * the next file had something new. Waiting for twice as many runs, and inlining half as much into each function,
 * takes about a fifth off the CPU time of 150,000 lines. Not for servers, which have the time to get fast.
 */
import process from 'node:process';
import v8 from 'node:v8';

/** Flags by the major of Node whose V8 knows them; a V8 that may not know a flag would print a line on stderr. */
const patience: ReadonlyMap<number, string> = new Map([
  [20, '--interrupt-budget=130000'],
  [22, '--invocation-count-for-turbofan=6000'],
]);

/** See the head of this file. To be called before the work begins. */
export function compileForShortRuns(): void {
  const flag = patience.get(Number.parseInt(process.versions.node, 10));
  if (flag === undefined) return;
  v8.setFlagsFromString(flag);
  v8.setFlagsFromString('--max-inlined-bytecode-size-cumulative=400');
}
