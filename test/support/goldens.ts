/**
 * Comparing text with checked-in golden files.
 *
 * `UPDATE_GOLDEN=1` writes them. A mismatch leaves the new text beside the golden as `<name>.actual` (ignored by git)
 * and fails with the first lines that differ; a match removes a stale one.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Throws unless the golden file holds exactly `actual` (line ends aside). */
export function assertGolden(goldenPath: string, actual: string, environment = process.env): void {
  const actualPath = `${goldenPath}.actual`;
  const text = toLf(actual);
  if (environment.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(goldenPath), { recursive: true });
    writeFileSync(goldenPath, text);
    rmSync(actualPath, { force: true });
    return;
  }
  const expected = existsSync(goldenPath) ? toLf(readFileSync(goldenPath, 'utf8')) : undefined;
  if (expected === text) {
    rmSync(actualPath, { force: true });
    return;
  }
  writeFileSync(actualPath, text);
  const what = expected === undefined ? 'does not exist' : `differs\n${describeDifference(expected, text)}`;
  throw new Error(
    `Golden ${goldenPath} ${what}\nThe new text is in ${actualPath}. If it is right, run again with UPDATE_GOLDEN=1.`,
  );
}

/** Golden files below `folder` with this ending that no test used, sorted; `used` are paths as given to us. */
export function findUnusedGoldens(folder: string, ending: string, used: ReadonlySet<string>): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .filter((path) => !used.has(path))
    .sort();
}

function toLf(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

const contextLines = 3;
const shownLines = 12;

/** The stretch from the first to the last differing line, cut to what one reads. */
function describeDifference(expected: string, actual: string): string {
  const before = expected.split('\n');
  const after = actual.split('\n');
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const longest = Math.min(before.length, after.length) - start;
  while (end < longest && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const cut = (lines: readonly string[], sign: string): string[] => {
    const changed = lines.slice(start, lines.length - end);
    const more = changed.length - shownLines;
    const shown = changed.slice(0, shownLines).map((line) => `${sign} ${line}`);
    return more > 0 ? [...shown, `${sign} … ${more} more lines`] : shown;
  };
  const lead = before.slice(Math.max(0, start - contextLines), start).map((line) => `  ${line}`);
  return [`from line ${start + 1} on:`, ...lead, ...cut(before, '-'), ...cut(after, '+')].join('\n');
}
