// Koa: routers with prefixes, middleware in the chain, what is put on the context.

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
import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import { patients } from './patients';
import { visits } from './visits';

const app = new Koa();
app.use(bodyParser());
app.use(patients.routes()).use(patients.allowedMethods());
app.use(visits.routes());
app.listen(3000);

// @file: src/authenticate.ts
import type { Context, Next } from 'koa';
import jwt from 'jsonwebtoken';

export async function authenticate(ctx: Context, next: Next) {
  ctx.state.user = jwt.verify(ctx.get('authorization').slice(7), process.env.KEY ?? '') as { id: string; unitId: string };
  await next();
}

export async function ownOnly(ctx: Context, next: Next) {
  if (ctx.params.id !== ctx.state.user.id) ctx.throw(403);
  await next();
}

// @file: src/patients.ts
import Router from '@koa/router';
import { authenticate, ownOnly } from './authenticate';
import { db, view } from './db';

export const patients = new Router({ prefix: '/patients' });
patients.use(authenticate);

patients.get('/:id', async (ctx) => {
  const patient = await db.patient.findUnique({ where: { id: ctx.params.id }, select: view });
  ctx.body = patient; // ruleid: patient-record-by-request-id
});
patients.get('/unit/:id', async (ctx) => {
  const patient = await db.patient.findFirst({ where: { id: ctx.params.id, unitId: ctx.state.user.unitId }, select: view });
  ctx.body = patient; // ok: patient-record-by-request-id
});
patients.get('/own/:id', async (ctx) => {
  if (ctx.params.id !== ctx.state.user.id) {
    ctx.status = 403;
    return;
  }
  ctx.body = await db.patient.findUnique({ where: { id: ctx.params.id }, select: view }); // ok: patient-record-by-request-id
});
patients.get('/checked/:id', ownOnly, async (ctx) => {
  ctx.body = await db.patient.findUnique({ where: { id: ctx.params.id }, select: view }); // ok: patient-record-by-request-id
});
patients.post('/find', async (ctx) => {
  const { personnummer } = ctx.request.body;
  const patient = await db.patient.findUnique({ where: { personnummer }, select: view });
  ctx.response.body = { patient }; // ruleid: lookup-by-national-id
});
patients.post('/', async (ctx) => {
  console.log(ctx.request.body); // ruleid: request-body-to-log
  console.log(ctx.request.body.id); // ok: request-body-to-log
  ctx.status = 201;
});
patients.get('/me/whole', async (ctx) => {
  ctx.body = await db.patient.findFirst({ where: { userId: ctx.state.user.id } }); // ruleid: whole-entity-response
});
patients.get('/me/name', async (ctx) => {
  const patient = await db.patient.findFirst({ where: { userId: ctx.state.user.id } });
  ctx.body = { name: patient?.name }; // ok: whole-entity-response
});

// @file: src/visits.ts
import Router from 'koa-router';
import { db } from './db';

export const visits = new Router();
visits.prefix('/visits');
visits
  .get('/search', async (ctx) => {
    ctx.body = { rows: await db.$queryRawUnsafe(`SELECT id FROM visit WHERE reason = '${ctx.query.reason}'`) }; // ruleid: injection-to-patient-store
  })
  .get('/exact', async (ctx) => {
    ctx.body = { rows: await db.$queryRaw`SELECT id FROM visit WHERE reason = ${ctx.query.reason}` }; // ok: injection-to-patient-store
  });
