/**
 * The rules that a scan would run, without a scan.
 */
import { neverCancelled } from '../analyzer/base/cancellation.ts';
import type { Problem } from '../analyzer/base/problem.ts';
import { loadRuleFiles } from '../scan/rule-files.ts';
import { type ScanRule, sortProblems } from '../scan/scan-workspace.ts';
import type { CliEnvironment } from './cli-environment.ts';
import type { CommandParts } from './create-commands.ts';
import { toRuleSources } from './places.ts';

/** Rules in force, sorted by id, and what is wrong with their files. Empty `config`: the shipped rules. */
export async function loadRules(
  parts: CommandParts,
  config: readonly string[],
  environment: CliEnvironment,
): Promise<{ readonly rules: readonly ScanRule[]; readonly problems: readonly Problem[] }> {
  const engine = parts.createEngine();
  const loaded =
    config.length === 0
      ? undefined
      : await loadRuleFiles(parts.host, toRuleSources(environment.currentFolder, config));
  engine.applyChange({
    knowledge: parts.knowledge,
    ...(loaded === undefined
      ? {}
      : { ruleFiles: { files: loaded.files, includeDefaultRules: loaded.includeDefaultRules } }),
  });
  // An analysis of nothing, because patterns are checked when they are first needed.
  for (const _ of engine.analyze([], neverCancelled));
  return {
    rules: engine.rules(),
    problems: sortProblems([...engine.problems(), ...(loaded?.problems ?? [])]),
  };
}
