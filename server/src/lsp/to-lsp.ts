/**
 * Findings → LSP diagnostics. The one place that knows how our words map onto those of the protocol.
 */
import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
  type Range,
} from 'vscode-languageserver';
import type { Finding, SourceRange } from '../analyzer/findings/finding.ts';
import type { FileProblem, IdleComment, RuleSummary } from './analysis/messages.ts';
import { stepsOf } from './steps.ts';

/** What a conversion needs to know beyond the finding. */
export interface DiagnosticContext {
  /** URI of a workspace path; undefined when it has none. */
  readonly uriOf: (path: string) => string | undefined;
  /** URI of the page about a rule; undefined when there is none. */
  readonly pageOf: (ruleId: string) => string | undefined;
  /** What the client's diagnostics can hold. */
  readonly client: {
    readonly relatedInformation: boolean;
    readonly codeDescription: boolean;
    readonly tags: boolean;
  };
}

/** `source` of every diagnostic. */
export const diagnosticSource = 'sekretess';

/** The diagnostic at the sink, with the path to it as related information. */
export function toDiagnostic(finding: Finding, context: DiagnosticContext): Diagnostic {
  const page = context.client.codeDescription ? context.pageOf(finding.ruleId) : undefined;
  const related = context.client.relatedInformation ? toRelatedInformation(finding, context) : [];
  return {
    range: toRange(finding.location),
    severity: toSeverity(finding.severity),
    code: finding.ruleId,
    ...(page === undefined ? {} : { codeDescription: { href: page } }),
    source: diagnosticSource,
    message: toMessage(finding, context),
    ...(related.length === 0 ? {} : { relatedInformation: related }),
    data: { fingerprint: finding.fingerprint },
  };
}

/** A suppression that hides nothing: a hint, and faded where the client can. */
export function toIdleDiagnostic(comment: IdleComment, context: DiagnosticContext): Diagnostic {
  return {
    range: toRange(comment.location),
    severity: DiagnosticSeverity.Hint,
    source: diagnosticSource,
    message: comment.message,
    ...(context.client.tags ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  };
}

/** A problem of a configuration or rule file of the workspace. */
export function toProblemDiagnostic(problem: FileProblem): Diagnostic {
  const start = { line: Math.max(0, problem.line - 1), character: Math.max(0, problem.column - 1) };
  return {
    range: { start, end: { line: start.line, character: start.character + 1 } },
    severity: problem.severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    source: diagnosticSource,
    message: problem.message,
  };
}

/** 0-based lines and UTF-16 columns on both sides. */
export function toRange(location: SourceRange): Range {
  return {
    start: { line: location.startLine, character: location.startColumn },
    end: { line: location.endLine, character: location.endColumn },
  };
}

/** critical and high are errors, medium warns, low informs. */
export function toSeverity(severity: Finding['severity']): DiagnosticSeverity {
  switch (severity) {
    case 'critical':
    case 'high':
      return DiagnosticSeverity.Error;
    case 'medium':
      return DiagnosticSeverity.Warning;
    case 'low':
      return DiagnosticSeverity.Information;
  }
}

/** The page of a shipped rule below the documentation folder. */
export function pageOfRule(
  documentation: string | undefined,
  rule: RuleSummary | undefined,
): string | undefined {
  if (documentation === undefined || rule === undefined || !rule.shipped) return undefined;
  return `${documentation.replace(/\/+$/, '')}/${encodeURIComponent(rule.id)}.md`;
}

function toRelatedInformation(finding: Finding, context: DiagnosticContext): DiagnosticRelatedInformation[] {
  const steps = stepsOf(finding);
  return steps.flatMap(({ location, message }, index) => {
    const uri = context.uriOf(location.path);
    if (uri === undefined) return [];
    return [
      { location: { uri, range: toRange(location) }, message: `${index + 1}/${steps.length} ${message}` },
    ];
  });
}

/** A client that cannot show related places gets the path in the message. Lines count from 1 there. */
function toMessage(finding: Finding, context: DiagnosticContext): string {
  const steps = stepsOf(finding);
  if (context.client.relatedInformation || steps.length === 0) return finding.message;
  const places = steps.map(({ location }) => `${location.path}:${location.startLine + 1}`);
  return `${finding.message}\nPath: ${places.join(' → ')}`;
}
