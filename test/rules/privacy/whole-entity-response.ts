// What an answer may hold: fields that somebody chose, not a stored record with whatever it has.

// @file: prisma/schema.prisma
model Patient {
  id           String  @id
  personnummer String  @unique
  name         String
  address      String?
  email        String?
  ownerId      String
  notes        Note[]
}

model Note {
  id        String  @id
  text      String
  patientId String
  patient   Patient @relation(fields: [patientId], references: [id])
}

model Unit {
  id   String @id
  name String
  city String
}

// @file: src/authenticate.ts
import jwt from 'jsonwebtoken';
import type { NextFunction, Request, Response } from 'express';

export function authenticate(req: Request, res: Response, next: NextFunction) {
  const token = req.headers.authorization?.slice(7) ?? '';
  req.user = jwt.verify(token, process.env.JWT_KEY ?? '') as { id: string };
  next();
}

// @file: app/patients/[id]/patient-card.tsx
'use client';
export function PatientCard({ patient }: { patient: { name: string } }) {
  return <p>{patient.name}</p>;
}
export function NameTag({ name }: { name: string }) {
  return <p>{name}</p>;
}

// @file: app/patients/[id]/patient-text.tsx
export function PatientText({ patient }: { patient: { name: string } }) {
  return <p>{patient.name}</p>;
}

// @file: app/patients/[id]/page.tsx
import { PrismaClient } from '@prisma/client';
import { NameTag, PatientCard } from './patient-card';
import { PatientText } from './patient-text';

const db = new PrismaClient();
// What a component of the browser is handed is written into the page, all of it.
export default async function Page({ params }: { params: { id: string } }) {
  const patient = await db.patient.findUnique({ where: { id: params.id } });
  const name = await db.patient.findUnique({ where: { id: params.id }, select: { name: true } });
  if (!patient || !name) return null;
  return (
    <main>
      <PatientCard patient={patient} /> {/* ruleid: whole-entity-response {contact.address, contact.email, name.person, nid.se.personnummer} */}
      <PatientCard patient={name} /> {/* ok: whole-entity-response */}
      <NameTag name={patient.name} /> {/* ok: whole-entity-response */}
      <PatientText patient={patient} /> {/* ok: whole-entity-response */}
    </main>
  );
}

// @file: src/me.ts
import { PrismaClient } from '@prisma/client';
import express from 'express';
import { authenticate } from './authenticate';

const db = new PrismaClient();
const app = express();
app.use(authenticate);

// @example: bad
app.get('/me', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { ownerId: req.user.id } });
  res.json(patient); // ruleid: whole-entity-response
});
// @end

// @example: good
app.get('/me/contact', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { ownerId: req.user.id }, select: { name: true, email: true } });
  res.json(patient); // ok: whole-entity-response
});
// @end

app.get('/me/wrapped', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { ownerId: req.user.id } });
  res.status(200).json({ data: { patient }, version: 1 }); // ruleid: whole-entity-response
});
app.get('/me/spread', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { ownerId: req.user.id } });
  res.send({ ...patient, fetched: true }); // ruleid: whole-entity-response
});
app.get('/me/notes', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { ownerId: req.user.id }, include: { notes: true } });
  return res.json(patient); // ruleid: whole-entity-response
});
app.get('/me/mapped', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { ownerId: req.user.id } });
  if (!patient) return res.sendStatus(404); // ok: whole-entity-response
  res.json({ name: patient.name, email: patient.email }); // ok: whole-entity-response
});
app.get('/me/view', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { ownerId: req.user.id } });
  res.json(patient ? toView(patient) : null); // ok: whole-entity-response
});
app.get('/me/name', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { ownerId: req.user.id } });
  res.send(patient?.name); // ok: whole-entity-response
});
app.get('/me/known', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { ownerId: req.user.id } });
  res.json({ known: patient !== null }); // ok: whole-entity-response
});
app.get('/me/list', async (req, res) => {
  const patients = await db.patient.findMany({ where: { ownerId: req.user.id } });
  res.json(patients); // ruleid: whole-entity-response
});
app.get('/me/list-mapped', async (req, res) => {
  const patients = await db.patient.findMany({ where: { ownerId: req.user.id } });
  res.json(patients.map(toView)); // ok: whole-entity-response
});
app.get('/me/list-names', async (req, res) => {
  const patients = await db.patient.findMany({ where: { ownerId: req.user.id } });
  res.json(patients.map(({ id, name }) => ({ id, name }))); // ok: whole-entity-response
});
app.get('/me/list-filtered', async (req, res) => {
  const patients = await db.patient.findMany({ where: { ownerId: req.user.id } });
  res.json(patients.filter((patient) => patient.email !== null)); // ruleid: whole-entity-response
});
app.get('/units', async (_req, res) => {
  res.json(await db.unit.findMany()); // ok: whole-entity-response
});
app.get('/me/count', async (req, res) => {
  res.json({ count: await db.patient.count({ where: { ownerId: req.user.id } }) }); // ok: whole-entity-response
});
app.get('/me/without', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { ownerId: req.user.id }, omit: { personnummer: true, address: true } });
  res.json(patient); // ok: whole-entity-response
});

