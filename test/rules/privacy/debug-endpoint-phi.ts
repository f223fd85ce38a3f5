// What helps to find a mistake is found by others too.

// @file: src/debug.ts
import express from 'express';

interface Patient {
  id: string;
  personnummer: string;
}
declare function all(): Promise<Patient[]>;
const app = express();

// @example: bad
app.get('/debug/patients', async (_req, res) => {
  const patients = await all();
  res.json(patients.map(({ id, personnummer }) => ({ id, personnummer }))); // ruleid: debug-endpoint-phi {nid.se.personnummer}
});
// @end

// @example: good
if (process.env.NODE_ENV !== 'production') {
  app.get('/debug/people', async (_req, res) => {
    const patients = await all();
    res.json(patients.map(({ personnummer }) => personnummer)); // ok: debug-endpoint-phi
  });
}
// @end

// What a route makes up itself is nobody's.
app.post('/api/dev/seed-patients', async (_req, res) => {
  const made = await all();
  res.json(made.map(({ personnummer }) => personnummer)); // ok: debug-endpoint-phi
});
app.get('/_internal/count', async (_req, res) => {
  res.json({ count: (await all()).length }); // ok: debug-endpoint-phi
});
app.get('/devices/latest', async (_req, res) => {
  const [first] = await all();
  res.json({ who: first?.personnummer }); // ok: debug-endpoint-phi
});
