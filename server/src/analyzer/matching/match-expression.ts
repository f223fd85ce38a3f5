/**
 * Matches expression patterns: one dispatch over the kinds of syntax, with Semgrep's equivalences.
 *
 * Parentheses and `as` in the code are transparent. `a?.b` is `$X.b` and not `a.b`. Names stand for what
 * they import, literals for what is constant. Absent optional parts of a pattern match anything.
 */

import type ts from 'typescript';
import { moduleName } from './bindings.ts';
import {
  childrenOf,
  type Environment,
  type Environments,
  noMatch,
  unwrap,
  unwrapCasts,
  unwrapParentheses,
} from './environment.ts';
import { matchBinary } from './match-binary.ts';
import {
  bindNode,
  bindSequence,
  bindText,
  chain,
  either,
  type MatchContext,
  matchSequence,
  optional,
  step,
} from './match-context.ts';
import { matchKnownType } from './match-known-type.ts';
import {
  constantInitializer,
  isTemplatePiece,
  matchRegexLiteral,
  matchString,
  matchTemplate,
} from './match-literal.ts';
import {
  deepOperand,
  dotsName,
  isDots,
  isEllipsis,
  metavariableOf,
  sequenceMetavariable,
  typedMetavariable,
} from './pattern-syntax.ts';
import { isExpressionChild } from './source-index.ts';
import {
  forEachChild,
  isBindingElement,
  isCallExpression,
  isClassLike,
  isElementAccessExpression,
  isFunctionLike,
  isIdentifier,
  isLiteralExpression,
  isNewExpression,
  isNonNullExpression,
  isNumericLiteral,
  isPrivateIdentifier,
  isPropertyAccessExpression,
  isSatisfiesExpression,
  isTaggedTemplateExpression,
  isTemplateLiteral,
  isTemplateLiteralToken,
  isTypeNode,
  isYieldExpression,
  Kind,
} from './syntax.ts';

/** All environments under which the expression pattern matches the node. */
export function matchExpression(
  ctx: MatchContext,
  pattern: ts.Node,
  node: ts.Node,
  environment: Environment,
): Environments {
  step(ctx);
  const p = unwrapParentheses(pattern);
  if (p.kind === Kind.Identifier) {
    const name = metavariableOf(p);
    if (name !== '') return bindNode(ctx, environment, name, unwrapParentheses(node));
    if (isEllipsis(p)) return environment.only;
    const sequence = sequenceMetavariable(p);
    if (sequence !== '') return bindSequence(ctx, environment, sequence, { nodes: [node], at: node.end });
    return matchIdentifier(ctx, p as ts.Identifier, unwrapCasts(node), environment);
  }
  if (isCast(p.kind)) return matchCast(ctx, p, unwrapParentheses(node), environment);
  const n = unwrapCasts(node);
  const result = matchKind(ctx, p, { node, n }, environment);
  if (result.length > 0 || !ctx.options.symbolicPropagation || !isIdentifier(n)) return result;
  const initializer = constantInitializer(ctx, n);
  return initializer === undefined ? result : ctx.expression(p, initializer, environment);
}

