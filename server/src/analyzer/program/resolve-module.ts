/**
 * Where an import specifier leads: a pure function of the set of paths and the configuration files, memoized.
 *
 * Tried in this order: relative paths; `#name` of package.json; `paths` and `baseUrl` of the nearest TypeScript
 * configuration; packages of the workspace by name; the customary `@/`, `~/` and `$lib`; and then it is a library. No file is
 * looked up outside the given paths, so a path that leaves the workspace is unresolved. Case matters everywhere.
 */
import { createModuleFinder, isAssetPath } from './find-module.ts';
import { nodeBuiltins } from './node-builtins.ts';
import { importTargets } from './package-exports.ts';
import type { ImportTarget } from './program.ts';
import {
  aliasPaths,
  aliasSourcesOf,
  createResolveContext,
  isPackageName,
  isRelative,
  matchesAlias,
  namesLibrary,
  packagesAround,
  type ResolveContext,
  splitPackage,
} from './resolve-context.ts';
import { createPackageFinder } from './resolve-package.ts';
import { resolvePrefix } from './resolve-prefix.ts';
import type { PathAlias } from './typescript-configuration.ts';
import type { PackageManifest, WorkspaceConfiguration } from './workspace-files.ts';
import { appendPath, compareText, directoryOf, isWithin, joinPath, pathBelow } from './workspace-path.ts';

/** `#a` may lead to a package that leads to `#b`; deeper chains are unresolved. */
const maxIndirections = 4;

/** See the head of this file. */
export interface ModuleResolver {
  /** Sorted by UTF-16 unit; the module indices of the results are indices of this list. */
  readonly paths: readonly string[];
  readonly configuration: WorkspaceConfiguration;
  /** `specifier` as written, or a constant prefix followed by `*`. */
  readonly resolve: (fromPath: string, specifier: string) => ImportTarget;
}

/** Prepares resolution for the given paths of code files, in any order. */
export function createModuleResolver(
  codePaths: readonly string[],
  configuration: WorkspaceConfiguration,
): ModuleResolver {
  const paths = [...new Set(codePaths)].sort(compareText);
  const finder = createModuleFinder(paths, configuration);
  const context = createResolveContext(finder, createPackageFinder(finder, configuration), configuration);
  const memo = new Map<string, Map<string, ImportTarget>>();
  return {
    paths,
    configuration,
    resolve: (fromPath, specifier) => {
      const directory = directoryOf(fromPath);
      let known = memo.get(directory);
      if (known === undefined) {
        known = new Map();
        memo.set(directory, known);
      }
      const remembered = known.get(specifier);
      if (remembered !== undefined) return remembered;
      const target = resolveFrom(context, directory, specifier, 0);
      known.set(specifier, target);
      return target;
    },
  };
}

function resolveFrom(
  context: ResolveContext,
  directory: string,
  specifier: string,
  depth: number,
): ImportTarget {
  const request = requestOf(specifier);
  if (request === '' || request === '*') return { kind: 'unresolved', specifier };
  if (request.startsWith('node:'))
    return { kind: 'external', package: request.slice('node:'.length), subpath: '' };
  if (request.endsWith('*')) return resolvePrefix(context, directory, request.slice(0, -1), specifier);
  const target = isRelative(request)
    ? (resolveRelative(context, directory, request) ?? resolveGenerated(context, request))
    : (resolveInternalName(context, directory, request, depth) ??
      resolveAlias(context, directory, request) ??
      resolveWorkspacePackage(context, directory, request) ??
      resolveByConvention(context, directory, request) ??
      resolveGenerated(context, request) ??
      resolveExternal(context, directory, request));
  return target ?? { kind: 'unresolved', specifier };
}

/** The module named by a specifier of a bundler: loaders before `!` and queries (`?raw`, `?url`) are left out. */
function requestOf(specifier: string): string {
  const withoutLoader = specifier.slice(specifier.lastIndexOf('!') + 1);
  const query = withoutLoader.indexOf('?');
  return query < 0 ? withoutLoader : withoutLoader.slice(0, query);
}

/** The file or asset at a path of the workspace. */
function targetAt(context: ResolveContext, path: string): ImportTarget | undefined {
  const index = context.finder.find(path);
  if (index >= 0) return { kind: 'module', module: index };
  if (isAssetPath(path)) return { kind: 'asset', path };
  const manifest = context.configuration.packageByDirectory.get(path);
  const entry = manifest === undefined ? -1 : context.packages.findInPackage(manifest, '');
  if (entry >= 0) return { kind: 'module', module: entry };
  // `require('../package')`.
  return manifestAt(context, path) === undefined ? undefined : { kind: 'asset', path: `${path}.json` };
}

function manifestAt(context: ResolveContext, path: string): PackageManifest | undefined {
  return path === 'package' || path.endsWith('/package')
    ? context.configuration.packageByDirectory.get(directoryOf(path))
    : undefined;
}

