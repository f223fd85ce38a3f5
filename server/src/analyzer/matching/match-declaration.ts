/**
 * Matches functions, parameters, classes, objects, destructuring and types.
 *
 * Members of objects and classes are unordered and open, parameters are a sequence, modifiers and decorators that
 * the pattern does not name may be there. A function value is one thing, however it is written.
 */
import type ts from 'typescript';
import { type Environment, type Environments, noMatch, unwrapParentheses } from './environment.ts';
import {
  bindNode,
  bindText,
  chain,
  either,
  type MatchContext,
  matchSequence,
  matchUnordered,
  type NodeMatcher,
  optional,
} from './match-context.ts';
import { isLambda, matchSameKind } from './match-expression.ts';
import {
  anyName,
  isEllipsis,
  isMetavariable,
  metavariableOf,
  readStringPattern,
  sequenceMetavariable,
} from './pattern-syntax.ts';
import {
  canHaveDecorators,
  forEachChild,
  getDecorators,
  isAccessor,
  isArrayBindingPattern,
  isArrayLiteralExpression,
  isArrowFunction,
  isBindingElement,
  isBlock,
  isCallExpression,
  isClassLike,
  isComputedPropertyName,
  isConstructorDeclaration,
  isDecorator,
  isExpressionStatement,
  isExpressionWithTypeArguments,
  isFunctionExpression,
  isIdentifier,
  isLiteralTypeNode,
  isMethodDeclaration,
  isNumericLiteral,
  isObjectBindingPattern,
  isObjectLiteralExpression,
  isOmittedExpression,
  isParameter,
  isParenthesizedTypeNode,
  isPrivateIdentifier,
  isPropertyAssignment,
  isPropertyDeclaration,
  isQualifiedName,
  isSemicolonClassElement,
  isShorthandPropertyAssignment,
  isSpreadAssignment,
  isStringLiteral,
  isStringLiteralLike,
  isTypeReferenceNode,
  isUnionTypeNode,
  Kind,
} from './syntax.ts';

type Callable = ts.FunctionLikeDeclaration;

/** Parameters, body, return type, modifiers and decorators of two functions; names are the caller's affair. */
export function matchCallable(
  ctx: MatchContext,
  p: ts.Node,
  n: ts.Node,
  environment: Environment,
): Environments {
  const from = p as Callable;
  const to = n as Callable;
  // A function as a value is the same whether it is asynchronous, or a generator, or not.
  const isValue = p.kind === Kind.ArrowFunction || p.kind === Kind.FunctionExpression;
  if (!isValue && from.asteriskToken !== undefined && to.asteriskToken === undefined) return noMatch;
  const modified = isValue ? environment.only : matchModifiers(ctx, from, to, environment);
  return chain(modified, (env) => matchSignature(ctx, from, to, env));
}

/** Parameters, return type and body. */
function matchSignature(
  ctx: MatchContext,
  from: Callable,
  to: Callable,
  environment: Environment,
): Environments {
  const parameters = matchSequence(ctx, from.parameters, to.parameters, environment, {
    matcher: (parameter, node, env) => matchParameter(ctx, parameter, node, env),
    at: to.parameters.pos,
  });
  return chain(parameters, (env) =>
    chain(optional(ctx.type, from.type, to.type, env), (typed) => {
      if (from.body === undefined) return typed.only;
      if (to.body === undefined) return noMatch;
      // The last expression of a function expression is its value.
      const value = isFunctionExpression(to) && !isBlock(from.body) ? onlyExpression(to.body) : undefined;
      return ctx.body(from.body, value ?? to.body, typed);
    }),
  );
}

function onlyExpression(body: ts.Block): ts.Expression | undefined {
  const only = body.statements.length === 1 ? body.statements[0] : undefined;
  return only !== undefined && isExpressionStatement(only) ? only.expression : undefined;
}

