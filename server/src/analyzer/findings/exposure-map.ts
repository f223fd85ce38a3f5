/**
 * The exposure map: which endpoints hand out or change which data and what guards them, and to whom data goes out.
 *
 * From endpoints, decisions and findings, which are plain data, to rows (endpoints, recipients) of cells (one data
 * type each) with the records and flows behind them. Sorted, free of clocks: the same program gives the same map, so
 * that the maps of two commits can be compared (`diff-exposure-maps.ts`). Nothing that was not understood counts as
 * guarded: what several records expose, the weakest of them decides.
 */
import type { ConfidenceTier } from '../rules/rule.ts';
import type {
  EndpointListing,
  Finding,
  FlowStep,
  GuardDecision,
  NamedPlace,
  SourceRange,
} from './finding.ts';

/**
 * What stands between a caller and a record, weakest first: nobody is asked who they are; something runs whose purpose
 * is not known; who calls is asked, but not whose record it is; a call that is not understood may be the check; a role;
 * a tie to the caller; public on purpose, as the configuration says.
 */
export const accessLevels = ['open', 'unknown', 'signed-in', 'possible', 'role', 'tied', 'public'] as const;

/** See {@link accessLevels}. */
export type Access = (typeof accessLevels)[number];

/** What happens to the data. */
export type Direction = 'returns' | 'changes' | 'deletes';

/** A data type of the map; the columns. */
export interface MapDataType {
  readonly id: string;
  readonly label: string;
  readonly level: string;
}

/** One record that an endpoint hands out at one place, or changes. */
export interface MapRecord {
  readonly direction: Direction;
  readonly operation: GuardDecision['operation'];
  /** Model, table or collection; empty when unknown. */
  readonly resource: string;
  readonly access: Access;
  /** Fields of the request that select the record. */
  readonly identifiers: readonly string[];
  readonly dataTypes: readonly { readonly type: string; readonly evidence: string }[];
  readonly query: SourceRange;
  readonly place: SourceRange;
  readonly found: readonly { readonly text: string; readonly location: SourceRange | undefined }[];
  readonly missing: readonly string[];
  readonly possible: readonly string[];
  readonly siblings: string;
  readonly ways: readonly FlowStep[];
}

/** One data type in one row. */
export interface MapCell {
  readonly direction: Direction;
  readonly type: string;
  /** Of the weakest guarded record with it. */
  readonly access: Access;
  /** Indexes into the records of the row, ascending. */
  readonly records: readonly number[];
}

/** What a row says of an endpoint itself. */
export interface MapRow {
  /** Method and path; stays the same when code moves. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly framework: string;
  readonly location: SourceRange;
  readonly handlers: readonly NamedPlace[];
  /** Names of what runs before the handler, outermost first. */
  readonly chain: readonly string[];
  readonly doubts: readonly string[];
}

/** One endpoint with what it hands out or changes. */
export interface MapEndpoint extends MapRow {
  readonly records: readonly MapRecord[];
  /** Sorted by direction, then as the columns. */
  readonly cells: readonly MapCell[];
}

/** One flow of data to a recipient. */
export interface MapFlow {
  readonly ruleId: string;
  readonly fingerprint: string;
  readonly confidence: ConfidenceTier;
  readonly types: readonly string[];
  readonly location: SourceRange;
  /** Why it may go there, in the words of whoever approved it; empty when nobody did. */
  readonly approval: string;
  readonly ways: readonly FlowStep[];
}

/** Somebody or something that data goes out to. */
export interface MapRecipient {
  /** Kind and name; stays the same when code moves. */
  readonly id: string;
  /** As in `rules/kinds.yaml`; `other` when only a rule knows. */
  readonly kind: string;
  /** Host, else package, else what is called. */
  readonly name: string;
  readonly flows: readonly MapFlow[];
  readonly cells: readonly {
    readonly type: string;
    /** Whether somebody approved all flows with it. */
    readonly isApproved: boolean;
    /** Indexes into the flows, ascending. */
    readonly flows: readonly number[];
  }[];
}

/** See the head of this file. */
export interface ExposureMap {
  /** Most sensitive first. */
  readonly dataTypes: readonly MapDataType[];
  /** Endpoints that hand out or change data, by path, method and place. */
  readonly endpoints: readonly MapEndpoint[];
  readonly recipients: readonly MapRecipient[];
  /** Endpoints without data that is known. */
  readonly others: readonly MapRow[];
}

