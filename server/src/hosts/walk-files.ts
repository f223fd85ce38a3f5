/**
 * Lists the files below a folder: a walk that opens only folders that somebody wants.
 *
 * The result does not depend on the order in which the file system names things. Links are not followed: what they name
 * inside the folder is reached by its own name, so each file is listed once and circles cannot arise; and a scanned
 * workspace must not pull in files from outside. The latter are counted.
 */
import {
  comparePaths,
  type FileListing,
  type FileSystem,
  type FolderEntry,
  type IgnoreFileProblem,
  type LeftOut,
  type LeftOutReason,
  type ListedEntry,
  type ListRequest,
  type Location,
  maxLeftOutPaths,
  type StopToken,
  type UnreadableFolder,
} from './host.ts';
import {
  createMatcher,
  decideIgnored,
  type IgnoreFamily,
  type IgnoreLayer,
  ignoreFileFamilies,
  maxIgnoreFileBytes,
  readIgnorePatterns,
} from './ignore-files.ts';

/** A folder yet to be opened. `path` is relative and ends in a slash; empty for the listed folder. */
interface OpenFolder {
  readonly path: string;
  readonly layers: readonly IgnoreLayer[];
}

interface Walk {
  readonly files: FileSystem;
  readonly request: ListRequest;
  readonly found: string[];
  readonly leftOut: Map<LeftOutReason, { files: number; folders: number; paths: string[] }>;
  readonly unreadableFolders: UnreadableFolder[];
  readonly problems: IgnoreFileProblem[];
  /** Relative paths of links. */
  readonly links: string[];
}

/** See the head of this file. */
export async function walkFiles(
  files: FileSystem,
  request: ListRequest,
  token: StopToken,
): Promise<FileListing> {
  const walk: Walk = {
    files,
    request,
    found: [],
    leftOut: new Map(),
    unreadableFolders: [],
    problems: [],
    links: [],
  };
  await walkTree(walk, { path: '', layers: await outerLayers(walk) }, token);
  await countLinks(walk, token);
  return {
    files: walk.found.sort(comparePaths),
    leftOut: [...walk.leftOut].map(toLeftOut).sort((a, b) => comparePaths(a.reason, b.reason)),
    unreadableFolders: walk.unreadableFolders.sort((a, b) => comparePaths(a.path, b.path)),
    problems: walk.problems.sort((a, b) => comparePaths(a.location, b.location) || a.line - b.line),
  };
}

function toLeftOut([reason, { files, folders, paths }]: readonly [
  LeftOutReason,
  { readonly files: number; readonly folders: number; readonly paths: string[] },
]): LeftOut {
  return { reason, files, folders, paths: paths.sort(comparePaths).slice(0, maxLeftOutPaths) };
}

async function walkTree(walk: Walk, start: OpenFolder, token: StopToken): Promise<void> {
  const stack: OpenFolder[] = [start];
  for (let folder = stack.pop(); folder !== undefined; folder = stack.pop()) {
    if (token.isCancellationRequested) return;
    const below = folder.path.slice(0, -1);
    const location = below === '' ? walk.request.folder : placeOf(walk, below);
    const outcome = await walk.files.readFolder(location);
    if ('unreadable' in outcome) {
      walk.unreadableFolders.push({ path: below, why: outcome.unreadable });
      continue;
    }
    const layers = await innerLayers(walk, folder, location, outcome.entries);
    const names = new Set(outcome.entries.map(({ name }) => name));
    const hasSibling = (name: string): boolean => names.has(name);
    for (const { name, kind } of outcome.entries) {
      const path = folder.path + name;
      if (kind === 'link') walk.links.push(path);
      else if (kind !== 'other' && isTaken(walk, { path, name, kind, hasSibling }, layers)) {
        if (kind === 'folder') stack.push({ path: `${path}/`, layers });
        else walk.found.push(path);
      }
    }
  }
}

/** Whether the entry is to be scanned; what is left out is counted. */
function isTaken(walk: Walk, entry: ListedEntry, layers: readonly IgnoreLayer[]): boolean {
  const { path, kind } = entry;
  const verdict = walk.request.judge(entry);
  if (verdict === 'pass') return false;
  const { isIgnored, isTakenIn } = decideIgnored(layers, path, kind);
  const reason = verdict !== 'take' && !isTakenIn ? verdict : isIgnored ? 'ignored' : undefined;
  if (reason === undefined) return true;
  leaveOut(walk, reason, path, kind);
  return false;
}

