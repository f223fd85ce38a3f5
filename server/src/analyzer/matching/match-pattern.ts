/**
 * Finds all places of a file where a compiled pattern matches.
 *
 * Only nodes that can be the root of a match are tried: calls by name, accesses by name, nodes by kind. Results are
 * in source order without duplicates.
 */
import type ts from 'typescript';
import type { SafeRegex } from '../rules/safe-regex.ts';
import type { Pattern } from './compile-pattern.ts';
import {
  createEnvironmentSet,
  type Environment,
  type Environments,
  emptyEnvironment,
  unwrapParentheses,
} from './environment.ts';
import { type MatchContext, type MatchOptions, maxMatchSteps } from './match-context.ts';
import {
  matchBindingName,
  matchCallable,
  matchClass,
  matchClassMember,
  matchDecorator,
  matchMembers,
  matchNamedCallable,
  matchProperty,
  matchPropertyName,
  matchType,
} from './match-declaration.ts';
import { matchExpression } from './match-expression.ts';
import { matchAttribute, matchJsx } from './match-jsx.ts';
import { matchStatements } from './match-run.ts';
import { matchBody, matchCase, matchCatch, matchStatement } from './match-statement.ts';
import {
  assignedFields,
  expressionCandidates,
  fixedName,
  functionCandidates,
  isAnyExpression,
  membersLike,
  propertyNodes,
  statementCandidates,
} from './node-candidates.ts';
import { isEllipsis, sequenceMetavariable } from './pattern-syntax.ts';
import type { SourceIndex } from './source-index.ts';
import { anchorsOf, holdsAnchor } from './statement-anchors.ts';
import { expandItems } from './statement-list.ts';
import {
  canHaveModifiers,
  getModifiers,
  isBinaryExpression,
  isCallExpression,
  isExpressionStatement,
  isFunctionDeclaration,
  isNewExpression,
  isPropertyAccessExpression,
  isTypeNode,
  Kind,
} from './syntax.ts';

/** One place where a pattern matches. */
export interface PatternMatch {
  /** UTF-16 offsets, half-open. */
  readonly start: number;
  readonly end: number;
  readonly environment: Environment;
  /** The node that was matched; of a run of statements the first one. */
  readonly node: ts.Node;
}

/** Semgrep's defaults, changed by a rule's `options`. */
export function readMatchOptions(options: Readonly<Record<string, unknown>>): MatchOptions {
  const flag = (name: string, fallback: boolean): boolean => {
    const value = options[name];
    return typeof value === 'boolean' ? value : fallback;
  };
  return {
    constantPropagation: flag('constant_propagation', true),
    symmetricEquality: flag('symmetric_eq', false),
    commutativeBooleans: flag('commutative_boolop', false),
    associative: flag('ac_matching', true),
    implicitObjectEllipsis: flag('implicit_ellipsis', true),
    variableIsAssignment: flag('vardef_assign', true),
    deepStatements: flag('implicit_deep_exprstmt', true),
    letIsVar: flag('let_is_var', true),
    arrowIsFunction: flag('arrow_is_function', true),
    symbolicPropagation: flag('symbolic_propagation', false),
    decoratorsAreExpressions: flag('attr_expr', true),
    deepExpressions: flag('go_deeper_expr', true),
    deepRuns: flag('go_deeper_stmt', true),
    implicitAttributes: flag('xml_attrs_implicit_ellipsis', true),
    looseElements: flag('xml_singleton_loose_matching', true),
    orderedChildren: flag('xml_children_ordered', true),
    strictVariables: flag('unify_ids_strictly', true),
    orderedDecorators: flag('decorators_order_matters', false),
  };
}

/** Maps of data have exactly the keys of a pattern, unless it says `...`. */
export function dataOptions(options: MatchOptions): MatchOptions {
  return { ...options, implicitObjectEllipsis: false, constantPropagation: false };
}

/** A context for matching patterns in one file. */
export function createMatchContext(
  index: SourceIndex,
  options: MatchOptions,
  regex: (source: string) => SafeRegex | undefined,
): MatchContext {
  const bound =
    (matcher: (ctx: MatchContext, p: ts.Node, n: ts.Node, environment: Environment) => Environments) =>
    (p: ts.Node, n: ts.Node, environment: Environment): Environments =>
      matcher(ctx, p, n, environment);
  const ctx: MatchContext = {
    index,
    options,
    regex,
    budget: { steps: maxMatchSteps },
    expression: bound(matchExpression),
    statement: bound(matchStatement),
    body: bound(matchBody),
    callable: bound(matchCallable),
    classLike: bound(matchClass),
    members: bound(matchMembers),
    jsx: bound(matchJsx),
    type: bound(matchType),
    bindingName: bound(matchBindingName),
    propertyName: bound(matchPropertyName),
  };
  return ctx;
}

