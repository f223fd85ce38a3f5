/**
 * What of a long file of SQL speaks of tables: a dump is mostly rows.
 *
 * Statements that create or alter tables are cut out, one after another, so that a table behind millions of rows is
 * read as well. Linear in the text; what would be longer than the limit is left out, and said to be.
 */

/** Characters read of one file; shorter ones are read as a whole. */
export const maxSqlLength = 2_000_000;
/** Characters of one statement. */
const maxStatement = 100_000;

/** The statements of a text that matter for tables, and whether some had to be left out. */
export function tableStatements(text: string): { readonly text: string; readonly isCut: boolean } {
  if (text.length <= maxSqlLength) return { text, isCut: false };
  const statement = /\b(?:create|alter)\s+(?:\w+\s+){0,3}?table\b/gi;
  const parts: string[] = [];
  let length = 0;
  for (let found = statement.exec(text); found !== null; found = statement.exec(text)) {
    const end = text.indexOf(';', found.index);
    const part = text.slice(
      found.index,
      Math.min(end < 0 ? text.length : end + 1, found.index + maxStatement),
    );
    length += part.length;
    if (length > maxSqlLength) return { text: parts.join('\n'), isCut: true };
    parts.push(part);
    statement.lastIndex = found.index + part.length;
  }
  return { text: parts.join('\n'), isCut: false };
}
