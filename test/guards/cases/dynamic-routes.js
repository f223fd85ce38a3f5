// Routers that are mounted from a folder, a list or a table.
const express = require('express');
const fs = require('node:fs');
const path = require('node:path');

const app = express();
app.use(require('./authenticate').authenticate);
fs.readdirSync(path.join(__dirname, 'routes')).forEach((file) => {
  app.use('/api', require(`./routes/${file}`));
});
for (const mount of [require('./more/labs'), require('./more/visits')]) app.use('/more', mount);
module.exports = app;

// @file: routes/patients.js
const { Router } = require('express');
const { db, view } = require('../db');

const router = Router();
router.get('/patients/:id', async (req, res) => {
  res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view })); // ruleid: patient-record-by-request-id
});
router.get('/own/:id', async (req, res) => {
  res.json(await db.patient.findFirst({ where: { id: req.params.id, userId: req.user.id }, select: view })); // ok: patient-record-by-request-id
});
module.exports = router;

// @file: more/labs.js
const { Router } = require('express');
const { db, view } = require('../db');

const router = Router();
router.get('/labs/:id', async (req, res) => {
  res.json(await db.lab.findUnique({ where: { id: req.params.id }, select: { result: true, diagnosis: true } })); // ruleid: patient-record-by-request-id
});
module.exports = router;

// @file: more/visits.js
const { Router } = require('express');
const { db, view } = require('../db');

const router = Router();
router.get('/visits/:id', async (req, res) => {
  const own = { id: req.params.id, patient: { userId: req.user.id } };
  res.json(await db.lab.findFirst({ where: own, select: { result: true, diagnosis: true } })); // ok: patient-record-by-request-id
});
module.exports = router;
