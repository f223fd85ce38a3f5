// A check counts only if it stands on every way and refuses.
import express from 'express';
import { authenticate } from './authenticate';
import { db, view } from './db';

const app = express();
app.use(authenticate);

const load = (id: string) => db.patient.findUnique({ where: { id }, select: view });

app.get('/a/:id', async (req, res) => {
  const patient = await load(req.params.id);
  if (patient?.userId === req.user.id) console.warn('own record');
  res.json({ name: patient?.name }); // ruleid: patient-record-by-request-id
});
// One record at several places, a check before some of them.
app.get('/places/:id', async (req, res) => {
  const patient = await load(req.params.id);
  if (req.query.short) return res.json({ name: patient?.name }); // ruleid: patient-record-by-request-id
  if (patient?.userId !== req.user.id) return res.sendStatus(403);
  if (req.query.long) return res.json({ name: patient?.name }); // ok: patient-record-by-request-id
  res.json({ name: patient?.name }); // ok: patient-record-by-request-id
});
app.get('/b/:id', async (req, res) => {
  const patient = await load(req.params.id);
  if (req.query.strict && patient?.userId !== req.user.id) return res.sendStatus(403);
  res.json({ name: patient?.name }); // ruleid: patient-record-by-request-id
});
app.get('/c/:id', async (req, res) => {
  const patient = await load(req.params.id);
  if (req.user.role !== 'admin' && patient?.userId !== req.user.id) throw new Error('forbidden');
  res.json({ name: patient?.name }); // ok: patient-record-by-request-id
});
app.get('/d/:id', async (req, res) => {
  const patient = await load(req.params.id);
  if (req.user.role === 'admin' || patient?.userId === req.user.id) {
    res.json({ name: patient?.name }); // ok: patient-record-by-request-id
  } else res.sendStatus(403);
});
app.get('/e/:id', async (req, res) => {
  const patient = await load(req.params.id);
  // The wrong way round: everybody but the patient.
  if (patient?.userId === req.user.id) return res.sendStatus(403);
  res.json({ name: patient?.name }); // ruleid: patient-record-by-request-id
});
app.get('/f/:id', async (req, res) => {
  const patient = await load(req.params.id);
  let isAllowed = false;
  if (patient?.userId === req.user.id) isAllowed = true;
  else if (patient?.clinicId === req.user.clinicId) isAllowed = true;
  if (!isAllowed) {
    return res.status(403).json({ code: 'forbidden' });
  }
  res.json({ name: patient?.name }); // ok: patient-record-by-request-id
});
app.get('/g/:id', async (req, res) => {
  const patient = await load(req.params.id);
  let isAllowed = req.query.preview === '1';
  if (patient?.userId === req.user.id) isAllowed = true;
  if (!isAllowed) return res.sendStatus(403);
  res.json({ name: patient?.name }); // ruleid: patient-record-by-request-id
});
app.get('/h/:id', async (req, res) => {
  const patient = await load(req.params.id);
  try {
    if (patient?.userId !== req.user.id) throw new Error('forbidden');
  } catch (error) { // ruleid: fail-open-authorization
    console.warn('not allowed');
  }
  res.json({ name: patient?.name });
});
app.get('/i/:id', async (req, res) => {
  const patient = await load(req.params.id);
  try {
    if (patient?.userId !== req.user.id) throw new Error('forbidden');
    res.json({ name: patient?.name }); // ok: patient-record-by-request-id
  } catch (error) {
    res.sendStatus(403);
  }
});
app.get('/j/:id', async (req, res) => {
  const patient = await load(req.params.id);
  if (patient?.clinicId === req.user.clinicId) {
    if (req.user.role === 'nurse') return res.json({ name: patient?.name }); // ok: patient-record-by-request-id
  } else if (patient?.userId !== req.user.id) {
    return res.sendStatus(403);
  }
  res.json({ address: patient?.address }); // ok: patient-record-by-request-id
});
app.get('/k/:id', async (req, res) => {
  switch (true) {
    case req.params.id === req.user.id:
      break;
    default:
      return res.sendStatus(403);
  }
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
app.get('/l/:id', async (req, res) => {
  // A patient may see their own record, staff that of everybody: an elevated role and a tie.
  if (req.user.role === 'patient' && req.params.id !== req.user.id) return res.sendStatus(403);
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
app.get('/m/:id', async (req, res) => {
  // Only patients come here, and any of them: that role lifts nobody.
  if (req.user.role !== 'patient') return res.sendStatus(403);
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});
app.get('/n/:id', (req, res) => {
  load(req.params.id)
    .then((patient) => {
      if (patient?.userId !== req.user.id) throw new Error('forbidden');
      return patient;
    })
    .then((patient) => res.json(patient)) // ok: patient-record-by-request-id
    .catch(() => res.sendStatus(404));
});
app.get('/o/:id', (req, res) => {
  load(req.params.id)
    .then((patient) => res.json(patient)) // ruleid: patient-record-by-request-id
    .catch(() => res.sendStatus(404));
});
app.get('/p/:id', async (req, res) => {
  const patient = await load(req.params.id);
  // Two values of the request are no caller.
  if (patient?.userId !== req.body.userId) return res.sendStatus(403);
  res.json(patient); // ruleid: client-supplied-identity
});
app.get('/q/:id', async (req, res) => {
  if (req.headers['x-user-id'] !== req.params.id) return res.sendStatus(403);
  res.json(await load(req.params.id)); // ruleid: client-supplied-identity
});
app.get('/r/:id', async (req, res) => {
  // Another field of the request is compared than the one that selects.
  if (req.query.userId !== req.user.id) return res.sendStatus(403);
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});

interface Rule {
  roles?: string[];
  permissions?: string[];
  check?: (user: unknown) => Promise<boolean>;
}
const rights: Record<string, string[]> = { clerk: ['read'] };
const hasPermission = (role: string, permission: string) => rights[role]?.includes(permission) ?? false;
const allow = (rule: Rule) => async (req: express.Request, res: express.Response, next: express.NextFunction) => {
  const { role, permissions = [] } = req.user as unknown as { role: string; permissions?: string[] };
  if (rule.check && (await Promise.resolve(rule.check(req.user)))) return next();
  if (rule.roles?.includes(role)) return next();
  if (rule.permissions?.some((permission) => hasPermission(role, permission) || permissions.includes(permission)))
    return next();
  return res.sendStatus(403);
};
const logged = (rule: Rule) => (req: express.Request, res: express.Response, next: express.NextFunction) => {
  if (!rule.roles?.includes(String(req.query.role))) console.warn('not allowed');
  next();
};
app.get('/s/:id', allow({ permissions: ['read'] }), async (req, res) => {
  // Reported at low confidence: what somebody may do in general.
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
app.get('/t/:id', logged({ roles: ['clerk'] }), async (req, res) => {
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});
// A test of the role that lets pass who is not signed in, behind a chain that lets nobody pass who is not, and without one.
// @file: roles/app.ts
import express, { type NextFunction, type Request, type Response } from 'express';
import { authenticate } from '../authenticate';
import { db, view } from '../db';

const restrictTo = (...roles: string[]) => (req: Request, res: Response, next: NextFunction) => {
  if (req.user && !roles.includes(req.user.role)) {
    res.sendStatus(403);
    return;
  }
  next();
};
const behind = express.Router();
behind.use(authenticate);
behind.get('/patients/:id', restrictTo('admin'), async (req, res) => {
  res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view })); // ok: patient-record-by-request-id
});
const open = express.Router();
open.get('/patients/:id', restrictTo('admin'), async (req, res) => {
  res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view })); // ruleid: patient-record-by-request-id
});
const roles = express();
roles.use('/behind', behind);
roles.use('/open', open);
