// What stands beside the data, or is only called after it.

// @file: src/patients/counts.ts
import _ from 'lodash';
declare const moved: { count: number };
declare const phones: any[];
declare const services: { serviceEndpoints: { Medication: string; Immunization: string } };

export function counts(dicomJson: object, tag: string) {
  const prescriptions = moved.count;
  console.log('moved', { prescriptions }); // ok: phi-to-log
  phones.forEach((phone) => {
    if (phone.error) console.log(phone.error); // ok: phi-to-log
    else console.log(phone.number); // ruleid: phi-to-log {contact.phone}
  });
  console.log(services.serviceEndpoints.Medication); // ok: phi-to-log
  console.log(_.get(dicomJson, `${tag}.Value.0`)); // ok: phi-to-log
  console.log(dicomJson); // ruleid: phi-to-log {clin.imaging}
}

// @file: src/notes.ts
// Notes that were found by a record number are no numbers.
declare function find(table: string): { data: { id: string; created_at: string }[]; error: string };
export function notes() {
  const { data: mrnNotes } = find('notes');
  mrnNotes.forEach((note, index) => console.log(index, note.created_at)); // ok: phi-to-log
}

// @file: src/Detail.tsx
import { useQuery } from '@tanstack/react-query';
import { Linking } from 'react-native';
declare function load(): Promise<{ reportUrl: string; findings: string }>;
export function Detail() {
  const { data: labResult } = useQuery({ queryKey: ['a'], queryFn: () => load() });
  const open = () => Linking.openURL(labResult.reportUrl); // ok: phi-in-url-log
  const note = () => console.log(labResult); // ruleid: phi-to-log {clin.lab}
  return [open, note];
}

// @file: src/sharing.ts
// What is to be shared, and by which way, says nothing of anybody; the parts themselves do.
interface Choice {
  includeAllergies: boolean;
  channels?: { email?: boolean };
}
export function share(choice: Choice, allergies: string[], sent: { success: boolean }, patient: { email: string }) {
  console.log({ allergies: choice.includeAllergies, email: choice.channels?.email ?? false }); // ok: phi-to-log
  console.log({ email: sent.success }); // ok: phi-to-log
  console.log({ allergies: allergies }); // ruleid: phi-to-log {clin.allergy}
  console.log({ email: allergies.length > 0 ? patient.email : false }); // ruleid: phi-to-log {contact.email}
}

// @file: src/masked.ts
export function masked(patient: { phoneNumber: string; email: string }) {
  console.log({ phoneNumber: patient.phoneNumber.replace(/\d(?=\d{4})/g, '*') }); // ok: phi-to-log
  console.log(`sent to ${patient.email.replace(/(.{2}).*(@.*)/, '$1***$2')}`); // ok: phi-to-log
  console.log({ phoneNumber: patient.phoneNumber.replace(/[ -]/g, '') }); // ruleid: phi-to-log {contact.phone}
}

// @file: src/reconcile.ts
declare function reconcile(): Promise<{ done: number }>;
declare function analyse(): Promise<{ value: string }>;
export async function reconciled(names: string[]) {
  const encounterResult = await reconcile();
  console.log('done', encounterResult); // ok: phi-to-log
  const labResult = await analyse();
  console.log('done', labResult); // ruleid: phi-to-log {clin.lab}
  for (const surname of ['Ek', 'Berg']) console.log(surname); // ok: phi-to-log
  for (const surname of names) console.log(surname); // ruleid: phi-to-log {name.person}
}

// @file: src/kinds.ts
// Of which kind a message is, and what stands in it.
interface Parsed {
  messageType: string;
  text: string;
}
function parse(hl7Message: string): Parsed {
  return { messageType: hl7Message.slice(9, 16), text: hl7Message };
}
export function received(hl7Message: string) {
  const parsed = parse(hl7Message);
  console.log(parsed.messageType); // ok: phi-to-log
  console.log(parsed.text); // ruleid: phi-to-log {clin.document}
}

// @file: src/far.ts
// Ways through very many functions are hardly ever real.
const a = (x: string) => x;
const b = (x: string) => a(x);
const c = (x: string) => b(x);
const d = (x: string) => c(x);
const e = (x: string) => d(x);
const f = (x: string) => e(x);
const g = (x: string) => f(x);
export function far(patient: { ssn: string }) {
  console.log(d(patient.ssn)); // ruleid: phi-to-log {nid.us.ssn}
  console.log(g(patient.ssn)); // ok: phi-to-log
}

// @file: src/directory.ts
// Who works here can be looked up; who is ill can not.
interface PhysicianDirectory {
  phone: string;
}
interface PatientDirectory {
  phone: string;
}
export function directory(entry: PhysicianDirectory, found: PatientDirectory) {
  console.log(entry.phone); // ok: phi-to-log
  console.log(found.phone); // ruleid: phi-to-log {contact.phone}
}

// @file: src/samples.ts
// A person who stands in the code as a whole is made up.
export function samples(store: { create(record: object): void }, family: string) {
  const sample = { resourceType: 'Patient', name: [{ family: 'Example', given: ['Anna'] }], birthDate: '1980-01-01' };
  console.log(sample); // ok: phi-to-log
  const real = { resourceType: 'Patient', name: [{ family, given: ['Anna'] }] };
  console.log(real); // ruleid: phi-to-log {name.person}
}

// @file: src/schemas/library.ts
import { z as shape } from 'zod';
export default shape;

// @file: src/schemas/tags.ts
import shape from './library.ts';
export const tagDocument = shape.object({ name: shape.string() });

// @file: src/schemas/allergies.ts
// A schema that is put together of those of other files is no data; what it parses is.
import { tagDocument } from './tags.ts';
export const allergyDocument = tagDocument.merge(tagDocument);
export function describe(raw: unknown) {
  console.log(allergyDocument); // ok: phi-to-log
  const allergyEntry = allergyDocument.parse(raw);
  console.log(allergyEntry); // ruleid: phi-to-log {clin.allergy}
}

// @file: src/concepts.ts
// An entry of a code system, and a switch that is called after one, are nobody's.
declare function useCause(): { value: string };
declare const fetch: any;
export function answers(config: { features: { icdIntegration: boolean } }, icdIntegration: string, causeOfDeath: string) {
  const { value: causeOfDeathConcept } = useCause();
  fetch(`https://example.com/concept/${causeOfDeathConcept}`); // ok: phi-in-url-log
  fetch(`https://example.com/causes/${causeOfDeath}`); // ruleid: phi-in-url-log {clin.death}
  console.log(config.features.icdIntegration, icdIntegration); // ok: phi-to-log
}
