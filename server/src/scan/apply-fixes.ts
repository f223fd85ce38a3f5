/**
 * Fixes of findings applied to the text of one file.
 *
 * The first fix in file order wins; one that overlaps it is left out and counted, so that no fix is applied to text
 * that another has changed. Line ends are the file's own: in a file with CRLF, a fix brings CRLF.
 */
import type { Finding } from '../analyzer/findings/finding.ts';

/** A replacement in one file. UTF-16 offsets. */
export interface TextEdit {
  readonly start: number;
  readonly length: number;
  readonly newText: string;
}

/** What became of the fixes of one file. */
export interface AppliedFixes {
  readonly text: string;
  readonly applied: number;
  /** Left out, because they overlap an applied one. */
  readonly overlapping: number;
}

/** The first fix of each finding, applied to the text of their file. Edits of other files make a fix unusable here. */
export function applyFixes(text: string, path: string, findings: readonly Finding[]): AppliedFixes {
  const fixes = findings.flatMap(({ fixes: [fix] }) =>
    fix?.edits.every(({ location }) => location.path === path) === true
      ? [
          fix.edits.map(({ location: { start, length }, newText }) =>
            withItsLine(text, { start, length, newText: withLineEndsOf(text, newText) }),
          ),
        ]
      : [],
  );
  const firstStart = (edits: readonly TextEdit[]): number => Math.min(...edits.map(({ start }) => start));
  const inOrder = fixes
    .filter((edits) => edits.length > 0)
    .map((edits, index) => ({ edits, index, start: firstStart(edits) }))
    .sort((a, b) => a.start - b.start || a.index - b.index);
  const taken: TextEdit[] = [];
  let applied = 0;
  let overlapping = 0;
  for (const { edits } of inOrder) {
    if (edits.every((edit) => taken.some((other) => isSame(edit, other)))) continue;
    if (edits.some((edit) => taken.some((other) => overlaps(edit, other)))) overlapping++;
    else {
      taken.push(...edits);
      applied++;
    }
  }
  return { text: applyEdits(text, taken), applied, overlapping };
}

/** `text` with edits that do not overlap. */
function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let end = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.length - b.length)) {
    result += text.slice(end, edit.start) + edit.newText;
    end = edit.start + edit.length;
  }
  return result + text.slice(end);
}

function isSame(a: TextEdit, b: TextEdit): boolean {
  return a.start === b.start && a.length === b.length && a.newText === b.newText;
}

/** Two insertions at one place overlap too: their order would be a matter of luck. */
function overlaps(a: TextEdit, b: TextEdit): boolean {
  if (a.start === b.start) return true;
  return a.start < b.start + b.length && b.start < a.start + a.length;
}

/** What leaves nothing on its lines takes them away. */
function withItsLine(text: string, edit: TextEdit): TextEdit {
  if (edit.newText !== '' || edit.length === 0) return edit;
  const start = text.lastIndexOf('\n', edit.start - 1) + 1;
  const end = edit.start + edit.length;
  const lineBreak = text.indexOf('\n', end);
  const isAlone = /^[ \t]*$/.test(text.slice(start, edit.start));
  if (lineBreak < 0 || !isAlone || !/^[ \t\r]*$/.test(text.slice(end, lineBreak))) return edit;
  return { start, length: lineBreak + 1 - start, newText: '' };
}

function withLineEndsOf(text: string, newText: string): string {
  const lines = newText.split(/\r\n|\n/);
  return lines.join(text.includes('\r\n') ? '\r\n' : '\n');
}
