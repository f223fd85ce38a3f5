/**
 * What every report format gets: the findings of one scan and everything that a reader needs to judge them.
 *
 * Plain data except `textOf`, which is asked only for files that findings name. Paths are relative to the scanned
 * folder, with forward slashes. The shapes fit the results of `scan/` without a conversion.
 */
import type { CoverageGap, Problem } from '../analyzer/base/problem.ts';
import type { Finding } from '../analyzer/findings/finding.ts';

/** How bad a finding is. */
export type Severity = Finding['severity'];

/** A rule that ran, as far as reports show it. */
export interface ReportRule {
  readonly id: string;
  readonly mode: string;
  readonly family: string;
  readonly severity: Severity;
  /** The word of the rule itself, where reports in the shape of Semgrep's do not say it otherwise. */
  readonly severityName?: string;
  /** May hold placeholders such as `$X` or `{dataTypes}`. */
  readonly message: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A gap with its place; 1-based line and column, absent when the whole file is meant. */
export interface ReportGap extends CoverageGap {
  readonly line?: number;
  readonly column?: number;
}

/** What lay in the scanned folder and was not scanned on purpose. */
export interface ReportLeftOut {
  readonly reason: string;
  readonly files: number;
  readonly folders: number;
  /** The first of them; folders end with a slash. */
  readonly paths: readonly string[];
}

/** What was and was not analyzed. */
export interface ReportCoverage {
  readonly files: number;
  readonly lines: number;
  readonly filesWithProblems: number;
  readonly filesSkipped: number;
  readonly expectedFiles: number;
  readonly fullyAnalyzedFiles: number;
  readonly percent: number;
  readonly functions: number;
  readonly functionsOverBudget: number;
  readonly calls: number;
  readonly callsResolved: number;
  readonly callsExternal: number;
  readonly callsUnresolved: number;
  readonly unmodelledPackages: readonly { readonly name: string; readonly calls: number }[];
  readonly gaps: readonly ReportGap[];
  readonly leftOut: readonly ReportLeftOut[];
}

/** How the scan ended. */
export interface ReportVerdict {
  /** The severity from which a finding fails the run, or `none`. */
  readonly failOn: Severity | 'none';
  /** Shown findings at least that severe. */
  readonly findingsAtGate: number;
  /** Percent of files that had to be fully analyzed; undefined when not asked. */
  readonly requiredCoverage: number | undefined;
  readonly exitCode: number;
}

/** See the head of this file. */
export interface Report {
  readonly toolVersion: string;
  /** From the root of the repository to the scanned folder; empty when the same or unknown. */
  readonly pathInRepository: string;
  /** Shown findings, sorted by path, place and rule. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  /** `inBaseline` is absent without a baseline. */
  readonly hidden: {
    readonly belowSeverity: number;
    readonly belowConfidence: number;
    readonly inBaseline?: number;
  };
  readonly coverage: ReportCoverage;
  readonly problems: readonly Problem[];
  /** Rules that ran, sorted by id. */
  readonly rules: readonly ReportRule[];
  readonly verdict: ReportVerdict;
  /** The text of a scanned file. */
  readonly textOf: (path: string) => string | undefined;
}

/** The figures of the coverage report in a fixed order, without lists. */
export function coverageCounts(coverage: ReportCoverage): Readonly<Record<string, number>> {
  return {
    files: coverage.files,
    lines: coverage.lines,
    filesWithProblems: coverage.filesWithProblems,
    filesSkipped: coverage.filesSkipped,
    expectedFiles: coverage.expectedFiles,
    fullyAnalyzedFiles: coverage.fullyAnalyzedFiles,
    percent: coverage.percent,
    functions: coverage.functions,
    functionsOverBudget: coverage.functionsOverBudget,
    calls: coverage.calls,
    callsResolved: coverage.callsResolved,
    callsExternal: coverage.callsExternal,
    callsUnresolved: coverage.callsUnresolved,
  };
}

/** Worst first. */
export const severityOrder: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** How many findings of each severity. */
export function countBySeverity(findings: readonly Finding[]): Readonly<Record<Severity, number>> {
  const counts = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

/** `1 file`, `2 files`, with thousands separated. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** `12,345`, in every locale. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
