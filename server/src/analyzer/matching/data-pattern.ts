/**
 * From the text of a YAML or JSON pattern to a parsed pattern: `...` lines and items become stand-ins that YAML can read.
 *
 * A pattern of one key is a property, so that it matches that key of any map; any other pattern is an expression.
 */
import type ts from 'typescript';
import { parseData } from '../frontends/data/data-tree.ts';
import type { Pattern, PatternCompilation } from './compile-pattern.ts';
import { ellipsisName, isEllipsis, isMetavariable } from './pattern-syntax.ts';
import { isArrayLiteralExpression, isExpressionStatement, isObjectLiteralExpression } from './syntax.ts';

/** Compiles one pattern text for `json` or `yaml`. */
export function compileDataPattern(text: string): PatternCompilation {
  const file = parseData('pattern.yaml', rewriteDataPattern(text), (plain) => {
    if (plain === ellipsisName || isMetavariable(plain)) return plain;
    return plain.startsWith('$...') && isMetavariable(`$${plain.slice(4)}`)
      ? `$$$${plain.slice(4)}`
      : undefined;
  });
  const statement = file?.statements[0];
  if (file === undefined || statement === undefined || !isExpressionStatement(statement))
    return { ok: false, reason: 'it is no YAML' };
  if (file.statements.length > 1) return { ok: false, reason: 'it holds several documents' };
  // One item of a list stands for any item.
  const root = onlyItem(statement.expression);
  if (!isObjectLiteralExpression(root)) return { ok: true, pattern: { kind: 'expression', root } };
  const named = root.properties.filter((property) => !isEllipsis(property));
  const only = named.length === 1 ? named[0] : undefined;
  const pattern: Pattern =
    only !== undefined && root.properties.length === 1
      ? { kind: 'property', property: only }
      : { kind: 'expression', root };
  return { ok: true, pattern };
}

function onlyItem(root: ts.Expression): ts.Expression {
  const only = isArrayLiteralExpression(root) && root.elements.length === 1 ? root.elements[0] : undefined;
  return only === undefined || isEllipsis(only) ? root : only;
}

/** `...` as a line of a map, an item of a list, a value, or inside brackets. */
function rewriteDataPattern(text: string): string {
  const lines = text.replace(/[\s,]+$/, '').split('\n');
  return lines
    .map((line, index) => {
      const own = /^(\s*)\.\.\.\s*$/.exec(line);
      if (own !== null) {
        const indent = own[1] ?? '';
        if (isFlow(lines, index)) return `${indent}${ellipsisName}${line.trimEnd().endsWith(',') ? ',' : ''}`;
        const place = placeOf(lines, index, indent.length);
        if (place === 'alone') return `${indent}${ellipsisName}`;
        return place === 'list' ? `${indent}- ${ellipsisName}` : `${indent}${ellipsisName}: ${ellipsisName}`;
      }
      return line
        .replace(/^(\s*(?:- )+)\.\.\.\s*$/, (_, dash: string) =>
          continuesItem(lines[index + 1], dash.length)
            ? `${dash}${ellipsisName}: ${ellipsisName}`
            : `${dash}${ellipsisName}`,
        )
        .replace(/^(\s*(?:- )*[^\s#'"][^#'"]*:\s+)\.\.\.\s*$/, `$1${ellipsisName}`)
        .replace(/([[{,]\s*)\.\.\.(?=\s*[\]},]|\s*$)/g, `$1${ellipsisName}`)
        .replace(/(:\s*)\.\.\.(?=\s*[\]},])/g, `$1${ellipsisName}`)
        .replace(/^(\s*)\.\.\.(\s*,)/, `$1${ellipsisName}$2`);
    })
    .join('\n');
}

/** Whether the next line is a further key of the item that begins in this one. */
function continuesItem(next: string | undefined, indent: number): boolean {
  return next !== undefined && next.trim() !== '' && next.length - next.trimStart().length === indent;
}

/** Whether the line stands inside brackets that an earlier line opened. */
function isFlow(lines: readonly string[], index: number): boolean {
  let depth = 0;
  for (const line of lines.slice(0, index))
    for (const char of line) {
      if (char === '{' || char === '[') depth++;
      else if (char === '}' || char === ']') depth--;
    }
  return depth > 0;
}

/** What the neighbours of the same indentation are: items of a list, keys of a map, or nothing. */
function placeOf(lines: readonly string[], index: number, indent: number): 'list' | 'map' | 'alone' {
  const isItem = (line: string | undefined): 'list' | 'map' | 'end' | undefined => {
    if (line === undefined || line.trim() === '' || line.trim() === '...') return undefined;
    const own = line.length - line.trimStart().length;
    if (own > indent) return undefined;
    if (own < indent) {
      // The first key of an item stands behind its dash.
      const key = /^(\s*(?:- +)+)\S/.exec(line)?.[1]?.length;
      return key === indent ? 'map' : 'end';
    }
    return line.trimStart().startsWith('- ') ? 'list' : 'map';
  };
  for (let at = index - 1; at >= 0; at--) {
    const known = isItem(lines[at]);
    if (known === 'list' || known === 'map') return known;
    if (known === 'end') break;
  }
  for (let at = index + 1; at < lines.length; at++) {
    const known = isItem(lines[at]);
    if (known === 'list' || known === 'map') return known;
    if (known === 'end') break;
  }
  return 'alone';
}
