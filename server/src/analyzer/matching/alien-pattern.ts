/**
 * Patterns of language `generic` for the engine `aliengrep`: words, single other characters, and brackets that enclose.
 *
 * `...` stands for as few elements as the rest allows, where an element is a word, a whole pair of brackets, or a character;
 * a pair is never looked into again. At the beginning or end of a pattern it reaches to that of the text. In single-line
 * mode line breaks are tokens that neither `...` nor a pair steps over, only `....` does.
 */
import type { AlienOptions } from './generic-options.ts';
import type { GenericMatch } from './generic-pattern.ts';
import { MatchBudgetError } from './match-context.ts';

/** A compiled pattern. */
export interface AlienPattern {
  readonly engine: 'aliengrep';
  readonly tokens: readonly PatternToken[];
  /** Words that every matching text contains, for look-ups before any work; none when case does not count. */
  readonly words: readonly string[];
}

interface PatternToken {
  readonly kind: 'text' | 'word' | 'gap';
  /** Text of the token as compared, or name of the metavariable; '' for one without. */
  readonly text: string;
  /** Whether a gap steps over line breaks. */
  readonly isLong: boolean;
}

/** The tokens of a text under some options, made once for all patterns. */
export interface AlienText {
  readonly text: string;
  /** UTF-16 offsets of the tokens. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** As compared: small letters when case does not count. */
  readonly words: readonly string[];
  /** Token → the token after the element that begins there. */
  readonly next: readonly number[];
}

/** Steps of the search in one text. Beyond it the rule is not matched there, and a coverage gap says so. */
const maxSteps = 2_000_000;

/** Longest text that is searched, in UTF-16 units. */
const maxTextLength = 2_000_000;

/** Reads a pattern text; undefined if it has no token of its own. */
export function compileAlienPattern(pattern: string, options: AlienOptions): AlienPattern | undefined {
  const word = wordClass(options);
  const lexer = new RegExp(
    `\\$\\.{3,4}[A-Z][A-Z_0-9]*|\\$[A-Z][A-Z_0-9]*|\\.{3,4}|\\n|${word}+|[^\\s]`,
    'gu',
  );
  const tokens: PatternToken[] = [];
  for (const [text] of pattern.matchAll(lexer)) {
    if (text === '\n' && options.isMultiline) continue;
    tokens.push(readToken(text, options));
  }
  if (tokens.every(({ kind }) => kind === 'gap')) return undefined;
  const words = options.isCaseless
    ? []
    : tokens.filter(({ kind, text }) => kind === 'text' && /\w{2}/.test(text)).map(({ text }) => text);
  return { engine: 'aliengrep', tokens, words };
}

function readToken(text: string, options: AlienOptions): PatternToken {
  const dots = /^(\$?)(\.{3,4})(.*)$/.exec(text);
  if (dots !== null) {
    const [, dollar = '', length = '', name = ''] = dots;
    const isLong = options.isMultiline || length.length === 4;
    return { kind: 'gap', text: dollar === '' ? '' : `$...${name}`, isLong };
  }
  if (/^\$[A-Z]/.test(text)) return { kind: 'word', text, isLong: false };
  return { kind: 'text', text: fold(text, options), isLong: false };
}

function wordClass({ extraWordCharacters }: AlienOptions): string {
  return `[A-Za-z_0-9${extraWordCharacters.replace(/[\\\]^-]/g, '\\$&')}]`;
}

function fold(text: string, { isCaseless }: AlienOptions): string {
  return isCaseless ? text.toLowerCase() : text;
}

/** Splits a text into words, other characters and, in single-line mode, line breaks, and pairs its brackets. */
export function tokenizeAlien(text: string, options: AlienOptions): AlienText {
  const starts: number[] = [];
  const ends: number[] = [];
  const words: string[] = [];
  if (text.length <= maxTextLength)
    for (const match of text.matchAll(new RegExp(`\\r?\\n|${wordClass(options)}+|\\S`, 'gu'))) {
      const isBreak = match[0].endsWith('\n');
      if (isBreak && options.isMultiline) continue;
      starts.push(match.index);
      ends.push(match.index + match[0].length);
      words.push(isBreak ? '\n' : fold(match[0], options));
    }
  return { text, starts, ends, words, next: pairBrackets(words, options.braces) };
}

/**
 * Where each element ends. From the last token to the first, so that the pairs inside are known; a bracket that finds no
 * partner is a character like others, and so is every one of its kind before it that would run into it.
 */
function pairBrackets(words: readonly string[], braces: AlienOptions['braces']): number[] {
  const closers = new Map(braces);
  const next = words.map((_, index) => index + 1);
  const unpaired = new Set<number>();
  for (let index = words.length - 1; index >= 0; index--) {
    const opener = words[index] ?? '';
    const closer = closers.get(opener);
    if (closer === undefined) continue;
    let at = index + 1;
    while (at < words.length && words[at] !== closer && words[at] !== '\n') {
      if (words[at] === opener && unpaired.has(at)) break;
      at = next[at] ?? words.length;
    }
    if (words[at] === closer) next[index] = at + 1;
    else unpaired.add(index);
  }
  return next;
}

