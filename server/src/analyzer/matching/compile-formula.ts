/**
 * From a rule's formula to a program: patterns parsed, regular expressions compiled, terms sorted by what they do.
 *
 * Equal pattern texts share one compiled pattern, so that a file is searched for it once. Every text that cannot be
 * compiled is a problem with the rule and its position; the program is then undefined and the rule is left out.
 */
import type ts from 'typescript';
import type { Problem } from '../base/problem.ts';
import { type Formula, isNegative, type MetavariableCondition, type RuleLocation } from '../rules/rule.ts';
import { compileSafeRegex, type SafeRegex } from '../rules/safe-regex.ts';
import { type AlienPattern, compileAlienPattern } from './alien-pattern.ts';
import { type Comparison, parseComparison } from './compare-metavariables.ts';
import { compilePattern, type Pattern } from './compile-pattern.ts';
import { compileDataPattern } from './data-pattern.ts';
import { compileDockerPattern, type DockerPattern } from './docker-pattern.ts';
import { familyOfLanguage, type SyntaxFamily } from './file-languages.ts';
import type { GenericOptions } from './generic-options.ts';
import { compileGenericPattern, type GenericPattern } from './generic-pattern.ts';
import { compileHtmlPattern } from './html-pattern.ts';
import type { AnalyzerName } from './metavariable-analysis.ts';

/** A formula ready to be evaluated. */
export type Program =
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  | { readonly kind: 'regex'; readonly regex: SafeRegex }
  | { readonly kind: 'generic'; readonly pattern: GenericPattern | AlienPattern }
  | { readonly kind: 'dockerfile'; readonly pattern: DockerPattern }
  | {
      readonly kind: 'all';
      readonly positives: readonly Program[];
      readonly negatives: readonly NegativeTerm[];
      readonly conditions: readonly Condition[];
      readonly focus: readonly (readonly string[])[];
    }
  | { readonly kind: 'any'; readonly parts: readonly Program[] }
  | { readonly kind: 'inside' | 'anywhere'; readonly part: Program };

/** A term that removes matches. */
export interface NegativeTerm {
  readonly kind: 'not' | 'not-inside' | 'not-regex' | 'not-anywhere';
  readonly part: Program;
}

/** A condition on a metavariable. */
export type Condition =
  | {
      readonly kind: 'regex';
      readonly metavariable: string;
      readonly regex: SafeRegex;
      readonly usesConstants: boolean;
    }
  | {
      readonly kind: 'pattern';
      readonly metavariable: string;
      readonly program: Program;
      readonly language: string;
    }
  | {
      readonly kind: 'comparison';
      readonly comparison: Comparison;
      readonly base: number;
      readonly strip: boolean;
      /** `YYYY-MM-DD`, for `today()`; empty when unknown. */
      readonly today: string;
    }
  | { readonly kind: 'analysis'; readonly metavariable: string; readonly analyzer: AnalyzerName }
  | { readonly kind: 'type'; readonly metavariable: string; readonly types: readonly ts.TypeNode[] };

/** Shares compiled patterns and expressions between the rules of one set. */
export interface Compiler {
  readonly patterns: Map<string, Pattern | string>;
  readonly regexes: Map<string, SafeRegex | string>;
  /** Programs by the text of their formula; rules often share whole sources. */
  readonly programs: Map<string, Program>;
  readonly problems: Problem[];
  /** `YYYY-MM-DD`, what `today()` is in comparisons; empty when unknown. */
  readonly today: string;
}

/** A compiler with nothing compiled. */
export function createCompiler(today = ''): Compiler {
  return { patterns: new Map(), regexes: new Map(), programs: new Map(), problems: [], today };
}

/** Where a formula belongs, for messages. */
export interface FormulaOwner {
  readonly ruleId: string;
  readonly syntax: SyntaxFamily;
  /** How its generic patterns are read. */
  readonly generic: GenericOptions;
}

/** Compiles a formula; undefined when something in it cannot be, which a problem says. */
export function compileFormula(
  compiler: Compiler,
  formula: Formula,
  owner: FormulaOwner,
): Program | undefined {
  const text = JSON.stringify(formula, (name, value: unknown) => (name === 'at' ? undefined : value));
  const { generic } = owner;
  const key = `${owner.syntax}${generic.engine === 'aliengrep' ? JSON.stringify(generic) : ''}${text}`;
  const known = compiler.programs.get(key);
  if (known !== undefined) return known;
  const program = makeProgram(compiler, formula, owner);
  if (program !== undefined) compiler.programs.set(key, program);
  return program;
}