/** What a map is made of. */
export interface MapInput {
  readonly endpoints: readonly EndpointListing[];
  readonly decisions: readonly GuardDecision[];
  /** All findings, suppressed ones too. */
  readonly findings: readonly Finding[];
  /** Flows to recipients that are less sure are left out. */
  readonly minConfidence: ConfidenceTier;
}

/** See the head of this file. */
export function buildExposureMap(input: MapInput): ExposureMap {
  const flows = input.findings.filter((finding) => isOutgoing(finding, input.minConfidence));
  const dataTypes = columnsOf([...input.decisions, ...flows].flatMap((one) => one.dataTypes));
  const rankOf = new Map(dataTypes.map(({ id }, index) => [id, index]));
  const decisionsOf = new Map<string, GuardDecision[]>();
  for (const decision of input.decisions) {
    const key = keyOf(decision);
    const list = decisionsOf.get(key);
    if (list) list.push(decision);
    else decisionsOf.set(key, [decision]);
  }
  const rows = input.endpoints
    .map((endpoint) => ({ row: rowOf(endpoint), decisions: decisionsOf.get(keyOf(endpoint)) ?? [] }))
    .sort(
      ({ row: a }, { row: b }) =>
        compareText(a.path, b.path) ||
        compareText(a.method, b.method) ||
        compareText(a.location.path, b.location.path) ||
        a.location.start - b.location.start,
    );
  return {
    dataTypes,
    endpoints: rows
      .filter(({ decisions }) => decisions.length > 0)
      .map(({ row, decisions }) => {
        const records = decisions.map(recordOf);
        return { ...row, records, cells: cellsOf(records, rankOf) };
      }),
    recipients: recipientsOf(flows, rankOf),
    others: rows.filter(({ decisions }) => decisions.length === 0).map(({ row }) => row),
  };
}

/** The weaker of two. */
export function weakerAccess(a: Access, b: Access): Access {
  return accessLevels.indexOf(a) <= accessLevels.indexOf(b) ? a : b;
}

function isOutgoing({ recipient, evidence, dataTypes, confidence }: Finding, least: ConfidenceTier): boolean {
  return (
    recipient !== undefined &&
    // What goes back to the caller is in the rows of the endpoints.
    !recipient.kind.startsWith('response') &&
    evidence.kind === 'flow' &&
    dataTypes.length > 0 &&
    confidenceRank[confidence] >= confidenceRank[least]
  );
}

const confidenceRank: Readonly<Record<ConfidenceTier, number>> = { low: 0, medium: 1, high: 2 };
const severityRank: Readonly<Record<Finding['severity'], number>> = {
  critical: 0,
  high: 1,
  medium: 2,
  low: 3,
};
const levelRank: Readonly<Record<string, number>> = {
  acute: 0,
  direct: 1,
  special: 2,
  quasi: 3,
  pseudonym: 4,
};

function columnsOf(
  types: readonly { readonly type: string; readonly label: string; readonly level: string }[],
): readonly MapDataType[] {
  const known = new Map<string, MapDataType>();
  for (const { type, label, level } of types) known.set(type, { id: type, label, level });
  return [...known.values()].sort(
    (a, b) => (levelRank[a.level] ?? 9) - (levelRank[b.level] ?? 9) || compareText(a.id, b.id),
  );
}

function rowOf(endpoint: EndpointListing): MapRow {
  const { method, path, framework, location, handlers, chain, doubts } = endpoint;
  return {
    id: idOf(endpoint),
    method,
    path,
    framework,
    location,
    handlers,
    chain: chain.map(({ name, functions }) => name || (functions[0]?.name ?? '')),
    doubts,
  };
}

function recordOf(decision: GuardDecision): MapRecord {
  const { operation, resource, identifiers, dataTypes, query, place } = decision;
  const { answer, found, missing, possible, siblings, ways } = decision;
  return {
    direction: operation === 'delete' ? 'deletes' : operation === 'update' ? 'changes' : 'returns',
    operation,
    resource,
    access: accessOf(decision),
    identifiers,
    dataTypes: dataTypes.map(({ type, evidence }) => ({ type, evidence })),
    query,
    place,
    found: answer ? [{ text: answer.text, location: undefined }] : found,
    missing: answer ? [] : missing,
    possible,
    siblings,
    ways,
  };
}

