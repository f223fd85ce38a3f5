/**
 * What a query text takes out: the columns of its first SELECT or its RETURNING, and the tables they come from.
 *
 * Reads texts, it does not check them: whatever is not understood gives no column. Linear in the text, whose length is
 * bounded. Names come out without quotes and without their schema.
 */

/** A table of a query. */
export interface SqlTable {
  readonly name: string;
  /** The name by which columns refer to it; the table's own if there is none. */
  readonly alias: string;
}

/** A column of a result. */
export interface SqlColumn {
  /** What the field of a row is called; `*` for all columns of `table`. */
  readonly name: string;
  /** The column it is made of, if it is one; else empty. */
  readonly column: string;
  /** The table it says it is of; undefined if it does not say. */
  readonly table: SqlTable | undefined;
}

/** A query's result. */
export interface SqlResult {
  readonly tables: readonly SqlTable[];
  readonly columns: readonly SqlColumn[];
}

/** Texts are read so far, in UTF-16 units. */
const maxLength = 20_000;
const maxColumns = 200;

const tokenPattern =
  /--[^\n]*|\/\*[^*]*(?:\*(?!\/)[^*]*)*(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|"[^"\n]*"|`[^`\n]*`|\[[\w ]+\]|[\p{L}_][\p{L}\d_$]*|\S/gu;
const endOfColumns: ReadonlySet<string> = new Set(['from', 'into', 'where', 'union', 'limit', 'order', ';']);
const notAlias: ReadonlySet<string> = new Set([
  ...[
    'as',
    'on',
    'using',
    'where',
    'join',
    'left',
    'right',
    'inner',
    'outer',
    'full',
    'cross',
    'natural',
    'lateral',
  ],
  ...[
    'group',
    'order',
    'limit',
    'offset',
    'having',
    'union',
    'set',
    'values',
    'returning',
    'for',
    'select',
    'from',
  ],
]);

/** Reads a query; undefined if it gives no rows. */
export function readSql(text: string): SqlResult | undefined {
  const tokens = (text.slice(0, maxLength).match(tokenPattern) ?? []).filter(
    (token) => !token.startsWith('--') && !token.startsWith('/*'),
  );
  const words = tokens.map((token) => token.toLowerCase());
  // A WITH names parts first; what comes out is said by the SELECT outside of them.
  const start = findOutside(words, words[0] === 'with' ? ['select', 'returning'] : ['select']);
  const from = start >= 0 && words[start] === 'select' ? start : findOutside(words, ['returning']);
  if (from < 0) return undefined;
  const tables = tablesOf(tokens, words);
  return { tables, columns: columnsOf(tokens, words, from + 1, tables) };
}

/** The first of some words that is in no parentheses, -1 if there is none. */
function findOutside(words: readonly string[], wanted: readonly string[]): number {
  let depth = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '(') depth++;
    else if (word === ')') depth--;
    else if (depth === 0 && wanted.includes(word)) return i;
  }
  return -1;
}

function tablesOf(tokens: readonly string[], words: readonly string[]): readonly SqlTable[] {
  const tables: SqlTable[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word !== 'from' && word !== 'join' && word !== 'into' && word !== 'update') continue;
    let at = i + 1;
    if (words[at] === 'only') at++;
    if (!isName(tokens[at])) continue;
    while (words[at + 1] === '.' && isName(tokens[at + 2])) at += 2;
    const name = unquote(tokens[at] ?? '');
    const next = words[at + 1] === 'as' ? at + 2 : at + 1;
    const hasAlias = isName(tokens[next]) && !notAlias.has(words[next] ?? '');
    tables.push({ name, alias: hasAlias ? unquote(tokens[next] ?? '') : name });
  }
  return tables;
}

function columnsOf(
  tokens: readonly string[],
  words: readonly string[],
  from: number,
  tables: readonly SqlTable[],
): readonly SqlColumn[] {
  const columns: SqlColumn[] = [];
  let depth = 0;
  let start = words[from] === 'distinct' || words[from] === 'all' ? from + 1 : from;
  for (let i = start; i <= tokens.length && columns.length < maxColumns; i++) {
    const word = words[i] ?? ';';
    if (word === '(') depth++;
    else if (word === ')') depth--;
    const isEnd = depth < 0 || (depth === 0 && endOfColumns.has(word));
    if (!isEnd && !(depth === 0 && word === ',')) continue;
    const column = columnOf(tokens.slice(start, i), tables);
    if (column !== undefined) columns.push(column);
    start = i + 1;
    if (isEnd) break;
  }
  return columns;
}

/** `t.first_name`, `t.*`, `lower(t.email) AS mail`. */
function columnOf(part: readonly string[], tables: readonly SqlTable[]): SqlColumn | undefined {
  const last = part[part.length - 1];
  if (last === undefined) return undefined;
  const hasAlias = part.length > 1 && isName(last) && part[part.length - 2] !== '.';
  const end = hasAlias ? part.length - (part[part.length - 2]?.toLowerCase() === 'as' ? 2 : 1) : part.length;
  const source = part.slice(0, end);
  const column = source[source.length - 1] ?? '';
  const isPlain = source.length === 1 || (source[source.length - 2] === '.' && source.length <= 5);
  if (!isPlain && !hasAlias) return undefined;
  const owner = isPlain && source.length > 1 ? unquote(source[source.length - 3] ?? '') : '';
  const table = tables.find(({ alias, name }) => alias === owner || name === owner);
  if (column === '*' && isPlain) return { name: '*', column: '', table };
  if (isPlain && !isName(column)) return undefined;
  return {
    name: unquote(hasAlias ? last : column),
    column: isPlain ? unquote(column) : '',
    table,
  };
}

function isName(token: string | undefined): boolean {
  return token !== undefined && /^["`[\p{L}_]/u.test(token);
}

function unquote(token: string): string {
  return /^["`[]/.test(token) ? token.slice(1, -1) : token;
}
