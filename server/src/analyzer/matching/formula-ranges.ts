/**
 * The algebra of matches: intersection, exclusion, focus, and which nodes can still matter.
 *
 * Lists of matches are sorted by range. Comparing ranges costs steps of the file's budget.
 */

import type ts from 'typescript';
import type { DockerTree } from '../frontends/dockerfile/docker-tree.ts';
import type { SafeRegex } from '../rules/safe-regex.ts';
import type { NegativeTerm, Program } from './compile-formula.ts';
import type { Pattern } from './compile-pattern.ts';
import { type Bound, type Environment, isSameEnvironment, lookup, merge } from './environment.ts';
import type { GenericOptions } from './generic-options.ts';
import type { GenericMatch } from './generic-pattern.ts';
import { equalBound, type MatchContext, step } from './match-context.ts';
import type { NodeFilter } from './match-pattern.ts';
import { lastAtMost } from './statement-anchors.ts';

/** One match of a formula. */
export interface FormulaMatch {
  /** UTF-16 offsets, half-open. */
  readonly start: number;
  readonly end: number;
  readonly environment: Environment;
  /** What the range comes from: `inside` from `pattern-inside` alone, `regex` from a regular expression. */
  readonly kind: 'plain' | 'inside' | 'regex';
  /** The node of the range, if it is one of the syntax tree. */
  readonly node: ts.Node | undefined;
}

/** Finds generic patterns of one engine in one text. */
export type GenericFinder = (
  pattern: Extract<Program, { readonly kind: 'generic' }>['pattern'],
) => readonly GenericMatch[];

/** What a formula is evaluated in: a file with syntax, or a text without. */
export interface FormulaScope {
  readonly text: string;
  /** Undefined for texts without syntax; patterns then match nothing. */
  readonly ctx: MatchContext | undefined;
  /** Matches of patterns in the whole file, kept over all rules with the same options. */
  readonly patternMatches: Map<Pattern, readonly FormulaMatch[]>;
  /** Where a generic pattern matches. */
  readonly findGeneric: GenericFinder;
  /** The text as a Dockerfile, for patterns of that language. */
  readonly dockerTree: () => DockerTree;
  readonly genericOptions: GenericOptions;
  readonly regexMatches: Map<SafeRegex, readonly FormulaMatch[]>;
  /** Matches of whole formulas in the whole file; rules often share their sources. */
  readonly programMatches: Map<Program, readonly FormulaMatch[]>;
  /** Whether the file has the words that every match of the program needs. */
  readonly canMatch: (program: Program) => boolean;
  readonly regex: (source: string) => SafeRegex | undefined;
}

/** Terms whose ranges are compared pairwise count as steps; this many comparisons are one step. */
const comparisonsPerStep = 16;

/**
 * The nodes that lie in one of the ranges, or around the beginning of one. All others can neither be inside of a
 * match nor hold one.
 */
export function touching(matches: readonly FormulaMatch[]): NodeFilter {
  const starts: number[] = [];
  const intervalStarts: number[] = [];
  const intervalEnds: number[] = [];
  // Matches are sorted by start, so overlapping ranges follow each other.
  for (const { start, end } of matches) {
    starts.push(start);
    const last = intervalEnds.length - 1;
    if (last >= 0 && start <= (intervalEnds[last] ?? 0))
      intervalEnds[last] = Math.max(intervalEnds[last] ?? 0, end);
    else {
      intervalStarts.push(start);
      intervalEnds.push(end);
    }
  }
  return (node) => {
    // The full range of a node begins with white space before it, so it may only be too wide here.
    const start = starts[lastAtMost(starts, node.end - 1)];
    if (start !== undefined && start >= node.pos) return true;
    const interval = lastAtMost(intervalStarts, node.end - 1);
    return interval >= 0 && node.end <= (intervalEnds[interval] ?? 0);
  };
}

/** When two bindings of the scope are equal: as code of the file, or as text. */
export function equality(scope: FormulaScope): (left: Bound, right: Bound) => boolean {
  const { ctx } = scope;
  if (ctx !== undefined) return (left, right) => equalBound(ctx, left, right);
  return (left, right) => left.kind === 'text' && right.kind === 'text' && left.text === right.text;
}

