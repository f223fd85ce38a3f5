// The text of a statement is constant; what a request says is bound.

// @file: src/drivers.ts
import Database from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import express from 'express';
import mssql from 'mssql';
import oracledb from 'oracledb';
import sqlite3 from 'sqlite3';

const app = express();
const lite = new sqlite3.Database(':memory:');
const better = new Database('care.db');

// @example: bad
app.get('/units', (req, res) => {
  lite.all(`SELECT id FROM unit WHERE name = '${req.query.name}'`, (error, rows) => res.json(rows.length)); // ruleid: sql-injection
});
// @end

// @example: good
app.get('/units/bound', (req, res) => {
  lite.all('SELECT id FROM unit WHERE name = ?', [req.query.name], (error, rows) => res.json(rows.length)); // ok: sql-injection
});
// @end

app.get('/more', async (req, res) => {
  const name = String(req.query.name);
  better.prepare('SELECT id FROM unit WHERE name = ' + name).all(); // ruleid: sql-injection
  better.exec(`DELETE FROM unit WHERE name = '${name}'`); // ruleid: sql-injection
  better.prepare('SELECT id FROM unit WHERE name = ?').all(name); // ok: sql-injection
  const pool = await mssql.connect({});
  await pool.request().query(`SELECT id FROM unit WHERE name = '${name}'`); // ruleid: sql-injection
  await pool.request().input('name', name).query('SELECT id FROM unit WHERE name = @name'); // ok: sql-injection
  await pool.request().query`SELECT id FROM unit WHERE name = ${name}`; // ok: sql-injection
  const connection = await oracledb.getConnection({});
  await connection.execute('SELECT id FROM unit WHERE name = ' + name); // ruleid: sql-injection
  await connection.execute('SELECT id FROM unit WHERE name = :name', [name]); // ok: sql-injection
  sql.raw(`name = '${name}'`); // ruleid: sql-injection
  sql`name = ${name}`; // ok: sql-injection
  lite.run(`SELECT id FROM unit LIMIT ${parseInt(String(req.query.limit), 10)}`); // ok: sql-injection
  lite.run(`SELECT id FROM unit LIMIT ${Number(req.query.limit)}`); // ok: sql-injection
  lite.run(`SELECT id FROM unit LIMIT ${+String(req.query.limit)}`); // ok: sql-injection
  const orders: Record<string, string> = { name: 'name', size: 'size DESC' };
  lite.all(`SELECT id FROM unit ORDER BY ${orders[name] ?? 'name'}`); // ok: sql-injection
  res.end();
});

// @file: src/repository.ts
import sqlite3 from 'sqlite3';

const lite = new sqlite3.Database(':memory:');

export class UnitRepository {
  constructor(private readonly table = 'unit') {}
  find(where: string) {
    return lite.all(`SELECT id FROM ${this.table} WHERE ${where}`); // ruleid: sql-injection
  }
  findByName(name: string) {
    return lite.all(`SELECT id FROM ${this.table} WHERE name = ?`, [name]); // ok: sql-injection
  }
}

// @file: src/routes.ts
import express from 'express';
import { UnitRepository } from './repository';

const app = express();
const units = new UnitRepository();

app.get('/units', (req, res) => {
  const conditions: string[] = [];
  for (const [key, value] of Object.entries(req.query)) conditions.push(`${key} = '${value}'`);
  units.find(conditions.join(' AND '));
  units.findByName(String(req.query.name));
  res.end();
});

// @file: src/checked.ts
import express from 'express';
import sqlite3 from 'sqlite3';
import { validate } from 'uuid';

const app = express();
const lite = new sqlite3.Database(':memory:');
const columns = ['name', 'size'];

app.get('/checked', (req, res) => {
  const { order, direction, id, limit, word } = req.query as Record<string, string>;
  if (!columns.includes(order)) return res.sendStatus(400);
  lite.all(`SELECT id FROM unit ORDER BY ${order} ${direction === 'desc' ? 'DESC' : 'ASC'}`); // ok: sql-injection
  if (!validate(id)) return res.sendStatus(400);
  lite.all(`SELECT id FROM unit WHERE id = '${id}'`); // ok: sql-injection
  if (Number.isInteger(limit)) lite.all(`SELECT id FROM unit LIMIT ${limit}`); // ok: sql-injection
  lite.all(`SELECT id FROM unit LIMIT ${limit}`); // ruleid: sql-injection
  if (typeof word !== 'string') return res.sendStatus(400);
  lite.all(`SELECT id FROM unit WHERE name = '${word}'`); // ruleid: sql-injection
  return res.end();
});

function orderOf(text: string) {
  return /^[a-z_]+$/.test(text) ? text : 'name';
}
app.get('/checked/elsewhere', (req, res) => {
  lite.all(`SELECT id FROM unit ORDER BY ${orderOf(String(req.query.order))}`); // ok: sql-injection
  res.end();
});