function matchKind(
  ctx: MatchContext,
  p: ts.Node,
  { node, n }: { readonly node: ts.Node; readonly n: ts.Node },
  environment: Environment,
): Environments {
  switch (p.kind) {
    case Kind.CallExpression:
      return matchCallPattern(ctx, p as ts.CallExpression, { node, inner: n }, environment);
    case Kind.PropertyAccessExpression:
      return matchAccess(ctx, p as ts.PropertyAccessExpression, n, environment);
    case Kind.StringLiteral:
    case Kind.NoSubstitutionTemplateLiteral:
      return matchString(ctx, p as ts.StringLiteralLike, n, environment);
    case Kind.NumericLiteral: {
      const value =
        isNumericLiteral(n) || ctx.options.constantPropagation ? ctx.index.constantOf(n) : undefined;
      return value === Number((p as ts.NumericLiteral).text) ? environment.only : noMatch;
    }
    case Kind.TrueKeyword:
    case Kind.FalseKeyword:
      if (n.kind === p.kind) return environment.only;
      return ctx.options.constantPropagation && ctx.index.constantOf(n) === (p.kind === Kind.TrueKeyword)
        ? environment.only
        : noMatch;
    case Kind.RegularExpressionLiteral:
      return matchRegexLiteral(ctx, p as ts.RegularExpressionLiteral, n, environment);
    case Kind.TemplateExpression:
      return matchTemplate(ctx, p as ts.TemplateExpression, n, environment);
    case Kind.BinaryExpression:
      return matchBinary(ctx, p as ts.BinaryExpression, n, environment);
    case Kind.ObjectLiteralExpression:
      return n.kind === p.kind || n.kind === Kind.ObjectBindingPattern
        ? ctx.members(p, n, environment)
        : noMatch;
    case Kind.FunctionExpression:
    case Kind.ArrowFunction:
      if (!ctx.options.arrowIsFunction && (p.kind === Kind.ArrowFunction) !== (n.kind === Kind.ArrowFunction))
        return noMatch;
      return isLambda(n) ? ctx.callable(p, n, environment) : noMatch;
    case Kind.ClassExpression:
      return isClassLike(n) ? ctx.classLike(p, n, environment) : noMatch;
    case Kind.JsxElement:
    case Kind.JsxSelfClosingElement:
    case Kind.JsxFragment:
      return ctx.jsx(p, n, environment);
    case Kind.ArrayLiteralExpression: {
      if (n.kind !== p.kind && n.kind !== Kind.ArrayBindingPattern) return noMatch;
      const elements = (n as ts.ArrayLiteralExpression | ts.ArrayBindingPattern).elements;
      return matchSequence(ctx, (p as ts.ArrayLiteralExpression).elements, elements, environment, {
        matcher: ctx.expression,
        at: n.end - 1,
      });
    }
    case Kind.NewExpression:
      return matchNew(ctx, p as ts.NewExpression, n, environment);
    case Kind.PrefixUnaryExpression:
    case Kind.PostfixUnaryExpression: {
      if (n.kind !== p.kind) return noMatch;
      const from = p as ts.PrefixUnaryExpression | ts.PostfixUnaryExpression;
      const to = n as ts.PrefixUnaryExpression | ts.PostfixUnaryExpression;
      return from.operator === to.operator ? ctx.expression(from.operand, to.operand, environment) : noMatch;
    }
    case Kind.ElementAccessExpression: {
      if (!isElementAccessExpression(n)) return noMatch;
      const from = p as ts.ElementAccessExpression;
      return chain(ctx.expression(from.expression, n.expression, environment), (env) =>
        ctx.expression(from.argumentExpression, n.argumentExpression, env),
      );
    }
    case Kind.YieldExpression: {
      if (!isYieldExpression(n)) return noMatch;
      const from = p as ts.YieldExpression;
      if ((from.asteriskToken === undefined) !== (n.asteriskToken === undefined)) return noMatch;
      return optional(ctx.expression, from.expression, n.expression, environment);
    }
    case Kind.TaggedTemplateExpression: {
      if (!isTaggedTemplateExpression(n)) return noMatch;
      const from = p as ts.TaggedTemplateExpression;
      return chain(ctx.expression(from.tag, n.tag, environment), (env) =>
        ctx.expression(from.template, n.template, env),
      );
    }
    case Kind.BindingElement:
      return isBindingElement(n)
        ? ctx.bindingName((p as ts.BindingElement).name, n.name, environment)
        : noMatch;
    default:
      return matchSameKind(ctx, p, n, environment);
  }
}

/** Whether the node is a function as a value: an expression, an object's method, an unnamed default export. */
export function isLambda(node: ts.Node): boolean {
  switch (node.kind) {
    case Kind.FunctionExpression:
    case Kind.ArrowFunction:
    case Kind.MethodDeclaration:
      return true;
    case Kind.FunctionDeclaration:
      return (node as ts.FunctionDeclaration).name === undefined;
    default:
      return false;
  }
}

function isCast(kind: ts.SyntaxKind): boolean {
  return (
    kind === Kind.AsExpression ||
    kind === Kind.SatisfiesExpression ||
    kind === Kind.NonNullExpression ||
    kind === Kind.TypeAssertionExpression
  );
}

/** A cast in the pattern asks for that cast; `<T>x` and `x as T` are one. */
function matchCast(ctx: MatchContext, p: ts.Node, n: ts.Node, environment: Environment): Environments {
  if (isNonNullExpression(p))
    return isNonNullExpression(n) ? ctx.expression(p.expression, n.expression, environment) : noMatch;
  const from = p as ts.AsExpression;
  const isSame =
    isSatisfiesExpression(p) === isSatisfiesExpression(n) && isCast(n.kind) && !isNonNullExpression(n);
  if (!isSame) return noMatch;
  const to = n as ts.AsExpression;
  return chain(ctx.expression(from.expression, to.expression, environment), (env) =>
    ctx.type(from.type, to.type, env),
  );
}

