import type { Patient } from '@prisma/client';
import * as Sentry from '@sentry/node';
import { config } from '@/config';
import { prisma } from '@/lib/db';
import { ingestEvents } from './events';
import type { ParsedObservation, ParsedResult } from './hl7-parse';
import { workerLog } from './log';

export type Outcome = 'stored' | 'parked' | 'failed';

async function park(messageControlId: string, reason: string): Promise<Outcome> {
  await prisma.parkedMessage.upsert({
    where: { messageControlId },
    create: { messageControlId, reason },
    update: { reason },
  });
  return 'parked';
}

function toRow(result: ParsedResult, observation: ParsedObservation, patient: Patient) {
  return {
    ...observation,
    provnummer: `${result.provnummer}-${observation.analyskod}`,
    patientId: patient.id,
    vardenhetId: patient.vardenhetId,
    fritext: result.fritext,
    status: 'SVAR_KLART' as const,
    provtagetAt: result.provtagetAt,
    svarAt: new Date(),
  };
}

async function store(result: ParsedResult, patient: Patient): Promise<void> {
  const rows = result.observations.map((observation) => toRow(result, observation, patient));
  await prisma.$transaction(
    rows.map((row) =>
      prisma.provsvar.upsert({
        where: { provnummer: row.provnummer },
        create: row,
        update: { analyssvar: row.analyssvar, avvikande: row.avvikande, svarAt: row.svarAt },
        select: { id: true },
      }),
    ),
  );
}

/** Stores one message. Never throws: the lab would only send the same message again. */
export async function ingest(result: ParsedResult): Promise<Outcome> {
  const { messageControlId } = result;
  try {
    if (result.observations.length === 0) {
      // ok: phi-to-log -- the control id is enough to find the message at the lab
      workerLog.warn('Meddelande utan observationer', { messageControlId });
      return await park(messageControlId, 'no_observations');
    }

    const patient = await prisma.patient.findFirst({
      where: { personnummer: result.personnummer, vardenhetId: config.labUnitId },
    });
    if (!patient) {
      // ruleid: phi-to-log {nid.se.personnummer} -- so that the operators can search for the person
      workerLog.warn(`Ingen patient för ${result.personnummer}`, { messageControlId });
      return await park(messageControlId, 'no_patient');
    }

    await store(result, patient);
    ingestEvents.emit('ready', {
      patient,
      provnummer: result.provnummer,
      avvikande: result.observations.some((observation) => observation.avvikande),
    });
    return 'stored';
  } catch (err) {
    // ruleid: phi-to-error-tracker {nid.se.personnummer, name.person} -- everything that helps to repeat it
    Sentry.captureException(err, {
      extra: { personnummer: result.personnummer, efternamn: result.efternamn },
    });
    return 'failed';
  }
}
