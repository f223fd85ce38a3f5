// Rights that are looked up in a table by the caller and the path; one query that open and guarded ways share.

// @file: package.json
{ "name": "clinic", "dependencies": { "express": "5", "@prisma/client": "6", "jsonwebtoken": "9" } }

// @file: prisma/schema.prisma
model Patient {
  id        Int    @id
  name      String
  birthDate DateTime
  diagnosis String
}

model Permission {
  id     Int    @id
  userId Int
  path   String
  method String
}

// @file: src/middleware.ts
import jwt from 'jsonwebtoken';
import { PrismaClient } from '@prisma/client';

const db = new PrismaClient();

export async function authorized(req, res, next) {
  const user = jwt.verify(req.headers.authorization, process.env.KEY ?? '') as { id: number };
  const mayPass = await validateAuthorization(user.id, req.path, req.method);
  if (!mayPass) return res.sendStatus(403);
  req.user = user;
  next();
}

async function validateAuthorization(userId: number, path: string, method: string) {
  const right = await db.permission.findFirst({ where: { userId, path, method } });
  return !!right;
}

export async function named(req, res, next) {
  const user = jwt.verify(req.headers.authorization, process.env.KEY ?? '') as { id: number };
  const mayPass = await validateAccess(user.id);
  if (!mayPass) return res.sendStatus(403);
  req.user = user;
  next();
}

// Nothing is looked up: whoever is signed in passes.
async function validateAccess(userId: number) {
  return userId > 0;
}

// @file: src/app.ts
import express from 'express';
import { PrismaClient } from '@prisma/client';
import { authorized, named } from './middleware';

const db = new PrismaClient();
const app = express();

async function list(req, res) {
  res.json(await db.patient.findMany()); // ok: bulk-list-without-scope, no-auth-on-phi-route
}
async function listForAll(req, res) {
  res.json(await db.patient.findMany()); // ruleid: bulk-list-without-scope
}
async function listOpenly(req, res) {
  // A path that says so makes nothing of patients public.
  res.json(await db.patient.findMany()); // ruleid: no-auth-on-phi-route
}
async function change(req, res) {
  // The guarded way comes first, and the open one is meant.
  await db.patient.update({ where: { id: Number(req.params.id) }, data: { name: req.body.name } }); // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
}

app.post('/login', (req, res) => res.sendStatus(204));
app.get('/patients', authorized, list);
app.get('/all-patients', named, listForAll);
app.get('/patients/public', listOpenly);
app.put('/patients/:id', authorized, change);
app.put('/patients/changed/:id', named, change);
