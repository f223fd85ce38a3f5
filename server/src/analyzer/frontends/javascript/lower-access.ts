/**
 * Members: `o.f`, `o[i]`, `o?.f`, `super.f`, deletion, and assignment to a member.
 *
 * A constant key, written out or held by a constant of the file, is a field; any other key is an index. `?.` is a
 * flag on every Load and Call of the rest of the chain, which may not run; it makes no blocks.
 */
import ts from 'typescript';
import { mutate, noteRead, rememberContainer } from '../../ir/builder-objects.ts';
import { Flag, Op, UnOp } from '../../ir/opcode.ts';
import { Kind } from './kinds.ts';
import { lowerBoolean } from './lower-constant.ts';
import { readGlobal, variableOf } from './lower-reference.ts';
import { type ExpressionLowering, type Lowering, lowerExpression } from './lowering.ts';
import { noteReplacedMember } from './replaced-members.ts';
import { isIdentifier, isReference, literalKey, textOf, unwrap } from './syntax.ts';

/** The key that an index expression is known to be; undefined if it is computed. */
export function constantKeyOf(l: Lowering, node: ts.Expression): string | undefined {
  const inner = unwrap(node);
  const key = literalKey(inner);
  if (key !== undefined) return key;
  if (inner.kind === Kind.PropertyAccessExpression) {
    const { expression, name } = inner as ts.PropertyAccessExpression;
    const owner = isIdentifier(expression) ? variableOf(l, expression) : undefined;
    return owner !== undefined && owner.writes <= 1 ? owner.memberKeys?.get(textOf(name)) : undefined;
  }
  if (inner.kind !== Kind.Identifier) return undefined;
  const variable = variableOf(l, inner);
  return variable !== undefined && variable.writes <= 1 ? variable.constantKey : undefined;
}

/** A property key: a known name, or the value that computes it. */
export interface PropertyKey {
  /** -1 if computed. */
  readonly sym: number;
  /** -1 if known. */
  readonly value: number;
}

/** The key of a property name; a computed one is evaluated. */
export function propertyKey(l: Lowering, name: ts.PropertyName): PropertyKey {
  switch (name.kind) {
    case Kind.ComputedPropertyName: {
      const { expression } = name as ts.ComputedPropertyName;
      const key = constantKeyOf(l, expression);
      if (key !== undefined) return { sym: l.sym(key), value: -1 };
      return { sym: -1, value: lowerExpression(l, expression) };
    }
    case Kind.Identifier:
    case Kind.PrivateIdentifier:
      return { sym: l.sym(textOf(name as ts.Identifier)), value: -1 };
    case Kind.NumericLiteral:
      return { sym: l.sym(String(Number((name as ts.NumericLiteral).text))), value: -1 };
    default:
      return { sym: l.sym((name as ts.StringLiteral).text), value: -1 };
  }
}

/** Flag.Optional for every link of an optional chain from the first `?.` on. */
export function optionalFlag(node: ts.Node): number {
  return (node.flags & ts.NodeFlags.OptionalChain) !== 0 ? Flag.Optional : 0;
}

/** The object of a member access. `super` stands for the members inherited from the base class. */
export function lowerObjectOf(l: Lowering, node: ts.Expression): number {
  if (node.kind !== Kind.SuperKeyword) return lowerExpression(l, node);
  const value = readGlobal(l, 'super', node);
  l.record(node, value);
  return value;
}

const lowerPropertyAccess: ExpressionLowering = (l: Lowering, node: ts.PropertyAccessExpression) => {
  const object = lowerObjectOf(l, node.expression);
  const value = l.emit(Op.Load, object, l.sym(textOf(node.name)), -1, optionalFlag(node), node);
  noteRead(l.f, value);
  return value;
};

const lowerElementAccess: ExpressionLowering = (l: Lowering, node: ts.ElementAccessExpression) => {
  const object = lowerObjectOf(l, node.expression);
  return loadElement(l, object, node);
};

/** Loads `object[…]`. */
export function loadElement(l: Lowering, object: number, node: ts.ElementAccessExpression): number {
  const key = constantKeyOf(l, node.argumentExpression);
  if (key !== undefined) {
    lowerKeyExpression(l, node.argumentExpression);
    return l.emit(Op.Load, object, l.sym(key), -1, optionalFlag(node), node);
  }
  const index = lowerExpression(l, node.argumentExpression);
  return l.emit(Op.LoadX, object, index, -1, optionalFlag(node), node);
}

/** A constant key given by name is still a use of that name; a literal needs no instruction. */
function lowerKeyExpression(l: Lowering, node: ts.Expression): void {
  const { kind } = unwrap(node);
  if (kind === Kind.Identifier || kind === Kind.PropertyAccessExpression) lowerExpression(l, node);
}

/** The member that holds what an object inherits from. */
export const protoName = '__proto__';

