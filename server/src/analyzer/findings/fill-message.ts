/**
 * The message of a rule for one finding: its placeholders and metavariables filled in.
 */
import type { RuleMatch } from '../matching/rule-matches.ts';
import type { FindingDataType } from './finding.ts';

/** Fills `{dataTypes}`, `{source}`, `{sink}`, `{endpoint}` and metavariables into a message. */
export function fillMessage(
  message: string,
  values: {
    readonly dataTypes: readonly FindingDataType[];
    readonly source: string;
    readonly sink: string;
    readonly endpoint: string;
  },
  match: RuleMatch | undefined,
): string {
  const labels = values.dataTypes.map((type) => type.label);
  let text = message
    .replace(/^\{sink\}/, values.sink === '' ? 'This call' : '{sink}')
    .replaceAll('{dataTypes}', labels.length === 0 ? 'patient data' : joinWords(labels))
    .replaceAll('{source}', values.source)
    .replaceAll('{sink}', values.sink === '' ? 'this call' : values.sink)
    .replaceAll('{endpoint}', values.endpoint === '' ? 'this endpoint' : values.endpoint);
  const variables = [...(match?.metavariables ?? [])].sort((a, b) => b.name.length - a.name.length);
  for (const variable of variables) text = text.replaceAll(variable.name, variable.text);
  return text.trim();
}

function joinWords(words: readonly string[]): string {
  if (words.length <= 1) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
