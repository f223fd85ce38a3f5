import { prisma } from './db';
import type { SessionUser } from './session';

export interface Access {
  action: 'read' | 'write' | 'export' | 'sign';
  patientId: string;
  user: SessionUser;
  andamal: 'vard' | 'egen' | 'administration';
}

/** The access log of the journal. It says who did what; it does not decide whether they may. */
export async function recordAccess({ action, patientId, user, andamal }: Access): Promise<void> {
  await prisma.accessLog.create({
    data: {
      action,
      patientId,
      andamal,
      actorId: user.id,
      vardenhetId: user.vardenhetId,
    },
  });
}
