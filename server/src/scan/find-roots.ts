/**
 * From what the user named to four places: the scanned folder, the root of the analysis, that of the repository, and
 * the configuration files that hold for the scanned folder although they lie outside of it.
 *
 * Scanned folder: the folder named, or the innermost folder around everything named. Reported paths are relative to
 * it, and only files at or below it are scanned.
 * Root of the analysis: paths inside the engine are relative to it, so that a `tsconfig.json` above the scanned folder
 * can be given to the engine. It is the package around the scanned folder, widened to the workspace that has the
 * package as a member and to whatever its tsconfig files extend; never beyond the repository. Without a package it is
 * the scanned folder. It is not simply the root of the repository, because a sample project below `test/` must not
 * look like test code of the project around it.
 */
import picomatch from 'picomatch';
import { parse as parseYaml } from 'yaml';
import type { Host, Location } from '../hosts/host.ts';
import { isConfigurationName } from './file-kinds.ts';
import { UserError } from './user-error.ts';

/** A place to scan: where it is, and how the user called it. */
export interface ScanTarget {
  readonly location: Location;
  readonly name: string;
}

/** What the user named, sorted out. */
export interface ResolvedTargets {
  readonly scannedRoot: Location;
  /** Folders to list, outermost only, relative to the scanned root; empty string for the scanned root itself. */
  readonly folders: readonly string[];
  /** Files named one by one, relative to the scanned root. */
  readonly files: readonly string[];
}

/** See the head of this file. */
export interface WorkspaceRoots {
  readonly analysisRoot: Location;
  /** The folder that holds `.git`; undefined outside of a repository. */
  readonly repositoryRoot: Location | undefined;
  /** From the root of the analysis to the scanned folder, ending in a slash; empty when they are the same. */
  readonly prefix: string;
  /** Configuration files outside the scanned folder; paths relative to the root of the analysis. */
  readonly contextFiles: readonly string[];
}

/** Largest configuration file that is looked into, in bytes. */
const maxConfigurationBytes = 2_000_000;

/** Folders above the scanned one that are looked at. */
const maxFoldersAbove = 40;

/** Configuration files that one chain of `extends` may have. */
const maxExtendedFiles = 50;

/** Sorts out what was named. Throws a UserError for a place that is not there. */
export async function resolveTargets(host: Host, targets: readonly ScanTarget[]): Promise<ResolvedTargets> {
  const folders: Location[] = [];
  const files: Location[] = [];
  for (const { location, name } of targets) {
    const kind = await host.kindOf(location);
    if (kind === 'folder') folders.push(location);
    else if (kind === 'file') files.push(location);
    else throw new UserError(explainTarget(name, kind));
  }
  const scannedRoot = commonFolder(host, [...folders, ...files.map((file) => host.parent(file) ?? file)]);
  if (scannedRoot === undefined)
    throw new UserError(
      'The paths have no folder in common. Reported paths are relative to one, so one scan needs one. Scan them one after the other.',
    );
  const below = (location: Location): string => pathBelow(scannedRoot, location) ?? '';
  const outermost = folders
    .map(below)
    .filter(
      (folder, index, all) =>
        !all.some((other, at) => isAround(other, folder) || (other === folder && at < index)),
    );
  return { scannedRoot, folders: outermost.sort(), files: [...new Set(files.map(below))].sort() };
}

function explainTarget(name: string, kind: 'other' | 'missing' | 'unreadable'): string {
  switch (kind) {
    case 'missing':
      return `There is no file or folder "${name}". So there is nothing to scan. Check the spelling; relative paths start at the current folder.`;
    case 'other':
      return `"${name}" is neither a file nor a folder. Only these can be scanned. Name a folder, or files one by one.`;
    case 'unreadable':
      return `"${name}" cannot be opened. The system denies access, or its links lead in a circle. Check its permissions and links.`;
  }
}

function isAround(outer: string, inner: string): boolean {
  return outer !== inner && (outer === '' || inner.startsWith(`${outer}/`));
}

