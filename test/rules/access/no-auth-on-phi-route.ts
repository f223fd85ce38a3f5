// Patient data that nobody is asked for.

// @file: prisma/schema.prisma
model Lab {
  id        String @id
  diagnosis String
  patientId String
  unitId    String
}

model Person {
  id        String @id
  name      String
  phone     String
  birthDate DateTime
}

model Opening {
  id   String @id
  day  String
}

// @file: src/db.ts
import { PrismaClient } from '@prisma/client';

export const db = new PrismaClient();
export const view = { id: true, diagnosis: true } as const;

// @file: src/app.ts
import express, { type NextFunction, type Request, type Response } from 'express';
import jwt from 'jsonwebtoken';
import { db, view } from './db';

const app = express();
app.use(express.json());

function authenticate(req: Request, res: Response, next: NextFunction) {
  req.user = jwt.verify(String(req.headers.authorization), String(process.env.TOKEN_KEY)) as { id: string; unitId: string };
  next();
}

// @example: good
app.get('/labs', authenticate, async (req, res) => {
  res.json(await db.lab.findMany({ where: { unitId: req.user.unitId }, select: view })); // ok: no-auth-on-phi-route
});
// @end
app.get('/units/labs', authenticate, async (req, res) => {
  res.json(await db.lab.findMany({ where: { unitId: req.user.unitId }, select: view })); // ok: no-auth-on-phi-route
});
app.get('/labs/mine', authenticate, async (req, res) => {
  res.json(await db.lab.findMany({ where: { unitId: req.user.unitId }, select: view })); // ok: no-auth-on-phi-route
});
// @example: bad
app.get('/labs/latest', async (_req, res) => {
  res.json(await db.lab.findMany({ select: view, take: 20 })); // ruleid: no-auth-on-phi-route
});
// @end
app.get('/labs/keyed', async (req, res) => {
  if (req.headers['x-api-key'] !== process.env.LAB_KEY) return res.sendStatus(401);
  res.json(await db.lab.findMany({ select: view, take: 20 })); // ok: no-auth-on-phi-route
});
app.get('/people', async (_req, res) => {
  res.json(await db.person.findMany({ select: { name: true, phone: true, birthDate: true } })); // ruleid: no-auth-on-phi-route
});
app.get('/people/names', async (_req, res) => {
  res.json(await db.person.findMany({ select: { name: true } })); // ok: no-auth-on-phi-route
});
app.get('/openings', async (_req, res) => {
  res.json(await db.opening.findMany()); // ok: no-auth-on-phi-route
});
app.get('/labs/:id', async (req, res) => {
  const lab = await db.lab.findUnique({ where: { id: req.params.id }, select: view });
  // With all rules on, the one about the record itself speaks in its place.
  res.json(lab); // ruleid: no-auth-on-phi-route
});

// @file: src/machine.ts
import express from 'express';
import { checkSignature } from '@example/signatures';
import { db, view } from './db';

const machine = express();
machine.use(checkSignature());
machine.get('/machine/labs', async (_req, res) => {
  res.json(await db.lab.findMany({ select: view })); // ok: no-auth-on-phi-route
});
