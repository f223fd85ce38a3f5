// Records of a relation, lists of the caller's own, and records that belong to others by their keys.
import express from 'express';
import { authenticate } from './authenticate';
import { db, view } from './db';

const app = express();
app.use(authenticate);

const load = (id: string) => db.patient.findUnique({ where: { id }, select: view });

app.get('/a/:id', async (req, res) => {
  const mine = await db.careRelation.findMany({ where: { staffId: req.user.id } });
  if (!mine.some((relation) => relation.patientId === req.params.id)) return res.sendStatus(403);
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
app.get('/b/:id', async (req, res) => {
  const mine = await db.careRelation.findMany({ where: { staffId: req.user.id } });
  const ids = new Set(mine.map((relation) => relation.patientId));
  if (!ids.has(req.params.id)) return res.sendStatus(403);
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
app.get('/c/:id', async (req, res) => {
  const theirs = await db.careRelation.findMany({ where: { patientId: req.params.id } });
  if (theirs.find((relation) => relation.staffId === req.user.id) === undefined) return res.sendStatus(403);
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
app.get('/d/:id', async (req, res) => {
  const mine = await db.careRelation.findMany({ where: { staffId: req.user.id } });
  // That there are any is not that this one is among them.
  if (mine.length === 0) return res.sendStatus(403);
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});
app.get('/e/:id', async (req, res) => {
  const relations = await db.careRelation.findMany({ where: { staffId: req.user.id, patientId: req.params.id } });
  if (relations.length === 0) return res.sendStatus(403);
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
app.get('/f/:id', async (req, res) => {
  const known = await db.careRelation.count({ where: { staffId: req.user.id, patientId: req.params.id } });
  if (!(known > 0)) return res.sendStatus(403);
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
app.get('/g/:id', async (req, res) => {
  const lab = await db.lab.findUnique({ where: { id: req.params.id } });
  const patient = await load(lab?.patientId ?? '');
  if (patient?.userId !== req.user.id) return res.sendStatus(404);
  res.json({ result: lab?.result, diagnosis: lab?.diagnosis }); // ok: patient-record-by-request-id
});
app.get('/h/:id', async (req, res) => {
  const me = await db.user.findUnique({ where: { id: req.user.id } });
  const patient = await load(req.params.id);
  if (patient?.clinicId !== me?.clinicId) return res.sendStatus(404);
  res.json(patient); // ok: patient-record-by-request-id
});
app.get('/i/:id', async (req, res) => {
  const me = await db.user.findUnique({ where: { id: req.user.id } });
  // The caller exists; whose record this is was not asked.
  if (!me) return res.sendStatus(401);
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});
app.get('/patients/:pid/labs/:id', async (req, res) => {
  const lab = await db.lab.findFirst({ where: { id: req.params.id, patientId: req.params.pid } });
  res.json({ diagnosis: lab?.diagnosis }); // ruleid: patient-record-by-request-id
});
app.get('/patients/:pid/labs/:id/own', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { id: req.params.pid, userId: req.user.id } });
  if (!patient) return res.sendStatus(404);
  const lab = await db.lab.findFirst({ where: { id: req.params.id, patientId: req.params.pid } });
  res.json({ diagnosis: lab?.diagnosis }); // ok: patient-record-by-request-id
});
app.get('/patients/:pid/labs/:id/loose', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { id: req.params.pid, userId: req.user.id } });
  if (!patient) return res.sendStatus(404);
  // The patient is the caller's, but the lab is found without them.
  const lab = await db.lab.findFirst({ where: { id: req.params.id } });
  res.json({ diagnosis: lab?.diagnosis }); // ruleid: patient-record-by-request-id
});
app.get('/articles/:id', async (req, res) => {
  res.json(await db.article.findUnique({ where: { id: req.params.id } })); // ok: patient-record-by-request-id
});