/** Counts comparisons of ranges as steps of the file's budget. */
export function spend(scope: FormulaScope, comparisons: number): void {
  if (scope.ctx === undefined) return;
  for (let i = comparisonsPerStep; i <= comparisons; i += comparisonsPerStep) step(scope.ctx);
}

/** Pairs of which one lies in the other, as the smaller one with both environments. */
export function intersect(
  scope: FormulaScope,
  some: readonly FormulaMatch[],
  others: readonly FormulaMatch[],
): readonly FormulaMatch[] {
  const equal = equality(scope);
  const results: FormulaMatch[] = [];
  for (const u of some) {
    let compared = 0;
    for (const v of others) {
      // Both lists are sorted by start.
      if (v.start > u.end) break;
      compared++;
      const isLeftSmaller = v.start <= u.start && u.end <= v.end;
      const isRightSmaller = u.start <= v.start && v.end <= u.end;
      if (!isLeftSmaller && !isRightSmaller) continue;
      const isSame = isLeftSmaller && isRightSmaller;
      // A range that only surrounds never becomes the result of a smaller plain one.
      const keepsLeft = isLeftSmaller && (u.kind !== 'inside' || v.kind === 'inside');
      const keepsRight =
        isRightSmaller && (v.kind !== 'inside' || u.kind === 'inside') && !(keepsLeft && isSame);
      if (!keepsLeft && !keepsRight) continue;
      // The bindings of the smaller range win: they lie in it, so that focus finds them.
      const left = keepsLeft ? merge(u.environment, v.environment, equal) : undefined;
      if (left !== undefined)
        results.push({ ...u, kind: isSame && v.kind === 'regex' ? 'regex' : u.kind, environment: left });
      const right = keepsRight ? merge(v.environment, u.environment, equal) : undefined;
      if (right !== undefined) results.push({ ...v, environment: right });
    }
    spend(scope, compared);
  }
  return distinct(results);
}

/**
 * Whether the range of a negative term removes the match, by the kind of the term. What `pattern-not` removes depends on
 * what its range comes from: one that only surrounds removes what it surrounds.
 */
export function removes(kind: NegativeTerm['kind'], match: FormulaMatch, other: FormulaMatch): boolean {
  const isInside = other.start <= match.start && match.end <= other.end;
  if (kind === 'not-anywhere') return true;
  if (kind === 'not-inside' || (kind === 'not' && other.kind === 'inside')) return isInside;
  if (kind === 'not' && other.kind === 'plain') return other.start === match.start && other.end === match.end;
  return isInside || (match.start <= other.start && other.end <= match.end);
}

/** The matches narrowed to metavariables: one list is a choice, several lists must all hold. */
export function focusOn(
  matches: readonly FormulaMatch[],
  focus: readonly (readonly string[])[],
): readonly FormulaMatch[] {
  let result = matches;
  for (const names of focus)
    result = result.flatMap((match) =>
      names.flatMap((name) => {
        const bound = lookup(match.environment, name);
        if (bound === undefined || bound.start < 0) return [];
        // Of two ranges in one another the smaller one counts.
        if (bound.start <= match.start && match.end <= bound.end) return [match];
        if (bound.start < match.start || bound.end > match.end) return [];
        const node = bound.kind === 'node' ? bound.node : undefined;
        return [{ ...match, start: bound.start, end: bound.end, node, kind: 'plain' }];
      }),
    );
  return focus.length === 0 ? result : distinct(result);
}

/** The matches sorted by range, equal ones once. */
export function distinct(matches: readonly FormulaMatch[]): readonly FormulaMatch[] {
  if (matches.length < 2) return matches;
  const sorted = [...matches].sort((left, right) => left.start - right.start || left.end - right.end);
  const results: FormulaMatch[] = [];
  /** Matches of the range at hand, by the hash of their environment. */
  let group = new Map<number, number[]>();
  let last: FormulaMatch | undefined;
  for (const match of sorted) {
    if (last === undefined || last.start !== match.start || last.end !== match.end) group = new Map();
    last = match;
    const positions = group.get(match.environment.hash) ?? [];
    const at = positions.find((position) => {
      const other = results[position];
      return other !== undefined && isSameEnvironment(other.environment, match.environment);
    });
    if (at === undefined) {
      group.set(match.environment.hash, [...positions, results.length]);
      results.push(match);
    } else if (results[at]?.kind === 'inside' && match.kind !== 'inside') results[at] = match;
  }
  return results;
}
