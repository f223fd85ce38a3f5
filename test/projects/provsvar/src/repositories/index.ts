import { prisma } from '@/lib/db';
import { PatientRepository } from './patient-repository';
import { ResultRepository } from './result-repository';

export const patientRepository = new PatientRepository(prisma);
export const resultRepository = new ResultRepository(prisma);