type Bound = ReadonlyMap<string, { readonly start: number; readonly end: number }>;

interface Search {
  readonly pattern: readonly PatternToken[];
  readonly text: AlienText;
  readonly options: AlienOptions;
  steps: number;
}

interface Found {
  /** UTF-16 offset. */
  readonly end: number;
  /** The token behind the match. */
  readonly next: number;
  readonly bound: Bound;
}

/**
 * All places where the pattern matches, from the first to the last, none inside of another. Throws MatchBudgetError if
 * the search takes too many steps.
 */
export function findAlien(
  pattern: AlienPattern,
  text: AlienText,
  options: AlienOptions,
): readonly GenericMatch[] {
  if (!pattern.words.every((word) => text.text.includes(word))) return [];
  const search: Search = { pattern: pattern.tokens, text, options, steps: maxSteps + 4 * text.words.length };
  const isAnchored = pattern.tokens[0]?.kind === 'gap';
  // `....` reaches to the beginning of the text, `...` to that of what it may step over.
  const isOnLines = !options.isMultiline && pattern.tokens[0]?.isLong !== true;
  const matches: GenericMatch[] = [];
  let first = 0;
  while (first < text.words.length && search.steps > 0) {
    const isBeginning = first === 0 || (isOnLines && text.words[first - 1] === '\n');
    const found = isAnchored && !isBeginning ? undefined : matchFrom(search, 0, first, new Map());
    if (found === undefined) {
      first++;
      continue;
    }
    const start = isAnchored ? lineStart(text, first) : (text.starts[first] ?? 0);
    const bindings = [...found.bound].map(([name, range]) => ({ name, ...range }));
    matches.push({ start, end: found.end, bindings });
    first = Math.max(found.next, first + 1);
  }
  if (search.steps <= 0) throw new MatchBudgetError();
  return matches;
}

/** Where the line or text begins whose first token this is: blanks before it belong to a leading `...`. */
function lineStart({ ends }: AlienText, first: number): number {
  return first === 0 ? 0 : (ends[first - 1] ?? 0);
}

function matchFrom(search: Search, at: number, from: number, bound: Bound): Found | undefined {
  let known = bound;
  let token = from;
  for (let index = at; index < search.pattern.length; index++) {
    const wanted = search.pattern[index];
    if (wanted === undefined || --search.steps < 0) return undefined;
    if (wanted.kind === 'gap') return matchGap(search, index, token, known);
    const word = search.text.words[token];
    if (word === undefined) return undefined;
    if (wanted.kind === 'text') {
      if (word !== wanted.text) return undefined;
    } else {
      if (!isWord(word, search.options)) return undefined;
      const next = bind(search, known, wanted.text, token, token + 1);
      if (next === undefined) return undefined;
      known = next;
    }
    token++;
  }
  return { end: search.text.ends[token - 1] ?? 0, next: token, bound: known };
}

function isWord(word: string, { extraWordCharacters }: AlienOptions): boolean {
  const first = word[0] ?? '';
  return /[A-Za-z_0-9]/.test(first) || extraWordCharacters.includes(first);
}

/** As few elements as the rest allows; at the end of the pattern all there are, with the blanks behind them. */
function matchGap(search: Search, at: number, from: number, bound: Bound): Found | undefined {
  const wanted = search.pattern[at];
  if (wanted === undefined) return undefined;
  const { words, next, starts, text } = search.text;
  const isLast = at === search.pattern.length - 1;
  for (let to = from; ; to = next[to] ?? to + 1) {
    if (--search.steps < 0) return undefined;
    const isEnd = to >= words.length || (!wanted.isLong && words[to] === '\n');
    // What follows a long gap stands on the line of its last element.
    const isBroken = to > from && words[to - 1] === '\n';
    if ((!isLast || isEnd) && !isBroken) {
      const known = wanted.text === '' ? bound : bind(search, bound, wanted.text, from, to);
      if (known !== undefined) {
        if (isLast) return { end: starts[to] ?? text.length, next: to, bound: known };
        const rest = matchFrom(search, at + 1, to, known);
        if (rest !== undefined) return rest;
      }
    }
    if (isEnd) return undefined;
  }
}

/** Binds a metavariable to tokens, half-open; if it is bound, to a text that is the same but perhaps for case. */
function bind(
  { text: { text, starts, ends }, options }: Search,
  bound: Bound,
  name: string,
  from: number,
  to: number,
): Bound | undefined {
  const start = to > from ? (starts[from] ?? text.length) : (ends[from - 1] ?? 0);
  const end = to > from ? (ends[to - 1] ?? text.length) : start;
  const known = bound.get(name);
  if (known === undefined) return new Map(bound).set(name, { start, end });
  const isSame = fold(text.slice(known.start, known.end), options) === fold(text.slice(start, end), options);
  return isSame ? bound : undefined;
}
