// Next.js: route handlers, API routes, pages and server actions are ways in, by the names of their files.

// @file: package.json
{ "name": "portal", "dependencies": { "next": "15.0.0" } }

// @file: prisma/schema.prisma
model Patient {
  id           String  @id
  personnummer String  @unique
  name         String
  address      String?
  userId       String
}

// @file: src/lib/db.ts
import { PrismaClient } from '@prisma/client';

export const db = new PrismaClient();

// @file: src/app/api/patients/[id]/route.ts
import { NextRequest, NextResponse } from 'next/server';
import { getServerSession } from 'next-auth';
import { db } from '../../../../lib/db';

const view = { name: true, address: true };

export async function GET(_request: NextRequest, { params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const session = await getServerSession();
  if (!session) return NextResponse.json({ code: 'login' }, { status: 401 });
  const patient = await db.patient.findUnique({ where: { id }, select: view });
  return NextResponse.json(patient); // ruleid: patient-record-by-request-id
}

export async function PUT(_request: NextRequest, { params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const session = await getServerSession();
  const patient = await db.patient.findFirst({ where: { id, userId: session.user.id }, select: view });
  return NextResponse.json(patient); // ok: patient-record-by-request-id
}

export async function POST(request: NextRequest) {
  const body = await request.json();
  console.log('created', body); // ruleid: request-body-to-log
  console.log('created', body.id); // ok: request-body-to-log
  return NextResponse.json({ ok: true });
}

// A function of another name is no way in.
export async function load(_request: NextRequest, { params }: { params: { id: string } }) {
  const patient = await db.patient.findUnique({ where: { id: params.id }, select: view });
  return NextResponse.json(patient); // ok: patient-record-by-request-id
}

// @file: src/app/api/people/[personnummer]/route.ts
import { db } from '../../../../lib/db';

export async function GET(_request: Request, { params }: { params: { personnummer: string } }) {
  const patient = await db.patient.findUnique({ where: { personnummer: params.personnummer }, select: { name: true } });
  return Response.json(patient); // ruleid: lookup-by-national-id
}

// @file: src/app/api/whole/route.ts
import { getServerSession } from 'next-auth';
import { db } from '../../../lib/db';

const handler = async () => {
  const session = await getServerSession();
  const patient = await db.patient.findFirst({ where: { userId: session.user.id } });
  return Response.json(patient); // ruleid: whole-entity-response
};
const named = async () => {
  const session = await getServerSession();
  const patient = await db.patient.findFirst({ where: { userId: session.user.id } });
  return Response.json({ name: patient?.name }); // ok: whole-entity-response
};
export { handler as GET, named as POST };

// @file: src/pages/api/patient.ts
import type { NextApiRequest, NextApiResponse } from 'next';
import { getServerSession } from 'next-auth';
import { db } from '../../lib/db';

export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  const session = await getServerSession(req, res);
  if (!session) return res.status(401).end();
  const patient = await db.patient.findUnique({ where: { id: String(req.query.id) }, select: { name: true } });
  res.status(200).json(patient); // ruleid: patient-record-by-request-id
}

// @file: src/pages/api/own.ts
import type { NextApiRequest, NextApiResponse } from 'next';
import { getServerSession } from 'next-auth';
import { db } from '../../lib/db';

const handler = async (req: NextApiRequest, res: NextApiResponse) => {
  const session = await getServerSession(req, res);
  const own = await db.patient.findFirst({ where: { id: String(req.query.id), userId: session.user.id }, select: { name: true } });
  res.json(own); // ok: patient-record-by-request-id
};
export default handler;

// @file: src/pages/api/untyped.js
import { db } from '../../lib/db';

export default async function handler(req, res) {
  const patient = await db.patient.findUnique({ where: { id: req.query.id }, select: { name: true } });
  res.status(200).json(patient); // ruleid: patient-record-by-request-id
}

// @file: src/lib/untyped.js
import { db } from './db';

export default async function handler(req, res) {
  const patient = await db.patient.findUnique({ where: { id: req.query.id }, select: { name: true } });
  res.status(200).json(patient); // ok: patient-record-by-request-id
}

// @file: src/pages/patients/[id].tsx
import { getServerSession } from 'next-auth';
import { db } from '../../lib/db';

export async function getServerSideProps(context) {
  const patient = await db.patient.findUnique({ where: { id: context.params.id }, select: { name: true } });
  return { props: { patient } }; // ruleid: patient-record-by-request-id
}

// @file: src/pages/me/[id].tsx
import { getServerSession } from 'next-auth';
import { db } from '../../lib/db';

export async function getServerSideProps({ params, req, res }) {
  const session = await getServerSession(req, res);
  const patient = await db.patient.findFirst({ where: { id: params.id, userId: session.user.id }, select: { name: true } });
  return { props: { patient } }; // ok: patient-record-by-request-id
}

// @file: src/app/actions.ts
'use server';
import { getServerSession } from 'next-auth';
import { db } from '../lib/db';

export async function readPatient(id: string) {
  const patient = await db.patient.findUnique({ where: { id }, select: { name: true } });
  return patient; // ruleid: patient-record-by-request-id
}
export async function readOwn(id: string) {
  const session = await getServerSession();
  const patient = await db.patient.findFirst({ where: { id, userId: session.user.id }, select: { name: true } });
  return patient; // ok: patient-record-by-request-id
}
export const search = async (form: FormData) => {
  const name = form.get('name');
  return db.$queryRawUnsafe(`SELECT id FROM patient WHERE name = '${name}'`); // ruleid: injection-to-patient-store
};
async function inside(id: string) {
  const patient = await db.patient.findUnique({ where: { id }, select: { name: true } });
  return patient; // ok: patient-record-by-request-id
}
export async function nothing() {
  await inside('fixed');
}

// @file: src/app/patients/[id]/page.tsx
import { db } from '../../../lib/db';

export default async function Page({ params, searchParams }) {
  const { id } = await params;
  await db.$executeRawUnsafe(`UPDATE visit SET seen = 1 WHERE patient = '${id}'`); // ruleid: injection-to-patient-store
  await db.$executeRaw`UPDATE visit SET seen = 1 WHERE patient = ${id}`; // ok: injection-to-patient-store
  return <p>{searchParams.tab}</p>;
}

// @file: src/app/records/page.tsx
import { getServerSession } from 'next-auth';
import { db } from '../../lib/db';

// An action written inside of a component is called from outside like any other; the page around it guards nothing.
export default async function Records() {
  const session = await getServerSession();
  if (!session) return null;
  async function read(id: string) {
    'use server';
    return db.patient.findUnique({ where: { id }, select: { name: true } }); // ruleid: patient-record-by-request-id
  }
  const readOwn = async (id: string) => {
    'use server';
    const caller = await getServerSession();
    return db.patient.findFirst({ where: { id, userId: caller.user.id }, select: { name: true } }); // ok: patient-record-by-request-id
  };
  async function inside(id: string) {
    return db.patient.findUnique({ where: { id }, select: { name: true } }); // ok: patient-record-by-request-id
  }
  return <Form read={read} own={readOwn} first={await inside('fixed')} />;
}

// @file: src/middleware.ts
import { NextResponse, type NextRequest } from 'next/server';

export function middleware(request: NextRequest) {
  if (!request.cookies.get('session')) return NextResponse.redirect('/login');
  return NextResponse.next();
}
export const config = { matcher: ['/api/people/:path*', '/me/:id'] };
