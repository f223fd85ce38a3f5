import type { Provsvar } from '@prisma/client';
import { createLogger, NotFoundError } from '@/lib';
import type { SessionUser } from '@/lib/session';
import { resultRepository } from '@/repositories';
import { notifyResult } from './notification-service';

const log = createLogger('result');

export async function getResult(id: string): Promise<Provsvar> {
  const provsvar = await resultRepository.findById(id);
  if (!provsvar) {
    throw new NotFoundError('result_not_found');
  }
  return provsvar;
}

export async function getOwnResult(id: string, patientId: string): Promise<Provsvar> {
  const provsvar = await resultRepository.findByIdForPatient(id, patientId);
  if (!provsvar) {
    throw new NotFoundError('result_not_found');
  }
  return provsvar;
}

export function listOwnResults(patientId: string): Promise<Provsvar[]> {
  return resultRepository.listForPatient(patientId);
}

export function listToSign(user: SessionUser): Promise<Provsvar[]> {
  return resultRepository.listToSign(user.vardenhetId);
}

async function getForChange(id: string, user: SessionUser) {
  const provsvar = await resultRepository.findWithPatientAtUnit(id, user.vardenhetId);
  if (!provsvar) {
    throw new NotFoundError('result_not_found');
  }
  return provsvar;
}

/** Signing is what makes a result visible to the patient. */
export async function signResult(id: string, user: SessionUser): Promise<void> {
  const { patient, ...provsvar } = await getForChange(id, user);
  if (provsvar.status !== 'SVAR_KLART') {
    throw new Error(
      `Provsvar för ${patient.fornamn} ${patient.efternamn} (${patient.personnummer}) kan inte signeras`, // ruleid: phi-in-exception
    );
  }
  await resultRepository.setStatus(provsvar.id, 'SIGNERAT', user.id);
  await notifyResult(patient, provsvar);
  log.event('result.signed', { resultId: provsvar.id });
}

export async function voidResult(id: string, user: SessionUser): Promise<void> {
  const { patient, ...provsvar } = await getForChange(id, user);
  if (provsvar.status === 'SIGNERAT') {
    throw new Error(`Provsvar för ${patient.personnummer} är redan signerat`); // ruleid: phi-in-exception
  }
  await resultRepository.setStatus(provsvar.id, 'MAKULERAT');
  log.event('result.voided', { resultId: provsvar.id });
}
