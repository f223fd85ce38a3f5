// Clients that act as the caller: the policies of the database decide, unless the key goes past them.
import { createServerClient } from '@supabase/ssr';
import { createClient } from '@supabase/supabase-js';
import express, { type Request } from 'express';
import { authenticate } from './authenticate';

const app = express();
app.use(authenticate);
const service = createClient('https://db.example.com', process.env.SUPABASE_SERVICE_ROLE_KEY ?? '');
const clientOf = (req: Request) =>
  createServerClient('https://db.example.com', process.env.SUPABASE_ANON_KEY ?? '', {
    cookies: { getAll: () => Object.entries(req.cookies) },
  });

app.get('/service/:id', async (req, res) => {
  const { data } = await service.from('patients').select('name, diagnosis').eq('id', req.params.id).single();
  res.json(data); // ruleid: patient-record-by-request-id
});
app.get('/session/:id', async (req, res) => {
  // Said at low confidence: what the policies say is not read.
  const { data } = await clientOf(req).from('patients').select('name, diagnosis').eq('id', req.params.id).single();
  res.json(data); // ok: patient-record-by-request-id
});
app.get('/token/:id', async (req, res) => {
  const db = createClient('https://db.example.com', process.env.SUPABASE_ANON_KEY ?? '', {
    global: { headers: { Authorization: req.headers.authorization ?? '' } },
  });
  const { data } = await db.from('patients').select('name, diagnosis').eq('id', req.params.id).single();
  res.json(data); // ok: patient-record-by-request-id
});
app.get('/token/service/:id', async (req, res) => {
  const key = process.env.SUPABASE_SERVICE_ROLE_KEY ?? '';
  const db = createServerClient('https://db.example.com', key, { cookies: { getAll: () => [] } });
  const { data } = await db.from('patients').select('name, diagnosis').eq('id', req.params.id).single();
  res.json(data); // ruleid: patient-record-by-request-id
});
app.get('/own/:id', async (req, res) => {
  const { data } = await service.from('patients').select('name').eq('id', req.params.id).eq('user_id', req.user.id).single();
  res.json(data); // ok: patient-record-by-request-id
});
