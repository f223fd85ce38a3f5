// hapi: routes by objects, plugins, what handlers return and respond with.

// @file: prisma/schema.prisma
model Patient {
  id           String  @id
  personnummer String  @unique
  name         String
  address      String?
  unitId       String
  userId       String
}

// @file: src/db.ts
import { PrismaClient } from '@prisma/client';

export const db = new PrismaClient();
export const view = { name: true, address: true };

// @file: src/server.ts
import Hapi from '@hapi/hapi';
import { patientsPlugin } from './patients';
import { routes } from './routes';

const server = Hapi.server({ port: 3000 });
await server.register(patientsPlugin, { routes: { prefix: '/api' } });
server.route(routes);
await server.start();

// @file: src/patients.ts
import type { Server } from '@hapi/hapi';
import { db, view } from './db';

export const patientsPlugin = {
  name: 'patients',
  register: async (server: Server) => {
    server.route([
      {
        method: 'GET',
        path: '/patients/{id}',
        options: { auth: 'jwt' },
        handler: async (request, h) => {
          const patient = await db.patient.findUnique({ where: { id: request.params.id }, select: view });
          return patient; // ruleid: patient-record-by-request-id
        },
      },
      {
        method: 'GET',
        path: '/own/{id}',
        handler: async (request, h) => {
          const { id } = request.auth.credentials;
          const patient = await db.patient.findFirst({ where: { id: request.params.id, userId: id }, select: view });
          return h.response(patient).code(200); // ok: patient-record-by-request-id
        },
      },
    ]);
  },
};

// @file: src/routes.ts
import type { ServerRoute } from '@hapi/hapi';
import { db, view } from './db';

async function find(request, h) {
  const patient = await db.patient.findUnique({ where: { personnummer: request.query.personnummer }, select: view });
  return h.response(patient); // ruleid: lookup-by-national-id
}
const ownNumber = async (request, h) => {
  const { personnummer } = request.auth.credentials;
  const patient = await db.patient.findUnique({ where: { personnummer }, select: view });
  return h.response(patient); // ok: lookup-by-national-id
};

export const routes: ServerRoute[] = [
  { method: 'GET', path: '/find', handler: find },
  { method: 'GET', path: '/own-number', options: { handler: ownNumber } },
  {
    method: ['POST', 'PUT'],
    path: '/patients',
    config: {
      handler(request) {
        console.log(request.payload); // ruleid: request-body-to-log
        console.log(request.payload.id); // ok: request-body-to-log
        return { ok: true };
      },
    },
  },
  {
    method: 'GET',
    path: '/whole',
    handler: async (request) => {
      return db.patient.findFirst({ where: { userId: request.auth.credentials.id } }); // ruleid: whole-entity-response
    },
  },
  {
    method: 'GET',
    path: '/name',
    handler: async (request) => {
      const patient = await db.patient.findFirst({ where: { userId: request.auth.credentials.id } });
      return { name: patient?.name }; // ok: whole-entity-response
    },
  },
  {
    method: 'GET',
    path: '/search',
    handler: async (request) => {
      await db.$executeRawUnsafe(`UPDATE patient SET seen = 1 WHERE name = '${request.query.name}'`); // ruleid: injection-to-patient-store
      await db.$executeRaw`UPDATE patient SET seen = 1 WHERE name = ${request.query.name}`; // ok: injection-to-patient-store
      return null;
    },
  },
];

// Not registered.
export const left = {
  method: 'GET',
  path: '/left',
  handler: async (request, h) => {
    const patient = await db.patient.findUnique({ where: { id: request.params.id }, select: view });
    return patient; // ok: patient-record-by-request-id
  },
};
