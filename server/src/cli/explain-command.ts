/**
 * `sekretess explain ENDPOINT`: what was decided about the records of an endpoint, and why.
 */
import { neverCancelled } from '../analyzer/base/cancellation.ts';
import { decisionsJson, decisionsText } from '../report/guard-decisions.ts';
import { createTextStyle } from '../report/text-style.ts';
import { scanWorkspace } from '../scan/scan-workspace.ts';
import { UserError } from '../scan/user-error.ts';
import type { CliEnvironment, ExplainArguments } from './cli-environment.ts';
import type { CommandParts } from './create-commands.ts';
import { exitCodes } from './exit-code.ts';
import { fromCurrentFolder, toLocation } from './places.ts';
import { createProgressBar } from './progress-bar.ts';
import { isColored } from './scan-command.ts';
import { writeText } from './write-output.ts';

/** See the head of this file. Throws a UserError when there is no such endpoint. */
export async function explainCommand(
  parts: CommandParts,
  args: ExplainArguments,
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
      ruleFiles: { files: [], includeDefaultRules: true, problems: [] },
      options: { severity: 'low', minConfidence: 'low', includeTests: false, today: environment.today },
      nameOf: (location) => fromCurrentFolder(currentFolder, location),
    },
    neverCancelled,
    (progress) => bar.show(progress),
  ).finally(() => bar.clear());
  const wanted = matcherOf(args.endpoint);
  const endpoints = result.endpoints.filter(wanted);
  if (endpoints.length === 0)
    throw new UserError(
      `No endpoint fits "${args.endpoint}". Run "sekretess endpoints" for the list, and name a method and a path, or a part of the path.`,
    );
  const decisions = result.decisions.filter(wanted);
  if (args.format === 'json') {
    await writeText(stdout, decisionsJson(endpoints, decisions, environment.version));
    return exitCodes.ok;
  }
  const below = fromCurrentFolder(currentFolder, result.scannedRoot);
  const style = createTextStyle(
    isColored({ color: true, output: undefined }, environment),
    below === '' ? '' : `${below}/`,
  );
  await writeText(stdout, decisionsText(endpoints, decisions, style));
  return exitCodes.ok;
}

/** `GET /a/:id` means that endpoint; anything else is looked for in the path. */
function matcherOf(text: string): (endpoint: { readonly method: string; readonly path: string }) => boolean {
  const [, method = '', path = ''] = /^([A-Za-z]+)\s+(\S+)$/.exec(text.trim()) ?? [];
  if (method !== '') return (endpoint) => endpoint.method === method.toUpperCase() && endpoint.path === path;
  const part = text.trim();
  return (endpoint) => endpoint.path.includes(part);
}
