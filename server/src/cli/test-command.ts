/**
 * `sekretess test RULES`: rules on their targets, as `semgrep test` does it.
 */
import type { Problem } from '../analyzer/base/problem.ts';
import { ruleTestsJson, ruleTestsText, sumRuleTests } from '../report/rule-tests.ts';
import { createSourceLines } from '../report/source-lines.ts';
import { findRuleTests, type NamedFile } from '../scan/rule-tests/find-rule-tests.ts';
import { type RuleFileResult, runRuleTest } from '../scan/rule-tests/run-rule-tests.ts';
import { UserError } from '../scan/user-error.ts';
import type { CliEnvironment, TestArguments } from './cli-environment.ts';
import type { CommandParts } from './create-commands.ts';
import { exitCodes } from './exit-code.ts';
import { toLocation } from './places.ts';
import { problemText } from './problem-text.ts';
import { writeText } from './write-output.ts';

/** See the head of this file. Throws a UserError when there is nothing to test. */
export async function testCommand(
  parts: CommandParts,
  args: TestArguments,
  environment: CliEnvironment,
): Promise<number> {
  const { currentFolder, stdout, stderr } = environment;
  const places = (names: readonly string[]): readonly NamedFile[] =>
    names.map((name) => ({ name, location: toLocation(currentFolder, name) }));
  const named = places(args.paths);
  const tests = await findRuleTests(
    parts.host,
    args.config.length === 0 ? named : places(args.config),
    args.config.length === 0 ? [] : named,
  );
  const results: RuleFileResult[] = [];
  for (const test of tests)
    results.push(
      await runRuleTest(parts.host, test, {
        createEngine: parts.createEngine,
        knowledge: parts.knowledge,
        minConfidence: args.minConfidence,
        semgrepCompat: args.semgrepCompat,
      }),
    );
  if (results.every(({ hasTargets }) => !hasTargets)) throw new UserError(explainNoTargets(tests.length));
  await writeText(
    stdout,
    args.json
      ? ruleTestsJson(results, (path) => toLocation(currentFolder, path))
      : ruleTestsText(results, { isQuiet: args.quiet, lineOf: await readLines(parts, results, environment) }),
  );
  const problems = results.flatMap((result) => result.problems);
  for (const problem of problems)
    if (!args.quiet || problem.severity === 'error') await writeText(stderr, problemText(problem));
  return exitCodeOf(results, problems);
}

function exitCodeOf(results: readonly RuleFileResult[], problems: readonly Problem[]): number {
  if (problems.some(({ severity }) => severity === 'error')) return exitCodes.usage;
  const { failed, fixesFailed } = sumRuleTests(results);
  return failed + fixesFailed > 0 ? exitCodes.findings : exitCodes.ok;
}

function explainNoTargets(ruleFiles: number): string {
  const which = ruleFiles === 1 ? 'The rule file has' : `None of the ${ruleFiles} rule files has`;
  return `${which} ${ruleFiles === 1 ? 'no' : 'a'} target, so nothing was tested. Put a file with code beside the rule file and name it the same: rule.ts beside rule.yaml. Targets that lie elsewhere are named like this: sekretess test --config RULES TARGETS.`;
}

/** Lines of the targets that failed. */
async function readLines(
  { host }: CommandParts,
  results: readonly RuleFileResult[],
  { currentFolder }: CliEnvironment,
): Promise<(path: string, line: number) => string | undefined> {
  const texts = new Map<string, string>();
  for (const { targets } of results.flatMap(({ checks }) => checks))
    for (const { path, missing, unexpected } of targets) {
      if (texts.has(path) || missing.length + unexpected.length === 0) continue;
      const outcome = await host.readText(toLocation(currentFolder, path), 16_000_000);
      if (outcome.kind === 'text') texts.set(path, outcome.text);
    }
  const lines = createSourceLines((path) => texts.get(path));
  return (path, line) => lines.lineOf(path, line - 1);
}
