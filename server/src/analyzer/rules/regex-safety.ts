/**
 * Judges how long a backtracking engine may take on a (JavaScript) regular expression.
 *
 * Conservative: `linear` is only said when no two unbounded repetitions can share a character run. The judgement
 * chooses an engine (see `safe-regex.ts`); it never changes what matches. Character sets are ASCII bit sets plus one
 * bit for everything else.
 */
import { type AST, parseRegExpLiteral } from '@eslint-community/regexpp';

/** `exponential`: may blow up on short texts. `polynomial`: only on long ones. */
export type RegexCost = 'linear' | 'polynomial' | 'exponential';

/** Facts of a regular expression that choose how it is run. */
export interface RegexTraits {
  readonly cost: RegexCost;
  readonly literals: RequiredLiterals;
}

/** What every text that matches contains. */
export interface RequiredLiterals {
  /** Of each group at least one substring. No group when nothing is known. */
  readonly groups: readonly (readonly string[])[];
  /** The substrings are in lower case and stand for themselves in any case. */
  readonly ignoresCase: boolean;
}

/** The traits of the JavaScript expression `/source/flags`. */
export function analyzeRegex(source: string, flags: string): RegexTraits {
  const pattern = parseRegExpLiteral(new RegExp(source, flags)).pattern;
  const ignoreCase = flags.includes('i');
  const context: Context = { ignoreCase, sets: new Map() };
  let cost: RegexCost = 'linear';
  for (const alternative of pattern.alternatives)
    cost = worse(cost, costOfSequence(context, alternative.elements, true));
  return {
    cost,
    literals: { groups: literalsOf(pattern.alternatives, ignoreCase), ignoresCase: ignoreCase },
  };
}

/** 128 ASCII bits, then one bit for all other characters. */
type CharSet = Uint32Array;

interface Context {
  readonly ignoreCase: boolean;
  /** Characters that a match of the node may contain. */
  readonly sets: Map<AST.Node, CharSet>;
}

const newSet = (): CharSet => new Uint32Array(5);

function fullSet(): CharSet {
  const set = newSet().fill(0xffffffff);
  set[4] = 1;
  return set;
}

function addChar(set: CharSet, code: number): void {
  const index = code < 128 ? code >> 5 : 4;
  set[index] = ((set[index] ?? 0) | (code < 128 ? 1 << (code & 31) : 1)) >>> 0;
}

function union(target: CharSet, other: CharSet): void {
  for (let i = 0; i < 5; i++) target[i] = ((target[i] ?? 0) | (other[i] ?? 0)) >>> 0;
}

function overlaps(left: CharSet, right: CharSet): boolean {
  for (let i = 0; i < 5; i++) if (((left[i] ?? 0) & (right[i] ?? 0)) !== 0) return true;
  return false;
}

function negate(set: CharSet): CharSet {
  const result = newSet();
  for (let i = 0; i < 4; i++) result[i] = ~(set[i] ?? 0) >>> 0;
  // "Others" contains characters on both sides of any class.
  result[4] = 1;
  return result;
}

function worse(left: RegexCost, right: RegexCost): RegexCost {
  if (left === 'exponential' || right === 'exponential') return 'exponential';
  return left === 'polynomial' || right === 'polynomial' ? 'polynomial' : 'linear';
}

/** Characters that a match of `node` may contain. */
function charsOf(context: Context, node: AST.Node): CharSet {
  const known = context.sets.get(node);
  if (known !== undefined) return known;
  const set = makeChars(context, node);
  context.sets.set(node, set);
  return set;
}

