/**
 * Findings of rules that single files answer: what search rules match, and flows that were followed while matching.
 *
 * From the matches of each file to drafts of findings, in the order of the files.
 */
import type { FileFacts } from '../ir/file-facts.ts';
import type { MatchFacts, RuleMatch } from '../matching/rule-matches.ts';
import type { CompiledRule, ConfidenceTier, Severity } from '../rules/rule.ts';
import { fillMessage } from './fill-message.ts';
import type { Finding, FlowStep } from './finding.ts';
import { metavariablesOf, renderFixes } from './render-fix.ts';
import { rangeIn } from './source-range.ts';

/** A finding before its fingerprint; `sinkName` is what the fingerprint calls the sink. */
export interface FindingDraft {
  readonly finding: Omit<Finding, 'fingerprint'>;
  readonly sinkName: string;
  readonly rule: CompiledRule;
  /** Of a finding that has one already. */
  readonly fingerprint?: string;
}

/** What the drafts are made with. */
export interface FileMatchesInput {
  readonly rules: readonly CompiledRule[];
  /** Rule id → severity that replaces the rule's own. */
  readonly severities: ReadonlyMap<string, Severity>;
  readonly includeTests: boolean;
  /** The text of an analyzed file. */
  readonly textOf: (path: string) => string;
}

/** What search rules match in files, each by itself. */
export function draftFileMatches(
  files: readonly { readonly facts: FileFacts; readonly matches: MatchFacts }[],
  input: FileMatchesInput,
): FindingDraft[] {
  const drafts: FindingDraft[] = [];
  for (const { facts, matches } of files) {
    const text = input.textOf(facts.path);
    for (const match of matches.matches) {
      if (match.role !== 'search') continue;
      const rule = input.rules[match.rule];
      if (!rule || (facts.isTest && !rule.onTests && !input.includeTests)) continue;
      const location = rangeIn(facts, match.start, match.end - match.start);
      drafts.push({
        rule,
        sinkName: match.metavariables.map((variable) => variable.text).join(','),
        finding: {
          ruleId: rule.id,
          message: fillMessage(rule.message, { dataTypes: [], source: '', sink: '', endpoint: '' }, match),
          severity: input.severities.get(rule.id) ?? rule.severity,
          confidence: confidenceOfRule(rule),
          confidenceReasons: [],
          location,
          evidence: evidenceOf(match, facts, text),
          dataTypes: [],
          fixes: renderFixes(rule, match, location, text),
          metavariables: metavariablesOf(match, text),
          isTest: facts.isTest,
        },
      });
    }
  }
  return drafts;
}

/** The way of a flow that was followed while matching; nothing but the match for search rules. */
function evidenceOf({ way }: RuleMatch, facts: FileFacts, text: string): Finding['evidence'] {
  if (way === undefined) return { kind: 'match' };
  const steps = way.map(({ start, end }, index): FlowStep => {
    const kind = index === 0 ? 'source' : index === way.length - 1 ? 'sink' : 'assign';
    const code = shortCode(text.slice(start, end));
    const message = {
      source: `${code} is the source`,
      assign: `it is kept in ${code}`,
      sink: `it reaches ${code}`,
    };
    return {
      location: rangeIn(facts, start, end - start),
      kind,
      message: message[kind],
      depth: 0,
      functionName: '',
    };
  });
  return { kind: 'flow', steps };
}

/** One line of code, short enough for a sentence. */
function shortCode(code: string): string {
  const line = code.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

/** `metadata.confidence` of Semgrep rules; high when a rule says nothing. */
function confidenceOfRule(rule: CompiledRule): ConfidenceTier {
  const written = String(rule.metadata.confidence ?? 'high').toLowerCase();
  return written === 'low' || written === 'medium' ? written : 'high';
}