/** Which nodes a search looks at; others are known not to matter. */
export type NodeFilter = (node: ts.Node) => boolean;

/** All matches of the pattern in the context's file, or of the nodes that pass the filter. */
export function findMatches(
  ctx: MatchContext,
  pattern: Pattern,
  filter?: NodeFilter,
): readonly PatternMatch[] {
  switch (pattern.kind) {
    case 'expression':
      return collect(
        ctx,
        select(expressionsFor(ctx, pattern.root), filter),
        (node) => ctx.expression(pattern.root, node, emptyEnvironment),
        'expression',
      );
    case 'statements':
      return findStatements(ctx, pattern.statements, filter);
    case 'member':
      return collect(ctx, select(membersLike(ctx.index, pattern.member), filter), (node) =>
        matchClassMember(ctx, pattern.member, node, emptyEnvironment),
      );
    case 'property':
      return collect(ctx, select(propertyNodes(ctx.index), filter), (node) =>
        matchProperty(ctx, pattern.property, node, emptyEnvironment),
      );
    case 'case':
      return collect(ctx, ctx.index.ofKind(pattern.clause.kind), (node) =>
        matchCase(ctx, pattern.clause, node as ts.CaseOrDefaultClause, emptyEnvironment),
      );
    case 'finally':
      return collect(
        ctx,
        ctx.index
          .ofKind(Kind.TryStatement)
          .map((node) => (node as ts.TryStatement).finallyBlock)
          .filter((block) => block !== undefined),
        (node) => matchBody(ctx, pattern.block, node, emptyEnvironment),
      );
    case 'catch':
      return collect(ctx, ctx.index.ofKind(Kind.CatchClause), (node) =>
        matchCatch(ctx, pattern.clause, node as ts.CatchClause, emptyEnvironment),
      );
    case 'decorator':
      return collect(
        ctx,
        ctx.options.decoratorsAreExpressions ? ctx.index.ofKind(Kind.Decorator) : [],
        (node) => matchDecorator(ctx, pattern.decorator, node as ts.Decorator, emptyEnvironment),
      );
    case 'attribute':
      return collect(ctx, ctx.index.ofKind(Kind.JsxAttribute), (node) =>
        matchAttribute(ctx, pattern.attribute, node, emptyEnvironment),
      );
    case 'type':
      return collect(ctx, ctx.index.ofKind(pattern.type.kind), (node) =>
        ctx.type(pattern.type, node, emptyEnvironment),
      );
  }
}

/** Nodes an expression pattern may match, without what stands in decorators where these are none of its business. */
function expressionsFor(ctx: MatchContext, root: ts.Expression): readonly ts.Node[] {
  const nodes = expressionCandidates(ctx.index, root);
  if (ctx.options.decoratorsAreExpressions) return nodes;
  const decorators = ctx.index.ofKind(Kind.Decorator);
  return nodes.filter((node) => !decorators.some(({ pos, end }) => pos <= node.pos && node.end <= end));
}

function select(nodes: readonly ts.Node[], filter: NodeFilter | undefined): readonly ts.Node[] {
  return filter === undefined ? nodes : nodes.filter(filter);
}

/** How many nodes a search for the pattern looks at, roughly: 0 named ones, 1 those of a kind, 2 most, 3 all. */
export function breadthOf(pattern: Pattern): number {
  if (pattern.kind !== 'expression')
    return pattern.kind === 'statements' && pattern.statements.length > 1 ? 2 : 1;
  const p = unwrapParentheses(pattern.root);
  if (isAnyExpression(p)) return 3;
  if (isCallExpression(p) || isNewExpression(p)) return fixedName(p.expression) === '' ? 2 : 0;
  if (isPropertyAccessExpression(p)) return fixedName(p) === '' ? 2 : 0;
  return p.kind === Kind.Identifier ? 0 : 1;
}

/** Whether the pattern matches exactly this node, wherever it stands (a name after a dot, a parameter). */
export function matchNode(ctx: MatchContext, pattern: Pattern, node: ts.Node): Environments {
  switch (pattern.kind) {
    case 'expression':
      return ctx.expression(pattern.root, node, emptyEnvironment);
    case 'statements': {
      const only = pattern.statements.length === 1 ? pattern.statements[0] : undefined;
      return only === undefined ? [] : ctx.statement(only, node, emptyEnvironment);
    }
    case 'type':
      return isTypeNode(node) ? ctx.type(pattern.type, node, emptyEnvironment) : [];
    default:
      return [];
  }
}

/** Which range of a node a match reports. */
type RangeKind = 'expression' | 'statement' | 'exported';

