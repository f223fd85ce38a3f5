/**
 * Tokens of binary operators and compound assignments → `BinOp`, for lowering and for whoever folds syntax.
 */
import type ts from 'typescript';
import { BinOp } from '../../ir/opcode.ts';
import { Kind } from './kinds.ts';

/** `BinOp` of a compound assignment or binary operator, -1 for others. */
export function binaryOperator(kind: ts.SyntaxKind): number {
  switch (kind) {
    case Kind.PlusToken:
    case Kind.PlusEqualsToken:
      return BinOp.Add;
    case Kind.MinusToken:
    case Kind.MinusEqualsToken:
      return BinOp.Subtract;
    case Kind.AsteriskToken:
    case Kind.AsteriskEqualsToken:
      return BinOp.Multiply;
    case Kind.SlashToken:
    case Kind.SlashEqualsToken:
      return BinOp.Divide;
    case Kind.PercentToken:
    case Kind.PercentEqualsToken:
      return BinOp.Remainder;
    case Kind.AsteriskAsteriskToken:
    case Kind.AsteriskAsteriskEqualsToken:
      return BinOp.Power;
    case Kind.AmpersandToken:
    case Kind.BarToken:
    case Kind.CaretToken:
    case Kind.LessThanLessThanToken:
    case Kind.GreaterThanGreaterThanToken:
    case Kind.GreaterThanGreaterThanGreaterThanToken:
    case Kind.AmpersandEqualsToken:
    case Kind.BarEqualsToken:
    case Kind.CaretEqualsToken:
    case Kind.LessThanLessThanEqualsToken:
    case Kind.GreaterThanGreaterThanEqualsToken:
    case Kind.GreaterThanGreaterThanGreaterThanEqualsToken:
      return BinOp.Bitwise;
    default:
      return -1;
  }
}
