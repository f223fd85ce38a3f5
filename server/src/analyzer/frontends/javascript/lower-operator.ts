/**
 * Operators, conditions and assignments.
 *
 * What decides a jump becomes branches, not a value: `a && !b` in an `if` is two Branches. Where the value of a
 * short circuit is wanted, the branches join in a Phi. Chains of operators lean to the left and are walked without
 * recursion.
 */
import type ts from 'typescript';
import { exportContainer, rememberPublished } from '../../ir/builder-objects.ts';
import { CmpOp, Op, UnOp } from '../../ir/opcode.ts';
import { binaryOperator } from './binary-operator.ts';
import { Kind } from './kinds.ts';
import { loadTarget, lowerMemberTarget, type MemberTarget, storeTarget } from './lower-access.ts';
import { lowerNull, lowerNumber } from './lower-constant.ts';
import { isUndeclared, readGlobal, readVariable, variableOf, writeVariable } from './lower-reference.ts';
import {
  bindName,
  type ExpressionLowering,
  type Lowering,
  lowerExpression,
  nameValue,
  withDeclaredType,
} from './lowering.ts';
import { isAssignmentOperator, textOf, unwrap } from './syntax.ts';

const lowerBinary: ExpressionLowering = (l: Lowering, node: ts.BinaryExpression) => {
  if (isAssignmentOperator(node.operatorToken.kind)) return lowerAssignment(l, node);
  if (node.left.kind !== Kind.BinaryExpression) return combine(l, lowerExpression(l, node.left), node);
  const spine: ts.BinaryExpression[] = [];
  let at: ts.Expression = node;
  while (
    at.kind === Kind.BinaryExpression &&
    !isAssignmentOperator((at as ts.BinaryExpression).operatorToken.kind)
  ) {
    spine.push(at as ts.BinaryExpression);
    at = (at as ts.BinaryExpression).left;
  }
  let value = lowerExpression(l, at);
  for (let i = spine.length - 1; i >= 0; i--) {
    const operation = spine[i];
    if (operation === undefined) continue;
    value = combine(l, value, operation);
    if (i > 0) l.record(operation, value);
  }
  return value;
};

/** Applies the operator of `node` to its left value, which is there, and its right side, which is not yet. */
function combine(l: Lowering, left: number, node: ts.BinaryExpression): number {
  const operator = node.operatorToken.kind;
  switch (operator) {
    case Kind.AmpersandAmpersandToken:
    case Kind.BarBarToken:
    case Kind.QuestionQuestionToken:
      return shortCircuit(l, left, node);
    case Kind.CommaToken:
      return lowerExpression(l, node.right);
    default:
      break;
  }
  const right = lowerExpression(l, node.right);
  const comparison = comparisonOf(operator);
  if (comparison >= 0) return l.emit(Op.Cmp, left, right, comparison, 0, node);
  const arithmetic = binaryOperator(operator);
  if (arithmetic >= 0) return l.emit(Op.Bin, left, right, arithmetic, 0, node);
  return l.emit(Op.Unk, l.sym('operator'), -1, l.f.list([left, right]), 0, node);
}

function comparisonOf(operator: ts.SyntaxKind): number {
  switch (operator) {
    case Kind.EqualsEqualsToken:
      return CmpOp.LooseEqual;
    case Kind.ExclamationEqualsToken:
      return CmpOp.LooseNotEqual;
    case Kind.EqualsEqualsEqualsToken:
      return CmpOp.StrictEqual;
    case Kind.ExclamationEqualsEqualsToken:
      return CmpOp.StrictNotEqual;
    case Kind.LessThanToken:
      return CmpOp.Less;
    case Kind.LessThanEqualsToken:
      return CmpOp.LessEqual;
    case Kind.GreaterThanToken:
      return CmpOp.Greater;
    case Kind.GreaterThanEqualsToken:
      return CmpOp.GreaterEqual;
    case Kind.InKeyword:
      return CmpOp.In;
    case Kind.InstanceOfKeyword:
      return CmpOp.InstanceOf;
    default:
      return -1;
  }
}

