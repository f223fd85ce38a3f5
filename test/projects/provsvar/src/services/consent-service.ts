import { prisma } from '@/lib/db';

export type Andamal = 'paminnelse' | 'sammanhallen_vard' | 'kampanj';

/** A consent counts until it is withdrawn. */
export async function hasConsent(patientId: string, andamal: Andamal): Promise<boolean> {
  const samtycke = await prisma.samtycke.findFirst({
    where: { patientId, andamal, aterkallatAt: null },
    select: { id: true },
  });
  return samtycke !== null;
}

export async function giveConsent(
  patientId: string,
  vardenhetId: string,
  andamal: Andamal,
): Promise<void> {
  if (await hasConsent(patientId, andamal)) {
    return;
  }
  await prisma.samtycke.create({ data: { patientId, vardenhetId, andamal } });
}

export async function withdrawConsent(patientId: string, andamal: Andamal): Promise<void> {
  await prisma.samtycke.updateMany({
    where: { patientId, andamal, aterkallatAt: null },
    data: { aterkallatAt: new Date() },
  });
}
