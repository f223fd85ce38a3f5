// Helpers that several endpoints share: what one endpoint hands to them says nothing about another.
import express, { type NextFunction, type Request, type Response } from 'express';
import { authenticate } from './authenticate';
import { db, view } from './db';

const app = express();
app.use(authenticate);

const load = (id: string) => db.patient.findUnique({ where: { id }, select: view });
const accountOf = (id: string) => db.user.findUnique({ where: { id } });

async function known(req: Request, res: Response, next: NextFunction) {
  const account = await accountOf(req.user.id);
  if (!account) return res.sendStatus(401);
  res.locals.account = account;
  next();
}

// The same look-up with an identifier of the request.
app.get('/accounts/:id', async (req, res) => {
  const account = await accountOf(req.params.id);
  if (!account) return res.sendStatus(404);
  res.json({ role: account.role });
});
app.get('/a/:id', known, async (req, res) => {
  // That the caller has an account ties this record to nobody.
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});
app.get('/b/:id', known, async (req, res) => {
  const patient = await load(req.params.id);
  if (patient?.clinicId !== res.locals.account.clinicId) return res.sendStatus(404);
  res.json(patient); // ok: patient-record-by-request-id
});
app.get('/c/:id', known, async (req, res) => {
  const patient = await load(req.params.id);
  // Somebody of the caller's clinic works with this patient: that says nothing of the caller, who exists anyway.
  const staff = await db.user.findMany({
    where: { clinicId: res.locals.account.clinicId, id: { not: patient?.userId } },
  });
  res.json({ patient, staff: staff.length }); // ruleid: patient-record-by-request-id
});
app.get('/d/:id', known, async (req, res) => {
  const relation = await db.careRelation.findFirst({
    where: { patientId: req.params.id, staffId: res.locals.account.id },
  });
  if (!relation) return res.sendStatus(403);
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
