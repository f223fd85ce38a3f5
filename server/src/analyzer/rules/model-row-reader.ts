/**
 * Reads the values of one row of a model file, and says what is wrong with them and where.
 *
 * A row is written as a list or as a map; its readers do not see which. A value that is missing or wrong gives
 * undefined and a problem that names the row.
 */
import type { Problem } from '../base/problem.ts';
import type { KindRegistry } from './kind.ts';
import type { PortPath } from './model.ts';
import { isPathTrouble, type PathStep, parseModelPath, toPorts } from './model-path.ts';
import { clearsNothing, type Place, type RowOrigin } from './model-rows.ts';
import type { ClearSpec } from './rule.ts';
import type { YamlNode, YamlPosition } from './yaml-tree.ts';

/** One file being read. */
export interface FileContext {
  readonly path: string;
  readonly kinds: KindRegistry;
  readonly problems: Problem[];
}

/** Reads one row; everything it reports names the row. */
export interface RowReader extends FileContext {
  readonly origin: RowOrigin;
  readonly section: string;
}

/** The values of a row by key, whichever form it was written in. */
export interface Row {
  has(key: string): boolean;
  get(key: string): YamlNode | undefined;
  at(key: string): YamlPosition;
}

/** A row is a list in the order of `positional`, or a map with the keys `named`. */
export function fieldsOf(
  reader: RowReader,
  node: YamlNode,
  positional: readonly string[],
  named: readonly string[],
): Row {
  const values = new Map<string, YamlNode>();
  if (node.kind === 'list' && positional.length > 0) {
    if (node.items.length > positional.length)
      report(
        reader,
        node.at,
        `The row has ${node.items.length} values; only ${positional.join(', ')} are known.`,
      );
    node.items.slice(0, positional.length).forEach((item, index) => {
      values.set(positional[index] ?? '', item);
    });
  } else if (node.kind === 'map')
    for (const { key, keyAt, value } of node.entries)
      if (named.includes(key)) values.set(key, value);
      else report(reader, keyAt, `"${key}" is no key here. Known keys: ${named.join(', ')}.`, key);
  else
    report(
      reader,
      node.at,
      positional.length > 0
        ? `The row must be a list [${positional.join(', ')}] or a map with the keys ${named.join(', ')}.`
        : `The row must be a map with the keys ${named.join(', ')}.`,
    );
  return {
    has: (key) => values.has(key),
    get: (key) => values.get(key),
    at: (key) => values.get(key)?.at ?? node.at,
  };
}

/** The place of a row: `at`, and `path` or the short form `call` (member names). */
export function placeOf(reader: RowReader, row: Row, prefix: readonly PathStep[]): Place | undefined {
  const at = textOf(reader, row, 'at');
  if (at === undefined) return undefined;
  const calls = readTexts(row.get('call'));
  const member: readonly PathStep[] = calls.length > 0 ? [{ kind: 'member', names: calls }] : [];
  const text = row.has('path') ? scalarText(row.get('path')) : '';
  const steps = parseModelPath(text);
  if (isPathTrouble(steps)) {
    report(
      reader,
      row.at('path'),
      `In the path "${text}", at character ${steps.offset + 1}: ${steps.message}`,
      'path',
    );
    return undefined;
  }
  return { at, steps: [...prefix, ...member, ...steps], origin: reader.origin };
}

export function portsOf(reader: RowReader, row: Row, key: string): readonly PortPath[] | undefined {
  const nodes = readTextNodes(row.get(key));
  if (nodes.length === 0) {
    report(
      reader,
      row.at(key),
      `The row does not say "${key}". Name a port, such as \`Argument[0]\` or \`ReturnValue\`.`,
      key,
    );
    return undefined;
  }
  const ports = nodes.map((node) => portsFrom(reader, node.at, scalarText(node), []));
  return ports.some((port) => port === undefined) ? undefined : ports.flatMap((port) => port ?? []);
}

export function portsFrom(
  reader: RowReader,
  at: YamlPosition,
  text: string,
  prefix: readonly PathStep[],
): readonly PortPath[] | undefined {
  const steps = parseModelPath(text);
  const ports = isPathTrouble(steps) ? steps : toPorts([...prefix, ...steps]);
  if (!isPathTrouble(ports)) return ports;
  report(reader, at, `In the port "${text}", at character ${ports.offset + 1}: ${ports.message}`);
  return undefined;
}

