import express from 'express';
import { authenticate } from '@/middleware/authenticate';
import { errorHandler, notFound } from '@/middleware/error-handler';
import { noStore } from '@/middleware/no-store';
import { requestLog } from '@/middleware/request-log';
import { requireRole } from '@/middleware/require-role';
import {
  adminRouter,
  catalogueRouter,
  exportRouter,
  healthRouter,
  journalRouter,
  lookupRouter,
  meRouter,
  patientsRouter,
  referralsRouter,
  resultsRouter,
  searchRouter,
  statsRouter,
} from '@/routes';

/** Everything below /api needs a session; what a session may see is up to each route. */
export function createApp() {
  const app = express();

  app.disable('x-powered-by');
  app.set('trust proxy', 1);
  app.use(express.json({ limit: '200kb' }));
  app.use(requestLog);
  app.use('/health', healthRouter);

  app.use('/api', authenticate, noStore);
  app.use('/api/me', meRouter);
  app.use('/api/catalogue', catalogueRouter);
  app.use('/api/lookup', lookupRouter);
  app.use('/api/patients/:patientId/journal', journalRouter);
  app.use('/api/patients', patientsRouter);
  app.use('/api/results', resultsRouter);
  app.use('/api/referrals', referralsRouter);
  app.use('/api/search', searchRouter);
  app.use('/api/stats', statsRouter);
  app.use('/api/export', requireRole('ADMIN'), exportRouter);
  app.use('/api/admin', requireRole('ADMIN'), adminRouter);

  app.use(notFound);
  app.use(errorHandler);

  return app;
}
