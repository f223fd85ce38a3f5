// The caller in the filter: always, or on some ways only.
import express, { type Request } from 'express';
import { Op } from 'sequelize';
import { Pool } from 'pg';
import { authenticate } from './authenticate';
import { db, view } from './db';

const app = express();
app.use(authenticate);
const pool = new Pool();

app.get('/a/:id', async (req, res) => {
  const where = { id: req.params.id, clinicId: req.user.clinicId };
  res.json(await db.patient.findFirst({ where, select: view })); // ok: patient-record-by-request-id
});
app.get('/b/:id', async (req, res) => {
  const where: Record<string, unknown> = { id: req.params.id };
  if (req.user.role !== 'admin') where.userId = req.user.id;
  res.json(await db.patient.findFirst({ where, select: view })); // ok: patient-record-by-request-id
});
app.get('/c/:id', async (req, res) => {
  const where: Record<string, unknown> = { id: req.params.id };
  if (req.query.mine) where.userId = req.user.id;
  res.json(await db.patient.findFirst({ where, select: view })); // ruleid: patient-record-by-request-id
});
app.get('/d/:id', async (req, res) => {
  const own = req.query.all ? {} : { userId: req.user.id };
  res.json(await db.patient.findFirst({ where: { id: req.params.id, ...own }, select: view })); // ruleid: patient-record-by-request-id
});
app.get('/e/:id', async (req, res) => {
  const own = req.user.role === 'admin' ? {} : { userId: req.user.id };
  res.json(await db.patient.findFirst({ where: { id: req.params.id, ...own }, select: view })); // ok: patient-record-by-request-id
});
app.get('/f', async (req, res) => {
  // The request may name somebody else in the caller's place.
  const userId = String(req.query.userId ?? '') || req.user.id;
  res.json(await db.patient.findFirst({ where: { userId }, select: view })); // ruleid: client-supplied-identity
});
app.get('/g', async (req, res) => {
  const userId = req.user.role === 'admin' ? String(req.query.userId) : req.user.id;
  res.json(await db.patient.findFirst({ where: { userId }, select: view })); // ok: patient-record-by-request-id
});
app.get('/h/:id', async (req, res) => {
  const found = await db.patient.findFirst({
    where: { OR: [{ id: req.params.id }, { userId: req.user.id }] },
    select: view,
  });
  res.json(found); // ruleid: patient-record-by-request-id
});
app.get('/i/:id', async (req, res) => {
  const found = await db.patient.findFirst({
    where: { id: req.params.id, OR: [{ clinicId: req.user.clinicId }, { userId: req.user.id }] },
    select: view,
  });
  res.json(found); // ok: patient-record-by-request-id
});
app.get('/j/:id', async (req, res) => {
  const found = await db.patient.findFirst({
    where: { AND: [{ id: req.params.id }, { userId: { equals: req.user.id } }] },
    select: view,
  });
  res.json(found); // ok: patient-record-by-request-id
});
app.get('/k/:id', async (req, res) => {
  const found = await db.patient.findFirst({
    where: { id: req.params.id, userId: { not: req.user.id } },
    select: view,
  });
  res.json(found); // ruleid: patient-record-by-request-id
});
app.get('/l/:id', async (req, res) => {
  const found = await db.patient.findFirst({
    where: { id: req.params.id, clinicId: { in: [req.user.clinicId, 'shared'] } },
    select: view,
  });
  res.json(found); // ok: patient-record-by-request-id
});

const scope = (req: Request) => ({ clinicId: req.user.clinicId });
const find = (id: string, filter: object) => db.patient.findFirst({ where: { id, ...filter }, select: view });
const findFor = (id: string, clinicId: string) => db.patient.findFirst({ where: { id, clinicId }, select: view });
app.get('/m/:id', async (req, res) => {
  res.json(await db.patient.findFirst({ where: { ...scope(req), id: req.params.id }, select: view })); // ok: patient-record-by-request-id
});
app.get('/n/:id', async (req, res) => {
  res.json(await find(req.params.id, scope(req))); // ok: patient-record-by-request-id
});
app.get('/o/:id', async (req, res) => {
  res.json(await find(req.params.id, {})); // ruleid: patient-record-by-request-id
});
app.get('/p/:id', async (req, res) => {
  res.json(await findFor(req.params.id, req.user.clinicId)); // ok: patient-record-by-request-id
});
app.get('/q/:id', async (req, res) => {
  res.json(await findFor(req.params.id, req.body.clinicId)); // ruleid: client-supplied-identity
});
app.get('/r/:id', async (req, res) => {
  const { rows } = await pool.query('SELECT name, address FROM patient WHERE id = $1 AND user_id = $2', [
    req.params.id,
    req.user.id,
  ]);
  res.json(rows[0]); // ok: patient-record-by-request-id
});
app.put('/s/:id', async (req, res) => {
  const { rows } = await pool.query( // ruleid: patient-record-changed-by-request-id
    'UPDATE patient SET address = $1, changed_by = $2 WHERE id = $3 RETURNING name, address',
    [req.body.address, req.user.id, req.params.id],
  );
  res.json(rows[0]); // ok: patient-record-by-request-id
});
app.get('/t/:id', async (req, res) => {
  const { rows } = await pool.query(
    'SELECT p.name, p.address FROM patient p JOIN care_relation r ON r.patient_id = p.id AND r.staff_id = ? WHERE p.id = ?',
    [req.user.id, req.params.id],
  );
  res.json(rows[0]); // ok: patient-record-by-request-id
});

// @file: sequelize-models.ts
import { DataTypes, Sequelize } from 'sequelize';

export const sequelize = new Sequelize('sqlite::memory:');
export const Patient = sequelize.define('Patient', { name: DataTypes.STRING, address: DataTypes.STRING, userId: DataTypes.STRING });

// @file: sequelize.ts
import express from 'express';
import { Op } from 'sequelize';
import { authenticate } from './authenticate';
import { Patient } from './sequelize-models';

const app = express();
app.use(authenticate);
app.get('/seq/:id', async (req, res) => {
  const patient = await Patient.findOne({ where: { [Op.and]: [{ id: req.params.id }, { userId: req.user.id }] } });
  res.json({ name: patient?.name, address: patient?.address }); // ok: patient-record-by-request-id
});
