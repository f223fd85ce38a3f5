// Roles that a list lets pass: where patients are among them, the list tells no patient from another.

// @file: package.json
{ "name": "clinic", "dependencies": { "express": "5", "mongoose": "8" } }

// @file: roles.js
const Roles = { DOCTOR: 'doctor', PATIENT: 'patient', PHARMACY: 'pharmacy' };

module.exports = Roles;

// @file: middleware.js
const authorizedRoles = (...allowedRoles) => {
  return (req, res, next) => {
    const userRole = req.user.role;
    if (!allowedRoles.includes(userRole)) {
      return res.status(403).json({ message: 'Access denied' });
    }
    next();
  };
};

const isAuthorized = (permitted) => (req, res, next) => {
  if (!permitted.includes(req.user.role)) return res.sendStatus(403);
  next();
};

module.exports = { authorizedRoles, isAuthorized };

// @file: app.js
const express = require('express');
const mongoose = require('mongoose');
const { authenticate } = require('./authenticate');
const { authorizedRoles, isAuthorized } = require('./middleware');
const Roles = require('./roles');

const History = mongoose.model('History', new mongoose.Schema({ patientId: String, disease: String, prescription: String }));
const app = express();

app.post('/a/:id', authenticate, authorizedRoles('admin', 'doctor', 'staff', 'patient'), async (req, res) => {
  res.json(await History.find({ patientId: req.params.id })); // ruleid: patient-record-by-request-id
});
app.post('/b/:id', authenticate, authorizedRoles('admin', 'doctor', 'staff'), async (req, res) => {
  res.json(await History.find({ patientId: req.params.id })); // ok: patient-record-by-request-id
});
app.post('/c/:id', authenticate, isAuthorized([Roles.DOCTOR, Roles.PATIENT]), async (req, res) => {
  res.json(await History.find({ patientId: req.params.id })); // ruleid: patient-record-by-request-id
});
app.post('/d/:id', authenticate, isAuthorized([Roles.DOCTOR]), async (req, res) => {
  res.json(await History.find({ patientId: req.params.id })); // ok: patient-record-by-request-id
});
app.post('/e/:id', authenticate, authorizedRoles('doctor', 'patient'), async (req, res) => {
  if (req.user.role === 'patient' && req.user.id !== req.params.id) return res.sendStatus(403);
  res.json(await History.find({ patientId: req.params.id })); // ok: patient-record-by-request-id
});
