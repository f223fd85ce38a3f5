/**
 * Which findings of an analysis a person sees, by file.
 *
 * Hidden are: what lies below the least severity or confidence, what is
 * suppressed (not in an untrusted workspace), and, as long as only the open files are known, what says that something
 * is missing: the check may stand in a file that was not read yet.
 */
import type { Finding } from '../../analyzer/findings/finding.ts';
import {
  type ConfidenceTier,
  isAtLeastConfidence,
  isAtLeastSeverity,
  type Severity,
} from '../../scan/options.ts';

/** What decides. */
export interface ShownOptions {
  readonly shown: { readonly severity: Severity; readonly minConfidence: ConfidenceTier };
  readonly honorsSuppressions: boolean;
  /** Whether the whole workspace was analyzed. */
  readonly isWhole: boolean;
}

/** Keeps the order of `findings`. `byPath` has no empty lists. */
export function shownFindings(
  findings: readonly Finding[],
  options: ShownOptions,
): { readonly byPath: ReadonlyMap<string, readonly Finding[]>; readonly suppressed: number } {
  const byPath = new Map<string, Finding[]>();
  let suppressed = 0;
  for (const finding of findings) {
    if (!isAtLeastSeverity(finding.severity, options.shown.severity)) continue;
    if (!isAtLeastConfidence(finding.confidence, options.shown.minConfidence)) continue;
    if (!options.isWhole && finding.evidence.kind === 'facts') continue;
    if (finding.suppression !== undefined) {
      suppressed++;
      if (options.honorsSuppressions) continue;
    }
    const list = byPath.get(finding.location.path);
    if (list) list.push(finding);
    else byPath.set(finding.location.path, [finding]);
  }
  return { byPath, suppressed };
}
