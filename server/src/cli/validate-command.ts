/**
 * `sekretess validate RULES`: whether rule files are right, without a scan and without a network.
 */
import { countOf } from '../report/report.ts';
import { defaultRulesName } from '../scan/rule-files.ts';
import type { CliEnvironment } from './cli-environment.ts';
import type { CommandParts } from './create-commands.ts';
import { loadRules } from './load-rules.ts';
import { reportProblems } from './scan-command.ts';
import { writeText } from './write-output.ts';

/** See the head of this file. */
export async function validateCommand(
  parts: CommandParts,
  args: { readonly rules: readonly string[] },
  environment: CliEnvironment,
): Promise<number> {
  const { rules, problems } = await loadRules(parts, args.rules, environment);
  // Whoever validates `default` is the author of the shipped rules.
  const ownPaths = args.rules.includes(defaultRulesName) ? [] : parts.knowledge.map(({ path }) => path);
  const exitCode = await reportProblems(problems, new Set(ownPaths), environment);
  const errors = problems.filter(({ severity }) => severity === 'error');
  // A rule is in force before its patterns are compiled.
  const broken = new Set(errors.map(({ path, ruleId }) => `${path}\n${ruleId ?? ''}`));
  const usable = rules.filter(({ id, at }) => !broken.has(`${at.path}\n${id}`));
  const text = `${countOf(usable.length, 'rule')} can run, ${countOf(errors.length, 'error')}.\n`;
  await writeText(environment.stdout, text);
  return exitCode;
}
