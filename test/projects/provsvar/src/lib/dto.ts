import type { Journalanteckning, Patient, Provsvar, Remiss } from '@prisma/client';

/** What the clients see. A new column in the schema does not get out by itself. */

export function toResultDto(provsvar: Provsvar) {
  return {
    id: provsvar.id,
    analysnamn: provsvar.analysnamn,
    analyssvar: provsvar.analyssvar,
    enhet: provsvar.enhet,
    referensintervall: provsvar.referensintervall,
    avvikande: provsvar.avvikande,
    status: provsvar.status,
    provtagetAt: provsvar.provtagetAt.toISOString(),
  };
}

export function toNoteDto(note: Journalanteckning) {
  return {
    id: note.id,
    anteckning: note.anteckning,
    diagnoskod: note.diagnoskod,
    skapadAt: note.skapadAt.toISOString(),
    signerad: note.signeradAt !== null,
  };
}

export function toReferralDto(remiss: Remiss) {
  return {
    id: remiss.id,
    sokorsak: remiss.sokorsak,
    diagnoskod: remiss.diagnoskod,
    status: remiss.status,
    skapadAt: remiss.skapadAt.toISOString(),
  };
}

/** A person as the registration desk shows one. */
export function toPersonDto(patient: Patient) {
  const { personnummer, fornamn, efternamn, gatuadress, postnummer, postort } = patient;
  return { personnummer, fornamn, efternamn, gatuadress, postnummer, postort };
}

export function toContactDto(patient: Patient) {
  return {
    id: patient.id,
    telefonnummer: patient.telefonnummer,
    epost: patient.sekretessmarkering ? null : patient.epost,
  };
}
