import type { Roll } from '@prisma/client';
import type { NextFunction, Request, Response } from 'express';

export function requireRole(...roles: Roll[]) {
  return (req: Request, res: Response, next: NextFunction): void => {
    if (!roles.includes(req.user.roll)) {
      res.status(403).json({ code: 'wrong_role' });
      return;
    }
    next();
  };
}
