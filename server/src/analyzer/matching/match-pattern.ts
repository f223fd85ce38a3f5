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
  heldFunction,
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
import { isLambda, matchExpression } from './match-expression.ts';
import { matchJsx } from './match-jsx.ts';
import { matchStatements } from './match-run.ts';
import { matchBody, matchCase, matchCatch, matchStatement } from './match-statement.ts';
import {
  anyName,
  deepOperand,
  isEllipsis,
  isMetavariable,
  metavariableOf,
  readStringPattern,
  sequenceMetavariable,
  typedMetavariable,
} from './pattern-syntax.ts';
import { lastName, type SourceIndex } from './source-index.ts';
import { expandItems } from './statement-list.ts';
import {
  canHaveModifiers,
  forEachChild,
  getModifiers,
  isBinaryExpression,
  isBlock,
  isCallExpression,
  isExpressionStatement,
  isFunctionDeclaration,
  isIfStatement,
  isMethodDeclaration,
  isNewExpression,
  isPropertyAccessExpression,
  isPropertyDeclaration,
  isReturnStatement,
  isTypeNode,
  isVariableStatement,
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
        select(expressionCandidates(ctx.index, pattern.root), filter),
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
      return collect(ctx, ctx.index.ofKind(Kind.Decorator), (node) =>
        matchDecorator(ctx, pattern.decorator, node as ts.Decorator, emptyEnvironment),
      );
    case 'type':
      return collect(ctx, ctx.index.ofKind(pattern.type.kind), (node) =>
        ctx.type(pattern.type, node, emptyEnvironment),
      );
  }
}