function resolveRelative(
  context: ResolveContext,
  directory: string,
  request: string,
): ImportTarget | undefined {
  // A leading slash means the root of the web application, which is the package.
  const from = request.startsWith('/') ? (packagesAround(context, directory)[0]?.directory ?? '') : directory;
  const path = joinPath(from, request);
  if (path === undefined) return undefined;
  return targetAt(context, path) ?? resolveInRootDirs(context, directory, path);
}

/** `rootDirs` lay several directories over one another. */
function resolveInRootDirs(
  context: ResolveContext,
  directory: string,
  path: string,
): ImportTarget | undefined {
  for (const { rootDirs } of aliasSourcesOf(context, directory)) {
    const home = rootDirs.filter((root) => isWithin(root, path)).sort((a, b) => b.length - a.length)[0];
    if (home === undefined) continue;
    for (const root of rootDirs) {
      const found = context.finder.find(appendPath(root, pathBelow(home, path)));
      if (found >= 0) return { kind: 'module', module: found };
    }
  }
  return undefined;
}

/** `#name` through `imports` of the nearest package.json. */
function resolveInternalName(
  context: ResolveContext,
  directory: string,
  request: string,
  depth: number,
): ImportTarget | undefined {
  if (!request.startsWith('#') || depth >= maxIndirections) return undefined;
  const manifest = packagesAround(context, directory).find(({ imports }) => imports !== undefined);
  if (manifest === undefined) return undefined;
  let elsewhere: ImportTarget | undefined;
  for (const target of importTargets(manifest.imports, request)) {
    if (target.startsWith('.')) {
      const index = context.packages.findSource(manifest, target);
      if (index >= 0) return { kind: 'module', module: index };
      const path = joinPath(manifest.directory, target);
      if (path !== undefined && isAssetPath(path)) elsewhere ??= { kind: 'asset', path };
    } else if (target !== request) {
      const other = resolveFrom(context, manifest.directory, target, depth + 1);
      if (other.kind === 'module') return other;
      if (other.kind !== 'unresolved') elsewhere ??= other;
    }
  }
  return elsewhere;
}

/** `paths` of all configurations around, innermost first; then `baseUrl` of the nearest one that has it. */
function resolveAlias(context: ResolveContext, directory: string, request: string): ImportTarget | undefined {
  const sources = aliasSourcesOf(context, directory);
  const isLibrary = namesLibrary(context, directory, request);
  for (const source of sources) {
    const alias = source.aliases.find((entry) => matchesAlias(entry, request));
    if (alias === undefined || (isLibrary && alias.hasStar && alias.prefix === '')) continue;
    const found = resolveAliasTargets(context, alias, request);
    if (found !== undefined) return found;
  }
  const baseUrl = sources.find((source) => source.baseUrl !== undefined)?.baseUrl;
  if (baseUrl === undefined || isLibrary) return undefined;
  const path = joinPath(baseUrl, request);
  if (path === undefined) return undefined;
  const index = context.finder.find(path);
  return index < 0 ? undefined : { kind: 'module', module: index };
}

function resolveAliasTargets(
  context: ResolveContext,
  alias: PathAlias,
  request: string,
): ImportTarget | undefined {
  const paths = aliasPaths(alias, request).filter((path) => !path.split('/').includes('node_modules'));
  let asset: ImportTarget | undefined;
  for (const path of paths) {
    const target = targetAt(context, path);
    if (target?.kind === 'module') return target;
    asset ??= target;
    const built = sourceOfBuilt(context, path);
    if (built !== undefined) return built;
  }
  return asset;
}

/** Aliases may point at the build output of a package (`packages/a/dist`). */
function sourceOfBuilt(context: ResolveContext, path: string): ImportTarget | undefined {
  const manifest = packagesAround(context, directoryOf(path))[0];
  if (manifest === undefined || path === manifest.directory) return undefined;
  const index = context.packages.findSource(manifest, pathBelow(manifest.directory, path));
  return index < 0 ? undefined : { kind: 'module', module: index };
}

/** By name, the package itself included. A package of the workspace whose file is missing is unresolved, no library. */
function resolveWorkspacePackage(
  context: ResolveContext,
  directory: string,
  request: string,
): ImportTarget | undefined {
  const { name, subpath } = splitPackage(request);
  const own = packagesAround(context, directory).find((manifest) => manifest.name !== '');
  const manifest = own?.name === name ? own : context.configuration.packageByName.get(name);
  if (manifest === undefined) return undefined;
  const index = context.packages.findInPackage(manifest, subpath);
  if (index >= 0) return { kind: 'module', module: index };
  const path = appendPath(manifest.directory, subpath);
  if (isAssetPath(path)) return { kind: 'asset', path };
  // A package may bear the name of the library it is a demonstration of.
  return own === manifest && namesLibrary(context, directory, request)
    ? undefined
    : { kind: 'unresolved', specifier: request };
}

