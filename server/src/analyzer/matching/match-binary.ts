/**
 * Matches binary operators and assignments.
 *
 * Declarations with an initializer are assignments, `x += y` is `x = x + y`, and a metavariable takes a run of operands
 * of an associative operator.
 */

import type ts from 'typescript';
import { isAssignmentOperator } from './bindings.ts';
import { type Environment, type Environments, noMatch, unwrap, unwrapParentheses } from './environment.ts';
import { bindNode, bindSequence, chain, either, type MatchContext, optional, step } from './match-context.ts';
import { deepOperand, isEllipsis, metavariableOf, typedMetavariable } from './pattern-syntax.ts';
import {
  isBinaryExpression,
  isPropertyDeclaration,
  isStringLiteral,
  isVariableDeclaration,
  Kind,
} from './syntax.ts';

/** `a op= b` read as `a = a op b`. */
const compoundOperators: ReadonlyMap<ts.SyntaxKind, ts.SyntaxKind> = new Map([
  [Kind.PlusEqualsToken, Kind.PlusToken],
  [Kind.MinusEqualsToken, Kind.MinusToken],
  [Kind.AsteriskEqualsToken, Kind.AsteriskToken],
  [Kind.SlashEqualsToken, Kind.SlashToken],
  [Kind.PercentEqualsToken, Kind.PercentToken],
]);

/** `a ||= b` holds `a || b`, but is not `a = a || b`. */
const logicalOperators: ReadonlyMap<ts.SyntaxKind, ts.SyntaxKind> = new Map([
  [Kind.BarBarEqualsToken, Kind.BarBarToken],
  [Kind.AmpersandAmpersandEqualsToken, Kind.AmpersandAmpersandToken],
  [Kind.QuestionQuestionEqualsToken, Kind.QuestionQuestionToken],
]);

/** A binary pattern against an operation, an assignment, or a declaration with an initializer. */
export function matchBinary(
  ctx: MatchContext,
  p: ts.BinaryExpression,
  n: ts.Node,
  environment: Environment,
): Environments {
  const operator = p.operatorToken.kind;
  if (isVariableDeclaration(n) || isPropertyDeclaration(n))
    return operator === Kind.EqualsToken ? matchDeclaration(ctx, p, n, environment) : noMatch;
  if (!isBinaryExpression(n)) return noMatch;
  const actual = n.operatorToken.kind;
  if (operator === actual) {
    if (isAssociative(operator) && ctx.options.associative) return matchAssociative(ctx, p, n, environment);
    return matchOperands(ctx, p, n, environment);
  }
  if (isAssignmentOperator(operator) && isAssignmentOperator(actual))
    return matchCompound(ctx, p, n, environment);
  // `a += b` holds the sum `a + b`.
  if (compoundOperators.get(actual) === operator || logicalOperators.get(actual) === operator)
    return matchOperands(ctx, p, n, environment);
  return noMatch;
}

function matchOperands(
  ctx: MatchContext,
  p: ts.BinaryExpression,
  n: ts.BinaryExpression,
  environment: Environment,
): Environments {
  const direct = either(
    chain(ctx.expression(p.left, n.left, environment), (env) => ctx.expression(p.right, n.right, env)),
    matchOpenEnd(ctx, p, n, environment),
  );
  if (!ctx.options.symmetricEquality || !isEquality(p.operatorToken.kind)) return direct;
  return either(
    direct,
    chain(ctx.expression(p.left, n.right, environment), (env) => ctx.expression(p.right, n.left, env)),
  );
}

/** `"a" + ...` matches every sum that begins with `"a"`. */
function matchOpenEnd(
  ctx: MatchContext,
  p: ts.BinaryExpression,
  n: ts.BinaryExpression,
  environment: Environment,
): Environments {
  if (!isEllipsis(p.right) || p.operatorToken.kind !== n.operatorToken.kind) return noMatch;
  const left = unwrapParentheses(n.left);
  return isBinaryExpression(left) && left.operatorToken.kind === n.operatorToken.kind
    ? matchOperands(ctx, p, left, environment)
    : noMatch;
}

/** What `symmetric_eq` is about; `===` is another operator to Semgrep. */
function isEquality(kind: ts.SyntaxKind): boolean {
  return kind === Kind.EqualsEqualsToken || kind === Kind.ExclamationEqualsToken;
}

function isAssociative(kind: ts.SyntaxKind): boolean {
  return (
    kind === Kind.AmpersandAmpersandToken ||
    kind === Kind.BarBarToken ||
    kind === Kind.BarToken ||
    kind === Kind.AmpersandToken ||
    kind === Kind.CaretToken
  );
}

/** The variable or field declaration as an assignment: `$X = E` matches `const x = e`. */
function matchDeclaration(
  ctx: MatchContext,
  p: ts.BinaryExpression,
  n: ts.VariableDeclaration | ts.PropertyDeclaration,
  environment: Environment,
): Environments {
  const initializer = n.initializer;
  if (initializer === undefined || !ctx.options.variableIsAssignment) return noMatch;
  const typed = typedMetavariable(p.left);
  const target = typed?.name ?? p.left;
  const named = isVariableDeclaration(n)
    ? ctx.bindingName(target, n.name, environment)
    : ctx.propertyName(target, n.name, environment);
  return chain(named, (env) =>
    chain(optional(ctx.type, typed?.type, n.type, env), (inner) =>
      ctx.expression(p.right, initializer, inner),
    ),
  );
}

