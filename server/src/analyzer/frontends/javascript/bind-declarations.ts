/**
 * Binds variables, the names in patterns, and enums: declares each name in its scope and notes where it is written.
 */
import ts from 'typescript';
import { addWrite, describeConstant, keysOfEnum, nameOf } from './bind-facts.ts';
import type { BindWalk } from './bind-walk.ts';
import { Scope, type VariableKind } from './binding.ts';
import { Kind } from './kinds.ts';
import { hasModifier } from './syntax.ts';

/** Declares each name of a pattern; computed keys and defaults are walked. */
export function declarePattern(
  b: BindWalk,
  name: ts.BindingName,
  scope: Scope,
  kind: VariableKind,
  isWritten: boolean,
): void {
  if (name.kind === Kind.Identifier) {
    b.declareName(name as ts.Identifier, scope, kind, isWritten);
    return;
  }
  for (const element of (name as ts.BindingPattern).elements) {
    if (element.kind !== Kind.BindingElement) continue;
    const binding = element as ts.BindingElement;
    if (binding.propertyName !== undefined) b.visitPropertyName(binding.propertyName);
    if (binding.initializer !== undefined) b.visitNamed(binding.initializer, nameOf(binding.name));
    declarePattern(b, binding.name, scope, kind, isWritten);
  }
}

/** Binds `var`, `let` and `const`. `isWritten` says that a loop or a catch writes the names. */
export function visitVariableList(b: BindWalk, list: ts.VariableDeclarationList, isWritten: boolean): void {
  const flags = list.flags & ts.NodeFlags.BlockScoped;
  const kind: VariableKind = flags === 0 ? 'var' : flags === ts.NodeFlags.Let ? 'let' : 'const';
  const scope = kind === 'var' ? b.varScope() : b.scope;
  for (const declaration of list.declarations) {
    const { name, initializer } = declaration;
    if (initializer !== undefined) b.visitNamed(initializer, nameOf(name));
    if (name.kind !== Kind.Identifier) {
      declarePattern(b, name, scope, kind, isWritten || initializer !== undefined);
      continue;
    }
    const isAssigned = isWritten || initializer !== undefined;
    const variable = b.declareName(name as ts.Identifier, scope, kind, isAssigned);
    if (declaration.type !== undefined) variable.type = declaration.type;
    if (kind === 'const' && initializer !== undefined) describeConstant(variable, initializer);
  }
}

/** Binds an enum: its name around it, its members in it. */
export function visitEnum(b: BindWalk, node: ts.EnumDeclaration): void {
  b.typeNodes.push(node);
  if (hasModifier(node, Kind.DeclareKeyword)) return;
  const variable = b.declare(b.scope, node.name, 'enum');
  addWrite(variable, node.name.pos);
  variable.isStraight = !b.inSwitch;
  variable.memberKeys = keysOfEnum(node);
  const outer = b.scope;
  b.scope = new Scope(outer, b.currentFunction.id, false, false);
  for (const member of node.members) {
    if (member.initializer !== undefined) b.visit(member.initializer);
    if (member.name.kind !== Kind.Identifier) continue;
    const item = b.declare(b.scope, member.name as ts.Identifier, 'enum-member');
    addWrite(item, member.pos);
    item.isStraight = true;
  }
  b.scope = outer;
}
