/**
 * Calls: functions, methods, `new`, `super(…)`, `import(…)`, `require(…)`.
 *
 * After a call, every argument and the receiver that the rest of the code can still name gets a Post: the object as
 * the call left it. Receivers read out of globals get none, nor do those of imports unless the method fills them, nor
 * do primitives.
 */
import type ts from 'typescript';
import { mayBeObject } from '../../ir/builder.ts';
import { currentVersion, mutate } from '../../ir/builder-objects.ts';
import type { IrImport } from '../../ir/module.ts';
import { Op } from '../../ir/opcode.ts';
import { Kind } from './kinds.ts';
import { loadElement, lowerObjectOf, optionalFlag } from './lower-access.ts';
import { lowerDescriptors } from './lower-descriptors.ts';
import { isUndeclared, readVariable, variableOf } from './lower-reference.ts';
import { type ExpressionLowering, type Lowering, lowerExpression } from './lowering.ts';
import { isFillingMethod, isPrimitiveProperty, isPureMethod } from './pure-methods.ts';
import { isReference, staysReachable, textOf, unwrap } from './syntax.ts';

const lowerCall: ExpressionLowering = (l: Lowering, node: ts.CallExpression) => {
  switch (node.expression.kind) {
    case Kind.SuperKeyword:
      return lowerSuperCall(l, node);
    case Kind.ImportKeyword:
      return lowerDynamicImport(l, node);
    default:
      break;
  }
  if (isUndeclared(l, node.expression, 'require')) {
    const required = lowerRequire(l, node);
    if (required >= 0) return required;
  } else if (isUndeclared(l, node.expression, 'eval') || isUndeclared(l, node.expression, 'Function')) {
    noteEval(l, node);
  }
  return lowerReflected(l, node) ?? lowerOrdinaryCall(l, node);
};

/** `Reflect.apply(f, self, list)` is `f.apply(self, list)`, `Reflect.construct(C, [a])` is `new C(a)`. */
function lowerReflected(l: Lowering, node: ts.CallExpression): number | undefined {
  if (node.expression.kind !== Kind.PropertyAccessExpression) return undefined;
  const { expression, name } = node.expression as ts.PropertyAccessExpression;
  if (!isUndeclared(l, expression, 'Reflect')) return undefined;
  const [target, self, list] = node.arguments;
  const f = l.f;
  if (textOf(name) === 'apply' && target !== undefined && self !== undefined && list !== undefined) {
    const called = lowerExpression(l, target);
    const callee = l.emit(Op.Load, called, l.sym('apply'), -1, 0, node.expression);
    const values = lowerArguments(l, [self, list]);
    return l.emit(Op.Call, callee, called, f.list(values), 0, node);
  }
  if (textOf(name) === 'construct' && target !== undefined && self?.kind === Kind.ArrayLiteralExpression) {
    const callee = lowerExpression(l, target);
    const { elements } = self as ts.ArrayLiteralExpression;
    if (elements.some((it) => it.kind === Kind.OmittedExpression)) return undefined;
    return l.emit(Op.New, callee, -1, f.list(lowerArguments(l, elements)), 0, node);
  }
  return undefined;
}

