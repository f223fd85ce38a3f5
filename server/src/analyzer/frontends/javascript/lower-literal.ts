/**
 * Templates, arrays and object literals.
 *
 * Fields of an object literal come as Stores on the fresh object, in order; spreads in between. A getter is lowered
 * as the value that calling it gives, and as the field `get NAME`; a setter as the field `set NAME`.
 */
import type ts from 'typescript';
import { rememberContainer } from '../../ir/builder-objects.ts';
import { Flag, Op } from '../../ir/opcode.ts';
import { Kind } from './kinds.ts';
import { type PropertyKey, propertyKey, protoName } from './lower-access.ts';
import { lowerFunctionValue } from './lower-function.ts';
import { readGlobal, readNamed } from './lower-reference.ts';
import { type ExpressionLowering, type Lowering, lowerExpression, nameValue } from './lowering.ts';
import { isReference, textOf } from './syntax.ts';

const lowerTemplate: ExpressionLowering = (l: Lowering, node: ts.TemplateExpression) => {
  const parts: number[] = [l.sym(node.head.text)];
  for (const span of node.templateSpans) {
    parts.push(lowerExpression(l, span.expression), l.sym(span.literal.text));
  }
  return l.emit(Op.Tpl, l.f.list(parts), -1, -1, 0, node);
};

const lowerArray: ExpressionLowering = (l: Lowering, node: ts.ArrayLiteralExpression) => {
  const f = l.f;
  const values: number[] = [];
  for (const element of node.elements) values.push(lowerElement(l, element));
  const array = l.emit(Op.Arr, f.list(values), -1, -1, 0, node);
  for (let i = 0; i < node.elements.length; i++) {
    const element = node.elements[i];
    const value = values[i] ?? -1;
    if (element !== undefined && isReference(element)) rememberContainer(f, value, array, l.sym(String(i)));
  }
  return array;
};

/** An element of an array literal or an argument; `...xs` becomes Elems. */
export function lowerElement(l: Lowering, node: ts.Expression): number {
  if (node.kind === Kind.OmittedExpression) return l.f.undefinedValue();
  return lowerExpression(l, node);
}

const lowerSpread: ExpressionLowering = (l: Lowering, node: ts.SpreadElement) => {
  const value = lowerExpression(l, node.expression);
  return l.emit(Op.Elems, value, -1, -1, 0, node);
};

const lowerObject: ExpressionLowering = (l: Lowering, node: ts.ObjectLiteralExpression) => {
  const object = l.emit(Op.Obj, -1, -1, -1, 0, node);
  let version = object;
  for (const property of node.properties) version = lowerProperty(l, object, version, property);
  return finishLiteral(l, object, version);
};

/** Makes the last of a chain of Stores the newest version of the fresh object. */
export function finishLiteral(l: Lowering, object: number, version: number): number {
  if (version === object) return object;
  const f = l.f;
  const variable = f.newVersionVariable(object);
  f.writeVariable(variable, version, false);
  return version;
}

/** Adds one field to a fresh object nobody else knows yet. */
export function addField(
  l: Lowering,
  object: number,
  version: number,
  field: number,
  value: number,
  node: ts.Node,
): number {
  const stored = l.emit(Op.Store, version, field, value, 0, node);
  l.f.root[stored] = object;
  return stored;
}

/** Copies all fields of `source` into a fresh object nobody else knows yet. */
export function addSpread(
  l: Lowering,
  object: number,
  version: number,
  source: number,
  node: ts.Node,
): number {
  const spread = l.emit(Op.Spread, version, source, -1, 0, node);
  l.f.root[spread] = object;
  return spread;
}