function accessOf({ verdict, possible, authentication, answer }: GuardDecision): Access {
  if (answer) return answer.kind;
  if (verdict !== 'none') return verdict;
  if (possible.length > 0) return 'possible';
  switch (authentication) {
    case 'seen':
      return 'signed-in';
    case 'none':
      return 'open';
    case 'unknown':
      return 'unknown';
  }
}

/** A cell while records are added. */
interface OpenCell {
  readonly direction: Direction;
  readonly type: string;
  access: Access;
  readonly records: number[];
}

function cellsOf(records: readonly MapRecord[], rankOf: ReadonlyMap<string, number>): readonly MapCell[] {
  const cells = new Map<string, OpenCell>();
  records.forEach(({ direction, access, dataTypes }, index) => {
    for (const { type } of dataTypes) {
      const key = `${direction} ${type}`;
      const cell = cells.get(key);
      if (!cell) cells.set(key, { direction, type, access, records: [index] });
      else {
        cell.access = weakerAccess(cell.access, access);
        cell.records.push(index);
      }
    }
  });
  const order: readonly Direction[] = ['returns', 'changes', 'deletes'];
  return [...cells.values()].sort(
    (a, b) =>
      order.indexOf(a.direction) - order.indexOf(b.direction) ||
      (rankOf.get(a.type) ?? 0) - (rankOf.get(b.type) ?? 0),
  );
}

function recipientsOf(
  findings: readonly Finding[],
  rankOf: ReadonlyMap<string, number>,
): readonly MapRecipient[] {
  const rows = new Map<string, { readonly kind: string; readonly name: string; readonly flows: MapFlow[] }>();
  const kindAt = new Map<string, string>();
  // Where several rules speak of one place, the most severe one tells of a type.
  const told = new Map<string, string>();
  for (const finding of [...findings].sort((a, b) => severityRank[a.severity] - severityRank[b.severity])) {
    const place = placeOf(finding);
    if (finding.recipient && finding.recipient.kind !== '') kindAt.set(place, finding.recipient.kind);
    for (const { type } of finding.dataTypes)
      if (!told.has(`${place} ${type}`)) told.set(`${place} ${type}`, finding.ruleId);
  }
  for (const finding of findings) {
    const { recipient, evidence } = finding;
    if (!recipient || evidence.kind !== 'flow') continue;
    const kind = recipient.kind || kindAt.get(placeOf(finding)) || 'other';
    if (finding.dataTypes.every(({ type }) => told.get(`${placeOf(finding)} ${type}`) !== finding.ruleId))
      continue;
    const name = recipient.host || recipient.package || recipient.callee || '?';
    const row = rows.get(`${kind} ${name}`) ?? { kind, name, flows: [] };
    rows.set(`${kind} ${name}`, row);
    row.flows.push({
      ruleId: finding.ruleId,
      fingerprint: finding.fingerprint,
      confidence: finding.confidence,
      types: finding.dataTypes.map(({ type }) => type),
      location: finding.location,
      approval: finding.suppression?.reason ?? '',
      ways: evidence.steps,
    });
  }
  return [...rows]
    .sort(([a], [b]) => compareText(a, b))
    .map(([id, { kind, name, flows }]) => ({ id, kind, name, flows, cells: flowCells(flows, rankOf) }));
}

function flowCells(flows: readonly MapFlow[], rankOf: ReadonlyMap<string, number>): MapRecipient['cells'] {
  const cells = new Map<string, { isApproved: boolean; readonly flows: number[] }>();
  flows.forEach(({ types, approval }, index) => {
    for (const type of types) {
      const cell = cells.get(type) ?? { isApproved: true, flows: [] };
      cells.set(type, cell);
      cell.isApproved &&= approval !== '';
      cell.flows.push(index);
    }
  });
  return [...cells]
    .sort(([a], [b]) => (rankOf.get(a) ?? 0) - (rankOf.get(b) ?? 0))
    .map(([type, { isApproved, flows: indexes }]) => ({ type, isApproved, flows: indexes }));
}

function placeOf({ location }: Finding): string {
  return `${location.path}:${location.start}`;
}

/** Method and path; where the path is not known, the file and the handler stand for it. */
function idOf({ method, path, handlers, location }: EndpointListing): string {
  if (path !== '') return `${method} ${path}`;
  const name = handlers[0]?.name ?? '';
  return `${method} ? in ${location.path}${name === '' ? '' : ` (${name})`}`;
}

function keyOf({ location, method, path }: Pick<EndpointListing, 'location' | 'method' | 'path'>): string {
  return `${location.path}\n${location.start}\n${method}\n${path}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
