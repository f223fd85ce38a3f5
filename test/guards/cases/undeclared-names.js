// Names that nothing declares; records that are found by the name somebody signs in with.

// @file: package.json
{ "name": "clinic", "dependencies": { "express": "5", "mongoose": "8" } }

// @file: models/patient.js
const mongoose = require('mongoose');

const Patient = mongoose.Schema({ username: String, fullName: String, diagnoses: [], notes: [] });

module.exports = mongoose.model('patients', Patient);

// @file: app.js
const express = require('express');
const { authenticate } = require('./authenticate');
const Patient = require('./models/patient');

const app = express();
app.use(authenticate);

app.post('/view', async (req, res) => {
  const { person } = req.body;
  const found = await Patient.findOne({ username: person });
  answer = { name: found.fullName, notes: found.notes };
  res.json({ answer }); // ruleid: patient-record-by-request-id
});
app.post('/own', async (req, res) => {
  const mine = await Patient.findOne({ username: req.user.username });
  own = { name: mine.fullName, notes: mine.notes };
  res.json({ own }); // ok: patient-record-by-request-id
});
app.post('/note', async (req, res) => {
  const { person, text } = req.body;
  await Patient.findOneAndUpdate({ username: person }, { notes: [text] }); // ruleid: patient-record-changed-by-request-id
  res.json({ done: true });
});
app.post('/own/note', async (req, res) => {
  await Patient.findOneAndUpdate({ username: req.user.username }, { notes: [req.body.text] }); // ok: patient-record-changed-by-request-id
  res.json({ done: true });
});
