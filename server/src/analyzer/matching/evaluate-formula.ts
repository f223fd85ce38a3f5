/**
 * Evaluates a compiled formula in one file: ranges with metavariable environments, combined as Semgrep combines them.
 *
 * Positive terms intersect (the smaller range wins, environments must agree), negative terms remove, conditions
 * filter and may bind more, focus replaces the range. Results are sorted by range and free of duplicates.
 */
import ts from 'typescript';
import type { SafeRegex } from '../rules/safe-regex.ts';
import { unknownString } from './bindings.ts';
import { type ComparisonValue, holds } from './compare-metavariables.ts';
import type { Condition, NegativeTerm, Program } from './compile-formula.ts';
import type { Pattern } from './compile-pattern.ts';
import {
  agree,
  type Bound,
  bindings,
  type Environment,
  emptyEnvironment,
  extend,
  isSameEnvironment,
  lookup,
  merge,
} from './environment.ts';
import { equalBound, type MatchContext, maxMatchSteps, step } from './match-context.ts';
import { matchKnownType } from './match-expression.ts';
import { createMatchContext, findMatches, matchNode } from './match-pattern.ts';
import { createSourceIndex } from './source-index.ts';
import { createSourceFile, isExpressionStatement, isStringLiteralLike } from './syntax.ts';

/** One match of a formula. */
export interface FormulaMatch {
  /** UTF-16 offsets, half-open. */
  readonly start: number;
  readonly end: number;
  readonly environment: Environment;
  /** Whether the range comes from `pattern-inside` alone. */
  readonly isInside: boolean;
  /** The node of the range, if it is one of the syntax tree. */
  readonly node: ts.Node | undefined;
}

/** What a formula is evaluated in: a file with syntax, or a text without. */
export interface FormulaScope {
  readonly text: string;
  /** Undefined for texts without syntax; patterns then match nothing. */
  readonly ctx: MatchContext | undefined;
  /** Matches of patterns in the whole file, kept over all rules with the same options. */
  readonly patternMatches: Map<Pattern, readonly FormulaMatch[]>;
  readonly regexMatches: Map<SafeRegex, readonly FormulaMatch[]>;
  readonly regex: (source: string) => SafeRegex | undefined;
}

/** Part of the file that a nested formula is about. */
interface Part {
  readonly start: number;
  readonly end: number;
  readonly node: ts.Node | undefined;
}

/** Terms whose ranges are compared pairwise count as steps; this many comparisons are one step. */
const comparisonsPerStep = 16;

/** All matches of the formula in the scope. */
export function evaluateFormula(scope: FormulaScope, program: Program): readonly FormulaMatch[] {
  return evaluate(scope, program, undefined);
}

function evaluate(scope: FormulaScope, program: Program, part: Part | undefined): readonly FormulaMatch[] {
  switch (program.kind) {
    case 'pattern':
      return evaluatePattern(scope, program.pattern, part);
    case 'regex':
      return evaluateRegex(scope, program.regex, part);
    case 'inside':
      return evaluate(scope, program.part, part).map((match) => ({ ...match, isInside: true }));
    case 'any':
      return distinct(program.parts.flatMap((inner) => [...evaluate(scope, inner, part)]));
    case 'all':
      return evaluateAll(scope, program, part);
  }
}

function evaluatePattern(
  scope: FormulaScope,
  pattern: Pattern,
  part: Part | undefined,
): readonly FormulaMatch[] {
  const { ctx } = scope;
  if (ctx === undefined) return [];
  let all = scope.patternMatches.get(pattern);
  if (all === undefined) {
    all = findMatches(ctx, pattern).map((match) => ({ ...match, isInside: false }));
    scope.patternMatches.set(pattern, all);
  }
  if (part === undefined) return all;
  const inside = all.filter(({ start, end }) => part.start <= start && end <= part.end);
  if (part.node === undefined) return inside;
  // Names after dots, parameters and the like are no expressions, and so are not among the matches of the file.
  const own = matchNode(ctx, pattern, part.node).map((environment) => ({
    start: part.start,
    end: part.end,
    environment,
    isInside: false,
    node: part.node,
  }));
  return distinct([...inside, ...own]);
}

function evaluateRegex(
  scope: FormulaScope,
  regex: SafeRegex,
  part: Part | undefined,
): readonly FormulaMatch[] {
  if (part !== undefined) return findRegex(regex, scope.text.slice(part.start, part.end), part.start);
  const known = scope.regexMatches.get(regex);
  if (known !== undefined) return known;
  const matches = findRegex(regex, scope.text, 0);
  scope.regexMatches.set(regex, matches);
  return matches;
}

