/**
 * The tokens of a Prisma schema. Never throws: a character that begins no token is a token of its own kind.
 *
 * Line ends are tokens, because they end fields and attributes. `//` comments are dropped, `///` comments kept.
 */

/** One token; offsets are UTF-16 units in the file. */
export interface PrismaToken {
  readonly kind: 'name' | 'string' | 'doc' | 'line-end' | 'punctuation' | 'number' | 'unknown' | 'end';
  /** Strings and doc comments without their marks; everything else as written. */
  readonly text: string;
  readonly start: number;
}

const pattern =
  /(?<space>[ \t\f\v\u00a0\ufeff]+)|(?<line>\r\n|[\n\r])|\/\/\/(?<doc>[^\n\r]*)|(?<comment>\/\/[^\n\r]*)|(?<block>\/\*)|"(?<string>(?:[^"\\\n\r]|\\.)*)"|(?<name>[\p{L}_][\p{L}\p{N}_-]*)|(?<number>-?\d[\d.eE+-]*)|(?<punctuation>@@|[@{}()[\]?,:=.])/uy;

/** All tokens, the last of kind `end`. */
export function tokenizePrisma(text: string): readonly PrismaToken[] {
  const tokens: PrismaToken[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const start = pattern.lastIndex;
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) {
      tokens.push({ kind: 'unknown', text: text.charAt(start), start });
      pattern.lastIndex = start + 1;
    } else if (groups.block !== undefined) {
      // Searched, not matched: a comment that never ends must not be tried again at every later one.
      const end = text.indexOf('*/', start + 2);
      pattern.lastIndex = end < 0 ? text.length : end + 2;
    } else if (groups.line !== undefined) tokens.push({ kind: 'line-end', text: '\n', start });
    else if (groups.doc !== undefined) tokens.push({ kind: 'doc', text: groups.doc.trim(), start });
    else if (groups.string !== undefined)
      tokens.push({ kind: 'string', text: withoutEscapes(groups.string), start });
    else if (groups.name !== undefined) tokens.push({ kind: 'name', text: groups.name, start });
    else if (groups.number !== undefined) tokens.push({ kind: 'number', text: groups.number, start });
    else if (groups.punctuation !== undefined)
      tokens.push({ kind: 'punctuation', text: groups.punctuation, start });
  }
  tokens.push({ kind: 'end', text: '', start: text.length });
  return tokens;
}

function withoutEscapes(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}
