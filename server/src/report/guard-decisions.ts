/**
 * What was decided about the records of endpoints, as text and as JSON.
 */
import type { EndpointListing, GuardDecision, SourceRange } from '../analyzer/findings/finding.ts';
import { toPrintable } from './printable.ts';
import { placeText, type TextStyle } from './text-style.ts';

/** Version of the shape of the JSON. */
const formatVersion = 1;

const verdictText = {
  tied: 'tied to the caller',
  role: 'behind a role, tied to nobody',
  none: 'tied to nobody',
} as const;

const callerText = {
  seen: 'is asked for on the way to the handler',
  none: 'nobody asks',
  unknown: 'it is not known whether anybody asks',
} as const;

/** One block an endpoint, one paragraph a record. */
export function decisionsText(
  endpoints: readonly EndpointListing[],
  decisions: readonly GuardDecision[],
  style: TextStyle,
): string {
  const { colors } = style;
  const lines: string[] = [];
  for (const endpoint of endpoints) {
    lines.push(
      `${colors.bold(toPrintable(`${endpoint.method} ${endpoint.path === '' ? '?' : endpoint.path}`))}  ${placeText(style, endpoint.location)}`,
    );
    const own = decisions.filter((decision) => isOf(decision, endpoint));
    if (own.length === 0) lines.push('  hands out and changes no patient data that is known', '');
    for (const decision of own) {
      const { resource, operation, identifiers, dataTypes, verdict } = decision;
      lines.push(
        `  ${colors.bold(verdictText[verdict])}: ${operation} ${toPrintable(resource === '' ? 'of an unknown record' : resource)}  ${placeText(style, decision.query)}`,
        `    selected by  ${identifiers.length === 0 ? 'nothing of the request' : toPrintable(identifiers.join(', '))}`,
        `    holds        ${dataTypes.map(({ type }) => type).join(', ')}`,
        `    leaves at    ${placeText(style, decision.place)}`,
        ...decision.found.map(
          ({ text, location }) =>
            `    found        ${toPrintable(text)}${location ? `  ${placeText(style, location)}` : ''}`,
        ),
        ...decision.missing.map((text) => `    missing      ${toPrintable(text)}`),
        ...decision.possible.map((name) => `    not known    ${toPrintable(name)}, which saw both sides`),
        ...(decision.siblings === '' ? [] : [`    beside it    ${toPrintable(decision.siblings)}`]),
        ...(decision.answer ? [`    answered     ${toPrintable(decision.answer.text)}`] : []),
        `    who calls    ${callerText[decision.authentication]}`,
        '',
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

/** One object; the same program gives the same bytes. */
export function decisionsJson(
  endpoints: readonly EndpointListing[],
  decisions: readonly GuardDecision[],
  toolVersion: string,
): string {
  const document = {
    format: 'sekretess-decisions',
    formatVersion,
    tool: { name: 'sekretess', version: toolVersion },
    endpoints: endpoints.map((endpoint) => ({
      method: endpoint.method,
      path: endpoint.path,
      framework: endpoint.framework,
      location: toPlace(endpoint.location),
      records: decisions
        .filter((decision) => isOf(decision, endpoint))
        .map((decision) => ({
          resource: decision.resource,
          operation: decision.operation,
          query: toPlace(decision.query),
          place: toPlace(decision.place),
          identifiers: decision.identifiers,
          dataTypes: decision.dataTypes.map(({ type }) => type),
          verdict: decision.verdict,
          found: decision.found.map(({ text, location }) => ({
            text,
            location: location && toPlace(location),
          })),
          missing: decision.missing,
          possible: decision.possible,
          siblings: decision.siblings,
          authentication: decision.authentication,
          ...(decision.answer ? { answer: decision.answer } : {}),
        })),
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function isOf(decision: GuardDecision, { method, path, location }: EndpointListing): boolean {
  return (
    decision.method === method &&
    decision.path === path &&
    decision.location.path === location.path &&
    decision.location.start === location.start
  );
}

function toPlace({ path, startLine, startColumn }: SourceRange) {
  return { path, line: startLine + 1, column: startColumn + 1 };
}
