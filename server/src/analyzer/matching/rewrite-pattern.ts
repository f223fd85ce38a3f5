/**
 * Rewrites the text of a Semgrep pattern into plain TypeScript: `...`, `$...X`, `<... e ...>`, `($X: T)`, `a. ... .b`.
 *
 * Works on tokens, so nothing inside strings, templates, comments or regular expressions is touched. What a `...`
 * means is decided by its neighbors only; the parser of the result has the last word.
 */
import { anyName, deepName, dotsName, ellipsisName, isMetavariable, typedName } from './pattern-syntax.ts';

interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'punctuation' | 'ellipsis' | 'deep-open' | 'deep-close';
  readonly text: string;
  /** White space and comments before the token. */
  readonly before: string;
}

/** The rewritten pattern. Unbalanced or odd input comes back as it is; parsing it then fails with a message. */
export function rewritePattern(pattern: string): string {
  const tokens = typedMetavariables(tokenize(pattern));
  let output = '';
  const brackets: Bracket[] = [];
  for (const [index, token] of tokens.entries()) {
    output += token.before;
    const previous = tokens[index - 1];
    const next = tokens[index + 1];
    switch (token.kind) {
      case 'deep-open':
        output += `${deepName}(`;
        brackets.push('(');
        break;
      case 'deep-close':
        output += ')';
        brackets.pop();
        break;
      case 'ellipsis':
        output += rewriteEllipsis({ tokens, index, previous, next, inside: brackets.at(-1) });
        break;
      case 'string':
        output += token.text.startsWith('`') ? rewriteTemplate(token.text) : token.text;
        break;
      default:
        trackBrackets(brackets, tokens, index);
        if (
          token.kind === 'word' &&
          brackets.at(-1) === 'tag' &&
          previous?.text === '=' &&
          isMetavariable(token.text)
        )
          output += `{${token.text}}`;
        else
          output +=
            token.kind === 'word' && token.text.startsWith('$...') ? `$$$${token.text.slice(4)}` : token.text;
    }
  }
  return output;
}

/** What encloses a token: a bracket, the braces of a `switch`, or the inside of a JSX tag. */
type Bracket = '(' | '[' | '{' | 'switch' | 'tag';

function trackBrackets(brackets: Bracket[], tokens: readonly Token[], index: number): void {
  switch (tokens[index]?.text) {
    case '(':
    case '[':
      brackets.push('(');
      break;
    case '{':
      brackets.push(isSwitchBrace(tokens, index) ? 'switch' : '{');
      break;
    case ')':
    case ']':
    case '}':
      brackets.pop();
      break;
    case '<': {
      const next = tokens[index + 1];
      if (next?.kind === 'word' && next.before === '' && !endsOperand(tokens[index - 1]))
        brackets.push('tag');
      break;
    }
    case '>':
      if (brackets.at(-1) === 'tag') brackets.pop();
      break;
  }
}

const wordsBeforeExpression = new Set([
  'return',
  'typeof',
  'await',
  'yield',
  'delete',
  'void',
  'new',
  'in',
  'of',
  'instanceof',
  'throw',
  'case',
  'extends',
  'implements',
  'default',
]);

interface EllipsisPlace {
  readonly tokens: readonly Token[];
  readonly index: number;
  readonly previous: Token | undefined;
  readonly next: Token | undefined;
  readonly inside: Bracket | undefined;
}

function rewriteEllipsis(place: EllipsisPlace): string {
  const { previous, next, tokens, index } = place;
  if (previous?.text === 'function') return anyName;
  if (previous?.text === '.' || previous?.text === '?.') return dotsName;
  if (place.inside === 'tag') return previous?.text === '=' ? `{${ellipsisName}}` : ellipsisName;
  if (isSpread(place)) return '...';
  // The statements of a clause, in a `switch` or of a pattern that is one clause.
  if (previous?.text === ':' && (place.inside === 'switch' || isLoneClause(tokens)))
    return `${ellipsisName};`;
  if (place.inside === 'switch' && previous?.text === '{') return `case ${ellipsisName}:`;
  if (previous?.text === '(' && next?.text === ')' && tokens[index - 2]?.text === 'for')
    return `${ellipsisName};;`;
  if (place.inside === '(' || isExpressionPlace(previous, next)) return ellipsisName;
  // A statement or class member. On the line of the statement before, that one must be ended first.
  const needsEnd =
    previous !== undefined && !/[;{}]/.test(previous.text) && !(tokens[index]?.before ?? '').includes('\n');
  return `${needsEnd ? ';' : ''}${ellipsisName};`;
}

