import type { Request, Response } from 'express';
import { Router } from 'express';
import { getCatalogueEntry, listCatalogue } from '@/services/catalogue-service';

/** Reference data: the same for everyone, so an id in the path is all it takes. */
export const catalogueRouter = Router();

catalogueRouter.get('/', async (_req: Request, res: Response): Promise<void> => {
  res.json({ analyses: await listCatalogue() });
});

catalogueRouter.get('/:kod', async (req: Request, res: Response): Promise<void> => {
  const entry = await getCatalogueEntry(String(req.params.kod));
  // ok: patient-record-by-request-id, whole-entity-response -- no patient in it
  res.json(entry);
});
