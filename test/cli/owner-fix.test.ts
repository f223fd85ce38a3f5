/** The owner in the filter, as the endpoint beside it writes it: the fix is applied, and the next scan is silent. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createEngine } from '../../server/src/analyzer/engine/create-engine.ts';
import { createTemporaryWorkspace } from '../support/cli-runner.ts';
import { loadKnowledge } from '../support/knowledge.ts';

const prismaSchema = `model Patient {
  id        String @id
  diagnosis String
  userId    String
}
`;
const prisma = `import express from 'express';
import { PrismaClient } from '@prisma/client';
const app = express();
const db = new PrismaClient();
app.get('/own/:id', async (req, res) => {
  res.json(await db.patient.findFirst({ where: { id: req.params.id, userId: req.user.id } }));
});
`;
const mongoose = `import express from 'express';
import mongoose from 'mongoose';
const app = express();
const Patient = mongoose.model('Patient', new mongoose.Schema({ diagnosis: String, userId: String }));
app.get('/own/:id', async (req, res) => {
  res.json(await Patient.findOne({ _id: req.params.id, userId: req.user.id }));
});
`;
const sequelize = `import express from 'express';
import { DataTypes, Sequelize } from 'sequelize';
const app = express();
const sequelize = new Sequelize('sqlite::memory:');
const Patient = sequelize.define('Patient', { diagnosis: DataTypes.STRING, userId: DataTypes.STRING });
app.get('/own/:id', async (req, res) => {
  res.json(await Patient.findOne({ where: { id: req.params.id, userId: req.user.id } }));
});
`;

describe('the fix of a filter without its owner', function () {
  this.timeout(60_000);
  const { files: knowledge } = loadKnowledge();

  /** The code after `--autofix`, and how many findings of records by identifier there are before and after. */
  const fix = async (head: string, route: string) => {
    const workspace = createTemporaryWorkspace({
      'package.json': '{}',
      'prisma/schema.prisma': prismaSchema,
      'src/app.ts': head + route,
    });
    try {
      const count = async () => {
        const { stdout } = await workspace.run(['scan', '-f', 'json'], { createEngine, knowledge });
        const { findings }: { readonly findings: readonly { readonly ruleId: string }[] } =
          JSON.parse(stdout);
        return findings.filter(({ ruleId }) => ruleId.startsWith('patient-record')).length;
      };
      const before = await count();
      await workspace.run(['scan', '--autofix', '-q'], { createEngine, knowledge });
      const text = readFileSync(path.join(workspace.root, 'src/app.ts'), 'utf8').slice(head.length);
      return { before, after: await count(), text };
    } finally {
      workspace.remove();
    }
  };

  const route = (statement: string) =>
    `app.get('/any/:id', async (req, res) => {\n  res.json(${statement});\n});\n`;

  for (const [name, head, statement, fixed] of [
    [
      'Prisma',
      prisma,
      'await db.patient.findUnique({ where: { id: req.params.id } })',
      'await db.patient.findFirst({ where: { id: req.params.id, userId: req.user.id } })',
    ],
    [
      'Prisma, over several lines with a comma at the end',
      prisma,
      'await db.patient.findFirst({\n  where: {\n    id: req.params.id,\n  },\n})',
      'await db.patient.findFirst({\n  where: {\n    id: req.params.id, userId: req.user.id\n  },\n})',
    ],
    [
      'Mongoose',
      mongoose,
      'await Patient.findById(req.params.id)',
      'await Patient.findOne({ _id: req.params.id, userId: req.user.id })',
    ],
    [
      'Mongoose with a filter',
      mongoose,
      'await Patient.findOne({ _id: req.params.id })',
      'await Patient.findOne({ _id: req.params.id, userId: req.user.id })',
    ],
    [
      'Sequelize',
      sequelize,
      'await Patient.findByPk(req.params.id)',
      'await Patient.findOne({ where: { id: req.params.id, userId: req.user.id } })',
    ],
    [
      'Sequelize with a filter',
      sequelize,
      'await Patient.findOne({ where: { id: req.params.id } })',
      'await Patient.findOne({ where: { id: req.params.id, userId: req.user.id } })',
    ],
  ] as const)
    it(name, async () => {
      assert.deepEqual(await fix(head, route(statement)), { before: 1, after: 0, text: route(fixed) });
    });

  it('is not offered where it would not be safe', async () => {
    for (const unsafe of [
      // The caller has another name here.
      "app.get('/any/:id', async (request, res) => {\n  res.json(await db.patient.findFirst({ where: { id: request.params.id } }));\n});\n",
      // A comment that an edit could end up in.
      route('await db.patient.findFirst({ where: { id: req.params.id /* whose? */ } })'),
      // The filter is made elsewhere.
      "app.get('/any/:id', async (req, res) => {\n  const where = {};\n  where.id = req.params.id;\n  res.json(await db.patient.findFirst({ where }));\n});\n",
    ]) {
      const { before, after, text } = await fix(prisma, unsafe);
      assert.deepEqual([before, after, text], [1, 1, unsafe]);
    }
  });
});