function findRegex(regex: SafeRegex, text: string, offset: number): readonly FormulaMatch[] {
  if (!regex.literals.every((literal) => text.includes(literal))) return [];
  return regex.findAll(text).map((match) => ({
    start: offset + match.start,
    end: offset + match.end,
    environment: bindGroups(emptyEnvironment, match),
    isInside: false,
    node: undefined,
  }));
}

/** Numbered groups bind `$1`, `$2` …; a group named NAME binds `$NAME`. */
function bindGroups(
  environment: Environment,
  match: {
    readonly groups: readonly (string | undefined)[];
    readonly named: Readonly<Record<string, string | undefined>>;
  },
): Environment {
  let result = environment;
  const bind = (name: string, text: string | undefined): void => {
    if (text !== undefined && lookup(result, name) === undefined)
      result = extend(result, name, { kind: 'text', text, start: -1, end: -1 });
  };
  for (const [index, text] of match.groups.entries()) if (index > 0) bind(`$${index}`, text);
  for (const [name, text] of Object.entries(match.named)) bind(`$${name}`, text);
  return result;
}

function evaluateAll(
  scope: FormulaScope,
  program: Program & { readonly kind: 'all' },
  part: Part | undefined,
): readonly FormulaMatch[] {
  let matches: readonly FormulaMatch[] | undefined;
  // Plain terms first: they are smaller than the ranges that surround them.
  const positives = [...program.positives].sort(
    (left, right) => Number(left.kind === 'inside') - Number(right.kind === 'inside'),
  );
  for (const positive of positives) {
    const found = evaluate(scope, positive, part);
    matches = matches === undefined ? found : intersect(scope, matches, found);
    if (matches.length === 0) return [];
  }
  matches ??= [whole(scope, part)];
  for (const negative of program.negatives) {
    matches = subtract(scope, matches, { term: negative, part });
    if (matches.length === 0) return [];
  }
  for (const condition of program.conditions) {
    matches = distinct(matches.flatMap((match) => applyCondition(scope, condition, match)));
    if (matches.length === 0) return [];
  }
  return focusOn(matches, program.focus);
}

/** Everything a formula without positive terms is about. */
function whole(scope: FormulaScope, part: Part | undefined): FormulaMatch {
  return {
    start: part?.start ?? 0,
    end: part?.end ?? scope.text.length,
    environment: emptyEnvironment,
    isInside: false,
    node: part?.node,
  };
}

function equality(scope: FormulaScope): (left: Bound, right: Bound) => boolean {
  const { ctx } = scope;
  if (ctx !== undefined) return (left, right) => equalBound(ctx, left, right);
  return (left, right) => left.kind === 'text' && right.kind === 'text' && left.text === right.text;
}

function spend(scope: FormulaScope, comparisons: number): void {
  if (scope.ctx === undefined) return;
  for (let i = comparisonsPerStep; i <= comparisons; i += comparisonsPerStep) step(scope.ctx);
}

/** Pairs of which one lies in the other, as the smaller one with both environments. */
function intersect(
  scope: FormulaScope,
  some: readonly FormulaMatch[],
  others: readonly FormulaMatch[],
): readonly FormulaMatch[] {
  const equal = equality(scope);
  const results: FormulaMatch[] = [];
  for (const u of some) {
    let compared = 0;
    for (const v of others) {
      // Both lists are sorted by start.
      if (v.start > u.end) break;
      compared++;
      const isLeftSmaller = v.start <= u.start && u.end <= v.end;
      const isRightSmaller = u.start <= v.start && v.end <= u.end;
      if (!isLeftSmaller && !isRightSmaller) continue;
      // A range that only surrounds never becomes the result of a smaller plain one.
      const keepsLeft = isLeftSmaller && (!u.isInside || v.isInside);
      const keepsRight =
        isRightSmaller && (!v.isInside || u.isInside) && !(keepsLeft && isLeftSmaller && isRightSmaller);
      if (!keepsLeft && !keepsRight) continue;
      // The bindings of the smaller range win: they lie in it, so that focus finds them.
      const left = keepsLeft ? merge(u.environment, v.environment, equal) : undefined;
      if (left !== undefined) results.push({ ...u, environment: left });
      const right = keepsRight ? merge(v.environment, u.environment, equal) : undefined;
      if (right !== undefined) results.push({ ...v, environment: right });
    }
    spend(scope, compared);
  }
  return distinct(results);
}

