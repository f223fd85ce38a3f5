import { createTransport } from 'nodemailer';
import { config } from '@/config';
import { deliverNotice } from '@/lib/mail';
import { ingestEvents, type ResultReady } from './events';
import { workerLog } from './log';

const transport = createTransport({ host: config.smtpHost, port: 465, secure: true });

/** The duty nurse is told about deviating answers. */
async function alertDuty({ patient, avvikande }: ResultReady): Promise<void> {
  if (!avvikande) {
    return;
  }
  // ruleid: phi-in-sms-email-push {nid.se.personnummer} -- and in the subject, which shows on lock screens
  await transport.sendMail({
    from: config.mailFrom,
    to: 'jour@example.com',
    subject: `Avvikande svar: ${patient.fornamn} ${patient.efternamn}, ${patient.personnummer}`,
    text: 'Öppna arbetslistan.',
  });
}

/** The patient is told that there is something to read. */
async function tellPatient({ patient }: ResultReady): Promise<void> {
  if (patient.epost && !patient.sekretessmarkering) {
    await deliverNotice(patient.epost);
  }
}

export function startNotifications(): void {
  ingestEvents.on('ready', (event) => {
    Promise.all([alertDuty(event), tellPatient(event)]).catch(() => {
      workerLog.error('notification_failed', { provnummer: event.provnummer });
    });
  });
}