function collect(
  ctx: MatchContext,
  nodes: Iterable<ts.Node>,
  match: (node: ts.Node) => Environments,
  kind: RangeKind = 'statement',
): readonly PatternMatch[] {
  const matches: PatternMatch[] = [];
  for (const node of nodes) {
    const environments = match(node);
    if (environments.length === 0) continue;
    if (kind === 'expression' && node.kind !== Kind.VariableDeclaration) {
      // The range of an expression is that with the parentheses around it, as in Semgrep.
      const outer = ctx.index.outerOf(node);
      addMatches(matches, environments, { start: ctx.index.startOf(outer), end: outer.end, node });
      continue;
    }
    const range = ctx.index.rangeOf(node, kind === 'expression');
    const start = kind === 'exported' ? ctx.index.startOf(node) : range.start;
    addMatches(matches, environments, { start, end: range.end, node });
  }
  return sortMatches(matches);
}

function addMatches(
  matches: PatternMatch[],
  environments: Environments,
  place: { readonly start: number; readonly end: number; readonly node: ts.Node },
): void {
  const only = environments.length === 1 ? environments[0] : undefined;
  if (only !== undefined) {
    matches.push({ start: place.start, end: place.end, environment: only, node: place.node });
    return;
  }
  const known = createEnvironmentSet();
  for (const environment of environments) if (known.add(environment)) matches.push({ ...place, environment });
}

function sortMatches(matches: PatternMatch[]): readonly PatternMatch[] {
  return matches.sort((left, right) => left.start - right.start || left.end - right.end);
}

function findStatements(
  ctx: MatchContext,
  statements: readonly ts.Statement[],
  filter: NodeFilter | undefined,
): readonly PatternMatch[] {
  const patterns = expandItems(statements);
  const only = patterns.length === 1 ? patterns[0] : undefined;
  if (only === undefined || sequenceMetavariable(only) !== '' || isEllipsis(only))
    return findRuns(ctx, patterns, filter);
  const modifiers = canHaveModifiers(only) ? getModifiers(only) : undefined;
  const isExported = modifiers?.some(({ kind }) => kind === Kind.ExportKeyword) === true;
  const range: RangeKind = isExported ? 'exported' : 'statement';
  if (isExpressionStatement(only) && isBinaryExpression(only.expression)) {
    const { expression } = only;
    const statementMatches = collect(
      ctx,
      select(withAnchor(ctx, only, statementCandidates(ctx.index, only)), filter),
      (node) => ctx.statement(only, node, emptyEnvironment),
      range,
    );
    if (expression.operatorToken.kind !== Kind.EqualsToken) return statementMatches;
    // Fields of classes are statements of their own kind.
    const fields = collect(ctx, assignedFields(ctx.index), (node) =>
      ctx.expression(expression, node, emptyEnvironment),
    );
    return sortMatches([...statementMatches, ...fields]);
  }
  if (isFunctionDeclaration(only))
    return collect(
      ctx,
      select(functionCandidates(ctx.index, only), filter),
      (node) => matchNamedCallable(ctx, only, node as ts.FunctionDeclaration, emptyEnvironment),
      range,
    );
  return collect(
    ctx,
    select(withAnchor(ctx, only, statementCandidates(ctx.index, only)), filter),
    (node) => ctx.statement(only, node, emptyEnvironment),
    range,
  );
}

/** The statements that hold something of which every match of the pattern holds one. */
function withAnchor(ctx: MatchContext, pattern: ts.Node, nodes: readonly ts.Node[]): readonly ts.Node[] {
  const anchors = anchorsOf(ctx, pattern);
  return anchors === undefined ? nodes : nodes.filter((node) => holdsAnchor(anchors, node));
}

/** Runs of statements, beginning at any item of any list. */
function findRuns(
  ctx: MatchContext,
  patterns: readonly ts.Node[],
  filter: NodeFilter | undefined,
): readonly PatternMatch[] {
  const { index } = ctx;
  const matches: PatternMatch[] = [];
  const first = patterns[0];
  const isAnchored = first !== undefined && !isEllipsis(first) && sequenceMetavariable(first) === '';
  const anchors = isAnchored ? anchorsOf(ctx, first) : undefined;
  if (anchors?.length === 0) return [];
  for (const container of index.statementLists()) {
    if (filter !== undefined && !filter(container)) continue;
    const list = index.listOf(container);
    for (const [from, item] of list.items.entries()) {
      // Most items fail here, before the list is flattened.
      if (anchors !== undefined && !holdsAnchor(anchors, item)) continue;
      if (isAnchored && ctx.statement(first, item, emptyEnvironment).length === 0) continue;
      const { start } = index.rangeOf(item);
      for (const run of matchStatements(ctx, patterns, list, emptyEnvironment, { from, isWhole: false })) {
        const last = list.items[Math.max(from, run.lastItem)] ?? item;
        matches.push({ start, end: index.rangeOf(last).end, environment: run.environment, node: item });
      }
      if (!isAnchored && patterns.length === 1) break;
    }
  }
  return sortMatches(matches);
}
