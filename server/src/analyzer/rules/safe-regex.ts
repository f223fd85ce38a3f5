/**
 * Compiles a PCRE expression of a rule so that running it takes bounded time.
 *
 * Expressions that a backtracking engine runs in linear time, or on short texts, run natively; all others run on a
 * linear-time engine. What neither can do safely is refused with a reason when the rule is loaded.
 */
import { RE2JS } from 're2js';
import { analyzeRegex, type RequiredLiterals } from './regex-safety.ts';
import { translateRegex } from './translate-regex.ts';

/** One match. `groups[0]` is the whole match; a group that did not take part is undefined. */
export interface RegexMatch {
  /** UTF-16 offsets in the text. */
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
  readonly named: Readonly<Record<string, string | undefined>>;
  /** Where the groups begin, by number and by name; absent where the engine does not tell. */
  readonly groupStarts?: Readonly<Record<string, number>>;
}

/** A compiled expression. */
export interface SafeRegex {
  /** What every matching text contains. */
  readonly literals: RequiredLiterals;
  /** All matches from left to right that do not overlap; at most {@link maxRegexMatches}. */
  readonly findAll: (text: string) => readonly RegexMatch[];
  /** The match at the beginning of the text, as Semgrep's metavariable conditions ask. */
  readonly matchStart: (text: string) => RegexMatch | undefined;
  /** The first match anywhere. */
  readonly find: (text: string) => RegexMatch | undefined;
}

/** Matches of one expression in one text. More are not looked for. */
export const maxRegexMatches = 10_000;

/** Texts up to this length run natively even when the expression may take quadratic or cubic time. */
const maxPolynomialLength = 1000;

