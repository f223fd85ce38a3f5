/**
 * `sekretess endpoints`: the ways into a program.
 */
import { endpointsJson, endpointsText } from '../report/endpoint-list.ts';
import type { CliEnvironment, EndpointsArguments } from './cli-environment.ts';
import type { CommandParts } from './create-commands.ts';
import { exitCodes } from './exit-code.ts';
import { scanToAnswer } from './scan-to-answer.ts';
import { writeText } from './write-output.ts';

/** See the head of this file. Throws a UserError for wrong usage. */
export async function endpointsCommand(
  parts: CommandParts,
  args: EndpointsArguments,
  environment: CliEnvironment,
): Promise<number> {
  const { result, style } = await scanToAnswer(parts, args, environment, { includeDefaultRules: false });
  const text =
    args.format === 'json'
      ? endpointsJson(result.endpoints, environment.version)
      : endpointsText(result.endpoints, style);
  await writeText(environment.stdout, text);
  return exitCodes.ok;
}