/** Jumps on the left side of `&&`, `||` or `??`: to `whenRight` if the right side decides. */
function branchOnLeft(
  l: Lowering,
  left: number,
  operator: ts.SyntaxKind,
  whenRight: number,
  whenLeft: number,
  node: ts.Expression,
): void {
  const position = l.startOf(node);
  const length = node.end - position;
  switch (operator) {
    case Kind.BarBarToken:
    case Kind.BarBarEqualsToken:
      l.f.branch(left, whenLeft, whenRight, position, length);
      return;
    case Kind.QuestionQuestionToken:
    case Kind.QuestionQuestionEqualsToken: {
      const isMissing = l.emit(Op.Cmp, left, lowerNull(l, node), CmpOp.LooseEqual, 0, node);
      l.f.branch(isMissing, whenRight, whenLeft, position, length);
      return;
    }
    default:
      l.f.branch(left, whenRight, whenLeft, position, length);
  }
}

function shortCircuit(l: Lowering, left: number, node: ts.BinaryExpression): number {
  const f = l.f;
  const before = f.current;
  const whenRight = f.newBlock(-1);
  const done = f.newBlock(before);
  const kept = keptLeft(l, left, node);
  branchOnLeft(l, left, node.operatorToken.kind, whenRight, done, node.left);
  f.start(whenRight);
  const right = lowerExpression(l, node.right);
  f.jump(done);
  f.start(done);
  return merge(l, [kept, right], node);
}

/**
 * What a short circuit gives when the left side decides. That of `&&` is then falsy, and nothing falsy holds data:
 * an unknown value stands in for it, so that `patient && patient.id` is not the patient.
 */
function keptLeft(l: Lowering, left: number, node: ts.BinaryExpression): number {
  const operator = node.operatorToken.kind;
  if (operator !== Kind.AmpersandAmpersandToken && operator !== Kind.AmpersandAmpersandEqualsToken)
    return left;
  switch (l.f.op[l.f.resolve(left)]) {
    case Op.Const:
    case Op.Cmp:
    case Op.Not:
      return left;
    default:
      return l.emit(Op.Unk, l.sym('falsy'), -1, l.f.beginList(0), 0, node.left);
  }
}

/** A Phi at the start of the current block; one value per predecessor, in their order. */
export function merge(l: Lowering, values: readonly number[], node: ts.Node): number {
  const f = l.f;
  const count = f.inCount[f.current] ?? 0;
  if (count === 0) return f.undefinedValue();
  const live = values.length === count ? values : values.slice(-count);
  const first = f.resolve(live[0] ?? 0);
  if (live.every((value) => f.resolve(value) === first)) return first;
  const phi = l.emit(Op.Phi, f.list(live), -1, -1, 0, node);
  for (const value of live) f.noteMerge(phi, value);
  return phi;
}

const lowerConditional: ExpressionLowering = (l: Lowering, node: ts.ConditionalExpression) => {
  const f = l.f;
  const before = f.current;
  const whenTrue = f.newBlock(before);
  const whenFalse = f.newBlock(before);
  const done = f.newBlock(before);
  l.dispatch.lowerCondition(l, node.condition, whenTrue, whenFalse);
  const values: number[] = [];
  f.start(whenTrue);
  const first = lowerExpression(l, node.whenTrue);
  if (!f.dead) values.push(first);
  f.jump(done);
  f.start(whenFalse);
  const second = lowerExpression(l, node.whenFalse);
  if (!f.dead) values.push(second);
  f.jump(done);
  f.start(done);
  return merge(l, values, node);
};