function makeChars(context: Context, node: AST.Node): CharSet {
  const set = newSet();
  switch (node.type) {
    case 'Character':
      addChar(set, node.value);
      if (context.ignoreCase || node.value >= 128) {
        const text = String.fromCodePoint(node.value);
        addChar(set, text.toLowerCase().codePointAt(0) ?? 0);
        addChar(set, text.toUpperCase().codePointAt(0) ?? 0);
      }
      return set;
    case 'CharacterSet':
      return charsOfEscape(node);
    case 'CharacterClass': {
      for (const element of node.elements) union(set, charsOf(context, element));
      return node.negate ? negate(set) : set;
    }
    case 'CharacterClassRange': {
      for (let code = node.min.value; code <= Math.min(node.max.value, 127); code++) {
        addChar(set, code);
        if (!context.ignoreCase) continue;
        addChar(set, String.fromCharCode(code).toLowerCase().charCodeAt(0));
        addChar(set, String.fromCharCode(code).toUpperCase().charCodeAt(0));
      }
      if (node.max.value >= 128) addChar(set, 128);
      return set;
    }
    case 'Group':
    case 'CapturingGroup':
      for (const alternative of node.alternatives) union(set, charsOf(context, alternative));
      return set;
    case 'Alternative':
      for (const element of node.elements) union(set, charsOf(context, element));
      return set;
    case 'Quantifier':
      return charsOf(context, node.element);
    case 'Assertion':
      return set;
    default:
      return fullSet();
  }
}

function charsOfEscape(node: AST.Node & { type: 'CharacterSet' }): CharSet {
  if (node.kind === 'any') return fullSet();
  if (node.kind === 'property') return fullSet();
  const set = newSet();
  const inside = node.kind === 'digit' ? /\d/ : node.kind === 'space' ? /\s/ : /\w/;
  for (let code = 0; code < 128; code++) if (inside.test(String.fromCharCode(code))) addChar(set, code);
  if (node.kind === 'space') addChar(set, 128);
  return node.negate ? negate(set) : set;
}

/** Cost of a concatenation. `isStart`: it begins the whole expression, so every offset is tried. */
function costOfSequence(context: Context, elements: readonly AST.Element[], isStart: boolean): RegexCost {
  let cost: RegexCost = 'linear';
  const flat = flatten(elements);
  for (const [index, element] of flat.entries()) {
    cost = worse(cost, costOfElement(context, element, isStart && index === 0));
    if (cost === 'exponential') return cost;
    if (!isUnbounded(element)) continue;
    if (isStart && index === 0 && flat.length > 1) cost = worse(cost, 'polynomial');
    const chars = charsOf(context, element);
    for (let next = index + 1; next < flat.length; next++) {
      const other = flat[next];
      if (other === undefined) break;
      const otherChars = charsOf(context, other);
      if (hasRepetition(other) && overlaps(chars, otherChars)) {
        cost = worse(cost, 'polynomial');
        break;
      }
      // A mandatory element outside the run ends it.
      if (isMandatory(other) && !overlaps(chars, otherChars)) break;
    }
  }
  return cost;
}

/** Groups without alternatives read as their content. */
function flatten(elements: readonly AST.Element[]): AST.Element[] {
  return elements.flatMap((element) => {
    const only = element.type === 'Group' || element.type === 'CapturingGroup' ? element.alternatives : [];
    const single = only.length === 1 ? only[0] : undefined;
    return single === undefined ? [element] : flatten(single.elements);
  });
}

function costOfElement(context: Context, element: AST.Element, isStart: boolean): RegexCost {
  let cost: RegexCost = 'linear';
  switch (element.type) {
    case 'Group':
    case 'CapturingGroup':
      for (const alternative of element.alternatives)
        cost = worse(cost, costOfSequence(context, alternative.elements, isStart));
      return cost;
    case 'Assertion':
      if (element.kind !== 'lookahead' && element.kind !== 'lookbehind') return cost;
      for (const alternative of element.alternatives)
        cost = worse(cost, costOfSequence(context, alternative.elements, false));
      return cost;
    case 'Quantifier':
      cost = costOfElement(context, element.element, false);
      return isUnbounded(element) && isAmbiguous(context, element.element) ? 'exponential' : cost;
    default:
      return cost;
  }
}

/** Whether one run of characters can be a repetition of `body` in several ways. */
function isAmbiguous(context: Context, body: AST.Element): boolean {
  if (body.type !== 'Group' && body.type !== 'CapturingGroup') return false;
  if (body.alternatives.length > 1) {
    const seen = newSet();
    for (const alternative of body.alternatives) {
      const first = firstCharsOf(context, alternative.elements);
      if (first === undefined || overlaps(seen, first)) return true;
      union(seen, first);
    }
  }
  return body.alternatives.some((alternative) => isAmbiguousSequence(context, alternative.elements));
}