function makeProgram(compiler: Compiler, formula: Formula, owner: FormulaOwner): Program | undefined {
  switch (formula.kind) {
    case 'pattern': {
      if (owner.syntax === 'regex')
        return compileFormula(compiler, { kind: 'regex', regex: formula.text, at: formula.at }, owner);
      if (owner.syntax === 'generic') {
        const generic =
          owner.generic.engine === 'aliengrep'
            ? compileAlienPattern(formula.text, owner.generic)
            : compileGenericPattern(formula.text);
        if (generic !== undefined) return { kind: 'generic', pattern: generic };
      }
      let reason = 'it holds nothing but "..."';
      if (owner.syntax === 'dockerfile' || owner.syntax === 'bash') {
        const docker = compileDockerPattern(formula.text, owner.syntax === 'bash');
        if (typeof docker !== 'string') return { kind: 'dockerfile', pattern: docker };
        reason = docker;
      } else if (owner.syntax !== 'generic') {
        const pattern = sharedPattern(compiler, formula.text, owner.syntax);
        if (typeof pattern !== 'string') return { kind: 'pattern', pattern };
        reason = pattern;
      }
      report(compiler, owner, formula.at, {
        key: 'pattern',
        message: `The pattern cannot be parsed: ${reason}. Write it as ${formOf[owner.syntax]} with Semgrep's "..." and metavariables such as $X.`,
      });
      return undefined;
    }
    case 'regex': {
      const regex = sharedRegex(compiler, formula.regex);
      if (typeof regex !== 'string') return { kind: 'regex', regex };
      reportRegex(compiler, owner, { at: formula.at, reason: regex });
      return undefined;
    }
    case 'any': {
      const parts = compileEach(compiler, formula.formulas, owner);
      return parts === undefined ? undefined : { kind: 'any', parts };
    }
    case 'all':
      return compileAll(compiler, formula, owner);
    case 'inside':
    case 'anywhere': {
      const part = compileFormula(compiler, formula.formula, owner);
      return part === undefined ? undefined : { kind: formula.kind, part };
    }
    case 'not':
    case 'not-inside':
    case 'not-anywhere':
    case 'not-regex': {
      // Alone, a negative term is narrowed from everything around it.
      const negative = compileNegative(compiler, { ...formula, kind: formula.kind }, owner);
      return negative === undefined
        ? undefined
        : { kind: 'all', positives: [], negatives: [negative], conditions: [], focus: [] };
    }
  }
}

/** What the patterns of a family are written in. */
const formOf: Readonly<Record<SyntaxFamily, string>> = {
  code: 'TypeScript',
  data: 'YAML or JSON',
  html: 'HTML',
  dockerfile: 'instructions of a Dockerfile, or a piece of a shell,',
  bash: 'commands of a shell',
  generic: 'words',
  regex: 'a regular expression',
};

/** The compiled expression of `"=~/…/"` strings and comparisons; undefined if it cannot be compiled. */
export function lookupRegex(compiler: Compiler, source: string): SafeRegex | undefined {
  const regex = sharedRegex(compiler, source);
  return typeof regex === 'string' ? undefined : regex;
}

function sharedPattern(compiler: Compiler, text: string, syntax: 'code' | 'data' | 'html'): Pattern | string {
  const own = syntax === 'code' ? text.trim() : text.replace(/^\s*\n|\s+$/g, '');
  const key = `${syntax}:${own}`;
  const known = compiler.patterns.get(key);
  if (known !== undefined) return known;
  const compiled =
    syntax === 'code'
      ? compilePattern(own)
      : syntax === 'data'
        ? compileDataPattern(own)
        : compileHtmlPattern(own);
  const value = compiled.ok ? compiled.pattern : compiled.reason;
  compiler.patterns.set(key, value);
  return value;
}

function sharedRegex(compiler: Compiler, source: string): SafeRegex | string {
  const known = compiler.regexes.get(source);
  if (known !== undefined) return known;
  const compiled = compileSafeRegex(source, { multiline: true });
  const value = compiled.ok ? compiled.regex : compiled.reason;
  compiler.regexes.set(source, value);
  return value;
}

function compileEach(
  compiler: Compiler,
  formulas: readonly Formula[],
  owner: FormulaOwner,
): readonly Program[] | undefined {
  const programs = formulas.map((formula) => compileFormula(compiler, formula, owner));
  return programs.every((program) => program !== undefined) ? programs : undefined;
}

function compileNegative(
  compiler: Compiler,
  formula: { readonly kind: NegativeTerm['kind']; readonly formula: Formula },
  owner: FormulaOwner,
): NegativeTerm | undefined {
  const part = compileFormula(compiler, formula.formula, owner);
  return part === undefined ? undefined : { kind: formula.kind, part };
}

