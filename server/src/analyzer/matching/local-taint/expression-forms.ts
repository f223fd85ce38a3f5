/**
 * The forms of expressions that the run over expressions tells apart. Pure questions about single nodes.
 */
import type ts from 'typescript';
import {
  isBlock,
  isIdentifier,
  isNumericLiteral,
  isParenthesizedExpression,
  isStringLiteralLike,
  Kind,
} from '../syntax.ts';
import { anyIndex } from './taint-state.ts';

/** `!x`. */
export function isNegation(node: ts.Node): boolean {
  return (
    node.kind === Kind.PrefixUnaryExpression &&
    (node as ts.PrefixUnaryExpression).operator === Kind.ExclamationToken
  );
}

/** Operators whose result is a boolean; `instanceof` is none to Semgrep. */
export const comparisons: ReadonlySet<ts.SyntaxKind> = new Set([
  Kind.EqualsEqualsToken,
  Kind.EqualsEqualsEqualsToken,
  Kind.ExclamationEqualsToken,
  Kind.ExclamationEqualsEqualsToken,
  Kind.LessThanToken,
  Kind.LessThanEqualsToken,
  Kind.GreaterThanToken,
  Kind.GreaterThanEqualsToken,
  Kind.InKeyword,
]);

/** `a < b` and the like. */
export function isComparison(node: ts.Node): boolean {
  return (
    node.kind === Kind.BinaryExpression && comparisons.has((node as ts.BinaryExpression).operatorToken.kind)
  );
}

/** `x++`, `--x`. */
export function isIncrement(node: ts.Node): boolean {
  if (node.kind !== Kind.PrefixUnaryExpression && node.kind !== Kind.PostfixUnaryExpression) return false;
  const { operator } = node as ts.PrefixUnaryExpression;
  return operator === Kind.PlusPlusToken || operator === Kind.MinusMinusToken;
}

/** An element of JSX, with or without children. */
export function isElement(node: ts.Node): boolean {
  return node.kind === Kind.JsxElement || node.kind === Kind.JsxSelfClosingElement;
}

/** Whether the node is an expression, not punctuation around some. */
export function isPart(node: ts.Node): boolean {
  switch (node.kind) {
    case Kind.JsxElement:
    case Kind.JsxSelfClosingElement:
    case Kind.JsxFragment:
    case Kind.Identifier:
    case Kind.ThisKeyword:
    case Kind.StringLiteral:
    case Kind.NumericLiteral:
    case Kind.NoSubstitutionTemplateLiteral:
      return true;
    default:
      return node.kind >= Kind.ArrayLiteralExpression && node.kind <= Kind.SatisfiesExpression;
  }
}

/** The field that a property name stands for. */
export function nameOf(name: ts.Node): string {
  if (isIdentifier(name) || isStringLiteralLike(name) || isNumericLiteral(name)) return name.text;
  return name.kind === Kind.PrivateIdentifier ? (name as ts.PrivateIdentifier).text : anyIndex;
}

/** Whether a function body is one expression. */
export function expressionBody(fn: ts.FunctionLikeDeclaration): ts.Expression | undefined {
  const body = (fn as ts.ArrowFunction).body as ts.ConciseBody | undefined;
  return body === undefined || isBlock(body) ? undefined : body;
}

/** The node without parentheses and casts. */
export function bare(node: ts.Node): ts.Node {
  let at = node;
  while (
    isParenthesizedExpression(at) ||
    at.kind === Kind.AsExpression ||
    at.kind === Kind.NonNullExpression ||
    at.kind === Kind.SatisfiesExpression ||
    at.kind === Kind.TypeAssertionExpression
  )
    at = (at as ts.AsExpression).expression;
  return at;
}