function isAmbiguousSequence(context: Context, elements: readonly AST.Element[]): boolean {
  const flat = flatten(elements);
  const variable = flat.filter(hasRepetition);
  if (flat.every((element) => !isMandatory(element))) return true;
  if (variable.length === 0) return false;
  const chars = newSet();
  for (const element of variable) union(chars, charsOf(context, element));
  // A mandatory fixed element whose characters occur nowhere else in the body separates the rounds.
  const isSeparated = flat.some((element) => {
    if (hasRepetition(element) || !isMandatory(element)) return false;
    return flat.every(
      (other) => other === element || !overlaps(charsOf(context, element), charsOf(context, other)),
    );
  });
  if (!isSeparated) return true;
  return variable.some(
    (element) =>
      element.type === 'Quantifier' && isUnbounded(element) && isAmbiguous(context, element.element),
  );
}

/** First characters of a sequence; undefined if it may be empty or begins with something unclear. */
function firstCharsOf(context: Context, elements: readonly AST.Element[]): CharSet | undefined {
  const set = newSet();
  for (const element of flatten(elements)) {
    if (element.type === 'Assertion') continue;
    if (element.type === 'Group' || element.type === 'CapturingGroup') {
      for (const alternative of element.alternatives) {
        const first = firstCharsOf(context, alternative.elements);
        if (first === undefined) return undefined;
        union(set, first);
      }
      return set;
    }
    union(set, charsOf(context, element));
    if (isMandatory(element)) return set;
  }
  return undefined;
}

function isUnbounded(element: AST.Element): element is AST.Quantifier {
  return element.type === 'Quantifier' && element.max > 50;
}

function hasRepetition(element: AST.Element): boolean {
  switch (element.type) {
    case 'Quantifier':
      return element.max !== element.min || hasRepetition(element.element);
    case 'Group':
    case 'CapturingGroup':
      return (
        element.alternatives.length > 1 ||
        element.alternatives.some((alternative) => alternative.elements.some(hasRepetition))
      );
    default:
      return false;
  }
}

/** Whether every match of the element consumes at least one character. */
function isMandatory(element: AST.Element): boolean {
  switch (element.type) {
    case 'Quantifier':
      return element.min > 0 && isMandatory(element.element);
    case 'Group':
    case 'CapturingGroup':
      return element.alternatives.every((alternative) => alternative.elements.some(isMandatory));
    case 'Assertion':
    case 'Backreference':
      return false;
    default:
      return true;
  }
}

/** Shorter texts are in nearly every file. */
const minLiteral = 2;

/**
 * Groups of literals of which every match has one each. Of several alternatives each must have a literal, and these
 * are one group; of a sequence, the longest run of characters is a group, and so are alternatives in brackets.
 */
function literalsOf(alternatives: readonly AST.Alternative[], ignoreCase: boolean): string[][] {
  const only = alternatives.length === 1 ? alternatives[0] : undefined;
  if (only !== undefined) return literalsOfSequence(only.elements, ignoreCase);
  const oneOf: string[] = [];
  for (const { elements } of alternatives) {
    const [first] = literalsOfSequence(elements, ignoreCase);
    if (first === undefined) return [];
    oneOf.push(...first);
  }
  return [oneOf];
}

function literalsOfSequence(elements: readonly AST.Element[], ignoreCase: boolean): string[][] {
  const groups: string[][] = [];
  let longest = '';
  let run = '';
  const end = (): void => {
    if (run.length > longest.length) longest = run;
    run = '';
  };
  for (const element of flatten(elements)) {
    if (element.type === 'Character') {
      const character = String.fromCodePoint(element.value);
      run += ignoreCase ? character.toLowerCase() : character;
    } else if (element.type !== 'Assertion') end();
    if (element.type === 'Group' || element.type === 'CapturingGroup')
      groups.push(...literalsOf(element.alternatives, ignoreCase));
  }
  end();
  return longest.length >= minLiteral ? [[longest], ...groups] : groups;
}
