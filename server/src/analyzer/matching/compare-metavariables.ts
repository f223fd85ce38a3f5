/**
 * The expressions of `metavariable-comparison`: parsed and evaluated by hand, never by the host.
 *
 * A small part of Python: numbers, strings, lists, metavariables, arithmetic, comparisons, `in`, `and or not`, and the
 * functions `int`, `float`, `str`, `len`, `abs`, `min`, `max`, `re.match`, `re.search`, `strptime`, `today`. A value that
 * does not exist (a metavariable that is no constant) makes the whole comparison false.
 */
import type { SafeRegex } from '../rules/safe-regex.ts';

/** A value of a comparison. */
export type ComparisonValue = number | string | boolean | readonly ComparisonValue[];

/** A parsed comparison. */
export interface Comparison {
  readonly root: Expression;
  /** Metavariables it reads, with the dollar sign, in order of appearance. */
  readonly metavariables: readonly string[];
}

/** What a comparison asks of the match. */
export interface ComparisonScope {
  /** The constant a metavariable is bound to; undefined if it is none. */
  readonly valueOf: (metavariable: string) => ComparisonValue | undefined;
  /** The content of the string or the group of a regular expression that it is bound to. */
  readonly contentOf: (metavariable: string) => string | undefined;
  /** The source text it is bound to. */
  readonly textOf: (metavariable: string) => string | undefined;
  readonly regex: (source: string) => SafeRegex | undefined;
  /** `YYYY-MM-DD`; empty when unknown. */
  readonly today: string;
}

type Expression =
  | { readonly kind: 'value'; readonly value: ComparisonValue }
  | { readonly kind: 'metavariable'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] };

/** Parses a comparison, or says why it cannot be. */
export function parseComparison(
  text: string,
): { readonly ok: true; readonly comparison: Comparison } | { readonly ok: false; readonly reason: string } {
  const tokens = text.match(tokenPattern) ?? [];
  const state: ParserState = {
    tokens: tokens.filter((token) => token.trim() !== ''),
    index: 0,
    metavariables: [],
    depth: 0,
  };
  try {
    const root = parseBinary(state, 0);
    const extra = state.tokens[state.index];
    if (extra !== undefined) throw new ComparisonError(`"${extra}" is not expected there`);
    return { ok: true, comparison: { root, metavariables: state.metavariables } };
  } catch (error) {
    if (error instanceof ComparisonError) return { ok: false, reason: error.message };
    throw error;
  }
}

/** Whether the comparison holds. */
export function holds(comparison: Comparison, scope: ComparisonScope): boolean {
  const value = evaluate(comparison.root, scope);
  return value !== undefined && isTruthy(value);
}

const tokenPattern =
  /\s+|\$(?:\.\.\.)?[A-Za-z_0-9]+|0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[A-Za-z_][\w.]*|[rbu]?"(?:[^"\\]|\\[\s\S])*"|[rbu]?'(?:[^'\\]|\\[\s\S])*'|\*\*|\/\/|<<|>>|[=!<>]=|[^\s]/g;

interface ParserState {
  readonly tokens: readonly string[];
  index: number;
  readonly metavariables: string[];
  depth: number;
}

class ComparisonError extends Error {}

/** Operators by rising strength. */
const levels: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['==', '!=', '<', '<=', '>', '>=', 'in', 'not in'],
  ['|'],
  ['^'],
  ['&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '//', '%'],
  ['**'],
];

const comparisonLevel = 2;

function parseBinary(state: ParserState, level: number): Expression {
  if (level === comparisonLevel && state.tokens[state.index] === 'not') {
    state.index++;
    return { kind: 'unary', operator: 'not', operand: parseBinary(state, level) };
  }
  const operators = levels[level];
  if (operators === undefined) return parseUnary(state);
  let left = parseBinary(state, level + 1);
  for (;;) {
    let operator = state.tokens[state.index] ?? '';
    let length = 1;
    if (operator === 'not' && state.tokens[state.index + 1] === 'in') {
      operator = 'not in';
      length = 2;
    }
    if (!operators.includes(operator)) return left;
    state.index += length;
    const right = parseBinary(state, operator === '**' ? level : level + 1);
    left = { kind: 'binary', operator, left, right };
  }
}

function parseUnary(state: ParserState): Expression {
  if (++state.depth > 200) throw new ComparisonError('it is nested too deeply');
  const token = state.tokens[state.index];
  if (token === '-' || token === '+' || token === '~') {
    state.index++;
    return { kind: 'unary', operator: token, operand: parseUnary(state) };
  }
  const primary = parsePrimary(state);
  state.depth--;
  return primary;
}

