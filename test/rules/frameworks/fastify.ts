// Fastify: plugins with prefixes, routes by options, hooks, what handlers return.

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

// @file: src/app.ts
import Fastify from 'fastify';
import fp from 'fastify-plugin';
import jwt from '@fastify/jwt';
import patients from './patients';
import { admin } from './admin';

const app = Fastify({ logger: true });
app.register(jwt, { secret: process.env.KEY });
app.register(patients, { prefix: '/patients' });
app.register(fp(admin), { prefix: '/admin' });
app.listen({ port: 3000 });

// @file: src/patients.ts
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { db, view } from './db';

const patients: FastifyPluginAsync = async (app) => {
  app.addHook('onRequest', async (request) => {
    await request.jwtVerify();
  });
  app.get('/:id', async (request, reply) => {
    const patient = await db.patient.findUnique({ where: { id: request.params.id }, select: view });
    return patient; // ruleid: patient-record-by-request-id
  });
  app.get('/own/:id', async (request, reply) => {
    const patient = await db.patient.findFirst({ where: { id: request.params.id, userId: request.user.id }, select: view });
    return patient; // ok: patient-record-by-request-id
  });
  app.get('/by-number', { schema: {} }, async (request, reply) => {
    const patient = await db.patient.findUnique({ where: { personnummer: request.query.personnummer }, select: view });
    reply.send(patient); // ruleid: lookup-by-national-id
  });
  app.route({
    method: 'PUT',
    url: '/:id/address',
    handler: async (request, reply) => {
      request.log.info(request.body); // ruleid: request-body-to-log
      request.log.info(request.body.id); // ok: request-body-to-log
      return { ok: true };
    },
  });
  app.route({
    method: ['GET', 'HEAD'],
    url: '/:id/whole',
    preHandler: async (request, reply) => {
      if (request.params.id !== request.user.id) throw new Error('forbidden');
    },
    async handler(request) {
      return db.patient.findUnique({ where: { id: request.params.id } }); // ruleid: whole-entity-response
    },
  });
  app.get('/:id/name', {
    handler: async (request) => {
      const patient = await db.patient.findFirst({ where: { userId: request.user.id } });
      return { name: patient?.name }; // ok: whole-entity-response
    },
  });
};
export default patients;

// @file: src/admin.ts
import type { FastifyInstance } from 'fastify';
import { db, view } from './db';

export async function admin(app: FastifyInstance) {
  app.post('/search', search);
  app.post('/exact', exact);
}
async function search(request, reply) {
  const rows = await db.$queryRawUnsafe(`SELECT id FROM patient WHERE name = '${request.body.name}'`); // ruleid: injection-to-patient-store
  reply.send({ count: rows.length });
}
async function exact(request, reply) {
  const rows = await db.$queryRaw`SELECT id FROM patient WHERE name = ${request.body.name}`; // ok: injection-to-patient-store
  reply.send({ count: rows.length });
}

// Nobody calls this.
export async function unused(request, reply) {
  const patient = await db.patient.findUnique({ where: { id: request.params.id }, select: view });
  reply.send(patient); // ok: patient-record-by-request-id
}
