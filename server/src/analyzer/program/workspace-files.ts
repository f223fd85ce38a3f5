/**
 * What the configuration files of a workspace say about modules: its packages, which of them are workspace members,
 * and its path aliases.
 *
 * From texts to plain data; nothing is read from disk and nothing is executed. A file that cannot be read becomes a
 * coverage gap of kind `configuration`, and resolution goes on without it.
 */
import type { CoverageGap } from '../base/problem.ts';
import { readJsonc } from '../frontends/javascript/read-jsonc.ts';
import { parseYamlTree, yamlEntry, yamlToJson } from '../rules/yaml-tree.ts';
import { type DeployedFunction, isDeploymentPath, readDeployments } from './deployments.ts';
import { asObject, asStrings, asText, ownValue } from './json-value.ts';
import { type PackageKind, packageKind } from './package-kind.ts';
import {
  brokenFileGap,
  isSharedConfigurationPath,
  isTypeScriptConfigurationPath,
  readTypeScriptConfigurations,
  type TypeScriptConfiguration,
} from './typescript-configuration.ts';
import {
  baseNameOf,
  compareText,
  directoryOf,
  isWithin,
  joinPath,
  matchesGlob,
  pathBelow,
} from './workspace-path.ts';

/** A configuration file as the host read it. */
export interface ConfigurationFile {
  /** Workspace-relative path with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** A package.json, as far as it decides where an import leads. */
export interface PackageManifest {
  readonly path: string;
  /** Empty for the root of the workspace. */
  readonly directory: string;
  /** Empty when it has none. */
  readonly name: string;
  /** Entry points as written, in the order in which they are tried; `source` first, since that is what we analyze. */
  readonly entries: readonly string[];
  /** Unchecked JSON; undefined when absent. */
  readonly exports: unknown;
  readonly imports: unknown;
  /** Name → version range of all kinds of dependencies. */
  readonly dependencies: ReadonlyMap<string, string>;
  readonly kind: PackageKind;
}

/** See the head of this file. */
export interface WorkspaceConfiguration {
  /** Sorted by path. */
  readonly packages: readonly PackageManifest[];
  readonly packageByDirectory: ReadonlyMap<string, PackageManifest>;
  /** Packages that an import may name: workspace members, linked directories, scoped names that occur once. */
  readonly packageByName: ReadonlyMap<string, PackageManifest>;
  /** Functions that deployment files name. */
  readonly deployed: readonly DeployedFunction[];
  /** Sorted by path. */
  readonly typeScript: readonly TypeScriptConfiguration[];
  readonly gaps: readonly CoverageGap[];
}

/** Whether the engine must be given this file, although it is no code, so that imports can be resolved. */
export function isConfigurationPath(path: string): boolean {
  const name = baseNameOf(path);
  if (name !== 'package.json' && name !== 'pnpm-workspace.yaml' && name !== 'lerna.json') {
    if (!isTypeScriptConfigurationPath(path) && !isSharedConfigurationPath(path) && !isDeploymentPath(path))
      return false;
  }
  return !path.startsWith('node_modules/') && !path.includes('/node_modules/');
}

/** Reads all configuration files; files for which {@link isConfigurationPath} is false are left out. */
export function parseWorkspaceFiles(files: readonly ConfigurationFile[]): WorkspaceConfiguration {
  const gaps: CoverageGap[] = [];
  const packages: PackageManifest[] = [];
  const roots: WorkspaceRoot[] = [];
  const typeScriptFiles: ConfigurationFile[] = [];
  const deploymentFiles: ConfigurationFile[] = [];
  for (const file of files
    .filter(({ path }) => isConfigurationPath(path))
    .sort((a, b) => compareText(a.path, b.path))) {
    const name = baseNameOf(file.path);
    if (name === 'package.json') readManifest(file, packages, roots, gaps);
    else if (name === 'pnpm-workspace.yaml') readPnpmWorkspace(file, roots, gaps);
    else if (name === 'lerna.json') readLerna(file, roots, gaps);
    else if (isDeploymentPath(file.path)) deploymentFiles.push(file);
    else typeScriptFiles.push(file);
  }
  const packageByDirectory = new Map(packages.map((manifest) => [manifest.directory, manifest]));
  const packageByName = nameablePackages(packages, packageByDirectory, roots);
  const directories = new Map([...packageByName].map(([name, manifest]) => [name, manifest.directory]));
  const typeScript = readTypeScriptConfigurations(typeScriptFiles, directories);
  return {
    packages,
    packageByDirectory,
    packageByName,
    deployed: readDeployments(deploymentFiles),
    typeScript: typeScript.configurations,
    gaps: [...gaps, ...typeScript.gaps].sort(
      (a, b) => compareText(a.path, b.path) || compareText(a.message, b.message),
    ),
  };
}

/** A directory whose globs name the member packages below it. */
interface WorkspaceRoot {
  readonly directory: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

function toRoot(path: string, globs: readonly string[]): WorkspaceRoot {
  return {
    directory: directoryOf(path),
    include: globs.filter((glob) => !glob.startsWith('!')),
    exclude: globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1)),
  };
}

