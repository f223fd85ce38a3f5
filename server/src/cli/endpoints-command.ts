/**
 * `sekretess endpoints`: the ways into a program.
 */
import { neverCancelled } from '../analyzer/base/cancellation.ts';
import { endpointsJson, endpointsText } from '../report/endpoint-list.ts';
import { createTextStyle } from '../report/text-style.ts';
import { scanWorkspace } from '../scan/scan-workspace.ts';
import type { CliEnvironment, EndpointsArguments } from './cli-environment.ts';
import type { CommandParts } from './create-commands.ts';
import { exitCodes } from './exit-code.ts';
import { fromCurrentFolder, toLocation } from './places.ts';
import { createProgressBar } from './progress-bar.ts';
import { isColored } from './scan-command.ts';
import { writeText } from './write-output.ts';

/** See the head of this file. Throws a UserError for wrong usage. */
export async function endpointsCommand(
  parts: CommandParts,
  args: EndpointsArguments,
  environment: CliEnvironment,
): Promise<number> {
  const { host } = parts;
  const { currentFolder, stdout, stderr } = environment;
  const bar = createProgressBar(stderr, !args.quiet && environment.variables.TERM !== 'dumb', () =>
    host.now(),
  );
  const result = await scanWorkspace(
    host,
    parts.createEngine,
    {
      targets: args.paths.map((name) => ({ name, location: toLocation(currentFolder, name) })),
      knowledge: parts.knowledge,
      // Without rules nothing is traced; ways in need none.
      ruleFiles: { files: [], includeDefaultRules: false, problems: [] },
      options: { severity: 'low', minConfidence: 'low', includeTests: false, today: environment.today },
      nameOf: (location) => fromCurrentFolder(currentFolder, location),
    },
    neverCancelled,
    (progress) => bar.show(progress),
  ).finally(() => bar.clear());
  if (args.format === 'json') {
    await writeText(stdout, endpointsJson(result.endpoints, environment.version));
    return exitCodes.ok;
  }
  const below = fromCurrentFolder(currentFolder, result.scannedRoot);
  const style = createTextStyle(
    isColored({ color: true, output: undefined }, environment),
    below === '' ? '' : `${below}/`,
  );
  await writeText(stdout, endpointsText(result.endpoints, style));
  return exitCodes.ok;
}
