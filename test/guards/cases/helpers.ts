// What helpers, wrappers and middleware establish, computed from their code.
import express, { type NextFunction, type Request, type Response } from 'express';
import { authenticate } from './authenticate';
import { db, view } from './db';

const app = express();
app.use(authenticate);

const load = (id: string) => db.patient.findUnique({ where: { id }, select: view });

interface Caller {
  id: string;
  role: string;
  clinicId: string;
}
async function assertCanRead(user: Caller, id: string) {
  const relation = await db.careRelation.findFirst({ where: { patientId: id, staffId: user.id } });
  if (!relation) throw new Error('forbidden');
}
async function canRead(user: Caller, id: string) {
  const relation = await db.careRelation.findFirst({ where: { patientId: id, staffId: user.id } });
  return Boolean(relation);
}
async function decide(user: Caller, id: string) {
  if (user.id === id) return { allowed: true };
  const count = await db.careRelation.count({ where: { patientId: id, staffId: user.id } });
  return { allowed: count > 0 };
}
const isForbidden = (user: Caller, patient: { userId: string } | null) => !patient || patient.userId !== user.id;
function ensure(condition: boolean) {
  if (!condition) throw new Error('forbidden');
}
async function looksOnly(user: Caller, id: string) {
  const relation = await db.careRelation.findFirst({ where: { patientId: id, staffId: user.id } });
  console.info(relation ? 'known' : 'unknown');
}

app.get('/a/:id', async (req, res) => {
  await assertCanRead(req.user, req.params.id);
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
app.get('/b/:id', async (req, res) => {
  // Nobody waits for the answer.
  assertCanRead(req.user, req.params.id).catch(() => {});
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});
app.get('/c/:id', async (req, res) => {
  if (!(await canRead(req.user, req.params.id))) return res.sendStatus(403);
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
app.get('/d/:id', async (req, res) => {
  // A promise is always true.
  if (!canRead(req.user, req.params.id)) return res.sendStatus(403);
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});
app.get('/e/:id', async (req, res) => {
  const { allowed } = await decide(req.user, req.params.id);
  if (!allowed) return res.sendStatus(403);
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
app.get('/f/:id', async (req, res) => {
  const patient = await load(req.params.id);
  if (isForbidden(req.user, patient)) return res.sendStatus(404);
  res.json(patient); // ok: patient-record-by-request-id
});
app.get('/g/:id', async (req, res) => {
  const [patient] = await Promise.all([load(req.params.id), assertCanRead(req.user, req.params.id)]);
  res.json(patient); // ok: patient-record-by-request-id
});
app.get('/h/:id', async (req, res) => {
  await looksOnly(req.user, req.params.id);
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});
app.get('/i/:id', async (req, res) => {
  // A relation that nobody looks at.
  await db.careRelation.findFirst({ where: { patientId: req.params.id, staffId: req.user.id } });
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});
app.get('/j/:id', async (req, res) => {
  await db.careRelation.findFirstOrThrow({ where: { patientId: req.params.id, staffId: req.user.id } });
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
app.get('/k/:id', async (req, res) => {
  const patient = await load(req.params.id);
  ensure(patient?.userId === req.user.id);
  res.json(patient); // todook: patient-record-by-request-id -- what a helper makes of a condition it is given is not known
});

const requireCare = (parameter: string) => async (req: Request, res: Response, next: NextFunction) => {
  try {
    await assertCanRead(req.user, req.params[parameter] ?? '');
    next();
  } catch {
    res.sendStatus(403);
  }
};
function requireCareLate(req: Request, res: Response, next: NextFunction) {
  canRead(req.user, req.params.id ?? '').then((may) => {
    if (!may) console.warn('not allowed');
    next();
  });
}
function onlyPassing(req: Request, res: Response, next: NextFunction) {
  if (req.params.id === req.user.id) return next();
  return res.status(403).end();
}
app.get('/l/:id', requireCare('id'), async (req, res) => {
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
app.get('/m/:id', requireCareLate, async (req, res) => {
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});
app.get('/n/:id', [onlyPassing], async (req: Request, res: Response) => {
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
app.get('/o/:id', async (req, res) => {
  const shown = (patient: unknown) => res.json(patient); // ok: patient-record-by-request-id
  const patient = await load(req.params.id);
  if (patient?.userId !== req.user.id) return res.sendStatus(404);
  shown(patient);
});

type Level = 'none' | 'read' | 'full';
async function levelOf(user: Caller, id: string): Promise<Level> {
  if (user.role === 'admin') return 'full';
  const patient = await db.patient.findUnique({ where: { id } });
  if (patient?.userId === user.id) return 'full';
  const relation = await db.careRelation.findFirst({ where: { patientId: id, staffId: user.id } });
  return relation ? 'read' : 'none';
}
async function moodOf(user: Caller, id: string): Promise<Level> {
  const patient = await db.patient.findUnique({ where: { id } });
  if (!patient) return 'none';
  return patient.userId === user.id ? 'full' : 'read';
}
app.get('/level/a/:id', async (req, res) => {
  const level = await levelOf(req.user, req.params.id);
  if (level === 'none') return res.sendStatus(403);
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
app.get('/level/b/:id', async (req, res) => {
  // Everybody may read, it says.
  if ((await moodOf(req.user, req.params.id)) === 'none') return res.sendStatus(403);
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});
app.get('/level/c/:id', async (req, res) => {
  if ((await moodOf(req.user, req.params.id)) !== 'full') return res.sendStatus(403);
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
app.get('/level/d/:id', async (req, res) => {
  const level = await levelOf(req.user, req.params.id);
  if (level === 'full') console.info('full');
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});

async function accessOf(user: Caller, id: string): Promise<{ level: Level; patient: unknown }> {
  const patient = await db.patient.findUnique({ where: { id }, select: view });
  if (patient?.userId !== user.id) return { level: 'none', patient: null };
  return { level: 'full', patient };
}
app.get('/level/e/:id', async (req, res) => {
  const { level, patient } = await accessOf(req.user, req.params.id);
  if (level === 'none') return res.sendStatus(403);
  res.json(patient); // ok: patient-record-by-request-id
});
