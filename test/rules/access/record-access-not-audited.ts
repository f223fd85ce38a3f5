// Who writes to the audit log, and who forgot.

// @file: prisma/schema.prisma
model Patient {
  id           String  @id
  personnummer String  @unique
  name         String
  address      String?
  clinicId     String
  userId       String
  labs         Lab[]
}

model Lab {
  id        String   @id
  result    String
  diagnosis String
  patientId String
  userId    String
  clinicId  String
  shareToken String
  expiresAt DateTime
  patient   Patient @relation(fields: [patientId], references: [id])
}

model AuditLog {
  id     String @id
  actor  String
  action String
}

// @file: src/db.ts
import { PrismaClient } from '@prisma/client';

export const db = new PrismaClient();
export const view = { id: true, name: true, address: true, userId: true, clinicId: true } as const;
export const card = { result: true, diagnosis: true, userId: true, expiresAt: true } as const;

// @file: src/authenticate.ts
import jwt from 'jsonwebtoken';
import type { NextFunction, Request, Response } from 'express';

export interface Caller {
  id: string;
  role: string;
  clinicId: string;
}
export function authenticate(req: Request, res: Response, next: NextFunction) {
  const token = req.headers.authorization?.slice(7);
  if (!token) {
    res.sendStatus(401);
    return;
  }
  req.user = jwt.verify(token, process.env.JWT_KEY ?? '') as Caller;
  next();
}


// @file: src/audit.ts
import { db } from './db';

export async function audit(actor: string, action: string) {
  await db.auditLog.create({ data: { actor, action } });
}

// @file: src/app.ts
import express from 'express';
import { audit } from './audit';
import { authenticate } from './authenticate';
import { card, db, view } from './db';
import { readPatient } from './patients';

const app = express();
app.use(authenticate);

// @example: good
app.get('/patients/mine', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { userId: req.user.id }, select: view });
  await audit(req.user.id, 'read');
  res.json(patient); // ok: record-access-not-audited
});
// @end
app.get('/labs', async (req, res) => {
  await audit(req.user.id, 'list');
  res.json(await db.lab.findMany({ where: { userId: req.user.id }, select: card })); // ok: record-access-not-audited
});
app.get('/labs/:id', async (req, res) => {
  await audit(req.user.id, 'read');
  res.json(await db.lab.findFirst({ where: { id: req.params.id, userId: req.user.id }, select: card })); // ok: record-access-not-audited
});
app.get('/patients/of-clinic', async (req, res) => {
  // It is written where the record is read.
  res.json(await readPatient(req.user.clinicId, req.user.id)); // ok: record-access-not-audited
});
// @example: bad
app.get('/labs/:id/summary', async (req, res) => {
  res.json(await db.lab.findFirst({ where: { id: req.params.id, userId: req.user.id }, select: card })); // ruleid: record-access-not-audited
});
// @end
app.get('/opening-hours', (_req, res) => {
  res.json({ monday: '8-16' }); // ok: record-access-not-audited
});

// @file: src/patients.ts
import { audit } from './audit';
import { db, view } from './db';

export async function readPatient(clinicId: string, actor: string) {
  await audit(actor, 'read');
  return await db.patient.findFirst({ where: { clinicId }, select: view });
}
