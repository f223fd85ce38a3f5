/**
 * Classes: the Class value, its members, static parts, decorators; fields inside the constructor.
 *
 * The Class instruction stands at the entry of the function, so that the class exists whatever control flow is
 * around it. Static fields are Stores on the class value, static blocks run in place; instance fields and parameter
 * properties are Stores on `this` at the start of the constructor, or right after `super(…)`.
 */
import type ts from 'typescript';
import {
  cellContainer,
  currentVersion,
  mutate,
  rememberContainer,
  rememberPublished,
} from '../../ir/builder-objects.ts';
import type { IrClassMember } from '../../ir/module.ts';
import { Flag, Op } from '../../ir/opcode.ts';
import type { ClassDraft, Variable } from './binding.ts';
import { Kind } from './kinds.ts';
import { constantKeyOf, propertyKey } from './lower-access.ts';
import { emitExport } from './lower-operator.ts';
import { readThis, readVariable, variableOf, writeVariable } from './lower-reference.ts';
import {
  type ExpressionLowering,
  type Lowering,
  lowerExpression,
  nameValue,
  type StatementLowering,
} from './lowering.ts';
import {
  decoratorsOf,
  hasModifier,
  isParameterProperty,
  isReference,
  isThisParameter,
  staticName,
  textOf,
} from './syntax.ts';

const computedName = '[computed]';

const lowerClassExpression: ExpressionLowering = (l: Lowering, node: ts.ClassExpression) =>
  lowerClass(l, node);

const lowerClassDeclaration: StatementLowering = (l: Lowering, node: ts.ClassDeclaration) => {
  if (hasModifier(node, Kind.DeclareKeyword)) return;
  const value = lowerClass(l, node);
  l.record(node, value);
  if (node.name === undefined && hasModifier(node, Kind.DefaultKeyword))
    emitExport(l, 'default', value, node);
};

/** Evaluates a class and returns its newest version. */
export function lowerClass(l: Lowering, node: ts.ClassLikeDeclaration): number {
  const draft = l.binding.classOf.get(node);
  if (draft === undefined) {
    l.gap('opaque-construct', node, 'A class nested too deeply is not analyzed.');
    return l.opaque('too-deep', node);
  }
  const f = l.f;
  const superValue = lowerSuperclass(l, node);
  const isNew = draft.loweredId < 0;
  if (isNew) draft.loweredId = l.classes.length;
  const at = node.name ?? node;
  const position = l.startOf(at);
  const value = f.emitAtEntry(Op.Class, draft.loweredId, -1, 0, position, at.end - position);
  f.name[value] = draft.name === '' ? -1 : l.sym(draft.name);
  if (isNew) {
    l.classes.push({
      name: draft.name,
      superValue,
      implements: l.types.implementsOf(node),
      members: membersOf(l, node),
      constructorId: draft.constructorId,
      value,
      isAbstract: hasModifier(node, Kind.AbstractKeyword),
      start: l.startOf(node),
      end: node.end,
    });
  }
  const variable = node.name === undefined ? undefined : variableOf(l, node.name);
  if (variable !== undefined) {
    writeVariable(l, variable, value, node.name ?? node);
    l.record(node.name ?? node, value);
  }
  lowerStatics(l, node, draft, value);
  lowerDecorators(l, node, value);
  return publishStatics(l, variable, value);
}

function lowerSuperclass(l: Lowering, node: ts.ClassLikeDeclaration): number {
  let value = -1;
  for (const clause of node.heritageClauses ?? []) {
    if (clause.token !== Kind.ExtendsKeyword) continue;
    const [type] = clause.types;
    if (type === undefined) continue;
    value = lowerExpression(l, type.expression);
    l.record(type, value);
  }
  return value;
}

function memberKey(l: Lowering, name: ts.PropertyName): string {
  const known = staticName(name);
  if (known !== undefined || name.kind !== Kind.ComputedPropertyName) return known ?? computedName;
  return constantKeyOf(l, (name as ts.ComputedPropertyName).expression) ?? computedName;
}

