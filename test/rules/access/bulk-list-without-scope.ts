// Lists that are the same for whoever asks.

// @file: prisma/schema.prisma
model Patient {
  id       String @id
  name     String
  address  String?
  clinicId String
}

model Treatment {
  id        String @id
  patientId String
  diagnosis String
}

model TreatmentType {
  id        String @id
  diagnosis String
}

model Drug {
  id   String @id
  name String
}

// @file: src/db.ts
import { PrismaClient } from '@prisma/client';

export const db = new PrismaClient();
export const view = { id: true, name: true, address: true, clinicId: true } as const;

// @file: src/app.ts
import express from 'express';
import jwt from 'jsonwebtoken';
import { db, view } from './db';

const app = express();
app.use((req, res, next) => {
  req.user = jwt.verify(String(req.headers.authorization), String(process.env.TOKEN_KEY)) as { id: string; role: string; clinicId: string };
  next();
});

// @example: good
app.get('/patients', async (req, res) => {
  res.json(await db.patient.findMany({ where: { clinicId: req.user.clinicId }, select: view })); // ok: bulk-list-without-scope
});
// @end
app.get('/patients/search', async (req, res) => {
  const where = { clinicId: req.user.clinicId, name: { contains: String(req.query.q) } };
  res.json(await db.patient.findMany({ where, select: view })); // ok: bulk-list-without-scope
});
// @example: bad
app.get('/patients/export', async (req, res) => {
  const patients = await db.patient.findMany({ select: view });
  res.json(patients); // ruleid: bulk-list-without-scope
});
// @end
app.get('/patients/recent', async (req, res) => {
  const patients = await db.patient.findMany({ where: { name: { contains: String(req.query.q) } }, select: view });
  res.json(patients); // ruleid: bulk-list-without-scope
});
app.get('/patients/narrowed', async (req, res) => {
  const patients = await db.patient.findMany({ select: view });
  res.json(patients.filter((patient) => patient.clinicId === req.user.clinicId)); // ok: bulk-list-without-scope
});
app.get('/admin/patients', async (req, res) => {
  if (req.user.role !== 'admin') return res.sendStatus(403);
  res.json(await db.patient.findMany({ select: view })); // ok: bulk-list-without-scope
});
app.get('/drugs', async (req, res) => {
  res.json(await db.drug.findMany()); // ok: bulk-list-without-scope
});
app.get('/patients/count', async (req, res) => {
  res.json({ count: (await db.patient.findMany({ select: view })).length }); // ok: bulk-list-without-scope
});
// Nobody narrows these down, and they say what is the matter with people.
app.get('/treatments', async (_req, res) => {
  res.json(await db.treatment.findMany()); // ruleid: bulk-list-without-scope
});
app.get('/treatment-types', async (_req, res) => {
  res.json(await db.treatmentType.findMany()); // ok: bulk-list-without-scope
});
