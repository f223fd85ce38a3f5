// What the names of standards say: fields of HL7 v2, tags of DICOM, resources of FHIR.

// @file: src/messages.ts
import { readFileSync } from 'node:fs';

declare const parser: { create(text: string): { get(path: string): string; getSegment(name: string): { getField(index: number): string } } };

export function messages(path: string) {
  const msg = parser.create(readFileSync(path, 'utf8'));
  console.log(msg.get('PID.5.1')); // ruleid: phi-to-log {name.person}
  console.log(msg.get('PID-19')); // ruleid: phi-to-log {nid.us.ssn}
  console.log(msg.get('MSH.9'), msg.get('PID.1')); // ok: phi-to-log
  console.log(msg.getSegment('PID').getField(7)); // ruleid: phi-to-log {demo.birthdate}
  console.log(msg.getSegment('MSH').getField(7)); // ok: phi-to-log
  const pid = msg.getSegment('PID') as unknown as string;
  const fields = pid.split('|');
  console.log(fields[5]); // ruleid: phi-to-log {name.person}
  console.log(fields[1]); // ok: phi-to-log
  const others = path.split('|');
  console.log(others[5]); // ok: phi-to-log
}

// @file: src/raw.ts
export function receive(text: string, line: string) {
  if (!text.startsWith('MSH|')) return;
  console.log(text); // ruleid: phi-to-log {clin.lab, name.person, nid.mrn}
  console.log(text.length); // ok: phi-to-log
  if (/^MSH\|/.test(line)) console.log(line); // ruleid: phi-to-log {clin.lab, name.person, nid.mrn}
}
export function other(text: string) {
  if (text.startsWith('HDR|')) console.log(text); // ok: phi-to-log
}

// @file: src/named.ts
export function named(hl7Message: string, cdaDocument: string, messageCount: string) {
  console.log(hl7Message); // ruleid: phi-to-log {clin.document}
  console.log(cdaDocument); // ruleid: phi-to-log {clin.document}
  console.log(messageCount); // ok: phi-to-log
}

// @file: src/images.ts
import dicomParser from 'dicom-parser';

export function images(bytes: Uint8Array, dict: Record<string, { Value: string[] }>) {
  const dataSet = dicomParser.parseDicom(bytes);
  console.log(dataSet.string('x00100010')); // ruleid: phi-to-log {name.person}
  console.log(dataSet.uint16('x00280010')); // ok: phi-to-log
  console.log(dict['00100030'].Value[0]); // ruleid: phi-to-log {demo.birthdate}
  console.log(dict['00280010'].Value[0]); // ok: phi-to-log
}

// @file: src/resources.ts
import axios from 'axios';

interface Resource {
  resourceType: string;
  id: string;
}

export async function resources(base: string, id: string, things: Resource[]) {
  const answer = await fetch(`${base}/Patient/${id}`);
  const one = await answer.json();
  console.log(one.id, answer.status); // ok: phi-to-log
  console.log(one); // ruleid: phi-to-log
  const { data } = await axios.get(`${base}/fhir/Condition?subject=${id}`);
  console.log(data.total); // ok: phi-to-log
  console.log(data.entry[0].resource.code); // ruleid: phi-to-log {clin.diagnosis}
  const account = await axios.get(`${base}/Account/${id}`);
  console.log(account.data); // ok: phi-to-log
  for (const thing of things) {
    if (thing.resourceType !== 'Patient') continue;
    console.log(thing.id); // ok: phi-to-log
    console.log(thing); // ruleid: phi-to-log
  }
}

// @file: src/lists.ts
interface Drug {
  uuid: string;
}

export async function lists(load: () => Promise<any>, ask: (text: string) => Promise<unknown>) {
  const { medications, allergies } = await load();
  for (const medication of medications) console.log(`/dose/${medication.uuid}`); // ok: phi-to-log
  medications.map((medication: Drug) => console.log(medication.uuid)); // ok: phi-to-log
  console.log(medications); // ruleid: phi-to-log {clin.medication}
  console.log(allergies.join(', ')); // ruleid: phi-to-log {clin.allergy}
  await ask(`/visits?count=${medications.length}`);
}
