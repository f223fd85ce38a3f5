/**
 * Binds functions: each is drafted, gets a scope for its parameters and body, and its own `this` unless it is an arrow.
 */
import type ts from 'typescript';
import type { FunctionKind } from '../../ir/module.ts';
import { declarePattern } from './bind-declarations.ts';
import { addWrite, memberName, nameOf } from './bind-facts.ts';
import type { BindWalk } from './bind-walk.ts';
import { type ClassDraft, type FunctionDraft, Scope } from './binding.ts';
import { Kind } from './kinds.ts';
import { hasModifier, isThisParameter, textOf } from './syntax.ts';

type FunctionNode =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.AccessorDeclaration
  | ts.ConstructorDeclaration;

/** Binds a function declaration, name and body. */
export function visitFunctionDeclaration(b: BindWalk, node: ts.FunctionDeclaration): void {
  // Overloads and ambient functions have no code; calls of them lead to the implementation or out of the file.
  if (node.body === undefined || hasModifier(node, Kind.DeclareKeyword)) return;
  let name = 'default';
  if (node.name !== undefined) {
    const variable = b.declare(b.scope, node.name, 'function');
    addWrite(variable, node.name.pos);
    variable.isStraight = true;
    variable.isPrimitive = true;
    name = textOf(node.name);
  }
  visitFunction(b, node, 'function', name, undefined);
}

/** Drafts and binds a function called `name`; `classDraft` is the class it is a member of. */
export function visitFunction(
  b: BindWalk,
  node: FunctionNode,
  kind: FunctionKind,
  name: string,
  classDraft: ClassDraft | undefined,
): void {
  b.hint = '';
  const isStatic = classDraft !== undefined && hasModifier(node, Kind.StaticKeyword);
  const isHoisted = node.kind === Kind.FunctionDeclaration;
  const fullName = classDraft === undefined ? name : memberName(classDraft, name);
  const draft = b.addFunction(node, kind, fullName, classDraft, isStatic, isHoisted);
  b.functionOf.set(node, draft);
  visitFunctionBody(b, node, draft);
}

function visitFunctionBody(b: BindWalk, node: FunctionNode, draft: FunctionDraft): void {
  const outerScope = b.scope;
  const outerFunction = b.currentFunction;
  const outerThis = b.thisHolder;
  const outerLoop = b.loopStart;
  const outerSwitch = b.inSwitch;
  for (const parameter of node.parameters) visitDecorators(b, parameter);
  b.currentFunction = draft;
  if (!draft.isArrow) b.thisHolder = { kind: 'function', draft };
  b.loopStart = -1;
  b.inSwitch = false;
  if (node.kind === Kind.FunctionExpression && node.name !== undefined) {
    b.scope = new Scope(b.scope, draft.id, false, false);
    const self = b.declare(b.scope, node.name as ts.Identifier, 'self');
    self.isStraight = true;
    self.isPrimitive = true;
    addWrite(self, node.pos);
    draft.self = self;
  }
  b.scope = new Scope(b.scope, draft.id, true, false);
  for (const parameter of node.parameters) visitParameter(b, parameter);
  const body = node.body;
  if (body !== undefined) {
    if (body.kind === Kind.Block) b.visitAll((body as ts.Block).statements);
    else b.visit(body);
  }
  b.scope = outerScope;
  b.currentFunction = outerFunction;
  b.thisHolder = outerThis;
  b.loopStart = outerLoop;
  b.inSwitch = outerSwitch;
}

function visitParameter(b: BindWalk, parameter: ts.ParameterDeclaration): void {
  if (isThisParameter(parameter)) return;
  if (parameter.initializer !== undefined) b.visitNamed(parameter.initializer, nameOf(parameter.name));
  if (parameter.name.kind !== Kind.Identifier) {
    declarePattern(b, parameter.name, b.scope, 'parameter', true);
    return;
  }
  const variable = b.declareName(parameter.name as ts.Identifier, b.scope, 'parameter', true);
  if (parameter.type !== undefined) variable.type = parameter.type;
}

/** Binds the expressions of the decorators of a node. */
export function visitDecorators(b: BindWalk, node: ts.Node): void {
  const modifiers = (node as { readonly modifiers?: readonly ts.ModifierLike[] }).modifiers;
  if (modifiers === undefined) return;
  for (const modifier of modifiers) {
    if (modifier.kind === Kind.Decorator) b.visit((modifier as ts.Decorator).expression);
  }
}
