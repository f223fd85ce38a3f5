/**
 * Matches the rules that are not about code: regular expressions and generic patterns on any text, and patterns of YAML
 * and JSON on the files of these languages.
 *
 * On a file that has a syntax of ours, rules that also name its language are left to `match-rules.ts`.
 */
import type ts from 'typescript';
import type { CoverageGap } from '../base/problem.ts';
import { parseData } from '../frontends/data/data-tree.ts';
import { parseHtml } from '../frontends/html/html-tree.ts';
import { requirementOf } from './anchor-index.ts';
import { lookupRegex } from './compile-formula.ts';
import { bindings } from './environment.ts';
import { evaluateFormula, resetBudget, textOfBound } from './evaluate-formula.ts';
import { familyOfRules, languagesOfPath } from './file-languages.ts';
import type { FormulaMatch, FormulaScope } from './formula-ranges.ts';
import type { GenericOptions } from './generic-options.ts';
import { createMatchContext, dataOptions, readMatchOptions } from './match-pattern.ts';
import { gapOf, type PreparedRule, type PreparedRules, type PreparedSpec } from './match-rules.ts';
import type { RuleMatch } from './rule-matches.ts';
import { createSourceIndex, type SourceIndex } from './source-index.ts';
import { genericFinder, lazyDocker, textScope } from './text-scope.ts';

/** Whether some rule of the set looks at files that are no code, or at code as text. */
export function wantsTexts(prepared: PreparedRules): boolean {
  return prepared.rules.some(({ family }) => family !== 'code');
}

/** The matches of the rules in one text, sorted by rule and range. Values are -1. */
export function matchTexts(
  prepared: PreparedRules,
  { path, text }: { readonly path: string; readonly text: string },
): { readonly matches: readonly RuleMatch[]; readonly gaps: readonly CoverageGap[] } {
  const matches: RuleMatch[] = [];
  const gaps: CoverageGap[] = [];
  const run: TextRun = {
    prepared,
    path,
    text,
    languages: languagesOfPath(path),
    scopes: new Map(),
    index: undefined,
  };
  for (const rule of prepared.rules) {
    if (rule.family === 'code' || !concerns(rule, run.languages) || !rule.appliesTo(path)) continue;
    try {
      const scope = scopeOf(run, rule);
      if (scope === undefined) continue;
      resetBudget(scope);
      for (const spec of rule.specs)
        for (const match of evaluateFormula(scope, spec.program))
          matches.push(toMatch(text, rule, spec, match));
    } catch (error) {
      gaps.push(gapOf(path, rule.rule.id, error));
    }
  }
  return { matches, gaps };
}

function concerns({ rule, family }: PreparedRule, own: readonly string[]): boolean {
  const { languages } = rule;
  const shared = languages.filter((language) => own.includes(language));
  const isOwn = shared.length > 0;
  if (family === 'data' || family === 'html' || family === 'dockerfile')
    return shared.some((language) => familyOfRules(language) === family);
  if (isOwn) return family === 'regex' && shared.some((one) => familyOfRules(one) === 'regex');
  return languages.includes(family === 'generic' ? 'generic' : 'regex');
}

interface TextRun {
  readonly prepared: PreparedRules;
  readonly path: string;
  readonly text: string;
  readonly languages: readonly string[];
  readonly scopes: Map<string, FormulaScope | undefined>;
  index: SourceIndex | undefined;
}

function scopeOf(run: TextRun, rule: PreparedRule): FormulaScope | undefined {
  const isData = rule.family === 'data' || rule.family === 'html';
  const key = isData ? rule.optionsKey : JSON.stringify(rule.generic);
  if (run.scopes.has(key)) return run.scopes.get(key);
  const scope = isData ? dataScope(run, rule) : plainScope(run, rule.generic);
  run.scopes.set(key, scope);
  return scope;
}

function plainScope({ prepared, text }: TextRun, generic: GenericOptions): FormulaScope {
  return textScope(text, (source) => lookupRegex(prepared.compiler, source), generic);
}

function dataScope(run: TextRun, rule: PreparedRule): FormulaScope | undefined {
  const { prepared, path, text } = run;
  if (run.index === undefined) {
    const file: ts.SourceFile | undefined =
      rule.family === 'html' ? parseHtml(path, text) : parseData(path, text);
    if (file === undefined) return undefined;
    run.index = createSourceIndex(file);
  }
  const regex: FormulaScope['regex'] = (source) => lookupRegex(prepared.compiler, source);
  return {
    text,
    ctx: createMatchContext(run.index, dataOptions(readMatchOptions(rule.rule.options)), regex),
    patternMatches: new Map(),
    regexMatches: new Map(),
    programMatches: new Map(),
    canMatch: (program) => hasWords(text, requirementOf(program)),
    regex,
    findGeneric: genericFinder(text, rule.generic),
    dockerTree: lazyDocker(text),
    genericOptions: rule.generic,
  };
}

/** Texts that a match needs; names do not count here, as data has none. */
function hasWords(text: string, requirement: ReturnType<typeof requirementOf>): boolean {
  switch (requirement.kind) {
    case 'text':
      return text.includes(requirement.word);
    case 'all':
      return requirement.parts.every((part) => hasWords(text, part));
    case 'any':
      return requirement.parts.some((part) => hasWords(text, part));
    default:
      return true;
  }
}

function toMatch(
  text: string,
  rule: PreparedRule,
  { role, spec }: PreparedSpec,
  match: FormulaMatch,
): RuleMatch {
  return {
    rule: rule.index,
    role,
    spec,
    start: match.start,
    end: match.end,
    value: -1,
    from: -1,
    to: -1,
    metavariables: bindings(match.environment).map(([name, bound]) => ({
      name,
      text: textOfBound(text, bound).slice(0, 200),
      start: bound.start,
      end: bound.end,
      value: -1,
    })),
  };
}