function lowerOrdinaryCall(l: Lowering, node: ts.CallExpression): number {
  const f = l.f;
  const target = unwrap(node.expression);
  let receiver = -1;
  let receiverNode: ts.Expression | undefined;
  let callee: number;
  let isPure = false;
  let isFilling = false;
  if (target.kind === Kind.PropertyAccessExpression) {
    const access = target as ts.PropertyAccessExpression;
    receiverNode = access.expression;
    receiver = lowerObjectOf(l, receiverNode);
    const name = textOf(access.name);
    isPure = isPureMethod(name);
    isFilling = isFillingMethod(name);
    callee = l.emit(Op.Load, receiver, l.sym(name), -1, optionalFlag(access), access);
    l.record(node.expression, callee);
    if (target !== node.expression) l.record(target, callee);
  } else if (target.kind === Kind.ElementAccessExpression) {
    const access = target as ts.ElementAccessExpression;
    receiverNode = access.expression;
    receiver = lowerObjectOf(l, receiverNode);
    callee = loadElement(l, receiver, access);
    l.record(node.expression, callee);
  } else callee = lowerExpression(l, node.expression);
  const versions = f.versionCount;
  const values = lowerArguments(l, node.arguments);
  if (receiverNode !== undefined && receiverNode.kind === Kind.SuperKeyword) {
    const variable = variableOf(l, receiverNode);
    receiver = variable === undefined ? receiver : readVariable(l, variable, receiverNode);
    receiverNode = undefined;
  } else if (receiver >= 0 && f.versionCount !== versions) receiver = currentVersion(f, receiver);
  const call = l.emit(Op.Call, callee, receiver, f.list(values), optionalFlag(node), node);
  l.withTypeArguments(call, node.typeArguments);
  if (receiverNode !== undefined && !isPure && !isOutside(l, receiver, !isFilling)) {
    const isFilled = isFilling && node.arguments.length > 0 && isMethodResult(receiverNode);
    if (isFilled || staysReachable(receiverNode)) emitPost(l, receiver, call, -1, receiverNode, node);
  }
  emitArgumentPosts(l, call, node.arguments, values, node);
  if (target.kind === Kind.PropertyAccessExpression) lowerDescriptors(l, node, target, values, call);
  return call;
}

/** Whether an object is what a method gave: `groups.get(key)` may be a part of `groups`. */
function isMethodResult(node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (inner.kind === Kind.BinaryExpression) {
    const { left, operatorToken } = inner as ts.BinaryExpression;
    const isChoice =
      operatorToken.kind === Kind.QuestionQuestionToken || operatorToken.kind === Kind.BarBarToken;
    return isChoice && isMethodResult(left);
  }
  if (inner.kind !== Kind.CallExpression) return false;
  const called = unwrap((inner as ts.CallExpression).expression);
  return called.kind === Kind.PropertyAccessExpression;
}

/** Values of the arguments, all as they are when the call happens. */
function lowerArguments(l: Lowering, nodes: readonly ts.Expression[] | undefined): number[] {
  const values: number[] = [];
  if (nodes === undefined) return values;
  const f = l.f;
  const versions = f.versionCount;
  for (const node of nodes) values.push(lowerExpression(l, node));
  if (f.versionCount === versions) return values;
  for (let i = 0; i < values.length; i++) {
    const node = nodes[i];
    if (node !== undefined && isReference(node)) values[i] = currentVersion(f, values[i] ?? 0);
  }
  return values;
}

function emitArgumentPosts(
  l: Lowering,
  call: number,
  nodes: readonly ts.Expression[] | undefined,
  values: readonly number[],
  node: ts.Node,
): void {
  if (nodes === undefined) return;
  for (let i = 0; i < nodes.length; i++) {
    const argument = nodes[i];
    const value = values[i] ?? -1;
    if (argument === undefined || !isReference(argument) || isOutside(l, value, false)) continue;
    emitPost(l, value, call, i, argument, node);
  }
}

function emitPost(
  l: Lowering,
  object: number,
  call: number,
  index: number,
  source: ts.Expression,
  node: ts.Node,
): void {
  const f = l.f;
  const root = f.rootOf(object);
  if (!mayBeObject(f.op[root] ?? 0) && !(f.op[root] === Op.Import && fillsImport(node, index))) return;
  if (l.primitives.has(root) || l.primitives.has(object)) return;
  if (readsPrimitive(source)) return;
  const position = l.startOf(node);
  mutate(f, Op.Post, object, call, index, 0, position, node.end - position, 0);
}

