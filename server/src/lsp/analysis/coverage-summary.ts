/**
 * The engine's coverage report, shortened to what a status bar and a log show.
 */
import type { CoverageGap } from '../../analyzer/base/problem.ts';
import type { Coverage } from '../../analyzer/engine/engine.ts';
import type { CoverageSummary } from '../../protocol/status.ts';

/** Unmodelled packages that are named. */
const maxPackages = 10;

/** `unread`: what happened to files before they reached the engine. */
export function summarizeCoverage(
  coverage: Coverage,
  unread: { readonly gaps: readonly CoverageGap[]; readonly filesSkipped: number },
): CoverageSummary {
  const countByKind = new Map<string, number>();
  for (const { kind } of [...unread.gaps, ...coverage.gaps])
    countByKind.set(kind, (countByKind.get(kind) ?? 0) + 1);
  const gaps = [...countByKind]
    .map(([kind, count]) => ({ kind, count }))
    .sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1));
  return {
    files: coverage.files,
    lines: coverage.lines,
    filesWithProblems: coverage.filesWithProblems,
    filesSkipped: coverage.filesSkipped + unread.filesSkipped,
    functions: coverage.functions,
    functionsOverBudget: coverage.functionsOverBudget,
    calls: coverage.calls,
    callsUnresolved: coverage.callsUnresolved,
    gaps,
    unmodelledPackages: coverage.unmodelledPackages.slice(0, maxPackages).map((entry) => entry.name),
  };
}
