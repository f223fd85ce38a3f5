/**
 * Endpoints as plain data with places, for lists and programs outside of the analyzer.
 */
import type { EndpointListing, NamedPlace } from '../../findings/finding.ts';
import { rangeIn, rangeOfValue } from '../../findings/source-range.ts';
import type { Program } from '../../program/program.ts';
import { moduleAtValue } from '../../program/value-lookup.ts';
import type { Endpoint } from './endpoint.ts';

/** Sorted by path and place, then by route; equal ones once. */
export function listEndpoints(program: Program, endpoints: readonly Endpoint[]): readonly EndpointListing[] {
  const out = new Map<string, EndpointListing>();
  for (const endpoint of endpoints) {
    const listed = listingOf(program, endpoint);
    if (!listed) continue;
    const { location, method, path } = listed;
    const key = `${location.path}\n${location.start}\n${method}\n${path}`;
    if (!out.has(key)) out.set(key, listed);
  }
  return [...out.values()].sort(
    (a, b) =>
      compareText(a.location.path, b.location.path) ||
      a.location.start - b.location.start ||
      compareText(a.path, b.path) ||
      compareText(a.method, b.method),
  );
}

function listingOf(program: Program, endpoint: Endpoint): EndpointListing | undefined {
  const module = moduleAtValue(program, endpoint.registration);
  if (!module) return undefined;
  const { method, path, framework, doubts } = endpoint;
  const places = (functions: readonly number[]) => functions.flatMap((f) => placeOf(program, f) ?? []);
  return {
    method,
    path,
    framework,
    location: rangeOfValue(module, endpoint.registration - module.valueBase),
    handlers: places(endpoint.handlers),
    chain: endpoint.chain.map(({ kind, name, functions }) => ({ kind, name, functions: places(functions) })),
    doubts,
  };
}

function placeOf(program: Program, f: number): NamedPlace | undefined {
  const module = program.modules[program.moduleOfFunction[f] ?? 0];
  const record = module?.ir.functions[f - module.functionBase];
  if (!module || !record) return undefined;
  return { name: record.name, location: rangeIn(module.facts, record.start, record.end - record.start) };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
