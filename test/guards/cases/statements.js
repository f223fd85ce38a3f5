// Ties in statements of SQL: texts put together in pieces, values bound by place, number and name, and calls through
// wrappers of the workspace, whose callers are the queries.

// @file: statements/schema.sql
CREATE TABLE patients (
  id SERIAL PRIMARY KEY, name TEXT, ssn TEXT, diagnosis TEXT, address TEXT, doctor_id INT, clinic_id INT, born_at DATE
);
CREATE TABLE prescriptions (id SERIAL PRIMARY KEY, patient_id INT REFERENCES patients(id), medication TEXT, note TEXT);
CREATE TABLE care_relations (id SERIAL PRIMARY KEY, patient_id INT, staff_id INT);

// @file: statements/authenticate.js
const jwt = require('jsonwebtoken');
module.exports = (req, res, next) => {
  const token = req.headers.authorization?.split(' ')[1];
  if (!token) return res.sendStatus(401);
  jwt.verify(token, process.env.JWT_KEY, (error, user) => {
    if (error) return res.sendStatus(403);
    req.user = user;
    next();
  });
};

// @file: statements/db.js
const { Pool } = require('pg');
const mysql = require('mysql2');
const Database = require('better-sqlite3');
const { Sequelize, QueryTypes } = require('sequelize');
const pool = new Pool();
const connection = mysql.createPool({});
const sequelize = new Sequelize('postgres://db.example.com/care');
async function queryOne(text, values = []) {
  const { rows } = await pool.query(text, values);
  return rows[0];
}
class Store {
  rows(sql, params) {
    return new Promise((resolve, reject) => {
      connection.query(sql, params, (error, rows) => (error ? reject(error) : resolve(rows)));
    });
  }
  one(sql, params) {
    return this.rows(sql, params).then((rows) => rows[0]);
  }
}
module.exports = {
  query: (text, values) => pool.query(text, values),
  queryOne,
  pool,
  connection,
  sequelize,
  QueryTypes,
  store: new Store(),
  file: new Database('care.db'),
};

// @file: statements/app.js
const express = require('express');
const authenticate = require('./authenticate');
const { query, queryOne, pool, connection, sequelize, QueryTypes, store, file } = require('./db');
const app = express();
app.use(express.json(), authenticate);

// Wrappers.
app.get('/a/:id', async (req, res) => {
  const { rows } = await query('SELECT name, diagnosis FROM patients WHERE id = $1', [req.params.id]);
  res.json(rows[0]); // ruleid: patient-record-by-request-id
});
app.get('/b/:id', async (req, res) => {
  const { rows } = await query('SELECT name, diagnosis FROM patients WHERE id = $1 AND doctor_id = $2', [
    req.params.id,
    req.user.id,
  ]);
  res.json(rows[0]); // ok: patient-record-by-request-id
});
app.get('/c/:id', async (req, res) => {
  const patient = await queryOne('SELECT * FROM patients WHERE id = $1', [req.params.id]);
  res.json(patient); // ruleid: patient-record-by-request-id
});
app.get('/d/:id', async (req, res) => {
  const patient = await queryOne('SELECT * FROM patients WHERE id = $1', [req.params.id]);
  if (patient?.doctor_id !== req.user.id) return res.sendStatus(404);
  res.json(patient); // ok: patient-record-by-request-id
});
app.get('/e/:id', async (req, res) => {
  const rows = await store.rows('SELECT medication, note FROM prescriptions WHERE patient_id = ?', [req.params.id]);
  res.json(rows); // ruleid: patient-record-by-request-id
});
app.get('/f/:id', async (req, res) => {
  const relation = await store.one('SELECT id FROM care_relations WHERE patient_id = ? AND staff_id = ?', [
    req.params.id,
    req.user.id,
  ]);
  if (!relation) return res.sendStatus(403);
  const rows = await store.rows('SELECT medication, note FROM prescriptions WHERE patient_id = ?', [req.params.id]);
  res.json(rows); // ok: patient-record-by-request-id
});
app.get('/g', async (req, res) => {
  const rows = await store.rows('SELECT medication, note FROM prescriptions WHERE patient_id = ?', [req.user.id]);
  res.json(rows); // ok: patient-record-by-request-id
});

// Texts in pieces.
app.get('/h/:id', (req, res) => {
  const sql = 'SELECT name, diagnosis FROM patients WHERE id = ' + req.params.id;
  connection.query(sql, (error, rows) => {
    res.json(rows); // ruleid: patient-record-by-request-id
  });
});
app.get('/i', async (req, res) => {
  let sql = 'SELECT name, diagnosis FROM patients WHERE clinic_id = $1';
  const values = [req.user.clinicId];
  if (req.query.name) {
    values.push(req.query.name);
    sql += ` AND name = $${values.length}`;
  }
  const { rows } = await query(sql, values);
  res.json(rows); // ok: patient-record-by-request-id, bulk-list-without-scope
});
app.get('/j/:id', async (req, res) => {
  const { rows } = await pool.query({ text: 'SELECT * FROM prescriptions WHERE id = $1', values: [req.params.id] });
  res.json(rows[0]); // ruleid: patient-record-by-request-id
});
app.get('/k/:id', async (req, res) => {
  const name = `%${req.user.name}%`;
  const { rows } = await pool.query(
    `SELECT *, (SELECT count(*) FROM care_relations c WHERE c.patient_id = p.id) AS relations
     FROM prescriptions p WHERE id = $1`,
    [req.params.id, name],
  );
  res.json(rows[0]); // ruleid: patient-record-by-request-id
});

