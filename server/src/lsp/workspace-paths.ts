/**
 * URIs of the editor ↔ workspace paths of the analyzer.
 *
 * One root: paths are relative to it. Several: their first segment is the root's name, made unique. Documents outside
 * all roots, and those that were never saved, get paths below `~<scheme>/`, so that they cannot meet a file of the
 * workspace. Open documents keep the very URI that the client uses: editors encode the same file differently.
 */
import { URI } from 'vscode-uri';
import type { WorkspaceRoot } from './analysis/messages.ts';

/** A workspace folder as the client names it. */
export interface WorkspaceFolderName {
  readonly uri: string;
  readonly name: string;
}

/** Language id → extension, for documents whose name has none. */
const extensionByLanguage: Readonly<Record<string, string>> = {
  javascript: '.js',
  javascriptreact: '.jsx',
  typescript: '.ts',
  typescriptreact: '.tsx',
  vue: '.vue',
  svelte: '.svelte',
  ejs: '.ejs',
};

/** The path of a place outside all roots, given as a URI or an absolute path. */
export function outsidePath(location: string): string {
  const { scheme, path } = /^[a-z][\w+.-]+:/i.test(location) ? URI.parse(location) : URI.file(location);
  return `~${scheme}/${path.replace(/^\/+/, '')}`;
}

/** Whether a path belongs to no root. */
export function isOutside(path: string): boolean {
  return path.startsWith('~');
}

/** See the head of this file. */
export class WorkspacePaths {
  readonly roots: readonly WorkspaceRoot[];
  /** The same roots, longest first, with the URI taken apart: the innermost root owns a file. */
  readonly #parsedRoots: readonly {
    readonly root: WorkspaceRoot;
    readonly uri: URI;
    readonly folder: string;
  }[];
  /** Workspace path → URI, of open documents. */
  readonly #openUris = new Map<string, string>();

  constructor(folders: readonly WorkspaceFolderName[]) {
    this.roots = nameRoots(folders);
    this.#parsedRoots = this.roots
      .map((root) => {
        const uri = URI.parse(root.uri);
        return { root, uri, folder: uri.path.endsWith('/') ? uri.path : `${uri.path}/` };
      })
      .sort((a, b) => b.folder.length - a.folder.length);
  }

  /** Remembers the URI of a document that was opened; returns its path. */
  open(uri: string, languageId: string): string {
    const path = this.toPath(uri);
    const named = /\.[^/.]+$/.test(path) ? path : `${path}${extensionByLanguage[languageId] ?? ''}`;
    this.#openUris.set(named, uri);
    return named;
  }

  /** Forgets the URI of a document that was closed. */
  close(path: string): void {
    this.#openUris.delete(path);
  }

  /** The path of any URI. */
  toPath(uri: string): string {
    const parsed = URI.parse(uri);
    for (const { root, uri: rootUri, folder } of this.#parsedRoots) {
      const isSamePlace = parsed.scheme === rootUri.scheme && parsed.authority === rootUri.authority;
      if (isSamePlace && parsed.path.startsWith(folder))
        return `${root.prefix}${parsed.path.slice(folder.length)}`;
    }
    return outsidePath(uri);
  }

  /** The URI of a path; undefined for one that lies in no root and is not open. */
  toUri(path: string): string | undefined {
    const open = this.#openUris.get(path);
    if (open !== undefined) return open;
    for (const { root, uri, folder } of this.#parsedRoots) {
      if (path.startsWith(root.prefix) && !isOutside(path))
        return uri.with({ path: `${folder}${path.slice(root.prefix.length)}` }).toString();
    }
    return undefined;
  }
}

function nameRoots(folders: readonly WorkspaceFolderName[]): readonly WorkspaceRoot[] {
  const only = folders[0];
  if (folders.length === 1 && only !== undefined) return [{ prefix: '', uri: withoutSlash(only.uri) }];
  const taken = new Set<string>();
  return folders.map(({ name, uri }) => {
    const clean = name.replace(/[/\\]/g, '_').replace(/^~/, '_') || 'root';
    let unique = clean;
    for (let n = 2; taken.has(unique); n++) unique = `${clean}-${n}`;
    taken.add(unique);
    return { prefix: `${unique}/`, uri: withoutSlash(uri) };
  });
}

function withoutSlash(uri: string): string {
  return uri.replace(/\/+$/, '');
}
