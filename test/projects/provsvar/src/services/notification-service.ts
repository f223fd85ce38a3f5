import type { Patient, Provsvar } from '@prisma/client';
import { deliver, deliverNotice } from '@/lib';
import { hasConsent } from './consent-service';

/** Patients have asked for "the answer in the mail", so it is in there. */
function composeResultMail(patient: Patient, provsvar: Provsvar) {
  const text = [
    `Hej ${patient.fornamn} ${patient.efternamn}!`,
    `Ditt svar på ${provsvar.analysnamn}: ${provsvar.analyssvar} ${provsvar.enhet}.`,
    provsvar.fritext ?? '',
  ].join('\n\n');
  return { subject: 'Ditt provsvar har kommit', text };
}

export async function notifyResult(patient: Patient, provsvar: Provsvar): Promise<void> {
  if (!patient.epost || patient.sekretessmarkering) {
    return;
  }
  await deliver({ to: patient.epost, ...composeResultMail(patient, provsvar) });
}

/** Called by the reminder job: someone has an unread result since a week. */
export async function remind(patient: Patient): Promise<boolean> {
  if (!patient.epost || !(await hasConsent(patient.id, 'paminnelse'))) {
    return false;
  }
  await deliverNotice(patient.epost);
  return true;
}
