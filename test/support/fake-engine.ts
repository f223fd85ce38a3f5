/**
 * A small engine behind the façade, for tests of everything around the real one: `leak(x)` in code is a finding.
 *
 * `leak(` high severity, high confidence, with a flow of two steps; `hint(` medium severity, low confidence;
 * `note(` low severity, high confidence; `crash(` throws in `analyze`. A line with `sekretess-ignore` is suppressed, a
 * line with `???` is a syntax error. A rule file is right if it has a line `id: <id>`, and broken if it has `broken`.
 */
import type { CoverageGap, Problem } from '../../server/src/analyzer/base/problem.ts';
import {
  type AnalysisProgress,
  type Coverage,
  type Engine,
  type EngineChange,
  type EngineConfiguration,
  type KnowledgeFile,
  noStatistics,
} from '../../server/src/analyzer/engine/engine.ts';
import type { Finding, SourceRange } from '../../server/src/analyzer/findings/finding.ts';
import type { CompiledRule, ConfidenceTier, Severity } from '../../server/src/analyzer/rules/rule.ts';

/** What a test wants to know of the engine afterwards. */
export interface FakeEngine extends Engine {
  readonly files: ReadonlyMap<string, string>;
  readonly configuration: EngineConfiguration | undefined;
}

const words: readonly {
  readonly word: string;
  readonly severity: Severity;
  readonly confidence: ConfidenceTier;
}[] = [
  { word: 'leak(', severity: 'high', confidence: 'high' },
  { word: 'hint(', severity: 'medium', confidence: 'low' },
  { word: 'note(', severity: 'low', confidence: 'high' },
];

const codeName = /\.[cm]?[jt]sx?$/;

/** See the head of this file. */
export function createFakeEngine(): FakeEngine {
  const files = new Map<string, string>();
  let knowledge: readonly KnowledgeFile[] = [];
  let ruleFiles: EngineChange['ruleFiles'];
  let configuration: EngineConfiguration | undefined;
  let findings: readonly Finding[] = [];
  const chosen = (): readonly KnowledgeFile[] => {
    const shipped = knowledge.filter(({ path }) => path.startsWith('packs/'));
    return ruleFiles === undefined
      ? shipped
      : [...(ruleFiles.includeDefaultRules ? shipped : []), ...ruleFiles.files];
  };
  const code = (): readonly (readonly [string, string])[] =>
    [...files].filter(([path]) => codeName.test(path)).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    files,
    get configuration() {
      return configuration;
    },
    applyChange(change) {
      for (const { path, text } of change.files ?? [])
        if (text === undefined) files.delete(path);
        else files.set(path, text);
      if (change.knowledge) knowledge = change.knowledge;
      if ('ruleFiles' in change) ruleFiles = change.ruleFiles;
      if (change.configuration) configuration = change.configuration;
    },
    *analyze(): Generator<AnalysisProgress, void> {
      yield { stage: 'index', done: 0, total: files.size };
      if (code().some(([, text]) => text.includes('crash(')))
        throw new Error('the fake engine was told to crash');
      yield { stage: 'findings', done: 1, total: 1 };
      const ruleIds = this.rules().map(({ id }) => id);
      findings = code()
        .flatMap(([path, text]) => findIn(path, text))
        .filter(({ ruleId }) => ruleIds.includes(ruleId));
    },
    findings: (path) =>
      path === undefined ? findings : findings.filter(({ location }) => location.path === path),
    coverage: () => coverageOf(code()),
    statistics: () => noStatistics,
    rules: () =>
      chosen()
        .flatMap(rulesOf)
        .filter(({ id }) => configuration?.rules[id] !== 'off')
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    problems: () => chosen().flatMap(problemsOf),
  };
}

function findIn(path: string, text: string): readonly Finding[] {
  return text.split('\n').flatMap((line, number) =>
    words.flatMap(({ word, severity, confidence }) => {
      const column = line.indexOf(word);
      if (column < 0) return [];
      const start = text.split('\n').slice(0, number).join('\n').length + (number > 0 ? 1 : 0) + column;
      const length = word.length;
      const end = { endLine: number, endColumn: column + length };
      const location: SourceRange = { path, start, length, startLine: number, startColumn: column, ...end };
      const source: SourceRange = {
        ...location,
        start: 0,
        length: 1,
        startLine: 0,
        startColumn: 0,
        endLine: 0,
        endColumn: 1,
      };
      return [toFinding(word, severity, confidence, location, source, line.includes('sekretess-ignore'))];
    }),
  );
}