/** `@/x` and `~/x` without a readable alias: the one place below the package where such a file is. */
function resolveByConvention(
  context: ResolveContext,
  directory: string,
  request: string,
): ImportTarget | undefined {
  // SvelteKit's `$lib` is `src/lib`; the configuration that says so is generated and not there before a build.
  const isLib = /^\$lib(?:\/|$)/.test(request);
  if (!isLib && !request.startsWith('@/') && !request.startsWith('~/')) return undefined;
  const rest = request.slice(isLib ? 1 : 2);
  const home = packagesAround(context, directory)[0]?.directory ?? '';
  const isOwn = (path: string): boolean => (packagesAround(context, path)[0]?.directory ?? '') === home;
  const roots = [
    ...context.finder.directoriesNamed('src', home).filter(isOwn),
    appendPath(home, 'app'),
    home,
  ];
  const found = new Set<number>();
  for (const root of roots) {
    const path = joinPath(root, rest);
    const index = path === undefined ? -1 : context.finder.find(path);
    if (index >= 0) found.add(index);
  }
  const [only] = found;
  if (only !== undefined && found.size === 1) return { kind: 'module', module: only };
  return isAssetPath(rest) ? { kind: 'asset', path: rest } : undefined;
}

/** Folders into which Prisma generates its client, by name: `../generated/prisma`, `./prisma/client`. */
const generatedClients =
  /(?:^|\/)(?:[\w-]*generated[\w-]*\/(?:[\w-]+\/)*(?:prisma|client)|prisma\/(?:[\w-]+\/)*client|(?:generated-?prisma|prisma-?client)[\w-]*)(?:\/|$|\.)/i;

/**
 * A client that Prisma generates into a folder of the program, which is not there before it is built: it is what
 * `@prisma/client` is where the folder is not named.
 */
function resolveGenerated({ configuration }: ResolveContext, request: string): ImportTarget | undefined {
  if (!generatedClients.test(request)) return undefined;
  const hasPrisma = configuration.packages.some(
    ({ dependencies }) => dependencies.has('@prisma/client') || dependencies.has('prisma'),
  );
  return hasPrisma ? { kind: 'external', package: '@prisma/client', subpath: '' } : undefined;
}

function resolveExternal(
  context: ResolveContext,
  directory: string,
  request: string,
): ImportTarget | undefined {
  if (nodeBuiltins.has(request)) return { kind: 'external', package: request, subpath: '' };
  if (request.startsWith('npm:') || request.startsWith('jsr:')) return packageWithVersion(request.slice(4));
  const served = packageOfUrl(request);
  if (served !== undefined) return packageWithVersion(served);
  if (/^[a-z][a-z0-9+.-]*:/.test(request)) return { kind: 'external', package: request, subpath: '' };
  const { name, subpath } = splitPackage(request);
  if (!isPackageName(name)) return undefined;
  // An alias that leads nowhere is no library: what it names was not scanned (generated code, mostly).
  if (isClaimedByAlias(context, directory, request) && !namesLibrary(context, directory, request))
    return undefined;
  return { kind: 'external', package: name, subpath };
}

/** Whether a specific alias (not `*`) speaks of this name and points into the workspace. */
function isClaimedByAlias(context: ResolveContext, directory: string, request: string): boolean {
  return aliasSourcesOf(context, directory).some((source) =>
    source.aliases.some(
      (alias) =>
        alias.prefix !== '' &&
        matchesAlias(alias, request) &&
        !aliasPaths(alias, request).some((path) => path.split('/').includes('node_modules')),
    ),
  );
}

/** Deno: `express@4/router`. */
function packageWithVersion(text: string): ImportTarget {
  const { name, subpath } = splitPackage(text.replace(/^\/+/, ''));
  const version = name.indexOf('@', 1);
  return { kind: 'external', package: version < 0 ? name : name.slice(0, version), subpath };
}

/**
 * The package that a URL of a package server stands for: `https://esm.sh/@scope/p@2?target=deno` is `@scope/p@2`.
 * Modules of deno.land are packages of their own: `https://deno.land/std@0.2/http/server.ts` is `deno.land/std/http/server.ts`.
 */
function packageOfUrl(request: string): string | undefined {
  const served =
    /^https:\/\/(?:esm\.(?:sh|run)|cdn\.skypack\.dev|unpkg\.com|(?:cdn|esm)\.jsdelivr\.net\/npm)\/(?:v\d+\/|stable\/|gh\/)?([^?#]+)/.exec(
      request,
    )?.[1];
  if (served !== undefined) return served.replace(/\/\+esm$/, '');
  const path = /^https:\/\/(deno\.land\/[^?#]+)/.exec(request)?.[1];
  return path?.replace(/@[^/]*/, '');
}
