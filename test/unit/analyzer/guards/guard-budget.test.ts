/**
 * The guard analysis stops at its budget, and says of which handlers not every record was judged.
 */
import assert from 'node:assert/strict';
import { maxGuardWork } from '../../../../server/src/analyzer/base/limits.ts';
import { reportedFindings, runEngine } from '../../../support/run-engine.ts';

const schema = `datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
model Patient {
  id         String @id
  fullName   String
  birthDate  DateTime
  diagnosis  String
}
`;

/** Functions that every handler calls. */
const sharedFunctions = 4000;

function application(handlers: number): { path: string; text: string }[] {
  const parts = Array.from({ length: sharedFunctions }, (_, k) => `function part${k}() {\n  return ${k};\n}`);
  const calls = Array.from({ length: sharedFunctions }, (_, k) => `  part${k}();`);
  const routes = Array.from(
    { length: handlers },
    (_, k) => `app.get('/patients/${k}/:id', async function handler${k}(req, res) {
  everything();
  const patient = await prisma.patient.findUnique({ where: { id: req.params.id } });
  res.json(patient);
});`,
  );
  return [
    { path: 'schema.prisma', text: schema },
    { path: 'everything.ts', text: [...parts, 'export function everything() {', ...calls, '}'].join('\n') },
    {
      path: 'server.ts',
      text: [
        "import express from 'express';",
        "import { PrismaClient } from '@prisma/client';",
        "import { everything } from './everything.ts';",
        'const app = express();',
        'const prisma = new PrismaClient();',
        ...routes,
      ].join('\n'),
    },
  ];
}

/** Handlers with a finding about the record, and handlers that are named as left over. */
function judge(handlers: number): { found: number; leftOver: readonly string[] } {
  const engine = runEngine({ files: application(handlers) });
  const found = reportedFindings(engine, 'low').filter(
    ({ ruleId }) => ruleId === 'patient-record-by-request-id',
  );
  const leftOver = engine
    .coverage()
    .gaps.filter(({ kind }) => kind === 'budget')
    .map(({ message }) => /"(handler\d+)"/.exec(message)?.[1] ?? message);
  return { found: found.length, leftOver };
}

describe('budget of the guard analysis', function () {
  this.timeout(60_000);

  it('judges every record while there is some', () => {
    assert.deepEqual(judge(10), { found: 10, leftOver: [] });
  });

  it('names the handlers that are left when it runs out', () => {
    const handlers = Math.ceil(maxGuardWork / sharedFunctions) + 20;
    const { found, leftOver } = judge(handlers);
    assert.ok(leftOver.length >= 15, `only ${leftOver.length} are left over`);
    assert.equal(found + leftOver.length, handlers);
    assert.equal(new Set(leftOver).size, leftOver.length);
  });
});