/** `$X = $X + $Y` matches `x += y`, and the other way round. */
function matchCompound(
  ctx: MatchContext,
  p: ts.BinaryExpression,
  n: ts.BinaryExpression,
  environment: Environment,
): Environments {
  const [compound, plain] = p.operatorToken.kind === Kind.EqualsToken ? [n, p] : [p, n];
  const operator = compoundOperators.get(compound.operatorToken.kind);
  const sum = unwrapParentheses(plain.right);
  if (plain.operatorToken.kind !== Kind.EqualsToken) return noMatch;
  // `x += b` assigns what it is itself: a constant, or anything for a metavariable.
  if (compound === n && !(isBinaryExpression(sum) && sum.operatorToken.kind === operator))
    return chain(ctx.expression(p.left, n.left, environment), (env) =>
      isStringLiteral(sum) || metavariableOf(sum) !== '' || isEllipsis(sum) || deepOperand(sum) !== undefined
        ? ctx.expression(sum, n, env)
        : noMatch,
    );
  if (operator === undefined || !isBinaryExpression(sum) || sum.operatorToken.kind !== operator)
    return noMatch;
  const isPatternCompound = compound === p;
  const target = ctx.expression(p.left, n.left, environment);
  return chain(target, (env) =>
    isPatternCompound
      ? chain(ctx.expression(p.left, sum.left, env), (inner) => ctx.expression(p.right, sum.right, inner))
      : chain(ctx.expression(sum.left, n.left, env), (inner) => ctx.expression(sum.right, n.right, inner)),
  );
}

/** Operands beyond this number are matched pairwise only. Guards against an explosion of groupings. */
const maxAssociativeOperands = 24;

/** `a && $X` matches `a && b && c` with `$X` as `b && c`: a metavariable may take several operands in a row. */
function matchAssociative(
  ctx: MatchContext,
  p: ts.BinaryExpression,
  n: ts.BinaryExpression,
  environment: Environment,
): Environments {
  const patterns = operands(p);
  const nodes = operands(n);
  if (nodes.length > maxAssociativeOperands) return matchOperands(ctx, p, n, environment);
  const operator = p.operatorToken.kind;
  const isBoolean = operator === Kind.AmpersandAmpersandToken || operator === Kind.BarBarToken;
  const isCommutative = ctx.options.commutativeBooleans || !isBoolean;
  const orders = isCommutative && nodes.length <= 4 ? permutations(nodes) : [nodes];
  let result: Environments = noMatch;
  for (const order of orders)
    result = either(result, matchRuns(ctx, { patterns, nodes: order, whole: n, isCommutative }, environment));
  return result;
}

interface Runs {
  readonly patterns: readonly ts.Expression[];
  readonly nodes: readonly ts.Expression[];
  readonly whole: ts.BinaryExpression;
  /** Operands in any order; then some may be left over. */
  readonly isCommutative: boolean;
}

function matchRuns(ctx: MatchContext, runs: Runs, environment: Environment): Environments {
  const { patterns, nodes } = runs;
  const results: Environment[] = [];
  const visit = (patternAt: number, nodeAt: number, env: Environment): void => {
    step(ctx);
    const pattern = patterns[patternAt];
    if (pattern === undefined) {
      if (nodeAt === nodes.length || runs.isCommutative) results.push(env);
      return;
    }
    const node = nodes[nodeAt];
    if (node === undefined) return;
    for (const next of ctx.expression(pattern, node, env)) visit(patternAt + 1, nodeAt + 1, next);
    const name = metavariableOf(unwrapParentheses(pattern));
    if (name === '' && !isEllipsis(pattern)) return;
    for (let end = nodeAt + 2; end <= nodes.length - (patterns.length - patternAt - 1); end++) {
      const run = nodes.slice(nodeAt, end);
      const bound =
        name === ''
          ? env.only
          : bindSequenceOrNode(ctx, env, { name, run, whole: runs.whole, isPrefix: nodeAt === 0 });
      for (const next of bound) visit(patternAt + 1, end, next);
    }
  };
  visit(0, 0, environment);
  return results;
}

/** A run from the beginning of a left-nested chain is a node of its own; any other is a sequence. */
function bindSequenceOrNode(
  ctx: MatchContext,
  environment: Environment,
  run: {
    readonly name: string;
    readonly run: readonly ts.Expression[];
    readonly whole: ts.Expression;
    readonly isPrefix: boolean;
  },
): Environments {
  const last = run.run.at(-1);
  for (let at: ts.Node = run.whole; run.isPrefix && isBinaryExpression(at); at = unwrap(at.left))
    if (at.right === last) return bindNode(ctx, environment, run.name, at);
  return bindSequence(ctx, environment, run.name, { nodes: run.run, at: run.whole.end });
}

function operands(node: ts.BinaryExpression): readonly ts.Expression[] {
  const list: ts.Expression[] = [];
  const visit = (at: ts.Expression): void => {
    const inner = unwrapParentheses(at);
    if (isBinaryExpression(inner) && inner.operatorToken.kind === node.operatorToken.kind) {
      visit(inner.left);
      visit(inner.right);
    } else list.push(at);
  };
  visit(node);
  return list;
}

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, at) =>
    permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]),
  );
}
