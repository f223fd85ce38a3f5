/** The files that a scan of a folder would read, and what indexing makes of them, for scripts that work on the analyzer alone. */
import path from 'node:path';
import { neverCancelled } from '../server/src/analyzer/base/cancellation.ts';
import { indexFile } from '../server/src/analyzer/engine/index-file.ts';
import type { FileFacts } from '../server/src/analyzer/ir/file-facts.ts';
import { prepareRules } from '../server/src/analyzer/matching/match-rules.ts';
import { isConfigurationPath } from '../server/src/analyzer/program/workspace-files.ts';
import type { DataTypeCatalog } from '../server/src/analyzer/rules/data-type.ts';
import { nodeHost, toLocation } from '../server/src/hosts/node/node-host.ts';
import { discoverFiles } from '../server/src/scan/discover.ts';
import { scannedFileKind } from '../server/src/scan/file-kinds.ts';
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

/** Indexes the code among `texts` without any rule; the rest of what linking needs beside the facts. */
export function indexWorkspace(
  texts: ReadonlyMap<string, string>,
  catalog: DataTypeCatalog,
): {
  readonly facts: FileFacts[];
  readonly configuration: { readonly path: string; readonly text: string }[];
} {
  const context = {
    rules: prepareRules([]),
    rulesDigest: '',
    catalog,
    testIdentityNumbers: new Set<string>(),
    wantsLiterals: false,
    wantsCode: true,
  };
  const code = [...texts].filter(([file]) => scannedFileKind(file) === 'code').sort();
  return {
    facts: code.map(([file, text]) => indexFile(file, text, context).facts),
    configuration: [...texts]
      .filter(([file]) => isConfigurationPath(file))
      .map(([file, text]) => ({ path: file, text })),
  };
}