function parsePrimary(state: ParserState): Expression {
  const token = state.tokens[state.index];
  if (token === undefined) throw new ComparisonError('it ends where a value is expected');
  state.index++;
  if (token === '(') {
    const inner = parseBinary(state, 0);
    expect(state, ')');
    return inner;
  }
  if (token === '[') return { kind: 'list', items: parseList(state, ']') };
  if (token.startsWith('$')) {
    state.metavariables.push(token);
    return { kind: 'metavariable', name: token };
  }
  if (/^\d/.test(token)) return { kind: 'value', value: Number(token) };
  if (/^[rbu]?["']/.test(token)) return { kind: 'value', value: readString(token) };
  if (token === 'True' || token === 'true') return { kind: 'value', value: true };
  if (token === 'False' || token === 'false') return { kind: 'value', value: false };
  if (functionNames.has(token) && state.tokens[state.index] === '(') {
    state.index++;
    return { kind: 'call', name: token, args: parseList(state, ')') };
  }
  throw new ComparisonError(
    /^[A-Za-z_]/.test(token)
      ? `"${token}" is not known; use ${[...functionNames].join(', ')}`
      : `"${token}" is not expected there`,
  );
}

const functionNames = new Set([
  'int',
  'float',
  'str',
  'len',
  'abs',
  'min',
  'max',
  're.match',
  're.search',
  'strptime',
  'today',
]);

function parseList(state: ParserState, end: string): Expression[] {
  const items: Expression[] = [];
  while (state.tokens[state.index] !== end) {
    items.push(parseBinary(state, 0));
    if (state.tokens[state.index] !== ',') break;
    state.index++;
  }
  expect(state, end);
  return items;
}

function expect(state: ParserState, token: string): void {
  if (state.tokens[state.index] !== token) throw new ComparisonError(`a "${token}" is missing`);
  state.index++;
}

function readString(token: string): string {
  const isRaw = token.startsWith('r');
  const body = token.replace(/^[rbu]?["']/, '').slice(0, -1);
  if (isRaw) return body;
  return body.replace(/\\([\s\S])/g, (whole, char: string) => {
    if (char === 'n') return '\n';
    if (char === 't') return '\t';
    // Escapes that only a regular expression knows stay, as in Python.
    return char === '\\' || char === '"' || char === "'" ? char : whole;
  });
}

function evaluate(expression: Expression, scope: ComparisonScope): ComparisonValue | undefined {
  switch (expression.kind) {
    case 'value':
      return expression.value;
    case 'metavariable':
      return scope.valueOf(expression.name);
    case 'list': {
      const items: ComparisonValue[] = [];
      for (const item of expression.items) {
        const value = evaluate(item, scope);
        if (value === undefined) return undefined;
        items.push(value);
      }
      return items;
    }
    case 'unary':
      return evaluateUnary(expression, scope);
    case 'binary':
      return evaluateBinary(expression, scope);
    case 'call':
      return evaluateCall(expression, scope);
  }
}

function evaluateUnary(
  { operator, operand }: Expression & { readonly kind: 'unary' },
  scope: ComparisonScope,
): ComparisonValue | undefined {
  const value = evaluate(operand, scope);
  if (value === undefined) return undefined;
  if (operator === 'not') return !isTruthy(value);
  if (typeof value !== 'number') return undefined;
  if (operator === '~') return ~value;
  return operator === '-' ? -value : value;
}

function evaluateBinary(
  { operator, left, right }: Expression & { readonly kind: 'binary' },
  scope: ComparisonScope,
): ComparisonValue | undefined {
  const first = evaluate(left, scope);
  if (operator === 'or' && first !== undefined && isTruthy(first)) return true;
  if (operator === 'and' && (first === undefined || !isTruthy(first)))
    return first === undefined ? undefined : false;
  const second = evaluate(right, scope);
  if (operator === 'or' || operator === 'and') return second === undefined ? undefined : isTruthy(second);
  if (first === undefined || second === undefined) return undefined;
  switch (operator) {
    case '==':
      return isEqual(first, second);
    case '!=':
      return !isEqual(first, second);
    case 'in':
      return contains(second, first);
    case 'not in':
      return !contains(second, first);
  }
  if (typeof first === 'string' && typeof second === 'string') return compareTexts(operator, first, second);
  if (typeof first !== 'number' || typeof second !== 'number') return undefined;
  return calculate(operator, first, second);
}

function compareTexts(operator: string, first: string, second: string): ComparisonValue | undefined {
  switch (operator) {
    case '+':
      return first + second;
    case '<':
      return first < second;
    case '<=':
      return first <= second;
    case '>':
      return first > second;
    case '>=':
      return first >= second;
    default:
      return undefined;
  }
}

function calculate(operator: string, first: number, second: number): ComparisonValue | undefined {
  switch (operator) {
    case '<':
      return first < second;
    case '<=':
      return first <= second;
    case '>':
      return first > second;
    case '>=':
      return first >= second;
    case '+':
      return first + second;
    case '-':
      return first - second;
    case '*':
      return first * second;
    case '/':
      return second === 0 ? undefined : first / second;
    case '//':
      return second === 0 ? undefined : Math.floor(first / second);
    case '%':
      return second === 0 ? undefined : ((first % second) + second) % second;
    case '**':
      return first ** second;
    case '|':
      return first | second;
    case '^':
      return first ^ second;
    case '&':
      return first & second;
    case '<<':
      return first << second;
    case '>>':
      return first >> second;
    default:
      return undefined;
  }
}

function evaluateCall(
  { name, args }: Expression & { readonly kind: 'call' },
  scope: ComparisonScope,
): ComparisonValue | undefined {
  const [first, second] = args;
  if (name === 'today') return dayOf(scope.today);
  if (first === undefined) return undefined;
  if (name === 'str' && first.kind === 'metavariable') {
    const value = scope.valueOf(first.name);
    return value === undefined ? scope.textOf(first.name) : asText(value);
  }
  // What `int` reads is the text itself, even where it would count as a number.
  const content = name === 'int' && first.kind === 'metavariable' ? scope.contentOf(first.name) : undefined;
  const value = content ?? evaluate(first, scope);
  if (value === undefined) return undefined;
  switch (name) {
    case 'str':
      return asText(value);
    case 'int':
      // Reads texts; a number is none.
      return typeof value === 'string' ? readInteger(value.trim()) : undefined;
    case 'strptime':
      return typeof value === 'string' ? dayOf(value.trim()) : undefined;
    case 'float': {
      const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
      return Number.isNaN(number) ? undefined : number;
    }
    case 'len':
      return typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
    case 'abs':
      return typeof value === 'number' ? Math.abs(value) : undefined;
    case 'min':
    case 'max': {
      const numbers = args.map((arg) => evaluate(arg, scope));
      if (!numbers.every((number) => typeof number === 'number')) return undefined;
      return name === 'min' ? Math.min(...numbers) : Math.max(...numbers);
    }
    default: {
      const subject = second === undefined ? undefined : evaluate(second, scope);
      if (typeof value !== 'string' || typeof subject !== 'string') return undefined;
      const regex = scope.regex(value);
      return (name === 're.match' ? regex?.matchStart(subject) : regex?.find(subject)) !== undefined;
    }
  }
}

/** `12`, `-0x1f`, `0b11`. */
function readInteger(text: string): number | undefined {
  const match = /^([+-]?)(\d[\d_]*|0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+)$/.exec(text);
  if (match === null) return undefined;
  const number = Number((match[2] ?? '').replaceAll('_', '').replace(/^0+(?=\d)/, ''));
  return match[1] === '-' ? -number : number;
}

/** Seconds since 1970 of a day `YYYY-MM-DD`. */
function dayOf(text: string): number | undefined {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return month < 1 || month > 12 || day < 1 || day > 31 ? undefined : Date.UTC(year, month - 1, day) / 1000;
}

function asText(value: ComparisonValue): string | undefined {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function isTruthy(value: ComparisonValue): boolean {
  return typeof value === 'object' ? value.length > 0 : Boolean(value);
}

function isEqual(left: ComparisonValue, right: ComparisonValue): boolean {
  if (typeof left === 'object' && typeof right === 'object')
    return left.length === right.length && left.every((item, index) => isEqual(item, right[index] ?? false));
  return left === right;
}

function contains(container: ComparisonValue, item: ComparisonValue): boolean {
  if (typeof container === 'string') return typeof item === 'string' && container.includes(item);
  // Numbers of the code are never among the numbers of a list, as Semgrep has it.
  return (
    typeof container === 'object' &&
    typeof item !== 'number' &&
    container.some((other) => isEqual(other, item))
  );
}