/** Compiles `pcre`, or says why it cannot be used. */
export function compileSafeRegex(
  pcre: string,
  options: { readonly multiline: boolean },
): { readonly ok: true; readonly regex: SafeRegex } | { readonly ok: false; readonly reason: string } {
  const translation = translateRegex(pcre, options);
  if (!translation.ok) return { ok: false, reason: translation.reason };
  const { source, flags } = translation;
  const traits = analyzeRegex(source, flags);
  // Places of groups cost time, so only expressions that have groups ask for them.
  const indices = /\((?!\?)|\(\?</.test(source) ? 'd' : '';
  const native = {
    global: new RegExp(source, `${flags}${indices}g`),
    sticky: new RegExp(source, `${flags}y`),
  };
  if (traits.cost === 'linear') return { ok: true, regex: nativeRegex(native, traits.literals) };
  const linear = compileLinear(pcre, options.multiline);
  if (traits.cost === 'polynomial') {
    const quick = nativeRegex(native, traits.literals);
    if (linear === undefined) return { ok: true, regex: capped(quick) };
    const slow = linearRegex(linear, traits.literals);
    return { ok: true, regex: chooseByLength(quick, slow) };
  }
  if (linear === undefined)
    return {
      ok: false,
      reason:
        'it may take exponential time (a repetition inside a repetition) and uses look-around or back references, which no linear-time engine has',
    };
  return { ok: true, regex: linearRegex(linear, traits.literals) };
}

interface NativePair {
  readonly global: RegExp;
  readonly sticky: RegExp;
}

function nativeRegex({ global, sticky }: NativePair, literals: RequiredLiterals): SafeRegex {
  const execAt = (regex: RegExp, text: string, index: number): RegexMatch | undefined => {
    regex.lastIndex = index;
    const match = regex.exec(text);
    if (match === null) return undefined;
    return {
      start: match.index,
      end: match.index + match[0].length,
      groups: [...match],
      named: match.groups ?? {},
      ...(match.indices === undefined ? {} : { groupStarts: startsOf(match.indices) }),
    };
  };
  return {
    literals,
    findAll: (text) => {
      const matches: RegexMatch[] = [];
      let index = 0;
      while (index <= text.length && matches.length < maxRegexMatches) {
        const match = execAt(global, text, index);
        if (match === undefined) break;
        matches.push(match);
        index = match.end > match.start ? match.end : match.end + 1;
      }
      return matches;
    },
    matchStart: (text) => execAt(sticky, text, 0),
    find: (text) => execAt(global, text, 0),
  };
}

function startsOf(indices: RegExpIndicesArray): Readonly<Record<string, number>> {
  const starts: Record<string, number> = {};
  for (const [group, range] of indices.entries()) if (range !== undefined) starts[group] = range[0];
  for (const [name, range] of Object.entries(indices.groups ?? {}))
    if (range !== undefined) starts[name] = range[0];
  return starts;
}

function compileLinear(pcre: string, multiline: boolean): RE2JS | undefined {
  try {
    return RE2JS.compile(
      pcre.replaceAll('\\Z', '\\z').replaceAll('\\/', '/'),
      multiline ? RE2JS.MULTILINE : 0,
    );
  } catch {
    // Look-around and back references: RE2 has none.
    return undefined;
  }
}

function linearRegex(regex: RE2JS, literals: RequiredLiterals): SafeRegex {
  const groupCount = regex.groupCount();
  const names = Object.keys(regex.namedGroups());
  type Matcher = ReturnType<RE2JS['matcher']>;
  const toMatch = (matcher: Matcher): RegexMatch => {
    const groups: (string | undefined)[] = [];
    for (let i = 0; i <= groupCount; i++) groups.push(matcher.group(i) ?? undefined);
    const named = Object.fromEntries(names.map((name) => [name, matcher.group(name) ?? undefined]));
    const groupStarts: Record<string, number> = {};
    for (const [group, text] of groups.entries())
      if (text !== undefined) groupStarts[group] = matcher.start(group);
    for (const name of names) if (named[name] !== undefined) groupStarts[name] = matcher.start(name);
    return { start: matcher.start(), end: matcher.end(), groups, named, groupStarts };
  };
  return {
    literals,
    findAll: (text) => {
      const matches: RegexMatch[] = [];
      const matcher = regex.matcher(text);
      while (matches.length < maxRegexMatches && matcher.find()) matches.push(toMatch(matcher));
      return matches;
    },
    matchStart: (text) => {
      const matcher = regex.matcher(text);
      return matcher.lookingAt() ? toMatch(matcher) : undefined;
    },
    find: (text) => {
      const matcher = regex.matcher(text);
      return matcher.find() ? toMatch(matcher) : undefined;
    },
  };
}

function chooseByLength(quick: SafeRegex, slow: SafeRegex): SafeRegex {
  const choose = (text: string): SafeRegex => (text.length <= maxPolynomialLength ? quick : slow);
  return {
    literals: quick.literals,
    findAll: (text) => choose(text).findAll(text),
    matchStart: (text) => choose(text).matchStart(text),
    find: (text) => choose(text).find(text),
  };
}

/** Runs the expression line by line on long texts, and not at all on lines beyond the bound. */
function capped(quick: SafeRegex): SafeRegex {
  const pieces = (text: string): readonly { readonly start: number; readonly text: string }[] => {
    if (text.length <= maxPolynomialLength * 20) return [{ start: 0, text }];
    let start = 0;
    return text.split('\n').flatMap((line) => {
      const piece = { start, text: line };
      start += line.length + 1;
      return line.length <= maxPolynomialLength * 4 ? [piece] : [];
    });
  };
  const findAll = (text: string): RegexMatch[] =>
    pieces(text).flatMap((piece) => quick.findAll(piece.text).map((match) => shifted(match, piece.start)));
  return {
    literals: quick.literals,
    findAll,
    matchStart: (text) => quick.matchStart(text.slice(0, maxPolynomialLength * 20)),
    find: (text) => findAll(text)[0],
  };
}

function shifted(match: RegexMatch, by: number): RegexMatch {
  if (by === 0) return match;
  const starts = Object.entries(match.groupStarts ?? {}).map(([name, start]) => [name, start + by] as const);
  return {
    ...match,
    start: match.start + by,
    end: match.end + by,
    groupStarts: Object.fromEntries(starts),
  };
}