/** Evaluates a condition and jumps; `&&`, `||` and `!` of them become jumps of their parts. */
export function lowerCondition(l: Lowering, node: ts.Expression, whenTrue: number, whenFalse: number): void {
  const f = l.f;
  if (l.depth < 300) {
    const inner = unwrap(node);
    if (inner.kind === Kind.BinaryExpression) {
      const { left, operatorToken, right } = inner as ts.BinaryExpression;
      const isAnd = operatorToken.kind === Kind.AmpersandAmpersandToken;
      if (isAnd || operatorToken.kind === Kind.BarBarToken) {
        l.depth++;
        const next = f.newBlock(f.current);
        if (isAnd) lowerCondition(l, left, next, whenFalse);
        else lowerCondition(l, left, whenTrue, next);
        f.start(next);
        lowerCondition(l, right, whenTrue, whenFalse);
        l.depth--;
        return;
      }
    } else if (
      inner.kind === Kind.PrefixUnaryExpression &&
      isNegatedJunction(inner as ts.PrefixUnaryExpression)
    ) {
      l.depth++;
      lowerCondition(l, (inner as ts.PrefixUnaryExpression).operand, whenFalse, whenTrue);
      l.depth--;
      return;
    }
  }
  const condition = lowerExpression(l, node);
  const position = l.startOf(node);
  f.branch(condition, whenTrue, whenFalse, position, node.end - position);
}

/** `!(a && b)`: the negation only swaps where its parts jump to. */
function isNegatedJunction(node: ts.PrefixUnaryExpression): boolean {
  if (node.operator !== Kind.ExclamationToken) return false;
  const inner = unwrap(node.operand);
  if (inner.kind !== Kind.BinaryExpression) return false;
  const operator = (inner as ts.BinaryExpression).operatorToken.kind;
  return operator === Kind.AmpersandAmpersandToken || operator === Kind.BarBarToken;
}

/** Evaluates an expression for its effects only. */
export function lowerForEffect(l: Lowering, node: ts.Expression): void {
  const inner = unwrap(node);
  if (inner.kind === Kind.BinaryExpression && l.depth < 300) {
    const { left, operatorToken, right } = inner as ts.BinaryExpression;
    const operator = operatorToken.kind;
    if (operator === Kind.AmpersandAmpersandToken || operator === Kind.BarBarToken) {
      const f = l.f;
      const before = f.current;
      const next = f.newBlock(before);
      const done = f.newBlock(before);
      if (operator === Kind.AmpersandAmpersandToken) lowerCondition(l, left, next, done);
      else lowerCondition(l, left, done, next);
      f.start(next);
      l.depth++;
      lowerForEffect(l, right);
      l.depth--;
      f.jump(done);
      f.start(done);
      return;
    }
  } else if (inner.kind === Kind.ConditionalExpression && l.depth < 300) {
    const { condition, whenTrue, whenFalse } = inner as ts.ConditionalExpression;
    const f = l.f;
    const before = f.current;
    const first = f.newBlock(before);
    const second = f.newBlock(before);
    const done = f.newBlock(before);
    lowerCondition(l, condition, first, second);
    l.depth++;
    f.start(first);
    lowerForEffect(l, whenTrue);
    f.jump(done);
    f.start(second);
    lowerForEffect(l, whenFalse);
    l.depth--;
    f.jump(done);
    f.start(done);
    return;
  }
  lowerExpression(l, node);
}

// --- Assignment ---------------------------------------------------------------------------------------------------

function lowerAssignment(l: Lowering, node: ts.BinaryExpression): number {
  const operator = node.operatorToken.kind;
  const target = unwrap(node.left);
  switch (target.kind) {
    case Kind.Identifier:
      return assignName(l, node, target as ts.Identifier, operator);
    case Kind.PropertyAccessExpression:
    case Kind.ElementAccessExpression:
      return assignMember(l, node, lowerMemberTarget(l, target as ts.PropertyAccessExpression), operator);
    default: {
      const value = lowerExpression(l, node.right);
      l.dispatch.bindPattern(l, target, value, false);
      return value;
    }
  }
}

function assignName(
  l: Lowering,
  node: ts.BinaryExpression,
  target: ts.Identifier,
  operator: ts.SyntaxKind,
): number {
  switch (operator) {
    case Kind.EqualsToken: {
      const type = variableOf(l, target)?.type;
      let value = lowerExpression(l, node.right);
      if (type !== undefined) value = withDeclaredType(l, value, target, type);
      value = bindName(l, value, l.sym(textOf(target)), node);
      writeName(l, target, value, node);
      return value;
    }
    case Kind.BarBarEqualsToken:
    case Kind.AmpersandAmpersandEqualsToken:
    case Kind.QuestionQuestionEqualsToken:
      return assignLogically(l, node, readName(l, target), (right) => {
        const value = bindName(l, right, l.sym(textOf(target)), node);
        writeName(l, target, value, node);
        return value;
      });
    default: {
      const left = readName(l, target);
      const value = applyCompound(l, left, node);
      l.f.name[value] = l.sym(textOf(target));
      writeName(l, target, value, node);
      return value;
    }
  }
}

