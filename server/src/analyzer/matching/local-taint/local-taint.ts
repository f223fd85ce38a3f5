/**
 * Taint rules inside single functions, as Semgrep's community edition follows them: from the matches of a rule's specs
 * in one file to the sinks that tainted values reach.
 *
 * Each function is run by itself over abstract values, then once more in place where it is a value inside another one,
 * with what that one has in its variables. Calls hand on the taint of their arguments; nothing is followed into a callee.
 * Used for rules whose options the analysis of the whole program does not have, and for conformance with Semgrep.
 */
import type ts from 'typescript';
import { defaultLabel, type LabelFormula, mayHold, parseLabelFormula } from '../../rules/label-formula.ts';
import type { CompiledRule, TaintSpec } from '../../rules/rule.ts';
import { type Environment, lookup, merge } from '../environment.ts';
import { equality, type FormulaMatch, type FormulaScope } from '../formula-ranges.ts';
import type { SourceIndex } from '../source-index.ts';
import { Kind } from '../syntax.ts';
import { runFunction, runGlobals, runTopLevel } from './run-statements.ts';
import { type Assignment, createTaintRun, type Place, type SinkHit, type TaintRun } from './taint-run.ts';
import { createSiteIndex, type LocalSpec, meets, type RuleSites, type SpecMatch } from './taint-specs.ts';
import { isCleanState, type Taint } from './taint-state.ts';

/** A sink that is reached, and from where. */
export interface LocalFlow {
  /** What is reported: the sink, or the source where the rule asks for it. */
  readonly match: FormulaMatch;
  readonly sink: FormulaMatch;
  readonly environment: Environment;
  readonly source: FormulaMatch;
  /** Variables and fields that the data was kept in on the way, in order. */
  readonly way: readonly Place[];
}

/** The specs of a rule with their conditions read. */
export interface LocalRule {
  readonly sources: readonly LocalSpec[];
  readonly sinks: readonly LocalSpec[];
  readonly sanitizers: readonly LocalSpec[];
  readonly propagators: readonly LocalSpec[];
}

/** Whether the analysis of the whole program lacks something that the rule asks for. */
export function needsLocalTaint(rule: CompiledRule): boolean {
  const { taint, options } = rule;
  if (taint === undefined || !canBeLocal(rule)) return false;
  const all = [...taint.sources, ...taint.sinks, ...taint.sanitizers, ...taint.propagators];
  const isPlain = (spec: TaintSpec): boolean =>
    !spec.control &&
    !spec.atExit &&
    (spec.requiresByMetavariable?.length ?? 0) === 0 &&
    (spec.requires === '' || /^(?!not\b)[A-Za-z_]\w*$/.test(spec.requires));
  return (
    !all.every(isPlain) ||
    taint.sources.some(({ requires, bySideEffect }) => requires !== '' || bySideEffect === 'only') ||
    // Values of the program are what they are wherever they are used: none is clean from a place on.
    taint.sanitizers.some(({ bySideEffect }) => bySideEffect !== false) ||
    ['taint_focus_on', 'taint_match_on'].some((name) => options[name] === 'source') ||
    taint.propagators.some(({ label, requires }) => label !== '' || requires !== '') ||
    ['taint_unify_mvars', 'taint_only_propagate_through_assignments'].some((name) => options[name] === true)
  );
}

/** Whether the rule is made of patterns alone, so that single files can answer it. */
export function canBeLocal({ taint }: CompiledRule): boolean {
  if (taint === undefined) return false;
  const all = [...taint.sources, ...taint.sinks, ...taint.sanitizers, ...taint.propagators];
  return all.every(({ formula }) => formula !== undefined);
}

