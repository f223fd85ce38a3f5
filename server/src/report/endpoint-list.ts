/**
 * The list of endpoints as text and as JSON.
 */
import type { EndpointListing, NamedPlace, SourceRange } from '../analyzer/findings/finding.ts';
import { toPrintable } from './printable.ts';
import { countOf } from './report.ts';
import { placeText, type TextStyle } from './text-style.ts';

/** Version of the shape of the JSON. */
const formatVersion = 1;

/** One row an endpoint, in columns; the chain from the outside in. */
export function endpointsText(endpoints: readonly EndpointListing[], style: TextStyle): string {
  const methodWidth = widthOf(endpoints, ({ method }) => method, 8);
  const pathWidth = widthOf(endpoints, ({ path }) => path, 44);
  const frameworkWidth = widthOf(endpoints, ({ framework }) => framework, 20);
  const { colors } = style;
  const rows = endpoints.map((endpoint) => {
    const { method, path, framework, handlers, location, doubts } = endpoint;
    const [handler] = handlers;
    const cells = [
      colors.bold(toPrintable(method).padEnd(methodWidth)),
      toPrintable(path === '' ? '?' : path).padEnd(pathWidth),
      colors.dim(toPrintable(framework).padEnd(frameworkWidth)),
      placeText(style, handler?.location ?? location),
    ];
    const name = handler?.name ?? '';
    if (name !== '') cells.push(toPrintable(name));
    if (endpoint.chain.length > 0) cells.push(colors.dim(`after ${chainText(endpoint)}`));
    if (doubts.length > 0) cells.push(colors.yellow(`may: ${toPrintable(doubts.join('; '))}`));
    return cells.join('  ');
  });
  const frameworks = [...new Set(endpoints.map(({ framework }) => framework))].sort();
  const total = `${countOf(endpoints.length, 'endpoint')}${frameworks.length > 0 ? ` (${frameworks.join(', ')})` : ''}.`;
  return `${[...rows, ...(rows.length > 0 ? [''] : []), total].join('\n')}\n`;
}

/** One object; described by rules/schema/endpoints.schema.json. */
export function endpointsJson(endpoints: readonly EndpointListing[], toolVersion: string): string {
  const list = {
    format: 'sekretess-endpoints',
    formatVersion,
    tool: { name: 'sekretess', version: toolVersion },
    endpoints: endpoints.map(({ method, path, framework, location, handlers, chain, doubts }) => ({
      method,
      path,
      framework,
      location: toPlace(location),
      handlers: handlers.map(toNamed),
      chain: chain.map(({ kind, name, functions }) => ({ kind, name, functions: functions.map(toNamed) })),
      isCertain: doubts.length === 0,
      doubts,
    })),
  };
  return `${JSON.stringify(list, undefined, 2)}\n`;
}

function chainText({ chain }: EndpointListing): string {
  return chain
    .map(({ kind, name, functions }) => {
      const shown = toPrintable(name !== '' ? name : (functions[0]?.name ?? '') || 'a function');
      return kind === 'mark' ? `[${shown}]` : shown;
    })
    .join(' > ');
}

function toNamed({ name, location }: NamedPlace) {
  return { name, location: toPlace(location) };
}

function toPlace({ path, startLine, startColumn, endLine, endColumn }: SourceRange) {
  return {
    path,
    line: startLine + 1,
    column: startColumn + 1,
    endLine: endLine + 1,
    endColumn: endColumn + 1,
  };
}

/** The longest text, up to `most`. */
function widthOf<T>(items: readonly T[], textOf: (item: T) => string, most: number): number {
  return Math.min(most, Math.max(0, ...items.map((item) => textOf(item).length)));
}