function isPrivate(node: ts.Node): boolean {
  return hasModifier(node, Kind.PrivateKeyword) || hasModifier(node, Kind.ProtectedKeyword);
}

function membersOf(l: Lowering, node: ts.ClassLikeDeclaration): IrClassMember[] {
  const members: IrClassMember[] = [];
  const isAbstract = hasModifier(node, Kind.AbstractKeyword);
  for (const member of node.members) {
    const isStatic = hasModifier(member, Kind.StaticKeyword);
    switch (member.kind) {
      case Kind.MethodDeclaration:
      case Kind.GetAccessor:
      case Kind.SetAccessor: {
        const method = member as ts.MethodDeclaration;
        const functionId = l.binding.functionOf.get(member)?.id ?? -1;
        if (functionId < 0 && !(isAbstract && hasModifier(member, Kind.AbstractKeyword))) break;
        const kind =
          member.kind === Kind.GetAccessor
            ? 'getter'
            : member.kind === Kind.SetAccessor
              ? 'setter'
              : 'method';
        const type = member.kind === Kind.GetAccessor ? l.types.lowerOptional(method.type) : -1;
        members.push({ name: memberKey(l, method.name), kind, isStatic, functionId, type });
        break;
      }
      case Kind.PropertyDeclaration: {
        const { name, type } = member as ts.PropertyDeclaration;
        members.push({
          name: memberKey(l, name),
          kind: 'field',
          isStatic,
          functionId: -1,
          type: l.types.lowerOptional(type),
          isPrivate: isPrivate(member),
        });
        break;
      }
      case Kind.Constructor:
        for (const parameter of (member as ts.ConstructorDeclaration).parameters) {
          if (!isParameterProperty(parameter) || parameter.name.kind !== Kind.Identifier) continue;
          const name = textOf(parameter.name as ts.Identifier);
          const type = l.types.lowerOptional(parameter.type);
          members.push({
            name,
            kind: 'field',
            isStatic: false,
            functionId: -1,
            type,
            isPrivate: isPrivate(parameter),
          });
        }
        break;
      default:
        break;
    }
  }
  return members;
}

/** Static fields and blocks, and the computed names of all members, in order. */
function lowerStatics(l: Lowering, node: ts.ClassLikeDeclaration, draft: ClassDraft, value: number): void {
  const f = l.f;
  if (draft.staticThis !== undefined) writeVariable(l, draft.staticThis, value, node);
  for (const member of node.members) {
    switch (member.kind) {
      case Kind.ClassStaticBlockDeclaration:
        l.dispatch.lowerStatements(l, (member as ts.ClassStaticBlockDeclaration).body.statements);
        break;
      case Kind.PropertyDeclaration: {
        const { name, initializer } = member as ts.PropertyDeclaration;
        if (!hasModifier(member, Kind.StaticKeyword)) {
          evaluateName(l, name);
          break;
        }
        const key = propertyKey(l, name);
        if (initializer === undefined) break;
        const stored = lowerExpression(l, initializer);
        nameValue(l, stored, key.sym);
        const position = l.startOf(member);
        const length = member.end - position;
        if (isReference(initializer)) rememberContainer(f, stored, value, key.sym);
        if (key.sym >= 0) mutate(f, Op.Store, value, key.sym, stored, 0, position, length, 0);
        else mutate(f, Op.StoreX, value, key.value, stored, 0, position, length, 0);
        break;
      }
      case Kind.MethodDeclaration:
      case Kind.GetAccessor:
      case Kind.SetAccessor:
        evaluateName(l, (member as ts.MethodDeclaration).name);
        break;
      default:
        break;
    }
  }
}

function evaluateName(l: Lowering, name: ts.PropertyName): void {
  if (name.kind === Kind.ComputedPropertyName)
    lowerExpression(l, (name as ts.ComputedPropertyName).expression);
}

/** Functions that see the class through a cell must see its static fields as well. */
function publishStatics(l: Lowering, variable: Variable | undefined, value: number): number {
  const f = l.f;
  const newest = currentVersion(f, value);
  if (variable !== undefined && variable.cell >= 0 && newest !== value) {
    const position = f.position[value] ?? 0;
    f.emit(Op.CellSet, variable.cell, newest, -1, Flag.Weak, position, f.length[value] ?? 0);
    rememberPublished(f, value, cellContainer, variable.cell);
  }
  return newest;
}

