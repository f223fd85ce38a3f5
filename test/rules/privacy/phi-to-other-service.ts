// Every service that patient data goes to, also those of the house.

// @file: src/services.ts
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import axios from 'axios';

const store = new S3Client({});

interface Patient {
  id: string;
  personnummer: string;
  diagnosis: string;
}

// @example: bad
export async function report(patient: Patient) {
  await axios.post('https://register.example.com/visits', { diagnosis: patient.diagnosis }); // ruleid: phi-to-other-service {clin.diagnosis}
}
// @end

// @example: good
export async function count(patients: readonly Patient[]) {
  await axios.post('https://register.example.com/visits', { count: patients.length }); // ok: phi-to-other-service
}
// @end

export async function keep(patient: Patient) {
  await store.send(new PutObjectCommand({ Bucket: 'a', Key: patient.id, Body: patient.personnummer })); // ruleid: phi-to-other-service {nid.se.personnummer}
  await axios.get(`https://register.example.com/visits/${patient.id}`); // ok: phi-to-other-service
}
