/**
 * Where in a file the sources, sinks, sanitizers and propagators of one rule are, asked by syntax node.
 *
 * A match covers a range. The outermost expressions inside the range are the match itself (what `exact` asks for); all
 * parts of them belong to it too. A match inside another one of the same spec and the same function is no sink of its own.
 */
import type ts from 'typescript';
import { holdsForLabels, type LabelFormula } from '../../rules/label-formula.ts';
import type { TaintSpec } from '../../rules/rule.ts';
import { lookup } from '../environment.ts';
import type { FormulaMatch } from '../formula-ranges.ts';
import type { SourceIndex } from '../source-index.ts';
import { forEachChild, isFunctionLike, isIdentifier, isTypeNode, Kind } from '../syntax.ts';
import { type Overlap, overlapWith, type Range } from './overlap.ts';
import type { Taint, Taints } from './taint-state.ts';

/** A taint spec with what follows from its text. */
export interface LocalSpec {
  readonly spec: TaintSpec;
  /** Undefined: a source or propagator without condition; sinks always have one. */
  readonly requires: LabelFormula | undefined;
  /** Sinks: a condition for each of several metavariables; all must hold. */
  readonly requiresByMetavariable: readonly { readonly name: string; readonly formula: LabelFormula }[];
}

/** One match of one spec. */
export interface SpecMatch {
  readonly spec: LocalSpec;
  readonly match: FormulaMatch;
}

/** A propagator's match, with the ranges data moves between, as `start:end`. */
export interface PropagatorMatch extends SpecMatch {
  readonly from: string;
  readonly to: string;
}

/** All matches of one rule in one file. */
export interface RuleSites {
  readonly sources: readonly SpecMatch[];
  readonly sinks: readonly SpecMatch[];
  readonly sanitizers: readonly SpecMatch[];
  readonly propagators: readonly SpecMatch[];
}

/** Answers about nodes. */
export interface SiteIndex {
  /** Sources that the node is (`isWhole`) or is part of. */
  readonly sourcesAt: (node: ts.Node) => readonly { readonly site: SpecMatch; readonly isWhole: boolean }[];
  readonly sanitizersAt: (
    node: ts.Node,
  ) => readonly { readonly site: SpecMatch; readonly isWhole: boolean }[];
  readonly sinksAt: (node: ts.Node) => readonly SpecMatch[];
  readonly propagatorsFrom: (node: ts.Node) => readonly PropagatorMatch[];
  readonly propagatorsTo: (node: ts.Node) => readonly PropagatorMatch[];
  /** Whether a sink asks for the taint of this very range. */
  readonly isAsked: (node: ts.Node) => string;
  /** Whether a source may be in the node or around it. */
  readonly touchesSource: Overlap;
  /** Whether anything in the node can be seen by a sink, or move what was tainted to a place elsewhere. */
  readonly touchesEffect: Overlap;
  /** Whether the node may use a variable that holds a function in which there is a source or such an effect. */
  readonly touchesUse: Overlap;
}

