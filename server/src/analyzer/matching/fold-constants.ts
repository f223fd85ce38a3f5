/**
 * Folds constant expressions of a file: literals, templates, arithmetic, variables and fields that never change.
 */

import type ts from 'typescript';
import { binaryOperator } from '../frontends/javascript/binary-operator.ts';
import { calculate } from '../ir/constant-values.ts';
import { type ConstantValue, unknownString } from './bindings.ts';
import { unwrap } from './environment.ts';
import type { ConstantOracle, SourceIndex } from './source-index.ts';
import {
  isBinaryExpression,
  isConditionalExpression,
  isIdentifier,
  isPrefixUnaryExpression,
  isPropertyAccessExpression,
  isPropertyDeclaration,
  isTemplateExpression,
  Kind,
} from './syntax.ts';

/** Longest string that constant folding makes, in UTF-16 units. */
const maxConstantLength = 10_000;

/** Reads the constant that a node is; `indexOf` is asked late, as the index itself holds the reader. */
export function createConstantReader(
  indexOf: () => SourceIndex,
  oracle: ConstantOracle,
): (node: ts.Node) => ConstantValue | undefined {
  const known = new Map<ts.Node, ConstantValue | undefined>();
  const read = (node: ts.Node): ConstantValue | undefined => {
    const at = unwrap(node);
    switch (at.kind) {
      case Kind.StringLiteral:
      case Kind.NoSubstitutionTemplateLiteral:
        return (at as ts.StringLiteral).text;
      case Kind.NumericLiteral:
        return Number((at as ts.NumericLiteral).text);
      case Kind.TrueKeyword:
        return true;
      case Kind.FalseKeyword:
        return false;
      case Kind.Identifier:
      case Kind.TemplateExpression:
      case Kind.BinaryExpression:
      case Kind.PrefixUnaryExpression:
      case Kind.ConditionalExpression:
      case Kind.PropertyAccessExpression: {
        if (known.has(at)) return known.get(at);
        // Set first, so that a cycle of initializers ends.
        known.set(at, undefined);
        const value = compound(at);
        known.set(at, value);
        return value;
      }
      default:
        return undefined;
    }
  };
  const compound = (node: ts.Node): ConstantValue | undefined => {
    const index = indexOf();
    if (isIdentifier(node)) {
      const declaration = index.declarationOf(node);
      // What is declared further down has no value yet.
      if (declaration !== undefined && declaration.identifier.pos > node.pos) return undefined;
      const flowing = oracle(node, index.startOf(node));
      if (flowing !== undefined) return flowing;
      if (declaration === undefined) {
        const assigned = index.bindings().onlyAssignment(node.text);
        return assigned === undefined ? undefined : read(assigned);
      }
      if (
        declaration?.initializer !== undefined &&
        declaration.identifier !== node &&
        (declaration.kind === 'const' || !index.bindings().isReassigned(declaration))
      ) {
        const value = read(declaration.initializer);
        if (value !== undefined) return value;
      }
      return undefined;
    }
    if (isPropertyAccessExpression(node)) {
      if (node.expression.kind !== Kind.ThisKeyword) return undefined;
      const field = index.bindings().fieldOf(node.name.text, node.end - 1);
      const initializer = field !== undefined && isPropertyDeclaration(field) ? field.initializer : undefined;
      return initializer === undefined || index.bindings().isPropertyAssigned(node.name.text)
        ? undefined
        : read(initializer);
    }
    if (isTemplateExpression(node)) {
      let text = node.head.text;
      for (const span of node.templateSpans) {
        const value = read(span.expression);
        if (value === undefined) return undefined;
        if (value === unknownString || text.length > maxConstantLength) return unknownString;
        text += `${value}${span.literal.text}`;
      }
      return text;
    }
    if (isConditionalExpression(node)) {
      const some = read(node.whenTrue);
      const other = some === undefined ? undefined : read(node.whenFalse);
      if (some === other) return some;
      return isText(some) && isText(other) ? unknownString : undefined;
    }
    if (isPrefixUnaryExpression(node)) {
      const value = read(node.operand);
      if (node.operator === Kind.MinusToken && typeof value === 'number') return -value;
      if (node.operator === Kind.ExclamationToken && typeof value === 'boolean') return !value;
      return undefined;
    }
    if (isBinaryExpression(node)) {
      const isCompound = node.operatorToken.kind === Kind.PlusEqualsToken;
      const flowing = isCompound ? oracle(node, index.startOf(node)) : undefined;
      return flowing ?? binaryConstant(node, read);
    }
    return undefined;
  };
  return read;
}

function binaryConstant(
  node: ts.BinaryExpression,
  read: (node: ts.Node) => ConstantValue | undefined,
): ConstantValue | undefined {
  const isCompound = node.operatorToken.kind === Kind.PlusEqualsToken;
  const operator = isCompound ? Kind.PlusToken : node.operatorToken.kind;
  if (operator !== Kind.PlusToken) return undefined;
  const left = read(node.left);
  if (left === undefined) return undefined;
  const right = read(node.right);
  return right === undefined ? undefined : addConstants(left, right);
}

/** The number that an expression is, with arithmetic, for comparisons; patterns take a sum for no literal. */
export function arithmeticValue(
  node: ts.Node,
  read: (node: ts.Node) => ConstantValue | undefined,
): number | undefined {
  const at = unwrap(node);
  if (!isBinaryExpression(at)) {
    const value = read(at);
    return typeof value === 'number' ? value : undefined;
  }
  const left = arithmeticValue(at.left, read);
  const right = left === undefined ? undefined : arithmeticValue(at.right, read);
  if (left === undefined || right === undefined) return undefined;
  return calculate(binaryOperator(at.operatorToken.kind), left, right);
}

function isText(value: ConstantValue | undefined): boolean {
  return typeof value === 'string' || value === unknownString;
}

/** What `left + right` is; sums of numbers are none of the literals that patterns ask for. */
export function addConstants(left: ConstantValue, right: ConstantValue): ConstantValue | undefined {
  if (typeof left === 'number' && typeof right === 'number') return undefined;
  if (left === unknownString || right === unknownString) return unknownString;
  if (typeof left !== 'string' && typeof right !== 'string') return undefined;
  const text = `${left}${right}`;
  return text.length > maxConstantLength ? unknownString : text;
}
