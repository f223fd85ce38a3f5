/**
 * `min-version` and `max-version` of a rule, against the version of Semgrep that rules meet here.
 *
 * A rule for other versions is left out with a warning, as Semgrep leaves it out.
 */
import { type RuleReader, readText, reportProblem } from './rule-reader.ts';
import type { YamlEntry } from './yaml-tree.ts';

/** The version of Semgrep whose language rules find here. */
export const semgrepVersion = '1.182.0';

/** Leaves the rule out if it asks for an older or newer Semgrep. */
export function checkVersions(
  reader: RuleReader,
  least: YamlEntry | undefined,
  most: YamlEntry | undefined,
): void {
  for (const entry of [least, most]) {
    if (entry === undefined) continue;
    const text = readText(reader, entry);
    const order = compareVersions(text);
    if (order === undefined) {
      if (text !== '')
        reportProblem(
          reader,
          entry.value.at,
          entry.key,
          `"${text}" is no version. Write it as three numbers, such as ${semgrepVersion}.`,
        );
      continue;
    }
    if (entry === least ? order <= 0 : order >= 0) continue;
    reportProblem(
      reader,
      entry.value.at,
      entry.key,
      `The rule is skipped, because it is for Semgrep ${entry === least ? 'from' : 'up to'} ${text}, and rules run here as in ${semgrepVersion}.`,
      'warning',
    );
    reader.hasError = true;
  }
}

/** Negative if the version is below {@link semgrepVersion}; undefined if it is none. */
function compareVersions(text: string): number | undefined {
  if (!/^\d+\.\d+\.\d+$/.test(text)) return undefined;
  const own = semgrepVersion.split('.').map(Number);
  return (
    text
      .split('.')
      .map((part, at) => Number(part) - (own[at] ?? 0))
      .find((difference) => difference !== 0) ?? 0
  );
}
