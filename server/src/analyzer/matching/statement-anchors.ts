/**
 * What every match of a statement pattern holds: a call by its name, an assignment, a call of what a metavariable stands
 * for. Most statements hold no such thing, and are passed over without being searched.
 *
 * An anchor is the position of the last character of a node; anchors are sorted. Only ever too many are given.
 */
import type ts from 'typescript';
import { isAssignmentOperator } from './bindings.ts';
import { type Environment, lookup, unwrap, unwrapParentheses } from './environment.ts';
import type { MatchContext } from './match-context.ts';
import { fixedName } from './node-candidates.ts';
import { metavariableOf } from './pattern-syntax.ts';
import type { SourceIndex } from './source-index.ts';
import {
  forEachChild,
  isBinaryExpression,
  isBlock,
  isCallExpression,
  isExpressionStatement,
  isIdentifier,
  isReturnStatement,
  isVariableStatement,
  Kind,
} from './syntax.ts';

/** See the head of this file. */
export type Anchors = readonly number[];

/** Whether one of the anchors lies in the node. */
export function holdsAnchor(anchors: Anchors, node: ts.Node): boolean {
  return (anchors[lastAtMost(anchors, node.end - 1)] ?? -1) >= node.pos;
}

/** Position of the last entry that is at most `value`, or -1. */
export function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The anchors of a statement pattern in a file; undefined if nothing is known of it. */
export function anchorsOf({ index, options }: MatchContext, statement: ts.Node): Anchors | undefined {
  const isPlain =
    isExpressionStatement(statement) || isReturnStatement(statement) || isVariableStatement(statement);
  // Names that stand for what they were initialized with hold what they do not show.
  if (!isPlain || options.symbolicPropagation) return undefined;
  const name = firstCallName(statement);
  if (name !== '') return callAnchors(index, name);
  const assigned = isExpressionStatement(statement) ? unwrapParentheses(statement.expression) : undefined;
  return assigned !== undefined &&
    isBinaryExpression(assigned) &&
    assigned.operatorToken.kind === Kind.EqualsToken
    ? assignmentAnchors(index, assigned.left)
    : undefined;
}

/** Calls that can be `$F(...)` where `$F` is a name already; undefined for other patterns. */
export function boundAnchors(
  { index, options }: MatchContext,
  pattern: ts.Node,
  environment: Environment,
): Anchors | undefined {
  if (!isExpressionStatement(pattern) || options.symbolicPropagation) return undefined;
  const call = unwrapParentheses(pattern.expression);
  if (!isCallExpression(call)) return undefined;
  const name = metavariableOf(call.expression);
  const bound = name === '' ? undefined : lookup(environment, name);
  const node = bound?.kind === 'node' ? unwrap(bound.node) : undefined;
  if (node === undefined || !isIdentifier(node)) return undefined;
  // Names of equal constants are equal.
  if (options.constantPropagation && index.constantOf(node) !== undefined) return undefined;
  return anchorsAt([...index.callsOf(node.text), ...index.ofKind(Kind.TaggedTemplateExpression)]);
}

function callAnchors(index: SourceIndex, name: string): Anchors {
  return anchorsAt([
    ...index.callsOf(name),
    ...index.aliasesOf(name).flatMap((alias) => [...index.callsOf(alias)]),
    ...index.ofKind(Kind.TaggedTemplateExpression),
  ]);
}

/** Assignments, and declarations with a value; if the target is a plain name, only where that name stands. */
function assignmentAnchors(index: SourceIndex, target: ts.Expression): Anchors {
  const left = unwrapParentheses(target);
  const name = isIdentifier(left) ? fixedName(left) : '';
  if (name !== '')
    return anchorsAt([name, ...index.aliasesOf(name)].flatMap((one) => [...index.identifiers(one)]));
  return anchorsAt(
    index.remember('assignments', () => [
      ...index
        .ofKind(Kind.BinaryExpression)
        .filter((node) => isAssignmentOperator((node as ts.BinaryExpression).operatorToken.kind)),
      ...index
        .ofKind(Kind.VariableDeclaration)
        .filter((node) => (node as ts.VariableDeclaration).initializer !== undefined),
    ]),
  );
}

function anchorsAt(nodes: readonly ts.Node[]): Anchors {
  return nodes.map(({ end }) => end - 1).sort((left, right) => left - right);
}

/** The name of a call that is certainly part of the pattern; empty if there is none. */
function firstCallName(node: ts.Node): string {
  if (isCallExpression(node)) {
    const name = fixedName(node.expression);
    if (name !== '') return name;
  }
  // What a nested body holds may be matched by `...`.
  if (isBlock(node)) return '';
  let found = '';
  forEachChild(node, (child) => {
    if (found === '') found = firstCallName(child);
  });
  return found;
}
