// A file that is called after data of health makes words clear that have other meanings elsewhere.

// @file: src/test-result-entry.ts
export const entry = (loinc: string, room: string) => {
  console.log('coded', loinc); // ruleid: phi-to-log {clin.lab}
  console.log('in', room); // ok: phi-to-log
};

// @file: src/terminology.ts
export const term = (loinc: string) => console.log('coded', loinc); // ok: phi-to-log

// @file: src/times.ts
export const times = (encounter: { stopDatetime: string }, job: { stopDatetime: string }) => {
  console.log('left', encounter.stopDatetime); // ruleid: phi-to-log {clin.encounter}
  console.log('done', job.stopDatetime); // ok: phi-to-log
};

// @file: src/drug-order-view.ts
export const view = (given: { dose: string }) => console.log('given', given.dose); // ruleid: phi-to-log {clin.medication}

// @file: src/surgical-appointments.ts
export const moved = (surgicalAppointments: string[]) => console.log(surgicalAppointments); // ruleid: phi-to-log {clin.procedure}

// @file: src/printer.ts
export const print = (given: { dose: string }) => console.log('toner', given.dose); // ok: phi-to-log
