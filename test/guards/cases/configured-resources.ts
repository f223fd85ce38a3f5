// Records that anybody may read belong to nobody; a gateway says who comes.
import express from 'express';
import { authenticate } from './authenticate';
import { db, view } from './db';

const app = express();

app.get('/labs/:id', authenticate, async (req, res) => {
  res.json(await db.lab.findUnique({ where: { id: req.params.id } })); // ok: patient-record-by-request-id
});
app.get('/patients/:id', authenticate, async (req, res) => {
  res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view })); // ruleid: patient-record-by-request-id
});
app.get('/office/:id', async (req, res) => {
  // A role in front of the program: said with low confidence only.
  res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view })); // ok: patient-record-by-request-id
});

// @file: sekretess.yml
public: { resources: [Labs] }
guards:
  gateway:
    - { paths: [/office/**], ensures: role }
