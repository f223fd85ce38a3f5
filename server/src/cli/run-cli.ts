/**
 * From arguments to an exit code: parses, answers `--help` and `--version` alone, and hands everything else to the
 * commands, which are loaded on demand.
 *
 * Whatever goes wrong ends here: wrong usage with 2 and three sentences, an error of ours with 3 and its stack.
 */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { isUserError } from '../scan/user-error.ts';
import type {
  CliCommands,
  CliEnvironment,
  EndpointsArguments,
  ExplainArguments,
  MapArguments,
  RulesArguments,
  ScanArguments,
  TestArguments,
} from './cli-environment.ts';
import { exitCodeMeanings, exitCodes } from './exit-code.ts';
import { type CommandName, type CommandRow, commands, type OptionRow } from './options.ts';
import { writeText } from './write-output.ts';

/** What is loaded on demand. */
export interface LazyParts {
  readonly loadCommands: () => Promise<CliCommands>;
  /** Starts the language server; it ends the process itself. */
  readonly startServer: () => Promise<void>;
}

/** `args`: what follows the program's name. Resolves to the exit code, or to undefined while a server runs. */
export async function runCli(
  args: readonly string[],
  environment: CliEnvironment,
  parts: LazyParts,
): Promise<number | undefined> {
  const written: { readonly isError: boolean; readonly text: string }[] = [];
  const run: { exitCode: number | undefined } = { exitCode: exitCodes.ok };
  const program = buildProgram(environment, parts, run, (isError, text) => written.push({ isError, text }));
  try {
    if (args.length === 0) {
      written.push({ isError: true, text: program.helpInformation() });
      run.exitCode = exitCodes.usage;
    } else await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    run.exitCode = exitCodeOf(error);
    const text = explain(error);
    if (text !== '') written.push({ isError: true, text });
  }
  for (const { isError, text } of written)
    await writeText(isError ? environment.stderr : environment.stdout, text);
  return run.exitCode;
}

function buildProgram(
  environment: CliEnvironment,
  parts: LazyParts,
  run: { exitCode: number | undefined },
  write: (isError: boolean, text: string) => void,
): Command {
  const program = new Command('sekretess')
    .description(
      'Finds the paths patient data takes out of code, and the records handed to the wrong person.',
    )
    .version(environment.version, '-V, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print this help.')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => write(false, text),
      writeErr: (text) => write(true, text),
    });
  for (const row of commands) {
    const command = program
      .command(row.name)
      .summary(row.summary)
      .description([row.summary, ...row.details].join('\n\n'));
    command.helpOption('-h, --help', 'Print this help.');
    if (row.name === 'scan') command.addHelpText('after', exitCodeHelp());
    command.showHelpAfterError(`Run: sekretess ${row.name} --help`);
    for (const argument of row.arguments) command.argument(argument.name, argument.description);
    for (const option of row.options) command.addOption(toOption(option));
    command.action(async (...actionArgs: unknown[]) => {
      run.exitCode = await act(row, command, actionArgs, environment, parts);
    });
  }
  program.showHelpAfterError('Run: sekretess --help');
  return program;
}

