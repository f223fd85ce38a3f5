/**
 * Bundles the command line, the language servers and the extension with esbuild into dist/, one bundle an entry.
 *
 *   node build.mjs [--dev] [--quiet]      --dev: readable output with source maps
 *
 * Start time. `dist/server/cli.js` must stay small: it reads the arguments and answers --help and --version alone.
 * Whatever needs the engine it loads on demand: in an entry, `import('./scan-main.ts')` (or a dynamic import of any other
 * entry listed below) is left in place and becomes a `require` of that entry's own bundle. Two bundles share no
 * module instances, so errors that cross that border are told apart by `name`, not by `instanceof`. An entry may also begin with
 * `module.enableCompileCache?.()` (from `node:module`, Node 22 and later; the types of Node 20 do not know it): V8 then
 * keeps the compiled TypeScript parser between runs.
 *
 * TypeScript. Only its parser is bundled; see scripts/slim-typescript.mjs.
 *
 * Knowledge. The virtual module `sekretess:knowledge` holds the YAML below rules/ as text, what it means as JSON text,
 * and our version, so that the bundles need neither a disk nor a YAML parser to start. Its type is in
 * server/src/entry/knowledge.d.ts.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { constantTables, inlineConstants } from './scripts/inline-constants.mjs';
import { precompileKnowledge } from './scripts/precompile-knowledge.mjs';
import { readKnowledge } from './scripts/read-knowledge.mjs';
import { slimTypeScript } from './scripts/slim-typescript.mjs';
import { thirdPartyNotices } from './scripts/third-party-notices.mjs';

const root = path.dirname(fileURLToPath(import.meta.url));

/** @type {import('esbuild').BuildOptions} */
const node = {
  platform: 'node',
  format: 'cjs',
  target: 'node20.19',
  // Without this, esbuild would leave `import()` alone, and Node would load our own CommonJS through its ESM loader.
  supported: { 'dynamic-import': false },
};
/** @type {import('esbuild').BuildOptions} */
const browser = { platform: 'browser', target: 'es2022' };

/** See `purePackagesPlugin`. */
const alias = { recheck: 'recheck/lib/browser.js' };

/** @type {readonly { readonly source: string, readonly output: string, readonly options: import('esbuild').BuildOptions }[]} */
const entries = [
  {
    source: 'server/src/entry/cli.ts',
    output: 'dist/server/cli.js',
    options: { ...node, banner: { js: '#!/usr/bin/env node' } },
  },
  { source: 'server/src/entry/scan-main.ts', output: 'dist/server/scan-main.js', options: node },
  { source: 'server/src/entry/server-node.ts', output: 'dist/server/server-node.js', options: node },
  { source: 'server/src/entry/worker-node.ts', output: 'dist/server/worker-node.js', options: node },
  {
    source: 'server/src/entry/server-browser.ts',
    output: 'dist/server/server-browser.js',
    options: { ...browser, format: 'iife' },
  },
  {
    source: 'client/src/node/extension.ts',
    output: 'dist/client/node/extension.js',
    options: { ...node, external: ['vscode'] },
  },
  {
    source: 'client/src/browser/extension.ts',
    output: 'dist/client/browser/extension.js',
    options: { ...browser, format: 'cjs', external: ['vscode'] },
  },
];

/** The text of `sekretess:knowledge`. */
async function knowledgeModule() {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const { files, ...parts } = await precompileKnowledge(root, readKnowledge(root), {
    alias,
    plugins: [purePackagesPlugin, sourcesPlugin],
  });
  // Every name by itself, so that a bundle carries only what it uses.
  return `const files = ${JSON.stringify(files)};
export const knowledge = { files };
export const precompiled = { files, ...${JSON.stringify(parts)} };
export const version = ${JSON.stringify(version)};`;
}

/** @type {Promise<string> | undefined} */
let knowledgeText;

