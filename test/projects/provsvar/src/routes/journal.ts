import type { Request, Response } from 'express';
import { Router } from 'express';
import { explainAnalysis, summariseNotes } from '@/integrations/llm-summary';
import { recordAccess } from '@/lib';
import { toNoteDto } from '@/lib/dto';
import { parseText } from '@/lib/validate';
import { requireCareRelation } from '@/middleware/require-care-relation';
import { requireRole } from '@/middleware/require-role';
import { listNotes, readNote, writeNote } from '@/services/journal-service';

/** Mounted below /patients/:patientId, so the care relation holds for every route here. */
export const journalRouter = Router({ mergeParams: true });

type Below = { patientId: string };

journalRouter.use(requireRole('LAKARE', 'SKOTERSKA'), requireCareRelation);

journalRouter.get('/', async (req: Request<Below>, res: Response): Promise<void> => {
  const { patientId } = req.params;
  const notes = await listNotes(patientId);
  await recordAccess({ action: 'read', patientId, user: req.user, andamal: 'vard' });
  // ok: patient-record-by-request-id, whole-entity-response
  res.json({ notes: notes.map(toNoteDto) });
});

/** Before the visit: what has happened so far. */
journalRouter.get('/summary', async (req: Request<Below>, res: Response): Promise<void> => {
  const { patientId } = req.params;
  const notes = await listNotes(patientId);
  const summary = await summariseNotes(notes);
  await recordAccess({ action: 'read', patientId, user: req.user, andamal: 'vard' });
  // ok: patient-record-by-request-id
  res.json({ summary });
});

journalRouter.get('/explain/:kod', async (req: Request, res: Response): Promise<void> => {
  const explanation = await explainAnalysis(String(req.params.kod));
  res.json({ explanation });
});

journalRouter.get(
  '/:noteId',
  async (req: Request<Below & { noteId: string }>, res: Response): Promise<void> => {
    const { patientId, noteId } = req.params;
    const note = await readNote(patientId, noteId);
    await recordAccess({ action: 'read', patientId, user: req.user, andamal: 'vard' });
    // ok: patient-record-by-request-id, whole-entity-response -- the flaw of this route is in its log line
    res.json(toNoteDto(note));
  },
);

journalRouter.post('/', async (req: Request<Below>, res: Response): Promise<void> => {
  const { patientId } = req.params;
  const { id } = await writeNote(
    {
      patientId,
      anteckning: parseText(req.body.anteckning, 'empty_note', 20_000),
      diagnoskod: req.body.diagnoskod ? parseText(req.body.diagnoskod, 'bad_code', 10) : null,
    },
    req.user,
  );
  await recordAccess({ action: 'write', patientId, user: req.user, andamal: 'vard' });
  res.status(201).json({ id });
});
