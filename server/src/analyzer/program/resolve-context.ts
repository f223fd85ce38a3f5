/**
 * What resolving an import needs to know about the place where it stands: the packages and the path aliases around
 * it. Answers are remembered per directory.
 */
import type { ModuleFinder } from './find-module.ts';
import { nodeBuiltins } from './node-builtins.ts';
import type { PackageFinder } from './resolve-package.ts';
import type { PathAlias, TypeScriptConfiguration } from './typescript-configuration.ts';
import type { PackageManifest, WorkspaceConfiguration } from './workspace-files.ts';
import { appendPath, directoryOf, isWithin, joinPath } from './workspace-path.ts';

/** See the head of this file. */
export interface ResolveContext {
  readonly finder: ModuleFinder;
  readonly packages: PackageFinder;
  readonly configuration: WorkspaceConfiguration;
  /** Directory → manifests of it and the directories around it, innermost first. */
  readonly nearestPackages: Map<string, readonly PackageManifest[]>;
  /** Directory → where aliases are looked up, innermost first. */
  readonly aliasSources: Map<string, readonly TypeScriptConfiguration[]>;
  readonly configurationsIn: ReadonlyMap<string, readonly TypeScriptConfiguration[]>;
  readonly configurationByPath: ReadonlyMap<string, TypeScriptConfiguration>;
}

/** A context that knows nothing yet. */
export function createResolveContext(
  finder: ModuleFinder,
  packages: PackageFinder,
  configuration: WorkspaceConfiguration,
): ResolveContext {
  return {
    finder,
    packages,
    configuration,
    nearestPackages: new Map(),
    aliasSources: new Map(),
    configurationsIn: groupByDirectory(configuration.typeScript),
    configurationByPath: new Map(configuration.typeScript.map((entry) => [entry.path, entry])),
  };
}

function groupByDirectory(
  configurations: readonly TypeScriptConfiguration[],
): ReadonlyMap<string, readonly TypeScriptConfiguration[]> {
  const groups = new Map<string, TypeScriptConfiguration[]>();
  for (const entry of configurations) {
    const group = groups.get(entry.directory);
    if (group === undefined) groups.set(entry.directory, [entry]);
    else group.push(entry);
  }
  return groups;
}

/** `@scope/name/sub/path` → the name with its scope, and the rest. */
export function splitPackage(request: string): { readonly name: string; readonly subpath: string } {
  const from = request.startsWith('@') ? request.indexOf('/') + 1 : 0;
  const slash = request.indexOf('/', from);
  if (slash < 0) return { name: request, subpath: '' };
  return { name: request.slice(0, slash), subpath: request.slice(slash + 1) };
}

/** Whether npm could have a package of that name. */
export function isPackageName(name: string): boolean {
  return /^(?:@[\w.~-]+\/)?[\w.$-][\w.$~-]*$/.test(name);
}

/** Manifests of the directory and of those around it, innermost first. */
export function packagesAround(context: ResolveContext, directory: string): readonly PackageManifest[] {
  const known = context.nearestPackages.get(directory);
  if (known !== undefined) return known;
  const outer = directory === '' ? [] : packagesAround(context, directoryOf(directory));
  const own = context.configuration.packageByDirectory.get(directory);
  const all = own === undefined ? outer : [own, ...outer];
  context.nearestPackages.set(directory, all);
  return all;
}

/**
 * The configurations whose aliases hold in a directory: tsconfig.json (or jsconfig.json), what it references, its
 * siblings (tsconfig.app.json, tsconfig.base.json …), then those of the directories around. Compilers look at one
 * only; but which one, a build script decides, and an alias counts here only if it leads to a file.
 */
export function aliasSourcesOf(
  context: ResolveContext,
  directory: string,
): readonly TypeScriptConfiguration[] {
  const known = context.aliasSources.get(directory);
  if (known !== undefined) return known;
  const outer = directory === '' ? [] : aliasSourcesOf(context, directoryOf(directory));
  const here = context.configurationsIn.get(directory) ?? [];
  const main = here.find(({ path }) => path === appendPath(directory, 'tsconfig.json'));
  const ordered = new Set<TypeScriptConfiguration>();
  if (main !== undefined) {
    ordered.add(main);
    for (const reference of main.references) {
      const referenced = context.configurationByPath.get(reference);
      // A reference to another package speaks about that package.
      if (referenced !== undefined && isWithin(referenced.directory, directory)) ordered.add(referenced);
    }
  }
  for (const entry of here) ordered.add(entry);
  for (const entry of outer) ordered.add(entry);
  const sources = [...ordered].filter(
    ({ aliases, baseUrl, rootDirs }) => aliases.length > 0 || baseUrl !== undefined || rootDirs.length > 0,
  );
  context.aliasSources.set(directory, sources);
  return sources;
}

/** Whether the alias speaks of the specifier. */
export function matchesAlias(alias: PathAlias, request: string): boolean {
  if (!alias.hasStar) return request === alias.prefix;
  return (
    request.length >= alias.prefix.length + alias.suffix.length &&
    request.startsWith(alias.prefix) &&
    request.endsWith(alias.suffix)
  );
}

/** Where the alias leads, in the order in which it is to be tried. */
export function aliasPaths(alias: PathAlias, request: string): readonly string[] {
  const filling = alias.hasStar
    ? request.slice(alias.prefix.length, request.length - alias.suffix.length)
    : '';
  return alias.targets
    .map((target) =>
      joinPath(
        '',
        target.replace('*', () => filling),
      ),
    )
    .filter((path) => path !== undefined);
}

/** Whether a manifest around declares the package, or Node supplies it. */
export function namesLibrary(context: ResolveContext, directory: string, request: string): boolean {
  if (nodeBuiltins.has(request)) return true;
  const { name } = splitPackage(request);
  return packagesAround(context, directory).some((manifest) => manifest.dependencies.has(name));
}

/** Whether the specifier is a path: `./x`, `..`, `/x`. */
export function isRelative(request: string): boolean {
  return request.startsWith('.') ? /^\.\.?(?:\/|$)/.test(request) : request.startsWith('/');
}
