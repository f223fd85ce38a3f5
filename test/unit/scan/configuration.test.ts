import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { parseConfiguration } from '../../../server/src/scan/configuration.ts';
import { loadConfiguration } from '../../../server/src/scan/load-configuration.ts';
import { createMemoryHost } from '../../support/memory-host.ts';
import { repositoryRoot } from '../../support/repository.ts';

const schemaFile = path.join(repositoryRoot, 'rules', 'schema', 'sekretess.schema.json');
const isValid = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(schemaFile, 'utf8')),
);

const everything = `
rules:
  phi-to-log: off
  phi-to-url: critical
  log-injection: on
packs: [privacy, web/all]
untrusted: [exported-api, answers]
paths:
  include: [src/]
  exclude:
    - "*.stories.tsx"
    - legacy/
dataTypes:
  testIdentityNumbers: ./test/numbers.txt
  words: { nid.se.personnummer: [kundNr], name.person: patientens_namn }
  types:
    - { id: own.study_code, label: study code, level: pseudonym, words: [studyCode] }
sanitizers:
  - maskAll
  - name: src/lib/mask#maskNumber
    clears: { types: [nid.se.personnummer], levels: direct }
sources:
  - { name: loadJournal, types: [clin.*] }
  - { name: src/queue#next, kind: remote }
sinks:
  - { name: auditTrail, kind: log, arguments: [1] }
models: [models/errors.yaml]
ruleFiles: [checks/]
recipients:
  - { host: "*.lab.example.com", types: [clin.*], reason: agreement of 2025 }
  - { package: "@example/errors", levels: pseudonym, reason: no identity }
guards:
  checks:
    - { name: assertOwnPatient, ensures: tie }
  gateway:
    - { paths: [/admin/**], ensures: [authentication, role] }
  breakGlass: openInEmergency
public:
  endpoints: [GET /health, /public/**]
  resources: [Hospital]
adminRoles: [admin]
capabilities: [shareToken]
`;

/** `line:column severity message` of each problem. */
function problemsOf(text: string): readonly string[] {
  return parseConfiguration('sekretess.yml', text).problems.map(
    ({ line, column, severity, message }) => `${line}:${column} ${severity} ${message}`,
  );
}

function byLine(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10);
}

