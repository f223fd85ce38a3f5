/**
 * The rules in force → the texts that hovers and quick fixes show of them.
 */
import type { Engine } from '../../analyzer/engine/engine.ts';
import type { RuleSummary } from './messages.ts';

/** `shippedPaths`: the files that came with Sekretess, as their rules name them. */
export function summarizeRules(
  rules: ReturnType<Engine['rules']>,
  shippedPaths: ReadonlySet<string>,
): readonly RuleSummary[] {
  return rules.map((rule) => ({
    id: rule.id,
    severity: rule.severity,
    message: rule.message,
    why: textOf(rule.metadata.why),
    fix: textOf(rule.metadata.fix),
    legal: textsOf(rule.metadata.legal),
    cwe: textsOf(rule.metadata.cwe),
    shipped: shippedPaths.has(rule.at.path),
    readsTexts: rule.languages.some((language) => language !== 'javascript' && language !== 'typescript'),
  }));
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return textsOf(value).join(' ');
}

/** One entry a text; of an object, its texts in a row (`{article: …, source: …}`). */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value.trim()];
  if (Array.isArray(value)) return value.flatMap((entry) => textsOf(entry));
  if (typeof value === 'object' && value !== null) {
    const texts = Object.values(value).filter((entry) => typeof entry === 'string');
    return texts.length > 0 ? [texts.join(', ')] : [];
  }
  return [];
}