export function kindOf(
  reader: RowReader,
  row: Row,
  role: 'source' | 'sink' | 'sanitizer' | 'subject',
): string | undefined {
  const kind = textOf(reader, row, 'kind');
  if (kind === undefined) return undefined;
  const known = reader.kinds.get(kind);
  if (known === undefined) {
    report(reader, row.at('kind'), unknownKind(kind), 'kind');
    return undefined;
  }
  const fits = known.role === role || (role === 'source' && known.role === 'subject');
  if (!fits)
    report(
      reader,
      row.at('kind'),
      `Kind "${kind}" is a ${known.role}, but this row is a ${role}. Use a kind of that role.`,
      'kind',
    );
  return fits ? kind : undefined;
}

export function unknownKind(kind: string): string {
  return `Kind "${kind}" is not registered, so no rule could name it. Use one of rules/kinds.yaml, or add it there.`;
}

export function clearsOf(reader: RowReader, row: Row, rowAt: YamlPosition): ClearSpec | undefined {
  const node = row.get('clears');
  if (node?.kind === 'scalar' && node.text === 'everything') return { types: [], levels: [] };
  if (node?.kind === 'scalar' && node.text === 'nothing') return clearsNothing;
  if (node?.kind === 'map') {
    const fields = fieldsOf(reader, node, [], ['types', 'levels']);
    const types = readTexts(fields.get('types'));
    const levels = readTexts(fields.get('levels'));
    const wrong = levels.find(
      (level) => !['direct', 'special', 'acute', 'quasi', 'pseudonym'].includes(level),
    );
    if (wrong !== undefined) {
      report(
        reader,
        fields.at('levels'),
        `"${wrong}" is no level. Levels are direct, special, acute, quasi, pseudonym.`,
        'levels',
      );
      return undefined;
    }
    if (types.length + levels.length > 0) return { types, levels };
  }
  report(
    reader,
    node?.at ?? rowAt,
    'A sanitizer says what it clears of data: `clears: {levels: [direct]}`, `clears: {types: […]}`, `clears: everything`, or `clears: nothing` if only rules that name its kind should trust it.',
    'clears',
  );
  return undefined;
}

export function choiceOf<T extends string>(
  reader: RowReader,
  row: Row,
  key: string,
  choices: readonly T[],
  fallback: T | undefined,
): T | undefined {
  if (!row.has(key) && fallback !== undefined) return fallback;
  const text = textOf(reader, row, key);
  const choice = choices.find((known) => known === text);
  if (choice === undefined && text !== undefined)
    report(
      reader,
      row.at(key),
      `"${text}" is not possible for "${key}". Use one of ${choices.join(', ')}.`,
      key,
    );
  return choice;
}

export function textOf(reader: RowReader, row: Row, key: string): string | undefined {
  const node = row.get(key);
  const text = node?.kind === 'scalar' ? node.text : '';
  if (text !== '') return text;
  report(reader, row.at(key), `The row does not say "${key}". Give it a text.`, key);
  return undefined;
}

export function scalarText(node: YamlNode | undefined): string {
  return node?.kind === 'scalar' ? node.text : '';
}

/** A text, or a list of texts. */
export function readTextNodes(node: YamlNode | undefined): readonly YamlNode[] {
  if (node === undefined) return [];
  return node.kind === 'list'
    ? node.items.filter((item) => item.kind === 'scalar')
    : node.kind === 'scalar'
      ? [node]
      : [];
}

export function readTexts(node: YamlNode | undefined): readonly string[] {
  return readTextNodes(node)
    .map(scalarText)
    .filter((text) => text !== '');
}

export function report(reader: RowReader, at: YamlPosition, message: string, key = reader.section): void {
  reportAt(reader, at, 'error', `${reader.origin.row}: ${message}`, key);
}

export function reportAt(
  context: FileContext,
  at: YamlPosition,
  severity: Problem['severity'],
  message: string,
  key?: string,
): void {
  const { path, problems } = context;
  problems.push({
    severity,
    message,
    path,
    line: at.line,
    column: at.column,
    ...(key === undefined ? {} : { key }),
  });
}