/** `location` relative to `root`, empty when equal; undefined when it lies elsewhere. */
export function pathBelow(root: Location, location: Location): string | undefined {
  if (location === root) return '';
  const start = root.endsWith('/') ? root : `${root}/`;
  return location.startsWith(start) ? location.slice(start.length) : undefined;
}

/** From the root of the repository to that of the analysis, ending in a slash; empty when there is no way. */
export function pathInRepository({ analysisRoot, repositoryRoot }: WorkspaceRoots): string {
  const path = repositoryRoot === undefined ? '' : (pathBelow(repositoryRoot, analysisRoot) ?? '');
  return path === '' ? '' : `${path}/`;
}

function commonFolder(host: Host, folders: readonly Location[]): Location | undefined {
  let common = folders[0];
  for (const folder of folders)
    while (common !== undefined && pathBelow(common, folder) === undefined) common = host.parent(common);
  return common;
}

/** Finds the roots around a folder. Never throws; what cannot be read there does not count. */
export async function findRoots(host: Host, scannedRoot: Location): Promise<WorkspaceRoots> {
  const above = foldersAbove(host, scannedRoot);
  const repositoryRoot = await firstWith(host, [scannedRoot, ...above], ['.git']);
  const limit = repositoryRoot === undefined ? undefined : pathBelow(repositoryRoot, scannedRoot);
  // Outside of a repository a package is believed, but nothing above it: the folders of a home directory are not ours.
  const reachable = repositoryRoot === undefined ? above : above.slice(0, depthOf(limit ?? ''));
  const project =
    (await firstWith(host, [scannedRoot, ...reachable], ['package.json', 'tsconfig.json'])) ?? scannedRoot;
  let analysisRoot = project;
  if (repositoryRoot !== undefined) {
    const workspace = await workspaceAround(host, project, reachable);
    if (workspace !== undefined) analysisRoot = workspace;
  }
  const extended = await extendedFiles(host, scannedRoot, analysisRoot, repositoryRoot ?? analysisRoot);
  for (const file of extended)
    while (pathBelow(analysisRoot, file) === undefined)
      analysisRoot = host.parent(analysisRoot) ?? analysisRoot;
  const prefix = pathBelow(analysisRoot, scannedRoot) ?? '';
  return {
    analysisRoot,
    repositoryRoot,
    prefix: prefix === '' ? '' : `${prefix}/`,
    contextFiles: await contextFiles(host, scannedRoot, analysisRoot, extended),
  };
}

function depthOf(path: string): number {
  return path === '' ? 0 : path.split('/').length;
}

/** Innermost first. */
function foldersAbove(host: Host, folder: Location): readonly Location[] {
  const above: Location[] = [];
  for (let at = host.parent(folder); at !== undefined && above.length < maxFoldersAbove; at = host.parent(at))
    above.push(at);
  return above;
}

async function firstWith(
  host: Host,
  folders: readonly Location[],
  names: readonly string[],
): Promise<Location | undefined> {
  for (const folder of folders)
    for (const name of names) {
      const kind = await host.kindOf(host.join(folder, name));
      if (kind === 'file' || kind === 'folder') return folder;
    }
  return undefined;
}

