/**
 * Matches a prepared rule set against one parsed file, and maps the matches to values of the lowered code.
 *
 * `prepareRules` compiles every pattern once per rule set. `matchRules` asks per file which rules can match at all,
 * and evaluates only those. A rule that fails is fenced: it becomes a coverage gap of the file, the others go on.
 */

import type ts from 'typescript';
import { hashText } from '../base/hash.ts';
import type { CoverageGap, Problem } from '../base/problem.ts';
import { parseData } from '../frontends/data/data-tree.ts';
import type { IrModule } from '../ir/module.ts';
import { BinOp, Op } from '../ir/opcode.ts';
import type { CompiledRule, Formula } from '../rules/rule.ts';
import { all, any, type Requirement, requirementOf } from './anchor-index.ts';
import { type ConstantValue, unknownString } from './bindings.ts';
import {
  type Compiler,
  compileFormula,
  createCompiler,
  type FormulaOwner,
  lookupRegex,
  type Program,
} from './compile-formula.ts';
import { bindings, unwrap } from './environment.ts';
import { evaluateFormula, resetBudget, textOfBound } from './evaluate-formula.ts';
import { familyOfRules, languagesOfPath, type SyntaxFamily } from './file-languages.ts';
import { addConstants } from './fold-constants.ts';
import type { FormulaMatch, FormulaScope } from './formula-ranges.ts';
import { type GenericOptions, readGenericOptions } from './generic-options.ts';
import {
  canBeLocal,
  findLocalFlows,
  type LocalRule,
  needsLocalTaint,
  prepareLocalRule,
} from './local-taint/local-taint.ts';
import { MatchBudgetError } from './match-context.ts';
import { createMatchContext, readMatchOptions } from './match-pattern.ts';
import { pathFilter } from './path-filter.ts';
import { breadthOfProgram } from './program-breadth.ts';
import type { BoundMetavariable, MatchFacts, RuleMatch } from './rule-matches.ts';
import { type ConstantOracle, createSourceIndex, type SourceIndex } from './source-index.ts';
import {
  isAwaitExpression,
  isBlock,
  isDecorator,
  isExpressionStatement,
  isPropertyAssignment,
  isPropertyDeclaration,
  isReturnStatement,
  isSpreadAssignment,
  isSpreadElement,
  isThrowStatement,
  isVariableDeclaration,
  isVariableStatement,
} from './syntax.ts';
import { genericFinder, lazyDocker } from './text-scope.ts';
import { createWordBag, type WordBag } from './word-bag.ts';

/** The value of an expression by its exact range, without parentheses around it; -1 if it has none. */
export interface ExpressionValues {
  readonly lookup: (start: number, end: number) => number;
}

/** One formula of one rule, compiled. */
export interface PreparedSpec {
  readonly role: RuleMatch['role'];
  readonly spec: number;
  readonly program: Program;
  /** Metavariables of a propagator. */
  readonly from: string;
  readonly to: string;
}

/** One rule, compiled. */
export interface PreparedRule {
  /** Index into the rule list that was prepared. */
  readonly index: number;
  readonly rule: CompiledRule;
  readonly specs: readonly PreparedSpec[];
  readonly requirement: Requirement;
  readonly appliesTo: (path: string) => boolean;
  /** Key of the options that change matching; equal keys share matches. */
  readonly optionsKey: string;
  /** Set when the rule is followed inside single functions, here; else its matches go to the whole program. */
  readonly local: LocalRule | undefined;
  /** How its generic patterns are read. */
  readonly generic: GenericOptions;
  /** How its patterns are read. A rule for several languages is prepared once a family. */
  readonly family: SyntaxFamily;
}

/** A rule set, compiled once. */
export interface PreparedRules {
  readonly rules: readonly PreparedRule[];
  /** What could not be compiled; those rules are left out. */
  readonly problems: readonly Problem[];
  /** Indices of rules that are left out altogether, ascending. */
  readonly refused: readonly number[];
  /** Indices of taint rules that are followed inside single functions. */
  readonly locals: ReadonlySet<number>;
  /** Hash of everything that decides what matches. */
  readonly digest: string;
  readonly compiler: Compiler;
}

/** Longest text of a metavariable that is kept, in UTF-16 units. */
const maxMetavariableText = 200;

