import * as Sentry from '@sentry/node';
import type { NextFunction, Request, Response } from 'express';
import { AppError, createLogger } from '@/lib';

const log = createLogger('http');

export function notFound(_req: Request, res: Response): void {
  res.status(404).json({ code: 'no_such_route' });
}

/** Last in the chain. */
export function errorHandler(err: unknown, req: Request, res: Response, next: NextFunction): void {
  if (res.headersSent) {
    next(err);
    return;
  }

  if (err instanceof AppError) {
    log.failure(err.code, req.traceId);
    // ruleid: verbose-error-with-phi {nid.se.personnummer, name.person} -- see the conflict in patient-service
    res.status(err.status).json({ code: err.code, message: err.message, traceId: req.traceId });
    return;
  }

  log.failure('unexpected', req.traceId);
  // ok: phi-to-error-tracker -- the trace id leads to the log, the exception itself stays here
  Sentry.captureMessage('request_failed', { tags: { traceId: req.traceId } });
  // ok: verbose-error-with-phi
  res.status(500).json({ code: 'internal_error', traceId: req.traceId });
}