function leaveOut(walk: Walk, reason: LeftOutReason, path: string, kind: 'file' | 'folder'): void {
  const entry = walk.leftOut.get(reason) ?? { files: 0, folders: 0, paths: [] };
  walk.leftOut.set(reason, entry);
  if (kind === 'file') entry.files++;
  else entry.folders++;
  entry.paths.push(kind === 'file' ? path : `${path}/`);
  // The cap is applied to sorted paths; keeping a few times as many is enough and bounds memory.
  if (entry.paths.length > 8 * maxLeftOutPaths)
    entry.paths = entry.paths.sort(comparePaths).slice(0, maxLeftOutPaths);
}

/**
 * Counts the links that lead to something that is not scanned. A link to a place inside the folder needs nothing: the
 * place was judged by its own name.
 */
async function countLinks(walk: Walk, token: StopToken): Promise<void> {
  const root = await walk.files.realLocation(walk.request.folder);
  for (const path of walk.links) {
    if (token.isCancellationRequested) return;
    const place = placeOf(walk, path);
    const target = await walk.files.realLocation(place);
    if (root !== undefined && target !== undefined && isAtOrBelow(root, target)) continue;
    const kind = target === undefined ? 'file' : await walk.files.kindOf(place);
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (kind === 'folder') leaveOut(walk, 'link', path, 'folder');
    else if (walk.request.judge({ path, name, kind: 'file', hasSibling: () => false }) !== 'pass')
      leaveOut(walk, 'link', path, 'file');
  }
}

/** Whether a real location is `root` or lies below it. */
function isAtOrBelow(root: Location, location: Location): boolean {
  return location === root || location.startsWith(root.endsWith('/') ? root : `${root}/`);
}

function placeOf(walk: Walk, path: string): Location {
  return walk.files.join(walk.request.folder, path);
}

/** Ignore files above the listed folder, from the root of the repository down, and `.git/info/exclude`. */
async function outerLayers(walk: Walk): Promise<readonly IgnoreLayer[]> {
  const { folder, ignoreRoot } = walk.request;
  const chain: { readonly location: Location; readonly prefix: string }[] = [];
  let prefix = '';
  for (let at = folder; at !== ignoreRoot; ) {
    const above = walk.files.parent(at);
    if (above === undefined) break;
    prefix = `${at.slice(at.lastIndexOf('/') + 1)}/${prefix}`;
    chain.unshift({ location: above, prefix });
    at = above;
  }
  const layers: IgnoreLayer[] = [];
  const excludePrefix = chain[0]?.location === ignoreRoot ? chain[0].prefix : '';
  const exclude = await readLayer(walk, ignoreRoot, '.git/info/exclude', 'git', excludePrefix, '');
  if (exclude !== undefined) layers.push(exclude);
  for (const { location, prefix: below } of chain)
    for (const [name, family] of ignoreFileFamilies) {
      const layer = await readLayer(walk, location, name, family, below, '');
      if (layer !== undefined) layers.push(layer);
    }
  return layers;
}

/** The layers of a folder: those around it and its own ignore files. */
async function innerLayers(
  walk: Walk,
  folder: OpenFolder,
  location: Location,
  entries: readonly FolderEntry[],
): Promise<readonly IgnoreLayer[]> {
  const own: IgnoreLayer[] = [];
  for (const [name, family] of ignoreFileFamilies) {
    if (!entries.some((entry) => entry.name === name && entry.kind === 'file')) continue;
    const layer = await readLayer(walk, location, name, family, '', folder.path);
    if (layer !== undefined) own.push(layer);
  }
  return own.length === 0 ? folder.layers : [...folder.layers, ...own];
}

async function readLayer(
  walk: Walk,
  folder: Location,
  name: string,
  family: IgnoreFamily,
  prefix: string,
  base: string,
): Promise<IgnoreLayer | undefined> {
  const read = async (path: string): Promise<string | undefined> => {
    const outcome = await walk.files.readText(walk.files.join(folder, path), maxIgnoreFileBytes);
    return outcome.kind === 'text' ? outcome.text : undefined;
  };
  const text = await read(name);
  if (text === undefined) return undefined;
  const { patterns, skipped } = await readIgnorePatterns(family, text, read);
  const location = walk.files.join(folder, name);
  walk.problems.push(...skipped.map(({ line, message }) => ({ location, line, message })));
  return { family, matcher: createMatcher(patterns), prefix, base };
}
