/**
 * The part of a program that the guard analysis can say anything about, found before anything is solved.
 *
 * From the endpoints and all record queries to: which functions each endpoint runs, which data types the records of a
 * resource are known to hold, and of the queries those that run in an endpoint that also touches a record with patient
 * data. A record without any exposes nothing wherever it goes, and what runs only in endpoints without one decides
 * about nothing; following their values would be most of the work in most programs.
 */
import type { QuerySite } from '../callgraph/query-sites.ts';
import type { Classification } from '../classification/classification.ts';
import { isOfAccountOnly } from '../classification/whose.ts';
import { minSeedConfidence } from '../taint/taint-sites.ts';
import { attributedRows } from './attributed-rows.ts';
import { createCallTree } from './call-tree.ts';
import type { ExposedType } from './draft-finding.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import { collectFhirRequests, withFhirRecords } from './fhir-requests.ts';
import type { GuardInput } from './guard-context.ts';
import { collectMadeRecords } from './made-records.ts';
import { collectMemoryQueries, withMemoryRecords } from './memory-records.ts';
import { withSchemaHooks } from './schema-hooks.ts';
import { functionsAround, withScopes } from './scoped-clients.ts';
import { isOfStaff } from './staff-words.ts';

/** See the head of this file. */
export interface GuardScope {
  readonly endpoints: readonly Endpoint[];
  /** Queries that matter, in order of value. */
  readonly queries: readonly QuerySite[];
  /** Functions (global) of each endpoint. */
  readonly trees: readonly ReadonlySet<number>[];
  /** Functions of all endpoints that touch a record with patient data. */
  readonly functions: ReadonlySet<number>;
  /** What the queries' values are known to be. */
  readonly classification: Classification;
  /** Data types that records of the resource of a query hold, from all reads of it in the program. */
  heldTypes(query: QuerySite | undefined): readonly ExposedType[];
}

/** Finds the part of the program that matters. */
export function findGuardScope(
  input: GuardInput,
  endpoints: readonly Endpoint[],
  stored: readonly QuerySite[],
  creates: readonly QuerySite[],
): GuardScope {
  const tree = createCallTree(input);
  const asked = withSchemaHooks(input, withScopes(input, stored));
  const around = new Map(
    asked.flatMap((query) => {
      const functions = functionsAround(query);
      return functions.length === 0 ? [] : [[input.graph.functionOf(query.value), functions] as const];
    }),
  );
  const trees = endpoints.map((endpoint) => {
    const start = [...endpoint.middleware, ...endpoint.handlers];
    const handed = tree.handedIn(endpoint.registration);
    const plain = tree.reachableFrom(start, handed);
    if (around.size === 0) return plain;
    // What a client runs around its queries runs where these do.
    const more = [...plain].flatMap((f) => around.get(f) ?? []);
    return more.length === 0 ? plain : tree.reachableFrom([...start, ...more], handed);
  });
  const running = new Set(trees.flatMap((all) => [...all]));
  const memory = collectMemoryQueries(input, running);
  const known = new Set(asked.map(({ value }) => value));
  const requests = collectFhirRequests(input, running).filter(({ value }) => !known.has(value));
  const stores = [...asked, ...memory, ...requests].sort((a, b) => a.value - b.value);
  const all = [...stores, ...creates].sort((a, b) => a.value - b.value);
  const wanted = new Set(all.map(({ value }) => value));
  const classification = withMemoryRecords(
    withFhirRecords(
      input.classify((value) => wanted.has(value)),
      stores,
      input.catalog,
    ),
    memory,
    input.catalog,
  );
  const made = collectMadeRecords(input, creates, all, classification, resourceKey);
  const queries = [...stores, ...made].sort((a, b) => a.value - b.value);
  const held = heldByResource(input, all, classification);
  const heldTypes = (query: QuerySite | undefined) => held.get(resourceKey(query)) ?? [];
  const homes = new Set(
    queries.flatMap((query) => (heldTypes(query).length > 0 ? [input.graph.functionOf(query.value)] : [])),
  );
  // What makes such records is asked about what it writes.
  for (const query of creates)
    if (heldTypes(query).length > 0) homes.add(input.graph.functionOf(query.value));
  const functions = new Set<number>();
  for (const functionsOfOne of trees) {
    if (!intersects(homes, functionsOfOne)) continue;
    for (const f of functionsOfOne) functions.add(f);
  }
  return {
    endpoints,
    queries: queries.filter(({ value }) => functions.has(input.graph.functionOf(value))),
    trees,
    functions,
    classification,
    heldTypes,
  };
}

/** Resources of one schema with one name are the same. */
export function resourceKey(query: QuerySite | undefined): string {
  if (!query || query.resource === '') return '';
  // Methods of a record class that ask for records of their own class.
  const owner = query.resource === 'this' ? `:${query.module}` : '';
  return `${query.model.schema}:${query.resource.toLowerCase()}${owner}`;
}

function heldByResource(
  input: GuardInput,
  queries: readonly QuerySite[],
  classification: Classification,
): ReadonlyMap<string, readonly ExposedType[]> {
  const held = new Map<string, Map<string, ExposedType>>();
  for (const { row: k, q, path } of attributedRows(queries, classification)) {
    const query = queries[q];
    const type = input.catalog.types[classification.type[k] ?? -1];
    // A key inside the system is what the request named; it is no data.
    if (!query || !type || type.level === 'pseudonym') continue;
    if (isOfStaff(path, query.resource)) continue;
    const confidence = classification.confidence[k] ?? 0;
    if (confidence < minSeedConfidence || isOfAccountOnly(type.category, confidence)) continue;
    const key = resourceKey(query);
    const types = held.get(key) ?? new Map<string, ExposedType>();
    held.set(key, types);
    const evidence = classification.evidences[classification.evidence[k] ?? 0] ?? '';
    if (!types.has(type.id)) types.set(type.id, { type, evidence, confidence: 'high' });
  }
  return new Map([...held].map(([key, types]) => [key, [...types.values()]]));
}

function intersects(few: ReadonlySet<number>, many: ReadonlySet<number>): boolean {
  for (const one of few) if (many.has(one)) return true;
  return false;
}