/** Prepares the answers for one rule and file. */
export function createSiteIndex(index: SourceIndex, sites: RuleSites): SiteIndex {
  const rangeOf = (node: ts.Node): string => `${index.startOf(node)}:${node.end}`;
  const sourceWholes = new Map<ts.Node, SpecMatch[]>();
  const sanitizerWholes = new Map<ts.Node, SpecMatch[]>();
  const sinkWholes = new Map<ts.Node, SpecMatch[]>();
  const claim = (
    node: ts.Node,
    open: readonly SpecMatch[],
    wholes: Map<ts.Node, SpecMatch[]>,
  ): readonly SpecMatch[] => {
    if (open.length === 0) return open;
    const start = index.startOf(node);
    const own = open.filter(({ match }) => match.start <= start && node.end <= match.end);
    if (own.length === 0) return open;
    wholes.set(node, own);
    return open.filter((site) => !own.includes(site));
  };
  interface Open {
    readonly sources: readonly SpecMatch[];
    readonly sinks: readonly SpecMatch[];
    readonly sanitizers: readonly SpecMatch[];
  }
  const overlaps = (node: ts.Node, site: SpecMatch): boolean =>
    site.match.start < node.end && node.pos < site.match.end;
  const touchesSite = overlapWith(
    [...sites.sources, ...sites.sinks, ...sites.sanitizers].map(({ match }) => match),
  );
  const visit = (node: ts.Node, open: Open): void => {
    if (!touchesSite(node)) return;
    if (isTypeNode(node) && node.kind !== Kind.ExpressionWithTypeArguments) return;
    let next: Open = {
      sources: open.sources.filter((site) => overlaps(node, site)),
      sinks: open.sinks.filter((site) => overlaps(node, site)),
      sanitizers: open.sanitizers.filter((site) => overlaps(node, site)),
    };
    if (isFunctionLike(node))
      // Its body is looked at as a function of its own: what is around it claims nothing inside.
      next = {
        sources: sites.sources.filter((site) => overlaps(node, site)),
        sinks: withoutNested(sites.sinks.filter(({ match }) => isSinkWithin(index, node, match))),
        sanitizers: sites.sanitizers.filter((site) => overlaps(node, site)),
      };
    else if (isClaimable(node))
      next = {
        sources: claim(node, next.sources, sourceWholes),
        sinks: claim(node, next.sinks, sinkWholes),
        sanitizers: claim(node, next.sanitizers, sanitizerWholes),
      };
    forEachChild(node, (child) => visit(child, next));
  };
  const outside = (site: SpecMatch): boolean => site.match.end > site.match.start;
  forEachChild(index.file, (child) =>
    visit(child, {
      sources: sites.sources,
      sinks: withoutNested(sites.sinks.filter(outside)),
      sanitizers: sites.sanitizers,
    }),
  );
  const containing = (
    around: (end: number) => readonly SpecMatch[],
    wholes: ReadonlyMap<ts.Node, readonly SpecMatch[]>,
    node: ts.Node,
  ): readonly { readonly site: SpecMatch; readonly isWhole: boolean }[] => {
    const candidates = around(node.end);
    if (candidates.length === 0) return [];
    const own = wholes.get(node) ?? [];
    const start = index.startOf(node);
    const result: { readonly site: SpecMatch; readonly isWhole: boolean }[] = [];
    for (const site of candidates) {
      if (site.match.start > start) continue;
      const isWhole = own.includes(site);
      if (site.spec.spec.exact && !isWhole) continue;
      result.push({ site, isWhole: isWhole || (site.match.start === start && site.match.end === node.end) });
    }
    return result;
  };
  const propagators = sites.propagators.flatMap((site): PropagatorMatch[] => {
    const rangeNamed = (name: string | undefined): string => {
      const bound = name === undefined ? undefined : lookup(site.match.environment, name);
      return bound === undefined || bound.start < 0 ? '' : `${bound.start}:${bound.end}`;
    };
    const from = rangeNamed(site.spec.spec.from);
    const to = rangeNamed(site.spec.spec.to);
    return from === '' || to === '' ? [] : [{ ...site, from, to }];
  });
  const byFrom = group(propagators, 'from');
  const byTo = group(propagators, 'to');
  const asked = new Set<string>();
  const effects: Range[] = [...sites.sinks, ...propagators].map(({ match }) => match);
  for (const { spec, match } of sites.sinks)
    for (const { name } of spec.requiresByMetavariable) {
      const bound = lookup(match.environment, name);
      if (bound === undefined) continue;
      asked.add(`${bound.start}:${bound.end}`);
      effects.push(bound);
    }
  for (const { from, to } of propagators)
    for (const range of [from, to]) {
      const [start = 0, end = 0] = range.split(':').map(Number);
      effects.push({ start, end });
    }
  const touchesSource = overlapWith(sites.sources.map(({ match }) => match));
  const touchesEffect = overlapWith(effects);
  const looseSinks = sites.sinks.filter(({ spec }) => !spec.spec.exact);
  const sourcesAround = sitesAround(sites.sources);
  const sanitizersAround = sitesAround(sites.sanitizers);
  const sinksAround = sitesAround(looseSinks);
  return {
    sourcesAt: (node) => containing(sourcesAround, sourceWholes, node),
    sanitizersAt: (node) => containing(sanitizersAround, sanitizerWholes, node),
    sinksAt: (node) => {
      const own = (sinkWholes.get(node) ?? []).filter(({ spec }) => spec.spec.exact);
      if (looseSinks.length === 0) return own;
      return [...own, ...containing(sinksAround, sinkWholes, node).map(({ site }) => site)];
    },
    propagatorsFrom: (node) => (byFrom.size === 0 ? [] : (byFrom.get(rangeOf(node)) ?? [])),
    propagatorsTo: (node) => (byTo.size === 0 ? [] : (byTo.get(rangeOf(node)) ?? [])),
    isAsked: (node) => {
      if (asked.size === 0) return '';
      const range = rangeOf(node);
      return asked.has(range) ? range : '';
    },
    touchesSource,
    touchesEffect,
    touchesUse: usesOf(index, (fn) => touchesSource(fn) || touchesEffect(fn)),
  };
}

/** Uses of variables that hold a live function, or one that uses such a variable. */
function usesOf(index: SourceIndex, isLive: (fn: ts.Node) => boolean): Overlap {
  const names = new Set<string>();
  let uses: Overlap = () => false;
  let left = heldFunctions(index);
  for (;;) {
    const found = left.filter(({ fn }) => isLive(fn) || uses(fn));
    if (found.length === 0) return uses;
    left = left.filter((one) => !found.includes(one));
    for (const { name } of found) names.add(name);
    uses = overlapWith(
      [...names].flatMap((name) => index.identifiers(name).map(({ pos, end }) => ({ start: pos, end }))),
    );
  }
}