/** @type {import('esbuild').Plugin} */
const knowledgePlugin = {
  name: 'knowledge',
  setup(build) {
    build.onResolve({ filter: /^sekretess:knowledge$/ }, ({ path: name }) => ({
      path: name,
      namespace: 'knowledge',
    }));
    build.onLoad({ filter: /.*/, namespace: 'knowledge' }, async () => {
      // All bundles of a run share one compilation.
      knowledgeText ??= knowledgeModule();
      return { contents: await knowledgeText, loader: 'js' };
    });
  },
};

/** Leaves a dynamic import of another entry to run time. @type {import('esbuild').Plugin} */
const lazyEntriesPlugin = {
  name: 'lazy-entries',
  setup(build) {
    build.onResolve({ filter: /^\.\/[^/]+\.ts$/ }, ({ kind, path: name, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const source = path.relative(root, path.join(resolveDir, name)).replaceAll(path.sep, '/');
      const entry = entries.find((candidate) => candidate.source === source);
      return entry && { path: `./${path.basename(entry.output)}`, external: true };
    });
  },
};

/**
 * Packages that would leave the pure analyzer, each replaced by what its browser build has, or should have.
 *
 * `@mrleebo/prisma-ast` asks `lilconfig` for a configuration file of its own, from the current folder upwards. That reads
 * and runs a JavaScript file of the scanned workspace, so no bundle may contain it.
 * `recheck` starts workers, Java or native programs where it finds them; its browser build is plain JavaScript.
 * @type {import('esbuild').Plugin}
 */
const purePackagesPlugin = {
  name: 'pure-packages',
  setup(build) {
    build.onResolve({ filter: /^lilconfig$/ }, () => ({ path: 'lilconfig', namespace: 'pure' }));
    build.onResolve({ filter: /^os$/ }, ({ importer }) =>
      importer.includes('prisma-ast') ? { path: 'os', namespace: 'pure' } : undefined,
    );
    build.onLoad({ filter: /^lilconfig$/, namespace: 'pure' }, () => ({
      contents: 'export const lilconfigSync = () => ({ search: () => null });',
    }));
    build.onLoad({ filter: /^os$/, namespace: 'pure' }, () => ({ contents: "export const EOL = '\\n';" }));
  },
};

/** How our sources import TypeScript, and the one other way in which they may take names from it. */
const typeScriptImport = /^import ts from 'typescript';$/m;
const typeScriptNames = /^export const \{([\w\s,]*)\} = ts;$/m;

/** Every name that some source takes from TypeScript; types and words of comments among them do no harm. */
function typeScriptNamesInUse() {
  const folder = path.join(root, 'server', 'src');
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .filter((text) => typeScriptImport.test(text));
  return texts.flatMap((text) => [
    ...[...text.matchAll(/\bts\.(\w+)/g)].map(([, name = '']) => name),
    ...(typeScriptNames.exec(text)?.[1]?.match(/\w+/g) ?? []),
  ]);
}

/** @type {Map<string, Map<string, number>> | undefined} */
let tablesOfSources;

/** The constant tables of the analyzer, whose names are unlike each other. */
function constantTablesInUse() {
  if (tablesOfSources !== undefined) return tablesOfSources;
  tablesOfSources = new Map();
  const folder = path.join(root, 'server', 'src', 'analyzer');
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!file.endsWith('.ts')) continue;
    for (const [name, members] of constantTables(readFileSync(path.join(folder, file), 'utf8'))) {
      if (tablesOfSources.has(name))
        throw new Error(`Two tables of constants are called ${name}; rename one.`);
      tablesOfSources.set(name, members);
    }
  }
  return tablesOfSources;
}

/** @type {string | undefined} */
let slimTypeScriptText;

/**
 * Our sources as they are bundled: with numbers for the members of constant tables, and with the parser in the place of
 * the whole of TypeScript. They import that as one object; here they are made to import its names, so that esbuild can
 * tell which of them are missing.
 * @type {import('esbuild').Plugin}
 */
