// What rows of a table hold is said by the SQL, the migration or the table of code that makes it.

// @file: db/schema.sql
-- Everything in a drawer.
CREATE TABLE IF NOT EXISTS public."items" (
  id SERIAL PRIMARY KEY,
  drawer VARCHAR(20) NOT NULL DEFAULT 'a, b (c)',
  personal_number CHAR(12) UNIQUE, -- of the owner
  is_smoker BOOLEAN,
  taken_at TIMESTAMP DEFAULT now(),
  CONSTRAINT one_drawer UNIQUE (drawer, id)
);
ALTER TABLE items ADD COLUMN diagnosis TEXT, ADD COLUMN shelf INT;
create table rooms (id int, label text, floor numeric(4, 2), primary key (id));
INSERT INTO rooms VALUES (1, 'create table ghosts (ssn text)', 2);

// @file: db/migrations/entries.js
exports.up = (knex) =>
  knex.schema.createTable('entries', (table) => {
    table.increments('id');
    table.string('title').notNullable();
    table.text('medication');
    table.integer('item_id').references('items.id');
    table.timestamps();
  });

// @file: db/migrations/letters.js
module.exports = {
  up: (queryInterface, Sequelize) =>
    queryInterface.createTable('letters', {
      id: Sequelize.INTEGER,
      allergies: { type: Sequelize.STRING },
      stamp: { type: Sequelize.STRING },
    }),
};

// @file: src/authenticate.ts
import jwt from 'jsonwebtoken';
import type { NextFunction, Request, Response } from 'express';

export function authenticate(req: Request, res: Response, next: NextFunction) {
  const token = req.headers.authorization?.slice(7) ?? '';
  req.user = jwt.verify(token, process.env.JWT_KEY ?? '') as { id: string };
  next();
}

// @file: src/sql.ts
import express from 'express';
import { Pool } from 'pg';
import { authenticate } from './authenticate';

const pool = new Pool();
const app = express();
app.use(authenticate);

app.get('/things/:id', async (req, res) => {
  const { rows } = await pool.query('SELECT * FROM items WHERE id = $1', [req.params.id]);
  res.json(rows[0]); // ruleid: patient-record-by-request-id {clin.diagnosis, nid.se.personnummer}
});
app.get('/things/:id/drawer', async (req, res) => {
  const { rows } = await pool.query('SELECT * FROM items WHERE id = $1', [req.params.id]);
  res.json({ drawer: rows[0].drawer, shelf: rows[0].shelf }); // ok: patient-record-by-request-id
});
app.get('/things/:id/columns', async (req, res) => {
  const { rows } = await pool.query('SELECT id, drawer FROM items WHERE id = $1', [req.params.id]);
  res.json(rows[0]); // ok: patient-record-by-request-id
});
app.get('/rooms/:id', async (req, res) => {
  const { rows } = await pool.query('SELECT * FROM rooms WHERE id = $1', [req.params.id]);
  res.json(rows[0]); // ok: patient-record-by-request-id
});
app.get('/ghosts/:id', async (req, res) => {
  const { rows } = await pool.query('SELECT * FROM ghosts WHERE id = $1', [req.params.id]);
  res.json(rows[0]); // ok: patient-record-by-request-id
});

// @file: src/made.ts
import Database from 'better-sqlite3';

const db = new Database('care.db');
db.exec(`CREATE TABLE IF NOT EXISTS parcels (id INTEGER PRIMARY KEY, weight REAL, date_of_birth TEXT)`);

export function parcels() {
  const rows = db.prepare('SELECT * FROM parcels').all();
  console.log(rows); // ruleid: phi-to-log {demo.birthdate}
  console.log(rows.map((row) => row.weight)); // ok: phi-to-log
  const narrow = db.prepare('SELECT id, weight FROM parcels').get();
  console.log(narrow); // ok: phi-to-log
}

// @file: src/callbacks.js
const sqlite3 = require('sqlite3').verbose();
const { Client } = require('pg');
const db = new sqlite3.Database(':memory:');
const client = new Client();

exports.parcels = () => {
  db.get('SELECT * FROM parcels WHERE id = ?', [1], (error, row) => {
    console.log(error, row.weight); // ok: phi-to-log
    console.log(row); // ruleid: phi-to-log {demo.birthdate}
  });
  client.query('SELECT * FROM parcels', (error, result) => {
    console.log(error); // ok: phi-to-log
    console.log(result.rows); // ruleid: phi-to-log {demo.birthdate}
  });
};

// @file: src/tagged.ts
import postgres from 'postgres';

const sql = postgres('postgres://localhost/care');

export async function tagged(id: string) {
  const rows = await sql`SELECT * FROM parcels WHERE id = ${id}`;
  console.log(rows); // ruleid: phi-to-log {demo.birthdate}
  console.log(rows[0].weight); // ok: phi-to-log
}

// @file: src/builders.ts
import express from 'express';
import knex from 'knex';
import { authenticate } from './authenticate';

const db = knex({ client: 'pg' });
const app = express();
app.use(authenticate);

