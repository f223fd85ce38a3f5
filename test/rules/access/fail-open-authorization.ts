// Checks, and what happens when they fail.

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


// @file: src/care.ts
import type { Caller } from './authenticate';
import { db } from './db';

export async function canRead(user: Caller, id: string) {
  const patient = await db.patient.findUnique({ where: { id } });
  return patient?.userId === user.id;
}
export async function assertCanRead(user: Caller, id: string) {
  if (!(await canRead(user, id))) throw new Error('forbidden');
}

// @file: src/app.ts
import express, { type NextFunction, type Request, type Response } from 'express';
import { authenticate, type Caller } from './authenticate';
import { assertCanRead, canRead } from './care';
import { card, db, view } from './db';

const app = express();
app.use(express.json());

const load = (id: string) => db.patient.findUnique({ where: { id }, select: view });

// @example: bad
async function careOrNext(req: Request, res: Response, next: NextFunction) {
  try {
    if (!(await canRead(req.user, req.params.id))) return res.sendStatus(403);
    next();
  } catch (error) {
    console.error('care relations cannot be read');
    next(); // ruleid: fail-open-authorization
  }
}
// @end
// @example: good
async function careOrRefuse(req: Request, res: Response, next: NextFunction) {
  try {
    if (!(await canRead(req.user, req.params.id))) return res.sendStatus(403);
    next();
  } catch (error) {
    res.sendStatus(503);
  }
}
// @end
app.get('/a/:id', authenticate, careOrNext, async (req, res) => {
  res.json(await load(req.params.id)); // ok: fail-open-authorization
});
app.get('/b/:id', authenticate, careOrRefuse, async (req, res) => {
  res.json(await load(req.params.id)); // ok: fail-open-authorization
});
app.get('/c/:id', authenticate, async (req, res) => {
  try {
    await assertCanRead(req.user, req.params.id);
  } catch (error) { // ruleid: fail-open-authorization
    console.warn('not allowed');
  }
  res.json(await load(req.params.id));
});
app.get('/d/:id', authenticate, async (req, res) => {
  try {
    await assertCanRead(req.user, req.params.id);
    res.json(await load(req.params.id)); // ok: fail-open-authorization
  } catch {
    res.sendStatus(404);
  }
});
app.get('/e/:id', authenticate, async (req, res) => {
  try {
    await assertCanRead(req.user, req.params.id);
  } catch (error) {
    throw new Error('not allowed', { cause: error });
  }
  res.json(await load(req.params.id)); // ok: fail-open-authorization
});
// Nothing is checked at all, which is another matter.
app.get('/f/:id', authenticate, async (req, res) => {
  try {
    res.json(await load(req.params.id)); // ruleid: patient-record-by-request-id
  } catch {
    res.sendStatus(500);
  }
});

// @file: src/roles.ts
import express from 'express';
import jwt from 'jsonwebtoken';
import type { Caller } from './authenticate';
import { card, db, view } from './db';

const app = express();
app.get('/certificates', async (req, res) => {
  let user: Caller | undefined;
  try {
    user = jwt.verify(String(req.headers.authorization), String(process.env.KEY)) as Caller;
  } catch {
    // Go on as nobody.
  }
  if (user?.role !== 'guest') return res.json(await db.lab.findMany({ select: card })); // ruleid: fail-open-authorization
  res.sendStatus(403);
});
app.get('/own-certificates', async (req, res) => {
  let user: Caller | undefined;
  try {
    user = jwt.verify(String(req.headers.authorization), String(process.env.KEY)) as Caller;
  } catch {
    return res.sendStatus(401);
  }
  if (user?.role !== 'guest') return res.json(await db.lab.findMany({ select: card })); // ok: fail-open-authorization
  res.sendStatus(403);
});
app.get('/staff-certificates', async (req, res) => {
  let user: Caller | undefined;
  try {
    user = jwt.verify(String(req.headers.authorization), String(process.env.KEY)) as Caller;
  } catch {
    // Go on as nobody.
  }
  if (user?.role === 'doctor') return res.json(await db.lab.findMany({ select: card })); // ok: fail-open-authorization
  res.sendStatus(403);
});

// @file: src/care.guard.ts
import { Controller, Get, Injectable, Param, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { canRead } from './care';
import { card, db, view } from './db';

@Injectable()
export class OpenCareGuard implements CanActivate {
  async canActivate(context: ExecutionContext) {
    const req = context.switchToHttp().getRequest();
    try {
      return await canRead(req.user, req.params.id);
    } catch { // ruleid: fail-open-authorization
      return true;
    }
  }
}
@Injectable()
export class CareGuard implements CanActivate {
  async canActivate(context: ExecutionContext) {
    const req = context.switchToHttp().getRequest();
    try {
      return await canRead(req.user, req.params.id);
    } catch {
      return false;
    }
  }
}

@Controller('charts')
@UseGuards(AuthGuard('jwt'))
export class ChartController {
  @Get('open/:id')
  @UseGuards(OpenCareGuard)
  async open(@Param('id') id: string) {
    return await db.patient.findUnique({ where: { id }, select: view });
  }
  @Get('closed/:id')
  @UseGuards(CareGuard)
  async closed(@Param('id') id: string) {
    return await db.patient.findUnique({ where: { id }, select: view }); // ok: fail-open-authorization
  }
}