// --- Decorators ---------------------------------------------------------------------------------------------------

function lowerDecorators(l: Lowering, node: ts.ClassLikeDeclaration, value: number): void {
  for (const member of node.members) {
    const { name } = member as ts.MethodDeclaration;
    const sym = name === undefined ? -1 : l.sym(staticName(name) ?? computedName);
    for (const decorator of decoratorsOf(member)) applyDecorator(l, decorator, value, sym, -1);
    if (!isMethodLike(member)) continue;
    let index = -1;
    for (const parameter of member.parameters) {
      if (isThisParameter(parameter)) continue;
      index++;
      for (const decorator of decoratorsOf(parameter)) {
        applyDecorator(l, decorator, value, member.kind === Kind.Constructor ? -1 : sym, index);
      }
    }
  }
  for (const decorator of decoratorsOf(node)) applyDecorator(l, decorator, value, -1, -1);
}

function isMethodLike(member: ts.ClassElement): member is ts.MethodDeclaration | ts.ConstructorDeclaration {
  return (
    member.kind === Kind.MethodDeclaration ||
    member.kind === Kind.Constructor ||
    member.kind === Kind.SetAccessor
  );
}

function applyDecorator(
  l: Lowering,
  node: ts.Decorator,
  value: number,
  member: number,
  parameter: number,
): void {
  const decorator = lowerExpression(l, node.expression);
  l.emit(Op.Deco, currentVersion(l.f, value), decorator, l.f.list([member, parameter]), 0, node);
}

// --- Fields -------------------------------------------------------------------------------------------------------

/** Initializes the fields of the class in its constructor: parameter properties first, then fields in order. */
export function lowerFields(l: Lowering): void {
  const node = l.fn.classDraft?.node;
  if (node === undefined || l.fn.kind !== 'constructor' || l.areFieldsDone) return;
  l.areFieldsDone = true;
  if (l.fn.node.kind === Kind.Constructor) {
    for (const parameter of (l.fn.node as ts.ConstructorDeclaration).parameters) {
      if (!isParameterProperty(parameter) || parameter.name.kind !== Kind.Identifier) continue;
      const variable = variableOf(l, parameter.name);
      if (variable === undefined) continue;
      const value = readVariable(l, variable, parameter.name);
      storeField(l, l.sym(variable.name), -1, value, true, parameter);
    }
  }
  for (const member of node.members) {
    if (member.kind !== Kind.PropertyDeclaration || hasModifier(member, Kind.StaticKeyword)) continue;
    const { name, initializer } = member as ts.PropertyDeclaration;
    if (initializer === undefined) continue;
    const value = lowerExpression(l, initializer);
    const key = staticName(name);
    const sym = key === undefined ? -1 : l.sym(key);
    nameValue(l, value, sym);
    // The computed name was evaluated with the class; here only its value would be needed.
    storeField(l, sym, sym < 0 ? l.f.unknownIndex() : -1, value, isReference(initializer), member);
  }
}

function storeField(
  l: Lowering,
  sym: number,
  index: number,
  value: number,
  isShared: boolean,
  node: ts.Node,
): void {
  const f = l.f;
  const self = readThis(l, node);
  const position = l.startOf(node);
  const length = node.end - position;
  if (isShared) rememberContainer(f, value, self, sym);
  if (sym >= 0) mutate(f, Op.Store, self, sym, value, 0, position, length, 0);
  else mutate(f, Op.StoreX, self, index, value, 0, position, length, 0);
}

/** Class expressions. */
export const classLowerings: readonly (readonly [ts.SyntaxKind, ExpressionLowering])[] = [
  [Kind.ClassExpression, lowerClassExpression],
];

/** Class declarations. */
export const classStatementLowerings: readonly (readonly [ts.SyntaxKind, StatementLowering])[] = [
  [Kind.ClassDeclaration, lowerClassDeclaration],
];
