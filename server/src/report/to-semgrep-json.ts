/**
 * A report in the shape of `semgrep scan --json`, for programs that read that.
 *
 * What Semgrep CE leaves to those who log in (`lines`, `fingerprint`, `metavars`, `dataflow_trace`) is filled in. Rule
 * ids are those of the rule files, without the folders in front. Severities are Semgrep's older names, and CRITICAL.
 * Paths are as seen from the current folder, as Semgrep's are.
 */
import type { Problem } from '../analyzer/base/problem.ts';
import type { Finding, FlowStep, SourceRange } from '../analyzer/findings/finding.ts';
import type { Report, ReportGap, ReportRule, Severity } from './report.ts';
import { createUtf8Positions, type Utf8Position } from './utf8-positions.ts';

/** What the report does not know. */
export interface SemgrepJsonContext {
  /** Code files that were given to the analysis, relative to the scanned folder. */
  readonly scannedFiles: readonly string[];
  /** From the current folder to the scanned one, ending in a slash; empty when the same. */
  readonly pathPrefix: string;
  /** Figures, only when asked for. */
  readonly statistics: Readonly<Record<string, unknown>> | undefined;
}

const severityNames: Readonly<Record<Severity, string>> = {
  critical: 'CRITICAL',
  high: 'ERROR',
  medium: 'WARNING',
  low: 'INFO',
};

interface Texts {
  readonly prefix: string;
  readonly textOf: (path: string) => string;
  readonly positionsOf: (path: string) => (offset: number) => Utf8Position;
}

/** The report as text, indented by two, with a line end. */
export function toSemgrepJson(report: Report, context: SemgrepJsonContext): string {
  const texts = createTexts(report, context.pathPrefix);
  const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
  const shape = {
    version: report.toolVersion,
    results: report.findings.map((finding) => toResult(finding, rules.get(finding.ruleId), texts)),
    errors: [
      ...report.problems.map(problemToError),
      ...report.coverage.gaps.flatMap((gap) => gapToError(gap, texts)),
    ],
    paths: { scanned: context.scannedFiles.map((path) => context.pathPrefix + path) },
    ...(context.statistics === undefined ? {} : { time: context.statistics }),
    engine_requested: 'OSS',
    skipped_rules: [],
    profiling_results: [],
  };
  return `${JSON.stringify(shape, undefined, 2)}\n`;
}

function createTexts({ textOf }: Report, prefix: string): Texts {
  const known = new Map<string, (offset: number) => Utf8Position>();
  return {
    prefix,
    textOf: (path) => textOf(path) ?? '',
    positionsOf(path) {
      const positions = known.get(path) ?? createUtf8Positions(textOf(path) ?? '');
      known.set(path, positions);
      return positions;
    },
  };
}

function toResult(finding: Finding, rule: ReportRule | undefined, texts: Texts) {
  const { location } = finding;
  const [fix] = finding.fixes;
  const own = fix?.edits.length === 1 ? fix.edits[0] : undefined;
  const variables = finding.metavariables?.filter(({ start }) => start >= 0) ?? [];
  const at = texts.positionsOf(location.path);
  return {
    check_id: finding.ruleId,
    ...toPlace(location, texts),
    extra: {
      metavars: Object.fromEntries(
        variables.map(({ name, text, start, end }) => [
          name,
          { start: at(start), end: at(end), abstract_content: text },
        ]),
      ),
      message: finding.message,
      ...(own === undefined ? {} : { fix: own.newText }),
      metadata: rule?.metadata ?? {},
      severity: severityOf(finding, rule),
      fingerprint: finding.fingerprint,
      lines: linesOf(location, texts),
      is_ignored: false,
      validation_state: 'NO_VALIDATOR',
      engine_kind: 'OSS',
      ...(finding.evidence.kind === 'match'
        ? {}
        : { dataflow_trace: toTrace(finding.evidence.steps, texts) }),
    },
  };
}

/** As the rule calls it, unless the project says otherwise. */
function severityOf({ severity }: Finding, rule: ReportRule | undefined): string {
  return (rule?.severity === severity ? rule.severityName : undefined) ?? severityNames[severity];
}

function toPlace({ path, start, length }: SourceRange, texts: Texts) {
  const at = texts.positionsOf(path);
  return { path: texts.prefix + path, start: at(start), end: at(start + length) };
}

/** Whole lines, as Semgrep shows them. */
function linesOf({ path, start, length }: SourceRange, texts: Texts): string {
  const text = texts.textOf(path);
  const first = text.lastIndexOf('\n', start - 1) + 1;
  const last = text.indexOf('\n', start + Math.max(0, length - 1));
  return text.slice(first, last < 0 ? text.length : last).replace(/\r$/, '');
}

function toTrace(steps: readonly FlowStep[], texts: Texts) {
  const [source] = steps;
  const sink = steps.at(-1);
  if (source === undefined || sink === undefined) return {};
  const located = ({ location }: FlowStep) => ({
    location: toPlace(location, texts),
    content: texts.textOf(location.path).slice(location.start, location.start + location.length),
  });
  const end = (step: FlowStep) => {
    const { location, content } = located(step);
    return ['CliLoc', [location, content]];
  };
  return {
    taint_source: end(source),
    intermediate_vars: steps.slice(1, -1).map(located),
    taint_sink: end(sink),
  };
}

/** Codes are those that Semgrep gives such errors: 4 for a rule, 3 for syntax, 2 for the rest. */
function problemToError({ severity, message, path, line, column, ruleId }: Problem) {
  const at = { line, col: column, offset: 0 };
  return {
    code: 4,
    level: severity === 'error' ? 'error' : 'warn',
    type: 'Rule parse error',
    ...(ruleId === undefined ? {} : { rule_id: ruleId }),
    message: `${path}:${line}:${column}: ${message}`,
    path,
    spans: [{ file: path, start: at, end: at }],
  };
}

function gapToError({ kind, path, line, column, message }: ReportGap, texts: Texts) {
  const types: Readonly<Record<string, readonly [code: number, level: string, type: string]>> = {
    'syntax-error': [3, 'warn', 'Syntax error'],
    'internal-error': [2, 'error', 'Internal matching error'],
    budget: [2, 'warn', 'Fixpoint timeout'],
    'file-unreadable': [2, 'warn', 'Other syntax error'],
    'file-not-utf8': [2, 'warn', 'Other syntax error'],
  };
  const [code, level, type] = types[kind] ?? [];
  if (type === undefined) return [];
  const file = texts.prefix + path;
  const at = { line: line ?? 1, col: column ?? 1, offset: 0 };
  return [
    {
      code,
      level,
      type,
      message,
      path: file,
      ...(line === undefined ? {} : { spans: [{ file, start: at, end: at }] }),
    },
  ];
}
