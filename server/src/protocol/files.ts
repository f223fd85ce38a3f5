/**
 * `sekretess/listFiles` and `sekretess/readFiles`: the server asks the client for files that it cannot reach itself,
 * in a browser or on a virtual file system. Sent only to a client that set `servesFiles`.
 */

/** Method name. */
export type ListFilesMethod = 'sekretess/listFiles';

/** Which files below a folder. */
export interface ListFilesParams {
  /** URI of the folder. */
  readonly root: string;
  /** Names of folders that are not entered. */
  readonly skipFolders: readonly string[];
  /** More files than this are not listed. */
  readonly limit: number;
}

/** Answer to {@link ListFilesMethod}. */
export interface ListFilesResult {
  /** Paths relative to the root, with forward slashes, sorted. */
  readonly paths: readonly string[];
  /** Whether the limit cut the list. */
  readonly truncated: boolean;
}

/** Method name. */
export type ReadFilesMethod = 'sekretess/readFiles';

/** Which files; the client may be asked for some hundred at once. */
export interface ReadFilesParams {
  readonly uris: readonly string[];
}

/** Answer to {@link ReadFilesMethod}: the texts in the order of the URIs, null for what could not be read as text. */
export interface ReadFilesResult {
  readonly texts: readonly (string | null)[];
}
