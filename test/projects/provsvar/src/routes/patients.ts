import type { NextFunction, Request, Response } from 'express';
import { Router } from 'express';
import { fetchOldAnswers } from '@/integrations/lab';
import { NotFoundError, prisma, recordAccess } from '@/lib';
import { toContactDto, toResultDto } from '@/lib/dto';
import { parsePersonnummer } from '@/lib/validate';
import { requireCareRelation } from '@/middleware/require-care-relation';
import { requireRole } from '@/middleware/require-role';
import { patientService } from '@/services/patient-service';

export const patientsRouter = Router();

const staff = requireRole('LAKARE', 'SKOTERSKA', 'ADMIN');

patientsRouter.get('/', staff, async (req: Request, res: Response): Promise<void> => {
  const page = Math.max(0, Number(req.query.page ?? 0) || 0);
  const patients = await patientService.list(req.user, page * 50);
  // ok: whole-entity-response, patient-record-by-request-id -- selected columns of the own clinic
  res.json({ page, patients });
});

patientsRouter.post(
  '/',
  staff,
  async (req: Request, res: Response, next: NextFunction): Promise<void> => {
    try {
      const personnummer = parsePersonnummer(req.body.personnummer);
      const { id } = await patientService.register(personnummer, req.user);
      res.status(201).json({ id });
    } catch (err) {
      next(err);
    }
  },
);

/** The patient's page. */
patientsRouter.get('/:id', staff, async (req: Request, res: Response): Promise<void> => {
  const patient = await prisma.patient.findFirst({
    where: { id: req.params.id, vardenhetId: req.user.vardenhetId },
  });
  if (!patient) {
    throw new NotFoundError('patient_not_found');
  }
  // ruleid: whole-entity-response {nid.se.personnummer, name.person, contact.address, contact.phone, contact.email, contact.protected_identity} -- the page shows a name and a phone number
  res.json(patient);
});

/** The card at the top of every view. */
patientsRouter.get('/:id/card', staff, async (req: Request, res: Response): Promise<void> => {
  const card = await prisma.patient.findFirst({
    where: { id: req.params.id, vardenhetId: req.user.vardenhetId },
    select: { id: true, fornamn: true, efternamn: true, sekretessmarkering: true },
  });
  if (!card) {
    throw new NotFoundError('patient_not_found');
  }
  // ok: whole-entity-response, patient-record-by-request-id -- selected, and within the clinic
  res.json(card);
});

/** How to reach the patient. The switchboard opens it by id. */
patientsRouter.get('/:id/contact', async (req: Request, res: Response): Promise<void> => {
  const patient = await patientService.findById(String(req.params.id));
  if (!patient) {
    throw new NotFoundError('patient_not_found');
  }
  // ruleid: patient-record-by-request-id {contact.phone, contact.email} -- a session is all it takes
  res.json(toContactDto(patient));
});

patientsRouter.get(
  '/:id/contact-card',
  staff,
  async (req: Request, res: Response): Promise<void> => {
    const patient = await patientService.findAtMyUnit(String(req.params.id), req.user);
    if (!patient) {
      throw new NotFoundError('patient_not_found');
    }
    // ok: patient-record-by-request-id -- read within the clinic of the caller
    res.json(toContactDto(patient));
  },
);

patientsRouter.get(
  '/:patientId/overview',
  requireCareRelation,
  async (req: Request, res: Response): Promise<void> => {
    const patientId = String(req.params.patientId);
    const [patient, antalSvar] = await Promise.all([
      prisma.patient.findUniqueOrThrow({ where: { id: patientId } }),
      prisma.provsvar.count({ where: { patientId } }),
    ]);
    await recordAccess({ action: 'read', patientId, user: req.user, andamal: 'vard' });
    // ruleid: whole-entity-response {nid.se.personnummer, name.person, contact.address, contact.phone, contact.email, contact.protected_identity} -- the spread takes every column along
    res.json({ ...patient, antalSvar });
  },
);

patientsRouter.get(
  '/:patientId/results',
  requireCareRelation,
  async (req: Request, res: Response): Promise<void> => {
    const patientId = String(req.params.patientId);
    const { id, fornamn, efternamn } = await prisma.patient.findUniqueOrThrow({
      where: { id: patientId },
    });
    const results = await prisma.provsvar.findMany({
      where: { patientId },
      orderBy: { provtagetAt: 'desc' },
    });
    await recordAccess({ action: 'read', patientId, user: req.user, andamal: 'vard' });
    // ok: patient-record-by-request-id, whole-entity-response -- care relation in the chain, fields picked by hand
    res.json({ patient: { id, fornamn, efternamn }, results: results.map(toResultDto) });
  },
);

/** From before the lab sent HL7. */
patientsRouter.get(
  '/:patientId/old-results',
  requireCareRelation,
  async (req: Request, res: Response): Promise<void> => {
    const patientId = String(req.params.patientId);
    const { personnummer } = await prisma.patient.findUniqueOrThrow({
      where: { id: patientId },
      select: { personnummer: true },
    });
    const answers = await fetchOldAnswers(personnummer);
    await recordAccess({ action: 'read', patientId, user: req.user, andamal: 'vard' });
    // ok: patient-record-by-request-id
    res.json({ antal: answers.length, answers: answers.map(({ analyssvar }) => analyssvar) });
  },
);
