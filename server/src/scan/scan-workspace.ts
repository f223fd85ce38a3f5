/**
 * One scan of one workspace: find files, read them, analyze, filter.
 *
 * From a host and places to findings, coverage and problems; paths in the result are relative to the scanned folder.
 * Keeps no state. Throws a UserError when there is nothing to scan, CancelledError when stopped; everything else that
 * is wrong with the input is in the result.
 */
import { type CancellationToken, throwIfCancelled } from '../analyzer/base/cancellation.ts';
import type { CoverageGap, Problem } from '../analyzer/base/problem.ts';
import type {
  AnalysisProgress,
  Engine,
  EngineChange,
  EngineConfiguration,
  EngineStatistics,
  KnowledgeFile,
} from '../analyzer/engine/engine.ts';
import type { PlaceNote, PlaceQuestion } from '../analyzer/findings/explain-place.ts';
import { buildExposureMap, type ExposureMap } from '../analyzer/findings/exposure-map.ts';
import type { EndpointListing, Finding, GuardDecision } from '../analyzer/findings/finding.ts';
import type { UsedMember } from '../analyzer/findings/package-usage.ts';
import type { Host, Location } from '../hosts/host.ts';
import { applyApprovals } from './configured-approvals.ts';
import { suppressConfigured } from './configured-suppressions.ts';
import { type Discovery, discoverFiles, patternPrefix } from './discover.ts';
import { codeExtensions, scannedFileKind, textFilesOf } from './file-kinds.ts';
import {
  findRoots,
  pathBelow,
  pathInRepository,
  type ResolvedTargets,
  resolveTargets,
  type ScanTarget,
  type WorkspaceRoots,
} from './find-roots.ts';
import { indexWithHelpers, type StartIndexHelpers } from './index-with-helpers.ts';
import { type LoadedConfiguration, loadConfiguration, projectModelName } from './load-configuration.ts';
import { createPathMap, mapDecision, mapEndpoint, mapFinding } from './map-paths.ts';
import { type ConfidenceTier, isAtLeastConfidence, isAtLeastSeverity, type ScanOptions } from './options.ts';
import { packsOf, rulesOfPacks, unknownPacks } from './packs.ts';
import { projectConfiguration, unknownNames } from './project-configuration.ts';
import { type ReadFiles, readFiles } from './read-files.ts';
import type { LoadedRuleFiles } from './rule-files.ts';
import { buildScanCoverage, type ScanCoverage } from './scan-coverage.ts';
import { UserError } from './user-error.ts';

/** What to scan, with what. */
export interface ScanRequest {
  /** Never empty. */
  readonly targets: readonly ScanTarget[];
  /** The shipped rules, models and data types. */
  readonly knowledge: readonly KnowledgeFile[];
  /** Rule files of the user; undefined: the shipped rules. */
  readonly ruleFiles: LoadedRuleFiles | undefined;
  readonly options: ScanOptions;
  /** Starts threads that help with indexing; without, everything runs on this one. */
  readonly startIndexHelpers?: StartIndexHelpers;
  /** How messages call a configuration or ignore file. Default: relative to the scanned folder. */
  readonly nameOf?: (location: Location) => string;
}

/** Where a scan stands. */
export interface ScanProgress {
  readonly stage: 'discover' | 'read' | AnalysisProgress['stage'];
  readonly done: number;
  /** 0: not known yet. */
  readonly total: number;
}

/** Time of one stage. */
export interface StageTiming {
  readonly stage: string;
  readonly milliseconds: number;
}

/** A rule that ran. */
export type ScanRule = ReturnType<Engine['rules']>[number];

