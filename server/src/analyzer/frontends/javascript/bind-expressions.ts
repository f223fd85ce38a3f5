/**
 * Binds what reads, changes or assigns a name: operators, targets of assignments, calls, chains of members, JSX.
 *
 * Of `a.b[c].d` only the name at the root is a reference; what happens to the chain happens to what it names.
 */
import type ts from 'typescript';
import { isHostTag, nameOfTarget } from './bind-facts.ts';
import { assignsMember, mutates, reads, writes } from './bind-names.ts';
import { type BindWalk, maxBindDepth } from './bind-walk.ts';
import { Kind } from './kinds.ts';
import { isPureMethod } from './pure-methods.ts';
import { isAssignmentOperator, textOf, unwrap } from './syntax.ts';

/** Binds an operator or an assignment. */
export function visitBinary(b: BindWalk, node: ts.BinaryExpression): void {
  // Long chains of operators lean to the left; walking down the spine keeps the stack flat.
  let at: ts.Expression = node;
  const rights: ts.Expression[] = [];
  while (at.kind === Kind.BinaryExpression) {
    const { left, operatorToken, right } = at as ts.BinaryExpression;
    if (isAssignmentOperator(operatorToken.kind)) {
      visitTarget(b, left);
      b.visitNamed(right, nameOfTarget(left));
      for (let i = rights.length - 1; i >= 0; i--) b.visitOptional(rights[i]);
      return;
    }
    rights.push(right);
    at = left;
  }
  b.visit(at);
  for (let i = rights.length - 1; i >= 0; i--) b.visitOptional(rights[i]);
}

/** Binds what is assigned to. */
export function visitTarget(b: BindWalk, node: ts.Expression): void {
  const target = unwrap(node);
  switch (target.kind) {
    case Kind.Identifier:
      b.refer(target as ts.Identifier, writes);
      return;
    case Kind.PropertyAccessExpression:
      visitChain(b, (target as ts.PropertyAccessExpression).expression, assignsMember);
      return;
    case Kind.ElementAccessExpression:
      visitChain(b, (target as ts.ElementAccessExpression).expression, assignsMember);
      b.visitOptional((target as ts.ElementAccessExpression).argumentExpression);
      return;
    case Kind.ArrayLiteralExpression:
      for (const element of (target as ts.ArrayLiteralExpression).elements) visitTarget(b, element);
      return;
    case Kind.ObjectLiteralExpression:
      for (const property of (target as ts.ObjectLiteralExpression).properties) {
        visitTargetProperty(b, property);
      }
      return;
    case Kind.SpreadElement:
      visitTarget(b, (target as ts.SpreadElement).expression);
      return;
    case Kind.BinaryExpression: {
      const binary = target as ts.BinaryExpression;
      if (binary.operatorToken.kind !== Kind.EqualsToken) break;
      visitTarget(b, binary.left);
      b.visitNamed(binary.right, nameOfTarget(binary.left));
      return;
    }
    default:
      break;
  }
  b.visit(target);
}

function visitTargetProperty(b: BindWalk, property: ts.ObjectLiteralElementLike): void {
  switch (property.kind) {
    case Kind.ShorthandPropertyAssignment: {
      const shorthand = property as ts.ShorthandPropertyAssignment;
      b.refer(shorthand.name, writes);
      b.visitOptional(shorthand.objectAssignmentInitializer);
      return;
    }
    case Kind.PropertyAssignment:
      b.visitPropertyName((property as ts.PropertyAssignment).name);
      visitTarget(b, (property as ts.PropertyAssignment).initializer);
      return;
    case Kind.SpreadAssignment:
      visitTarget(b, (property as ts.SpreadAssignment).expression);
      return;
    default:
      b.visit(property);
  }
}

/** Binds a call: its receiver and arguments may be changed by it. */
export function visitCall(b: BindWalk, node: ts.CallExpression | ts.NewExpression): void {
  visitCallee(b, node.expression);
  if (node.arguments === undefined) return;
  for (const argument of node.arguments) visitChain(b, argument, mutates);
}

/** Binds what is called. */
export function visitCallee(b: BindWalk, node: ts.Expression): void {
  const callee = unwrap(node);
  if (callee.kind === Kind.PropertyAccessExpression) {
    const access = callee as ts.PropertyAccessExpression;
    const isPure = access.name.kind === Kind.Identifier && isPureMethod(textOf(access.name as ts.Identifier));
    visitChain(b, access.expression, isPure ? reads : mutates);
  } else if (callee.kind === Kind.ElementAccessExpression) {
    const access = callee as ts.ElementAccessExpression;
    visitChain(b, access.expression, mutates);
    b.visitOptional(access.argumentExpression);
  } else b.visit(callee);
}

/** Binds `a.b[c].d`: the name at its root is used in the given way. */
export function visitChain(b: BindWalk, node: ts.Expression, use: number): void {
  let at: ts.Expression = node;
  let left = maxBindDepth;
  for (;;) {
    switch (at.kind) {
      case Kind.PropertyAccessExpression:
      case Kind.NonNullExpression:
      case Kind.ParenthesizedExpression:
      case Kind.AsExpression:
      case Kind.SatisfiesExpression:
        at = (at as ts.PropertyAccessExpression).expression;
        break;
      case Kind.ElementAccessExpression:
        b.visitOptional((at as ts.ElementAccessExpression).argumentExpression);
        at = (at as ts.ElementAccessExpression).expression;
        break;
      case Kind.Identifier:
        b.refer(at as ts.Identifier, use);
        return;
      case Kind.ThisKeyword:
      case Kind.SuperKeyword:
        b.referToThis(at, use);
        return;
      default:
        b.visit(at);
        return;
    }
    if (left-- < 0) {
      b.isTooDeep = true;
      return;
    }
  }
}

/** Binds an element or attribute; tags of the host are no names. */
export function visitJsx(
  b: BindWalk,
  node: ts.JsxElement | ts.JsxSelfClosingElement | ts.JsxAttribute,
): void {
  if (node.kind === Kind.JsxAttribute) {
    b.visitOptional((node as ts.JsxAttribute).initializer);
    return;
  }
  const opening =
    node.kind === Kind.JsxElement
      ? (node as ts.JsxElement).openingElement
      : (node as ts.JsxSelfClosingElement);
  const tag = opening.tagName as ts.Expression;
  if (tag.kind !== Kind.JsxNamespacedName && !isHostTag(tag)) visitChain(b, tag, reads);
  b.visit(opening.attributes);
  if (node.kind === Kind.JsxElement) b.visitAll((node as ts.JsxElement).children);
}
