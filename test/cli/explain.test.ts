/** `sekretess explain` with the real engine: what is tied, what is not, and where that is seen. */
import assert from 'node:assert/strict';
import { createEngine } from '../../server/src/analyzer/engine/create-engine.ts';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../support/cli-runner.ts';
import { loadKnowledge } from '../support/knowledge.ts';

const schema = `model Patient {
  id        String @id
  diagnosis String
  userId    String
}
`;
const app = `import express from 'express';
import { PrismaClient } from '@prisma/client';
const app = express();
const db = new PrismaClient();
app.get('/a/:id', async (req, res) => {
  res.json(await db.patient.findUnique({ where: { id: req.params.id } }));
});
app.get('/b/:id', async (req, res) => {
  if (req.params.id !== req.user.id) return res.sendStatus(403);
  res.json(await db.patient.findUnique({ where: { id: req.params.id } }));
});
app.get('/c', (req, res) => res.json('up'));
`;

describe('sekretess explain', function () {
  this.timeout(30_000);
  const { files: knowledge } = loadKnowledge();
  let workspace: TemporaryWorkspace;
  beforeEach(() => {
    workspace = createTemporaryWorkspace({
      'package.json': '{}',
      'prisma/schema.prisma': schema,
      'src/app.ts': app,
    });
  });
  afterEach(() => workspace.remove());

  const run = (...args: readonly string[]) =>
    workspace.run(['explain', ...args], { createEngine, knowledge });

  it('says what is missing', async () => {
    const { exitCode, stdout } = await run('GET /a/:id');
    assert.equal(exitCode, 0);
    assert.match(stdout, /^GET \/a\/:id {2}src\/app\.ts:5:1$/m);
    assert.match(stdout, /tied to nobody: read patient {2}src\/app\.ts:6:18/);
    assert.match(stdout, /selected by {2}params\.id/);
    assert.match(stdout, /who calls {4}nobody asks/);
    assert.match(stdout, /missing {6}patient is found by "params\.id" of the request alone/);
    assert.doesNotMatch(stdout, /\/b\/:id/);
  });

  it('says what was found, with its line, although nothing is reported', async () => {
    const { stdout } = await run('/b');
    assert.match(stdout, /tied to the caller: read patient/);
    assert.match(stdout, /found {8}a comparison with the caller in the handler {2}src\/app\.ts:9:7/);
  });

  it('says that there is no patient data', async () => {
    assert.match((await run('/c')).stdout, /no patient data that is known/);
  });

  it('prints JSON', async () => {
    const { stdout } = await run('-f', 'json', '/');
    const document: {
      readonly endpoints: readonly {
        readonly path: string;
        readonly records: readonly { readonly verdict: string; readonly identifiers: readonly string[] }[];
      }[];
    } = JSON.parse(stdout);
    assert.deepEqual(
      document.endpoints.map(({ path, records }) => [path, records.map(({ verdict }) => verdict)]),
      [
        ['/a/:id', ['none']],
        ['/b/:id', ['tied']],
        ['/c', []],
      ],
    );
  });

  it('refuses an endpoint that is not there', async () => {
    const { exitCode, stderr } = await run('GET /nothing');
    assert.equal(exitCode, 2);
    assert.match(stderr, /No endpoint fits "GET \/nothing"/);
  });
});
