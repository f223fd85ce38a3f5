/**
 * Writes every file of the repository that is generated from another one; with `--check` only compares, and fails when
 * one is stale. A new generator is one more row in `generators`.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundle } from '../build.mjs';
import { cliPage } from './cli-page.ts';
import { configurationPage } from './configuration-page.ts';
import { rulePages } from './rule-pages.ts';
import { root } from './run.mjs';
import { thirdPartyNotices } from './third-party-notices.mjs';

/** A file as it should be. `path` is relative to the root of the repository, with forward slashes. */
interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

interface Generator {
  readonly generate: () => Promise<readonly GeneratedFile[]>;
  /** Folders that hold nothing but this generator's files: whatever else lies there is stale. */
  readonly ownedFolders: readonly string[];
}

const generators: readonly Generator[] = [
  { generate: generateNotices, ownedFolders: [] },
  { generate: async () => [{ path: 'docs/cli.md', text: cliPage() }], ownedFolders: [] },
  {
    generate: async () => [{ path: 'docs/configuration.md', text: configurationPage(root) }],
    ownedFolders: [],
  },
  { generate: async () => rulePages(root), ownedFolders: ['docs/rules'] },
];

async function generateNotices(): Promise<readonly GeneratedFile[]> {
  const { bundledFiles } = await bundle({ dev: false, write: false });
  return [{ path: 'THIRD-PARTY-NOTICES.md', text: thirdPartyNotices(root, bundledFiles) }];
}

/** Files in the folders that a generator owns, relative to the root. */
function filesIn(folders: readonly string[]): readonly string[] {
  return folders
    .filter((folder) => existsSync(path.join(root, folder)))
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
          path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'),
        ),
    );
}

async function main(checkOnly: boolean): Promise<number> {
  const stale: string[] = [];
  for (const { generate, ownedFolders } of generators) {
    const files = await generate();
    for (const file of files) {
      const absolute = path.join(root, file.path);
      if (existsSync(absolute) && readFileSync(absolute, 'utf8') === file.text) continue;
      stale.push(file.path);
      if (checkOnly) continue;
      mkdirSync(path.dirname(absolute), { recursive: true });
      writeFileSync(absolute, file.text);
    }
    for (const left of filesIn(ownedFolders)) {
      if (files.some((file) => file.path === left)) continue;
      stale.push(left);
      if (!checkOnly) rmSync(path.join(root, left));
    }
  }
  for (const file of stale) console.log(`${checkOnly ? 'stale' : 'updated'}: ${file}`);
  if (!checkOnly || stale.length === 0) return 0;
  console.error('Generated files differ from their sources. Run: npm run generate');
  return 1;
}

main(process.argv.includes('--check')).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
