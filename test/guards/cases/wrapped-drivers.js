// An own layer around a driver: statements are trimmed and filled before the driver sees them, rows come out of a
// deferred promise, keys are packed by a library that nothing is known of, and texts are put together by helpers.

// @file: ledger/package.json
{ "name": "ledger" }

// @file: ledger/schema.sql
CREATE TABLE user (id INT PRIMARY KEY, username TEXT, display_name TEXT, email TEXT);
CREATE TABLE patient (
  uuid BINARY(16) PRIMARY KEY, display_name TEXT, dob DATE, address TEXT, phone TEXT, notes TEXT, ward_id INT, user_id INT
);
CREATE TABLE patient_document (uuid BINARY(16) PRIMARY KEY, patient_uuid BINARY(16), label TEXT, link TEXT, user_id INT);
CREATE TABLE voucher (uuid BINARY(16) PRIMARY KEY, amount INT, description TEXT, user_id INT);
CREATE TABLE shipment (uuid BINARY(16) PRIMARY KEY, goods TEXT, day DATE, user_id INT);
CREATE TABLE budget (id INT PRIMARY KEY, amount INT, user_id INT);
CREATE TABLE requisition (id INT PRIMARY KEY, goods TEXT, user_id INT);
CREATE TABLE stock_count (id INT PRIMARY KEY, goods TEXT, user_id INT);
CREATE TABLE payroll (id INT PRIMARY KEY, amount INT, user_id INT);
CREATE TABLE holiday (id INT PRIMARY KEY, label TEXT, person_uuid BINARY(16), user_id INT);
CREATE TABLE enterprise (id INT PRIMARY KEY, name TEXT, email TEXT, phone TEXT);

// @file: ledger/gathered.js
const q = require('q');
const run = (connection, sql, params) => {
  const deferred = q.defer();
  connection.query(sql, params, (error, result) => (error ? deferred.reject(error) : deferred.resolve(result)));
  return deferred.promise;
};
class Gathered {
  constructor(db) {
    this.queries = [];
    this.db = db;
  }
  addQuery(query, params) {
    this.queries.push({ query, params });
    return this;
  }
  execute() {
    const deferred = q.defer();
    const { queries } = this;
    this.db.pool.getConnection((error, connection) => {
      if (error) {
        deferred.reject(error);
        return;
      }
      q.all(queries.map((one) => run(connection, one.query, one.params))).then(deferred.resolve, deferred.reject);
    });
    return deferred.promise;
  }
}
module.exports = Gathered;

// @file: ledger/filters.js
class Filters {
  constructor(filters = {}) {
    this.wanted = { ...filters };
    this.statements = [];
    this.values = [];
  }
  equals(key) {
    if (!this.wanted[key]) return;
    this.statements.push(`${key} = ?`);
    this.values.push(this.wanted[key]);
  }
  must(key, value) {
    this.statements.push(`${key} = ?`);
    this.values.push(value);
  }
  applyQuery(sql) {
    return `${sql} WHERE ${this.statements.join(' AND ') || '1'}`;
  }
  parameters() {
    return this.values;
  }
}
module.exports = Filters;

// @file: ledger/db.js
const q = require('q');
const mysql = require('mysql2');
const parser = require('uuid-packing');
const Gathered = require('./gathered');

class Connector {
  constructor() {
    this.pool = mysql.createPool({});
  }
  exec(sql, params) {
    const deferred = q.defer();
    this.pool.getConnection((error, connection) => {
      if (error) {
        deferred.reject(error);
        return;
      }
      const statement = mysql.format(sql.trim(), params);
      connection.query(statement, (failure, rows) => {
        connection.release();
        return failure ? deferred.reject(failure) : deferred.resolve(rows);
      });
    });
    return deferred.promise;
  }
  one(sql, params, id) {
    return this.exec(sql, params).then((rows) => {
      if (rows.length !== 1) throw new Error(`not one ${id}`);
      return rows[0];
    });
  }
  gathered() {
    return new Gathered(this);
  }
  bid(text) {
    return Buffer.from(parser.parse(text));
  }
  escape(text) {
    return mysql.escape(text);
  }
}
module.exports = new Connector();

