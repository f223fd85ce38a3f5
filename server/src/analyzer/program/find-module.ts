/**
 * From a path without certainty (`src/a`, `src/a.js`, `src`) to the file of the workspace it means.
 *
 * A pure function of the set of paths and the package manifests. Sources win over what is compiled from them:
 * `./a.js` is `a.ts` where there is one, and a declaration file counts only when there is no body to analyze.
 */
import type { WorkspaceConfiguration } from './workspace-files.ts';
import { appendPath, joinPath } from './workspace-path.ts';

/** Extensions tried behind a path, bodies first. */
const extensions: readonly string[] = [
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.d.ts',
  '.d.mts',
  '.d.cts',
  // React Native and Expo keep one file per platform.
  '.native.ts',
  '.native.tsx',
  '.native.js',
  '.native.jsx',
  '.ios.ts',
  '.ios.tsx',
  '.ios.js',
  '.ios.jsx',
  '.android.ts',
  '.android.tsx',
  '.android.js',
  '.android.jsx',
  '.web.ts',
  '.web.tsx',
  '.web.js',
  '.web.jsx',
];

const extensionRanks: ReadonlyMap<string, number> = new Map(
  extensions.map((extension, rank) => [extension, rank]),
);

/** Sources that an import of a compiled extension may mean. */
const sourcesOf: readonly (readonly [string, readonly string[]])[] = [
  ['.js', ['.ts', '.tsx']],
  ['.jsx', ['.tsx', '.ts']],
  ['.mjs', ['.mts']],
  ['.cjs', ['.cts']],
];

/** Declarations that stand for a compiled file that is not there. */
const declarationsOf: readonly (readonly [string, string])[] = [
  ['.js', '.d.ts'],
  ['.jsx', '.d.ts'],
  ['.mjs', '.d.mts'],
  ['.cjs', '.d.cts'],
];

/** Files that are imported for what they are, not for what they export. */
const assetPattern =
  /\.(?:json5?|jsonc|css|s[ac]ss|less|styl|svg|png|jpe?g|gif|webp|avif|ico|bmp|woff2?|ttf|otf|eot|mp[34]|webm|wav|ogg|pdf|txt|md|mdx|html?|xml|csv|tsv|ya?ml|toml|sql|graphql|gql|proto|prisma|wasm|node|hbs|ejs|pug|mjml|ftl|po|pem|glsl|lottie|vue|svelte|astro)$/;

/** Whether the path names an asset by its extension. */
export function isAssetPath(path: string): boolean {
  return assetPattern.test(path);
}

/** Whether the path names a file with declarations only. */
export function isDeclarationPath(path: string): boolean {
  return /\.d\.[cm]?ts$/.test(path);
}

/** Looks up paths; see the head of this file. Results are indices into the sorted paths, -1 for none. */
export interface ModuleFinder {
  /** A file or directory. */
  readonly find: (path: string) => number;
  readonly pathAt: (index: number) => string;
  /** Files whose path begins with `prefix`, ascending, at most `limit`. */
  readonly startingWith: (prefix: string, limit: number) => readonly number[];
  /** Directories called `name`, below `directory`, that hold code, sorted. */
  readonly directoriesNamed: (name: string, directory: string) => readonly string[];
}

/** `paths` sorted by UTF-16 unit, without duplicates. */
export function createModuleFinder(
  paths: readonly string[],
  configuration: WorkspaceConfiguration,
): ModuleFinder {
  const indexByPath = new Map(paths.map((path, index) => [path, index]));
  const indexByStem = buildStems(paths);
  const exact = (path: string): number => indexByPath.get(path) ?? -1;
  const findByStem = (stem: string): number => indexByStem.get(stem) ?? -1;

  const findFile = (path: string): number => {
    for (const [compiled, sources] of sourcesOf) {
      if (!path.endsWith(compiled)) continue;
      const stem = path.slice(0, -compiled.length);
      for (const source of sources) {
        const index = exact(stem + source);
        if (index >= 0) return index;
      }
    }
    const itself = isAssetPath(path) ? -1 : exact(path);
    if (itself >= 0) return itself;
    for (const [compiled, declaration] of declarationsOf) {
      const index = path.endsWith(compiled) ? exact(path.slice(0, -compiled.length) + declaration) : -1;
      if (index >= 0) return index;
    }
    return findByStem(path);
  };

  const find = (path: string): number => {
    const file = path === '' ? -1 : findFile(path);
    if (file >= 0) return file;
    for (const entry of configuration.packageByDirectory.get(path)?.entries ?? []) {
      const target = joinPath(path, entry);
      if (target === undefined || target === path) continue;
      const index = findFile(target);
      if (index >= 0) return index;
      const inside = findByStem(appendPath(target, 'index'));
      if (inside >= 0) return inside;
    }
    return findByStem(appendPath(path, 'index'));
  };

  let directories: readonly string[] | undefined;
  return {
    find,
    pathAt: (index) => paths[index] ?? '',
    startingWith: (prefix, limit) => {
      const found: number[] = [];
      for (let i = firstAtLeast(paths, prefix); i < paths.length && found.length < limit; i++) {
        if (paths[i]?.startsWith(prefix) !== true) break;
        found.push(i);
      }
      return found;
    },
    directoriesNamed: (name, directory) => {
      directories ??= allDirectories(paths);
      const below = directory === '' ? '' : `${directory}/`;
      return directories.filter(
        (path) => path.startsWith(below) && (path === below + name || path.endsWith(`/${name}`)),
      );
    },
  };
}

/** Path without its extension → the file that an import without extension means. One lookup instead of thirty. */
function buildStems(paths: readonly string[]): ReadonlyMap<string, number> {
  const stems = new Map<string, number>();
  const ranks = new Map<string, number>();
  paths.forEach((path, index) => {
    // At most two dots of the last segment can belong to an extension (`.native.tsx`, `.d.mts`).
    for (
      let dot = path.lastIndexOf('.'), dots = 0;
      dot > 0 && dots < 2;
      dot = path.lastIndexOf('.', dot - 1), dots++
    ) {
      if (path.indexOf('/', dot) >= 0) break;
      const rank = extensionRanks.get(path.slice(dot));
      if (rank === undefined) continue;
      const stem = path.slice(0, dot);
      const known = ranks.get(stem);
      if (known !== undefined && known <= rank) continue;
      ranks.set(stem, rank);
      stems.set(stem, index);
    }
  });
  return stems;
}

/** Index of the first path that is not less than `text`. */
function firstAtLeast(paths: readonly string[], text: string): number {
  let low = 0;
  let high = paths.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((paths[middle] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

function allDirectories(paths: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  for (const path of paths) {
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      const directory = path.slice(0, slash);
      if (seen.has(directory)) break;
      seen.add(directory);
    }
  }
  return [...seen].sort();
}
