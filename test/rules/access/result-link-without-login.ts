// Links that carry a secret, and what else they ask for.

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
import { card, db } from './db';

const app = express();

// @example: bad
app.get('/results/:token', async (req, res) => {
  const lab = await db.lab.findFirst({ where: { shareToken: req.params.token }, select: { result: true, diagnosis: true } });
  res.json(lab); // ruleid: result-link-without-login
});
// @end
// @example: good
app.get('/results/:token/once', async (req, res) => {
  const lab = await db.lab.findFirst({ where: { shareToken: req.params.token }, select: card });
  if (!lab || lab.expiresAt < new Date()) return res.sendStatus(410);
  res.json({ result: lab.result, diagnosis: lab.diagnosis }); // ok: result-link-without-login
});
// @end
app.get('/results/:token/filtered', async (req, res) => {
  const lab = await db.lab.findFirst({
    where: { shareToken: req.params.token, expiresAt: { gt: new Date() } },
    select: { result: true, diagnosis: true },
  });
  res.json(lab); // ok: result-link-without-login
});
app.get('/results/:token/mine', authenticate, async (req, res) => {
  const lab = await db.lab.findFirst({
    where: { shareToken: req.params.token, userId: req.user.id },
    select: { result: true, diagnosis: true },
  });
  res.json(lab); // ok: result-link-without-login
});
app.get('/results/:token/day', async (req, res) => {
  const lab = await db.lab.findFirst({ where: { shareToken: req.params.token }, select: { id: true } });
  res.json(lab); // ok: result-link-without-login
});

// @file: app/share/[token]/route.ts
import { card, db } from '../../../src/db';

export async function GET(_request: Request, { params }: { params: { token: string } }) {
  const lab = await db.lab.findFirst({ where: { shareToken: params.token }, select: { result: true, diagnosis: true } });
  return Response.json(lab); // ruleid: result-link-without-login
}

// @file: src/server.ts
import Fastify from 'fastify';
import { card, db } from './db';

const server = Fastify();
server.get('/shared/:token', async (request) => {
  const { token } = request.params as { token: string };
  return await db.lab.findFirst({ where: { shareToken: token }, select: { result: true, diagnosis: true } }); // ruleid: result-link-without-login
});
server.get('/shared/:token/used', async (request, reply) => {
  const { token } = request.params as { token: string };
  const lab = await db.lab.findFirst({ where: { shareToken: token }, select: card });
  await consumeLink(token);
  return { result: lab?.result, diagnosis: lab?.diagnosis }; // ok: result-link-without-login
});
async function consumeLink(token: string) {
  await db.lab.updateMany({ where: { shareToken: token }, data: { shareToken: '' } });
}
