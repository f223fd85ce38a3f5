/**
 * `sekretess explain ENDPOINT`: what was decided about the records of an endpoint, and why.
 */
import { decisionsJson, decisionsText } from '../report/guard-decisions.ts';
import { UserError } from '../scan/user-error.ts';
import type { CliEnvironment, ExplainArguments } from './cli-environment.ts';
import type { CommandParts } from './create-commands.ts';
import { exitCodes } from './exit-code.ts';
import { scanToAnswer } from './scan-to-answer.ts';
import { writeText } from './write-output.ts';

/** See the head of this file. Throws a UserError when there is no such endpoint. */
export async function explainCommand(
  parts: CommandParts,
  args: ExplainArguments,
  environment: CliEnvironment,
): Promise<number> {
  const { result, style } = await scanToAnswer(parts, args, environment, {
    includeDefaultRules: true,
    wantsMap: true,
  });
  const wanted = matcherOf(args.endpoint);
  const endpoints = result.endpoints.filter(wanted);
  if (endpoints.length === 0)
    throw new UserError(
      `No endpoint fits "${args.endpoint}". Run "sekretess endpoints" for the list, and name a method and a path, or a part of the path.`,
    );
  const decisions = result.decisions.filter(wanted);
  const text =
    args.format === 'json'
      ? decisionsJson(endpoints, decisions, environment.version)
      : decisionsText(endpoints, decisions, style);
  await writeText(environment.stdout, text);
  return exitCodes.ok;
}

/** `GET /a/:id` means that endpoint; anything else is looked for in the path. */
function matcherOf(text: string): (endpoint: { readonly method: string; readonly path: string }) => boolean {
  const [, method = '', path = ''] = /^([A-Za-z]+)\s+(\S+)$/.exec(text.trim()) ?? [];
  if (method !== '') return (endpoint) => endpoint.method === method.toUpperCase() && endpoint.path === path;
  const part = text.trim();
  return (endpoint) => endpoint.path.includes(part);
}
