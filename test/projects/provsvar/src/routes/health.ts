import { Router } from 'express';
import { createLogger, prisma } from '@/lib';

const log = createLogger('health');

export const healthRouter = Router();

healthRouter.get('/live', (_req, res) => {
  res.json({ status: 'ok' });
});

healthRouter.get('/ready', async (req, res) => {
  try {
    await prisma.$queryRaw`SELECT 1`;
    res.json({ status: 'ok' });
  } catch {
    log.failure('database_unreachable', req.traceId);
    res.status(503).json({ status: 'unavailable' });
  }
});
