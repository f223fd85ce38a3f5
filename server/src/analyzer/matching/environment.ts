/**
 * What the metavariables of a match are bound to.
 *
 * An environment is an immutable list; matching the same metavariable again asks for equal code, not for the same
 * place. Matchers return the list of all environments under which they succeed, empty for none.
 */
import ts from 'typescript';
import {
  forEachChild,
  isIdentifier,
  isJsxText,
  isLiteralExpression,
  isPostfixUnaryExpression,
  isPrefixUnaryExpression,
  isPrivateIdentifier,
  isPropertyAccessExpression,
  isStringLiteralLike,
  isTemplateLiteralToken,
  isVariableDeclarationList,
  Kind,
} from './syntax.ts';

/** What one metavariable stands for. Offsets are UTF-16 and half-open; a node of another text has start -1. */
export type Bound =
  | { readonly kind: 'node'; readonly node: ts.Node; readonly start: number; readonly end: number }
  | {
      readonly kind: 'sequence';
      readonly nodes: readonly ts.Node[];
      readonly start: number;
      readonly end: number;
    }
  /** The content of a string, a regex group, or the canonical name of an import. */
  | { readonly kind: 'text'; readonly text: string; readonly start: number; readonly end: number };

/** One list of bindings. `name` is empty for the empty environment. */
export interface Environment {
  readonly name: string;
  readonly bound: Bound | undefined;
  readonly parent: Environment | undefined;
  /** Equal for environments that bind the same names to the same places, in whatever order. */
  readonly hash: number;
  /** This environment as the result of a matcher, so that success allocates nothing. */
  readonly only: readonly Environment[];
}

/** All environments under which something matches. */
export type Environments = readonly Environment[];

/** No match. */
export const noMatch: Environments = [];

function createEnvironment(
  name: string,
  bound: Bound | undefined,
  parent: Environment | undefined,
): Environment {
  const only: Environment[] = [];
  const hash = bound === undefined || parent === undefined ? 0 : (parent.hash + hashBinding(name, bound)) | 0;
  const environment: Environment = { name, bound, parent, hash, only };
  only.push(environment);
  return environment;
}

function hashBinding(name: string, bound: Bound): number {
  let hash = Math.imul(bound.start + 1, 0x9e3779b1) ^ Math.imul(bound.end + 7, 0x85ebca6b);
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash;
}

/** Environments of which each is wanted once. */
export interface EnvironmentSet {
  /** Adds the environment; false if an equal one is in already. */
  readonly add: (environment: Environment) => boolean;
}

/** An empty set. */
export function createEnvironmentSet(): EnvironmentSet {
  const buckets = new Map<number, Environment[]>();
  return {
    add: (environment) => {
      const bucket = buckets.get(environment.hash);
      if (bucket === undefined) {
        buckets.set(environment.hash, [environment]);
        return true;
      }
      if (bucket.some((other) => isSameEnvironment(other, environment))) return false;
      bucket.push(environment);
      return true;
    },
  };
}

/** Nothing bound. */
export const emptyEnvironment: Environment = createEnvironment('', undefined, undefined);

/** What `name` is bound to. */
export function lookup(environment: Environment, name: string): Bound | undefined {
  for (let at: Environment | undefined = environment; at !== undefined; at = at.parent)
    if (at.name === name) return at.bound;
  return undefined;
}

/** The environment with one more binding; the name must not be bound. */
export function extend(environment: Environment, name: string, bound: Bound): Environment {
  return createEnvironment(name, bound, environment);
}

/** Names and bindings, in order of the names. */
export function bindings(environment: Environment): readonly (readonly [string, Bound])[] {
  const list: (readonly [string, Bound])[] = [];
  for (let at: Environment | undefined = environment; at?.bound !== undefined; at = at.parent)
    list.push([at.name, at.bound]);
  return list.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
}

/** Whether a metavariable never unifies: `$_` and regex groups (`$1`). */
export function isAnonymous(name: string): boolean {
  return name === '$_' || name === '$..._' || /^\$\d+$/.test(name);
}

/** Decides whether two bindings are equal code. */
export type BoundEquality = (left: Bound, right: Bound) => boolean;

/** Both environments together, or undefined if they disagree. Groups of regular expressions are exempt. */
export function merge(left: Environment, right: Environment, equal: BoundEquality): Environment | undefined {
  if (right.bound === undefined || left === right) return left;
  if (left.bound === undefined) return right;
  let result = left;
  for (const [name, bound] of bindings(right)) {
    const known = lookup(left, name);
    if (known === undefined) result = extend(result, name, bound);
    else if (!isAnonymous(name) && !equal(known, bound)) return undefined;
  }
  return result;
}

