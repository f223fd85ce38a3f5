/**
 * Comments that ask not to be told: which finding each one hides, and which hide nothing.
 */
import type { FileFacts } from '../ir/file-facts.ts';
import type { Finding, SourceRange, Suppression } from './finding.ts';
import { rangeIn } from './source-range.ts';

/** A suppression comment that hides nothing (any more). */
export interface IdleSuppression {
  readonly location: SourceRange;
  readonly ruleIds: readonly string[];
  readonly why: 'unused' | 'expired';
}

/**
 * Marks the findings that a comment suppresses. `today` (`YYYY-MM-DD`) ends suppressions dated before it; empty ends
 * none.
 */
export function applySuppressions(
  findings: readonly Finding[],
  files: ReadonlyMap<string, FileFacts>,
  today: string,
): { readonly findings: Finding[]; readonly idle: IdleSuppression[] } {
  const used = new Set<string>();
  const out = findings.map((finding) => {
    const facts = files.get(finding.location.path);
    const comment = facts?.suppressions.find((candidate) => {
      if (candidate.targetLine !== finding.location.startLine) return false;
      if (isExpired(candidate.until, today)) return false;
      return candidate.ruleIds.length === 0 || candidate.ruleIds.some((id) => namesRule(id, finding.ruleId));
    });
    if (!facts || !comment) return finding;
    used.add(`${facts.path}:${comment.start}`);
    const suppression: Suppression = {
      syntax: comment.syntax,
      reason: comment.reason,
      until: comment.until,
      location: rangeIn(facts, comment.start, comment.length),
    };
    return { ...finding, suppression };
  });
  const idle: IdleSuppression[] = [];
  for (const facts of files.values()) {
    for (const comment of facts.suppressions) {
      if (used.has(`${facts.path}:${comment.start}`)) continue;
      idle.push({
        location: rangeIn(facts, comment.start, comment.length),
        ruleIds: comment.ruleIds,
        why: isExpired(comment.until, today) ? 'expired' : 'unused',
      });
    }
  }
  idle.sort((a, b) =>
    a.location.path < b.location.path
      ? -1
      : a.location.path > b.location.path
        ? 1
        : a.location.start - b.location.start,
  );
  return { findings: out, idle };
}

function isExpired(until: string, today: string): boolean {
  return until !== '' && today !== '' && until < today;
}

/** Semgrep writes ids with their folder in front (`packs.privacy.phi-to-log`), and takes the last part for the whole. */
function namesRule(written: string, ruleId: string): boolean {
  return written === ruleId || written.endsWith(`.${ruleId}`) || ruleId.endsWith(`.${written}`);
}
