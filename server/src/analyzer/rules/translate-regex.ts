/**
 * Translates a PCRE regular expression, as Semgrep rules use it, into a JavaScript one with the same matches.
 *
 * Inline flags become letter classes where they begin in the middle, so the result needs no engine support for
 * modifiers. What JavaScript cannot express (possessive quantifiers, atomic groups, recursion, conditionals, `\K`)
 * is refused with a reason, never approximated. The output is valid with and without the `u` flag.
 */

/** A JavaScript pattern and its flags, or why there is none. */
export type RegexTranslation =
  | { readonly ok: true; readonly source: string; readonly flags: string }
  | { readonly ok: false; readonly reason: string; readonly offset: number };

/** Longest expression that is translated, in UTF-16 units. */
export const maxRegexLength = 20_000;

/** Translates `pcre`. `multiline`: `^` and `$` match at line breaks, as Semgrep's `pattern-regex` has it. */
export function translateRegex(pcre: string, options: { readonly multiline: boolean }): RegexTranslation {
  if (pcre.length > maxRegexLength)
    return { ok: false, reason: `it is longer than ${maxRegexLength} characters`, offset: maxRegexLength };
  const state: TranslatorState = {
    text: pcre,
    index: 0,
    output: '',
    unicode: false,
    flags: { ignoreCase: false, multiline: options.multiline, dotAll: false, extended: false },
    global: { ignoreCase: false },
    depth: 0,
    groups: { count: 0, open: new Set() },
  };
  try {
    readLeadingFlags(state);
    translateAlternatives(state);
    if (state.index < pcre.length) refuse(state, 'it has an unmatched closing parenthesis');
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, reason: error.message, offset: error.offset };
    throw error;
  }
  const flags = `${state.global.ignoreCase ? 'i' : ''}${state.unicode ? 'u' : ''}`;
  try {
    new RegExp(state.output, flags);
  } catch (error) {
    const detail = error instanceof Error ? error.message.replace(/^.*: /s, '') : '';
    return { ok: false, reason: `it is not well formed (${detail})`, offset: 0 };
  }
  return { ok: true, source: state.output, flags };
}

interface InlineFlags {
  ignoreCase: boolean;
  multiline: boolean;
  dotAll: boolean;
  extended: boolean;
}

interface TranslatorState {
  readonly text: string;
  index: number;
  output: string;
  unicode: boolean;
  flags: InlineFlags;
  /** Flags that the JavaScript expression carries as a whole. */
  readonly global: { ignoreCase: boolean };
  depth: number;
  /** Capturing groups so far, and those that are not closed yet. */
  readonly groups: { count: number; readonly open: Set<number> };
}

class Refusal extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

function refuse(state: TranslatorState, reason: string): never {
  throw new Refusal(reason, state.index);
}

const posixClasses: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  xdigit: '0-9a-fA-F',
  word: '\\w',
  cntrl: '\\x00-\\x1f\\x7f',
  print: '\\x20-\\x7e',
  graph: '\\x21-\\x7e',
};

/** Reads `(?i)` and the like at the very beginning, where they hold for the whole expression. */
function readLeadingFlags(state: TranslatorState): void {
  for (;;) {
    const match = /^\(\?([imsxn]+)\)/.exec(state.text.slice(state.index, state.index + 12));
    if (match === null) return;
    const letters = match[1] ?? '';
    if (letters.includes('i')) state.global.ignoreCase = true;
    setFlags(state.flags, letters.replace('i', ''), true);
    state.index += match[0].length;
  }
}

function setFlags(flags: InlineFlags, letters: string, on: boolean): void {
  for (const letter of letters) {
    if (letter === 'i') flags.ignoreCase = on;
    else if (letter === 'm') flags.multiline = on;
    else if (letter === 's') flags.dotAll = on;
    else if (letter === 'x') flags.extended = on;
  }
}

