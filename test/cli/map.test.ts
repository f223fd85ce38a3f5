/** `sekretess map` with the real engine: rows, cells, the ways behind them, and what changed between two commits. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { createEngine } from '../../server/src/analyzer/engine/create-engine.ts';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../support/cli-runner.ts';
import { loadKnowledge } from '../support/knowledge.ts';
import { repositoryRoot } from '../support/repository.ts';

const schema = `model Person {
  id           String @id
  personnummer String
  diagnosis    String
  userId       String
}
`;
const head = `import express from 'express';
import axios from 'axios';
import { PrismaClient } from '@prisma/client';
const app = express();
const db = new PrismaClient();
`;
const tied = `app.get('/mine', async (req, res) => {
  res.json(await db.person.findFirst({ where: { userId: req.user.id } }));
});
`;
const loose = `app.get('/persons/:pnr', async (req, res) => {
  if (!req.user) return res.sendStatus(401);
  res.json(await db.person.findFirst({ where: { personnummer: req.params.pnr } }));
});
`;
const deletes = `app.delete('/persons/:id', async (req, res) => {
  await db.person.delete({ where: { id: req.params.id } });
  res.json({ ok: true });
});
`;
const sends = `app.post('/report', async (req, res) => {
  const person = await db.person.findFirst({ where: { userId: req.user.id } });
  await axios.post('https://register.example.com/visits', { diagnosis: person.diagnosis });
  res.json({ ok: true });
});
`;
const quiet = "app.get('/status', (req, res) => res.json('up'));\n";

interface MapDocument {
  readonly dataTypes: readonly { readonly id: string }[];
  readonly endpoints: readonly {
    readonly id: string;
    readonly cells: readonly { readonly direction: string; readonly type: string; readonly access: string }[];
    readonly records: readonly {
      readonly resource: string;
      readonly identifiers: readonly string[];
      readonly ways: readonly { readonly message: string; readonly location: { readonly line: number } }[];
    }[];
  }[];
  readonly recipients: readonly {
    readonly id: string;
    readonly cells: readonly { readonly type: string; readonly isApproved: boolean }[];
    readonly flows: readonly { readonly approval: string }[];
  }[];
  readonly others: readonly { readonly id: string }[];
}

describe('sekretess map', function () {
  this.timeout(60_000);
  const { files: knowledge } = loadKnowledge();
  let workspace: TemporaryWorkspace;
  const setUp = (...parts: readonly string[]) => workspace.write('src/app.ts', [head, ...parts].join(''));
  beforeEach(() => {
    workspace = createTemporaryWorkspace({
      'package.json': '{}',
      'prisma/schema.prisma': schema,
      'src/app.ts': head,
    });
  });
  afterEach(() => workspace.remove());

  const run = (...args: readonly string[]) => workspace.run(['map', ...args], { createEngine, knowledge });
  const checkSchema = (document: unknown, name: string) => {
    const file = path.join(repositoryRoot, 'rules', 'schema', name);
    const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(file, 'utf8')));
    assert.ok(validate(document), JSON.stringify(validate.errors));
  };

  it('says for every endpoint what it does with which data, and what guards it', async () => {
    setUp(tied, loose, deletes, quiet);
    const { exitCode, stdout, stderr } = await run();
    assert.equal(stderr, '');
    assert.equal(exitCode, 0);
    assert.match(
      stdout,
      /^GET \/mine {2}src\/app\.ts:6:1\n {2}returns personnummer, diagnosis; tied to the caller$/m,
    );
    assert.match(
      stdout,
      /^GET \/persons\/:pnr .*\n {2}returns personnummer, diagnosis; signed-in, not tied to the caller\n {4}person by params\.pnr {2}src\/app\.ts:11:18/m,
    );
    assert.match(stdout, /^ {2}deletes personnummer, diagnosis; open to anybody$/m);
    assert.match(stdout, /^4 endpoints, 3 with data of persons, 2 of them tied to nobody; 0 recipients\.$/m);
    assert.doesNotMatch(stdout, /\/status/);
  });

  it('prints JSON that fits its schema, with the way behind each cell, the same each time', async () => {
    setUp(tied, loose, sends, quiet);
    const first = await run('-f', 'json');
    const document: MapDocument = JSON.parse(first.stdout);
    checkSchema(document, 'map.schema.json');
    assert.equal((await run('-f', 'json')).stdout, first.stdout);
    assert.deepEqual(
      document.endpoints.map(({ id }) => id),
      ['GET /mine', 'GET /persons/:pnr'],
    );
    assert.deepEqual(
      document.others.map(({ id }) => id),
      ['POST /report', 'GET /status'],
    );
    const [record] = document.endpoints[1]?.records ?? [];
    assert.deepEqual(record?.identifiers, ['params.pnr']);
    assert.deepEqual(
      record?.ways
        .filter(({ message }) => /outside|selects|handed out/.test(message))
        .map(({ location }) => location.line),
      [11, 11, 11],
    );
  });

  it('names recipients, and who approved them', async () => {
    setUp(sends);
    const before: MapDocument = JSON.parse((await run('-f', 'json')).stdout);
    assert.deepEqual(
      before.recipients.map(({ id, cells }) => [id, cells.map(({ type, isApproved }) => [type, isApproved])]),
      [['third-party register.example.com', [['clin.diagnosis', false]]]],
    );
    workspace.write(
      'sekretess.yml',
      'recipients:\n  - { host: register.example.com, reason: the quality register }\n',
    );
    const after: MapDocument = JSON.parse((await run('-f', 'json')).stdout);
    assert.equal(after.recipients[0]?.cells[0]?.isApproved, true);
    assert.match(after.recipients[0]?.flows[0]?.approval ?? '', /the quality register/);
  });

  it('says what the configuration answers, which is not what the code does', async () => {
    setUp(loose, deletes);
    workspace.write(
      'sekretess.yml',
      'public: { endpoints: [GET /persons/*] }\nguards:\n  gateway: [{ paths: [DELETE /persons/**], ensures: tie }]\n',
    );
    const { stdout } = await run();
    assert.match(stdout, /^ {2}returns personnummer, diagnosis; public on purpose$/m);
    assert.match(stdout, /^ {2}deletes personnummer, diagnosis; tied to the caller$/m);
    assert.match(stdout, /2 with data of persons, 0 of them tied to nobody/);
  });

  describe('--diff', () => {
    const save = async (...parts: readonly string[]) => {
      setUp(...parts);
      assert.equal((await run('-f', 'json', '-o', path.join(workspace.root, 'old.json'))).exitCode, 0);
    };
    const diff = async (...args: readonly string[]) => (await run('--diff', 'old.json', ...args)).stdout;

    it('says what is new, in words', async () => {
      await save(tied);
      setUp(tied, loose);
      assert.equal(
        await diff(),
        [
          'new: GET /persons/:pnr returns personnummer, diagnosis; signed-in, not tied to the caller',
          '',
          '1 new, 0 changed, 0 gone; 1 of them more exposed than before.',
          '',
        ].join('\n'),
      );
    });

    it('says what is guarded otherwise, the worst first, and what is gone', async () => {
      const guarded = loose.replace('if (!req.user)', 'if (req.user.personnummer !== req.params.pnr)');
      await save(guarded, tied);
      setUp(loose, sends);
      assert.deepEqual((await diff()).split('\n').slice(0, 3), [
        'new: diagnosis to third party "register.example.com"; not approved',
        'changed: GET /persons/:pnr returns personnummer, diagnosis; was tied to the caller, is signed-in, not tied to the caller',
        'gone: GET /mine returns personnummer, diagnosis; was tied to the caller',
      ]);
    });

    it('is silent about code that only moved', async () => {
      await save(tied, loose);
      workspace.write('src/app.ts', [head, '\n\n// moved\n', loose, tied].join(''));
      assert.equal(await diff(), 'Nothing changed.\n');
    });

    it('prints JSON that fits its schema', async () => {
      await save(tied);
      setUp(loose, sends);
      const document: { readonly changes: readonly { readonly kind: string }[] } = JSON.parse(
        await diff('-f', 'json'),
      );
      checkSchema(document, 'map-diff.schema.json');
      assert.deepEqual(
        document.changes.map(({ kind }) => kind),
        ['new', 'new', 'gone'],
      );
    });

    it('refuses what is no map', async () => {
      for (const [text, why] of [
        ['{', /is not JSON/],
        ['{}', /is no map of Sekretess/],
        ['{"format":"sekretess-map","formatVersion":9}', /does not know/],
        ['{"format":"sekretess-map","formatVersion":1,"endpoints":[{}]}', /is damaged/],
      ] as const) {
        workspace.write('old.json', text);
        const { exitCode, stderr } = await run('--diff', 'old.json');
        assert.equal(exitCode, 2);
        assert.match(stderr, why);
      }
      assert.match((await run('--diff', 'nowhere.json')).stderr, /cannot be read/);
    });
  });

  it('says what is wrong in the configuration', async () => {
    setUp(tied);
    workspace.write('sekretess.yml', 'gurads: {}\n');
    const { exitCode, stderr } = await run();
    assert.equal(exitCode, 2);
    assert.match(stderr, /sekretess\.yml:1:1: /);
  });
});
