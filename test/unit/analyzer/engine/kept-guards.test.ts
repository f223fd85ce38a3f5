/** Which edits leave what the guard analysis found, and that the answer is the one of a cold run after each of them. */
import assert from 'node:assert/strict';
import { neverCancelled } from '../../../../server/src/analyzer/base/cancellation.ts';
import { createEngine, defaultConfiguration } from '../../../../server/src/analyzer/engine/create-engine.ts';
import type { Engine } from '../../../../server/src/analyzer/engine/engine.ts';
import { loadKnowledge } from '../../../support/knowledge.ts';

const knowledge = loadKnowledge().files;
const aboutAccess = new Set(['patient-record-by-request-id', 'no-auth-on-phi-route']);

const program: Readonly<Record<string, string>> = {
  'back/app.js': `const express = require('express');
const { requireUser } = require('./login');
const patients = require('./patients');
const app = express();
app.use(requireUser);
app.get('/patients/:id', patients.show);
app.listen(3000);
`,
  'back/login.js': `const jwt = require('jsonwebtoken');
exports.requireUser = (req, res, next) => {
  req.user = jwt.verify(req.headers.authorization, process.env.KEY);
  next();
};
`,
  'back/patients.js': `const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
exports.show = async (req, res) => {
  const patient = await prisma.patient.findUnique({ where: { id: req.params.id } });
  res.json(patient);
};
`,
  'back/visits.controller.ts': `import { Controller, Get, Param, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
@Controller('visits')
export class VisitsController {
  @UseGuards(AuthGuard('jwt'))
  @Get(':id')
  show(@Param('id') id: string) {
    return prisma.patient.findUnique({ where: { id } });
  }
}
`,
  'front/card.jsx': `import { label } from './label';
export function Card({ patient }) {
  return <p title={label(patient)}>{patient.name}</p>;
}
`,
  'front/label.js': 'export const label = (patient) => "a" + patient.personnummer;\n',
  'schema.prisma':
    'model Patient {\n  id String @id\n  ownerId String\n  personnummer String\n  diagnosis String\n}\n',
};

function start(files: ReadonlyMap<string, string>, keepsRun: boolean): Engine {
  const engine = createEngine({ keepsRun });
  engine.applyChange({
    files: [...files].map(([path, text]) => ({ path, text })),
    knowledge,
    configuration: defaultConfiguration,
  });
  return engine;
}

/** Whether endpoints were judged anew. */
function judges(engine: Engine): boolean {
  return [...engine.analyze([], neverCancelled)].some(({ stage }) => stage === 'guards');
}

const answerOf = (engine: Engine) => JSON.stringify([engine.findings(), engine.coverage()]);
/** Findings about who is given a record. */
const guardFindings = (engine: Engine) =>
  engine.findings().filter(({ ruleId }) => aboutAccess.has(ruleId)).length;

/** A program that is edited, and compared with a cold run after each edit. */
function editing(more: Readonly<Record<string, string>> = {}) {
  const files = new Map(Object.entries({ ...program, ...more }));
  const engine = start(files, true);
  assert.equal(judges(engine), true);
  const first = guardFindings(engine);
  assert.ok(first > 0, 'where nothing is found, nothing is compared');
  return {
    engine,
    first,
    /** Replaces a text in a file; tells whether endpoints were judged anew. */
    edit: (path: string, from: string, to: string): boolean => {
      const text = files.get(path) ?? '';
      assert.ok(text.includes(from), `${path} has no ${from}`);
      files.set(
        path,
        text.replace(from, () => to),
      );
      engine.applyChange({ files: [{ path, text: files.get(path) }] });
      const isJudged = judges(engine);
      const cold = start(files, false);
      judges(cold);
      assert.equal(answerOf(engine), answerOf(cold), `${path}: ${to}`);
      return isJudged;
    },
  };
}

const body = '{\n  return <p';
const logged = '{\n  console.log(patient.diagnosis);\n  return <p';

