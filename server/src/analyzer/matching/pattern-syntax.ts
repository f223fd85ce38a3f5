/**
 * The stand-ins by which Semgrep's own tokens pass through the TypeScript parser, and how to know them again.
 *
 * `rewrite-pattern.ts` puts them into the text; everything that reads a parsed pattern asks here. Metavariables are
 * valid identifiers already: `$X` binds one node, `$$$X` (written `$...X`) a sequence.
 */
import type ts from 'typescript';
import {
  isCallExpression,
  isExpressionStatement,
  isIdentifier,
  isPropertyAccessExpression,
  Kind,
} from './syntax.ts';

/** Stands for `...`. */
export const ellipsisName = '__ellipsis';
/** Stands for `<... e ...>` as a call. */
export const deepName = '__deep';
/** Stands for the dots of `a. ... .b`. */
export const dotsName = '__dots';
/** Stands for `($X: T)` as the call `__typed<T>($X)`. */
export const typedName = '__typed';
/** Stands for the name in `function ...(…)`. */
export const anyName = '__anyname';

const metavariableNames = new Map<string, 'single' | 'sequence' | 'none'>();

function classify(text: string): 'single' | 'sequence' | 'none' {
  if (text.charCodeAt(0) !== 36) return 'none';
  const known = metavariableNames.get(text);
  if (known !== undefined) return known;
  let kind: 'single' | 'sequence' | 'none' = 'none';
  if (/^\$[A-Z_][A-Z_0-9]*$/.test(text)) kind = 'single';
  else if (/^\$\$\$[A-Z_][A-Z_0-9]*$/.test(text)) kind = 'sequence';
  metavariableNames.set(text, kind);
  return kind;
}

/** Whether `text` is a metavariable for one node, such as `$X`. */
export function isMetavariable(text: string): boolean {
  return classify(text) === 'single';
}

/** The rule's spelling (`$...X`) of a sequence metavariable, or empty. */
export function sequenceMetavariable(node: ts.Node | undefined): string {
  const inner = node !== undefined && isExpressionStatement(node) ? node.expression : node;
  if (inner === undefined || !isIdentifier(inner) || classify(inner.text) !== 'sequence') return '';
  return `$...${inner.text.slice(3)}`;
}

/** The name of the metavariable that `node` is, or empty. */
export function metavariableOf(node: ts.Node): string {
  if (node.kind !== Kind.Identifier && node.kind !== Kind.PrivateIdentifier) return '';
  const text = (node as ts.Identifier).text;
  return classify(text) === 'single' ? text : '';
}

/** Whether `node` is `...` in some position: an expression, a parameter, an element, a statement, a member. */
export function isEllipsis(node: ts.Node | undefined): boolean {
  if (node === undefined) return false;
  switch (node.kind) {
    case Kind.Identifier:
      return (node as ts.Identifier).text === ellipsisName;
    case Kind.ExpressionStatement:
      return isEllipsis((node as ts.ExpressionStatement).expression);
    case Kind.Parameter: {
      const parameter = node as ts.ParameterDeclaration;
      return (
        isEllipsis(parameter.name) && parameter.initializer === undefined && parameter.type === undefined
      );
    }
    case Kind.BindingElement:
    case Kind.ImportSpecifier:
    case Kind.ExportSpecifier:
    case Kind.PropertyDeclaration:
    case Kind.ShorthandPropertyAssignment:
    case Kind.EnumMember:
    case Kind.PropertySignature:
      return isEllipsis((node as ts.NamedDeclaration).name);
    case Kind.JsxAttribute:
      return isIdentifier((node as ts.JsxAttribute).name) && isEllipsis((node as ts.JsxAttribute).name);
    case Kind.JsxText:
      return isEllipsisText((node as ts.JsxText).text);
    case Kind.JsxExpression:
      return isEllipsis((node as ts.JsxExpression).expression);
    case Kind.TypeReference:
      return isEllipsis((node as ts.TypeReferenceNode).typeName);
    default:
      return false;
  }
}

function isEllipsisText(text: string): boolean {
  const trimmed = text.trim();
  return trimmed === '...' || trimmed === ellipsisName || trimmed === `${ellipsisName};`;
}

/** The `e` of `<... e ...>`, if `node` is one. */
export function deepOperand(node: ts.Node): ts.Expression | undefined {
  if (!isCallExpression(node) || !isIdentifier(node.expression)) return undefined;
  return node.expression.text === deepName ? node.arguments[0] : undefined;
}

/** The parts of `($X: T)`, if `node` is one. */
export function typedMetavariable(
  node: ts.Node,
): { readonly name: ts.Expression; readonly type: ts.TypeNode } | undefined {
  if (!isCallExpression(node) || !isIdentifier(node.expression) || node.expression.text !== typedName)
    return undefined;
  const name = node.arguments[0];
  const type = node.typeArguments?.[0];
  return name === undefined || type === undefined ? undefined : { name, type };
}

/** Whether `node` is the `x. ...` of a chain `x. ... .y`. */
export function isDots(node: ts.Node): node is ts.PropertyAccessExpression {
  return isPropertyAccessExpression(node) && node.name.text === dotsName;
}

/** How a string literal of a pattern reads. */
export type StringPattern =
  | { readonly kind: 'any' }
  | { readonly kind: 'metavariable'; readonly name: string }
  | { readonly kind: 'regex'; readonly source: string }
  | { readonly kind: 'text'; readonly text: string };

/** `"..."`, `"$X"`, `"=~/re/flags"`, or plain text. */
export function readStringPattern(text: string): StringPattern {
  if (text === '...' || text === ellipsisName) return { kind: 'any' };
  if (isMetavariable(text)) return { kind: 'metavariable', name: text };
  const regex = /^=~\/([\s\S]*)\/([imsx]*)$/.exec(text);
  if (regex === null) return { kind: 'text', text };
  const flags = regex[2] ?? '';
  return { kind: 'regex', source: `${flags === '' ? '' : `(?${flags})`}${regex[1] ?? ''}` };
}
