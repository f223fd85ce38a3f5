/**
 * Evaluates a compiled formula in one file: ranges with metavariable environments, combined as Semgrep combines them.
 *
 * Positive terms intersect (the smaller range wins, environments must agree), negative terms remove, conditions
 * filter and may bind more, focus replaces the range. Results are sorted by range and free of duplicates.
 */

import ts from 'typescript';
import { parseData } from '../frontends/data/data-tree.ts';
import type { RegexMatch, SafeRegex } from '../rules/safe-regex.ts';
import { unknownString } from './bindings.ts';
import { boundFilter, loneMetavariable } from './bound-filter.ts';
import { type ComparisonValue, holds } from './compare-metavariables.ts';
import type { Condition, NegativeTerm, Program } from './compile-formula.ts';
import type { Pattern } from './compile-pattern.ts';
import { findDocker } from './docker-pattern.ts';
import {
  agree,
  type Bound,
  bindings,
  type Environment,
  emptyEnvironment,
  extend,
  lookup,
  merge,
  unwrap,
} from './environment.ts';
import { arithmeticValue } from './fold-constants.ts';
import {
  distinct,
  equality,
  type FormulaMatch,
  type FormulaScope,
  focusOn,
  intersect,
  removes,
  spend,
  touching,
} from './formula-ranges.ts';
import { maxMatchSteps } from './match-context.ts';
import { matchKnownType } from './match-known-type.ts';
import {
  createMatchContext,
  dataOptions,
  findMatches,
  matchNode,
  type NodeFilter,
  type PatternMatch,
  readMatchOptions,
} from './match-pattern.ts';
import { analyzeText } from './metavariable-analysis.ts';
import { breadthOfProgram, rarestFirst } from './program-breadth.ts';
import { createSourceIndex } from './source-index.ts';
import {
  createSourceFile,
  isBinaryExpression,
  isExpressionStatement,
  isStringLiteralLike,
} from './syntax.ts';
import { genericFinder, lazyDocker, textScope } from './text-scope.ts';

/** Part of the file that a nested formula is about. */
interface Part {
  readonly start: number;
  readonly end: number;
  readonly node: ts.Node | undefined;
}

/** All matches of the formula in the scope. */
export function evaluateFormula(scope: FormulaScope, program: Program): readonly FormulaMatch[] {
  return evaluate(scope, program, {});
}

/** What of the file a formula is evaluated on. */
interface Focus {
  /** A nested formula: only ranges in the part count. */
  readonly part?: Part | undefined;
  /** Nodes that can matter for the result; a hint that saves work. */
  readonly filter?: NodeFilter | undefined;
}

function evaluate(scope: FormulaScope, program: Program, focus: Focus): readonly FormulaMatch[] {
  if (program.kind === 'regex') return evaluateRegex(scope, program.regex, focus.part);
  if (program.kind === 'generic' || program.kind === 'dockerfile')
    return evaluateText(scope, program, focus.part);
  if (program.kind === 'pattern') return evaluatePattern(scope, program, focus);
  if (focus.part !== undefined) return combine(scope, program, focus);
  const known = scope.programMatches.get(program);
  if (known !== undefined) return known;
  if (!scope.canMatch(program)) return [];
  const matches = combine(scope, program, focus);
  if (focus.filter === undefined) scope.programMatches.set(program, matches);
  return matches;
}

function combine(
  scope: FormulaScope,
  program: Exclude<Program, { readonly kind: 'pattern' | 'regex' | 'generic' | 'dockerfile' }>,
  focus: Focus,
): readonly FormulaMatch[] {
  switch (program.kind) {
    case 'inside':
      return evaluate(scope, program.part, focus).map((match) => ({ ...match, kind: 'inside' as const }));
    case 'anywhere':
      return withAnywhere(scope, [whole(scope, focus.part)], evaluate(scope, program.part, {}));
    case 'any':
      return distinct(program.parts.flatMap((inner) => [...evaluate(scope, inner, focus)]));
    case 'all':
      return evaluateAll(scope, program, focus);
  }
}

function evaluatePattern(
  scope: FormulaScope,
  program: Program & { readonly kind: 'pattern' },
  { part, filter }: Focus,
): readonly FormulaMatch[] {
  const { ctx } = scope;
  const { pattern } = program;
  if (ctx === undefined) return [];
  let all = scope.patternMatches.get(pattern);
  if (all === undefined) {
    all = scope.canMatch(program) ? toFormulaMatches(findMatches(ctx, pattern, filter)) : [];
    if (filter === undefined) scope.patternMatches.set(pattern, all);
  }
  if (part === undefined) return all;
  const inside = all.filter(({ start, end }) => part.start <= start && end <= part.end);
  if (part.node === undefined) return inside;
  // Names after dots, parameters and the like are no expressions, and so are not among the matches of the file.
  const own = matchNode(ctx, pattern, part.node).map((environment) => ({
    start: part.start,
    end: part.end,
    environment,
    kind: 'plain' as const,
    node: part.node,
  }));
  return distinct([...inside, ...own]);
}

