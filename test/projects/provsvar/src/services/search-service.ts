import { prisma } from '@/lib/db';
import type { SessionUser } from '@/lib/session';

export interface PatientHit {
  id: string;
  fornamn: string;
  efternamn: string;
}

/** The patients of the clinic, in the order the list was sorted by. */
export async function sortedPatients(user: SessionUser, sort: string): Promise<PatientHit[]> {
  const sql = `SELECT id, fornamn, efternamn FROM "Patient" WHERE "vardenhetId" = $1 ORDER BY ${sort} LIMIT 200`;
  // ruleid: injection-to-patient-store -- a column name cannot be bound, so it was pasted in
  return prisma.$queryRawUnsafe<PatientHit[]>(sql, user.vardenhetId);
}

/** Search by the beginning of the last name. */
export async function patientsByLastName(user: SessionUser, prefix: string): Promise<PatientHit[]> {
  const pattern = `${prefix.replace(/[%_]/g, '')}%`;
  // ok: injection-to-patient-store -- the tag binds its values
  return prisma.$queryRaw<PatientHit[]>`
    SELECT id, fornamn, efternamn FROM "Patient"
    WHERE "vardenhetId" = ${user.vardenhetId} AND efternamn ILIKE ${pattern}
    ORDER BY efternamn LIMIT 200`;
}
