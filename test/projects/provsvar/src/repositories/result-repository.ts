import type { PrismaClient, Provsvar } from '@prisma/client';

/** Reads and writes lab results. */
export class ResultRepository {
  readonly #db: PrismaClient;

  constructor(db: PrismaClient) {
    this.#db = db;
  }

  findById(id: string): Promise<Provsvar | null> {
    return this.#db.provsvar.findUnique({ where: { id } });
  }

  findByIdForPatient(id: string, patientId: string): Promise<Provsvar | null> {
    return this.#db.provsvar.findFirst({ where: { id, patientId, status: 'SIGNERAT' } });
  }

  findWithPatientAtUnit(id: string, vardenhetId: string) {
    return this.#db.provsvar.findFirst({
      where: { id, vardenhetId },
      include: { patient: true },
    });
  }

  listForPatient(patientId: string): Promise<Provsvar[]> {
    return this.#db.provsvar.findMany({
      where: { patientId, status: 'SIGNERAT' },
      orderBy: { provtagetAt: 'desc' },
    });
  }

  listToSign(vardenhetId: string): Promise<Provsvar[]> {
    return this.#db.provsvar.findMany({
      where: { vardenhetId, status: 'SVAR_KLART' },
      orderBy: { svarAt: 'asc' },
      take: 100,
    });
  }

  async setStatus(id: string, status: Provsvar['status'], signeradAvId?: string): Promise<void> {
    await this.#db.provsvar.update({
      where: { id },
      data: { status, signeradAvId },
      select: { id: true },
    });
  }
}