function isLoneClause([first]: readonly Token[]): boolean {
  return first?.text === 'case' || first?.text === 'default';
}

/** `...x`, `...[a]`, `...f(a)` where arguments, elements or properties stand. */
function isSpread({ tokens, index, previous, next }: EllipsisPlace): boolean {
  if (
    next === undefined ||
    !(previous?.text === '(' || previous?.text === ',' || previous?.text === '[' || previous?.text === '{')
  )
    return false;
  if (next.before.includes('\n')) return false;
  // In `{ ... foo(); ... }` the dots are statements: what follows is not ended by a comma or the brace.
  if (previous.text === '{' && next.before !== '') return false;
  if (next.kind === 'word') return tokens[index + 1]?.before === '' || previous.text !== '{';
  return (next.text === '(' || next.text === '[' || next.text === '{') && next.before === '';
}

function isExpressionPlace(previous: Token | undefined, next: Token | undefined): boolean {
  if (previous !== undefined) {
    if (previous.kind === 'deep-open') return true;
    if (previous.kind === 'word' && wordsBeforeExpression.has(previous.text)) return true;
    if (previous.kind === 'punctuation' && !/^(?:[;{})\]]|\+\+|--|=>)$/.test(previous.text)) return true;
    if (previous.text === '=>') return true;
  }
  if (next === undefined) return false;
  if (next.kind === 'deep-close') return true;
  return next.kind === 'punctuation' &&
    /^(?:[,)\]}>:?=+*/%|&^-]|[|&?]{2}|={2,3}|!={1,2}|[<>]=?)$/.test(next.text)
    ? next.text !== '}' || previous?.text === '{' || previous?.text === ','
    : false;
}

/** Whether the brace at `index` opens the body of a `switch`. */
function isSwitchBrace(tokens: readonly Token[], index: number): boolean {
  if (tokens[index - 1]?.text !== ')') return false;
  let depth = 0;
  for (let i = index - 1; i >= 0; i--) {
    if (tokens[i]?.text === ')') depth++;
    else if (tokens[i]?.text === '(' && --depth === 0) return tokens[i - 1]?.text === 'switch';
  }
  return false;
}

/** Rewrites `($X: T)` where it stands alone, not as a parameter list. */
function typedMetavariables(tokens: readonly Token[]): Token[] {
  const result: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) break;
    const name = tokens[i + 1];
    const isCandidate =
      token.text === '(' &&
      name?.kind === 'word' &&
      /^\$[A-Z_][A-Z_0-9]*$/.test(name.text) &&
      tokens[i + 2]?.text === ':' &&
      !endsOperand(tokens[i - 1]);
    const close = isCandidate ? closingParenthesis(tokens, i) : -1;
    const after = tokens[close + 1]?.text;
    if (close < 0 || name === undefined || after === '=>' || after === '{' || after === ':') {
      result.push(token);
      continue;
    }
    const type = tokens
      .slice(i + 3, close)
      .map((part) => part.before + part.text)
      .join('');
    result.push({
      kind: 'word',
      text: `${typedName}<${type.trim()}>(${name.text})`,
      before: token.before,
    });
    i = close;
  }
  return result;
}

/** Whether a parenthesis after the token would be a call or a parameter list. */
function endsOperand(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === 'word') return !wordsBeforeExpression.has(token.text);
  return token.text === ')' || token.text === ']' || token.kind === 'string' || token.kind === 'ellipsis';
}