// What bounds or leaves out selects nothing.
app.get('/l/:id', async (req, res) => {
  const { rows } = await query('SELECT name, diagnosis FROM patients WHERE id = $1 AND born_at >= $2', [
    req.params.id,
    req.user.since,
  ]);
  res.json(rows); // ruleid: patient-record-by-request-id
});
app.get('/m/:id', async (req, res) => {
  const { rows } = await query('SELECT name, diagnosis FROM patients WHERE id = $1 AND doctor_id NOT IN ($2)', [
    req.params.id,
    req.user.id,
  ]);
  res.json(rows); // ruleid: patient-record-by-request-id
});

// Names.
app.get('/n/:id', async (req, res) => {
  const rows = await sequelize.query('SELECT name, diagnosis FROM patients WHERE id = :id', {
    replacements: { id: req.params.id, reader: req.user.id },
    type: QueryTypes.SELECT,
  });
  res.json(rows); // ruleid: patient-record-by-request-id
});
app.get('/o/:id', async (req, res) => {
  const rows = await sequelize.query('SELECT name, diagnosis FROM patients WHERE id = :id AND clinic_id = :clinic', {
    replacements: { id: req.params.id, clinic: req.user.clinicId },
    type: QueryTypes.SELECT,
  });
  res.json(rows); // ok: patient-record-by-request-id
});

// Prepared statements, changes.
app.get('/p/:id', (req, res) => {
  const patient = file.prepare('SELECT * FROM patients WHERE id = ?').get(req.params.id);
  res.json(patient); // ruleid: patient-record-by-request-id
});
app.get('/q/:id', (req, res) => {
  const patient = file.prepare('SELECT * FROM patients WHERE id = ? AND doctor_id = ?').get(req.params.id, req.user.id);
  res.json(patient); // ok: patient-record-by-request-id
});
app.put('/r/:id', (req, res) => {
  file.prepare('UPDATE patients SET address = ?, doctor_id = ? WHERE id = ?').run(req.body.address, req.user.id, req.params.id); // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.put('/s/:id', (req, res) => {
  file.prepare('UPDATE patients SET address = ? WHERE id = ? AND doctor_id = ?').run(req.body.address, req.params.id, req.user.id); // ok: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.delete('/t/:id', async (req, res) => {
  await query('DELETE FROM prescriptions WHERE id = $1', [req.params.id]); // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.delete('/u/:id', async (req, res) => {
  await query('DELETE FROM prescriptions WHERE id = $1 AND patient_id = $2', [req.params.id, req.user.id]); // ok: patient-record-changed-by-request-id
  res.sendStatus(204);
});

// A statement of very many parts, each added on some ways only.
app.get('/v/:id', async (req, res) => {
  let text = 'SELECT name, diagnosis FROM patients WHERE id = $1';
  if (req.query.f0) text += ' AND f0 IS NOT NULL';
  if (req.query.f1) text += ' AND f1 IS NOT NULL';
  if (req.query.f2) text += ' AND f2 IS NOT NULL';
  if (req.query.f3) text += ' AND f3 IS NOT NULL';
  if (req.query.f4) text += ' AND f4 IS NOT NULL';
  if (req.query.f5) text += ' AND f5 IS NOT NULL';
  if (req.query.f6) text += ' AND f6 IS NOT NULL';
  if (req.query.f7) text += ' AND f7 IS NOT NULL';
  if (req.query.f8) text += ' AND f8 IS NOT NULL';
  if (req.query.f9) text += ' AND f9 IS NOT NULL';
  if (req.query.f10) text += ' AND f10 IS NOT NULL';
  if (req.query.f11) text += ' AND f11 IS NOT NULL';
  if (req.query.f12) text += ' AND f12 IS NOT NULL';
  if (req.query.f13) text += ' AND f13 IS NOT NULL';
  if (req.query.f14) text += ' AND f14 IS NOT NULL';
  if (req.query.f15) text += ' AND f15 IS NOT NULL';
  if (req.query.f16) text += ' AND f16 IS NOT NULL';
  if (req.query.f17) text += ' AND f17 IS NOT NULL';
  if (req.query.f18) text += ' AND f18 IS NOT NULL';
  if (req.query.f19) text += ' AND f19 IS NOT NULL';
  if (req.query.f20) text += ' AND f20 IS NOT NULL';
  if (req.query.f21) text += ' AND f21 IS NOT NULL';
  if (req.query.f22) text += ' AND f22 IS NOT NULL';
  if (req.query.f23) text += ' AND f23 IS NOT NULL';
  if (req.query.f24) text += ' AND f24 IS NOT NULL';
  if (req.query.f25) text += ' AND f25 IS NOT NULL';
  if (req.query.f26) text += ' AND f26 IS NOT NULL';
  if (req.query.f27) text += ' AND f27 IS NOT NULL';
  if (req.query.f28) text += ' AND f28 IS NOT NULL';
  if (req.query.f29) text += ' AND f29 IS NOT NULL';
  if (req.query.f30) text += ' AND f30 IS NOT NULL';
  if (req.query.f31) text += ' AND f31 IS NOT NULL';
  if (req.query.f32) text += ' AND f32 IS NOT NULL';
  if (req.query.f33) text += ' AND f33 IS NOT NULL';
  if (req.query.f34) text += ' AND f34 IS NOT NULL';
  if (req.query.f35) text += ' AND f35 IS NOT NULL';
  if (req.query.f36) text += ' AND f36 IS NOT NULL';
  if (req.query.f37) text += ' AND f37 IS NOT NULL';
  if (req.query.f38) text += ' AND f38 IS NOT NULL';
  if (req.query.f39) text += ' AND f39 IS NOT NULL';
  const { rows } = await query(text, [req.params.id]);
  res.json(rows); // ruleid: patient-record-by-request-id
});
