// Messages: sockets, queues, topics, bots. Whoever can put a message there chooses what is in it.

// @file: prisma/schema.prisma
model Patient {
  id           String  @id
  personnummer String  @unique
  name         String
  address      String?
  unitId       String
  userId       String
}

// @file: src/db.ts
import { PrismaClient } from '@prisma/client';

export const db = new PrismaClient();
export const view = { name: true, address: true };

// @file: src/socket.ts
import { Server } from 'socket.io';
import { db, view } from './db';

const io = new Server(3000);
io.on('connection', (socket) => {
  socket.on('patient', async (id, answer) => {
    const patient = await db.patient.findUnique({ where: { id }, select: view });
    answer(patient); // ruleid: patient-record-by-request-id
  });
  socket.on('own', async (id, answer) => {
    const patient = await db.patient.findFirst({ where: { id, userId: socket.data.user.id }, select: view });
    answer(patient); // ok: patient-record-by-request-id
  });
});

// @file: src/worker.ts
import { Worker } from 'bullmq';
import { db } from './db';

new Worker('seen', async (job) => {
  await db.$executeRawUnsafe(`UPDATE patient SET seen = 1 WHERE name = '${job.data.name}'`); // ruleid: injection-to-patient-store
  await db.$executeRaw`UPDATE patient SET seen = 1 WHERE name = ${job.data.name}`; // ok: injection-to-patient-store
});

// @file: src/consumer.ts
import { Consumer } from 'sqs-consumer';
import { db } from './db';

export const consumer = Consumer.create({
  queueUrl: 'q',
  handleMessage: async (message) => {
    const body = JSON.parse(message.Body);
    await db.$executeRawUnsafe(`UPDATE patient SET seen = 1 WHERE name = '${body.name}'`); // ruleid: injection-to-patient-store
    await db.$executeRaw`UPDATE patient SET seen = 1 WHERE name = ${body.name}`; // ok: injection-to-patient-store
  },
});

// @file: src/topic.ts
import { Kafka } from 'kafkajs';
import { db } from './db';

const consumer = new Kafka({ brokers: [] }).consumer({ groupId: 'g' });
await consumer.run({
  eachMessage: async ({ message }) => {
    const name = message.value?.toString();
    await db.$executeRawUnsafe(`UPDATE patient SET seen = 1 WHERE name = '${name}'`); // ruleid: injection-to-patient-store
    await db.$executeRaw`UPDATE patient SET seen = 1 WHERE name = ${name}`; // ok: injection-to-patient-store
  },
});

// @file: src/bot.ts
import type { BotEvent, MedplumClient } from '@medplum/core';
import { db } from './db';

export async function handler(medplum: MedplumClient, event: BotEvent) {
  await db.$executeRawUnsafe(`UPDATE patient SET seen = 1 WHERE name = '${event.input.name}'`); // ruleid: injection-to-patient-store
  await db.$executeRaw`UPDATE patient SET seen = 1 WHERE name = ${event.input.name}`; // ok: injection-to-patient-store
}
