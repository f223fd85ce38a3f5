// What is written to a disk stays there.

// @file: src/files.ts
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import fs from 'node:fs';
import { createCipheriv } from 'node:crypto';

interface Patient {
  id: string;
  personnummer: string;
  diagnosis: string;
}

// @example: bad
export async function keep(patient: Patient) {
  await writeFile('/srv/patient.json', JSON.stringify({ number: patient.personnummer })); // ruleid: phi-to-file {nid.se.personnummer}
}
// @end

// @example: good
export async function keepReference(patient: Patient) {
  await writeFile('/srv/visit.json', JSON.stringify({ id: patient.id })); // ok: phi-to-file
}
// @end

const lineOf = (patient: Patient) => [patient.id, patient.diagnosis].join(',');

export async function report(patients: Patient[], key: Buffer, iv: Buffer) {
  fs.writeFileSync('report.csv', patients.map(lineOf).join('\n')); // ruleid: phi-to-file {clin.diagnosis}
  await appendFile('count.txt', String(patients.length)); // ok: phi-to-file
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  fs.writeFileSync('report.bin', cipher.update(patients.map(lineOf).join('\n'))); // ok: phi-to-file
  return readFile('report.csv');
}

// @file: scripts/dump.ts
// What a developer runs by hand.
import { writeFileSync } from 'node:fs';

export function dump(patient: { personnummer: string }) {
  writeFileSync('dump.json', patient.personnummer); // ok: phi-to-file
}
