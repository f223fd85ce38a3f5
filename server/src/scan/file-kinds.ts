/**
 * What a file or folder is, told by its name and, for generated code, by its first lines: code that is analyzed, a
 * configuration file that says how code hangs together, or something that is left out, and why.
 *
 * The lists are deliberately short. Whatever they leave out is counted in the coverage report, and `.sekretessignore`
 * takes it back in (`!dist/`).
 */
import { textLanguage, textLanguagesOfPath } from '../analyzer/base/text-languages.ts';
import type { ListedEntry, ListVerdict } from '../hosts/host.ts';

/** Why a file goes to the engine. `text`: a rule looks at files of its kind, although they are no code. */
export type ScannedFileKind = 'code' | 'configuration' | 'text';

/** Extensions of the languages that are analyzed. */
export const codeExtensions: readonly string[] = [
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.vue',
  '.svelte',
  '.ejs',
];

/** Extensions of languages that a health service may well be written in, and that are not analyzed: counted. */
const unsupportedExtensions: ReadonlySet<string> = new Set([
  ...['.astro', '.coffee', '.py', '.java', '.kt', '.cs', '.go', '.rb', '.php', '.swift', '.rs'],
  ...['.scala', '.dart', '.ex', '.erl', '.fs', '.vb', '.pl'],
]);

/** Folders of version control. Not code of anybody, so not even counted. */
const versionControlFolders: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.jj']);

/** Folders of installed packages. */
const dependencyFolders: ReadonlySet<string> = new Set([
  'node_modules',
  'bower_components',
  'jspm_packages',
  '.pnpm-store',
  '.yarn',
]);

/** Folders that only tools write. */
const outputFolders: ReadonlySet<string> = new Set([
  ...['.angular', '.cache', '.docusaurus', '.expo', '.netlify', '.next', '.nuxt', '.nyc_output', '.output'],
  ...[
    '.parcel-cache',
    '.serverless',
    '.svelte-kit',
    '.turbo',
    '.vercel',
    '.vite',
    '.wrangler',
    'storybook-static',
  ],
]);

/** Folders that tools write when they stand beside a package.json; elsewhere people give them these names too. */
const outputFoldersOfPackages: ReadonlySet<string> = new Set(['build', 'coverage', 'dist', 'out']);

const generatedFolders: ReadonlySet<string> = new Set(['__generated__', 'generated']);

const minifiedName = /[.-]min\.[cm]?js$/;
const generatedName = /\.(?:generated|gen)\.[cm]?[jt]sx?$|_(?:grpc_web_|grpc_)?pb\.(?:d\.ts|[jt]s)$/;

/** Characters at the start of a file in which a generator says so. */
const headerLength = 1024;
const generatedHeader =
  /@generated\b|\bgenerated (?:code|file)\b|\b(?:auto-?generated|code generated|file (?:is|was) generated)\b/i;
const doNotEdit = /do not (?:edit|modify|change)|any (?:manual )?changes/i;

/** `code`, `configuration`, or undefined for anything else. `path` has forward slashes. */
export function scannedFileKind(path: string): ScannedFileKind | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (isConfigurationName(name)) return 'configuration';
  return codeExtensions.includes(extensionOf(name)) ? 'code' : undefined;
}

/** Files that hold no text, whatever a rule about any text says; what else is none shows when it is read. */
const binaryExtensions: ReadonlySet<string> = new Set(
  '.png .jpg .jpeg .gif .webp .ico .bmp .pdf .zip .gz .tgz .tar .bz2 .7z .jar .wasm .woff .woff2 .ttf .otf .eot .mp3 .mp4 .mov .exe .dll .so .class .node'.split(
    ' ',
  ),
);

/** Which files that are no code rules for these languages look at; undefined when they look at none. */
export function textFilesOf(languages: ReadonlySet<string>): ((path: string) => boolean) | undefined {
  const takesAll = languages.has('regex') || languages.has('generic');
  const endings: Readonly<Record<string, RegExp>> = {
    yaml: /\.ya?ml$/i,
    json: /\.json$/i,
    html: /\.html?$/i,
    dockerfile: /(?:^|\/)dockerfile(?:\.[^/]*)?$|\.dockerfile$/i,
  };
  const wanted = Object.entries(endings).flatMap(([language, ending]) =>
    languages.has(language) ? [ending] : [],
  );
  const isText = (path: string): boolean =>
    wanted.some((ending) => ending.test(path)) || textLanguagesOfPath(path).some((one) => languages.has(one));
  if (takesAll) return (path) => !binaryExtensions.has(extensionOf(path));
  return [...languages].some((one) => endings[one] !== undefined || textLanguage(one) !== undefined)
    ? isText
    : undefined;
}

/** Whether the engine needs this file to link the code, although it is not code. */
export function isConfigurationName(name: string): boolean {
  return (
    name === 'package.json' ||
    name === 'pnpm-workspace.yaml' ||
    name === 'lerna.json' ||
    name.endsWith('.prisma') ||
    name.endsWith('.sql') ||
    /\.(?:graphqls?|gql|proto|rules)$/i.test(name) ||
    /^(?:database|firebase)[.-]rules[\w.-]*\.json$/i.test(name) ||
    /(?:^|[.-])(?:openapi|swagger)(?:[.-][\w-]+)*\.(?:json|ya?ml)$/i.test(name) ||
    /\.schema\.json$/i.test(name) ||
    /^(?:serverless(?:[.-][\w-]+)?|template(?:[.-][\w-]+)?|sam)\.ya?ml$/.test(name) ||
    /^[jt]sconfig(?:[.-][\w.-]*)?\.json$/.test(name)
  );
}

/** What the walk does with an entry, before ignore files have their say. */
export function judgeEntry(entry: ListedEntry): ListVerdict {
  return entry.kind === 'folder' ? judgeFolder(entry) : judgeFile(entry.name);
}

function judgeFolder({ name, hasSibling }: ListedEntry): ListVerdict {
  if (versionControlFolders.has(name)) return 'pass';
  if (dependencyFolders.has(name)) return 'dependencies';
  if (outputFolders.has(name)) return 'build-output';
  if (outputFoldersOfPackages.has(name) && hasSibling('package.json')) return 'build-output';
  return generatedFolders.has(name) ? 'generated' : 'take';
}

function judgeFile(name: string): ListVerdict {
  const kind = scannedFileKind(name);
  if (kind === 'configuration') return 'take';
  if (kind === undefined)
    return unsupportedExtensions.has(extensionOf(name)) ? 'unsupported-language' : 'pass';
  if (minifiedName.test(name)) return 'minified';
  return generatedName.test(name) ? 'generated' : 'take';
}

/** Whether a comment at the top says that a tool wrote the file. */
export function isGeneratedText(text: string): boolean {
  const header = text.slice(0, headerLength);
  const comment = leadingComments(header);
  return (
    comment !== '' &&
    generatedHeader.test(comment) &&
    (comment.includes('@generated') || doNotEdit.test(comment))
  );
}

/** The comments before the first code, and `'use strict'`-like directives between them. */
function leadingComments(text: string): string {
  const match = /^(?:#![^\n]*\n)?(?:\s+|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$)|['"]use \w+['"];?)*/.exec(
    text,
  );
  return match?.[0].trim() ?? '';
}

/** Whether a file with a code extension is something else: Qt Linguist's XML also ends in `.ts`. Templates are pages. */
export function isForeignText(path: string, text: string): boolean {
  return !path.endsWith('.ejs') && /^\s{0,100}<(?:\?xml|!DOCTYPE)\b/i.test(text);
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot).toLowerCase();
}
