/**
 * The exposure map, and what changed between two, as text.
 */
import type { MapChange } from '../analyzer/findings/diff-exposure-maps.ts';
import type {
  Access,
  ExposureMap,
  MapCell,
  MapDataType,
  MapEndpoint,
  MapRecipient,
} from '../analyzer/findings/exposure-map.ts';
import { accessText, changeText, diffSummary, kindText, mapSummary } from './map-words.ts';
import { toPrintable } from './printable.ts';
import { type Colors, placeText, type TextStyle } from './text-style.ts';

/** One block a row: what happens to which data, what guards it, and the records behind it. */
export function mapText(map: ExposureMap, style: TextStyle): string {
  const { colors } = style;
  const labelOf = labels(map.dataTypes);
  const lines = map.endpoints.flatMap((endpoint) => endpointLines(endpoint, labelOf, style));
  if (map.recipients.length > 0) lines.push(colors.bold('Data goes out to'), '');
  lines.push(...map.recipients.flatMap((recipient) => recipientLines(recipient, labelOf, style)));
  const unsure = map.others.filter(({ doubts, handlers }) => doubts.length > 0 || handlers.length === 0);
  if (unsure.length > 0) {
    lines.push(colors.bold('Nothing is known of these, so nothing says that they are safe'), '');
    for (const { id, location, doubts } of unsure)
      lines.push(
        `  ${toPrintable(id)}  ${placeText(style, location)}${doubts.length > 0 ? `  ${colors.yellow(toPrintable(doubts.join('; ')))}` : '  the handler is not known'}`,
      );
    lines.push('');
  }
  return `${[...lines, mapSummary(map)].join('\n')}\n`;
}

/** One line a change, the worst first. */
export function diffText(changes: readonly MapChange[], style: TextStyle): string {
  const { colors } = style;
  const lines = changes.map((change) => {
    const text = toPrintable(changeText(change));
    return change.isWorse ? colors.red(text) : text;
  });
  return `${[...lines, ...(lines.length > 0 ? [''] : []), diffSummary(changes)].join('\n')}\n`;
}

function endpointLines(
  endpoint: MapEndpoint,
  labelOf: (id: string) => string,
  style: TextStyle,
): readonly string[] {
  const { colors } = style;
  const { id, location, chain, doubts, cells, records } = endpoint;
  const after = chain.filter((name) => name !== '');
  return [
    [
      `${colors.bold(toPrintable(id))}  ${placeText(style, location)}`,
      ...(after.length > 0 ? [colors.dim(`after ${toPrintable(after.join(' > '))}`)] : []),
      ...(doubts.length > 0 ? [colors.yellow(`may: ${toPrintable(doubts.join('; '))}`)] : []),
    ].join('  '),
    ...groupCells(cells).map(
      ({ direction, access, types }) =>
        `  ${direction} ${toPrintable(types.map(labelOf).join(', '))}; ${painted(colors, access)}`,
    ),
    ...records.map(({ resource, identifiers, access, query, place, possible }) =>
      colors.dim(
        [
          `    ${toPrintable(resource || 'a record')} by ${identifiers.length === 0 ? 'nothing of the request' : toPrintable(identifiers.join(', '))}`,
          placeText(style, query),
          ...(place.path === query.path && place.startLine === query.startLine
            ? []
            : [`leaves at ${placeText(style, place)}`]),
          access === 'possible'
            ? `perhaps checked by ${toPrintable(possible.join(', '))}`
            : accessText[access],
        ].join('  '),
      ),
    ),
    '',
  ];
}

function recipientLines(
  { kind, name, cells, flows }: MapRecipient,
  labelOf: (id: string) => string,
  style: TextStyle,
): readonly string[] {
  const { colors } = style;
  return [
    `  ${colors.bold(toPrintable(name))} (${kindText(kind)}): ${cells
      .map(({ type, isApproved }) => toPrintable(labelOf(type)) + (isApproved ? ' (approved)' : ''))
      .join(', ')}`,
    ...flows.map(({ location, types, approval }) =>
      colors.dim(
        `    ${placeText(style, location)}  ${toPrintable(types.map(labelOf).join(', '))}${approval === '' ? '' : `  approved: ${toPrintable(approval)}`}`,
      ),
    ),
    '',
  ];
}

/** Cells with the same direction and guard together, in their order. */
export function groupCells(
  cells: readonly MapCell[],
): readonly { readonly direction: string; readonly access: Access; readonly types: readonly string[] }[] {
  const groups = new Map<string, { direction: string; access: Access; types: string[] }>();
  for (const { direction, access, type } of cells) {
    const key = `${direction} ${access}`;
    const group = groups.get(key);
    if (group) group.types.push(type);
    else groups.set(key, { direction, access, types: [type] });
  }
  return [...groups.values()];
}

/** Id → what people call it. */
export function labels(types: readonly MapDataType[]): (id: string) => string {
  const labelOf = new Map(types.map(({ id, label }) => [id, label]));
  return (id) => labelOf.get(id) ?? id;
}

function painted(colors: Colors, access: Access): string {
  const text = accessText[access];
  switch (access) {
    case 'open':
      return colors.bold(colors.red(text));
    case 'unknown':
    case 'signed-in':
      return colors.red(text);
    case 'possible':
    case 'role':
      return colors.yellow(text);
    case 'tied':
    case 'public':
      return colors.green(text);
  }
}
