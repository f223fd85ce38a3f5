// Models that modules export without a name of their own: what one of them holds says nothing of the others.
// @file: ward/patient.js
const mongoose = require('mongoose');
module.exports = mongoose.model('Patient', new mongoose.Schema({ firstName: String, diagnosis: String, userId: String }));
// @file: ward/shelf.js
const mongoose = require('mongoose');
module.exports = mongoose.model('Shelf', new mongoose.Schema({ label: String, room: String }));
// @file: ward/app.js
const express = require('express');
const jwt = require('jsonwebtoken');
const Patient = require('./patient');
const Shelf = require('./shelf');
const app = express();
app.use((req, res, next) => {
  req.user = jwt.verify(req.headers.authorization, process.env.KEY);
  next();
});
app.get('/patients/:id', async (req, res) => {
  res.json(await Patient.findById(req.params.id)); // ruleid: patient-record-by-request-id
});
app.delete('/patients/:id', async (req, res) => {
  await Patient.findByIdAndDelete(req.params.id); // ruleid: patient-record-changed-by-request-id
  res.end();
});
app.delete('/shelves/:id', async (req, res) => {
  await Shelf.findByIdAndDelete(req.params.id); // ok: patient-record-changed-by-request-id
  res.end();
});
