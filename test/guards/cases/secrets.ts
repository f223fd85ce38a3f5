// A secret that only its holder knows ties like a log-in; a wrapper hands on what it was given here.
import express, { type NextFunction, type Request, type Response } from 'express';
import bcrypt from 'bcrypt';
import { authenticate } from './authenticate';
import { db, view } from './db';

const app = express();

app.post('/portal/open', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { name: req.body.name } });
  if (!patient || !(await bcrypt.compare(req.body.pin, patient.pinHash))) return res.sendStatus(401);
  res.json({ name: patient.name, address: patient.address }); // ok: patient-record-by-request-id
});
app.get('/shared/:shareToken', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { shareToken: req.params.shareToken }, select: view });
  res.json(patient); // ok: patient-record-by-request-id
});
app.post('/portal/code/:id', async (req, res) => {
  const patient = await db.patient.findUnique({ where: { id: req.params.id } });
  if (patient?.accessCode !== req.body.code) return res.sendStatus(401);
  res.json({ name: patient?.name }); // ok: patient-record-by-request-id
});
app.post('/portal/unchecked/:id', async (req, res) => {
  const patient = await db.patient.findUnique({ where: { id: req.params.id } });
  await bcrypt.compare(req.body.pin, patient?.pinHash ?? '');
  res.json({ name: patient?.name }); // ruleid: patient-record-by-request-id
});

const wrap =
  (handler: (req: Request, res: Response) => Promise<unknown>) => (req: Request, res: Response, next: NextFunction) =>
    handler(req, res).catch(next);
const onlySelf = (req: Request, res: Response, next: NextFunction) => {
  if (req.params.id !== req.user.id) return res.sendStatus(403);
  next();
};
app.get(
  '/wrapped/:id',
  authenticate,
  onlySelf,
  wrap(async (req, res) => res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view }))), // ok: patient-record-by-request-id
);
app.get(
  '/wrapped/:id/open',
  authenticate,
  wrap(async (req, res) => res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view }))), // ruleid: patient-record-by-request-id
);