/** Reads the conditions of a rule; what cannot be read was reported when the rule was loaded. */
export function prepareLocalRule(taint: NonNullable<CompiledRule['taint']>): LocalRule {
  const read = (text: string): LabelFormula | undefined => {
    const parsed = text === '' ? undefined : parseLabelFormula(text);
    return parsed?.ok === true ? parsed.formula : undefined;
  };
  const toSpec = (spec: TaintSpec, fallback: LabelFormula | undefined): LocalSpec => ({
    spec,
    requires: read(spec.requires) ?? fallback,
    requiresByMetavariable: (spec.requiresByMetavariable ?? []).flatMap(({ metavariable, requires }) => {
      const formula = read(requires);
      return formula === undefined ? [] : [{ name: metavariable, formula }];
    }),
  });
  const plain: LabelFormula = { kind: 'label', label: defaultLabel };
  return {
    sources: taint.sources.map((spec) => toSpec(spec, undefined)),
    sinks: taint.sinks.map((spec) => toSpec(spec, plain)),
    sanitizers: taint.sanitizers.map((spec) => toSpec(spec, undefined)),
    propagators: taint.propagators.map((spec) => toSpec(spec, undefined)),
  };
}

/** The specs of a rule in one file. */
export interface SpecMatches {
  /** Whether the file has the words that a match of the spec needs. */
  readonly canMatch: (role: keyof LocalRule, spec: number) => boolean;
  readonly find: (role: keyof LocalRule, spec: number) => readonly FormulaMatch[];
  /** How many nodes of a file finding the matches of a role looks at, roughly. */
  readonly breadth: (role: keyof LocalRule) => number;
}

/** All flows of a rule in the file of the scope. */
export function findLocalFlows(
  scope: FormulaScope,
  rule: CompiledRule,
  local: LocalRule,
  matches: SpecMatches,
): readonly LocalFlow[] {
  const { ctx } = scope;
  if (ctx === undefined) return [];
  // What sinks ask for must be there at all.
  if (!canReachSinks(local, (_, at) => matches.canMatch('sources', at))) return [];
  const collect = (role: keyof LocalRule): SpecMatch[] =>
    local[role].flatMap((spec, at) => matches.find(role, at).map((match) => ({ spec, match })));
  // Without a sink or a source there is nothing to follow; what is easier to find is looked for first.
  const isSourceFirst = matches.breadth('sources') < matches.breadth('sinks');
  const early = isSourceFirst ? collect('sources') : [];
  if (isSourceFirst && !canReachSinks(local, (spec) => early.some((site) => site.spec === spec))) return [];
  const sinks = collect('sinks');
  if (sinks.length === 0) return [];
  const sources = isSourceFirst ? early : collect('sources');
  if (!canReachSinks(local, (spec) => sources.some((site) => site.spec === spec))) return [];
  const sites: RuleSites = {
    sources,
    sinks,
    sanitizers: withoutConflicts(collect('sanitizers'), [...sources, ...sinks]),
    propagators: collect('propagators'),
  };
  const hits: SinkHit[] = [];
  const siteIndex = createSiteIndex(ctx.index, sites);
  const run = createTaintRun(ctx, siteIndex, rule.options, (hit) => hits.push(hit));
  runGlobals(run);
  const isAnyGlobal = !isCleanState(run.globals);
  for (const fn of functionsOf(ctx.index))
    if (siteIndex.touchesEffect(fn) && (isAnyGlobal || siteIndex.touchesSource(fn)))
      runFunction(run, fn as ts.FunctionLikeDeclaration);
  runTopLevel(run);
  return toFlows(scope, rule, hits, (taint, sink) => wayOf(run, taint, sink));
}

const functionKinds = [
  Kind.FunctionDeclaration,
  Kind.FunctionExpression,
  Kind.ArrowFunction,
  Kind.MethodDeclaration,
  Kind.Constructor,
  Kind.GetAccessor,
  Kind.SetAccessor,
] as const;

/** All functions that have a body, outer ones first. */
function functionsOf(index: SourceIndex): readonly ts.Node[] {
  return index.remember('functions', () =>
    functionKinds
      .flatMap((kind) => index.ofKind(kind))
      .filter((node) => (node as ts.FunctionLikeDeclaration).body !== undefined)
      .sort((left, right) => left.pos - right.pos || right.end - left.end),
  );
}

