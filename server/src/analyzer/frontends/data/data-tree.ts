/**
 * YAML and JSON as a syntax tree of JavaScript literals, so that patterns of rules match data as they match code.
 *
 * A map is an object literal, a list an array literal, a scalar a literal; offsets are those of the text. Several
 * documents of one file are several statements. Never throws; a text that is no YAML gives no tree.
 */
import ts from 'typescript';
import { isAlias, isMap, isPair, isScalar, isSeq, type Node, parseAllDocuments } from 'yaml';

/** Largest text that is read, in UTF-16 units. */
const maxDataLength = 2_000_000;

/** Nodes a tree may have. Aliases are not expanded, so this is about size only. */
const maxNodes = 400_000;

/** Levels of nesting. */
const maxDepth = 200;

/** How a scalar without quotes reads in a pattern; undefined in files, where it is what it says. */
export type PlainReader = (text: string) => string | undefined;

/** A node that the matcher takes for one of TypeScript's: it has what the matcher reads. */
export class DataNode {
  readonly kind: ts.SyntaxKind;
  readonly pos: number;
  readonly end: number;
  readonly flags = 0;

  constructor(kind: ts.SyntaxKind, pos: number, end: number, fields: Readonly<Record<string, unknown>>) {
    this.kind = kind;
    this.pos = pos;
    this.end = end;
    Object.assign(this, fields);
  }

  getStart(): number {
    return this.pos;
  }
}

interface Reading {
  readonly text: string;
  readonly plain: PlainReader;
  nodesLeft: number;
}

class DataLimit extends Error {}

/** The tree of a text, or undefined if it is no YAML or too large. */
export function parseData(
  path: string,
  text: string,
  plain: PlainReader = () => undefined,
): ts.SourceFile | undefined {
  if (text.length > maxDataLength) return undefined;
  const reading: Reading = { text, plain, nodesLeft: maxNodes };
  try {
    const source = /\.json$/i.test(path) ? withoutComments(text) : text;
    const documents = parseAllDocuments(source, {
      logLevel: 'silent',
      prettyErrors: false,
      uniqueKeys: false,
      merge: false,
    });
    if (!Array.isArray(documents)) return undefined;
    const statements: DataNode[] = [];
    for (const { contents, errors } of documents) {
      if (
        errors.some(({ code }) => code !== 'TAB_AS_INDENT' && code !== 'MULTIPLE_TAGS') &&
        !isReadable(contents)
      )
        continue;
      if (contents === null) continue;
      const expression = convert(reading, contents, 0);
      statements.push(
        new DataNode(ts.SyntaxKind.ExpressionStatement, expression.pos, expression.end, { expression }),
      );
    }
    const file = new DataNode(ts.SyntaxKind.SourceFile, 0, text.length, { text, fileName: path, statements });
    return file as unknown as ts.SourceFile;
  } catch {
    // Too large, or nested beyond the stack.
    return undefined;
  }
}

/** JSON with its comments, which many tools take, as blanks of the same length. */
function withoutComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (token) =>
    token.startsWith('"') ? token : token.replace(/[^\n]/g, ' '),
  );
}

/** A document with an error in one place is still read where it is whole. */
function isReadable(contents: unknown): boolean {
  return isMap(contents) || isSeq(contents);
}

function rangeOf(node: Node): readonly [number, number] {
  const range = node.range;
  return range == null ? [0, 0] : [range[0], range[1]];
}

/** The end of the text of a node, without line ends behind it. */
function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && /\s/.test(text[at - 1] ?? '')) at--;
  return at;
}

function convert(reading: Reading, node: Node, depth: number): DataNode {
  if (--reading.nodesLeft < 0 || depth > maxDepth) throw new DataLimit();
  const [start, rawEnd] = rangeOf(node);
  const end = trimEnd(reading.text, start, rawEnd);
  if (isMap(node)) {
    const properties: DataNode[] = [];
    for (const pair of node.items) {
      if (!isPair(pair) || pair.key == null) continue;
      const key = convert(reading, pair.key as Node, depth + 1);
      const name = toName(key);
      const value = pair.value == null ? undefined : convert(reading, pair.value as Node, depth + 1);
      // The stand-in for "any further keys" of a pattern.
      if (key.kind === ts.SyntaxKind.Identifier && (value === undefined || isSameName(key, value))) {
        properties.push(
          new DataNode(ts.SyntaxKind.ShorthandPropertyAssignment, key.pos, key.end, { name: key }),
        );
        continue;
      }
      const initializer =
        value === undefined || value.end <= value.pos
          ? new DataNode(ts.SyntaxKind.NullKeyword, key.end, key.end, {})
          : value;
      properties.push(
        new DataNode(ts.SyntaxKind.PropertyAssignment, key.pos, Math.max(key.end, initializer.end), {
          name,
          initializer,
        }),
      );
    }
    const last = properties.at(-1);
    const isFlow = reading.text[start] === '{';
    const first = properties[0];
    return new DataNode(
      ts.SyntaxKind.ObjectLiteralExpression,
      isFlow || first === undefined ? start : first.pos,
      isFlow || last === undefined ? end : last.end,
      { properties },
    );
  }
  if (isSeq(node)) {
    const elements = node.items.flatMap((item) =>
      item == null ? [] : [convert(reading, (isPair(item) ? item.key : item) as Node, depth + 1)],
    );
    return new DataNode(ts.SyntaxKind.ArrayLiteralExpression, start, end, { elements });
  }
  if (isAlias(node))
    return new DataNode(ts.SyntaxKind.StringLiteral, start, end, { text: reading.text.slice(start, end) });
  return isScalar(node)
    ? convertScalar(reading, node as { readonly type?: string; readonly value: unknown }, start, end)
    : new DataNode(ts.SyntaxKind.NullKeyword, start, end, {});
}

function convertScalar(
  reading: Reading,
  scalar: { readonly type?: string; readonly value: unknown },
  start: number,
  end: number,
): DataNode {
  const { value } = scalar;
  const source = reading.text.slice(start, end);
  if (scalar.type === 'PLAIN') {
    const name = reading.plain(source);
    if (name !== undefined)
      return new DataNode(ts.SyntaxKind.Identifier, start, end, { text: name, escapedText: name });
  }
  if (typeof value === 'number' || typeof value === 'bigint')
    return new DataNode(ts.SyntaxKind.NumericLiteral, start, end, { text: String(value) });
  if (value === true || value === false)
    return new DataNode(value ? ts.SyntaxKind.TrueKeyword : ts.SyntaxKind.FalseKeyword, start, end, {});
  if (value === null || value === undefined) return new DataNode(ts.SyntaxKind.NullKeyword, start, end, {});
  return new DataNode(ts.SyntaxKind.StringLiteral, start, end, { text: String(value) });
}

function isSameName(key: DataNode, value: DataNode): boolean {
  const textOf = (node: DataNode): unknown => (node as DataNode & { readonly text?: string }).text;
  return value.kind === ts.SyntaxKind.Identifier && textOf(key) === textOf(value);
}

/** Keys are names: texts whatever they look like, but metavariables of patterns stay what they are. */
function toName(key: DataNode): DataNode {
  if (key.kind === ts.SyntaxKind.Identifier || key.kind === ts.SyntaxKind.StringLiteral) return key;
  const text = (key as DataNode & { readonly text?: string }).text;
  const word =
    text ??
    (key.kind === ts.SyntaxKind.TrueKeyword
      ? 'true'
      : key.kind === ts.SyntaxKind.FalseKeyword
        ? 'false'
        : 'null');
  return new DataNode(ts.SyntaxKind.StringLiteral, key.pos, key.end, { text: word });
}