/** Translates up to the closing parenthesis of the group, or the end. Flags set inside end with the group. */
function translateAlternatives(state: TranslatorState): void {
  if (++state.depth > 200) refuse(state, 'it is nested too deeply');
  const outerFlags = { ...state.flags };
  while (state.index < state.text.length && state.text[state.index] !== ')') translateItem(state);
  state.flags = outerFlags;
  state.depth--;
}

function translateItem(state: TranslatorState): void {
  const char = state.text[state.index] ?? '';
  if (state.flags.extended) {
    if (/\s/.test(char)) {
      state.index++;
      return;
    }
    if (char === '#') {
      const end = state.text.indexOf('\n', state.index);
      state.index = end < 0 ? state.text.length : end + 1;
      return;
    }
  }
  switch (char) {
    case '|':
      state.output += '|';
      state.index++;
      return;
    case '(':
      translateGroup(state);
      return;
    case '[':
      translateClass(state);
      return;
    case '\\':
      translateEscape(state);
      return;
    case '.':
      state.output += state.flags.dotAll ? '[^]' : '[^\\n]';
      state.index++;
      break;
    case '^':
      state.output += state.flags.multiline ? '(?<![^\\n])' : '(?<![^])';
      state.index++;
      return;
    case '$':
      state.output += state.flags.multiline ? '(?![^\\n])' : '(?=\\n?(?![^]))';
      state.index++;
      return;
    case '*':
    case '+':
    case '?':
      refuse(state, `the quantifier "${char}" follows nothing`);
      break;
    case '{':
      if (/^\{(\d+(,\d*)?|,\d+)\}/.test(state.text.slice(state.index)))
        refuse(state, 'a repetition count follows nothing');
      state.output += '\\{';
      state.index++;
      break;
    default:
      translateLiteral(state);
  }
  translateQuantifier(state);
}

function translateLiteral(state: TranslatorState): void {
  const point = state.text.codePointAt(state.index) ?? 0;
  const char = String.fromCodePoint(point);
  state.index += char.length;
  if (point > 0xffff) state.unicode = true;
  state.output += literal(state, char);
}

