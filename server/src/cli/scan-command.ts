/**
 * `sekretess scan`: one scan, its report, its exit code.
 *
 * The report comes first and problems after it, so that a broken rule file or a missed gate takes no finding away.
 */
import path from 'node:path';
import { neverCancelled } from '../analyzer/base/cancellation.ts';
import type { Problem } from '../analyzer/base/problem.ts';
import type { Report, ReportVerdict } from '../report/report.ts';
import { countOf } from '../report/report.ts';
import { createTextStyle } from '../report/text-style.ts';
import { toJson } from '../report/to-json.ts';
import { toSarif } from '../report/to-sarif.ts';
import { toSemgrepJson } from '../report/to-semgrep-json.ts';
import { findingsSummary, toText } from '../report/to-text.ts';
import { isAtLeastSeverity } from '../scan/options.ts';
import { readBaseline } from '../scan/read-baseline.ts';
import { loadRuleFiles } from '../scan/rule-files.ts';
import { type ScanResult, scanWorkspace } from '../scan/scan-workspace.ts';
import { UserError } from '../scan/user-error.ts';
import { autofix } from './autofix.ts';
import type { CliEnvironment, ScanArguments } from './cli-environment.ts';
import type { CommandParts } from './create-commands.ts';
import { decideExitCode } from './exit-code.ts';
import { fromCurrentFolder, toLocation, toRuleSources } from './places.ts';
import { problemText } from './problem-text.ts';
import { createProgressBar } from './progress-bar.ts';
import { statisticsOf, statisticsText } from './statistics.ts';
import { whyNotWritable, writeFileAtomically, writeText } from './write-output.ts';

/** See the head of this file. Throws a UserError for wrong usage. */
export async function scanCommand(
  parts: CommandParts,
  args: ScanArguments,
  environment: CliEnvironment,
): Promise<number> {
  const { host } = parts;
  const { currentFolder, stdout, stderr } = environment;
  if (args.dryRun && !args.autofix)
    throw new UserError(
      '--dryrun shows what --autofix would write, but --autofix is not given. So nothing was scanned. Add --autofix, or leave --dryrun out.',
    );
  const output = args.output === undefined ? undefined : toLocation(currentFolder, args.output);
  checkOutput(args.output, output);
  const ruleFiles =
    args.config.length === 0
      ? undefined
      : await loadRuleFiles(host, toRuleSources(currentFolder, args.config));
  const baseline =
    args.baseline === undefined
      ? undefined
      : await readBaseline(host, toLocation(currentFolder, args.baseline), args.baseline);
  const bar = createProgressBar(stderr, !args.quiet && environment.variables.TERM !== 'dumb', () =>
    host.now(),
  );
  const result = await scanWorkspace(
    host,
    parts.createEngine,
    {
      targets: args.paths.map((name) => ({ name, location: toLocation(currentFolder, name) })),
      knowledge: parts.knowledge,
      ...(parts.startIndexHelpers ? { startIndexHelpers: parts.startIndexHelpers } : {}),
      ruleFiles,
      options: {
        severity: args.severity,
        minConfidence: args.minConfidence,
        includeTests: args.includeTests,
        today: environment.today,
        include: args.include,
        exclude: args.exclude,
        semgrepCompat: args.semgrepCompat,
        ...(baseline === undefined ? {} : { baseline }),
      },
      nameOf: (location) => fromCurrentFolder(currentFolder, location),
    },
    neverCancelled,
    (progress) => bar.show(progress),
  ).finally(() => bar.clear());

  const ownPaths = new Set(parts.knowledge.map(({ path }) => path));
  for (const { path } of ruleFiles?.files ?? []) ownPaths.delete(path);
  const problems = [...result.problems, ...noRuleProblem(result, args)];
  const verdict = judge(result, args, problems, ownPaths);
  const report: Report = {
    toolVersion: environment.version,
    pathInRepository: result.pathInRepository,
    findings: result.findings,
    suppressed: result.suppressed,
    hidden: result.hidden,
    coverage: result.coverage,
    problems: problems.filter(({ severity, path }) => severity === 'error' || !ownPaths.has(path)),
    rules: result.rules,
    verdict,
    textOf: result.textOf,
  };
  const statistics = args.stats ? statisticsOf(result, environment.usage()) : undefined;
  const text = render(report, args, environment, result, statistics);
  if (output === undefined) await writeText(stdout, text);
  else await writeToFile(environment, args.output ?? '', output, text);

  const fixes = args.autofix
    ? autofix(result, args.dryRun, (path) =>
        fromCurrentFolder(currentFolder, toLocation(result.scannedRoot, path)),
      )
    : undefined;
  if (fixes !== undefined)
    await writeText(output === undefined && args.format === 'text' ? stdout : stderr, fixes.text);
  for (const problem of report.problems) await writeText(stderr, problemText(problem));
  if (!args.quiet && (output !== undefined || args.format !== 'text'))
    await writeText(stderr, shortSummary(report, args.output));
  if (statistics !== undefined) await writeText(stderr, statisticsText(statistics));
  return verdict.exitCode;
}

