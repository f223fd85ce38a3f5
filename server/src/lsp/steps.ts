/**
 * The places that lead to a finding, whatever kind of evidence it has, each with one clause.
 */
import type { Finding, SourceRange } from '../analyzer/findings/finding.ts';

/** One place on the way. */
export interface Step {
  readonly location: SourceRange;
  readonly message: string;
}

/** In the order of the data: from the source (or the endpoint) to the sink (or the exposure). Empty for a match. */
export function stepsOf(finding: Finding): readonly Step[] {
  const { evidence } = finding;
  switch (evidence.kind) {
    case 'flow':
      return evidence.steps;
    case 'facts': {
      const { method, path, handler } = evidence.endpoint;
      const name = [method, path].filter((part) => part !== '').join(' ');
      const isNamedAlready = evidence.steps.some((step) => samePlace(step.location, handler));
      if (isNamedAlready) return evidence.steps;
      return [{ location: handler, message: `${name || 'the endpoint'} is handled here` }, ...evidence.steps];
    }
    case 'match':
      return [];
  }
}

function samePlace(a: SourceRange, b: SourceRange): boolean {
  return a.path === b.path && a.start === b.start && a.length === b.length;
}
