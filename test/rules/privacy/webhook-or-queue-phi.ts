// A message holds a reference; the receiver fetches what it may see.

// @file: src/events.ts
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Queue } from 'bullmq';
import { Kafka } from 'kafkajs';

interface Patient {
  id: string;
  personnummer: string;
  diagnosis: string;
}
const sqs = new SQSClient({});
const producer = new Kafka({ brokers: [] }).producer();
const jobs = new Queue('letters');

// @example: bad
export async function admitted(patient: Patient) {
  await sqs.send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: JSON.stringify({ number: patient.personnummer }) })); // ruleid: webhook-or-queue-phi {nid.se.personnummer}
}
// @end

// @example: good
export async function admittedSafely(patient: Patient) {
  await sqs.send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: JSON.stringify({ id: patient.id }) })); // ok: webhook-or-queue-phi
}
// @end

export async function more(patient: Patient) {
  await producer.send({ topic: 'visits', messages: [{ value: patient.diagnosis }] }); // ruleid: webhook-or-queue-phi {clin.diagnosis}
  await producer.send({ topic: 'visits', messages: [{ key: patient.id, value: 'admitted' }] }); // ok: webhook-or-queue-phi
  await jobs.add('letter', { to: patient.personnummer }); // ruleid: webhook-or-queue-phi {nid.se.personnummer}
  await jobs.add('letter', { id: patient.id }); // ok: webhook-or-queue-phi
}
