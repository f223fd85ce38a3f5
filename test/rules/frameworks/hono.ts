// Hono: groups, base paths, middleware, the answers of the context.

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
import { Hono } from 'hono';
import { jwt } from 'hono/jwt';
import { patients } from './patients';

const app = new Hono().basePath('/api');
app.use('/patients/*', jwt({ secret: process.env.KEY }));
app.route('/patients', patients);
export default app;

// @file: src/patients.ts
import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { db, view } from './db';

const loadUser = createMiddleware(async (c, next) => {
  c.set('user', { id: c.get('jwtPayload').sub });
  await next();
});

export const patients = new Hono();
patients.use(loadUser);

patients.get('/:id', async (c) => {
  const patient = await db.patient.findUnique({ where: { id: c.req.param('id') }, select: view });
  return c.json(patient); // ruleid: patient-record-by-request-id
});
patients.get('/own/:id', async (c) => {
  const patient = await db.patient.findFirst({ where: { id: c.req.param('id'), userId: c.var.user.id }, select: view });
  return c.json(patient); // ok: patient-record-by-request-id
});
patients.get('/mine/:id', async (c) => {
  const user = c.get('user');
  const patient = await db.patient.findFirst({ where: { id: c.req.param('id'), userId: user.id }, select: view });
  return c.json(patient); // ok: patient-record-by-request-id
});
patients.post('/find', async (c) => {
  const { personnummer } = await c.req.json();
  const patient = await db.patient.findUnique({ where: { personnummer }, select: view });
  return c.json({ patient }); // ruleid: lookup-by-national-id
});
patients
  .post('/', async (c) => {
    const body = await c.req.json();
    console.log(body); // ruleid: request-body-to-log
    console.log(body.id); // ok: request-body-to-log
    return c.body(null);
  })
  .get('/search', async (c) => {
    const name = c.req.query('name');
    await db.$executeRawUnsafe(`UPDATE patient SET seen = 1 WHERE name = '${name}'`); // ruleid: injection-to-patient-store
    await db.$executeRaw`UPDATE patient SET seen = 1 WHERE name = ${name}`; // ok: injection-to-patient-store
    return c.text('ok');
  });
patients.get('/me/whole', async (c) => {
  const patient = await db.patient.findFirst({ where: { userId: c.var.user.id } });
  return c.json(patient); // ruleid: whole-entity-response
});
patients.get('/me/name', async (c) => {
  const patient = await db.patient.findFirst({ where: { userId: c.var.user.id } });
  return c.json({ name: patient?.name }); // ok: whole-entity-response
});
