/**
 * Reads the tables that SQL text makes: `CREATE TABLE` with its columns, and columns that `ALTER TABLE … ADD` adds.
 *
 * Whatever stands around them (data of a dump, functions, other statements) is passed over, and what is not understood
 * inside a table is no column. Never throws. Linear in the text; the length of one table is bounded.
 */
import type { DataSchema, SchemaField, SchemaModel } from '../schema.ts';

/** Characters read of one statement. */
const maxStatement = 60_000;
/** Tables read of one text. */
const maxTables = 2_000;

// Texts and comments come first, so that what they hold makes nothing.
const statementPattern =
  /--[^\n]*|\/\*[^*]*(?:\*(?!\/)[^*]*)*(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|\b(?:create\s+(?:(?:global|local)\s+)?(?:temp(?:orary)?\s+|unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?|alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?)/gi;
const tokenPattern =
  /--[^\n]*|\/\*[^*]*(?:\*(?!\/)[^*]*)*(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|"[^"\n]*"|`[^`\n]*`|\[[\w ]+\]|[\p{L}_][\p{L}\d_$]*|\d[\w.]*|\S/gu;

/** First words of entries of a table that are no columns. */
const notColumns: ReadonlySet<string> = new Set([
  ...[
    'constraint',
    'primary',
    'foreign',
    'unique',
    'check',
    'key',
    'index',
    'fulltext',
    'spatial',
    'exclude',
  ],
  ...['like', 'period', 'partition'],
]);

/** Whether a text may make a table; cheap. */
export function mayMakeTables(text: string): boolean {
  return text.length > 20 && /\b(?:create|alter)\s[^;]{0,40}\btable\b/i.test(text);
}

/** The tables of a text; undefined if it makes none. */
export function readSqlTables(path: string, text: string): DataSchema | undefined {
  const tables = new Map<string, SchemaField[]>();
  statementPattern.lastIndex = 0;
  for (let match = statementPattern.exec(text); match !== null; match = statementPattern.exec(text)) {
    if (tables.size >= maxTables) break;
    if (!/^[ca]/i.test(match[0])) continue;
    const end = statementPattern.lastIndex;
    const isNew = /^create/i.test(match[0]);
    const tokens = tokensOf(text.slice(end, end + maxStatement), isNew);
    // Each character is read once, however often a statement seems to begin.
    statementPattern.lastIndex = end + tokens.length;
    const name = takeName(tokens);
    if (name === undefined) continue;
    const fields = isNew ? columnsOf(tokens) : addedColumns(tokens);
    if (fields.length === 0) continue;
    const known = tables.get(name) ?? [];
    tables.set(name, [
      ...known,
      ...fields.filter((field) => known.every((other) => other.name !== field.name)),
    ]);
  }
  const models = [...tables].map(
    ([name, fields]): SchemaModel => ({ name, table: name, fields, comment: '' }),
  );
  return models.length === 0 ? undefined : { language: 'sql', path, models };
}

/** A statement's tokens, comments left out, and how far they are read. */
interface Tokens {
  readonly texts: readonly string[];
  /** Characters that were read. */
  readonly length: number;
  next: number;
}

function tokensOf(text: string, endsWithParenthesis: boolean): Tokens {
  const texts: string[] = [];
  let depth = 0;
  tokenPattern.lastIndex = 0;
  for (let match = tokenPattern.exec(text); match !== null; match = tokenPattern.exec(text)) {
    const [token] = match;
    if (token.startsWith('--') || token.startsWith('/*')) continue;
    if (token === '(') depth++;
    if (token === ')') depth--;
    texts.push(token);
    if (depth < 0 || (depth === 0 && (token === ';' || (endsWithParenthesis && token === ')')))) break;
  }
  const length = texts.length === 0 ? 0 : Math.max(0, tokenPattern.lastIndex);
  return { texts, length: length === 0 ? text.length : length, next: 0 };
}

/** `public.patients`, `"patients"`: the last part, without quotes. */
function takeName(tokens: Tokens): string | undefined {
  let name: string | undefined;
  for (;;) {
    const token = tokens.texts[tokens.next];
    if (!isName(token)) return name;
    name = unquote(token);
    tokens.next++;
    if (tokens.texts[tokens.next] !== '.') return name;
    tokens.next++;
  }
}

function columnsOf(tokens: Tokens): readonly SchemaField[] {
  const { texts } = tokens;
  if (texts[tokens.next] !== '(') return [];
  const fields: SchemaField[] = [];
  let depth = 1;
  let start = tokens.next + 1;
  for (let i = start; i < texts.length && depth > 0; i++) {
    if (texts[i] === '(') depth++;
    if (texts[i] === ')') depth--;
    if (depth > 1 || (depth === 1 && texts[i] !== ',')) continue;
    const field = columnOf(texts.slice(start, i));
    if (field !== undefined) fields.push(field);
    start = i + 1;
  }
  return fields;
}

/** `ADD COLUMN ssn TEXT, ADD COLUMN phone TEXT`. */
function addedColumns({ texts, next }: Tokens): readonly SchemaField[] {
  const fields: SchemaField[] = [];
  for (let i = next; i < texts.length; i++) {
    if (texts[i]?.toLowerCase() !== 'add') continue;
    let at = i + 1;
    while (/^(?:column|if|not|exists)$/i.test(texts[at] ?? '')) at++;
    const field = columnOf(texts.slice(at, at + 8));
    if (field !== undefined) fields.push(field);
  }
  return fields;
}

function columnOf(part: readonly string[]): SchemaField | undefined {
  const [first, type = ''] = part;
  if (!isName(first) || notColumns.has(first.toLowerCase()) || !isName(type)) return undefined;
  const name = unquote(first);
  return {
    name,
    column: name,
    type: typeName(type.toLowerCase()),
    isList: false,
    isOptional: !/\bnot null\b/i.test(part.join(' ')),
    isRelation: false,
    isKey: part.some((word) => /^(?:primary|unique)$/i.test(word)),
    foreignKey: [],
    comment: '',
  };
}

/** In the words of the other schemas. */
function typeName(type: string): string {
  if (/^bool|^bit$/.test(type)) return 'Boolean';
  if (/^(?:date|time|timestamp|datetime)/.test(type)) return 'DateTime';
  return /^(?:int|bigint|smallint|tinyint|serial|bigserial|numeric|decimal|real|double|float|number)/.test(
    type,
  )
    ? 'Number'
    : 'String';
}

function isName(token: string | undefined): token is string {
  return token !== undefined && /^["`[\p{L}_]/u.test(token);
}

function unquote(token: string): string {
  return /^["`[]/.test(token) ? token.slice(1, -1) : token;
}
