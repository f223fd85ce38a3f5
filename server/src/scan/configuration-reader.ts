/**
 * Reading a configuration file with places: maps, lists and texts of a YAML document, and problems where they are not
 * what they should be. Never throws; what is wrong is left out.
 */
import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml';
import type { Problem } from '../analyzer/base/problem.ts';

/** Levels of data types. */
export const levelWords: readonly string[] = ['direct', 'special', 'acute', 'quasi', 'pseudonym'];

/** What reading needs, and where problems go. */
export interface Reader {
  readonly path: string;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly problems: Problem[];
}

/** One key of a map, aliases resolved. */
export interface Entry {
  readonly key: string;
  readonly at: Node;
  readonly value: Node | undefined;
}

/** Whether the key exists; reports it otherwise, with the nearest one that does. */
export function isKnownKey(reader: Reader, entry: Entry, parent: string, known: readonly string[]): boolean {
  if (known.includes(entry.key)) return true;
  const near = nearestWord(entry.key, known);
  const hint = near === undefined ? '' : ` Did you mean "${parent}${near}"?`;
  reportAt(
    reader,
    entry.at,
    `There is no setting "${parent}${shorten(entry.key)}", so it is left out.${hint} The settings here are ${known.join(', ')}.`,
    entry.key,
  );
  return false;
}

/** The keys of a map; a value that is none is a problem. */
export function entriesOf(
  reader: Reader,
  node: Node | undefined,
  what: string,
  expected: string,
): readonly Entry[] {
  if (node === undefined || (isScalar(node) && node.value === null)) return [];
  if (!isMap(node)) {
    reportAt(reader, node, `${what} must be a map, so this is left out. Write ${expected}.`);
    return [];
  }
  return node.items.flatMap((pair) => {
    const key = pair.key as Node;
    return [
      { key: textOf(key), at: key, value: resolve(reader, (pair.value ?? undefined) as Node | undefined) },
    ];
  });
}

/** The items of a list. */
export function itemsOf(reader: Reader, entry: Entry, name: string, expected: string): readonly Node[] {
  const { value } = entry;
  if (value === undefined || (isScalar(value) && value.value === null)) return [];
  if (isSeq(value)) return value.items.flatMap((item) => resolve(reader, item as Node) ?? []);
  reportAt(reader, value, `"${name}" must be a list, so this is left out. Write ${expected}.`, entry.key);
  return [];
}

/** One text, or a list of them. */
export function readTexts(reader: Reader, entry: Entry, name: string): readonly string[] {
  if (entry.value !== undefined && isScalar(entry.value) && typeof entry.value.value === 'string')
    return [entry.value.value];
  return itemsOf(reader, entry, name, 'one text a line').flatMap((item) => {
    if (isScalar(item) && item.value !== null) return [textOf(item)];
    reportAt(
      reader,
      item,
      `An entry of "${name}" must be a text, so this one is left out. Write it in quotes.`,
      entry.key,
    );
    return [];
  });
}

/** The node that an alias stands for. */
export function resolve(reader: Reader, node: Node | undefined): Node | undefined {
  return isAlias(node) ? node.resolve(reader.document) : node;
}

/** A scalar as text, else empty. */
export function textOf(node: Node | undefined): string {
  return isScalar(node) && node.value !== null ? String(node.value) : '';
}

/** 1-based. */
export function positionOf(reader: Reader, node: Node): { readonly line: number; readonly column: number } {
  const { line, col } = reader.lines.linePos(node.range?.[0] ?? 0);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** A problem at a node. */
export function reportAt(
  reader: Reader,
  node: Node,
  message: string,
  key?: string,
  severity: Problem['severity'] = 'error',
): void {
  const problem = { severity, message, path: reader.path, ...positionOf(reader, node) };
  reader.problems.push(key === undefined ? problem : { ...problem, key });
}

/** A problem at an offset. */
export function report(reader: Reader, offset: number, message: string): void {
  const { line, col } = reader.lines.linePos(offset);
  reader.problems.push({
    severity: 'error',
    message,
    path: reader.path,
    line: Math.max(1, line),
    column: Math.max(1, col),
  });
}

/** A text of the user, short enough for a message. */
export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Levels of data types. */
export function readLevels(reader: Reader, entry: Entry): readonly string[] {
  const levels = readTexts(reader, entry, entry.key);
  const unknown = levels.filter((level) => !levelWords.includes(level));
  for (const level of unknown)
    reportAt(
      reader,
      entry.value ?? entry.at,
      `There is no level "${shorten(level)}", so it is left out. The levels are ${levelWords.join(', ')}.`,
      'levels',
    );
  return levels.filter((level) => levelWords.includes(level));
}

/** The known word that `word` was probably meant to be. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.slice(0, 60).toLowerCase(), candidate.toLowerCase());
    if (distance >= bestDistance) continue;
    bestDistance = distance;
    best = candidate;
  }
  return best;
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++)
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return row[right.length] ?? 0;
}

/** How a function is named: `name`, or `module#name`. */
export const functionName = /^(?:[^#\s]+#)?[\w$.]+$/;

/** The keys of one entry; unknown ones are problems. */
export function readParts<K extends string>(
  reader: Reader,
  item: Node,
  parent: string,
  keys: readonly K[],
): Partial<Record<K, Entry>> {
  const parts: Partial<Record<K, Entry>> = {};
  for (const part of entriesOf(
    reader,
    item,
    `An entry of "${parent}"`,
    keys.map((key) => `"${key}"`).join(', '),
  ))
    if (isKnownKey(reader, part, `${parent}.`, keys)) parts[part.key as K] = part;
  return parts;
}

/** A scalar without the blanks around it; empty when there is none. */
export function scalarOf(entry: Entry | undefined): string {
  return entry?.value !== undefined && isScalar(entry.value) ? textOf(entry.value).trim() : '';
}

/** A function without a usable name. */
export function rejectName(reader: Reader, item: Node, what: string): void {
  reject(
    reader,
    item,
    'name',
    `This ${what} has no usable "name", so it is left out. Write the name of a function, or module#name.`,
  );
}

/** An entry that is left out. */
export function reject(reader: Reader, node: Node, key: string, message: string): void {
  reportAt(reader, node, message, key);
}
