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
