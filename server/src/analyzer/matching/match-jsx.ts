/**
 * Matches JSX: attributes are unordered and open, children are an ordered prefix, a self-closing pattern takes any
 * children. Layout between children does not count.
 */
import type ts from 'typescript';
import { type Environment, type Environments, noMatch } from './environment.ts';
import {
  bindNode,
  chain,
  type MatchContext,
  matchSequence,
  matchUnordered,
  type NodeMatcher,
} from './match-context.ts';
import { matchSameKind } from './match-expression.ts';
import { isEllipsis, isMetavariable, metavariableOf } from './pattern-syntax.ts';
import {
  isIdentifier,
  isJsxAttribute,
  isJsxElement,
  isJsxExpression,
  isJsxFragment,
  isJsxSelfClosingElement,
  isJsxSpreadAttribute,
  isJsxText,
  Kind,
} from './syntax.ts';

/** An element, self-closing element or fragment against another. */
export function matchJsx(ctx: MatchContext, p: ts.Node, n: ts.Node, environment: Environment): Environments {
  if (isJsxFragment(p)) return isJsxFragment(n) ? matchChildren(ctx, p, n, environment) : noMatch;
  const from = openingOf(p);
  const to = openingOf(n);
  if (from === undefined || to === undefined) return noMatch;
  if (!ctx.options.looseElements && isJsxElement(p) !== isJsxElement(n)) return noMatch;
  const all = from.attributes.properties;
  const attributes = all.filter((attribute) => !isEllipsis(attribute));
  const isClosed = !ctx.options.implicitAttributes && attributes.length === all.length;
  if (isClosed && attributes.length !== to.attributes.properties.length) return noMatch;
  return chain(matchTag(ctx, from.tagName, to.tagName, environment), (env) =>
    chain(
      matchUnordered(ctx, attributes, to.attributes.properties, env, (attribute, node, inner) =>
        matchAttribute(ctx, attribute, node, inner),
      ),
      (inner) => (isJsxElement(p) ? matchChildren(ctx, p, n, inner) : inner.only),
    ),
  );
}

function openingOf(node: ts.Node): ts.JsxOpeningLikeElement | undefined {
  if (isJsxSelfClosingElement(node)) return node;
  return isJsxElement(node) ? node.openingElement : undefined;
}

function matchTag(ctx: MatchContext, p: ts.Node, n: ts.Node, environment: Environment): Environments {
  const name = metavariableOf(p);
  if (name !== '') return bindNode(ctx, environment, name, n);
  return isEllipsis(p) ? environment.only : ctx.expression(p, n, environment);
}

/** One attribute, with or without a value. */
export function matchAttribute(
  ctx: MatchContext,
  p: ts.Node,
  n: ts.Node,
  environment: Environment,
): Environments {
  if (isJsxSpreadAttribute(p))
    return isJsxSpreadAttribute(n) ? ctx.expression(p.expression, n.expression, environment) : noMatch;
  if (!isJsxAttribute(p) || !isJsxAttribute(n)) return noMatch;
  const named = isIdentifier(p.name)
    ? ctx.propertyName(p.name, n.name, environment)
    : matchSameKind(ctx, p.name, n.name, environment);
  return chain(named, (env) => {
    const from = attributeValue(p);
    const to = attributeValue(n);
    if (from !== undefined) return to === undefined ? noMatch : ctx.expression(from, to, env);
    // A bare attribute is `true`.
    return to === undefined || to.kind === Kind.TrueKeyword ? env.only : noMatch;
  });
}

function attributeValue(node: ts.JsxAttribute): ts.Node | undefined {
  const value = node.initializer;
  return value !== undefined && isJsxExpression(value) ? value.expression : value;
}

function matchChildren(ctx: MatchContext, p: ts.Node, n: ts.Node, environment: Environment): Environments {
  const patterns = childrenOf(p);
  const nodes = childrenOf(n);
  const matcher: NodeMatcher = (child, node, env) => matchChild(ctx, child, node, env);
  if (!ctx.options.orderedChildren) {
    const named = patterns.filter((child) => !isEllipsis(child));
    if (named.length === patterns.length && named.length !== nodes.length) return noMatch;
    return matchUnordered(ctx, named, nodes, environment, matcher);
  }
  return matchSequence(ctx, patterns, nodes, environment, {
    matcher,
    isPrefix: true,
    at: n.end,
  });
}

/** Children without layout and comments. */
function childrenOf(node: ts.Node): readonly ts.Node[] {
  const children = (node as { readonly children?: readonly ts.JsxChild[] }).children ?? [];
  return children.filter((child) =>
    isJsxText(child) ? child.text.trim() !== '' : !isJsxExpression(child) || child.expression !== undefined,
  );
}

function matchChild(ctx: MatchContext, p: ts.Node, n: ts.Node, environment: Environment): Environments {
  if (isJsxText(p) && isMetavariable(p.text.trim()))
    return isJsxText(n) ? bindNode(ctx, environment, p.text.trim(), n) : noMatch;
  if (isJsxText(p)) return isJsxText(n) && p.text.trim() === n.text.trim() ? environment.only : noMatch;
  if (isJsxExpression(p)) {
    if (!isJsxExpression(n) || p.expression === undefined || n.expression === undefined) return noMatch;
    return ctx.expression(p.expression, n.expression, environment);
  }
  return matchJsx(ctx, p, n, environment);
}
