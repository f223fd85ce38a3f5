import type { Patient } from '@prisma/client';
import { prisma } from '@/lib/db';
import { ForbiddenError } from '@/lib/errors';
import type { SessionUser } from '@/lib/session';

/** True if the caller takes part in the care of the patient right now. */
export async function hasCareRelation(user: SessionUser, patientId: string): Promise<boolean> {
  const relation = await prisma.vardrelation.findFirst({
    where: { patientId, anvandareId: user.id, slutAt: null },
    select: { id: true },
  });
  return relation !== null;
}

export async function assertCareRelation(user: SessionUser, patient: Patient): Promise<void> {
  if (!(await hasCareRelation(user, patient.id))) {
    throw new ForbiddenError('no_care_relation');
  }
}

/** Throws unless the row belongs to the caller's clinic. */
export function assertSameUnit(user: SessionUser, row: { vardenhetId: string }): void {
  if (row.vardenhetId !== user.vardenhetId) {
    throw new ForbiddenError('other_unit');
  }
}
