/** Which edits keep what was derived from the code, and that the answer is the one of a cold run then, too. */
import assert from 'node:assert/strict';
import { neverCancelled } from '../../../../server/src/analyzer/base/cancellation.ts';
import { createEngine, defaultConfiguration } from '../../../../server/src/analyzer/engine/create-engine.ts';
import type { Engine } from '../../../../server/src/analyzer/engine/engine.ts';
import { loadKnowledge } from '../../../support/knowledge.ts';

const knowledge = loadKnowledge().files;

type Files = Readonly<Record<string, string>>;

const program: Files = {
  'src/app.js': `const express = require('express');
const { remember } = require('./store');
const app = express();
app.get('/patients/:id', async (req, res) => {
  const patient = await remember(req.params.id);
  console.log('reading', patient.personnummer);
  res.json(patient);
});
app.listen(3000);
`,
  'src/store.js': `const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
exports.remember = (id) => prisma.patient.findUnique({ where: { id } });
`,
  'src/send.js': `export async function send(patient) {
  await fetch('https://example.com/a', { method: 'POST', body: patient.personnummer });
}
`,
  'src/view.jsx': `import { Box } from './box';
export function View({ patient }) {
  console.log(patient.diagnosis);
  return (
    <div className="card">
      <p>Number of {patient.name}</p>
      <Box>boxed</Box>
    </div>
  );
}
`,
  'src/box.jsx': 'export const Box = ({ children }) => <div title={children}>{children}</div>;\n',
  'test/app.test.js': `const { remember } = require('../src/store');
it('reads', () => remember('1'));
`,
  'schema.prisma': 'model Patient {\n  id String @id\n  personnummer String\n  diagnosis String\n}\n',
};

function start(files: Files): Engine {
  const engine = createEngine({ keepsRun: true });
  engine.applyChange({
    files: Object.entries(files).map(([path, text]) => ({ path, text })),
    knowledge,
    configuration: defaultConfiguration,
  });
  return engine;
}

/** Runs an analysis and tells through which stages it went. */
function run(engine: Engine): string[] {
  return [...engine.analyze([], neverCancelled)].map(({ stage }) => stage);
}

function answer(engine: Engine): unknown {
  return JSON.parse(JSON.stringify([engine.findings(), engine.coverage(), engine.endpoints?.()]));
}

/** Whether an edit of one file keeps what was derived; the answer must be the one of a cold run either way. */
function keeps(path: string, from: string | RegExp, to: string): boolean {
  const engine = start(program);
  run(engine);
  const text = (program[path] ?? '').replace(from, to);
  assert.notEqual(text, program[path], 'the edit changes nothing');
  engine.applyChange({ files: [{ path, text }] });
  const stages = run(engine);
  const cold = start({ ...program, [path]: text });
  run(cold);
  assert.deepEqual(answer(engine), answer(cold));
  return !stages.includes('call-graph');
}

describe('an edit', () => {
  it('finds something, so that there is something to compare', () => {
    const engine = start(program);
    run(engine);
    assert.ok(engine.findings().some(({ ruleId }) => ruleId === 'phi-to-log'));
    assert.ok(engine.findings().some(({ ruleId }) => ruleId === 'patient-record-by-request-id'));
  });

  for (const [what, path, from, to] of [
    ['a comment above everything', 'src/app.js', /^/, '// what this is\n\n'],
    ['a comment between two statements', 'src/app.js', '  res.json', '  // and now\n  res.json'],
    ['a line break inside of a call', 'src/app.js', "log('reading', ", "log(\n    'reading',\n    "],
    ['the indentation of a file', 'src/store.js', /\n/g, '\n\n'],
    ['a text that is logged', 'src/app.js', "'reading'", "'about to read'"],
    ['a text that is shown', 'src/view.jsx', 'Number', 'The number'],
    ['code of a test', 'test/app.test.js', "remember('1')", "console.log(remember('2'))"],
  ] as const)
    it(`keeps what was derived: ${what}`, () => assert.ok(keeps(path, from, to)));

  for (const [what, path, from, to] of [
    ['another call', 'src/app.js', '  res.json(patient);', '  res.json({});'],
    ['another address', 'src/send.js', 'example.com/a', 'example.org/b'],
    ['another field', 'src/app.js', 'patient.personnummer', 'patient.id'],
    ['another path of a route', 'src/app.js', "'/patients/:id'", "'/persons/:id'"],
    [
      'a text that a logger and a variable hold',
      'src/app.js',
      "'reading', patient",
      "'reading ' + patient.id, patient",
    ],
    ['a text that is given to a component', 'src/view.jsx', 'boxed', 'in a box'],
    ['another module', 'src/app.js', "'./store'", "'./stores'"],
    ['a field of a schema', 'schema.prisma', 'diagnosis', 'nothing'],
    ['a function around it', 'src/send.js', 'export async function send', 'async function send'],
  ] as const)
    it(`derives everything anew: ${what}`, () => assert.ok(!keeps(path, from, to)));

  it('derives everything anew when it was told to forget, and for other settings', () => {
    const engine = start(program);
    run(engine);
    assert.ok(!run(engine).includes('call-graph'));
    engine.forgetRun?.();
    assert.ok(run(engine).includes('call-graph'));
    engine.applyChange({ configuration: { ...defaultConfiguration, includeTests: true } });
    assert.ok(run(engine).includes('call-graph'));
  });
});
