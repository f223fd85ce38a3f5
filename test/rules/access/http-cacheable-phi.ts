// Which caches may keep an answer.

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
import express, { type NextFunction, type Request, type Response } from 'express';
import { authenticate } from './authenticate';
import { card, db, view } from './db';

const app = express();
app.use(authenticate);

// @example: bad
app.get('/me', async (req, res) => {
  res.set('Cache-Control', 'public, max-age=300'); // ruleid: http-cacheable-phi
  res.json(await db.patient.findFirst({ where: { userId: req.user.id }, select: view }));
});
// @end
// @example: good
app.get('/me/fresh', async (req, res) => {
  res.set('Cache-Control', 'no-store');
  res.json(await db.patient.findFirst({ where: { userId: req.user.id }, select: view })); // ok: http-cacheable-phi
});
// @end
app.get('/me/browser', async (req, res) => {
  res.set('Cache-Control', 'private, max-age=60');
  res.json(await db.patient.findFirst({ where: { userId: req.user.id }, select: view })); // ok: http-cacheable-phi
});
app.get('/opening-hours', async (_req, res) => {
  res.set('Cache-Control', 'public, max-age=3600'); // ok: http-cacheable-phi
  res.json({ monday: '8-16' });
});
function atTheEdge(req: Request, res: Response, next: NextFunction) {
  res.setHeader('Cache-Control', 's-maxage=120'); // ruleid: http-cacheable-phi
  next();
}
app.get('/labs', atTheEdge, async (req, res) => {
  res.json(await db.lab.findMany({ where: { userId: req.user.id }, select: card }));
});
function filesAtTheEdge(req: Request, res: Response, next: NextFunction) {
  if (req.path.startsWith('/static')) res.setHeader('Cache-Control', 'public, max-age=86400'); // ok: http-cacheable-phi
  next();
}
app.get('/labs/plain', filesAtTheEdge, async (req, res) => {
  res.json(await db.lab.findMany({ where: { userId: req.user.id }, select: card }));
});
app.put('/labs/:id', async (req, res) => {
  res.set('Cache-Control', 'public, max-age=300'); // ok: http-cacheable-phi
  await db.lab.update({ where: { id: req.params.id, userId: req.user.id }, data: { result: req.body.result } });
  res.sendStatus(204);
});

// @file: app/api/patients/route.ts
import { NextResponse } from 'next/server';
import { getServerSession } from 'next-auth';
import { card, db, view } from '../../../src/db';

export async function GET() {
  const session = await getServerSession();
  const patients = await db.patient.findMany({ where: { userId: session?.user.id }, select: view });
  return NextResponse.json(patients, { headers: { 'Cache-Control': 'public, s-maxage=60, stale-while-revalidate=300' } }); // ruleid: http-cacheable-phi
}

// @file: app/api/labs/route.ts
import { card, db } from '../../../src/db';

export const revalidate = 60;
export async function GET() {
  // ruleid: http-cacheable-phi
  // ruleid: no-auth-on-phi-route
  return Response.json(await db.lab.findMany({ select: card }));
}

// @file: app/api/own-labs/route.ts
import { getServerSession } from 'next-auth';
import { card, db } from '../../../src/db';

export const revalidate = 60;
export async function GET() {
  // What asks for the session is never rendered for everybody.
  const session = await getServerSession();
  return Response.json(await db.lab.findMany({ where: { userId: session?.user.id }, select: card })); // ok: http-cacheable-phi
}

// @file: app/api/static-labs/route.ts
import { getServerSession } from 'next-auth';
import { card, db } from '../../../src/db';

export const dynamic = 'force-static';
export async function GET() {
  const session = await getServerSession();
  return Response.json(await db.lab.findMany({ where: { userId: session?.user.id }, select: card })); // ruleid: http-cacheable-phi
}

// @file: src/lab.controller.ts
import { Controller, Get, Header, Req, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { card, db } from './db';

@Controller('labs')
@UseGuards(AuthGuard('jwt'))
export class LabController {
  @Get('shared')
  @Header('Cache-Control', 'public, max-age=600')
  async shared(@Req() req: { user: { id: string } }) {
    return await db.lab.findMany({ where: { userId: req.user.id }, select: card }); // ruleid: http-cacheable-phi
  }
  @Get('own')
  @Header('Cache-Control', 'no-store')
  async own(@Req() req: { user: { id: string } }) {
    return await db.lab.findMany({ where: { userId: req.user.id }, select: card }); // ok: http-cacheable-phi
  }
}