app.get('/entries/:id', async (req, res) => {
  const entry = await db('entries').where({ id: req.params.id }).first();
  res.json({ title: entry.title }); // ok: patient-record-by-request-id
  res.json(entry); // ruleid: patient-record-by-request-id {clin.medication}
});
app.get('/entries/:id/title', async (req, res) => {
  const entry = await db('entries').select('id', 'title').where({ id: req.params.id }).first();
  res.json(entry); // ok: patient-record-by-request-id
});
app.get('/entries/:id/renamed', async (req, res) => {
  const [entry] = await db.select('e.medication as what', 'e.title').from('entries as e').where('e.id', req.params.id);
  res.json({ title: entry.title }); // ok: patient-record-by-request-id
  res.json(entry); // ruleid: patient-record-by-request-id {clin.medication}
});
app.get('/letters/:id', async (req, res) => {
  const letter = await db('letters').where('id', req.params.id).first();
  res.json(letter.stamp); // ok: patient-record-by-request-id
  res.json(letter.allergies); // ruleid: patient-record-by-request-id {clin.allergy}
});

// @file: src/drizzle.ts
import { eq, relations } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { boolean, date, pgTable, serial, text } from 'drizzle-orm/pg-core';
import express from 'express';
import { authenticate } from './authenticate';

export const boxes = pgTable('storage_boxes', {
  id: serial('id').primaryKey(),
  label: text('label'),
  born: date('date_of_birth'),
  isOpen: boolean('is_open'),
});
export const notes = pgTable('box_notes', { id: serial('id'), journalText: text('journal_text'), page: text('page') });
export const boxRelations = relations(boxes, ({ many }) => ({ notes: many(notes) }));
const db = drizzle('postgres://localhost/care');
const app = express();
app.use(authenticate);

app.get('/boxes/:id', async (req, res) => {
  const [box] = await db.select().from(boxes).where(eq(boxes.id, req.params.id));
  res.json({ label: box.label }); // ok: patient-record-by-request-id
  res.json(box); // ruleid: patient-record-by-request-id {demo.birthdate}
});
app.get('/boxes/:id/label', async (req, res) => {
  const rows = await db.select({ name: boxes.label }).from(boxes).where(eq(boxes.id, req.params.id));
  res.json(rows); // ok: patient-record-by-request-id
});
app.get('/boxes/:id/day', async (req, res) => {
  const rows = await db.select({ day: boxes.born, what: boxes.label }).from(boxes).where(eq(boxes.id, req.params.id)).limit(1);
  res.json(rows[0].what); // ok: patient-record-by-request-id
  res.json(rows[0].day); // ruleid: patient-record-by-request-id {demo.birthdate}
});
app.get('/boxes/:id/query', async (req, res) => {
  const box = await db.query.boxes.findFirst({ where: eq(boxes.id, req.params.id), columns: { born: false } });
  res.json(box); // ok: patient-record-by-request-id
});
app.get('/boxes/:id/whole', async (req, res) => {
  const box = await db.query.boxes.findFirst({ where: eq(boxes.id, req.params.id) });
  res.json(box); // ruleid: patient-record-by-request-id {demo.birthdate}
});

// @file: src/supabase.ts
import { createClient } from '@supabase/supabase-js';

const db = createClient('https://db.example.com', process.env.KEY ?? '');

export async function things(id: string) {
  const { data, error } = await db.from('items').select('*').eq('id', id).single();
  console.log(error, data?.drawer); // ok: phi-to-log
  console.log(data); // ruleid: phi-to-log {clin.diagnosis, nid.se.personnummer}
  const some = await db.from('items').select('id, drawer').eq('id', id);
  console.log(some.data); // ok: phi-to-log
  const along = await db.from('items').select('id, papers:entries(medication)').eq('id', id);
  console.log(along.data?.map((one) => one.id)); // ok: phi-to-log
  console.log(along.data?.map((one) => one.papers)); // ruleid: phi-to-log {clin.medication}
  const guests = await db.from('patients').select();
  console.log(guests.data); // ruleid: phi-to-log
}

// @file: src/documents.ts
import { collection, doc, getDoc, getDocs, getFirestore } from 'firebase/firestore';
import { MongoClient, type Collection } from 'mongodb';

interface Sample {
  tube: string;
  diagnosis: string;
}
const store = getFirestore();
const client = new MongoClient('mongodb://localhost');

export async function documents(id: string, samples: Collection<Sample>) {
  const one = await getDoc(doc(store, 'patients', id));
  console.log(one.data()); // ruleid: phi-to-log
  const cars = await getDocs(collection(store, 'cars'));
  console.log(cars.docs.map((car) => car.data())); // ok: phi-to-log
  const found = await client.db().collection('patients').findOne({ _id: id });
  console.log(found); // ruleid: phi-to-log
  const parts = await client.db().collection('parts').find({ id }).toArray();
  console.log(parts); // ok: phi-to-log
  const sample = await samples.findOne({ tube: id });
  console.log(sample?.tube); // ok: phi-to-log
  console.log(sample); // ruleid: phi-to-log {clin.diagnosis}
  const tubes = await samples.find({}, { projection: { tube: 1 } }).toArray();
  console.log(tubes); // ok: phi-to-log
}
