import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { rootLogger } from '@/lib/logger';

/** Access log: the route pattern, not the URL, so that no identifier is kept in it. */
export function requestLog(req: Request, res: Response, next: NextFunction): void {
  const started = process.hrtime.bigint();
  req.traceId = randomUUID();
  res.setHeader('x-trace-id', req.traceId);

  res.on('finish', () => {
    const ms = Number((process.hrtime.bigint() - started) / 1_000_000n);
    // ok: phi-in-url-log, request-body-to-log
    rootLogger.info({
      traceId: req.traceId,
      method: req.method,
      route: req.route?.path ?? 'unmatched',
      status: res.statusCode,
      ms,
    });
  });
  next();
}
