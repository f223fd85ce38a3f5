/**
 * The workspace loader over the hosts: lists, reads and configures with the same code as the command line.
 */
import { type CancellationToken, CancelledError } from '../../analyzer/base/cancellation.ts';
import { maxFileLength } from '../../analyzer/base/limits.ts';
import type { EngineConfiguration, FileChange } from '../../analyzer/engine/engine.ts';
import type { Host, Location } from '../../hosts/host.ts';
import { discoverFiles } from '../../scan/discover.ts';
import { isForeignText, isGeneratedText } from '../../scan/file-kinds.ts';
import { findRoots } from '../../scan/find-roots.ts';
import type { WorkspaceRequest, WorkspaceRoot } from './messages.ts';
import type { LoadedWorkspace, WorkspaceLoader } from './workspace-loader.ts';

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
  /** `YYYY-MM-DD`. */
  readonly today: () => string;
}

/** Bytes of the largest file that is read: what the analyzer parses, at up to three bytes a character. */
const maxFileBytes = 3 * maxFileLength;

/** Files read between two reports. */
const filesPerReport = 50;

/** Files whose change asks for a new scan: they decide what is scanned, and how. */
const scanDeciders = /(?:^|\/)(?:sekretess\.ya?ml|\.gitignore|\.semgrepignore|\.sekretessignore)$/;

/** See the head of this file. */
export function createWorkspaceLoader(options: WorkspaceLoaderOptions): WorkspaceLoader {
  /** Workspace paths that the last load left out or took; others are new. */
  return {
    initial: (request) => rulesOf(request, options),
    load: (request, report, token) => load(request, options, report, token),
    reread: (request, paths) => reread(request, options, paths),
  };
}

function rulesOf(
  request: WorkspaceRequest,
  options: WorkspaceLoaderOptions,
): Omit<LoadedWorkspace, 'files' | 'filesSkipped'> {
  const { settings, trusted } = request;
  const configuration: EngineConfiguration = {
    rules: settings.rules,
    includeTests: settings.includeTests,
    testIdentityNumbers: [],
    sanitizers: [],
    today: options.today(),
  };
  return {
    configuration,
    ruleFiles: undefined,
    shown: { severity: settings.severity, minConfidence: settings.minConfidence },
    honorsSuppressions: trusted,
    isRuleOff: () => false,
    problems: [],
  };
}

async function load(
  request: WorkspaceRequest,
  options: WorkspaceLoaderOptions,
  report: (done: number, total: number) => void,
  token: CancellationToken,
): Promise<LoadedWorkspace> {
  const files: { path: string; text: string }[] = [];
  const lists = [];
  for (const root of request.roots) {
    const access = options.accessTo(root.uri);
    if (access !== undefined) lists.push({ root, access, paths: await listRoot(access, token) });
  }
  const total = lists.reduce((sum, { paths }) => sum + paths.length, 0);
  let done = 0;
  let filesSkipped = 0;
  for (const { root, access, paths } of lists)
    for (const path of paths) {
      if (token.isCancellationRequested) throw new CancelledError();
      const text = await readScanned(access, path);
      if (typeof text === 'string') files.push({ path: root.prefix + path, text });
      else if (text.isSkipped) filesSkipped++;
      done++;
      if (done % filesPerReport === 0) report(done, total);
    }
  return { ...rulesOf(request, options), files, filesSkipped };
}

async function listRoot(
  { host, location }: RootAccess,
  token: CancellationToken,
): Promise<readonly string[]> {
  const roots = await findRoots(host, location);
  const targets = { scannedRoot: location, folders: [''], files: [] };
  // Configuration files above the folder cannot be named by a path of the workspace.
  const within = { ...roots, prefix: '', contextFiles: [] };
  const patterns = { include: [], exclude: [], prefix: '' };
  const { files } = await discoverFiles(host, targets, within, patterns, token);
  return files.map(({ path }) => path);
}

/** The text, or whether the file counts as skipped: what tools wrote is left out, not missed. */
async function readScanned(
  { host, location }: RootAccess,
  path: string,
): Promise<string | { readonly isSkipped: boolean }> {
  const outcome = await host.readText(host.join(location, path), maxFileBytes);
  if (outcome.kind !== 'text') return { isSkipped: true };
  if (isGeneratedText(outcome.text) || isForeignText(outcome.text)) return { isSkipped: false };
  return outcome.text;
}

async function reread(
  request: WorkspaceRequest,
  options: WorkspaceLoaderOptions,
  paths: readonly string[],
): Promise<readonly FileChange[] | 'reload'> {
  if (paths.some((path) => scanDeciders.test(path))) return 'reload';
  const changes: FileChange[] = [];
  for (const path of [...new Set(paths)].sort()) {
    const root = rootOf(request.roots, path);
    const access = root && options.accessTo(root.uri);
    if (root === undefined || access === undefined) continue;
    const text = await readScanned(access, path.slice(root.prefix.length));
    changes.push({ path, text: typeof text === 'string' ? text : undefined });
  }
  return changes;
}

function rootOf(roots: readonly WorkspaceRoot[], path: string): WorkspaceRoot | undefined {
  if (path.startsWith('~')) return undefined;
  return roots.find(({ prefix }) => path.startsWith(prefix));
}
