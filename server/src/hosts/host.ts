/**
 * What a platform supplies: places, folders, texts and a clock. The only door between the neutral layers and a disk.
 *
 * A location is an absolute path with forward slashes on Node and a URI in a browser; nobody but the host looks inside
 * one. Below a folder, files are named by relative paths with forward slashes. Nothing here throws for what it finds:
 * a folder or file that cannot be read is a value that says why.
 */

/** An absolute path with forward slashes (Node) or a URI (browser). */
export type Location = string;

/** What stands at a location, links followed. `other`: a device, a pipe, a socket. */
export type PlaceKind = 'file' | 'folder' | 'other' | 'missing' | 'unreadable';

/** A name in a folder. Links are not followed. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

/** The entries of a folder in any order, or a clause that says why there are none: `permission denied`. */
export type FolderOutcome = { readonly entries: readonly FolderEntry[] } | { readonly unreadable: string };

/** A file's text without byte order mark, or why there is none. */
export type TextOutcome =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** False: some bytes were not UTF-8; each of them is U+FFFD in `text`. */
      readonly isWellFormed: boolean;
    }
  | { readonly kind: 'binary' }
  | { readonly kind: 'too-large'; readonly bytes: number }
  /** `why` is a clause: `permission denied`. */
  | { readonly kind: 'unreadable'; readonly why: string };

/** The least that a platform must know about files. */
export interface FileSystem {
  /** The place `path` (relative, forward slashes) below `folder`. */
  join(folder: Location, path: string): Location;
  /** The folder around a location; undefined at the top. */
  parent(location: Location): Location | undefined;
  kindOf(location: Location): Promise<PlaceKind>;
  readFolder(folder: Location): Promise<FolderOutcome>;
  /** Reads at most `maxBytes`; a larger file is `too-large` and is not read. */
  readText(file: Location, maxBytes: number): Promise<TextOutcome>;
  /** The location with all links resolved; undefined for a broken link, a circle of links, or a platform without links. */
  realLocation(location: Location): Promise<Location | undefined>;
}

/** Why something that lies in the scanned folder is not scanned. */
export type LeftOutReason =
  | 'dependencies'
  | 'build-output'
  | 'generated'
  | 'minified'
  | 'ignored'
  | 'configuration'
  | 'link'
  | 'not-text'
  | 'unsupported-language';

/** Everything left out for one reason. */
export interface LeftOut {
  readonly reason: LeftOutReason;
  readonly files: number;
  /** Folders are left out unopened; what lies in them is not counted. */
  readonly folders: number;
  /** The first of them in path order, at most {@link maxLeftOutPaths}; folders end with a slash. */
  readonly paths: readonly string[];
}

/** Most paths named for one {@link LeftOutReason}; all are counted. */
export const maxLeftOutPaths = 100;

/** An entry that {@link ListRequest.judge} decides on. */
export interface ListedEntry {
  /** Relative to the listed folder, forward slashes, no slash at the end. */
  readonly path: string;
  readonly name: string;
  readonly kind: 'file' | 'folder';
  /** Whether the folder that holds the entry also holds a file or folder of this name. */
  readonly hasSibling: (name: string) => boolean;
}

/** `take`: open the folder, list the file. `pass`: none of our business, not counted. Else: left out and counted. */
export type ListVerdict = 'take' | 'pass' | LeftOutReason;

/** What to list. */
export interface ListRequest {
  readonly folder: Location;
  /** The folder from which ignore files hold: the root of the repository, or `folder` itself outside of one. */
  readonly ignoreRoot: Location;
  readonly judge: (entry: ListedEntry) => ListVerdict;
}

/** A folder that could not be opened. */
export interface UnreadableFolder {
  /** Relative; empty for the listed folder itself. */
  readonly path: string;
  /** A clause: `permission denied`. */
  readonly why: string;
}

/** A line of an ignore file that was not understood. */
export interface IgnoreFileProblem {
  readonly location: Location;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

/** The files below a folder. */
export interface FileListing {
  /** Relative paths, sorted by UTF-16 code unit, each once. */
  readonly files: readonly string[];
  /** Sorted by reason. */
  readonly leftOut: readonly LeftOut[];
  readonly unreadableFolders: readonly UnreadableFolder[];
  readonly problems: readonly IgnoreFileProblem[];
}

/** A flag that somebody else may set; the shape of the analyzer's and of LSP's token. */
export interface StopToken {
  readonly isCancellationRequested: boolean;
}

/** See the head of this file. */
export interface Host extends FileSystem {
  /** Milliseconds that only ever grow; for durations, not for dates. */
  now(): number;
  /** Files that are to be scanned, ignore files respected. Ends early, with what it has, when the token is set. */
  listFiles(request: ListRequest, token: StopToken): Promise<FileListing>;
}

/** Order by UTF-16 code units, the same on every machine and in every locale. */
export function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
