// Records that a program keeps in lists, maps and tables of its own.

// @file: memory/data.js
const patients = [
  { id: 1, name: 'Test Person', ssn: '', diagnosis: 'asthma', ownerId: 7 },
  { id: 2, name: 'Prov Person', ssn: '', diagnosis: 'eczema', ownerId: 8 },
];
const articles = [{ id: 1, title: 'Opening hours', text: 'Always' }];
let visits = [];
const letters = new Map();
const sessions = {};
module.exports = { patients, articles, letters, sessions };

// @file: memory/app.js
const express = require('express');
const jwt = require('jsonwebtoken');
const { patients, articles, letters, sessions } = require('./data');
const app = express();
let visits = [];

function signedIn(req, res, next) {
  const token = req.headers.authorization?.split(' ')[1];
  if (!token) return res.sendStatus(401);
  req.user = jwt.verify(token, process.env.JWT_KEY);
  next();
}
app.use(express.json(), signedIn);

app.get('/a/:id', (req, res) => {
  const patient = patients.find((one) => one.id === Number(req.params.id));
  if (!patient) return res.sendStatus(404);
  res.json(patient); // ruleid: patient-record-by-request-id
});
app.get('/b/:id', (req, res) => {
  const patient = patients.find((one) => one.id === Number(req.params.id) && one.ownerId === req.user.id);
  if (!patient) return res.sendStatus(404);
  res.json(patient); // ok: patient-record-by-request-id
});
app.get('/c/:id', (req, res) => {
  const patient = patients.find((one) => String(one.id) === req.params.id);
  if (!patient || patient.ownerId !== req.user.id) return res.sendStatus(404);
  res.json(patient); // ok: patient-record-by-request-id
});
app.get('/d', (req, res) => {
  res.json(patients.filter((one) => one.ownerId === req.user.id)); // ok: patient-record-by-request-id
});
app.get('/e', (req, res) => {
  res.json(patients.filter((one) => one.ownerId == req.query.ownerId)); // ruleid: client-supplied-identity
});
app.get('/f/:id', (req, res) => {
  res.json(articles.find((one) => one.id === Number(req.params.id))); // ok: patient-record-by-request-id
});
app.put('/g/:id', (req, res) => {
  const patient = patients.find((one) => one.id === Number(req.params.id));
  patient.diagnosis = req.body.diagnosis; // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.put('/h/:id', (req, res) => {
  const patient = patients.find((one) => one.id === Number(req.params.id));
  if (patient?.ownerId !== req.user.id) return res.sendStatus(403);
  Object.assign(patient, req.body); // ok: patient-record-changed-by-request-id
  res.sendStatus(204);
});
app.delete('/i/:id', (req, res) => {
  const index = patients.findIndex((one) => one.id === Number(req.params.id));
  if (index === -1) return res.sendStatus(404);
  patients.splice(index, 1); // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
});

app.post('/visits', (req, res) => {
  visits.push({ id: visits.length, patientId: req.user.id, diagnosis: req.body.diagnosis, note: req.body.note });
  res.sendStatus(201);
});
app.get('/visits/:id', (req, res) => {
  res.json(visits.find((visit) => visit.id === Number(req.params.id))); // ruleid: patient-record-by-request-id
});
app.delete('/visits/:id', (req, res) => {
  visits = visits.filter((visit) => visit.id !== Number(req.params.id)); // ruleid: patient-record-changed-by-request-id
  res.sendStatus(204);
});

app.post('/letters', (req, res) => {
  letters.set(req.body.id, { patientName: req.body.name, diagnosis: req.body.diagnosis, owner: req.user.id });
  res.sendStatus(201);
});
app.get('/letters/:id', (req, res) => {
  res.json(letters.get(req.params.id)); // ruleid: patient-record-by-request-id
});
app.get('/letters/mine/:id', (req, res) => {
  const letter = letters.get(req.params.id);
  if (letter?.owner !== req.user.id) return res.sendStatus(404);
  res.json(letter); // ok: patient-record-by-request-id
});

// Sessions in a table of the program's own.
app.get('/j/:id', (req, res) => {
  const me = sessions[req.cookies.sid];
  const patient = patients.find((one) => one.id === Number(req.params.id));
  if (!me || patient?.ownerId !== me.id) return res.sendStatus(404);
  res.json(patient); // ok: patient-record-by-request-id
});
app.get('/k/:id', (req, res) => {
  // Whoever says who they are is nobody in particular.
  const me = sessions[req.headers['x-user-id']];
  const patient = patients.find((one) => one.id === Number(req.params.id));
  if (!me || patient?.ownerId !== me.id) return res.sendStatus(404);
  res.json(patient); // ruleid: patient-record-by-request-id
});
