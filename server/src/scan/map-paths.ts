/**
 * Paths inside the engine (relative to the root of the analysis) to reported paths (relative to the scanned folder).
 */
import type {
  EndpointListing,
  EndpointRef,
  Evidence,
  Finding,
  FlowStep,
  GuardDecision,
  NamedPlace,
  SourceRange,
} from '../analyzer/findings/finding.ts';

/** From one path to the other. */
export type PathMap = (path: string) => string;

/**
 * The map for a prefix that ends in a slash (empty: both are the same). What lies outside the scanned folder, such as
 * a `tsconfig.json` above it, is reported with `../`.
 */
export function createPathMap(prefix: string): PathMap {
  if (prefix === '') return (path) => path;
  const folders = prefix.split('/').slice(0, -1);
  return (path) => {
    if (path.startsWith(prefix)) return path.slice(prefix.length);
    const segments = path.split('/');
    let shared = 0;
    while (shared < folders.length && shared < segments.length - 1 && folders[shared] === segments[shared])
      shared++;
    return '../'.repeat(folders.length - shared) + segments.slice(shared).join('/');
  };
}

/** The finding with all its places mapped. */
export function mapFinding(finding: Finding, map: PathMap): Finding {
  const range = (it: SourceRange): SourceRange => ({ ...it, path: map(it.path) });
  const endpoint = (it: EndpointRef): EndpointRef => ({ ...it, handler: range(it.handler) });
  const steps = (list: readonly FlowStep[]): readonly FlowStep[] =>
    list.map((step) => ({ ...step, location: range(step.location) }));
  const { suppression } = finding;
  return {
    ...finding,
    location: range(finding.location),
    evidence: mapEvidence(finding.evidence, steps, endpoint),
    ...(finding.endpoint === undefined ? {} : { endpoint: endpoint(finding.endpoint) }),
    ...(suppression?.location === undefined
      ? {}
      : { suppression: { ...suppression, location: range(suppression.location) } }),
    fixes: finding.fixes.map((fix) => ({
      ...fix,
      edits: fix.edits.map((edit) => ({ ...edit, location: range(edit.location) })),
    })),
  };
}

/** The decision with all its places mapped. */
export function mapDecision(decision: GuardDecision, map: PathMap): GuardDecision {
  const range = (it: SourceRange): SourceRange => ({ ...it, path: map(it.path) });
  return {
    ...decision,
    location: range(decision.location),
    query: range(decision.query),
    place: range(decision.place),
    found: decision.found.map(({ text, location }) => ({ text, location: location && range(location) })),
    ways: decision.ways.map((step) => ({ ...step, location: range(step.location) })),
  };
}

/** The endpoint with all its places mapped. */
export function mapEndpoint(endpoint: EndpointListing, map: PathMap): EndpointListing {
  const range = (it: SourceRange): SourceRange => ({ ...it, path: map(it.path) });
  const places = (list: readonly NamedPlace[]): readonly NamedPlace[] =>
    list.map((it) => ({ ...it, location: range(it.location) }));
  return {
    ...endpoint,
    location: range(endpoint.location),
    handlers: places(endpoint.handlers),
    chain: endpoint.chain.map((member) => ({ ...member, functions: places(member.functions) })),
  };
}

function mapEvidence(
  evidence: Evidence,
  steps: (list: readonly FlowStep[]) => readonly FlowStep[],
  endpoint: (it: EndpointRef) => EndpointRef,
): Evidence {
  switch (evidence.kind) {
    case 'flow':
      return { ...evidence, steps: steps(evidence.steps) };
    case 'facts':
      return { ...evidence, steps: steps(evidence.steps), endpoint: endpoint(evidence.endpoint) };
    case 'match':
      return evidence;
  }
}
