// Names of files, objects and cache entries are random.

// @file: src/letters.ts
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import Redis from 'ioredis';

interface Patient {
  id: string;
  personnummer: string;
}
const s3 = new S3Client({});
const redis = new Redis();

// @example: bad
export async function keep(patient: Patient, letter: Buffer) {
  await s3.send(new PutObjectCommand({ Bucket: 'letters', Key: `${patient.personnummer}.pdf`, Body: letter })); // ruleid: phi-in-infra-metadata {nid.se.personnummer}
}
// @end

// @example: good
export async function keepSafely(patient: Patient, letter: Buffer) {
  const key = randomUUID();
  await s3.send(new PutObjectCommand({ Bucket: 'letters', Key: `${key}.pdf`, Body: letter })); // ok: phi-in-infra-metadata
  return { id: patient.id, key };
}
// @end

export async function more(patient: Patient, letter: Buffer) {
  await writeFile(`/srv/letters/${patient.personnummer}.pdf`, letter); // ruleid: phi-in-infra-metadata {nid.se.personnummer}
  await writeFile(`/srv/letters/${patient.id}.pdf`, letter); // ok: phi-in-infra-metadata
  await redis.set(`patient:${patient.personnummer}`, '1', 'EX', 60); // ruleid: phi-in-infra-metadata {nid.se.personnummer}
  await redis.set(`patient:${patient.id}`, '1', 'EX', 60); // ok: phi-in-infra-metadata
}