function subtract(
  scope: FormulaScope,
  matches: readonly FormulaMatch[],
  { term, part }: { readonly term: NegativeTerm; readonly part: Part | undefined },
): readonly FormulaMatch[] {
  const removing = evaluate(scope, term.part, part);
  if (removing.length === 0) return matches;
  const equal = equality(scope);
  return matches.filter((match) => {
    spend(scope, removing.length);
    return !removing.some(
      (other) => removes(term.kind, match, other) && agree(match.environment, other.environment, equal),
    );
  });
}

function removes(kind: NegativeTerm['kind'], match: FormulaMatch, other: FormulaMatch): boolean {
  const isInside = other.start <= match.start && match.end <= other.end;
  if (kind === 'not-inside') return isInside;
  if (kind === 'not') return other.start === match.start && other.end === match.end;
  return isInside || (match.start <= other.start && other.end <= match.end);
}

function focusOn(
  matches: readonly FormulaMatch[],
  focus: readonly (readonly string[])[],
): readonly FormulaMatch[] {
  let result = matches;
  for (const names of focus)
    result = result.flatMap((match) =>
      names.flatMap((name) => {
        const bound = lookup(match.environment, name);
        if (bound === undefined || bound.start < match.start || bound.end > match.end) return [];
        const node = bound.kind === 'node' ? bound.node : undefined;
        return [{ ...match, start: bound.start, end: bound.end, node, isInside: false }];
      }),
    );
  return focus.length === 0 ? result : distinct(result);
}

/** The matches sorted by range, equal ones once. */
function distinct(matches: readonly FormulaMatch[]): readonly FormulaMatch[] {
  if (matches.length < 2) return matches;
  const sorted = [...matches].sort((left, right) => left.start - right.start || left.end - right.end);
  const results: FormulaMatch[] = [];
  /** Matches of the range at hand, by the hash of their environment. */
  let group = new Map<number, number[]>();
  let last: FormulaMatch | undefined;
  for (const match of sorted) {
    if (last === undefined || last.start !== match.start || last.end !== match.end) group = new Map();
    last = match;
    const positions = group.get(match.environment.hash) ?? [];
    const at = positions.find((position) => {
      const other = results[position];
      return other !== undefined && isSameEnvironment(other.environment, match.environment);
    });
    if (at === undefined) {
      group.set(match.environment.hash, [...positions, results.length]);
      results.push(match);
    } else if (results[at]?.isInside === true && !match.isInside) results[at] = match;
  }
  return results;
}

/** The source text a binding stands for. */
export function textOfBound(text: string, bound: Bound): string {
  return bound.kind === 'text' ? bound.text : text.slice(bound.start, bound.end);
}

/** The match under the condition: with what the condition binds, or not at all. */
function applyCondition(
  scope: FormulaScope,
  condition: Condition,
  match: FormulaMatch,
): readonly FormulaMatch[] {
  if (condition.kind === 'comparison') return compare(scope, condition, match) ? [match] : [];
  const bound = lookup(match.environment, condition.metavariable);
  if (bound === undefined) return [];
  switch (condition.kind) {
    case 'regex': {
      const constant = condition.usesConstants ? constantOf(scope, bound) : undefined;
      const text = constant === undefined ? textOfBound(scope.text, bound) : String(constant);
      const found = condition.regex.matchStart(text);
      return found === undefined ? [] : [{ ...match, environment: bindGroups(match.environment, found) }];
    }
    case 'type': {
      const { ctx } = scope;
      if (ctx === undefined || bound.kind !== 'node') return [];
      return condition.types.some(
        (type) => matchKnownType(ctx, type, bound.node, emptyEnvironment).length > 0,
      )
        ? [match]
        : [];
    }
    case 'pattern':
      return applyNested(scope, condition, { match, bound });
  }
}

function constantOf(scope: FormulaScope, bound: Bound): ComparisonValue | undefined {
  if (bound.kind === 'text') return bound.text;
  const value = bound.kind === 'node' ? scope.ctx?.index.constantOf(bound.node) : undefined;
  return value === unknownString ? undefined : value;
}

function compare(
  scope: FormulaScope,
  condition: Condition & { readonly kind: 'comparison' },
  match: FormulaMatch,
): boolean {
  const bound = (name: string): Bound | undefined => lookup(match.environment, name);
  return holds(condition.comparison, {
    valueOf: (name) => {
      const at = bound(name);
      if (at === undefined) return undefined;
      return convert(constantOf(scope, at), {
        at,
        text: scope.text,
        base: condition.base,
        strip: condition.strip,
      });
    },
    textOf: (name) => {
      const at = bound(name);
      return at === undefined ? undefined : textOfBound(scope.text, at);
    },
    regex: scope.regex,
  });
}

