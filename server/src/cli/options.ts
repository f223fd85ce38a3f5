/**
 * Every command, argument and option of the command line, as one table.
 *
 * The parser, `--help` and docs/cli.md are made from it. It imports nothing, so that `--help` loads nothing.
 */

/** An option. */
export interface OptionRow {
  /** As commander reads it: `-o, --output <file>`. */
  readonly flags: string;
  /** What it does; begins with a capital, ends with a full stop. */
  readonly description: string;
  readonly choices?: readonly string[];
  /** The value when the option is absent. */
  readonly default?: string;
  /** `percent`: a number from 0 to 100. */
  readonly value?: 'percent';
  /** Each further use adds a value. */
  readonly isRepeatable?: boolean;
}

/** A positional argument. */
export interface ArgumentRow {
  /** As commander reads it: `[path...]`. */
  readonly name: string;
  readonly description: string;
}

/** A command. */
export interface CommandRow {
  readonly name: CommandName;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Paragraphs for its own page. */
  readonly details: readonly string[];
  readonly arguments: readonly ArgumentRow[];
  readonly options: readonly OptionRow[];
}

/** The commands. */
export type CommandName =
  | 'scan'
  | 'endpoints'
  | 'map'
  | 'explain'
  | 'rules'
  | 'explain-rule'
  | 'debug-flow'
  | 'model'
  | 'test'
  | 'validate'
  | 'lsp';

const severityChoices = ['critical', 'high', 'medium', 'low'] as const;

const configOption: OptionRow = {
  flags: '-c, --config <file|folder|default>',
  description:
    'Rules to run, ours or Semgrep\'s: a YAML file, a folder of them, or "default" for the shipped ones. Repeatable. When given, only these rules run; the shipped models and data types always apply.',
  isRepeatable: true,
};

const semgrepCompatOption: OptionRow = {
  flags: '--semgrep-compat',
  description:
    'Follow data in rules of Semgrep as far as Semgrep CE does, within one function. For comparing the two.',
};

