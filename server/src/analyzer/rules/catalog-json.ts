/**
 * The data vocabulary as text, and back: so that a bundle can carry it instead of reading YAML at every start.
 *
 * `catalogFromJson(catalogToJson(c))` equals `c`. Sets and maps stand in the catalog and in the plain objects of it, never
 * inside lists; they are written with a tag, everything else as it is. The text is made by our own build, so it is trusted.
 */
import type { DataTypeCatalog } from './data-type.ts';

/** A set or map of strings or pairs; no object of the catalog has such a key. */
type Tagged =
  | { readonly $set: readonly unknown[] }
  | { readonly $map: readonly (readonly [unknown, unknown])[] };

/** The catalog as JSON text. */
export function catalogToJson(catalog: DataTypeCatalog): string {
  // The index by id repeats the types.
  const { byId: _, ...rest } = catalog;
  return JSON.stringify(pack(rest));
}

/** The catalog of a text that {@link catalogToJson} made. */
export function catalogFromJson(text: string): DataTypeCatalog {
  const rest = unpack(JSON.parse(text)) as Omit<DataTypeCatalog, 'byId'>;
  return { ...rest, byId: new Map(rest.types.map((type) => [type.id, type])) };
}

function pack(value: unknown): unknown {
  if (value instanceof Set) return { $set: [...value] } satisfies Tagged;
  if (value instanceof Map) return { $map: [...value] } satisfies Tagged;
  return mapObject(value, pack);
}

function unpack(value: unknown): unknown {
  if (isObject(value)) {
    if ('$set' in value) return new Set(value.$set as readonly unknown[]);
    if ('$map' in value) return new Map(value.$map as readonly (readonly [unknown, unknown])[]);
  }
  return mapObject(value, unpack);
}

function mapObject(value: unknown, map: (value: unknown) => unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, map(entry)]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