// @file: ledger/session.js
module.exports = (req, res, next) => {
  if (!req.session.user) {
    res.sendStatus(401);
    return;
  }
  next();
};

// @file: ledger/app.js
const express = require('express');
const mysql = require('mysql2');
const session = require('express-session');
const signedIn = require('./session');
const db = require('./db');
const Filters = require('./filters');
const app = express();
app.use(express.json(), session({ secret: process.env.KEY }), signedIn);

app.get('/patients/:uuid', (req, res, next) => {
  const sql = `SELECT p.display_name, p.dob, p.notes FROM patient AS p WHERE p.uuid = ?;`;
  db.one(sql, db.bid(req.params.uuid), req.params.uuid)
    .then((patient) => res.json(patient)) // ruleid: patient-record-by-request-id
    .catch(next);
});
app.get('/wards/:uuid', (req, res, next) => {
  const sql = `SELECT p.display_name, p.dob, p.notes FROM patient AS p WHERE p.uuid = ? AND p.ward_id = ?;`;
  db.one(sql, [db.bid(req.params.uuid), req.session.user.wardId])
    .then((patient) => res.json(patient)) // ok: patient-record-by-request-id
    .catch(next);
});
// What the library packed for one request is not what it packed for another.
app.get('/own', (req, res, next) => {
  const sql = 'SELECT p.display_name, p.dob, p.notes FROM patient AS p WHERE p.uuid = ?';
  db.one(sql, db.bid(req.session.user.patient))
    .then((patient) => res.json(patient)) // ok: patient-record-by-request-id
    .catch(next);
});

// Filled by hand.
app.get('/filled/:uuid', async (req, res) => {
  const text = mysql.format('SELECT display_name, notes FROM patient WHERE uuid = ?', [req.params.uuid]);
  const rows = await db.exec(text);
  res.json(rows); // ruleid: patient-record-by-request-id
});
app.get('/filled-own/:uuid', async (req, res) => {
  const text = mysql.format('SELECT display_name, notes FROM patient WHERE uuid = ? AND ward_id = ?', [
    req.params.uuid,
    req.session.user.wardId,
  ]);
  const rows = await db.exec(text);
  res.json(rows); // ok: patient-record-by-request-id
});
app.get('/joined/:uuid', async (req, res) => {
  const rows = await db.exec(['SELECT display_name, notes', 'FROM patient', 'WHERE uuid = ?'].join(' '), [req.params.uuid]);
  res.json(rows); // ruleid: patient-record-by-request-id
});
app.get('/added/:uuid', async (req, res) => {
  const text = 'SELECT display_name, notes FROM patient '.concat('WHERE uuid = ? ', 'AND ward_id = ?');
  const rows = await db.exec(text, [req.params.uuid, req.session.user.wardId]);
  res.json(rows); // ok: patient-record-by-request-id
});

// Rows that say nothing of health by their columns, and belong to a patient.
app.get('/documents/:uuid', async (req, res) => {
  const rows = await db.exec('SELECT label, link FROM patient_document WHERE patient_uuid = ?', [db.bid(req.params.uuid)]);
  res.json(rows); // ruleid: patient-record-by-request-id
});
app.get('/documents/:uuid/count', async (req, res) => {
  const rows = await db.exec('SELECT COUNT(*) AS total FROM patient_document WHERE patient_uuid = ?', [req.params.uuid]);
  res.json(rows); // ok: patient-record-by-request-id
});