function exitCodeHelp(): string {
  const rows = exitCodeMeanings.map(([code, meaning]) => `  ${code}  ${meaning.replaceAll('`', '')}`);
  return `\nExit codes:\n${rows.join('\n')}\n  2 and 3 win over 1, 1 over 4.`;
}

function toOption(row: OptionRow): Option {
  const option = new Option(row.flags, row.description);
  if (row.choices !== undefined) option.choices(row.choices);
  if (row.value === 'percent') option.argParser(parsePercent);
  if (row.isRepeatable === true)
    option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  if (row.default !== undefined) option.default(row.default);
  return option;
}

function parsePercent(value: string): number {
  const percent = Number(value);
  if (/^\d{1,3}(?:\.\d+)?$/.test(value) && percent <= 100) return percent;
  throw new InvalidArgumentError('Write a number from 0 to 100.');
}

async function act(
  row: CommandRow,
  command: Command,
  actionArgs: readonly unknown[],
  environment: CliEnvironment,
  parts: LazyParts,
): Promise<number | undefined> {
  const name: CommandName = row.name;
  const options = command.opts<Record<string, unknown>>();
  switch (name) {
    case 'scan':
      return (await parts.loadCommands()).scan(toScanArguments(actionArgs[0], options), environment);
    case 'endpoints': {
      const args = {
        paths: namedPaths(actionArgs[0]),
        format: options.format,
        quiet: options.quiet === true,
      } as EndpointsArguments;
      return (await parts.loadCommands()).endpoints(args, environment);
    }
    case 'map': {
      const args = {
        paths: namedPaths(actionArgs[0]),
        format: options.format,
        output: options.output,
        diff: options.diff,
        minConfidence: options.minConfidence,
        quiet: options.quiet === true,
      } as MapArguments;
      return (await parts.loadCommands()).map(args, environment);
    }
    case 'rules': {
      const args = { config: options.config ?? [], format: options.format } as RulesArguments;
      return (await parts.loadCommands()).rules(args, environment);
    }
    case 'explain-rule': {
      const args = { id: String(actionArgs[0]), config: (options.config ?? []) as readonly string[] };
      return (await parts.loadCommands()).explainRule(args, environment);
    }
    case 'explain': {
      const args = {
        endpoint: String(actionArgs[0]),
        paths: namedPaths(actionArgs[1]),
        format: options.format,
        quiet: options.quiet === true,
      } as ExplainArguments;
      return (await parts.loadCommands()).explain(args, environment);
    }
    case 'debug-flow': {
      const args = {
        place: String(actionArgs[0]),
        paths: (actionArgs[1] ?? []) as readonly string[],
        config: (options.config ?? []) as readonly string[],
        rules: (options.rule ?? []) as readonly string[],
        includeTests: options.includeTests === true,
        json: options.json === true,
      };
      return (await parts.loadCommands()).debugFlow(args, environment);
    }
    case 'model': {
      const args = {
        action: String(actionArgs[0]),
        names: Array.isArray(actionArgs[1]) ? actionArgs[1].map(String) : [],
        output: options.output as string | undefined,
      };
      return (await parts.loadCommands()).model(args, environment);
    }
    case 'test':
      return (await parts.loadCommands()).test(toTestArguments(actionArgs[0], options), environment);
    case 'validate':
      return (await parts.loadCommands()).validate(
        { rules: actionArgs[0] as readonly string[] },
        environment,
      );
    case 'lsp':
      if (
        options.stdio !== true &&
        options.nodeIpc !== true &&
        options.socket === undefined &&
        options.pipe === undefined
      )
        command.error(
          'error: the language server has no transport. It talks to an editor over one. Add --stdio, as editors do.',
        );
      await parts.startServer();
      return undefined;
  }
}

/** The parser has checked every value against the table. */
function toScanArguments(paths: unknown, options: Readonly<Record<string, unknown>>): ScanArguments {
  return {
    paths: namedPaths(paths),
    format: options.format as ScanArguments['format'],
    output: options.output as string | undefined,
    config: (options.config ?? []) as readonly string[],
    severity: options.severity as ScanArguments['severity'],
    minConfidence: options.minConfidence as ScanArguments['minConfidence'],
    failOn: options.failOn as ScanArguments['failOn'],
    requireCoverage: options.requireCoverage as number | undefined,
    includeTests: options.includeTests === true,
    include: (options.include ?? []) as readonly string[],
    exclude: (options.exclude ?? []) as readonly string[],
    baseline: options.baseline as string | undefined,
    autofix: options.autofix === true,
    dryRun: options.dryrun === true,
    semgrepCompat: options.semgrepCompat === true,
    stats: options.stats === true,
    quiet: options.quiet === true,
    color: options.color !== false,
  };
}

/** Paths as written; the current folder when there is none. */
function namedPaths(paths: unknown): readonly string[] {
  return Array.isArray(paths) && paths.length > 0 ? paths.map(String) : ['.'];
}

function toTestArguments(paths: unknown, options: Readonly<Record<string, unknown>>): TestArguments {
  return {
    paths: namedPaths(paths),
    config: (options.config ?? []) as readonly string[],
    json: options.json === true,
    minConfidence: options.minConfidence as TestArguments['minConfidence'],
    semgrepCompat: options.semgrepCompat === true,
    quiet: options.quiet === true,
  };
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  return isUserError(error) ? exitCodes.usage : exitCodes.bug;
}

function explain(error: unknown): string {
  // Commander has written its own message already.
  if (error instanceof CommanderError) return '';
  if (isUserError(error)) return `error: ${error.message}\n`;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `error: Sekretess stopped because of an error of its own, so this run has no result. Scan a smaller folder to get around it, and report the lines below.\n${stack}\n`;
}
