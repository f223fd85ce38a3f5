/**
 * Problems on the standard error: `error: rules/a.yaml:3:5: message [rule-id]`.
 */
import type { Problem } from '../analyzer/base/problem.ts';
import { toPrintable } from '../report/printable.ts';

/** One line with its line end. */
export function problemText({ severity, path, line, column, message, ruleId }: Problem): string {
  const rule = ruleId === undefined || ruleId === '' || message.includes(ruleId) ? '' : ` [${ruleId}]`;
  return `${severity}: ${toPrintable(`${path}:${line}:${column}: ${message}${rule}`)}\n`;
}
