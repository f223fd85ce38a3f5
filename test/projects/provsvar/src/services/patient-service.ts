import type { Patient } from '@prisma/client';
import { fetchAddress } from '@/integrations/spar';
import { ConflictError, createLogger, NotFoundError, pseudonym } from '@/lib';
import type { SessionUser } from '@/lib/session';
import { patientRepository } from '@/repositories';
import { assertCareRelation } from './care-relation';

const log = createLogger('patient');

export const patientService = {
  findByPersonnummer(personnummer: string): Promise<Patient | null> {
    return patientRepository.findByPersonnummer(personnummer);
  },

  /** Only persons listed at the caller's own clinic. */
  findListed(personnummer: string, user: SessionUser): Promise<Patient | null> {
    return patientRepository.findByPersonnummerAtUnit(personnummer, user.vardenhetId);
  },

  /** Throws if the caller takes no part in the care of the person. */
  async findInMyCare(personnummer: string, user: SessionUser): Promise<Patient> {
    const patient = await patientRepository.findByPersonnummer(personnummer);
    if (!patient) {
      throw new NotFoundError('person_not_found');
    }
    await assertCareRelation(user, patient);
    return patient;
  },

  findById(id: string): Promise<Patient | null> {
    return patientRepository.findById(id);
  },

  findAtMyUnit(id: string, user: SessionUser): Promise<Patient | null> {
    return patientRepository.findByIdAtUnit(id, user.vardenhetId);
  },

  list(user: SessionUser, skip: number) {
    return patientRepository.listAtUnit(user.vardenhetId, { skip });
  },

  /** Lists a person at the caller's clinic, with the address of the population register. */
  async register(personnummer: string, user: SessionUser): Promise<{ id: string }> {
    const existing = await patientRepository.findByPersonnummerAtUnit(
      personnummer,
      user.vardenhetId,
    );
    if (existing) {
      throw new ConflictError(
        `${existing.personnummer} är redan listad: ${existing.fornamn} ${existing.efternamn}`, // ruleid: phi-in-exception
      );
    }

    const folkbokford = await fetchAddress(personnummer);
    const created = await patientRepository.create(
      { personnummer, ...folkbokford },
      user.vardenhetId,
    );
    log.event('patient.registered', { ref: pseudonym(personnummer), unit: user.vardenhetId });
    return created;
  },
};
