/**
 * What the parts of the matcher share: the file, the options, the step budget, and each other's entry points.
 *
 * The parts call one another through the context, because syntax is recursive and modules must not be.
 */
import type ts from 'typescript';
import type { SafeRegex } from '../rules/safe-regex.ts';
import { moduleName, unknownString } from './bindings.ts';
import {
  type Bound,
  type Environment,
  type Environments,
  extend,
  isAnonymous,
  isSameSyntax,
  lookup,
  noMatch,
} from './environment.ts';
import { isEllipsis, sequenceMetavariable } from './pattern-syntax.ts';
import type { SourceIndex } from './source-index.ts';
import { isIdentifier, isPrivateIdentifier, isStringLiteralLike } from './syntax.ts';

/** Semgrep `options` that change what matches. */
export interface MatchOptions {
  readonly constantPropagation: boolean;
  readonly symmetricEquality: boolean;
  readonly commutativeBooleans: boolean;
  readonly associative: boolean;
  readonly implicitObjectEllipsis: boolean;
  readonly variableIsAssignment: boolean;
  readonly deepStatements: boolean;
  /** `var` in a pattern stands for `let` and `const` too. */
  readonly letIsVar: boolean;
  /** Arrow functions and function expressions are one. */
  readonly arrowIsFunction: boolean;
  /** A variable that is never assigned again also matches as what it was initialized with. */
  readonly symbolicPropagation: boolean;
  /** Patterns of expressions and decorators look at decorators. */
  readonly decoratorsAreExpressions: boolean;
  /** `<... e ...>` looks into the parts of an expression. */
  readonly deepExpressions: boolean;
  /** `...` between statements that stand alone reaches into nested blocks. */
  readonly deepRuns: boolean;
  /** Elements may have attributes that a pattern does not name. */
  readonly implicitAttributes: boolean;
  /** An element that closes itself and one that is closed by a tag are one. */
  readonly looseElements: boolean;
  /** Children of elements are in the order of the pattern; otherwise all of them are named, in any order. */
  readonly orderedChildren: boolean;
  /** Variables of one name that are declared in different places are different. */
  readonly strictVariables: boolean;
  /** Decorators are in the order of the pattern. */
  readonly orderedDecorators: boolean;
}

/** Matches one pattern node against one node of the file. */
export type NodeMatcher = (pattern: ts.Node, node: ts.Node, environment: Environment) => Environments;

/** See the head of this file. */
export interface MatchContext {
  readonly index: SourceIndex;
  readonly options: MatchOptions;
  /** Compiled `"=~/…/"` strings. */
  readonly regex: (source: string) => SafeRegex | undefined;
  readonly budget: { steps: number };
  readonly expression: NodeMatcher;
  readonly statement: NodeMatcher;
  /** A body: a block, or the expression of an arrow function. */
  readonly body: NodeMatcher;
  readonly callable: NodeMatcher;
  readonly classLike: NodeMatcher;
  readonly members: NodeMatcher;
  readonly jsx: NodeMatcher;
  readonly type: NodeMatcher;
  /** A declared name or destructuring pattern. */
  readonly bindingName: NodeMatcher;
  readonly propertyName: NodeMatcher;
}

/** Thrown when a pattern takes more steps than one file is worth; the rule's fence turns it into a coverage gap. */
export class MatchBudgetError extends Error {
  constructor() {
    super('The pattern takes too many steps on this file.');
    this.name = 'MatchBudgetError';
  }
}

/** Matching steps one rule may take in one file. Beyond it, the rule's matches in the file are dropped, and it is a gap. */
export const maxMatchSteps = 1_000_000;

/** Counts one step. */
export function step(ctx: MatchContext): void {
  if (--ctx.budget.steps < 0) throw new MatchBudgetError();
}

