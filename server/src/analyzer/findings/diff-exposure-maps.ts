/**
 * What changed between two exposure maps: cells that are new, gone, or guarded otherwise.
 *
 * Endpoints are known by method and path, recipients by kind and name, so that code that only moved changes nothing.
 * Cells of one row with the same change are told together. Sorted: first what became more open.
 */
import { type Access, accessLevels, type Direction, weakerAccess } from './exposure-map.ts';

/** What of a map is compared; a map that was read from a file has no more. */
export interface ComparedMap {
  readonly endpoints: readonly {
    readonly id: string;
    readonly cells: readonly {
      readonly direction: Direction;
      readonly type: string;
      readonly access: Access;
    }[];
  }[];
  readonly recipients: readonly {
    readonly id: string;
    readonly kind: string;
    readonly name: string;
    readonly cells: readonly { readonly type: string; readonly isApproved: boolean }[];
  }[];
  readonly dataTypes: readonly { readonly id: string; readonly label: string }[];
  /** Endpoints without data, by id. */
  readonly others: readonly { readonly id: string }[];
}

/** One change of an endpoint. */
export interface EndpointChange {
  readonly subject: 'endpoint';
  readonly kind: 'new' | 'gone' | 'changed';
  readonly id: string;
  /** Whether the endpoint itself is new or gone, and not only what it does. */
  readonly isWhole: boolean;
  readonly direction: Direction;
  readonly types: readonly { readonly id: string; readonly label: string }[];
  /** Undefined for what is new. */
  readonly before: Access | undefined;
  /** Undefined for what is gone. */
  readonly after: Access | undefined;
  /** Whether records are more exposed than before. */
  readonly isWorse: boolean;
}

/** One change of a recipient. */
export interface RecipientChange {
  readonly subject: 'recipient';
  readonly kind: 'new' | 'gone' | 'changed';
  readonly id: string;
  readonly recipientKind: string;
  readonly name: string;
  readonly isWhole: boolean;
  readonly types: readonly { readonly id: string; readonly label: string }[];
  /** Whether all flows are approved; undefined where there is none. */
  readonly before: boolean | undefined;
  readonly after: boolean | undefined;
  readonly isWorse: boolean;
}

/** See the head of this file. */
export type MapChange = EndpointChange | RecipientChange;

/** Compares two maps. */
export function diffExposureMaps(before: ComparedMap, after: ComparedMap): readonly MapChange[] {
  const labels = new Map([...before.dataTypes, ...after.dataTypes].map(({ id, label }) => [id, label]));
  const named = (types: readonly string[]) => types.map((id) => ({ id, label: labels.get(id) ?? id }));
  return [...endpointChanges(before, after, named), ...recipientChanges(before, after, named)].sort(
    (a, b) =>
      Number(b.isWorse) - Number(a.isWorse) ||
      kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
      compareText(a.subject, b.subject) ||
      compareText(a.id, b.id) ||
      compareText(detailOf(a), detailOf(b)),
  );
}

const kinds = ['new', 'changed', 'gone'];

function detailOf(change: MapChange): string {
  const { before, after } = change;
  return `${change.subject === 'endpoint' ? change.direction : ''} ${before} ${after}`;
}

type Named = (types: readonly string[]) => EndpointChange['types'];

function endpointChanges(before: ComparedMap, after: ComparedMap, named: Named): EndpointChange[] {
  const old = cellsByEndpoint(before);
  const now = cellsByEndpoint(after);
  const known = (map: ComparedMap) => new Set([...map.endpoints, ...map.others].map(({ id }) => id));
  const oldIds = known(before);
  const nowIds = known(after);
  const groups = new Map<string, Omit<EndpointChange, 'types'> & { readonly types: string[] }>();
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const was = old.get(key);
    const is = now.get(key);
    const one = is ?? was;
    if (!one || was?.access === is?.access) continue;
    const kind = was ? (is ? 'changed' : 'gone') : 'new';
    const groupKey = [one.id, one.direction, was?.access, is?.access].join('\n');
    const group = groups.get(groupKey) ?? {
      subject: 'endpoint',
      kind,
      id: one.id,
      isWhole: kind === 'new' ? !oldIds.has(one.id) : kind === 'gone' && !nowIds.has(one.id),
      direction: one.direction,
      types: [],
      before: was?.access,
      after: is?.access,
      isWorse:
        is !== undefined &&
        (was ? rank(is.access) < rank(was.access) : is.access !== 'tied' && is.access !== 'public'),
    };
    groups.set(groupKey, group);
    group.types.push(one.type);
  }
  return [...groups.values()].map((group) => ({ ...group, types: named(group.types) }));
}

interface EndpointCell {
  readonly id: string;
  readonly direction: Direction;
  readonly type: string;
  readonly access: Access;
}

/** Several handlers may share a method and a path: the weakest guarded one counts. */
function cellsByEndpoint({ endpoints }: ComparedMap): ReadonlyMap<string, EndpointCell> {
  const cells = new Map<string, EndpointCell>();
  for (const { id, cells: own } of endpoints) {
    for (const { direction, type, access } of own) {
      const key = [id, direction, type].join('\n');
      const known = cells.get(key)?.access;
      cells.set(key, {
        id,
        direction,
        type,
        access: known === undefined ? access : weakerAccess(known, access),
      });
    }
  }
  return cells;
}

function recipientChanges(before: ComparedMap, after: ComparedMap, named: Named): RecipientChange[] {
  const old = cellsByRecipient(before);
  const now = cellsByRecipient(after);
  const oldIds = new Set(before.recipients.map(({ id }) => id));
  const nowIds = new Set(after.recipients.map(({ id }) => id));
  const groups = new Map<string, Omit<RecipientChange, 'types'> & { readonly types: string[] }>();
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const was = old.get(key);
    const is = now.get(key);
    const one = is ?? was;
    if (!one || was?.isApproved === is?.isApproved) continue;
    const kind = was ? (is ? 'changed' : 'gone') : 'new';
    const groupKey = [one.id, was?.isApproved, is?.isApproved].join('\n');
    const group = groups.get(groupKey) ?? {
      subject: 'recipient',
      kind,
      id: one.id,
      recipientKind: one.kind,
      name: one.name,
      isWhole: kind === 'new' ? !oldIds.has(one.id) : kind === 'gone' && !nowIds.has(one.id),
      types: [],
      before: was?.isApproved,
      after: is?.isApproved,
      isWorse: is !== undefined && !is.isApproved,
    };
    groups.set(groupKey, group);
    group.types.push(one.type);
  }
  return [...groups.values()].map((group) => ({ ...group, types: named(group.types) }));
}

function cellsByRecipient({ recipients }: ComparedMap) {
  return new Map(
    recipients.flatMap(({ id, kind, name, cells }) =>
      cells.map(({ type, isApproved }) => [`${id}\n${type}`, { id, kind, name, type, isApproved }] as const),
    ),
  );
}

function rank(access: Access): number {
  return accessLevels.indexOf(access);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
