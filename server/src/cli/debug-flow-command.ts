/**
 * `sekretess debug-flow FILE:LINE[:COLUMN]`: why something is, or is not, reported there.
 */
import { neverCancelled } from '../analyzer/base/cancellation.ts';
import type { Finding } from '../analyzer/findings/finding.ts';
import type { FileSystem, Location } from '../hosts/host.ts';
import { toPrintable } from '../report/printable.ts';
import { configurationFileName } from '../scan/configuration.ts';
import { isAtLeastConfidence, isAtLeastSeverity } from '../scan/options.ts';
import { loadRuleFiles } from '../scan/rule-files.ts';
import { type ScanResult, scanWorkspace } from '../scan/scan-workspace.ts';
import { UserError } from '../scan/user-error.ts';
import type { CliEnvironment, DebugFlowArguments } from './cli-environment.ts';
import type { CommandParts } from './create-commands.ts';
import { exitCodes } from './exit-code.ts';
import { fromCurrentFolder, toLocation, toRuleSources } from './places.ts';
import { problemText } from './problem-text.ts';
import { writeText } from './write-output.ts';

type Note = ReturnType<ScanResult['explain']>[number];

interface Place {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based; undefined: the whole line. */
  readonly column: number | undefined;
}

/** See the head of this file. Throws a UserError for a place that cannot be asked about. */
export async function debugFlowCommand(
  parts: CommandParts,
  args: DebugFlowArguments,
  environment: CliEnvironment,
): Promise<number> {
  const { currentFolder, stdout, stderr } = environment;
  const place = parsePlace(args.place);
  const location = toLocation(currentFolder, place.file);
  if ((await parts.host.kindOf(location)) !== 'file')
    throw new UserError(
      `There is no file "${place.file}". So nothing can be said about it. Check the spelling.`,
    );
  const ruleFiles =
    args.config.length === 0
      ? undefined
      : await loadRuleFiles(parts.host, toRuleSources(currentFolder, args.config));
  const result = await scanWorkspace(
    parts.host,
    parts.createEngine,
    {
      targets:
        args.paths.length > 0
          ? args.paths.map((name) => ({ name, location: toLocation(currentFolder, name) }))
          : [await projectAround(parts.host, currentFolder, location)],
      knowledge: parts.knowledge,
      ruleFiles,
      options: {
        severity: 'low',
        minConfidence: 'low',
        includeTests: args.includeTests,
        today: environment.today,
        isExplaining: true,
      },
      nameOf: (at) => fromCurrentFolder(currentFolder, at),
    },
    neverCancelled,
    () => undefined,
  );
  const path = fromCurrentFolder(result.scannedRoot, location);
  const notes = explain(result, args, place, path);
  const nameOf = (file: string): string =>
    fromCurrentFolder(currentFolder, toLocation(result.scannedRoot, file));
  await writeText(
    stdout,
    args.json
      ? `${JSON.stringify({ place: { path, line: place.line, column: place.column }, notes: notes.map(toJsonNote) }, undefined, 2)}\n`
      : notesText(notes, nameOf),
  );
  const own = new Set(parts.knowledge.map((file) => file.path));
  const errors = result.problems.filter(({ severity, path: file }) => severity === 'error' && !own.has(file));
  for (const problem of errors) await writeText(stderr, problemText(problem));
  return errors.length > 0 ? exitCodes.usage : exitCodes.ok;
}

/**
 * The project around a file where it lies below the current folder or elsewhere, else the current folder: what is asked
 * from a folder of many projects is about one of them.
 */
async function projectAround(
  host: FileSystem,
  currentFolder: string,
  file: Location,
): Promise<{ readonly name: string; readonly location: Location }> {
  const current = toLocation(currentFolder, '.');
  let withPackage: Location | undefined;
  let at = host.parent(file);
  while (at !== undefined && at !== current) {
    if (await hasAny(host, at, projectRoots))
      return { name: fromCurrentFolder(currentFolder, at), location: at };
    if (withPackage === undefined && (await hasAny(host, at, ['package.json']))) withPackage = at;
    at = host.parent(at);
  }
  // The current folder is the root of the project, or there is none but a package.
  const isRoot = at === current && (await hasAny(host, current, [...projectRoots, 'package.json']));
  return withPackage === undefined || isRoot
    ? { name: '.', location: current }
    : { name: fromCurrentFolder(currentFolder, withPackage), location: withPackage };
}

/** What lies in the root of a project. */
const projectRoots = [configurationFileName, '.git'];

