/**
 * Which data types which values carry, and why: the sources of every privacy rule.
 *
 * A seed says "below this value, at this field path, there is data of this type". A record read through a schema
 * gives one seed per classified field, so that only what is really taken out of it is reported.
 */

import type { CoverageGap } from '../base/problem.ts';

/** Seeds as parallel arrays, sorted by value, then path, then type. */
export interface Classification {
  /** Global values. */
  readonly value: Int32Array;
  /** Index into paths. */
  readonly path: Int32Array;
  /** DataType.index. */
  readonly type: Int32Array;
  /** 0 … 100. */
  readonly confidence: Uint8Array;
  /** Index into evidences. */
  readonly evidence: Int32Array;
  /** Field names below the value, outermost first; path 0 is the value itself. `*` is any element. */
  readonly paths: readonly (readonly string[])[];
  /** Sentences: `field personnummer of Prisma model Patient`. */
  readonly evidences: readonly string[];
  /** Files whose values could not (all) be classified. */
  readonly gaps?: readonly CoverageGap[];
}