/** The function that a field or property holds; it is then a method under another spelling. */
export function heldFunction(node: ts.Node): ts.FunctionExpression | ts.ArrowFunction | undefined {
  if (!isPropertyDeclaration(node) && !isPropertyAssignment(node)) return undefined;
  const value = node.initializer === undefined ? undefined : unwrapParentheses(node.initializer);
  return value !== undefined && (isFunctionExpression(value) || isArrowFunction(value)) ? value : undefined;
}

/** A declared function, method, accessor or constructor, or a field that holds a function, under the pattern's name. */
export function matchNamedCallable(
  ctx: MatchContext,
  p: Callable,
  n: Callable | ts.PropertyDeclaration | ts.PropertyAssignment,
  environment: Environment,
): Environments {
  if (isPropertyDeclaration(n) || isPropertyAssignment(n)) {
    const held = heldFunction(n);
    const isOther = p.modifiers?.some(
      ({ kind }) => kind === Kind.ExportKeyword || kind === Kind.DefaultKeyword,
    );
    if (held === undefined || isOther === true) return noMatch;
    if (p.asteriskToken !== undefined && held.asteriskToken === undefined) return noMatch;
    const named =
      p.name === undefined || (isIdentifier(p.name) && p.name.text === anyName)
        ? environment.only
        : matchPropertyName(ctx, p.name, n.name, environment);
    return chain(named, (env) =>
      isAsync(p) && !isAsync(held)
        ? noMatch
        : chain(matchDecoratorsOnly(ctx, p, n, env), (inner) => matchSignature(ctx, p, held, inner)),
    );
  }
  if (p.name === undefined || (isIdentifier(p.name) && p.name.text === anyName))
    return matchCallable(ctx, p, n, environment);
  const name = n.name;
  if (name === undefined) {
    if (!isConstructorDeclaration(n) || !isIdentifier(p.name)) return noMatch;
    const variable = metavariableOf(p.name);
    if (variable === '')
      return p.name.text === 'constructor' ? matchCallable(ctx, p, n, environment) : noMatch;
    const start = ctx.index.startOf(n);
    const bound = bindText(ctx, environment, variable, { text: 'constructor', start, end: start + 11 });
    return chain(bound, (env) => matchCallable(ctx, p, n, env));
  }
  return chain(matchPropertyName(ctx, p.name, name, environment), (env) => matchCallable(ctx, p, n, env));
}

/** Modifiers and decorators that the pattern names must be there, in any order. */
function matchModifiers(ctx: MatchContext, p: ts.Node, n: ts.Node, environment: Environment): Environments {
  const wanted = (p as { readonly modifiers?: readonly ts.ModifierLike[] }).modifiers;
  if (wanted === undefined) return environment.only;
  const found = (n as { readonly modifiers?: readonly ts.ModifierLike[] }).modifiers ?? [];
  const decorators: ts.Decorator[] = [];
  const has = (list: readonly ts.ModifierLike[], kind: ts.SyntaxKind): boolean =>
    list.some((modifier) => modifier.kind === kind);
  const isDefault = has(found, Kind.DefaultKeyword) && !has(wanted, Kind.DefaultKeyword);
  // `export` alone is not `export default`.
  if (isDefault && has(wanted, Kind.ExportKeyword)) return noMatch;
  for (const modifier of wanted) {
    if (isDecorator(modifier)) decorators.push(modifier);
    else if (!found.some((other) => other.kind === modifier.kind)) return noMatch;
  }
  return matchDecorators(ctx, decorators, found.filter(isDecorator), environment);
}

function matchDecorators(
  ctx: MatchContext,
  wanted: readonly ts.Decorator[],
  found: readonly ts.Decorator[],
  environment: Environment,
): Environments {
  const one: NodeMatcher = (p, n, env) => matchDecorator(ctx, p as ts.Decorator, n as ts.Decorator, env);
  return matchUnordered(ctx, wanted, found, environment, one, ctx.options.orderedDecorators);
}