async function hasAny(host: FileSystem, folder: Location, names: readonly string[]): Promise<boolean> {
  for (const name of names) if ((await host.kindOf(host.join(folder, name))) !== 'missing') return true;
  return false;
}

function parsePlace(text: string): Place {
  const match = /^(.+?):(\d{1,9})(?::(\d{1,9}))?$/.exec(text);
  if (match === null)
    throw new UserError(
      `"${text}" is no place. So nothing can be looked up. Write FILE:LINE or FILE:LINE:COLUMN, counted from 1.`,
    );
  return {
    file: match[1] ?? '',
    line: Number(match[2]),
    column: match[3] === undefined ? undefined : Number(match[3]),
  };
}

function explain(
  result: ScanResult,
  args: DebugFlowArguments,
  { line, column }: Place,
  path: string,
): readonly Note[] {
  const inForce = new Set(result.rules.map(({ id }) => id));
  const notes: Note[] = args.rules
    .filter((id) => !inForce.has(id))
    .map((id) => ({
      kind: 'rule',
      depth: 0,
      ruleId: id,
      text: `Rule "${id}" does not run: there is none of this name, it is off in sekretess.yml, its pack is not chosen, or it is optional.`,
    }));
  if (!result.scannedFiles.includes(path)) return [...notes, explainUnscanned(result, path)];
  const at = result.suppressed.filter(
    ({ location, suppression }) =>
      suppression?.syntax === 'configuration' && location.path === path && location.startLine === line - 1,
  );
  notes.push(
    ...at.map(
      (finding): Note => ({
        kind: 'suppressed',
        depth: 0,
        ruleId: finding.ruleId,
        location: finding.location,
        text: `${finding.ruleId} is suppressed in sekretess.yml: ${finding.suppression?.reason ?? ''}.`,
      }),
    ),
  );
  const hiddenByConfiguration = new Set(at.map(({ ruleId }) => ruleId));
  const explained = result
    .explain({
      path,
      line: line - 1,
      column: column === undefined ? undefined : column - 1,
      ruleIds: args.rules,
    })
    .filter(({ kind, ruleId }) => kind !== 'reported' || !hiddenByConfiguration.has(ruleId ?? ''));
  return [...notes, ...explained, ...thresholdNotes(result.findings, path, line)];
}

/** What a scan with its own thresholds would not show. */
function thresholdNotes(findings: readonly Finding[], path: string, line: number): readonly Note[] {
  return findings
    .filter(({ location }) => location.path === path && location.startLine === line - 1)
    .filter(
      ({ confidence, severity }) =>
        !isAtLeastConfidence(confidence, 'medium') || !isAtLeastSeverity(severity, 'low'),
    )
    .map(({ ruleId }) => ({
      kind: 'rule' as const,
      depth: 1,
      ruleId,
      text: `${ruleId} is below the default --min-confidence, so a scan shows it only with --min-confidence low.`,
    }));
}

function explainUnscanned({ coverage, scannedRoot }: ScanResult, path: string): Note {
  const gap = coverage.gaps.find((candidate) => candidate.path === path);
  const leftOut = coverage.leftOut.find(({ paths }) =>
    paths.some((entry) => entry === path || (entry.endsWith('/') && path.startsWith(entry))),
  );
  const why =
    gap?.message ??
    (leftOut !== undefined
      ? `It is left out (${leftOut.reason}).`
      : path.startsWith('../')
        ? `It lies outside of the scanned folder ${scannedRoot}.`
        : 'It is of no kind that is scanned, or left out by an ignore file.');
  return { kind: 'file', depth: 0, text: `This file was not scanned. ${why}` };
}

function notesText(notes: readonly Note[], nameOf: (path: string) => string): string {
  const lines = notes.map(({ text, depth, location }) => {
    const at =
      location === undefined
        ? ''
        : `${nameOf(location.path)}:${location.startLine + 1}:${location.startColumn + 1}  `;
    return toPrintable(`${'  '.repeat(depth)}${at}${text}`);
  });
  return `${lines.join('\n')}\n`;
}

function toJsonNote({ kind, text, depth, location, ruleId }: Note): Readonly<Record<string, unknown>> {
  return {
    kind,
    text,
    depth,
    ...(ruleId === undefined ? {} : { ruleId }),
    ...(location === undefined
      ? {}
      : {
          location: {
            path: location.path,
            line: location.startLine + 1,
            column: location.startColumn + 1,
            endLine: location.endLine + 1,
            endColumn: location.endColumn + 1,
          },
        }),
  };
}