/** Whether a call puts something into what was imported: `rows.push(x)`, `Object.assign(settings, x)`. */
function fillsImport(node: ts.Node, index: number): boolean {
  if (node.kind !== Kind.CallExpression) return false;
  const target = unwrap((node as ts.CallExpression).expression);
  if (target.kind !== Kind.PropertyAccessExpression) return false;
  const { expression, name } = target as ts.PropertyAccessExpression;
  if (index < 0) return isFillingMethod(textOf(name));
  return (
    index === 0 &&
    textOf(name) === 'assign' &&
    expression.kind === Kind.Identifier &&
    textOf(expression as ts.Identifier) === 'Object'
  );
}

/** Whether the value was read out of a global, or with `imports` out of an import: nothing tracks its content. */
function isOutside(l: Lowering, value: number, imports: boolean): boolean {
  const f = l.f;
  let at = f.rootOf(value);
  for (let depth = 0; depth < 16; depth++) {
    switch (f.op[at]) {
      case Op.Load:
      case Op.LoadX:
        at = f.rootOf(f.a[at] ?? 0);
        continue;
      case Op.Global:
        return true;
      case Op.Import:
        return imports;
      default:
        return false;
    }
  }
  return false;
}

const lowerNew: ExpressionLowering = (l: Lowering, node: ts.NewExpression) => {
  if (isUndeclared(l, node.expression, 'Function')) noteEval(l, node);
  else if (isUndeclared(l, node.expression, 'Proxy'))
    l.gap(
      'proxy',
      node,
      'A Proxy decides at run time what its members do; they are taken for those of its target.',
    );
  const callee = lowerExpression(l, node.expression);
  const values = lowerArguments(l, node.arguments);
  const made = l.emit(Op.New, callee, -1, l.f.list(values), 0, node);
  l.withTypeArguments(made, node.typeArguments);
  emitArgumentPosts(l, made, node.arguments, values, node);
  return made;
};

function lowerSuperCall(l: Lowering, node: ts.CallExpression): number {
  const values = lowerArguments(l, node.arguments);
  const call = l.emit(Op.Super, -1, -1, l.f.list(values), 0, node);
  emitArgumentPosts(l, call, node.arguments, values, node);
  l.dispatch.lowerFields(l);
  return call;
}

function noteEval(l: Lowering, node: ts.Node): void {
  l.gap('eval', node, 'Code made from text at run time is not analyzed.');
}

/** The Import of `require('x')`; -1 if nothing is known of the argument. */
function lowerRequire(l: Lowering, node: ts.CallExpression): number {
  const argument = node.arguments[0];
  if (argument === undefined || node.arguments.length !== 1) return -1;
  const specifier = specifierOf(argument);
  if (specifier === undefined) {
    l.gap('unresolved-module', node, 'Which module is required is only known at run time.');
    return -1;
  }
  if (argument.kind !== Kind.StringLiteral) lowerExpression(l, argument);
  return emitImport(l, specifier, 'require', argument, node);
}

function lowerDynamicImport(l: Lowering, node: ts.CallExpression): number {
  const argument = node.arguments[0];
  if (argument === undefined) return l.opaque('missing', node);
  const specifier = specifierOf(argument);
  const value =
    argument.kind === Kind.StringLiteral && specifier !== undefined ? -1 : lowerExpression(l, argument);
  for (let i = 1; i < node.arguments.length; i++) {
    const option = node.arguments[i];
    if (option !== undefined) lowerExpression(l, option);
  }
  if (specifier !== undefined) return emitImport(l, specifier, 'dynamic', argument, node);
  l.gap('unresolved-module', node, 'Which module is imported is only known at run time.');
  return l.emit(Op.Unk, l.sym('import'), -1, l.f.list([value]), 0, node);
}

function emitImport(
  l: Lowering,
  specifier: string,
  kind: IrImport['kind'],
  argument: ts.Node,
  node: ts.Node,
): number {
  const start = l.startOf(argument);
  const length = argument.end - start;
  const id = l.imports.push({ specifier, name: '*', kind, isTypeOnly: false, start, length }) - 1;
  return l.emit(Op.Import, id, -1, -1, 0, node);
}