/** Before the long work: whether the file can be written. Throws a UserError. */
export function checkOutput(typed: string | undefined, output: string | undefined): void {
  const why = output === undefined ? undefined : whyNotWritable(output);
  if (why !== undefined)
    throw new UserError(
      `The report cannot be written to "${typed}": ${why}. So nothing was scanned. Name a file in a folder that exists and can be written to.`,
    );
}

/** A scan without rules finds nothing and proves nothing. */
function noRuleProblem(result: ScanResult, args: ScanArguments): readonly Problem[] {
  if (result.rules.length > 0) return [];
  const path = args.config[0] ?? 'sekretess.yml';
  const message =
    'No rule ran, so nothing was looked for. Every rule is off, or the files named with --config hold no usable rule. Name a file with rules, or "default".';
  return [{ severity: 'error', message, path, line: 1, column: 1 }];
}

function judge(
  result: ScanResult,
  args: ScanArguments,
  problems: readonly Problem[],
  ownPaths: ReadonlySet<string>,
): ReportVerdict {
  const { failOn, requireCoverage } = args;
  const findingsAtGate =
    failOn === 'none'
      ? 0
      : result.findings.filter(({ severity }) => isAtLeastSeverity(severity, failOn)).length;
  const errors = problems.filter(({ severity }) => severity === 'error');
  return {
    failOn,
    findingsAtGate,
    requiredCoverage: requireCoverage,
    exitCode: decideExitCode({
      findingsAtGate,
      isCoverageMissed: requireCoverage !== undefined && result.coverage.percent < requireCoverage,
      hasUserProblems: errors.some(({ path }) => !ownPaths.has(path)),
      hasOwnProblems: errors.some(({ path }) => ownPaths.has(path)),
    }),
  };
}

function render(
  report: Report,
  args: ScanArguments,
  environment: CliEnvironment,
  result: ScanResult,
  statistics: ReturnType<typeof statisticsOf> | undefined,
): string {
  switch (args.format) {
    case 'sarif':
      return toSarif(report);
    case 'json':
      return toJson(report, statistics);
    case 'semgrep-json':
      return toSemgrepJson(report, {
        scannedFiles: result.scannedFiles,
        pathPrefix: prefixAsGiven(args.paths, environment, result),
        statistics,
      });
    case 'text': {
      const style = createTextStyle(isColored(args, environment), prefixBelow(environment, result));
      return toText(report, style, args.quiet);
    }
  }
}

/** The scanned folder in the way it was named: absolute, or from the current folder; empty for this one. */
function prefixAsGiven(
  paths: readonly string[],
  environment: CliEnvironment,
  result: Pick<ScanResult, 'scannedRoot'>,
): string {
  const isAbsolute = paths.length > 0 && paths.every((name) => path.isAbsolute(name));
  return isAbsolute ? `${result.scannedRoot.replace(/\/$/, '')}/` : prefixBelow(environment, result);
}

/** From the current folder to the scanned one, ending in a slash; empty when the same. */
function prefixBelow(
  { currentFolder }: CliEnvironment,
  { scannedRoot }: Pick<ScanResult, 'scannedRoot'>,
): string {
  const below = fromCurrentFolder(currentFolder, scannedRoot);
  return below === '' ? '' : `${below}/`;
}

/** NO_COLOR and FORCE_COLOR as their conventions have it: set and not empty. */
export function isColored(
  args: Pick<ScanArguments, 'color' | 'output'>,
  { variables, stdout }: CliEnvironment,
): boolean {
  if (!args.color || args.output !== undefined || (variables.NO_COLOR ?? '') !== '') return false;
  const forced = variables.FORCE_COLOR ?? '';
  if (forced !== '') return forced !== '0';
  return stdout.isTTY === true && variables.TERM !== 'dumb';
}

/** The scan is done by now, so a file that cannot be written must not cost its result. */
export async function writeToFile(
  environment: Pick<CliEnvironment, 'stdout'>,
  typed: string,
  output: string,
  text: string,
): Promise<void> {
  try {
    writeFileAtomically(output, text);
  } catch (error) {
    await writeText(environment.stdout, text);
    const why = error instanceof Error ? error.message : 'the system gave no reason';
    throw new UserError(
      `The report could not be written to "${typed}": ${why}. It was printed to the standard output instead. Make room or name another file.`,
    );
  }
}

function shortSummary(report: Report, output: string | undefined): string {
  const { coverage } = report;
  const where = output === undefined ? '' : ` Written to ${output}.`;
  return `${findingsSummary(report)} in ${countOf(coverage.files, 'file')}, ${coverage.percent} % fully analyzed.${where}\n`;
}

/** Problems of a command that does not scan, and the exit code they ask for. */
export async function reportProblems(
  problems: readonly Problem[],
  knowledgePaths: ReadonlySet<string>,
  { stderr }: CliEnvironment,
): Promise<number> {
  const shown = problems.filter(({ severity, path }) => severity === 'error' || !knowledgePaths.has(path));
  for (const problem of shown) await writeText(stderr, problemText(problem));
  const errors = shown.filter(({ severity }) => severity === 'error');
  return decideExitCode({
    findingsAtGate: 0,
    isCoverageMissed: false,
    hasUserProblems: errors.some(({ path }) => !knowledgePaths.has(path)),
    hasOwnProblems: errors.some(({ path }) => knowledgePaths.has(path)),
  });
}
