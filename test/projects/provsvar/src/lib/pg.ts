import { readFileSync } from 'node:fs';
import { Pool } from 'pg';
import { config } from '@/config';

/** Plain SQL for the statistics that Prisma cannot express well. */
export const pool = new Pool({
  connectionString: config.databaseUrl,
  max: 5,
  ssl: config.databaseCa
    ? { ca: readFileSync(config.databaseCa, 'utf8'), rejectUnauthorized: true } // ok: tls-verification-off -- own CA, still verified
    : undefined,
});

export async function closePool(): Promise<void> {
  await pool.end();
}
