/**
 * The exposure map, and what changed between two, as JSON: described by rules/schema/map.schema.json and
 * rules/schema/map-diff.schema.json. The same program gives the same bytes.
 */
import type { MapChange } from '../analyzer/findings/diff-exposure-maps.ts';
import type { ExposureMap, MapFlow, MapRecord, MapRow } from '../analyzer/findings/exposure-map.ts';
import type { FlowStep, NamedPlace, SourceRange } from '../analyzer/findings/finding.ts';
import { changeText } from './map-words.ts';

/** What the file says it is. */
export const mapFormat = 'sekretess-map';

/** Version of the shape of the JSON. */
export const mapFormatVersion = 1;

/** One object. */
export function mapJson(map: ExposureMap, toolVersion: string): string {
  const document = {
    format: mapFormat,
    formatVersion: mapFormatVersion,
    tool: { name: 'sekretess', version: toolVersion },
    dataTypes: map.dataTypes,
    endpoints: map.endpoints.map(({ cells, records, ...row }) => ({
      ...toRow(row),
      cells,
      records: records.map(toRecord),
    })),
    recipients: map.recipients.map(({ id, kind, name, cells, flows }) => ({
      id,
      kind,
      name,
      cells,
      flows: flows.map(toFlow),
    })),
    others: map.others.map(toRow),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** One object: the changes with a sentence each, the worst first. */
export function diffJson(changes: readonly MapChange[], toolVersion: string): string {
  const document = {
    format: 'sekretess-map-diff',
    formatVersion: mapFormatVersion,
    tool: { name: 'sekretess', version: toolVersion },
    changes: changes.map((change) => ({
      ...change,
      // JSON has no undefined: what was not there before, or is not there now, is null.
      before: change.before ?? null,
      after: change.after ?? null,
      text: changeText(change),
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function toRow({ doubts, ...row }: MapRow) {
  return {
    ...row,
    location: toPlace(row.location),
    handlers: row.handlers.map(toNamed),
    isCertain: doubts.length === 0,
    doubts,
  };
}

function toRecord(record: MapRecord) {
  return {
    direction: record.direction,
    operation: record.operation,
    resource: record.resource,
    access: record.access,
    identifiers: record.identifiers,
    dataTypes: record.dataTypes,
    query: toPlace(record.query),
    place: toPlace(record.place),
    found: record.found.map(({ text, location }) => ({
      text,
      ...(location ? { location: toPlace(location) } : {}),
    })),
    missing: record.missing,
    possible: record.possible,
    siblings: record.siblings,
    ways: record.ways.map(toStep),
  };
}

function toFlow(flow: MapFlow) {
  return { ...flow, location: toPlace(flow.location), ways: flow.ways.map(toStep) };
}

function toStep({ location, kind, message }: FlowStep) {
  return { kind, message, location: toPlace(location) };
}

function toNamed({ name, location }: NamedPlace) {
  return { name, location: toPlace(location) };
}

function toPlace({ path, startLine, startColumn }: SourceRange) {
  return { path, line: startLine + 1, column: startColumn + 1 };
}
