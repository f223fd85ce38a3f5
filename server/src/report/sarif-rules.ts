/**
 * Rules in SARIF, with what code scanning shows and sorts by: tags, `security-severity`, `precision`, help.
 */
import type { ReportingDescriptor } from 'sarif';
import type { ReportRule, Severity } from './report.ts';
import {
  cweNumbers,
  metadataTexts,
  ruleHelpText,
  ruleMarkdown,
  ruleMessage,
  ruleTitle,
} from './rule-text.ts';

/** Code scanning keeps ten tags of a rule. */
const maxTags = 10;

/** Longest short or full description that code scanning takes. */
const maxDescription = 1024;

/** SARIF knows three levels. */
export function toLevel(severity: Severity): 'error' | 'warning' | 'note' {
  switch (severity) {
    case 'critical':
    case 'high':
      return 'error';
    case 'medium':
      return 'warning';
    case 'low':
      return 'note';
  }
}

const securitySeverity: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
};

const problemSeverity = { error: 'error', warning: 'warning', note: 'recommendation' } as const;

/** One rule. */
export function toReportingDescriptor(rule: ReportRule): ReportingDescriptor {
  const level = toLevel(rule.severity);
  return {
    id: rule.id,
    shortDescription: { text: clip(ruleTitle(rule)) },
    fullDescription: { text: clip(ruleMessage(rule)) },
    help: { text: ruleHelpText(rule), markdown: ruleMarkdown(rule) },
    defaultConfiguration: { level },
    properties: {
      tags: tagsOf(rule),
      precision: precisionOf(rule),
      'problem.severity': problemSeverity[level],
      'security-severity': securitySeverity[rule.severity],
      severity: rule.severity,
    },
  };
}

function tagsOf(rule: ReportRule): string[] {
  const cwe = cweNumbers(rule).map((number) => `external/cwe/cwe-${number.padStart(3, '0')}`);
  const family = rule.family === 'semgrep' ? [] : [rule.family];
  const tags = ['security', ...cwe, ...family, ...metadataTexts(rule, 'owasp')];
  return [...new Set(tags)].slice(0, maxTags);
}

function precisionOf(rule: ReportRule): string {
  const [confidence = ''] = metadataTexts(rule, 'confidence');
  const word = confidence.toLowerCase();
  return word === 'high' || word === 'low' ? word : 'medium';
}

function clip(text: string): string {
  return text.length <= maxDescription ? text : `${text.slice(0, maxDescription - 1)}…`;
}