function literal(state: TranslatorState, char: string): string {
  if (state.flags.ignoreCase && !state.global.ignoreCase) {
    const lower = char.toLowerCase();
    const upper = char.toUpperCase();
    if (lower !== upper && lower.length === 1 && upper.length === 1) return `[${lower}${upper}]`;
  }
  if (char === '\n') return '\\n';
  if (char === '\r') return '\\r';
  if (char === '\u2028' || char === '\u2029') return `\\u${char.charCodeAt(0).toString(16)}`;
  return /[\^$\\.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

function translateQuantifier(state: TranslatorState): void {
  if (state.flags.extended) while (/\s/.test(state.text[state.index] ?? '')) state.index++;
  const rest = state.text.slice(state.index, state.index + 24);
  const match = /^(?:[*+?]|\{(\d+)(,(\d*))?\}|\{,(\d+)\})/.exec(rest);
  if (match === null) return;
  state.index += match[0].length;
  const next = state.text[state.index] ?? '';
  if (next === '+') refuse(state, 'it has a possessive quantifier, which JavaScript lacks');
  state.output += match[4] === undefined ? match[0] : `{0,${match[4]}}`;
  if (next === '?') {
    state.output += '?';
    state.index++;
  }
}

function translateGroup(state: TranslatorState): void {
  const rest = state.text.slice(state.index, state.index + 120);
  const comment = /^\(\?#[^)]*\)/.exec(rest);
  if (comment !== null) {
    state.index += comment[0].length;
    return;
  }
  const backReference = /^\(\?P=([A-Za-z_]\w*)\)/.exec(rest);
  if (backReference !== null) {
    state.output += `\\k<${backReference[1]}>`;
    state.index += backReference[0].length;
    translateQuantifier(state);
    return;
  }
  const flagChange = /^\(\?([imsxnJU]*)(?:-([imsxnJU]+))?([:)])/.exec(rest);
  if (flagChange !== null && flagChange[0] !== '(?)') {
    const [whole, on = '', off = '', end] = flagChange;
    if (/[JU]/.test(on + off)) refuse(state, 'it uses the inline flag J or U, which JavaScript lacks');
    if (state.global.ignoreCase && off.includes('i'))
      refuse(
        state,
        'it switches case-insensitivity off again inside; write (?i:…) around the part that needs it',
      );
    state.index += whole.length;
    if (end === ')') {
      setFlags(state.flags, on, true);
      setFlags(state.flags, off, false);
      return;
    }
    const outer = { ...state.flags };
    setFlags(state.flags, on, true);
    setFlags(state.flags, off, false);
    state.output += '(?:';
    closeGroup(state);
    state.flags = outer;
    translateQuantifier(state);
    return;
  }
  if (rest.startsWith('(?>')) refuse(state, 'it has an atomic group "(?>…)", which JavaScript lacks');
  if (rest.startsWith('(?|')) refuse(state, 'it has a branch-reset group "(?|…)", which JavaScript lacks');
  if (/^\(\?(?:R|[+-]?\d|&|P>)/.test(rest)) refuse(state, 'it is recursive, which JavaScript lacks');
  if (rest.startsWith('(?(')) refuse(state, 'it has a conditional group "(?(…)…)", which JavaScript lacks');
  if (rest.startsWith('(*')) refuse(state, 'it has a backtracking verb "(*…)", which JavaScript lacks');
  const named = /^\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/.exec(rest);
  const opening = named !== null ? `(?<${named[1] ?? named[2]}>` : (/^\(\?(?:<?[=!])/.exec(rest)?.[0] ?? '(');
  if (opening === '(' && rest.startsWith('(?'))
    refuse(state, `it has an unknown group "${rest.slice(0, 4)}"`);
  state.index += named !== null ? named[0].length : opening.length;
  state.output += opening;
  const isCapturing = named !== null || opening === '(';
  const group = isCapturing ? ++state.groups.count : 0;
  if (isCapturing) state.groups.open.add(group);
  closeGroup(state);
  state.groups.open.delete(group);
  translateQuantifier(state);
}

function closeGroup(state: TranslatorState): void {
  translateAlternatives(state);
  if (state.text[state.index] !== ')') refuse(state, 'it has an unclosed parenthesis');
  state.output += ')';
  state.index++;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  A: '(?<![^])',
  Z: '(?=\\n?(?![^]))',
  z: '(?![^])',
  b: '\\b',
  B: '\\B',
  R: '(?:\\r\\n|[\\n\\r\\x0b\\f\\x85\\u2028\\u2029])',
  N: '[^\\n]',
  h: '[ \\t\\xa0]',
  H: '[^ \\t\\xa0]',
};
/** Escapes that mean a set, inside a class or outside. */
const setEscapes: Readonly<Record<string, string>> = {
  d: '\\d',
  D: '\\D',
  w: '\\w',
  W: '\\W',
  s: '\\s',
  S: '\\S',
};
const characterEscapes: Readonly<Record<string, string>> = {
  n: '\\n',
  r: '\\r',
  t: '\\t',
  f: '\\f',
  v: '\\v',
  a: '\\x07',
  e: '\\x1b',
};

function translateEscape(state: TranslatorState): void {
  const next = state.text[state.index + 1];
  if (next === undefined) refuse(state, 'it ends in a backslash');
  if (next === 'Q') {
    const end = state.text.indexOf('\\E', state.index);
    const quoted = state.text.slice(state.index + 2, end < 0 ? undefined : end);
    state.index = end < 0 ? state.text.length : end + 2;
    for (const char of quoted) state.output += literal(state, char);
    return;
  }
  if (next === 'E') {
    state.index += 2;
    return;
  }
  if (next === 'K' || next === 'G' || next === 'C' || next === 'X')
    refuse(state, `it uses "\\${next}", which JavaScript lacks`);
  const simple = simpleEscapes[next];
  if (simple !== undefined) {
    state.output += simple;
    state.index += 2;
    translateQuantifier(state);
    return;
  }
  const reference = /^\\(?:k(?:<(\w+)>|\{(\w+)\}|'(\w+)')|g(?:\{(\w+)\}|(\d+))|([1-9]\d?))/.exec(
    state.text.slice(state.index, state.index + 60),
  );
  if (reference !== null) {
    const name =
      reference[1] ?? reference[2] ?? reference[3] ?? reference[4] ?? reference[5] ?? reference[6] ?? '';
    // The empty group keeps a following digit from joining the number.
    // A group that is not closed has no text yet: PCRE then fails, where JavaScript would match nothing.
    const number = /^\d+$/.test(name) ? Number(name) : 0;
    const isUnset = number > state.groups.count || state.groups.open.has(number);
    if (isUnset) state.output += '(?!)';
    else state.output += /^\d+$/.test(name) ? `(?:\\${name})` : `\\k<${name}>`;
    state.index += reference[0].length;
    translateQuantifier(state);
    return;
  }
  const atom = readClassEscape(state);
  state.output += atom.isSet ? atom.text : literalOf(state, atom.text);
  translateQuantifier(state);
}

function literalOf(state: TranslatorState, text: string): string {
  return text.length === 1 ? literal(state, text) : text;
}

/** Reads an escape that stands for a character or a set; the index is at the backslash. */
function readClassEscape(state: TranslatorState): { readonly text: string; readonly isSet: boolean } {
  const next = state.text[state.index + 1] ?? '';
  const rest = state.text.slice(state.index, state.index + 40);
  const set = setEscapes[next];
  if (set !== undefined) {
    state.index += 2;
    return { text: set, isSet: true };
  }
  const property = /^\\([pP])(?:\{(\^?)([\w &]+)\}|([A-Z]))/.exec(rest);
  if (property !== null) {
    state.unicode = true;
    state.index += property[0].length;
    const negated = (property[1] === 'P') !== (property[2] === '^');
    const name = property[3] ?? property[4] ?? '';
    const scripts = /^[A-Z][a-z]{2,}/.test(name) && !/^(?:Any|Assigned|ASCII)$/.test(name);
    return { text: `\\${negated ? 'P' : 'p'}{${scripts ? `Script=${name}` : name}}`, isSet: true };
  }
  const hexadecimal = /^\\x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{1,2}))/.exec(rest);
  if (hexadecimal !== null) {
    state.index += hexadecimal[0].length;
    return {
      text: codePoint(state, Number.parseInt(hexadecimal[1] ?? hexadecimal[2] ?? '0', 16)),
      isSet: false,
    };
  }
  const unit = /^\\u(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{4}))/.exec(rest);
  if (unit !== null) {
    state.index += unit[0].length;
    return { text: codePoint(state, Number.parseInt(unit[1] ?? unit[2] ?? '0', 16)), isSet: false };
  }
  const octal = /^\\0[0-7]{0,2}/.exec(rest);
  if (octal !== null) {
    state.index += octal[0].length;
    return { text: codePoint(state, Number.parseInt(octal[0].slice(1), 8)), isSet: false };
  }
  const known = characterEscapes[next];
  if (known !== undefined) {
    state.index += 2;
    return { text: known, isSet: false };
  }
  if (/[A-Za-z0-9]/.test(next)) refuse(state, `it uses the unknown escape "\\${next}"`);
  const char = String.fromCodePoint(state.text.codePointAt(state.index + 1) ?? 0);
  if (char.length > 1) state.unicode = true;
  state.index += 1 + char.length;
  return { text: char, isSet: false };
}

function codePoint(state: TranslatorState, point: number): string {
  if (point > 0x10ffff) refuse(state, 'it names a character beyond U+10FFFF');
  if (point > 0xffff) {
    state.unicode = true;
    return `\\u{${point.toString(16)}}`;
  }
  if (point >= 0x20 && point < 0x7f) return String.fromCharCode(point);
  return `\\u${point.toString(16).padStart(4, '0')}`;
}

function translateClass(state: TranslatorState): void {
  state.index++;
  let body = '';
  let negated = false;
  if (state.text[state.index] === '^') {
    negated = true;
    state.index++;
  }
  let isFirst = true;
  for (;;) {
    const char = state.text[state.index];
    if (char === undefined) refuse(state, 'it has an unclosed character class "["');
    if (char === ']' && !isFirst) break;
    isFirst = false;
    body += readClassMember(state);
  }
  state.index++;
  state.output += `[${negated ? '^' : ''}${body}]`;
  translateQuantifier(state);
}

function readClassMember(state: TranslatorState): string {
  const posix = /^\[:(\^?)([a-z]+):\]/.exec(state.text.slice(state.index, state.index + 16));
  if (posix !== null) {
    const set = posixClasses[posix[2] ?? ''];
    if (set === undefined) refuse(state, `it uses the unknown class "[:${posix[2]}:]"`);
    if (posix[1] === '^') refuse(state, 'it negates a POSIX class inside a character class');
    state.index += posix[0].length;
    return set;
  }
  const first = readClassAtom(state);
  if (first.isSet) {
    // A hyphen after a set is a hyphen.
    return first.text;
  }
  const isRange =
    state.text[state.index] === '-' &&
    state.text[state.index + 1] !== ']' &&
    state.text[state.index + 1] !== undefined &&
    !/^-\\[dDwWsSpPhH]/.test(state.text.slice(state.index, state.index + 3));
  if (!isRange) return foldInClass(state, first.text, first.text);
  state.index++;
  const last = readClassAtom(state);
  return foldInClass(state, first.text, last.text);
}

function readClassAtom(state: TranslatorState): { readonly text: string; readonly isSet: boolean } {
  if (state.text[state.index] !== '\\') {
    const char = String.fromCodePoint(state.text.codePointAt(state.index) ?? 0);
    if (char.length > 1) state.unicode = true;
    state.index += char.length;
    return { text: char, isSet: false };
  }
  const next = state.text[state.index + 1];
  if (next === 'b') {
    state.index += 2;
    return { text: '\\x08', isSet: false };
  }
  if (next === 'h') {
    state.index += 2;
    return { text: ' \\t\\xa0', isSet: true };
  }
  if (next === 'Q' || next === 'E') refuse(state, 'it uses \\Q…\\E inside a character class');
  return readClassEscape(state);
}

/** A class range (or single character, with equal ends), with both cases if the inline flag asks for it. */
function foldInClass(state: TranslatorState, first: string, last: string): string {
  const range = first === last ? escapeInClass(first) : `${escapeInClass(first)}-${escapeInClass(last)}`;
  if (!state.flags.ignoreCase || state.global.ignoreCase) return range;
  let folded = range;
  if (/^[a-zA-Z]$/.test(first) && /^[a-zA-Z]$/.test(last)) {
    for (const swap of [first.toLowerCase(), first.toUpperCase()]) {
      if (swap === first) continue;
      const end = swap === first.toLowerCase() ? last.toLowerCase() : last.toUpperCase();
      folded += first === last ? swap : `${swap}-${end}`;
    }
  }
  return folded;
}

function escapeInClass(text: string): string {
  if (text === '\n') return '\\n';
  if (text === '\r') return '\\r';
  if (text === '\u2028' || text === '\u2029') return `\\u${text.charCodeAt(0).toString(16)}`;
  return /^[\\\]^[-]$/.test(text) || text === '-' ? `\\${text}` : text;
}
