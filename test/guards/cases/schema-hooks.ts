// Hooks, scopes and plugins of schemas and models that add the caller to whatever is asked.
import { AsyncLocalStorage } from 'node:async_hooks';
import express from 'express';
import { model, Schema } from 'mongoose';
import { DataTypes, Model, Sequelize } from 'sequelize';
import { authenticate } from './authenticate';

const store = new AsyncLocalStorage<{ clinicId: string }>();
const visits = new Schema({ diagnosis: String, patientName: String, clinicId: String });
visits.pre(/^find/, function () {
  this.where({ clinicId: store.getStore()?.clinicId });
});
const Visit = model('Visit', visits);
const stays = new Schema({ diagnosis: String, patientName: String, clinicId: String });
const tenant = (schema: Schema) => {
  schema.pre(['find', 'findOne'], function () {
    this.where({ clinicId: store.getStore()?.clinicId });
  });
};
stays.plugin(tenant);
const Stay = model('Stay', stays);
const notes = new Schema({ diagnosis: String, patientName: String, clinicId: String, deleted: Boolean });
notes.pre(/^find/, function () {
  this.where({ deleted: false });
});
const Note = model('Note', notes);

const treatments = new Schema({ diagnosis: String, patientName: String, clinicId: String });
treatments.pre('findOne', function () {
  // Whoever asks with an option sees everything.
  if (!this.getOptions().all) this.where({ clinicId: store.getStore()?.clinicId });
});
const Treatment = model('Treatment', treatments);
const plans = new Schema({ diagnosis: String, patientName: String, clinicId: String });
plans.pre('updateOne', function () {
  this.getQuery().clinicId = store.getStore()?.clinicId;
});
plans.pre('find', function () {
  this.where('clinicId').equals(store.getStore()?.clinicId);
});
const Plan = model('Plan', plans);

const app = express();
app.use(authenticate);
app.use((req, res, next) => store.run({ clinicId: req.user.clinicId }, next));
app.get('/visits/:id', async (req, res) => {
  const found = await Visit.findOne({ _id: req.params.id });
  res.json(found); // ok: patient-record-by-request-id
});
app.get('/stays/:id', async (req, res) => {
  const found = await Stay.findOne({ _id: req.params.id });
  res.json(found); // ok: patient-record-by-request-id
});
app.get('/notes/:id', async (req, res) => {
  const found = await Note.findOne({ _id: req.params.id });
  res.json(found); // ruleid: patient-record-by-request-id
});
app.get('/treatments/:id', async (req, res) => {
  // Said at low confidence: what the hook adds is not added always.
  const found = await Treatment.findById(req.params.id);
  res.json(found); // ok: patient-record-by-request-id
});
app.put('/plans/:id', async (req, res) => {
  await Plan.updateOne({ _id: req.params.id }, { diagnosis: req.body.diagnosis }); // ok: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.get('/plans/:id', async (req, res) => {
  const found = await Plan.find({ _id: req.params.id });
  res.json(found); // ok: patient-record-by-request-id
});
app.get('/plans/one/:id', async (req, res) => {
  // No hook runs before this method.
  const found = await Plan.findOne({ _id: req.params.id });
  res.json(found); // ruleid: patient-record-by-request-id
});

const sequelize = new Sequelize('sqlite::memory:');
const Case = sequelize.define('Case', { diagnosis: DataTypes.TEXT, patientName: DataTypes.TEXT, clinicId: DataTypes.UUID });
Case.addHook('beforeFind', (options) => {
  options.where = { ...options.where, clinicId: store.getStore()?.clinicId };
});
const Referral = sequelize.define(
  'Referral',
  { diagnosis: DataTypes.TEXT, patientName: DataTypes.TEXT, clinicId: DataTypes.UUID },
  { scopes: { ofClinic: (clinicId: string) => ({ where: { clinicId } }), open: { where: { deleted: false } } } },
);
app.get('/cases/:id', async (req, res) => {
  const found = await Case.findByPk(req.params.id);
  res.json(found); // ok: patient-record-by-request-id
});
app.get('/referrals/:id', async (req, res) => {
  const found = await Referral.scope({ method: ['ofClinic', req.user.clinicId] }).findByPk(req.params.id);
  res.json(found); // ok: patient-record-by-request-id
});
app.get('/referrals/open/:id', async (req, res) => {
  const found = await Referral.scope('open').findByPk(req.params.id);
  res.json(found); // ruleid: patient-record-by-request-id
});

class Stayed extends Model {}
Stayed.init(
  { diagnosis: DataTypes.TEXT, patientName: DataTypes.TEXT, clinicId: DataTypes.UUID },
  { sequelize, defaultScope: { where: { archived: false } }, hooks: { beforeFind: addClinic } },
);
function addClinic(options: { where: Record<string, unknown> }) {
  options.where.clinicId = store.getStore()?.clinicId;
}
class Archived extends Model {}
Archived.init(
  { diagnosis: DataTypes.TEXT, patientName: DataTypes.TEXT, clinicId: DataTypes.UUID },
  { sequelize, defaultScope: { where: { archived: true } } },
);
app.get('/stayed/:id', async (req, res) => {
  const found = await Stayed.findByPk(req.params.id);
  res.json(found); // ok: patient-record-by-request-id
});
app.delete('/stayed/:id', async (req, res) => {
  await Stayed.destroy({ where: { id: req.params.id } }); // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.get('/archived/:id', async (req, res) => {
  const found = await Archived.findByPk(req.params.id);
  res.json(found); // ruleid: patient-record-by-request-id
});
