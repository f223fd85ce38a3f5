/**
 * Matches expression patterns: one dispatch over the kinds of syntax, with Semgrep's equivalences.
 *
 * Parentheses, `as`, `satisfies`, `!` and `?.` in the code are transparent. Names stand for what they import,
 * literals for what is constant. Absent optional parts of a pattern match anything.
 */
import type ts from 'typescript';
import { isAssignmentOperator, moduleName, unknownString } from './bindings.ts';
import {
  childrenOf,
  type Environment,
  type Environments,
  noMatch,
  unwrap,
  unwrapParentheses,
} from './environment.ts';
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
import {
  deepOperand,
  dotsName,
  isDots,
  isEllipsis,
  isMetavariable,
  metavariableOf,
  readStringPattern,
  sequenceMetavariable,
  typedMetavariable,
} from './pattern-syntax.ts';
import { isExpressionChild } from './source-index.ts';
import {
  forEachChild,
  isBinaryExpression,
  isBindingElement,
  isCallExpression,
  isClassLike,
  isElementAccessExpression,
  isFunctionLike,
  isIdentifier,
  isLiteralExpression,
  isNewExpression,
  isNonNullExpression,
  isNoSubstitutionTemplateLiteral,
  isNumericLiteral,
  isPrivateIdentifier,
  isPropertyAccessExpression,
  isPropertyDeclaration,
  isRegularExpressionLiteral,
  isSatisfiesExpression,
  isStringLiteral,
  isStringLiteralLike,
  isTaggedTemplateExpression,
  isTemplateLiteral,
  isTemplateLiteralToken,
  isTypeNode,
  isTypeReferenceNode,
  isUnionTypeNode,
  isVariableDeclaration,
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
    return matchIdentifier(ctx, p as ts.Identifier, unwrap(node), environment);
  }
  if (isCast(p.kind)) return matchCast(ctx, p, unwrapParentheses(node), environment);
  const n = unwrap(node);
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
        ? matchDots(ctx, p.expression, n.expression, env)
        : ctx.expression(p.expression, n.expression, env),
    );
  }
  return isIdentifier(n) ? matchImported(ctx, p, n, environment) : noMatch;
}

