// Who may read the record that the request names? Being logged in is not enough.

// @file: prisma/schema.prisma
model Patient {
  id           String  @id
  personnummer String  @unique
  name         String
  address      String?
  unitId       String
  userId       String
  visits       Visit[]
}

model Visit {
  id        String  @id
  reason    String
  diagnosis String
  patientId String
  patient   Patient @relation(fields: [patientId], references: [id])
}

model CareRelation {
  id        String @id
  staffId   String
  patientId String
}

model Unit {
  id   String @id
  name String
}

// @file: src/authenticate.ts
import jwt from 'jsonwebtoken';
import type { NextFunction, Request, Response } from 'express';

export function authenticate(req: Request, res: Response, next: NextFunction) {
  const token = req.headers.authorization?.slice(7);
  if (!token) {
    res.sendStatus(401);
    return;
  }
  req.user = jwt.verify(token, process.env.JWT_KEY ?? '') as { id: string; role: string; unitId: string };
  next();
}

// @file: src/db.ts
import { PrismaClient } from '@prisma/client';

export const db = new PrismaClient();

// @file: src/care.ts
import type { NextFunction, Request, Response } from 'express';
import { db } from './db';

export async function requireCareRelation(req: Request, res: Response, next: NextFunction) {
  const relation = await db.careRelation.findFirst({ where: { staffId: req.user.id, patientId: req.params.id } });
  if (!relation) {
    res.sendStatus(403);
    return;
  }
  next();
}
export async function sameUnit(req: Request, res: Response, next: NextFunction) {
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: { unitId: true } });
  if (patient?.unitId !== req.user.unitId) {
    res.sendStatus(404);
    return;
  }
  next();
}
export const ownRecord =
  (parameter = 'id') =>
  (req: Request, res: Response, next: NextFunction) => {
    if (req.params[parameter] !== req.user.id) res.sendStatus(403);
    else next();
  };
export async function mayRead(user: { id: string; role: string }, patientId: string): Promise<boolean> {
  if (user.role === 'system') return true;
  return (await db.careRelation.findFirst({ where: { staffId: user.id, patientId } })) !== null;
}
export async function assertCareRelation(staffId: string, patientId: string) {
  const count = await db.careRelation.count({ where: { staffId, patientId } });
  if (count === 0) throw new Error('forbidden');
}

// @file: src/patients.ts
import express from 'express';
import { authenticate } from './authenticate';
import { createMongoAbility, subject } from '@casl/ability';
import asyncHandler from 'express-async-handler';
import { assertCareRelation, mayRead, ownRecord, requireCareRelation, sameUnit } from './care';
import { db } from './db';

const router = express.Router();
router.use(authenticate);

const view = { id: true, name: true, address: true } as const;

// @example: bad
router.get('/patients/:id', async (req, res) => {
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: view });
  if (!patient) return res.sendStatus(404);
  res.json(patient); // ruleid: patient-record-by-request-id
});
// @end

// @example: good
router.get('/units/own/patients/:id', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { id: req.params.id, unitId: req.user.unitId }, select: view });
  if (!patient) return res.sendStatus(404);
  res.json(patient); // ok: patient-record-by-request-id
});
// @end

