// Who is calling: what the session says, and what the request says.

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
import { authenticate } from './authenticate';
import { card, db, view } from './db';

const app = express();
app.use(express.json(), authenticate);

// @example: bad
app.post('/patients/search', async (req, res) => {
  const { userId, name } = req.body;
  res.json(await db.patient.findMany({ where: { userId, name }, select: view })); // ruleid: client-supplied-identity
});
// @end
// @example: good
app.post('/patients/mine', async (req, res) => {
  const { name } = req.body;
  res.json(await db.patient.findMany({ where: { userId: req.user.id, name }, select: view })); // ok: client-supplied-identity
});
// @end
app.get('/labs', async (req, res) => {
  const clinicId = req.headers['x-clinic-id'] as string;
  res.json(await db.lab.findMany({ where: { clinicId }, select: card })); // ruleid: client-supplied-identity
});
app.get('/labs/of-clinic', async (req, res) => {
  const clinicId = req.headers['x-clinic-id'] as string;
  if (clinicId !== req.user.clinicId) return res.sendStatus(403);
  res.json(await db.lab.findMany({ where: { clinicId }, select: card })); // ok: client-supplied-identity
});
app.put('/labs/:id', async (req, res) => {
  const lab = await db.lab.findUnique({ where: { id: req.params.id }, select: card });
  if (lab?.userId !== req.body.userId) return res.sendStatus(403);
  await db.lab.update({ where: { id: req.params.id }, data: { result: req.body.result } }); // ruleid: client-supplied-identity
  res.sendStatus(204);
});
app.put('/labs/:id/checked', async (req, res) => {
  const lab = await db.lab.findUnique({ where: { id: req.params.id }, select: card });
  if (lab?.userId !== req.user.id) return res.sendStatus(403);
  await db.lab.update({ where: { id: req.params.id }, data: { result: req.body.result } }); // ok: client-supplied-identity
  res.sendStatus(204);
});
app.get('/patients/:id', async (req, res) => {
  if (req.query.role !== 'doctor') return res.sendStatus(403);
  res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view })); // ruleid: client-supplied-identity
});
app.get('/charts/:id', async (req, res) => {
  // The path names what is asked for, which is no claim of who asks.
  res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view })); // ruleid: patient-record-by-request-id
});
app.get('/nearby', async (req, res) => {
  res.json(await db.patient.findMany({ where: { userId: req.user.id, address: String(req.query.address) }, select: view })); // ok: client-supplied-identity
});

// @file: src/server.ts
import Fastify from 'fastify';
import jwt from '@fastify/jwt';
import { card, db, view } from './db';

const server = Fastify();
server.register(jwt, { secret: String(process.env.KEY) });
server.addHook('onRequest', (request) => request.jwtVerify());
server.get('/visits', async (request) => {
  const { tenantId } = request.query as { tenantId: string };
  return await db.lab.findMany({ where: { clinicId: tenantId }, select: card }); // ruleid: client-supplied-identity
});
server.get('/own-visits', async (request) => {
  return await db.lab.findMany({ where: { clinicId: request.user.clinicId }, select: card }); // ok: client-supplied-identity
});

// @file: src/lab.controller.ts
import { Body, Controller, Headers, Post, Req, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { card, db } from './db';

@Controller('lab-results')
@UseGuards(AuthGuard('jwt'))
export class LabController {
  @Post('by-header')
  async byHeader(@Headers('x-user-id') userId: string) {
    return await db.lab.findMany({ where: { userId }, select: card }); // ruleid: client-supplied-identity
  }
  @Post('by-body')
  async byBody(@Body() body: { userId: string }) {
    return await db.lab.findMany({ where: { userId: body.userId }, select: card }); // ruleid: client-supplied-identity
  }
  @Post('own')
  async own(@Req() req: { user: { id: string } }) {
    return await db.lab.findMany({ where: { userId: req.user.id }, select: card }); // ok: client-supplied-identity
  }
}