/** Whether the environments agree on what both bind. */
export function agree(left: Environment, right: Environment, equal: BoundEquality): boolean {
  if (left.bound === undefined || right.bound === undefined) return true;
  for (let at: Environment | undefined = right; at?.bound !== undefined; at = at.parent) {
    const known = lookup(left, at.name);
    if (known !== undefined && !isAnonymous(at.name) && !equal(known, at.bound)) return false;
  }
  return true;
}

/** Whether both bind the same names to the same places. */
export function isSameEnvironment(left: Environment, right: Environment): boolean {
  if (left === right) return true;
  if (left.hash !== right.hash) return false;
  const leftList = bindings(left);
  const rightList = bindings(right);
  return (
    leftList.length === rightList.length &&
    leftList.every(([name, bound], index) => {
      const other = rightList[index];
      return other !== undefined && other[0] === name && isSamePlace(bound, other[1]);
    })
  );
}

function isSamePlace(left: Bound, right: Bound): boolean {
  if (left.start !== right.start || left.end !== right.end) return false;
  return left.kind === 'text' && right.kind === 'text' ? left.text === right.text : true;
}

/** The node without parentheses, `as`, `satisfies`, `!` and `<T>` around it. */
export function unwrap(node: ts.Node): ts.Node {
  let at = node;
  for (;;) {
    switch (at.kind) {
      case Kind.ParenthesizedExpression:
      case Kind.AsExpression:
      case Kind.SatisfiesExpression:
      case Kind.NonNullExpression:
      case Kind.TypeAssertionExpression:
        at = (at as ts.ParenthesizedExpression).expression;
        break;
      default:
        return at;
    }
  }
}

/** The node without parentheses, `as` and `<T>` around it; `x!` and `x satisfies T` are more than `x` to a pattern. */
export function unwrapCasts(node: ts.Node): ts.Node {
  let at = node;
  for (;;) {
    switch (at.kind) {
      case Kind.ParenthesizedExpression:
      case Kind.AsExpression:
      case Kind.TypeAssertionExpression:
        at = (at as ts.ParenthesizedExpression).expression;
        break;
      default:
        return at;
    }
  }
}

/** The node without parentheses only. */
export function unwrapParentheses(node: ts.Node): ts.Node {
  let at = node;
  while (at.kind === Kind.ParenthesizedExpression) at = (at as ts.ParenthesizedExpression).expression;
  return at;
}

/**
 * Whether two nodes are the same code: kinds, names, operators and literals, without layout, parentheses or quotes.
 * `sameName` may tell two identifiers of equal text apart, by what they are bound to.
 */
export function isSameSyntax(
  left: ts.Node,
  right: ts.Node,
  sameName: (left: ts.Identifier, right: ts.Identifier) => boolean,
): boolean {
  const a = unwrap(left);
  const b = unwrap(right);
  if (a === b) return true;
  if (isStringLiteralLike(a) && isStringLiteralLike(b)) return a.text === b.text;
  if (a.kind !== b.kind) return false;
  if (isIdentifier(a)) return isIdentifier(b) && a.text === b.text && sameName(a, b);
  if (isLiteralExpression(a) || isPrivateIdentifier(a) || isTemplateLiteralToken(a) || isJsxText(a))
    return a.text === (b as ts.LiteralLikeNode).text;
  if (isPrefixUnaryExpression(a) && a.operator !== (b as ts.PrefixUnaryExpression).operator) return false;
  if (isPostfixUnaryExpression(a) && a.operator !== (b as ts.PostfixUnaryExpression).operator) return false;
  if (
    isVariableDeclarationList(a) &&
    (a.flags & ts.NodeFlags.BlockScoped) !== (b.flags & ts.NodeFlags.BlockScoped)
  )
    return false;
  // Names after a dot are not variables, whatever variables of that name there are.
  if (isPropertyAccessExpression(a) && isPropertyAccessExpression(b))
    return a.name.text === b.name.text && isSameSyntax(a.expression, b.expression, sameName);
  const leftChildren = childrenOf(a);
  const rightChildren = childrenOf(b);
  return (
    leftChildren.length === rightChildren.length &&
    leftChildren.every((child, index) => {
      const other = rightChildren[index];
      return other !== undefined && isSameSyntax(child, other, sameName);
    })
  );
}

/** The direct children, but for the tokens that say nothing about equality. */
export function childrenOf(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  forEachChild(node, (child) => {
    if (child.kind !== Kind.QuestionDotToken && child.kind !== Kind.EndOfFileToken) children.push(child);
  });
  return children;
}
