/**
 * Single lines out of the texts of scanned files, for code frames and steps.
 */
import { buildLineStarts } from '../analyzer/base/line-index.ts';

/** Gives lines of files; splits each file once. */
export interface SourceLines {
  /** The 0-based line without its end; undefined when there is no such line. */
  lineOf(path: string, line: number): string | undefined;
  lineCount(path: string): number;
}

/** Lines of the texts that `textOf` has. */
export function createSourceLines(textOf: (path: string) => string | undefined): SourceLines {
  const startsByPath = new Map<string, Int32Array>();
  const startsOf = (path: string, text: string): Int32Array => {
    const known = startsByPath.get(path);
    if (known !== undefined) return known;
    const starts = buildLineStarts(text);
    startsByPath.set(path, starts);
    return starts;
  };
  return {
    lineOf(path, line) {
      const text = textOf(path);
      if (text === undefined) return undefined;
      const starts = startsOf(path, text);
      const start = starts[line];
      return start === undefined
        ? undefined
        : text.slice(start, starts[line + 1] ?? text.length).replace(/[\r\n]+$/, '');
    },
    lineCount(path) {
      const text = textOf(path);
      return text === undefined ? 0 : startsOf(path, text).length;
    },
  };
}

/** A piece of a line that fits, and where `column` (0-based) lies in it. Cut ends show as `…`. */
export function clipLine(
  line: string,
  column: number,
  width: number,
): { readonly text: string; readonly column: number } {
  if (line.length <= width) return { text: line, column };
  // What stands in the first part of a line is shown with its beginning, which says most about the line.
  const wanted = column < (3 * width) / 4 ? 0 : column - Math.floor(width / 3);
  const start = Math.max(0, Math.min(wanted, line.length - width));
  const head = start > 0 ? '…' : '';
  const tail = start + width < line.length ? '…' : '';
  return { text: `${head}${line.slice(start, start + width)}${tail}`, column: column - start + head.length };
}