/** `strip` reads a number from a string, `base` in another base. Text of a regular expression may be a number too. */
function convert(
  value: ComparisonValue | undefined,
  options: { readonly at: Bound; readonly text: string; readonly base: number; readonly strip: boolean },
): ComparisonValue | undefined {
  const isGroup = options.at.kind === 'text' && options.at.start < 0;
  if (typeof value === 'string' && (options.strip || isGroup)) {
    const number = parseInteger(value.trim(), options.base || 10);
    if (number !== undefined) return number;
  }
  if (typeof value === 'number' && options.base > 0) {
    const source = textOfBound(options.text, options.at);
    return parseInteger(source, options.base) ?? value;
  }
  return value;
}

function parseInteger(text: string, base: number): number | undefined {
  if (!/^[+-]?[0-9a-zA-Z]+$/.test(text) || base < 2 || base > 36) return undefined;
  const number = Number.parseInt(text, base);
  // parseInt stops at the first foreign digit; the whole text must be the number.
  return Number.isNaN(number) ||
    number.toString(base) !== text.toLowerCase().replace(/^\+|^(-?)0+(?=.)/, '$1')
    ? undefined
    : number;
}

function applyNested(
  scope: FormulaScope,
  condition: Condition & { readonly kind: 'pattern' },
  { match, bound }: { readonly match: FormulaMatch; readonly bound: Bound },
): readonly FormulaMatch[] {
  const nested = nestedMatches(scope, condition, bound);
  const equal = equality(scope);
  const results: FormulaMatch[] = [];
  for (const { environment } of nested) {
    const merged = merge(match.environment, environment, equal);
    if (merged !== undefined) results.push({ ...match, environment: merged });
  }
  return results;
}

function nestedMatches(
  scope: FormulaScope,
  condition: Condition & { readonly kind: 'pattern' },
  bound: Bound,
): readonly FormulaMatch[] {
  const isTextual = ['regex', 'generic', 'none'].includes(condition.language);
  const content = stringContent(bound);
  if (isTextual) {
    if (content === undefined) return [];
    return evaluateFormula(textScope(content, scope.regex), condition.program);
  }
  if (condition.language === '' && bound.kind !== 'text') {
    const node = bound.kind === 'node' ? bound.node : undefined;
    return evaluate(scope, condition.program, { start: bound.start, end: bound.end, node });
  }
  return evaluateInCode(scope, condition.program, content ?? textOfBound(scope.text, bound));
}

/** The content of a string, if the binding is one. */
function stringContent(bound: Bound): string | undefined {
  if (bound.kind === 'text') return bound.text;
  return bound.kind === 'node' && isStringLiteralLike(bound.node) ? bound.node.text : undefined;
}

/** Code inside strings that is parsed for a nested formula, in UTF-16 units. Longer texts match nothing. */
const maxEmbeddedLength = 20_000;

function evaluateInCode(scope: FormulaScope, program: Program, code: string): readonly FormulaMatch[] {
  if (scope.ctx === undefined || code.length > maxEmbeddedLength) return [];
  const file = createSourceFile('embedded.tsx', code, {
    languageVersion: ts.ScriptTarget.ESNext,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  });
  const index = createSourceIndex(file);
  const inner: FormulaScope = {
    text: code,
    ctx: createMatchContext(index, scope.ctx.options, scope.regex),
    patternMatches: new Map(),
    regexMatches: new Map(),
    regex: scope.regex,
  };
  const only = file.statements.length === 1 ? file.statements[0] : undefined;
  const node = only !== undefined && isExpressionStatement(only) ? only.expression : only;
  const matches = evaluate(inner, program, { start: 0, end: code.length, node });
  return matches.map((match) => ({ ...match, environment: detach(code, match.environment) }));
}

/** Bindings of another text, as texts without a place in the file. */
function detach(code: string, environment: Environment): Environment {
  let result = emptyEnvironment;
  for (const [name, bound] of bindings(environment))
    result = extend(result, name, { kind: 'text', text: textOfBound(code, bound), start: -1, end: -1 });
  return result;
}

/** A scope without syntax, for regular expressions. */
export function textScope(text: string, regex: FormulaScope['regex']): FormulaScope {
  return { text, ctx: undefined, patternMatches: new Map(), regexMatches: new Map(), regex };
}

/** Gives the context of a scope a fresh budget, before the next rule. */
export function resetBudget(scope: FormulaScope): void {
  if (scope.ctx !== undefined) scope.ctx.budget.steps = maxMatchSteps;
}
