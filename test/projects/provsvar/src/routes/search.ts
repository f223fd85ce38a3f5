import type { Request, Response } from 'express';
import { Router } from 'express';
import { parseDate, parseText } from '@/lib/validate';
import { requireRole } from '@/middleware/require-role';
import { patientsByLastName, sortedPatients } from '@/services/search-service';
import { deviatingPerWeek, resultsPerWeek } from '@/services/stats-service';

const DAYS_90 = 90 * 24 * 60 * 60 * 1000;

export const searchRouter = Router();

searchRouter.use(requireRole('LAKARE', 'SKOTERSKA', 'ADMIN'));

searchRouter.get('/list', async (req: Request, res: Response): Promise<void> => {
  const sort = String(req.query.sort ?? 'efternamn');
  res.json({ hits: await sortedPatients(req.user, sort) });
});

searchRouter.get('/name', async (req: Request, res: Response): Promise<void> => {
  const prefix = parseText(req.query.q, 'empty_query', 40);
  res.json({ hits: await patientsByLastName(req.user, prefix) });
});

export const statsRouter = Router();

statsRouter.use(requireRole('LAKARE', 'ADMIN'));

statsRouter.get('/analysis', async (req: Request, res: Response): Promise<void> => {
  const kod = String(req.query.kod ?? '');
  res.json({ weeks: await resultsPerWeek(req.user.vardenhetId, kod) });
});

statsRouter.get('/deviating', async (req: Request, res: Response): Promise<void> => {
  const since = parseDate(req.query.since, new Date(Date.now() - DAYS_90));
  res.json({ weeks: await deviatingPerWeek(req.user.vardenhetId, since) });
});
