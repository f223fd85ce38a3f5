// What the project declares in its configuration is believed where it is meant, and nowhere else.
import express, { type NextFunction, type Request, type Response } from 'express';
import { authenticate } from './authenticate';
import { db, view } from './db';
import { assertRelation, mayRead, needsRelation, openInEmergency } from './opaque';

const app = express();
app.use(authenticate);

const load = (id: string) => db.patient.findUnique({ where: { id }, select: view });

// A declared check that refuses by an exception.
app.get('/a/:id', async (req, res) => {
  await assertRelation(req.user, req.params.id);
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
// Nobody waits for it.
app.get('/b/:id', async (req, res) => {
  void assertRelation(req.user, req.params.id).catch(() => {});
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});
// It was not given what is handed out.
app.get('/c/:id', async (req, res) => {
  await assertRelation(req.user, 'nobody');
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});
// It stands on one way only.
app.get('/d/:id', async (req, res) => {
  if (req.query.strict) await assertRelation(req.user, req.params.id);
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});
// A declared check that answers.
app.get('/e/:id', async (req, res) => {
  if (!(await mayRead(req.user, req.params.id))) return res.sendStatus(403);
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
// Its answer is looked at and changes nothing.
app.get('/f/:id', async (req, res) => {
  const may = await mayRead(req.user, req.params.id);
  if (!may) console.info('not allowed');
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});
// A declared middleware, and one that is not declared.
app.get('/g/:id', needsRelation, async (req, res) => {
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
function looksAround(req: Request, res: Response, next: NextFunction) {
  next();
}
app.get('/h/:id', looksAround, async (req, res) => {
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});
// Emergency access is a way past the check that leaves a trace.
app.get('/i/:id', async (req, res) => {
  await openInEmergency(req.user, req.params.id, req.body.reason);
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
// A value of the request that nobody guesses.
app.get('/j/:folder', async (req, res) => {
  res.json(await db.patient.findFirst({ where: { clinicId: req.params.folder }, select: view })); // ok: patient-record-by-request-id
});
app.get('/k/:id', async (req, res) => {
  res.json(await db.patient.findFirst({ where: { id: req.params.id }, select: view })); // ruleid: patient-record-by-request-id
});

// @file: opaque.ts
interface Caller {
  id: string;
}
export async function assertRelation(caller: Caller, id: string): Promise<void> {
  await fetch('https://access.example.com', { method: 'POST', body: JSON.stringify({ caller: caller.id, id }) });
}
export async function mayRead(caller: Caller, id: string): Promise<boolean> {
  const answer = await fetch('https://access.example.com', { method: 'POST', body: JSON.stringify({ id }) });
  return answer.ok;
}
export async function openInEmergency(caller: Caller, id: string, reason: string): Promise<void> {
  await fetch('https://audit.example.com', { method: 'POST', body: JSON.stringify({ caller: caller.id, reason }) });
}
export const needsRelation = globalThis.policies.get('relation');

// @file: sekretess.yml
guards:
  checks:
    - { name: opaque#assertRelation, ensures: tie }
    - { name: mayRead, ensures: [tie] }
    - { name: needsRelation, ensures: tenant }
  breakGlass: openInEmergency
capabilities: [folder]
