/**
 * Two texts as the lines in which they differ, with a little of what is around.
 *
 * Lines are aligned by their longest common sequence; where that would be too much work, everything between the common
 * beginning and the common end counts as changed.
 */

/** One line of a difference. `line`: 1-based, in the first text for `same` and `removed`, in the second for `added`. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly line: number;
  readonly text: string;
}

/** Products of line counts above this are not aligned. */
const maxCells = 4_000_000;

/** Lines around a change that are shown. */
const contextLines = 2;

/** The differing lines of `before` and `after` with their surroundings; empty when the texts are equal. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const a = before.split(/\r\n|\n/);
  const b = after.split(/\r\n|\n/);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  if (head === a.length && head === b.length) return [];
  const lines: DiffLine[] = [];
  for (let i = 0; i < head; i++) lines.push({ kind: 'same', line: i + 1, text: a[i] ?? '' });
  lines.push(...alignMiddle(a.slice(head, a.length - tail), b.slice(head, b.length - tail), head));
  for (let i = a.length - tail; i < a.length; i++)
    lines.push({ kind: 'same', line: i + 1, text: a[i] ?? '' });
  return withContext(lines);
}

function alignMiddle(a: readonly string[], b: readonly string[], offset: number): readonly DiffLine[] {
  const removed = (i: number): DiffLine => ({ kind: 'removed', line: offset + i + 1, text: a[i] ?? '' });
  const added = (j: number): DiffLine => ({ kind: 'added', line: offset + j + 1, text: b[j] ?? '' });
  if (a.length * b.length > maxCells) return [...a.map((_, i) => removed(i)), ...b.map((_, j) => added(j))];
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: 'same', line: offset + i + 1, text: a[i] ?? '' });
      i++;
      j++;
    } else if (
      j >= b.length ||
      (i < a.length && (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))
    )
      lines.push(removed(i++));
    else lines.push(added(j++));
  }
  return lines;
}

function withContext(lines: readonly DiffLine[]): readonly DiffLine[] {
  const isNear = new Uint8Array(lines.length);
  for (const [index, { kind }] of lines.entries())
    if (kind !== 'same')
      isNear.fill(1, Math.max(0, index - contextLines), Math.min(lines.length, index + contextLines + 1));
  return lines.filter((_, index) => isNear[index] === 1);
}
