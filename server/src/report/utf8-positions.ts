/**
 * Places as Semgrep counts them: 1-based lines, and columns and offsets in bytes of UTF-8.
 *
 * Ours count UTF-16 units, so the two differ behind every character that is not ASCII.
 */
import { buildLineStarts, positionAt } from '../analyzer/base/line-index.ts';

/** `col` is 1-based, `offset` 0-based; both in bytes. */
export interface Utf8Position {
  readonly line: number;
  readonly col: number;
  readonly offset: number;
}

/** Turns UTF-16 offsets of one text into places; splits the text once. */
export function createUtf8Positions(text: string): (offset: number) => Utf8Position {
  const starts = Int32Array.from(buildLineStarts(text));
  const bytesAtLine = new Float64Array(starts.length);
  for (let line = 1; line < starts.length; line++)
    bytesAtLine[line] =
      (bytesAtLine[line - 1] ?? 0) + utf8Length(text, starts[line - 1] ?? 0, starts[line] ?? 0);
  return (offset) => {
    const { line } = positionAt(starts, offset);
    const before = utf8Length(text, starts[line] ?? 0, offset);
    return { line: line + 1, col: before + 1, offset: (bytesAtLine[line] ?? 0) + before };
  };
}

/** Bytes of `text` between two offsets. Half of a pair counts as three bytes, like the character that replaces it. */
function utf8Length(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let i = start; i < end; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes++;
    else if (unit < 0x800) bytes += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < end && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      bytes += 4;
      i++;
    } else bytes += 3;
  }
  return bytes;
}
