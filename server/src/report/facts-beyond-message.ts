/**
 * The facts of a finding that its message does not tell: whoever shows the message already repeats nothing.
 *
 * Messages of guard findings name the first few ties of each kind in words; the evidence has all of them.
 */
import type { Evidence, Finding } from '../analyzer/findings/finding.ts';

type Facts = Pick<Extract<Evidence, { kind: 'facts' }>, 'tiesFound' | 'tiesMissing' | 'siblings'>;

/** Ties and siblings that do not stand in the message; nothing for findings without facts. */
export function factsBeyondMessage({ evidence, message }: Pick<Finding, 'evidence' | 'message'>): Facts {
  const beyond = (texts: readonly string[]) => texts.filter((text) => !message.includes(text));
  return evidence.kind === 'facts'
    ? {
        tiesFound: beyond(evidence.tiesFound),
        tiesMissing: beyond(evidence.tiesMissing),
        siblings: beyond(evidence.siblings),
      }
    : { tiesFound: [], tiesMissing: [], siblings: [] };
}