function readManifest(
  file: ConfigurationFile,
  packages: PackageManifest[],
  roots: WorkspaceRoot[],
  gaps: CoverageGap[],
): void {
  const { value, error, line } = readJsonc(file.path, file.text);
  if (error !== '') gaps.push(brokenFileGap(file.path, error, line, 'name, entry points and workspaces'));
  const root = asObject(value);
  const dependencies = new Map<string, string>();
  for (const key of ['peerDependencies', 'optionalDependencies', 'devDependencies', 'dependencies']) {
    const group = asObject(ownValue(root, key));
    for (const name of Object.keys(group)) dependencies.set(name, asText(ownValue(group, name)));
  }
  packages.push({
    path: file.path,
    directory: directoryOf(file.path),
    name: asText(ownValue(root, 'name')),
    entries: ['source', 'module', 'main', 'types', 'typings', 'react-native']
      .map((key) => asText(ownValue(root, key)))
      .filter((entry) => entry !== ''),
    exports: ownValue(root, 'exports'),
    imports: ownValue(root, 'imports'),
    dependencies,
    kind: packageKind(file.path, root),
  });
  const workspaces = ownValue(root, 'workspaces');
  // npm and yarn write a list, yarn also {packages: […]}.
  const globs = Array.isArray(workspaces) ? workspaces : ownValue(asObject(workspaces), 'packages');
  if (workspaces !== undefined) roots.push(toRoot(file.path, asStrings(globs)));
}

function readPnpmWorkspace(file: ConfigurationFile, roots: WorkspaceRoot[], gaps: CoverageGap[]): void {
  if (file.text.trim() === '') return;
  const { root, problems } = parseYamlTree(file.path, file.text);
  if (root === undefined) {
    const [problem] = problems;
    const why = (problem?.message ?? 'it is not valid YAML').replace(/\.$/, '');
    gaps.push(brokenFileGap(file.path, why, problem?.line ?? 0, 'list of packages'));
    return;
  }
  const packages = yamlEntry(root, 'packages');
  if (packages !== undefined) roots.push(toRoot(file.path, asStrings(yamlToJson(packages.value))));
}

function readLerna(file: ConfigurationFile, roots: WorkspaceRoot[], gaps: CoverageGap[]): void {
  const { value, error, line } = readJsonc(file.path, file.text);
  if (error !== '') gaps.push(brokenFileGap(file.path, error, line, 'list of packages'));
  const globs = ownValue(asObject(value), 'packages');
  roots.push(toRoot(file.path, globs === undefined ? ['packages/*'] : asStrings(globs)));
}

/**
 * Only packages that the workspace itself links by name count. Otherwise an example or fixture called `express` would
 * take the place of the library.
 */
function nameablePackages(
  packages: readonly PackageManifest[],
  packageByDirectory: ReadonlyMap<string, PackageManifest>,
  roots: readonly WorkspaceRoot[],
): ReadonlyMap<string, PackageManifest> {
  const byName = new Map<string, PackageManifest>();
  const add = (name: string, manifest: PackageManifest): void => {
    if (name !== '' && !byName.has(name)) byName.set(name, manifest);
  };
  // Outer directories first, so that the winner of a name used twice does not depend on the order of files.
  const ordered = [...packages].sort(
    (a, b) => depthOf(a.directory) - depthOf(b.directory) || compareText(a.path, b.path),
  );
  for (const manifest of ordered)
    if (roots.some((root) => isMember(root, manifest.directory))) add(manifest.name, manifest);
  for (const manifest of ordered) {
    for (const [name, version] of manifest.dependencies) {
      const link = /^(?:file|link|portal|workspace):(\.{0,2}\/?.*)$/.exec(version)?.[1];
      const directory = link?.startsWith('.') ? joinPath(manifest.directory, link) : undefined;
      const linked = directory === undefined ? undefined : packageByDirectory.get(directory);
      if (linked !== undefined) add(name, linked);
    }
  }
  const scoped = new Map<string, PackageManifest | undefined>();
  for (const manifest of packages) {
    if (!manifest.name.startsWith('@')) continue;
    scoped.set(manifest.name, scoped.has(manifest.name) ? undefined : manifest);
  }
  for (const [name, manifest] of scoped) if (manifest !== undefined) add(name, manifest);
  return byName;
}

function depthOf(directory: string): number {
  return directory === '' ? 0 : directory.split('/').length;
}

function isMember(root: WorkspaceRoot, directory: string): boolean {
  if (!isWithin(root.directory, directory)) return false;
  const below = pathBelow(root.directory, directory);
  if (below === '') return true;
  return (
    root.include.some((glob) => matchesGlob(glob, below)) &&
    !root.exclude.some((glob) => matchesGlob(glob, below))
  );
}
