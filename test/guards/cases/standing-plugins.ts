// A plugin for all schemas, in a file of its own, and a hook for all models of a connection.

// @file: tenancy/plugin.ts
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Schema } from 'mongoose';

export const store = new AsyncLocalStorage<{ clinicId: string }>();
export function tenancy(schema: Schema) {
  schema.pre(['find', 'findOne', 'findOneAndDelete'], function () {
    this.where({ clinicId: store.getStore()?.clinicId });
  });
}

// @file: tenancy/models.ts
import mongoose, { Schema } from 'mongoose';
import { Sequelize, DataTypes } from 'sequelize';
import { store, tenancy } from './plugin';

mongoose.plugin(tenancy);
export const Treatment = mongoose.model('Treatment', new Schema({ diagnosis: String, patientName: String, clinicId: String }));
const sequelize = new Sequelize('sqlite::memory:');
sequelize.addHook('beforeFind', (options) => {
  options.where = { ...options.where, clinicId: store.getStore()?.clinicId };
});
export const Surgery = sequelize.define('Surgery', { diagnosis: DataTypes.TEXT, patientName: DataTypes.TEXT, clinicId: DataTypes.UUID });

// @file: tenancy/app.ts
import express from 'express';
import { authenticate } from '../authenticate';
import { Surgery, Treatment } from './models';
import { store } from './plugin';

const app = express();
app.use(authenticate);
app.use((req, res, next) => store.run({ clinicId: req.user.clinicId }, next));
app.get('/treatments/:id', async (req, res) => {
  const found = await Treatment.findById(req.params.id);
  res.json(found); // ok: patient-record-by-request-id
});
app.delete('/treatments/:id', async (req, res) => {
  await Treatment.findByIdAndDelete(req.params.id); // ok: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.put('/treatments/:id', async (req, res) => {
  await Treatment.updateOne({ _id: req.params.id }, { diagnosis: req.body.diagnosis }); // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.get('/surgeries/:id', async (req, res) => {
  const found = await Surgery.findByPk(req.params.id);
  res.json(found); // ok: patient-record-by-request-id
});