/** `@Foo(...)` also matches a bare `@Foo`. */
export function matchDecorator(
  ctx: MatchContext,
  p: ts.Decorator,
  n: ts.Decorator,
  environment: Environment,
): Environments {
  const from = p.expression;
  // A decorator without arguments is not one with some.
  if (!isCallExpression(from) && isCallExpression(n.expression))
    return n.expression.arguments.length === 0
      ? ctx.expression(from, n.expression.expression, environment)
      : noMatch;
  const direct = ctx.expression(from, n.expression, environment);
  if (direct.length > 0 || !isCallExpression(from)) return direct;
  return from.arguments.every(isEllipsis) && !isCallExpression(n.expression)
    ? ctx.expression(from.expression, n.expression, environment)
    : noMatch;
}

function matchParameter(ctx: MatchContext, p: ts.Node, n: ts.Node, environment: Environment): Environments {
  if (!isParameter(n) || !isParameter(p)) return noMatch;
  if (p.dotDotDotToken !== undefined && n.dotDotDotToken === undefined) return noMatch;
  const initializer = p.initializer;
  return chain(matchModifiers(ctx, p, n, environment), (env) =>
    chain(matchBindingName(ctx, p.name, n.name, env), (named) =>
      chain(optional(ctx.type, p.type, n.type, named), (typed) =>
        initializer === undefined ? typed.only : optional(ctx.expression, initializer, n.initializer, typed),
      ),
    ),
  );
}

/** A name or pattern that is declared, against a name, a pattern, or an object or array literal. */
export function matchBindingName(
  ctx: MatchContext,
  p: ts.Node,
  n: ts.Node,
  environment: Environment,
): Environments {
  const from = unwrapParentheses(p);
  const name = metavariableOf(from);
  if (name !== '') return bindNode(ctx, environment, name, n);
  if (isEllipsis(from)) return environment.only;
  if (isIdentifier(from)) return isIdentifier(n) && n.text === from.text ? environment.only : noMatch;
  if (isObjectLiteralExpression(from) || isObjectBindingPattern(from))
    return isObjectBindingPattern(n) || isObjectLiteralExpression(n)
      ? ctx.members(from, n, environment)
      : noMatch;
  if (isArrayLiteralExpression(from) || isArrayBindingPattern(from)) {
    if (!isArrayBindingPattern(n) && !isArrayLiteralExpression(n)) return noMatch;
    return matchSequence(ctx, from.elements, n.elements, environment, {
      matcher: (element, node, env) => matchBindingElement(ctx, element, node, env),
      at: n.end - 1,
    });
  }
  return noMatch;
}

function matchBindingElement(
  ctx: MatchContext,
  p: ts.Node,
  n: ts.Node,
  environment: Environment,
): Environments {
  const from = isBindingElement(p) ? p.name : p;
  const to = isBindingElement(n) ? n.name : n;
  if (isOmittedExpression(from) || isOmittedExpression(to))
    return from.kind === to.kind ? environment.only : noMatch;
  return matchBindingName(ctx, from, to, environment);
}

/** The name of a property or method. Quotes do not matter; a metavariable also takes a computed name. */
export function matchPropertyName(
  ctx: MatchContext,
  p: ts.Node,
  n: ts.Node,
  environment: Environment,
): Environments {
  const name = metavariableOf(p);
  if (name !== '') return bindNode(ctx, environment, name, isComputedPropertyName(n) ? n.expression : n);
  if (isEllipsis(p)) return environment.only;
  if (isComputedPropertyName(p))
    return isComputedPropertyName(n) ? ctx.expression(p.expression, n.expression, environment) : noMatch;
  if (isStringLiteral(p) && isStringLiteralLike(n)) return ctx.expression(p, n, environment);
  // `{"$K": …}` asks for any key.
  if (isStringLiteral(p) && isMetavariable(p.text)) return bindNode(ctx, environment, p.text, n);
  const from = nameText(p);
  if (from === undefined) return noMatch;
  if (isStringLiteral(p)) {
    const string = readStringPattern(p.text);
    if (string.kind === 'any') return environment.only;
    if (string.kind === 'regex')
      return ctx.regex(string.source)?.find(nameText(n) ?? '') === undefined ? noMatch : environment.only;
  }
  return from === nameText(n) ? environment.only : noMatch;
}

