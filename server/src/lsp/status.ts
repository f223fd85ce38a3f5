/**
 * What the server is doing and has found, as the one message that a status bar is drawn from.
 */
import type { Finding } from '../analyzer/findings/finding.ts';
import type { CoverageSummary, FindingCounts, ServerState, StatusParams } from '../protocol/status.ts';
import type { FileProblem } from './analysis/messages.ts';

/** Problems that are named. */
const maxProblems = 10;

/** What a status is made of. */
export interface StatusParts {
  readonly state: ServerState;
  /** What went wrong, for `failed`. */
  readonly failure: string;
  readonly findings: readonly Finding[];
  readonly suppressed: number;
  readonly coverage: CoverageSummary | undefined;
  readonly problems: readonly FileProblem[];
}

/** See the head of this file. */
export function toStatus(parts: StatusParts): StatusParams {
  const findings = countFindings(parts.findings, parts.suppressed);
  const problems = [...parts.problems]
    .sort((a, b) => (a.severity === b.severity ? 0 : a.severity === 'error' ? -1 : 1))
    .slice(0, maxProblems)
    .map(({ path, line, message }) => `${path}:${line}: ${message}`);
  return {
    state: parts.state,
    message: describe(parts, findings),
    findings,
    ...(parts.coverage === undefined ? {} : { coverage: parts.coverage }),
    problems,
  };
}

function countFindings(findings: readonly Finding[], suppressed: number): FindingCounts {
  const counts = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const { severity } of findings) counts[severity]++;
  return { ...counts, suppressed };
}

function describe(parts: StatusParts, counts: FindingCounts): string {
  const total = counts.critical + counts.high + counts.medium + counts.low;
  const found = `${total} ${total === 1 ? 'finding' : 'findings'}`;
  switch (parts.state) {
    case 'starting':
      return 'The server is starting.';
    case 'reading':
      return 'The workspace is being read.';
    case 'analyzing':
      return 'The workspace is being analyzed.';
    case 'partial':
      return `${found} in the open files. The rest of the workspace was not analyzed.`;
    case 'failed':
      return `The last analysis failed: ${parts.failure}`;
    case 'ready': {
      const files = parts.coverage?.files ?? 0;
      return `${found} in ${files} ${files === 1 ? 'file' : 'files'}.`;
    }
  }
}
