/**
 * Whether an offset of a C-like source text lies in a string, a comment, a number or other text.
 *
 * A coarse lexer for labelling, not for parsing: it knows quotes, template literals and the two kinds of comments.
 * Strings in plain quotes end at the line's end, so a quote inside a regular expression confuses one line at most.
 * Asked for ascending offsets, it passes over the text once.
 */

/** Where in a text something stands. */
export type TextPlace = 'string' | 'number' | 'comment' | 'text';

/** A function that tells the place of offsets, which must be asked for in ascending order. */
export function createTextLexer(text: string): (offset: number) => TextPlace {
  const opener = /["'`]|\/\/|\/\*/g;
  let start = 0;
  let end = 0;
  let place: TextPlace = 'text';
  return (offset) => {
    while (end <= offset) {
      opener.lastIndex = end;
      const match = opener.exec(text);
      if (match === null || match.index > offset) return outside(text, offset);
      start = match.index;
      place = match[0].startsWith('/') ? 'comment' : 'string';
      end = endOf(text, match.index, match[0]);
    }
    return offset >= start ? place : outside(text, offset);
  };
}

/** One past the end of a string or comment that begins at `start`. */
function endOf(text: string, start: number, opener: string): number {
  if (opener === '//') return endOr(text, text.indexOf('\n', start));
  if (opener === '/*') return endOr(text, text.indexOf('*/', start + 2), 2);
  const closer = opener === '"' ? /["\\\n]/g : opener === "'" ? /['\\\n]/g : /[`\\]/g;
  closer.lastIndex = start + 1;
  for (let match = closer.exec(text); match !== null; match = closer.exec(text)) {
    if (match[0] !== '\\') return match.index + 1;
    closer.lastIndex = match.index + 2;
  }
  return text.length;
}

function endOr(text: string, index: number, length = 1): number {
  return index < 0 ? text.length : index + length;
}

/** Digits in plain code are a number; between tags or in prose they are text. */
function outside(text: string, offset: number): TextPlace {
  const before = text.slice(Math.max(0, offset - 3), offset).trimEnd();
  return /[=:,([{?]$/.test(before) ? 'number' : 'text';
}
