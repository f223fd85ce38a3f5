/** Endpoints that are not wholly understood: said so in the list, the coverage report and the map; never called safe. */
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
const head = `import express from 'express';
import { PrismaClient } from '@prisma/client';
const app = express();
const db = new PrismaClient();
const self = (req, res, next) => {
  if (req.params.id !== req.user.id) return res.sendStatus(403);
  next();
};
const read = async (req, res) => res.json(await db.patient.findUnique({ where: { id: req.params.id } }));
`;

interface ScanReport {
  readonly findings: readonly { readonly ruleId: string; readonly confidence: string }[];
  readonly coverage: { readonly gaps: readonly { readonly kind: string; readonly message: string }[] };
}

describe('endpoints that are not wholly understood', function () {
  this.timeout(30_000);
  const { files: knowledge } = loadKnowledge();
  let workspace: TemporaryWorkspace;
  afterEach(() => workspace.remove());

  const run = (...args: readonly string[]) => workspace.run(args, { createEngine, knowledge });
  const scan = async (
    routes: string,
    files: Readonly<Record<string, string>> = { 'prisma/schema.prisma': schema },
  ) => {
    workspace = createTemporaryWorkspace({ 'package.json': '{}', ...files, 'src/app.ts': head + routes });
    const { stdout } = await run('scan', '-f', 'json', '--min-confidence', 'low');
    const { findings, coverage }: ScanReport = JSON.parse(stdout);
    return {
      confidence: findings.find(({ ruleId }) => ruleId === 'patient-record-by-request-id')?.confidence,
      gaps: coverage.gaps.flatMap(({ kind, message }) => (kind === 'uncertain-endpoint' ? [message] : [])),
    };
  };

  it('a plain route, for comparison', async () => {
    assert.deepEqual(await scan("app.get('/p/:id', read);\n"), { confidence: 'high', gaps: [] });
    await workspace.remove();
    assert.deepEqual(await scan("app.get('/p/:id', self, read);\n"), { confidence: undefined, gaps: [] });
  });

  it('a list of middleware that is put together', async () => {
    assert.deepEqual(
      await scan("const chain = process.env.STRICT ? [self] : [];\napp.get('/p/:id', chain, read);\n"),
      {
        confidence: 'medium',
        gaps: ['GET /p/:id: it is not certain that "chain" runs before it.'],
      },
    );
  });

  it('middleware under a condition', async () => {
    assert.deepEqual(await scan("if (process.env.STRICT) app.use(self);\napp.get('/p/:id', read);\n"), {
      confidence: 'medium',
      gaps: ['GET /p/:id: it is not certain that "self" runs before it.'],
    });
  });

  it('two handlers for one path', async () => {
    const { gaps } = await scan("app.get('/p/:id', read);\napp.get('/p/:id', read);\n");
    assert.deepEqual(gaps, ['GET /p/:id: an earlier handler of the same path may answer first.']);
  });

  it('computed names of paths and methods', async () => {
    const { gaps, confidence } = await scan(
      "app[process.env.METHOD]('/p/:id', read);\napp.get(process.env.PATH_OF_P, read);\n",
    );
    assert.equal(confidence, 'high');
    assert.deepEqual(gaps, ['ALL /p/:id: the method is computed.', 'GET ?: the path is computed.']);
  });

  it('handlers that are not known', async () => {
    await scan("import { opaque } from 'no-such-package';\napp.get(process.env.PATH_OF_Q, opaque);\n");
    const { stdout } = await run('map');
    assert.match(
      stdout,
      /Nothing is known of these, so nothing says that they are safe\n\n {2}GET \? in src\/app\.ts/,
    );
  });

  it('a schema that is missing: what a record holds is not known, and no endpoint is called safe', async () => {
    const { confidence } = await scan("app.get('/p/:id', read);\n", {});
    assert.equal(confidence, undefined);
    const { stdout } = await run('explain', 'GET /p/:id');
    assert.match(stdout, /no patient data that is known/);
    assert.doesNotMatch(stdout, /tied to the caller/);
  });
});