function toView(patient: { id: string; name: string }) {
  return { id: patient.id, name: patient.name };
}

// @file: src/views.ts
import { PrismaClient } from '@prisma/client';
import { plainToInstance } from 'class-transformer';
import type { Request, Response } from 'express';
import _, { omit, pick } from 'lodash';
import { z } from 'zod';

const db = new PrismaClient();
const View = z.object({ id: z.string(), name: z.string() }).strict();

class PatientView {
  readonly id: string;
  readonly name: string;
  constructor(patient: { id: string; name: string }) {
    this.id = patient.id;
    this.name = patient.name;
  }
  static of(patient: { id: string; name: string }) {
    return new PatientView(patient);
  }
}

export async function views(req: Request, res: Response) {
  const patient = await db.patient.findFirstOrThrow({ where: { ownerId: req.user.id } });
  res.json(View.parse(patient)); // ok: whole-entity-response
  res.json(_.pick(patient, ['id', 'name'])); // ok: whole-entity-response
  res.json(pick(patient, 'id', 'name')); // ok: whole-entity-response
  res.json(new PatientView(patient)); // ok: whole-entity-response
  res.json(PatientView.of(patient)); // ok: whole-entity-response
  res.json(plainToInstance(PatientView, patient, { excludeExtraneousValues: true })); // ok: whole-entity-response
  res.render('patient', { name: patient.name }); // ok: whole-entity-response
  res.render('patient', { patient }); // ruleid: whole-entity-response
  res.send(JSON.stringify(patient)); // ruleid: whole-entity-response
  res.write(`data: ${JSON.stringify(patient)}\n\n`); // ruleid: whole-entity-response
  // What is left out by name lets through what is added later.
  res.json(omit(patient, ['personnummer', 'address'])); // ruleid: whole-entity-response
  const { personnummer, ...rest } = patient;
  res.json(rest); // ruleid: whole-entity-response
  res.json({ ...patient, personnummer: undefined }); // ruleid: whole-entity-response
  return personnummer;
}

// @file: src/patients.mongo.ts
import express from 'express';
import mongoose, { Schema } from 'mongoose';
import { authenticate } from './authenticate';

const patientSchema = new Schema({
  owner: String,
  personnummer: { type: String, required: true },
  name: String,
  diagnosis: String,
});
const Patient = mongoose.model('Patient', patientSchema);
const router = express.Router();
router.use(authenticate);

router.get('/own', async (req, res) => {
  const found = await Patient.findOne({ owner: req.user.id });
  res.json(found); // ruleid: whole-entity-response
});
router.get('/own/lean', async (req, res) => {
  const found = await Patient.findOne({ owner: req.user.id }).lean();
  res.json({ found }); // ruleid: whole-entity-response
});
router.get('/own/chosen', async (req, res) => {
  const found = await Patient.findOne({ owner: req.user.id }).select('name').lean();
  res.json(found); // ok: whole-entity-response
});
router.get('/own/projection', async (req, res) => {
  const found = await Patient.findOne({ owner: req.user.id }, 'name diagnosis');
  res.json(found); // ok: whole-entity-response
});

export { router };

// @file: src/service.ts
import { PrismaClient } from '@prisma/client';
import type { Request, Response } from 'express';

const db = new PrismaClient();

export class PatientService {
  own(ownerId: string) {
    return db.patient.findFirst({ where: { ownerId } });
  }
}
export class PatientController {
  constructor(private readonly service: PatientService) {}
  async show(req: Request, res: Response) {
    const patient = await this.service.own(req.user.id);
    this.ok(res, patient);
  }
  private ok(res: Response, data: unknown) {
    res.status(200).json({ data }); // ruleid: whole-entity-response
  }
}

// @file: src/app/api/me/route.ts
import { PrismaClient } from '@prisma/client';
import { getServerSession } from 'next-auth';
import { NextResponse } from 'next/server';

const db = new PrismaClient();

export async function GET() {
  const session = await getServerSession();
  const patient = await db.patient.findFirst({ where: { ownerId: session.user.id } });
  if (!patient) return NextResponse.json({ code: 'missing' }, { status: 404 }); // ok: whole-entity-response
  return NextResponse.json(patient); // ruleid: whole-entity-response
}
