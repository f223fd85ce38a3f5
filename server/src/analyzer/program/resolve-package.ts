/**
 * From a package of the workspace and a subpath to the source file it means.
 *
 * Manifests usually name build output, which is not scanned; so each target is tried as written, then mapped by
 * outDir and rootDir of the package's TypeScript configurations, then by the usual names of such directories.
 */
import { isDeclarationPath, type ModuleFinder } from './find-module.ts';
import { exportTargets } from './package-exports.ts';
import type { TypeScriptConfiguration } from './typescript-configuration.ts';
import type { PackageManifest, WorkspaceConfiguration } from './workspace-files.ts';
import { appendPath, isWithin, joinPath, pathBelow } from './workspace-path.ts';

/** Directories of build output, and layouts inside it, that have no counterpart among the sources. */
const buildDirectories: ReadonlySet<string> = new Set([
  'dist',
  'build',
  'lib',
  'out',
  'output',
  'esm',
  'es',
  'es5',
  'es6',
  'cjs',
  'mjs',
  'umd',
  'commonjs',
  'module',
  'node',
  'browser',
  'types',
  'typings',
  'dts',
  'release',
  'debug',
]);

/** Directories where sources usually are, the package itself last. */
const sourceDirectories: readonly string[] = ['src', 'source', 'lib', ''];

/** Finds files of workspace packages. Results are module indices, -1 for none. */
export interface PackageFinder {
  /** `subpath` is empty for the package itself. */
  readonly findInPackage: (manifest: PackageManifest, subpath: string) => number;
  /** The source that a file named by the manifest stands for. */
  readonly findSource: (manifest: PackageManifest, target: string) => number;
}

/** Prepares the lookup for one set of paths. */
export function createPackageFinder(
  finder: ModuleFinder,
  configuration: WorkspaceConfiguration,
): PackageFinder {
  const configurationsIn = new Map<string, TypeScriptConfiguration[]>();
  for (const entry of configuration.typeScript) {
    const known = configurationsIn.get(entry.directory);
    if (known === undefined) configurationsIn.set(entry.directory, [entry]);
    else known.push(entry);
  }
  const context: PackageContext = { finder, configurationsIn };
  return {
    findInPackage: (manifest, subpath) => findInPackage(context, manifest, subpath),
    findSource: (manifest, target) => bestOf(context, manifest, [target]),
  };
}

interface PackageContext {
  readonly finder: ModuleFinder;
  readonly configurationsIn: ReadonlyMap<string, readonly TypeScriptConfiguration[]>;
}

function findInPackage(context: PackageContext, manifest: PackageManifest, subpath: string): number {
  const exported = exportTargets(manifest.exports, subpath === '' ? '.' : `./${subpath}`);
  const fromExports = bestOf(context, manifest, exported);
  if (fromExports >= 0) return fromExports;
  if (subpath === '') {
    const fromEntries = bestOf(context, manifest, manifest.entries);
    if (fromEntries >= 0) return fromEntries;
    return firstFound(context, manifest, [
      'src/index',
      'index',
      'src/main',
      'source/index',
      'lib/index',
      'main',
    ]);
  }
  const fromSubpath = bestOf(context, manifest, [subpath]);
  return fromSubpath >= 0 ? fromSubpath : firstFound(context, manifest, [`src/${subpath}`]);
}

function firstFound(context: PackageContext, manifest: PackageManifest, paths: readonly string[]): number {
  for (const path of paths) {
    const index = context.finder.find(appendPath(manifest.directory, path));
    if (index >= 0) return index;
  }
  return -1;
}

/** The first target that leads to a body; a file with declarations only is the last resort. */
function bestOf(context: PackageContext, manifest: PackageManifest, targets: readonly string[]): number {
  for (const withDeclarations of [false, true]) {
    for (const target of targets) {
      const path = joinPath(manifest.directory, target);
      if (path === undefined || !isWithin(manifest.directory, path)) continue;
      const index = sourceOf(context, manifest.directory, path, withDeclarations);
      if (index >= 0) return index;
    }
  }
  return -1;
}

function sourceOf(
  context: PackageContext,
  directory: string,
  path: string,
  withDeclarations: boolean,
): number {
  // A declaration file is looked up by its stem, so that it leads to the source it was made from.
  const stem = withDeclarations ? path : path.replace(/\.d\.([cm]?)ts$/, '.$1js');
  const itself = findAllowed(context, stem, withDeclarations);
  if (itself >= 0) return itself;
  for (const { outDir, rootDir } of context.configurationsIn.get(directory) ?? []) {
    if (outDir === undefined || outDir === directory || !isWithin(outDir, stem)) continue;
    const below = pathBelow(outDir, stem);
    for (const root of rootDir === undefined ? sourceDirectories : [rootDir]) {
      const from = rootDir === undefined ? appendPath(directory, root) : root;
      const index = findAllowed(context, appendPath(from, below), withDeclarations);
      if (index >= 0) return index;
    }
  }
  return findByTrial(context, directory, stem, withDeclarations);
}

function findByTrial(
  context: PackageContext,
  directory: string,
  path: string,
  withDeclarations: boolean,
): number {
  const segments = pathBelow(directory, path).split('/');
  while (segments.length > 1 && buildDirectories.has(segments[0] ?? '')) {
    segments.shift();
    const rest = segments.join('/');
    for (const source of sourceDirectories) {
      const index = findAllowed(context, appendPath(appendPath(directory, source), rest), withDeclarations);
      if (index >= 0) return index;
    }
  }
  return -1;
}

function findAllowed(context: PackageContext, path: string, withDeclarations: boolean): number {
  const index = context.finder.find(path);
  if (index < 0 || withDeclarations) return index;
  return isDeclarationPath(context.finder.pathAt(index)) ? -1 : index;
}
