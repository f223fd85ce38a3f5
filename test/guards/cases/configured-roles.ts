// Roles that may see every record lift; with a list of them, other roles stand in for no tie.
import express from 'express';
import { authenticate } from './authenticate';
import { db, view } from './db';

const app = express();
app.use(authenticate);

const load = (id: string) => db.patient.findUnique({ where: { id }, select: view });

// Behind the role there is nothing to report, not even with low confidence.
app.get('/a/:id', async (req, res) => {
  if (req.user.role !== 'registrar') return res.sendStatus(403);
  res.json(await load(req.params.id)); // ok: patient-record-by-request-id
});
app.get('/b/:id', async (req, res) => {
  const patient = await load(req.params.id);
  if (req.user.role !== 'registrar' && patient.userId !== req.user.id) return res.sendStatus(403);
  res.json(patient); // ok: patient-record-by-request-id -- tied with or without the list
});
// Without any test.
app.get('/c/:id', async (req, res) => {
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});
// The test lets everybody else pass.
app.get('/d/:id', async (req, res) => {
  if (req.user.role === 'registrar') return res.sendStatus(403);
  res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
});
// The role that is tested comes with the request.
app.get('/e/:id', async (req, res) => {
  if (req.body.role !== 'registrar') return res.sendStatus(403);
  res.json(await load(req.params.id)); // ruleid: client-supplied-identity
});

// @file: sekretess.yml
adminRoles: [registrar]
