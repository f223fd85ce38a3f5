// One table for all clinics: the endpoints name the clinic of the caller, but for one.
import express from 'express';
import { authenticate, requireRole } from './authenticate';
import { prisma } from './db';

const app = express();
app.use(authenticate);
const view = { id: true, name: true, diagnosis: true } as const;

// @example: good
app.get('/patients', async (req, res) => {
  const patients = await prisma.patient.findMany({ where: { clinicId: req.user.clinicId }, select: view });
  res.json(patients); // ok: tenant-shared-store
});
// @end
app.get('/patients/:id', async (req, res) => {
  const where = { id: req.params.id, clinicId: req.user.clinicId };
  res.json(await prisma.patient.findFirst({ where, select: view })); // ok: tenant-shared-store
});
app.put('/patients/:id', async (req, res) => {
  const where = { id: req.params.id, clinicId: req.user.clinicId };
  await prisma.patient.updateMany({ where, data: { name: req.body.name } }); // ok: tenant-shared-store
  res.sendStatus(204);
});
app.get('/waiting', async (req, res) => {
  const where = { isWaiting: true, clinicId: req.user.clinicId };
  res.json(await prisma.patient.findMany({ where, select: view })); // ok: tenant-shared-store
});
// @example: bad
app.get('/doctors/patients/:id', requireRole('doctor'), async (req, res) => {
  const patient = await prisma.patient.findUnique({ where: { id: req.params.id }, select: view });
  res.json(patient); // ruleid: tenant-shared-store
});
// @end
app.get('/discharged', async (req, res) => {
  res.json(await prisma.patient.findMany({ where: { isWaiting: false }, select: view })); // ruleid: tenant-shared-store
});
app.get('/mine', async (req, res) => {
  // Found by the caller, wherever they are listed.
  res.json(await prisma.patient.findMany({ where: { userId: req.user.id }, select: view })); // ok: tenant-shared-store
});
app.get('/checked/:id', requireRole('doctor'), async (req, res) => {
  const patient = await prisma.patient.findUnique({ where: { id: req.params.id }, select: { ...view, clinicId: true } });
  if (patient?.clinicId !== req.user.clinicId) return res.sendStatus(404);
  res.json(patient); // ok: tenant-shared-store
});
app.get('/visits/:id', requireRole('doctor'), async (req, res) => {
  // Nothing says that visits belong to clinics.
  res.json(await prisma.visit.findUnique({ where: { id: req.params.id }, select: { diagnosis: true } })); // ok: tenant-shared-store
});

// @file: authenticate.ts
import type { NextFunction, Request, Response } from 'express';
import jwt from 'jsonwebtoken';

export function authenticate(req: Request, res: Response, next: NextFunction) {
  const token = req.headers.authorization?.slice(7);
  if (!token) return res.sendStatus(401);
  req.user = jwt.verify(token, process.env.JWT_KEY ?? '') as { id: string; role: string; clinicId: string };
  next();
}
export const requireRole = (role: string) => (req: Request, res: Response, next: NextFunction) => {
  if (req.user.role !== role) return res.sendStatus(403);
  next();
};

// @file: db.ts
import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();

// @file: prisma/schema.prisma
model Patient {
  id        String  @id
  name      String
  diagnosis String
  isWaiting Boolean
  userId    String
  clinicId  String
}
model Visit {
  id        String @id
  diagnosis String
}
