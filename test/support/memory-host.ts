/**
 * A host on files that exist only in memory, with the troubles of a disk: folders without access, links, circles.
 */
import type { FileSystem, FolderEntry, Host, PlaceKind } from '../../server/src/hosts/host.ts';
import { walkFiles } from '../../server/src/hosts/walk-files.ts';

/** A file's text, or what is wrong with it. */
export type MemoryEntry =
  | string
  /** `why` it cannot be read. */
  | { readonly unreadable: string }
  /** A link to an absolute location; a circle or a broken link has a target that is not there. */
  | { readonly link: string }
  | { readonly bytes: number }
  | { readonly binary: true }
  | { readonly damaged: string };

/** Keys are absolute locations of files; one that ends in a slash is a folder that cannot be opened. */
export function createMemoryHost(entries: Readonly<Record<string, MemoryEntry>>): Host {
  const closedFolders = new Map<string, string>();
  const folders = new Map<string, Map<string, FolderEntry>>([['/', new Map()]]);
  const ensure = (folder: string): Map<string, FolderEntry> => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const created = new Map<string, FolderEntry>();
    folders.set(folder, created);
    ensure(parentOf(folder)).set(nameOf(folder), { name: nameOf(folder), kind: 'folder' });
    return created;
  };
  for (const [location, entry] of Object.entries(entries)) {
    if (location.endsWith('/')) {
      ensure(location.slice(0, -1));
      closedFolders.set(
        location.slice(0, -1),
        typeof entry === 'object' && 'unreadable' in entry ? entry.unreadable : '',
      );
    } else {
      const kind = typeof entry === 'object' && 'link' in entry ? 'link' : 'file';
      ensure(parentOf(location)).set(nameOf(location), { name: nameOf(location), kind });
    }
  }
  const resolve = (location: string): string => {
    const entry = entries[location];
    return typeof entry === 'object' && 'link' in entry ? entry.link : location;
  };
  const kindOf = (location: string): PlaceKind => {
    const target = resolve(location);
    if (folders.has(target)) return 'folder';
    return target in entries ? 'file' : 'missing';
  };
  const files: FileSystem = {
    join: (folder, path) => (folder === '/' ? `/${path}` : `${folder}/${path}`),
    parent: (location) => (location === '/' ? undefined : parentOf(location)),
    kindOf: async (location) => kindOf(location),
    async readFolder(folder) {
      const why = closedFolders.get(folder);
      if (why !== undefined) return { unreadable: why };
      const found = folders.get(folder);
      // Names in an order of no meaning, as file systems give them.
      return found === undefined
        ? { unreadable: 'it is no longer there' }
        : { entries: [...found.values()].sort((a, b) => (a.name < b.name ? 1 : -1)) };
    },
    async readText(file, maxBytes) {
      const entry = entries[resolve(file)];
      if (entry === undefined) return { kind: 'unreadable', why: 'it is no longer there' };
      if (typeof entry === 'string')
        return entry.length > maxBytes
          ? { kind: 'too-large', bytes: entry.length }
          : { kind: 'text', text: entry, isWellFormed: true };
      if ('bytes' in entry) return { kind: 'too-large', bytes: entry.bytes };
      if ('binary' in entry) return { kind: 'binary' };
      if ('damaged' in entry) return { kind: 'text', text: entry.damaged, isWellFormed: false };
      return {
        kind: 'unreadable',
        why: 'unreadable' in entry ? entry.unreadable : 'its links lead in a circle',
      };
    },
    async realLocation(location) {
      const target = resolve(location);
      return kindOf(target) === 'missing' ? undefined : target;
    },
  };
  let time = 0;
  return { ...files, now: () => time++, listFiles: (request, token) => walkFiles(files, request, token) };
}

function parentOf(location: string): string {
  return location.slice(0, Math.max(1, location.lastIndexOf('/')));
}

function nameOf(location: string): string {
  return location.slice(location.lastIndexOf('/') + 1);
}
