// Who says whose a new or changed record is.

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


// @file: src/app.ts
import express from 'express';
import { z } from 'zod';
import { authenticate } from './authenticate';
import { card, db } from './db';

const app = express();
app.use(express.json(), authenticate);
const changes = z.object({ result: z.string(), diagnosis: z.string() });

// @example: bad
app.patch('/labs/:id', async (req, res) => {
  const lab = await db.lab.findFirst({ where: { id: req.params.id, userId: req.user.id }, select: card });
  if (!lab) return res.sendStatus(404);
  await db.lab.update({ where: { id: lab.id }, data: req.body }); // ruleid: owner-set-by-request
  res.sendStatus(204);
});
// @end
// @example: good
app.patch('/labs/:id/named', async (req, res) => {
  const lab = await db.lab.findFirst({ where: { id: req.params.id, userId: req.user.id }, select: card });
  if (!lab) return res.sendStatus(404);
  const { result, diagnosis } = req.body;
  await db.lab.update({ where: { id: lab.id }, data: { result, diagnosis } }); // ok: owner-set-by-request
  res.sendStatus(204);
});
// @end
app.patch('/labs/:id/parsed', async (req, res) => {
  await db.lab.update({ where: { id: req.params.id, userId: req.user.id }, data: changes.parse(req.body) }); // ok: owner-set-by-request
  res.sendStatus(204);
});
app.post('/labs', async (req, res) => {
  await db.lab.create({ data: { ...req.body } }); // ruleid: owner-set-by-request, record-made-for-any-patient
  res.sendStatus(201);
});
app.post('/labs/own', async (req, res) => {
  await db.lab.create({ data: { ...req.body, userId: req.user.id, clinicId: req.user.clinicId, patientId: req.user.id } }); // ok: owner-set-by-request
  res.sendStatus(201);
});
app.post('/labs/reversed', async (req, res) => {
  await db.lab.create({ data: { userId: req.user.id, clinicId: req.user.clinicId, patientId: req.user.id, ...req.body } }); // ruleid: owner-set-by-request, record-made-for-any-patient
  res.sendStatus(201);
});
app.post('/labs/without', async (req, res) => {
  const { userId, clinicId, patientId, ...rest } = req.body;
  await db.lab.create({ data: { ...rest, userId: req.user.id } }); // ok: owner-set-by-request
  res.sendStatus(201);
});
app.post('/log', async (req, res) => {
  await db.auditLog.create({ data: req.body }); // ok: owner-set-by-request
  res.sendStatus(201);
});
app.get('/labs', async (req, res) => {
  res.json(await db.lab.findMany({ where: { userId: req.user.id }, select: card })); // ok: owner-set-by-request
});

// @file: src/models.ts
import mongoose from 'mongoose';

export const Journal = mongoose.model('Journal', new mongoose.Schema({ diagnosis: String, notes: String, ownerId: String }));

// @file: src/journals.ts
import Router from '@koa/router';
import { Journal } from './models';

const router = new Router();
router.get('/journals', async (ctx) => {
  ctx.body = await Journal.find({ ownerId: ctx.state.user.id }).select('diagnosis'); // ok: owner-set-by-request
});
router.put('/journals/:id', async (ctx) => {
  await Journal.findOneAndUpdate({ _id: ctx.params.id, ownerId: ctx.state.user.id }, ctx.request.body); // ruleid: owner-set-by-request, mass-assignment-health
  ctx.status = 204;
});
router.put('/journals/:id/notes', async (ctx) => {
  await Journal.findOneAndUpdate({ _id: ctx.params.id, ownerId: ctx.state.user.id }, { notes: ctx.request.body.notes }); // ok: owner-set-by-request
  ctx.status = 204;
});
