/**
 * Reads a list of columns with related tables in parentheses, as PostgREST writes it: `id, who:name, visits(reason, day)`.
 *
 * Linear in the text; what is not understood is no column.
 */

/** A column, or the columns of a related table. */
export interface RecordColumns {
  readonly name: string;
  /** What it is called in the result; the name itself if nothing else is said. */
  readonly as: string;
  /** Columns of the related table that `name` is; undefined for a column. */
  readonly inner: readonly RecordColumns[] | undefined;
}

/** Characters read. */
const maxLength = 5_000;
const maxDepth = 6;

/** The columns of a text. */
export function readColumns(text: string, depth = 0): readonly RecordColumns[] {
  const columns: RecordColumns[] = [];
  let level = 0;
  let start = 0;
  const bounded = text.slice(0, maxLength);
  for (let i = 0; i <= bounded.length; i++) {
    const character = bounded[i];
    if (character === '(') level++;
    else if (character === ')') level--;
    if (character !== undefined && (character !== ',' || level > 0)) continue;
    const column = readColumn(bounded.slice(start, i).trim(), depth);
    if (column !== undefined) columns.push(column);
    start = i + 1;
  }
  return columns;
}

function readColumn(text: string, depth: number): RecordColumns | undefined {
  const open = text.indexOf('(');
  const head = (open < 0 ? text : text.slice(0, open)).trim();
  const colon = /^([\w$]+)\s*:(?!:)\s*(.*)$/.exec(head);
  // A cast (`born::date`), a hint (`visits!inner`), a path into JSON (`data->>ssn`).
  const name = (colon?.[2] ?? head).split(/::|!|->/)[0]?.trim() ?? '';
  if (name === '') return undefined;
  const inner =
    open < 0 || depth >= maxDepth
      ? undefined
      : readColumns(text.slice(open + 1, text.lastIndexOf(')')), depth + 1);
  return { name, as: colon?.[1] ?? name, inner };
}
