/**
 * Answers the server's questions about files, through the editor's own file system: virtual workspaces have no other.
 */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type {
  ListFilesMethod,
  ListFilesParams,
  ListFilesResult,
  ReadFilesMethod,
  ReadFilesParams,
  ReadFilesResult,
} from '../../../server/src/protocol/files.ts';

/** Registers the answers. Only the file systems that hold a folder of the workspace are served. */
export function serveFiles(client: BaseLanguageClient): void {
  const list: ListFilesMethod = 'sekretess/listFiles';
  const read: ReadFilesMethod = 'sekretess/readFiles';
  client.onRequest(list, listFiles);
  client.onRequest(
    read,
    async ({ uris }: ReadFilesParams): Promise<ReadFilesResult> => ({
      texts: await Promise.all(uris.map(readText)),
    }),
  );
}

/** Level by level, the folders of a level together: each question may travel to another machine. */
async function listFiles({ root, skipFolders, limit }: ListFilesParams): Promise<ListFilesResult> {
  const start = parseServedUri(root);
  const skipped = new Set(skipFolders);
  const paths: string[] = [];
  let level = [''];
  while (level.length > 0 && paths.length <= limit) {
    const folders = await Promise.all(
      level.map(async (folder) => ({
        folder,
        entries: await readFolder(vscode.Uri.joinPath(start, folder)),
      })),
    );
    const below: string[] = [];
    for (const { folder, entries } of folders)
      for (const [name, type] of entries) {
        const path = folder === '' ? name : `${folder}/${name}`;
        // Links are left out: what they name inside the folder is listed by its own name.
        if (type === vscode.FileType.File) paths.push(path);
        else if (type === vscode.FileType.Directory && !skipped.has(name)) below.push(path);
      }
    level = below;
  }
  paths.sort();
  return { paths: paths.slice(0, limit), truncated: paths.length > limit || level.length > 0 };
}

async function readFolder(folder: vscode.Uri): Promise<readonly [string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    return [];
  }
}

/** Null for what cannot be read, or is not text. */
async function readText(uri: string): Promise<string | null> {
  try {
    const bytes = await vscode.workspace.fs.readFile(parseServedUri(uri));
    return bytes.includes(0) ? null : new TextDecoder().decode(bytes);
  } catch {
    return null;
  }
}

/** Ignore files and configuration may stand above the workspace; on another file system there is nothing to ask for. */
function parseServedUri(uri: string): vscode.Uri {
  const parsed = vscode.Uri.parse(uri, true);
  const folders = vscode.workspace.workspaceFolders ?? [];
  const isNear = folders.some(
    ({ uri: folder }) => folder.scheme === parsed.scheme && folder.authority === parsed.authority,
  );
  if (!isNear) throw new Error(`${uri} is on no file system of the workspace`);
  return parsed;
}
