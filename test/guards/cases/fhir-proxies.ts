// Requests that are passed on to a server of FHIR under its own credentials.
import axios from 'axios';
import express from 'express';
import Client from 'fhir-kit-client';
import { authenticate } from './authenticate';

const app = express();
app.use(authenticate);
const FHIR_BASE = process.env.FHIR_BASE_URL ?? 'https://fhir.example.com/r4';
const headers = { authorization: `Bearer ${process.env.FHIR_TOKEN}` };

app.get('/fhir/Patient/:id', async (req, res) => {
  const answer = await fetch(`${FHIR_BASE}/Patient/${req.params.id}`, { headers });
  res.json(await answer.json()); // ruleid: fhir-search-unscoped
});
app.get('/fhir/own/:id', async (req, res) => {
  if (req.params.id !== req.user.patientId) return res.sendStatus(403);
  const answer = await fetch(`${FHIR_BASE}/Patient/${req.params.id}`, { headers });
  res.json(await answer.json()); // ok: patient-record-by-request-id
});
app.get('/fhir/mine/*', async (req, res) => {
  const answer = await fetch(`${FHIR_BASE}/Observation?patient=${req.user.patientId}`, { headers });
  res.json(await answer.json()); // ok: patient-record-by-request-id
});
app.get('/fhir/*', async (req, res) => {
  const answer = await fetch(FHIR_BASE + req.originalUrl, { headers });
  res.json(await answer.json()); // ruleid: fhir-search-unscoped
});
app.get('/axios/*', async (req, res) => {
  const { data } = await axios.get(FHIR_BASE + req.url.replace('/axios', ''), { headers });
  res.json(data); // ruleid: fhir-search-unscoped
});
app.get('/request/*', async (req, res) => {
  const { data } = await axios({ method: req.method, url: `${FHIR_BASE}${req.originalUrl}`, headers });
  res.json(data); // ruleid: fhir-search-unscoped
});
// The caller's own token is passed on: the server of FHIR decides.
app.get('/passed/*', async (req, res) => {
  const answer = await fetch(FHIR_BASE + req.originalUrl, { headers: { authorization: req.headers.authorization ?? '' } });
  res.json(await answer.json()); // ok: patient-record-by-request-id
});

const fhir = new Client({ baseUrl: FHIR_BASE, customHeaders: headers });
app.get('/kit/:kind/:id', async (req, res) => {
  res.json(await fhir.read({ resourceType: req.params.kind, id: req.params.id })); // ruleid: fhir-search-unscoped
});
app.get('/kit/own/:id', async (req, res) => {
  if (req.params.id !== req.user.patientId) return res.sendStatus(403);
  res.json(await fhir.read({ resourceType: 'Patient', id: req.params.id })); // ok: patient-record-by-request-id
});
app.get('/kit2/:id', async (req, res) => {
  res.json(await fhir.request(`Patient/${req.params.id}/$everything`)); // ruleid: fhir-search-unscoped
});

// @file: smart.ts
import express, { type NextFunction, type Request, type Response } from 'express';
import jwt from 'jsonwebtoken';
import { db, view } from './db';

const app = express();
app.use((req, res, next) => {
  req.token = jwt.verify(req.headers.authorization ?? '', process.env.KEY ?? '') as { patient: string; scope: string };
  next();
});
const hasScope = (req: Request, wanted: string) => req.token.scope.split(' ').includes(wanted);
const needScope = (wanted: string) => (req: Request, res: Response, next: NextFunction) => {
  if (!hasScope(req, wanted)) return res.sendStatus(403);
  next();
};
app.get('/smart/Patient/:id', needScope('patient/*.read'), async (req, res) => {
  res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view })); // ruleid: patient-record-by-request-id
});
app.get('/smart/launch/:id', needScope('patient/*.read'), async (req, res) => {
  if (req.token.patient !== req.params.id) return res.sendStatus(403);
  res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view })); // ok: patient-record-by-request-id
});
app.get('/smart/staff/:id', needScope('user/*.read'), async (req, res) => {
  // A scope of staff, but no tie: said at low confidence.
  res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view })); // ok: patient-record-by-request-id
});
app.get('/smart/labs', async (req, res) => {
  res.json(await db.lab.findMany({ where: { patientId: req.token.patient }, select: { result: true, diagnosis: true } })); // ok: patient-record-by-request-id
});
app.get('/smart/labs/:patient', async (req, res) => {
  res.json(await db.lab.findMany({ where: { patientId: req.params.patient }, select: { result: true, diagnosis: true } })); // ruleid: patient-record-by-request-id
});
