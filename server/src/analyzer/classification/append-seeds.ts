/**
 * Adds to a classification what is found out later about single values, such as the records of queries that no
 * schema describes. The seeds stay sorted by value.
 */
import type { Classification } from './classification.ts';
import type { Seed } from './seed-collector.ts';

/** The classification with these seeds behind what it knows of the same values; itself if there are none. */
export function appendSeeds(classification: Classification, seeds: readonly Seed[]): Classification {
  if (seeds.length === 0) return classification;
  const { value, path, type, confidence, evidence } = classification;
  const known = value.length;
  const paths = [...classification.paths];
  const evidences = [...classification.evidences];
  const added = seeds.map((seed) => ({
    ...seed,
    path: paths.push(seed.path) - 1,
    evidence: evidences.push(seed.evidence) - 1,
  }));
  const valueAt = (row: number): number => (row < known ? value[row] : added[row - known]?.value) ?? 0;
  const order = Int32Array.from({ length: known + added.length }, (_, row) => row);
  order.sort((a, b) => valueAt(a) - valueAt(b) || a - b);
  const column =
    (old: ArrayLike<number>, name: 'value' | 'path' | 'type' | 'confidence' | 'evidence') =>
    (row: number): number =>
      (row < known ? old[row] : added[row - known]?.[name]) ?? 0;
  return {
    ...classification,
    value: order.map(column(value, 'value')),
    path: order.map(column(path, 'path')),
    type: order.map(column(type, 'type')),
    confidence: Uint8Array.from(order, column(confidence, 'confidence')),
    evidence: order.map(column(evidence, 'evidence')),
    paths,
    evidences,
  };
}
