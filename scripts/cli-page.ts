/**
 * docs/cli.md from the table of commands and options (server/src/cli/options.ts) and the exit codes.
 */
import { exitCodeMeanings } from '../server/src/cli/exit-code.ts';
import { type ArgumentRow, type CommandRow, commands, type OptionRow } from '../server/src/cli/options.ts';

/** The page as Markdown, one sentence a line where the table allows it. */
export function cliPage(): string {
  const lines = [
    '# Command line',
    '',
    '<!-- Made by `npm run generate` from server/src/cli/options.ts. -->',
    '',
    '`sekretess` needs no network and no account, and runs nothing of what it scans.',
    '',
    '| Command | What it does |',
    '|---|---|',
    ...commands.map(({ name, summary }) => `| [\`sekretess ${name}\`](#sekretess-${name}) | ${summary} |`),
    '',
    '`sekretess --version` prints the version, `--help` on any command its options.',
    '',
    '## Exit codes',
    '',
    '| Code | Meaning |',
    '|---|---|',
    ...exitCodeMeanings.map(([code, meaning]) => `| ${code} | ${meaning} |`),
    '',
    '2 and 3 win over 1, and 1 over 4.',
    '',
    '## Environment',
    '',
    '| Variable | Meaning |',
    '|---|---|',
    '| `NO_COLOR` | Set and not empty: no colors. |',
    '| `FORCE_COLOR` | Set and neither empty nor 0: colors although the output is no terminal. |',
    '| `SOURCE_DATE_EPOCH` | Seconds since 1970 that stand in for today, which decides whether a suppression has ended. |',
    '',
    ...commands.flatMap(commandLines),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function commandLines(command: CommandRow): readonly string[] {
  const usage = [
    'sekretess',
    command.name,
    ...(command.options.length > 0 ? ['[options]'] : []),
    ...command.arguments.map(({ name }) => name),
  ];
  return [
    `## sekretess ${command.name}`,
    '',
    command.summary,
    '',
    '```sh',
    usage.join(' '),
    '```',
    '',
    ...command.details.flatMap((paragraph) => [...sentencesOf(paragraph), '']),
    ...table('Argument', command.arguments.map(argumentRow)),
    ...table('Option', command.options.map(optionRow)),
  ];
}

/** One sentence a line, so that a change shows as a change of one line. */
function sentencesOf(paragraph: string): readonly string[] {
  return paragraph.split(/(?<=\.) (?=[A-Z`])/);
}

function table(title: string, rows: readonly string[]): readonly string[] {
  return rows.length === 0 ? [] : [`| ${title} | Meaning |`, '|---|---|', ...rows, ''];
}

function argumentRow({ name, description }: ArgumentRow): string {
  return `| \`${name}\` | ${cell(description)} |`;
}

function optionRow(row: OptionRow): string {
  const choices =
    row.choices === undefined ? '' : ` One of ${row.choices.map((it) => `\`${it}\``).join(', ')}.`;
  const fallback = row.default === undefined ? '' : ` Default: \`${row.default}\`.`;
  return `| \`${cell(row.flags)}\` | ${cell(row.description)}${choices}${fallback} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
