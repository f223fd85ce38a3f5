/**
 * tsconfig.json and jsconfig.json, as far as they decide where an import leads: `paths`, `baseUrl`, `rootDirs`,
 * `outDir`, `rootDir`, `references`, each with its `extends` chain applied.
 *
 * From texts to plain data; nothing is looked up outside the given files. A broken or missing file is a coverage gap,
 * and what can be read of the rest still counts.
 */
import type { CoverageGap } from '../base/problem.ts';
import { readJsonc } from '../frontends/javascript/read-jsonc.ts';
import { asObject, asStrings, asText, ownValue } from './json-value.ts';
import { appendPath, baseNameOf, compareText, directoryOf, joinPath } from './workspace-path.ts';

/** One entry of `paths`: `@app/*` → `src/*`. */
export interface PathAlias {
  /** What a specifier must begin with; the whole specifier when there is no `*`. */
  readonly prefix: string;
  /** What a specifier must end with, after the `*`. */
  readonly suffix: string;
  readonly hasStar: boolean;
  /** Workspace-relative, at most one `*` each, in the order in which they are to be tried. */
  readonly targets: readonly string[];
}

/** One configuration file with everything it inherits. All paths are workspace-relative. */
export interface TypeScriptConfiguration {
  readonly path: string;
  readonly directory: string;
  readonly baseUrl: string | undefined;
  /** Exact names first, then longest prefix first: the first match is the one that counts. */
  readonly aliases: readonly PathAlias[];
  readonly rootDirs: readonly string[];
  readonly rootDir: string | undefined;
  readonly outDir: string | undefined;
  /** Paths of the referenced configuration files that exist. */
  readonly references: readonly string[];
}

/** Deepest `extends` chain that is followed. */
const maxExtendsDepth = 16;

/** Whether the file name is one of tsconfig*.json, jsconfig*.json. */
export function isTypeScriptConfigurationPath(path: string): boolean {
  return /^(?:ts|js)config(?:[.-][\w.-]*)?\.json$/.test(baseNameOf(path));
}

/**
 * Whether the file may be a shared base configuration by its place: `packages/typescript-config/base.json`. Such files
 * are read only when something extends them.
 */
export function isSharedConfigurationPath(path: string): boolean {
  return /(?:^|\/)[^/]*(?:ts-?config|typescript)[^/]*\/[^/]+\.json$/.test(path);
}

/** A configuration file as written; `options` are the raw compiler options. */
interface RawConfiguration {
  readonly path: string;
  readonly directory: string;
  readonly extends: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly references: readonly string[];
}

/** Options after inheritance; each path is still as written, with the directory it is relative to. */
interface EffectiveOptions {
  readonly baseUrl?: Located;
  readonly paths?: {
    readonly from: string;
    readonly entries: readonly (readonly [string, readonly string[]])[];
  };
  readonly rootDirs?: readonly Located[];
  readonly rootDir?: Located;
  readonly outDir?: Located;
}

interface Located {
  readonly from: string;
  readonly path: string;
}

/**
 * Reads all configuration files. `packageDirectories` maps the names of workspace packages to their directories, for
 * `"extends": "@acme/tsconfig/base.json"`; a package that is not in the workspace is left out silently, because
 * published base configurations hold no paths of this workspace.
 */
export function readTypeScriptConfigurations(
  files: readonly { readonly path: string; readonly text: string }[],
  packageDirectories: ReadonlyMap<string, string>,
): { readonly configurations: readonly TypeScriptConfiguration[]; readonly gaps: readonly CoverageGap[] } {
  const gaps: CoverageGap[] = [];
  const rawByPath = new Map<string, RawConfiguration>();
  const sharedTexts = new Map<string, string>();
  for (const file of files) {
    if (isTypeScriptConfigurationPath(file.path))
      rawByPath.set(file.path, readRaw(file.path, file.text, gaps));
    else sharedTexts.set(file.path, file.text);
  }
  const chain: ChainReader = {
    lookup: (path) => {
      const text = sharedTexts.get(path);
      if (text !== undefined && !rawByPath.has(path)) rawByPath.set(path, readRaw(path, text, gaps));
      return rawByPath.get(path);
    },
    packageDirectories,
    gaps,
    reported: new Set(),
  };
  const configurations = [...rawByPath.values()]
    .sort((a, b) => compareText(a.path, b.path))
    .map((raw) => finish(raw, inherit(chain, raw, []), rawByPath));
  return { configurations, gaps };
}

function readRaw(path: string, text: string, gaps: CoverageGap[]): RawConfiguration {
  const { value, error, line } = readJsonc(path, text);
  if (error !== '') gaps.push(brokenFileGap(path, error, line, 'path aliases'));
  const root = asObject(value);
  const extended = ownValue(root, 'extends');
  const references = ownValue(root, 'references');
  return {
    path,
    directory: directoryOf(path),
    extends: typeof extended === 'string' ? [extended] : asStrings(extended),
    options: asObject(ownValue(root, 'compilerOptions')),
    references: Array.isArray(references)
      ? references.map((entry) => asText(ownValue(asObject(entry), 'path'))).filter((entry) => entry !== '')
      : [],
  };
}

/** The gap for a configuration file that is not what its name says. `loses` names what may be missing now. */
export function brokenFileGap(path: string, error: string, line: number, loses: string): CoverageGap {
  const where = line > 0 ? ` (line ${line})` : '';
  return {
    kind: 'configuration',
    path,
    message: `${path} could not be read completely${where}: ${error}. Imports that depend on its ${loses} may stay unresolved. Correct the file.`,
  };
}

