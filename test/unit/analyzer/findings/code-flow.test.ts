import assert from 'node:assert/strict';
import { runEngine } from '../../../support/run-engine.ts';

/** The one finding of a program. */
function findingOf(text: string) {
  const [finding, ...others] = runEngine({ files: [{ path: 'a.ts', text }] }).findings();
  assert.ok(finding);
  assert.equal(others.length, 0);
  return finding;
}

/** A personnummer is handed through `count` functions before it is logged. */
function chain(count: number): string {
  const steps = Array.from(
    { length: count },
    (_, k) => `function f${k}(v: string) { ${k + 1 < count ? `f${k + 1}(v);` : 'console.log(v);'} }`,
  );
  return `${steps.join('\n')}\nexport function begin(p: { personnummer: string }) { f0(p.personnummer); }`;
}

describe('confidence of a way', () => {
  it('falls with the number of calls on it', () => {
    assert.equal(findingOf(chain(8)).confidence, 'high');
    const doubtful = findingOf(chain(11));
    assert.equal(doubtful.confidence, 'medium');
    assert.deepEqual(doubtful.confidenceReasons, ['enters and leaves functions 11 times']);
    assert.equal(findingOf(chain(13)).confidence, 'low');
  });

  it('falls where a call may go to many functions', () => {
    const table = (count: number): string => {
      const handlers = Array.from({ length: count }, (_, k) =>
        k === 0 ? 'h0: (v: string) => { console.log(v); }' : `h${k}: (v: string) => v.length`,
      );
      return `const handlers: Record<string, (v: string) => unknown> = { ${handlers.join(', ')} };
export function run(key: string, p: { personnummer: string }) { handlers[key](p.personnummer); }`;
    };
    assert.equal(findingOf(table(3)).confidence, 'high');
    const guessed = findingOf(table(9));
    assert.equal(guessed.confidence, 'medium');
    assert.deepEqual(guessed.confidenceReasons, ['a call may go to any of 9 functions']);
  });
});

describe('ways of two endpoints that share their helpers', () => {
  const text = `import express from 'express';
import { PrismaClient } from '@prisma/client';
const app = express();
const prisma = new PrismaClient();
const clean = (number: string) => number.replace('-', '');
const find = (number: string) => prisma.patient.findMany({ where: { personnummer: number } });
const shown = (person: { personnummer: string }) => ({ personnummer: person.personnummer });
app.get('/first/:number', async (req, res) => {
  const people = await find(clean(req.params.number));
  res.json(people.map(shown));
});
app.post('/second', async (req, res) => {
  const { number } = req.body as { number: string };
  const people = await find(clean(number));
  res.json({ all: people.filter(Boolean).map(shown) });
});
app.get('/third/:number', async (req, res) => {
  const [person] = await find(clean(req.params.number));
  res.json(shown(person));
});
`;
  const schema = 'model Patient {\n  id Int @id\n  personnummer String\n}\n';
  const files = [
    { path: 'a.ts', text },
    { path: 'prisma/schema.prisma', text: schema },
  ];
  const findings = runEngine({ files })
    .findings()
    .filter(({ ruleId }) => ruleId === 'lookup-by-national-id');

  /** The handler of a line, counted from 0: 1, 2 or 3; 0 for lines of the helpers. */
  const handlerAt = (line: number) => (line < 7 ? 0 : line < 11 ? 1 : line < 16 ? 2 : 3);

  it('stay inside of their own endpoint', () => {
    assert.deepEqual(
      findings.map(({ location }) => handlerAt(location.startLine)),
      [1, 2, 3],
    );
    for (const [index, { evidence }] of findings.entries()) {
      const steps = evidence.kind === 'match' ? [] : evidence.steps;
      const handlers = new Set(steps.map(({ location }) => handlerAt(location.startLine)));
      assert.deepEqual([...handlers].sort(), [0, index + 1]);
    }
  });

  it('have no step where a value only gets a declared type', () => {
    for (const { evidence } of findings)
      for (const { message } of evidence.kind === 'match' ? [] : evidence.steps)
        assert.doesNotMatch(message, /called {2}from|""/);
  });
});

describe('a way through a queue', () => {
  const work = (queue: string) => `import { Queue, Worker } from 'bullmq';
const letters = new Queue('letters');
export async function send(p: { personnummer: string }) {
  await letters.add('welcome', { text: p.personnummer });
}
new Worker('${queue}', async (job) => {
  console.log(job.data.text);
});`;
  const logged = (text: string) =>
    runEngine({ files: [{ path: 'a.ts', text }] })
      .findings()
      .filter(({ ruleId, location }) => /log/.test(ruleId) && location.startLine === 6);

  it('names what it crosses', () => {
    const [finding] = logged(work('letters'));
    assert.ok(finding);
    const messages =
      finding.evidence.kind === 'flow' ? finding.evidence.steps.map(({ message }) => message) : [];
    assert.ok(messages.includes('is put on the queue "letters"'));
    assert.ok(messages.includes('is read from the queue "letters"'));
  });

  it('ends at a queue of another name', () => {
    assert.deepEqual(logged(work('others')), []);
  });
});
