/**
 * A report in our own JSON shape, described by rules/schema/findings.schema.json and docs/json-output.md.
 *
 * Lines and columns are 1-based here, as editors show them; `offset` and `length` count UTF-16 units from 0. Keys come
 * in a fixed order, and without `extra` nothing depends on the machine or the time.
 */
import type { EndpointRef, Evidence, Finding, FlowStep, SourceRange } from '../analyzer/findings/finding.ts';
import { countBySeverity, coverageCounts, type Report } from './report.ts';

/** Grows by one whenever a reader of the old shape could misread the new one. Added keys do not count. */
export const jsonFormatVersion = 1;

/** The report as text, indented by two, with a line end. `extra`: measured figures, only when asked for. */
export function toJson(report: Report, extra?: Readonly<Record<string, unknown>>): string {
  const { verdict, coverage, suppressed, hidden } = report;
  const shape = {
    format: 'sekretess-findings',
    formatVersion: jsonFormatVersion,
    tool: { name: 'Sekretess', version: report.toolVersion },
    summary: {
      findings: report.findings.length,
      bySeverity: countBySeverity(report.findings),
      suppressed: suppressed.length,
      belowSeverity: hidden.belowSeverity,
      belowConfidence: hidden.belowConfidence,
      ...(hidden.inBaseline === undefined ? {} : { inBaseline: hidden.inBaseline }),
      rulesRun: report.rules.length,
      failOn: verdict.failOn,
      findingsAtGate: verdict.findingsAtGate,
      ...(verdict.requiredCoverage === undefined ? {} : { requiredCoverage: verdict.requiredCoverage }),
      exitCode: verdict.exitCode,
    },
    findings: report.findings.map(toJsonFinding),
    suppressed: suppressed.map(toJsonFinding),
    coverage: {
      ...coverageCounts(coverage),
      unmodelledPackages: coverage.unmodelledPackages.map(({ name, calls }) => ({ name, calls })),
      leftOut: coverage.leftOut.map(({ reason, files, folders, paths }) => ({
        reason,
        files,
        folders,
        paths,
      })),
      gaps: coverage.gaps.map(({ kind, path, line, column, message }) => ({
        kind,
        path,
        ...(line === undefined ? {} : { line, column: column ?? 1 }),
        message,
      })),
    },
    problems: report.problems,
    ...(extra === undefined ? {} : { statistics: extra }),
  };
  return `${JSON.stringify(shape, undefined, 2)}\n`;
}

function toJsonFinding(finding: Finding): Readonly<Record<string, unknown>> {
  const { suppression } = finding;
  return {
    ruleId: finding.ruleId,
    severity: finding.severity,
    confidence: finding.confidence,
    confidenceReasons: finding.confidenceReasons,
    message: finding.message,
    location: toJsonRange(finding.location),
    dataTypes: finding.dataTypes,
    ...(finding.endpoint === undefined ? {} : { endpoint: toJsonEndpoint(finding.endpoint) }),
    evidence: toJsonEvidence(finding.evidence),
    fingerprint: finding.fingerprint,
    isTest: finding.isTest,
    ...(suppression === undefined
      ? {}
      : {
          suppression: {
            syntax: suppression.syntax,
            reason: suppression.reason,
            until: suppression.until,
            ...(suppression.location === undefined ? {} : { location: toJsonRange(suppression.location) }),
          },
        }),
    fixes: finding.fixes.map(({ title, edits }) => ({
      title,
      edits: edits.map(({ location, newText }) => ({ location: toJsonRange(location), newText })),
    })),
  };
}

function toJsonRange({ path, start, length, startLine, startColumn, endLine, endColumn }: SourceRange) {
  return {
    path,
    line: startLine + 1,
    column: startColumn + 1,
    endLine: endLine + 1,
    endColumn: endColumn + 1,
    offset: start,
    length,
  };
}

function toJsonEndpoint({ method, path, framework, handler }: EndpointRef) {
  return { method, path, framework, handler: toJsonRange(handler) };
}

function toJsonEvidence(evidence: Evidence): Readonly<Record<string, unknown>> {
  switch (evidence.kind) {
    case 'flow':
      return { kind: 'flow', steps: evidence.steps.map(toJsonStep) };
    case 'facts':
      return {
        kind: 'facts',
        endpoint: toJsonEndpoint(evidence.endpoint),
        tiesFound: evidence.tiesFound,
        tiesMissing: evidence.tiesMissing,
        siblings: evidence.siblings,
        steps: evidence.steps.map(toJsonStep),
      };
    case 'match':
      return { kind: 'match' };
  }
}

function toJsonStep({ kind, message, functionName, depth, location }: FlowStep) {
  return { kind, message, function: functionName, depth, location: toJsonRange(location) };
}