function closingParenthesis(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const text = tokens[i]?.text;
    if (text === '(') depth++;
    else if (text === ')' && --depth === 0) return i;
  }
  return -1;
}

const tokenPattern =
  /\$\.\.\.[A-Z_][A-Z_0-9]*|[#@]?[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*|\d[\w.]*|<\.\.\.|\.\.\.>|\.\.\.|\?\.(?!\d)|=>|[=!]==?|[<>]=|&&=?|\|\|=?|\?\?=?|\+\+|--|\+=|-=|\*\*?=?|\/=|%=|[^\s]/uy;

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  let index = 0;
  let before = '';
  while (index < pattern.length) {
    const char = pattern[index] ?? '';
    const gap = /^(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)/.exec(pattern.slice(index, index + 10_000));
    if (gap !== null) {
      before += gap[0];
      index += gap[0].length;
      continue;
    }
    let text: string;
    let kind: Token['kind'];
    if (char === '"' || char === "'" || char === '`') {
      text = readString(pattern, index);
      kind = 'string';
    } else if (char === '/' && isRegexPlace(tokens.at(-1), before) && regexAt(pattern, index) !== '') {
      text = regexAt(pattern, index);
      kind = 'string';
    } else {
      tokenPattern.lastIndex = index;
      text = tokenPattern.exec(pattern)?.[0] ?? char;
      if (text === '<...' && pattern[index + 4] === '>') text = '<';
      kind = kindOf(text);
      if (text === '...>' && !tokens.some((token) => token.kind === 'deep-open')) {
        text = '...';
        kind = 'ellipsis';
      }
    }
    tokens.push({ kind, text, before });
    before = '';
    index += text.length;
  }
  return tokens;
}

function kindOf(text: string): Token['kind'] {
  if (text === '...') return 'ellipsis';
  if (text === '<...') return 'deep-open';
  if (text === '...>') return 'deep-close';
  if (/^[#@]?[A-Za-z_$\u0080-\uffff]/.test(text)) return 'word';
  return /^\d/.test(text) ? 'number' : 'punctuation';
}

function isRegexPlace(previous: Token | undefined, before: string): boolean {
  if (previous === undefined || previous.kind === 'deep-open') return true;
  // A line of dots is a statement, and the next line another.
  if (previous.kind === 'ellipsis') return before.includes('\n');
  if (previous.kind === 'word') return wordsBeforeExpression.has(previous.text);
  return previous.kind === 'punctuation' && !/^[)\]}<]$/.test(previous.text);
}

function regexAt(pattern: string, index: number): string {
  return /^\/(?:[^\\/\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/.exec(pattern.slice(index))?.[0] ?? '';
}

/** The string or template at `index`, whole. */
function readString(pattern: string, index: number): string {
  const quote = pattern[index];
  let i = index + 1;
  let depth = 0;
  while (i < pattern.length) {
    const char = pattern[i];
    if (char === '\\') i += 2;
    else if (quote === '`' && depth === 0 && char === '$' && pattern[i + 1] === '{') {
      depth = 1;
      i += 2;
    } else if (depth > 0) {
      if (char === '{') depth++;
      else if (char === '}') depth--;
      i++;
    } else if (char === quote) return pattern.slice(index, i + 1);
    else i++;
  }
  return pattern.slice(index);
}

/** Rewrites the expressions of a template; the text between them stays. */
function rewriteTemplate(text: string): string {
  let output = '';
  let start = 0;
  for (let i = 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '$' && text[i + 1] === '{') {
      let depth = 1;
      let end = i + 2;
      while (end < text.length && depth > 0) {
        if (text[end] === '{') depth++;
        else if (text[end] === '}') depth--;
        end++;
      }
      const inner = text.slice(i + 2, end - 1);
      output += `${text.slice(start, i)}\${${inner.trim() === '...' ? ellipsisName : rewritePattern(inner)}}`;
      start = end;
      i = end - 1;
    }
  }
  return output + text.slice(start);
}