/** Whether two bindings are equal code in the file. */
export function equalBound(ctx: MatchContext, left: Bound, right: Bound): boolean {
  if (left === right) return true;
  if (left.kind === 'node' && right.kind === 'node')
    return (
      isSameSyntax(left.node, right.node, (a, b) => isSameVariable(ctx, a, b)) ||
      hasSameText(left, right) ||
      isSameConstant(ctx, left.node, right.node)
    );
  if (left.kind === 'sequence' && right.kind === 'sequence')
    return (
      left.nodes.length === right.nodes.length &&
      left.nodes.every((node, position) => {
        const other = right.nodes[position];
        return other !== undefined && isSameSyntax(node, other, (a, b) => isSameVariable(ctx, a, b));
      })
    );
  return hasSameText(left, right) || isModuleOf(ctx, left, right) || isModuleOf(ctx, right, left);
}

/** Whether both are known to be the same constant. */
function isSameConstant(ctx: MatchContext, left: ts.Node, right: ts.Node): boolean {
  if (!ctx.options.constantPropagation || (!isIdentifier(left) && !isIdentifier(right))) return false;
  const value = ctx.index.constantOf(left);
  return value !== undefined && value !== unknownString && value === ctx.index.constantOf(right);
}

/** Whether the text is the canonical name of the module that the identifier stands for. */
function isModuleOf(ctx: MatchContext, text: Bound, bound: Bound): boolean {
  if (text.kind !== 'text' || bound.kind !== 'node' || !isIdentifier(bound.node)) return false;
  const imported = ctx.index.declarationOf(bound.node)?.imported;
  const isWhole = imported !== undefined && (imported.name === '*' || imported.name === 'default');
  return isWhole && moduleName(imported.module) === text.text;
}

/** The name or string content of a binding, if it has one; `$X` of `foo($X)` and of `"$X"` are compared by it. */
function hasSameText(left: Bound, right: Bound): boolean {
  if (left.kind === 'node' && right.kind === 'node' && left.node.kind === right.node.kind) return false;
  const leftText = nameOf(left);
  return leftText !== undefined && leftText === nameOf(right);
}

function nameOf(bound: Bound): string | undefined {
  if (bound.kind === 'text') return bound.text;
  if (bound.kind !== 'node') return undefined;
  const node = bound.node;
  return isIdentifier(node) || isPrivateIdentifier(node) || isStringLiteralLike(node) ? node.text : undefined;
}

/** Names that are both declared in the file must be declared in one place. */
function isSameVariable(ctx: MatchContext, left: ts.Identifier, right: ts.Identifier): boolean {
  const first = ctx.options.strictVariables ? ctx.index.declarationOf(left) : undefined;
  if (first === undefined) return true;
  const second = ctx.index.declarationOf(right);
  return second === undefined || first === second;
}

/** Binds a metavariable to a node, or checks it against what it is bound to. */
export function bindNode(
  ctx: MatchContext,
  environment: Environment,
  name: string,
  node: ts.Node,
): Environments {
  if (isAnonymous(name)) return environment.only;
  const bound: Bound = { kind: 'node', node, start: ctx.index.startOf(node), end: node.end };
  return bind(ctx, environment, name, bound);
}

/** Binds a metavariable to a text at a place of the file. */
export function bindText(
  ctx: MatchContext,
  environment: Environment,
  name: string,
  place: { readonly text: string; readonly start: number; readonly end: number },
): Environments {
  if (isAnonymous(name)) return environment.only;
  return bind(ctx, environment, name, { kind: 'text', ...place });
}

function bind(ctx: MatchContext, environment: Environment, name: string, bound: Bound): Environments {
  const known = lookup(environment, name);
  if (known === undefined) return extend(environment, name, bound).only;
  return equalBound(ctx, known, bound) ? environment.only : noMatch;
}

/** Binds a sequence metavariable; an empty sequence lies at `at`. */
export function bindSequence(
  ctx: MatchContext,
  environment: Environment,
  name: string,
  range: { readonly nodes: readonly ts.Node[]; readonly at: number },
): Environments {
  if (isAnonymous(name)) return environment.only;
  const first = range.nodes[0];
  const last = range.nodes.at(-1);
  return bind(ctx, environment, name, {
    kind: 'sequence',
    nodes: range.nodes,
    start: first === undefined ? range.at : ctx.index.startOf(first),
    end: last === undefined ? range.at : last.end,
  });
}

