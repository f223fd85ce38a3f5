/**
 * Names that a rule uses and nothing in it gives: metavariables that no pattern binds, labels that no source has.
 *
 * Such a condition can never hold, or the fix would put the name itself into the code. A name counts as bound when any
 * pattern or regular expression of the rule has it, so that nothing that could work is refused.
 */

import { defaultLabel, labelsOf, parseLabelFormula } from './label-formula.ts';
import type { CompiledRule, Formula, MetavariableCondition, RuleLocation, TaintSpec } from './rule.ts';
import { type RuleReader, reportProblem } from './rule-reader.ts';

interface Use {
  readonly name: string;
  readonly key: string;
  readonly at: RuleLocation;
}

/** Reports what is used and never bound. */
export function checkBindings(reader: RuleReader, rule: CompiledRule): void {
  const bound = new Set<string>();
  const uses: Use[] = [];
  const specs: readonly TaintSpec[] = rule.taint === undefined ? [] : Object.values(rule.taint).flat();
  for (const formula of [rule.search, ...specs.map((spec) => spec.formula)])
    if (formula !== undefined) visit(formula, bound, uses);
  for (const { from, to, at } of rule.taint?.propagators ?? []) {
    if (from !== undefined) uses.push({ name: from, key: 'from', at });
    if (to !== undefined) uses.push({ name: to, key: 'to', at });
  }
  const reported = new Set<string>();
  for (const { name, key, at } of uses) {
    if (bound.has(plain(name)) || reported.has(name)) continue;
    reported.add(name);
    const near = nearest(plain(name), bound);
    const hint = near === undefined ? '' : ` Did you mean ${near}?`;
    reportProblem(
      reader,
      at,
      key,
      `No pattern of the rule binds ${name}, so it could never report anything.${hint} Use ${name} in a pattern, or remove it here.`,
    );
  }
  checkFix(reader, rule, bound);
  checkLabels(reader, specs);
}

function visit(formula: Formula, bound: Set<string>, uses: Use[]): void {
  switch (formula.kind) {
    case 'pattern':
      for (const name of metavariablesIn(formula.text)) bound.add(plain(name));
      return;
    case 'regex':
      addGroups(formula.regex, bound);
      return;
    case 'all':
      for (const part of formula.formulas) visit(part, bound, uses);
      for (const condition of formula.conditions) visitCondition(condition, bound, uses);
      for (const names of formula.focus)
        for (const name of names) uses.push({ name, key: 'focus-metavariable', at: formula.at });
      return;
    case 'any':
      for (const part of formula.formulas) visit(part, bound, uses);
      return;
    default:
      visit(formula.formula, bound, uses);
  }
}

function visitCondition(condition: MetavariableCondition, bound: Set<string>, uses: Use[]): void {
  const { at } = condition;
  const key = `metavariable-${condition.kind}`;
  if (condition.kind === 'comparison') {
    for (const name of metavariablesIn(condition.comparison)) uses.push({ name, key, at });
    return;
  }
  uses.push({ name: condition.metavariable, key, at });
  if (condition.kind === 'pattern') visit(condition.formula, bound, uses);
  if (condition.kind === 'regex') addGroups(condition.regex, bound);
}

/** `$X`, `$...ARGS`, `$1`, `$_`. */
function metavariablesIn(text: string): readonly string[] {
  return text.match(/\$(?:\.\.\.)?(?:[A-Z_][A-Z0-9_]*|\d+)/g) ?? [];
}

function addGroups(regex: string, bound: Set<string>): void {
  for (const match of regex.matchAll(/\(\?P?<([A-Za-z_]\w*)>/g)) bound.add(`$${match[1] ?? ''}`);
  const groups = regex.match(/\((?!\?)/g)?.length ?? 0;
  for (let group = 0; group <= groups + 9; group++) bound.add(`$${group}`);
}

function plain(name: string): string {
  return name.replace('$...', '$');
}

function nearest(name: string, bound: ReadonlySet<string>): string | undefined {
  return [...bound].sort().find((other) => other.startsWith(name) || name.startsWith(other));
}

function checkFix(reader: RuleReader, rule: CompiledRule, bound: ReadonlySet<string>): void {
  const missing = metavariablesIn(rule.fix).find(
    (name) => /^\$(?:\.\.\.)?[A-Z]/.test(name) && !bound.has(plain(name)),
  );
  if (missing !== undefined)
    reportProblem(
      reader,
      rule.at,
      'fix',
      `The fix names ${missing}, which no pattern of the rule binds, so it would stand in the code as it is.`,
      'warning',
    );
}

function checkLabels(reader: RuleReader, specs: readonly TaintSpec[]): void {
  const labels = new Set(specs.map(({ label }) => label).filter((label) => label !== ''));
  for (const { requires, requiresByMetavariable = [], at } of specs) {
    const texts = [requires, ...requiresByMetavariable.map((one) => one.requires)];
    const unknown = texts
      .flatMap((text) => {
        const parsed = text === '' ? undefined : parseLabelFormula(text);
        return parsed?.ok === true ? labelsOf(parsed.formula) : [];
      })
      .find((label) => label !== defaultLabel && !labels.has(label));
    if (unknown === undefined) continue;
    const known =
      labels.size === 0 ? 'No source has a label' : `The labels are ${[...labels].sort().join(', ')}`;
    reportProblem(
      reader,
      at,
      'requires',
      `"requires" names the label "${unknown}", which no source gives. ${known}. Correct the name, or add \`label: ${unknown}\` to a source.`,
    );
  }
}
