/**
 * From UTF-16 offsets to lines and columns.
 *
 * Lines end at LF, CRLF or a lone CR, as TypeScript and LSP count them. Invariant: `lineStarts[0] === 0` and the
 * starts ascend.
 */

/** Offsets of the first UTF-16 unit of each line. */
export function buildLineStarts(text: string): Int32Array {
  const starts: number[] = [0];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 10) starts.push(i + 1);
    else if (unit === 13) {
      if (text.charCodeAt(i + 1) === 10) i++;
      starts.push(i + 1);
    }
  }
  return Int32Array.from(starts);
}

/** A position, 0-based line and 0-based UTF-16 column. */
export interface LinePosition {
  readonly line: number;
  readonly column: number;
}

/** The position of `offset`; offsets before 0 count as 0. */
export function positionAt(lineStarts: Int32Array, offset: number): LinePosition {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, column: Math.max(0, offset - (lineStarts[low] ?? 0)) };
}
