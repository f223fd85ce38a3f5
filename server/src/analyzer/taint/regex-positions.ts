/**
 * The positions of a regular expression: each place that reads a character, and which may come after which.
 *
 * The automaton of Glushkov over sets of characters, made while the source is read. A place that follows another in two
 * ways does so twice, since an engine that backtracks tries both. What is not understood (a look-around, a back
 * reference) reads nothing, so that less is claimed than may be true.
 */

/** A set of characters: a bit for each of ASCII, and one for all others. */
export type CharacterSet = bigint;

/** See the head of this file. */
export interface RegexPositions {
  /** What each position reads; empty for the start and the end of the text. */
  readonly sets: readonly CharacterSet[];
  readonly follow: readonly ReadonlySet<number>[];
  readonly first: ReadonlySet<number>;
  readonly last: ReadonlySet<number>;
  /** Whether some position follows another in two ways inside of a loop. */
  readonly isAmbiguous: boolean;
}

/** Positions that are looked at; longer expressions are left out. */
const maxPositions = 200;
/** Copies that a counted repetition is written out as. */
const maxCopies = 3;
const maxNesting = 60;

export const allCharacters: CharacterSet = (1n << 129n) - 1n;
const others: CharacterSet = 1n << 128n;

interface Part {
  readonly isNullable: boolean;
  readonly first: ReadonlySet<number>;
  readonly last: ReadonlySet<number>;
}

const nothing: Part = { isNullable: true, first: new Set(), last: new Set() };

function bitOf(code: number): CharacterSet {
  return code < 128 ? 1n << BigInt(code) : others;
}

function range(from: number, to: number): CharacterSet {
  let set = to >= 128 ? others : 0n;
  for (let code = from; code <= Math.min(to, 127); code++) set |= 1n << BigInt(code);
  return set;
}

const digits = range(48, 57);
const words = digits | range(65, 90) | range(97, 122) | bitOf(95);
const spaces = range(9, 13) | bitOf(32) | others;
const lineEnds = bitOf(10) | bitOf(13);

const classes: Readonly<Record<string, CharacterSet>> = {
  d: digits,
  D: allCharacters & ~digits,
  w: words,
  W: allCharacters & ~words,
  s: spaces,
  S: allCharacters & ~(spaces & ~others),
};
const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, v: 11, f: 12, '0': 0 };

/** Reads the source of an expression; undefined if it is too long or not understood. */
export function regexPositions(source: string, flags: string): RegexPositions | undefined {
  const reader = new PositionReader(source, flags);
  const whole = reader.readAlternatives(0);
  return whole === undefined || !reader.isAtEnd() ? undefined : reader.result(whole);
}

class PositionReader {
  readonly #source: string;
  readonly #isCaseBlind: boolean;
  readonly #hasDotAll: boolean;
  readonly #sets: CharacterSet[] = [];
  readonly #follow: Set<number>[] = [];
  #at = 0;
  #isAmbiguous = false;

  constructor(source: string, flags: string) {
    this.#source = source;
    this.#isCaseBlind = flags.includes('i');
    this.#hasDotAll = flags.includes('s');
  }

  isAtEnd(): boolean {
    return this.#at >= this.#source.length;
  }

  result({ first, last }: Part): RegexPositions {
    return { sets: this.#sets, follow: this.#follow, first, last, isAmbiguous: this.#isAmbiguous };
  }

  readAlternatives(depth: number): Part | undefined {
    let joined: Part | undefined;
    for (;;) {
      const next = this.#readSequence(depth);
      if (next === undefined) return undefined;
      joined =
        joined === undefined
          ? next
          : {
              isNullable: joined.isNullable || next.isNullable,
              first: new Set([...joined.first, ...next.first]),
              last: new Set([...joined.last, ...next.last]),
            };
      if (this.#source[this.#at] !== '|') return joined;
      this.#at++;
    }
  }

  #readSequence(depth: number): Part | undefined {
    let sequence = nothing;
    while (!this.isAtEnd() && this.#source[this.#at] !== '|' && this.#source[this.#at] !== ')') {
      const start = this.#at;
      const atom = this.#readAtom(depth);
      if (atom === undefined || this.#sets.length > maxPositions) return undefined;
      const end = this.#at;
      const counts = this.#readCounts();
      let repeated = counts === undefined ? atom : this.#repeat(atom, counts.min, counts.max);
      // `{2,}` is written out, so that what it needs is not taken for nothing.
      const after = this.#at;
      for (let copy = 1; counts !== undefined && copy < Math.min(counts.min, maxCopies); copy++) {
        this.#at = start;
        const again = this.#readAtom(depth);
        if (again === undefined || this.#at !== end || this.#sets.length > maxPositions) return undefined;
        repeated = this.#join(again, repeated);
      }
      this.#at = after;
      sequence = this.#join(sequence, repeated);
    }
    return sequence;
  }

  #join(left: Part, right: Part): Part {
    for (const from of left.last) for (const to of right.first) this.#link(from, to);
    return {
      isNullable: left.isNullable && right.isNullable,
      first: left.isNullable ? new Set([...left.first, ...right.first]) : left.first,
      last: right.isNullable ? new Set([...left.last, ...right.last]) : right.last,
    };
  }

  #repeat(part: Part, min: number, max: number): Part {
    // Many are as good as any number.
    if (max > 20) for (const from of part.last) for (const to of part.first) this.#link(from, to);
    return { ...part, isNullable: part.isNullable || min === 0 };
  }

  #link(from: number, to: number): void {
    const known = this.#follow[from];
    if (known?.has(to) === true) this.#isAmbiguous ||= this.#sets[to] !== 0n && this.#isInLoop(from, to);
    known?.add(to);
  }

