/**
 * Checked access to the YAML tree of one rule: every read either gives a value of the asked type or a problem.
 *
 * Invariant: each problem names rule, key, file, line and column. A rule with an error is left out as a whole.
 */
import type { Problem } from '../base/problem.ts';
import type { RuleLocation } from './rule.ts';
import type { YamlEntry, YamlNode, YamlPosition } from './yaml-tree.ts';

/** What reading one rule accumulates. */
export interface RuleReader {
  readonly path: string;
  ruleId: string;
  readonly problems: Problem[];
  hasError: boolean;
  /** How many conditions on metavariables enclose what is read. */
  conditionDepth: number;
}

/** Records a problem of the rule. An error leaves the rule out. */
export function reportProblem(
  reader: RuleReader,
  at: YamlPosition,
  key: string,
  message: string,
  severity: Problem['severity'] = 'error',
): void {
  if (severity === 'error') reader.hasError = true;
  reader.problems.push({
    severity,
    message,
    path: reader.path,
    line: at.line,
    column: at.column,
    ...(reader.ruleId === '' ? {} : { ruleId: reader.ruleId }),
    ...(key === '' ? {} : { key }),
  });
}

/** The location of a node in the reader's file. */
export function locationOf(reader: RuleReader, at: YamlPosition): RuleLocation {
  return { path: reader.path, line: at.line, column: at.column };
}

/** A non-empty string. Numbers count as what is written. */
export function readText(reader: RuleReader, entry: YamlEntry): string {
  const { key, value } = entry;
  if (value.kind === 'scalar' && (typeof value.value === 'string' || typeof value.value === 'number')) {
    if (value.text.trim() !== '') return value.text;
    reportProblem(reader, value.at, key, `"${key}" is empty. Give it a text, or remove the key.`);
    return '';
  }
  reportProblem(
    reader,
    value.at,
    key,
    `"${key}" must be a text, but is ${describe(value)}. Quote it, or write \`${key}: |\`.`,
  );
  return '';
}

/** `true` or `false`. */
export function readBoolean(reader: RuleReader, entry: YamlEntry): boolean {
  const { key, value } = entry;
  if (value.kind === 'scalar' && typeof value.value === 'boolean') return value.value;
  reportProblem(reader, value.at, key, `"${key}" must be true or false, but is ${describe(value)}.`);
  return false;
}

/** A whole number. */
export function readInteger(reader: RuleReader, entry: YamlEntry): number {
  const { key, value } = entry;
  if (value.kind === 'scalar' && typeof value.value === 'number' && Number.isInteger(value.value))
    return value.value;
  reportProblem(reader, value.at, key, `"${key}" must be a whole number, but is ${describe(value)}.`);
  return 0;
}

/** A list of texts; a single text counts as a list of one. */
export function readTexts(reader: RuleReader, entry: YamlEntry): string[] {
  const { key, value } = entry;
  if (value.kind === 'scalar') {
    const text = readText(reader, entry);
    return text === '' ? [] : [text];
  }
  if (value.kind === 'list')
    return value.items.flatMap((item) => {
      if (item.kind === 'scalar' && item.text !== '') return [item.text];
      reportProblem(reader, item.at, key, `"${key}" must list texts, but an item is ${describe(item)}.`);
      return [];
    });
  reportProblem(reader, value.at, key, `"${key}" must be a list of texts, but is ${describe(value)}.`);
  return [];
}

/** The items of a non-empty list. */
export function readItems(reader: RuleReader, entry: YamlEntry): readonly YamlNode[] {
  const { key, value } = entry;
  if (value.kind !== 'list') {
    reportProblem(
      reader,
      value.at,
      key,
      `"${key}" must be a list, but is ${describe(value)}. Begin each item with "- ".`,
    );
    return [];
  }
  if (value.items.length === 0)
    reportProblem(
      reader,
      value.at,
      key,
      `"${key}" is an empty list, so it can never match. Add an item, or remove the key.`,
    );
  return value.items;
}

/** The entries of a map. */
export function readEntriesOf(reader: RuleReader, entry: YamlEntry): readonly YamlEntry[] {
  const { key, value } = entry;
  if (value.kind === 'map') return value.entries;
  reportProblem(reader, value.at, key, `"${key}" must be a map of keys, but is ${describe(value)}.`);
  return [];
}

/** One of a fixed set of words. */
export function readWord<T extends string>(
  reader: RuleReader,
  entry: YamlEntry,
  words: readonly T[],
  fallback: T,
): T {
  const { key, value } = entry;
  const text = value.kind === 'scalar' ? value.text : '';
  const word = words.find((known) => known === text);
  if (word !== undefined) return word;
  reportProblem(
    reader,
    value.at,
    key,
    `"${key}" must be one of ${words.join(', ')}, but is ${describe(value)}.`,
  );
  return fallback;
}

/** Reports a key that is not in `known`, with the nearest known one. */
export function reportUnknownKey(
  reader: RuleReader,
  entry: YamlEntry,
  options: { readonly known: readonly string[]; readonly place: string },
): void {
  const near = nearest(entry.key, options.known);
  reportProblem(
    reader,
    entry.keyAt,
    entry.key,
    `"${entry.key}" is no key of ${options.place}, so the rule would not do what it says. ${
      near === '' ? `Known keys: ${options.known.join(', ')}.` : `Did you mean "${near}"?`
    }`,
  );
}

/** Reports a Semgrep feature that we do not have; the rule is left out. */
export function reportUnsupported(reader: RuleReader, entry: YamlEntry, what: string): void {
  reportProblem(
    reader,
    entry.keyAt,
    entry.key,
    `${what} is not supported yet, so this rule is left out. Rewrite it without ${what.replace(/ \(.*/, '')}, or run it with another tool.`,
  );
}

/** How a node reads in a message. */
export function describe(node: YamlNode): string {
  if (node.kind === 'list') return 'a list';
  if (node.kind === 'map') return 'a map';
  if (node.value === null) return 'empty';
  if (typeof node.value === 'string')
    return `"${node.text.length > 40 ? `${node.text.slice(0, 40)}…` : node.text}"`;
  return node.text;
}

/** The known word at the smallest edit distance, if it is small enough to be a slip. */
function nearest(word: string, known: readonly string[]): string {
  let best = '';
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word, candidate);
    if (distance >= bestDistance) continue;
    bestDistance = distance;
    best = candidate;
  }
  return best;
}

function editDistance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > 8 || left.length > 64) return 99;
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const current = [i];
    for (let j = 1; j <= right.length; j++) {
      const replace = (previous[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      current.push(Math.min(replace, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 99;
}