describe('parseConfiguration', () => {
  it('reads every setting that it acts on', () => {
    const { settings, problems } = parseConfiguration('sekretess.yml', everything);
    assert.deepEqual(problems, []);
    assert.deepEqual(settings, {
      rules: [
        { id: 'phi-to-log', value: 'off', line: 3, column: 3 },
        { id: 'phi-to-url', value: 'critical', line: 4, column: 3 },
        { id: 'log-injection', value: 'on', line: 5, column: 3 },
      ],
      packs: [
        { name: 'privacy', line: 6, column: 9 },
        { name: 'web/all', line: 6, column: 18 },
      ],
      untrusted: ['exported-api', 'third-party.answer'],
      include: ['src/'],
      exclude: ['*.stories.tsx', 'legacy/'],
      sanitizers: [
        { name: 'maskAll', types: [], levels: [] },
        { name: 'src/lib/mask#maskNumber', types: ['nid.se.personnummer'], levels: ['direct'] },
      ],
      suppressions: [],
      testIdentityNumbers: { path: 'test/numbers.txt', line: 14, column: 24 },
      words: [
        { type: 'nid.se.personnummer', words: ['kundNr'], line: 15, column: 12 },
        { type: 'name.person', words: ['patientens_namn'], line: 15, column: 43 },
      ],
      types: [
        {
          id: 'own.study_code',
          label: 'study code',
          level: 'pseudonym',
          words: ['studyCode'],
          line: 17,
          column: 7,
        },
      ],
      sources: [
        { name: 'loadJournal', types: ['clin.*'], kind: '', line: 23, column: 5 },
        { name: 'src/queue#next', types: [], kind: 'remote', line: 24, column: 5 },
      ],
      sinks: [{ name: 'auditTrail', kind: 'log', arguments: [1], line: 26, column: 5 }],
      models: [{ path: 'models/errors.yaml', line: 27, column: 10 }],
      ruleFiles: [{ path: 'checks/', line: 28, column: 13 }],
      recipients: [
        {
          host: '*.lab.example.com',
          package: '',
          types: ['clin.*'],
          levels: [],
          reason: 'agreement of 2025',
          line: 30,
          column: 5,
        },
        {
          host: '',
          package: '@example/errors',
          types: [],
          levels: ['pseudonym'],
          reason: 'no identity',
          line: 31,
          column: 5,
        },
      ],
      guards: {
        checks: [{ name: 'assertOwnPatient', ensures: ['tie'] }],
        gateway: [{ paths: ['/admin/**'], ensures: ['authentication', 'role'] }],
        publicEndpoints: ['GET /health', '/public/**'],
        publicResources: ['Hospital'],
        adminRoles: ['admin'],
        capabilities: ['shareToken'],
        breakGlass: ['openInEmergency'],
      },
    });
    assert.equal(isValid(parse(everything)), true, JSON.stringify(isValid.errors));
  });

  it('takes nothing of what contradicts itself, is known to others, or is everybody, each with its place', () => {
    const text = `guards:
  checks:
    - { name: a#f, ensures: tie }
    - { name: g, ensures: role }
    - { name: a#f, ensures: [role] }
    - { name: g, ensures: role }
  gateway:
    - { paths: [/a/**, b, /c], ensures: role }
    - { paths: /a/**, ensures: tie }
  breakGlass: ["not a name", h]
public:
  endpoints: [/a/**, /d]
adminRoles: [admin, patient, ROLE_USER]
capabilities:
  - personnummer
  - params.patientId
  - shareToken
`;
    assert.deepEqual(problemsOf(text).toSorted(byLine), [
      '5:7 error "a#f" ensures tie above and role here. So neither holds. Write one entry for it.',
      '8:24 error "b" is no path, so nothing guards it. Write /api/**, or GET /api/persons.',
      '10:16 error This emergency access has no usable "name", so it is left out. Write the name of a function, or module#name.',
      '12:15 error "/a/**" is public on purpose here, and "guards.gateway" says that something guards it. So neither holds. Remove one of them.',
      '13:21 error Everybody who signed up is "patient", so this role lifts nobody and is left out. Name roles of staff that may see every record.',
      '13:30 error Everybody who signed up is "ROLE_USER", so this role lifts nobody and is left out. Name roles of staff that may see every record.',
      '15:5 error Values of "personnummer" can be guessed or are known to others, so this is left out. Name fields that hold long random values, such as shareToken.',
      '16:5 error Values of "params.patientId" can be guessed or are known to others, so this is left out. Name fields that hold long random values, such as shareToken.',
    ]);
    assert.deepEqual(parseConfiguration('sekretess.yml', text).settings.guards, {
      checks: [
        { name: 'g', ensures: ['role'] },
        { name: 'g', ensures: ['role'] },
      ],
      gateway: [{ paths: ['/c'], ensures: ['role'] }],
      breakGlass: ['h'],
      publicEndpoints: ['/d'],
      publicResources: [],
      adminRoles: ['admin'],
      capabilities: ['shareToken'],
    });
  });

  it('takes an empty file for no settings', () => {
    for (const text of ['', '# nothing\n', 'rules:\npaths:\n']) assert.deepEqual(problemsOf(text), []);
  });

  it('reports an unknown key with its place, and keeps the rest', () => {
    const text = 'rulez: {}\nrules:\n  a: high\npaths:\n  exlude: [x]\n';
    assert.deepEqual(problemsOf(text), [
      '1:1 error There is no setting "rulez", so it is left out. Did you mean "rules"? The settings here are packs, rules, paths, dataTypes, sanitizers, sources, sinks, models, ruleFiles, recipients, untrusted, guards, public, adminRoles, capabilities, suppressions.',
      '5:3 error There is no setting "paths.exlude", so it is left out. Did you mean "paths.exclude"? The settings here are include, exclude.',
    ]);
    assert.equal(parseConfiguration('sekretess.yml', text).settings.rules.length, 1);
    assert.equal(isValid(parse(text)), false);
  });

  it('leaves out entries about the project that say nothing, each with its place and a way out', () => {
    const text = `dataTypes:
  types:
    - { id: nodots, level: direct, words: [a] }
    - { id: own.a, level: loud, words: [a] }
    - { id: own.b, level: direct }
sources:
  - { name: f }
  - { name: "no name", kind: remote }
sinks:
  - { name: f }
  - { name: f, kind: log, arguments: [first] }
recipients:
  - { host: https://a.example.com, reason: r }
  - { reason: r }
  - { host: a.example.com }
guards:
  checks: [{ name: f, ensures: teh }]
  gateway: [{ ensures: tie }]
public: { endpoints: [health] }
`;
    const problems = problemsOf(text);
    assert.deepEqual(
      problems.filter((it) => it.includes(' error ')).map((it) => it.split(' ').slice(0, 2).join(' ')),
      [
        '3:7 error',
        '4:27 error',
        '5:7 error',
        '7:5 error',
        '8:5 error',
        '10:5 error',
        '11:38 error',
        '13:13 error',
        '14:5 error',
        '15:5 error',
        '17:32 error',
        '18:13 error',
        '19:23 error',
      ],
    );
    for (const problem of problems.filter((it) => it.includes(' error ')))
      assert.match(problem, /Write|Add|levels are/, problem);
    assert.equal(isValid(parse(text)), false);
  });

  it('reports values that make no sense, each with its place', () => {
    const text =
      'rules:\n  a: loud\n  b: [high]\npaths: src\nsanitizers:\n  - clears: {}\n  - name: "not a name"\n  - { name: f, clears: { levels: [secret] } }\nuntrusted: [weather]\n';
    assert.deepEqual(
      problemsOf(text).map((it) => it.split(' ').slice(0, 2).join(' ')),
      ['2:6 error', '3:6 error', '4:8 error', '6:5 error', '7:5 error', '8:34 error', '9:12 error'],
    );
    assert.equal(isValid(parse(text)), false);
  });

  it('refuses a file of numbers outside of the workspace', () => {
    for (const file of ['/etc/numbers', '../numbers', 'a/../../numbers', 'C:/numbers'])
      assert.equal(problemsOf(`dataTypes:\n  testIdentityNumbers: ${file}\n`).length, 1, file);
  });

  it('reports what is not YAML, and survives hostile YAML', () => {
    assert.match(problemsOf('rules: [\n')[0] ?? '', /^\d+:\d+ error This is not valid YAML/);
    assert.match(problemsOf('- a\n')[0] ?? '', /^1:1 error The file must be a map/);
    assert.equal(problemsOf(`rules: ${'['.repeat(100_000)}`).length, 1);
    assert.deepEqual(problemsOf('rules: &a {x: high}\npaths: *a\n').length, 1);
    assert.doesNotThrow(() => problemsOf('rules: &a [*a]\nsanitizers: &b [*b]\n'));
  });

  it('acts on or warns of every key of the schema, and on no other', () => {
    const { properties } = JSON.parse(readFileSync(schemaFile, 'utf8')) as {
      properties: Record<string, unknown>;
    };
    for (const key of Object.keys(properties))
      assert.deepEqual(
        problemsOf(`${key}:\n`).filter((it) => it.includes('There is no setting')),
        [],
      );
  });
});

