// Repositories over a common base class, in other files.

// @file: store/models.js
const { DataTypes, Sequelize } = require('sequelize');
const sequelize = new Sequelize(process.env.DATABASE_URL);
const Treatment = sequelize.define('Treatment', { id: DataTypes.UUID, diagnosis: DataTypes.TEXT, patientId: DataTypes.UUID, practiceId: DataTypes.UUID });
module.exports = { Treatment };

// @file: store/repositories.js
class BaseRepository {
  constructor(model) { this.model = model; }
  findById(id) { return this.model.findByPk(id, { attributes: ['diagnosis', 'practiceId'] }); }
  remove(id) { return this.model.destroy({ where: { id } }); }
}
class TreatmentRepository extends BaseRepository {
  findInPractice(id, practiceId) { return this.model.findOne({ where: { id, practiceId }, attributes: ['diagnosis'] }); }
}
module.exports = { TreatmentRepository };

// @file: store/app.js
const express = require('express');
const jwt = require('jsonwebtoken');
const { Treatment } = require('./models');
const { TreatmentRepository } = require('./repositories');
const app = express();
const treatments = new TreatmentRepository(Treatment);
app.use((req, res, next) => {
  req.user = jwt.verify(req.headers.authorization, process.env.KEY);
  next();
});
app.get('/a/:id', async (req, res) => {
  res.json(await treatments.findById(req.params.id)); // todoruleid: patient-record-by-request-id -- what a class without a constructor of its own is made with does not reach the one above
});
app.get('/b/:id', async (req, res) => {
  res.json(await treatments.findInPractice(req.params.id, req.user.practiceId)); // ok: patient-record-by-request-id
});
app.get('/c/:id', async (req, res) => {
  const treatment = await treatments.findById(req.params.id);
  if (treatment?.practiceId !== req.user.practiceId) return res.sendStatus(404);
  res.json(treatment); // ok: patient-record-by-request-id
});
// Objects of one class for several types of records, also behind a class of their own and another method.

// @file: depot/models.js
const { DataTypes, Sequelize } = require('sequelize');
const sequelize = new Sequelize(process.env.DATABASE_URL);
const Supplier = sequelize.define('Supplier', { id: DataTypes.UUID, label: DataTypes.TEXT });
const Operation = sequelize.define('Operation', { id: DataTypes.UUID, diagnosis: DataTypes.TEXT, patientId: DataTypes.UUID, surgeonId: DataTypes.UUID });
module.exports = { Operation, Supplier };

// @file: depot/repository.js
class Repository {
  constructor(model) { this.model = model; }
  byId(id) { return this.model.findByPk(id); }
  async named(id) { const found = await this.byId(id); return { found, at: Date.now() }; }
}
class Operations extends Repository {
  constructor() { super(require('./models').Operation); }
}
module.exports = { Operations, Repository };

// @file: depot/stores.js
const { Supplier } = require('./models');
const { Operations, Repository } = require('./repository');
module.exports = { suppliers: new Repository(Supplier), operations: new Operations() };

// @file: depot/app.js
const express = require('express');
const jwt = require('jsonwebtoken');
const { operations, suppliers } = require('./stores');
const app = express();
app.use((req, res, next) => {
  req.user = jwt.verify(req.headers.authorization, process.env.KEY);
  next();
});
app.get('/operations/:id', async (req, res) => {
  res.json(await operations.byId(req.params.id)); // ruleid: patient-record-by-request-id
});
app.get('/operations/named/:id', async (req, res) => {
  res.json(await operations.named(req.params.id)); // ruleid: patient-record-by-request-id
});
app.get('/operations/own/:id', async (req, res) => {
  const operation = await operations.byId(req.params.id);
  if (operation.surgeonId !== req.user.id) return res.sendStatus(404);
  res.json(operation); // ok: patient-record-by-request-id
});
app.get('/suppliers/:id', async (req, res) => {
  res.json(await suppliers.byId(req.params.id)); // ok: patient-record-by-request-id
});