/** All environments of `second` under all of `first`. */
export function chain(first: Environments, second: (environment: Environment) => Environments): Environments {
  if (first.length === 0) return noMatch;
  const only = first.length === 1 ? first[0] : undefined;
  if (only !== undefined) return second(only);
  return first.flatMap((environment) => [...second(environment)]);
}

/** Both lists together. */
export function either(left: Environments, right: Environments): Environments {
  if (left.length === 0) return right;
  return right.length === 0 ? left : [...left, ...right];
}

/** An optional part: absent in the pattern means "whatever". */
export function optional(
  matcher: NodeMatcher,
  pattern: ts.Node | undefined,
  node: ts.Node | undefined,
  environment: Environment,
): Environments {
  if (pattern === undefined) return environment.only;
  if (node === undefined) return isEllipsis(pattern) ? environment.only : noMatch;
  return matcher(pattern, node, environment);
}

/** How a sequence is matched. */
export interface SequenceOptions {
  readonly matcher: NodeMatcher;
  /** Elements may be left over at the end. */
  readonly isPrefix?: boolean;
  /** Where an empty sequence lies. */
  readonly at: number;
}

/** A sequence in order, with `...` for any elements and `$...X` binding any elements. */
export function matchSequence(
  ctx: MatchContext,
  patterns: readonly ts.Node[],
  nodes: readonly ts.Node[],
  environment: Environment,
  options: SequenceOptions,
): Environments {
  if (patterns.length === 1 && isEllipsis(patterns[0])) return environment.only;
  const results: Environment[] = [];
  const visit = (patternAt: number, nodeAt: number, env: Environment): void => {
    step(ctx);
    const pattern = patterns[patternAt];
    if (pattern === undefined) {
      if (nodeAt === nodes.length || options.isPrefix === true) results.push(env);
      return;
    }
    if (isEllipsis(pattern)) {
      if (patternAt === patterns.length - 1) results.push(env);
      else for (let at = nodeAt; at <= nodes.length; at++) visit(patternAt + 1, at, env);
      return;
    }
    const sequence = sequenceMetavariable(pattern);
    if (sequence !== '') {
      const isLast = patternAt === patterns.length - 1 && options.isPrefix !== true;
      for (let at = isLast ? nodes.length : nodeAt; at <= nodes.length; at++) {
        const bound = bindSequence(ctx, env, sequence, { nodes: nodes.slice(nodeAt, at), at: options.at });
        for (const next of bound) visit(patternAt + 1, at, next);
      }
      return;
    }
    const node = nodes[nodeAt];
    if (node === undefined) return;
    for (const next of options.matcher(pattern, node, env)) visit(patternAt + 1, nodeAt + 1, next);
  };
  visit(0, 0, environment);
  return results;
}

/**
 * Every pattern matches a different node, in any order, or in theirs with `isOrdered`; nodes may be left over. Ellipses
 * are dropped before.
 */
export function matchUnordered(
  ctx: MatchContext,
  patterns: readonly ts.Node[],
  nodes: readonly ts.Node[],
  environment: Environment,
  matcher: NodeMatcher,
  isOrdered = false,
): Environments {
  const results: Environment[] = [];
  const used = new Set<ts.Node>();
  const visit = (at: number, from: number, env: Environment): void => {
    step(ctx);
    const pattern = patterns[at];
    if (pattern === undefined) {
      results.push(env);
      return;
    }
    for (let position = from; position < nodes.length; position++) {
      const node = nodes[position];
      if (node === undefined || used.has(node)) continue;
      for (const next of matcher(pattern, node, env)) {
        used.add(node);
        visit(at + 1, isOrdered ? position + 1 : 0, next);
        used.delete(node);
      }
    }
  };
  visit(0, 0, environment);
  return results;
}
