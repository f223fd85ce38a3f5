/**
 * A text of `sekretess.yml` and one more entry of `suppressions` → the insertion that adds it, and nothing else: the
 * comments and the layout of the file are the user's.
 */
import { isMap, isSeq, LineCounter, parseDocument } from 'yaml';

/** What is added. */
export interface NewSuppression {
  readonly rule: string;
  /** Path of one file, relative to the folder of `sekretess.yml`. */
  readonly path: string;
  readonly reason: string;
}

/** One insertion. 0-based line and UTF-16 column. */
export interface TextInsertion {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** Undefined where the file is broken, or has its suppressions in a form that an insertion does not fit. */
export function addSuppression(text: string, entry: NewSuppression): TextInsertion | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent', prettyErrors: false });
  if (document.errors.length > 0) return undefined;
  const { contents } = document;
  if (contents !== null && !isMap(contents)) return undefined;
  const existing = contents?.get('suppressions', true);
  if (contents === null || existing === undefined) {
    if (contents?.flow === true) return undefined;
    return appendTo(text, `suppressions:\n${printEntry(entry, '  ')}`);
  }
  if (!isSeq(existing) || existing.flow === true || existing.items.length === 0) return undefined;
  const [start, end] = existing.range ?? [];
  if (start === undefined || end === undefined) return undefined;
  const indentation = ' '.repeat(Math.max(0, lines.linePos(start).col - 1));
  // The value ends before its line does when a comment follows.
  const lineEnd = text.indexOf('\n', Math.max(start, end - 1));
  if (lineEnd < 0) return appendTo(text, printEntry(entry, indentation));
  const { line } = lines.linePos(lineEnd);
  return { line, column: 0, text: printEntry(entry, indentation) };
}

function printEntry({ rule, path, reason }: NewSuppression, indentation: string): string {
  const rows = [`- rule: ${quote(rule)}`, `  path: ${quote(toPattern(path))}`, `  reason: ${quote(reason)}`];
  return rows.map((row) => `${indentation}${row}\n`).join('');
}

/** The pattern that matches this path alone: anchored, its special characters escaped. */
function toPattern(path: string): string {
  return `/${path.replace(/[\\*?[\]]/g, '\\$&')}`;
}

function appendTo(text: string, addition: string): TextInsertion {
  const lines = text.split('\n');
  const column = lines.at(-1)?.length ?? 0;
  return { line: lines.length - 1, column, text: `${column > 0 ? '\n' : ''}${addition}` };
}

/** Plain where YAML reads it as the same text. JSON's quotes are YAML's, too. */
function quote(text: string): string {
  return /^[A-Za-z/][\w ./-]*$/.test(text) &&
    !/^(?:true|false|null|yes|no|on|off)$/i.test(text) &&
    !text.endsWith(' ')
    ? text
    : JSON.stringify(text);
}
