/**
 * Markup from template literals: what is put in is escaped, unless it is markup itself.
 *
 * Names of scanned code are hostile until shown otherwise: control characters and those that turn the direction of a
 * line become visible dots, and nothing can end a text, an attribute or an element.
 */
import { toPrintable } from './printable.ts';

/** Markup that was made here. */
export interface Html {
  readonly markup: string;
}

/** What may be put into markup: texts, markup, and lists of markup. */
export type HtmlPart = string | number | Html | readonly Html[];

/** See the head of this file. Attributes must stand in double quotes. */
export function html(texts: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return {
    markup: texts
      .map((text, index) => text + (index < parts.length ? markupOf(parts[index] ?? '') : ''))
      .join(''),
  };
}

function markupOf(part: HtmlPart): string {
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escapeHtml(part);
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

function escapeHtml(text: string): string {
  return toPrintable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
