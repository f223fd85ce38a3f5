/**
 * `sekretess rules`: what a scan would look for.
 */
import { toPrintable } from '../report/printable.ts';
import { countOf } from '../report/report.ts';
import { ruleTitle } from '../report/rule-text.ts';
import type { ScanRule } from '../scan/scan-workspace.ts';
import type { CliEnvironment, RulesArguments } from './cli-environment.ts';
import type { CommandParts } from './create-commands.ts';
import { loadRules } from './load-rules.ts';
import { reportProblems } from './scan-command.ts';
import { writeText } from './write-output.ts';

/** See the head of this file. */
export async function rulesCommand(
  parts: CommandParts,
  args: RulesArguments,
  environment: CliEnvironment,
): Promise<number> {
  const { rules, problems } = await loadRules(parts, args.config, environment);
  await writeText(environment.stdout, args.format === 'json' ? rulesJson(rules) : rulesTable(rules));
  return reportProblems(problems, new Set(parts.knowledge.map(({ path }) => path)), environment);
}

function rulesTable(rules: readonly ScanRule[]): string {
  const idWidth = Math.max(0, ...rules.map(({ id }) => id.length));
  const rows = rules.map((rule) =>
    toPrintable(
      `${rule.id.padEnd(idWidth)}  ${rule.severity.padEnd(8)}  ${rule.mode.padEnd(7)}  ${rule.family.padEnd(9)}  ${ruleTitle(rule)}`,
    ),
  );
  return `${[...rows, ...(rows.length > 0 ? [''] : []), `${countOf(rules.length, 'rule')}. Run: sekretess explain-rule ID`].join('\n')}\n`;
}

function rulesJson(rules: readonly ScanRule[]): string {
  const rows = rules.map(({ id, severity, mode, family, languages, message, metadata }) => ({
    id,
    severity,
    mode,
    family,
    languages,
    message,
    metadata,
  }));
  return `${JSON.stringify(rows, undefined, 2)}\n`;
}
