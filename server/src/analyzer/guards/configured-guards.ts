/**
 * What the project's configuration says about guards, asked by the places that judge: declared checks and emergency
 * access, paths that a gateway guards, record types and endpoints that are public, roles that may see every record,
 * and names of values that nobody guesses.
 *
 * A declaration is believed, and the explanation names it as one. What it does not speak of stays as it was judged.
 */
import { targetsOf } from '../callgraph/call-graph.ts';
import type { FindingsInput } from '../findings/build-findings.ts';
import { endpointMatcher } from '../findings/endpoint-pattern.ts';
import { isDeclared } from '../taint/taint-sites.ts';
import type { ChainMember, Endpoint } from './endpoints/endpoint.ts';

/** What a check or a gateway makes sure of. */
export type Assurance = 'authentication' | 'role' | 'tenant' | 'tie';

/** How a project says that its endpoints are guarded. */
export interface GuardConfiguration {
  /** Functions that refuse whoever must not go on: `any#name` or `path of the module#name`. */
  readonly checks: readonly { readonly name: string; readonly ensures: readonly Assurance[] }[];
  /** Globs of paths that something in front of the program guards. */
  readonly gateway: readonly { readonly paths: readonly string[]; readonly ensures: readonly Assurance[] }[];
  /** Functions by which a caller goes past the check in an emergency, and leaves a trace. */
  readonly breakGlass: readonly string[];
  /** `GET /health`, `/public/**`. */
  readonly publicEndpoints: readonly string[];
  /** Record types that anybody may read. */
  readonly publicResources: readonly string[];
  /** Roles that may see every record. */
  readonly adminRoles: readonly string[];
  /** Fields of requests or records whose values nobody guesses: who has one was given it. */
  readonly capabilities: readonly string[];
}

/** See the head of this file. */
export interface ConfiguredGuards {
  /** What a call ensures by declaration; nothing for most. */
  ensuredAt(site: number): readonly Assurance[];
  /** The same for a member of a chain. */
  ensuredBy(member: ChainMember): readonly Assurance[];
  /** What a gateway ensures in front of an endpoint. */
  gatewayOf(endpoint: Endpoint): ReadonlySet<Assurance>;
  isPublicEndpoint(endpoint: Endpoint): boolean;
  isPublicResource(resource: string): boolean;
  /** Whether there is a list of roles that may see every record. */
  readonly hasAdminRoles: boolean;
  isAdminRole(text: string): boolean;
  isCapability(name: string): boolean;
}

const nothing: readonly Assurance[] = [];

/** Prepares the configuration for questions. */
export function configuredGuards(
  { program, callGraph }: Pick<FindingsInput, 'program' | 'callGraph'>,
  configuration: GuardConfiguration | undefined,
): ConfiguredGuards {
  const checks = [
    ...(configuration?.checks ?? []),
    ...(configuration?.breakGlass ?? []).map((name) => ({ name, ensures: ['tie'] as const })),
  ];
  const gateway = (configuration?.gateway ?? []).map(({ paths, ensures }) => ({
    tests: paths.map(endpointMatcher),
    ensures,
  }));
  const isOpen = (configuration?.publicEndpoints ?? []).map(endpointMatcher);
  const resources = new Set((configuration?.publicResources ?? []).map(plainResource));
  const adminRoles = new Set((configuration?.adminRoles ?? []).map(plainRole));
  const capabilities = new Set((configuration?.capabilities ?? []).map(lastName));
  const fits = (f: number, place: string) => {
    const path = program.modules[program.moduleOfFunction[f] ?? 0]?.facts.path ?? '';
    return path === place || path.replace(/\.[cm]?[jt]sx?$/, '') === place;
  };
  return {
    ensuredAt: (site) =>
      checks.length === 0 || site < 0
        ? nothing
        : checks
            .filter(({ name }) => isDeclared({ program, callGraph }, site, name))
            .flatMap(({ ensures }) => ensures),
    ensuredBy: ({ name, functions }) =>
      checks
        .filter((check) => {
          const at = check.name.lastIndexOf('#');
          const place = check.name.slice(0, at);
          const own = check.name.slice(at + 1);
          const isNamed = [name, ...functions.map(nameOfFunction)].some(
            (text) => lastName(text) === lastName(own),
          );
          return isNamed && (place === 'any' || functions.some((f) => fits(f, place)));
        })
        .flatMap(({ ensures }) => ensures),
    gatewayOf: ({ method, path }) =>
      new Set(
        gateway.flatMap(({ tests, ensures }) => (tests.some((test) => test(method, path)) ? ensures : [])),
      ),
    isPublicEndpoint: ({ method, path }) => isOpen.some((test) => test(method, path)),
    isPublicResource: (resource) => resource !== '' && resources.has(plainResource(resource)),
    hasAdminRoles: adminRoles.size > 0,
    isAdminRole: (text) => adminRoles.has(plainRole(text)),
    isCapability: (name) => capabilities.size > 0 && capabilities.has(lastName(name)),
  };

  function nameOfFunction(f: number): string {
    const module = program.modules[program.moduleOfFunction[f] ?? 0];
    return module?.ir.functions[f - module.functionBase]?.name ?? '';
  }
}

/** Functions that a call may run; a promise of one of these is always true. */
export function isAsyncCall(
  { program, callGraph }: Pick<FindingsInput, 'program' | 'callGraph'>,
  site: number,
): boolean {
  return targetsOf(callGraph, site).some((f) => {
    const module = program.modules[program.moduleOfFunction[f] ?? 0];
    return module?.ir.functions[f - module.functionBase]?.isAsync === true;
  });
}

/** `requireOwn` of `checks.requireOwn('id')` and of `new RequireOwn()`. */
function lastName(text: string): string {
  const plain = text.replace(/\(.*$/s, '').replace(/^new /, '').trim();
  return plain.slice(plain.lastIndexOf('.') + 1);
}

/** Models, tables and collections of one name are the same: `Hospital`, `hospitals`. */
function plainResource(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/s$/, '');
}

/** `ROLE_ADMIN`, `admin`, `Role.Admin`. */
function plainRole(text: string): string {
  return lastName(text)
    .toLowerCase()
    .replace(/^role_/, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
