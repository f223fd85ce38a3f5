/**
 * A report with one finding of every shape, for tests of the formats. Values are synthetic.
 */
import type { Finding, SourceRange } from '../../server/src/analyzer/findings/finding.ts';
import type { Report } from '../../server/src/report/report.ts';

/** Texts of the files that the findings name. */
export const sampleTexts: Readonly<Record<string, string>> = {
  'src/services/journal.ts':
    'export async function read(id: string) {\n\tconst note = await notes.get(id);\n\treturn note;\n}\n',
  'src/lib/logger.ts':
    "import pino from 'pino';\n\nexport function detail(note: Note) {\n  logger.info(note.text);\n}\n",
  'app/[id]/route & co.ts': 'export const GET = handler;\n',
};

/** A range on one line; 0-based. */
export function rangeAt(path: string, line: number, column: number, length: number): SourceRange {
  const text = sampleTexts[path] ?? '';
  const start = text.split('\n').slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + column;
  return {
    path,
    start,
    length,
    startLine: line,
    startColumn: column,
    endLine: line,
    endColumn: column + length,
  };
}

const sink = rangeAt('src/lib/logger.ts', 3, 14, 9);
const handler = rangeAt('app/[id]/route & co.ts', 0, 19, 7);
const endpoint = { method: 'GET', path: '/patients/:id', framework: 'express', handler };

const flow: Finding = {
  ruleId: 'phi-to-log',
  message: 'A journal note is written to a log.',
  severity: 'high',
  confidence: 'medium',
  confidenceReasons: ['format is a library without a model', 'the name alone says what it holds'],
  location: sink,
  evidence: {
    kind: 'flow',
    steps: [
      {
        location: rangeAt('src/services/journal.ts', 1, 14, 19),
        kind: 'source',
        message: 'a journal note is read',
        depth: 0,
        functionName: 'read',
      },
      {
        location: rangeAt('src/services/journal.ts', 2, 8, 4),
        kind: 'return',
        message: 'it is returned',
        depth: 0,
        functionName: 'read',
      },
      {
        location: rangeAt('src/lib/logger.ts', 2, 23, 4),
        kind: 'parameter',
        message: 'it is passed as note',
        depth: -1,
        functionName: '',
      },
      { location: sink, kind: 'sink', message: '', depth: -1, functionName: 'detail' },
    ],
  },
  dataTypes: [
    {
      type: 'clinical.note',
      label: 'journal note',
      level: 'special',
      confidence: 'high',
      evidence: 'field text of type Note',
    },
  ],
  fingerprint: '0123456789abcdef0123456789abcdef',
  fixes: [{ title: 'Log the id only', edits: [{ location: sink, newText: 'note.id' }] }],
  isTest: false,
};

const facts: Finding = {
  ruleId: 'patient-record-by-request-id',
  message: 'The record is handed out to any caller.',
  severity: 'critical',
  confidence: 'high',
  confidenceReasons: [],
  location: handler,
  evidence: {
    kind: 'facts',
    endpoint,
    steps: [
      { location: handler, kind: 'sink', message: 'the record is answered', depth: 0, functionName: '' },
    ],
    tiesFound: ['the caller is logged in'],
    tiesMissing: ['the clinic of the record'],
    siblings: ['GET /patients/:id/card'],
  },
  dataTypes: [],
  endpoint,
  fingerprint: 'fedcba9876543210fedcba9876543210',
  fixes: [],
  isTest: false,
};

const match: Finding = {
  ruleId: 'tls-verification-off',
  message: 'Certificates are not checked.',
  severity: 'low',
  confidence: 'high',
  confidenceReasons: [],
  location: rangeAt('src/lib/logger.ts', 0, 0, 6),
  evidence: { kind: 'match' },
  dataTypes: [],
  fingerprint: '00000000000000000000000000000001',
  fixes: [],
  isTest: true,
};

/** See the head of this file. */
export const sampleReport: Report = {
  toolVersion: '0.1.0',
  pathInRepository: '',
  findings: [facts, match, flow],
  suppressed: [
    {
      ...match,
      fingerprint: '00000000000000000000000000000002',
      suppression: { syntax: 'nosemgrep', reason: 'test server', until: '', location: match.location },
    },
  ],
  hidden: { belowSeverity: 0, belowConfidence: 2 },
  coverage: {
    files: 1203,
    lines: 45678,
    filesWithProblems: 1,
    filesSkipped: 1,
    expectedFiles: 1202,
    fullyAnalyzedFiles: 1200,
    percent: 99.8,
    functions: 5000,
    functionsOverBudget: 1,
    calls: 9000,
    callsResolved: 7000,
    callsExternal: 1800,
    callsUnresolved: 200,
    unmodelledPackages: [{ name: 'left-pad', calls: 12 }],
    gaps: [
      {
        kind: 'syntax-error',
        path: 'src/broken.ts',
        start: 4,
        length: 1,
        line: 1,
        column: 5,
        message: 'Expression expected.',
      },
      {
        kind: 'file-unreadable',
        path: 'src/locked.ts',
        message: 'The file could not be read: permission denied.',
      },
      {
        kind: 'unresolved-call',
        path: 'src/x.ts',
        start: 0,
        length: 1,
        line: 1,
        column: 1,
        message: 'No callee is known.',
      },
    ],
    leftOut: [
      { reason: 'dependencies', files: 0, folders: 2, paths: ['node_modules/', 'web/node_modules/'] },
    ],
  },
  problems: [
    {
      severity: 'error',
      message: 'There is no kind "logg". The rule was left out. Correct it.',
      path: 'my rules/a.yaml',
      line: 3,
      column: 5,
      ruleId: 'my-rule',
    },
  ],
  rules: [
    {
      id: 'patient-record-by-request-id',
      mode: 'guard',
      family: 'guard',
      severity: 'critical',
      message: '{endpoint} hands out {dataTypes} to any caller.',
      metadata: {
        cwe: ['CWE-639: Authorization Bypass', 'CWE-862'],
        owasp: 'A01:2021',
        title: 'Record handed to the wrong person',
      },
    },
    {
      id: 'phi-to-log',
      mode: 'taint',
      family: 'privacy',
      severity: 'high',
      message: '$X goes to a log.',
      metadata: {
        cwe: 'CWE-532',
        why: 'Logs are read.',
        fix: 'Leave it out.',
        legal: ['GDPR Art. 32'],
        references: ['OWASP Logging Cheat Sheet'],
        confidence: 'HIGH',
      },
    },
    {
      id: 'tls-verification-off',
      mode: 'search',
      family: 'semgrep',
      severity: 'low',
      message: 'x'.repeat(2000),
      metadata: { cwe: 7, why: { odd: true } },
    },
  ],
  verdict: { failOn: 'high', findingsAtGate: 2, requiredCoverage: 99.9, exitCode: 2 },
  textOf: (path) => sampleTexts[path],
};