function nameText(node: ts.Node): string | undefined {
  return isIdentifier(node) ||
    isPrivateIdentifier(node) ||
    isStringLiteralLike(node) ||
    isNumericLiteral(node)
    ? node.text
    : undefined;
}

/** Members of an object literal or destructuring pattern: unordered, and open unless the options say otherwise. */
export function matchMembers(
  ctx: MatchContext,
  p: ts.Node,
  n: ts.Node,
  environment: Environment,
): Environments {
  const wanted = objectMembers(p);
  const found = objectMembers(n);
  const patterns = wanted.filter(
    (member) => !isEllipsis(member) && sequenceMetavariable(memberName(member)) === '',
  );
  const isOpen = patterns.length < wanted.length || ctx.options.implicitObjectEllipsis;
  if (!isOpen && patterns.length !== found.length) return noMatch;
  return matchUnordered(ctx, patterns, found, environment, (member, node, env) =>
    matchProperty(ctx, member, node, env),
  );
}

function objectMembers(node: ts.Node): readonly ts.Node[] {
  if (isObjectLiteralExpression(node)) return node.properties;
  return isObjectBindingPattern(node) ? node.elements : [];
}

function memberName(node: ts.Node): ts.Node | undefined {
  return (node as ts.NamedDeclaration).name;
}

/** One property against another: `key: value`, shorthand, method, accessor, spread, or destructured. */
export function matchProperty(
  ctx: MatchContext,
  p: ts.Node,
  n: ts.Node,
  environment: Environment,
): Environments {
  const from = propertyParts(p);
  const to = propertyParts(n);
  if (from.spread !== undefined)
    return to.spread === undefined
      ? noMatch
      : ctx.bindingName(from.spread, to.spread, environment).length > 0
        ? ctx.bindingName(from.spread, to.spread, environment)
        : ctx.expression(from.spread, to.spread, environment);
  const { name, value } = from;
  if (to.spread !== undefined || name === undefined || to.name === undefined) return noMatch;
  const target = to.value;
  return chain(matchPropertyName(ctx, name, to.name, environment), (env) => {
    if (value === undefined || target === undefined) return value === target ? env.only : noMatch;
    return matchPropertyValue(ctx, value, target, env);
  });
}

function matchPropertyValue(
  ctx: MatchContext,
  value: ts.Node,
  target: ts.Node,
  environment: Environment,
): Environments {
  const inner = unwrapParentheses(value);
  // A method pattern also matches a property that holds a function.
  if (isMethodDeclaration(inner)) {
    const to = unwrapParentheses(target);
    return isLambda(to) || isAccessor(to) ? matchCallable(ctx, inner, to, environment) : noMatch;
  }
  if (metavariableOf(inner) !== '' && isHeldByName(target)) return noMatch;
  if (isAccessor(inner))
    return target.kind === inner.kind ? matchCallable(ctx, inner, target, environment) : noMatch;
  if (isObjectBindingPattern(inner) || isArrayBindingPattern(inner))
    return ctx.bindingName(inner, target, environment);
  if (isObjectBindingPattern(target) || isArrayBindingPattern(target))
    return ctx.bindingName(inner, target, environment);
  return ctx.expression(inner, target, environment);
}

/** Whether a property is a method, however it is written; then it has no value that a metavariable could take. */
function isHeldByName(target: ts.Node): boolean {
  const to = unwrapParentheses(target);
  return isLambda(to) || isAccessor(to);
}

interface PropertyParts {
  readonly name: ts.Node | undefined;
  readonly value: ts.Node | undefined;
  readonly spread: ts.Node | undefined;
}

