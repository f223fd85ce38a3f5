// The fields that a client may write are named.

// @file: src/units.ts
import { PrismaClient } from '@prisma/client';
import express from 'express';
import _ from 'lodash';
import { z } from 'zod';

const app = express();
const db = new PrismaClient();
const Unit = z.object({ name: z.string() });

// @example: bad
app.post('/units', async (req, res) => {
  await db.unit.create({ data: req.body }); // ruleid: mass-assignment
  res.end();
});
// @end

// @example: good
app.post('/units/safe', async (req, res) => {
  await db.unit.create({ data: { name: req.body.name } }); // ok: mass-assignment
  res.end();
});
// @end

app.post('/more', async (req, res) => {
  await db.unit.create({ data: { ...req.body, seen: false } }); // ruleid: mass-assignment
  await db.unit.create({ data: Unit.parse(req.body) }); // ok: mass-assignment
  await db.unit.create({ data: _.pick(req.body, ['name']) }); // ok: mass-assignment
  res.end();
});