/** Compiles the patterns of all rules. */
export function prepareRules(
  rules: readonly CompiledRule[],
  {
    isSemgrepCompatible = false,
    today = '',
  }: { readonly isSemgrepCompatible?: boolean; readonly today?: string } = {},
): PreparedRules {
  const compiler = createCompiler(today);
  const prepared: PreparedRule[] = [];
  const refused: number[] = [];
  for (const [index, rule] of rules.entries()) {
    const [ruleCount, problemCount] = [prepared.length, compiler.problems.length];
    for (const family of familiesOf(rule)) {
      const one = prepareRule(compiler, rule, index, family);
      if (one === undefined) continue;
      const isLocal = isSemgrepCompatible ? canBeLocal(rule) : needsLocalTaint(rule);
      const local = isLocal && rule.taint !== undefined ? prepareLocalRule(rule.taint) : undefined;
      const requirement = requirementOfSpecs(rule, one.specs, local !== undefined);
      prepared.push({ ...one, requirement, local });
    }
    if (prepared.length === ruleCount && compiler.problems.length > problemCount) refused.push(index);
  }
  const digest = hashText(`${isSemgrepCompatible}${today}${digestOf(rules)}`);
  const locals = new Set(prepared.flatMap(({ local, index }) => (local === undefined ? [] : [index])));
  return { rules: prepared, problems: compiler.problems, refused, locals, digest, compiler };
}

function prepareRule(
  compiler: Compiler,
  rule: CompiledRule,
  index: number,
  family: SyntaxFamily,
): Omit<PreparedRule, 'local' | 'requirement'> | undefined {
  const before = compiler.problems.length;
  const generic = readGenericOptions(rule.options);
  if (typeof generic === 'string') {
    const { path, line, column } = rule.at;
    const message = `The option ${generic}.`;
    compiler.problems.push({
      severity: 'error',
      message,
      path,
      line,
      column,
      ruleId: rule.id,
      key: 'options',
    });
    return undefined;
  }
  const owner: FormulaOwner = { ruleId: rule.id, syntax: family, generic };
  const specs: PreparedSpec[] = [];
  const add = (
    role: RuleMatch['role'],
    spec: number,
    source: {
      readonly formula: Formula;
      readonly from?: string | undefined;
      readonly to?: string | undefined;
    },
  ): void => {
    const program = compileFormula(compiler, source.formula, owner);
    if (program !== undefined)
      specs.push({ role, spec, program, from: source.from ?? '', to: source.to ?? '' });
  };
  if (rule.search !== undefined) add('search', 0, { formula: rule.search });
  const { taint } = rule;
  if (taint !== undefined)
    for (const [role, list] of [
      ['source', taint.sources],
      ['sink', taint.sinks],
      ['sanitizer', taint.sanitizers],
      ['propagator', taint.propagators],
    ] as const)
      for (const [spec, { formula, from, to }] of list.entries())
        if (formula !== undefined) add(role, spec, { formula, from, to });
  // One bad pattern makes the whole rule say something else than its author meant.
  if (compiler.problems.length > before || specs.length === 0) return undefined;
  return {
    index,
    rule,
    specs,
    appliesTo: pathFilter(rule),
    optionsKey: JSON.stringify([readMatchOptions(rule.options), generic]),
    generic,
    family,
  };
}

/**
 * A search rule needs its formula. Of a taint rule every pattern may be needed, as sources and sinks may lie in
 * different files; so it is enough that one of them can match. Followed inside single functions, it needs both.
 */
function requirementOfSpecs(
  rule: CompiledRule,
  specs: readonly PreparedSpec[],
  isLocal: boolean,
): Requirement {
  const first = rule.search === undefined ? undefined : specs[0];
  if (first !== undefined) return requirementOf(first.program);
  const anyOf = (some: readonly PreparedSpec[]): Requirement =>
    any(some.map(({ program }) => requirementOf(program)));
  if (!isLocal) return anyOf(specs);
  return all([
    anyOf(specs.filter(({ role }) => role === 'source')),
    anyOf(specs.filter(({ role }) => role === 'sink')),
  ]);
}

/** The families of a rule's languages. Taint rules are about code alone. */
function familiesOf(rule: CompiledRule): readonly SyntaxFamily[] {
  if (rule.languages.length === 0) return ['code'];
  const families = [...new Set(rule.languages.map(familyOfRules))];
  return rule.taint === undefined ? families : families.filter((family) => family === 'code');
}

