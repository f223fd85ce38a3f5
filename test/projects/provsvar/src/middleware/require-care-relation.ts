import type { NextFunction, Request, Response } from 'express';
import { hasCareRelation } from '@/services/care-relation';

/** For routes below /patients/:patientId. Patients reach their own record through /me. */
export async function requireCareRelation(
  req: Request,
  res: Response,
  next: NextFunction,
): Promise<void> {
  if (!(await hasCareRelation(req.user, String(req.params.patientId)))) {
    res.status(403).json({ code: 'no_care_relation' });
    return;
  }
  next();
}
