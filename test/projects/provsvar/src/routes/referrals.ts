import type { Request, Response } from 'express';
import { Router } from 'express';
import { orderAnalyses } from '@/integrations/lab';
import { ForbiddenError, NotFoundError, prisma, rootLogger } from '@/lib';
import { toReferralDto } from '@/lib/dto';
import { parseText } from '@/lib/validate';
import { requireRole } from '@/middleware/require-role';
import { hasCareRelation } from '@/services/care-relation';

export const referralsRouter = Router();

const staff = requireRole('LAKARE', 'SKOTERSKA');

referralsRouter.post('/', staff, async (req: Request, res: Response): Promise<void> => {
  // ruleid: request-body-to-log -- left from the first integration test
  rootLogger.debug({ body: req.body }, 'remiss mottagen');

  const patientId = parseText(req.body.patientId, 'patient_missing', 36);
  if (!(await hasCareRelation(req.user, patientId))) {
    throw new ForbiddenError('no_care_relation');
  }
  const remiss = await prisma.remiss.create({
    data: {
      patientId,
      franVardenhetId: req.user.vardenhetId,
      tillVardenhetId: parseText(req.body.tillVardenhetId, 'receiver_missing', 36),
      sokorsak: parseText(req.body.sokorsak, 'reason_missing'),
      diagnoskod: req.body.diagnoskod ? parseText(req.body.diagnoskod, 'bad_code', 10) : null,
    },
    select: { id: true },
  });
  res.status(201).json({ id: remiss.id });
});

/** Orders analyses for a referral of the own clinic. */
referralsRouter.post('/:id/order', staff, async (req: Request, res: Response): Promise<void> => {
  const koder: unknown = req.body.koder;
  // ok: request-body-to-log -- how many, not what
  rootLogger.debug({ antal: Array.isArray(koder) ? koder.length : 0 }, 'beställning mottagen');

  const remiss = await prisma.remiss.findFirst({
    where: { id: String(req.params.id), franVardenhetId: req.user.vardenhetId },
    select: { id: true, patient: { select: { personnummer: true } } },
  });
  if (!remiss || !Array.isArray(koder)) {
    throw new NotFoundError('referral_not_found');
  }
  const { orderId } = await orderAnalyses(
    remiss.id,
    remiss.patient.personnummer,
    koder.map(String),
  );
  res.status(202).json({ orderId });
});

/** The link in the notice to the receiving clinic. */
referralsRouter.get('/view', async (req: Request, res: Response): Promise<void> => {
  const remissId = String(req.query.id ?? '');
  const remiss = await prisma.remiss.findUnique({ where: { id: remissId } });
  if (!remiss) {
    throw new NotFoundError('referral_not_found');
  }
  // ruleid: patient-record-by-request-id {clin.diagnosis, clin.note} -- meant for the receiver, open to every clinic
  res.json(toReferralDto(remiss));
});

referralsRouter.get('/:id', staff, async (req: Request, res: Response): Promise<void> => {
  const remiss = await prisma.remiss.findUnique({ where: { id: String(req.params.id) } });
  if (!remiss) {
    throw new NotFoundError('referral_not_found');
  }
  const { vardenhetId } = req.user;
  if (remiss.franVardenhetId !== vardenhetId && remiss.tillVardenhetId !== vardenhetId) {
    throw new ForbiddenError('other_unit');
  }
  // ok: patient-record-by-request-id -- sender or receiver only
  res.json(toReferralDto(remiss));
});
