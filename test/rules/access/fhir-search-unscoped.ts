// A FHIR server is asked with credentials of the service, for whatever the request says.
import axios from 'axios';
import express, { type Request } from 'express';
import Client from 'fhir-kit-client';
import smart from 'fhirclient';
import jwt from 'jsonwebtoken';
import { MedplumClient } from '@medplum/core';
import { fhirGet, fhirSearch } from './fhir/gateway';

const FHIR_BASE = process.env.FHIR_BASE_URL ?? 'https://fhir.example.com/r4';
const app = express();
app.use((req, res, next) => {
  const token = req.headers.authorization?.slice(7);
  if (!token) return res.sendStatus(401);
  req.user = jwt.verify(token, process.env.JWT_KEY ?? '') as { id: string; patient: string; scope: string };
  next();
});
const fhir = new Client({ baseUrl: FHIR_BASE });
const medplum = new MedplumClient({ baseUrl: FHIR_BASE, clientId: 'portal' });
const api = axios.create({ baseURL: process.env.FHIR_URL, headers: { Authorization: `Bearer ${process.env.FHIR_TOKEN}` } });
const serviceHeaders = { Authorization: `Bearer ${process.env.FHIR_TOKEN}` };

// @example: bad
app.get('/api/observations', async (req, res) => {
  const query = new URLSearchParams(req.query as Record<string, string>);
  const answer = await fetch(`${FHIR_BASE}/Observation?${query}`, { headers: serviceHeaders });
  res.json(await answer.json()); // ruleid: fhir-search-unscoped
});
// @end
// @example: good
app.get('/api/my/observations', async (req, res) => {
  const query = new URLSearchParams({ code: String(req.query.code), patient: req.user.patient });
  const answer = await fetch(`${FHIR_BASE}/Observation?${query}`, { headers: serviceHeaders });
  res.json(await answer.json()); // ok: fhir-search-unscoped
});
// @end
app.get('/api/patients', async (req, res) => {
  const { data } = await api.get('/Patient', { params: req.query });
  res.json(data); // ruleid: fhir-search-unscoped
});
app.get('/api/my/conditions', async (req, res) => {
  const { data } = await api.get('/Condition', { params: { ...req.query, patient: req.user.patient } });
  res.json(data); // ok: fhir-search-unscoped
});
app.get('/api/conditions', async (req, res) => {
  // The request has the last word.
  const { data } = await api.get('/Condition', { params: { patient: req.user.patient, ...req.query } });
  res.json(data); // ruleid: fhir-search-unscoped
});
app.get('/api/forwarded', async (req, res) => {
  const answer = await fetch(`${FHIR_BASE}/Observation?code=${req.query.code}`, {
    headers: { Authorization: req.headers.authorization ?? '' },
  });
  res.json(await answer.json()); // ok: fhir-search-unscoped
});
app.get('/api/allergies/:id', async (req, res) => {
  const found = await fhir.search({ resourceType: 'AllergyIntolerance', searchParams: { patient: req.params.id } });
  res.json(found); // ruleid: fhir-search-unscoped
});
app.get('/api/my/allergies', async (req, res) => {
  const found = await fhir.search({ resourceType: 'AllergyIntolerance', searchParams: { patient: req.user.patient } });
  res.json(found); // ok: fhir-search-unscoped
});
app.get('/api/patients/:id', async (req, res) => {
  res.json(await fhir.read({ resourceType: 'Patient', id: req.params.id })); // ruleid: fhir-search-unscoped
});
app.get('/api/own/:id', async (req, res) => {
  if (req.params.id !== req.user.patient) return res.sendStatus(403);
  res.json(await fhir.read({ resourceType: 'Patient', id: req.params.id })); // ok: fhir-search-unscoped
});
app.get('/api/loaded/:id', async (req, res) => {
  const condition = (await fhir.read({ resourceType: 'Condition', id: req.params.id })) as fhir4.Condition;
  if (condition.subject.reference !== `Patient/${req.user.patient}`) return res.sendStatus(404);
  res.json(condition); // ok: fhir-search-unscoped
});
app.get('/api/own-client/:id', async (req, res) => {
  const client = new Client({ baseUrl: FHIR_BASE, bearerToken: req.headers.authorization?.slice(7) });
  res.json(await client.read({ resourceType: 'Patient', id: req.params.id })); // ok: fhir-search-unscoped
});
app.delete('/api/observations/:id', async (req, res) => {
  await fhir.delete({ resourceType: 'Observation', id: req.params.id }); // ruleid: fhir-search-unscoped
  res.sendStatus(204);
});
app.get('/api/medications/:patient', async (req, res) => {
  res.json(await medplum.searchResources('MedicationRequest', { subject: `Patient/${req.params.patient}` })); // ruleid: fhir-search-unscoped
});
app.get('/api/my/medications', async (req, res) => {
  res.json(await medplum.searchResources('MedicationRequest', `subject=Patient/${req.user.patient}`)); // ok: fhir-search-unscoped
});
app.get('/api/medplum/:id', async (req, res) => {
  const own = new MedplumClient({ baseUrl: FHIR_BASE });
  own.setAccessToken(req.headers.authorization?.slice(7) ?? '');
  res.json(await own.readResource('Patient', req.params.id)); // ok: fhir-search-unscoped
});
app.get('/launch/observations/:id', async (req, res) => {
  const client = await smart(req, res).ready();
  res.json(await client.request(`Observation/${req.params.id}`)); // ok: fhir-search-unscoped
});
app.get('/fhir/:kind', async (req, res) => {
  const answer = await fetch(`${FHIR_BASE}/${req.params.kind}?${new URLSearchParams(req.query as never)}`);
  res.json(await answer.json()); // ruleid: fhir-search-unscoped
});
app.get('/codes/:system', async (req, res) => {
  // What is no patient's.
  const answer = await fetch(`${FHIR_BASE}/ValueSet?url=${req.params.system}`);
  res.json(await answer.json()); // ok: fhir-search-unscoped
});
app.get('/weather/:city', async (req, res) => {
  const answer = await fetch(`https://weather.example.com/Place?name=${req.params.city}`);
  res.json(await answer.json()); // ok: fhir-search-unscoped
});
app.get('/helper/:id', async (req, res) => {
  res.json(await fhirGet(`Patient/${req.params.id}/$everything`)); // ruleid: fhir-search-unscoped
});
app.get('/helper/mine/:code', async (req: Request, res) => {
  res.json(await fhirSearch('Observation', { code: req.params.code, patient: req.user.patient })); // ok: fhir-search-unscoped
});
app.get('/helper/search/:code', async (req: Request, res) => {
  res.json(await fhirSearch('Observation', { code: req.params.code })); // ruleid: fhir-search-unscoped
});

// @file: fhir/gateway.ts
import axios from 'axios';

const base = process.env.FHIR_SERVER;
const headers = { Authorization: `Bearer ${process.env.FHIR_TOKEN}` };

export async function fhirGet(path: string) {
  const answer = await fetch(`${base}/${path}`, { headers });
  return answer.json();
}
export async function fhirSearch(kind: string, params: Record<string, string>) {
  const { data } = await axios.get(`${base}/${kind}`, { params, headers });
  return data;
}
