import type { NextFunction, Request, Response } from 'express';

/** Answers hold patient data: neither browsers nor proxies may keep them. */
export function noStore(_req: Request, res: Response, next: NextFunction): void {
  res.setHeader('cache-control', 'no-store');
  res.setHeader('referrer-policy', 'no-referrer');
  next();
}
