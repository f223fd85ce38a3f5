// Handlers that a function makes for one type of records: `getOne(Treatment)`.

// @file: clinic/models.js
const mongoose = require('mongoose');
const treatment = new mongoose.Schema({ diagnosis: String, patientId: String, ownerId: String });
const supplier = new mongoose.Schema({ label: String, city: String });
const lesson = new mongoose.Schema({ title: String, room: String });
module.exports = {
  Treatment: mongoose.model('Treatment', treatment),
  Supplier: mongoose.model('Supplier', supplier),
  Lesson: mongoose.model('Lesson', lesson),
};

// @file: clinic/factory.js
const catchAsync = (f) => (req, res, next) => f(req, res, next).catch(next);
exports.getOne = (Model) =>
  catchAsync(async (req, res) => {
    const doc = await Model.findById(req.params.id);
    res.json({ data: doc }); // ruleid: patient-record-by-request-id
  });
exports.deleteOne = (Model) => async (req, res) => {
  await Model.findByIdAndDelete(req.params.id); // ruleid: patient-record-changed-by-request-id
  res.end();
};
exports.getMine = (Model) => async (req, res) => {
  const doc = await Model.findOne({ _id: req.params.id, ownerId: req.user.id });
  res.json({ data: doc }); // ok: patient-record-by-request-id
};
exports.getAny = (Model) =>
  catchAsync(async (req, res) => {
    const doc = await Model.findById(req.params.id);
    res.json({ data: doc }); // ok: patient-record-by-request-id
  });

// @file: clinic/treatments.js
const { Treatment } = require('./models');
const factory = require('./factory');
exports.getTreatment = factory.getOne(Treatment);
exports.removeTreatment = factory.deleteOne(Treatment);
exports.getMyTreatment = factory.getMine(Treatment);

// @file: clinic/app.js
const express = require('express');
const jwt = require('jsonwebtoken');
const factory = require('./factory');
const treatments = require('./treatments');
const { Lesson, Supplier } = require('./models');
const app = express();
app.use((req, res, next) => {
  req.user = jwt.verify(req.headers.authorization, process.env.KEY);
  next();
});
app.get('/treatments/:id', treatments.getTreatment);
app.delete('/treatments/:id', treatments.removeTreatment);
app.get('/treatments/mine/:id', treatments.getMyTreatment);
// The same functions for records that are nobody's.
app.get('/suppliers/:id', factory.getOne(Supplier));
app.delete('/suppliers/:id', factory.deleteOne(Supplier));
app.get('/lessons/:id', factory.getAny(Lesson));
app.get('/suppliers/any/:id', factory.getAny(Supplier));
