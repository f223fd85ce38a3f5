/**
 * Reads Prisma schemas: models, views and composite types with their fields, keys, relations and comments.
 *
 * An own reader of the few line-based productions we need, because the ready-made parser searches the working
 * directory for a configuration module to load, which is the scanned workspace's, and needs Node. Never throws: what
 * it does not understand is skipped to the end of the line (or block) and named in a coverage gap.
 */
import type { CoverageGap } from '../../base/problem.ts';
import type { DataSchema, SchemaField, SchemaModel } from '../schema.ts';
import { type PrismaToken, tokenizePrisma } from './prisma-tokens.ts';

/** A schema file as read. */
export interface PrismaSchemaFile {
  /** Undefined if the file holds no model. */
  readonly schema: DataSchema | undefined;
  readonly gaps: readonly CoverageGap[];
}

/** Reads one file on its own: types of other files count as models only where `@relation` or a list says so. */
export function readPrismaSchema(path: string, text: string): PrismaSchemaFile {
  const file = parseFile(path, text);
  return { schema: toSchema(file, [file]), gaps: file.gaps };
}

/** Reads the files of a schema that is split over several: names resolve across them. Results in the given order. */
export function readPrismaSchemas(
  files: readonly { readonly path: string; readonly text: string }[],
): readonly PrismaSchemaFile[] {
  const parsed = files.map(({ path, text }) => parseFile(path, text));
  return parsed.map((file) => ({ schema: toSchema(file, parsed), gaps: file.gaps }));
}

interface ParsedAttribute {
  readonly name: string;
  /** Tokens between the parentheses, without line ends. */
  readonly args: readonly PrismaToken[];
}

interface ParsedField {
  readonly name: string;
  readonly type: string;
  readonly isList: boolean;
  readonly isOptional: boolean;
  readonly attributes: readonly ParsedAttribute[];
  readonly comment: string;
}

interface ParsedBlock {
  readonly kind: 'model' | 'view' | 'type' | 'enum';
  readonly name: string;
  readonly fields: readonly ParsedField[];
  readonly attributes: readonly ParsedAttribute[];
  readonly comment: string;
}

interface ParsedFile {
  readonly path: string;
  readonly blocks: readonly ParsedBlock[];
  readonly gaps: readonly CoverageGap[];
}

/** Gaps kept of one file; a file that is no schema at all would give one a line. */
const maxGaps = 20;

interface Reader {
  readonly path: string;
  readonly tokens: readonly PrismaToken[];
  next: number;
  readonly gaps: CoverageGap[];
}

const endToken: PrismaToken = { kind: 'end', text: '', start: 0 };

function parseFile(path: string, text: string): ParsedFile {
  const reader: Reader = { path, tokens: tokenizePrisma(text), next: 0, gaps: [] };
  const blocks: ParsedBlock[] = [];
  let comment: string[] = [];
  while (peek(reader).kind !== 'end') {
    const token = take(reader);
    if (token.kind === 'doc') comment.push(token.text);
    else if (token.kind !== 'line-end') {
      const block = token.kind === 'name' ? parseBlock(reader, token, comment.join('\n')) : undefined;
      if (block !== undefined) blocks.push(block);
      else if (token.kind !== 'name') {
        gap(reader, token, `"${token.text}" begins no block of a Prisma schema`);
        skipLine(reader);
      }
      comment = [];
    }
  }
  return { path, blocks, gaps: reader.gaps };
}

function parseBlock(reader: Reader, keyword: PrismaToken, comment: string): ParsedBlock | undefined {
  const name = peek(reader);
  if (name.kind !== 'name' || peek(reader, 1).text !== '{') {
    gap(reader, keyword, `"${keyword.text}" is not followed by a name and "{"`);
    skipLine(reader);
    return undefined;
  }
  reader.next += 2;
  const kind = blockKinds.find((known) => known === keyword.text);
  if (kind === undefined) {
    if (!otherBlocks.includes(keyword.text))
      gap(reader, keyword, `"${keyword.text}" is no kind of block that is known`);
    skipBlock(reader, keyword);
    return undefined;
  }
  return { kind, name: name.text, comment, ...parseBody(reader, keyword, kind === 'enum') };
}