/** The matches of all rules in one file, and what could not be matched. */
export function matchRules(
  prepared: PreparedRules,
  parsed: { readonly sourceFile: ts.SourceFile },
  expressionValues: ExpressionValues,
  ir: IrModule,
): { readonly facts: MatchFacts; readonly gaps: readonly CoverageGap[] } {
  const { path } = ir;
  const file = objectFile(parsed.sourceFile) ?? parsed.sourceFile;
  const languages = languagesOfPath(path);
  const bag = createWordBag(file);
  const matches: RuleMatch[] = [];
  const gaps: CoverageGap[] = [];
  const run: FileRun = {
    prepared,
    bag,
    values: createValueReader(file, expressionValues, ir),
    scopes: new Map(),
    index: undefined,
  };
  for (const rule of prepared.rules) {
    if (rule.family !== 'code' || !rule.rule.languages.some((one) => languages.includes(one))) continue;
    if (!bag.has(rule.requirement) || !rule.appliesTo(path)) continue;
    try {
      const scope = scopeOf(run, file, rule);
      resetBudget(scope);
      for (const match of matchRule(run, scope, rule)) matches.push(match);
    } catch (error) {
      if (run.index === undefined) {
        gaps.push(indexGap(path, error));
        break;
      }
      gaps.push(gapOf(path, rule.rule.id, error));
    }
  }
  matches.sort(compareMatches);
  return { facts: { path, rulesDigest: prepared.digest, matches }, gaps };
}

/** What the rules share while one file is matched. */
interface FileRun {
  readonly prepared: PreparedRules;
  readonly bag: WordBag;
  readonly values: ValueReader;
  readonly scopes: Map<string, FormulaScope>;
  index: SourceIndex | undefined;
}

function scopeOf(run: FileRun, file: ts.SourceFile, rule: PreparedRule): FormulaScope {
  const known = run.scopes.get(rule.optionsKey);
  if (known !== undefined) return known;
  run.index ??= createSourceIndex(file, run.values.constantAt);
  const regex = (source: string) => lookupRegex(run.prepared.compiler, source);
  const { generic } = rule;
  const scope: FormulaScope = {
    text: file.text,
    ctx: createMatchContext(run.index, readMatchOptions(rule.rule.options), regex),
    patternMatches: new Map(),
    regexMatches: new Map(),
    programMatches: new Map(),
    canMatch: (program) => run.bag.has(requirementOf(program)),
    regex,
    findGeneric: genericFinder(file.text, generic),
    dockerTree: lazyDocker(file.text),
    genericOptions: generic,
  };
  run.scopes.set(rule.optionsKey, scope);
  return scope;
}

/** A file that is one object literal, which is no program; rules of Semgrep look at such files all the same. */
function objectFile(file: ts.SourceFile): ts.SourceFile | undefined {
  const first = file.statements[0];
  if (first === undefined || !isBlock(first)) return undefined;
  return /^\{\s*"[^"\n]*"\s*:/.test(file.text.slice(first.getStart(file)))
    ? parseData('object.json', file.text)
    : undefined;
}

function matchRule(run: FileRun, scope: FormulaScope, rule: PreparedRule): readonly RuleMatch[] {
  const results: RuleMatch[] = [];
  if (rule.local !== undefined) return matchLocally(run, scope, { ...rule, local: rule.local });
  for (const spec of rule.specs) {
    if (!scope.canMatch(spec.program)) continue;
    for (const match of evaluateFormula(scope, spec.program))
      results.push(toRuleMatch(run, scope, { rule, spec, match }));
  }
  return results;
}

/** The flows of a taint rule inside single functions; each is a finding as it is. */
function matchLocally(
  run: FileRun,
  scope: FormulaScope,
  rule: PreparedRule & { readonly local: LocalRule },
): readonly RuleMatch[] {
  const roles = {
    sources: 'source',
    sinks: 'sink',
    sanitizers: 'sanitizer',
    propagators: 'propagator',
  } as const;
  const programOf = (role: keyof LocalRule, at: number): Program | undefined =>
    rule.specs.find((one) => one.role === roles[role] && one.spec === at)?.program;
  const canMatch = (program: Program | undefined): program is Program =>
    program !== undefined && scope.canMatch(program);
  const flows = findLocalFlows(scope, rule.rule, rule.local, {
    canMatch: (role, at) => canMatch(programOf(role, at)),
    find: (role, at) => {
      const program = programOf(role, at);
      return canMatch(program) ? evaluateFormula(scope, program) : [];
    },
    breadth: (role) =>
      rule.specs.reduce(
        (most, spec) => (spec.role === roles[role] ? Math.max(most, breadthOfProgram(spec.program)) : most),
        0,
      ),
  });
  return flows.map(({ match, sink, environment, source, way }) => ({
    ...toRuleMatch(run, scope, {
      rule,
      spec: { role: 'search', spec: 0, from: '', to: '' },
      match: { ...match, environment },
    }),
    way: [source, ...way, sink].map(({ start, end }) => ({ start, end })),
  }));
}

