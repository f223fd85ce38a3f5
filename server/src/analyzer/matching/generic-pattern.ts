/**
 * Patterns of language `generic`: words and punctuation in any text, compared token by token, white space aside.
 *
 * `...` stands for tokens over a few lines, `$X` for one word, `$...X` for tokens. Brackets mean nothing by themselves;
 * lines of a pattern that are indented match inside the indented block of the text, and `...` there stays in it.
 */
import { type SpaceOptions, withoutComments } from './generic-options.ts';
import { MatchBudgetError } from './match-context.ts';

/** A place where a pattern matches. Offsets are UTF-16, half-open. */
export interface GenericMatch {
  readonly start: number;
  readonly end: number;
  readonly bindings: readonly { readonly name: string; readonly start: number; readonly end: number }[];
}

/** A compiled pattern. */
export interface GenericPattern {
  readonly engine: 'spacegrep';
  readonly tokens: readonly PatternToken[];
  /** Words and signs that every matching text contains, for look-ups before any work; rare ones first. */
  readonly words: readonly string[];
}

interface PatternToken {
  readonly kind: 'text' | 'word' | 'gap' | 'tokens';
  /** Text of the token, or name of the metavariable. */
  readonly text: string;
  /** How many indented blocks of the pattern it stands in. */
  readonly depth: number;
}

interface TextToken {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** Blanks before the first token of its line. */
  readonly indent: number;
}

/** Steps of the search in one text. Beyond it the rule is not matched there, and a coverage gap says so. */
const maxSteps = 2_000_000;

/** Longest text that is searched, in UTF-16 units. */
const maxTextLength = 2_000_000;

/** Reads a pattern text; undefined if it has no token of its own. */
export function compileGenericPattern(pattern: string): GenericPattern | undefined {
  const tokens: PatternToken[] = [];
  const indents: number[] = [];
  for (const line of pattern.split('\n')) {
    const texts = line.match(/\$\.\.\.[A-Z_][A-Z_0-9]*|\$[A-Z_][A-Z_0-9]*|\.{3,}|\w+|[^\s\w]/gu) ?? [];
    if (texts.length === 0) continue;
    const indent = indentOf(line);
    while (indents.length > 0 && (indents.at(-1) ?? 0) > indent) indents.pop();
    if (indent > (indents.at(-1) ?? -1)) indents.push(indent);
    for (const text of texts) tokens.push(readToken(text, indents.length - 1));
  }
  while (tokens[0]?.kind === 'gap') tokens.shift();
  if (tokens.length === 0) return undefined;
  const texts = tokens.filter(({ kind }) => kind === 'text').map(({ text }) => text);
  const words = [...new Set(texts)].sort((left, right) => right.length - left.length);
  return { engine: 'spacegrep', tokens, words };
}

