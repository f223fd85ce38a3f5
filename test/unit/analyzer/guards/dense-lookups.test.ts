/**
 * Lookups of which each takes part in the filters of all that follow: as many ways lead back from the last to the first
 * as there are sets of those between. What a record is found by is asked once of each lookup, so that the run ends.
 */
import assert from 'node:assert/strict';
import { reportedFindings, runEngine } from '../../../support/run-engine.ts';

const schema = `datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
model Patient {
  id          String @id
  shareToken  String
  fullName    String
  birthDate   DateTime
  diagnosis   String
}
`;

/** Lookups in one handler; ways from the last to the first are two to the power of this. */
const lookups = 40;

/** The rules that report the last record, which the first lookup's `filter` decides about. */
function rulesOnLast(filter: string): readonly string[] {
  const found = Array.from({ length: lookups }, (_, k) => {
    const before = Array.from({ length: k }, (_, n) => `r${n}.id`).join(', ');
    const where = k === 0 ? filter : `id: { in: [${before}] }`;
    return `  const r${k} = await prisma.patient.findFirst({ where: { ${where} } });`;
  });
  const server = [
    "import express from 'express';",
    "import { PrismaClient } from '@prisma/client';",
    'const app = express();',
    'const prisma = new PrismaClient();',
    "app.get('/patients/:key', async (req, res) => {",
    ...found,
    `  res.json(r${lookups - 1});`,
    '});',
  ].join('\n');
  const engine = runEngine({
    files: [
      { path: 'schema.prisma', text: schema },
      { path: 'server.ts', text: server },
    ],
  });
  assert.deepEqual(
    engine.coverage().gaps.filter(({ kind }) => kind === 'budget' || kind === 'internal-error'),
    [],
  );
  return reportedFindings(engine, 'low').map(({ ruleId }) => ruleId);
}

describe('dense lookups', () => {
  it('reports a record that an identifier of the request leads to, however many ways there are', () => {
    assert.ok(rulesOnLast('id: req.params.key').includes('patient-record-by-request-id'));
  });

  it('finds the secret that the first lookup asks for', () => {
    assert.ok(!rulesOnLast('shareToken: req.params.key').includes('patient-record-by-request-id'));
  });
});
