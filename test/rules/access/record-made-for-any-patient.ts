// Records that are made about whoever the request names.

// @file: prisma/schema.prisma
model Patient {
  id        String @id
  name      String
  diagnosis String
  userId    String
}

model Prescription {
  id        String @id
  medicine  String
  note      String
  patientId String
  doctorId  String
}

model Care {
  id        String @id
  doctorId  String
  patientId String
}

model Message {
  id        String @id
  text      String
  diagnosis String
  patientId String
}

// @file: src/db.ts
import { PrismaClient } from '@prisma/client';

export const db = new PrismaClient();

// @file: src/app.ts
import express from 'express';
import jwt from 'jsonwebtoken';
import { db } from './db';

const app = express();
app.use(express.json());
app.use((req, res, next) => {
  req.user = jwt.verify(String(req.headers.authorization), String(process.env.TOKEN_KEY)) as { id: string; role: string };
  next();
});

// @example: bad
app.post('/prescriptions', async (req, res) => {
  const { patientId, medicine, note } = req.body;
  await db.prescription.create({ data: { patientId, medicine, note, doctorId: req.user.id } }); // ruleid: record-made-for-any-patient
  res.sendStatus(201);
});
// @end
// @example: good
app.post('/care/prescriptions', async (req, res) => {
  const { patientId, medicine, note } = req.body;
  const care = await db.care.findFirst({ where: { patientId, doctorId: req.user.id } });
  if (!care) return res.sendStatus(403);
  await db.prescription.create({ data: { patientId, medicine, note, doctorId: req.user.id } }); // ok: record-made-for-any-patient
  res.sendStatus(201);
});
// @end
app.post('/whole', async (req, res) => {
  await db.prescription.create({ data: { ...req.body, doctorId: req.user.id } }); // ruleid: record-made-for-any-patient, mass-assignment-health
  res.sendStatus(201);
});
app.post('/looked-up', async (req, res) => {
  // That the patient exists ties nobody to them.
  const patient = await db.patient.findUnique({ where: { id: req.body.patientId } });
  if (!patient) return res.sendStatus(404);
  await db.prescription.create({ data: { patientId: patient.id, medicine: req.body.medicine, note: '', doctorId: '' } }); // ruleid: record-made-for-any-patient
  res.sendStatus(201);
});
app.post('/own/whole', async (req, res) => {
  await db.prescription.create({ data: { ...req.body, patientId: req.user.id } }); // ruleid: mass-assignment-health
  res.sendStatus(201);
});
app.post('/own/record', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { userId: req.user.id } });
  await db.prescription.create({ data: { patientId: patient.id, medicine: req.body.medicine, note: '', doctorId: '' } }); // ok: record-made-for-any-patient
  res.sendStatus(201);
});
app.post('/checked', async (req, res) => {
  const patient = await db.patient.findUnique({ where: { id: req.body.patientId } });
  if (patient.userId !== req.user.id) return res.sendStatus(403);
  await db.prescription.create({ data: { patientId: patient.id, medicine: req.body.medicine, note: '', doctorId: '' } }); // ok: record-made-for-any-patient
  res.sendStatus(201);
});
app.post('/compared', async (req, res) => {
  if (req.body.patientId !== req.user.id) return res.sendStatus(403);
  await db.prescription.create({ data: { patientId: req.body.patientId, medicine: '', note: req.body.note, doctorId: '' } }); // ok: record-made-for-any-patient
  res.sendStatus(201);
});
app.post('/by-role', async (req, res) => {
  if (req.user.role !== 'doctor') return res.sendStatus(403);
  // A role says what the caller is; said with low confidence only.
  await db.prescription.create({ data: { patientId: req.body.patientId, medicine: '', note: req.body.note, doctorId: '' } }); // ok: record-made-for-any-patient
  res.sendStatus(201);
});
app.post('/messages', async (req, res) => {
  // What is told to somebody is no part of a chart.
  await db.message.create({ data: { patientId: req.body.patientId, text: req.body.text, diagnosis: '' } }); // ok: record-made-for-any-patient
  res.sendStatus(201);
});
app.post('/made', async (req, res) => {
  const made = await db.prescription.create({ data: { patientId: req.user.id, medicine: req.body.medicine, note: '', doctorId: '' } });
  res.json(await db.prescription.findUnique({ where: { id: made.id }, select: { note: true } })); // ok: patient-record-by-request-id, record-made-for-any-patient
});

async function readAll(): Promise<unknown> {
  return [await db.prescription.findMany(), await db.message.findMany()];
}
void readAll;
