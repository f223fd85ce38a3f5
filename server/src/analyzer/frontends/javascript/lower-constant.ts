/**
 * Constants: literals that need no other instruction.
 */
import type ts from 'typescript';
import type { Constant } from '../../ir/module.ts';
import { Op } from '../../ir/opcode.ts';
import { Kind } from './kinds.ts';
import type { ExpressionLowering, Lowering } from './lowering.ts';
import { textOf } from './syntax.ts';

function emitConstant(l: Lowering, key: string, item: Constant, node: ts.Node): number {
  return l.emit(Op.Const, l.m.constant(key, item), -1, -1, 0, node);
}

/** A number as the scanner normalized it. */
export function lowerNumber(l: Lowering, value: number, node: ts.Node): number {
  const key = Object.is(value, -0) ? 'n-0' : `n${value}`;
  return emitConstant(l, key, { kind: 'number', value }, node);
}

/** True or false. */
export function lowerBoolean(l: Lowering, value: boolean, node: ts.Node): number {
  return emitConstant(l, `b${value}`, { kind: 'boolean', value }, node);
}

/** The constant null. */
export function lowerNull(l: Lowering, node: ts.Node): number {
  return emitConstant(l, 'null', { kind: 'null' }, node);
}

const lowerString: ExpressionLowering = (l: Lowering, node: ts.StringLiteralLike) =>
  l.stringConstant(node.text, node);

const lowerNumeric: ExpressionLowering = (l: Lowering, node: ts.NumericLiteral) =>
  lowerNumber(l, Number(node.text), node);

const lowerBigInt: ExpressionLowering = (l: Lowering, node: ts.BigIntLiteral) => {
  const value = node.text.endsWith('n') ? node.text.slice(0, -1) : node.text;
  return emitConstant(l, `i${value}`, { kind: 'bigint', value }, node);
};

const lowerRegExp: ExpressionLowering = (l: Lowering, node: ts.RegularExpressionLiteral) => {
  const slash = node.text.lastIndexOf('/');
  const value = node.text.slice(1, Math.max(1, slash));
  const flags = slash > 0 ? node.text.slice(slash + 1) : '';
  return emitConstant(l, `r${node.text}`, { kind: 'regexp', value, flags }, node);
};

const lowerOmitted: ExpressionLowering = (l: Lowering) => l.f.undefinedValue();

const lowerPrivateName: ExpressionLowering = (l: Lowering, node: ts.PrivateIdentifier) =>
  l.stringConstant(textOf(node), node);

/** Literal expressions. */
export const constantLowerings: readonly (readonly [ts.SyntaxKind, ExpressionLowering])[] = [
  [Kind.StringLiteral, lowerString],
  [Kind.NoSubstitutionTemplateLiteral, lowerString],
  [Kind.NumericLiteral, lowerNumeric],
  [Kind.BigIntLiteral, lowerBigInt],
  [Kind.RegularExpressionLiteral, lowerRegExp],
  [Kind.TrueKeyword, ((l: Lowering, node: ts.Node) => lowerBoolean(l, true, node)) as ExpressionLowering],
  [Kind.FalseKeyword, ((l: Lowering, node: ts.Node) => lowerBoolean(l, false, node)) as ExpressionLowering],
  [Kind.NullKeyword, lowerNull as ExpressionLowering],
  [Kind.OmittedExpression, lowerOmitted],
  [Kind.PrivateIdentifier, lowerPrivateName],
];
