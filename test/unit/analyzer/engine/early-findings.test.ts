/** What is certain of an edited file while its analysis is on its way. */
import assert from 'node:assert/strict';
import { neverCancelled } from '../../../../server/src/analyzer/base/cancellation.ts';
import { createEngine, defaultConfiguration } from '../../../../server/src/analyzer/engine/create-engine.ts';
import type { Finding } from '../../../../server/src/analyzer/findings/finding.ts';
import { loadKnowledge } from '../../../support/knowledge.ts';

const knowledge = loadKnowledge().files;
const file = 'patients.js';
const app = `const express = require('express');
const { PrismaClient } = require('@prisma/client');
const jwt = require('jsonwebtoken');
const prisma = new PrismaClient();
const app = express();
app.use((req, res, next) => {
  req.user = jwt.verify(req.headers.authorization, process.env.KEY);
  next();
});
app.get('/patients/:id', async (req, res) => {
  const patient = await prisma.patient.findUnique({ where: { id: req.params.id } });
  res.json(patient);
});
app.listen(3000);
`;
const schema =
  'model Patient {\n  id String @id\n  ownerId String\n  personnummer String\n  diagnosis String\n}\n';

/** The engine after a first analysis, and a way to edit the file: early answers by stage, then the final one. */
function editing() {
  const engine = createEngine({ keepsRun: true });
  let text = app;
  engine.applyChange({
    files: [
      { path: file, text },
      { path: 'schema.prisma', text: schema },
    ],
    knowledge,
    configuration: defaultConfiguration,
  });
  for (const step of engine.analyze([], neverCancelled)) assert.equal(early(step.stage), undefined);
  function early(_stage: string): readonly Finding[] | undefined {
    return engine.earlyFindings?.(file);
  }
  return {
    engine,
    edit: (from: string, to: string) => {
      assert.ok(text.includes(from), from);
      text = text.replace(from, () => to);
      engine.applyChange({ files: [{ path: file, text }] });
      const answers = new Map<string, readonly Finding[] | undefined>();
      for (const { stage } of engine.analyze([file], neverCancelled)) answers.set(stage, early(stage));
      assert.equal(early(''), undefined);
      return { matched: answers.get('link'), flows: answers.get('guards'), all: engine.findings(file) };
    },
  };
}

const shown = (findings: readonly Finding[] | undefined) =>
  findings?.map(({ ruleId, location, fingerprint }) => [
    ruleId,
    location.start,
    location.startLine,
    fingerprint,
  ]);
const idsOf = (findings: readonly Finding[] | undefined) => new Set(findings?.map(({ ruleId }) => ruleId));

describe('early findings', () => {
  it('are what was found, moved, where an edit brings nothing', () => {
    const { engine, edit } = editing();
    assert.ok(idsOf(engine.findings(file)).has('patient-record-by-request-id'));
    const { matched, flows, all } = edit("app.get('/", "const unit = 'cm';\napp.get('/");
    assert.deepEqual(shown(matched), shown(all));
    assert.deepEqual(shown(flows), shown(all));
    assert.deepEqual(flows?.[0]?.evidence, all[0]?.evidence);
  });

  it('are those of new flows before the guards are judged', () => {
    const { edit } = editing();
    const { matched, flows, all } = edit('  res.json(', '  console.log(patient.diagnosis);\n  res.json(');
    assert.equal(idsOf(matched).has('phi-to-log'), false);
    assert.equal(idsOf(flows).has('phi-to-log'), true);
    assert.deepEqual(idsOf(flows), idsOf(all));
  });

  it('keep for a while what a check takes away, and lose at once what a flow needs', () => {
    const { edit } = editing();
    edit('  res.json(', '  console.log(patient.diagnosis);\n  res.json(');
    const check = '  if (patient.ownerId !== req.user.id) return res.status(403).end();\n';
    const { flows, all } = edit('  console.log(patient.diagnosis);\n', check);
    assert.equal(idsOf(flows).has('phi-to-log'), false);
    assert.equal(idsOf(flows).has('patient-record-by-request-id'), true);
    assert.equal(idsOf(all).has('patient-record-by-request-id'), false);
  });

  it('are none where the edit stands in a finding', () => {
    const { engine, edit } = editing();
    const { location } = engine.findings(file).find(({ ruleId }) => ruleId.startsWith('patient')) ?? {};
    assert.ok(location);
    const code = app.slice(location.start, location.start + location.length);
    const { matched, flows } = edit(code, 'send(patient)');
    assert.equal(matched, undefined);
    assert.equal(flows, undefined);
  });
});
