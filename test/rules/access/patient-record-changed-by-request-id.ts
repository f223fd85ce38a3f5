// Whose record is changed or deleted?

// @file: prisma/schema.prisma
model Patient {
  id       String @id
  name     String
  address  String?
  userId   String
  clinicId String
}

model Note {
  id        String @id
  diagnosis String
  text      String
  patientId String
  authorId  String
}

model Room {
  id    String @id
  floor Int
}

// @file: src/db.ts
import { PrismaClient } from '@prisma/client';

export const db = new PrismaClient();

// @file: src/app.ts
import express from 'express';
import jwt from 'jsonwebtoken';
import { db } from './db';

const app = express();
app.use((req, res, next) => {
  req.user = jwt.verify(String(req.headers.authorization), String(process.env.TOKEN_KEY)) as { id: string; role: string; clinicId: string };
  next();
});

// @example: bad
app.patch('/patients/:id/address', async (req, res) => {
  await db.patient.update({ where: { id: req.params.id }, data: { address: req.body.address } }); // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
});
// @end
// @example: good
app.patch('/clinic/patients/:id/address', async (req, res) => {
  await db.patient.updateMany({
    where: { id: req.params.id, clinicId: req.user.clinicId }, // ok: patient-record-changed-by-request-id
    data: { address: req.body.address },
  });
  res.sendStatus(204);
});
// @end

app.delete('/notes/:id', async (req, res) => {
  await db.note.delete({ where: { id: req.params.id } }); // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.delete('/notes/:id/own', async (req, res) => {
  const note = await db.note.findUnique({ where: { id: req.params.id }, select: { authorId: true } });
  if (note?.authorId !== req.user.id) return res.sendStatus(404);
  await db.note.delete({ where: { id: req.params.id } }); // ok: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.delete('/notes/:id/late', async (req, res) => {
  const note = await db.note.delete({ where: { id: req.params.id }, select: { authorId: true } }); // ruleid: patient-record-changed-by-request-id
  // What is done is done.
  if (note.authorId !== req.user.id) return res.sendStatus(404);
  res.sendStatus(204);
});
app.post('/notes/:id/sign', async (req, res) => {
  // Who changed it is written into the record, and ties it to nobody.
  await db.note.update({ where: { id: req.params.id }, data: { authorId: req.user.id } }); // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.post('/me/address', async (req, res) => {
  await db.patient.updateMany({ where: { userId: req.user.id }, data: { address: req.body.address } }); // ok: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.patch('/rooms/:id', async (req, res) => {
  await db.room.update({ where: { id: req.params.id }, data: { floor: 2 } }); // ok: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.delete('/admin/patients/:id', async (req, res) => {
  if (req.user.role !== 'admin') return res.sendStatus(403);
  // Reported at low confidence.
  await db.patient.delete({ where: { id: req.params.id } }); // ok: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.post('/archive', async (req, res) => {
  await db.note.deleteMany({ where: { text: '' } }); // ok: patient-record-changed-by-request-id
  res.sendStatus(204);
});
