/**
 * Matches strings, templates and regular expressions.
 *
 * A literal of a pattern also matches what is constant; quotes and escapes do not count. `...` inside is any text.
 */

import type ts from 'typescript';
import { unknownString } from './bindings.ts';
import { type Environment, type Environments, noMatch } from './environment.ts';
import { bindText, type MatchContext, step } from './match-context.ts';
import { isMetavariable, readStringPattern } from './pattern-syntax.ts';
import {
  isIdentifier,
  isNoSubstitutionTemplateLiteral,
  isRegularExpressionLiteral,
  isStringLiteral,
  isStringLiteralLike,
  isTemplateLiteral,
  Kind,
} from './syntax.ts';

/** A string pattern against a string, or whatever is constantly one. */
export function matchString(
  ctx: MatchContext,
  p: ts.StringLiteralLike,
  n: ts.Node,
  environment: Environment,
): Environments {
  const string = readStringPattern(p.text);
  if (p.kind === Kind.NoSubstitutionTemplateLiteral) {
    if (string.kind === 'any') return isTemplateLiteral(n) ? environment.only : noMatch;
    if (n.kind !== p.kind) return noMatch;
  }
  // The texts of a template are strings too.
  const isLiteral =
    (isStringLiteralLike(n) &&
      (n.kind === p.kind || ctx.options.constantPropagation || isStringLiteral(n))) ||
    isTemplatePiece(n);
  const value = isLiteral ? n.text : ctx.options.constantPropagation ? ctx.index.constantOf(n) : undefined;
  // A key of YAML without a value has the empty text.
  if (n.kind === Kind.NullKeyword && n.end <= n.pos && string.kind === 'text')
    return string.text === '' ? environment.only : noMatch;
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
      const quote = n.end - start === value.length ? 0 : 1;
      const place = isLiteral ? { start: start + quote, end: n.end - quote } : { start: -1, end: -1 };
      return bindText(ctx, environment, string.name, { text: value, ...place });
    }
  }
}

/** Whether the node is a text of a template with expressions, and not empty. */
export function isTemplatePiece(
  node: ts.Node,
): node is ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail {
  return (
    (node.kind === Kind.TemplateHead ||
      node.kind === Kind.TemplateMiddle ||
      node.kind === Kind.TemplateTail) &&
    (node as ts.TemplateHead).text !== ''
  );
}

/** A regular expression literal against another, or a variable that holds one. */
export function matchRegexLiteral(
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
  if (from.flags !== '' && from.flags !== to.flags) return noMatch;
  if (from.body === '...') return environment.only;
  if (isMetavariable(from.body)) {
    const start = ctx.index.startOf(n) + 1;
    return bindText(ctx, environment, from.body, { text: to.body, start, end: start + to.body.length });
  }
  const isSame = from.body === to.body && (from.flags === '' || from.flags === to.flags);
  return isSame ? environment.only : noMatch;
}

/** What a variable that is never assigned again was initialized with. */
export function constantInitializer(ctx: MatchContext, n: ts.Node): ts.Expression | undefined {
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

/** A template pattern, piece by piece; a piece `...` takes any pieces, a piece `$X` one text. */
export function matchTemplate(
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
    const sequence = typeof pattern === 'string' ? /^\$\.\.\.([A-Z_][A-Z_0-9]*)$/.exec(pattern) : null;
    if (sequence !== null) {
      for (let at = partAt; at <= parts.length; at++) {
        const text = parts
          .slice(partAt, at)
          .map((one) =>
            typeof one === 'string' ? one : `\${${ctx.index.text.slice(ctx.index.startOf(one), one.end)}}`,
          )
          .join('');
        const bound = bindText(ctx, env, pattern as string, { text, start: -1, end: -1 });
        for (const next of bound) visit(patternAt + 1, at, next);
      }
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
