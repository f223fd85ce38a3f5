// Collections of the driver of MongoDB, as small applications reach them: through a promise of the client, or a function
// that is told the name.

// @file: mongo/client.ts
import { type Db, MongoClient } from 'mongodb';
const client = new MongoClient('mongodb://localhost/care');
const clientPromise = client.connect();
export default clientPromise;
let database: Db | null = null;
async function connect(): Promise<Db> {
  if (database) return database;
  await client.connect();
  database = client.db('care');
  return database;
}
export const names = { appointments: 'appointments', rooms: 'rooms' } as const;
export async function collectionOf(name: string) {
  const found = await connect();
  return found.collection(name);
}

// @file: mongo/app.ts
import express from 'express';
import { ObjectId } from 'mongodb';
import { authenticate } from '../authenticate';
import clientPromise, { collectionOf, names } from './client';

const app = express();
app.use(authenticate);

app.get('/patients/:id', async (req, res) => {
  const client = await clientPromise;
  const one = await client.db('care').collection('patients').findOne({ _id: new ObjectId(req.params.id) });
  res.json(one); // ruleid: patient-record-by-request-id
});
app.get('/patients/mine/:id', async (req, res) => {
  const client = await clientPromise;
  const own = { _id: new ObjectId(req.params.id), owner: req.user.id };
  res.json(await client.db('care').collection('patients').findOne(own)); // ok: patient-record-by-request-id
});
app.delete('/appointments/:id', async (req, res) => {
  const col = await collectionOf('appointments');
  await col.deleteOne({ _id: new ObjectId(req.params.id) }); // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.put('/appointments/:id', async (req, res) => {
  const col = await collectionOf(names.appointments);
  await col.updateOne({ _id: new ObjectId(req.params.id) }, { $set: { state: 'off' } }); // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.put('/appointments/mine/:id', async (req, res) => {
  const col = await collectionOf(names.appointments);
  const own = { _id: new ObjectId(req.params.id), owner: req.user.id };
  await col.updateOne(own, { $set: { state: 'off' } }); // ok: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.get('/appointments/:id', async (req, res) => {
  const col = await collectionOf(names.appointments);
  res.json(await col.findOne({ _id: new ObjectId(req.params.id) })); // ruleid: patient-record-by-request-id
});
app.put('/rooms/:id', async (req, res) => {
  const col = await collectionOf(names.rooms);
  await col.updateOne({ _id: new ObjectId(req.params.id) }, { $set: { state: 'off' } }); // ok: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.get('/rooms/:id', async (req, res) => {
  const col = await collectionOf(names.rooms);
  res.json(await col.findOne({ _id: new ObjectId(req.params.id) })); // ok: patient-record-by-request-id
});
