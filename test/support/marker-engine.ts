/**
 * An engine for tests of the language server: reports each marker word as a finding, and yields after every file.
 *
 * `SINK` is a flow from the first `SOURCE` of any file (a match where there is none); `EXPOSURE` is a finding of the
 * kind that needs the whole workspace; `CRASH` throws. A line above with `sekretess-ignore` suppresses.
 */
import type { CancellationToken } from '../../server/src/analyzer/base/cancellation.ts';
import { throwIfCancelled } from '../../server/src/analyzer/base/cancellation.ts';
import {
  type AnalysisProgress,
  type Engine,
  type EngineChange,
  type EngineConfiguration,
  noCoverage,
  noStatistics,
} from '../../server/src/analyzer/engine/engine.ts';
import type { Evidence, Finding, SourceRange } from '../../server/src/analyzer/findings/finding.ts';

/** What a test can look at and hold on to. */
export interface MarkerEngine extends Engine {
  /** Changes given so far, in order. */
  readonly changes: EngineChange[];
  /** How many analyses were begun, and how many ended with results. */
  readonly begun: () => number;
  readonly finished: () => number;
}

/** `onFile` is called after each file, before the generator yields; a test may change the world there. */
export function createMarkerEngine(onFile: (path: string) => void = () => undefined): MarkerEngine {
  const files = new Map<string, string>();
  const changes: EngineChange[] = [];
  let configuration: EngineConfiguration | undefined;
  let findings: readonly Finding[] = [];
  let begun = 0;
  let finished = 0;
  let early: readonly Finding[] | undefined;

  function* analyze(_focus: readonly string[], token: CancellationToken): Generator<AnalysisProgress, void> {
    begun++;
    const found: Finding[] = [];
    const paths = [...files.keys()].sort();
    for (const [done, path] of paths.entries()) {
      throwIfCancelled(token);
      const text = files.get(path) ?? '';
      if (text.includes('CRASH')) throw new Error(`crash in ${path}`);
      found.push(...findMarkers(files, path, text, configuration?.rules ?? {}));
      onFile(path);
      yield { stage: 'index', done: done + 1, total: paths.length };
    }
    // What is missing is found last; until then it is what it was.
    early = [...found, ...findings].filter(
      (finding) => (finding.evidence.kind === 'facts') === findings.includes(finding),
    );
    yield { stage: 'guards', done: 0, total: 1 };
    early = undefined;
    findings = found;
    finished++;
  }

  return {
    changes,
    begun: () => begun,
    finished: () => finished,
    applyChange(change) {
      changes.push(change);
      for (const { path, text } of change.files ?? [])
        if (text === undefined) files.delete(path);
        else files.set(path, text);
      configuration = change.configuration ?? configuration;
    },
    analyze,
    findings: (path) => findings.filter((finding) => path === undefined || finding.location.path === path),
    earlyFindings: (path) => early?.filter((finding) => finding.location.path === path),
    coverage: () => ({ ...noCoverage, files: files.size }),
    statistics: () => noStatistics,
    rules: () => [],
    problems: () => [],
  };
}

function findMarkers(
  files: ReadonlyMap<string, string>,
  path: string,
  text: string,
  rules: EngineConfiguration['rules'],
): readonly Finding[] {
  return [...text.matchAll(/\b(SINK|EXPOSURE)\b/g)].flatMap((match) => {
    const ruleId = match[0] === 'SINK' ? 'fake-flow' : 'fake-guard';
    if (rules[ruleId] === 'off') return [];
    const location = rangeOf(path, text, match.index, match[0].length);
    const lineAbove = text.split('\n')[location.startLine - 1] ?? '';
    return [
      toFinding(
        ruleId,
        location,
        evidenceOf(files, match[0], location),
        lineAbove.includes('sekretess-ignore'),
      ),
    ];
  });
}

function toFinding(
  ruleId: string,
  location: SourceRange,
  evidence: Evidence,
  isSuppressed: boolean,
): Finding {
  return {
    ruleId,
    message: `${ruleId} in ${location.path}.`,
    severity: 'high',
    confidence: 'medium',
    confidenceReasons: ['a marker says so'],
    location,
    evidence,
    dataTypes: [
      {
        type: 'name.person',
        label: 'name',
        level: 'direct',
        confidence: 'high',
        evidence: 'the field `name`',
      },
    ],
    fingerprint: `${ruleId}-${location.path}-${location.start}`,
    ...(isSuppressed
      ? { suppression: { syntax: 'sekretess-ignore', reason: 'tested', until: '' } as const }
      : {}),
    fixes: [],
    isTest: false,
  };
}

function evidenceOf(files: ReadonlyMap<string, string>, marker: string, sink: SourceRange): Evidence {
  if (marker === 'EXPOSURE') {
    const endpoint = { method: 'GET', path: '/patients/:id', framework: 'express', handler: sink };
    return {
      kind: 'facts',
      endpoint,
      steps: [],
      tiesFound: [],
      tiesMissing: ['owner of the record'],
      siblings: [],
    };
  }
  for (const [path, text] of [...files].sort()) {
    const at = text.search(/\bSOURCE\b/);
    if (at < 0) continue;
    const source = rangeOf(path, text, at, 'SOURCE'.length);
    return {
      kind: 'flow',
      steps: [
        { location: source, kind: 'source', message: 'the name is read', depth: 0, functionName: '' },
        { location: sink, kind: 'sink', message: 'and handed out', depth: 0, functionName: '' },
      ],
    };
  }
  return { kind: 'match' };
}

function rangeOf(path: string, text: string, start: number, length: number): SourceRange {
  const before = text.slice(0, start).split('\n');
  const startLine = before.length - 1;
  const startColumn = before.at(-1)?.length ?? 0;
  return { path, start, length, startLine, startColumn, endLine: startLine, endColumn: startColumn + length };
}
