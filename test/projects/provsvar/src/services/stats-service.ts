import { pool } from '@/lib/pg';

export interface WeekCount {
  vecka: string;
  antal: number;
}

interface Row {
  vecka: string;
  antal: string;
}

function toWeekCount({ vecka, antal }: Row): WeekCount {
  return { vecka, antal: Number(antal) };
}

/** Results per week for one analysis. */
export async function resultsPerWeek(vardenhetId: string, analyskod: string): Promise<WeekCount[]> {
  const sql =
    `SELECT to_char(provtaget_at, 'IYYY-IW') AS vecka, count(*) AS antal FROM provsvar ` +
    `WHERE vardenhet_id = $1 AND analyskod = '${analyskod}' GROUP BY 1 ORDER BY 1`;
  // ruleid: injection-to-patient-store -- the code of the analysis comes from the query string
  const { rows } = await pool.query<Row>(sql, [vardenhetId]);
  return rows.map(toWeekCount);
}

/** Deviating results per week since a date. */
export async function deviatingPerWeek(vardenhetId: string, since: Date): Promise<WeekCount[]> {
  const sql = `SELECT to_char(provtaget_at, 'IYYY-IW') AS vecka, count(*) AS antal FROM provsvar
    WHERE vardenhet_id = $1 AND avvikande AND provtaget_at >= $2 GROUP BY 1 ORDER BY 1`;
  // ok: injection-to-patient-store -- values are bound
  const { rows } = await pool.query<Row>(sql, [vardenhetId, since]);
  return rows.map(toWeekCount);
}
