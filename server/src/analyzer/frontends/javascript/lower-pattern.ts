/**
 * Destructuring: patterns in declarations, parameters, assignments, catch clauses and loops.
 *
 * Every element is a Load with its key (array elements under "0", "1", …), so field precision survives; a default is
 * a branch on `undefined`; what is left over is a Rest without the fields already taken.
 */
import type ts from 'typescript';
import { noteRead } from '../../ir/builder-objects.ts';
import { CmpOp, Op } from '../../ir/opcode.ts';
import { Kind } from './kinds.ts';
import { lowerMemberTarget, type PropertyKey, propertyKey, storeTarget } from './lower-access.ts';
import { merge, writeName } from './lower-operator.ts';
import { variableOf, writeVariable } from './lower-reference.ts';
import { bindName, type Lowering, lowerExpression } from './lowering.ts';
import { textOf, unwrap } from './syntax.ts';

/** Assigns `value` to a name, member or pattern. */
export function bindPattern(l: Lowering, target: ts.Node, value: number, isDeclaration: boolean): void {
  switch (target.kind) {
    case Kind.Identifier:
      bindIdentifier(l, target as ts.Identifier, value, isDeclaration);
      return;
    case Kind.ObjectBindingPattern:
      bindObjectPattern(l, target as ts.ObjectBindingPattern, value);
      return;
    case Kind.ArrayBindingPattern:
      bindArrayPattern(l, target as ts.ArrayBindingPattern, value);
      return;
    default:
      assignTarget(l, unwrap(target as ts.Expression), value);
  }
}

function bindIdentifier(l: Lowering, name: ts.Identifier, value: number, isDeclaration: boolean): void {
  const named = bindName(l, value, l.sym(textOf(name)), name);
  if (!isDeclaration) {
    writeName(l, name, named, name);
    return;
  }
  const variable = variableOf(l, name);
  if (variable !== undefined) writeVariable(l, variable, named, name);
  l.record(name, named);
}

function bindObjectPattern(l: Lowering, pattern: ts.ObjectBindingPattern, value: number): void {
  const taken: number[] = [];
  for (const element of pattern.elements) {
    if (element.dotDotDotToken !== undefined) {
      const rest = l.emit(Op.Rest, value, l.f.list(taken), -1, 0, element);
      bindPattern(l, element.name, rest, true);
      continue;
    }
    const key =
      element.propertyName === undefined
        ? { sym: l.sym(textOf(element.name as ts.Identifier)), value: -1 }
        : propertyKey(l, element.propertyName);
    if (key.sym >= 0) taken.push(key.sym);
    bindElement(l, value, key, element, element.name, element.initializer, true);
  }
}

function bindArrayPattern(l: Lowering, pattern: ts.ArrayBindingPattern, value: number): void {
  for (let i = 0; i < pattern.elements.length; i++) {
    const item = pattern.elements[i];
    if (item === undefined || item.kind !== Kind.BindingElement) continue;
    const element = item as ts.BindingElement;
    if (element.dotDotDotToken !== undefined) {
      bindPattern(l, element.name, restOfArray(l, value, i, element), true);
      continue;
    }
    const key = { sym: l.sym(String(i)), value: -1 };
    bindElement(l, value, key, element, element.name, element.initializer, true);
  }
}

function restOfArray(l: Lowering, value: number, first: number, node: ts.Node): number {
  return l.emit(Op.Rest, value, l.f.beginList(0), first, 0, node);
}

function bindElement(
  l: Lowering,
  source: number,
  key: PropertyKey,
  node: ts.Node,
  target: ts.Node,
  initializer: ts.Expression | undefined,
  isDeclaration: boolean,
): void {
  const loaded =
    key.sym >= 0
      ? l.emit(Op.Load, source, key.sym, -1, 0, node)
      : l.emit(Op.LoadX, source, key.value, -1, 0, node);
  noteRead(l.f, loaded);
  l.record(node, loaded);
  const value = initializer === undefined ? loaded : lowerDefault(l, loaded, initializer);
  bindPattern(l, target, value, isDeclaration);
}