describe('kept guards', () => {
  it('stay while a part without endpoints is edited', () => {
    const { engine, first, edit } = editing();
    const before = engine.findings().length;
    assert.equal(edit('front/card.jsx', body, logged), false);
    assert.equal(engine.findings().length, before + 1, 'what the edit brings is found');
    assert.equal(edit('front/label.js', '"a"', '"b"'), false);
    assert.equal(edit('front/card.jsx', logged, body), false);
    assert.equal(guardFindings(engine), first);
  });

  it('are judged anew when a check comes and goes', () => {
    const { engine, first, edit } = editing();
    const check = '  if (patient.ownerId !== req.user.id) return res.status(403).end();\n';
    assert.equal(edit('back/patients.js', '  res.json(', `${check}  res.json(`), true);
    assert.ok(guardFindings(engine) < first);
    assert.equal(edit('front/card.jsx', body, logged), false);
    assert.equal(edit('back/patients.js', check, ''), true);
    assert.equal(guardFindings(engine), first);
  });

  it('are judged anew when a decorator is another', () => {
    const { engine, edit } = editing();
    assert.equal(edit('back/visits.controller.ts', "  @UseGuards(AuthGuard('jwt'))\n", ''), true);
    assert.equal(edit('back/visits.controller.ts', "@Get(':id')", "@Get('of/:id')"), true);
    assert.match(answerOf(engine), /of\/:id/);
  });

  it('are judged anew when a route moves', () => {
    const { engine, edit } = editing();
    const route = "app.get('/patients/:id', patients.show);\n";
    assert.equal(edit('back/app.js', route, ''), true);
    const without = guardFindings(engine);
    const moved = "exports.mount = (app, patients) => app.get('/patients/:id', patients.show);\n";
    assert.equal(edit('back/login.js', 'exports.requireUser', `${moved}exports.requireUser`), true);
    assert.equal(
      edit('back/app.js', 'app.listen', "require('./login').mount(app, patients);\napp.listen"),
      true,
    );
    assert.ok(guardFindings(engine) > without);
  });

  it('are judged anew when a part begins to belong to the endpoints, and when it ceases to', () => {
    const { edit } = editing();
    const asking = "const { label } = require('../front/label');\nconst { PrismaClient }";
    const shown = '  res.json(label(patient));';
    assert.equal(edit('back/patients.js', 'const { PrismaClient }', asking), true);
    assert.equal(edit('back/patients.js', '  res.json(patient);', shown), true);
    assert.equal(edit('front/label.js', '"a"', '"b"'), true);
    // It calls what the endpoints call.
    assert.equal(edit('front/card.jsx', body, logged), true);
    assert.equal(edit('back/patients.js', shown, '  res.json(patient);'), true);
    assert.equal(edit('back/patients.js', asking, 'const { PrismaClient }'), true);
    assert.equal(edit('front/label.js', '"b"', '"a"'), false);
  });

  it('are judged anew when what calls into the endpoints is edited, and what that calls', () => {
    const { edit } = editing();
    const loading = "import '../back/login';\nimport { label }";
    const importing = "import { requireUser } from '../back/login';\nimport { label }";
    const calling = '{\n  requireUser({ headers: label(patient) }, {}, () => patient);\n  return <p';
    // What is only loaded is given nothing.
    assert.equal(edit('front/card.jsx', 'import { label }', loading), true);
    assert.equal(edit('front/label.js', '"a"', '"b"'), false);
    assert.equal(edit('front/card.jsx', loading, importing), true);
    assert.equal(edit('front/card.jsx', body, calling), true);
    assert.equal(edit('front/label.js', '"b"', '"a"'), true);
    assert.equal(edit('front/card.jsx', calling, body), true);
    assert.equal(edit('front/card.jsx', importing, 'import { label }'), true);
    assert.equal(edit('front/label.js', '"a"', '"b"'), false);
  });

  it('are judged anew when a module reads a field that only methods of the endpoints read', () => {
    const { edit } = editing();
    const kept = 'export class VisitsController {\n  latest = "";\n';
    assert.equal(edit('back/visits.controller.ts', 'export class VisitsController {\n', kept), true);
    assert.equal(edit('front/label.js', 'patient.personnummer', 'patient.latest'), true);
    assert.equal(edit('front/label.js', 'patient.latest', 'patient.height'), true);
    assert.equal(edit('front/label.js', 'patient.height', 'patient.weight'), false);
  });

  it('are judged anew when a module declares a field that the endpoints use', () => {
    const { edit } = editing();
    const kept = 'export class VisitsController {\n  latest = "";\n';
    assert.equal(edit('back/visits.controller.ts', 'export class VisitsController {\n', kept), true);
    const shown = 'export class Shown {\n  ownerId = "";\n}\nexport const label';
    assert.equal(edit('front/label.js', 'export const label', shown), false);
    assert.equal(edit('front/label.js', 'ownerId = ""', 'personnummer = ""'), false);
    assert.equal(edit('front/label.js', 'personnummer = ""', 'patient = ""'), true);
  });

  it('are judged anew when a module that nothing imports sets hooks of all models', () => {
    const { edit } = editing({
      'back/visit.js': `const express = require('express');
const mongoose = require('mongoose');
const Visit = mongoose.model('Visit', new mongoose.Schema({ patientName: String, diagnosis: String }));
const router = express.Router();
router.get('/visits/:id', async (req, res) => res.json(await Visit.findById(req.params.id)));
module.exports = router;
`,
      'plugins.js': "const mongoose = require('mongoose');\nconst limit = 1;\n",
    });
    const plugin =
      'mongoose.plugin((schema) => {\n  schema.pre(/^find/, function () {\n    this.where({ clinic: limit });\n  });\n});\n';
    assert.equal(edit('plugins.js', 'limit = 1', 'limit = 2'), false);
    assert.equal(edit('plugins.js', 'const limit', `${plugin}const limit`), true);
    assert.equal(edit('plugins.js', 'clinic: limit', 'clinic: limit + 1'), true);
  });

  it('are judged anew when a part begins to ask for records', () => {
    const { edit } = editing();
    const query = `import { PrismaClient } from '@prisma/client';
export const all = () => new PrismaClient().patient.findMany();
export const label`;
    assert.equal(edit('front/label.js', 'export const label', query), true);
  });
});
