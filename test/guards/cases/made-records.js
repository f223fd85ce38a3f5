// Records about whichever patient the request names, in the ways that are not seen yet, beside those that are.

// @file: package.json
{ "name": "clinic", "dependencies": { "express": "5", "mongoose": "8", "mysql2": "3" } }

// @file: app.js
const express = require('express');
const mongoose = require('mongoose');
const mysql = require('mysql2/promise');
const { authenticate } = require('./authenticate');

const Visit = mongoose.model('Visit', new mongoose.Schema({ patientId: String, diagnosis: String }));
const Finding = mongoose.model('Finding', new mongoose.Schema({ visitId: String, patientId: String, diagnosis: String }));
const pool = mysql.createPool({});
const app = express();
app.use(authenticate);

app.post('/visits', async (req, res) => {
  await Visit.create({ patientId: req.body.patient, diagnosis: req.body.text }); // ruleid: record-made-for-any-patient
  res.sendStatus(201);
});
app.post('/own/visits', async (req, res) => {
  await Visit.create({ patientId: req.user.id, diagnosis: req.body.text }); // ok: record-made-for-any-patient
  res.sendStatus(201);
});
app.post('/kept/visits', async (req, res) => {
  const { patientId, ...text } = req.body;
  await Visit.create({ ...text, patientId: req.user.id }); // ok: record-made-for-any-patient
  res.sendStatus(201);
});
app.post('/saved/visits', async (req, res) => {
  const visit = new Visit({ patientId: req.body.patient, diagnosis: req.body.text });
  await visit.save(); // todoruleid: record-made-for-any-patient -- an object that is made and saved is no call that makes a record
  res.sendStatus(201);
});
app.post('/stated/visits', async (req, res) => {
  await pool.query('INSERT INTO visits (patient_id, diagnosis) VALUES (?, ?)', [req.body.patient, req.body.text]); // todoruleid: record-made-for-any-patient -- which column a value goes into is not read
  res.sendStatus(201);
});
app.post('/findings', async (req, res) => {
  await Finding.create({ visitId: req.body.visit, diagnosis: req.body.text }); // todoruleid: record-made-for-any-patient -- only fields that name a person count
  res.sendStatus(201);
});
app.get('/all', async (_req, res) => {
  res.json({ visits: (await Visit.find()).length, findings: (await Finding.find()).length });
});
