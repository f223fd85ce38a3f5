// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the samples are code.
/** What a project says about itself in sekretess.yml, as built: each setting changes a finding, and its twin stays. */
import assert from 'node:assert/strict';
import { type BuiltWorkspace, createBuiltWorkspace, isBuilt } from '../support/built-program.ts';

interface Report {
  readonly findings: readonly Row[];
  readonly suppressed: readonly Row[];
}

interface Row {
  readonly ruleId: string;
  readonly location: { readonly path: string; readonly line: number };
  readonly dataTypes: readonly { readonly type: string }[];
  readonly suppression?: { readonly syntax: string; readonly reason: string };
}

describe('sekretess.yml', function () {
  this.timeout(60_000);
  before(function () {
    if (!isBuilt()) this.skip();
  });
  let workspace: BuiltWorkspace;
  beforeEach(() => {
    workspace = createBuiltWorkspace({ 'package.json': '{}' });
  });
  afterEach(() => workspace.remove());

  const scan = (code: string, configuration: string, file = 'src/a.ts') => {
    workspace.write(file, code);
    workspace.write('sekretess.yml', configuration);
    const { stdout, stderr, exitCode } = workspace.run('scan', '-f', 'json', '-q', '.');
    const report: Report = JSON.parse(stdout);
    const texts = (rows: readonly Row[]) =>
      rows.map(
        ({ ruleId, location, dataTypes }) =>
          `${location.path}:${location.line} ${ruleId}${dataTypes.length === 0 ? '' : ` {${dataTypes.map(({ type }) => type).join(', ')}}`}`,
      );
    return {
      findings: texts(report.findings),
      suppressed: texts(report.suppressed),
      reasons: report.suppressed.map(({ suppression }) => suppression?.reason),
      stderr,
      exitCode,
    };
  };

  it('own rule files run beside the shipped rules, on texts too', () => {
    const own = (pattern: string): string =>
      `rules:\n  - {id: own-rule, languages: [ts], severity: ERROR, message: m, pattern: "${pattern}"}\n  - {id: own-text, languages: [generic], severity: LOW, message: m, pattern: "KEY $X"}\n`;
    workspace.write('checks/own.yaml', own('eval(...)'));
    workspace.write('notes.txt', 'KEY 1\n');
    const code = "eval('1');\nexport const f = (personnummer: string) => console.log(personnummer);\n";
    const ran = scan(code, 'ruleFiles: [checks]\n');
    assert.deepEqual(ran.findings, [
      'notes.txt:1 own-text',
      'src/a.ts:1 own-rule',
      'src/a.ts:2 phi-to-log {nid.se.personnummer}',
    ]);
    assert.deepEqual(scan(code, '').findings, ['src/a.ts:2 phi-to-log {nid.se.personnummer}']);
    const missing = scan(code, 'rules: {}\nruleFiles: [nowhere.yaml]\n');
    assert.equal(missing.exitCode, 2);
    assert.match(
      missing.stderr,
      /^error: sekretess\.yml:2:13: There is no rule file in "nowhere\.yaml", so no rule of it runs\./,
    );
    workspace.write('checks/own.yaml', own('eval('));
    const broken = scan(code, 'ruleFiles: [checks/own.yaml]\n');
    assert.equal(broken.exitCode, 2);
    assert.match(broken.stderr, /checks\/own\.yaml:2:\d+: /);
    assert.deepEqual(broken.findings.at(-1), 'src/a.ts:2 phi-to-log {nid.se.personnummer}');
  });

  it('own words name known types, and take them from others', () => {
    const code = [
      'export function f(kundNr: string, studyCode: string, diagnosis: string) {',
      '  console.log(kundNr);',
      '  console.log(studyCode);',
      '  console.log(diagnosis);',
      '}',
      '',
    ].join('\n');
    assert.deepEqual(scan(code, '').findings, ['src/a.ts:4 phi-to-log {clin.diagnosis}']);
    const { findings, stderr, exitCode } = scan(
      code,
      'dataTypes:\n  words: { nid.se.personnummer: [kundNr] }\n  types:\n    - { id: own.study_code, level: direct, words: [study_code, diagnosis] }\n',
    );
    assert.deepEqual(findings, [
      'src/a.ts:2 phi-to-log {nid.se.personnummer}',
      'src/a.ts:3 phi-to-log {own.study_code}',
      'src/a.ts:4 phi-to-log {own.study_code}',
    ]);
    assert.deepEqual([stderr, exitCode], ['', 1]);
  });

  it('own sources and sinks are functions, by name or by the file that defines them', () => {
    workspace.write(
      'src/lib.ts',
      'export function fetchRow(): string { return globalThis.row; }\nexport function auditTrail(level: string, text: string) {}\n',
    );
    workspace.write('src/other.ts', 'export function auditTrail(level: string, text: string) {}\n');
    const code = [
      "import { auditTrail, fetchRow } from './lib';",
      "import { auditTrail as other } from './other';",
      'console.log(fetchRow());',
      'export function f(personnummer: string) {',
      "  auditTrail('info', personnummer);",
      "  auditTrail(personnummer, 'x');",
      "  other('info', personnummer);",
      '}',
      '',
    ].join('\n');
    assert.deepEqual(scan(code, '').findings, []);
    const { findings, stderr } = scan(
      code,
      'sources:\n  - { name: fetchRow, types: [clin.lab] }\nsinks:\n  - { name: "src/lib#auditTrail", kind: log, arguments: [1] }\n',
    );
    assert.deepEqual(findings, [
      'src/a.ts:3 phi-to-log {clin.lab}',
      'src/a.ts:5 phi-to-log {nid.se.personnummer}',
    ]);
    assert.equal(stderr, '');
  });

  it('approved recipients suppress what may go there, and nothing else', () => {
    const code = [
      "import * as Sentry from '@sentry/node';",
      'export async function f(personnummer: string, diagnosis: string, host: string) {',
      '  Sentry.captureMessage(personnummer);',
      '  Sentry.captureMessage(diagnosis);',
      '}',
      '',
    ].join('\n');
    const before = scan(code, '').findings;
    assert.deepEqual(before, [
      'src/a.ts:3 phi-to-error-tracker {nid.se.personnummer}',
      'src/a.ts:4 phi-to-error-tracker {clin.diagnosis}',
    ]);
    const after = scan(
      code,
      'recipients:\n  - { package: "@sentry/node", types: [clin.*], reason: agreement }\n',
    );
    assert.deepEqual(after.findings, before.slice(0, 1));
    assert.deepEqual(after.suppressed, before.slice(1));
    assert.deepEqual(after.reasons, ['approved recipient: agreement']);
  });

  it('an approved host is the host of the address, not any text before it', () => {
    const code = [
      'export async function f(personnummer: string, host: string) {',
      '  await fetch(`https://api.lab.example.com/p?nr=${personnummer}`);',
      '  await fetch(`https://api.lab.example.com.example.org/p?nr=${personnummer}`);',
      '  await fetch(`https://api.lab.example.com@example.org/p?nr=${personnummer}`);',
      '  await fetch(`https://${host}/api.lab.example.com/p?nr=${personnummer}`);',
      '}',
      '',
    ].join('\n');
    const before = scan(code, '').findings;
    const lines = (texts: readonly string[]) => texts.map((text) => Number(/:(\d+) /.exec(text)?.[1]));
    assert.deepEqual([...new Set(lines(before))], [2, 3, 4, 5]);
    const after = scan(code, 'recipients:\n  - { host: "*.example.com", reason: agreement }\n');
    assert.deepEqual([...new Set(lines(after.findings))], [3, 4, 5]);
    assert.deepEqual([...new Set(lines(after.suppressed))], [2]);
  });

  it('public endpoints, and paths that a gateway ties to the caller, are answered', () => {
    const code = [
      "import express from 'express';",
      "import { PrismaClient } from '@prisma/client';",
      'const prisma = new PrismaClient();',
      'const app = express();',
      "app.get('/patients/:id', async (req, res) => {",
      '  res.json(await prisma.patient.findUnique({ where: { id: req.params.id } }));',
      '});',
      "app.get('/open/:id', async (req, res) => {",
      '  res.json(await prisma.patient.findUnique({ where: { id: req.params.id } }));',
      '});',
      '',
    ].join('\n');
    workspace.write(
      'prisma/schema.prisma',
      'model Patient {\n  id String @id\n  personnummer String\n  name String\n  diagnosis String\n}\n',
    );
    const rule = (rows: readonly string[]) =>
      rows.filter((row) => row.includes('patient-record-by-request-id'));
    const before = rule(scan(code, '').findings).map((row) => row.split(' ')[0]);
    assert.deepEqual(before, ['src/a.ts:6', 'src/a.ts:9']);
    const open = scan(code, 'public: { endpoints: ["GET /open/**"] }\n');
    assert.deepEqual(
      rule(open.findings).map((row) => row.split(' ')[0]),
      ['src/a.ts:6'],
    );
    assert.ok(open.reasons.includes('the endpoint is public on purpose'));
    const tied = scan(
      code,
      'guards:\n  gateway:\n    - { paths: [/patients/**], ensures: [tie] }\n    - { paths: [/open/**], ensures: [authentication] }\n',
    );
    assert.deepEqual(
      rule(tied.findings).map((row) => row.split(' ')[0]),
      ['src/a.ts:9'],
    );
  });

  it('names that nobody knows are errors with their place and what was probably meant', () => {
    const { stderr, exitCode } = scan(
      'console.log(1);\n',
      'dataTypes:\n  words: { nid.se.personnumer: [a] }\nsinks: [{ name: f, kind: logg }]\nrecipients: [{ host: a.example.com, types: [clin.*], reason: r }]\nsource: []\n',
    );
    assert.match(
      stderr,
      /sekretess\.yml:2:12: There is no data type "nid\.se\.personnumer".* Did you mean "nid\.se\.personnummer"\?/,
    );
    assert.match(stderr, /sekretess\.yml:3:9: There is no kind "logg".* Did you mean "log"\?/);
    assert.match(stderr, /sekretess\.yml:5:1: There is no setting "source".* Did you mean "sources"\?/);
    assert.equal(stderr.trimEnd().split('\n').length, 3);
    assert.equal(exitCode, 2);
  });

  it('survives a file that nests without end', () => {
    const { stderr, exitCode } = scan('console.log(1);\n', `rules: ${'['.repeat(90_000)}`);
    assert.match(stderr, /sekretess\.yml:1:1: The file is nested too deeply/);
    assert.equal(exitCode, 2);
  });
});
