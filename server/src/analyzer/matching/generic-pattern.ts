/**
 * Patterns of language `generic`: words and punctuation in any text, compared token by token, white space aside.
 *
 * `...` stands for tokens over a few lines, never out of the brackets it stands in, `$X` for one word, `$...X` for
 * tokens. Brackets that `...` passes over are passed as a whole.
 */

/** A place where a pattern matches. Offsets are UTF-16, half-open. */
export interface GenericMatch {
  readonly start: number;
  readonly end: number;
  readonly bindings: readonly { readonly name: string; readonly start: number; readonly end: number }[];
}

/** A compiled pattern. */
export interface GenericPattern {
  readonly tokens: readonly PatternToken[];
  /** Words that every matching text contains, for look-ups before any work. */
  readonly words: readonly string[];
}

interface PatternToken {
  readonly kind: 'text' | 'word' | 'gap' | 'tokens';
  /** Text of the token, or name of the metavariable. */
  readonly text: string;
}

/** Options of a rule that concern generic patterns. */
export interface GenericOptions {
  /** Lines that `...` may reach beyond the line it begins on. */
  readonly maxSpan: number;
  readonly isCaseless: boolean;
}

/** What Semgrep does without options. */
export const defaultGenericOptions: GenericOptions = { maxSpan: 10, isCaseless: false };

interface TextToken {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** Position of the bracket that closes this one, or -1. */
  close: number;
}

/** Steps of the search in one text. Beyond it the search ends. */
const maxSteps = 2_000_000;

/** Longest text that is searched, in UTF-16 units. */
const maxTextLength = 2_000_000;

/** Reads a pattern text; undefined if it has no token of its own. */
export function compileGenericPattern(pattern: string): GenericPattern | undefined {
  const tokens = (pattern.match(/\$\.\.\.[A-Z_][A-Z_0-9]*|\$[A-Z_][A-Z_0-9]*|\.\.\.|\w+|[^\s\w]/g) ?? []).map(
    (text): PatternToken => {
      if (text === '...') return { kind: 'gap', text: '' };
      if (text.startsWith('$...')) return { kind: 'tokens', text };
      return text.length > 1 && text.startsWith('$') ? { kind: 'word', text } : { kind: 'text', text };
    },
  );
  while (tokens[0]?.kind === 'gap') tokens.shift();
  while (tokens.at(-1)?.kind === 'gap') tokens.pop();
  if (tokens.length === 0) return undefined;
  const words = tokens
    .filter(({ kind, text }) => kind === 'text' && /\w{2}/.test(text))
    .map(({ text }) => text);
  return { tokens, words };
}

/** The tokens of a text, made once for all patterns. */
export interface GenericText {
  readonly text: string;
  readonly tokens: readonly TextToken[];
}

/** Splits a text into words and punctuation. */
export function tokenizeGeneric(text: string): GenericText {
  const tokens: TextToken[] = [];
  if (text.length > maxTextLength) return { text, tokens };
  const open: number[] = [];
  const closers: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
  let line = 0;
  for (const match of text.matchAll(/\n|\w+|[^\s\w]/g)) {
    const token = match[0];
    if (token === '\n') {
      line++;
      continue;
    }
    if (token === '(' || token === '[' || token === '{') open.push(tokens.length);
    const opener = closers[token];
    if (opener !== undefined) {
      const at = open.findLastIndex((position) => tokens[position]?.text === opener);
      const partner = tokens[open[at] ?? -1];
      if (partner !== undefined) {
        partner.close = tokens.length;
        open.length = at;
      }
    }
    tokens.push({ text: token, start: match.index, end: match.index + token.length, line, close: -1 });
  }
  return { text, tokens };
}

/** All places where the pattern matches, by their beginning; of several ways from one beginning the shortest. */
export function findGeneric(
  pattern: GenericPattern,
  { text, tokens }: GenericText,
  options: GenericOptions,
): readonly GenericMatch[] {
  const fold = (word: string): string => (options.isCaseless ? word.toLowerCase() : word);
  const haystack = fold(text);
  if (!pattern.words.every((word) => haystack.includes(fold(word)))) return [];
  const matches: GenericMatch[] = [];
  let steps = maxSteps;
  type Bound = ReadonlyMap<string, { readonly start: number; readonly end: number }>;
  const bind = (bound: Bound, name: string, start: number, end: number): Bound | undefined => {
    const known = bound.get(name);
    if (known !== undefined && name !== '$_')
      return text.slice(known.start, known.end) === text.slice(start, end) ? bound : undefined;
    return new Map(bound).set(name, { start, end });
  };
  const run = (
    at: number,
    from: number,
    bound: Bound,
  ): { readonly last: number; readonly bound: Bound } | undefined => {
    if (--steps < 0) return undefined;
    const wanted = pattern.tokens[at];
    if (wanted === undefined) return { last: from - 1, bound };
    const token = tokens[from];
    if (wanted.kind === 'gap' || wanted.kind === 'tokens') {
      const startLine = tokens[from - 1]?.line ?? token?.line ?? 0;
      for (let next = from; ; ) {
        if ((tokens[next]?.line ?? 0) - startLine > options.maxSpan) return undefined;
        const place = {
          start: tokens[from]?.start ?? 0,
          end: next > from ? (tokens[next - 1]?.end ?? 0) : (tokens[from]?.start ?? 0),
        };
        const inner = wanted.kind === 'gap' ? bound : bind(bound, wanted.text, place.start, place.end);
        const rest = inner === undefined ? undefined : run(at + 1, next, inner);
        if (rest !== undefined) {
          const isOpenEnd = wanted.kind === 'tokens' && at === pattern.tokens.length - 1;
          if (!isOpenEnd) return rest;
        }
        const skipped = tokens[next];
        const isPast =
          skipped === undefined ||
          skipped.line - startLine > options.maxSpan ||
          skipped.text === ')' ||
          skipped.text === ']' ||
          skipped.text === '}';
        if (isPast) return rest;
        next = skipped.close >= 0 ? skipped.close + 1 : next + 1;
      }
    }
    if (token === undefined) return undefined;
    if (wanted.kind === 'text')
      return fold(token.text) === fold(wanted.text) ? run(at + 1, from + 1, bound) : undefined;
    if (!/^\w/.test(token.text)) return undefined;
    const next = bind(bound, wanted.text, token.start, token.end);
    return next === undefined ? undefined : run(at + 1, from + 1, next);
  };
  let covered = -1;
  for (let first = 0; first < tokens.length && steps > 0; first++) {
    const found = run(0, first, new Map());
    const start = tokens[first];
    if (found === undefined || start === undefined) continue;
    const end = tokens[found.last] ?? start;
    if (found.last <= covered) continue;
    covered = found.last;
    matches.push({
      start: start.start,
      end: end.end,
      bindings: [...found.bound].map(([name, range]) => ({ name, ...range })),
    });
  }
  return matches;
}
