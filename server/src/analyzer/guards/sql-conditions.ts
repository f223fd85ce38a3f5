/**
 * Which values put into an SQL statement take part in its conditions, and the columns they are compared with.
 *
 * Values behind `WHERE`, `ON` or `HAVING` select rows; those behind `SET`, `VALUES` or in a list of columns do not:
 * `UPDATE patient SET changed_by = $1 WHERE id = $2` is tied to nobody. The holes of a template stand in the text as `?`.
 */

/** Values in conditions, each with the column in front of it (empty if none is known). Positions are 0-based. */
export interface SqlConditions {
  /** `$1` is position 0. */
  readonly numbered: ReadonlyMap<number, string>;
  /** `?` and holes, in the order of the text. */
  readonly holes: ReadonlyMap<number, string>;
  /** `:name`, `@name`. */
  readonly named: ReadonlyMap<string, string>;
}

const word =
  /\$(\d+)|\?|[:@]([A-Za-z_]\w*)|\b(where|on|having|set|values|select|from|group|order|limit|offset|returning)\b|'(?:[^']|'')*'/gi;
const columnBefore =
  /(?:^|[^\w])["`[]?(\w{1,60})["`\]]?\s*(?:=|\bi?like\b|\bin\b)\s*(?:any\s*)?\(?\s*['"(%]*$/i;
/** What only leaves rows out or bounds them: `!=`, `>=`, `NOT IN`. */
const otherComparison = /(?:[<>]=?|!=|<>|\bnot\s+(?:in|i?like|between)|\bbetween|\band)\s*\(?\s*['"(%]*$/i;

/** Reads the conditions of a statement; undefined if nothing is put into it that can be counted. */
export function readSqlConditions(text: string): SqlConditions | undefined {
  const numbered = new Map<number, string>();
  const holes = new Map<number, string>();
  const named = new Map<string, string>();
  let isCondition = false;
  let holeCount = 0;
  let count = 0;
  for (const match of text.matchAll(word)) {
    const [found, number, name, keyword] = match;
    if (keyword !== undefined) {
      const lower = keyword.toLowerCase();
      isCondition = lower === 'where' || lower === 'on' || lower === 'having';
      continue;
    }
    const column = isCondition
      ? columnAt(match.input.slice(Math.max(0, match.index - 100), match.index))
      : undefined;
    if (found.startsWith("'")) {
      // A hole may stand in quotes: `'?'`, `'%?%'`.
      for (let k = found.split('?').length - 1; k > 0; k--) {
        count++;
        if (column !== undefined) holes.set(holeCount, column);
        holeCount++;
      }
      continue;
    }
    // `value::type` is a cast.
    if (name !== undefined && match.input[match.index - 1] === ':') continue;
    count++;
    if (found === '?') {
      if (column !== undefined) holes.set(holeCount, column);
      holeCount++;
    } else if (column !== undefined && number !== undefined) numbered.set(Number(number) - 1, column);
    else if (column !== undefined && name !== undefined) named.set(name, column);
  }
  return count === 0 ? undefined : { numbered, holes, named };
}

/** Column that what follows the text is compared with, empty if none is known; undefined if it selects nothing. */
function columnAt(before: string): string | undefined {
  return otherComparison.test(before) ? undefined : (columnBefore.exec(before)?.[1] ?? '');
}
