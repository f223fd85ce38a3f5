/**
 * Reads a piece of a shell script into commands, pipelines, `&&`, `||`, lists and compound commands.
 *
 * Never throws: what is no shell gives the commands that can be told apart. Depth and number of tokens are bounded.
 */
import type { DockerWord, ShellNode } from './docker-tree.ts';

/** Most tokens of one piece. */
const maxTokens = 20_000;

/** Levels of nesting. */
const maxDepth = 40;

interface Token {
  readonly kind: 'word' | 'operator';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly word?: DockerWord;
}

/** Words that end a list inside a compound command. */
const closers: Readonly<Record<string, readonly string[]>> = {
  if: ['then', 'elif', 'else', 'fi'],
  for: ['do', 'done'],
  while: ['do', 'done'],
  until: ['do', 'done'],
  case: ['esac'],
  '{': ['}'],
  '(': [')'],
};

const operators = ['&&', '||', ';;', '|&', '|', ';', '&', '(', ')', '\n'];

/** The commands of a piece of a text; undefined when there are none. `escape` continues a line. */
export function readShell(
  text: string,
  start: number,
  end: number,
  joint: string,
  depth = 0,
): ShellNode | undefined {
  if (depth > maxDepth) return undefined;
  const tokens = tokenize({ text, end, joint, depth }, start);
  const reader: Reader = { tokens, at: 0, depth };
  return readList(reader, []);
}

/** One word of a Dockerfile that is no shell: quotes are taken off. */
export function toWord(text: string, start: number, end: number, joint: string, depth = 0): DockerWord {
  let content = '';
  let quote = '';
  let hasVariable = false;
  const commands: ShellNode[] = [];
  for (let at = start; at < end; at++) {
    const char = text[at] ?? '';
    if (quote === "'") {
      if (char === "'") quote = '';
      else content += char;
      continue;
    }
    if (char === '\\' && at + 1 < end) {
      content += text[at + 1] === '\n' ? '' : (text[at + 1] ?? '');
      at++;
      continue;
    }
    if (char === '"') {
      quote = quote === '"' ? '' : '"';
      continue;
    }
    if (char === "'" && quote === '') {
      quote = "'";
      continue;
    }
    const inner = char === '$' || char === '`' ? substitution(text, at, end) : undefined;
    if (inner !== undefined) {
      const node = readShell(text, inner.start, inner.end, joint, depth + 1);
      if (node !== undefined) commands.push(node);
      content += text.slice(at, inner.after);
      at = inner.after - 1;
      continue;
    }
    if (char === '$') hasVariable = true;
    content += char;
  }
  const isTemplate = hasVariable && text[start] === '"' && text[end - 1] === '"';
  return { kind: 'word', text: content, isTemplate, commands, start, end };
}

/** What is inside `$(…)` or backticks that begin at `at`. */
function substitution(
  text: string,
  at: number,
  end: number,
): { readonly start: number; readonly end: number; readonly after: number } | undefined {
  if (text[at] === '`') {
    const close = text.indexOf('`', at + 1);
    return close < 0 || close >= end ? undefined : { start: at + 1, end: close, after: close + 1 };
  }
  if (text[at + 1] !== '(') return undefined;
  let level = 0;
  for (let to = at + 1; to < end; to++) {
    if (text[to] === '(') level++;
    else if (text[to] === ')' && --level === 0) return { start: at + 2, end: to, after: to + 1 };
  }
  return undefined;
}

interface Source {
  readonly text: string;
  readonly end: number;
  readonly joint: string;
  readonly depth: number;
}

