/**
 * The coverage report as text: what was analyzed, what was left out, and what nobody should take for clean.
 */
import type { CoverageGapKind } from '../analyzer/base/problem.ts';
import { toPrintable } from './printable.ts';
import { countOf, formatCount, type ReportCoverage, type ReportGap, type ReportLeftOut } from './report.ts';
import type { TextStyle } from './text-style.ts';

/** Gaps named one by one; the others are counted. */
const maxNamedGaps = 15;

/** Packages without a model that are named. */
const maxNamedPackages = 8;

/** Gaps that concern a whole file or function, in the order in which they are named. */
const namedKinds: readonly CoverageGapKind[] = [
  'internal-error',
  'file-unreadable',
  'file-not-utf8',
  'file-too-large',
  'syntax-error',
  'configuration',
  'budget',
  'file-minified',
  'file-data-table',
];

/** How the other gaps are called when they are counted. */
const countedKinds: Readonly<Partial<Record<CoverageGapKind, readonly [string, string]>>> = {
  'opaque-construct': ['construct not followed', 'constructs not followed'],
  eval: ['eval of text', 'evals of text'],
  'with-statement': ['with statement', 'with statements'],
  proxy: ['proxy object', 'proxy objects'],
  'unresolved-module': ['import not found', 'imports not found'],
  'unresolved-call': ['call not resolved', 'calls not resolved'],
  'uncertain-endpoint': ['endpoint not wholly understood', 'endpoints not wholly understood'],
  'replaced-function': ['replaced function of a library', 'replaced functions of libraries'],
  'dynamic-property-write': ['write to a computed property', 'writes to computed properties'],
};

const leftOutWords: Readonly<Record<string, string>> = {
  dependencies: 'installed packages',
  'build-output': 'build output',
  generated: 'generated',
  minified: 'minified',
  ignored: 'ignore files',
  configuration: 'paths in sekretess.yml',
  link: 'links that lead elsewhere',
  'not-text': 'not code',
  'unsupported-language': 'other languages',
};

/** Lines without line ends. */
export function coverageToText(style: TextStyle, coverage: ReportCoverage): readonly string[] {
  const { colors } = style;
  const row = (name: string, text: string): string => `  ${name.padEnd(11)} ${text}`;
  const warn = (count: number, text: string): string => (count > 0 ? colors.yellow(text) : text);
  const rows = [
    row(
      'Files',
      `${formatCount(coverage.files)} (${countOf(coverage.lines, 'line')}), ${formatCount(coverage.fullyAnalyzedFiles)} of ${formatCount(coverage.expectedFiles)} fully analyzed (${coverage.percent} %)${coverage.filesWithProblems > 0 ? `, ${colors.yellow(`${formatCount(coverage.filesWithProblems)} with problems`)}` : ''}${coverage.filesSkipped > 0 ? `, ${colors.yellow(`${formatCount(coverage.filesSkipped)} not analyzed as code`)}` : ''}`,
    ),
    row(
      'Functions',
      `${formatCount(coverage.functions)}, ${warn(coverage.functionsOverBudget, `${formatCount(coverage.functionsOverBudget)} over budget`)}`,
    ),
    row(
      'Calls',
      `${formatCount(coverage.calls)}: ${formatCount(coverage.callsResolved)} resolved, ${formatCount(coverage.callsExternal)} to libraries, ${warn(coverage.callsUnresolved, `${formatCount(coverage.callsUnresolved)} unresolved`)}`,
    ),
  ];
  if (coverage.unmodelledPackages.length > 0) rows.push(row('No model', packagesText(coverage)));
  if (coverage.leftOut.length > 0) rows.push(row('Left out', coverage.leftOut.map(leftOutText).join(', ')));
  return [colors.bold('Coverage'), ...rows, ...gapLines(style, coverage.gaps)];
}

function packagesText({ unmodelledPackages }: ReportCoverage): string {
  const named = unmodelledPackages
    .slice(0, maxNamedPackages)
    .map(({ name, calls }) => `${toPrintable(name)} (${countOf(calls, 'call')})`);
  const more = unmodelledPackages.length - named.length;
  return `${named.join(', ')}${more > 0 ? `, ${more} more` : ''}`;
}

function leftOutText({ reason, files, folders }: ReportLeftOut): string {
  const counts = [
    ...(folders > 0 ? [countOf(folders, 'folder')] : []),
    ...(files > 0 ? [countOf(files, 'file')] : []),
  ];
  return `${leftOutWords[reason] ?? reason} (${counts.join(', ')})`;
}

function gapLines(style: TextStyle, gaps: readonly ReportGap[]): readonly string[] {
  const named = gaps
    .filter(({ kind }) => namedKinds.includes(kind))
    .sort((a, b) => namedKinds.indexOf(a.kind) - namedKinds.indexOf(b.kind));
  const lines = named.slice(0, maxNamedGaps).map((gap) => `    ${gapText(style, gap)}`);
  if (named.length > lines.length)
    lines.push(`    … and ${formatCount(named.length - lines.length)} more (--format json names them all)`);
  const counted = [...new Set(gaps.map(({ kind }) => kind))]
    .filter((kind) => !namedKinds.includes(kind))
    .sort()
    .map((kind) => {
      const count = gaps.filter((gap) => gap.kind === kind).length;
      const [one, many] = countedKinds[kind] ?? [kind, kind];
      return countOf(count, one, many);
    });
  if (counted.length > 0) lines.push(`    ${counted.join(', ')}`);
  return lines.length === 0 ? [] : ['  Gaps', ...lines];
}

function gapText({ colors, pathPrefix }: TextStyle, { path, line, column, message }: ReportGap): string {
  const place = line === undefined ? '' : `:${line}:${column ?? 1}`;
  return `${colors.cyan(toPrintable(pathPrefix + path) + place)}  ${toPrintable(message)}`;
}
