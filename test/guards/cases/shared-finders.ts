// One helper that finds by id, asked about the caller and about whom the request names; filters that a role fills.

// @file: package.json
{ "name": "clinic", "dependencies": { "express": "5", "@prisma/client": "6" } }

// @file: prisma/schema.prisma
model Patient {
  id        String @id
  name      String
  diagnosis String
  userId    String
}

// @file: src/app.ts
import { PrismaClient } from '@prisma/client';
import express from 'express';

const prisma = new PrismaClient();
const app = express();
app.use(requireUser);

function findPatient(id: string) {
  return prisma.patient.findUnique({ where: { id }, select: { name: true, diagnosis: true } });
}

app.get('/me', async (req, res) => {
  res.json(await findPatient(req.user.patientId)); // ok: patient-record-by-request-id
});
app.get('/compared/:id', async (req, res) => {
  const mine = await findPatient(req.user.patientId);
  const asked = await findPatient(req.params.id);
  if (!mine) return res.sendStatus(403);
  res.json(asked); // ruleid: patient-record-by-request-id
});

app.get('/list', async (req, res) => {
  const filters: { userId?: string; id?: string } = { id: req.query.id };
  if (req.user.roles.includes('patient')) filters.userId = req.user.id;
  else if (!req.user.roles.includes('doctor')) return res.sendStatus(403);
  res.json(await prisma.patient.findMany({ where: filters, select: { name: true } })); // ok: patient-record-by-request-id
});