/** Whether the sources that are there can give the labels that some sink asks for. */
function canReachSinks(local: LocalRule, isThere: (source: LocalSpec, at: number) => boolean): boolean {
  const givers = [...local.sources.filter(isThere)];
  if (givers.length === 0) return false;
  const labels = new Set(
    [...givers, ...local.propagators].map(({ spec }) => (spec.label === '' ? defaultLabel : spec.label)),
  );
  return local.sinks.some(({ requires, requiresByMetavariable }) =>
    requiresByMetavariable.length > 0
      ? requiresByMetavariable.every(({ formula }) => mayHold(formula, labels))
      : requires === undefined || mayHold(requires, labels),
  );
}

/** `not_conflicting` sanitizers do not count where they match the same as a source or sink. */
function withoutConflicts(
  sanitizers: readonly SpecMatch[],
  others: readonly SpecMatch[],
): readonly SpecMatch[] {
  return sanitizers.filter(
    ({ spec, match }) =>
      spec.spec.notConflicting !== true ||
      !others.some((other) => other.match.start === match.start && other.match.end === match.end),
  );
}

/** Steps of a way that are shown. */
const maxSteps = 20;

/**
 * The way of a taint to a sink, backward: what the sink names was last assigned here, what that assignment names there,
 * until the source is part of it. Ways of control and of calls have no steps of their own.
 */
function wayOf({ ctx, assigned }: TaintRun, taint: Taint, sink: FormulaMatch): readonly Place[] {
  const { text } = ctx.index;
  const { source } = taint;
  const way: Place[] = [];
  const left = new Set([...assigned.values()].filter(({ taints }) => taints.has(taint)));
  let at: Place = sink;
  while (way.length < maxSteps && !(at.start <= source.start && source.end <= at.end)) {
    const names = new Set(text.slice(at.start, at.end).match(/[\p{L}_$][\p{L}\p{N}_$]*/gu));
    let last: Assignment | undefined;
    for (const one of left) {
      const root = /^[\p{L}_$][\p{L}\p{N}_$]*/u.exec(text.slice(one.start, one.end))?.[0] ?? '';
      if (one.start < at.end && names.has(root) && (last === undefined || one.start > last.start)) last = one;
    }
    if (last === undefined) break;
    left.delete(last);
    way.unshift({ start: last.start, end: last.end });
    at = last.value;
  }
  return way;
}

function toFlows(
  scope: FormulaScope,
  rule: CompiledRule,
  hits: readonly SinkHit[],
  way: (taint: Taint, sink: FormulaMatch) => readonly Place[],
): readonly LocalFlow[] {
  const equal = equality(scope);
  const unifies = rule.options.taint_unify_mvars === true;
  const atSource = rule.options.taint_focus_on === 'source' || rule.options.taint_match_on === 'source';
  const flows = new Map<string, LocalFlow>();
  for (const { sink, taints, arguments: byMetavariable } of hits) {
    const { spec, match } = sink;
    if (spec.requiresByMetavariable.length > 0) {
      const holds = spec.requiresByMetavariable.every(({ name, formula }) => {
        const bound = lookup(match.environment, name);
        return (
          bound !== undefined &&
          meets(formula, byMetavariable.get(`${bound.start}:${bound.end}`) ?? new Set())
        );
      });
      if (!holds) continue;
    } else if (spec.requires !== undefined && !meets(spec.requires, taints)) continue;
    for (const taint of taints as Iterable<Taint>) {
      const { source } = taint;
      const merged = merge(match.environment, source.environment, equal);
      if (merged === undefined && unifies) continue;
      const place = atSource ? source : match;
      const key = `${place.start}:${place.end}:${sink.spec.spec.at.line}:${sink.spec.spec.at.column}`;
      const known = flows.get(key);
      if (known !== undefined && known.source.start <= source.start) continue;
      flows.set(key, {
        match: place,
        sink: match,
        environment: merged ?? match.environment,
        source,
        way: way(taint, match),
      });
    }
  }
  return [...flows.values()];
}
