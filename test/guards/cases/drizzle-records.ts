// Drizzle: filters that are functions, conditions kept in a list, and records that belong to a patient by what they refer to.
// @file: tables.ts
import { pgTable, text, uuid } from 'drizzle-orm/pg-core';

export const patients = pgTable('patients', { id: uuid('id').primaryKey(), userId: uuid('user_id'), firstName: text('first_name'), diagnosis: text('diagnosis') });
export const orders = pgTable('orders', { id: uuid('id').primaryKey(), patientId: uuid('patient_id'), clerkId: uuid('clerk_id'), state: text('state') });
export const samples = pgTable('samples', { id: uuid('id').primaryKey(), order: uuid('order_id').notNull().references(() => orders.id), takerId: uuid('taker_id'), tube: text('tube') });
export const shelves = pgTable('shelves', { id: uuid('id').primaryKey(), roomId: uuid('room_id').references(() => rooms.id), label: text('label') });
export const employees = pgTable('employees', { id: uuid('id').primaryKey(), patientId: uuid('patient_id'), code: text('code') });
export const holidays = pgTable('holidays', { id: uuid('id').primaryKey(), employeeId: uuid('employee_id').references(() => employees.id), label: text('label') });
export const rooms = pgTable('rooms', { id: uuid('id').primaryKey(), label: text('label') });
export const medicalRecords = pgTable('medical_records', { id: uuid('id').primaryKey(), userId: uuid('user_id'), title: text('title') });
export const accessRequests = pgTable('access_requests', { id: uuid('id').primaryKey(), recordId: uuid('record_id').references(() => medicalRecords.id), unitId: uuid('unit_id'), state: text('state') });

// @file: app.ts
import { and, eq, type SQL } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import express from 'express';
import { authenticate } from './authenticate';
import * as tables from './tables';
import { accessRequests, holidays, orders, patients as patientTable, samples, shelves } from './tables';

const db = drizzle(process.env.DATABASE_URL ?? '', { schema: tables });
const app = express();
app.use(authenticate);

app.get('/by-function/:id', async (req, res) => {
  const found = await db.query.patients.findFirst({ where: (patient, { eq: is }) => is(patient.id, req.params.id) });
  res.json(found); // ruleid: patient-record-by-request-id
});
app.get('/by-function/own/:id', async (req, res) => {
  const found = await db.query.patients.findFirst({
    where: (patient, { and: both, eq: is }) => both(is(patient.id, req.params.id), is(patient.userId, req.user.id)),
  });
  res.json(found); // ok: patient-record-by-request-id
});

app.get('/listed/:id', async (req, res) => {
  const conditions: SQL[] = [eq(patientTable.diagnosis, 'asthma')];
  conditions.push(eq(patientTable.id, req.params.id));
  const found = await db.select({ firstName: patientTable.firstName }).from(patientTable).where(and(...conditions));
  res.json(found); // ruleid: patient-record-by-request-id
});
app.get('/listed/own/:id', async (req, res) => {
  const conditions: SQL[] = [eq(patientTable.userId, req.user.id)];
  conditions.push(eq(patientTable.id, req.params.id));
  const found = await db.select({ firstName: patientTable.firstName }).from(patientTable).where(and(...conditions));
  res.json(found); // ok: patient-record-by-request-id
});

// A sample is that of the patient of its order.
app.get('/samples/:id', async (req, res) => {
  const found = await db.query.samples.findFirst({ where: eq(samples.id, req.params.id) });
  res.json(found); // ruleid: patient-record-by-request-id
});
app.get('/samples/own/:id', async (req, res) => {
  const found = await db.query.samples.findFirst({ where: and(eq(samples.id, req.params.id), eq(samples.takerId, req.user.id)) });
  res.json(found); // ok: patient-record-by-request-id
});
app.delete('/orders/:id', async (req, res) => {
  await db.delete(orders).where(eq(orders.id, req.params.id)); // ruleid: patient-record-changed-by-request-id
  res.end();
});
app.delete('/orders/own/:id', async (req, res) => {
  await db.delete(orders).where(and(eq(orders.id, req.params.id), eq(orders.clerkId, req.user.id))); // ok: patient-record-changed-by-request-id
  res.end();
});
app.get('/orders', async (req, res) => {
  res.json(await db.query.orders.findMany({ where: eq(orders.clerkId, req.user.id) }));
});
// A request for access is about the record that it refers to.
app.get('/requests/mine', async (req, res) => {
  res.json(await db.query.accessRequests.findMany({ where: (request, { eq: is }) => is(request.unitId, req.user.unitId) }));
});
app.patch('/requests/:id', async (req, res) => {
  await db.update(accessRequests).set({ state: 'approved' }).where(eq(accessRequests.id, req.params.id)); // ruleid: patient-record-changed-by-request-id
  res.end();
});
// Shelves refer to a room, and that to nobody.
app.get('/shelves/:id', async (req, res) => {
  const found = await db.query.shelves.findFirst({ where: eq(shelves.id, req.params.id) });
  res.json(found); // ok: patient-record-by-request-id
});
// Holidays are those of who works there, whose own record as a patient is another.
app.get('/holidays/:id', async (req, res) => {
  const found = await db.query.holidays.findFirst({ where: eq(holidays.id, req.params.id) });
  res.json(found); // ok: patient-record-by-request-id
});