/** The innermost folder above that declares a workspace with `project` as a member. */
async function workspaceAround(
  host: Host,
  project: Location,
  above: readonly Location[],
): Promise<Location | undefined> {
  for (const folder of above) {
    const path = pathBelow(folder, project);
    if (path === undefined || path === '') continue;
    const globs = await workspaceGlobs(host, folder);
    const isListed = (glob: string): boolean =>
      picomatch.isMatch(path, glob.replace(/^\.\//, '').replace(/\/+$/, ''));
    const isOut = globs.some((glob) => glob.startsWith('!') && isListed(glob.slice(1)));
    if (!isOut && globs.some((glob) => !glob.startsWith('!') && isListed(glob))) return folder;
  }
  return undefined;
}

async function workspaceGlobs(host: Host, folder: Location): Promise<readonly string[]> {
  const read = async (name: string): Promise<unknown> => {
    const outcome = await host.readText(host.join(folder, name), maxConfigurationBytes);
    if (outcome.kind !== 'text') return undefined;
    try {
      return name.endsWith('.json')
        ? JSON.parse(outcome.text)
        : parseYaml(outcome.text, { maxAliasCount: 10 });
    } catch {
      return undefined;
    }
  };
  const workspaces = property(await read('package.json'), 'workspaces');
  return [
    ...strings(Array.isArray(workspaces) ? workspaces : property(workspaces, 'packages')),
    ...strings(property(await read('pnpm-workspace.yaml'), 'packages')),
    ...strings(property(await read('lerna.json'), 'packages')),
  ];
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** Files that tsconfig files between the two folders extend, directly or not, and that lie outside the scanned one. */
async function extendedFiles(
  host: Host,
  scannedRoot: Location,
  analysisRoot: Location,
  outermost: Location,
): Promise<readonly Location[]> {
  const waiting: Location[] = [];
  for (const folder of [scannedRoot, ...foldersAbove(host, scannedRoot)]) {
    if (pathBelow(analysisRoot, folder) === undefined) break;
    waiting.push(host.join(folder, 'tsconfig.json'), host.join(folder, 'jsconfig.json'));
  }
  const found = new Set<Location>();
  const read = new Set<Location>();
  for (
    let file = waiting.shift();
    file !== undefined && read.size < maxExtendedFiles;
    file = waiting.shift()
  ) {
    if (read.has(file)) continue;
    read.add(file);
    const outcome = await host.readText(file, maxConfigurationBytes);
    const folder = host.parent(file);
    if (outcome.kind !== 'text' || folder === undefined) continue;
    if (pathBelow(scannedRoot, file) === undefined) found.add(file);
    for (const path of relativeExtends(outcome.text)) {
      const target = stepTo(host, folder, path.endsWith('.json') ? path : `${path}.json`);
      if (target !== undefined && pathBelow(outermost, target) !== undefined) waiting.push(target);
    }
  }
  return [...found];
}

/** Relative paths in `extends` of a tsconfig file, which may have comments; packages are not followed. */
function relativeExtends(text: string): readonly string[] {
  const value = /"extends"\s*:\s*("[^"\n]*"|\[[^\]]*\])/.exec(text)?.[1] ?? '';
  return [...value.matchAll(/"(\.{1,2}\/[^"\n]*)"/g)].map((match) => match[1] ?? '');
}

/** Follows a relative path with `..`; undefined when it leaves the top. */
function stepTo(host: Host, folder: Location, path: string): Location | undefined {
  let at: Location | undefined = folder;
  for (const segment of path.split('/')) {
    if (at === undefined) return undefined;
    if (segment === '..') at = host.parent(at);
    else if (segment !== '.' && segment !== '') at = host.join(at, segment);
  }
  return at;
}

async function contextFiles(
  host: Host,
  scannedRoot: Location,
  analysisRoot: Location,
  extended: readonly Location[],
): Promise<readonly string[]> {
  const found = new Set<string>();
  const add = (location: Location): void => {
    const path = pathBelow(analysisRoot, location);
    if (path !== undefined && path !== '' && pathBelow(scannedRoot, location) === undefined) found.add(path);
  };
  for (const folder of foldersAbove(host, scannedRoot)) {
    if (pathBelow(analysisRoot, folder) === undefined) break;
    const outcome = await host.readFolder(folder);
    for (const { name, kind } of 'entries' in outcome ? outcome.entries : []) {
      if (kind === 'file' && isConfigurationName(name)) add(host.join(folder, name));
      // The data model of a project stands beside its code by convention, not above it.
      if (kind === 'folder' && name === 'prisma') await addPrismaFiles(host, host.join(folder, name), add);
    }
  }
  for (const file of extended) add(file);
  return [...found].sort();
}

async function addPrismaFiles(
  host: Host,
  folder: Location,
  add: (file: Location) => void,
  depth = 0,
): Promise<void> {
  const outcome = await host.readFolder(folder);
  for (const { name, kind } of 'entries' in outcome ? outcome.entries : []) {
    if (kind === 'file' && name.endsWith('.prisma')) add(host.join(folder, name));
    else if (kind === 'folder' && depth < 2)
      await addPrismaFiles(host, host.join(folder, name), add, depth + 1);
  }
}
