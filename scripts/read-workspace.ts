/** The files that a scan of a folder would read, for scripts that work on the analyzer alone. */
import path from 'node:path';
import { neverCancelled } from '../server/src/analyzer/base/cancellation.ts';
import { nodeHost, toLocation } from '../server/src/hosts/node/node-host.ts';
import { discoverFiles } from '../server/src/scan/discover.ts';
import { findRoots, resolveTargets } from '../server/src/scan/find-roots.ts';
import { readFiles } from '../server/src/scan/read-files.ts';

/** Texts by path, relative to the root of the project `folder` belongs to, with forward slashes. */
export async function readWorkspace(folder: string): Promise<ReadonlyMap<string, string>> {
  const location = toLocation(path.resolve(folder));
  const targets = await resolveTargets(nodeHost, [{ location, name: folder }]);
  const roots = await findRoots(nodeHost, targets.scannedRoot);
  const { files } = await discoverFiles(nodeHost, targets, roots, [], neverCancelled);
  return (await readFiles(nodeHost, roots.analysisRoot, files, neverCancelled, () => undefined)).texts;
}