/** Functions by the names of the variables that hold them. */
function heldFunctions(index: SourceIndex): readonly { readonly name: string; readonly fn: ts.Node }[] {
  return [
    ...index.ofKind(Kind.FunctionDeclaration).flatMap((node) => {
      const { name } = node as ts.FunctionDeclaration;
      return name === undefined ? [] : [{ name: name.text, fn: node }];
    }),
    ...index.ofKind(Kind.VariableDeclaration).flatMap((node) => {
      const { name, initializer } = node as ts.VariableDeclaration;
      return initializer !== undefined && isIdentifier(name) && isFunctionLike(initializer)
        ? [{ name: name.text, fn: initializer }]
        : [];
    }),
  ];
}

/**
 * Finds the matches that begin before an offset and end there or behind it, in the order of `sites`. Most places of a
 * file are in none: with the matches by their beginning and the furthest end up to each, that is known at once.
 */
function sitesAround(sites: readonly SpecMatch[]): (end: number) => readonly SpecMatch[] {
  const order = sites
    .map((site, rank) => ({ site, rank, start: site.match.start, end: site.match.end }))
    .sort((left, right) => left.start - right.start);
  const furthest = new Int32Array(order.length);
  order.forEach(({ end }, at) => {
    furthest[at] = Math.max(end, at === 0 ? end : (furthest[at - 1] ?? end));
  });
  return (end) => {
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((order[middle]?.start ?? 0) <= end) low = middle + 1;
      else high = middle;
    }
    const found: (typeof order)[number][] = [];
    for (let at = low - 1; at >= 0 && (furthest[at] ?? 0) >= end; at--) {
      const one = order[at];
      if (one !== undefined && one.end >= end) found.push(one);
    }
    if (found.length === 0) return none;
    return found.sort((left, right) => left.rank - right.rank).map(({ site }) => site);
  };
}

const none: readonly SpecMatch[] = [];

function group(
  propagators: readonly PropagatorMatch[],
  key: 'from' | 'to',
): ReadonlyMap<string, readonly PropagatorMatch[]> {
  const groups = new Map<string, PropagatorMatch[]>();
  for (const one of propagators) groups.set(one[key], [...(groups.get(one[key]) ?? []), one]);
  return groups;
}

/** A function that is a value is a sink of the code around it, not of its own. */
function isSinkWithin(index: SourceIndex, fn: ts.Node, match: FormulaMatch): boolean {
  if (match.start < fn.pos || match.end > fn.end) return false;
  const isValue = fn.kind === Kind.ArrowFunction || fn.kind === Kind.FunctionExpression;
  return !isValue || match.start > index.startOf(fn) || match.end < fn.end;
}

/** Of matches of one spec that lie in one another, the outer one. */
function withoutNested(sites: readonly SpecMatch[]): readonly SpecMatch[] {
  return sites.filter(
    (site) =>
      !site.spec.spec.exact ||
      !sites.some(
        (other) =>
          other !== site &&
          other.spec === site.spec &&
          other.match.start <= site.match.start &&
          site.match.end <= other.match.end &&
          other.match.end - other.match.start > site.match.end - site.match.start,
      ),
  );
}

/** Nodes that are values or give a variable one. */
function isClaimable(node: ts.Node): boolean {
  switch (node.kind) {
    case Kind.Identifier:
    case Kind.PrivateIdentifier:
    case Kind.StringLiteral:
    case Kind.NumericLiteral:
    case Kind.BigIntLiteral:
    case Kind.NoSubstitutionTemplateLiteral:
    case Kind.RegularExpressionLiteral:
    case Kind.TrueKeyword:
    case Kind.FalseKeyword:
    case Kind.NullKeyword:
    case Kind.ThisKeyword:
    case Kind.VariableDeclaration:
    case Kind.JsxElement:
    case Kind.JsxSelfClosingElement:
    case Kind.JsxFragment:
    case Kind.SpreadElement:
      return (
        (node as Partial<ts.VariableDeclaration>).initializer !== undefined ||
        node.kind !== Kind.VariableDeclaration
      );
    default:
      return (
        node.kind >= Kind.ArrayLiteralExpression &&
        node.kind <= Kind.SatisfiesExpression &&
        node.kind !== Kind.ParenthesizedExpression &&
        node.kind !== Kind.OmittedExpression
      );
  }
}

/** Whether taints meet a condition over labels. */
export function meets(formula: LabelFormula, taints: Taints): boolean {
  return holdsForLabels(formula, new Set([...taints].map((taint: Taint) => taint.label)));
}