function toFormulaMatches(matches: readonly PatternMatch[]): readonly FormulaMatch[] {
  return matches.map(({ start, end, environment, node }) => ({
    start,
    end,
    environment,
    kind: 'plain',
    node,
  }));
}

/** Patterns that bind pieces of text. */
function evaluateText(
  scope: FormulaScope,
  program: Program & { readonly kind: 'generic' | 'dockerfile' },
  part: Part | undefined,
): readonly FormulaMatch[] {
  const matches =
    program.kind === 'generic'
      ? scope.findGeneric(program.pattern)
      : findDocker(program.pattern, scope.dockerTree());
  const found = matches.map(({ start, end, bindings: bound }): FormulaMatch => {
    let environment = emptyEnvironment;
    for (const { name, start: from, end: to } of bound)
      environment = extend(environment, name, {
        kind: 'text',
        text: scope.text.slice(from, to),
        start: from,
        end: to,
      });
    return { start, end, environment, kind: 'plain', node: undefined };
  });
  return part === undefined
    ? found
    : found.filter(({ start, end }) => part.start <= start && end <= part.end);
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
  const { groups, ignoresCase } = regex.literals;
  if (!ignoresCase && !groups.every((group) => group.some((literal) => text.includes(literal)))) return [];
  return regex.findAll(text).map((match) => ({
    start: offset + match.start,
    end: offset + match.end,
    environment: bindGroups(emptyEnvironment, match, offset),
    kind: 'regex',
    node: undefined,
  }));
}

/**
 * Numbered groups bind `$1`, `$2` …; a group named NAME binds `$NAME`. `offset`: where the text of the match begins in
 * the file; without it the groups have no place.
 */
function bindGroups(environment: Environment, match: RegexMatch, offset?: number): Environment {
  let result = environment;
  const bind = (group: string, text: string | undefined): void => {
    const name = `$${group}`;
    if (text === undefined || lookup(result, name) !== undefined) return;
    const at = offset === undefined ? undefined : match.groupStarts?.[group];
    const start = at === undefined || offset === undefined ? -1 : at + offset;
    result = extend(result, name, { kind: 'text', text, start, end: start < 0 ? -1 : start + text.length });
  };
  for (const [index, text] of match.groups.entries()) if (index > 0) bind(String(index), text);
  for (const [name, text] of Object.entries(match.named)) bind(name, text);
  return result;
}

