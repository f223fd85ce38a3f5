/**
 * A finding → the text of its hover: which data, why it matters, what to do, how sure we are, and the path. The message
 * is not repeated: editors show it with the diagnostic.
 *
 * Markdown, or plain text for a client that has no Markdown. Everything that comes from the scanned code or from a
 * rule file is escaped: it is data, not markup.
 */
import type { Finding, FindingDataType } from '../analyzer/findings/finding.ts';
import { factsBeyondMessage } from '../report/facts-beyond-message.ts';
import type { RuleSummary } from './analysis/messages.ts';
import { stepsOf } from './steps.ts';

/** What a hover needs to know beyond the finding. */
export interface HoverContext {
  readonly rule: RuleSummary | undefined;
  readonly format: 'markdown' | 'plaintext';
  readonly uriOf: (path: string) => string | undefined;
  /** URI of the page about the rule; undefined when there is none. */
  readonly page: string | undefined;
}

/** Data types of the same evidence are listed one by one up to this many. */
const maxDataTypes = 12;

/** The hover of one finding. */
export function printHover(finding: Finding, context: HoverContext): string {
  const { quote, strong, link } = markup(context.format);
  const { rule } = context;
  const title = link(strong(quote(finding.ruleId)), context.page);
  const sections = [
    `${title} · ${finding.severity}`,
    printDataTypes(finding.dataTypes, context.format),
    rule?.why ? `${strong('Why')}: ${quote(rule.why)}` : '',
    rule?.fix ? `${strong('What to do')}: ${quote(rule.fix)}` : '',
    printConfidence(finding, context.format),
    printFacts(finding, context.format),
    rule && rule.legal.length > 0 ? `${strong('Relevant to')}: ${quote(rule.legal.join('; '))}` : '',
    printPath(finding, context),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function printDataTypes(types: readonly FindingDataType[], format: HoverContext['format']): string {
  if (types.length === 0) return '';
  const { quote, strong, list } = markup(format);
  const rows = types
    .slice(0, maxDataTypes)
    .map(({ label, level, evidence }) => quote(`${label} (${level})${evidence ? `: ${evidence}` : ''}`));
  if (types.length > maxDataTypes) rows.push(`and ${types.length - maxDataTypes} more`);
  return `${strong('Data')}\n\n${list(rows)}`;
}

function printConfidence(finding: Finding, format: HoverContext['format']): string {
  const { quote, strong } = markup(format);
  const reasons = finding.confidenceReasons.length > 0 ? `: ${finding.confidenceReasons.join('; ')}` : '';
  return `${strong('Confidence')} ${finding.confidence}${quote(reasons)}`;
}

function printFacts(finding: Finding, format: HoverContext['format']): string {
  const { quote, strong, list } = markup(format);
  const { tiesFound, tiesMissing, siblings } = factsBeyondMessage(finding);
  const rows = [
    ...tiesMissing.map((tie) => `missing: ${tie}`),
    ...tiesFound.map((tie) => `found: ${tie}`),
    ...siblings.map((sibling) => `compare: ${sibling}`),
  ];
  return rows.length === 0 ? '' : `${strong('Ties to the caller')}\n\n${list(rows.map(quote))}`;
}

function printPath(finding: Finding, context: HoverContext): string {
  const { quote, strong, link, orderedList } = markup(context.format);
  const rows = stepsOf(finding).map(({ location, message }) => {
    const uri = context.uriOf(location.path);
    const place = `${location.path}:${location.startLine + 1}`;
    return `${link(quote(place), uri && `${uri}#L${location.startLine + 1}`)} ${quote(message)}`;
  });
  return rows.length === 0 ? '' : `${strong('Path')}\n\n${orderedList(rows)}`;
}

/** The few pieces of markup that a hover is made of. */
function markup(format: HoverContext['format']) {
  const isMarkdown = format === 'markdown';
  return {
    quote: (text: string) => (isMarkdown ? text.replace(/[\\`*_{}[\]<>#|~!()]/g, '\\$&') : text),
    strong: (text: string) => (isMarkdown ? `**${text}**` : text),
    link: (text: string, uri: string | undefined) => (isMarkdown && uri ? `[${text}](<${uri}>)` : text),
    list: (rows: readonly string[]) => rows.map((row) => `- ${row}`).join('\n'),
    orderedList: (rows: readonly string[]) => rows.map((row, index) => `${index + 1}. ${row}`).join('\n'),
  };
}
