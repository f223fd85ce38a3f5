// Pages of Next.js: those of the browser ask a service by what the browser holds; those of the server are ways in.
// @file: package.json
{"name": "portal", "dependencies": {"next": "15"}}
// @file: lib/db.ts
import { PrismaClient } from '@prisma/client';
export const db = new PrismaClient();
// @file: app/api/patients/[id]/route.ts
import { NextResponse } from 'next/server';
import { getServerSession } from 'next-auth';
import { db } from '@/lib/db';

export async function GET(_: Request, { params }: { params: { id: string } }) {
  const session = await getServerSession();
  if (!session) return NextResponse.json({}, { status: 401 });
  return NextResponse.json(await db.patient.findUnique({ where: { id: params.id } })); // ruleid: patient-record-by-request-id
}
// @file: app/(staff)/patients/[id]/page.tsx
'use client';
import { createClient } from '@supabase/supabase-js';

const supabase = createClient(process.env.NEXT_PUBLIC_SUPABASE_URL ?? '', process.env.NEXT_PUBLIC_SUPABASE_ANON_KEY ?? '');
export default function PatientPage({ params }: { params: { id: string } }) {
  const remove = async () => {
    await supabase.from('patients').delete().eq('id', params.id); // ok: patient-record-changed-by-request-id
  };
  return <button onClick={remove}>Remove</button>;
}
// @file: app/(staff)/visits/[id]/page.tsx
import { getServerSession } from 'next-auth';
import { db } from '@/lib/db';

export default async function VisitPage({ params }: { params: { id: string } }) {
  const session = await getServerSession();
  if (!session) return null;
  await db.patient.update({ where: { id: params.id }, data: { seenAt: new Date() } }); // ruleid: patient-record-changed-by-request-id
  return <p>Seen</p>;
}
