// Injected dependencies by class, by token and interface, and by containers: data goes from the handler to the repository.

// @file: prisma/schema.prisma
model Patient {
  id     String @id
  name   String
  userId String
}

// @file: src/patient-store.ts
export interface PatientStore {
  byId(id: string): Promise<unknown>;
  ofUser(id: string, userId: string): Promise<unknown>;
}

// @file: src/prisma-patient-store.ts
import { PrismaClient } from '@prisma/client';
import type { PatientStore } from './patient-store';

export class PrismaPatientStore implements PatientStore {
  private readonly db = new PrismaClient();

  async byId(id: string) {
    return this.db.patient.findUnique({ where: { id }, select: { name: true } });
  }

  async ofUser(id: string, userId: string) {
    return this.db.patient.findFirst({ where: { id, userId }, select: { name: true } });
  }
}

// @file: src/nest.ts
import { Controller, Get, Inject, Param, Req } from '@nestjs/common';
import type { Request } from 'express';
import type { PatientStore } from './patient-store';

@Controller('patients')
export class PatientsController {
  constructor(@Inject('PATIENT_STORE') private readonly store: PatientStore) {}

  @Get(':id')
  async one(@Param('id') id: string) {
    return this.store.byId(id); // ruleid: patient-record-by-request-id
  }

  @Get('own/:id')
  async own(@Param('id') id: string, @Req() request: Request) {
    return this.store.ofUser(id, request.user.id); // ok: patient-record-by-request-id
  }
}

// @file: src/tsyringe.ts
import express from 'express';
import { container, inject, injectable } from 'tsyringe';
import { PrismaPatientStore } from './prisma-patient-store';

@injectable()
class PatientsService {
  constructor(@inject(PrismaPatientStore) private store: PrismaPatientStore) {}

  one(id: string) {
    return this.store.byId(id);
  }

  own(id: string, userId: string) {
    return this.store.ofUser(id, userId);
  }
}
const service: PatientsService = container.resolve(PatientsService);
const app = express();
app.get('/patients/:id', async (req, res) => {
  res.json(await service.one(req.params.id)); // ruleid: patient-record-by-request-id
});
app.get('/own/:id', async (req, res) => {
  res.json(await service.own(req.params.id, req.user.id)); // ok: patient-record-by-request-id
});

// What a container gives is known by the class that is asked for.
const untyped = container.resolve(PatientsService);
app.get('/untyped/:id', async (req, res) => {
  res.json(await untyped.one(req.params.id)); // ruleid: patient-record-by-request-id
});

app.get('/untyped/own/:id', async (req, res) => {
  res.json(await untyped.own(req.params.id, req.user.id)); // ok: patient-record-by-request-id
});

// Routes that a loop registers: neither method nor path is written at the call.
const routes = [
  {
    method: 'get',
    path: '/loop/:id',
    handler: async (req, res) => {
      res.json(await service.one(req.params.id)); // ruleid: patient-record-by-request-id
    },
  },
];
for (const route of routes) app[route.method](route.path, route.handler);

// @file: src/app/settings.tsx
import { PrismaPatientStore } from '../prisma-patient-store';

const store = new PrismaPatientStore();
export function Settings() {
  async function read(id: string) {
    'use server';
    return store.byId(id); // ruleid: patient-record-by-request-id
  }
  return <form action={read} />;
}
