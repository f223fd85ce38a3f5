// A view needs a part of the record.

// @file: src/fhir.ts
declare const medplum: any;
declare const base: string;

export async function load(id: string) {
  // @example: bad
  await fetch(`${base}/Patient/${id}/$everything`); // ruleid: fhir-everything-or-bulk
  // @end
  // @example: good
  await fetch(`${base}/Observation?patient=${id}&_elements=code,value`); // ok: fhir-everything-or-bulk
  // @end
  await fetch(`${base}/Observation?_count=5000`); // ruleid: fhir-everything-or-bulk
  await fetch(`${base}/Observation?_count=50`); // ok: fhir-everything-or-bulk
  await medplum.readPatientEverything(id); // ruleid: fhir-everything-or-bulk
}
