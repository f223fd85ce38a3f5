import { PrismaClient } from '@prisma/client';

/** One client for the process. Query logging stays off: parameters hold patient data. */
export const prisma = new PrismaClient({ log: ['warn', 'error'] });
