/**
 * Collects seeds and gives them out as the parallel arrays of {@link Classification}.
 *
 * One seed a value, path and type: the most confident evidence wins, the first one among equals. Paths and evidence
 * sentences are interned; the result is sorted by value, path text and type, so the order of collecting does not show.
 */
import { Interner } from '../base/interner.ts';
import type { Classification } from './classification.ts';

/** Path segment for the unknown fields of a whole record: they leave with the object, never by reading a field. */
export const recordSegment = '<record>';

/** Path segment: some position of a list. */
export const elementSegment = '[]';

/** Path segment: some key of a map or object; also where it is not known whether the value is a list. */
export const keySegment = '*';

/** A seed of one value. */
export interface Seed {
  /** Global value. */
  readonly value: number;
  /** Field names below the value, outermost first. */
  readonly path: readonly string[];
  /** DataType.index. */
  readonly type: number;
  /** 0 … 100. */
  readonly confidence: number;
  /** A sentence. */
  readonly evidence: string;
}

/** Separates path segments in keys; sorts before every character of a name. */
const separator = '\u0001';

/** See the head of this file. */
export class SeedCollector {
  readonly #paths = new Interner();
  readonly #evidences = new Interner();
  readonly #byKey = new Map<number, number>();
  readonly #value: number[] = [];
  readonly #path: number[] = [];
  readonly #type: number[] = [];
  readonly #confidence: number[] = [];
  readonly #evidence: number[] = [];

  constructor() {
    this.#paths.intern('');
  }

  /** Number of different seeds. */
  get size(): number {
    return this.#value.length;
  }

  add(seed: Seed): void {
    const path = this.#paths.intern(seed.path.join(separator));
    // Exact up to 2^25 values, 2^18 paths and 2^10 types.
    const key = (seed.value * 262_144 + path) * 1_024 + seed.type;
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      if (seed.confidence <= (this.#confidence[known] ?? 0)) return;
      this.#confidence[known] = seed.confidence;
      this.#evidence[known] = this.#evidences.intern(seed.evidence);
      return;
    }
    this.#byKey.set(key, this.#value.push(seed.value) - 1);
    this.#path.push(path);
    this.#type.push(seed.type);
    this.#confidence.push(seed.confidence);
    this.#evidence.push(this.#evidences.intern(seed.evidence));
  }

  /** The seeds, sorted; path 0 is the value itself. */
  finish(): Classification {
    const paths = sortedRanks(this.#paths, [...new Set([0, ...this.#path])]);
    const evidences = sortedRanks(this.#evidences, [...new Set(this.#evidence)]);
    const order = this.#value.map((_, index) => index);
    const at = (numbers: readonly number[], index: number): number => numbers[index] ?? 0;
    const pathRank = (index: number): number => paths.rank.get(at(this.#path, index)) ?? 0;
    order.sort(
      (x, y) =>
        at(this.#value, x) - at(this.#value, y) ||
        pathRank(x) - pathRank(y) ||
        at(this.#type, x) - at(this.#type, y),
    );
    return {
      value: Int32Array.from(order, (index) => at(this.#value, index)),
      path: Int32Array.from(order, pathRank),
      type: Int32Array.from(order, (index) => at(this.#type, index)),
      confidence: Uint8Array.from(order, (index) => Math.round(at(this.#confidence, index))),
      evidence: Int32Array.from(order, (index) => evidences.rank.get(at(this.#evidence, index)) ?? 0),
      paths: paths.texts.map((text) => (text === '' ? [] : text.split(separator))),
      evidences: evidences.texts,
    };
  }
}

function sortedRanks(
  interner: Interner,
  ids: readonly number[],
): { readonly rank: ReadonlyMap<number, number>; readonly texts: readonly string[] } {
  const sorted = ids
    .map((id) => ({ id, text: interner.text(id) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  return {
    rank: new Map(sorted.map(({ id }, index) => [id, index])),
    texts: sorted.map(({ text }) => text),
  };
}
