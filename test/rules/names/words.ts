// Words of health data, and what only sounds like it.

// @file: src/glucose.ts
declare const entries: { sgv: number; sgvDirection: string; bgValue: number; date: number }[];
export function readings() {
  for (const entry of entries) {
    console.log(entry.sgv); // ruleid: phi-to-log {clin.vitals}
    console.log(entry.bgValue); // ruleid: phi-to-log {clin.vitals}
    console.log(entry.date); // ok: phi-to-log
  }
}

// @file: src/lists.ts
// A list of records by its name: what is read of an entry may be anything, the whole entry is a record.
export function lists(cgmRecords: any[], raw: any) {
  const kept = cgmRecords.filter((each) => each.kind === 'change');
  console.log(kept[0].jsDate); // ok: phi-to-log
  console.log(kept[0]); // ruleid: phi-to-log {clin.vitals}
}

// @file: src/names.ts
declare const toolNames: { Ultrasound: string };
declare const patientNames: { surname: string };
declare const envelope: { emailBlurb: string; emailAddress: string };
declare const bank: { hivTesting: boolean };
export function names() {
  console.log(toolNames.Ultrasound); // ok: phi-to-log
  console.log(patientNames.surname); // ruleid: phi-to-log {name.person}
  console.log(envelope.emailBlurb); // ok: phi-to-log
  console.log(envelope.emailAddress); // ruleid: phi-to-log {contact.email}
  console.log(bank.hivTesting); // ok: phi-to-log
}

// @file: src/callbacks.ts
// The error of a callback tells what went wrong, not what was handed in.
declare const queue: { submit(data: unknown, done: (sendError: unknown, kept: unknown) => void): void };
export function callbacks(patient: { ssn: string }) {
  queue.submit(patient.ssn, (sendError, kept) => {
    console.log('failed', sendError); // ok: phi-to-log
    console.log('kept', kept); // ruleid: phi-to-log {nid.us.ssn}
  });
}

// @file: src/appointments.ts
declare const appt: { notes: string; at: string };
export function appointments(patientNHI: string) {
  console.log(appt.notes); // ruleid: phi-to-log {clin.note}
  console.log(appt.at); // ok: phi-to-log
  console.log(patientNHI); // ruleid: phi-to-log {nid.mrn}
}

// @file: src/periods.ts
export function periods(employment_period_start: string) {
  console.log(employment_period_start); // ok: phi-to-log
}