/** What a scan found. */
export interface ScanResult {
  /** The folder that paths are relative to. */
  readonly scannedRoot: Location;
  /** From the root of the repository to the scanned folder, without a slash at the end; empty when the same or unknown. */
  readonly pathInRepository: string;
  /** Findings that are shown: not suppressed, severe and sure enough. Sorted by path, place, rule. */
  readonly findings: readonly Finding[];
  /** Findings that would be shown if a person had not suppressed them. */
  readonly suppressed: readonly Finding[];
  /** Findings that are not shown, by why. */
  readonly hidden: {
    readonly belowSeverity: number;
    readonly belowConfidence: number;
    /** Absent without a baseline. */
    readonly inBaseline?: number;
  };
  /** Ways in, sorted by path and place. */
  readonly endpoints: readonly EndpointListing[];
  /** What was decided about the records of the endpoints, in their order. */
  readonly decisions: readonly GuardDecision[];
  /** Endpoints and recipients by data; whole only if the options ask for it. Flows that are less sure are left out. */
  readonly exposureMap: (minConfidence: ConfidenceTier) => ExposureMap;
  readonly coverage: ScanCoverage;
  /** Code files that were given to the analysis, sorted. */
  readonly scannedFiles: readonly string[];
  /** Of rule files, configuration and ignore files; sorted by path and place. */
  readonly problems: readonly Problem[];
  /** Rules in force, sorted by id. */
  readonly rules: readonly ScanRule[];
  readonly statistics: EngineStatistics;
  readonly timings: readonly StageTiming[];
  /** The text of a reported file; undefined when it was not read. */
  readonly textOf: (path: string) => string | undefined;
  /** Why something is, or is not, reported at a place; nothing unless the options ask for it. Paths as in findings. */
  readonly explain: (question: PlaceQuestion) => readonly PlaceNote[];
  /** How the code uses a package; nothing unless the options ask for explanations. */
  readonly usageOf: (name: string) => readonly UsedMember[];
}

/** A clock that adds up the time between calls. */
class Stopwatch {
  readonly #host: Host;
  readonly #spent = new Map<string, number>();
  #stage = '';
  #since: number;

  constructor(host: Host) {
    this.#host = host;
    this.#since = host.now();
  }

