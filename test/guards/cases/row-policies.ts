// Policies of rows decide for whoever the database knows to be asking: a client with the caller's session, or a
// connection that was told who is calling.

// @file: supabase/migrations/0001_tables.sql
CREATE TABLE public.patients (id uuid PRIMARY KEY, user_id uuid, clinic_id uuid, name text, diagnosis text);
CREATE TABLE lab_results (id uuid PRIMARY KEY, user_id uuid, patient_name text, diagnosis text);
CREATE TABLE care_notes (id uuid PRIMARY KEY, user_id uuid, patient_name text, diagnosis text);
CREATE TABLE prescriptions (id uuid PRIMARY KEY, clinic_id uuid, patient_name text, diagnosis text);
CREATE TABLE referrals (id uuid PRIMARY KEY, clinic_id uuid, patient_name text, diagnosis text);
CREATE TABLE admissions (id uuid PRIMARY KEY, clinic_id uuid, patient_name text, diagnosis text);
CREATE TABLE vaccinations (id uuid PRIMARY KEY, clinic_id uuid, patient_name text, diagnosis text);

// @file: supabase/migrations/0002_policies.sql
-- CREATE POLICY "not in force" ON care_notes FOR SELECT USING (auth.uid() = user_id);
ALTER TABLE public.patients ENABLE ROW LEVEL SECURITY;
ALTER TABLE lab_results ENABLE ROW LEVEL SECURITY;
ALTER TABLE prescriptions ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals ENABLE ROW LEVEL SECURITY;
ALTER TABLE admissions ENABLE ROW LEVEL SECURITY;
ALTER TABLE vaccinations ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Own patients" ON public.patients FOR SELECT TO authenticated
  USING ((select auth.uid()) = user_id OR EXISTS (SELECT 1 FROM staff WHERE staff.user_id = auth.uid() AND staff.clinic_id = patients.clinic_id));
CREATE POLICY "Staff change" ON public.patients FOR UPDATE USING (auth.uid() IS NOT NULL);
CREATE POLICY "service" ON public.patients FOR ALL TO service_role USING (true);
CREATE POLICY "Everybody; signed in" ON lab_results FOR SELECT USING (auth.role() = 'authenticated');
CREATE POLICY "Doctors" ON prescriptions FOR SELECT
  USING (EXISTS (SELECT 1 FROM profiles WHERE profiles.id = auth.uid() AND profiles.role = 'doctor'));
CREATE POLICY "By a function" ON referrals FOR SELECT USING (may_see(clinic_id));
CREATE POLICY clinic ON admissions USING (clinic_id = current_setting('app.clinic_id', true)::uuid);
CREATE POLICY clinic ON vaccinations USING (clinic_id = current_setting('app.clinic_id', true)::uuid OR true);

// @file: rows.ts
import { createServerClient } from '@supabase/ssr';
import { createClient } from '@supabase/supabase-js';
import express, { type Request } from 'express';
import pg, { type PoolClient } from 'pg';
import { authenticate } from './authenticate';
import { db } from './db';

const app = express();
app.use(authenticate);
const service = createClient('https://db.example.com', process.env.SUPABASE_SERVICE_ROLE_KEY ?? '');
const clientOf = (req: Request) =>
  createServerClient('https://db.example.com', process.env.SUPABASE_ANON_KEY ?? '', {
    cookies: { getAll: () => Object.entries(req.cookies) },
  });

app.get('/rows/patients/:id', async (req, res) => {
  const { data } = await clientOf(req).from('patients').select('name, diagnosis').eq('id', req.params.id).single();
  res.json(data); // ok: patient-record-by-request-id
});
app.get('/rows/service/:id', async (req, res) => {
  const { data } = await service.from('patients').select('name, diagnosis').eq('id', req.params.id).single();
  res.json(data); // ruleid: patient-record-by-request-id
});
app.put('/rows/patients/:id', async (req, res) => {
  await clientOf(req).from('patients').update({ diagnosis: req.body.diagnosis }).eq('id', req.params.id); // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.get('/rows/results/:id', async (req, res) => {
  const { data } = await clientOf(req).from('lab_results').select('patient_name, diagnosis').eq('id', req.params.id).single();
  res.json(data); // ruleid: patient-record-by-request-id
});
app.get('/rows/notes/:id', async (req, res) => {
  const { data } = await clientOf(req).from('care_notes').select('patient_name, diagnosis').eq('id', req.params.id).single();
  res.json(data); // ruleid: patient-record-by-request-id
});
app.get('/rows/prescriptions/:id', async (req, res) => {
  // A role only: said at low confidence.
  const { data } = await clientOf(req).from('prescriptions').select('patient_name, diagnosis').eq('id', req.params.id).single();
  res.json(data); // ok: patient-record-by-request-id
});
app.get('/rows/referrals/:id', async (req, res) => {
  // Not understood: said at low confidence.
  const { data } = await clientOf(req).from('referrals').select('patient_name, diagnosis').eq('id', req.params.id).single();
  res.json(data); // ok: patient-record-by-request-id
});

