/**
 * Matches the type of an expression: declared, cast, or evident from a literal or `new`. Nothing is inferred.
 */

import type ts from 'typescript';
import { type Environment, type Environments, noMatch } from './environment.ts';
import { bindNode, type MatchContext } from './match-context.ts';
import { metavariableOf } from './pattern-syntax.ts';
import {
  isIdentifier,
  isPropertyAccessExpression,
  isTypeReferenceNode,
  isUnionTypeNode,
  Kind,
} from './syntax.ts';

/** The declared or evident type of a node against a type pattern. */
export function matchKnownType(
  ctx: MatchContext,
  type: ts.TypeNode,
  node: ts.Node,
  environment: Environment,
): Environments {
  const known = ctx.index.typeOf(node);
  if (known === undefined) return noMatch;
  if (known.kind === 'node') return ctx.type(type, known.type, environment);
  if (isUnionTypeNode(type)) {
    for (const member of type.types) {
      const result = matchKnownType(ctx, member, node, environment);
      if (result.length > 0) return result;
    }
    return noMatch;
  }
  if (known.kind === 'name') {
    const name = typeName(type);
    // Semgrep calls the type of a numeric literal `float`, as its rules for several languages do.
    const isNumber = known.name === 'number' && name === 'float';
    return name === known.name || isNumber ? environment.only : noMatch;
  }
  return matchTypeExpression(ctx, type, known.expression, environment);
}

/** The name of a plain type, such as `string`, `Foo` or `$T`. */
function typeName(type: ts.TypeNode): string {
  if (isTypeReferenceNode(type) && isIdentifier(type.typeName)) return type.typeName.text;
  switch (type.kind) {
    case Kind.StringKeyword:
      return 'string';
    case Kind.NumberKeyword:
      return 'number';
    case Kind.BooleanKeyword:
      return 'boolean';
    default:
      return '';
  }
}

/** The class of `new C()` against a type pattern. */
function matchTypeExpression(
  ctx: MatchContext,
  type: ts.TypeNode,
  expression: ts.Expression,
  environment: Environment,
): Environments {
  if (!isTypeReferenceNode(type)) return noMatch;
  const name = isIdentifier(type.typeName) ? metavariableOf(type.typeName) : '';
  if (name !== '') return bindNode(ctx, environment, name, expression);
  return entityText(type.typeName) === dottedText(expression) ? environment.only : noMatch;
}

function entityText(name: ts.EntityName): string {
  return isIdentifier(name) ? name.text : `${entityText(name.left)}.${name.right.text}`;
}

function dottedText(node: ts.Expression): string {
  if (isIdentifier(node)) return node.text;
  return isPropertyAccessExpression(node) ? `${dottedText(node.expression)}.${node.name.text}` : '';
}
