// Edge functions: servers of Deno with packages from the network, and tables of Drizzle that a function names.

// @file: supabase/functions/note/index.ts
import { serve } from 'https://deno.land/std@0.168.0/http/server.ts';
import { createClient } from 'https://esm.sh/@supabase/supabase-js@2';

const db = createClient(Deno.env.get('URL') ?? '', Deno.env.get('SERVICE_ROLE_KEY') ?? '');

serve(async (req) => {
  const { id } = await req.json();
  const { data } = await db.from('patients').select('*').eq('id', id).single();
  return new Response(JSON.stringify(data)); // ruleid: patient-record-by-request-id
});

// @file: supabase/functions/own-note/index.ts
import { createClient } from 'npm:@supabase/supabase-js@2';

Deno.serve(async (req) => {
  const db = createClient(Deno.env.get('URL') ?? '', Deno.env.get('SERVICE_ROLE_KEY') ?? '');
  const token = req.headers.get('Authorization')?.slice(7) ?? '';
  const { data: { user } } = await db.auth.getUser(token);
  if (!user) return new Response('', { status: 401 });
  const { id } = await req.json();
  const { data } = await db.from('patients').select('*').eq('id', id).eq('user_id', user.id).single();
  return new Response(JSON.stringify(data)); // ok: patient-record-by-request-id
});

// @file: drizzle/schema.ts
import { pgTableCreator } from 'drizzle-orm/pg-core';
export const createTable = pgTableCreator((name) => `care_${name}`);
export const stays = createTable('stay', (d) => ({
  id: d.integer().primaryKey(),
  patientId: d.integer().notNull(),
  ward: d.varchar({ length: 10 }),
  diagnosis: d.text(),
}));
export const menus = createTable('menu', (d) => ({ id: d.integer().primaryKey(), dish: d.text() }));

// @file: drizzle/app.ts
import { and, eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import express from 'express';
import { authenticate } from '../authenticate';
import { menus, stays } from './schema';

const db = drizzle('postgres://localhost/care');
const app = express();
app.use(authenticate);

app.get('/stays/:id', async (req, res) => {
  res.json(await db.select().from(stays).where(eq(stays.id, req.params.id))); // ruleid: patient-record-by-request-id
});
app.get('/stays/mine/:id', async (req, res) => {
  const own = and(eq(stays.id, req.params.id), eq(stays.patientId, req.user.id));
  res.json(await db.select().from(stays).where(own)); // ok: patient-record-by-request-id
});
app.get('/menus/:id', async (req, res) => {
  res.json(await db.select().from(menus).where(eq(menus.id, req.params.id))); // ok: patient-record-by-request-id
});
