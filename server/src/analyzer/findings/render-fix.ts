/**
 * The fix of a rule for one match: `fix` with its metavariables filled in, or the matched text with `fix-regex` applied.
 *
 * Texts come from the file itself, because a match keeps only the beginning of long ones.
 */
import type { RuleMatch } from '../matching/rule-matches.ts';
import type { CompiledRule, FixRegex } from '../rules/rule.ts';
import { compileSafeRegex, type SafeRegex } from '../rules/safe-regex.ts';
import type { FindingFix, FindingMetavariable, SourceRange } from './finding.ts';

/** The replacements that the rule offers for `match`; `text` is the whole file. `location`: what is replaced. */
export function renderFixes(
  rule: CompiledRule,
  match: RuleMatch,
  location: SourceRange,
  text: string,
): FindingFix[] {
  const newText = rule.fix === '' ? replaceMatched(rule, match, text) : fillIn(rule.fix, match, text);
  return newText === undefined
    ? []
    : [{ title: `Apply the fix of ${rule.id}`, edits: [{ location, newText }] }];
}

/** What the metavariables of a match are bound to, in the order of their names. */
export function metavariablesOf(match: RuleMatch, text: string): readonly FindingMetavariable[] {
  return match.metavariables
    .map(({ name, text: kept, start, end }) => ({
      name,
      text: start >= 0 && end <= text.length ? text.slice(start, end) : kept,
      start,
      end,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/**
 * Longer names first, so that `$XS` is not read as `$X`. One pass, so that what is filled in stays as it is. A text in
 * quotes keeps those it has in the file: in others it might end too early.
 */
function fillIn(fix: string, match: RuleMatch, text: string): string {
  const values = new Map(metavariablesOf(match, text).map((variable) => [variable.name, variable]));
  const names = [...values.keys()].sort((a, b) => b.length - a.length);
  if (names.length === 0) return fix;
  const choice = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  return fix.replace(
    new RegExp(`(["'\`])(${choice})\\1|${choice}`, 'g'),
    (found, quote?: string, quoted?: string) => {
      const variable = values.get(quoted ?? found);
      if (variable === undefined) return found;
      if (quote === undefined) return variable.text;
      return literalAround(variable, text) ?? quote + variable.text + quote;
    },
  );
}

/** The literal whose content a metavariable is bound to, with its quotes. */
function literalAround({ start, end }: FindingMetavariable, text: string): string | undefined {
  const quote = text[start - 1] ?? '';
  return /^["'`]$/.test(quote) && text[end] === quote ? text.slice(start - 1, end + 1) : undefined;
}

const compiled = new WeakMap<FixRegex, SafeRegex | 'unusable'>();

function replaceMatched({ fixRegex }: CompiledRule, match: RuleMatch, text: string): string | undefined {
  if (fixRegex === undefined) return undefined;
  let regex = compiled.get(fixRegex);
  if (regex === undefined) {
    const result = compileSafeRegex(fixRegex.regex, { multiline: true });
    regex = result.ok ? result.regex : 'unusable';
    compiled.set(fixRegex, regex);
  }
  if (regex === 'unusable') return undefined;
  const matched = text.slice(match.start, match.end);
  const all = regex.findAll(matched);
  const found = fixRegex.count === 0 ? all : all.slice(0, fixRegex.count);
  if (found.length === 0) return undefined;
  let result = '';
  let end = 0;
  for (const one of found) {
    const replacement = fixRegex.replacement.replace(
      /\\(?:g<(\w+)>|(\d{1,2})|([nt\\]))/g,
      (_, name?: string, index?: string, letter?: string) => {
        if (letter !== undefined) return escapes[letter] ?? letter;
        const group = index ?? name ?? '';
        return (/^\d+$/.test(group) ? one.groups[Number(group)] : one.named[group]) ?? '';
      },
    );
    result += matched.slice(end, one.start) + replacement;
    end = one.end;
  }
  return result + matched.slice(end);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\' };
