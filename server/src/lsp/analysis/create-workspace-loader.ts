/**
 * The workspace loader over the hosts: lists, reads and configures with the same code as the command line, root by root.
 *
 * In a workspace that is not trusted, its configuration file is not read: nothing of it may hide a finding.
 */
import {
  type CancellationToken,
  neverCancelled,
  throwIfCancelled,
} from '../../analyzer/base/cancellation.ts';
import type { CoverageGap } from '../../analyzer/base/problem.ts';
import type { EngineConfiguration, FileChange, KnowledgeFile } from '../../analyzer/engine/engine.ts';
import type { Finding } from '../../analyzer/findings/finding.ts';
import type { Host, Location } from '../../hosts/host.ts';
import { configurationFileName, maxConfigurationBytes, noSettings } from '../../scan/configuration.ts';
import { applyApprovals } from '../../scan/configured-approvals.ts';
import { suppressConfigured } from '../../scan/configured-suppressions.ts';
import { type DiscoveredFile, discoverFiles, patternPrefix } from '../../scan/discover.ts';
import { type ScannedFileKind, scannedFileKind, textFilesOf } from '../../scan/file-kinds.ts';
import { findRoots, pathBelow, pathInRepository, type WorkspaceRoots } from '../../scan/find-roots.ts';
import { type LoadedConfiguration, loadConfiguration } from '../../scan/load-configuration.ts';
import { packsOf, rulesOfPacks } from '../../scan/packs.ts';
import { projectConfiguration } from '../../scan/project-configuration.ts';
import { readFiles } from '../../scan/read-files.ts';
import { isOutside, outsidePath } from '../workspace-paths.ts';
import type { ConfigurationFile, FileProblem, WorkspaceRequest, WorkspaceRoot } from './messages.ts';
import type { LoadedWorkspace, WorkspaceLoader, WorkspaceRules } from './workspace-loader.ts';

/** How to get at the files of one root. */
export interface RootAccess {
  readonly host: Host;
  /** The root's folder as the host names it. */
  readonly location: Location;
}

/** What the platform supplies. */
export interface WorkspaceLoaderOptions {
  /** Undefined where nothing can read the root. */
  readonly accessTo: (uri: string) => RootAccess | undefined;
  /** `YYYY-MM-DD`, in UTC. */
  readonly today: () => string;
  /** Paths of the shipped knowledge: `packs/<pack>/<rule-id>.yaml` and others. */
  readonly knowledgePaths: readonly string[];
  /** The languages of the rules in files of the workspace: they say which files that are no code are read. */
  readonly languagesOf: (files: readonly KnowledgeFile[]) => ReadonlySet<string>;
}

/** Which files that are no code the rules of the workspace look at. */
type TakesText = ((path: string) => boolean) | undefined;

/** What was loaded last, to tell a changed file from a new one. */
interface LastLoad {
  /** Workspace paths. */
  readonly files: ReadonlySet<string>;
  readonly takesText: TakesText;
  /** Names of rule files, relative to the workspace. */
  readonly ruleFiles: ReadonlySet<string>;
}

/** A root that was listed. */
interface ListedRoot {
  readonly root: WorkspaceRoot;
  readonly access: RootAccess;
  readonly roots: WorkspaceRoots;
  readonly configuration: LoadedConfiguration;
  /** Paths relative to the root of the analysis. */
  readonly files: readonly DiscoveredFile[];
  readonly gaps: readonly CoverageGap[];
  readonly problems: readonly FileProblem[];
  readonly configurationFile: ConfigurationFile;
  /** Whether its own folder could be opened. */
  readonly isReadable: boolean;
}

const withoutConfiguration: LoadedConfiguration = {
  settings: noSettings,
  testIdentityNumbers: [],
  models: [],
  ruleFiles: [],
  folder: undefined,
  name: '',
  problems: [],
};

/** Files whose change asks for a new scan: they decide what is scanned, and how. */
const scanDeciders = /(?:^|\/)(?:sekretess\.ya?ml|\.gitignore|\.semgrepignore|\.sekretessignore)$/;

/** See the head of this file. */
export function createWorkspaceLoader(options: WorkspaceLoaderOptions): WorkspaceLoader {
  let last: LastLoad = { files: new Set(), takesText: undefined, ruleFiles: new Set() };
  return {
    initial: (request) => rulesOf(request, options, []),
    async load(request, report, token) {
      const { loaded, takesText } = await load(request, options, report, token);
      last = {
        files: new Set(loaded.files.map(({ path }) => path)),
        takesText,
        ruleFiles: new Set(loaded.rules.ruleFiles?.map(({ path }) => path)),
      };
      return loaded;
    },
    reread: (request, paths) => reread(request, options, paths, last),
  };
}

