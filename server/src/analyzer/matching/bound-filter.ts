/**
 * Which nodes can be what a metavariable stands for already: a search for `$X` alone need not look at others.
 *
 * From the matches found so far to a test of a node that is quick and only ever too kind: names and strings must have a
 * text that is bound, accesses the name of a member, everything else a kind. Where constants come in, which may be equal
 * although they are written differently, nothing is known and there is no test.
 */
import type ts from 'typescript';
import type { Pattern } from './compile-pattern.ts';
import { isAnonymous, lookup, unwrap, unwrapParentheses } from './environment.ts';
import type { FormulaMatch } from './formula-ranges.ts';
import type { MatchContext } from './match-context.ts';
import type { NodeFilter } from './match-pattern.ts';
import { metavariableOf } from './pattern-syntax.ts';
import {
  isIdentifier,
  isPrivateIdentifier,
  isPropertyAccessExpression,
  isStringLiteralLike,
} from './syntax.ts';

/** The name of the metavariable that is all of a pattern; empty if there is more to it, or it never unifies. */
export function loneMetavariable(pattern: Pattern): string {
  const name = pattern.kind === 'expression' ? metavariableOf(unwrapParentheses(pattern.root)) : '';
  return isAnonymous(name) ? '' : name;
}

/** See the head of this file; undefined if every node may be it. */
export function boundFilter(
  ctx: MatchContext,
  matches: readonly FormulaMatch[],
  name: string,
): NodeFilter | undefined {
  const texts = new Set<string>();
  const members = new Set<string>();
  const kinds = new Set<ts.SyntaxKind>();
  const seen = new Set<ts.Node>();
  for (const { environment } of matches) {
    const bound = lookup(environment, name);
    if (bound?.kind !== 'node') return undefined;
    if (seen.has(bound.node)) continue;
    seen.add(bound.node);
    if (ctx.options.constantPropagation && ctx.index.constantOf(bound.node) !== undefined) return undefined;
    for (const node of [bound.node, unwrap(bound.node)]) {
      const text = textOf(node);
      if (text !== undefined) texts.add(text);
      else if (isPropertyAccessExpression(node)) members.add(node.name.text);
      else kinds.add(node.kind);
    }
  }
  return (node) => {
    const inner = unwrap(node);
    const text = textOf(inner);
    if (text !== undefined) return texts.has(text);
    return isPropertyAccessExpression(inner) ? members.has(inner.name.text) : kinds.has(inner.kind);
  };
}

/** What names and strings are compared by. */
function textOf(node: ts.Node): string | undefined {
  return isIdentifier(node) || isPrivateIdentifier(node) || isStringLiteralLike(node) ? node.text : undefined;
}