function readToken(text: string, depth: number): PatternToken {
  if (text.startsWith('...')) return { kind: 'gap', text: '', depth };
  if (text.startsWith('$...')) return { kind: 'tokens', text, depth };
  return text.length > 1 && text.startsWith('$')
    ? { kind: 'word', text, depth }
    : { kind: 'text', text, depth };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** The tokens of a text, made once for all patterns. */
export interface GenericText {
  readonly text: string;
  readonly tokens: readonly TextToken[];
}

/** Splits a text into words and punctuation. Comments that the options name are blanks. */
export function tokenizeGeneric(text: string, { commentStyle }: SpaceOptions): GenericText {
  const tokens: TextToken[] = [];
  if (text.length > maxTextLength) return { text, tokens };
  let line = 0;
  let lineStart = 0;
  let indent = -1;
  for (const match of withoutComments(text, commentStyle).matchAll(/\n|\w+|[^\s\w]/gu)) {
    const token = match[0];
    if (token === '\n') {
      line++;
      lineStart = match.index + 1;
      indent = -1;
      continue;
    }
    if (indent < 0) indent = match.index - lineStart;
    tokens.push({ text: token, start: match.index, end: match.index + token.length, line, indent });
  }
  return { text, tokens };
}

/** Whether a text has the words of a pattern; without them it need not be split. */
export function hasWordsOf(pattern: GenericPattern, text: string): boolean {
  return pattern.words.every((word) => text.includes(word));
}

type Bound = ReadonlyMap<string, { readonly start: number; readonly end: number }>;

/** An indented block of the pattern that is being matched: where it was opened. */
interface Block {
  readonly line: number;
  readonly indent: number;
  readonly outer: Block | undefined;
}

interface Search {
  readonly pattern: readonly PatternToken[];
  readonly text: string;
  readonly tokens: readonly TextToken[];
  readonly options: SpaceOptions;
  steps: number;
}

interface Found {
  readonly last: number;
  readonly bound: Bound;
}

/**
 * All places where the pattern matches, by their beginning; of several ways from one beginning the shortest, of several
 * beginnings with one end the last. Throws MatchBudgetError if the search takes too many steps.
 */
export function findGeneric(
  pattern: GenericPattern,
  { text, tokens }: GenericText,
  options: SpaceOptions,
): readonly GenericMatch[] {
  const search: Search = {
    pattern: pattern.tokens,
    text,
    tokens,
    options,
    steps: maxSteps + 4 * tokens.length,
  };
  // What the end of the text or the span cuts off ends there by chance.
  const isOpen = pattern.tokens.at(-1)?.kind === 'gap';
  const byEnd = new Map<number, GenericMatch>();
  for (let first = 0; first < tokens.length && search.steps > 0; first++) {
    const found = matchTokens(search, { at: 0, from: first, block: undefined }, new Map());
    const start = tokens[first];
    if (found === undefined || start === undefined) continue;
    const end = tokens[found.last] ?? start;
    const key = isOpen ? -1 - first : end.end;
    byEnd.delete(key);
    byEnd.set(key, {
      start: start.start,
      end: end.end,
      bindings: [...found.bound].map(([name, range]) => ({ name, ...range })),
    });
  }
  if (search.steps <= 0) throw new MatchBudgetError();
  return [...byEnd.values()].sort((left, right) => left.start - right.start);
}

interface Place {
  /** Next token of the pattern. */
  readonly at: number;
  /** Next token of the text. */
  readonly from: number;
  readonly block: Block | undefined;
}

function matchTokens(search: Search, { at, from, block }: Place, bound: Bound): Found | undefined {
  if (--search.steps < 0) return undefined;
  const wanted = search.pattern[at];
  if (wanted === undefined) return { last: from - 1, bound };
  const inside = enterBlock(search, { at, from, block });
  if (wanted.kind === 'gap' || wanted.kind === 'tokens')
    return matchGap(search, wanted, { at, from, block: inside }, bound);
  const token = search.tokens[from];
  if (token === undefined || !isInBlock(token, inside)) return undefined;
  // What follows an indented block of the pattern follows that of the text.
  if (inside === block?.outer && block !== undefined && block.line !== token.line && isInBlock(token, block))
    return undefined;
  if (wanted.kind === 'text')
    return token.text === wanted.text
      ? matchTokens(search, { at: at + 1, from: from + 1, block: inside }, bound)
      : undefined;
  if (!/^\w/.test(token.text)) return undefined;
  const next = bind(search, bound, wanted.text, token);
  return next === undefined
    ? undefined
    : matchTokens(search, { at: at + 1, from: from + 1, block: inside }, next);
}

/** The block of the text in which the next token of the pattern must lie, by how deep it is indented. */
function enterBlock({ pattern, tokens }: Search, { at, from, block }: Place): Block | undefined {
  const depth = pattern[at]?.depth ?? 0;
  const before = at === 0 ? depth : (pattern[at - 1]?.depth ?? 0);
  let result = block;
  for (let level = before; level > depth; level--) result = result?.outer;
  const opener = tokens[from - 1];
  if (depth > before && opener !== undefined)
    result = { line: opener.line, indent: opener.indent, outer: result };
  return result;
}

/** What follows on the line that opens a block is in it, too. */
function isInBlock(token: TextToken, block: Block | undefined): boolean {
  return block === undefined || token.indent > block.indent || token.line === block.line;
}

function bind(
  { text }: Search,
  bound: Bound,
  name: string,
  place: { readonly start: number; readonly end: number },
): Bound | undefined {
  const known = bound.get(name);
  if (known !== undefined && name !== '$_')
    return text.slice(known.start, known.end) === text.slice(place.start, place.end) ? bound : undefined;
  return new Map(bound).set(name, { start: place.start, end: place.end });
}

/** `...` or `$...X`: as few tokens as the rest allows, at the end of the pattern as many as there are. */
function matchGap(
  search: Search,
  wanted: PatternToken,
  { at, from, block }: Place,
  bound: Bound,
): Found | undefined {
  const { tokens, pattern, options } = search;
  const isLast = at === pattern.length - 1;
  const before = tokens[from - 1];
  const startLine = before?.line ?? tokens[from]?.line ?? 0;
  const own: Block | undefined = isLast ? openBlock(before, block, tokens[0]) : block;
  for (let next = from; ; next++) {
    const token = tokens[next];
    const isFar = token === undefined || token.line - startLine > options.maxSpan;
    const isPast = isFar || !isInBlock(token, own);
    if (isFar && pattern.slice(at).some(({ kind }) => kind === 'text' || kind === 'word')) return undefined;
    if (!isLast || isPast) {
      // Blanks before the first token are bound with it, unless the pattern begins here.
      const start = (at > 0 ? before?.end : undefined) ?? tokens[from]?.start ?? 0;
      const place = { start, end: next > from ? (tokens[next - 1]?.end ?? start) : start };
      const inner = wanted.kind === 'gap' ? bound : bind(search, bound, wanted.text, place);
      const rest =
        inner === undefined ? undefined : matchTokens(search, { at: at + 1, from: next, block }, inner);
      if (rest !== undefined || isPast) return rest;
    }
  }
}

/** At the end of a pattern, `...` does not leave the indented lines in which the token before it stands. */
function openBlock(
  before: TextToken | undefined,
  block: Block | undefined,
  first: TextToken | undefined,
): Block | undefined {
  if (before === undefined || before.indent <= (first?.indent ?? 0)) return block;
  return { line: before.line, indent: before.indent - 1, outer: block };
}
