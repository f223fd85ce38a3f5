import { legacyPseudonym, prisma, pseudonym } from '@/lib';
import type { SessionUser } from '@/lib/session';

export interface ResearchRow {
  ref: string;
  analyskod: string;
  analyssvar: string;
  provtagetAt: string;
}

type Pseudonymiser = (personnummer: string) => string;

async function researchRows(
  user: SessionUser,
  since: Date,
  toRef: Pseudonymiser,
): Promise<ResearchRow[]> {
  const rows = await prisma.provsvar.findMany({
    where: { vardenhetId: user.vardenhetId, provtagetAt: { gte: since }, status: 'SIGNERAT' },
    select: {
      analyskod: true,
      analyssvar: true,
      provtagetAt: true,
      patient: { select: { personnummer: true } },
    },
  });
  return rows.map(({ patient, provtagetAt, ...row }) => ({
    ...row,
    ref: toRef(patient.personnummer),
    provtagetAt: provtagetAt.toISOString().slice(0, 7),
  }));
}

/** The first study, which has joined on the old pseudonym. */
export function exportForFirstStudy(user: SessionUser, since: Date): Promise<ResearchRow[]> {
  return researchRows(user, since, legacyPseudonym);
}

export function exportForStudies(user: SessionUser, since: Date): Promise<ResearchRow[]> {
  return researchRows(user, since, pseudonym);
}

const CSV_COLUMNS = ['provnummer', 'analyskod', 'analyssvar', 'enhet'] as const;

/** A cell that starts like a formula is not one. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** The results of the clinic without the persons, for the quality work. */
export async function exportResultsCsv(user: SessionUser, since: Date): Promise<string> {
  const rows = await prisma.provsvar.findMany({
    where: { vardenhetId: user.vardenhetId, provtagetAt: { gte: since } },
    select: { provnummer: true, analyskod: true, analyssvar: true, enhet: true },
    orderBy: { provtagetAt: 'asc' },
  });
  const lines = rows.map((row) => CSV_COLUMNS.map((column) => cell(row[column])).join(';'));
  return [CSV_COLUMNS.join(';'), ...lines].join('\r\n');
}
