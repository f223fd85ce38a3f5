/**
 * From the text of a pattern in HTML to a parsed pattern: one element, or one attribute.
 */
import type ts from 'typescript';
import { type HtmlHoles, parseHtml } from '../frontends/html/html-tree.ts';
import type { PatternCompilation } from './compile-pattern.ts';
import { ellipsisName, isMetavariable } from './pattern-syntax.ts';
import { isExpressionStatement, isJsxAttribute, isJsxSelfClosingElement } from './syntax.ts';

const holes: HtmlHoles = {
  nameOf: (word) => {
    if (word === '...') return ellipsisName;
    if (isMetavariable(word)) return word;
    const sequence = word.startsWith('$...') ? word.slice(4) : '';
    return sequence !== '' && isMetavariable(`$${sequence}`) ? `$$$${sequence}` : undefined;
  },
};

/** Compiles one pattern text for `html`. */
export function compileHtmlPattern(text: string): PatternCompilation {
  const isAttribute = /^[\w$:.-]+\s*=/.test(text);
  const file = parseHtml('pattern.html', isAttribute ? `<a ${text}/>` : text, holes);
  const [statement, second] = file?.statements ?? [];
  if (statement === undefined || !isExpressionStatement(statement))
    return { ok: false, reason: 'it holds no element' };
  if (second !== undefined) return { ok: false, reason: 'it holds several elements' };
  const root: ts.Expression = statement.expression;
  if (!isAttribute) return { ok: true, pattern: { kind: 'expression', root } };
  const only = isJsxSelfClosingElement(root) ? root.attributes.properties[0] : undefined;
  return only !== undefined && isJsxAttribute(only)
    ? { ok: true, pattern: { kind: 'attribute', attribute: only } }
    : { ok: false, reason: 'it holds no attribute' };
}