function propertyParts(node: ts.Node): PropertyParts {
  if (isPropertyAssignment(node)) return { name: node.name, value: node.initializer, spread: undefined };
  if (isShorthandPropertyAssignment(node)) return { name: node.name, value: node.name, spread: undefined };
  if (isSpreadAssignment(node)) return { name: undefined, value: undefined, spread: node.expression };
  if (isMethodDeclaration(node) || isAccessor(node))
    return { name: node.name, value: node, spread: undefined };
  if (isBindingElement(node)) {
    if (node.dotDotDotToken !== undefined) return { name: undefined, value: undefined, spread: node.name };
    // A default makes the value something else than the name.
    const value = node.initializer === undefined ? node.name : undefined;
    return { name: node.propertyName ?? node.name, value, spread: undefined };
  }
  return { name: undefined, value: undefined, spread: undefined };
}

/** Classes: name, heritage, members (unordered and open), modifiers and decorators. */
export function matchClass(
  ctx: MatchContext,
  p: ts.Node,
  n: ts.Node,
  environment: Environment,
): Environments {
  if (!isClassLike(p) || !isClassLike(n)) return noMatch;
  const named =
    p.name === undefined || isEllipsis(p.name)
      ? environment.only
      : n.name === undefined
        ? noMatch
        : matchPropertyName(ctx, p.name, n.name, environment);
  const members = p.members.filter((member) => !isEllipsis(member) && !isSemicolonClassElement(member));
  return chain(named, (env) =>
    chain(matchModifiers(ctx, p, n, env), (modified) =>
      chain(matchHeritage(ctx, p, n, modified), (inherited) =>
        matchUnordered(ctx, members, n.members, inherited, (member, node, inner) =>
          matchClassMember(ctx, member, node, inner),
        ),
      ),
    ),
  );
}

function matchHeritage(
  ctx: MatchContext,
  p: ts.ClassLikeDeclaration,
  n: ts.ClassLikeDeclaration,
  environment: Environment,
): Environments {
  let result: Environments = environment.only;
  for (const clause of p.heritageClauses ?? []) {
    const target = n.heritageClauses?.find(({ token }) => token === clause.token);
    if (target === undefined) return noMatch;
    result = chain(result, (env) =>
      matchUnordered(
        ctx,
        clause.types.filter(({ expression }) => !isEllipsis(expression)),
        target.types,
        env,
        (type, node, inner) => matchHeritageType(ctx, type, node, inner),
      ),
    );
  }
  return result;
}

function matchHeritageType(
  ctx: MatchContext,
  p: ts.Node,
  n: ts.Node,
  environment: Environment,
): Environments {
  if (!isExpressionWithTypeArguments(p) || !isExpressionWithTypeArguments(n)) return noMatch;
  return chain(ctx.expression(p.expression, n.expression, environment), (env) =>
    p.typeArguments === undefined
      ? env.only
      : matchSequence(ctx, p.typeArguments, n.typeArguments ?? [], env, { matcher: ctx.type, at: n.end }),
  );
}

/** One class member; a method pattern also matches a field that holds a function. */
export function matchClassMember(
  ctx: MatchContext,
  p: ts.Node,
  n: ts.Node,
  environment: Environment,
): Environments {
  if (isMethodDeclaration(p) && (isPropertyDeclaration(n) || isPropertyAssignment(n)))
    return matchNamedCallable(ctx, p, n, environment);
  if (isCallableMember(p)) {
    if (!isCallableMember(n)) return noMatch;
    const isSame = p.kind === n.kind || (isMethodDeclaration(p) && isConstructorDeclaration(n));
    return isSame || isMethodDeclaration(p) ? matchNamedCallable(ctx, p, n, environment) : noMatch;
  }
  const heldPattern = heldFunction(p);
  if (isPropertyDeclaration(p) && heldPattern !== undefined && isMethodDeclaration(n))
    return chain(matchPropertyName(ctx, p.name, n.name, environment), (env) =>
      matchSignature(ctx, heldPattern, n, env),
    );
  if (isPropertyDeclaration(p)) {
    if (!isPropertyDeclaration(n) || (p.initializer === undefined && n.initializer !== undefined))
      return noMatch;
    // A field that holds a function is a method, so no metavariable takes that function as a value.
    if (p.initializer !== undefined && heldFunction(n) !== undefined && heldPattern === undefined)
      return noMatch;
    return chain(matchPropertyName(ctx, p.name, n.name, environment), (env) =>
      chain(matchModifiers(ctx, p, n, env), (modified) =>
        chain(optional(ctx.type, p.type, n.type, modified), (typed) =>
          optional(ctx.expression, p.initializer, n.initializer, typed),
        ),
      ),
    );
  }
  return matchSameKind(ctx, p, n, environment);
}