describe('loadConfiguration', () => {
  const load = (files: Parameters<typeof createMemoryHost>[0]) =>
    loadConfiguration(createMemoryHost(files), '/repo/p/api', '/repo', (location) =>
      location.slice('/repo/'.length),
    );

  it('takes the innermost file up to the root of the repository', async () => {
    const outer = {
      '/sekretess.yml': 'rules: {c: off}',
      '/repo/sekretess.yml': 'rules: {b: off}',
      '/repo/p/api/x.ts': '',
    };
    assert.deepEqual(
      (await load(outer)).settings.rules.map(({ id }) => id),
      ['b'],
    );
    const both = await load({ ...outer, '/repo/p/sekretess.yml': 'rules: {a: off}' });
    assert.deepEqual(
      [both.settings.rules.map(({ id }) => id), both.folder, both.name],
      [['a'], '/repo/p', 'p/sekretess.yml'],
    );
    assert.equal(
      (await load({ '/sekretess.yml': 'rules: {c: off}', '/repo/p/api/x.ts': '' })).folder,
      undefined,
    );
  });

  it('reads test identity numbers, digits only', async () => {
    const { testIdentityNumbers, problems } = await load({
      '/repo/sekretess.yml': 'dataTypes:\n  testIdentityNumbers: n.txt\n',
      '/repo/n.txt': '# official\r\n19900101-2385\n2000 0229 2399 # spaces\nabc\n\n',
    });
    assert.deepEqual(testIdentityNumbers, ['199001012385', '200002292399']);
    assert.deepEqual(
      problems.map(({ path: file, line, severity }) => `${file}:${line} ${severity}`),
      ['n.txt:4 warning'],
    );
  });

  it('says where the missing file of numbers is named', async () => {
    const { problems } = await load({ '/repo/sekretess.yml': 'dataTypes:\n  testIdentityNumbers: n.txt\n' });
    assert.deepEqual(
      problems.map(({ path: file, line, column, severity }) => `${file}:${line}:${column} ${severity}`),
      ['sekretess.yml:2:24 error'],
    );
  });

  it('says that a file with another ending is not read, or that it cannot be read', async () => {
    assert.match((await load({ '/repo/sekretess.yaml': '' })).problems[0]?.message ?? '', /Rename it/);
    const { problems } = await load({ '/repo/sekretess.yml': { unreadable: 'permission denied' } });
    assert.match(problems[0]?.message ?? '', /permission denied/);
  });
});