const sourcesPlugin = {
  name: 'sources',
  setup(build) {
    build.onLoad({ filter: /[\\/](?:server[\\/]src|scripts)[\\/].*\.ts$/ }, ({ path: file }) => {
      const source = readFileSync(file, 'utf8');
      const text = inlineConstants(source, constantTablesInUse());
      if (!typeScriptImport.test(text)) return text === source ? undefined : { contents: text, loader: 'ts' };
      const contents = text
        .replace(typeScriptImport, "import * as ts from 'typescript';")
        .replace(typeScriptNames, "export {$1} from 'typescript';");
      // Whatever else is done with the module as a whole would find most of it missing, at run time.
      const code = contents.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'/g, '').replace('import * as ts', '');
      if (/(?<![\w.$])ts(?![\w.$])/.test(code))
        return {
          errors: [
            {
              text: 'Use TypeScript only as `ts.name`: bundles hold only the names written so.',
              location: { file },
            },
          ],
        };
      return { contents, loader: 'ts' };
    });
    build.onLoad(
      { filter: /[\\/]node_modules[\\/]typescript[\\/]lib[\\/]typescript\.js$/ },
      ({ path: file }) => {
        // All bundles of a run share it.
        slimTypeScriptText ??= slimTypeScript(file, typeScriptNamesInUse());
        return { contents: slimTypeScriptText, loader: 'js' };
      },
    );
  },
};

/**
 * Builds every entry.
 * @param {{ readonly dev: boolean, readonly write: boolean }} options `write: false` only computes what would be bundled.
 * @returns {Promise<{ built: { output: string, bytes: number }[], bundledFiles: string[] }>}
 *   `bundledFiles`: the source files that made it into a bundle, relative to the root, sorted.
 */
export async function bundle({ dev, write }) {
  const results = await Promise.all(
    entries.map(({ source, output, options }) =>
      esbuild.build({
        ...options,
        absWorkingDir: root,
        entryPoints: [source],
        outfile: output,
        bundle: true,
        write,
        minify: !dev,
        sourcemap: dev,
        metafile: true,
        legalComments: 'none',
        logLevel: 'warning',
        tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
        alias,
        // A name that the cut TypeScript lacks.
        logOverride: { 'import-is-undefined': 'error' },
        plugins: [purePackagesPlugin, sourcesPlugin, knowledgePlugin, lazyEntriesPlugin],
      }),
    ),
  );
  /** @type {Set<string>} */
  const bundledFiles = new Set();
  const built = results.flatMap(({ metafile }) =>
    Object.entries(metafile?.outputs ?? {})
      .filter(([output]) => output.endsWith('.js'))
      .map(([output, { bytes, inputs }]) => {
        for (const [file, { bytesInOutput }] of Object.entries(inputs))
          if (bytesInOutput > 0) bundledFiles.add(file);
        return { output, bytes };
      }),
  );
  return { built, bundledFiles: [...bundledFiles].sort() };
}

/**
 * Bundles one program of ours that is no part of the product, such as a benchmark, in the way the product is bundled.
 * @param {string} source Relative to the root.
 * @param {string} output Absolute.
 */
export async function bundleTool(source, output) {
  await esbuild.build({
    ...node,
    absWorkingDir: root,
    entryPoints: [source],
    outfile: output,
    bundle: true,
    minify: true,
    logLevel: 'error',
    alias,
    logOverride: { 'import-is-undefined': 'error' },
    plugins: [purePackagesPlugin, sourcesPlugin, knowledgePlugin],
  });
}

async function main() {
  const quiet = process.argv.includes('--quiet');
  rmSync(path.join(root, 'dist', 'client'), { recursive: true, force: true });
  rmSync(path.join(root, 'dist', 'server'), { recursive: true, force: true });
  const { built, bundledFiles } = await bundle({ dev: process.argv.includes('--dev'), write: true });
  mkdirSync(path.join(root, 'dist'), { recursive: true });
  writeFileSync(path.join(root, 'dist', 'THIRD-PARTY-NOTICES.md'), thirdPartyNotices(root, bundledFiles));
  if (quiet) return;
  for (const { output, bytes } of built) console.log(`${output}  ${Math.ceil(bytes / 1024)} KiB`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    // esbuild has already printed its own errors, with their places.
    if (!Array.isArray(error?.errors)) console.error(error);
    process.exitCode = 1;
  });
}
