// Models of a folder that its index loads one by one, and classes that are models of a library.
const express = require('express');
const { authenticate } = require('./authenticate');
const db = require('./models');
const { Visit } = require('./models');
const Renamed = require('./models/named');

const People = db.Person;
const app = express();
app.use(authenticate);
app.get('/people/:id', async (req, res) => {
  res.json(await db.Person.findByPk(req.params.id)); // ruleid: patient-record-by-request-id
});
app.get('/people/renamed/:id', async (req, res) => {
  res.json(await People.findOne({ where: { id: req.params.id } })); // ruleid: patient-record-by-request-id
});
app.get('/own/:id', async (req, res) => {
  res.json(await db.Person.findOne({ where: { id: req.params.id, userId: req.user.id } })); // ok: patient-record-by-request-id
});
app.get('/visits/:id', async (req, res) => {
  res.json(await Visit.findByPk(req.params.id)); // ruleid: patient-record-by-request-id
});
app.get('/named/:id', async (req, res) => {
  res.json(await Renamed.findByPk(req.params.id)); // ruleid: patient-record-by-request-id
});
app.get('/rooms/:id', async (req, res) => {
  res.json(await db.Room.findByPk(req.params.id)); // ok: patient-record-by-request-id
});

// @file: models/index.js
const fs = require('fs');
const path = require('path');
const Sequelize = require('sequelize');

const own = path.basename(__filename);
const sequelize = new Sequelize(process.env.DATABASE_URL);
const db = {};
fs.readdirSync(__dirname)
  .filter((file) => file !== own && file.slice(-3) === '.js')
  .forEach((file) => {
    const model = require(path.join(__dirname, file))(sequelize, Sequelize.DataTypes);
    db[model.name] = model;
  });
for (const name of Object.keys(db)) if (db[name].associate) db[name].associate(db);
db.sequelize = sequelize;
module.exports = db;

// @file: models/person.js
module.exports = (sequelize, DataTypes) => {
  const Person = sequelize.define('Person', {
    firstName: DataTypes.STRING,
    ssn: DataTypes.STRING,
    diagnosis: DataTypes.TEXT,
    userId: DataTypes.INTEGER,
  });
  return Person;
};

// @file: models/visit.js
const { Model } = require('sequelize');

module.exports = (sequelize, DataTypes) => {
  class Visit extends Model {
    static associate(models) {
      Visit.belongsTo(models.Person, { foreignKey: 'patientId' });
    }
  }
  Visit.init({ diagnosis: DataTypes.STRING, patientId: DataTypes.INTEGER }, { sequelize, modelName: 'Visit' });
  return Visit;
};

// @file: models/room.js
module.exports = (sequelize, DataTypes) =>
  sequelize.define('Room', { floor: DataTypes.INTEGER, label: DataTypes.STRING });

// @file: models/named.js
const { Model, DataTypes, Sequelize } = require('sequelize');

const sequelize = new Sequelize(process.env.DATABASE_URL);
class Stay extends Model {}
Stay.init({ diagnosis: DataTypes.STRING, patientId: DataTypes.INTEGER }, { sequelize });
module.exports = Stay;