function evaluateAll(
  scope: FormulaScope,
  program: Program & { readonly kind: 'all' },
  focus: Focus,
): readonly FormulaMatch[] {
  const { part } = focus;
  let matches: readonly FormulaMatch[] | undefined;
  const around: (readonly FormulaMatch[])[] = [];
  // Rare things first: often nothing is left for the frequent ones, and only places near the rare ones matter.
  const positives = rarestFirst(program);
  for (const positive of positives) {
    if (positive.kind === 'anywhere') continue;
    const known = matches ?? around.at(-1);
    const isBroad = known !== undefined && part === undefined && breadthOfProgram(positive) > 0;
    const filter = known !== undefined && isBroad ? nodesFor(scope, positive, known) : focus.filter;
    const found = evaluate(scope, positive, { part, filter });
    if (found.length === 0) return [];
    if (positive.kind === 'inside') around.push(found);
    else matches = matches === undefined ? found : intersect(scope, matches, found);
    if (matches?.length === 0) return [];
  }
  // What surrounds a match is asked of the match: two surroundings may overlap without one being in the other.
  for (const found of around) {
    matches = matches === undefined ? found : intersect(scope, matches, found);
    if (matches.length === 0) return [];
  }
  matches ??= [whole(scope, part)];
  for (const positive of positives)
    if (positive.kind === 'anywhere')
      matches = withAnywhere(scope, matches, evaluate(scope, positive.part, {}));
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

/** Nodes at which a positive term may match so that something is left of the matches so far. */
function nodesFor(scope: FormulaScope, positive: Program, matches: readonly FormulaMatch[]): NodeFilter {
  const near = touching(matches);
  const name = positive.kind === 'pattern' ? loneMetavariable(positive.pattern) : '';
  const isBound = name === '' || scope.ctx === undefined ? undefined : boundFilter(scope.ctx, matches, name);
  return isBound === undefined ? near : (node) => isBound(node) && near(node);
}

/** The matches for which something else is anywhere in the file, with what that binds. */
function withAnywhere(
  scope: FormulaScope,
  matches: readonly FormulaMatch[],
  others: readonly FormulaMatch[],
): readonly FormulaMatch[] {
  const equal = equality(scope);
  return distinct(
    matches.flatMap((match) =>
      others.flatMap((other) => {
        const environment = merge(match.environment, other.environment, equal);
        return environment === undefined ? [] : [{ ...match, environment }];
      }),
    ),
  );
}

/** Everything a formula without positive terms is about. */
function whole(scope: FormulaScope, part: Part | undefined): FormulaMatch {
  return {
    start: part?.start ?? 0,
    end: part?.end ?? scope.text.length,
    environment: emptyEnvironment,
    kind: 'plain',
    node: part?.node,
  };
}

function subtract(
  scope: FormulaScope,
  matches: readonly FormulaMatch[],
  { term, part }: { readonly term: NegativeTerm; readonly part: Part | undefined },
): readonly FormulaMatch[] {
  const equal = equality(scope);
  const direct = term.kind === 'not' && part === undefined ? expressionPatterns(term.part) : undefined;
  if (direct !== undefined && matches.every(({ node }) => node !== undefined))
    return matches.filter((match) => !isMatchedExactly(scope, direct, match));
  const isAnywhere = term.kind === 'not-anywhere';
  const removing = evaluate(scope, term.part, {
    part: isAnywhere ? undefined : part,
    filter: part === undefined && !isAnywhere ? touching(matches) : undefined,
  });
  if (removing.length === 0) return matches;
  // As in Semgrep, it is enough that there is one, whatever its metavariables are.
  if (isAnywhere) return [];
  return matches.filter((match) => {
    spend(scope, removing.length);
    return !removing.some(
      (other) => removes(term.kind, match, other) && agree(match.environment, other.environment, equal),
    );
  });
}

/** The patterns of a program that is nothing but expression patterns joined by "or". */
function expressionPatterns(program: Program): readonly Pattern[] | undefined {
  if (program.kind === 'pattern')
    return program.pattern.kind === 'expression' ? [program.pattern] : undefined;
  if (program.kind !== 'any') return undefined;
  const parts = program.parts.map(expressionPatterns);
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

/** Whether one of the patterns matches the very node of a match; cheaper than searching the file for them. */
function isMatchedExactly(scope: FormulaScope, patterns: readonly Pattern[], match: FormulaMatch): boolean {
  const { ctx } = scope;
  const { node } = match;
  if (ctx === undefined || node === undefined) return false;
  const equal = equality(scope);
  // A statement without a semicolon has the range of its expression.
  const inner = isExpressionStatement(node) && node.expression.end === match.end ? node.expression : node;
  return patterns.some((pattern) =>
    matchNode(ctx, pattern, inner).some((environment) => agree(match.environment, environment, equal)),
  );
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
      const text =
        (condition.usesConstants ? constantText(scope, bound) : undefined) ?? textOfBound(scope.text, bound);
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
    case 'analysis': {
      const text = constantOf(scope, bound) ?? literalBody(textOfBound(scope.text, bound));
      return analyzeText(condition.analyzer, String(text)) ? [match] : [];
    }
    case 'pattern':
      return applyNested(scope, condition, { match, bound });
  }
}

/** The expression of a regular expression literal, or the text itself. */
function literalBody(text: string): string {
  return /^\/(.+)\/[a-z]*$/s.exec(text)?.[1] ?? text;
}

function constantOf(scope: FormulaScope, bound: Bound): ComparisonValue | undefined {
  if (bound.kind === 'text') return bound.text;
  const value = bound.kind === 'node' ? scope.ctx?.index.constantOf(bound.node) : undefined;
  return value === unknownString ? undefined : value;
}

/** The content of a literal, or of a name for one; whole numbers are written `1.`. */
function constantText(scope: FormulaScope, bound: Bound): string | undefined {
  if (bound.kind !== 'node' || isBinaryExpression(unwrap(bound.node))) return undefined;
  const constant = constantOf(scope, bound);
  if (typeof constant === 'number') return Number.isInteger(constant) ? `${constant}.` : String(constant);
  return constant === undefined ? undefined : String(constant);
}

/** The value of a metavariable in a comparison: arithmetic is done, texts are not put together. */
function operandOf(scope: FormulaScope, bound: Bound): ComparisonValue | undefined {
  const { ctx } = scope;
  if (bound.kind !== 'node' || ctx === undefined || !isBinaryExpression(unwrap(bound.node)))
    return constantOf(scope, bound);
  return arithmeticValue(bound.node, ctx.index.constantOf);
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
      return convert(operandOf(scope, at), {
        at,
        text: scope.text,
        isPlainText: scope.ctx === undefined,
        base: condition.base,
        strip: condition.strip,
      });
    },
    contentOf: (name) => {
      const at = bound(name);
      const content = at === undefined ? undefined : constantOf(scope, at);
      return typeof content === 'string' ? content : undefined;
    },
    textOf: (name) => {
      const at = bound(name);
      return at === undefined ? undefined : textOfBound(scope.text, at);
    },
    regex: scope.regex,
    today: condition.today,
  });
}