const blockKinds = ['model', 'view', 'type', 'enum'] as const;
const otherBlocks: readonly string[] = ['datasource', 'generator'];

function parseBody(
  reader: Reader,
  keyword: PrismaToken,
  isEnum: boolean,
): { fields: ParsedField[]; attributes: ParsedAttribute[] } {
  const fields: ParsedField[] = [];
  const attributes: ParsedAttribute[] = [];
  let comment: string[] = [];
  for (;;) {
    const token = peek(reader);
    if (token.kind === 'end') {
      gap(reader, keyword, `The block has no closing "}"`);
      return { fields, attributes };
    }
    reader.next++;
    if (token.text === '}' && token.kind === 'punctuation') return { fields, attributes };
    if (token.kind === 'line-end') continue;
    if (token.kind === 'doc') {
      comment.push(token.text);
      continue;
    }
    if (token.text === '@@' && token.kind === 'punctuation') {
      const attribute = parseAttribute(reader);
      if (attribute !== undefined) attributes.push(attribute);
    } else if (token.kind === 'name' && !isEnum) {
      const field = parseField(reader, token, comment);
      if (field !== undefined) fields.push(field);
    } else if (token.kind !== 'name') gap(reader, token, `"${token.text}" begins no field`);
    if (isEnum || peek(reader).kind !== 'line-end') skipLine(reader);
    comment = [];
  }
}

function parseField(reader: Reader, name: PrismaToken, comment: readonly string[]): ParsedField | undefined {
  const type = peek(reader);
  if (type.kind !== 'name') {
    gap(reader, name, `Field "${name.text}" has no type`);
    return undefined;
  }
  reader.next++;
  // Unsupported("circle")
  if (peek(reader).text === '(') takeParentheses(reader);
  const isList = peek(reader).text === '[' && peek(reader, 1).text === ']';
  if (isList) reader.next += 2;
  const isOptional = peek(reader).text === '?';
  if (isOptional) reader.next++;
  const attributes: ParsedAttribute[] = [];
  const comments = [...comment];
  for (;;) {
    const token = peek(reader);
    if (token.kind === 'punctuation' && token.text === '@') {
      reader.next++;
      const attribute = parseAttribute(reader);
      if (attribute !== undefined) attributes.push(attribute);
    } else if (token.kind === 'doc') {
      reader.next++;
      comments.push(token.text);
    } else {
      if (token.kind !== 'line-end' && token.kind !== 'end' && token.text !== '}')
        gap(reader, token, `Field "${name.text}" goes on with "${token.text}"`);
      break;
    }
  }
  return { name: name.text, type: type.text, isList, isOptional, attributes, comment: comments.join('\n') };
}

/** After `@` or `@@`: a dotted name and, perhaps, arguments. */
function parseAttribute(reader: Reader): ParsedAttribute | undefined {
  if (peek(reader).kind !== 'name') {
    gap(reader, peek(reader), 'An attribute has no name');
    return undefined;
  }
  let name = take(reader).text;
  while (peek(reader).text === '.' && peek(reader, 1).kind === 'name') {
    name += `.${peek(reader, 1).text}`;
    reader.next += 2;
  }
  return {
    name,
    args: peek(reader).text === '(' && peek(reader).kind === 'punctuation' ? takeParentheses(reader) : [],
  };
}

/** The tokens inside balanced parentheses; the reader stands behind them afterwards. */
function takeParentheses(reader: Reader): readonly PrismaToken[] {
  const taken: PrismaToken[] = [];
  let depth = 0;
  for (;;) {
    const token = peek(reader);
    if (token.kind === 'end') return taken;
    reader.next++;
    if (token.kind === 'punctuation' && token.text === '(') depth++;
    if (token.kind === 'punctuation' && token.text === ')') depth--;
    if (depth === 0) return taken.slice(1);
    if (token.kind !== 'line-end') taken.push(token);
  }
}

function skipLine(reader: Reader): void {
  for (;;) {
    const token = peek(reader);
    if (token.kind === 'end' || token.kind === 'line-end') return;
    // A block may close on the line of its last field.
    if (token.kind === 'punctuation' && token.text === '}') return;
    reader.next++;
  }
}

