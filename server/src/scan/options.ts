/**
 * What a scan can be told, with the defaults: the one place that the command line, the language server and the
 * configuration file agree on.
 */
import type { Finding } from '../analyzer/findings/finding.ts';

/** How bad a finding is. */
export type Severity = Finding['severity'];

/** How sure a finding is. */
export type ConfidenceTier = Finding['confidence'];

/** Worst first. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** Surest first. */
export const confidenceTiers: readonly ConfidenceTier[] = ['high', 'medium', 'low'];

/** Options of one scan. */
export interface ScanOptions {
  /** Least severity that is shown. */
  readonly severity: Severity;
  /** Least confidence that is shown. */
  readonly minConfidence: ConfidenceTier;
  /** Whether test code is scanned by every rule, not only by those that concern fixtures. */
  readonly includeTests: boolean;
  /** `YYYY-MM-DD`: suppressions that end before this day no longer hide. Empty: none ever ends. */
  readonly today: string;
  /** Only files that match are scanned; patterns as in `.gitignore`, relative to the scanned folder. Empty: all. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Fingerprints of an earlier report: findings with one of them are not shown. */
  readonly baseline?: ReadonlySet<string>;
  /** The result can say why something is not reported; costs memory. */
  readonly isExplaining?: boolean;
  /** The result can make an exposure map; costs time. */
  readonly wantsMap?: boolean;
  /** Rules of Semgrep follow data as far as Semgrep CE does. */
  readonly semgrepCompat?: boolean;
}

/** What holds when nobody says otherwise. */
export const defaultScanOptions: ScanOptions = {
  severity: 'low',
  minConfidence: 'medium',
  includeTests: false,
  today: '',
};

/** Whether `severity` is at least as bad as `least`. */
export function isAtLeastSeverity(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(least);
}

/** Whether `confidence` is at least as sure as `least`. */
export function isAtLeastConfidence(confidence: ConfidenceTier, least: ConfidenceTier): boolean {
  return confidenceTiers.indexOf(confidence) <= confidenceTiers.indexOf(least);
}