/** The object and key of an assignment target, evaluated before the assigned value. */
export interface MemberTarget {
  readonly object: number;
  /** -1 if the key is computed. */
  readonly sym: number;
  /** -1 if the key is known. */
  readonly index: number;
  /** How many fields the object was read through in this very expression. */
  readonly chain: number;
  readonly node: ts.Node;
}

/** Evaluates object and key of a member that will be assigned. */
export function lowerMemberTarget(
  l: Lowering,
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
): MemberTarget {
  const isSuper = node.expression.kind === Kind.SuperKeyword;
  const variable = isSuper ? variableOf(l, node.expression) : undefined;
  const object = variable !== undefined ? lowerThisOf(l, node.expression) : lowerObjectOf(l, node.expression);
  const chain = chainLength(node.expression);
  if (node.kind === Kind.PropertyAccessExpression) {
    const sym = l.sym(textOf((node as ts.PropertyAccessExpression).name));
    return { object, sym, index: -1, chain, node };
  }
  const { argumentExpression } = node as ts.ElementAccessExpression;
  const key = constantKeyOf(l, argumentExpression);
  if (key !== undefined) {
    lowerKeyExpression(l, argumentExpression);
    return { object, sym: l.sym(key), index: -1, chain, node };
  }
  const index = lowerExpression(l, argumentExpression);
  noteUnknownKey(l, node, unwrap(argumentExpression));
  return { object, sym: -1, index, chain, node };
}

/** Assigning to a member of `super` assigns to `this`. */
function lowerThisOf(l: Lowering, node: ts.Expression): number {
  const lower = l.expressions[Kind.ThisKeyword];
  return lower === undefined ? l.opaque('super', node) : lower(l, node as never);
}

/** Writes under a key that only the run knows, into an object that other functions see, are a known blind spot. */
function noteUnknownKey(l: Lowering, node: ts.ElementAccessExpression | ts.Node, key: ts.Expression): void {
  const base = unwrap((node as ts.ElementAccessExpression).expression);
  if (base.kind !== Kind.Identifier || key.kind === Kind.NumericLiteral) return;
  const variable = variableOf(l, base);
  if (variable === undefined || !variable.captured || variable.kind === 'this') return;
  l.gap(
    'dynamic-property-write',
    node,
    `A computed key is written to "${variable.name}", which other functions share; readers of any key may see it.`,
  );
}

function chainLength(node: ts.Expression): number {
  let at = unwrap(node);
  let length = 0;
  while (at.kind === Kind.PropertyAccessExpression || at.kind === Kind.ElementAccessExpression) {
    length++;
    at = unwrap((at as ts.PropertyAccessExpression).expression);
  }
  return length;
}

/** What the member holds now; for compound assignments. */
export function loadTarget(l: Lowering, target: MemberTarget): number {
  return target.sym >= 0
    ? l.emit(Op.Load, target.object, target.sym, -1, 0, target.node)
    : l.emit(Op.LoadX, target.object, target.index, -1, 0, target.node);
}

/** Stores into the member. `node` is the whole assignment; `source` the assigned expression, if there is one. */
export function storeTarget(
  l: Lowering,
  target: MemberTarget,
  value: number,
  source: ts.Expression | undefined,
  node: ts.Node,
): void {
  const f = l.f;
  const position = l.startOf(node);
  const length = node.end - position;
  const isShared = source !== undefined && isReference(source);
  noteReplacedMember(l, target.node, source);
  if (target.sym >= 0) {
    if (isShared) rememberContainer(f, value, target.object, target.sym);
    mutate(f, Op.Store, target.object, target.sym, value, 0, position, length, target.chain);
    // What an object inherits is read from it.
    if (l.text.slice(target.node.end - protoName.length, target.node.end) === protoName)
      mutate(f, Op.Spread, target.object, value, -1, Flag.Weak, position, length, 0);
  } else {
    if (isShared) rememberContainer(f, value, target.object, -1);
    mutate(f, Op.StoreX, target.object, target.index, value, 0, position, length, target.chain);
  }
  l.record(target.node, value);
}

const lowerDelete: ExpressionLowering = (l: Lowering, node: ts.DeleteExpression) => {
  const operand = unwrap(node.expression);
  if (operand.kind === Kind.PropertyAccessExpression || operand.kind === Kind.ElementAccessExpression) {
    const target = lowerMemberTarget(l, operand as ts.PropertyAccessExpression);
    const position = l.startOf(node);
    mutate(l.f, Op.Del, target.object, target.sym, -1, 0, position, node.end - position, target.chain);
    return lowerBoolean(l, true, node);
  }
  const value = lowerExpression(l, node.expression);
  return l.emit(Op.Un, value, -1, UnOp.Delete, 0, node);
};

/** Member accesses. */
export const accessLowerings: readonly (readonly [ts.SyntaxKind, ExpressionLowering])[] = [
  [Kind.PropertyAccessExpression, lowerPropertyAccess],
  [Kind.ElementAccessExpression, lowerElementAccess],
  [Kind.DeleteExpression, lowerDelete],
];
