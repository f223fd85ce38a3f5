/**
 * Which files a scan reads: the code below the named folders, files named one by one, and the configuration files that
 * hold for them.
 *
 * Ignore files, our own exclusions and `paths` of the configuration hold for what a folder brings in; a file named by
 * the user is scanned in any case. Everything left out is counted with its reason.
 */
import type { CancellationToken } from '../analyzer/base/cancellation.ts';
import { comparePaths, type FileListing, type Host, type LeftOut, maxLeftOutPaths } from '../hosts/host.ts';
import { createMatcher } from '../hosts/ignore-files.ts';
import { isConfigurationName, judgeEntry, type ScannedFileKind, scannedFileKind } from './file-kinds.ts';
import { pathBelow, type ResolvedTargets, type WorkspaceRoots } from './find-roots.ts';

/** `paths` of the configuration: patterns as in `.gitignore`, relative to the folder of the configuration file. */
export interface PathPatterns {
  /** Empty: everything. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** From the folder of the configuration file to the scanned folder, ending in a slash; empty when the same. */
  readonly prefix: string;
  /** A second way to call a file by, which counts as much; ends in a slash or is empty. */
  readonly otherPrefix?: string;
}

/** One file to read. */
export interface DiscoveredFile {
  /** Relative to the root of the analysis. */
  readonly path: string;
  readonly kind: ScannedFileKind;
  /** Named by the user, so nothing leaves it out. */
  readonly isNamed: boolean;
}

/** What a scan reads, and what not. */
export interface Discovery {
  /** Sorted by path, each once. */
  readonly files: readonly DiscoveredFile[];
  readonly leftOut: readonly LeftOut[];
  /** Paths relative to the root of the analysis. */
  readonly unreadableFolders: FileListing['unreadableFolders'];
  readonly problems: FileListing['problems'];
  /** Files that the user named and whose language is not supported, relative to the scanned folder. */
  readonly unsupportedNamed: readonly string[];
}

/** See the head of this file. */
export async function discoverFiles(
  host: Host,
  targets: ResolvedTargets,
  roots: WorkspaceRoots,
  patterns: readonly PathPatterns[],
  token: CancellationToken,
  /** Which files that are no code a rule looks at. */
  takesText: ((path: string) => boolean) | undefined = undefined,
): Promise<Discovery> {
  const files = new Map<string, DiscoveredFile>();
  const add = (path: string, kind: ScannedFileKind, isNamed: boolean): void => {
    if (isNamed || !files.has(path)) files.set(path, { path, kind, isNamed });
  };
  for (const path of roots.contextFiles) add(path, 'configuration', false);
  const leftOut: LeftOut[] = [];
  const unreadableFolders: { readonly path: string; readonly why: string }[] = [];
  const problems: FileListing['problems'][number][] = [];
  const filters = patterns.map(compilePatterns);
  const isWanted = (path: string): boolean => filters.every((isTaken) => isTaken(path));
  const kindOf = (path: string): ScannedFileKind | undefined =>
    scannedFileKind(path) ?? (takesText?.(path) === true ? 'text' : undefined);
  for (const folder of targets.folders) {
    const below = folder === '' ? '' : `${folder}/`;
    const location = folder === '' ? targets.scannedRoot : host.join(targets.scannedRoot, folder);
    const listing = await host.listFiles(
      {
        folder: location,
        ignoreRoot: roots.repositoryRoot ?? location,
        judge(entry) {
          const own = judgeEntry(entry);
          const isText = own === 'pass' || own === 'unsupported-language';
          const verdict = isText && entry.kind === 'file' && takesText?.(entry.name) === true ? 'take' : own;
          return verdict === 'take' &&
            entry.kind === 'file' &&
            !isConfigurationName(entry.name) &&
            !isWanted(below + entry.path)
            ? 'configuration'
            : verdict;
        },
      },
      token,
    );
    for (const path of listing.files) {
      const kind = kindOf(path);
      if (kind !== undefined) add(roots.prefix + below + path, kind, false);
    }
    leftOut.push(
      ...listing.leftOut.map((entry) => ({ ...entry, paths: entry.paths.map((path) => below + path) })),
    );
    for (const { path, why } of listing.unreadableFolders)
      unreadableFolders.push({ path: (roots.prefix + below + path).replace(/\/$/, ''), why });
    problems.push(...listing.problems);
  }
  const unsupportedNamed: string[] = [];
  for (const path of targets.files) {
    const kind = kindOf(path);
    if (kind === undefined) unsupportedNamed.push(path);
    else add(roots.prefix + path, kind, true);
  }
  // A file named on its own still needs the configuration around it.
  for (const path of await configurationAround(host, targets, roots)) add(path, 'configuration', false);
  return {
    files: [...files.values()].sort((a, b) => comparePaths(a.path, b.path)),
    leftOut: mergeLeftOut(leftOut),
    unreadableFolders,
    problems,
    unsupportedNamed,
  };
}

/** Whether a path relative to the scanned folder is to be scanned. */
function compilePatterns({ include, exclude, prefix, otherPrefix }: PathPatterns): (path: string) => boolean {
  const included = include.length === 0 ? undefined : createMatcher(include);
  const excluded = exclude.length === 0 ? undefined : createMatcher(exclude);
  return (path) => {
    const names = [prefix + path, ...(otherPrefix === undefined ? [] : [otherPrefix + path])];
    return (
      (included === undefined || names.some((name) => included.ignores(name))) &&
      !names.some((name) => excluded?.ignores(name) ?? false)
    );
  };
}

/** Configuration files of the folders between the scanned one and files that were named, relative to the analysis. */
async function configurationAround(
  host: Host,
  targets: ResolvedTargets,
  roots: WorkspaceRoots,
): Promise<readonly string[]> {
  const folders = new Set<string>();
  for (const file of targets.files) {
    const segments = file.split('/').slice(0, -1);
    for (let length = 0; length <= segments.length; length++)
      folders.add(segments.slice(0, length).join('/'));
  }
  const found: string[] = [];
  for (const folder of [...folders].sort()) {
    const location = folder === '' ? targets.scannedRoot : host.join(targets.scannedRoot, folder);
    const outcome = await host.readFolder(location);
    for (const { name, kind } of 'entries' in outcome ? outcome.entries : [])
      if (kind === 'file' && isConfigurationName(name))
        found.push(`${roots.prefix}${folder === '' ? '' : `${folder}/`}${name}`);
  }
  return found;
}

/** Adds up what was left out, one entry a reason. */
export function mergeLeftOut(entries: readonly LeftOut[]): readonly LeftOut[] {
  const byReason = new Map<LeftOut['reason'], LeftOut>();
  for (const entry of entries) {
    const known = byReason.get(entry.reason);
    byReason.set(entry.reason, {
      reason: entry.reason,
      files: entry.files + (known?.files ?? 0),
      folders: entry.folders + (known?.folders ?? 0),
      paths: [...(known?.paths ?? []), ...entry.paths].sort(comparePaths).slice(0, maxLeftOutPaths),
    });
  }
  return [...byReason.values()].sort((a, b) => comparePaths(a.reason, b.reason));
}

/** The prefix of {@link PathPatterns}: how to get from the configuration's folder to the scanned one. */
export function patternPrefix(configurationFolder: string, scannedRoot: string): string {
  const path = pathBelow(configurationFolder, scannedRoot) ?? '';
  return path === '' ? '' : `${path}/`;
}
