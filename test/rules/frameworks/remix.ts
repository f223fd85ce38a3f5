// Remix and React Router: loaders and actions of route files.

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

// @file: app/session.ts
import jwt from 'jsonwebtoken';

export function requireUser(request: Request): { id: string } {
  return jwt.verify(request.headers.get('authorization') ?? '', process.env.KEY ?? '') as { id: string };
}

// @file: app/routes/patients.$id.tsx
import { json, type LoaderFunctionArgs } from '@remix-run/node';
import { db, view } from '../../src/db';
import { requireUser } from '../session';

export async function loader({ params, request }: LoaderFunctionArgs) {
  requireUser(request);
  const patient = await db.patient.findUnique({ where: { id: params.id }, select: view });
  return json({ patient }); // ruleid: patient-record-by-request-id
}
export async function action({ params, request }: LoaderFunctionArgs) {
  const user = requireUser(request);
  const patient = await db.patient.findFirst({ where: { id: params.id, userId: user.id }, select: view });
  return { patient }; // ok: patient-record-by-request-id
}
export async function load({ params }) {
  const patient = await db.patient.findUnique({ where: { id: params.id }, select: view });
  return { patient }; // ok: patient-record-by-request-id
}

// @file: app/routes/_auth.me._index.tsx
import { db } from '../../src/db';
import { requireUser } from '../session';

export const loader = async ({ request }) => {
  const user = requireUser(request);
  const patient = await db.patient.findFirst({ where: { userId: user.id } });
  return { patient }; // ruleid: whole-entity-response
};
export const action = async ({ request }) => {
  const user = requireUser(request);
  const body = await request.json();
  console.log(body); // ruleid: request-body-to-log
  console.log(body.id); // ok: request-body-to-log
  const patient = await db.patient.findFirst({ where: { userId: user.id } });
  return { name: patient?.name }; // ok: whole-entity-response
};

// @file: app/routes/find.ts
import { db, view } from '../../src/db';

export async function loader({ request }) {
  const personnummer = new URL(request.url).searchParams.get('personnummer');
  const patient = await db.patient.findUnique({ where: { personnummer }, select: view });
  return patient; // ruleid: lookup-by-national-id
}

// @file: app/lib/find.ts
import { db, view } from '../../src/db';

export async function loader({ params }) {
  const patient = await db.patient.findUnique({ where: { personnummer: params.personnummer }, select: view });
  return patient; // ok: lookup-by-national-id
}

// @file: package.json
{ "dependencies": { "@remix-run/node": "2.0.0" } }
