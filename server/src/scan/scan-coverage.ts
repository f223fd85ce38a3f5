/**
 * The coverage report of a scan: what the engine says of the files it was given, and what happened before that.
 *
 * A file counts as fully analyzed if nothing in it was given up: no syntax error, no unread byte, no budget, no crash.
 * Minified files are left out on purpose and lower no percentage. Unresolved calls are counted, not held against a file.
 */
import { buildLineStarts, positionAt } from '../analyzer/base/line-index.ts';
import type { CoverageGap, CoverageGapKind } from '../analyzer/base/problem.ts';
import type { Coverage } from '../analyzer/engine/engine.ts';
import { comparePaths, type LeftOut } from '../hosts/host.ts';
import { mergeLeftOut } from './discover.ts';
import { scannedFileKind } from './file-kinds.ts';
import type { PathMap } from './map-paths.ts';
import type { ReadFiles } from './read-files.ts';

/** A gap with the place that people look for. */
export interface LocatedGap extends CoverageGap {
  /** 1-based; absent when the whole file is meant. */
  readonly line?: number;
  /** 1-based, in UTF-16 units. */
  readonly column?: number;
}

/** See the head of this file. */
export interface ScanCoverage extends Omit<Coverage, 'gaps'> {
  /** Paths relative to the scanned folder; sorted by path, then place, then kind; each once. */
  readonly gaps: readonly LocatedGap[];
  readonly leftOut: readonly LeftOut[];
  /** Files that should be fully analyzed: supported, and not minified. */
  readonly expectedFiles: number;
  readonly fullyAnalyzedFiles: number;
  /** Of the expected files, rounded down to a tenth. */
  readonly percent: number;
}

/** Gaps after which a file is not fully analyzed. */
const incompleteKinds: ReadonlySet<CoverageGapKind> = new Set([
  'syntax-error',
  'file-too-large',
  'file-unreadable',
  'file-not-utf8',
  'budget',
  'internal-error',
]);

/** Adds up. `gapsBefore`: of listing and reading; `leftOut`: of listing. */
export function buildScanCoverage(
  engine: Coverage,
  read: ReadFiles,
  gapsBefore: readonly CoverageGap[],
  leftOut: readonly LeftOut[],
  map: PathMap,
): ScanCoverage {
  const gaps = [...gapsBefore, ...read.gaps, ...engine.gaps];
  const minified = new Set(gaps.filter(({ kind }) => kind === 'file-minified').map(({ path }) => path));
  const incomplete = new Set(
    gaps
      .filter(({ kind, path }) => incompleteKinds.has(kind) && !minified.has(path) && isCodeOrFolder(path))
      .map(({ path }) => path),
  );
  const unlisted = gapsBefore.filter(({ kind }) => kind === 'file-unreadable').length;
  const expectedFiles = engine.files + read.notGiven + unlisted - minified.size;
  const fullyAnalyzedFiles = Math.max(0, expectedFiles - incomplete.size);
  return {
    ...engine,
    files: engine.files + read.notGiven,
    filesWithProblems: new Set([...incomplete].filter((path) => read.texts.has(path))).size,
    filesSkipped: engine.filesSkipped + read.notGiven,
    gaps: locateGaps(gaps, read.texts, map),
    leftOut: mergeLeftOut([
      ...leftOut,
      ...read.leftOut.map((entry) => ({ ...entry, paths: entry.paths.map(map) })),
    ]),
    expectedFiles,
    fullyAnalyzedFiles,
    percent:
      expectedFiles === 0
        ? read.textFiles > 0
          ? 100
          : 0
        : Math.floor((1000 * fullyAnalyzedFiles) / expectedFiles) / 10,
  };
}

/** Gaps of configuration and schema files lower no percentage: they are not code. */
function isCodeOrFolder(path: string): boolean {
  return scannedFileKind(path) !== 'configuration';
}

function locateGaps(
  gaps: readonly CoverageGap[],
  texts: ReadonlyMap<string, string>,
  map: PathMap,
): readonly LocatedGap[] {
  const sorted = [...gaps].sort(
    (a, b) =>
      comparePaths(a.path, b.path) ||
      (a.start ?? -1) - (b.start ?? -1) ||
      comparePaths(a.kind, b.kind) ||
      comparePaths(a.message, b.message),
  );
  let linesOf = '';
  let lineStarts = new Int32Array(1);
  const isRepeated = (gap: CoverageGap, before: CoverageGap | undefined): boolean =>
    before?.path === gap.path &&
    before.start === gap.start &&
    before.kind === gap.kind &&
    before.message === gap.message;
  return sorted
    .filter((gap, index) => !isRepeated(gap, sorted[index - 1]))
    .map((gap) => {
      const text = gap.start === undefined ? undefined : texts.get(gap.path);
      if (text === undefined || gap.start === undefined) return { ...gap, path: map(gap.path) };
      if (linesOf !== gap.path) {
        lineStarts = Int32Array.from(buildLineStarts(text));
        linesOf = gap.path;
      }
      const { line, column } = positionAt(lineStarts, gap.start);
      return { ...gap, path: map(gap.path), line: line + 1, column: column + 1 };
    });
}