async function load(
  request: WorkspaceRequest,
  options: WorkspaceLoaderOptions,
  report: (done: number, total: number) => void,
  token: CancellationToken,
): Promise<{ readonly loaded: LoadedWorkspace; readonly takesText: TakesText }> {
  const { lists, takesText } = await listRoots(request, options, token);
  throwIfCancelled(token);
  const total = lists.reduce((sum, { files }) => sum + files.length, 0);
  let begun = 0;
  let filesSkipped = 0;
  const files: { path: string; text: string }[] = [];
  const contextFiles: { path: string; text: string }[] = [];
  const gaps: CoverageGap[] = [];
  for (const { root, access, roots, files: listed, gaps: listGaps } of lists) {
    const base = begun;
    const read = await readFiles(access.host, roots.analysisRoot, listed, token, (done) =>
      report(base + done, total),
    );
    begun += listed.length;
    filesSkipped += read.notGiven;
    const toPath = (path: string): string =>
      path.startsWith(roots.prefix) ? root.prefix + path.slice(roots.prefix.length) : path;
    gaps.push(...listGaps, ...read.gaps.map((gap) => ({ ...gap, path: toPath(gap.path) })));
    for (const [path, text] of read.texts) {
      if (path.startsWith(roots.prefix)) files.push({ path: toPath(path), text });
      // With several roots, their paths begin with names, and what lies above them cannot be named.
      else if (root.prefix === '') contextFiles.push({ path, text });
    }
  }
  const only = lists.length === 1 && lists[0]?.root.prefix === '' ? lists[0] : undefined;
  const prefix = only?.roots.prefix ?? '';
  const isListed = lists.some(({ isReadable }) => isReadable);
  const rules = rulesOf(request, options, lists);
  return { loaded: { rules, isListed, files, prefix, contextFiles, gaps, filesSkipped }, takesText };
}

async function listRoots(
  request: WorkspaceRequest,
  options: WorkspaceLoaderOptions,
  token: CancellationToken,
): Promise<{ readonly lists: readonly ListedRoot[]; readonly takesText: TakesText }> {
  const configured: ConfiguredRoot[] = [];
  for (const root of request.roots) {
    const access = options.accessTo(root.uri);
    if (access !== undefined) configured.push(await configureRoot(root, access, request.trusted));
  }
  // Rules hold for the whole workspace, so all of them are known before the first folder is listed.
  const ruleFiles = configured.flatMap(({ configuration }) => configuration.ruleFiles);
  const takesText = ruleFiles.length === 0 ? undefined : textFilesOf(options.languagesOf(ruleFiles));
  const lists: ListedRoot[] = [];
  for (const one of configured) lists.push(await listRoot(one, takesText, token));
  return { lists, takesText };
}

/** A root of which the configuration is read, and nothing else. */
type ConfiguredRoot = Pick<ListedRoot, 'root' | 'access' | 'roots' | 'configuration'> & {
  readonly nameOf: (file: Location) => string;
};

async function configureRoot(
  root: WorkspaceRoot,
  access: RootAccess,
  isTrusted: boolean,
): Promise<ConfiguredRoot> {
  const { host, location } = access;
  const roots = await findRoots(host, location);
  const nameOf = (file: Location): string => {
    const below = pathBelow(location, file);
    return below === undefined ? outsidePath(file) : root.prefix + below;
  };
  const outermost = roots.repositoryRoot ?? roots.analysisRoot;
  const configuration = isTrusted
    ? await loadConfiguration(host, location, outermost, nameOf)
    : withoutConfiguration;
  return { root, access, roots, configuration, nameOf };
}

async function listRoot(
  { root, access, roots, configuration, nameOf }: ConfiguredRoot,
  takesText: TakesText,
  token: CancellationToken,
): Promise<ListedRoot> {
  const { host, location } = access;
  const { settings, folder } = configuration;
  const patterns = {
    include: settings.include,
    exclude: settings.exclude,
    prefix: folder === undefined ? '' : patternPrefix(folder, location),
  };
  const targets = { scannedRoot: location, folders: [''], files: [] };
  const discovery = await discoverFiles(host, targets, roots, [patterns], token, takesText);
  const gaps = discovery.unreadableFolders.map(({ path, why }) => ({
    kind: 'file-unreadable' as const,
    path: root.prefix + (path.startsWith(roots.prefix) ? path.slice(roots.prefix.length) : ''),
    message: `The folder could not be opened: ${why}. Nothing in it was analyzed.`,
  }));
  const problems = [
    ...configuration.problems,
    ...discovery.problems.map(({ location: file, line, message }) => ({
      path: nameOf(file),
      severity: 'warning' as const,
      message,
      line,
      column: 1,
    })),
  ];
  const place = folder ?? location;
  const file = host.join(place, configurationFileName);
  const outcome = folder === undefined ? undefined : await host.readText(file, maxConfigurationBytes);
  const configurationFile = {
    prefix: root.prefix,
    path: nameOf(file),
    above: patternPrefix(place, location),
    text: outcome?.kind === 'text' ? outcome.text : undefined,
  };
  // A listing that was cut short names the root too, but has files.
  const itself = roots.prefix.replace(/\/$/, '');
  const isReadable =
    discovery.files.length > 0 || !discovery.unreadableFolders.some(({ path }) => path === itself);
  return {
    root,
    access,
    roots,
    configuration,
    files: discovery.files,
    gaps,
    problems,
    configurationFile,
    isReadable,
  };
}

