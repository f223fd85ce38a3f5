// Records where small applications keep them: a file of JSON that is read anew each time.

// @file: store/app.ts
import fs from 'node:fs';
import express from 'express';
import { authenticate } from '../authenticate';

const app = express();
app.use(authenticate);
const readAll = () => JSON.parse(fs.readFileSync('db.json', 'utf8')) as { patients: { id: string; owner: string }[] };

app.get('/patients/:id', (req, res) => {
  const found = readAll().patients.find(({ id }) => id === req.params.id);
  res.json(found); // todoruleid: patient-record-by-request-id -- what is parsed out of a file is no record
});
app.get('/patients/mine/:id', (req, res) => {
  const found = readAll().patients.find(({ id, owner }) => id === req.params.id && owner === req.user.id);
  res.json(found); // ok: patient-record-by-request-id
});
