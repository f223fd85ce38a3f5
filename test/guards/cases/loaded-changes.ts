// Records that are loaded, then changed or removed by a method of theirs or of their repository.

// @file: loaded/models.ts
import mongoose from 'mongoose';
const visitSchema = new mongoose.Schema({ patient: String, doctor: String, diagnosis: String, notes: String, status: String });
export const Visit = mongoose.model('Visit', visitSchema);

// @file: loaded/entities.ts
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity()
export class LabOrder {
  @PrimaryGeneratedColumn() id!: string;
  @Column() patientId!: string;
  @Column() doctorId!: string;
  @Column() diagnosis!: string;
  @Column() result!: string;
}
export const source = new DataSource({ type: 'postgres' });

// @file: loaded/app.ts
import express from 'express';
import { authenticate } from '../authenticate';
import { LabOrder, source } from './entities';
import { Visit } from './models';

const app = express();
app.use(authenticate);
const orders = source.getRepository(LabOrder);

app.put('/a/:id', async (req, res) => {
  const visit = await Visit.findById(req.params.id);
  if (!visit) return res.sendStatus(404);
  visit.notes = req.body.notes;
  await visit.save(); // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.put('/b/:id', async (req, res) => {
  const visit = await Visit.findById(req.params.id);
  if (!visit || visit.doctor !== req.user.id) return res.sendStatus(404);
  visit.notes = req.body.notes;
  await visit.save(); // ok: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.put('/c', async (req, res) => {
  const visit = await Visit.findOne({ patient: req.user.id });
  if (!visit) return res.sendStatus(404);
  visit.notes = req.body.notes;
  await visit.save(); // ok: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.delete('/d/:id', async (req, res) => {
  const visit = await Visit.findById(req.params.id);
  await visit?.deleteOne(); // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.put('/e/:id', async (req, res) => {
  const visit = await Visit.findById(req.params.id);
  // The answer says no, but the change was made.
  Object.assign(visit, req.body);
  await visit.save(); // ruleid: patient-record-changed-by-request-id
  if (visit.doctor !== req.user.id) return res.sendStatus(403);
  res.sendStatus(204);
});
app.post('/f', async (req, res) => {
  // A record that is new belongs to nobody yet.
  const visit = new Visit({ patient: req.user.id, notes: req.body.notes });
  await visit.save(); // ok: patient-record-changed-by-request-id
  res.sendStatus(201);
});
app.put('/g/:id', async (req, res) => {
  const order = await orders.findOneBy({ id: req.params.id });
  if (!order) return res.sendStatus(404);
  order.result = req.body.result;
  await orders.save(order); // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.put('/h/:id', async (req, res) => {
  const order = await orders.findOneBy({ id: req.params.id, doctorId: req.user.id });
  if (!order) return res.sendStatus(404);
  order.result = req.body.result;
  await orders.save(order); // ok: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.delete('/i/:id', async (req, res) => {
  const order = await orders.findOneBy({ id: req.params.id });
  if (!order) return res.sendStatus(404);
  await orders.remove(order); // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.delete('/j/:id', async (req, res) => {
  const order = await orders.findOneBy({ id: req.params.id });
  if (!order || order.patientId !== req.user.id) return res.sendStatus(404);
  await orders.remove(order); // ok: patient-record-changed-by-request-id
  res.sendStatus(204);
});
async function note(order: LabOrder | null, text: string) {
  if (!order) return;
  order.result = text;
  // Saved in two ways, changed once.
  if (text === '') await orders.softRemove(order); // ruleid: patient-record-changed-by-request-id
  else await orders.save(order);
}
app.put('/k/:id', async (req, res) => {
  await note(await orders.findOneBy({ id: req.params.id }), req.body.text);
  res.sendStatus(204);
});
app.put('/l/:id', async (req, res) => {
  const order = await orders.findOneBy({ id: req.params.id });
  const seen = new Set<unknown>();
  // No store of records.
  seen.add(order);
  seen.delete(order); // ok: patient-record-changed-by-request-id
  res.sendStatus(204);
});
