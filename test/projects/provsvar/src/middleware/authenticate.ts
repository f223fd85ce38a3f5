import * as Sentry from '@sentry/node';
import type { NextFunction, Request, Response } from 'express';
import { prisma } from '@/lib/db';
import { tokenHash } from '@/lib/pseudonym';
import type { SessionUser } from '@/lib/session';

function bearerToken(req: Request): string | null {
  const header = req.get('authorization') ?? '';
  return header.startsWith('Bearer ') ? header.slice('Bearer '.length) : null;
}

async function findSession(token: string) {
  return prisma.session.findUnique({
    where: { tokenHash: tokenHash(token) },
    include: {
      anvandare: { select: { id: true, roll: true, vardenhetId: true, aktiv: true } },
      patient: { select: { id: true, personnummer: true, vardenhetId: true } },
    },
  });
}

type SessionRow = NonNullable<Awaited<ReturnType<typeof findSession>>>;

/** Null for every state we do not expect: a session is staff or patient, never neither. */
function toSessionUser(session: SessionRow): SessionUser | null {
  const { anvandare, patient } = session;
  if (anvandare?.aktiv) {
    const { id, roll, vardenhetId } = anvandare;
    return { id, roll, vardenhetId, patientId: null, personnummer: null };
  }
  if (patient) {
    return {
      id: session.id,
      roll: 'PATIENT',
      vardenhetId: patient.vardenhetId,
      patientId: patient.id,
      personnummer: patient.personnummer,
    };
  }
  return null;
}

/** Says who the caller is. What the caller may see is for the routes to decide. */
export async function authenticate(req: Request, res: Response, next: NextFunction): Promise<void> {
  const token = bearerToken(req);
  const session = token ? await findSession(token) : null;
  if (!session || session.expiresAt < new Date()) {
    res.status(401).json({ code: 'not_logged_in' });
    return;
  }

  const user = toSessionUser(session);
  if (!user) {
    res.status(401).json({ code: 'not_logged_in' });
    return;
  }

  req.user = user;
  Sentry.setUser({ id: user.id }); // ok: phi-to-error-tracker -- a random id, no person
  next();
}
