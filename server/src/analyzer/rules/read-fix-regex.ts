/**
 * `fix-regex` of a rule: a regular expression, what replaces it, and how often.
 *
 * The expression is compiled once here, so that one that cannot be run in bounded time is an error of the rule and not
 * of a scan.
 */
import type { CompiledRule, FixRegex } from './rule.ts';
import { type RuleReader, readEntriesOf, readInteger, readText, reportProblem } from './rule-reader.ts';
import { compileSafeRegex } from './safe-regex.ts';
import type { YamlEntry, YamlNode } from './yaml-tree.ts';

/** See the head of this file. Empty after a problem. */
export function readFixRegex(reader: RuleReader, entry: YamlEntry): Pick<CompiledRule, 'fixRegex'> {
  let regex: string | undefined;
  let replacement: string | undefined;
  let count = 0;
  for (const option of readEntriesOf(reader, entry)) {
    if (option.key === 'regex') {
      regex = readText(reader, option);
      const compiled = compileSafeRegex(regex, { multiline: true });
      if (!compiled.ok)
        reportProblem(
          reader,
          option.value.at,
          'fix-regex',
          `The regular expression of "fix-regex" cannot be used: ${compiled.reason}.`,
        );
    } else if (option.key === 'replacement')
      replacement = isBlank(option.value) ? option.value.text : readText(reader, option);
    else if (option.key === 'count') count = readInteger(reader, option);
    else
      reportProblem(
        reader,
        option.keyAt,
        'fix-regex',
        `There is no key "${option.key}" in "fix-regex". The keys are regex, replacement and count.`,
      );
  }
  if (regex !== undefined && replacement !== undefined)
    return { fixRegex: { regex, replacement, count: Math.max(0, count) } };
  if (!reader.hasError)
    reportProblem(
      reader,
      entry.keyAt,
      'fix-regex',
      '"fix-regex" needs "regex" and "replacement". Add what is missing.',
    );
  return {};
}

/** `fix: ""`: what matched goes away. */
export const deletingFix: FixRegex = { regex: '[\\s\\S]+', replacement: '', count: 1 };

/** A text of blanks, which as a replacement means what it says. */
function isBlank(node: YamlNode): node is YamlNode & { readonly kind: 'scalar' } {
  return node.kind === 'scalar' && typeof node.value === 'string' && node.value.trim() === '';
}

/** A text that is written down and has no characters. */
export function isEmptyText(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === '';
}