// Who wrote a row is staff, where patients are kept apart from those who sign in.
app.get('/vouchers/:uuid', async (req, res) => {
  const sql = 'SELECT v.amount, u.display_name FROM voucher v JOIN user u ON v.user_id = u.id WHERE v.uuid = ?';
  const rows = await db.exec(sql, [db.bid(req.params.uuid)]);
  res.json(rows); // ok: patient-record-by-request-id
});
app.get('/enterprises/:id', async (req, res) => {
  const rows = await db.exec('SELECT name, email, phone FROM enterprise WHERE id = ?', [req.params.id]);
  res.json(rows); // ok: patient-record-by-request-id
});

// What a change of a row changes is what that row holds, not what is read beside it.
app.get('/holidays', async (req, res) => {
  const sql = 'SELECT h.label, p.display_name, p.dob FROM holiday h JOIN patient p ON p.uuid = h.person_uuid WHERE h.user_id = ?';
  res.json(await db.exec(sql, [req.session.user.id])); // ok: patient-record-by-request-id
});
app.put('/holidays/:id', async (req, res) => {
  await db.exec('UPDATE holiday SET label = ? WHERE id = ?', [req.body.label, req.params.id]); // ok: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.put('/patients/:uuid', async (req, res) => {
  await db.exec('UPDATE patient SET ? WHERE uuid = ?', [req.body, db.bid(req.params.uuid)]); // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
});

// Statements that a helper finishes.
app.get('/found', async (req, res) => {
  const filters = new Filters(req.query);
  filters.equals('uuid');
  const query = filters.applyQuery('SELECT p.display_name, p.notes FROM patient p');
  res.json(await db.exec(query, filters.parameters())); // ruleid: bulk-list-without-scope
});
app.get('/found-own', async (req, res) => {
  const filters = new Filters({ uuid: req.query.uuid });
  filters.equals('uuid');
  filters.must('ward_id', req.session.user.wardId);
  const query = filters.applyQuery('SELECT p.display_name, p.notes FROM patient p');
  res.json(await db.exec(query, filters.parameters())); // ok: patient-record-by-request-id
});

// Statements that are gathered, and run later.
app.post('/gathered/:uuid', async (req, res) => {
  const gathered = db.gathered();
  gathered.addQuery('UPDATE patient SET ? WHERE uuid = ?', [{ notes: req.body.notes }, db.bid(req.params.uuid)]); // ruleid: patient-record-changed-by-request-id
  await gathered.execute();
  res.sendStatus(204);
});
app.post('/gathered-own/:uuid', async (req, res) => {
  const gathered = db.gathered();
  const { wardId } = req.session.user;
  gathered.addQuery('UPDATE patient SET notes = ? WHERE uuid = ? AND ward_id = ?', [req.body.notes, db.bid(req.params.uuid), wardId]); // ok: patient-record-changed-by-request-id
  await gathered.execute();
  res.sendStatus(204);
});

// Rows of a patient remain such beside the name of who wrote them.
app.get('/written/:uuid', async (req, res) => {
  const sql = 'SELECT d.label, d.link, u.display_name FROM patient_document d JOIN user u ON u.id = d.user_id WHERE d.patient_uuid = ?';
  res.json(await db.exec(sql, [db.bid(req.params.uuid)])); // ruleid: patient-record-by-request-id
});
app.delete('/written/:uuid', async (req, res) => {
  await db.exec('DELETE FROM patient_document WHERE uuid = ?', [db.bid(req.params.uuid)]); // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.delete('/written-own/:uuid', async (req, res) => {
  await db.exec('DELETE FROM patient_document WHERE uuid = ? AND user_id = ?', [db.bid(req.params.uuid), req.session.user.id]); // ok: patient-record-changed-by-request-id
  res.sendStatus(204);
});

// A word that may mean many things is a label here: the beginning of a period of accounts.
app.get('/figures/:uuid', async (req, res) => {
  const sql = "SELECT DATE_FORMAT(p.start_date, '%Y') AS period_start, f.amount FROM visit_figures f JOIN period p ON p.id = f.period_id WHERE f.uuid = ?";
  res.json(await db.exec(sql, [db.bid(req.params.uuid)])); // ok: patient-record-by-request-id
});