function toRuleMatch(
  run: FileRun,
  scope: FormulaScope,
  {
    rule,
    spec,
    match,
  }: {
    readonly rule: PreparedRule;
    readonly spec: Omit<PreparedSpec, 'program'>;
    readonly match: FormulaMatch;
  },
): RuleMatch {
  const metavariables = bindings(match.environment).map(([name, bound]): BoundMetavariable => {
    const node = bound.kind === 'node' ? bound.node : undefined;
    return {
      name,
      text: textOfBound(scope.text, bound).slice(0, maxMetavariableText),
      start: bound.start,
      end: bound.end,
      value:
        node !== undefined ? run.values.valueOfNode(node, bound) : run.values.lookup(bound.start, bound.end),
    };
  });
  const valueNamed = (name: string): number => metavariables.find((one) => one.name === name)?.value ?? -1;
  return {
    rule: rule.index,
    role: spec.role,
    spec: spec.spec,
    start: match.start,
    end: match.end,
    value:
      match.node === undefined
        ? run.values.lookup(match.start, match.end)
        : run.values.valueOfNode(match.node, match),
    from: spec.from === '' ? -1 : valueNamed(spec.from),
    to: spec.to === '' ? -1 : valueNamed(spec.to),
    metavariables,
  };
}

/** Values of the lowered file by syntax. */
interface ValueReader {
  readonly lookup: (start: number, end: number) => number;
  readonly valueOfNode: (node: ts.Node, range: { readonly start: number; readonly end: number }) => number;
  readonly constantAt: ConstantOracle;
}

function createValueReader(
  file: ts.SourceFile,
  expressionValues: ExpressionValues,
  ir: IrModule,
): ValueReader {
  let parameters: ReadonlyMap<string, number> | undefined;
  const lookup = (start: number, end: number): number => {
    if (start < 0) return -1;
    const value = expressionValues.lookup(start, end);
    if (value >= 0) return value;
    parameters ??= parameterValues(ir);
    return parameters.get(`${start}:${end}`) ?? -1;
  };
  const valueOfNode = (node: ts.Node, range: { readonly start: number; readonly end: number }): number => {
    const direct = lookup(range.start, range.end);
    if (direct >= 0) return direct;
    const own = lookup(node.getStart(file), node.end);
    if (own >= 0) return own;
    const expression = expressionOf(node);
    return expression === undefined ? -1 : lookup(expression.getStart(file), expression.end);
  };
  return {
    lookup,
    valueOfNode,
    constantAt: (node, start) => {
      const value = expressionValues.lookup(start, node.end);
      return value < 0 ? undefined : constantOfValue(ir, value);
    },
  };
}

/** The expression whose value a matched node has: of a statement, a declaration, a wrapped or spread expression. */
function expressionOf(node: ts.Node): ts.Node | undefined {
  if (isExpressionStatement(node) || isReturnStatement(node) || isThrowStatement(node))
    return node.expression === undefined ? undefined : unwrap(node.expression);
  if (isVariableStatement(node)) {
    const declaration = node.declarationList.declarations[0];
    return declaration === undefined ? undefined : expressionOf(declaration);
  }
  if (isVariableDeclaration(node) || isPropertyDeclaration(node) || isPropertyAssignment(node))
    return node.initializer === undefined ? undefined : unwrap(node.initializer);
  if (isSpreadElement(node) || isSpreadAssignment(node) || isAwaitExpression(node))
    return unwrap(node.expression);
  if (isDecorator(node)) return unwrap(node.expression);
  const inner = unwrap(node);
  return inner === node ? undefined : inner;
}

/** Parameters by the range of their name, for front ends that only record expressions. */
function parameterValues(ir: IrModule): ReadonlyMap<string, number> {
  const map = new Map<string, number>();
  for (const fn of ir.functions)
    for (const { value } of fn.params) {
      const position = ir.position[value];
      const length = ir.length[value];
      if (value < 0 || position === undefined || length === undefined) continue;
      map.set(`${fn.start + position}:${fn.start + position + length}`, value);
    }
  return map;
}