router.get('/patients', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { id: String(req.query.id) }, select: view });
  res.json({ patient }); // ruleid: patient-record-by-request-id
});
router.post('/visits/find', async (req, res) => {
  const { visitId } = req.body;
  const visit = await db.visit.findUnique({ where: { id: visitId } });
  res.json({ reason: visit?.reason, diagnosis: visit?.diagnosis }); // ruleid: patient-record-by-request-id
});
router.get('/patients/:id/visits', async (req, res) => {
  const visits = await db.visit.findMany({ where: { patientId: req.params.id }, select: { id: true, diagnosis: true } });
  res.json(visits); // ruleid: patient-record-by-request-id
});
router.get('/header', async (req, res) => {
  const patient = await db.patient.findUnique({ where: { id: req.get('x-patient-id') }, select: view });
  res.json(patient); // ruleid: patient-record-by-request-id
});
router.get('/admin/patients/:id', async (req, res) => {
  if (req.user.role !== 'admin') return res.sendStatus(403);
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: view });
  // Reported at low confidence: a role ties nothing, but whoever has it may be meant to see everybody.
  res.json(patient); // ok: patient-record-by-request-id
});
router.get('/admin/patients/:id/whole', async (req, res) => {
  if (req.user.role !== 'admin') return res.sendStatus(403);
  const patient = await db.patient.findUnique({ where: { id: req.params.id } });
  // What is only shown on request (the role) hides nothing that is shown by default.
  res.json(patient); // ruleid: whole-entity-response
});
router.get('/patients/:id/late-check', async (req, res) => {
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: { ...view, userId: true } });
  res.json({ name: patient?.name }); // ruleid: patient-record-by-request-id
  if (patient?.userId !== req.user.id) console.warn('somebody else');
});
router.get('/patients/:id/whole', async (req, res) => {
  const patient = await db.patient.findUnique({ where: { id: req.params.id } });
  // The more specific rule speaks; that the record is whole is not said again.
  res.json(patient); // ruleid: patient-record-by-request-id
});

router.get('/patients/:id/own', async (req, res) => {
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: { name: true, userId: true } });
  if (patient?.userId !== req.user.id) return res.sendStatus(403);
  res.json({ name: patient?.name }); // ok: patient-record-by-request-id
});
router.get('/patients/:id/related', requireCareRelation, async (req, res) => {
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: view });
  res.json(patient); // ok: patient-record-by-request-id
});
router.get('/patients/:id/asserted', async (req, res) => {
  await assertCareRelation(req.user.id, req.params.id);
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: view });
  res.json(patient); // ok: patient-record-by-request-id
});
router.get('/me', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { userId: req.user.id }, select: view });
  res.json(patient); // ok: patient-record-by-request-id
});
router.get('/self/:id', async (req, res) => {
  if (req.params.id !== req.user.id) return res.sendStatus(403);
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: view });
  res.json(patient); // ok: patient-record-by-request-id
});
router.get('/patients/:id/exists', async (req, res) => {
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: view });
  res.json({ exists: patient !== null }); // ok: patient-record-by-request-id
});
router.get('/units/:id', async (req, res) => {
  const unit = await db.unit.findUnique({ where: { id: req.params.id } });
  res.json(unit); // ok: patient-record-by-request-id
});
router.get('/visits/:id/relation', async (req, res) => {
  const visit = await db.visit.findFirst({
    where: { id: req.params.id, patient: { userId: req.user.id } },
    select: { reason: true, diagnosis: true },
  });
  res.json(visit); // ok: patient-record-by-request-id
});
router.get('/own/visits/:id', async (req, res) => {
  const me = await db.patient.findFirst({ where: { userId: req.user.id }, select: { id: true } });
  const visit = await db.visit.findFirst({ where: { id: req.params.id, patientId: me?.id }, select: { diagnosis: true } });
  res.json(visit); // ok: patient-record-by-request-id
});
router.get('/patients/:id/listed', async (req, res) => {
  const relations = await db.careRelation.findMany({ where: { staffId: req.user.id } });
  if (!relations.map((relation) => relation.patientId).includes(req.params.id)) return res.sendStatus(403);
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: view });
  res.json(patient); // ok: patient-record-by-request-id
});

router.get('/patients/:id/handled', asyncHandler(async (req, res) => {
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: view });
  res.json(patient); // ruleid: patient-record-by-request-id
}));
router.patch('/patients/:id', async (req, res) => {
  const patient = await db.patient.update({ where: { id: req.params.id }, data: { address: req.body.address }, select: view }); // ruleid: patient-record-changed-by-request-id
  res.json(patient); // ok: patient-record-by-request-id
});
router.delete('/patients/:id', async (req, res) => {
  const patient = await db.patient.delete({ where: { id: req.params.id }, select: view }); // ruleid: patient-record-changed-by-request-id
  res.json(patient); // ok: patient-record-by-request-id
});
router.get('/patients/:id/noted', async (req, res) => {
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: { ...view, userId: true } });
  if (patient?.userId !== req.user.id) console.warn('read by somebody else');
  res.json({ name: patient?.name }); // ruleid: patient-record-by-request-id
});