function lowerProperty(
  l: Lowering,
  object: number,
  version: number,
  property: ts.ObjectLiteralElementLike,
): number {
  switch (property.kind) {
    case Kind.PropertyAssignment: {
      const { name, initializer } = property as ts.PropertyAssignment;
      const key = propertyKey(l, name);
      const value = lowerExpression(l, initializer);
      const isPrototype = name.kind === Kind.Identifier && textOf(name as ts.Identifier) === protoName;
      const inherited = isPrototype ? addSpread(l, object, version, value, property) : version;
      return addProperty(l, object, inherited, key, value, isReference(initializer), property);
    }
    case Kind.ShorthandPropertyAssignment: {
      const { name } = property as ts.ShorthandPropertyAssignment;
      const text = textOf(name);
      const value = readNamed(l, name);
      l.record(name, value);
      return addProperty(l, object, version, { sym: l.sym(text), value: -1 }, value, true, property);
    }
    case Kind.SpreadAssignment: {
      const source = lowerExpression(l, (property as ts.SpreadAssignment).expression);
      return addSpread(l, object, version, source, property);
    }
    case Kind.MethodDeclaration: {
      const key = propertyKey(l, (property as ts.MethodDeclaration).name);
      const value = lowerFunctionValue(l, property);
      return addProperty(l, object, version, key, value, false, property);
    }
    case Kind.GetAccessor: {
      const key = propertyKey(l, (property as ts.AccessorDeclaration).name);
      const getter = lowerFunctionValue(l, property);
      const value = l.emit(Op.Call, getter, version, l.f.beginList(0), 0, property);
      if (key.sym < 0) return addProperty(l, object, version, key, value, false, property);
      // What it gives now is a field, and the function itself another, for reads after the object has changed.
      const sym = l.sym(`get ${l.m.strings.text(key.sym)}`);
      const next = addField(l, object, version, sym, getter, property);
      return addProperty(l, object, next, key, value, false, property);
    }
    case Kind.SetAccessor: {
      const { name } = property as ts.AccessorDeclaration;
      const key = propertyKey(l, name);
      const setter = lowerFunctionValue(l, property);
      if (key.sym < 0) return addProperty(l, object, version, key, setter, false, property);
      const sym = l.sym(`set ${l.m.strings.text(key.sym)}`);
      return addField(l, object, version, sym, setter, property);
    }
    default:
      return version;
  }
}

function addProperty(
  l: Lowering,
  object: number,
  version: number,
  key: PropertyKey,
  value: number,
  isShared: boolean,
  node: ts.Node,
): number {
  if (key.sym < 0) {
    const stored = l.emit(Op.StoreX, version, key.value, value, 0, node);
    l.f.root[stored] = object;
    if (isShared) rememberContainer(l.f, value, object, -1);
    return stored;
  }
  if (isShared || holdsShared(l, value)) rememberContainer(l.f, value, object, key.sym);
  if (!isShared) nameValue(l, value, key.sym);
  return addField(l, object, version, key.sym, value, node);
}

/** Whether a value is a literal that may hold an object others know, so that changes of it must get through. */
function holdsShared(l: Lowering, value: number): boolean {
  const f = l.f;
  if (f.containers.size === 0) return false;
  const op = f.op[f.rootOf(value)];
  return op === Op.Obj || op === Op.Arr;
}

const lowerTagged: ExpressionLowering = (l: Lowering, node: ts.TaggedTemplateExpression) => {
  const f = l.f;
  let receiver = -1;
  let callee: number;
  if (node.tag.kind === Kind.PropertyAccessExpression) {
    const access = node.tag as ts.PropertyAccessExpression;
    receiver = lowerExpression(l, access.expression);
    callee = l.emit(Op.Load, receiver, l.sym(textOf(access.name)), -1, 0, access);
    l.record(access, callee);
  } else callee = lowerExpression(l, node.tag);
  const texts: number[] = [];
  const values: number[] = [];
  const { template } = node;
  if (template.kind === Kind.NoSubstitutionTemplateLiteral) {
    texts.push(l.stringConstant((template as ts.NoSubstitutionTemplateLiteral).text, template));
  } else {
    const expression = template as ts.TemplateExpression;
    texts.push(l.stringConstant(expression.head.text, expression.head));
    for (const span of expression.templateSpans) {
      values.push(lowerExpression(l, span.expression));
      texts.push(l.stringConstant(span.literal.text, span.literal));
    }
  }
  const parts = l.emit(Op.Arr, f.list(texts), -1, -1, 0, template);
  return l.emit(Op.Call, callee, receiver, f.list([parts, ...values]), Flag.Tag, node);
};

const lowerMeta: ExpressionLowering = (l: Lowering, node: ts.MetaProperty) => {
  const keyword = node.keywordToken === Kind.ImportKeyword ? 'import' : 'new';
  return readGlobal(l, `${keyword}.${textOf(node.name)}`, node);
};

/** Literal expressions. */
export const literalLowerings: readonly (readonly [ts.SyntaxKind, ExpressionLowering])[] = [
  [Kind.TemplateExpression, lowerTemplate],
  [Kind.TaggedTemplateExpression, lowerTagged],
  [Kind.ArrayLiteralExpression, lowerArray],
  [Kind.SpreadElement, lowerSpread],
  [Kind.ObjectLiteralExpression, lowerObject],
  [Kind.MetaProperty, lowerMeta],
];