// Connections that are told who is calling.
const pool = new pg.Pool();
app.get('/rows/admissions/:id', async (req, res) => {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query("SELECT set_config('app.clinic_id', $1, true)", [req.user.clinicId]);
  const { rows } = await client.query('SELECT patient_name, diagnosis FROM admissions WHERE id = $1', [req.params.id]);
  await client.query('COMMIT');
  res.json(rows[0]); // ok: patient-record-by-request-id
});
app.get('/rows/untold/:id', async (req, res) => {
  const client = await pool.connect();
  const { rows } = await client.query('SELECT patient_name, diagnosis FROM admissions WHERE id = $1', [req.params.id]);
  res.json(rows[0]); // ruleid: patient-record-by-request-id
});
app.get('/rows/told-by-request/:id', async (req, res) => {
  const client = await pool.connect();
  await client.query("SELECT set_config('app.clinic_id', $1, true)", [req.query.clinic]);
  const { rows } = await client.query('SELECT patient_name, diagnosis FROM admissions WHERE id = $1', [req.params.id]);
  res.json(rows[0]); // ruleid: patient-record-by-request-id
});
app.get('/rows/told-sometimes/:id', async (req, res) => {
  const client = await pool.connect();
  if (req.query.mine) await client.query("SELECT set_config('app.clinic_id', $1, true)", [req.user.clinicId]);
  const { rows } = await client.query('SELECT patient_name, diagnosis FROM admissions WHERE id = $1', [req.params.id]);
  res.json(rows[0]); // ruleid: patient-record-by-request-id
});
app.get('/rows/told-elsewhere/:id', async (req, res) => {
  await pool.query("SELECT set_config('app.clinic_id', $1, true)", [req.user.clinicId]);
  const { rows } = await pool.query('SELECT patient_name, diagnosis FROM admissions WHERE id = $1', [req.params.id]);
  res.json(rows[0]); // ruleid: patient-record-by-request-id
});
app.get('/rows/another-setting/:id', async (req, res) => {
  const client = await pool.connect();
  await client.query("SELECT set_config('app.locale', $1, true)", [req.user.clinicId]);
  const { rows } = await client.query('SELECT patient_name, diagnosis FROM admissions WHERE id = $1', [req.params.id]);
  res.json(rows[0]); // ruleid: patient-record-by-request-id
});
app.get('/rows/open-policy/:id', async (req, res) => {
  const client = await pool.connect();
  await client.query("SELECT set_config('app.clinic_id', $1, true)", [req.user.clinicId]);
  const { rows } = await client.query('SELECT patient_name, diagnosis FROM vaccinations WHERE id = $1', [req.params.id]);
  res.json(rows[0]); // ruleid: patient-record-by-request-id
});

// The same through a function that hands out the connection.
async function inClinic<T>(clinicId: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  await client.query(`SET LOCAL app.clinic_id = '${clinicId}'`);
  return work(client);
}
async function anywhere<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  return work(client);
}
const admissionOf = (client: PoolClient, id: string) =>
  client.query('SELECT patient_name, diagnosis FROM admissions WHERE id = $1', [id]);
app.get('/rows/handed/:id', async (req, res) => {
  const { rows } = await inClinic(req.user.clinicId, (client) => admissionOf(client, req.params.id));
  res.json(rows[0]); // ok: patient-record-by-request-id
});
app.get('/rows/handed-anywhere/:id', async (req, res) => {
  const { rows } = await anywhere((client) => admissionOf(client, req.params.id));
  res.json(rows[0]); // ruleid: patient-record-by-request-id
});

// A pool that is handed on remains one.
const toldPool = async (db: pg.Pool, clinicId: string, id: string) => {
  await db.query("SELECT set_config('app.clinic_id', $1, true)", [clinicId]);
  return db.query('SELECT patient_name, diagnosis FROM admissions WHERE id = $1', [id]);
};
app.get('/rows/handed-pool/:id', async (req, res) => {
  const { rows } = await toldPool(pool, req.user.clinicId, req.params.id);
  res.json(rows[0]); // ruleid: patient-record-by-request-id
});

// Models that are stored in such a table.
app.get('/rows/models/:id', async (req, res) => {
  const found = await db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT set_config('app.clinic_id', ${req.user.clinicId}, true)`;
    return tx.admission.findUnique({ where: { id: req.params.id } });
  });
  res.json(found); // ok: patient-record-by-request-id
});
app.get('/rows/models-untold/:id', async (req, res) => {
  const found = await db.$transaction((tx) => tx.admission.findUnique({ where: { id: req.params.id } }));
  res.json(found); // ruleid: patient-record-by-request-id
});

// @file: prisma/more.prisma
model Admission {
  id          String @id
  patientName String
  diagnosis   String
  clinicId    String
  @@map("admissions")
}
