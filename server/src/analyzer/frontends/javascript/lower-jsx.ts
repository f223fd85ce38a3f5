/**
 * JSX: an element is a call of its component with one props object; children are the field `children`.
 *
 * Host elements (`div`) have a constant tag name as callee; fragments the empty text. White space is dropped as the
 * compiler drops it.
 */
import type ts from 'typescript';
import { rememberContainer } from '../../ir/builder-objects.ts';
import { Flag, Op } from '../../ir/opcode.ts';
import { isHostTag } from './bind-facts.ts';
import { Kind } from './kinds.ts';
import { lowerBoolean } from './lower-constant.ts';
import { addField, addSpread, finishLiteral } from './lower-literal.ts';
import { type ExpressionLowering, type Lowering, lowerExpression, nameValue } from './lowering.ts';
import { isReference, textOf } from './syntax.ts';

const lowerElement: ExpressionLowering = (l: Lowering, node: ts.JsxElement) =>
  lowerTag(l, node.openingElement, node.children, node);

const lowerSelfClosing: ExpressionLowering = (l: Lowering, node: ts.JsxSelfClosingElement) =>
  lowerTag(l, node, [], node);

const lowerFragment: ExpressionLowering = (l: Lowering, node: ts.JsxFragment) => {
  const callee = l.stringConstant('', node.openingFragment);
  const object = l.emit(Op.Obj, -1, -1, -1, 0, node);
  const props = finishLiteral(l, object, addChildren(l, object, object, node.children, node));
  return l.emit(Op.Call, callee, -1, l.f.list([props]), Flag.Jsx | Flag.HostElement, node);
};

function lowerTag(
  l: Lowering,
  opening: ts.JsxOpeningElement | ts.JsxSelfClosingElement,
  children: readonly ts.JsxChild[],
  node: ts.JsxElement | ts.JsxSelfClosingElement,
): number {
  const tag = opening.tagName;
  let flags: number = Flag.Jsx;
  let callee: number;
  if (tag.kind === Kind.JsxNamespacedName) {
    callee = l.stringConstant(namespacedName(tag as ts.JsxNamespacedName), tag);
    flags |= Flag.HostElement;
  } else if (isHostTag(tag)) {
    callee = l.stringConstant(textOf(tag as ts.Identifier), tag);
    flags |= Flag.HostElement;
  } else callee = lowerExpression(l, tag as ts.Expression);
  const object = l.emit(Op.Obj, -1, -1, -1, 0, opening.attributes);
  let version = object;
  for (const attribute of opening.attributes.properties)
    version = addAttribute(l, object, version, attribute);
  version = addChildren(l, object, version, children, node);
  const props = finishLiteral(l, object, version);
  return l.emit(Op.Call, callee, -1, l.f.list([props]), flags, node);
}

function addAttribute(l: Lowering, object: number, version: number, node: ts.JsxAttributeLike): number {
  if (node.kind === Kind.JsxSpreadAttribute) {
    const source = lowerExpression(l, (node as ts.JsxSpreadAttribute).expression);
    return addSpread(l, object, version, source, node);
  }
  const { name, initializer } = node as ts.JsxAttribute;
  const text =
    name.kind === Kind.Identifier
      ? textOf(name as ts.Identifier)
      : namespacedName(name as ts.JsxNamespacedName);
  const sym = l.sym(text);
  let value: number;
  if (initializer === undefined) value = lowerBoolean(l, true, node);
  else if (initializer.kind === Kind.JsxExpression) {
    const { expression } = initializer as ts.JsxExpression;
    if (expression === undefined) return version;
    value = lowerExpression(l, expression);
    l.record(initializer, value);
    if (isReference(expression)) rememberContainer(l.f, value, object, sym);
    else nameValue(l, value, sym);
  } else value = lowerExpression(l, initializer as ts.Expression);
  return addField(l, object, version, sym, value, node);
}

function addChildren(
  l: Lowering,
  object: number,
  version: number,
  children: readonly ts.JsxChild[],
  node: ts.Node,
): number {
  const values: number[] = [];
  for (const child of children) {
    switch (child.kind) {
      case Kind.JsxText: {
        const text = visibleText((child as ts.JsxText).text);
        if (text === '') break;
        const value = l.stringConstant(text, child);
        l.record(child, value);
        values.push(value);
        break;
      }
      case Kind.JsxExpression: {
        const { expression, dotDotDotToken } = child as ts.JsxExpression;
        if (expression === undefined) break;
        const value = lowerExpression(l, expression);
        l.record(child, value);
        values.push(dotDotDotToken === undefined ? value : l.emit(Op.Elems, value, -1, -1, 0, child));
        break;
      }
      default:
        values.push(lowerExpression(l, child as ts.Expression));
    }
  }
  const [first] = values;
  if (first === undefined) return version;
  const isList = values.length > 1 || l.f.op[first] === Op.Elems;
  const content = isList ? l.emit(Op.Arr, l.f.list(values), -1, -1, 0, node) : first;
  return addField(l, object, version, l.sym('children'), content, node);
}

/** Text as the compiler keeps it: lines trimmed where they are broken, empty ones dropped, joined by a blank. */
function visibleText(text: string): string {
  if (!text.includes('\n') && !text.includes('\r')) return text;
  const lines = text.split(/\r\n|\n|\r/);
  const kept: string[] = [];
  lines.forEach((line, index) => {
    let part = line;
    if (index > 0) part = part.trimStart();
    if (index < lines.length - 1) part = part.trimEnd();
    if (part !== '') kept.push(part);
  });
  return kept.join(' ');
}

function namespacedName(name: ts.JsxNamespacedName): string {
  return `${textOf(name.namespace)}:${textOf(name.name)}`;
}

/** JSX. */
export const jsxLowerings: readonly (readonly [ts.SyntaxKind, ExpressionLowering])[] = [
  [Kind.JsxElement, lowerElement],
  [Kind.JsxSelfClosingElement, lowerSelfClosing],
  [Kind.JsxFragment, lowerFragment],
];
