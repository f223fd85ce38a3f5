/**
 * Patterns of language `generic` inside `metavariable-pattern`, as regular expressions over the text of a string.
 *
 * Covers what rules use on strings: words and punctuation with any white space between them, `...` for anything over a
 * bounded distance, `$X` for one word. Brackets need not balance and indentation does not count, unlike in Semgrep.
 */

/** How far `...` reaches, in UTF-16 units. */
const maxEllipsisLength = 1000;

/** The PCRE expression that finds the pattern. */
export function genericToRegex(pattern: string): string {
  const tokens = pattern.trim().match(/\$[A-Z_][A-Z_0-9]*|\.\.\.|\w+|[^\s\w]/g) ?? [];
  // At the ends, `...` asks for nothing.
  while (tokens[0] === '...') tokens.shift();
  while (tokens.at(-1) === '...') tokens.pop();
  const seen = new Set<string>();
  let regex = '';
  for (const [index, token] of tokens.entries()) {
    const previous = tokens[index - 1];
    if (token === '...') {
      regex += `[\\s\\S]{0,${maxEllipsisLength}}?`;
      continue;
    }
    if (previous !== undefined && previous !== '...')
      regex += isWord(previous) && isWord(token) ? '\\s+' : '\\s*';
    if (!token.startsWith('$') || token === '$') regex += /\w/.test(token) ? token : `\\${token}`;
    else if (seen.has(token)) regex += `\\k<${token.slice(1)}>`;
    else {
      seen.add(token);
      regex += `(?<${token.slice(1)}>\\w+)`;
    }
  }
  return regex;
}

function isWord(token: string): boolean {
  return /^[\w$]/.test(token) && token !== '$';
}
