import type { Patient, Prisma, PrismaClient } from '@prisma/client';

export interface NewPatient {
  personnummer: string;
  fornamn: string;
  efternamn: string;
  gatuadress: string;
  postnummer: string;
  postort: string;
  sekretessmarkering: boolean;
}

/** Reads and writes patients. Methods that end in `AtUnit` never leave the given clinic. */
export class PatientRepository {
  constructor(private readonly db: PrismaClient) {}

  findByPersonnummer(personnummer: string): Promise<Patient | null> {
    return this.db.patient.findFirst({ where: { personnummer } });
  }

  findByPersonnummerAtUnit(personnummer: string, vardenhetId: string): Promise<Patient | null> {
    return this.db.patient.findFirst({ where: { personnummer, vardenhetId } });
  }

  findById(id: string): Promise<Patient | null> {
    return this.db.patient.findUnique({ where: { id } });
  }

  findByIdAtUnit(id: string, vardenhetId: string): Promise<Patient | null> {
    return this.db.patient.findFirst({ where: { id, vardenhetId } });
  }

  listAtUnit(vardenhetId: string, page: Prisma.PatientFindManyArgs = {}) {
    return this.db.patient.findMany({
      where: { vardenhetId },
      select: { id: true, fornamn: true, efternamn: true },
      orderBy: { efternamn: 'asc' },
      skip: page.skip ?? 0,
      take: page.take ?? 50,
    });
  }

  create(patient: NewPatient, vardenhetId: string): Promise<{ id: string }> {
    return this.db.patient.create({ data: { ...patient, vardenhetId }, select: { id: true } });
  }
}