function select(nodes: Iterable<ts.Node>, filter: NodeFilter | undefined): Iterable<ts.Node> {
  return filter === undefined ? nodes : [...nodes].filter(filter);
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

/** Position of the last entry that is at most `value`, or -1. */
export function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
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

/** Nodes that can match an expression pattern. */
function expressionCandidates(index: SourceIndex, root: ts.Expression): Iterable<ts.Node> {
  const p = unwrapParentheses(root);
  if (isAnyExpression(p)) return index.expressions();
  const named = (get: (name: string) => readonly ts.Node[], name: string): ts.Node[] => [
    ...new Set([...get(name), ...index.aliasesOf(name).flatMap((alias) => [...get(alias)])]),
  ];
  switch (p.kind) {
    case Kind.CallExpression: {
      const name = fixedName((p as ts.CallExpression).expression);
      const tagged = index.ofKind(Kind.TaggedTemplateExpression);
      return name === ''
        ? [...index.ofKind(Kind.CallExpression), ...tagged]
        : [...named(index.callsOf, name), ...tagged];
    }
    case Kind.NewExpression: {
      const name = fixedName((p as ts.NewExpression).expression);
      return name === '' ? index.ofKind(p.kind) : named(index.newsOf, name);
    }
    case Kind.PropertyAccessExpression: {
      const access = p as ts.PropertyAccessExpression;
      const name = fixedName(access);
      const imported = index
        .ofKind(Kind.Identifier)
        .filter((node) => index.declarationOf(node as ts.Identifier)?.imported !== undefined);
      return name === ''
        ? [...index.ofKind(p.kind), ...(isMetavariable(lastName(access.expression)) ? [] : imported)]
        : [...index.accessesOf(name), ...named(index.identifiers, name)];
    }
    case Kind.Identifier:
      return named(index.identifiers, (p as ts.Identifier).text);
    case Kind.BinaryExpression: {
      const operator = (p as ts.BinaryExpression).operatorToken.kind;
      return operator === Kind.EqualsToken
        ? [...index.ofKind(Kind.BinaryExpression), ...assignedVariables(index)]
        : index.ofKind(Kind.BinaryExpression);
    }
    case Kind.StringLiteral:
      return [
        ...index.strings(),
        ...index.ofKind(Kind.NoSubstitutionTemplateLiteral),
        ...index.ofKind(Kind.TemplateExpression),
        ...index.ofKind(Kind.TemplateHead),
        ...index.ofKind(Kind.TemplateMiddle),
        ...index.ofKind(Kind.TemplateTail),
        ...index.constantSums(),
        ...index.constantIdentifiers(),
      ];
    case Kind.NumericLiteral:
      return [...index.ofKind(p.kind), ...index.constantIdentifiers()];
    case Kind.NoSubstitutionTemplateLiteral:
      return readStringPattern((p as ts.StringLiteralLike).text).kind === 'any'
        ? untagged(index, [Kind.NoSubstitutionTemplateLiteral, Kind.TemplateExpression])
        : untagged(index, [Kind.NoSubstitutionTemplateLiteral]);
    case Kind.TemplateExpression:
      return untagged(index, [Kind.TemplateExpression, Kind.NoSubstitutionTemplateLiteral]);
    case Kind.ArrayLiteralExpression:
      return [...index.ofKind(p.kind), ...index.ofKind(Kind.ArrayBindingPattern)];
    case Kind.ObjectLiteralExpression:
      return [...index.ofKind(p.kind), ...index.ofKind(Kind.ObjectBindingPattern)];
    case Kind.FunctionExpression:
    case Kind.ArrowFunction: {
      const held = new Set(heldFunctions(index).map((node): ts.Node | undefined => heldFunction(node)));
      return [
        ...index.ofKind(Kind.FunctionExpression).filter((node) => !held.has(node)),
        ...index.ofKind(Kind.ArrowFunction).filter((node) => !held.has(node)),
        ...index.ofKind(Kind.FunctionDeclaration).filter(isLambda),
      ];
    }
    case Kind.ClassExpression:
      return [...index.ofKind(p.kind), ...index.ofKind(Kind.ClassDeclaration)];
    case Kind.JsxElement:
    case Kind.JsxSelfClosingElement:
      return [...index.ofKind(Kind.JsxElement), ...index.ofKind(Kind.JsxSelfClosingElement)];
    case Kind.AsExpression:
    case Kind.TypeAssertionExpression:
      return [...index.ofKind(Kind.AsExpression), ...index.ofKind(Kind.TypeAssertionExpression)];
    default:
      return index.ofKind(p.kind);
  }
}

/** Templates of the kinds that are values themselves, not the text of a tag. */
function untagged(index: SourceIndex, kinds: readonly ts.SyntaxKind[]): readonly ts.Node[] {
  const all = kinds.flatMap((kind) => [...index.ofKind(kind)]);
  const tagged = new Set(
    index
      .ofKind(Kind.TaggedTemplateExpression)
      .map((node): ts.Node => (node as ts.TaggedTemplateExpression).template),
  );
  return tagged.size === 0 ? all : all.filter((node) => !tagged.has(node));
}

function isAnyExpression(p: ts.Node): boolean {
  return (
    metavariableOf(p) !== '' ||
    isEllipsis(p) ||
    sequenceMetavariable(p) !== '' ||
    deepOperand(p) !== undefined ||
    typedMetavariable(p) !== undefined
  );
}

/** The name a callee must have, or empty when any will do. */
function fixedName(node: ts.Node): string {
  const name = lastName(node);
  return isMetavariable(name) || name.startsWith('__') ? '' : name;
}

/** Variables and fields with an initializer, but for variables of `for` heads, as Semgrep has it. */
function assignedVariables(index: SourceIndex): readonly ts.Node[] {
  const variables = index
    .ofKind(Kind.VariableStatement)
    .flatMap((statement) =>
      (statement as ts.VariableStatement).declarationList.declarations.filter(
        ({ initializer }) => initializer !== undefined,
      ),
    );
  return [...variables, ...assignedFields(index)];
}

function assignedFields(index: SourceIndex): readonly ts.Node[] {
  return index
    .ofKind(Kind.PropertyDeclaration)
    .filter(
      (field) =>
        (field as ts.PropertyDeclaration).initializer !== undefined && heldFunction(field) === undefined,
    );
}

function membersLike(index: SourceIndex, member: ts.ClassElement): readonly ts.Node[] {
  if (isPropertyDeclaration(member)) return index.ofKind(Kind.PropertyDeclaration);
  if (!isMethodDeclaration(member)) return index.ofKind(member.kind);
  return [
    ...index.ofKind(Kind.MethodDeclaration),
    ...index.ofKind(Kind.GetAccessor),
    ...index.ofKind(Kind.SetAccessor),
    ...index.ofKind(Kind.Constructor),
    ...heldFunctions(index),
  ];
}

function propertyNodes(index: SourceIndex): readonly ts.Node[] {
  return index
    .ofKind(Kind.ObjectLiteralExpression)
    .flatMap((object) => [...(object as ts.ObjectLiteralExpression).properties]);
}

function findStatements(
  ctx: MatchContext,
  statements: readonly ts.Statement[],
  filter: NodeFilter | undefined,
): readonly PatternMatch[] {
  const patterns = expandItems(statements);
  const only = patterns.length === 1 ? patterns[0] : undefined;
  if (only === undefined || sequenceMetavariable(only) !== '' || isEllipsis(only))
    return findRuns(ctx, patterns);
  const modifiers = canHaveModifiers(only) ? getModifiers(only) : undefined;
  const isExported = modifiers?.some(({ kind }) => kind === Kind.ExportKeyword) === true;
  const range: RangeKind = isExported ? 'exported' : 'statement';
  if (isExpressionStatement(only) && isBinaryExpression(only.expression)) {
    const { expression } = only;
    const statementMatches = collect(
      ctx,
      statementCandidates(ctx.index, only),
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
    select(statementCandidates(ctx.index, only), filter),
    (node) => ctx.statement(only, node, emptyEnvironment),
    range,
  );
}

/** Fields and properties that hold a function, and so are methods. */
function heldFunctions(index: SourceIndex): readonly ts.Node[] {
  return [...index.ofKind(Kind.PropertyDeclaration), ...index.ofKind(Kind.PropertyAssignment)].filter(
    (node) => heldFunction(node) !== undefined,
  );
}

function functionCandidates(index: SourceIndex, p: ts.FunctionDeclaration): readonly ts.Node[] {
  const named = [
    ...index.ofKind(Kind.FunctionDeclaration),
    ...index.ofKind(Kind.MethodDeclaration),
    ...index.ofKind(Kind.Constructor),
    ...index.ofKind(Kind.GetAccessor),
    ...index.ofKind(Kind.SetAccessor),
    ...heldFunctions(index),
  ];
  if (p.name !== undefined && p.name.text !== anyName) return named;
  return [...named, ...index.ofKind(Kind.FunctionExpression), ...index.ofKind(Kind.ArrowFunction)];
}

function statementCandidates(index: SourceIndex, p: ts.Node): readonly ts.Node[] {
  switch (p.kind) {
    case Kind.ExpressionStatement:
      return [...index.statements(), ...arrowExpressions(index)];
    case Kind.ImportDeclaration:
      return [
        ...index.ofKind(Kind.ImportDeclaration),
        ...index.ofKind(Kind.ImportEqualsDeclaration),
        ...expandItems(index.ofKind(Kind.VariableStatement) as readonly ts.VariableStatement[]),
      ];
    case Kind.VariableStatement:
    case Kind.VariableDeclaration:
      return expandItems(index.ofKind(Kind.VariableStatement) as readonly ts.VariableStatement[]);
    case Kind.ReturnStatement:
      return [...index.ofKind(Kind.ReturnStatement), ...arrowExpressions(index), ...lastExpressions(index)];
    case Kind.ForStatement:
      return [
        ...index.ofKind(Kind.ForStatement),
        ...index.ofKind(Kind.ForInStatement),
        ...index.ofKind(Kind.ForOfStatement),
      ];
    case Kind.ForInStatement:
      return [...index.ofKind(Kind.ForInStatement), ...index.ofKind(Kind.ForOfStatement)];
    case Kind.ExportAssignment:
      return [
        ...index.ofKind(Kind.ExportAssignment),
        ...index.ofKind(Kind.FunctionDeclaration),
        ...index.ofKind(Kind.ClassDeclaration),
      ];
    default:
      return index.ofKind(p.kind);
  }
}

/** Bodies of arrow functions that are expressions: each is a `return`. */
function arrowExpressions(index: SourceIndex): readonly ts.Node[] {
  return index.ofKind(Kind.ArrowFunction).flatMap((arrow) => {
    const { body } = arrow as ts.ArrowFunction;
    return isBlock(body) ? [] : [body];
  });
}

/** Expressions that end a function expression, on any way: Semgrep takes them for its value. */
function lastExpressions(index: SourceIndex): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (statement: ts.Node | undefined): void => {
    if (statement === undefined) return;
    if (isExpressionStatement(statement)) found.push(statement.expression);
    else if (isBlock(statement)) visit(statement.statements.at(-1));
    else if (isIfStatement(statement)) {
      visit(statement.thenStatement);
      visit(statement.elseStatement);
    }
  };
  for (const fn of index.ofKind(Kind.FunctionExpression)) visit((fn as ts.FunctionExpression).body);
  return found;
}

/** Runs of statements, beginning at any item of any list. */
function findRuns(ctx: MatchContext, patterns: readonly ts.Node[]): readonly PatternMatch[] {
  const { index } = ctx;
  const matches: PatternMatch[] = [];
  const first = patterns[0];
  const isAnchored = first !== undefined && !isEllipsis(first) && sequenceMetavariable(first) === '';
  const anchors = isAnchored ? anchorsOf(index, first) : undefined;
  if (anchors?.length === 0) return [];
  for (const container of index.statementLists()) {
    const list = index.listOf(container);
    for (const [from, item] of list.items.entries()) {
      // Most items fail here, before the list is flattened.
      if (anchors !== undefined && (anchors[lastAtMost(anchors, item.end - 1)] ?? -1) < item.pos) continue;
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

/** Where the calls stand of which every match of the statement holds one; undefined when it names no call. */
function anchorsOf(index: SourceIndex, statement: ts.Node): readonly number[] | undefined {
  const isPlain =
    isExpressionStatement(statement) || isReturnStatement(statement) || isVariableStatement(statement);
  const name = isPlain ? firstCallName(statement) : '';
  if (name === '') return undefined;
  const nodes = [
    ...index.callsOf(name),
    ...index.aliasesOf(name).flatMap((alias) => [...index.callsOf(alias)]),
    ...index.ofKind(Kind.TaggedTemplateExpression),
  ];
  return nodes.map(({ end }) => end - 1).sort((left, right) => left - right);
}

/** The name of a call that is certainly part of the pattern; empty if there is none. */
function firstCallName(node: ts.Node): string {
  if (isCallExpression(node)) {
    const name = fixedName(node.expression);
    if (name !== '') return name;
  }
  // What a nested body holds may be matched by `...`.
  if (isBlock(node)) return '';
  let found = '';
  forEachChild(node, (child) => {
    if (found === '') found = firstCallName(child);
  });
  return found;
}