  /** Whether one gets back from the second position to the first. */
  #isInLoop(from: number, to: number): boolean {
    const seen = new Set([to]);
    for (const at of seen) {
      if (at === from) return true;
      for (const next of this.#follow[at] ?? []) if (this.#sets[next] !== 0n) seen.add(next);
    }
    return false;
  }

  #readCounts(): { readonly min: number; readonly max: number } | undefined {
    const text = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(this.#source.slice(this.#at, this.#at + 24))?.[0];
    if (text === undefined) return undefined;
    this.#at += text.length;
    if (text[0] === '*') return { min: 0, max: Infinity };
    if (text[0] === '+') return { min: 1, max: Infinity };
    if (text[0] === '?') return { min: 0, max: 1 };
    const [min = '0', max] = text.replace(/[{}?]/g, '').split(',');
    return { min: Number(min), max: max === undefined ? Number(min) : max === '' ? Infinity : Number(max) };
  }

  #readAtom(depth: number): Part | undefined {
    const character = this.#source[this.#at] ?? '';
    if (depth > maxNesting) return undefined;
    switch (character) {
      case '(':
        return this.#readGroup(depth);
      case '[':
        return this.#position(this.#readClass());
      case '.':
        this.#at++;
        return this.#position(this.#hasDotAll ? allCharacters : allCharacters & ~lineEnds);
      case '^':
      case '$':
        this.#at++;
        return this.#position(0n);
      case '\\':
        return this.#readEscape();
      case '*':
      case '+':
      case '?':
        return undefined;
      default: {
        const code = this.#source.codePointAt(this.#at) ?? 0;
        this.#at += code > 0xffff ? 2 : 1;
        return this.#position(bitOf(code));
      }
    }
  }

  #readGroup(depth: number): Part | undefined {
    const opening = /^\((?:\?(?:[:=!]|<[=!]|<[A-Za-z_$][\w$]*>))?/.exec(
      this.#source.slice(this.#at, this.#at + 60),
    )?.[0];
    if (opening === undefined) return undefined;
    this.#at += opening.length;
    const inner = this.readAlternatives(depth + 1);
    if (inner === undefined || this.#source[this.#at] !== ')') return undefined;
    this.#at++;
    return /[=!]$/.test(opening) ? nothing : inner;
  }

  #readEscape(): Part | undefined {
    const character = this.#source[this.#at + 1];
    if (character === undefined) return undefined;
    if (character === 'b' || character === 'B') {
      this.#at += 2;
      return nothing;
    }
    if (/[1-9k]/.test(character)) {
      this.#at += /^\\(?:\d+|k<[^>]*>)/.exec(this.#source.slice(this.#at, this.#at + 40))?.[0].length ?? 2;
      return nothing;
    }
    return this.#position(this.#readEscapedSet());
  }

  #readEscapedSet(): CharacterSet {
    const rest = this.#source.slice(this.#at, this.#at + 40);
    const text =
      /^\\(?:u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[pP]\{[^}]*\}|c[A-Za-z]|[\s\S])/.exec(
        rest,
      )?.[0];
    this.#at += text?.length ?? 1;
    const kind = text?.[1] ?? '';
    const known = classes[kind];
    if (known !== undefined) return known;
    if (kind === 'p' || kind === 'P') return allCharacters;
    const code = /^\\[ux]\{?([0-9a-fA-F]+)/.exec(text ?? '')?.[1];
    if (code !== undefined) return bitOf(Number.parseInt(code, 16));
    return bitOf(controls[kind] ?? kind.charCodeAt(0));
  }

  #readClass(): CharacterSet {
    this.#at++;
    const isNegated = this.#source[this.#at] === '^';
    if (isNegated) this.#at++;
    let set = 0n;
    while (!this.isAtEnd() && this.#source[this.#at] !== ']') {
      const start = this.#at;
      const one = this.#readClassItem();
      if (this.#source[this.#at] === '-' && this.#source[this.#at + 1] !== ']') {
        this.#at++;
        const other = this.#readClassItem();
        set |= range(codeOf(one), codeOf(other));
      } else set |= one;
      if (this.#at === start) this.#at++;
    }
    this.#at++;
    const folded = this.#isCaseBlind ? foldCase(set) : set;
    // Of the characters beyond ASCII, a class names single ones.
    return isNegated ? (allCharacters & ~folded) | others : folded;
  }

  #readClassItem(): CharacterSet {
    if (this.#source[this.#at] === '\\') {
      if (this.#source[this.#at + 1] === 'b') {
        this.#at += 2;
        return bitOf(8);
      }
      return this.#readEscapedSet();
    }
    const code = this.#source.codePointAt(this.#at) ?? 0;
    this.#at += code > 0xffff ? 2 : 1;
    return bitOf(code);
  }

  #position(set: CharacterSet): Part {
    const id = this.#sets.push(this.#isCaseBlind ? foldCase(set) : set) - 1;
    this.#follow.push(new Set());
    return { isNullable: false, first: new Set([id]), last: new Set([id]) };
  }
}

function codeOf(set: CharacterSet): number {
  for (let code = 0; code <= 128; code++) if ((set & (1n << BigInt(code))) !== 0n) return code;
  return 128;
}

function foldCase(set: CharacterSet): CharacterSet {
  const upper = range(65, 90);
  const lower = range(97, 122);
  return set | ((set & upper) << 32n) | ((set & lower) >> 32n);
}