function assignMember(
  l: Lowering,
  node: ts.BinaryExpression,
  target: MemberTarget,
  operator: ts.SyntaxKind,
): number {
  switch (operator) {
    case Kind.EqualsToken: {
      const value = lowerExpression(l, node.right);
      nameValue(l, value, target.sym);
      storeTarget(l, target, value, node.right, node);
      noteExport(l, node, target, value);
      return value;
    }
    case Kind.BarBarEqualsToken:
    case Kind.AmpersandAmpersandEqualsToken:
    case Kind.QuestionQuestionEqualsToken:
      return assignLogically(l, node, loadTarget(l, target), (right) => {
        storeTarget(l, target, right, node.right, node);
        return right;
      });
    default: {
      const value = applyCompound(l, loadTarget(l, target), node);
      storeTarget(l, target, value, undefined, node);
      return value;
    }
  }
}

function applyCompound(l: Lowering, left: number, node: ts.BinaryExpression): number {
  const right = lowerExpression(l, node.right);
  const operator = Math.max(0, binaryOperator(node.operatorToken.kind));
  return l.emit(Op.Bin, left, right, operator, 0, node);
}

/** `a ||= b` and its like: evaluates and assigns the right side only if the left one asks for it. */
function assignLogically(
  l: Lowering,
  node: ts.BinaryExpression,
  left: number,
  assign: (right: number) => number,
): number {
  const f = l.f;
  const before = f.current;
  const whenRight = f.newBlock(-1);
  const done = f.newBlock(before);
  const kept = keptLeft(l, left, node);
  branchOnLeft(l, left, node.operatorToken.kind, whenRight, done, node.left);
  f.start(whenRight);
  const right = assign(lowerExpression(l, node.right));
  f.jump(done);
  f.start(done);
  return merge(l, [kept, right], node);
}

/** Reads the name on the left of a compound assignment. */
function readName(l: Lowering, target: ts.Identifier): number {
  const variable = variableOf(l, target);
  if (variable === undefined) return readGlobal(l, textOf(target), target);
  return readVariable(l, variable, target);
}

/** Writes a variable; a name that nothing declares is a property of the global object, which other files see. */
export function writeName(l: Lowering, target: ts.Identifier, value: number, node: ts.Node): void {
  const variable = variableOf(l, target);
  if (variable !== undefined) writeVariable(l, variable, value, node);
  if ((variable === undefined || variable.isUndeclared) && textOf(target) !== '') {
    const object = readGlobal(l, 'globalThis', target);
    const member = { object, sym: l.sym(textOf(target)), index: -1, chain: 0, node: target };
    storeTarget(l, member, value, undefined, node);
  }
  l.record(target, value);
}

/** `module.exports = x`, `module.exports.a = x`, `exports.a = x`, `exports['a'] = x` export, wherever they stand. */
function noteExport(l: Lowering, node: ts.BinaryExpression, target: MemberTarget, value: number): void {
  if (target.sym < 0) return;
  const name = l.m.strings.text(target.sym);
  const base = unwrap((target.node as ts.PropertyAccessExpression).expression);
  if (name === 'exports' && isUndeclared(l, base, 'module')) emitExport(l, '=', value, node);
  else if (isUndeclared(l, base, 'exports')) emitExport(l, name, value, node);
  else if (base.kind === Kind.PropertyAccessExpression) {
    const inner = base as ts.PropertyAccessExpression;
    if (textOf(inner.name) === 'exports' && isUndeclared(l, unwrap(inner.expression), 'module'))
      emitExport(l, name, value, node);
  }
}

/** Exports a value now; later changes of its content are exported too. */
export function emitExport(l: Lowering, name: string, value: number, node: ts.Node): void {
  const sym = l.sym(name);
  l.emit(Op.Export, sym, value, -1, 0, node);
  rememberPublished(l.f, value, exportContainer, sym);
}

