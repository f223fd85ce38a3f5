/** `sekretess endpoints` with the real engine: the table, the JSON and its schema. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { createEngine } from '../../server/src/analyzer/engine/create-engine.ts';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../support/cli-runner.ts';
import { loadKnowledge } from '../support/knowledge.ts';
import { repositoryRoot } from '../support/repository.ts';

const schemaFile = path.join(repositoryRoot, 'rules', 'schema', 'endpoints.schema.json');

const app = `import express from 'express';
const app = express();
function login(req, res, next) { next(); }
app.use(login);
app.get('/patients/:id', (req, res) => res.json(req.params.id));
app.get(process.env.PATH_OF_STATUS, (req, res) => res.json('up'));
`;

describe('sekretess endpoints', function () {
  this.timeout(30_000);
  const { files: knowledge } = loadKnowledge();
  let workspace: TemporaryWorkspace;
  beforeEach(() => {
    workspace = createTemporaryWorkspace({ 'package.json': '{}', 'src/app.ts': app });
  });
  afterEach(() => workspace.remove());

  const run = (...args: readonly string[]) =>
    workspace.run(['endpoints', ...args], { createEngine, knowledge });

  it('prints a table', async () => {
    const { exitCode, stdout } = await run();
    assert.equal(exitCode, 0);
    assert.equal(
      stdout,
      [
        'GET  /patients/:id  express  src/app.ts:5:26  after login',
        'GET  ?              express  src/app.ts:6:37  after login  may: the path is computed',
        '',
        '2 endpoints (express).',
        '',
      ].join('\n'),
    );
  });

  it('prints JSON that fits its schema, below the named folder', async () => {
    const { exitCode, stdout } = await run('-f', 'json', 'src');
    assert.equal(exitCode, 0);
    const list: {
      readonly endpoints: readonly {
        readonly path: string;
        readonly location: { readonly path: string; readonly line: number };
        readonly isCertain: boolean;
      }[];
    } = JSON.parse(stdout);
    const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(schemaFile, 'utf8')));
    assert.ok(validate(list), JSON.stringify(validate.errors));
    assert.deepEqual(
      list.endpoints.map(({ path: route, location, isCertain }) => [
        route,
        location.path,
        location.line,
        isCertain,
      ]),
      [
        ['/patients/:id', 'app.ts', 5, true],
        ['', 'app.ts', 6, false],
      ],
    );
  });

  it('says when there is none', async () => {
    workspace.write('src/app.ts', 'export const a = 1;\n');
    assert.equal((await run()).stdout, '0 endpoints.\n');
  });
});