/** A constant specifier, or its constant beginning followed by `*`; undefined if it has none. */
function specifierOf(node: ts.Expression): string | undefined {
  const parts = partsOf(unwrap(node), 0);
  if (parts === undefined) return undefined;
  const text = parts.constant.replace(/^\.\/\/+/, './');
  if (parts.isWhole) return text;
  return text === '' ? undefined : `${text}*`;
}

/** The constant beginning of a text, in which the folder of the file is `.`, and whether that is all of it. */
interface TextParts {
  readonly constant: string;
  readonly isWhole: boolean;
}

function partsOf(inner: ts.Expression, depth: number): TextParts | undefined {
  if (depth > 20) return undefined;
  switch (inner.kind) {
    case Kind.StringLiteral:
    case Kind.NoSubstitutionTemplateLiteral:
      return { constant: (inner as ts.StringLiteral).text, isWhole: true };
    case Kind.Identifier:
      return textOf(inner as ts.Identifier) === '__dirname' ? { constant: '.', isWhole: true } : undefined;
    case Kind.PropertyAccessExpression:
      return isDirectoryOfModule(inner as ts.PropertyAccessExpression)
        ? { constant: '.', isWhole: true }
        : undefined;
    case Kind.TemplateExpression: {
      const { head, templateSpans } = inner as ts.TemplateExpression;
      const texts: (string | ts.Expression)[] = [head.text];
      for (const { expression, literal } of templateSpans) texts.push(expression, literal.text);
      return joined(texts, '', depth);
    }
    case Kind.BinaryExpression: {
      const operands: ts.Expression[] = [];
      let left: ts.Expression = inner;
      for (; left.kind === Kind.BinaryExpression; left = unwrap((left as ts.BinaryExpression).left))
        operands.unshift((left as ts.BinaryExpression).right);
      return joined([left, ...operands], '', depth);
    }
    case Kind.CallExpression: {
      const { expression, arguments: given } = inner as ts.CallExpression;
      const callee = unwrap(expression);
      if (callee.kind !== Kind.PropertyAccessExpression) return undefined;
      const name = textOf((callee as ts.PropertyAccessExpression).name as ts.Identifier);
      const first = given[0] === undefined ? undefined : partsOf(unwrap(given[0]), depth + 1);
      // Without a folder in front, it is one of the process.
      if ((name !== 'join' && name !== 'resolve') || !first?.constant.startsWith('.')) return undefined;
      return joined([...given], '/', depth);
    }
    default:
      return undefined;
  }
}

/** The beginning of several texts that are put together. */
function joined(
  texts: readonly (string | ts.Expression)[],
  separator: string,
  depth: number,
): TextParts | undefined {
  let constant = '';
  for (const [at, text] of texts.entries()) {
    const part =
      typeof text === 'string' ? { constant: text, isWhole: true } : partsOf(unwrap(text), depth + 1);
    if (at > 0) constant += separator;
    constant += part?.constant ?? '';
    if (part?.isWhole !== true) return { constant, isWhole: false };
  }
  return { constant, isWhole: true };
}

/** `import.meta.dirname`. */
function isDirectoryOfModule({ expression, name }: ts.PropertyAccessExpression): boolean {
  return expression.kind === Kind.MetaProperty && textOf(name as ts.Identifier) === 'dirname';
}

/** Whether an access reads a property that never holds an object, such as `length`. */
function readsPrimitive(node: ts.Expression): boolean {
  const inner = unwrap(node);
  return (
    inner.kind === Kind.PropertyAccessExpression &&
    isPrimitiveProperty(textOf((inner as ts.PropertyAccessExpression).name))
  );
}

/** Calls. Flags other than Optional are set by the files of tagged templates and JSX. */
export const callLowerings: readonly (readonly [ts.SyntaxKind, ExpressionLowering])[] = [
  [Kind.CallExpression, lowerCall],
  [Kind.NewExpression, lowerNew],
];
