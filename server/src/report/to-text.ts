/**
 * A report as text for people: findings, a summary, the coverage report.
 */

import { toPrintable } from './printable.ts';
import { countBySeverity, countOf, formatCount, type Report, severityOrder } from './report.ts';
import { createSourceLines } from './source-lines.ts';
import { coverageToText } from './text-coverage.ts';
import { findingToText } from './text-finding.ts';
import type { TextStyle } from './text-style.ts';

/** `isQuiet`: findings alone. The text ends with a line end unless it is empty. */
export function toText(report: Report, style: TextStyle, isQuiet: boolean): string {
  const lines = createSourceLines(report.textOf);
  const parts = report.findings.map((finding) => findingToText(style, finding, lines));
  if (!isQuiet) {
    parts.push(summaryLines(report, style));
    parts.push(coverageToText(style, report.coverage));
    parts.push(verdictLines(report, style));
  }
  const text = parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n');
  return text === '' ? '' : `${text}\n`;
}

/** `3 findings (1 high, 2 medium)`. */
export function findingsSummary(report: Report): string {
  const { findings } = report;
  if (findings.length === 0) return 'No findings';
  const counts = countBySeverity(findings);
  const parts = severityOrder.flatMap((severity) =>
    counts[severity] > 0 ? [`${formatCount(counts[severity])} ${severity}`] : [],
  );
  return `${countOf(findings.length, 'finding')} (${parts.join(', ')})`;
}

function summaryLines(report: Report, style: TextStyle): readonly string[] {
  const { suppressed, hidden } = report;
  const notShown = [
    ...(suppressed.length > 0 ? [`${formatCount(suppressed.length)} suppressed`] : []),
    ...(hidden.inBaseline !== undefined && hidden.inBaseline > 0
      ? [`${formatCount(hidden.inBaseline)} in the baseline`]
      : []),
    ...(hidden.belowConfidence > 0 ? [`${formatCount(hidden.belowConfidence)} below --min-confidence`] : []),
    ...(hidden.belowSeverity > 0 ? [`${formatCount(hidden.belowSeverity)} below --severity`] : []),
  ];
  const rules = report.rules.length === 0 ? 'No rule ran' : `${countOf(report.rules.length, 'rule')} ran`;
  const head = `${style.colors.bold(findingsSummary(report))}. ${rules}.${notShown.length > 0 ? ` Not shown: ${notShown.join(', ')}.` : ''}`;
  return [head, ...ruleTable(report)];
}

/** Findings by rule, the rule with the worst and most findings first. */
function ruleTable({ findings }: Report): readonly string[] {
  const byRule = new Map<string, { rank: number; count: number }>();
  for (const { ruleId, severity } of findings) {
    const entry = byRule.get(ruleId) ?? { rank: severityOrder.length, count: 0 };
    byRule.set(ruleId, {
      rank: Math.min(entry.rank, severityOrder.indexOf(severity)),
      count: entry.count + 1,
    });
  }
  const rows = [...byRule].sort(
    ([idA, a], [idB, b]) => a.rank - b.rank || b.count - a.count || (idA < idB ? -1 : idA > idB ? 1 : 0),
  );
  const width = Math.max(0, ...rows.map(([, { count }]) => formatCount(count).length));
  return rows.map(
    ([id, { rank, count }]) =>
      `  ${formatCount(count).padStart(width)}  ${(severityOrder[rank] ?? 'low').padEnd(8)}  ${toPrintable(id)}`,
  );
}

function verdictLines({ verdict, coverage }: Report, { colors }: TextStyle): readonly string[] {
  const lines: string[] = [];
  if (verdict.findingsAtGate > 0)
    lines.push(
      colors.red(`${countOf(verdict.findingsAtGate, 'finding')} at or above --fail-on ${verdict.failOn}.`),
    );
  if (verdict.requiredCoverage !== undefined && coverage.percent < verdict.requiredCoverage)
    lines.push(
      colors.red(
        `Only ${coverage.percent} % of the files were fully analyzed; --require-coverage asks for ${verdict.requiredCoverage} %.`,
      ),
    );
  return lines;
}
