// Functions of staff among those of patients.

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
app.use(express.json(), authenticate);

const requireRole = (...roles: string[]) => (req: Request, res: Response, next: NextFunction) => {
  if (!roles.includes(req.user.role)) {
    res.sendStatus(403);
    return;
  }
  next();
};

// @example: good
app.get('/admin/patients', requireRole('admin'), async (req, res) => {
  res.json(await db.patient.findMany({ select: view })); // ok: function-level-role-missing
});
// @end
app.get('/admin/labs', requireRole('admin'), async (_req, res) => {
  res.json(await db.lab.findMany({ select: card })); // ok: function-level-role-missing
});
app.delete('/admin/patients/:id', requireRole('admin'), async (req, res) => {
  await db.patient.delete({ where: { id: req.params.id } }); // ok: function-level-role-missing
  res.sendStatus(204);
});
// @example: bad
app.get('/admin/patients/export', async (_req, res) => {
  res.json(await db.patient.findMany({ select: view })); // ruleid: function-level-role-missing
});
// @end
app.post('/admin/patients/:id/merge', async (req, res) => {
  await db.patient.update({ where: { id: req.params.id }, data: { name: req.body.name } }); // ruleid: function-level-role-missing
  res.sendStatus(204);
});
app.get('/admin/patients/:id', async (req, res) => {
  if (req.user.role !== 'admin') return res.sendStatus(403);
  res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view })); // ok: function-level-role-missing
});
const forAdmins = [authenticate, requireRole('admin')];
app.get('/admin/spread', ...forAdmins, async (_req: Request, res: Response) => {
  res.json(await db.lab.findMany({ select: card })); // ok: function-level-role-missing
});
app.get('/me', async (req, res) => {
  res.json(await db.patient.findFirst({ where: { userId: req.user.id }, select: view })); // ok: function-level-role-missing
});

// Neighbors that change the same records test a role; the path does not say what they are.
app.put('/registry/:id', requireRole('nurse', 'doctor'), async (req, res) => {
  await db.lab.update({ where: { id: req.params.id }, data: { result: req.body.result } }); // ok: function-level-role-missing
  res.sendStatus(204);
});
app.delete('/registry/:id', requireRole('doctor'), async (req, res) => {
  await db.lab.delete({ where: { id: req.params.id } }); // ok: function-level-role-missing
  res.sendStatus(204);
});
app.put('/registry/:id/signature', requireRole('doctor'), async (req, res) => {
  await db.lab.update({ where: { id: req.params.id }, data: { result: req.body.result } }); // ok: function-level-role-missing
  res.sendStatus(204);
});
app.put('/registry/:id/diagnosis', async (req, res) => {
  await db.lab.update({ where: { id: req.params.id }, data: { diagnosis: req.body.diagnosis } }); // ruleid: function-level-role-missing
  res.sendStatus(204);
});
app.put('/registry/:id/mine', async (req, res) => {
  await db.lab.update({ where: { id: req.params.id, userId: req.user.id }, data: { result: req.body.result } }); // ok: function-level-role-missing
  res.sendStatus(204);
});

// @file: src/permissions.ts
import express, { type NextFunction, type Request, type Response } from 'express';
import { authenticate } from './authenticate';
import { card, db } from './db';

enum Permission {
  ViewLabs = 'view_labs',
  DeleteLabs = 'delete_labs',
}
interface Asked {
  role?: string;
  anyOf?: Permission[];
}
const authorize = (asked: Asked) => (req: Request, res: Response, next: NextFunction) => {
  if (asked.role && req.user.role === asked.role) return next();
  if (asked.anyOf?.some((permission) => req.user.permissions.includes(permission))) return next();
  return res.sendStatus(403);
};
const app = express();
app.use(authenticate);
app.get('/admin/of-permission', authorize({ anyOf: [Permission.ViewLabs] }), async (_req: Request, res: Response) => {
  res.json(await db.lab.findMany({ select: card })); // ok: function-level-role-missing
});
app.get('/admin/of-role', authorize({ role: 'admin' }), async (_req: Request, res: Response) => {
  res.json(await db.lab.findMany({ select: card })); // ok: function-level-role-missing
});

// @file: src/admin.controller.ts
import { Controller, Get, SetMetadata, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { RolesGuard } from './roles.guard';
import { card, db, view } from './db';

const Roles = (...roles: string[]) => SetMetadata('roles', roles);

@Controller('backoffice')
@UseGuards(AuthGuard('jwt'))
export class BackOfficeController {
  @Get('labs')
  async labs() {
    return await db.lab.findMany({ select: card }); // ruleid: function-level-role-missing
  }

  @Get('patients')
  @UseGuards(RolesGuard)
  @Roles('admin')
  async patients() {
    return await db.patient.findMany({ select: view }); // ok: function-level-role-missing
  }
}

// @file: src/roles.guard.ts
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

@Injectable()
export class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}
  canActivate(context: ExecutionContext) {
    const roles = this.reflector.get<string[]>('roles', context.getHandler());
    const { user } = context.switchToHttp().getRequest();
    return roles.includes(user.role);
  }
}