/** Instructions that are looked through from a value to its constant. */
const maxConstantDepth = 12;

/**
 * The constant that a value is on every way to it. Ways on which nothing was assigned yet do not count; different
 * strings on different ways are {@link unknownString}.
 */
function constantOfValue(ir: IrModule, value: number, depth = 0): ConstantValue | undefined {
  if (value < 0 || depth > maxConstantDepth) return undefined;
  const a = ir.a[value] ?? -1;
  switch (ir.op[value]) {
    case Op.Copy:
    case Op.Pi:
      return constantOfValue(ir, a, depth + 1);
    case Op.CellGet:
      return constantOfValue(ir, ir.cells[a]?.singleValue ?? -1, depth + 1);
    case Op.Const: {
      const constant = ir.constants[a];
      return constant?.kind === 'string' || constant?.kind === 'number' || constant?.kind === 'boolean'
        ? constant.value
        : undefined;
    }
    case Op.Bin: {
      if (ir.c[value] !== BinOp.Add) return undefined;
      const left = constantOfValue(ir, a, depth + 1);
      const right = left === undefined ? undefined : constantOfValue(ir, ir.b[value] ?? -1, depth + 1);
      return left === undefined || right === undefined ? undefined : addConstants(left, right);
    }
    case Op.Phi:
      return constantOfPhi(ir, value, depth);
    default:
      return undefined;
  }
}

function constantOfPhi(ir: IrModule, phi: number, depth: number): ConstantValue | undefined {
  const list = ir.a[phi] ?? -1;
  const count = ir.args[list] ?? 0;
  let result: ConstantValue | undefined;
  for (let i = 1; i <= count; i++) {
    const entry = ir.args[list + i] ?? -1;
    if (entry === phi || isUndefined(ir, entry)) continue;
    const value = constantOfValue(ir, entry, depth + 1);
    if (value === undefined) return undefined;
    if (result === undefined || result === value) result = value;
    else if (isText(result) && isText(value)) result = unknownString;
    else return undefined;
  }
  return result;
}

function isText(value: ConstantValue): boolean {
  return typeof value === 'string' || value === unknownString;
}

function isUndefined(ir: IrModule, value: number): boolean {
  return ir.op[value] === Op.Const && ir.constants[ir.a[value] ?? -1]?.kind === 'undefined';
}

/** No rule can be matched on a file whose syntax cannot be walked; nesting beyond the stack is the usual reason. */
function indexGap(path: string, error: unknown): CoverageGap {
  const detail = error instanceof Error ? error.message : String(error);
  return {
    kind: 'internal-error',
    path,
    message: `No pattern was matched in this file, because its syntax could not be read (${detail}).`,
  };
}

/** A rule that failed on a file, as a gap. */
export function gapOf(path: string, ruleId: string, error: unknown): CoverageGap {
  if (error instanceof MatchBudgetError)
    return {
      kind: 'budget',
      path,
      message: `Rule "${ruleId}" was not matched here, because its patterns take too many steps on this file.`,
    };
  const detail = error instanceof Error ? error.message : String(error);
  return {
    kind: 'internal-error',
    path,
    message: `Rule "${ruleId}" was not matched here, because matching it failed (${detail}).`,
  };
}

const roleOrder: readonly RuleMatch['role'][] = ['search', 'source', 'sink', 'sanitizer', 'propagator'];

function compareMatches(left: RuleMatch, right: RuleMatch): number {
  return (
    left.rule - right.rule ||
    roleOrder.indexOf(left.role) - roleOrder.indexOf(right.role) ||
    left.spec - right.spec ||
    left.start - right.start ||
    left.end - right.end ||
    compareTexts(metavariableKey(left), metavariableKey(right))
  );
}

function metavariableKey(match: RuleMatch): string {
  return match.metavariables.map(({ name, start, text }) => `${name}=${start}:${text}`).join('\n');
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** 64 bits of FNV-1a over what decides the matches, as two lanes of 32 bits; 16 hex digits. */
function digestOf(rules: readonly CompiledRule[]): string {
  const text = JSON.stringify(
    rules.map(({ id, languages, include, exclude, options, search, taint }) => [
      id,
      languages,
      include,
      exclude,
      options,
      search,
      taint,
    ]),
  );
  return hashText(text);
}
