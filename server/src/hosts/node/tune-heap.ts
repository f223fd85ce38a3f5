/**
 * How V8 keeps the short-lived objects of a scan apart from the long-lived ones.
 *
 * A scan makes a syntax tree for each file and drops it. V8 learns where objects outlive a collection, and then makes
 * all objects of that place in the old heap at once ("pretenuring"). One tree that was in use during a collection is
 * enough: its objects lie in the old heap, keep younger ones alive although they are dead themselves, those grow old
 * too, and in the end nearly every tree is copied. Without pretenuring, parsing, binding and lowering a million lines
 * take about a tenth less CPU time, and collections less than half of theirs (docs/benchmarks.md).
 */
import process from 'node:process';
import v8 from 'node:v8';

/** The newest major of Node whose V8 is known to know the flag; an unknown flag would be a line on stderr. */
const newestKnownNode = 25;

/** Call it before the first file is read: code that V8 has optimized by then keeps its habits. */
export function keepYoungObjectsYoung(): void {
  const major = Number.parseInt(process.versions.node, 10);
  if (major <= newestKnownNode) v8.setFlagsFromString('--no-allocation-site-pretenuring');
}