interface ChainReader {
  readonly lookup: (path: string) => RawConfiguration | undefined;
  readonly packageDirectories: ReadonlyMap<string, string>;
  readonly gaps: CoverageGap[];
  /** Gaps already reported, `path` + newline + `extends` entry, since a base file is read once per heir. */
  readonly reported: Set<string>;
}

function inherit(reader: ChainReader, raw: RawConfiguration, heirs: readonly string[]): EffectiveOptions {
  let options: EffectiveOptions = {};
  for (const entry of raw.extends) {
    const base = findExtended(reader, raw, entry);
    if (base === 'outside') continue;
    if (base === undefined) {
      reportExtends(reader, raw.path, entry, 'was not found among the files of the workspace');
    } else if (base.path === raw.path || heirs.includes(base.path) || heirs.length >= maxExtendsDepth) {
      reportExtends(reader, raw.path, entry, 'leads back to this file or is nested too deeply');
    } else {
      options = { ...options, ...inherit(reader, base, [...heirs, raw.path]) };
    }
  }
  return { ...options, ...ownOptions(raw) };
}

function reportExtends(reader: ChainReader, path: string, entry: string, why: string): void {
  const key = `${path}\n${entry}`;
  if (reader.reported.has(key)) return;
  reader.reported.add(key);
  reader.gaps.push({
    kind: 'configuration',
    path,
    message: `${path} extends "${entry}", which ${why}, so path aliases it defines are unknown. Correct the entry or include the file in the scan.`,
  });
}

function findExtended(
  reader: ChainReader,
  raw: RawConfiguration,
  entry: string,
): RawConfiguration | 'outside' | undefined {
  const candidates = (path: string | undefined): RawConfiguration | undefined =>
    path === undefined
      ? undefined
      : (reader.lookup(path) ??
        reader.lookup(`${path}.json`) ??
        reader.lookup(appendPath(path, 'tsconfig.json')));
  if (entry.startsWith('.')) return candidates(joinPath(raw.directory, entry));
  if (entry.startsWith('/')) return 'outside';
  const segments = entry.split('/');
  const nameLength = entry.startsWith('@') ? 2 : 1;
  const directory = reader.packageDirectories.get(segments.slice(0, nameLength).join('/'));
  if (directory === undefined) return 'outside';
  return candidates(joinPath(directory, segments.slice(nameLength).join('/')));
}

function ownOptions(raw: RawConfiguration): EffectiveOptions {
  const from = raw.directory;
  const located = (key: string): Located | undefined => {
    const path = asText(ownValue(raw.options, key));
    return path === '' ? undefined : { from, path };
  };
  const baseUrl = located('baseUrl');
  const rootDir = located('rootDir');
  const outDir = located('outDir');
  const paths = ownValue(raw.options, 'paths');
  const rootDirs = ownValue(raw.options, 'rootDirs');
  return {
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(rootDir === undefined ? {} : { rootDir }),
    ...(outDir === undefined ? {} : { outDir }),
    ...(paths === undefined ? {} : { paths: { from, entries: aliasEntries(paths) } }),
    ...(rootDirs === undefined ? {} : { rootDirs: asStrings(rootDirs).map((path) => ({ from, path })) }),
  };
}

function aliasEntries(paths: unknown): readonly (readonly [string, readonly string[]])[] {
  const object = asObject(paths);
  return Object.keys(object).map((key) => [key, asStrings(ownValue(object, key))] as const);
}

function finish(
  raw: RawConfiguration,
  options: EffectiveOptions,
  rawByPath: ReadonlyMap<string, RawConfiguration>,
): TypeScriptConfiguration {
  const place = (located: Located | undefined): string | undefined =>
    located === undefined ? undefined : placePath(raw.directory, located.from, located.path);
  const baseUrl = place(options.baseUrl);
  // Targets are relative to baseUrl where there is one, else to the file that wrote them.
  const aliasBase = baseUrl ?? options.paths?.from ?? raw.directory;
  const aliases = (options.paths?.entries ?? []).map(([pattern, targets]) =>
    toAlias(
      pattern,
      targets
        .map((target) => placePath(raw.directory, aliasBase, target))
        .filter((target) => target !== undefined),
    ),
  );
  return {
    path: raw.path,
    directory: raw.directory,
    baseUrl,
    aliases: aliases.sort(compareAliases),
    rootDirs: (options.rootDirs ?? []).map(place).filter((path) => path !== undefined),
    rootDir: place(options.rootDir),
    outDir: place(options.outDir),
    references: raw.references
      .map((reference) => joinPath(raw.directory, reference))
      .flatMap((path) => (path === undefined ? [] : [path, appendPath(path, 'tsconfig.json')]))
      .filter((path) => rawByPath.has(path)),
  };
}

/** `${configDir}` stands for the directory of the file that inherits, not of the one that writes it. */
function placePath(heirDirectory: string, from: string, path: string): string | undefined {
  const template = '$' + '{configDir}';
  if (path.startsWith(template)) return joinPath(heirDirectory, path.slice(template.length));
  return path.startsWith('/') ? undefined : joinPath(from, path);
}

function toAlias(pattern: string, targets: readonly string[]): PathAlias {
  const star = pattern.indexOf('*');
  return star < 0
    ? { prefix: pattern, suffix: '', hasStar: false, targets }
    : { prefix: pattern.slice(0, star), suffix: pattern.slice(star + 1), hasStar: true, targets };
}

function compareAliases(a: PathAlias, b: PathAlias): number {
  if (a.hasStar !== b.hasStar) return a.hasStar ? 1 : -1;
  return (
    b.prefix.length - a.prefix.length || b.suffix.length - a.suffix.length || compareText(a.prefix, b.prefix)
  );
}
