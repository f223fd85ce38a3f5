/**
 * A YAML text as a small tree with a position at every node.
 *
 * Rule and kind files come from the workspace, so they are hostile until read: size, depth and the number of nodes
 * after expanding aliases are bounded. Never throws; what cannot be read is a problem. Merge keys (`<<`) are applied,
 * explicit keys win.
 */
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { nestsTooDeep } from '../base/nesting-depth.ts';
import type { Problem } from '../base/problem.ts';

/** Where a node begins, 1-based line and column. */
export interface YamlPosition {
  readonly line: number;
  readonly column: number;
}

/** One key of a map. */
export interface YamlEntry {
  readonly key: string;
  readonly keyAt: YamlPosition;
  readonly value: YamlNode;
}

/** A node; scalars keep their value as YAML 1.2 reads it and, as `text`, the string an author would expect. */
export type YamlNode =
  | { readonly kind: 'map'; readonly entries: readonly YamlEntry[]; readonly at: YamlPosition }
  | { readonly kind: 'list'; readonly items: readonly YamlNode[]; readonly at: YamlPosition }
  | {
      readonly kind: 'scalar';
      readonly value: string | number | boolean | null;
      readonly text: string;
      readonly at: YamlPosition;
    };

/** Largest rule or kind file that is read, in UTF-16 units. Larger ones are refused whole. */
export const maxYamlLength = 4_000_000;

/** Nodes a file may have once aliases are expanded. Guards against "billion laughs". */
const maxYamlNodes = 500_000;

const tooDeep = 'The file is nested too deeply to be read. Flatten it; rules need fewer than 100 levels.';

/** Nesting depth of a rule file. */
const maxYamlDepth = 100;

/** The tree of `text`, or problems that name `path`. `root` is undefined exactly if a problem is an error. */
export function parseYamlTree(
  path: string,
  text: string,
): { readonly root: YamlNode | undefined; readonly problems: readonly Problem[] } {
  const fail = (message: string, at: YamlPosition = { line: 1, column: 1 }) => ({
    root: undefined,
    problems: [{ severity: 'error' as const, message, path, line: at.line, column: at.column }],
  });
  if (text.length > maxYamlLength)
    return fail(
      `The file has ${text.length} characters; at most ${maxYamlLength} are read, so that a hostile file cannot stall the analysis. Split it into smaller files.`,
    );
  if (nestsTooDeep(text)) return fail(tooDeep);
  const lineCounter = new LineCounter();
  try {
    const document = parseDocument(text, {
      lineCounter,
      merge: true,
      logLevel: 'silent',
      prettyErrors: false,
    });
    const error = document.errors[0];
    if (error !== undefined) {
      const { line, col } = lineCounter.linePos(error.pos[0]);
      return fail(`This is not valid YAML: ${firstSentence(error.message)} Correct the syntax here.`, {
        line: Math.max(1, line),
        column: Math.max(1, col),
      });
    }
    if (document.contents === null) return fail('The file is empty. Give it a top-level map.');
    const reader: TreeReader = { document, lineCounter, nodesLeft: maxYamlNodes };
    return { root: readNode(reader, document.contents, 0), problems: [] };
  } catch (error) {
    if (error instanceof TreeLimit) return fail(error.message, error.at);
    // Deep nesting exhausts the stack of the YAML parser itself.
    if (error instanceof RangeError) return fail(tooDeep);
    throw error;
  }
}

/** The value under `key`, if the node is a map that has it. */
export function yamlEntry(node: YamlNode, key: string): YamlEntry | undefined {
  return node.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** The node as plain JSON, for metadata and options. */
export function yamlToJson(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(yamlToJson);
    case 'map':
      // fromEntries defines own properties, so a key `__proto__` stays a plain key.
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, yamlToJson(value)]));
  }
}

interface TreeReader {
  readonly document: Document;
  readonly lineCounter: LineCounter;
  nodesLeft: number;
}

/** Leaves the recursion when a bound is hit; never leaves this file. */
class TreeLimit extends Error {
  readonly at: YamlPosition;
  constructor(message: string, at: YamlPosition) {
    super(message);
    this.at = at;
  }
}

function readNode(reader: TreeReader, node: unknown, depth: number, aliasAt?: YamlPosition): YamlNode {
  const at = aliasAt ?? positionOf(reader, node);
  if (--reader.nodesLeft < 0)
    throw new TreeLimit(
      `The file has more than ${maxYamlNodes} nodes once its aliases are expanded. Remove nested aliases (*name).`,
      at,
    );
  if (depth > maxYamlDepth)
    throw new TreeLimit(`The file is nested deeper than ${maxYamlDepth} levels. Flatten it.`, at);
  if (isAlias(node)) {
    const target = node.resolve(reader.document);
    if (target === undefined) return { kind: 'scalar', value: null, text: '', at };
    return readNode(reader, target, depth + 1, at);
  }
  if (isMap(node)) return { kind: 'map', entries: readEntries(reader, node.items, depth), at };
  if (isSeq(node))
    return { kind: 'list', items: node.items.map((item) => readNode(reader, item, depth + 1)), at };
  if (isScalar(node)) {
    const value = node.value;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return {
        kind: 'scalar',
        value,
        text: typeof value === 'string' ? value : (node.source ?? String(value)),
        at,
      };
    if (value === null || value === undefined) return { kind: 'scalar', value: null, text: '', at };
    return { kind: 'scalar', value: node.source ?? String(value), text: node.source ?? String(value), at };
  }
  return { kind: 'scalar', value: null, text: '', at };
}

function readEntries(
  reader: TreeReader,
  pairs: readonly { readonly key: unknown; readonly value: unknown }[],
  depth: number,
): YamlEntry[] {
  const entries: YamlEntry[] = [];
  const merged: YamlEntry[] = [];
  for (const { key, value } of pairs) {
    const keyAt = positionOf(reader, key);
    const isMerge = isScalar(key) && (key.value === '<<' || typeof key.value === 'symbol');
    if (isMerge) {
      const source = readNode(reader, value, depth + 1);
      for (const part of source.kind === 'list' ? source.items : [source])
        if (part.kind === 'map') merged.push(...part.entries);
      continue;
    }
    const name = isScalar(key)
      ? typeof key.value === 'string'
        ? key.value
        : (key.source ?? String(key.value))
      : '';
    entries.push({ key: name, keyAt, value: readNode(reader, value, depth + 1) });
  }
  for (const entry of merged) if (!entries.some(({ key }) => key === entry.key)) entries.push(entry);
  return entries;
}

function positionOf(reader: TreeReader, node: unknown): YamlPosition {
  const range = (node as Partial<Node> | null | undefined)?.range;
  if (!range) return { line: 1, column: 1 };
  const { line, col } = reader.lineCounter.linePos(range[0]);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function firstSentence(message: string): string {
  const text = message.split('\n')[0] ?? message;
  return /[.:!]$/.test(text) ? text.replace(/[:!]$/, '.') : `${text}.`;
}
