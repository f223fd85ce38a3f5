/**
 * What a rule's metadata says, whatever shape its author gave it: titles, reasons, advice, CWE numbers, law.
 *
 * Metadata is free-form in Semgrep rules, so everything here takes `unknown` and never fails.
 */
import type { ReportRule } from './report.ts';

/** Texts of a metadata key that may hold one text or a list. */
export function metadataTexts(rule: ReportRule, ...keys: readonly string[]): readonly string[] {
  return keys.flatMap((key) => {
    const value = Object.hasOwn(rule.metadata, key) ? rule.metadata[key] : undefined;
    return (Array.isArray(value) ? value : [value]).flatMap((item) =>
      typeof item === 'string' && item.trim() !== ''
        ? [item.trim()]
        : typeof item === 'number'
          ? [String(item)]
          : [],
    );
  });
}

/** A short name for people: the rule's title, else its id in words. */
export function ruleTitle(rule: ReportRule): string {
  const [title] = metadataTexts(rule, 'title', 'shortDescription');
  if (title !== undefined) return title;
  const words = rule.id
    .slice(rule.id.lastIndexOf('.') + 1)
    .replace(/[-_]+/g, ' ')
    .trim();
  return words === '' ? rule.id : words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** The message as it stands in the rule, its placeholders in words. */
export function ruleMessage(rule: ReportRule): string {
  const text = rule.message
    .replace(/\{dataTypes\}/g, 'patient data')
    .replace(/\{(\w+)\}/g, (_, name: string) => `(${name})`)
    .trim();
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** The law that a rule is relevant to, without these words. */
export function legalTexts(rule: ReportRule): readonly string[] {
  return metadataTexts(rule, 'legal').map((text) => text.replace(/^relevant to /i, ''));
}

/** Numbers of `CWE-359: Exposure …`, each once, in order. */
export function cweNumbers(rule: ReportRule): readonly string[] {
  const numbers = metadataTexts(rule, 'cwe').flatMap((text) => /\bCWE-(\d{1,5})\b/i.exec(text)?.[1] ?? []);
  return [...new Set(numbers)];
}

/** The help of a rule as Markdown: what, why, what to do, sources. */
export function ruleMarkdown(rule: ReportRule): string {
  const section = (title: string, texts: readonly string[]): readonly string[] =>
    texts.length === 0 ? [] : ['', `## ${title}`, '', ...texts];
  const list = (texts: readonly string[]): readonly string[] => texts.map((text) => `- ${text}`);
  return [
    `# ${ruleTitle(rule)}`,
    '',
    ruleMessage(rule),
    ...section('Why it matters', metadataTexts(rule, 'why')),
    ...section('What to do', metadataTexts(rule, 'fix', 'remediation')),
    ...section('Relevant to', list(legalTexts(rule))),
    ...section('Classification', list([...metadataTexts(rule, 'cwe'), ...metadataTexts(rule, 'owasp')])),
    ...section('References', list(metadataTexts(rule, 'references'))),
    '',
  ].join('\n');
}

/** The same as plain text. */
export function ruleHelpText(rule: ReportRule): string {
  const parts = [
    ruleMessage(rule),
    ...metadataTexts(rule, 'why'),
    ...metadataTexts(rule, 'fix', 'remediation'),
  ];
  return parts.join('\n\n');
}
