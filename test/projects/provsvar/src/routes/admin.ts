import type { Request, Response } from 'express';
import { Router } from 'express';
import { createLogger, identifyForCampaign, NotFoundError, prisma } from '@/lib';
import { parseText } from '@/lib/validate';

const log = createLogger('admin');

/** Only for admins; see app.ts. */
export const adminRouter = Router();

adminRouter.get('/staff', async (req: Request, res: Response): Promise<void> => {
  const staff = await prisma.anvandare.findMany({
    where: { vardenhetId: req.user.vardenhetId },
    select: { id: true, visningsnamn: true, roll: true, aktiv: true },
    orderBy: { visningsnamn: 'asc' },
  });
  res.json({ staff });
});

adminRouter.post('/staff/:id/close', async (req: Request, res: Response): Promise<void> => {
  const { count } = await prisma.anvandare.updateMany({
    where: { id: String(req.params.id), vardenhetId: req.user.vardenhetId },
    data: { aktiv: false },
  });
  if (count === 0) {
    throw new NotFoundError('no_such_account');
  }
  log.event('staff.closed', { by: req.user.id });
  res.status(204).end();
});

/** Care relations are given by the head of the clinic, for patients of the clinic. */
adminRouter.post('/care-relations', async (req: Request, res: Response): Promise<void> => {
  const patientId = parseText(req.body.patientId, 'patient_missing', 36);
  const anvandareId = parseText(req.body.anvandareId, 'staff_missing', 36);
  const { vardenhetId } = req.user;

  const [patients, staff] = await Promise.all([
    prisma.patient.count({ where: { id: patientId, vardenhetId } }),
    prisma.anvandare.count({ where: { id: anvandareId, vardenhetId } }),
  ]);
  if (patients === 0 || staff === 0) {
    throw new NotFoundError('not_at_this_unit');
  }
  await prisma.vardrelation.create({ data: { patientId, anvandareId }, select: { id: true } });
  res.status(201).end();
});

/** Prepares a campaign: those who have consented become known to the analytics tool. */
adminRouter.post('/campaigns', async (req: Request, res: Response): Promise<void> => {
  const campaign = parseText(req.body.campaign, 'campaign_missing', 40);
  const patients = await prisma.patient.findMany({
    where: {
      vardenhetId: req.user.vardenhetId,
      samtycken: { some: { andamal: 'kampanj', aterkallatAt: null } },
    },
  });
  patients.forEach((patient) => {
    identifyForCampaign(patient, campaign);
  });
  log.event('campaign.prepared', { antal: patients.length });
  res.json({ antal: patients.length });
});

adminRouter.get('/access-log/:patientId', async (req: Request, res: Response): Promise<void> => {
  const rows = await prisma.accessLog.findMany({
    where: { patientId: String(req.params.patientId), vardenhetId: req.user.vardenhetId },
    select: { action: true, actorId: true, andamal: true, at: true },
    orderBy: { at: 'desc' },
    take: 500,
  });
  // ok: patient-record-by-request-id
  res.json({ rows });
});
