/**
 * Runs one rule on one piece of code and says on which lines it matches. For the tables of this folder.
 */
import assert from 'node:assert/strict';
import { lowerModule } from '../../../../server/src/analyzer/frontends/javascript/lower-module.ts';
import { parseModule } from '../../../../server/src/analyzer/frontends/javascript/parse.ts';
import { matchRules, prepareRules } from '../../../../server/src/analyzer/matching/match-rules.ts';
import type { RuleMatch } from '../../../../server/src/analyzer/matching/rule-matches.ts';
import { loadRules } from '../../../../server/src/analyzer/rules/load-rules.ts';

/** Code with a gutter of two columns: `> ` marks the lines on which a match must begin, all others must have none. */
export type MarkedCode = readonly string[];

/** Matches the rule (without id, message, languages, severity) on code in a file of the given extension. */
export function matchOn(
  rule: Readonly<Record<string, unknown>>,
  code: string,
  extension = 'tsx',
): { readonly matches: readonly RuleMatch[]; readonly lines: readonly number[] } {
  const text = JSON.stringify({
    rules: [{ id: 'case', message: 'm', languages: ['ts', 'js'], severity: 'INFO', ...rule }],
  });
  const { rules, problems } = loadRules([{ path: 'rules.yaml', text }], new Map(), undefined);
  assert.deepEqual(problems, []);
  const prepared = prepareRules(rules);
  assert.deepEqual(prepared.problems, []);
  const parsed = parseModule(`case.${extension}`, code);
  const lowered = lowerModule(parsed);
  const { facts, gaps } = matchRules(prepared, parsed, lowered.expressionValues, lowered.ir);
  assert.deepEqual(gaps, []);
  const lines = new Set(
    facts.matches.map(({ start }) => parsed.sourceFile.getLineAndCharacterOfPosition(start).line + 1),
  );
  return { matches: facts.matches, lines: [...lines].sort((left, right) => left - right) };
}

/** Asserts that the rule matches exactly on the marked lines. */
export function assertMarked(
  rule: Readonly<Record<string, unknown>>,
  code: MarkedCode,
  extension?: string,
): void {
  const plain = code.map((line) => line.slice(2)).join('\n');
  const expected = code.flatMap((line, index) => (line.startsWith('> ') ? [index + 1] : []));
  assert.deepEqual(matchOn(rule, plain, extension).lines, expected);
}