/** Any other syntax: the same kind, and children that match in order. */
export function matchSameKind(
  ctx: MatchContext,
  p: ts.Node,
  n: ts.Node,
  environment: Environment,
): Environments {
  if (p.kind !== n.kind) return noMatch;
  if (isLiteralExpression(p) || isPrivateIdentifier(p) || isTemplateLiteralToken(p))
    return p.text === (n as ts.LiteralLikeNode).text ? environment.only : noMatch;
  return matchSequence(ctx, childrenOf(p), childrenOf(n), environment, {
    matcher: ctx.expression,
    at: n.end,
  });
}

function matchIdentifier(
  ctx: MatchContext,
  p: ts.Identifier,
  n: ts.Node,
  environment: Environment,
): Environments {
  if (isIdentifier(n) && n.text === p.text) return environment.only;
  return matchImported(ctx, p, n, environment);
}

/** A name that was imported matches what it was imported as: `child_process.exec`. */
function matchImported(ctx: MatchContext, p: ts.Node, n: ts.Node, environment: Environment): Environments {
  if (!isIdentifier(n)) return noMatch;
  const imported = ctx.index.declarationOf(n)?.imported;
  if (imported === undefined) return noMatch;
  const path = [moduleName(imported.module)];
  if (imported.name !== '*' && imported.name !== 'default') path.push(imported.name);
  return matchDotted(ctx, { pattern: p, path, count: path.length, node: n }, environment);
}

interface DottedMatch {
  readonly pattern: ts.Node;
  readonly path: readonly string[];
  /** How many segments of the path are still to be matched. */
  readonly count: number;
  readonly node: ts.Identifier;
}

function matchDotted(ctx: MatchContext, match: DottedMatch, environment: Environment): Environments {
  const p = unwrapParentheses(match.pattern);
  const segment = match.path[match.count - 1];
  if (segment === undefined) return noMatch;
  const place = { start: ctx.index.startOf(match.node), end: match.node.end };
  if (isIdentifier(p)) {
    const name = metavariableOf(p);
    if (name !== '')
      return bindText(ctx, environment, name, { text: match.path.slice(0, match.count).join('.'), ...place });
    if (isEllipsis(p)) return environment.only;
    return match.count === 1 && p.text === segment ? environment.only : noMatch;
  }
  if (!isPropertyAccessExpression(p)) return noMatch;
  if (p.name.text === dotsName)
    return matchDotted(ctx, { ...match, pattern: p.expression, count: 1 }, environment);
  if (match.count < 2) return noMatch;
  const name = metavariableOf(p.name);
  const named =
    name === ''
      ? p.name.text === segment
        ? environment.only
        : noMatch
      : bindText(ctx, environment, name, { text: segment, ...place });
  return chain(named, (env) =>
    matchDotted(ctx, { ...match, pattern: p.expression, count: match.count - 1 }, env),
  );
}

function matchAccess(
  ctx: MatchContext,
  p: ts.PropertyAccessExpression,
  n: ts.Node,
  environment: Environment,
): Environments {
  if (isPropertyAccessExpression(n)) {
    if (p.questionDotToken !== undefined && n.questionDotToken === undefined && !isDots(p)) return noMatch;
    // What stands before `?.` is more than the expression itself, so only what takes any expression takes it.
    if (
      n.questionDotToken !== undefined &&
      p.questionDotToken === undefined &&
      !isAnyExpression(p.expression)
    )
      return noMatch;
    const name = metavariableOf(p.name);
    const named =
      name !== ''
        ? bindNode(ctx, environment, name, n.name)
        : p.name.text === n.name.text || isEllipsis(p.name)
          ? environment.only
          : noMatch;
    if (named.length === 0) return noMatch;
    return chain(named, (env) =>
      isDots(p.expression)
        ? matchDots(ctx, p.expression, n, env)
        : ctx.expression(p.expression, n.expression, env),
    );
  }
  return isIdentifier(n) ? matchImported(ctx, p, n, environment) : noMatch;
}

/** Whether an expression pattern says nothing about the form of what it matches. */
function isAnyExpression(pattern: ts.Node): boolean {
  const p = unwrapParentheses(pattern);
  return (
    metavariableOf(p) !== '' ||
    isEllipsis(p) ||
    deepOperand(p) !== undefined ||
    typedMetavariable(p) !== undefined
  );
}

