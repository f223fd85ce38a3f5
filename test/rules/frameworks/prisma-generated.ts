// A client that Prisma generates into a folder of the program: it is not there before a build.

// @file: package.json
{ "name": "clinic", "dependencies": { "express": "5.0.0" }, "devDependencies": { "prisma": "7.0.0" } }

// @file: prisma/schema.prisma
generator client {
  provider = "prisma-client"
  output   = "../src/generated/prisma"
}

model Patient {
  id        String @id
  name      String
  diagnosis String
  userId    String
}

// @file: src/app.ts
import express from 'express';
import { PrismaClient } from './generated/prisma/client';

const prisma = new PrismaClient();
const app = express();
app.use(requireUser);
app.get('/patients/:id', async (req, res) => {
  res.json(await prisma.patient.findUnique({ where: { id: req.params.id } })); // ruleid: patient-record-by-request-id
});
app.get('/own/:id', async (req, res) => {
  res.json(await prisma.patient.findFirst({ where: { id: req.params.id, userId: req.user.id }, select: { name: true } })); // ok: patient-record-by-request-id
});
