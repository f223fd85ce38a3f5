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
  res.json(await treatments.findById(req.params.id)); // todoruleid: patient-record-by-request-id -- what a repository was made with does not name its records
});
app.get('/b/:id', async (req, res) => {
  res.json(await treatments.findInPractice(req.params.id, req.user.practiceId)); // ok: patient-record-by-request-id
});
app.get('/c/:id', async (req, res) => {
  const treatment = await treatments.findById(req.params.id);
  if (treatment?.practiceId !== req.user.practiceId) return res.sendStatus(404);
  res.json(treatment); // ok: patient-record-by-request-id
});
