import type { Roll } from '@prisma/client';
import { ForbiddenError } from './errors';

/** Who is calling. Built from the session row, never from the request. */
export interface SessionUser {
  id: string;
  roll: Roll;
  vardenhetId: string;
  /** Only for patients. */
  patientId: string | null;
  /** Only for patients; from the eID log-in. */
  personnummer: string | null;
}

/** The caller's own patient id; staff has none. */
export function patientIdOf(user: SessionUser): string {
  if (!user.patientId) {
    throw new ForbiddenError('patients_only');
  }
  return user.patientId;
}