function isCallableMember(
  node: ts.Node,
): node is ts.MethodDeclaration | ts.AccessorDeclaration | ts.ConstructorDeclaration {
  return isMethodDeclaration(node) || isAccessor(node) || isConstructorDeclaration(node);
}

function matchDecoratorsOnly(
  ctx: MatchContext,
  p: ts.Node,
  n: ts.Node,
  environment: Environment,
): Environments {
  const wanted = canHaveDecorators(p) ? (getDecorators(p) ?? []) : [];
  const found = canHaveDecorators(n) ? (getDecorators(n) ?? []) : [];
  return matchDecorators(ctx, wanted, found, environment);
}

function isAsync(node: Callable): boolean {
  return node.modifiers?.some(({ kind }) => kind === Kind.AsyncKeyword) === true;
}

/** Types, by structure; a metavariable takes any type, unions are unordered. */
export function matchType(ctx: MatchContext, p: ts.Node, n: ts.Node, environment: Environment): Environments {
  const from = isParenthesizedTypeNode(p) ? p.type : p;
  const to = isParenthesizedTypeNode(n) ? n.type : n;
  if (isTypeReferenceNode(from)) {
    if (isEllipsis(from)) return environment.only;
    const name = isIdentifier(from.typeName) ? metavariableOf(from.typeName) : '';
    if (name !== '' && from.typeArguments === undefined) return bindNode(ctx, environment, name, to);
    if (!isTypeReferenceNode(to)) return noMatch;
    return chain(matchEntity(ctx, from.typeName, to.typeName, environment), (env) =>
      from.typeArguments === undefined
        ? env.only
        : matchSequence(ctx, from.typeArguments, to.typeArguments ?? [], env, {
            matcher: ctx.type,
            at: to.end,
          }),
    );
  }
  if (isUnionTypeNode(from)) {
    // A union in the pattern means: one of these, or exactly this union.
    let result: Environments = noMatch;
    if (isUnionTypeNode(to) && to.types.length === from.types.length)
      result = matchUnordered(ctx, from.types, to.types, environment, ctx.type);
    else for (const member of from.types) result = either(result, matchType(ctx, member, to, environment));
    return result;
  }
  if (from.kind !== to.kind) return noMatch;
  const children: ts.Node[] = [];
  const others: ts.Node[] = [];
  forEachChild(from, (child) => void children.push(child));
  forEachChild(to, (child) => void others.push(child));
  if (isIdentifier(from)) return isIdentifier(to) && from.text === to.text ? environment.only : noMatch;
  if (isLiteralTypeNode(from) && isLiteralTypeNode(to))
    return ctx.expression(from.literal, to.literal, environment);
  return matchSequence(ctx, children, others, environment, { matcher: ctx.type, at: to.end });
}

function matchEntity(
  ctx: MatchContext,
  p: ts.EntityName,
  n: ts.EntityName,
  environment: Environment,
): Environments {
  if (isIdentifier(p)) {
    const name = metavariableOf(p);
    if (name !== '') return bindNode(ctx, environment, name, n);
    return isIdentifier(n) && n.text === p.text ? environment.only : noMatch;
  }
  if (isQualifiedName(n))
    return chain(matchEntity(ctx, p.left, n.left, environment), (env) =>
      matchEntity(ctx, p.right, n.right, env),
    );
  // `express.Request` also names a `Request` that is imported from express.
  const imported = ctx.index.declarationOf(n)?.imported;
  if (imported === undefined || !isIdentifier(p.left)) return noMatch;
  return imported.name === p.right.text && imported.module.split('/').at(-1) === p.left.text
    ? environment.only
    : noMatch;
}
