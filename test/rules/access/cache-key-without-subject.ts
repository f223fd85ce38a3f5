// Under which keys records of one caller are kept.

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
import Redis from 'ioredis';
import NodeCache from 'node-cache';
import { authenticate } from './authenticate';
import { card, db, view } from './db';

const app = express();
app.use(authenticate);
const redis = new Redis();
const cache = new NodeCache();
const recent = new Map<string, unknown>();

// @example: bad
app.get('/labs/:id', async (req, res) => {
  const known = await redis.get(`lab:${req.params.id}`);
  if (known) return res.json(JSON.parse(known));
  const lab = await db.lab.findFirst({ where: { id: req.params.id, userId: req.user.id }, select: card });
  await redis.set(`lab:${req.params.id}`, JSON.stringify(lab), 'EX', 60); // ruleid: cache-key-without-subject
  res.json(lab);
});
// @end
// @example: good
app.get('/labs/:id/own', async (req, res) => {
  const key = `lab:${req.user.id}:${req.params.id}`;
  const known = await redis.get(key);
  if (known) return res.json(JSON.parse(known));
  const lab = await db.lab.findFirst({ where: { id: req.params.id, userId: req.user.id }, select: card });
  await redis.set(key, JSON.stringify(lab), 'EX', 60); // ok: cache-key-without-subject
  res.json(lab);
});
// @end
app.get('/me', async (req, res) => {
  const me = await db.patient.findFirst({ where: { userId: req.user.id }, select: view });
  cache.set('me', me); // ruleid: cache-key-without-subject
  res.json(me);
});
app.get('/me/by-id', async (req, res) => {
  const me = await db.patient.findFirst({ where: { userId: req.user.id }, select: view });
  cache.set(req.user.id, me); // ok: cache-key-without-subject
  res.json(me);
});
app.get('/recent', async (req, res) => {
  const labs = await db.lab.findMany({ where: { clinicId: req.user.clinicId }, select: card });
  recent.set(String(req.query.day), labs); // ruleid: cache-key-without-subject
  res.json(labs);
});
app.get('/recent/own', async (req, res) => {
  const labs = await db.lab.findMany({ where: { clinicId: req.user.clinicId }, select: card });
  recent.set(`${req.user.clinicId}:${req.query.day}`, labs); // ok: cache-key-without-subject
  res.json(labs);
});
app.get('/grouped', async (req, res) => {
  const labs = await db.lab.findMany({ where: { userId: req.user.id }, select: card });
  // A map of this request only.
  const byDay = new Map<string, unknown>();
  for (const lab of labs) byDay.set(lab.id, lab); // ok: cache-key-without-subject
  res.json([...byDay.values()]);
});

// @file: src/lab.controller.ts
import { CacheInterceptor } from '@nestjs/cache-manager';
import { Controller, Get, Req, UseGuards, UseInterceptors } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { card, db } from './db';
import { LabService } from './lab.service';

@Controller('labs')
@UseGuards(AuthGuard('jwt'))
export class LabController {
  constructor(private readonly labs: LabService) {}
  @Get('kept')
  @UseInterceptors(CacheInterceptor)
  async kept(@Req() req: { user: { id: string } }) {
    return await db.lab.findMany({ where: { userId: req.user.id }, select: card }); // ruleid: cache-key-without-subject
  }
  @Get('fresh')
  async fresh(@Req() req: { user: { id: string } }) {
    return await db.lab.findMany({ where: { userId: req.user.id }, select: card }); // ok: cache-key-without-subject
  }
  @Get('latest')
  async latest(@Req() req: { user: { id: string } }) {
    return await this.labs.latest(req.user.id);
  }
  @Get('first')
  async first(@Req() req: { user: { id: string } }) {
    return await this.labs.first(req.user.id);
  }
}

// @file: src/lab.service.ts
import { CACHE_MANAGER } from '@nestjs/cache-manager';
import { Inject, Injectable } from '@nestjs/common';
import type { Cache } from 'cache-manager';
import { card, db } from './db';

@Injectable()
export class LabService {
  constructor(@Inject(CACHE_MANAGER) private readonly cache: Cache) {}
  async latest(userId: string) {
    const labs = await db.lab.findMany({ where: { userId }, take: 5, select: card });
    await this.cache.set('latest-labs', labs); // ruleid: cache-key-without-subject
    return labs;
  }
  async first(userId: string) {
    const labs = await db.lab.findMany({ where: { userId }, take: 1, select: card });
    await this.cache.set(`first-labs:${userId}`, labs); // ok: cache-key-without-subject
    return labs;
  }
}