  /** From now on, time counts for `stage`. */
  enter(stage: string): void {
    const now = this.#host.now();
    if (this.#stage !== '')
      this.#spent.set(this.#stage, (this.#spent.get(this.#stage) ?? 0) + now - this.#since);
    this.#stage = stage;
    this.#since = now;
  }

  timings(): readonly StageTiming[] {
    this.enter('');
    return [...this.#spent].map(([stage, milliseconds]) => ({ stage, milliseconds }));
  }
}

/** See the head of this file. */
export async function scanWorkspace(
  host: Host,
  createEngine: () => Engine,
  request: ScanRequest,
  token: CancellationToken,
  onProgress: (progress: ScanProgress) => void,
): Promise<ScanResult> {
  const watch = new Stopwatch(host);
  watch.enter('discover');
  onProgress({ stage: 'discover', done: 0, total: 0 });
  const targets = await resolveTargets(host, request.targets);
  const roots = await findRoots(host, targets.scannedRoot);
  const nameOf = request.nameOf ?? ((location) => relativeName(host, targets.scannedRoot, location));
  const outermost = roots.repositoryRoot ?? roots.analysisRoot;
  const configuration = await loadConfiguration(host, targets.scannedRoot, outermost, nameOf);
  const engine = createEngine();
  const ruleFiles = ruleFilesOf(request, configuration);
  // Which files are read depends on rules only where users bring their own.
  const takesText =
    ruleFiles.ruleFiles === undefined
      ? undefined
      : textFilesOf(languagesOf(engine, request, configuration, ruleFiles, roots));
  const discovery = await discoverFiles(
    host,
    targets,
    roots,
    [
      {
        include: configuration.settings.include,
        exclude: configuration.settings.exclude,
        prefix:
          configuration.folder === undefined ? '' : patternPrefix(configuration.folder, targets.scannedRoot),
      },
      {
        include: request.options.include ?? [],
        exclude: request.options.exclude ?? [],
        prefix: '',
        otherPrefix: pathInRepository(roots) + roots.prefix,
      },
    ],
    token,
    takesText,
  );
  throwIfCancelled(token);
  watch.enter('read');
  const total = discovery.files.length;
  onProgress({ stage: 'read', done: 0, total });
  const read = await readFiles(host, roots.analysisRoot, discovery.files, token, (done) =>
    onProgress({ stage: 'read', done, total }),
  );
  if (read.codeFiles === 0 && read.textFiles === 0)
    throw new UserError(explainNothing(request, targets, discovery, read));

  watch.enter('knowledge');
  const given = {
    knowledge: [...request.knowledge, ...configuration.models],
    configuration: toEngineConfiguration(configuration, request, roots),
    ...ruleFiles,
  };
  engine.applyChange({ files: [...read.texts].map(([path, text]) => ({ path, text })), ...given });
  const rules = engine.rules();
  const unindexed = engine.unindexed?.() ?? [];
  const helpers = request.startIndexHelpers?.(unindexed, given) ?? [];
  if (helpers.length > 0) {
    watch.enter('index');
    await indexWithHelpers(engine, unindexed, helpers, token, (done, files) =>
      onProgress({ stage: 'index', done, total: files }),
    );
  }
  for (const progress of engine.analyze([], token)) {
    watch.enter(progress.stage);
    onProgress(progress);
  }
  watch.enter('collect');
  return collect(request, {
    host,
    targets,
    roots,
    configuration,
    discovery,
    read,
    engine,
    rules,
    nameOf,
    watch,
  });
}

/** Rules beside or instead of the shipped ones: those of the request, or else those that the configuration names. */
function ruleFilesOf(
  { ruleFiles: named }: ScanRequest,
  { ruleFiles }: LoadedConfiguration,
): Pick<EngineChange, 'ruleFiles'> {
  if (named !== undefined)
    return { ruleFiles: { files: named.files, includeDefaultRules: named.includeDefaultRules } };
  return ruleFiles.length === 0 ? {} : { ruleFiles: { files: ruleFiles, includeDefaultRules: true } };
}

/** The languages of the rules that will run. */
function languagesOf(
  engine: Engine,
  request: ScanRequest,
  configuration: LoadedConfiguration,
  ruleFiles: Pick<EngineChange, 'ruleFiles'>,
  roots: WorkspaceRoots,
): ReadonlySet<string> {
  engine.applyChange({
    knowledge: request.knowledge,
    configuration: toEngineConfiguration(configuration, request, roots),
    ...ruleFiles,
  });
  return new Set(engine.rules().flatMap(({ languages }) => languages));
}

/** The optional rule that names every recipient; a map is not whole without it. */
const recipientRule = 'phi-to-other-service';

interface Finished {
  readonly host: Host;
  readonly targets: ResolvedTargets;
  readonly roots: WorkspaceRoots;
  readonly configuration: LoadedConfiguration;
  readonly discovery: Discovery;
  readonly read: ReadFiles;
  readonly engine: Engine;
  readonly rules: readonly ScanRule[];
  readonly nameOf: (location: Location) => string;
  readonly watch: Stopwatch;
}

function collect(request: ScanRequest, finished: Finished): ScanResult {
  const { host, targets, roots, configuration, discovery, read, engine, rules, nameOf, watch } = finished;
  const map = createPathMap(roots.prefix);
  const configured = suppressConfigured(
    applyApprovals(
      engine.findings().map((finding) => mapFinding(finding, map)),
      configuration.settings,
    ),
    configuration,
    targets.scannedRoot,
    {
      today: request.options.today,
      isWhole: targets.folders.includes('') && request.ruleFiles === undefined,
    },
  );
  const { findings, suppressed, hidden } = selectFindings(configured.findings, request.options);
  const decisions = (engine.guardDecisions?.() ?? []).map((decision) => mapDecision(decision, map));
  const endpoints = (engine.endpoints?.() ?? []).map((endpoint) => mapEndpoint(endpoint, map));
  const folderGaps: readonly CoverageGap[] = discovery.unreadableFolders.map(({ path, why }) => ({
    kind: 'file-unreadable',
    path,
    message: `The folder could not be opened: ${why}. Nothing in it was analyzed.`,
  }));
  return {
    scannedRoot: targets.scannedRoot,
    pathInRepository: (roots.repositoryRoot && pathBelow(roots.repositoryRoot, targets.scannedRoot)) ?? '',
    findings,
    suppressed,
    hidden,
    scannedFiles: [...read.texts.keys()].filter((path) => scannedFileKind(path) === 'code').map(map),
    decisions,
    endpoints,
    exposureMap: (minConfidence) =>
      buildExposureMap({ endpoints, decisions, findings: configured.findings, minConfidence }),
    coverage: buildScanCoverage(engine.coverage(), read, folderGaps, discovery.leftOut, map),
    problems: sortProblems([
      ...engine.problems().map((problem) => nameModelFile(problem, configuration, host, nameOf)),
      ...(request.ruleFiles?.problems ?? []),
      ...configuration.problems,
      ...unknownNames(configuration.settings, request.knowledge, configuration.name),
      ...configured.problems,
      ...unknownRules(request, configuration, rules),
      ...unknownPackNames(request, configuration),
      ...discovery.unsupportedNamed.map((path) => ({
        severity: 'warning' as const,
        message:
          'This file is of no kind that Sekretess reads, so it was not scanned. Leave it out of the command.',
        path: nameOf(host.join(targets.scannedRoot, path)),
        line: 1,
        column: 1,
      })),
      ...discovery.problems.map(({ location, line, message }) => ({
        severity: 'warning' as const,
        message,
        path: nameOf(location),
        line,
        column: 1,
      })),
    ]),
    rules,
    statistics: engine.statistics(),
    timings: watch.timings(),
    textOf: (path) => read.texts.get(roots.prefix + path),
    usageOf: (name) =>
      (engine.packageUsage?.(name) ?? []).map((member) => ({
        ...member,
        places: member.places.map((place) => ({ ...place, path: map(place.path) })),
      })),
    explain: (question) =>
      (engine.explain?.({ ...question, path: roots.prefix + question.path }) ?? []).map((note) =>
        note.location === undefined
          ? note
          : { ...note, location: { ...note.location, path: map(note.location.path) } },
      ),
  };
}

function toEngineConfiguration(
  configuration: LoadedConfiguration,
  { options, knowledge }: ScanRequest,
  roots: WorkspaceRoots,
): EngineConfiguration {
  const { settings } = configuration;
  return {
    rules: {
      ...(options.wantsMap === true ? { [recipientRule]: 'on' as const } : {}),
      ...rulesOfPacks(
        packsOf(settings),
        knowledge.map(({ path }) => path),
      ),
      ...Object.fromEntries(settings.rules.map(({ id, value }) => [id, value])),
    },
    untrusted: settings.untrusted,
    includeTests: options.includeTests,
    testIdentityNumbers: configuration.testIdentityNumbers,
    ...projectConfiguration([settings]),
    today: options.today,
    ...(pathInRepository(roots) === '' ? {} : { pathInRepository: pathInRepository(roots) }),
    ...(options.semgrepCompat === true ? { semgrepCompat: true } : {}),
    ...(options.isExplaining === true ? { isExplaining: true } : {}),
    ...(options.wantsMap === true ? { wantsMap: true } : {}),
  };
}

/** Models of the project are called by the names of their files. */
function nameModelFile(
  problem: Problem,
  { models, folder }: LoadedConfiguration,
  host: Host,
  nameOf: (location: Location) => string,
): Problem {
  const name = models.some(({ path }) => path === problem.path) ? projectModelName(problem.path) : undefined;
  return name === undefined || folder === undefined
    ? problem
    : { ...problem, path: nameOf(host.join(folder, name)) };
}

/** What a person sees, what a person suppressed, and how many are below the thresholds. */
function selectFindings(
  all: readonly Finding[],
  options: ScanOptions,
): Pick<ScanResult, 'findings' | 'suppressed' | 'hidden'> {
  const findings: Finding[] = [];
  const suppressed: Finding[] = [];
  let belowSeverity = 0;
  let belowConfidence = 0;
  let inBaseline = 0;
  for (const finding of all) {
    if (!isAtLeastSeverity(finding.severity, options.severity)) belowSeverity++;
    else if (!isAtLeastConfidence(finding.confidence, options.minConfidence)) belowConfidence++;
    else if (finding.suppression !== undefined) suppressed.push(finding);
    else if (options.baseline?.has(finding.fingerprint) === true) inBaseline++;
    else findings.push(finding);
  }
  const hidden = {
    belowSeverity,
    belowConfidence,
    ...(options.baseline === undefined ? {} : { inBaseline }),
  };
  return { findings, suppressed, hidden };
}

/** Rules that the configuration names and nobody has. Rules that are off are not in force, so texts are searched. */
function unknownRules(
  request: ScanRequest,
  configuration: LoadedConfiguration,
  rules: readonly ScanRule[],
): readonly Problem[] {
  const inForce = new Set(rules.map(({ id }) => id));
  const missing = configuration.settings.rules.filter(({ id }) => !inForce.has(id));
  if (missing.length === 0) return [];
  const texts = [
    ...request.knowledge.filter(({ path }) => path.startsWith('packs/')),
    ...(request.ruleFiles?.files ?? []),
  ];
  const written = new Set(
    texts.flatMap(({ text }) =>
      [...text.matchAll(/^[\s-]*id:\s*["']?([\w.-]+)/gm)].map((match) => match[1] ?? ''),
    ),
  );
  return missing
    .filter(({ id }) => !written.has(id))
    .map(({ id, line, column }) => ({
      severity: 'warning' as const,
      message: `There is no rule "${id}", so this setting changes nothing. Correct the id (sekretess rules lists them), or remove the line.`,
      path: configuration.name,
      line,
      column,
      ruleId: id,
    }));
}

/** Packs that the configuration names and nobody has. */
function unknownPackNames(request: ScanRequest, configuration: LoadedConfiguration): readonly Problem[] {
  const paths = request.knowledge.map(({ path }) => path);
  const unknown = new Set(unknownPacks(packsOf(configuration.settings), paths));
  return configuration.settings.packs
    .filter(({ name }) => unknown.has(name))
    .map(({ name, line, column }) => ({
      severity: 'warning' as const,
      message: `There is no pack "${name}", so this entry chooses nothing. Correct the name, or remove the line.`,
      path: configuration.name,
      line,
      column,
    }));
}

/** By file, place and message. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...problems].sort(
    (a, b) =>
      compare(a.path, b.path) || a.line - b.line || a.column - b.column || compare(a.message, b.message),
  );
}

/** How a message names a file: relative to the scanned folder, with `../` for what lies above it. */
function relativeName(host: Host, scannedRoot: Location, location: Location): string {
  let up = '';
  for (let at: Location | undefined = scannedRoot; at !== undefined; at = host.parent(at)) {
    const below = pathBelow(at, location);
    if (below !== undefined) return up + below;
    up += '../';
  }
  return location;
}

function explainNothing(
  request: ScanRequest,
  targets: ResolvedTargets,
  discovery: Discovery,
  read: ReadFiles,
): string {
  const names = request.targets.map(({ name }) => `"${name}"`).join(', ');
  const unreadable = read.gaps.find(({ kind }) => kind === 'file-unreadable' || kind === 'file-too-large');
  if (unreadable !== undefined)
    return `None of the files in ${names} could be read. ${unreadable.path}: ${unreadable.message} Check the permissions.`;
  if (discovery.unreadableFolders[0] !== undefined)
    return `The folder "${discovery.unreadableFolders[0].path || names}" cannot be opened: ${discovery.unreadableFolders[0].why}. So nothing was scanned. Check the permissions.`;
  const [leftOut] = [...discovery.leftOut, ...read.leftOut].sort(
    (a, b) => b.files + b.folders - a.files - a.folders,
  );
  const supported = codeExtensions.join(', ');
  if (discovery.unsupportedNamed.length > 0 && targets.folders.length === 0)
    return `None of the files named is of a supported kind: ${names}. Sekretess reads ${supported}. Name such files, or a folder.`;
  if (leftOut === undefined)
    return `There is no file of a supported kind in ${names}. Sekretess reads ${supported}, so nothing was scanned. Name the folder that holds the code.`;
  const what = leftOut.paths.slice(0, 3).join(', ');
  const isByPattern = leftOut.reason === 'configuration';
  const why = isByPattern ? 'by what to include and exclude' : leftOut.reason;
  const files = isByPattern ? 'those patterns' : 'the ignore files';
  return `Everything in ${names} that could be scanned is left out: ${what} (${why}). So nothing was scanned. Name files one by one to scan them in any case, or change ${files}.`;
}
