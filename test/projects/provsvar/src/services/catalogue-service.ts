import type { AnalysKatalog } from '@prisma/client';
import { prisma } from '@/lib/db';
import { NotFoundError } from '@/lib/errors';

/** Reference data about analyses; the same for everyone. */
export async function getCatalogueEntry(kod: string): Promise<AnalysKatalog> {
  const entry = await prisma.analysKatalog.findUnique({ where: { kod } });
  if (!entry) {
    throw new NotFoundError('unknown_analysis');
  }
  return entry;
}

export function listCatalogue(): Promise<AnalysKatalog[]> {
  return prisma.analysKatalog.findMany({ orderBy: { benamning: 'asc' } });
}