function toFinding(
  word: string,
  severity: Severity,
  confidence: ConfidenceTier,
  location: SourceRange,
  source: SourceRange,
  isSuppressed: boolean,
): Finding {
  const step = { depth: 0, functionName: 'demo' };
  return {
    ruleId: `demo-${word.slice(0, -1)}`,
    message: `Patient data reaches ${word.slice(0, -1)}.`,
    severity,
    confidence,
    confidenceReasons: confidence === 'high' ? [] : ['the name alone says so'],
    location,
    evidence: {
      kind: 'flow',
      steps: [
        { ...step, kind: 'source', message: 'personnummer is read', location: source },
        { ...step, depth: 1, kind: 'sink', message: 'it is handed over', location },
      ],
    },
    dataTypes: [
      {
        type: 'nid.se.personnummer',
        label: 'personnummer',
        level: 'direct',
        confidence,
        evidence: 'name of a variable',
      },
    ],
    fingerprint: `${word.charCodeAt(0).toString(16).padStart(2, '0')}${'0'.repeat(30)}`,
    ...(isSuppressed
      ? { suppression: { syntax: 'sekretess-ignore' as const, reason: 'a test', until: '', location } }
      : {}),
    fixes: [],
    isTest: false,
  };
}

function rulesOf({ path, text }: KnowledgeFile): readonly CompiledRule[] {
  if (text.includes('broken')) return [];
  return [...text.matchAll(/^[\s-]*id: *([\w-]+)/gm)].map(([, id = '']) => ({
    id,
    mode: 'taint' as const,
    languages: ['typescript', 'javascript'],
    severity: words.find(({ word }) => id === `demo-${word.slice(0, -1)}`)?.severity ?? 'medium',
    family: 'privacy' as const,
    message: '{dataTypes} reaches a place where it must not be.',
    metadata: {
      cwe: 'CWE-359: Exposure of Private Personal Information to an Unauthorized Actor',
      owasp: ['A01:2021'],
      why: 'Whoever reads it learns who the patient is.',
      fix: 'Leave it out.',
      legal: ['GDPR Art. 32'],
      confidence: 'HIGH',
    },
    include: [],
    exclude: [],
    supersedes: [],
    isOptional: false,
    onTests: false,
    taint: {
      sources: [{ data: { types: [], levels: ['direct'], minConfidence: 'medium' as const }, ...plainSpec }],
      sinks: [{ modelKind: 'log', ...plainSpec }],
      sanitizers: [],
      propagators: [],
    },
    options: {},
    fix: '',
    at: { path, line: 1, column: 1 },
  }));
}

const plainSpec = {
  exact: true,
  bySideEffect: false,
  label: '',
  requires: '',
  control: false,
  atExit: false,
  at: { path: '', line: 1, column: 1 },
} as const;

function problemsOf({ path, text }: KnowledgeFile): readonly Problem[] {
  if (!text.includes('broken')) return [];
  const message = 'This rule is broken. It was left out. Repair it.';
  return [{ severity: 'error', message, path, line: 2, column: 3, ruleId: 'demo-broken' }];
}

function coverageOf(code: readonly (readonly [string, string])[]): Coverage {
  const gaps = code.flatMap(([path, text]): readonly CoverageGap[] => {
    const start = text.indexOf('???');
    if (start >= 0)
      return [{ kind: 'syntax-error', path, start, length: 3, message: 'Expression expected.' }];
    if (text.length > 2_000_000) return [{ kind: 'file-too-large', path, message: 'The file is too large.' }];
    return [];
  });
  return {
    files: code.length,
    lines: code.reduce((sum, [, text]) => sum + text.split('\n').length, 0),
    filesWithProblems: gaps.filter(({ kind }) => kind === 'syntax-error').length,
    filesSkipped: gaps.filter(({ kind }) => kind === 'file-too-large').length,
    functions: code.length,
    functionsOverBudget: 0,
    calls: 10,
    callsResolved: 6,
    callsExternal: 3,
    callsUnresolved: 1,
    unmodelledPackages: [{ name: 'left-pad', calls: 3 }],
    gaps,
  };
}
