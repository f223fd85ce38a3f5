/**
 * Binds classes. The constructor is drafted first, because fields are initialized in it; initializers of static fields
 * and static blocks run with the class itself as `this`.
 */
import type ts from 'typescript';
import { addWrite, kindOfMember, memberName } from './bind-facts.ts';
import { visitDecorators, visitFunction } from './bind-functions.ts';
import type { BindWalk } from './bind-walk.ts';
import { type ClassDraft, type FunctionDraft, Scope } from './binding.ts';
import { Kind } from './kinds.ts';
import { hasModifier, staticName } from './syntax.ts';

/** Drafts and binds a class called `name`. */
export function visitClass(b: BindWalk, node: ts.ClassLikeDeclaration, name: string): void {
  b.hint = '';
  b.typeNodes.push(node);
  visitDecorators(b, node);
  const outer = b.scope;
  const draft: ClassDraft = {
    node,
    name,
    constructorId: -1,
    staticThis: undefined,
    functionId: b.currentFunction.id,
    loweredId: -1,
  };
  b.classOf.set(node, draft);
  if (node.kind === Kind.ClassExpression && node.name !== undefined) {
    b.scope = new Scope(outer, b.currentFunction.id, false, false);
    const variable = b.declare(b.scope, node.name as ts.Identifier, 'class');
    addWrite(variable, node.name.pos);
    variable.isStraight = true;
  }
  for (const clause of node.heritageClauses ?? []) {
    if (clause.token !== Kind.ExtendsKeyword) continue;
    for (const type of clause.types) b.visit(type.expression);
  }
  const owner = visitConstructor(b, node, draft);
  for (const member of node.members) visitMember(b, member, draft, owner);
  b.scope = outer;
}

/** The constructor comes first, because fields are initialized in it; a class without one gets one. */
function visitConstructor(b: BindWalk, node: ts.ClassLikeDeclaration, draft: ClassDraft): FunctionDraft {
  for (const member of node.members) {
    if (member.kind !== Kind.Constructor || (member as ts.ConstructorDeclaration).body === undefined)
      continue;
    visitFunction(b, member as ts.ConstructorDeclaration, 'constructor', 'constructor', draft);
    const made = b.functionOf.get(member);
    if (made !== undefined) {
      draft.constructorId = made.id;
      return made;
    }
  }
  const made = b.addFunction(node, 'constructor', memberName(draft, 'constructor'), draft, false, false);
  draft.constructorId = made.id;
  return made;
}

function visitMember(b: BindWalk, member: ts.ClassElement, draft: ClassDraft, owner: FunctionDraft): void {
  switch (member.kind) {
    case Kind.MethodDeclaration:
    case Kind.GetAccessor:
    case Kind.SetAccessor: {
      const method = member as ts.MethodDeclaration | ts.AccessorDeclaration;
      visitDecorators(b, method);
      b.visitPropertyName(method.name);
      if (method.body === undefined) return;
      const name = staticName(method.name) ?? '[computed]';
      visitFunction(b, method, kindOfMember(method), name, draft);
      return;
    }
    case Kind.PropertyDeclaration: {
      const property = member as ts.PropertyDeclaration;
      visitDecorators(b, property);
      b.visitPropertyName(property.name);
      if (property.initializer === undefined) return;
      const name = staticName(property.name) ?? '[computed]';
      if (hasModifier(property, Kind.StaticKeyword)) {
        inStatic(b, draft, () =>
          b.visitNamed(property.initializer as ts.Expression, memberName(draft, name)),
        );
      } else {
        inConstructor(b, owner, () =>
          b.visitNamed(property.initializer as ts.Expression, memberName(draft, name)),
        );
      }
      return;
    }
    case Kind.ClassStaticBlockDeclaration: {
      const { body } = member as ts.ClassStaticBlockDeclaration;
      inStatic(b, draft, () => {
        const outer = b.scope;
        b.scope = new Scope(outer, b.currentFunction.id, true, false);
        b.visitAll(body.statements);
        b.scope = outer;
      });
      return;
    }
    default:
      return;
  }
}

function inStatic(b: BindWalk, draft: ClassDraft, action: () => void): void {
  const outer = b.thisHolder;
  b.thisHolder = { kind: 'class', draft };
  action();
  b.thisHolder = outer;
}

function inConstructor(b: BindWalk, owner: FunctionDraft, action: () => void): void {
  const outerThis = b.thisHolder;
  const outerFunction = b.currentFunction;
  const outerLoop = b.loopStart;
  b.thisHolder = { kind: 'function', draft: owner };
  b.currentFunction = owner;
  b.loopStart = -1;
  action();
  b.thisHolder = outerThis;
  b.currentFunction = outerFunction;
  b.loopStart = outerLoop;
}