/** Settings of the editor go before those of the file: they are one person's, for one person's eyes. */
function rulesOf(
  request: WorkspaceRequest,
  options: WorkspaceLoaderOptions,
  lists: readonly ListedRoot[],
): WorkspaceRules {
  const { settings, trusted } = request;
  const files = lists.map(({ configuration }) => configuration);
  const fromFiles = files.flatMap((file) => file.settings.rules.map(({ id, value }) => [id, value] as const));
  const only = lists.length === 1 && lists[0]?.root.prefix === '' ? lists[0] : undefined;
  const configuration: EngineConfiguration = {
    rules: {
      ...rulesOfPacks(
        settings.packs.length > 0 ? settings.packs : files.flatMap((file) => packsOf(file.settings)),
        options.knowledgePaths,
      ),
      ...Object.fromEntries(fromFiles),
      ...settings.rules,
    },
    untrusted: [...new Set(files.flatMap((file) => file.settings.untrusted))].sort(),
    includeTests: settings.includeTests,
    testIdentityNumbers: [...new Set(files.flatMap((file) => file.testIdentityNumbers))].sort(),
    ...projectConfiguration(files.map((file) => file.settings)),
    today: options.today(),
    ...(only === undefined ? {} : { pathInRepository: pathInRepository(only.roots) }),
  };
  return {
    configuration,
    models: files.flatMap(({ models }) => models),
    ruleFiles: files.flatMap(({ ruleFiles }) => ruleFiles),
    shown: { severity: settings.severity, minConfidence: settings.minConfidence },
    honorsSuppressions: trusted,
    suppress: (findings, isWhole) => suppress(findings, lists, configuration.today, isWhole),
    problems: lists.flatMap(({ problems }) => problems),
    configurationFiles: trusted ? lists.map(({ configurationFile }) => configurationFile) : [],
  };
}

/** Each root's file speaks of the findings in that root, by paths relative to it. */
function suppress(
  findings: readonly Finding[],
  lists: readonly ListedRoot[],
  today: string,
  isWhole: boolean,
): { readonly findings: readonly Finding[]; readonly problems: readonly FileProblem[] } {
  const problems: FileProblem[] = [];
  let marked = findings;
  for (const { root, access, configuration } of lists) {
    marked = marked.map((finding) =>
      finding.location.path.startsWith(root.prefix)
        ? (applyApprovals([finding], configuration.settings)[0] ?? finding)
        : finding,
    );
    if (configuration.settings.suppressions.length === 0) continue;
    const isHere = ({ location }: Finding): boolean =>
      location.path.startsWith(root.prefix) && !isOutside(location.path);
    const here = marked.filter(isHere).map((finding) => {
      const path = finding.location.path.slice(root.prefix.length);
      return { ...finding, location: { ...finding.location, path } };
    });
    const result = suppressConfigured(here, configuration, access.location, { today, isWhole });
    problems.push(...result.problems);
    let next = 0;
    marked = marked.map((finding) => {
      const suppression = isHere(finding) ? result.findings[next++]?.suppression : undefined;
      return suppression === undefined ? finding : { ...finding, suppression };
    });
  }
  return { findings: marked, problems };
}

async function reread(
  request: WorkspaceRequest,
  options: WorkspaceLoaderOptions,
  paths: readonly string[],
  { files: known, takesText, ruleFiles }: LastLoad,
): Promise<readonly FileChange[] | 'reload'> {
  if (paths.some((path) => scanDeciders.test(path) || ruleFiles.has(path))) return 'reload';
  const kindOf = (path: string): ScannedFileKind | undefined =>
    scannedFileKind(path) ?? (takesText?.(path) === true ? 'text' : undefined);
  // Whether a new file is scanned is for the listing to say: ignore files, generated code, patterns.
  if (paths.some((path) => !known.has(path) && !isOutside(path) && kindOf(path) !== undefined))
    return 'reload';
  const changes: FileChange[] = [];
  for (const path of [...new Set(paths)].filter((candidate) => known.has(candidate)).sort()) {
    const root = request.roots.find(({ prefix }) => path.startsWith(prefix));
    const access = root && options.accessTo(root.uri);
    const kind = kindOf(path);
    if (root === undefined || access === undefined || kind === undefined) continue;
    const below = path.slice(root.prefix.length);
    const file = { path: below, kind, isNamed: false };
    const { texts } = await readFiles(access.host, access.location, [file], neverCancelled, () => undefined);
    changes.push({ path, text: texts.get(below) });
  }
  return changes;
}
