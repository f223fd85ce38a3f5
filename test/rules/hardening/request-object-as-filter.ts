// A part of the request may be an object: as a filter, or in one, it may hold operators.

// @file: src/mongo.ts
import type { Request, Response } from 'express';
import { MongoClient, ObjectId } from 'mongodb';
import mongoose from 'mongoose';

const Patient = mongoose.model('Patient', new mongoose.Schema({ name: String, personnummer: String }));
const patients = new MongoClient('mongodb://localhost').db('care').collection('patients');

// @example: bad
export async function login(req: Request, res: Response) {
  const { personnummer, code } = req.body;
  const patient = await Patient.exists({ personnummer, code }); // ruleid: request-object-as-filter
  res.sendStatus(patient ? 204 : 403);
}
// @end

// @example: good
export async function loginWithText(req: Request, res: Response) {
  const { personnummer, code } = req.body;
  const patient = await Patient.exists({ personnummer: String(personnummer), code: String(code) }); // ok: request-object-as-filter
  res.sendStatus(patient ? 204 : 403);
}
// @end

export async function filters(req: Request) {
  await Patient.countDocuments(req.body); // ruleid: request-object-as-filter
  await Patient.countDocuments({ ...req.body.filter, deleted: false }); // ruleid: request-object-as-filter
  await patients.countDocuments({ name: req.query.name }); // ruleid: request-object-as-filter
  await Patient.aggregate([{ $match: req.body.match }, { $count: 'n' }]); // ruleid: request-object-as-filter
  await patients.deleteMany({ name: req.body.name }); // ruleid: request-object-as-filter
  await Patient.updateOne({ email: req.body.email }, { $set: { seen: true } }); // ruleid: request-object-as-filter
  await Patient.countDocuments({ $or: [{ name: req.body.name }, { email: req.body.email }] }); // ruleid: request-object-as-filter
  await Patient.countDocuments({ personnummer: { $eq: req.body.personnummer } }); // ok: request-object-as-filter
  await Patient.countDocuments({ _id: req.params.id }); // ok: request-object-as-filter
  await Patient.countDocuments({ unit: req.get('x-unit') }); // ok: request-object-as-filter
  await Patient.countDocuments({ _id: new mongoose.Types.ObjectId(req.body.id) }); // ok: request-object-as-filter
  await patients.countDocuments({ _id: new ObjectId(req.query.id as string) }); // ok: request-object-as-filter
  await Patient.countDocuments({ name: `${req.query.name}` }); // ok: request-object-as-filter
  await Patient.countDocuments({ name: req.body.name.trim().toLowerCase() }); // ok: request-object-as-filter
  await Patient.countDocuments({ age: Number(req.query.age) }); // ok: request-object-as-filter
  await Patient.countDocuments({ name: 'x' }).limit(Number(req.query.limit)); // ok: request-object-as-filter
}

export async function checked(req: Request, res: Response) {
  const { personnummer, name } = req.body;
  if (typeof personnummer !== 'string') return res.sendStatus(400);
  await Patient.countDocuments({ personnummer }); // ok: request-object-as-filter
  if (typeof name === 'string') await Patient.countDocuments({ name }); // ok: request-object-as-filter
  await Patient.countDocuments({ name }); // ruleid: request-object-as-filter
  return res.end();
}

// @file: src/store.ts
import mongoose from 'mongoose';

const Visit = mongoose.model('Visit', new mongoose.Schema({ unit: String }));

export class VisitStore {
  count(filter: object) {
    return Visit.countDocuments(filter); // ruleid: request-object-as-filter
  }
  countIn(unit: string) {
    return Visit.countDocuments({ unit }); // ruleid: request-object-as-filter
  }
}

// @file: src/routes.ts
import express from 'express';
import { VisitStore } from './store';

const store = new VisitStore();
const app = express();

app.post('/visits/count', async (req, res) => {
  res.json({ all: await store.count(req.body), own: await store.countIn(req.body.unit) });
});

// @file: src/parsed.ts
import type { Request } from 'express';
import mongoose from 'mongoose';
import { z } from 'zod';

const Visit = mongoose.model('Visit', new mongoose.Schema({ unit: String }));
const Query = z.object({ unit: z.string().max(20) });

export async function parsed(req: Request) {
  const { unit } = Query.parse(req.query);
  return Visit.countDocuments({ unit }); // ok: request-object-as-filter
}

// @file: src/app/api/route.ts
import { MongoClient } from 'mongodb';
import { type NextRequest, NextResponse } from 'next/server';

const visits = new MongoClient('mongodb://localhost').db('care').collection('visits');

export async function POST(request: NextRequest) {
  const { unit } = await request.json();
  return NextResponse.json({ count: await visits.countDocuments({ unit }) }); // ruleid: request-object-as-filter
}