function tokenize(source: Source, from: number): readonly Token[] {
  const { text, end, joint, depth } = source;
  const tokens: Token[] = [];
  let at = from;
  while (at < end && tokens.length < maxTokens) {
    const skipped = skipBlanks(source, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const redirect = /^(?:\d*|&)(?:>>|>\||>&|<&|<<<|<<-?|<|>)[ \t]*/.exec(
      text.slice(at, Math.min(end, at + 40)),
    );
    if (redirect !== null) {
      at = endOfWord(source, at + redirect[0].length);
      continue;
    }
    const operator = operators.find((one) => text.startsWith(one, at) && at + one.length <= end);
    if (operator !== undefined) {
      tokens.push({ kind: 'operator', text: operator, start: at, end: at + operator.length });
      at += operator.length;
      continue;
    }
    const to = Math.max(at + 1, endOfWord(source, at));
    const word = toWord(text, at, to, joint, depth);
    tokens.push({ kind: 'word', text: text.slice(at, to), start: at, end: to, word });
    at = to;
  }
  return tokens;
}

/** Behind blanks, continued line ends with the comments between them, and comments. */
function skipBlanks({ text, end, joint }: Source, from: number): number {
  let at = from;
  while (at < end) {
    const char = text[at];
    if (char === ' ' || char === '\t' || char === '\r') at++;
    else if (char === joint && /^[ \t\r]*\n/.test(text.slice(at + 1, at + 80))) {
      at = text.indexOf('\n', at) + 1;
      for (let line = /^[ \t]*(?:#[^\n]*)?\r?\n/.exec(text.slice(at, end)); line !== null && at < end; ) {
        at += line[0].length;
        line = /^[ \t]*(?:#[^\n]*)?\r?\n/.exec(text.slice(at, end));
      }
    } else if (char === '#' && (at === from || /\s/.test(text[at - 1] ?? ''))) {
      const line = text.indexOf('\n', at);
      at = line < 0 ? end : line;
    } else break;
  }
  return Math.min(at, end);
}

function endOfWord({ text, end, joint }: Source, from: number): number {
  let quote = '';
  for (let at = from; at < end; at++) {
    const char = text[at] ?? '';
    if (quote === "'") {
      if (char === "'") quote = '';
      continue;
    }
    if (char === joint && /^[ \t\r]*\n/.test(text.slice(at + 1, at + 80)) && quote === '') return at;
    if (char === '\\') {
      at++;
      continue;
    }
    const inner = char === '$' || char === '`' ? substitution(text, at, end) : undefined;
    if (inner !== undefined) {
      at = inner.after - 1;
      continue;
    }
    if (char === '"') quote = quote === '"' ? '' : '"';
    else if (quote === '"') continue;
    else if (char === "'") quote = "'";
    else if (/[\s;&|()<>]/.test(char)) return at;
  }
  return end;
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
}

function isSeparator(token: Token | undefined): boolean {
  return token?.kind === 'operator' && [';', '&', '\n', ';;'].includes(token.text);
}

/** Commands up to one of the words, or to the end. */
function readList(reader: Reader, until: readonly string[]): ShellNode | undefined {
  const items: ShellNode[] = [];
  for (;;) {
    while (isSeparator(reader.tokens[reader.at])) reader.at++;
    const token = reader.tokens[reader.at];
    if (token === undefined || until.includes(token.text)) break;
    const before = reader.at;
    const item = readLogical(reader, until);
    if (item !== undefined) items.push(item);
    // A word out of place.
    if (reader.at === before) reader.at++;
  }
  const first = items[0];
  const last = items.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return items.length === 1 ? first : { kind: 'list', items, start: first.start, end: last.end };
}

/** `&&` and `||`, which bind alike and to the left. */
function readLogical(reader: Reader, until: readonly string[]): ShellNode | undefined {
  return readChain(reader, ['&&', '||'], () =>
    readChain(reader, ['|', '|&'], () => readCommand(reader, until)),
  );
}

function readChain(
  reader: Reader,
  names: readonly string[],
  readOperand: () => ShellNode | undefined,
): ShellNode | undefined {
  let left = readOperand();
  for (;;) {
    const token = reader.tokens[reader.at];
    if (left === undefined || token?.kind !== 'operator' || !names.includes(token.text)) return left;
    reader.at++;
    while (reader.tokens[reader.at]?.text === '\n') reader.at++;
    const right = readOperand();
    if (right === undefined) return left;
    left = { kind: 'binary', operator: token.text, left, right, start: left.start, end: right.end };
  }
}

function readCommand(reader: Reader, until: readonly string[]): ShellNode | undefined {
  const first = reader.tokens[reader.at];
  if (first === undefined || until.includes(first.text)) return undefined;
  const ends = closers[first.text];
  if (ends !== undefined && reader.depth < maxDepth) return readCompound(reader, first, ends);
  const words: DockerWord[] = [];
  let start = -1;
  for (;;) {
    const token = reader.tokens[reader.at];
    if (token?.kind !== 'word' || token.word === undefined) break;
    if (words.length === 0 && until.includes(token.text)) break;
    reader.at++;
    if (start < 0) start = token.start;
    // Variables that are set for the command, and its negation, are no part of it.
    const isBefore = /^[A-Za-z_]\w*\+?=/.test(token.text) || token.text === '!';
    if (words.length > 0 || !isBefore) words.push(token.word);
  }
  const last = words.at(-1);
  return last === undefined ? undefined : { kind: 'command', words, start, end: last.end };
}

function readCompound(reader: Reader, first: Token, ends: readonly string[]): ShellNode {
  const last = ends.at(-1);
  const parts: ShellNode[] = [];
  reader.depth++;
  reader.at++;
  let end = first.end;
  for (;;) {
    const part = readList(reader, ends);
    if (part !== undefined) parts.push(part);
    const token = reader.tokens[reader.at];
    if (token === undefined) break;
    reader.at++;
    end = token.end;
    if (token.text === last) break;
  }
  reader.depth--;
  return { kind: 'compound', word: first.text, parts, start: first.start, end };
}