/** `x. ...` matches any chain that begins with `x`. */
function matchDots(
  ctx: MatchContext,
  p: ts.PropertyAccessExpression,
  node: ts.Node,
  environment: Environment,
): Environments {
  let result: Environments = noMatch;
  let at: ts.Node = unwrap(node);
  for (;;) {
    result = either(result, ctx.expression(p.expression, at, environment));
    if (isPropertyAccessExpression(at) || isCallExpression(at) || isElementAccessExpression(at))
      at = unwrap(at.expression);
    else return result;
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
  if (isTaggedTemplateExpression(n))
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
  if (isOpaque(node)) return result;
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
  if (isExpressionChild(parent, child)) return matchDeep(ctx, p, child, environment);
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
    // Rules for several languages say `float` and `int` for what is a number here.
    const isNumber = known.name === 'number' && (name === 'float' || name === 'int');
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

function matchString(
  ctx: MatchContext,
  p: ts.StringLiteralLike,
  n: ts.Node,
  environment: Environment,
): Environments {
  const string = readStringPattern(p.text);
  if (p.kind === Kind.NoSubstitutionTemplateLiteral && string.kind === 'any')
    return isTemplateLiteral(n) ? environment.only : noMatch;
  const isLiteral = isStringLiteralLike(n);
  const value = isLiteral ? n.text : ctx.options.constantPropagation ? ctx.index.constantOf(n) : undefined;
  if (value === unknownString) return string.kind === 'any' ? environment.only : noMatch;
  if (typeof value !== 'string') return noMatch;
  switch (string.kind) {
    case 'any':
      return environment.only;
    case 'text':
      return value === string.text ? environment.only : noMatch;
    case 'regex':
      return ctx.regex(string.source)?.find(value) === undefined ? noMatch : environment.only;
    case 'metavariable': {
      const start = ctx.index.startOf(n);
      // The content of a constant stands elsewhere, so it has no place in the match.
      const place = isLiteral ? { start: start + 1, end: n.end - 1 } : { start: -1, end: -1 };
      return bindText(ctx, environment, string.name, { text: value, ...place });
    }
  }
}

function matchRegexLiteral(
  ctx: MatchContext,
  p: ts.RegularExpressionLiteral,
  n: ts.Node,
  environment: Environment,
): Environments {
  if (!isRegularExpressionLiteral(n)) {
    const initializer = ctx.options.constantPropagation ? constantInitializer(ctx, n) : undefined;
    return initializer !== undefined && isRegularExpressionLiteral(initializer)
      ? matchRegexLiteral(ctx, p, initializer, environment)
      : noMatch;
  }
  const [from, to] = [splitRegex(p.text), splitRegex(n.text)];
  if (from.body === '...') return environment.only;
  if (isMetavariable(from.body)) {
    const start = ctx.index.startOf(n) + 1;
    return bindText(ctx, environment, from.body, { text: to.body, start, end: start + to.body.length });
  }
  const isSame = from.body === to.body && (from.flags === '' || from.flags === to.flags);
  return isSame ? environment.only : noMatch;
}

/** What a variable that is never assigned again was initialized with. */
function constantInitializer(ctx: MatchContext, n: ts.Node): ts.Expression | undefined {
  if (!isIdentifier(n)) return undefined;
  const declaration = ctx.index.declarationOf(n);
  if (declaration?.initializer === undefined || declaration.identifier === n) return undefined;
  return ctx.index.bindings().isReassigned(declaration) ? undefined : declaration.initializer;
}

function splitRegex(text: string): { readonly body: string; readonly flags: string } {
  const end = text.lastIndexOf('/');
  return { body: text.slice(1, end), flags: text.slice(end + 1) };
}

/** A template as its pieces: texts (not empty) and expressions. */
function templateParts(node: ts.TemplateLiteral): readonly (string | ts.Expression)[] {
  if (isNoSubstitutionTemplateLiteral(node)) return node.text === '' ? [] : [node.text];
  const parts: (string | ts.Expression)[] = [node.head.text];
  for (const span of node.templateSpans) parts.push(span.expression, span.literal.text);
  return parts.filter((part) => part !== '');
}

function matchTemplate(
  ctx: MatchContext,
  p: ts.TemplateExpression,
  n: ts.Node,
  environment: Environment,
): Environments {
  if (!isTemplateLiteral(n)) return noMatch;
  const patterns = templateParts(p);
  const parts = templateParts(n);
  const results: Environment[] = [];
  const visit = (patternAt: number, partAt: number, env: Environment): void => {
    step(ctx);
    const pattern = patterns[patternAt];
    if (pattern === undefined) {
      if (partAt === parts.length) results.push(env);
      return;
    }
    if (pattern === '...') {
      if (patternAt === patterns.length - 1) results.push(env);
      else for (let at = partAt; at <= parts.length; at++) visit(patternAt + 1, at, env);
      return;
    }
    const part = parts[partAt];
    if (part === undefined || typeof part !== typeof pattern) return;
    if (typeof pattern === 'string') {
      if (pattern === part) visit(patternAt + 1, partAt + 1, env);
      else if (isMetavariable(pattern)) {
        const place = { text: String(part), start: -1, end: -1 };
        for (const next of bindText(ctx, env, pattern, place)) visit(patternAt + 1, partAt + 1, next);
      }
    } else if (typeof part !== 'string')
      for (const next of ctx.expression(pattern, part, env)) visit(patternAt + 1, partAt + 1, next);
  };
  visit(0, 0, environment);
  return results;
}

/** `a op= b` read as `a = a op b`. */
const compoundOperators: ReadonlyMap<ts.SyntaxKind, ts.SyntaxKind> = new Map([
  [Kind.PlusEqualsToken, Kind.PlusToken],
  [Kind.MinusEqualsToken, Kind.MinusToken],
  [Kind.AsteriskEqualsToken, Kind.AsteriskToken],
  [Kind.SlashEqualsToken, Kind.SlashToken],
  [Kind.PercentEqualsToken, Kind.PercentToken],
]);

function matchBinary(
  ctx: MatchContext,
  p: ts.BinaryExpression,
  n: ts.Node,
  environment: Environment,
): Environments {
  const operator = p.operatorToken.kind;
  if (isVariableDeclaration(n) || isPropertyDeclaration(n))
    return operator === Kind.EqualsToken ? matchDeclaration(ctx, p, n, environment) : noMatch;
  if (!isBinaryExpression(n)) return noMatch;
  const actual = n.operatorToken.kind;
  if (operator === actual) {
    if (isAssociative(operator) && ctx.options.associative) return matchAssociative(ctx, p, n, environment);
    return matchOperands(ctx, p, n, environment);
  }
  if (isAssignmentOperator(operator) && isAssignmentOperator(actual))
    return matchCompound(ctx, p, n, environment);
  // `a += b` holds the sum `a + b`.
  if (compoundOperators.get(actual) === operator) return matchOperands(ctx, p, n, environment);
  return noMatch;
}

function matchOperands(
  ctx: MatchContext,
  p: ts.BinaryExpression,
  n: ts.BinaryExpression,
  environment: Environment,
): Environments {
  const direct = chain(ctx.expression(p.left, n.left, environment), (env) =>
    ctx.expression(p.right, n.right, env),
  );
  if (!ctx.options.symmetricEquality || !isEquality(p.operatorToken.kind)) return direct;
  return either(
    direct,
    chain(ctx.expression(p.left, n.right, environment), (env) => ctx.expression(p.right, n.left, env)),
  );
}

function isEquality(kind: ts.SyntaxKind): boolean {
  return (
    kind === Kind.EqualsEqualsToken ||
    kind === Kind.EqualsEqualsEqualsToken ||
    kind === Kind.ExclamationEqualsToken ||
    kind === Kind.ExclamationEqualsEqualsToken
  );
}

function isAssociative(kind: ts.SyntaxKind): boolean {
  return (
    kind === Kind.AmpersandAmpersandToken ||
    kind === Kind.BarBarToken ||
    kind === Kind.BarToken ||
    kind === Kind.AmpersandToken ||
    kind === Kind.CaretToken
  );
}

/** The variable or field declaration as an assignment: `$X = E` matches `const x = e`. */
function matchDeclaration(
  ctx: MatchContext,
  p: ts.BinaryExpression,
  n: ts.VariableDeclaration | ts.PropertyDeclaration,
  environment: Environment,
): Environments {
  const initializer = n.initializer;
  if (initializer === undefined || !ctx.options.variableIsAssignment) return noMatch;
  const typed = typedMetavariable(p.left);
  const target = typed?.name ?? p.left;
  const named = isVariableDeclaration(n)
    ? ctx.bindingName(target, n.name, environment)
    : ctx.propertyName(target, n.name, environment);
  return chain(named, (env) =>
    chain(optional(ctx.type, typed?.type, n.type, env), (inner) =>
      ctx.expression(p.right, initializer, inner),
    ),
  );
}

/** `$X = $X + $Y` matches `x += y`, and the other way round. */
function matchCompound(
  ctx: MatchContext,
  p: ts.BinaryExpression,
  n: ts.BinaryExpression,
  environment: Environment,
): Environments {
  const [compound, plain] = p.operatorToken.kind === Kind.EqualsToken ? [n, p] : [p, n];
  const operator = compoundOperators.get(compound.operatorToken.kind);
  const sum = unwrapParentheses(plain.right);
  // `x += 'b'` assigns a constant string if `x` held one.
  if (compound === n && isStringLiteral(sum) && operator === Kind.PlusToken)
    return chain(ctx.expression(p.left, n.left, environment), (env) => ctx.expression(sum, n, env));
  if (
    operator === undefined ||
    plain.operatorToken.kind !== Kind.EqualsToken ||
    !isBinaryExpression(sum) ||
    sum.operatorToken.kind !== operator
  )
    return noMatch;
  const isPatternCompound = compound === p;
  const target = ctx.expression(p.left, n.left, environment);
  return chain(target, (env) =>
    isPatternCompound
      ? chain(ctx.expression(p.left, sum.left, env), (inner) => ctx.expression(p.right, sum.right, inner))
      : chain(ctx.expression(sum.left, n.left, env), (inner) => ctx.expression(sum.right, n.right, inner)),
  );
}

/** Operands beyond this number are matched pairwise only. Guards against an explosion of groupings. */
const maxAssociativeOperands = 24;

/** `a && $X` matches `a && b && c` with `$X` as `b && c`: a metavariable may take several operands in a row. */
function matchAssociative(
  ctx: MatchContext,
  p: ts.BinaryExpression,
  n: ts.BinaryExpression,
  environment: Environment,
): Environments {
  const patterns = operands(p);
  const nodes = operands(n);
  if (nodes.length > maxAssociativeOperands) return matchOperands(ctx, p, n, environment);
  const isCommutative = ctx.options.commutativeBooleans || p.operatorToken.kind === Kind.BarToken;
  const orders = isCommutative && nodes.length <= 4 ? permutations(nodes) : [nodes];
  let result: Environments = noMatch;
  for (const order of orders)
    result = either(result, matchRuns(ctx, { patterns, nodes: order, whole: n }, environment));
  return result;
}

interface Runs {
  readonly patterns: readonly ts.Expression[];
  readonly nodes: readonly ts.Expression[];
  readonly whole: ts.BinaryExpression;
}

function matchRuns(ctx: MatchContext, runs: Runs, environment: Environment): Environments {
  const { patterns, nodes } = runs;
  const results: Environment[] = [];
  const visit = (patternAt: number, nodeAt: number, env: Environment): void => {
    step(ctx);
    const pattern = patterns[patternAt];
    if (pattern === undefined) {
      if (nodeAt === nodes.length) results.push(env);
      return;
    }
    const node = nodes[nodeAt];
    if (node === undefined) return;
    for (const next of ctx.expression(pattern, node, env)) visit(patternAt + 1, nodeAt + 1, next);
    const name = metavariableOf(unwrapParentheses(pattern));
    if (name === '' && !isEllipsis(pattern)) return;
    for (let end = nodeAt + 2; end <= nodes.length - (patterns.length - patternAt - 1); end++) {
      const run = nodes.slice(nodeAt, end);
      const bound =
        name === ''
          ? env.only
          : bindSequenceOrNode(ctx, env, { name, run, whole: runs.whole, isPrefix: nodeAt === 0 });
      for (const next of bound) visit(patternAt + 1, end, next);
    }
  };
  visit(0, 0, environment);
  return results;
}

/** A run from the beginning of a left-nested chain is a node of its own; any other is a sequence. */
function bindSequenceOrNode(
  ctx: MatchContext,
  environment: Environment,
  run: {
    readonly name: string;
    readonly run: readonly ts.Expression[];
    readonly whole: ts.Expression;
    readonly isPrefix: boolean;
  },
): Environments {
  const last = run.run.at(-1);
  for (let at: ts.Node = run.whole; run.isPrefix && isBinaryExpression(at); at = unwrap(at.left))
    if (at.right === last) return bindNode(ctx, environment, run.name, at);
  return bindSequence(ctx, environment, run.name, { nodes: run.run, at: run.whole.end });
}

function operands(node: ts.BinaryExpression): readonly ts.Expression[] {
  const list: ts.Expression[] = [];
  const visit = (at: ts.Expression): void => {
    const inner = unwrapParentheses(at);
    if (isBinaryExpression(inner) && inner.operatorToken.kind === node.operatorToken.kind) {
      visit(inner.left);
      visit(inner.right);
    } else list.push(at);
  };
  visit(node);
  return list;
}

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, at) =>
    permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]),
  );
}