/** `strip` and `base` read a number from a string. Text of a regular expression may be a number too. */
function convert(
  value: ComparisonValue | undefined,
  options: {
    readonly at: Bound;
    readonly text: string;
    /** Whether the file is no code, so that all its texts may be numbers. */
    readonly isPlainText: boolean;
    readonly base: number;
    readonly strip: boolean;
  },
): ComparisonValue | undefined {
  const isGroup = options.at.kind === 'text' && (options.at.start < 0 || options.isPlainText);
  if (typeof value === 'string' && (options.strip || isGroup)) {
    const number = parseInteger(value.trim(), options.base || 10);
    if (number !== undefined) return number;
  }
  if (typeof value === 'number' && options.base > 0) {
    const source = textOfBound(options.text, options.at);
    return parseInteger(source, options.base) ?? value;
  }
  return options.strip && typeof value === 'number' ? undefined : value;
}

function parseInteger(text: string, base: number): number | undefined {
  if (base === 10 && /^0[xX][0-9a-fA-F]+$/.test(text)) return Number(text);
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
  const isTextual = ['regex', 'generic', 'none', 'dockerfile', 'bash', 'sh'].includes(condition.language);
  const content = stringContent(bound);
  if (isTextual) {
    if (content === undefined) return [];
    const inner = textScope(content, scope.regex, scope.genericOptions);
    const isScript = condition.language === 'bash' || condition.language === 'sh';
    return evaluateFormula(
      isScript ? { ...inner, dockerTree: lazyDocker(content, true) } : inner,
      condition.program,
    );
  }
  if (condition.language === 'yaml' || condition.language === 'json') {
    const tree = parseData('embedded.yaml', content ?? textOfBound(scope.text, bound));
    return tree === undefined ? [] : evaluateInTree(scope, condition.program, tree, true);
  }
  if (condition.language === '' && bound.kind !== 'text') {
    const node = bound.kind === 'node' ? bound.node : undefined;
    return evaluate(scope, condition.program, { part: { start: bound.start, end: bound.end, node } });
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
  return evaluateInTree(scope, program, file);
}

function evaluateInTree(
  scope: FormulaScope,
  program: Program,
  file: ts.SourceFile,
  isData = false,
): readonly FormulaMatch[] {
  const code = file.text;
  const own = scope.ctx?.options ?? readMatchOptions({});
  const index = createSourceIndex(file);
  const inner: FormulaScope = {
    text: code,
    ctx: createMatchContext(index, isData ? dataOptions(own) : own, scope.regex),
    patternMatches: new Map(),
    regexMatches: new Map(),
    programMatches: new Map(),
    canMatch: () => true,
    regex: scope.regex,
    findGeneric: genericFinder(code, scope.genericOptions),
    dockerTree: lazyDocker(code),
    genericOptions: scope.genericOptions,
  };
  const only = file.statements.length === 1 ? file.statements[0] : undefined;
  const node = only !== undefined && isExpressionStatement(only) ? only.expression : only;
  const matches = evaluate(inner, program, { part: { start: 0, end: code.length, node } });
  return matches.map((match) => ({ ...match, environment: detach(code, match.environment) }));
}

/** Bindings of another text, as texts without a place in the file. */
function detach(code: string, environment: Environment): Environment {
  let result = emptyEnvironment;
  for (const [name, bound] of bindings(environment))
    result = extend(result, name, { kind: 'text', text: textOfBound(code, bound), start: -1, end: -1 });
  return result;
}

/** Gives the context of a scope a fresh budget, before the next rule. */
export function resetBudget(scope: FormulaScope): void {
  if (scope.ctx !== undefined) scope.ctx.budget.steps = maxMatchSteps;
}