router.get('/patients/:id/made', ownRecord(), async (req, res) => {
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: view });
  res.json(patient); // ok: patient-record-by-request-id
});
router.get('/patients/:id/may', async (req, res) => {
  if (!(await mayRead(req.user, req.params.id))) return res.sendStatus(403);
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: view });
  res.json(patient); // ok: patient-record-by-request-id
});
router.get('/patients/:id/flag', async (req, res) => {
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, include: { visits: true } });
  const isOwn = patient?.userId === req.user.id;
  if (!isOwn) throw new Error('forbidden');
  res.json({ diagnoses: patient?.visits.map((visit) => visit.diagnosis) }); // ok: patient-record-by-request-id
});
router.get('/patients/:id/either', async (req, res) => {
  const { user } = req;
  const where = user.role === 'admin' ? { id: req.params.id, unitId: user.unitId } : { id: req.params.id, userId: user.id };
  const patient = await db.patient.findFirst({ where, select: view });
  res.json(patient); // ok: patient-record-by-request-id
});
router.get('/patients', async (req, res) => {
  const patients = await db.patient.findMany({ where: { unitId: req.user.unitId, name: { contains: String(req.query.q) } }, select: view });
  res.json(patients); // ok: patient-record-by-request-id
});
router.get('/patients/:id/same-unit', sameUnit, async (req, res) => {
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: view });
  res.json(patient); // ok: patient-record-by-request-id
});
router.get('/patients/:id/switch', async (req, res) => {
  switch (req.user.role) {
    case 'patient':
      if (req.params.id !== req.user.id) return res.sendStatus(403);
      break;
    case 'doctor':
      if (!(await mayRead(req.user, req.params.id))) return res.sendStatus(403);
      break;
    default:
      return res.sendStatus(403);
  }
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: view });
  res.json(patient); // ok: patient-record-by-request-id
});
router.get('/patients/:id/ability', async (req, res) => {
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: view });
  const ability = createMongoAbility(req.user as never);
  if (!ability.can('read', subject('Patient', patient as never))) return res.sendStatus(403);
  res.json(patient); // ok: patient-record-by-request-id
});

export { router };

// @file: src/layers.ts
import express, { type Request, type Response } from 'express';
import { authenticate } from './authenticate';
import { db } from './db';

class VisitRepository {
  byId(id: string) {
    return db.visit.findUnique({ where: { id }, select: { reason: true, diagnosis: true, patient: { select: { userId: true } } } });
  }
}
class VisitService {
  constructor(private readonly repository: VisitRepository) {}
  async show(id: string) {
    const visit = await this.repository.byId(id);
    return visit && { reason: visit.reason, diagnosis: visit.diagnosis };
  }
  async showOwn(id: string, userId: string) {
    const visit = await this.repository.byId(id);
    if (visit?.patient.userId !== userId) throw new Error('forbidden');
    return { reason: visit.reason };
  }
}
const service = new VisitService(new VisitRepository());

export class VisitController {
  show = async (req: Request, res: Response) => {
    res.json(await service.show(req.params.id)); // ruleid: patient-record-by-request-id
  };
  showOwn = async (req: Request, res: Response) => {
    res.json(await service.showOwn(req.params.id, req.user.id)); // ok: patient-record-by-request-id
  };
}
const controller = new VisitController();
const app = express();
app.use('/api', authenticate);
app.get('/api/visits/:id', controller.show);
app.get('/api/visits/:id/own', controller.showOwn);

// @file: src/mongo.ts
import express from 'express';
import mongoose from 'mongoose';
import { authenticate } from './authenticate';

const Patient = mongoose.model('Patient', new mongoose.Schema({ name: String, personnummer: String, owner: String }));
const app = express();
app.use(authenticate);

