/**
 * How the time of a regular expression grows with the length of a text that does not match it.
 *
 * Exponential: in a loop, the same characters can be read in two ways. Polynomial: two loops, one behind the other, can
 * both read the same characters, so that every place where one ends and the other begins is tried; the first loop may
 * be the search for a place to begin. A loop after which the expression is satisfied costs nothing.
 */
import { allCharacters, type RegexPositions, regexPositions } from './regex-positions.ts';

/** See the head of this file. */
export type RegexCost = 'linear' | 'polynomial' | 'exponential';

/** Pairs of positions that are compared. */
const maxPairs = 20_000;

const known = new Map<string, RegexCost>();
const maxKnown = 5000;

/** Reads the source of an expression, without slashes. */
export function regexCost(source: string, flags: string): RegexCost {
  const key = `${flags}/${source}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const positions = /[*+{]/.test(source) ? regexPositions(source, flags) : undefined;
  const cost = positions === undefined ? 'linear' : costOf(positions, flags);
  if (known.size >= maxKnown) known.clear();
  known.set(key, cost);
  return cost;
}

function costOf(positions: RegexPositions, flags: string): RegexCost {
  if (!canFail(positions)) return 'linear';
  if (positions.isAmbiguous || hasTwoWays(positions)) return 'exponential';
  return hasTwoLoops(positions, flags.includes('y')) ? 'polynomial' : 'linear';
}

/** Whether something must come after the loops: else the first try succeeds. */
function canFail({ last, follow, first, sets }: RegexPositions): boolean {
  if (first.size === 0) return false;
  return follow.some((next, at) => next.has(at) && !last.has(at)) || sets.some((set) => set === 0n)
    ? true
    : follow.some((next, at) => next.size > 0 && !last.has(at));
}

/** Two positions of one loop that the same text leads to, and that lead back to one by the same text. */
function hasTwoWays({ sets, follow, last }: RegexPositions): boolean {
  const count = sets.length;
  let steps = 0;
  const pairsFrom = (a: number, b: number): number[] => {
    const out: number[] = [];
    for (const x of follow[a] ?? [])
      for (const y of follow[b] ?? [])
        if (((sets[x] ?? 0n) & (sets[y] ?? 0n)) !== 0n) out.push(x * count + y);
    return out;
  };
  for (let start = 0; start < count; start++) {
    if (last.has(start)) continue;
    // From one position, by two different ones, back to it.
    const seen = new Map<number, boolean>([[start * count + start, false]]);
    const work = [start * count + start];
    for (let pair = work.pop(); pair !== undefined; pair = work.pop()) {
      if (++steps > maxPairs) return false;
      const hasSplit = seen.get(pair) === true;
      for (const next of pairsFrom(Math.floor(pair / count), pair % count)) {
        const isSplit = hasSplit || Math.floor(next / count) !== next % count;
        if (next === start * count + start && isSplit) return true;
        if (seen.get(next) === true || (seen.has(next) && !isSplit)) continue;
        seen.set(next, isSplit);
        work.push(next);
      }
    }
  }
  return false;
}

function hasTwoLoops({ sets, follow, first, last }: RegexPositions, isSticky: boolean): boolean {
  const loops = sets.flatMap((set, at) => (set !== 0n && follow[at]?.has(at) === true ? [at] : []));
  for (const second of loops) {
    const set = sets[second] ?? 0n;
    // Satisfied after it, or whatever comes.
    if (last.has(second) || !mayFailAfter(second, sets, follow, last)) continue;
    if (!isSticky && reaches(first, second, set, sets, follow)) return true;
    for (const one of loops) {
      const common = set & (sets[one] ?? 0n);
      if (one !== second && common !== 0n && reaches(follow[one] ?? first, second, common, sets, follow))
        return true;
    }
  }
  return false;
}

/** Whether a text can go wrong behind a loop: `[^]*$` takes everything to the end. */
function mayFailAfter(
  loop: number,
  sets: RegexPositions['sets'],
  follow: RegexPositions['follow'],
  last: RegexPositions['last'],
): boolean {
  if (sets[loop] !== allCharacters) return true;
  return [...(follow[loop] ?? [])].some((next) => next !== loop && !(sets[next] === 0n && last.has(next)));
}

/** Whether a position is reached from others through positions that all may read a character of the set. */
function reaches(
  from: ReadonlySet<number>,
  target: number,
  set: bigint,
  sets: RegexPositions['sets'],
  follow: RegexPositions['follow'],
): boolean {
  const seen = new Set([...from].filter((at) => ((sets[at] ?? 0n) & set) !== 0n));
  for (const at of seen) {
    if (at === target) return true;
    for (const next of follow[at] ?? []) if (((sets[next] ?? 0n) & set) !== 0n) seen.add(next);
  }
  return false;
}
