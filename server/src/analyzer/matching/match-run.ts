/**
 * Matches runs of statements with `...` and `$...X` between them, into nested blocks and lambdas.
 */

import type ts from 'typescript';
import {
  createEnvironmentSet,
  type Environment,
  type EnvironmentSet,
  type Environments,
} from './environment.ts';
import { bindSequence, chain, type MatchContext, step } from './match-context.ts';
import { isEllipsis, sequenceMetavariable } from './pattern-syntax.ts';
import { boundAnchors, holdsAnchor } from './statement-anchors.ts';
import type { StatementList } from './statement-list.ts';

/** How a run matched: the environment, and the position of the last item it covers (-1: none). */
export interface RunMatch {
  readonly environment: Environment;
  readonly lastItem: number;
}

/**
 * A run of statement patterns from item `from` of the list. `isWhole`: nothing may be left over, unless the pattern
 * has a `...` somewhere (as Semgrep has it).
 */
export function matchStatements(
  ctx: MatchContext,
  patterns: readonly ts.Node[],
  list: StatementList,
  environment: Environment,
  { from, isWhole }: { readonly from: number; readonly isWhole: boolean },
): readonly RunMatch[] {
  const { items } = list;
  if (!patterns.some(isGap)) {
    if (isWhole ? patterns.length !== items.length - from : patterns.length > items.length - from) return [];
    let environments: Environments = environment.only;
    for (const [offset, pattern] of patterns.entries()) {
      const item = items[from + offset];
      if (item === undefined) return [];
      environments = chain(environments, (env) => ctx.statement(pattern, item, env));
      if (environments.length === 0) return [];
    }
    return environments.map((env) => ({ environment: env, lastItem: from + patterns.length - 1 }));
  }
  if (patterns.length === 1 && isEllipsis(patterns[0])) return [{ environment, lastItem: items.length - 1 }];
  return matchFlat(ctx, patterns, { list, from, isFlat: !isWhole && !ctx.options.deepRuns }, environment);
}

function isGap(pattern: ts.Node): boolean {
  return isEllipsis(pattern) || sequenceMetavariable(pattern) !== '';
}

interface RunPlace {
  readonly list: StatementList;
  readonly from: number;
  /** Whether what is nested in statements is out of reach. */
  readonly isFlat: boolean;
}

interface RunState {
  readonly at: number;
  readonly gapFrom: number;
  readonly item: number;
  readonly isDeep: boolean;
}

function matchFlat(
  ctx: MatchContext,
  patterns: readonly ts.Node[],
  { list, from, isFlat }: RunPlace,
  environment: Environment,
): readonly RunMatch[] {
  const flat = list.flat();
  const count = flat.nodes.length;
  const start = flat.first[from] ?? count;
  const lastItem = list.items.length - 1;
  const results: RunMatch[] = [];
  /** Environments already tried, by pattern and node, so that equal ways are walked once. */
  const tried = new Map<number, EnvironmentSet>();
  const added = new Map<number, EnvironmentSet>();
  const isNew = (sets: Map<number, EnvironmentSet>, key: number, env: Environment): boolean => {
    const set = sets.get(key) ?? createEnvironmentSet();
    sets.set(key, set);
    return set.add(env);
  };
  const add = (env: Environment, item: number): void => {
    if (isNew(added, item, env)) results.push({ environment: env, lastItem: item });
  };
  /**
   * `at`: next node in direct succession; `gapFrom`: first node a following `...` may reach. What is nested in a
   * statement is reached from there only behind an earlier `...`.
   */
  const visit = (position: number, place: RunState, env: Environment): void => {
    step(ctx);
    const pattern = patterns[position];
    if (pattern === undefined) {
      add(env, place.item);
      return;
    }
    const key = 2 * (position * (count + 1) + (isGap(pattern) ? place.gapFrom : place.at)) + +place.isDeep;
    if (!isNew(tried, key, env)) return;
    if (isEllipsis(pattern)) {
      if (position === patterns.length - 1) {
        add(env, lastItem);
        return;
      }
      const next = patterns[position + 1];
      if (next !== undefined && isGap(next)) {
        visit(position + 1, place, env);
        return;
      }
      const anchors = next === undefined ? undefined : boundAnchors(ctx, next, env);
      if (anchors?.length === 0) return;
      for (let at = place.gapFrom; at < count; at++) {
        const node = flat.nodes[at];
        if (anchors !== undefined && node !== undefined && !holdsAnchor(anchors, node)) continue;
        if (!isFlat || flat.first[flat.item[at] ?? 0] === at) matchAt(position + 1, at, true, env);
      }
      return;
    }
    const sequence = sequenceMetavariable(pattern);
    if (sequence !== '') {
      const first = place.at < count ? (flat.item[place.at] ?? lastItem + 1) : list.items.length;
      for (let end = list.items.length; end >= first; end--) {
        const bound = bindSequence(ctx, env, sequence, { nodes: list.items.slice(first, end), at: 0 });
        const at = end < list.items.length ? (flat.first[end] ?? count) : count;
        const state = { at, gapFrom: at, item: end - 1, isDeep: place.isDeep };
        for (const next of bound) visit(position + 1, state, next);
        if (position === patterns.length - 1) break;
      }
      return;
    }
    matchAt(position, place.at, place.isDeep, env);
  };
  const matchAt = (position: number, at: number, isDeep: boolean, env: Environment): void => {
    const pattern = patterns[position];
    const node = flat.nodes[at];
    if (pattern === undefined || node === undefined) return;
    const end = flat.end[at] ?? count;
    const state = { at: end, gapFrom: isDeep ? at + 1 : end, item: flat.item[at] ?? 0, isDeep };
    for (const next of ctx.statement(pattern, node, env)) visit(position + 1, state, next);
  };
  visit(0, { at: start, gapFrom: start, item: from - 1, isDeep: false }, environment);
  return results;
}
