/**
 * `sekretess map`: which endpoints hand out which data to whom, and where else it goes; or what changed since a map.
 *
 * Problems of the configuration are printed after the map, since they decide what it says.
 */
import { diffExposureMaps, type MapChange } from '../analyzer/findings/diff-exposure-maps.ts';
import type { ExposureMap } from '../analyzer/findings/exposure-map.ts';
import { diffJson, mapJson } from '../report/map-json.ts';
import { mapPage } from '../report/map-page.ts';
import { diffText, mapText } from '../report/map-text.ts';
import type { TextStyle } from '../report/text-style.ts';
import { readMap } from '../scan/read-map.ts';
import type { CliEnvironment, MapArguments } from './cli-environment.ts';
import type { CommandParts } from './create-commands.ts';
import { toLocation } from './places.ts';
import { checkOutput, reportProblems, writeToFile } from './scan-command.ts';
import { scanToAnswer } from './scan-to-answer.ts';
import { writeText } from './write-output.ts';

/** See the head of this file. Throws a UserError for wrong usage. */
export async function mapCommand(
  parts: CommandParts,
  args: MapArguments,
  environment: CliEnvironment,
): Promise<number> {
  const { currentFolder, stdout, version } = environment;
  const output = args.output === undefined ? undefined : toLocation(currentFolder, args.output);
  checkOutput(args.output, output);
  const before =
    args.diff === undefined
      ? undefined
      : await readMap(parts.host, toLocation(currentFolder, args.diff), args.diff);
  const { result, style } = await scanToAnswer(parts, args, environment, {
    includeDefaultRules: true,
    wantsMap: true,
    output: args.output,
  });
  const map = result.exposureMap(args.minConfidence);
  const changes = before && diffExposureMaps(before, map);
  const text = render(map, changes, args.format, style, version);
  if (output === undefined) await writeText(stdout, text);
  else await writeToFile(environment, args.output ?? '', output, text);
  return reportProblems(result.problems, new Set(parts.knowledge.map(({ path }) => path)), environment);
}

function render(
  map: ExposureMap,
  changes: readonly MapChange[] | undefined,
  format: MapArguments['format'],
  style: TextStyle,
  version: string,
): string {
  switch (format) {
    case 'json':
      return changes ? diffJson(changes, version) : mapJson(map, version);
    case 'html':
      return mapPage(map, changes, version);
    case 'text':
      return changes ? diffText(changes, style) : mapText(map, style);
  }
}