/** See the head of this file. */
export const commands: readonly CommandRow[] = [
  {
    name: 'scan',
    summary: 'Scan folders and files.',
    details: [
      'Name the folder that holds the whole program: calls are followed across all files that are scanned, and only across these.',
      'Reported paths are relative to the scanned folder; with several paths, to the innermost folder around all of them. Text output puts the way from the current folder in front, so that terminals find the file. For code scanning of a repository, scan its root.',
      'package.json, tsconfig files and Prisma schemas above the scanned folder are read too, as far as its package, its workspace and the `extends` of its tsconfig reach, never beyond the repository. Code above it is not.',
      '`sekretess.yml` is looked for in the scanned folder and upwards to the root of the repository; the innermost one holds.',
      '`.gitignore` (up to the root of the repository), `.semgrepignore` and `.sekretessignore` hold. Installed packages, build output, minified and generated files are left out and counted; `!dist/` in a `.sekretessignore` takes a folder back in. A file named on the command line is scanned in any case. Symbolic links are not followed: what lies inside the scanned folder is found by its own name, and what lies outside is not scanned.',
      'Files are read into the analysis on several threads where there is a lot of code (from about 300,000 lines on) and more than one core. The environment variable `SEKRETESS_THREADS` sets their number; the report is the same with any.',
      'A run that found no file to scan, or no rule to run, ends with exit code 2 and not with a clean result.',
    ],
    arguments: [
      { name: '[path...]', description: 'Folders and files to scan. Default: the current folder.' },
    ],
    options: [
      {
        flags: '-f, --format <format>',
        description:
          'How the report looks. "json" is our own documented shape, "semgrep-json" that of "semgrep scan --json".',
        choices: ['text', 'sarif', 'json', 'semgrep-json'],
        default: 'text',
      },
      {
        flags: '-o, --output <file>',
        description: 'Write the report to a file instead of the standard output.',
      },
      configOption,
      {
        flags: '--severity <level>',
        description: 'Least severity that is shown.',
        choices: severityChoices,
        default: 'low',
      },
      {
        flags: '--min-confidence <tier>',
        description: 'Least confidence that is shown.',
        choices: ['high', 'medium', 'low'],
        default: 'medium',
      },
      {
        flags: '--fail-on <level>',
        description: 'Exit with 1 if a shown finding is at least that severe.',
        choices: [...severityChoices, 'none'],
        default: 'high',
      },
      {
        flags: '--require-coverage <percent>',
        description: 'Exit with 4 if less of the supported files was fully analyzed. Default: off.',
        value: 'percent',
      },
      {
        flags: '--include <pattern>',
        description:
          'Scan only files that match, as in `.gitignore`, relative to the scanned folder or to the root of the repository. Repeatable. Calls are followed only across what is scanned.',
        isRepeatable: true,
      },
      {
        flags: '--exclude <pattern>',
        description: 'Leave out files that match. Repeatable.',
        isRepeatable: true,
      },
      {
        flags: '--include-tests',
        description: 'Scan test code with every rule, not only with those about fixtures.',
      },
      {
        flags: '--baseline <file>',
        description:
          'Show only findings that are not in this earlier report (json, sarif or semgrep-json), by their fingerprints.',
      },
      {
        flags: '--autofix',
        description:
          'Write the fixes of shown findings into the files. Where two change the same text, the first is applied. Links, and files that changed meanwhile, are not written.',
      },
      { flags: '--dryrun', description: 'With --autofix: show the fixes and write nothing.' },
      semgrepCompatOption,
      {
        flags: '--stats',
        description:
          'Print time, memory and sizes to the standard error, and add them to JSON as "statistics".',
      },
      {
        flags: '-q, --quiet',
        description: 'Print findings alone: no progress, no summary, no coverage report.',
      },
      { flags: '--no-color', description: 'No colors. So does the environment variable NO_COLOR.' },
    ],
  },
  {
    name: 'endpoints',
    summary: 'List the ways into a program, and what runs before each handler.',
    details: [
      'Routes of HTTP frameworks, exports of files that a framework calls, decorated methods, resolvers and procedures, message and function handlers. Files are found as by `sekretess scan`.',
      'The text has one row an endpoint: method, path, framework, handler, and the chain from the outside in. A name in brackets is metadata, which runs nothing. "may" stands where something is not certain; the reason follows.',
      'The JSON is described by `rules/schema/endpoints.schema.json`; the same program gives the same bytes.',
    ],
    arguments: [
      { name: '[path...]', description: 'Folders and files to look at. Default: the current folder.' },
    ],
    options: [
      {
        flags: '-f, --format <format>',
        description: 'How the list looks.',
        choices: ['text', 'json'],
        default: 'text',
      },
      { flags: '-q, --quiet', description: 'No progress.' },
    ],
  },
  {
    name: 'map',
    summary: 'Show which endpoints hand out which data, what guards them, and where else it goes.',
    details: [
      'Rows are endpoints, and recipients outside of the program; columns are types of data; a cell says what stands between the caller and the data: nothing, being signed in, a role, or a tie to the caller. Behind each cell are the records and flows that it was read from. What was not understood is never called guarded.',
      'The JSON is described by `rules/schema/map.schema.json` and contains no time, so that the maps of two commits can be compared: with --diff, only what is new, gone or guarded otherwise is shown, the worst first (`rules/schema/map-diff.schema.json`). Endpoints are compared by method and path, so code that only moved changes nothing.',
      'A scan with the shipped rules is run first. Approved recipients and what `sekretess.yml` says about guards count.',
    ],
    arguments: [
      { name: '[path...]', description: 'Folders and files to look at. Default: the current folder.' },
    ],
    options: [
      {
        flags: '-f, --format <format>',
        description:
          'How the map looks. "html" is one page without scripts, addresses or other files: to be kept beside a build, or sent.',
        choices: ['text', 'json', 'html'],
        default: 'text',
      },
      {
        flags: '-o, --output <file>',
        description: 'Write the map to a file instead of the standard output.',
      },
      {
        flags: '--diff <file>',
        description: 'Show only what changed since this earlier map, which was written with --format json.',
      },
      {
        flags: '--min-confidence <tier>',
        description: 'Least confidence of flows to recipients.',
        choices: ['high', 'medium', 'low'],
        default: 'medium',
      },
      { flags: '-q, --quiet', description: 'No progress.' },
    ],
  },
  {
    name: 'rules',
    summary: 'List the rules that a scan would run.',
    details: [],
    arguments: [],
    options: [
      configOption,
      {
        flags: '-f, --format <format>',
        description: 'How the list looks.',
        choices: ['text', 'json'],
        default: 'text',
      },
    ],
  },
  {
    name: 'explain-rule',
    summary: 'Print what a rule looks for, why it matters, and what to do.',
    details: [],
    arguments: [{ name: '<id>', description: 'Id of the rule.' }],
    options: [configOption],
  },
  {
    name: 'explain',
    summary: 'Print what was decided about the records of an endpoint, and why.',
    details: [
      'For every record that the endpoint hands out or changes: what of the request selects it, where it leaves, and the ties to the caller that were found or are missing, each with its line. Also when nothing is reported.',
      'A scan with the shipped rules is run first.',
    ],
    arguments: [
      {
        name: '<endpoint>',
        description: 'Method and path (`"GET /patients/:id"`), or a part of the path; `/` means all.',
      },
      { name: '[path...]', description: 'What is scanned. Default: the current folder.' },
    ],
    options: [
      {
        flags: '-f, --format <format>',
        description: 'How the answer looks.',
        choices: ['text', 'json'],
        default: 'text',
      },
      { flags: '-q, --quiet', description: 'No progress.' },
    ],
  },
  {
    name: 'debug-flow',
    summary: 'Say why something is, or is not, reported at a place.',
    details: [
      'Scans, and then answers for one line: what is reported, suppressed or below the thresholds; which rules have a sink there and why nothing arrives, with the nearest source and the place where its data ends (a sanitizer, a field, a call that is not known); what the calls there are when no rule has a sink; whether the file was scanned at all.',
    ],
    arguments: [
      { name: '<place>', description: 'FILE:LINE or FILE:LINE:COLUMN, counted from 1.' },
      {
        name: '[path...]',
        description:
          'What is scanned. Default: the current folder, or the project around the file where that lies further down (the nearest folder with sekretess.yml or .git, else with package.json).',
      },
    ],
    options: [
      { flags: '--rule <id>', description: 'Only this rule. Repeatable.', isRepeatable: true },
      configOption,
      { flags: '--include-tests', description: 'Scan test code with every rule.' },
      { flags: '--json', description: 'Print the notes as JSON.' },
    ],
  },
  {
    name: 'model',
    summary: 'Describe a package that has no model, or test model files.',
    details: [
      '`sekretess model init PACKAGE [path...]` writes a model file to be filled in: every member of the package that the code calls, how often and where, with a proposal for its row.',
      '`sekretess model test FILE...` runs the examples of model files, with the shipped models beside them. Exits with 1 if a fact of an example does not hold, with 2 if a file has a mistake or no example.',
      'A scan uses the model files that `sekretess.yml` names under `models`.',
    ],
    arguments: [
      { name: '<action>', description: '"init" or "test".' },
      {
        name: '[name...]',
        description: 'The package and what is scanned (default: the current folder), or model files.',
      },
    ],
    options: [
      {
        flags: '-o, --output <file>',
        description:
          'Write the new model to a file instead of the standard output. An existing file is not overwritten.',
      },
    ],
  },
  {
    name: 'test',
    summary: 'Test rules on files with expectations in comments.',
    details: [
      'Takes the tests of Semgrep rules as they are. `rule.yaml` is tested by the files beside it whose names begin with `rule.`: `rule.ts`, `rule.1.js`, `rule.test.yaml`. In them, a comment says what must be reported on the next line, or behind code on its own line: `// ruleid: my-rule` it must be, `// ok: my-rule` it must not, `// todoruleid: my-rule` and `// todook: my-rule` are known failings, which never fail a test. A finding that no comment expects fails the test too.',
      '`rule.fixed.ts` is what `rule.ts` looks like after its fixes.',
      'With --config, the paths are targets: files, or a folder of the same shape as the folder of rules.',
      'Each rule file runs alone, and `paths` in rules count for nothing. Exits with 1 if a test failed, with 2 if a rule file has an error, or if nothing is tested.',
    ],
    arguments: [
      {
        name: '[path...]',
        description: 'Rule files or folders with their targets. Default: the current folder.',
      },
    ],
    options: [
      {
        flags: '-c, --config <file|folder>',
        description: 'Rules whose targets lie elsewhere. Repeatable.',
        isRepeatable: true,
      },
      { flags: '--json', description: 'Print the result in the shape of "semgrep test --json".' },
      {
        flags: '--min-confidence <tier>',
        description:
          'Least confidence that counts as reported. Default: low for rules of Semgrep, medium for ours.',
        choices: ['high', 'medium', 'low'],
      },
      semgrepCompatOption,
      { flags: '-q, --quiet', description: 'Print what failed, and the sums.' },
    ],
  },
  {
    name: 'validate',
    summary: 'Check rule files without scanning.',
    details: [
      'Every mistake is named with its line and column: syntax, unknown keys, patterns that cannot be parsed, metavariables and labels that nothing binds, expressions that could take forever, ids that exist twice. Rules for other languages are a warning. Exits with 2 if a rule file has an error; the rules beside it are checked all the same.',
    ],
    arguments: [{ name: '<rules...>', description: 'Rule files and folders of them.' }],
    options: [],
  },
  {
    name: 'lsp',
    summary: 'Start the language server.',
    details: ['For editors. Without a transport nothing is started.'],
    arguments: [],
    options: [
      { flags: '--stdio', description: 'Talk over the standard input and output.' },
      { flags: '--node-ipc', description: 'Talk over the channel of a parent Node process.' },
      {
        flags: '--socket <port>',
        description: 'Talk over a socket of this machine, to which the editor listens.',
      },
      { flags: '--pipe <name>', description: 'Talk over a named pipe.' },
      { flags: '--clientProcessId <id>', description: 'End when this process ends.' },
    ],
  },
];