function skipBlock(reader: Reader, keyword: PrismaToken): void {
  let depth = 1;
  while (depth > 0) {
    const token = take(reader);
    if (token.kind === 'end') {
      gap(reader, keyword, `The block has no closing "}"`);
      return;
    }
    if (token.kind !== 'punctuation') continue;
    if (token.text === '{') depth++;
    if (token.text === '}') depth--;
  }
}

function peek(reader: Reader, ahead = 0): PrismaToken {
  return reader.tokens[reader.next + ahead] ?? reader.tokens[reader.tokens.length - 1] ?? endToken;
}

function take(reader: Reader): PrismaToken {
  const token = peek(reader);
  reader.next++;
  return token;
}

function gap(reader: Reader, token: PrismaToken, what: string): void {
  if (reader.gaps.length >= maxGaps) return;
  reader.gaps.push({
    kind: 'syntax-error',
    path: reader.path,
    start: token.start,
    length: Math.max(1, token.text.length),
    message: `${what}, so this part of the Prisma schema was left out.`,
  });
}

function toSchema(file: ParsedFile, all: readonly ParsedFile[]): DataSchema | undefined {
  const kindOf = (name: string): ParsedBlock['kind'] | undefined =>
    find(file, name)?.kind ?? all.map((other) => find(other, name)?.kind).find((kind) => kind !== undefined);
  const models = file.blocks
    .filter(({ kind }) => kind !== 'enum')
    .map((block): SchemaModel => toModel(block, kindOf));
  return models.length === 0 ? undefined : { language: 'prisma', path: file.path, models };
}

function find(file: ParsedFile, name: string): ParsedBlock | undefined {
  return file.blocks.find((block) => block.name === name);
}

function toModel(block: ParsedBlock, kindOf: (name: string) => ParsedBlock['kind'] | undefined): SchemaModel {
  const keys = new Set(
    block.attributes
      .filter(({ name }) => name === 'id' || name === 'unique')
      .flatMap(({ args }) => listOf(args, 'fields')),
  );
  return {
    name: block.name,
    table: mappedName(block.attributes) ?? block.name,
    comment: block.comment,
    fields: block.fields.map((field): SchemaField => {
      const relation = field.attributes.find(({ name }) => name === 'relation');
      const kind = kindOf(field.type);
      return {
        name: field.name,
        column: mappedName(field.attributes) ?? field.name,
        type: field.type,
        isList: field.isList,
        isOptional: field.isOptional,
        // Composite types are stored inside the record: part of it, not related to it.
        isRelation: kind === 'model' || kind === 'view' || (kind === undefined && relation !== undefined),
        isKey:
          keys.has(field.name) || field.attributes.some(({ name }) => name === 'id' || name === 'unique'),
        foreignKey: relation === undefined ? [] : listOf(relation.args, 'fields'),
        comment: field.comment,
      };
    }),
  };
}

/** `@map("x")`, `@map(name: "x")`. */
function mappedName(attributes: readonly ParsedAttribute[]): string | undefined {
  return attributes.find(({ name }) => name === 'map')?.args.find(({ kind }) => kind === 'string')?.text;
}

/** The names in the list under `key`, or in a first list without key: `(fields: [a, b])`, `([a, b])`. */
function listOf(args: readonly PrismaToken[], key: string): readonly string[] {
  const keyed = args.findIndex(({ text }, i) => text === key && args[i + 1]?.text === ':');
  const open = keyed >= 0 ? keyed + 2 : args[0]?.text === '[' ? 0 : -1;
  if (open < 0 || args[open]?.text !== '[') return [];
  const names: string[] = [];
  let depth = 0;
  for (let i = open + 1; i < args.length; i++) {
    const token = args[i] ?? endToken;
    if (token.text === ']' && token.kind === 'punctuation' && depth === 0) break;
    // Index arguments: [name(sort: Desc)].
    if (token.text === '(') depth++;
    if (token.text === ')') depth--;
    if (token.kind === 'name' && depth === 0) names.push(token.text);
  }
  return names;
}
