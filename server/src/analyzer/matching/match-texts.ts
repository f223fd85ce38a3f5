/**
 * Matches rules that consist of regular expressions alone against any text: configuration, templates, notes.
 *
 * On a file that has a syntax of ours, rules that also name its language are left to `match-rules.ts`.
 */
import type { CoverageGap } from '../base/problem.ts';
import { lookupRegex } from './compile-formula.ts';
import { bindings } from './environment.ts';
import { evaluateFormula, textOfBound, textScope } from './evaluate-formula.ts';
import { gapOf, languageOfPath, type PreparedRules } from './match-rules.ts';
import type { RuleMatch } from './rule-matches.ts';

/** The matches of the rules for language `regex` in one text, sorted by rule and range. Values are -1. */
export function matchTexts(
  prepared: PreparedRules,
  { path, text }: { readonly path: string; readonly text: string },
): { readonly matches: readonly RuleMatch[]; readonly gaps: readonly CoverageGap[] } {
  const matches: RuleMatch[] = [];
  const gaps: CoverageGap[] = [];
  const language = languageOfPath(path);
  const regex = (source: string) => lookupRegex(prepared.compiler, source);
  const scope = textScope(text, regex);
  for (const rule of prepared.rules) {
    const { languages } = rule.rule;
    if (!rule.isTextual || !(languages.includes('regex') || languages.includes('generic'))) continue;
    if (languages.includes(language) || !rule.appliesTo(path)) continue;
    try {
      for (const spec of rule.specs)
        for (const match of evaluateFormula(scope, spec.program))
          matches.push({
            rule: rule.index,
            role: spec.role,
            spec: spec.spec,
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
          });
    } catch (error) {
      gaps.push(gapOf(path, rule.rule.id, error));
    }
  }
  return { matches, gaps };
}
