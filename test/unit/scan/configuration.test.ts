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
sanitizers:
  - maskAll
  - name: src/lib/mask#maskNumber
    clears: { types: [nid.se.personnummer], levels: direct }
`;

/** `line:column severity message` of each problem. */
function problemsOf(text: string): readonly string[] {
  return parseConfiguration('sekretess.yml', text).problems.map(
    ({ line, column, severity, message }) => `${line}:${column} ${severity} ${message}`,
  );
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
    });
    assert.equal(isValid(parse(everything)), true, JSON.stringify(isValid.errors));
  });

  it('takes an empty file for no settings', () => {
    for (const text of ['', '# nothing\n', 'rules:\npaths:\n']) assert.deepEqual(problemsOf(text), []);
  });

  it('reports an unknown key with its place, and keeps the rest', () => {
    const text = 'rulez: {}\nrules:\n  a: high\npaths:\n  exlude: [x]\n';
    assert.deepEqual(problemsOf(text), [
      '1:1 error There is no setting "rulez", so it is left out. Correct its spelling: the settings here are packs, untrusted, rules, paths, dataTypes, sanitizers, guards, recipients, public, capabilities, adminRoles, suppressions.',
      '5:3 error There is no setting "paths.exlude", so it is left out. Correct its spelling: the settings here are include, exclude.',
    ]);
    assert.equal(parseConfiguration('sekretess.yml', text).settings.rules.length, 1);
    assert.equal(isValid(parse(text)), false);
  });

  it('warns of settings that it does not act on yet', () => {
    assert.deepEqual(problemsOf('guards: []\ndataTypes:\n  words: {}\n'), [
      '1:1 warning "guards" is not used yet, so it changes nothing. Leave it for a later version, or remove it.',
      '3:3 warning "dataTypes.words" is not used yet, so it changes nothing. Leave it for a later version, or remove it.',
    ]);
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
