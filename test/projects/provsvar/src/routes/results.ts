import type { Request, Response } from 'express';
import { Router } from 'express';
import { countEvent, NotFoundError, patientIdOf, prisma, recordAccess, segment } from '@/lib';
import { toResultDto } from '@/lib/dto';
import { requireRole } from '@/middleware/require-role';
import { assertSameUnit } from '@/services/care-relation';
import {
  getOwnResult,
  getResult,
  listToSign,
  signResult,
  voidResult,
} from '@/services/result-service';

export const resultsRouter = Router();

const staff = requireRole('LAKARE', 'SKOTERSKA', 'LABB');

/** The link in the app leads here. */
resultsRouter.get('/:id', async (req: Request, res: Response): Promise<void> => {
  const provsvar = await getResult(String(req.params.id));
  await recordAccess({
    action: 'read',
    patientId: provsvar.patientId,
    user: req.user,
    andamal: 'egen',
  });
  // ruleid: patient-record-by-request-id {clin.lab} -- the read is logged with the caller, but nobody asks whose it is
  res.json(toResultDto(provsvar));
});

/** Opened by the patient; marketing counts what people look at. */
resultsRouter.post('/:id/opened', async (req: Request, res: Response): Promise<void> => {
  const provsvar = await getOwnResult(String(req.params.id), patientIdOf(req.user));
  // ruleid: phi-to-analytics {clin.lab} -- the answer itself is a property of the event
  segment.track({
    anonymousId: req.traceId,
    event: 'Result Opened',
    properties: { analys: provsvar.analysnamn, svar: provsvar.analyssvar },
  });
  res.status(204).end();
});

/** As above, without saying what. */
resultsRouter.post('/:id/seen', async (req: Request, res: Response): Promise<void> => {
  const provsvar = await getOwnResult(String(req.params.id), patientIdOf(req.user));
  countEvent('result_seen', 'web');
  // ok: patient-record-by-request-id -- read with the caller's own patient id
  res.json({ id: provsvar.id, sedd: true });
});

resultsRouter.get('/:id/unit', staff, async (req: Request, res: Response): Promise<void> => {
  const provsvar = await prisma.provsvar.findUnique({ where: { id: String(req.params.id) } });
  if (!provsvar) {
    throw new NotFoundError('result_not_found');
  }
  assertSameUnit(req.user, provsvar);
  // ok: patient-record-by-request-id, whole-entity-response -- checked after the read, before the answer
  res.json(toResultDto(provsvar));
});

resultsRouter.get('/', staff, async (req: Request, res: Response): Promise<void> => {
  const results = await listToSign(req.user);
  // ok: whole-entity-response
  res.json({ results: results.map(toResultDto) });
});

resultsRouter.post('/:id/sign', staff, async (req: Request, res: Response): Promise<void> => {
  try {
    await signResult(String(req.params.id), req.user);
    res.status(204).end();
  } catch (err) {
    // ruleid: verbose-error-with-phi {nid.se.personnummer, name.person, clin.lab} -- whatever the service said
    res.status(409).json({ code: 'sign_failed', message: (err as Error).message });
  }
});

resultsRouter.post('/:id/void', staff, async (req: Request, res: Response): Promise<void> => {
  try {
    await voidResult(String(req.params.id), req.user);
    res.status(204).end();
  } catch {
    // ok: verbose-error-with-phi -- a code and a trace id
    res.status(409).json({ code: 'void_failed', traceId: req.traceId });
  }
});
