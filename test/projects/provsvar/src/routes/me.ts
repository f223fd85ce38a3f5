import * as Sentry from '@sentry/node';
import type { Request, Response } from 'express';
import { Router } from 'express';
import { NotFoundError, patientIdOf, prisma } from '@/lib';
import { toResultDto } from '@/lib/dto';
import { parseText } from '@/lib/validate';
import { requireRole } from '@/middleware/require-role';
import { giveConsent, withdrawConsent } from '@/services/consent-service';
import { getOwnResult, listOwnResults } from '@/services/result-service';

/** What patients see of themselves. */
export const meRouter = Router();

meRouter.use(requireRole('PATIENT'));

meRouter.get('/', async (req: Request, res: Response): Promise<void> => {
  const me = await prisma.patient.findUnique({
    where: { id: patientIdOf(req.user) },
    select: { personnummer: true, fornamn: true, efternamn: true, epost: true },
  });
  if (!me) {
    throw new NotFoundError('patient_not_found');
  }
  // ok: whole-entity-response, lookup-by-national-id -- selected, and only the caller
  res.json(me);
});

meRouter.get('/results', async (req: Request, res: Response): Promise<void> => {
  const results = await listOwnResults(patientIdOf(req.user));
  // ok: whole-entity-response
  res.json({ results: results.map(toResultDto) });
});

meRouter.get('/results/:id', async (req: Request, res: Response): Promise<void> => {
  const provsvar = await getOwnResult(String(req.params.id), patientIdOf(req.user));
  // ok: patient-record-by-request-id
  res.json(toResultDto(provsvar));
});

meRouter.put('/contact', async (req: Request, res: Response): Promise<void> => {
  await prisma.patient.update({
    where: { id: patientIdOf(req.user) },
    data: {
      epost: parseText(req.body.epost, 'invalid_email', 200),
      telefonnummer: parseText(req.body.telefonnummer, 'invalid_phone', 30),
    },
    select: { id: true },
  });
  res.status(204).end();
});

meRouter.post('/consents/reminder', async (req: Request, res: Response): Promise<void> => {
  await giveConsent(patientIdOf(req.user), req.user.vardenhetId, 'paminnelse');
  res.status(204).end();
});

meRouter.delete('/consents/reminder', async (req: Request, res: Response): Promise<void> => {
  await withdrawConsent(patientIdOf(req.user), 'paminnelse');
  res.status(204).end();
});

/** The patient's extract of the access log. */
meRouter.get('/access-log', async (req: Request, res: Response): Promise<void> => {
  const rows = await prisma.accessLog.findMany({
    where: { patientId: patientIdOf(req.user) },
    select: { action: true, andamal: true, vardenhetId: true, at: true },
    orderBy: { at: 'desc' },
    take: 500,
  });
  res.json({ rows });
});

/** "Something looks wrong": opens a case for the support. */
meRouter.post('/problem', async (req: Request, res: Response): Promise<void> => {
  const patient = await prisma.patient.findUniqueOrThrow({
    where: { id: patientIdOf(req.user) },
    select: { fornamn: true, efternamn: true, epost: true },
  });
  // ruleid: phi-to-error-tracker {name.person, contact.email} -- so that the support can call back
  Sentry.captureMessage('user_problem', { extra: { patient, kod: req.traceId } });
  res.status(202).json({ traceId: req.traceId });
});
