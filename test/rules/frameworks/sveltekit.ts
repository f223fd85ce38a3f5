// SvelteKit: endpoints, load functions of the server, form actions.

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

// @file: src/routes/api/patients/[id]/+server.ts
import { json } from '@sveltejs/kit';
import { db, view } from '../../../../db';

export async function GET({ params, locals }) {
  const patient = await db.patient.findUnique({ where: { id: params.id }, select: view });
  return json(patient); // ruleid: patient-record-by-request-id
}
export async function PUT({ params, locals }) {
  const patient = await db.patient.findFirst({ where: { id: params.id, userId: locals.user.id }, select: view });
  return json(patient); // ok: patient-record-by-request-id
}
export async function POST({ request }) {
  const body = await request.json();
  console.log(body); // ruleid: request-body-to-log
  console.log(body.id); // ok: request-body-to-log
  return new Response(null);
}

// @file: src/routes/patients/[id]/+page.server.ts
import { db, view } from '../../../db';

export async function load({ params }) {
  const patient = await db.patient.findUnique({ where: { id: params.id }, select: view });
  return { patient }; // ruleid: patient-record-by-request-id
}
export const actions = {
  default: async ({ params, locals }) => {
    const patient = await db.patient.findFirst({ where: { id: params.id, userId: locals.user.id }, select: view });
    return { patient }; // ok: patient-record-by-request-id
  },
  find: async ({ request }) => {
    const form = await request.formData();
    const patient = await db.patient.findUnique({ where: { personnummer: String(form.get('personnummer')) }, select: view });
    return { patient }; // ruleid: lookup-by-national-id
  },
};

// @file: src/routes/me/+page.server.ts
import { db } from '../../db';

export async function load({ locals }) {
  const patient = await db.patient.findFirst({ where: { userId: locals.user.id } });
  return { patient }; // ruleid: whole-entity-response
}

// @file: src/routes/name/+layout.server.ts
import { db } from '../../db';

export async function load({ locals }) {
  const patient = await db.patient.findFirst({ where: { userId: locals.user.id } });
  return { name: patient?.name }; // ok: whole-entity-response
}

// Runs in the browser too, and reads no database there.
// @file: src/routes/other/[id]/+page.ts
import { db, view } from '../../../db';

export async function load({ params }) {
  const patient = await db.patient.findUnique({ where: { id: params.id }, select: view });
  return { patient }; // ok: patient-record-by-request-id
}