/** `x. ...` matches what any chain begins with that `node` is the end of. */
function matchDots(
  ctx: MatchContext,
  p: ts.PropertyAccessExpression,
  node: ts.PropertyAccessExpression,
  environment: Environment,
): Environments {
  let result: Environments = noMatch;
  let at: ts.PropertyAccessExpression | ts.CallExpression | ts.ElementAccessExpression = node;
  for (;;) {
    const next = unwrap(at.expression);
    const isOptional = isPropertyAccessExpression(at) && at.questionDotToken !== undefined;
    if (!isOptional || isAnyExpression(p.expression))
      result = either(result, ctx.expression(p.expression, next, environment));
    if (!isPropertyAccessExpression(next) && !isCallExpression(next) && !isElementAccessExpression(next))
      return result;
    at = next;
  }
}

function matchCallPattern(
  ctx: MatchContext,
  p: ts.CallExpression,
  { node, inner: n }: { readonly node: ts.Node; readonly inner: ts.Node },
  environment: Environment,
): Environments {
  const deep = deepOperand(p);
  if (deep !== undefined) return matchDeep(ctx, deep, node, environment);
  const typed = typedMetavariable(p);
  if (typed !== undefined) {
    const named = ctx.expression(typed.name, node, environment);
    return chain(named, (env) => matchKnownType(ctx, typed.type, node, env));
  }
  if (isCallExpression(n)) {
    const callee = matchCallee(ctx, p.expression, n.expression, environment);
    if (callee.length === 0) return noMatch;
    return chain(callee, (env) =>
      chain(matchTypeArguments(ctx, p.typeArguments, n, env), (inner) =>
        matchSequence(ctx, p.arguments, n.arguments, inner, { matcher: ctx.expression, at: n.end - 1 }),
      ),
    );
  }
  if (isTaggedTemplateExpression(n) && !p.arguments.some(isTemplateLiteral))
    return chain(ctx.expression(p.expression, n.tag, environment), (env) =>
      matchSequence(ctx, p.arguments, [n.template], env, { matcher: ctx.expression, at: n.end }),
    );
  return noMatch;
}

function matchCallee(
  ctx: MatchContext,
  p: ts.Expression,
  n: ts.Expression,
  environment: Environment,
): Environments {
  if (n.kind === Kind.ImportKeyword || n.kind === Kind.SuperKeyword) {
    if (p.kind === n.kind) return environment.only;
    const name = metavariableOf(p);
    return name === '' ? noMatch : bindNode(ctx, environment, name, n);
  }
  return ctx.expression(p, n, environment);
}

function matchTypeArguments(
  ctx: MatchContext,
  patterns: readonly ts.TypeNode[] | undefined,
  n: ts.CallExpression | ts.NewExpression,
  environment: Environment,
): Environments {
  if (patterns === undefined) return environment.only;
  return matchSequence(ctx, patterns, n.typeArguments ?? [], environment, { matcher: ctx.type, at: n.end });
}

function matchNew(
  ctx: MatchContext,
  p: ts.NewExpression,
  n: ts.Node,
  environment: Environment,
): Environments {
  if (!isNewExpression(n)) return noMatch;
  return chain(ctx.expression(p.expression, n.expression, environment), (env) =>
    chain(matchTypeArguments(ctx, p.typeArguments, n, env), (inner) =>
      matchSequence(ctx, p.arguments ?? [], n.arguments ?? [], inner, {
        matcher: ctx.expression,
        at: n.end - 1,
      }),
    ),
  );
}

/** The expression itself, or any part of it that is not inside another function. */
export function matchDeep(
  ctx: MatchContext,
  p: ts.Node,
  node: ts.Node,
  environment: Environment,
): Environments {
  let result = ctx.expression(p, node, environment);
  if (isOpaque(node) || !ctx.options.deepExpressions) return result;
  forEachChild(node, (child) => {
    result = either(result, matchDeepChild(ctx, p, { parent: node, child }, environment));
  });
  return result;
}

function matchDeepChild(
  ctx: MatchContext,
  p: ts.Node,
  { parent, child }: { readonly parent: ts.Node; readonly child: ts.Node },
  environment: Environment,
): Environments {
  if (isExpressionChild(parent, child) || isTemplatePiece(child))
    return matchDeep(ctx, p, child, environment);
  if (isOpaque(child)) return noMatch;
  let result: Environments = noMatch;
  forEachChild(child, (grandchild) => {
    result = either(result, matchDeepChild(ctx, p, { parent: child, child: grandchild }, environment));
  });
  return result;
}

/** Whether the parts of a node are somebody else's code, or types. */
function isOpaque(node: ts.Node): boolean {
  return isFunctionLike(node) || isClassLike(node) || isTypeNode(node);
}
