import type { Request, Response } from 'express';
import { Router } from 'express';
import { createLogger } from '@/lib';
import { parseDate } from '@/lib/validate';
import { exportForFirstStudy, exportForStudies, exportResultsCsv } from '@/services/export-service';

const log = createLogger('export');
const YEAR_START = () => new Date(Date.UTC(new Date().getUTCFullYear(), 0, 1));

/** Only for admins; see app.ts. Always the caller's own clinic. */
export const exportRouter = Router();

exportRouter.get('/research/first', async (req: Request, res: Response): Promise<void> => {
  const rows = await exportForFirstStudy(req.user, parseDate(req.query.since, YEAR_START()));
  log.event('export.first_study', { unit: req.user.vardenhetId, antal: rows.length });
  // ok: whole-entity-response
  res.json({ rows });
});

exportRouter.get('/research', async (req: Request, res: Response): Promise<void> => {
  const rows = await exportForStudies(req.user, parseDate(req.query.since, YEAR_START()));
  log.event('export.research', { unit: req.user.vardenhetId, antal: rows.length });
  // ok: whole-entity-response
  res.json({ rows });
});

exportRouter.get('/results.csv', async (req: Request, res: Response): Promise<void> => {
  const csv = await exportResultsCsv(req.user, parseDate(req.query.since, YEAR_START()));
  res.setHeader('content-type', 'text/csv; charset=utf-8');
  res.setHeader('content-disposition', 'attachment; filename="export.csv"');
  res.send(csv);
});
