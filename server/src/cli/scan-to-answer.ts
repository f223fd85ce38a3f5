/**
 * One scan for a command that prints an answer instead of findings: the ways into a program, what was decided there.
 *
 * Scans the named places with everything shown, draws the progress bar, and gives the result with the style that the
 * answer is written in. Throws a UserError when there is nothing to scan.
 */
import { neverCancelled } from '../analyzer/base/cancellation.ts';
import { createTextStyle, type TextStyle } from '../report/text-style.ts';
import { type ScanResult, scanWorkspace } from '../scan/scan-workspace.ts';
import type { CliEnvironment } from './cli-environment.ts';
import type { CommandParts } from './create-commands.ts';
import { fromCurrentFolder, toLocation } from './places.ts';
import { createProgressBar } from './progress-bar.ts';
import { isColored } from './scan-command.ts';

/** See the head of this file. Without rules nothing is traced, which is enough for the ways in. */
export async function scanToAnswer(
  parts: CommandParts,
  args: { readonly paths: readonly string[]; readonly quiet: boolean },
  environment: CliEnvironment,
  wanted: {
    readonly includeDefaultRules: boolean;
    readonly wantsMap?: boolean;
    /** The file that the answer goes to. */
    readonly output?: string | undefined;
  },
): Promise<{ readonly result: ScanResult; readonly style: TextStyle }> {
  const { host } = parts;
  const { currentFolder, stderr } = environment;
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
      ruleFiles: { files: [], includeDefaultRules: wanted.includeDefaultRules, problems: [] },
      options: {
        severity: 'low',
        minConfidence: 'low',
        includeTests: false,
        today: environment.today,
        ...(wanted.wantsMap === true ? { wantsMap: true } : {}),
      },
      nameOf: (location) => fromCurrentFolder(currentFolder, location),
    },
    neverCancelled,
    (progress) => bar.show(progress),
  ).finally(() => bar.clear());
  const below = fromCurrentFolder(currentFolder, result.scannedRoot);
  const style = createTextStyle(
    isColored({ color: true, output: wanted.output }, environment),
    below === '' ? '' : `${below}/`,
  );
  return { result, style };
}
