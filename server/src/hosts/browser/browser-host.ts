/**
 * The host in a browser: there is no disk, so the editor is asked for lists of files and for texts.
 *
 * It knows neither LSP nor the editor; whoever starts it passes functions that reach the editor's file system.
 * Locations are URIs. A folder is asked for once, whole; the walk over the answer then respects ignore files as on
 * Node. Texts asked for in the same turn travel together.
 */
import { URI, Utils } from 'vscode-uri';
import type {
  FileListing,
  FileSystem,
  FolderEntry,
  Host,
  ListRequest,
  Location,
  StopToken,
  TextOutcome,
} from '../host.ts';
import { walkFiles } from '../walk-files.ts';

/** What the browser host asks for. The message of a rejection is shown as the reason. */
export interface BrowserRequests {
  /** Files below a folder: relative paths, forward slashes. Folders with these names are not entered. */
  readonly listFiles: (params: {
    readonly root: string;
    readonly skipFolders: readonly string[];
    readonly limit: number;
  }) => Promise<{ readonly paths: readonly string[]; readonly truncated: boolean }>;
  /** Texts in the order of the URIs, null for what could not be read. */
  readonly readFiles: (params: {
    readonly uris: readonly string[];
  }) => Promise<{ readonly texts: readonly (string | null)[] }>;
}

/** Folders that the editor need not list: they are never scanned, and are often large. */
const unlistedFolders: readonly string[] = ['.git', '.hg', '.jj', '.svn', 'bower_components', 'node_modules'];

/** Most files that the editor is asked to list. What lies beyond is reported as not scanned. */
const maxListedFiles = 50_000;

/** Most texts in one request. */
const maxTextsPerRequest = 200;

/** A host that asks `requests` for everything. */
export function createBrowserHost(requests: BrowserRequests): Host {
  const readSoon = createTextQueue(requests);
  const files: FileSystem = {
    join: (folder, path) => Utils.joinPath(URI.parse(folder), path).toString(),
    parent(location) {
      const parent = Utils.dirname(URI.parse(location)).toString();
      return parent === location ? undefined : parent;
    },
    // There is no request for this; only a read tells a file from nothing, and only a list tells a folder.
    kindOf: async (location) => ((await readSoon(location)).kind === 'text' ? 'file' : 'missing'),
    readFolder: async () => ({ unreadable: 'folders are listed whole' }),
    async readText(file, maxBytes) {
      const outcome = await readSoon(file);
      return outcome.kind === 'text' && outcome.text.length > maxBytes
        ? { kind: 'too-large', bytes: outcome.text.length }
        : outcome;
    },
    realLocation: async (location) => location,
  };
  return {
    ...files,
    now: () => performance.now(),
    listFiles: (request, token) => listFiles(requests, files, request, token),
  };
}

async function listFiles(
  requests: BrowserRequests,
  files: FileSystem,
  request: ListRequest,
  token: StopToken,
): Promise<FileListing> {
  const params = { root: request.folder, skipFolders: unlistedFolders, limit: maxListedFiles };
  let answer: { readonly paths: readonly string[]; readonly truncated: boolean };
  try {
    answer = await requests.listFiles(params);
  } catch (error) {
    return { files: [], leftOut: [], unreadableFolders: [{ path: '', why: explain(error) }], problems: [] };
  }
  const folders = toFolders(answer.paths);
  const prefix = request.folder;
  // The walk asks for the listed folder by its own location and for the others by `join`.
  const pathOf = new Map([[prefix, '']]);
  for (const path of folders.keys()) if (path !== '') pathOf.set(files.join(prefix, path), path);
  const listed: FileSystem = {
    ...files,
    readFolder: async (folder) => ({ entries: folders.get(pathOf.get(folder) ?? '') ?? [] }),
  };
  const listing = await walkFiles(listed, request, token);
  if (!answer.truncated) return listing;
  const why = `the editor lists at most ${maxListedFiles} files`;
  return { ...listing, unreadableFolders: [{ path: '', why }, ...listing.unreadableFolders] };
}

/** Folder (empty for the root) → its entries. */
function toFolders(paths: readonly string[]): ReadonlyMap<string, readonly FolderEntry[]> {
  const folders = new Map<string, FolderEntry[]>([['', []]]);
  const addTo = (folder: string, entry: FolderEntry): void => {
    folders.get(folder)?.push(entry);
  };
  const ensure = (folder: string): void => {
    if (folders.has(folder)) return;
    const slash = folder.lastIndexOf('/');
    const parent = slash < 0 ? '' : folder.slice(0, slash);
    ensure(parent);
    folders.set(folder, []);
    addTo(parent, { name: folder.slice(slash + 1), kind: 'folder' });
  };
  for (const path of paths) {
    const slash = path.lastIndexOf('/');
    const folder = slash < 0 ? '' : path.slice(0, slash);
    ensure(folder);
    addTo(folder, { name: path.slice(slash + 1), kind: 'file' });
  }
  return folders;
}

/** Gathers reads until the current turn ends, then asks for them together. */
function createTextQueue(requests: BrowserRequests): (uri: Location) => Promise<TextOutcome> {
  let waiting: { readonly uri: string; readonly resolve: (outcome: TextOutcome) => void }[] = [];
  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    for (let start = 0; start < batch.length; start += maxTextsPerRequest) {
      const part = batch.slice(start, start + maxTextsPerRequest);
      let texts: readonly (string | null)[] = [];
      let why = 'the editor could not read it';
      try {
        texts = (await requests.readFiles({ uris: part.map(({ uri }) => uri) })).texts;
      } catch (error) {
        why = explain(error);
      }
      for (const [index, { resolve }] of part.entries()) resolve(toOutcome(texts[index], why));
    }
  };
  return (uri) =>
    new Promise((resolve) => {
      waiting.push({ uri, resolve });
      if (waiting.length === 1) queueMicrotask(() => void flush());
    });
}

/** The editor decodes; U+FFFD is what it puts where bytes were not UTF-8. */
function toOutcome(text: string | null | undefined, why: string): TextOutcome {
  if (typeof text !== 'string') return { kind: 'unreadable', why };
  if (text.includes('\0')) return { kind: 'binary' };
  const withoutMark = text.startsWith('\uFEFF') ? text.slice(1) : text;
  return { kind: 'text', text: withoutMark, isWellFormed: !withoutMark.includes('\uFFFD') };
}

function explain(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : 'the editor gave no reason';
}
