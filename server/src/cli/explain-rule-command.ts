/**
 * `sekretess explain-rule ID`: what a rule looks for, why it matters, what to do, and which kinds and data it names.
 */
import { toPrintable, wrapText } from '../report/printable.ts';
import { legalTexts, metadataTexts, ruleMessage, ruleTitle } from '../report/rule-text.ts';
import { readKindSentences } from '../scan/kind-sentences.ts';
import type { ScanRule } from '../scan/scan-workspace.ts';
import { UserError } from '../scan/user-error.ts';
import type { CliEnvironment } from './cli-environment.ts';
import type { CommandParts } from './create-commands.ts';
import { loadRules } from './load-rules.ts';
import { reportProblems } from './scan-command.ts';
import { writeText } from './write-output.ts';

const width = 96;

/** Ids that are offered when there is no such rule. */
const maxSuggestions = 5;

/** See the head of this file. Throws a UserError if there is no such rule. */
export async function explainRuleCommand(
  parts: CommandParts,
  args: { readonly id: string; readonly config: readonly string[] },
  environment: CliEnvironment,
): Promise<number> {
  const { rules, problems } = await loadRules(parts, args.config, environment);
  const rule = rules.find(({ id }) => id === args.id);
  if (rule === undefined) throw new UserError(explainMissing(args.id, rules));
  await writeText(
    environment.stdout,
    `${explainRule(rule, readKindSentences(parts.knowledge)).join('\n')}\n`,
  );
  return reportProblems(problems, new Set(parts.knowledge.map(({ path }) => path)), environment);
}

function explainMissing(id: string, rules: readonly ScanRule[]): string {
  const words = new Set(id.toLowerCase().split(/[^a-z0-9]+/));
  const near = rules
    .map((rule) => ({
      id: rule.id,
      shared: rule.id.split(/[^a-z0-9]+/).filter((word) => words.has(word)).length,
    }))
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared || (a.id < b.id ? -1 : 1))
    .slice(0, maxSuggestions)
    .map((entry) => entry.id);
  const hint = near.length === 0 ? '' : ` Near it are ${near.join(', ')}.`;
  return `There is no rule "${id}".${hint} Run "sekretess rules" for all of them; rules of your own need --config.`;
}

function explainRule(rule: ScanRule, sentences: ReadonlyMap<string, string>): readonly string[] {
  const section = (title: string, texts: readonly string[]): readonly string[] =>
    texts.length === 0
      ? []
      : ['', title, ...texts.flatMap((text) => wrapText(text, width - 2).map((line) => `  ${line}`))];
  const list = (texts: readonly string[]): readonly string[] => texts.map((text) => `- ${text}`);
  return [
    toPrintable(`${rule.id}: ${ruleTitle(rule)}`),
    `${rule.severity}, ${rule.mode} rule of the family ${rule.family}, for ${rule.languages.join(', ')}`,
    ...section('What it reports', [ruleMessage(rule)]),
    ...section('Why it matters', metadataTexts(rule, 'why')),
    ...section('What to do', metadataTexts(rule, 'fix', 'remediation')),
    ...section('Relevant to', list(legalTexts(rule))),
    ...section('Classification', list(metadataTexts(rule, 'code', 'cwe', 'owasp'))),
    ...section('References', list(metadataTexts(rule, 'references'))),
    ...section('From', list(specTexts(rule.taint?.sources ?? [], sentences))),
    ...section('To', list(specTexts(rule.taint?.sinks ?? [], sentences))),
    ...section('Unless it passes', list(specTexts(rule.taint?.sanitizers ?? [], sentences))),
    ...section('Guards', list(guardTexts(rule))),
    ...section('Defined in', [`${rule.at.path}:${rule.at.line}`]),
  ];
}

type TaintSpec = NonNullable<ScanRule['taint']>['sources'][number];

function specTexts(specs: readonly TaintSpec[], sentences: ReadonlyMap<string, string>): readonly string[] {
  const texts = specs.map(({ modelKind, data }) => {
    if (modelKind !== undefined) {
      const sentence = sentences.get(modelKind);
      return sentence === undefined ? modelKind : `${modelKind}: ${sentence}`;
    }
    return data === undefined ? 'what a pattern of the rule matches' : dataText(data);
  });
  return [...new Set(texts)];
}

function dataText({ types, levels, minConfidence }: NonNullable<TaintSpec['data']>): string {
  const what = [...types, ...levels.map((level) => `level ${level}`)];
  return `patient data (${what.length === 0 ? 'any' : what.join(', ')}; at least ${minConfidence} confidence)`;
}

function guardTexts({ guard }: ScanRule): readonly string[] {
  if (guard === undefined) return [];
  return [
    `records with ${dataText(guard.resource)}`,
    ...(guard.operations.length === 0 ? [] : [`operations: ${guard.operations.join(', ')}`]),
    `required: ${guard.require.join(' or ')}`,
  ];
}