// --- Unary --------------------------------------------------------------------------------------------------------

const lowerPrefix: ExpressionLowering = (l: Lowering, node: ts.PrefixUnaryExpression) => {
  switch (node.operator) {
    case Kind.ExclamationToken:
      return l.emit(Op.Not, lowerExpression(l, node.operand), -1, -1, 0, node);
    case Kind.PlusPlusToken:
    case Kind.MinusMinusToken:
      return lowerUpdate(l, node.operand, true, node);
    case Kind.MinusToken: {
      if (node.operand.kind === Kind.NumericLiteral)
        return lowerNumber(l, -Number((node.operand as ts.NumericLiteral).text), node);
      return l.emit(Op.Un, lowerExpression(l, node.operand), -1, UnOp.Minus, 0, node);
    }
    case Kind.PlusToken:
      return l.emit(Op.Un, lowerExpression(l, node.operand), -1, UnOp.Plus, 0, node);
    default:
      return l.emit(Op.Un, lowerExpression(l, node.operand), -1, UnOp.BitNot, 0, node);
  }
};

const lowerPostfix: ExpressionLowering = (l: Lowering, node: ts.PostfixUnaryExpression) =>
  lowerUpdate(l, node.operand, false, node);

function lowerUpdate(l: Lowering, operand: ts.Expression, isPrefix: boolean, node: ts.Node): number {
  const target = unwrap(operand);
  if (target.kind === Kind.PropertyAccessExpression || target.kind === Kind.ElementAccessExpression) {
    const member = lowerMemberTarget(l, target as ts.PropertyAccessExpression);
    const before = loadTarget(l, member);
    const after = l.emit(Op.Un, before, -1, UnOp.Increment, 0, node);
    storeTarget(l, member, after, undefined, node);
    return isPrefix ? after : before;
  }
  if (target.kind !== Kind.Identifier) {
    return l.emit(Op.Un, lowerExpression(l, operand), -1, UnOp.Increment, 0, node);
  }
  const before = readName(l, target as ts.Identifier);
  const after = l.emit(Op.Un, before, -1, UnOp.Increment, 0, node);
  l.f.name[after] = l.sym(textOf(target as ts.Identifier));
  writeName(l, target as ts.Identifier, after, node);
  return isPrefix ? after : before;
}

const lowerTypeOf: ExpressionLowering = (l: Lowering, node: ts.TypeOfExpression) =>
  l.emit(Op.Un, lowerExpression(l, node.expression), -1, UnOp.TypeOf, 0, node);

const lowerVoid: ExpressionLowering = (l: Lowering, node: ts.VoidExpression) =>
  l.emit(Op.Un, lowerExpression(l, node.expression), -1, UnOp.Void, 0, node);

const lowerAwait: ExpressionLowering = (l: Lowering, node: ts.AwaitExpression) =>
  l.emit(Op.Await, lowerExpression(l, node.expression), -1, -1, 0, node);

const lowerYield: ExpressionLowering = (l: Lowering, node: ts.YieldExpression) => {
  const value = node.expression === undefined ? -1 : lowerExpression(l, node.expression);
  return l.emit(Op.Yield, value, node.asteriskToken === undefined ? 0 : 1, -1, 0, node);
};

const lowerParenthesized: ExpressionLowering = (l: Lowering, node: ts.ParenthesizedExpression) =>
  lowerExpression(l, node.expression);

/** Operators. */
export const operatorLowerings: readonly (readonly [ts.SyntaxKind, ExpressionLowering])[] = [
  [Kind.BinaryExpression, lowerBinary],
  [Kind.ConditionalExpression, lowerConditional],
  [Kind.PrefixUnaryExpression, lowerPrefix],
  [Kind.PostfixUnaryExpression, lowerPostfix],
  [Kind.TypeOfExpression, lowerTypeOf],
  [Kind.VoidExpression, lowerVoid],
  [Kind.AwaitExpression, lowerAwait],
  [Kind.YieldExpression, lowerYield],
  [Kind.ParenthesizedExpression, lowerParenthesized],
];
