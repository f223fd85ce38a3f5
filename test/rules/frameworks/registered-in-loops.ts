// Routes of tables, of objects of services, of functions that are called for each resource, and of computed methods.

// @file: prisma/schema.prisma
model Patient {
  id     String @id
  name   String
  userId String
}

// @file: src/handlers.js
const { PrismaClient } = require('@prisma/client');
const db = new PrismaClient();
exports.any = async (req, res) => {
  res.json(await db.patient.findUnique({ where: { id: req.params.id } })); // ruleid: patient-record-by-request-id
};
exports.own = async (req, res) => {
  res.json(await db.patient.findFirst({ where: { id: req.params.id, userId: req.user.id } })); // ok: patient-record-by-request-id
};
exports.guarded = async (req, res) => {
  res.json(await db.patient.findUnique({ where: { id: req.params.id } })); // ok: patient-record-by-request-id
};
exports.self = (req, res, next) => {
  if (req.params.id !== req.user.id) return res.sendStatus(403);
  next();
};

// @file: src/app.js
const express = require('express');
const handlers = require('./handlers');
const app = express();

const table = [
  { method: 'get', path: '/a/:id', before: [], handler: handlers.any },
  { method: 'post', path: '/b/:id', before: [handlers.self], handler: handlers.guarded },
];
for (const route of table) app[route.method](route.path, route.before, route.handler);

const services = { patient: handlers, lab: { own: handlers.own } };
for (const name of Object.keys(services)) app.get(`/c/${name}/:id`, services[name].own);
for (const [name, service] of Object.entries(services)) app.get('/d/' + name, service.own);
['e', 'f'].forEach((name) => app.get(`/${name}/:id`, handlers.own));

function resource(router, path, own) {
  router.get(`${path}/:id`, own);
  router.delete(`${path}/:id`, handlers.self, own);
}
resource(app, '/g', handlers.own);
resource(app, '/h', handlers.own);

app[process.env.METHOD]('/i/:id', handlers.own);
app.get(`/${process.env.BASE}/:id`, handlers.own);

// @file: src/chains.js
const express = require('express');
const { PrismaClient } = require('@prisma/client');
const db = new PrismaClient();
const app = express();

const self = (req, res, next) => {
  if (req.params.id !== req.user.id) return res.sendStatus(403);
  next();
};
const read = async (req, res) => {
  res.json(await db.patient.findUnique({ where: { id: req.params.id } })); // ruleid: patient-record-by-request-id
};
// What may be missing guards nothing.
const chosen = process.env.STRICT ? [self] : [];
app.get('/chosen/:id', chosen, read);
app.get('/spread/:id', ...chosen, read);

const strict = express.Router();
if (process.env.STRICT) strict.use(self);
strict.get('/sometimes/:id', async (req, res) => {
  res.json(await db.patient.findUnique({ where: { id: req.params.id } })); // ruleid: patient-record-by-request-id
});
app.use('/strict', strict);

// The first handler of a path comes before the second.
app.get('/twice/:id', self);
app.get('/twice/:id', async (req, res) => {
  res.json(await db.patient.findUnique({ where: { id: req.params.id } })); // ok: patient-record-by-request-id
});
app.get('/other/:id', (req, res, next) => next());
app.get('/other/:id', async (req, res) => {
  res.json(await db.patient.findUnique({ where: { id: req.params.id } })); // ruleid: patient-record-by-request-id
});
