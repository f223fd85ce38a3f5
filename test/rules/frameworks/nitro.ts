// Nuxt and Nitro: event handlers of files, with functions that are imported or global.

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

// @file: server/api/patients/[id].get.ts
import { db, view } from '../../../src/db';

export default defineEventHandler(async (event) => {
  const id = getRouterParam(event, 'id');
  const patient = await db.patient.findUnique({ where: { id }, select: view });
  return patient; // ruleid: patient-record-by-request-id
});

// @file: server/api/patients/[id].put.ts
import { db, view } from '../../../src/db';

export default defineEventHandler(async (event) => {
  const { user } = await requireUserSession(event);
  const patient = await db.patient.findFirst({ where: { id: event.context.params.id, userId: user.id }, select: view });
  return patient; // ok: patient-record-by-request-id
});

// @file: server/api/find.post.ts
import { defineEventHandler, readBody } from 'h3';
import { db, view } from '../../src/db';

export default defineEventHandler(async (event) => {
  const body = await readBody(event);
  console.log(body); // ruleid: request-body-to-log
  console.log(body.id); // ok: request-body-to-log
  const patient = await db.patient.findUnique({ where: { personnummer: body.personnummer }, select: view });
  return { patient }; // ruleid: lookup-by-national-id
});

// @file: server/routes/me.ts
import { eventHandler } from 'h3';
import { db } from '../../src/db';

export default eventHandler(async (event) => {
  const patient = await db.patient.findFirst({ where: { userId: event.context.user.id } });
  if (event.path === '/me?whole') return patient; // ruleid: whole-entity-response
  return { name: patient?.name }; // ok: whole-entity-response
});

// @file: server/utils/find.ts
import { db, view } from '../../src/db';

export default async function (event) {
  const patient = await db.patient.findUnique({ where: { id: event.context.params.id }, select: view });
  return patient; // ok: patient-record-by-request-id
}