/** The value, or what the initializer gives if it is undefined. */
export function lowerDefault(l: Lowering, value: number, initializer: ts.Expression): number {
  const f = l.f;
  const before = f.current;
  const isMissing = l.emit(Op.Cmp, value, f.undefinedValue(), CmpOp.StrictEqual, 0, initializer);
  const whenMissing = f.newBlock(-1);
  const done = f.newBlock(before);
  const position = l.startOf(initializer);
  f.branch(isMissing, whenMissing, done, position, initializer.end - position);
  f.start(whenMissing);
  const fallback = lowerExpression(l, initializer);
  f.jump(done);
  f.start(done);
  return merge(l, [value, fallback], initializer);
}

// --- Assignment patterns, which are parsed as expressions ---------------------------------------------------------

function assignTarget(l: Lowering, target: ts.Expression, value: number): void {
  switch (target.kind) {
    case Kind.Identifier:
      bindIdentifier(l, target as ts.Identifier, value, false);
      return;
    case Kind.PropertyAccessExpression:
    case Kind.ElementAccessExpression: {
      const member = lowerMemberTarget(l, target as ts.PropertyAccessExpression);
      storeTarget(l, member, value, undefined, target);
      return;
    }
    case Kind.ObjectLiteralExpression:
      assignObjectPattern(l, target as ts.ObjectLiteralExpression, value);
      return;
    case Kind.ArrayLiteralExpression:
      assignArrayPattern(l, target as ts.ArrayLiteralExpression, value);
      return;
    case Kind.BinaryExpression: {
      const { left, operatorToken, right } = target as ts.BinaryExpression;
      if (operatorToken.kind === Kind.EqualsToken) {
        bindPattern(l, left, lowerDefault(l, value, right), false);
        return;
      }
      break;
    }
    default:
      break;
  }
  // Broken code may put anything here; it is at least evaluated.
  lowerExpression(l, target);
}

function assignObjectPattern(l: Lowering, pattern: ts.ObjectLiteralExpression, value: number): void {
  const taken: number[] = [];
  for (const property of pattern.properties) {
    switch (property.kind) {
      case Kind.ShorthandPropertyAssignment: {
        const shorthand = property as ts.ShorthandPropertyAssignment;
        const sym = l.sym(textOf(shorthand.name));
        taken.push(sym);
        const loaded = l.emit(Op.Load, value, sym, -1, 0, property);
        noteRead(l.f, loaded);
        const initializer = shorthand.objectAssignmentInitializer;
        const assigned = initializer === undefined ? loaded : lowerDefault(l, loaded, initializer);
        bindIdentifier(l, shorthand.name, assigned, false);
        break;
      }
      case Kind.PropertyAssignment: {
        const { name, initializer } = property as ts.PropertyAssignment;
        const key = propertyKey(l, name);
        if (key.sym >= 0) taken.push(key.sym);
        bindElement(l, value, key, property, initializer, undefined, false);
        break;
      }
      case Kind.SpreadAssignment: {
        const rest = l.emit(Op.Rest, value, l.f.list(taken), -1, 0, property);
        bindPattern(l, (property as ts.SpreadAssignment).expression, rest, false);
        break;
      }
      default:
        break;
    }
  }
}

function assignArrayPattern(l: Lowering, pattern: ts.ArrayLiteralExpression, value: number): void {
  for (let i = 0; i < pattern.elements.length; i++) {
    const element = pattern.elements[i];
    if (element === undefined || element.kind === Kind.OmittedExpression) continue;
    if (element.kind === Kind.SpreadElement) {
      const { expression } = element as ts.SpreadElement;
      bindPattern(l, expression, restOfArray(l, value, i, element), false);
      continue;
    }
    const loaded = l.emit(Op.Load, value, l.sym(String(i)), -1, 0, element);
    noteRead(l.f, loaded);
    bindPattern(l, element, loaded, false);
  }
}