app.get('/mongo/:id', async (req, res) => {
  const patient = await Patient.findById(req.params.id);
  res.json({ name: patient?.name, personnummer: patient?.personnummer }); // ruleid: patient-record-by-request-id
});
app.get('/mongo/:id/own', async (req, res) => {
  const patient = await Patient.findOne({ _id: req.params.id, owner: req.user.id });
  res.json({ name: patient?.name, personnummer: patient?.personnummer }); // ok: patient-record-by-request-id
});
app.get('/mongo/:id/after', async (req, res) => {
  const patient = await Patient.findById(req.params.id);
  if (!patient || String(patient.owner) !== req.user.id) {
    return res.sendStatus(404);
  }
  res.json({ name: patient.name, personnummer: patient.personnummer }); // ok: patient-record-by-request-id
});

// @file: src/sql.ts
import Fastify from 'fastify';
import { Pool } from 'pg';

const pool = new Pool();
const app = Fastify();

app.get('/sql/:id', async (request, reply) => {
  const { rows } = await pool.query('SELECT name, diagnosis FROM patient WHERE id = $1', [request.params.id]);
  return reply.send(rows[0]); // ruleid: patient-record-by-request-id
});
app.get('/sql/:id/unit', async (request, reply) => {
  const { rows } = await pool.query('SELECT name, diagnosis FROM patient WHERE id = $1 AND unit_id = $2', [request.params.id, request.user.unitId]);
  return reply.send(rows[0]); // ok: patient-record-by-request-id
});
app.get('/sql/:id/returned', async (request) => {
  const { rows } = await pool.query('SELECT name, diagnosis FROM patient WHERE id = $1', [request.params.id]);
  return rows[0]; // ruleid: patient-record-by-request-id
});

// @file: src/app/api/patients/[id]/route.ts
import { NextResponse } from 'next/server';
import { getServerSession } from 'next-auth';
import { db } from '../../../../db';

export async function GET(_request: Request, { params }: { params: { id: string } }) {
  const session = await getServerSession();
  if (!session) return NextResponse.json({ code: 'login' }, { status: 401 });
  const patient = await db.patient.findUnique({ where: { id: params.id }, select: { name: true, address: true } });
  return NextResponse.json(patient); // ruleid: patient-record-by-request-id
}

// @file: src/nest.ts
import { Controller, Get, Param } from '@nestjs/common';
import { db } from './db';

@Controller('nest/patients')
export class NestController {
  @Get(':id')
  show(@Param('id') id: string) {
    return db.patient.findUnique({ where: { id }, select: { name: true, address: true } }); // ruleid: patient-record-by-request-id
  }
}

// @file: src/permitted.ts
// A guard that asks what the metadata of the handler names: who passes it is lifted, where there is metadata.
import { type CanActivate, Controller, type ExecutionContext, Get, Injectable, Param, SetMetadata, UseGuards } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { db } from './db';

@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}
  async canActivate(context: ExecutionContext) {
    const wanted = this.reflector.get<string>('name', context.getHandler());
    if (!wanted) return true;
    const { user } = context.switchToHttp().getRequest();
    const granted = await db.grant.findMany({ where: { roleId: user.roleId } });
    return granted.find((one: { name: string }) => one.name === wanted) ? true : false;
  }
}

@Controller('permitted/patients')
@UseGuards(PermissionGuard)
export class PermittedController {
  @Get(':id')
  @SetMetadata('name', 'findPatient')
  show(@Param('id') id: string) {
    return db.patient.findUnique({ where: { id }, select: { name: true, address: true } }); // ok: patient-record-by-request-id
  }
  @Get(':id/account')
  @SetMetadata('name', { resource: 'User', action: 'read' })
  account(@Param('id') id: string) {
    return db.patient.findUnique({ where: { id }, select: { name: true, address: true } }); // ok: patient-record-by-request-id
  }
  @Get(':id/mine')
  @SetMetadata('name', 'patient')
  mine(@Param('id') id: string) {
    return db.patient.findUnique({ where: { id }, select: { name: true, address: true } }); // ruleid: patient-record-by-request-id
  }
  @Get(':id/open')
  open(@Param('id') id: string) {
    return db.patient.findUnique({ where: { id }, select: { name: true, address: true } }); // ruleid: patient-record-by-request-id
  }
}