function compileAll(
  compiler: Compiler,
  formula: Formula & { readonly kind: 'all' },
  owner: FormulaOwner,
): Program | undefined {
  const positives: Program[] = [];
  const negatives: NegativeTerm[] = [];
  const conditions: Condition[] = [];
  let isComplete = true;
  for (const term of formula.formulas) {
    if (isNegative(term)) {
      const negative = compileNegative(compiler, { ...term, kind: term.kind }, owner);
      if (negative === undefined) isComplete = false;
      else negatives.push(negative);
      continue;
    }
    const positive = compileFormula(compiler, term, owner);
    if (positive === undefined) isComplete = false;
    else positives.push(positive);
  }
  for (const source of formula.conditions) {
    const condition = compileCondition(compiler, source, owner);
    if (condition === undefined) isComplete = false;
    else conditions.push(condition);
  }
  return isComplete ? { kind: 'all', positives, negatives, conditions, focus: formula.focus } : undefined;
}

function compileCondition(
  compiler: Compiler,
  condition: MetavariableCondition,
  owner: FormulaOwner,
): Condition | undefined {
  switch (condition.kind) {
    case 'regex': {
      const regex = sharedRegex(compiler, condition.regex);
      if (typeof regex !== 'string')
        return {
          kind: 'regex',
          metavariable: condition.metavariable,
          regex,
          usesConstants: condition.constantPropagation === true,
        };
      reportRegex(compiler, owner, { at: condition.at, reason: regex });
      return undefined;
    }
    case 'pattern': {
      const { language } = condition;
      const isText = ['regex', 'generic', 'none', 'yaml', 'json', 'dockerfile', 'bash', 'sh'].includes(
        language,
      );
      const isForeign =
        !isText && language !== '' && !/^(?:js|ts|javascript|typescript|jsx|tsx)$/.test(language);
      // Languages without a parser here are compared word by word.
      const own = isForeign ? 'generic' : language;
      const syntax = own === '' ? owner.syntax : familyOfLanguage(own);
      const program = compileFormula(compiler, condition.formula, { ...owner, syntax });
      if (program === undefined) return undefined;
      const embedded =
        own === '' && ['generic', 'regex', 'dockerfile', 'bash'].includes(syntax) ? syntax : own;
      return { kind: 'pattern', metavariable: condition.metavariable, program, language: embedded };
    }
    case 'comparison': {
      const parsed = parseComparison(condition.comparison);
      if (parsed.ok)
        return {
          kind: 'comparison',
          comparison: parsed.comparison,
          base: condition.base,
          strip: condition.strip,
          today: compiler.today,
        };
      report(compiler, owner, condition.at, {
        key: 'metavariable-comparison',
        message: `The comparison "${condition.comparison}" cannot be read: ${parsed.reason}. Write it as a Python expression over metavariables, such as "$X > 10".`,
      });
      return undefined;
    }
    case 'analysis':
      return { kind: 'analysis', metavariable: condition.metavariable, analyzer: condition.analyzer };
    case 'type':
      return compileTypes(compiler, condition, owner);
  }
}

function compileTypes(
  compiler: Compiler,
  condition: MetavariableCondition & { readonly kind: 'type' },
  owner: FormulaOwner,
): Condition | undefined {
  const types: ts.TypeNode[] = [];
  for (const text of condition.types) {
    // Compiled as an annotation, so that `string` is a type and not a name.
    const compiled = compilePattern(`let __typed: ${text};`);
    const statement =
      compiled.ok && compiled.pattern.kind === 'statements' ? compiled.pattern.statements[0] : undefined;
    const type = (statement as ts.VariableStatement | undefined)?.declarationList?.declarations[0]?.type;
    if (type === undefined) {
      report(compiler, owner, condition.at, {
        key: 'metavariable-type',
        message: `"${text}" is no TypeScript type. Write it as in an annotation, such as "string" or "express.Request".`,
      });
      return undefined;
    }
    types.push(type);
  }
  return { kind: 'type', metavariable: condition.metavariable, types };
}

function reportRegex(
  compiler: Compiler,
  owner: FormulaOwner,
  { at, reason }: { readonly at: RuleLocation; readonly reason: string },
): void {
  report(compiler, owner, at, {
    key: 'pattern-regex',
    message: `The regular expression cannot be used: ${reason}. Rewrite it.`,
  });
}

function report(
  compiler: Compiler,
  owner: FormulaOwner,
  at: RuleLocation,
  { key, message }: { readonly key: string; readonly message: string },
): void {
  compiler.problems.push({
    severity: 'error',
    message,
    path: at.path,
    line: at.line,
    column: at.column,
    ruleId: owner.ruleId,
    key,
  });
}
