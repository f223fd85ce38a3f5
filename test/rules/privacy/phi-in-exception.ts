// The text of an exception says what went wrong, not to whom.

// @file: src/errors.ts
export class NotFoundError extends Error {}
interface Patient {
  id: string;
  personnummer: string;
  diagnosis: string;
}

// @example: bad
export function missing(patient: Patient): never {
  throw new Error(`No journal for ${patient.personnummer}`); // ruleid: phi-in-exception {nid.se.personnummer}
}
// @end

// @example: good
export function missingSafely(patient: Patient): never {
  throw new Error(`No journal for patient ${patient.id}`); // ok: phi-in-exception
}
// @end

const textFor = (patient: Patient) => ['Unknown diagnosis', patient.diagnosis].join(': ');

export async function other(patient: Patient) {
  if (!patient.id) throw new NotFoundError(textFor(patient)); // ruleid: phi-in-exception {clin.diagnosis}
  if (patient.diagnosis.length > 10) return Promise.reject(new TypeError('Too long ' + patient.diagnosis.length)); // ok: phi-in-exception
  throw new NotFoundError('No such diagnosis'); // ok: phi-in-exception
}

// The text of another exception, and a dump of what was given, are for other rules.
export function again(patient: Patient) {
  try {
    missing(patient);
  } catch (error) {
    throw new NotFoundError((error as Error).message); // ok: phi-in-exception
  }
}
