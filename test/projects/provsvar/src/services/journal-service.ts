import type { Journalanteckning } from '@prisma/client';
import { createLogger, NotFoundError, prisma } from '@/lib';
import type { SessionUser } from '@/lib/session';

const log = createLogger('journal');

export async function listNotes(patientId: string): Promise<Journalanteckning[]> {
  const notes = await prisma.journalanteckning.findMany({
    where: { patientId },
    orderBy: { skapadAt: 'desc' },
  });
  log.event('journal.listed', { patientId, antal: notes.length });
  return notes;
}

export async function readNote(patientId: string, noteId: string): Promise<Journalanteckning> {
  const note = await prisma.journalanteckning.findFirst({ where: { id: noteId, patientId } });
  if (!note) {
    throw new NotFoundError('note_not_found');
  }
  log.detail('Journalanteckning läst', { note });
  return note;
}

export interface NewNote {
  patientId: string;
  anteckning: string;
  diagnoskod: string | null;
}

export async function writeNote(note: NewNote, user: SessionUser): Promise<{ id: string }> {
  const created = await prisma.journalanteckning.create({
    data: { ...note, vardenhetId: user.vardenhetId, forfattareId: user.id },
    select: { id: true },
  });
  log.event('journal.written', { noteId: created.id });
  return created;
}
