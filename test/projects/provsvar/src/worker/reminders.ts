import { prisma } from '@/lib/db';
import { remind } from '@/services/notification-service';
import { workerLog } from './log';

const WEEK = 7 * 24 * 60 * 60 * 1000;

/** Runs once a night. */
export async function runReminders(now: Date): Promise<number> {
  const patients = await prisma.patient.findMany({
    where: {
      provsvar: { some: { status: 'SIGNERAT', svarAt: { lt: new Date(now.getTime() - WEEK) } } },
    },
  });

  let sent = 0;
  for (const patient of patients) {
    try {
      sent += (await remind(patient)) ? 1 : 0;
    } catch {
      // ok: phi-to-log -- a row id, not the person
      workerLog.error('reminder_failed', { patientId: patient.id });
    }
  }
  workerLog.info('reminders.done', { antal: patients.length, sent });
  return sent;
}
