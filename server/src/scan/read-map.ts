/**
 * `--diff FILE`: the exposure map of an earlier commit, as far as it is compared.
 *
 * A file that is no map is a usage error: compared with nothing, everything would be new. Fields that are wrong make
 * the file one that is no map; what is not compared is not looked at.
 */
import type { ComparedMap } from '../analyzer/findings/diff-exposure-maps.ts';
import { type Access, accessLevels, type Direction } from '../analyzer/findings/exposure-map.ts';
import type { Host, Location } from '../hosts/host.ts';
import { UserError } from './user-error.ts';

const maxMapBytes = 200_000_000;

/** Reads the file. `name`: as the user wrote it. Throws a UserError. */
export async function readMap(host: Host, location: Location, name: string): Promise<ComparedMap> {
  const outcome = await host.readText(location, maxMapBytes);
  const explain = (why: string) =>
    new UserError(
      `The map "${name}" ${why}. So nobody could say what changed, and nothing was scanned. Write one with "sekretess map --format json --output FILE".`,
    );
  if (outcome.kind !== 'text') throw explain('cannot be read');
  let document: unknown;
  try {
    document = JSON.parse(outcome.text);
  } catch {
    throw explain('is not JSON');
  }
  if (fieldOf(document, 'format') !== 'sekretess-map') throw explain('is no map of Sekretess');
  if (fieldOf(document, 'formatVersion') !== 1)
    throw explain('was written in a format that this version does not know');
  const map = comparedMapOf(document);
  if (!map) throw explain('is damaged');
  return map;
}

function comparedMapOf(document: unknown): ComparedMap | undefined {
  const endpoints = listOf(document, 'endpoints', (row) => {
    const id = textOf(row, 'id');
    const cells = listOf(row, 'cells', (cell) => {
      const direction = textOf(cell, 'direction');
      const type = textOf(cell, 'type');
      const access = textOf(cell, 'access');
      if (type === undefined || !isDirection(direction) || !isAccess(access)) return undefined;
      return { direction, type, access };
    });
    return id === undefined || !cells ? undefined : { id, cells };
  });
  const recipients = listOf(document, 'recipients', (row) => {
    const id = textOf(row, 'id');
    const kind = textOf(row, 'kind');
    const name = textOf(row, 'name');
    const cells = listOf(row, 'cells', (cell) => {
      const type = textOf(cell, 'type');
      const isApproved = fieldOf(cell, 'isApproved');
      return type === undefined || typeof isApproved !== 'boolean' ? undefined : { type, isApproved };
    });
    return id === undefined || kind === undefined || name === undefined || !cells
      ? undefined
      : { id, kind, name, cells };
  });
  const dataTypes = listOf(document, 'dataTypes', (row) => {
    const id = textOf(row, 'id');
    const label = textOf(row, 'label');
    return id === undefined || label === undefined ? undefined : { id, label };
  });
  const others = listOf(document, 'others', (row) => {
    const id = textOf(row, 'id');
    return id === undefined ? undefined : { id };
  });
  return endpoints && recipients && dataTypes && others
    ? { endpoints, recipients, dataTypes, others }
    : undefined;
}

function isDirection(text: string | undefined): text is Direction {
  return text === 'returns' || text === 'changes' || text === 'deletes';
}

function isAccess(text: string | undefined): text is Access {
  return (accessLevels as readonly (string | undefined)[]).includes(text);
}

/** Undefined if there is no list, or if one of its items is wrong. */
function listOf<T>(
  value: unknown,
  key: string,
  itemOf: (item: unknown) => T | undefined,
): readonly T[] | undefined {
  const list = fieldOf(value, key);
  if (!Array.isArray(list)) return undefined;
  const items = list.flatMap((item: unknown) => itemOf(item) ?? []);
  return items.length === list.length ? items : undefined;
}

function textOf(value: unknown, key: string): string | undefined {
  const text = fieldOf(value, key);
  return typeof text === 'string' ? text : undefined;
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
