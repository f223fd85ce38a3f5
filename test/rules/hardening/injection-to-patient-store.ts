// A value of the request is data for a query, never a part of its text.

// @file: src/pg-routes.ts
import express, { type Request, type Response } from 'express';
import { Pool } from 'pg';
import format from 'pg-format';

const pool = new Pool();
const app = express();
app.use(express.json());

// @example: bad
app.get('/answers', async (req, res) => {
  const found = await pool.query(`SELECT id, taken FROM answer WHERE kit = '${req.query.kit}'`); // ruleid: injection-to-patient-store
  res.json(found.rows.length);
});
// @end

// @example: good
app.get('/answers/bound', async (req, res) => {
  const found = await pool.query('SELECT id, taken FROM answer WHERE kit = $1', [req.query.kit]); // ok: injection-to-patient-store
  res.json(found.rows.length);
});
// @end

app.post('/search', async (req, res) => {
  const { name, order, page } = req.body;
  let text = 'SELECT id FROM patient WHERE 1 = 1';
  if (name) text += ` AND name LIKE '%${name}%'`;
  const a = await pool.query(text); // ruleid: injection-to-patient-store
  const b = await pool.query({ text: 'SELECT id FROM patient ORDER BY ' + order, values: [] }); // ruleid: injection-to-patient-store
  const c = await pool.query(`SELECT id FROM patient LIMIT 20 OFFSET ${Number(page) * 20}`); // ok: injection-to-patient-store
  const d = await pool.query(`SELECT id FROM patient OFFSET ${parseInt(page, 10)}`); // ok: injection-to-patient-store
  const e = await pool.query(format('SELECT id FROM patient WHERE name = %L', name)); // ok: injection-to-patient-store
  const columns = { name: 'name', taken: 'taken' };
  const f = await pool.query(`SELECT id FROM patient ORDER BY ${order === 'name' ? columns.name : columns.taken}`); // ok: injection-to-patient-store
  res.json([a, b, c, d, e, f].length);
});

const statement = (table: string, where: string) => `SELECT id FROM ${table} WHERE ${where}`;

async function run(text: string, values: unknown[] = []) {
  const client = await pool.connect();
  return client.query(text, values); // ruleid: injection-to-patient-store
}

export async function header(req: Request, res: Response) {
  await run(statement('visit', `unit = '${req.headers['x-unit']}'`));
  await run(statement('visit', 'unit = $1'), [req.headers['x-unit']]);
  res.end();
}

// @file: src/orm.ts
import { Prisma, PrismaClient } from '@prisma/client';
import type { Request } from 'express';
import knex from 'knex';
import mysql from 'mysql2/promise';
import { Sequelize } from 'sequelize';
import type { Repository } from 'typeorm';

const db = new PrismaClient();
const sequelize = new Sequelize('sqlite::memory:');
const builder = knex({ client: 'pg' });
const my = mysql.createPool({});

export async function raw(req: Request, repository: Repository<object>) {
  await db.$queryRawUnsafe(`SELECT id FROM "Patient" WHERE name = '${req.query.name}'`); // ruleid: injection-to-patient-store
  await db.$executeRawUnsafe('DELETE FROM "Patient" WHERE id = ' + req.params.id); // ruleid: injection-to-patient-store
  await db.$queryRaw(Prisma.raw(`SELECT id FROM "Patient" WHERE id = '${req.params.id}'`)); // ruleid: injection-to-patient-store
  await sequelize.query(`SELECT id FROM patient WHERE name = '${req.query.name}'`); // ruleid: injection-to-patient-store
  await builder.raw('SELECT id FROM patient WHERE name = ' + req.query.name); // ruleid: injection-to-patient-store
  await builder('patient').whereRaw(`name = '${req.query.name}'`); // ruleid: injection-to-patient-store
  await my.query(`SELECT id FROM patient WHERE name = '${req.query.name}'`); // ruleid: injection-to-patient-store
  await repository.query(`SELECT id FROM patient WHERE name = '${req.query.name}'`); // ruleid: injection-to-patient-store
  await repository.createQueryBuilder('p').where(`p.name = '${req.query.name}'`).getMany(); // ruleid: injection-to-patient-store
}
export async function bound(req: Request, repository: Repository<object>) {
  await db.$queryRaw`SELECT id FROM "Patient" WHERE name = ${req.query.name}`; // ok: injection-to-patient-store
  await db.$queryRaw(Prisma.sql`SELECT id FROM "Patient" WHERE name = ${req.query.name}`); // ok: injection-to-patient-store
  await db.$queryRawUnsafe('SELECT id FROM "Patient" WHERE name = $1', req.query.name); // ok: injection-to-patient-store
  await sequelize.query('SELECT id FROM patient WHERE name = :name', { replacements: { name: req.query.name } }); // ok: injection-to-patient-store
  await builder.raw('SELECT id FROM patient WHERE name = ?', [String(req.query.name)]); // ok: injection-to-patient-store
  await builder('patient').where({ name: req.query.name }); // ok: injection-to-patient-store
  await my.execute('SELECT id FROM patient WHERE name = ?', [req.query.name]); // ok: injection-to-patient-store
  await my.query('SELECT id FROM patient WHERE name = ' + my.escape(req.query.name)); // ok: injection-to-patient-store
  await repository.createQueryBuilder('p').where('p.name = :name', { name: req.query.name }).getMany(); // ok: injection-to-patient-store
  await db.patient.findMany({ where: { name: String(req.query.name) } }); // ok: injection-to-patient-store
}
declare const wrapped: { escape(value: unknown): string; notes: { find(filter: object): Promise<object[]> } };
export async function program(req: Request) {
  await wrapped.notes.find({ $where: `this.ward == '${req.query.ward}'` }); // ruleid: injection-to-patient-store
  await wrapped.notes.find({ ward: req.query.ward }); // ok: injection-to-patient-store
  await sequelize.query('SELECT id FROM patient WHERE name = ' + wrapped.escape(req.query.name)); // ok: injection-to-patient-store
}
