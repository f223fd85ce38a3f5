/**
 * The host on Node: files of the disk, read with plain synchronous calls.
 *
 * Synchronous, because a scan reads many small files one after the other, and one call of the asynchronous API costs
 * more than reading such a file. Reads files only; never writes, never runs what it reads.
 */
import { isUtf8 } from 'node:buffer';
import {
  closeSync,
  type Dirent,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import type {
  FileSystem,
  FolderEntry,
  FolderOutcome,
  Host,
  Location,
  PlaceKind,
  TextOutcome,
} from '../host.ts';
import { walkFiles } from '../walk-files.ts';

/** Bytes at the start of a file in which a NUL marks it as binary, as git does it. */
const binaryProbeLength = 8000;

/** The location of an absolute path of this platform. */
export function toLocation(absolutePath: string): Location {
  const location = path.sep === '\\' ? absolutePath.replaceAll('\\', '/') : absolutePath;
  return location.length > 1 && location.endsWith('/') && !/^[A-Za-z]:\/$/.test(location)
    ? location.slice(0, -1)
    : location;
}

/** The disk. */
export const nodeFileSystem: FileSystem = {
  join: (folder, below) => (folder.endsWith('/') ? `${folder}${below}` : `${folder}/${below}`),
  parent(location) {
    const parent = toLocation(path.dirname(location));
    return parent === location ? undefined : parent;
  },
  kindOf: async (location) => kindOf(location),
  readFolder: async (folder) => readFolder(folder),
  readText: async (file, maxBytes) => readText(file, maxBytes),
  async realLocation(location) {
    try {
      return toLocation(realpathSync.native(location));
    } catch {
      return undefined;
    }
  },
};

/** The host for the command line and for the language server on Node. */
export const nodeHost: Host = {
  ...nodeFileSystem,
  now: () => performance.now(),
  listFiles: (request, token) => walkFiles(nodeFileSystem, request, token),
};

function kindOf(location: Location): PlaceKind {
  try {
    const stats = statSync(location);
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreadable';
  }
}

function readFolder(folder: Location): FolderOutcome {
  try {
    return { entries: readdirSync(folder, { withFileTypes: true }).map(toEntry) };
  } catch (error) {
    return { unreadable: explain(error) };
  }
}

function toEntry(entry: Dirent): FolderEntry {
  const kind = entry.isFile()
    ? 'file'
    : entry.isDirectory()
      ? 'folder'
      : entry.isSymbolicLink()
        ? 'link'
        : 'other';
  return { name: entry.name, kind };
}

function readText(file: Location, maxBytes: number): TextOutcome {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return { kind: 'unreadable', why: 'it is not a regular file' };
    if (stats.size > maxBytes) return { kind: 'too-large', bytes: stats.size };
    return decode(readFileSync(descriptor));
  } catch (error) {
    return { kind: 'unreadable', why: explain(error) };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** UTF-8, or UTF-16 if its byte order mark says so. No other encoding is guessed. */
function decode(bytes: Buffer): TextOutcome {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { kind: 'text', text: bytes.toString('utf16le', 2), isWellFormed: true };
  if (bytes[0] === 0xfe && bytes[1] === 0xff && bytes.length % 2 === 0)
    return { kind: 'text', text: bytes.swap16().toString('utf16le', 2), isWellFormed: true };
  if (bytes.subarray(0, binaryProbeLength).includes(0)) return { kind: 'binary' };
  const text = bytes.toString('utf8');
  return {
    kind: 'text',
    text: text.startsWith('\uFEFF') ? text.slice(1) : text,
    isWellFormed: isUtf8(bytes),
  };
}

function explain(error: unknown): string {
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ENOENT':
      return 'it is no longer there';
    case 'ELOOP':
      return 'its links lead in a circle';
    case 'ENAMETOOLONG':
      return 'its path is too long for this system';
    case 'EMFILE':
    case 'ENFILE':
      return 'too many files are open on this system';
    case 'EISDIR':
      return 'it is a folder';
    default:
      return error instanceof Error ? error.message : 'the system gave no reason';
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
